"""The programme's parts as frozen values: the same as the rows, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from multilingual.text import EMPTY, Text
from speakers.values import Link, Picture

KINDS = ("plenary", "keynote", "talk", "panel", "workshop", "ceremony", "break", "other")
STATES = ("confirmed", "tentative", "cancelled")
ROLES = ("moderator", "speaker", "keynote", "panellist", "host")


@dataclass(frozen=True)
class Track:
    """A thread of topics: a line on the map, with a number and a colour `#rrggbb`."""

    guid: str
    slug: str
    number: int
    name: Text
    description: Text = EMPTY
    colour: str = "#14171c"


@dataclass(frozen=True)
class Topic:
    """A subject that sessions of any track share."""

    guid: str
    slug: str
    name: Text


@dataclass(frozen=True)
class Stage:
    """Where sessions happen. `position` is its order among the stages."""

    guid: str
    slug: str
    name: Text
    description: Text = EMPTY
    position: int = 0


@dataclass(frozen=True)
class Stream:
    """A YouTube broadcast of a stage for a day, or of one session.

    `video` is canonical (see `sessions.youtube`): a video id, or a playlist's or channel's
    address. `language` is empty for the floor, else the language an interpreter speaks.
    `starts_at` is when the broadcast really began, so that links jump to a session's moment.
    """

    guid: str
    video: str
    stage: str = ""
    day: date | None = None
    session: str = ""
    language: str = ""
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Attachment:
    """A document of a session: a file of ours below /media/, or an address elsewhere."""

    title: Text = EMPTY
    file: str = ""
    url: str = ""
    size_bytes: int = 0


@dataclass(frozen=True)
class Recording:
    """The video afterwards: `url` where it can be watched, on YouTube or elsewhere."""

    url: str = ""
    licence: str = ""
    opted_out: bool = False


@dataclass(frozen=True)
class Session:
    """One programme item. References (`track`, `stage`, `topics`) are guids, empty if unknown.

    `starts_at` is aware and in UTC, or None while the time is to be announced. `delayed_from` is
    the time announced before a delay. `code` is the six-character code other systems gave it.
    """

    guid: str
    number: int
    slug: str
    title: Text
    subtitle: Text = EMPTY
    abstract: Text = EMPTY
    description: Text = EMPTY
    kind: str = "talk"
    kind_name: Text = EMPTY
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    track: str = ""
    stage: str = ""
    starts_at: datetime | None = None
    duration_minutes: int = 0
    delayed_from: datetime | None = None
    state: str = "confirmed"
    code: str = ""
    poster: Picture | None = None
    poster_alt: Text = EMPTY
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    recording: Recording = Recording()
    feedback_url: str = ""
    origin_url: str = ""

    @cached_property
    def ends_at(self) -> datetime | None:
        """When it ends, aware and in UTC; None while the time is to be announced."""
        return self.starts_at and self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def is_cancelled(self) -> bool:
        return self.state == "cancelled"

    @property
    def is_recorded(self) -> bool:
        """Whether there is a recording that its speakers want to be seen."""
        return bool(self.recording.url) and not self.recording.opted_out and not self.is_cancelled


@dataclass(frozen=True)
class Appearance:
    """A person's role in a session. `order` counts within the session; `title` is their own."""

    guid: str
    session: str
    speaker: str
    role: str = "speaker"
    order: int = 0
    title: Text = EMPTY


def taking_place(sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Return the sessions that every page counts: breaks and cancelled ones are none to attend."""
    return tuple(
        session for session in sessions if session.kind != "break" and not session.is_cancelled
    )
