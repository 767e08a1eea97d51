"""iCalendar, RFC 5545 and 7986: the programme for people's own calendars."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from PIL import ImageColor

from forum.formats.calendar_writing import clock, escaped, instant, line
from forum.formats.calendar_writing import written as in_file
from forum.formats.writing import Publication
from forum.phases import kept_until
from forum.programme import Programme
from forum.values import Change
from multilingual.characters import on_one_line
from multilingual.display import language_name, shown
from multilingual.text import Words
from sessions.entries import Video, entry
from sessions.times import Offset, at_local, local, offsets
from sessions.values import Session

PRODUCT = "-//Forum//Programme//"
"""What PRODID begins with; the language of the calendar's words follows, in capitals."""

STAGE, REMOVED = "X-FORUM-STAGE", "X-FORUM-REMOVED"
"""Properties that only `icalendar_reading` looks at: the stage's guid, and TRUE for a session that
was removed from the programme."""

REFRESH = "PT1H"

STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}

Written = MutableMapping[tuple[str, str, str], bytes]
"""(language, address of the home page, guid) → the event as it was written."""

_UNIVERSAL = frozenset({"UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/Zulu"})
# CSS 4 added one to the names of CSS 3, which a reader of RFC 7986 need not know.
_COLOUR_NAMES = sorted(set(ImageColor.colormap) - {"rebeccapurple"})
_COLOUR = "royalblue"
_NAME = re.compile("[A-Z-]+")
_OF_CALENDAR = ("VERSION", "PRODID", "METHOD", "NAME", "X-WR-CALNAME")
_OF_EVENT = ("SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE")
"""What stands in front in each, as readers of the files like it; all else follows by its name."""


def write(
    programme: Programme,
    publication: Publication,
    *,
    name: Words | None = None,
    written: Written | None = None,
) -> bytes:
    """Return a calendar of the sessions that have a time; equal bytes for equal input.

    A session that was removed from the programme stays CANCELLED in it until `kept_until`.

    Args:
        publication: its host is part of each UID. Words that are missing in its language are
            marked as those that stand in.
        name: what the calendar is called; by default as the edition.
        written: keeps events that were written before, for other calendars of this release.

    Source: RFC 5545, RFC 7986; the names with X- as Apple and Microsoft read them, save those
    with X-FORUM-, which are ours.
    """
    language, since = publication.language, publication.since
    with translation.override(language):
        chosen = _in_order(programme)
        changes = {session.guid: _change(programme, session.guid, since) for session in chosen}
        kept = [item for item in chosen if _is_kept(programme, item, publication.moment)]
        home = publication.address("home")
        head = _head(programme, name or shown(programme.edition.name), publication, home)
        head.append(line("LAST-MODIFIED", instant(_latest(programme, changes.values(), since))))
        zone = _zone(programme)
        events = {} if written is None else written
        for session in kept:
            key = (language, home, session.guid)
            if key not in events:
                event = _event(programme, session, changes[session.guid], publication)
                events[key] = in_file(event)
        return b"".join(
            (
                in_file(["BEGIN:VCALENDAR", *_in_their_order(head, _OF_CALENDAR)]),
                _time_zone(programme, zone, kept) if zone and kept else b"",
                # Each event is a whole of its own, so that it can be kept and laid between others.
                *(events[language, home, session.guid] for session in kept),
                in_file(["END:VCALENDAR"]),
            )
        )


@lru_cache(maxsize=1000)
def nearest_name(colour: str) -> str:
    """Return the name that CSS 3 has for `#rrggbb`, or for the colour nearest to it.

    Source: RFC 7986, 5.9.
    """
    wanted = ImageColor.getrgb(colour)

    def distance(name: str) -> int:
        found = ImageColor.getrgb(name)
        return sum((a - b) ** 2 for a, b in zip(wanted, found, strict=True))

    return min(_COLOUR_NAMES, key=distance)


def _in_order(programme: Programme) -> list[Session]:
    """Return the sessions with a time in order, the removed ones as cancelled."""
    removed = (
        dataclasses.replace(stone.session, state="cancelled")
        for stone in programme.history.removed.values()
    )
    return sorted(
        (session for session in (*programme.sessions, *removed) if session.starts_at),
        key=lambda session: (session.starts_at, session.number, session.guid),
    )


def _is_kept(programme: Programme, session: Session, moment: datetime) -> bool:
    stone = programme.history.removed.get(session.guid)
    return stone is None or moment < kept_until(stone)


def _change(programme: Programme, guid: str, since: datetime) -> Change:
    """Return how often something changed in public and when last; `since` if nobody noted it."""
    return programme.history.changes.get(guid) or Change(0, since)


def _latest(programme: Programme, changes: Iterable[Change], since: datetime) -> datetime:
    """Return when the calendar changed last. It never goes back when a removed session leaves."""
    of_edition = _change(programme, programme.edition.guid, since)
    return max(change.last_at for change in (of_edition, *changes)).astimezone(UTC)


