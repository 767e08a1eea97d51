"""Builders of small schedule.xml files. People, rooms and sessions in them are invented."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from forum.formats import schedule_xml
from forum.formats.reading import Reading, Request

CONFERENCE = {
    "acronym": "scm2021",
    "title": "Invented Forum",
    "start": "2021-05-25",
    "end": "2021-05-26",
    "time_zone_name": "Europe/Moscow",
    "day_change": "04:00:00",
}


def read(data: bytes, **given: Any) -> Reading:
    """Read a schedule.xml; what is given belongs to the request, or is a limit."""
    limits = {name: given.pop(name) for name in tuple(given) if name.startswith("max_")}
    return schedule_xml.read(data, Request(**given), **limits)


def tag(name: str, words: str | None = "", /, **attributes: str) -> str:
    """Return an element with escaped words; nothing at all for None."""
    if words is None:
        return ""
    given = "".join(f" {key.rstrip('_')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{given}>{escape(words)}</{name}>"


def an_event(number: int | str | None = 1, inner: str = "", **given: str | None) -> str:
    """Return an event; None leaves an element or attribute out, `inner` is XML to add."""
    attributes = {
        "id": None if number is None else str(number),
        "guid": given.pop("guid", f"00000000-0000-4000-8000-{number:>012}" if number else None),
        "code": given.pop("code", None),
    }
    parts = {
        "room": "Main stage",
        "title": f"Session {number}",
        "start": "10:00",
        "duration": "01:00",
        **given,
    }
    opening = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    body = "".join(tag(name, words) for name, words in parts.items())
    return f"<event{opening}>{body}{inner}</event>"


def a_day(*events: str, room: str | None = "Main stage", **attributes: str | None) -> str:
    """Return a day with one room around the events, or none around them if `room` is None."""
    given = {"index": "1", "date": "2021-05-25", **attributes}
    opening = "".join(f" {key}={quoteattr(value)}" for key, value in given.items() if value)
    body = "".join(events)
    if room is not None:
        body = f"<room name={quoteattr(room)}>{body}</room>"
    return f"<day{opening}>{body}</day>"


def a_schedule(*days: str, inner: str = "", **conference: str | None) -> bytes:
    """Return a file; by default of one day with one session. None leaves an element out."""
    facts = "".join(tag(name, words) for name, words in {**CONFERENCE, **conference}.items())
    body = "".join(days or (a_day(an_event()),))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<schedule>{tag('version', '1')}\n<conference>{facts}{inner}</conference>\n"
        f"{body}\n</schedule>\n"
    ).encode()
