"""Answers of the API held against their own description, more strictly than it asks for."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DESCRIPTION = "urn:description"

formats = FormatChecker(["uuid", "date"])


@formats.checks("date-time", raises=ValueError)
def is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    """Say whether it is an address of the web that every reader understands."""
    if not isinstance(value, str):
        return True
    is_plain = value.isascii() and value.isprintable() and " " not in value
    return is_plain and urlsplit(value).scheme in ("http", "https")


class Described:
    """A description that answers can be held against."""

    def __init__(self, description: dict[str, Any]) -> None:
        # The description allows properties that it does not speak of; here there must be none.
        self._strict = copy.deepcopy(description)
        _forbid_more(self._strict)
        self._places = {
            methods["get"]["operationId"]: methods["get"]["responses"]
            for methods in self._strict["paths"].values()
        }
        self._registry: Registry = Registry().with_resource(
            DESCRIPTION, DRAFT202012.create_resource(self._strict)
        )

    def problems(self, name: str, answer: Any, status: int = 200) -> list[str]:
        """Return where an answer is not as described under an operation's name."""
        response = self._places[name][str(status)]
        if "$ref" in response:
            kind = response["$ref"].rpartition("/")[2]
            response = self._strict["components"]["responses"][kind]
        schema = response["content"]["application/json"]["schema"]
        # References begin at the whole description.
        validator = Draft202012Validator(
            {**self._strict, **schema, "$id": DESCRIPTION},
            registry=self._registry,
            format_checker=formats,
        )
        return [
            f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)
        ]


def _forbid_more(schema: Any) -> None:
    if isinstance(schema, list):
        for item in schema:
            _forbid_more(item)
    elif isinstance(schema, dict):
        for item in schema.values():
            _forbid_more(item)
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            schema["additionalProperties"] = False
