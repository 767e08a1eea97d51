"""Sessions as lists print them: plain values in the page's language, worked out beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from finding.facets import token_line
from multilingual.display import printed, shown
from multilingual.templatetags.multilingual import words
from multilingual.text import Text
from sessions.models import Kind
from sessions.states import state_of
from sessions.times import day_offset, local
from sessions.values import Appearance, Session, Track
from sessions.zones import day_mark
from speakers.pictures import initials
from speakers.values import Picture, Speaker

ROLES_FIRST = ("host", "moderator")
"""The roles that lists name before all others."""


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker in a list. `track` is the class of the line that tints their initials."""

    text: Text
    name: SafeString | str
    initials: str
    organisation: SafeString | str
    role: str
    photo: Picture | None
    track: str


class Instant(NamedTuple):
    """A time in the page's zone, as it is printed: for machines, for people, and itself.

    `mark` says how many days its date there is ahead of the day it is listed under, if any.
    """

    iso: str
    clock: str
    at: datetime
    mark: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A session in a list, ready to be printed.

    `track` is a class such as `track-2`; `number` is what stands in the bullet, empty for the
    star. `ends` is None for a session of no length; `was` is the start announced before a delay.
    `state_word` is the word for `state`. `place` is for the classes of its place in the grid.
    `key` is the session's own number, `day` the programme day it is listed under, `tokens` what
    filters know it by. `is_found_inside` says that a search found it by words that are not shown.
    """

    guid: str
    key: int
    address: str
    title: SafeString | str
    kind: str
    stage: SafeString | str
    track: str
    track_name: SafeString | str
    number: str
    state: str
    state_word: str
    starts: Instant | None
    ends: Instant | None
    was: Instant | None
    people: tuple[Person, ...]
    languages: tuple[str, ...]
    place: str = ""
    day: date | None = None
    tokens: str = ""
    is_found_inside: bool = False

    @property
    def starts_at(self) -> datetime | None:
        return self.starts.at if self.starts else None

    @property
    def ends_at(self) -> datetime | None:
        return self.ends.at if self.ends else None


Mark = Callable[[str], SafeString]
"""Marks what a search found in words."""


class Listing:
    """Makes `Listed` values of one programme for one page. Words are looked up once per thing."""

    def __init__(
        self,
        here: Any,
        moment: datetime,
        tokens: Mapping[str, Mapping[str, str]] | None = None,
        zone: ZoneInfo | None = None,
    ) -> None:
        """Take a `Here` and the moment of the page (aware).

        Args:
            tokens: what the page's filters know values by.
            zone: the zone to show times in, if it is not the page's own.
        """
        self.here = here
        self.moment = moment
        self.zone = zone or here.zone
        self._tokens = tokens or {}
        # Asked for once: a page looks up thousands of words.
        self._language = get_language() or "en"
        self._stages = self._names("stages")
        self._tracks = self._names("tracks")
        self._people: dict[tuple[str, str, str], Person] = {}
        self._instants: dict[tuple[datetime, date | None], Instant] = {}
        self._kinds: dict[str, str] = {}
        self._states = state_words()

    def listed(self, session: Session, *, place: str = "", people: bool = True) -> Listed:
        """Return a session as lists print it; without its people where there is no room."""
        track: Track | None = self.here.programme.get("tracks", session.track)
        state = visible_state(session, self.moment)
        day = self.here.programme.day_of.get(session.guid)
        return Listed(
            guid=session.guid,
            key=session.number,
            address=self.here.address("session", session.slug),
            title=self._words(session.title),
            kind=self._kind(session),
            stage=self._stages.get(session.stage, ""),
            track=track_class(track),
            track_name=self._tracks.get(session.track, ""),
            number=str(track.number) if track else "",
            state=state,
            state_word=self._states[state],
            starts=self.instant(session.starts_at, day),
            ends=self.instant(session.ends_at, day) if session.duration_minutes else None,
            was=self.instant(was(session), day),
            people=self.people(session, track_class(track)) if people else (),
            languages=session.languages,
            place=place,
            day=day,
            tokens=self._tokens_of(session),
        )

    def found(self, session: Session, mark: Mark, is_inside: bool) -> Listed:
        """Return a session as search results print it, with what was found marked."""
        listed = self.listed(session)
        return replace(
            listed,
            title=marked(session.title, mark),
            people=tuple(
                replace(person, name=marked(person.text, mark)) for person in listed.people
            ),
            is_found_inside=is_inside,
        )

    def people(self, session: Session, track: str = "") -> tuple[Person, ...]:
        """Return the people of a session: hosts and moderators first, then as ordered."""
        programme = self.here.programme
        return tuple(
            self._person(programme.get("speakers", appearance.speaker), appearance.role, track)
            for appearance in in_order(programme.appearances_by_session.get(session.guid, ()))
        )

    def _person(self, speaker: Speaker, role: str, track: str) -> Person:
        key = (speaker.guid, role, track)
        if key not in self._people:
            name = speaker.name.in_language(self._language)
            self._people[key] = Person(
                text=speaker.name,
                name=printed(name),
                initials=initials(name.words),
                organisation=self._words(speaker.organisation),
                role=role,
                photo=speaker.photo,
                track=track,
            )
        return self._people[key]

    def instant(self, at: datetime | None, day: date | None) -> Instant | None:
        """Return an instant in the page's zone, of what is listed under a programme day."""
        if at is None:
            return None
        key = at, day
        if key not in self._instants:
            here = local(at, self.zone)
            self._instants[key] = Instant(
                here.isoformat(timespec="minutes"),
                f"{here:%H:%M}",
                here,
                day_mark(day_offset(at, self.zone, day)) if day else "",
            )
        return self._instants[key]

    def _names(self, kind: str) -> Mapping[str, SafeString | str]:
        """Return guid → the name of all stages or tracks: each page asks for them."""
        known = self.here.release.known
        key = "names", kind, self._language
        if key not in known:
            things = getattr(self.here.programme, kind)
            known[key] = {thing.guid: self._words(thing.name) for thing in things}
        found: Mapping[str, SafeString | str] = known[key]
        return found

    def _words(self, text: Text) -> SafeString | str:
        return printed(text.in_language(self._language))

    def _tokens_of(self, session: Session) -> str:
        if not self._tokens:
            return ""
        values = self.here.programme.session_values[session.guid]
        return token_line(self._tokens, values)

    def _kind(self, session: Session) -> str:
        if session.kind_name:
            return kind_word(session)
        if session.kind not in self._kinds:
            self._kinds[session.kind] = kind_word(session)
        return self._kinds[session.kind]


