"""JSON that is a table in other clothes: a list of flat objects, or several by name.

Its keys are read as the headings of a sheet are, by `forum.formats.sheet_reading`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forum.formats.cells import Item, listed
from forum.formats.columns import known
from forum.formats.foreign_words import one_line
from forum.formats.json_reading import json_value, looks_like_json
from forum.formats.reading import NotASchedule, Reading, Request
from forum.formats.rows import MAX_COLUMNS, Cell, Gathering, Row, Sheet, Workbook
from forum.formats.sheet_reading import read_sheets

_DEPTH = 3
_NAMES = ("name", "full_name", "fullName", "public_name", "display_name", "title", "label", "text")

Record = Mapping[str, Any]


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether bytes are JSON with records whose keys are known as headings."""
    if not looks_like_json(data):
        return False
    try:
        workbook = _workbook(json_value(data), ("en", "ru"), "")
    except NotASchedule:
        return False
    found = (known(sheet, ("en", "ru")) for sheet in workbook.sheets)
    return any(sheet and sheet.has_required for sheet in found)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of JSON records, what they speak of, and what had to be guessed.

    Raises:
        RowsRefused: with every mistake, each with its record and key.
        NotASchedule: if it is no JSON, has no records, or is too large.
    """
    value = json_value(data, file=request.file_name)
    workbook = _workbook(value, request.languages, request.file_name)
    if not workbook.sheets:
        raise NotASchedule(
            "no records. Expected a list of objects with keys such as title and start, or name.",
            file=request.file_name,
        )
    return read_sheets(workbook, request)


def _workbook(value: Any, languages: tuple[str, ...], file: str) -> Workbook:
    gathering = Gathering(file)
    sheets = [
        _sheet(name, records, languages, gathering) for name, records in _tables(value, "", _DEPTH)
    ]
    return Workbook(tuple(sheets))


def _tables(value: Any, name: str, depth: int) -> Iterator[tuple[str, list[Record]]]:
    """Yield every list of objects, and every object of objects, with its key."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        yield name, [one for one in value if isinstance(one, dict)]
    elif isinstance(value, dict) and depth:
        inner: list[Record] = [one for one in value.values() if isinstance(one, dict)]
        if inner and len(inner) == len(value) and len({*map(frozenset, inner)}) == 1:
            yield name, inner
            return
        for key, one in value.items():
            yield from _tables(one, key, depth - 1)


def _sheet(
    name: str, records: list[Record], languages: tuple[str, ...], gathering: Gathering
) -> Sheet:
    rows = [dict(_cells(record, languages)) for record in records]
    keys: dict[str, None] = {}
    for row in rows:
        keys.update(dict.fromkeys(row))
        if len(keys) > MAX_COLUMNS:
            raise NotASchedule(f"more than {MAX_COLUMNS} keys.", file=gathering.file)
    heading = Row(0, tuple(keys))
    for number, row in enumerate(rows, 1):
        gathering.add(number, [row.get(key) for key in keys], name)
    return Sheet((heading, *gathering.taken()), one_line(name)[:100], "record")


def _cells(record: Record, languages: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    """Yield key and cell of everything in a record; of an object within it, everything in that."""
    for key, value in record.items():
        if isinstance(value, dict):
            in_languages = all(inner in languages for inner in value)
            for inner, own in value.items():
                yield (f"{key} ({inner})" if in_languages else f"{key} {inner}"), _cell(own)
        else:
            yield key, _cell(value)


def _cell(value: Any) -> Cell:
    match value:
        case str() | bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case list():
            return _list(value)
    return None


def _list(values: Iterable[Any]) -> str:
    """Return a list in one cell: of words, of things by their names, or of links."""
    items, links = [], []
    for value in values:
        if isinstance(value, dict):
            words = [one for one in value.values() if isinstance(one, str)]
            address = next((one for one in words if one.startswith(("http://", "https://"))), "")
            named = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), "")
            if address and not named:
                titles = (one for one in words if one != address)
                links.append(f"{address} {one_line(next(titles, ''))}")
            else:
                items.append(named)
        elif isinstance(value, str | int | float):
            items.append(str(value))
    names = listed(Item(one_line(item)) for item in items if one_line(item))
    return "\n".join([*links, *([names] if names else [])])
