"""The CSV export of sched.com: an event a row, people by name in the columns of their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from forum.formats import csv_rows
from forum.formats.foreign_words import kind_of, one_line
from forum.formats.outline import Event, Link, Outline, Person, Room
from forum.formats.reading import Reading, Request
from forum.formats.rows import Row, Sheet
from forum.formats.understanding import understood

_LOOKED_AT = 4 * 1024
_HEADINGS = frozenset({"event_key", "name", "event_start", "event_end", "event_type"})

_BETWEEN = re.compile("[,;\t|]")

_ROLES = {"speakers": "speaker", "artists": "speaker", "moderators": "moderator"}
_TOPICS = ("event_subtype", "tags", "audience", "subject")

# How many came, what is sold, and what is stored: of that system alone.
_LEFT = frozenset(
    {
        "active", "checkins", "fsq_venue_id", "goers", "invite_only", "map", "seats",
    }
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the first line has the headings of the export, in any encoding."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufffd")
    return {_key(cell.strip('"')) for cell in _BETWEEN.split(head.partition("\n")[0])} >= _HEADINGS


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of an export, what it speaks of, and what had to be guessed.

    Times are local and name no zone. A type that is no kind of session is a track, as Sched
    colours them. Events that are not active are left out.

    Raises:
        NotASchedule: with file, row, column and reason.

    Source: exports of sched.com, 2019.
    """
    workbook = csv_rows.read(data, file=request.file_name)
    outline = Outline.of(request)
    outline.guesses += workbook.guesses
    (sheet,) = workbook.sheets
    return understood(_Walk(sheet, outline).outline(), request)


class _Walk:
    """One walk through the rows, collecting their words."""

    def __init__(self, sheet: Sheet, outline: Outline) -> None:
        self.sheet, self.result = sheet, outline
        self.rooms: dict[str, Room] = {}
        self.asked: set[str] = set(_LEFT)

    def outline(self) -> Outline:
        outline = self.result
        if not self.sheet.rows:
            raise outline.refuse("an empty table.")
        heading, *rows = self.sheet.rows
        keys = [_key(cell) for cell in heading.cells]
        missing = sorted(_HEADINGS - set(keys))
        if missing:
            raise outline.refuse(
                f"no column {', '.join(missing)}. Expected an export of Sched.",
                self.sheet.place(heading.number),
            )
        for row in rows:
            cells = dict(zip(keys, map(_words, row.cells), strict=False))
            if cells.get("active", "Y").strip().upper() in ("N", "NO", "0", "FALSE"):
                message = "an event that is not active"
                outline.skip(self.sheet.place(row.number), message, cells.get("name", ""))
            else:
                outline.events.append(self._event(row, cells))
        if not outline.events:
            raise outline.refuse("no active event in it.")
        outline.rooms = list(self.rooms.values())
        outline.guess_language()
        return outline

    def _event(self, row: Row, cells: Mapping[str, str]) -> Event:
        place, said = self.sheet.place(row.number), self.result.said
        asked: set[str] = set()

        def take(name: str) -> str:
            asked.add(name)
            return cells.get(name, "")

        kind = take("event_type")
        is_kind = kind_of(one_line(kind))[0] != "other"
        key = take("event_key")
        identity = take("id")
        event = Event(
            place=place,
            guid=identity,
            id="" if identity else key,
            number=key if key.isdecimal() else "",
            title=said(take("name")),
            abstract=said(take("description")),
            type=kind if is_kind else "",
            track="" if is_kind else kind,
            room=self._room(take("venue"), take("venue_id"), take("address"), place),
            start=take("event_start"),
            end=take("event_end"),
            url=take("url"),
            topics=[said(words) for name in _TOPICS for words in _listed(take(name)) if words],
        )
        for name, role in _ROLES.items():
            event.persons += [
                Person(said(words), place, role=role) for words in _listed(take(name))
            ]
        if media := take("media_url"):
            event.links.append(Link(media))
        for name, words in cells.items():
            if name and one_line(words) and name not in asked | _LEFT:
                message = f"“{name[:40]}” has no place here"
                self.result.skip(self.sheet.place(row.number, name[:40]), message, words)
        return event

    def _room(self, name: str, identity: str, address: str, place: str) -> str:
        """Return what an event's room is known by, and remember its name and address."""
        key = identity if one_line(identity) else name
        if one_line(name):
            said = self.result.said
            room = Room(said(name), place, key=key, description=said(address))
            self.rooms.setdefault(one_line(key), room)
        return key if one_line(name) else ""


def _key(cell: object) -> str:
    return one_line(str(cell or "")).casefold().lstrip("\ufeff")


def _words(cell: object) -> str:
    return "" if cell is None else str(cell)


def _listed(words: str) -> Iterator[str]:
    """Yield the names in a cell, which are divided by commas."""
    return filter(None, map(one_line, words.split(",")))
