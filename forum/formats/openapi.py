"""OpenAPI 3.1: what the API answers, described from the very types its answers are made by."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from django.utils.translation import gettext as _

from forum.formats.api_shapes import Error, ListMeta, Meta, Schema

VERSION = "3.1.0"

_PLAIN = {str: "string", int: "integer", bool: "boolean"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query, or a place in a path.

    `values` are the only ones there ever are; empty where they are those of a programme.
    """

    name: str
    summary: str
    example: str = ""
    values: tuple[str, ...] = ()
    is_many: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Operation:
    """What can be asked for: `path` below the server, with its `place` in braces if it has one.

    `shape` is the type of what is answered, of each thing in a list.
    """

    name: str
    path: str
    summary: str
    shape: type
    is_list: bool = False
    place: Parameter | None = None
    parameters: tuple[Parameter, ...] = ()
    can_be_gone: bool = False


@dataclass(frozen=True)
class Api:
    """An API as a whole. `server` and `documentation` are full addresses."""

    title: str
    version: str
    summary: str
    server: str
    documentation: str
    operations: tuple[Operation, ...]


def write(api: Api) -> bytes:
    """Return the description as JSON, in the active language; equal bytes for equal input.

    An object may get more properties than it has today, so the description forbids none.

    Source: OpenAPI 3.1.0; JSON Schema 2020-12.
    """
    known: dict[str, Any] = {}
    paths = {
        f"/{operation.path}": {"get": _operation(operation, known)} for operation in api.operations
    }
    refusals = {
        "NotFound": _("There is no such thing, and never was."),
        "Gone": _("It was public once and is not any more."),
        "Unavailable": _("Nothing is published yet. “Retry-After” says when to ask again."),
    }
    written = {
        "openapi": VERSION,
        "info": {"title": api.title, "version": api.version, "description": api.summary},
        "externalDocs": {"url": api.documentation},
        "servers": [{"url": api.server}],
        # Nothing needs a key.
        "security": [],
        "paths": paths,
        "components": {
            "responses": {
                name: {
                    "description": words,
                    "content": {
                        "application/json": {"schema": _envelope({"error": _schema(Error, known)})}
                    },
                }
                for name, words in refusals.items()
            },
            "schemas": dict(sorted(known.items())),
        },
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _operation(operation: Operation, known: dict[str, Any]) -> dict[str, Any]:
    data = _schema(operation.shape, known)
    if operation.is_list:
        data = {"type": "array", "items": data}
    meta = _schema(ListMeta if operation.is_list else Meta, known)
    responses: dict[str, Any] = {
        "200": {
            "description": operation.summary,
            "content": {"application/json": {"schema": _envelope({"meta": meta, "data": data})}},
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"},
    }
    if operation.can_be_gone:
        responses["301"] = {"description": _("It stands at another address now.")}
        responses["410"] = {"$ref": "#/components/responses/Gone"}
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": dict(sorted(responses.items())),
    }
    parameters = [_parameter(item, "query") for item in operation.parameters]
    if operation.place:
        parameters.insert(0, {**_parameter(operation.place, "path"), "required": True})
    if parameters:
        found["parameters"] = parameters
    return found


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if parameter.is_number else "string"}
    if parameter.values:
        schema["enum"] = [_value(parameter, value) for value in parameter.values]
    if parameter.is_many:
        schema = {"type": "array", "items": schema, "uniqueItems": True}
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": place,
        "description": parameter.summary,
        "schema": schema,
    }
    if parameter.example:
        example = _value(parameter, parameter.example)
        found["example"] = [example] if parameter.is_many else example
    return found


def _value(parameter: Parameter, value: str) -> str | int:
    return int(value) if parameter.is_number else value


def _envelope(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _schema(shape: Any, known: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; those of objects are added to `known`, and referred to."""
    if is_typeddict(shape):
        name = shape.__name__
        if name not in known:
            # Named before it is whole: a shape may hold itself.
            known[name] = {}
            hints = get_type_hints(shape, include_extras=True)
            known[name] = _envelope({key: _schema(kind, known) for key, kind in hints.items()})
        return {"$ref": f"#/components/schemas/{name}"}
    origin, rest = get_origin(shape), get_args(shape)
    if origin is Annotated:
        found = _schema(rest[0], known)
        for more in rest[1:]:
            if isinstance(more, Schema):
                found = {**found, **more.keywords}
        return found
    if origin in (Union, types.UnionType):
        of = [_schema(kind, known) for kind in rest if kind is not type(None)]
        return {"anyOf": [*of, {"type": "null"}]}
    if origin is list:
        return {"type": "array", "items": _schema(rest[0], known)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(rest[1], known)}
    return {"type": _PLAIN[shape]}
