"""JSON from unknown hands: guarded bytes, and every value read with its place at hand.

A reader's `recognises` asks `shape`, its `read` walks from `root`:

    outline = Outline.of(request)
    conference = root(data, request, outline).need("schedule").object("conference")
    for day in conference.objects("days"):      # places: conference.days[0], …
        Day(place=day.place, date=day.words("date"))
        day.note_the_rest()

What is not of the type that is asked for counts as nothing, and the outline gets a note with the
place; only `need` and `refuse` end the reading. Nothing but NotASchedule is ever raised.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from forum.formats.foreign_words import one_line
from forum.formats.outline import NOTHING, Outline, Said
from forum.formats.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    NotASchedule,
    Request,
    check_no_archive,
    check_size,
)

MAX_VALUES = 1_000_000

_MAX_DIGITS = 18
_MAX_KEY = 60
_SHAPE_DEPTH = 6
_SHAPE_ITEMS = 3
_SHAPE_KEYS = 100

_TYPES = {
    dict: "an object",
    list: "a list",
    str: "words",
    bool: "true or false",
    type(None): "null",
}

# A string, closed or not, a bracket, or a comma.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]|,', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


# Bytes


def looks_like_json(data: bytes) -> bool:
    """Say whether bytes begin as a JSON object or list does, in any encoding."""
    start = data[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith((b"{", b"["))


def json_value(
    data: bytes,
    *,
    file: str = "",
    max_bytes: int = MAX_BYTES,
    max_values: int = MAX_VALUES,
    max_depth: int = MAX_DEPTH,
) -> Any:
    """Return the plain value of a JSON document from an unknown hand; prefer `root`.

    Accepted besides RFC 8259 is a byte order mark, and UTF-16 and UTF-32. Numbers that are none
    (`NaN`, a million digits) are `math.nan`. Of equal keys the last wins, `Node` notes them.

    Raises:
        NotASchedule: with line, column and reason for what is broken, too large or too deep.
    """
    check_size(data, file=file, most=max_bytes)
    if not data.strip():
        raise NotASchedule("the file is empty.", file=file)
    check_no_archive(data, "JSON", file=file)
    text = _decoded(data, file)
    _check_growth(text, file, max_values, max_depth)
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=lambda words: int(words) if len(words) <= _MAX_DIGITS else math.nan,
            parse_float=_float,
            parse_constant=lambda words: math.nan,
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        if error.msg == "Extra data":
            reason = "something follows the one value that was expected"
        raise _broken(f"not JSON, or damaged: {reason}", text, error.pos, file) from error


def _float(words: str) -> float:
    found = float(words)
    return found if math.isfinite(found) else math.nan


class _Doubled(dict[str, Any]):
    """An object in which keys stood more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.doubled = [key for key, count in counts.items() if count > 1]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Doubled(pairs)


def _decoded(data: bytes, file: str) -> str:
    # RFC 8259, 8.1: UTF-8 and no byte order mark; programs on Windows write others.
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        raise NotASchedule(
            f"byte 0x{data[error.start]:02x} is not {name}, the encoding that the file has "
            "by its first bytes.",
            file=file,
            line=line,
        ) from error


def _check_growth(text: str, file: str, max_values: int, max_depth: int) -> None:
    """Refuse too many or too deep values before anything is made of them."""
    depth = values = 0
    for token in _TOKEN.finditer(text):
        match text[token.start()]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
                continue
            case '"':
                continue
        values += 1
        if depth > max_depth:
            raise _broken(f"nested more than {max_depth} deep", text, token.start(), file)
        if values > max_values:
            raise _broken(f"more than {max_values} values", text, token.start(), file)


def _broken(reason: str, text: str, position: int, file: str) -> NotASchedule:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return NotASchedule(f"{reason} (column {column}).", file=file, line=line)


# What stands in a document, at a glance

_last_shape: tuple[bytes, frozenset[str]] = (b"", frozenset())


def shape(data: bytes) -> frozenset[str]:
    """Return the paths of the keys in a document, such as `schedule.conference.days[].index`.

    Six levels deep, of lists the first three items; empty for what is no sound JSON. It is meant
    for `recognises`: asked again of the same bytes, it does not read them again.
    """
    global _last_shape
    if not looks_like_json(data):
        return frozenset()
    digest = hashlib.blake2b(data).digest()
    known, found = _last_shape
    if known != digest:
        try:
            found = frozenset(_paths(json_value(data), "", _SHAPE_DEPTH))
        except NotASchedule:
            found = frozenset()
        _last_shape = digest, found
    return found