def _head(programme: Programme, name: Words, publication: Publication, home: str) -> list[str]:
    title = on_one_line(name.words) or programme.edition.slug
    colour = nearest_name(programme.tracks[0].colour) if programme.tracks else _COLOUR
    return [
        line("PRODID", PRODUCT + publication.language.upper()),
        line("VERSION", "2.0"),
        line("METHOD", "PUBLISH"),
        line("NAME", title, _in_language(name.language)),
        line("X-WR-CALNAME", title),
        line("X-WR-TIMEZONE", programme.edition.time_zone),
        line("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"}),
        line("X-PUBLISHED-TTL", REFRESH),
        line("COLOR", colour),
        line("SOURCE", publication.source, {"VALUE": "URI"}),
        line("URL", home),
    ]


def _event(
    programme: Programme, session: Session, change: Change, publication: Publication
) -> list[str]:
    found = entry(programme, session, publication.address)
    title = found.title.words
    if session.is_cancelled:
        # Not every calendar shows a status.
        title = _("Cancelled: {title}").format(title=title)
    changed_at = instant(change.last_at)
    lines = [
        line("UID", f"{session.guid}@{urlsplit(publication.source).hostname}"),
        # RFC 5545, 3.8.7.2: with a METHOD, DTSTAMP is of this very state of the session.
        line("DTSTAMP", changed_at),
        line("LAST-MODIFIED", changed_at),
        line("SEQUENCE", str(change.count)),
        *_times(session, _zone(programme)),
        line("SUMMARY", escaped(title), _in_language(found.title.language)),
        line("DESCRIPTION", escaped(found.details())),
        line("LOCATION", escaped(found.where.words), _in_language(found.where.language)),
        line("URL", found.page),
    ]
    if stage := programme.get("stages", session.stage):
        lines.append(line(STAGE, stage.guid))
    if session.guid in programme.history.removed:
        lines.append(line(REMOVED, "TRUE"))
    if found.categories:
        lines.append(line("CATEGORIES", ",".join(map(escaped, found.categories))))
    if track := programme.get("tracks", session.track):
        lines.append(line("COLOR", nearest_name(track.colour)))
    lines.append(line("STATUS", STATUS[session.state]))
    if session.is_cancelled:
        lines.append(line("TRANSP", "TRANSPARENT"))
    for video in found.videos:
        lines.append(line("CONFERENCE", video.address, _of_conference(video)))
    if found.recording:
        lines.append(line("ATTACH", found.recording))
    return ["BEGIN:VEVENT", *_in_their_order(lines, _OF_EVENT), "END:VEVENT"]


def _in_their_order(lines: Iterable[str], first: Sequence[str]) -> list[str]:
    """Return lines as files have them: some properties in front, the others by name."""

    def place(content: str) -> tuple[int, str]:
        name = _NAME.match(content)[0]  # type: ignore[index]
        return (first.index(name) if name in first else len(first), name)

    return sorted(lines, key=place)


def _zone(programme: Programme) -> ZoneInfo | None:
    """Return the zone in which times are written, or None for UTC."""
    return None if programme.edition.time_zone in _UNIVERSAL else programme.zone


def _times(session: Session, zone: ZoneInfo | None) -> Iterator[str]:
    """Yield the start, and the end unless it is the same instant: RFC 5545, 3.8.2.2."""
    instants = {"DTSTART": session.starts_at}
    if session.duration_minutes:
        instants["DTEND"] = session.ends_at
    found = {name: at for name, at in instants.items() if at}
    here = {name: local(at, zone) for name, at in found.items()} if zone else {}
    # RFC 5545, 3.3.5: a local time that occurs twice means the first; only UTC names the second.
    if not here or any(at.fold for at in here.values()):
        yield from (line(name, instant(at)) for name, at in found.items())
    else:
        where = {"TZID": str(zone)}
        yield from (line(name, clock(at), where) for name, at in here.items())


def _of_conference(video: Video) -> dict[str, str | Sequence[str]]:
    """Return the parameters of RFC 7986, 5.11."""
    found: dict[str, str | Sequence[str]] = {"VALUE": "URI", "FEATURE": ("AUDIO", "VIDEO")}
    if video.language:
        found.update({"LABEL": language_name(video.language), "LANGUAGE": video.language})
    return found


def _in_language(language: str) -> dict[str, str | Sequence[str]]:
    return {"LANGUAGE": language} if language else {}


def _time_zone(programme: Programme, zone: ZoneInfo, sessions: Iterable[Session]) -> bytes:
    """Return how the clocks of the zone go from the day of the first session to the last one."""
    first, last = programme.days[0].starts_at, programme.days[-1].ends_at
    for session in sessions:
        if session.starts_at and session.ends_at:
            first, last = min(first, session.starts_at), max(last, session.ends_at)
    return _definition(zone, at_local(local(first, zone).date(), time(0), zone), last)


@lru_cache(maxsize=256)
def _definition(zone: ZoneInfo, since: datetime, until: datetime) -> bytes:
    found = Timezone()
    found.add("tzid", str(zone))
    for offset in offsets(zone, since, until):
        found.add_component(_observance(offset))
    return found.to_ical()


def _observance(offset: Offset) -> TimezoneDaylight | TimezoneStandard:
    found = TimezoneDaylight() if offset.is_summer else TimezoneStandard()
    # RFC 5545, 3.6.5: it begins by the clocks as they were until then.
    found.add("dtstart", (offset.starts_at + offset.before).replace(tzinfo=None))
    found.add("tzoffsetfrom", offset.before)
    found.add("tzoffsetto", offset.offset)
    found.add("tzname", offset.name)
    return found
