"""What must be true of a programme as a whole before the public may see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from forum.programme import ADDRESSED, COLLECTIONS, Programme
from sessions.rules import bounds_of, session_problems, stream_problems

_SLUG = re.compile(r"[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: collection (or `edition`), guid, field, and words for the editor."""

    kind: str
    guid: str
    field: str
    message: str


REFERENCES = {
    ("sessions", "track"): "tracks",
    ("sessions", "stage"): "stages",
    ("sessions", "topics"): "topics",
    ("appearances", "session"): "sessions",
    ("appearances", "speaker"): "speakers",
    ("streams", "stage"): "stages",
    ("streams", "session"): "sessions",
}
"""(collection, field) → the collection that the guid or guids in this field name."""


def references(kind: str, item: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (field, collection, guid) for everything that a thing refers to."""
    for (from_kind, field), to_kind in REFERENCES.items():
        if from_kind == kind:
            value = getattr(item, field)
            for guid in value if isinstance(value, tuple) else (value,):
                if guid:
                    yield field, to_kind, guid


def problems(programme: Programme) -> list[Problem]:
    """Return everything that is wrong with a programme; an empty list if it may be published."""
    edition = programme.edition
    try:
        ZoneInfo(edition.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        message = _("Unknown time zone {name}.").format(name=edition.time_zone)
        return [Problem("edition", edition.guid, "time_zone", message)]
    if edition.last_date < edition.first_date:
        message = _("The last day comes before the first.")
        return [Problem("edition", edition.guid, "last_date", message)]
    return [
        *_broken_references(programme),
        *_repeated(programme),
        *_outside(programme),
        *_reused_numbers(programme),
    ]


def _broken_references(programme: Programme) -> Iterator[Problem]:
    for kind, item in programme:
        for field, to_kind, guid in references(kind, item):
            if guid not in programme.by_guid[to_kind]:
                message = _("Refers to something that is not in this programme.")
                yield Problem(kind, item.guid, field, message)


def _repeated(programme: Programme) -> Iterator[Problem]:
    for kind in COLLECTIONS:
        yield from _repeats(programme, kind, "guid", _("This identity is used twice."))
    for kind in ADDRESSED:
        yield from _repeats(programme, kind, "slug", _("This address is used twice."))
        for item in getattr(programme, kind):
            if not _SLUG.match(item.slug):
                message = _("Expected Latin letters, digits and hyphens, got “{slug}”.")
                yield Problem(kind, item.guid, "slug", message.format(slug=item.slug))
    for kind in ("tracks", "sessions"):
        yield from _repeats(programme, kind, "number", _("This number is used twice."))
    seen = set()
    for appearance in programme.appearances:
        pair = appearance.session, appearance.speaker
        if pair in seen:
            message = _("This person already appears in this session.")
            yield Problem("appearances", appearance.guid, "speaker", message)
        seen.add(pair)


def _repeats(programme: Programme, kind: str, field: str, message: str) -> Iterable[Problem]:
    seen = set()
    for item in getattr(programme, kind):
        value = getattr(item, field)
        if value in seen:
            yield Problem(kind, item.guid, field, message)
        seen.add(value)


def _outside(programme: Programme) -> Iterator[Problem]:
    bounds = bounds_of(programme.edition)
    known = programme.by_guid
    for session in programme.sessions:
        # References are looked at above, once for all kinds.
        for problem in session_problems(
            bounds=bounds,
            starts_at=session.starts_at,
            duration_minutes=session.duration_minutes,
            number=session.number,
            track="",
            stage="",
            topics=(),
            tracks=(),
            stages=(),
            all_topics=(),
        ):
            yield Problem("sessions", session.guid, problem.field, problem.message)
    for stream in programme.streams:
        for problem in stream_problems(
            bounds=bounds,
            day=stream.day,
            stage=stream.stage,
            session=stream.session,
            stages=known["stages"].keys() | {stream.stage},
            sessions=known["sessions"].keys() | {stream.session},
        ):
            yield Problem("streams", stream.guid, problem.field, problem.message)


def _reused_numbers(programme: Programme) -> Iterator[Problem]:
    for session in programme.sessions:
        first = programme.history.numbers.get(str(session.number), session.guid)
        if first != session.guid:
            message = _("Number {number} was given to another session before.")
            yield Problem("sessions", session.guid, "number", message.format(number=session.number))