def marked(text: Text, mark: Mark) -> SafeString:
    """Return a text with what was found in it marked, in an element where another stands in."""
    found = shown(text)
    if not found.is_fallback:
        return mark(found.words)
    return format_html('<span lang="{}" dir="auto">{}</span>', found.language, mark(found.words))


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Return words as HTML in which some spans of them are marked."""
    parts, last = [], 0
    for start, end in spans:
        parts += [escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
        last = end
    return mark_safe("".join((*parts, escape(text[last:]))))


def listed(here: Any, session: Session, moment: datetime) -> Listed:
    """Return one session as lists print it. For more than a few, make a `Listing` once."""
    return Listing(here, moment).listed(session)


def in_order(appearances: Iterable[Appearance]) -> list[Appearance]:
    """Return appearances with hosts and moderators first, otherwise in their own order."""
    return sorted(appearances, key=lambda appearance: appearance.role not in ROLES_FIRST)


def state_words() -> dict[str, str]:
    """Return the word for each state that `visible_state` gives, in the page's language."""
    return _state_words(get_language())


@cache
def _state_words(language: str | None) -> dict[str, str]:
    """Return the words; the language is the active one."""
    return {
        "unscheduled": _("Time to be announced"),
        "upcoming": _("Upcoming"),
        "soon": _("Starts soon"),
        "live": _("Live now"),
        "delayed": _("Delayed"),
        "ended": _("Ended"),
        "recorded": _("Recording"),
        "cancelled": _("Cancelled"),
    }


def visible_state(session: Session, moment: datetime) -> str:
    """Return the state a visitor reads: `state_of`, or `delayed` until a delayed session begins."""
    state = state_of(session, moment)
    return "delayed" if was(session) and state in ("upcoming", "soon") else state


def was(session: Session) -> datetime | None:
    """Return the start announced before a delay, or None if there is none to tell."""
    is_delayed = session.delayed_from and session.starts_at != session.delayed_from
    return session.delayed_from if is_delayed and session.starts_at else None


def kind_word(session: Session) -> str:
    """Return the word for a session's kind, in the page's language."""
    if session.kind_name:
        return str(words(session.kind_name))
    return _kind_words(get_language())[session.kind]


@cache
def _kind_words(language: str | None) -> dict[str, str]:
    """Return kind → its word; the language is the active one."""
    # "Other" says nothing to a reader.
    return {kind.value: "" if kind == Kind.OTHER else str(kind.label) for kind in Kind}


def track_class(track: Track | None) -> str:
    """Return the class that colours a session, empty for the line outside all tracks."""
    return f"track-{track.number}" if track else ""
