"""Frozen values to plain JSON and back, by their type hints alone."""

from __future__ import annotations

import dataclasses
import hashlib
import marshal
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from weakref import WeakValueDictionary

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
        # Most fields are at their default, and most of those are that very value.
        return {
            name: own if own.__class__ is str else encode(own)
            for name, default in _defaults(type(value))
            if (own := getattr(value, name)) is not default and own != default
        }
    if isinstance(value, Mapping):
        return {key: own if own.__class__ is str else encode(own) for key, own in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(own) for own in value]
    return value


def decode(kind: Any, data: Any, place: str = "document") -> Any:
    """Return the value of type `kind` that plain JSON stands for; unknown keys are ignored.

    What has an identity (a `guid`) and is held by someone in this process already, made of the
    same JSON, is not made again: of two releases all but what changed is one and the same.

    Raises:
        NotThisValue: naming the place in the document.
    """
    try:
        return _decoder(kind)(data)
    except _Wrong as wrong:
        raise NotThisValue(f"{place}{''.join(reversed(wrong.path))}: {wrong.what}") from wrong


class _Wrong(Exception):
    """What is wrong, and the way to it from the inside out: told by whoever it passes by."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.path: list[str] = []

    def within(self, step: str) -> _Wrong:
        self.path.append(step)
        return self


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    found = []
    for field in dataclasses.fields(kind):
        if field.default_factory is not dataclasses.MISSING:
            found.append((field.name, field.default_factory()))
        else:
            found.append((field.name, field.default))
    return tuple(found)


Decoder = Callable[[Any], Any]


@cache
def _decoder(kind: Any) -> Decoder:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _decoder(next(a for a in arguments if a is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        return _list_decoder(_decoder(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_decoder(_decoder(arguments[1]))
    if kind is Text:
        return _text
    if kind in (date, time, datetime):
        return lambda data: _instant(kind, data)
    if dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    return lambda data: data if data.__class__ is kind else _expect(data, kind)


def _list_decoder(inner: Decoder) -> Decoder:
    def decode_list(data: Any) -> Any:
        _expect(data, list)
        found: list[Any] = []
        try:
            for own in data:
                found.append(inner(own))
        except _Wrong as wrong:
            raise wrong.within(f"[{len(found)}]") from None
        return tuple(found)

    return decode_list


def _mapping_decoder(inner: Decoder) -> Decoder:
    def decode_mapping(data: Any) -> Any:
        found = {}
        for key, own in _expect(data, dict).items():
            try:
                found[key] = inner(own)
            except _Wrong as wrong:
                raise wrong.within(f".{key}") from None
        return found

    return decode_mapping


_held: WeakValueDictionary[tuple[type, bytes], Any] = WeakValueDictionary()
"""What this process holds of what has an identity, by the JSON that it was made of."""


def _dataclass_decoder(kind: Any) -> Decoder:
    # Hints are looked up at the first use: a value may refer to a class defined below it.
    parts: dict[str, Decoder] = {}
    fields = dataclasses.fields(kind)
    required = [
        field.name
        for field in fields
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]

    def decode_dataclass(data: Any) -> Any:
        if not parts:
            hints = typing.get_type_hints(kind)
            parts.update({f.name: _decoder(hints[f.name]) for f in fields})
        _expect(data, dict)
        for name in required:
            if name not in data:
                raise _Wrong(f"{name!r} is missing.")
        found = {}
        for name, own in data.items():
            part = parts.get(name)
            if part is None:
                continue
            try:
                found[name] = part(own)
            except _Wrong as wrong:
                raise wrong.within(f".{name}") from None
        return kind(**found)

    def held_or_decoded(data: Any) -> Any:
        try:
            # Version 2 writes equal values as equal bytes, later ones look at how they are held.
            written = marshal.dumps(data, 2)
        except ValueError:
            # Nested deeper than anything of ours.
            return decode_dataclass(data)
        key = kind, hashlib.blake2b(written, digest_size=16).digest()
        found = _held.get(key)
        if found is None:
            found = _held[key] = decode_dataclass(data)
        return found

    return held_or_decoded if any(f.name == "guid" for f in fields) else decode_dataclass


def _text(data: Any) -> Text:
    try:
        return Text.from_json(_expect(data, dict))
    except TypeError as error:
        raise _Wrong(str(error)) from error


def _instant(kind: Any, data: Any) -> Any:
    try:
        found = kind.fromisoformat(_expect(data, str))
    except ValueError as error:
        raise _Wrong(f"{data!r} is no {kind.__name__} in ISO 8601.") from error
    if kind is datetime and found.tzinfo is None:
        raise _Wrong(f"{data!r} names no offset such as +00:00.")
    return found


def _expect(data: Any, kind: type) -> Any:
    # bool is an int to Python, but not to a document.
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise _Wrong(f"expected {kind.__name__}, got {type(data).__name__} {data!r:.60}.")
    return data
