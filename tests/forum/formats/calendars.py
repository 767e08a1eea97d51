"""Builders of small calendars. What happens in them is invented."""

from __future__ import annotations

from typing import Any

from forum.formats import icalendar_reading
from forum.formats.reading import Reading, Request

CALENDAR = ("VERSION:2.0", "PRODID:-//Invented//Calendar//EN", "X-WR-CALNAME:Invented Forum")


def read(data: bytes, **given: Any) -> Reading:
    return icalendar_reading.read(data, Request(**given))


def an_event(*lines: str, uid: str = "1@example.org", title: str | None = "Opening") -> str:
    """Return a VEVENT of an hour at 10:00 in Moscow, unless a line says otherwise."""
    parts = [f"UID:{uid}", f"SUMMARY:{title}" if title is not None else "", *lines]
    names = {part.partition(":")[0].partition(";")[0] for part in parts}
    if "DTSTART" not in names:
        parts.append("DTSTART;TZID=Europe/Moscow:20210525T100000")
    if not names & {"DTEND", "DURATION", "DTSTART"}:
        parts.append("DTEND;TZID=Europe/Moscow:20210525T110000")
    return "\r\n".join(("BEGIN:VEVENT", *filter(None, parts), "END:VEVENT"))


def a_calendar(*events: str, lines: tuple[str, ...] = CALENDAR) -> bytes:
    """Return a file; by default of one event."""
    body = events or (an_event(),)
    return "\r\n".join(("BEGIN:VCALENDAR", *lines, *body, "END:VCALENDAR", "")).encode()
