"""A foreign programme as its file writes it: words in their places, nothing understood yet.

Every reader fills an Outline; `forum.formats.understanding` makes the one programme of it, so that
identities, numbers, times and kinds are worked out by the same rules whatever the format. Words
are as they stand in the file. Foreign names (room, event) are at home here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from forum.coverage import Coverage
from forum.formats.reading import NotASchedule, Note, Request

Said = Mapping[str, str]
"""Words by language; a language that says nothing may be missing or empty."""

NOTHING: Said = MappingProxyType({})


@dataclass(eq=False)
class Link:
    """An address with its words, not checked yet."""

    url: str
    title: Said = field(default_factory=dict)
    kind: str = ""


@dataclass(eq=False)
class Person:
    """One mention of a person: by `guid`, by any other `id` of the source's own, or by name.

    Facts of several mentions are put together, the first that says something wins. `given` is
    what the file says where it gives no name. One of nothing but an identity refers to a person
    that stands elsewhere in the outline.
    """

    name: Said = field(default_factory=dict)
    place: str = ""
    guid: str = ""
    id: str = ""
    role: str = ""
    slug: str = ""
    position: Said = field(default_factory=dict)
    organisation: Said = field(default_factory=dict)
    organisation_kind: str = ""
    biography: Said = field(default_factory=dict)
    country: str = ""
    links: list[Link] = field(default_factory=list)
    given: str = ""


@dataclass(eq=False)
class Declared:
    """A track or a room that is declared. Events refer to it by `key`, its name by default."""

    name: Said
    place: str = ""
    key: str = ""
    guid: str = ""
    slug: str = ""
    description: Said = field(default_factory=dict)


@dataclass(eq=False)
class Room(Declared):
    """A room that is declared."""


@dataclass(eq=False)
class Track(Declared):
    """A track that is declared."""

    colour: str = ""


@dataclass(eq=False)
class Day:
    """A day that is declared: its number and its words for date, start and end.

    `on` is its local date as it was understood, None if it cannot be told.
    """

    place: str = ""
    index: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    on: dt.date | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


@dataclass(eq=False)
class Event:
    """One item of the programme.

    `date`, `start`, `end` and `duration` are words as `foreign_times` reads them: a full moment may
    stand in `date` or `start`. `type` is the word for its kind, `type_name` that word in several
    languages. `number` is the positive number it is known by, `id` any identity of the source's
    own. `track` and `room` name what they refer to. `recording_file` is the video's file beside
    the page where it is watched; `streams` are addresses of its own broadcasts.

    `starts_at` is when it starts as it was understood, in UTC.
    """

    place: str
    day: Day | None = None
    guid: str = ""
    id: str = ""
    number: str = ""
    code: str = ""
    slug: str = ""
    title: Said = field(default_factory=dict)
    subtitle: Said = field(default_factory=dict)
    abstract: Said = field(default_factory=dict)
    description: Said = field(default_factory=dict)
    type: str = ""
    type_name: Said = field(default_factory=dict)
    languages: str = ""
    topics: list[Said] = field(default_factory=list)
    track: str = ""
    room: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    duration: str = ""
    state: str = ""
    delayed_from: str = ""
    persons: list[Person] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    attachments: list[Link] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)
    recording: str = ""
    recording_file: str = ""
    licence: str = ""
    opted_out: str = ""
    feedback_url: str = ""
    url: str = ""
    starts_at: dt.datetime | None = None

    @property
    def file_day(self) -> dt.date | None:
        """The local date of the day it stands in."""
        return self.day.on if self.day else None


@dataclass(eq=False)
class Outline:
    """A file's programme in its own words, and every note about reading it.

    `language` is that of words which name none. `coverage` is what the file speaks of where the
    format itself says so; None leaves it to what occurs in it. `exact` are the (kind, field) that
    the file tells as they are; what else it says serves only what is new. None means all. Texts
    that are Markdown as they stand are no HTML, whatever they look like.
    """

    file: str = ""
    language: str = "en"
    title: Said = field(default_factory=dict)
    subtitle: Said = field(default_factory=dict)
    acronym: str = ""
    zone_name: str = ""
    day_change: str = ""
    start: str = ""
    end: str = ""
    base_url: str = ""
    url: str = ""
    days: list[Day] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    coverage: Coverage | None = None
    exact: frozenset[tuple[str, str]] | None = None
    is_markdown: bool = False
    guesses: list[Note] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, request: Request) -> Outline:
        """Return an empty outline of the requested file."""
        return cls(file=request.file_name, language=request.first_language)

    def said(self, words: str | None) -> Said:
        """Return words that name no language."""
        return {self.language: words} if words else NOTHING

    def guess(self, place: str, message: str, given: str = "") -> None:
        """Note something that was guessed."""
        self.guesses.append(Note(place, message, given[:200]))

    def skip(self, place: str, message: str, given: str = "") -> None:
        """Note something that was left out."""
        self.skipped.append(Note(place, message, given[:200]))

    def guess_language(self) -> None:
        """Note that words are taken as those of `language`, since the file names none."""
        self.guess("", "the file does not say what language its words are in", self.language)

    def refuse(self, reason: str, place: str = "") -> NotASchedule:
        """Return the error that no programme can be read from the file."""
        return NotASchedule(reason, file=self.file, place=place)


def first_of(said: Said, language: str) -> str:
    """Return the words in a language, else the first there are."""
    return said.get(language) or next(filter(None, said.values()), "")


def languages_of(many: Iterable[Said]) -> set[str]:
    """Return the languages in which any of these says something."""
    return {language for said in many for language, words in said.items() if words.strip()}
