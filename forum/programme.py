"""The Programme: one edition as a frozen value, with indexes to walk it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from finding.facets import Values
from forum.values import Announcement, Edition, History, Page, Partner
from multilingual.text import folded, sort_key
from sessions import facets as session_facets
from sessions.times import Day, days, programme_day
from sessions.values import Appearance, Session, Stage, Stream, Topic, Track
from speakers import facets as speaker_facets
from speakers.values import Speaker

COLLECTIONS: Mapping[str, type] = {
    "tracks": Track,
    "topics": Topic,
    "stages": Stage,
    "speakers": Speaker,
    "sessions": Session,
    "appearances": Appearance,
    "streams": Stream,
    "pages": Page,
    "partners": Partner,
    "announcements": Announcement,
}
"""The collections of a programme and what they hold, referred-to things first."""

ADDRESSED = ("tracks", "stages", "speakers", "sessions", "pages", "topics")
"""The collections whose things have a slug."""

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class NotInProgramme(LookupError):
    """There is no such thing, and never was."""


class Moved(LookupError):
    """The thing has another slug now: `to`."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Gone(LookupError):
    """The thing was public once and is not any more; `guid` names it."""

    def __init__(self, guid: str) -> None:
        super().__init__(guid)
        self.guid = guid


def _canonical(kind: str, item: Any) -> tuple[Any, ...]:
    match kind:
        case "sessions":
            return (item.starts_at or _LAST, item.number, item.guid)
        case "tracks":
            return (item.number, item.guid)
        case "stages" | "pages" | "partners":
            return (item.position, item.guid)
        case "appearances":
            return (item.session, item.order, item.guid)
        case "announcements":
            return (item.starts_at, item.guid)
        case "speakers" | "topics":
            return (folded(str(item.name)), item.guid)
        case _:
            return (item.guid,)