def has_object(data: bytes, *keys: str) -> bool:
    """Say whether any object of a document's `shape` has all of these keys."""
    found = shape(data)
    around = [path[: -len(keys[0])] for path in found if path.endswith(f".{keys[0]}")]
    return any(all(f"{place}{key}" in found for key in keys) for place in (*around, ""))


def _paths(value: Any, path: str, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value[:_SHAPE_ITEMS]:
            yield from _paths(item, f"{path}[]", depth)
    elif isinstance(value, dict):
        for key in list(value)[:_SHAPE_KEYS]:
            inner = f"{path}.{key}" if path else key
            yield inner
            yield from _paths(value[key], inner, depth - 1)


# Values with their places


@dataclass(frozen=True)
class _Source:
    """What all nodes of a document share."""

    outline: Outline
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """A value of a document and its place: `schedule.conference.days[0].rooms.Saal 1[3].title`.

    Keys that were asked for are remembered, so that `note_the_rest` can tell of the others.
    """

    value: Any
    place: str
    source: _Source
    asked: set[str] = field(default_factory=set, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.value, _Doubled):
            for key in self.value.doubled:
                message = "a key stands twice in one object, the last one counts"
                self.source.outline.guess(self._inner(key), message)

    def __bool__(self) -> bool:
        """Say whether there is anything: not absent, null, false, empty, or zero."""
        return bool(self.value) and self.value is not math.nan

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    # Walking

    def at(self, key: str) -> Node:
        """Return what stands at a key; a node without value where there is none."""
        self.asked.add(key)
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, self._inner(key), self.source)

    def object(self, *keys: str) -> Node:
        """Return the object at the first of these keys that has one, else an empty object."""
        return self._first_of_type(keys, dict)

    def each(self, *keys: str) -> list[Node]:
        """Return the items of the list at the first of these keys that has one."""
        return self._first_of_type(keys, list).items()

    def objects(self, *keys: str) -> list[Node]:
        """Return the objects in the list at the first of these keys that has one, or in this."""
        found = self._first_of_type(keys, list) if keys else self
        nodes = found.items()
        objects = [node for node in nodes if isinstance(node.value, dict)]
        others = [node for node in nodes if node.value and not isinstance(node.value, dict)]
        if others:
            message = "items that are no objects"
            self.source.outline.skip(others[0].place, message, f"{len(others)}: {others[0].given}")
        return objects

    def items(self) -> list[Node]:
        """Return the items of this list; none of what is no list."""
        if not isinstance(self.value, list):
            return []
        return [
            Node(item, f"{self.place}[{index}]", self.source)
            for index, item in enumerate(self.value)
        ]

    def members(self) -> list[tuple[str, Node]]:
        """Return the keys of this object with what stands there; none of what is no object."""
        if not isinstance(self.value, dict):
            return []
        self.asked.update(self.value)
        return [
            (well_formed(key), Node(value, self._inner(key), self.source))
            for key, value in self.value.items()
        ]

    def need(self, key: str, kind: type = dict) -> Node:
        """Return the object (or list) at a key, which is never missing.

        Raises:
            NotASchedule: naming the place, if there is none.
        """
        found = self.at(key)
        if not isinstance(found.value, kind):
            what = "nothing" if key not in self else _type_of(found.value)
            raise found.refuse(f"expected {_TYPES[kind]}, got {what}.")
        return found

    # Words

    def words(self, *keys: str) -> str:
        """Return the words at the first of these keys that has any, or this node's own.

        A number is written in digits, true and false as such; lists and objects are noted and
        count as nothing.
        """
        if not keys:
            return self._own_words()
        found = [self.at(key) for key in keys]
        return next(filter(None, (node._own_words() for node in found)), "")

    def said(self, *keys: str) -> Said:
        """Return the words at the first of these keys that has any, or this node's own.

        They are a string, in the file's language, or an object of strings by language code. Of
        other languages than the site's they are left out, unless there are no others.
        """
        nodes = [self.at(key) for key in keys] or [self]
        return next(filter(None, (node._own_said() for node in nodes)), NOTHING)

    def texts(self, *keys: str) -> list[str]:
        """Return the words in the list at a key; a single string is a list of one."""
        for node in (self.at(key) for key in keys):
            if isinstance(node.value, list):
                return list(filter(None, (item.words() for item in node.items())))
            if node.value is not None and (words := node.words()):
                return [words]
        return []

    @property
    def given(self) -> str:
        """The value as the file has it, short, for notes."""
        value = self.value
        if isinstance(value, (dict, list)):
            value = json.dumps(value, ensure_ascii=False)[:400] if value else ""
        elif not isinstance(value, str):
            value = "" if value is None else json.dumps(value)
        return one_line(well_formed(value))[:200]

    # Notes and refusals

    def guess(self, message: str, given: str | None = None) -> None:
        """Note something that was guessed here."""
        self.source.outline.guess(self.place, message, self.given if given is None else given)

    def skip(self, message: str, given: str | None = None) -> None:
        """Note something that was left out here."""
        self.source.outline.skip(self.place, message, self.given if given is None else given)

    def leave(self, *keys: str) -> None:
        """Leave out keys that mean nothing to anybody else, without a note."""
        self.asked.update(keys)

    def note_the_rest(self) -> None:
        """Note every key of this object that says something and was not asked for."""
        if not isinstance(self.value, dict):
            return
        for key, value in self.value.items():
            if key not in self.asked and value not in (None, "", [], {}, False):
                node = Node(value, self.place, self.source)
                node.skip(f"“{_short(key)}” has no place here")

    def refuse(self, reason: str) -> NotASchedule:
        """Return the error that no programme can be read, naming this place."""
        return self.source.outline.refuse(reason, self.place)

    # Inside

    def _inner(self, key: str) -> str:
        return f"{self.place}.{_short(key)}" if self.place else _short(key)

    def _first_of_type(self, keys: tuple[str, ...], kind: type) -> Node:
        for node in (self.at(key) for key in keys):
            if isinstance(node.value, kind):
                return node
            if node:
                node.skip(f"expected {_TYPES[kind]}, got {_type_of(node.value)}")
        return Node(kind(), self._inner(keys[0]), self.source)

    def _own_words(self) -> str:
        value = self.value
        if isinstance(value, str):
            return self._mended(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float):
            if math.isnan(value):
                self.skip("a number that is none, or has too many digits")
                return ""
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        if value:
            self.skip(f"expected words, got {_type_of(value)}")
        return ""

    def _own_said(self) -> Said:
        if not isinstance(self.value, dict):
            return self.source.outline.said(self._own_words())
        by_language: dict[str, str] = {}
        foreign: dict[str, str] = {}
        for key, node in self.members():
            language = self._language(key)
            words = node.words()
            if language:
                by_language.setdefault(language, words)
            elif words:
                foreign[_short(key)] = words
        said = {language: words for language, words in by_language.items() if words}
        if not foreign:
            return said
        names = ", ".join(foreign)
        if said:
            self.skip("words in a language that the site does not have", names)
            return said
        message = "words only in a language that the site does not have, they are taken"
        self.guess(message, names)
        return self.source.outline.said(next(iter(foreign.values())))

    def _language(self, key: str) -> str:
        """Return the site's language that a key such as `en`, `en-US` or `de_formal` names."""
        code = key.casefold().replace("_", "-")
        known = self.source.languages
        return next((name for name in (code, code.partition("-")[0]) if name in known), "")

    def _mended(self, words: str) -> str:
        if not _SURROGATE.search(words):
            return words
        self.guess("characters cut in two were replaced")
        return well_formed(words)


def root(
    data: bytes,
    request: Request,
    outline: Outline,
    *,
    max_bytes: int = MAX_BYTES,
    max_values: int = MAX_VALUES,
    max_depth: int = MAX_DEPTH,
) -> Node:
    """Return a document's outermost value; notes go into the outline.

    Raises:
        NotASchedule: as `json_value`.
    """
    value = json_value(
        data,
        file=request.file_name,
        max_bytes=max_bytes,
        max_values=max_values,
        max_depth=max_depth,
    )
    return Node(value, "", _Source(outline, request.languages))


def well_formed(words: str) -> str:
    """Return words without lone surrogates, which no encoding can hold."""
    return _SURROGATE.sub("\ufffd", words)


def _short(key: str) -> str:
    line = one_line(well_formed(key[: _MAX_KEY + 1]))
    return f"{line[:_MAX_KEY]}…" if len(line) > _MAX_KEY else line


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    return next((words for kind, words in _TYPES.items() if isinstance(value, kind)), "a number")
