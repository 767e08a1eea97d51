"""Which formats are read, how a file is recognised, and the one way to read any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forum.formats import icalendar_reading, schedule_xml
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
        "schedule.ics",
        "calendar (iCalendar)",
        (".ics", ".ical"),
        icalendar_reading.recognises,
        icalendar_reading.read,
    ),
)
"""Every format, the more particular ones first: the first that recognises a file reads it."""


def reader_of(data: bytes, file_name: str = "") -> Reader:
    """Return what reads a file.

    Raises:
        NotASchedule: if it is of no known format, or too large.
    """
    check_size(data, file=file_name)
    for reader in READERS:
        if reader.recognises(data, file_name):
            return reader
    known = ", ".join(reader.label for reader in READERS)
    raise NotASchedule(f"of no format that is known. Expected one of: {known}.", file=file_name)


def read(data: bytes, request: Request) -> Reading:
    """Return a file of any known format as it was understood.

    Raises:
        NotASchedule: with the place and the reason.
        ValueError: if the request names an unknown language or zone.
    """
    return reader_of(data, request.file_name).read(data, request)
