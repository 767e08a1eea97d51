"""Which formats are read, how a file is recognised, and the one way to read any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forum.formats import (
    google_calendar_json,
    json_reading,
    opass_json,
    open_event,
    pretalx_json,
    programme_json,
    records_json,
    schedule2_json_reading,
    schedule_json_reading,
    schedule_xml,
    schedule_xml_as_json,
    sessionize_json,
    sheets,
    unread,
)
from forum.formats.reading import NotASchedule, Reading, Request, check_size


@dataclass(frozen=True)
class Reader:
    """A format that is read. `label` is its name among people, `endings` those of its files.

    `recognises` says of a file's bytes and name whether they are of this format, by what stands
    in them; it never raises. `read` raises NotASchedule.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, Request], Reading]


READERS: tuple[Reader, ...] = (
    Reader(
        "schedule.xml",
        "frab or Pentabarf schedule.xml",
        (".xml",),
        schedule_xml.recognises,
        schedule_xml.read,
    ),
    Reader(
        "programme.json",
        "programme.json of this site or another like it",
        (".json",),
        programme_json.recognises,
        programme_json.read,
    ),
    Reader(
        "pretalx",
        "pretalx JSON: submissions, talks, speakers",
        (".json",),
        pretalx_json.recognises,
        pretalx_json.read,
    ),
    Reader(
        "Sessionize",
        "Sessionize JSON: all, sessions, speakers, grid",
        (".json",),
        sessionize_json.recognises,
        sessionize_json.read,
    ),
    Reader(
        "open-event",
        "open-event: the zip of eventyay, or its sessions and speakers",
        (".zip", ".json"),
        open_event.recognises,
        open_event.read,
    ),
    Reader("OPASS", "OPASS session JSON", (".json",), opass_json.recognises, opass_json.read),
    Reader(
        "Google Calendar",
        "events of Google Calendar's API as JSON",
        (".json",),
        google_calendar_json.recognises,
        google_calendar_json.read,
    ),
    Reader(
        "schedule2.json",
        "schedule2 of the c3voc",
        (".json",),
        schedule2_json_reading.recognises,
        schedule2_json_reading.read,
    ),
    Reader(
        "schedule.xml as JSON",
        "schedule.xml turned into JSON",
        (".json",),
        schedule_xml_as_json.recognises,
        schedule_xml_as_json.read,
    ),
    Reader(
        "schedule.json",
        "frab or pretalx schedule.json",
        (".json",),
        schedule_json_reading.recognises,
        schedule_json_reading.read,
    ),
    Reader(
        "records",
        "JSON records of sessions or speakers",
        (".json",),
        records_json.recognises,
        records_json.read,
    ),
    Reader(
        "sheets",
        "sheets of sessions or speakers (CSV, XLSX)",
        sheets.ENDINGS,
        sheets.recognises,
        sheets.read,
    ),
)
"""Every format, the more particular ones first: the first that recognises a file reads it."""


def reader_of(data: bytes, file_name: str = "") -> Reader:
    """Return what reads a file.

    Raises:
        NotASchedule: if it is of no known format, broken, or too large.
    """
    check_size(data, file=file_name)
    for reader in READERS:
        if reader.recognises(data, file_name):
            return reader
    if json_reading.looks_like_json(data):
        # What is broken is said rather than that nobody knows it.
        json_reading.json_value(data, file=file_name)
    if what := unread.reason(data, file_name):
        raise NotASchedule(what, file=file_name)
    known = ", ".join(reader.label for reader in READERS)
    raise NotASchedule(f"of no format that is known. Expected one of: {known}.", file=file_name)


def read(data: bytes, request: Request) -> Reading:
    """Return a file of any known format as it was understood.

    Raises:
        NotASchedule: with the place and the reason.
        ValueError: if the request names an unknown language or zone.
    """
    return reader_of(data, request.file_name).read(data, request)
