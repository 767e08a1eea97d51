"""Here: all that a public view may know. No request, no cookie, no user, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language_info

from finding.addresses import path_to
from finding.query import NOTHING, Query
from forum.phases import (
    BEGINNING,
    announcement_boundaries,
    boundaries,
    common_boundaries,
    following,
    moment,
    session_boundaries,
)
from forum.programme import Programme
from forum.publishing.site import LiveRelease, Site
from forum.values import Announcement, Edition
from sessions.values import Session


@dataclass
class Here:
    """The site, the release, the language and the address of the page being made.

    Time is asked for with `moment()`, which gives the last instant at which this page changed by
    itself; of all that was asked for, the last and the next one are kept, so that the page's next
    change is known. A view asks before it returns: the page's first tag says what was asked for
    until then.
    `is_found` is false for the pages that say there is nothing at an address.
    """

    site: Site
    release: LiveRelease
    language: str
    view_name: str = ""
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Query = NOTHING
    now: datetime = BEGINNING
    is_found: bool = True
    _last: datetime = field(default=BEGINNING, init=False, repr=False)
    _next: datetime | None = field(default=None, init=False, repr=False)

    @property
    def programme(self) -> Programme:
        return self.release.programme

    @property
    def edition(self) -> Edition:
        return self.release.programme.edition

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this page shows times: the edition's, or the one asked for."""
        asked_for = self.query.get("tz")
        return ZoneInfo(asked_for) if asked_for else self.edition.zone

    def moment(self, sessions: Iterable[Session] = ()) -> datetime:
        """Return the last instant at which anything about these sessions changed by itself."""
        if sessions is self.programme.sessions:
            return self._passed(boundaries(self.programme, sessions))
        # The hundreds that concern every page are in order already.
        return max(
            self._passed(common_boundaries(self.programme)),
            self._passed(session_boundaries(sessions)),
        )

    def moment_among(self, instants: Iterable[datetime]) -> datetime:
        """Return the last of these instants that has come: what is asked changes at no other."""
        return self._passed(tuple(sorted(instants)))

    def _passed(self, in_order: tuple[datetime, ...]) -> datetime:
        last, upcoming = moment(in_order, self.now), following(in_order, self.now)
        self._last = max(self._last, last)
        if upcoming:
            self._next = min(self._next or upcoming, upcoming)
        return last

    def last_moment(self) -> datetime:
        """Return the last of all instants asked for, at which this page changed by itself."""
        return self._last

    def next_moment(self) -> datetime | None:
        """Return the first of all instants asked for that is yet to come, or None."""
        return self._next

    def made_of(self) -> dict[str, str | int]:
        """Return what this page is made of, to be compared with what other processes say.

        Of two pages at one address the newer has the greater `release`, or with equal ones the
        later `since`, or with equal ones the later `moment`. `built` (seconds since 1970) orders
        builds. `next` is when the page will change by itself, empty if it will not. Times are in
        UTC, to the millisecond, and can be compared as words.
        """
        # The frame of every page has urgent announcements. It prints them after its opening tag
        # has said when the page changes next, so they are asked for here.
        self.urgent()
        upcoming = self.next_moment()
        return {
            "release": self.release.number,
            "since": _instant(self.release.since),
            "build": self.site.build,
            "built": int(settings.BUILT_AT.timestamp()),
            "moment": _instant(self.last_moment()),
            "next": _instant(upcoming) if upcoming else "",
        }

    def announcements(self) -> tuple[Announcement, ...]:
        """Return the announcements that have begun and not ended, the latest first."""
        at = self.moment_among(announcement_boundaries(self.programme))
        return tuple(
            item
            for item in reversed(self.programme.announcements)
            if item.starts_at <= at and not (item.ends_at and item.ends_at <= at)
        )

    def urgent(self) -> tuple[Announcement, ...]:
        return tuple(item for item in self.announcements() if item.urgent)

    def address(self, name: str, *args: Any, language: str = "") -> str:
        """Return the address of a public page of this edition, in this language or another.

        A time zone that was asked for goes along, so that it need not be asked for again.
        """
        path = self.path_of(name, *args, language=language)
        return path + str(self.query.only("tz")) if self.query else path

    def path_of(self, name: str, *args: Any, language: str = "") -> str:
        """Return the path of a public page of this edition, without any query."""
        return path_to(name, language or self.language, self.edition.slug, *args)

    def full_address(self, name: str, *args: Any) -> str:
        """Return the full address of a public page of this edition, in this language."""
        return self.site.url + self.path_of(name, *args)

    def media_address(self, file: str) -> str:
        """Return the full address of one of our own stored files."""
        return self.site.url + path_to("media", file)

    def own_address(self, language: str = "") -> str:
        """Return the path of this very page, without its query, in this language or another.

        What is not found stands nowhere: its way to another language leads to the front door.
        """
        if not self.view_name:
            return path_to("front", language or self.language)
        return path_to(self.view_name, **{**self.path, "language": language or self.language})

    @property
    def menu_mark(self) -> tuple[str, str]:
        """What the menu marks: the name of the view, and of one of its own pages the slug."""
        slug = self.path.get("slug", "") if self.view_name == "page" else ""
        return self.view_name, str(slug)

    def canonical(self, language: str = "") -> str:
        """Return the full address that search engines shall know this page by.

        The front door shows the current edition's home, and is known by that one's address.
        """
        if self.view_name == "front":
            return self.site.url + self.path_of("home", language=language)
        return self.site.url + self.own_address(language)

    def alternates(self) -> list[tuple[str, str, str]]:
        """Return (code, name in its own language, path) of this page in each language."""
        return [
            (code, get_language_info(code)["name_local"], self.own_address(code))
            for code, _name in settings.LANGUAGES
        ]

    def hreflangs(self) -> list[tuple[str, str]]:
        """Return (code, full canonical address) of this page in each language."""
        return [(code, self.canonical(code)) for code, _name in settings.LANGUAGES]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