@dataclass(frozen=True)
class Programme:
    """One edition: its facts and everything in it. Everything public is a function of it.

    Collections stand in one canonical order, whatever order they came in, so that equal
    programmes are equal values and give equal bytes.
    """

    edition: Edition
    tracks: tuple[Track, ...] = ()
    topics: tuple[Topic, ...] = ()
    stages: tuple[Stage, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    sessions: tuple[Session, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    streams: tuple[Stream, ...] = ()
    pages: tuple[Page, ...] = ()
    partners: tuple[Partner, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    history: History = dataclasses.field(default_factory=History)

    def __post_init__(self) -> None:
        for kind in COLLECTIONS:
            object.__setattr__(self, kind, _in_order(kind, getattr(self, kind)))

    @cached_property
    def known(self) -> dict[tuple[Any, ...], Any]:
        """What was worked out of it before, by what it is; it goes with the programme.

        Keys are few: no visitor may make up new ones.
        """
        return {}

    # Walking

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield (collection, thing) for everything in the programme, the edition apart."""
        for kind in COLLECTIONS:
            for item in getattr(self, kind):
                yield kind, item

    @cached_property
    def by_guid(self) -> Mapping[str, Mapping[str, Any]]:
        """collection → guid → thing."""
        return {kind: {item.guid: item for item in getattr(self, kind)} for kind in COLLECTIONS}

    @cached_property
    def by_slug(self) -> Mapping[str, Mapping[str, Any]]:
        """collection → slug → thing, for the collections in ADDRESSED."""
        return {kind: {item.slug: item for item in getattr(self, kind)} for kind in ADDRESSED}

    @cached_property
    def by_number(self) -> Mapping[int, str]:
        """session number → guid, also of sessions that were removed since."""
        given = {int(number): guid for number, guid in self.history.numbers.items()}
        return {**given, **{session.number: session.guid for session in self.sessions}}

    def get(self, kind: str, guid: str) -> Any:
        """Return the thing, or None where the guid is empty or unknown."""
        return self.by_guid[kind].get(guid)

    def at_slug(self, kind: str, slug: str) -> Any:
        """Return what stands at an address.

        Raises:
            Moved: if it has another slug now.
            Gone: if it was public once.
            NotInProgramme: if there never was such a slug.
        """
        found = self.by_slug[kind].get(slug)
        if found is not None:
            return found
        guid = self.history.former_slugs.get(f"{kind}/{slug}")
        if guid is None:
            raise NotInProgramme(f"No {kind} {slug!r} in {self.edition.slug!r}.")
        now = self.by_guid[kind].get(guid)
        if now is None:
            raise Gone(guid)
        raise Moved(now.slug)

    # Time

    @property
    def zone(self) -> ZoneInfo:
        return self.edition.zone

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The programme days, numbered from the edition's first date."""
        return days(
            self.edition.first_date, self.edition.last_date, self.zone, self.edition.day_break
        )

    @cached_property
    def day_of(self) -> Mapping[str, date]:
        """session guid → date of the programme day it is listed on; the untimed are absent."""
        return {
            session.guid: programme_day(session.starts_at, self.zone, self.edition.day_break)
            for session in self.sessions
            if session.starts_at
        }

    @cached_property
    def sessions_by_day(self) -> Mapping[date, tuple[Session, ...]]:
        """date → its sessions by start, then stage, then number; every day of the edition."""
        found: dict[date, list[Session]] = {day.date: [] for day in self.days}
        for session in self.sessions_in_order:
            if session.starts_at:
                found.setdefault(self.day_of[session.guid], []).append(session)
        return {day: tuple(items) for day, items in found.items()}

    @cached_property
    def sessions_in_order(self) -> tuple[Session, ...]:
        """All sessions by start, then stage, then number; the untimed last."""
        positions = {stage.guid: number for number, stage in enumerate(self.stages)}
        return tuple(
            sorted(
                self.sessions,
                key=lambda session: (
                    session.starts_at or _LAST,
                    positions.get(session.stage, len(positions)),
                    session.number,
                ),
            )
        )

    @cached_property
    def begins_at(self) -> datetime | None:
        """When the first session starts."""
        return min((item.starts_at for item in self.sessions if item.starts_at), default=None)

    @cached_property
    def ends_at(self) -> datetime | None:
        """When the last session ends."""
        return max((item.ends_at for item in self.sessions if item.ends_at), default=None)

    @cached_property
    def untimed(self) -> tuple[Session, ...]:
        """Sessions whose time is to be announced."""
        return tuple(session for session in self.sessions_in_order if not session.starts_at)

    # Relations

    @cached_property
    def appearances_by_session(self) -> Mapping[str, tuple[Appearance, ...]]:
        return _grouped(self.appearances, "session")

    @cached_property
    def sessions_by_speaker(self) -> Mapping[str, tuple[Session, ...]]:
        """speaker guid → the sessions they appear in, in order."""
        found: dict[str, list[Session]] = defaultdict(list)
        for session in self.sessions_in_order:
            for appearance in self.appearances_by_session.get(session.guid, ()):
                if session not in found[appearance.speaker]:
                    found[appearance.speaker].append(session)
        return {guid: tuple(items) for guid, items in found.items()}

    @cached_property
    def sessions_by_track(self) -> Mapping[str, tuple[Session, ...]]:
        return _grouped(self.sessions_in_order, "track")

    @cached_property
    def sessions_by_stage(self) -> Mapping[str, tuple[Session, ...]]:
        return _grouped(self.sessions_in_order, "stage")

    @cached_property
    def _streams_by_session(self) -> Mapping[str, tuple[Stream, ...]]:
        return _grouped(self.streams, "session")

    @cached_property
    def _streams_of_stages(self) -> tuple[Stream, ...]:
        return tuple(stream for stream in self.streams if not stream.session)

    @cached_property
    def _streams_by_place(self) -> Mapping[tuple[str, date | None], tuple[Stream, ...]]:
        found: dict[tuple[str, date | None], list[Stream]] = defaultdict(list)
        for stream in self.streams:
            if stream.stage:
                found[stream.stage, stream.day].append(stream)
        return {place: tuple(items) for place, items in found.items()}

    def streams_of(self, session: Session) -> tuple[Stream, ...]:
        """Return the broadcasts that carry a session, the floor before interpretations.

        Its own ones, else those of its stage on its day; where a stage has several a day in one
        language, the last that began before the session.
        """
        own = self._streams_by_session.get(session.guid, ())
        if own:
            return tuple(sorted(own, key=lambda stream: (stream.language, stream.guid)))
        place = session.stage, self.day_of.get(session.guid)
        chosen: dict[str, Stream] = {}
        for stream in sorted(
            self._streams_by_place.get(place, ()),
            key=lambda stream: (stream.starts_at or _FIRST, stream.guid),
        ):
            has_begun = (stream.starts_at or _FIRST) <= (session.starts_at or _LAST)
            if has_begun or stream.language not in chosen:
                chosen[stream.language] = stream
        return tuple(chosen[language] for language in sorted(chosen))

    # Public order and numbers, worked out once

    @cached_property
    def _speakers_in_order(self) -> dict[str, tuple[Speaker, ...]]:
        return {}

    def speakers_in_order(self, language: str) -> tuple[Speaker, ...]:
        """Return the speakers by name as readers of `language` expect it: ё as е, without case."""
        if language not in self._speakers_in_order:
            self._speakers_in_order[language] = tuple(
                sorted(self.speakers, key=lambda s: (sort_key(s.name, language), s.guid))
            )
        return self._speakers_in_order[language]

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The countries that speakers come from, as sorted ISO 3166-1 codes."""
        return tuple(sorted({speaker.country for speaker in self.speakers if speaker.country}))

    # Finding, worked out once

    @cached_property
    def session_values(self) -> Mapping[str, Values]:
        """session guid → facet → the values that it can be filtered by."""
        return session_facets.values_of(self)

    @cached_property
    def speaker_values(self) -> Mapping[str, Values]:
        """speaker guid → facet → the values that they can be filtered by."""
        return speaker_facets.values_of(self)

    @cached_property
    def known_values(self) -> Mapping[str, Sequence[str]]:
        """facet → every value that occurs in the sessions, in a fixed order."""
        return session_facets.known_values(self)

    def narrowed(self, keep: Callable[[Session], bool]) -> Programme:
        """Return the programme of some sessions alone, removed ones among them.

        Left out are the other sessions and the people who are in none of those that stay. Tracks,
        stages, the edition's days and everything else stay: they are the frame.
        """
        stones = self.history.removed.items()
        return self.only(
            {session.guid for session in self.sessions if keep(session)}
            | {guid for guid, stone in stones if keep(stone.session)}
        )

    def only(self, guids: Collection[str]) -> Programme:
        """Return the programme of the sessions with these guids; see `narrowed`.

        It looks at nothing but them: calendars ask for a programme of each session.
        """
        known, people = self.by_guid["sessions"], self.by_guid["speakers"]
        sessions = [known[guid] for guid in guids if guid in known]
        appearances = [
            item
            for session in sessions
            for item in self.appearances_by_session.get(session.guid, ())
        ]
        own = [
            stream
            for session in sessions
            for stream in self._streams_by_session.get(session.guid, ())
        ]
        speakers = dict.fromkeys(item.speaker for item in appearances)
        stones = self.history.removed
        removed = {guid: stones[guid] for guid in stones if guid in guids} if stones else stones
        return self.replace(
            sessions=sessions,
            appearances=appearances,
            speakers=[people[guid] for guid in speakers if guid in people],
            streams=[*self._streams_of_stages, *own],
            history=dataclasses.replace(self.history, removed=removed),
        )

    def replace(self, **changes: Any) -> Programme:
        """Return a copy with some collections, the edition or the history replaced.

        Raises:
            TypeError: if it has no such part.
        """
        if unknown := changes.keys() - set(_PARTS):
            raise TypeError(f"Expected parts of a programme, got {sorted(unknown)}.")
        # What stays is in order already; sorting it again takes longer than all the rest.
        found = object.__new__(Programme)
        for name in _PARTS:
            part = changes.get(name, getattr(self, name))
            is_new = name in changes and name in COLLECTIONS
            object.__setattr__(found, name, _in_order(name, part) if is_new else part)
        return found


_PARTS = tuple(field.name for field in dataclasses.fields(Programme))


def _in_order(kind: str, items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(items, key=partial(_canonical, kind)))


def _grouped(items: Iterable[Any], attribute: str) -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        if key := getattr(item, attribute):
            found[key].append(item)
    return {key: tuple(group) for key, group in found.items()}
