"""Frozen values to plain JSON and back, by their type hints alone."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from multilingual.text import Text


class NotThisValue(ValueError):
    """The JSON does not hold the value that its place calls for; the message names the place."""


def encode(value: Any) -> Any:
    """Return plain JSON for a value of our dataclasses; fields at their default are left out."""
    # What there is most of comes first: a programme holds tens of thousands of such values.
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Text):
        return value.published().to_json()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            name: encode(own)
            for name, default in _defaults(type(value))
            if (own := getattr(value, name)) != default
        }
    if isinstance(value, Mapping):
        return {key: encode(own) for key, own in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(own) for own in value]
    return value


def decode(kind: Any, data: Any, place: str = "document") -> Any:
    """Return the value of type `kind` that plain JSON stands for; unknown keys are ignored.

    Raises:
        NotThisValue: naming the place in the document.
    """
    return _decoder(kind)(data, place)


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    found = []
    for field in dataclasses.fields(kind):
        if field.default_factory is not dataclasses.MISSING:
            found.append((field.name, field.default_factory()))
        else:
            found.append((field.name, field.default))
    return tuple(found)


Decoder = Callable[[Any, str], Any]


@cache
def _decoder(kind: Any) -> Decoder:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _decoder(next(a for a in arguments if a is not type(None)))
        return lambda data, place: None if data is None else inner(data, place)
    if origin is tuple:
        inner = _decoder(arguments[0])
        return lambda data, place: tuple(
            inner(own, f"{place}[{index}]") for index, own in enumerate(_expect(data, list, place))
        )
    if origin is not None and issubclass(origin, Mapping):
        inner = _decoder(arguments[1])
        return lambda data, place: {
            key: inner(own, f"{place}.{key}") for key, own in _expect(data, dict, place).items()
        }
    if kind is Text:
        return _text
    if kind in (date, time, datetime):
        return lambda data, place: _instant(kind, data, place)
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    return lambda data, place: _expect(data, kind, place)


def _dataclass_decoder(kind: Any) -> Decoder:
    # Hints are looked up at the first use: a value may refer to a class defined below it.
    parts: dict[str, Decoder] = {}
    required = [
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]

    def decode_dataclass(data: Any, place: str) -> Any:
        if not parts:
            hints = typing.get_type_hints(kind)
            parts.update({f.name: _decoder(hints[f.name]) for f in dataclasses.fields(kind)})
        _expect(data, dict, place)
        for name in required:
            if name not in data:
                raise NotThisValue(f"{place}: {name!r} is missing.")
        return kind(
            **{
                name: parts[name](own, f"{place}.{name}")
                for name, own in data.items()
                if name in parts
            }
        )

    return decode_dataclass


def _text(data: Any, place: str) -> Text:
    try:
        return Text.from_json(_expect(data, dict, place))
    except TypeError as error:
        raise NotThisValue(f"{place}: {error}") from error


def _instant(kind: Any, data: Any, place: str) -> Any:
    try:
        found = kind.fromisoformat(_expect(data, str, place))
    except NotThisValue:
        raise
    except ValueError as error:
        raise NotThisValue(f"{place}: {data!r} is no {kind.__name__} in ISO 8601.") from error
    if kind is datetime and found.tzinfo is None:
        raise NotThisValue(f"{place}: {data!r} names no offset such as +00:00.")
    return found


def _expect(data: Any, kind: type, place: str) -> Any:
    # bool is an int to Python, but not to a document.
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise NotThisValue(
            f"{place}: expected {kind.__name__}, got {type(data).__name__} {data!r:.60}."
        )
    return data
