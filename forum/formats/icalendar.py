"""iCalendar, RFC 5545 and 7986: the programme for people's own calendars."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, MutableMapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import (
    Calendar,
    Event,
    Parameters,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vText,
)
from PIL import ImageColor

from forum.formats.writing import Publication
from forum.phases import kept_until
from forum.programme import Programme
from forum.values import Change
from multilingual.characters import on_one_line
from multilingual.display import shown
from multilingual.text import Words
from sessions.entries import Video, entry, language_name
from sessions.times import Offset, at_local, local, offsets
from sessions.values import Session

PRODUCT = "-//Forum//Programme//"
"""What PRODID begins with; the language of the calendar's words follows, in capitals."""

STAGE, REMOVED = "X-FORUM-STAGE", "X-FORUM-REMOVED"
"""Properties that only `icalendar_reading` looks at: the stage's guid, and TRUE for a session that
was removed from the programme."""

REFRESH = timedelta(hours=1)

STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}

Written = MutableMapping[tuple[str, str, str], bytes]
"""(language, address of the home page, guid) → the event as it was written."""

_END = b"END:VCALENDAR\r\n"
_UNIVERSAL = frozenset({"UTC", "UCT", "Universal", "Zulu", "Etc/UTC", "Etc/UCT", "Etc/Zulu"})
# CSS 4 added one to the names of CSS 3, which a reader of RFC 7986 need not know.
_COLOUR_NAMES = sorted(set(ImageColor.colormap) - {"rebeccapurple"})
_COLOUR = "royalblue"


class _Words(vText):
    """Words as RFC 5545, 3.3.11 escapes them; the library takes `C:\\New` for a line break."""

    def to_ical(self) -> bytes:
        return re.sub(r"([\\;,])", r"\\\1", self).replace("\n", "\\n").encode()


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
        calendar = _calendar(programme, name or shown(programme.edition.name), language)
        calendar.add("last-modified", _latest(programme, changes.values(), since))
        calendar.add("source", publication.source, parameters={"VALUE": "URI"})
        home = publication.address("home")
        calendar.add("url", home)
        zone = _zone(programme)
        if zone and kept:
            calendar.add_component(_time_zone(programme, zone, kept))
        events = {} if written is None else written
        for session in kept:
            key = (language, home, session.guid)
            if key not in events:
                event = _event(programme, session, changes[session.guid], publication)
                events[key] = event.to_ical()
        # Each event is a whole of its own, so that it can be kept and laid between the others.
        whole = b"".join(events[language, home, session.guid] for session in kept)
        return calendar.to_ical().removesuffix(_END) + whole + _END


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


def _calendar(programme: Programme, name: Words, language: str) -> Calendar:
    title = on_one_line(name.words) or programme.edition.slug
    colour = nearest_name(programme.tracks[0].colour) if programme.tracks else _COLOUR
    calendar = Calendar()
    calendar.add("prodid", PRODUCT + language.upper())
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title, parameters=_in_language(name.language))
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", programme.edition.time_zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add("color", colour)
    return calendar


def _event(
    programme: Programme, session: Session, change: Change, publication: Publication
) -> Event:
    found = entry(programme, session, publication.address)
    title = found.title.words
    if session.is_cancelled:
        # Not every calendar shows a status.
        title = _("Cancelled: {title}").format(title=title)
    event = Event()
    event.add("uid", f"{session.guid}@{urlsplit(publication.source).hostname}")
    # RFC 5545, 3.8.7.2: with a METHOD, DTSTAMP is of this very state of the session.
    event.add("dtstamp", change.last_at.astimezone(UTC))
    event.add("last-modified", change.last_at.astimezone(UTC))
    event.add("sequence", change.count)
    for name, at in _times(session, _zone(programme)).items():
        event.add(name, at)
    event.add("summary", _Words(title), parameters=_in_language(found.title.language))
    event.add("description", _Words(found.details()))
    event.add("location", _Words(found.where.words), parameters=_in_language(found.where.language))
    event.add("url", found.page)
    if stage := programme.get("stages", session.stage):
        event.add(STAGE, stage.guid)
    if session.guid in programme.history.removed:
        event.add(REMOVED, "TRUE")
    if found.categories:
        event.add("categories", list(found.categories))
    if track := programme.get("tracks", session.track):
        event.add("color", nearest_name(track.colour))
    event.add("status", STATUS[session.state])
    if session.is_cancelled:
        event.add("transp", "TRANSPARENT")
    for video in found.videos:
        event.add("conference", video.address, parameters=_of_conference(video))
    if found.recording:
        event.add("attach", found.recording)
    return event


def _zone(programme: Programme) -> ZoneInfo | None:
    """Return the zone in which times are written, or None for UTC."""
    return None if programme.edition.time_zone in _UNIVERSAL else programme.zone


def _times(session: Session, zone: ZoneInfo | None) -> dict[str, datetime]:
    """Return the start, and the end unless it is the same instant: RFC 5545, 3.8.2.2."""
    instants = {"dtstart": session.starts_at}
    if session.duration_minutes:
        instants["dtend"] = session.ends_at
    found = {name: at.astimezone(UTC) for name, at in instants.items() if at}
    if zone is None:
        return found
    here = {name: local(at, zone) for name, at in found.items()}
    # RFC 5545, 3.3.5: a local time that occurs twice means the first; only UTC names the second.
    return found if any(at.fold for at in here.values()) else here


def _of_conference(video: Video) -> Parameters:
    """Return the parameters of RFC 7986, 5.11."""
    found = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
    if video.language:
        found.update({"LABEL": language_name(video.language), "LANGUAGE": video.language})
    return found


def _in_language(language: str) -> dict[str, str]:
    return {"LANGUAGE": language} if language else {}


def _time_zone(programme: Programme, zone: ZoneInfo, sessions: Iterable[Session]) -> Timezone:
    """Return how the clocks of the zone go from the day of the first session to the last one."""
    first, last = programme.days[0].starts_at, programme.days[-1].ends_at
    for session in sessions:
        if session.starts_at and session.ends_at:
            first, last = min(first, session.starts_at), max(last, session.ends_at)
    midnight = at_local(local(first, zone).date(), time(0), zone)
    found = Timezone()
    found.add("tzid", programme.edition.time_zone)
    for offset in offsets(zone, midnight, last):
        found.add_component(_observance(offset))
    return found


def _observance(offset: Offset) -> TimezoneDaylight | TimezoneStandard:
    found = TimezoneDaylight() if offset.is_summer else TimezoneStandard()
    # RFC 5545, 3.6.5: it begins by the clocks as they were until then.
    found.add("dtstart", (offset.starts_at + offset.before).replace(tzinfo=None))
    found.add("tzoffsetfrom", offset.before)
    found.add("tzoffsetto", offset.offset)
    found.add("tzname", offset.name)
    return found
