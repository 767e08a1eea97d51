"""The whole's own facts as frozen values: edition, pages, partners, news, public history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from multilingual.text import EMPTY, Text
from sessions.values import Session
from speakers.values import Link, Picture

PARTNER_KINDS = ("organiser", "partner", "media", "sponsor")


@dataclass(frozen=True)
class Edition:
    """One year's forum. Dates are programme days in `time_zone`, a day breaks at `day_break`."""

    guid: str
    slug: str
    name: Text
    first_date: date
    last_date: date
    acronym: str = ""
    tagline: Text = EMPTY
    description: Text = EMPTY
    time_zone: str = "Europe/Moscow"
    day_break: time = time(4)
    languages: tuple[str, ...] = ()
    is_current: bool = False
    organiser: Text = EMPTY
    organiser_url: str = ""
    logo: Picture | None = None
    logo_alt: Text = EMPTY
    youtube_url: str = ""
    register_url: str = ""
    contact_url: str = ""
    contact_email: str = ""
    website_url: str = ""
    viewers: int | None = None
    links: tuple[Link, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The edition's time zone.

        Raises:
            zoneinfo.ZoneInfoNotFoundError: if this machine does not know it.
        """
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True)
class Page:
    """A content page in Markdown. `position` orders pages; `in_menu` puts it into the menu."""

    guid: str
    slug: str
    title: Text
    body: Text = EMPTY
    position: int = 0
    in_menu: bool = False


@dataclass(frozen=True)
class Partner:
    """An organisation beside the forum."""

    guid: str
    name: Text
    kind: str = "partner"
    url: str = ""
    logo: Picture | None = None
    logo_alt: Text = EMPTY
    position: int = 0


@dataclass(frozen=True)
class Announcement:
    """News from `starts_at` on, until `ends_at` if given. Urgent ones stand on every page."""

    guid: str
    title: Text
    starts_at: datetime
    body: Text = EMPTY
    ends_at: datetime | None = None
    urgent: bool = False
    url: str = ""


@dataclass(frozen=True)
class Change:
    """How often something changed in public, and when last (aware, UTC)."""

    count: int
    last_at: datetime


@dataclass(frozen=True)
class Tombstone:
    """A published session that was removed: it answers 410, and calendars keep it CANCELLED."""

    session: Session
    removed_at: datetime


@dataclass(frozen=True)
class News:
    """One line of the public list of changes. `kind` is one of NEWS_KINDS.

    `guid` is the session's, or empty for a release as a whole. `before` and `after` are plain
    words of the kind: instants in ISO 8601 for `moved` and `new`, minutes for `duration`, guids for
    `stage`, `added` or `removed` for `speaker`; `names` those of stages or people; `title` is the
    session's title at that time, or the release's public line.
    """

    release: int
    at: datetime
    kind: str
    guid: str = ""
    title: Text = EMPTY
    before: str = ""
    after: str = ""
    names: tuple[Text, ...] = ()


NEWS_KINDS = (
    "release",
    "new",
    "removed",
    "cancelled",
    "restored",
    "moved",
    "duration",
    "stage",
    "speaker",
    "stream",
)


@dataclass(frozen=True)
class History:
    """What the public has seen, carried forward from release to release.

    `changes`: guid → Change. `former_slugs`: "kind/slug" → guid. `numbers`: session number (as
    decimal digits) → guid of the session it was given to. `removed`: guid → Tombstone.
    """

    changes: Mapping[str, Change] = field(default_factory=dict)
    former_slugs: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, Tombstone] = field(default_factory=dict)
    news: tuple[News, ...] = ()
