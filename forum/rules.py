"""What must be true of a programme as a whole before the public may see it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from forum.programme import ADDRESSED, COLLECTIONS, Programme
from forum.values import PARTNER_KINDS
from multilingual.text import MOST_ON_A_LINE, Text
from sessions.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    bounds_of,
    session_problems,
    stream_problems,
)
from sessions.values import KINDS, ROLES, STATES
from speakers.values import ORGANISATION_KINDS

_SLUG = re.compile(r"[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: collection (or `edition`), guid, field, and words for the editor."""

    kind: str
    guid: str
    field: str
    message: str


RESERVED_SLUGS = ("editions", "admin", "media", "static")
"""Words of the site's own addresses, which no edition can have."""

LONGEST_DAYS = 120

REQUIRED_TEXTS = {
    "tracks": "name",
    "topics": "name",
    "stages": "name",
    "speakers": "name",
    "sessions": "title",
    "pages": "title",
    "partners": "name",
    "announcements": "title",
}
"""collection → the text without which a visitor would see an empty heading."""

KNOWN_WORDS = {
    ("sessions", "kind"): KINDS,
    ("sessions", "state"): STATES,
    ("appearances", "role"): ROLES,
    ("speakers", "organisation_kind"): ORGANISATION_KINDS,
    ("partners", "kind"): PARTNER_KINDS,
}
"""(collection, field) → the words that it may hold."""

ADDRESSES = {
    "edition": ("organiser_url", "youtube_url", "register_url", "contact_url", "website_url"),
    "partners": ("url",),
    "sessions": ("feedback_url", "origin_url"),
    "announcements": ("url",),
}
"""collection, or `edition` → its fields that hold a web address."""

# The schemes that forms accept.
_WEB = re.compile(r"(?:https?|ftps?)://[^\s\x00-\x20\x7f]+\Z", re.IGNORECASE)

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
    of_edition = [
        Problem("edition", edition.guid, field, message)
        for field, message in edition_problems(
            slug=edition.slug,
            first_date=edition.first_date,
            last_date=edition.last_date,
            time_zone=edition.time_zone,
        )
    ]
    # Nothing about time can be worked out on days that make no sense.
    if of_edition:
        return of_edition
    return [
        *_empty(programme),
        *_too_long(programme),
        *_unknown_words(programme),
        *_not_of_the_web(programme),
        *_out_of_time(programme),
        *_broken_references(programme),
        *_repeated(programme),
        *_outside(programme),
        *_reused_numbers(programme),
    ]


def edition_problems(
    *, slug: str, first_date: date, last_date: date, time_zone: str
) -> Iterator[tuple[str, str]]:
    """Yield (field, message) for what is wrong with an edition's facts.

    The days are bounded since each of them is worked out, and a page shows each.
    """
    if slug in RESERVED_SLUGS:
        yield "slug", _("This word is taken by the site itself.")
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "time_zone", _("Unknown time zone {name}.").format(name=time_zone)
    for field, day in (("first_date", first_date), ("last_date", last_date)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield (
                field,
                _("Expected a year from {first} to {last}, got {given}.").format(
                    first=FIRST_YEAR, last=LAST_YEAR, given=day.year
                ),
            )
    if last_date < first_date:
        yield "last_date", _("The last day comes before the first.")
    elif (last_date - first_date).days >= LONGEST_DAYS:
        yield (
            "last_date",
            _("Expected at most {most} days, got {given}.").format(
                most=LONGEST_DAYS, given=(last_date - first_date).days + 1
            ),
        )


def _empty(programme: Programme) -> Iterator[Problem]:
    edition = programme.edition
    if not _is_readable(edition.name):
        yield Problem("edition", edition.guid, "name", _("Write this in at least one language."))
    for kind, field in REQUIRED_TEXTS.items():
        for item in getattr(programme, kind):
            if not _is_readable(getattr(item, field)):
                message = _("Write this in at least one language.")
                yield Problem(kind, item.guid, field, message)


def _too_long(programme: Programme) -> Iterator[Problem]:
    message = _("Expected at most {most} characters, got {given}.")
    for kind, field in REQUIRED_TEXTS.items():
        for item in getattr(programme, kind):
            longest = max((len(words) for _code, words in getattr(item, field).pairs), default=0)
            if longest > MOST_ON_A_LINE:
                given = message.format(most=MOST_ON_A_LINE, given=longest)
                yield Problem(kind, item.guid, field, given)


def _is_readable(text: Text) -> bool:
    """Say whether there is anything to see: a zero-width space is not."""
    return any(unicodedata.category(c)[0] in "LNPS" for _code, words in text.pairs for c in words)


def _unknown_words(programme: Programme) -> Iterator[Problem]:
    for (kind, field), known in KNOWN_WORDS.items():
        for item in getattr(programme, kind):
            if getattr(item, field) not in known:
                message = _("Unknown word “{given}”. Expected one of: {known}.").format(
                    given=getattr(item, field), known=", ".join(known)
                )
                yield Problem(kind, item.guid, field, message)


def _not_of_the_web(programme: Programme) -> Iterator[Problem]:
    """Yield what a link could run or hide: forms refuse it, and so must whatever else writes."""
    edition = programme.edition
    for kind, item in (("edition", edition), *programme):
        for field, address in _addresses(kind, item):
            if address and not _WEB.match(address):
                message = _("Expected a web address such as https://example.org, got “{given}”.")
                yield Problem(kind, item.guid, field, message.format(given=address[:100]))


def _addresses(kind: str, item: Any) -> Iterator[tuple[str, str]]:
    """Yield (field, address) for every address that a thing links to."""
    for field in ADDRESSES.get(kind, ()):
        yield field, getattr(item, field)
    if kind == "sessions":
        yield "recording", item.recording.url
    for field in ("links", "attachments"):
        for part in getattr(item, field, ()):
            yield field, part.url


def _out_of_time(programme: Programme) -> Iterator[Problem]:
    for kind, field in (
        ("sessions", "delayed_from"),
        ("streams", "starts_at"),
        ("announcements", "starts_at"),
        ("announcements", "ends_at"),
    ):
        for item in getattr(programme, kind):
            at = getattr(item, field)
            if at and not FIRST_YEAR <= at.year <= LAST_YEAR:
                message = _("Expected a year from {first} to {last}, got {given}.").format(
                    first=FIRST_YEAR, last=LAST_YEAR, given=at.year
                )
                yield Problem(kind, item.guid, field, message)


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
