"""What files are made of: whether one would come out as it is can be told without making it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings

from forum.phases import common_boundaries, following, kept_until, session_boundaries
from forum.publishing import cards
from forum.publishing.site import LiveRelease
from sessions.around import around
from sessions.values import Session, taking_place


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a file shows: sessions, in its order, and what it says of others."""

    sessions: tuple[Session, ...]
    others: tuple[object, ...] = ()


CALENDAR = "schedule.ics"


class Ingredients:
    """Names what the files of a release are made of, as it is at one moment.

    What shows one thing is made of the frame around all pages, of the sessions that it names with
    their people and broadcasts, and of when these change by themselves. It stays as it is while
    they do, and goes on naming the release that it was made from. All else is made of the whole
    release and has no name here.
    """

    def __init__(self, release: LiveRelease, now: datetime, frame: Iterable[object]) -> None:
        """Take a release, an aware instant, and what the frame is made of outside the release."""
        self._release = release
        self._programme = release.programme
        self._now = now
        self._outside = tuple(frame)
        self._sessions: dict[str, str] = {}
        self._known: dict[tuple[str, tuple[Any, ...]], str] = {}

    def of(self, view_name: str, args: tuple[Any, ...]) -> str:
        """Return the name of what a view is made of with these in its path, empty for the whole.

        It is one name for all languages.
        """
        key = view_name, args
        if key not in self._known:
            self._known[key] = self._of(view_name, args)
        return self._known[key]

    def _of(self, view_name: str, args: tuple[Any, ...]) -> str:
        page, _slash, file = view_name.partition("/")
        shown = self._shown(page, file, args)
        if shown is None:
            return ""
        # Calendars alone name only the broadcasts of their own sessions.
        streams = self._streams if file and file != CALENDAR else ()
        instants = session_boundaries(shown.sessions)
        return _digest(
            self._frame,
            *shown.others,
            *streams,
            *(self._of_session(session) for session in shown.sessions),
            following(instants, self._now),
        )

    def _shown(self, page: str, file: str, args: tuple[Any, ...]) -> _Shown | None:
        programme = self._programme
        match page:
            case "session":
                found = programme.by_slug["sessions"][args[0]]
                if file:
                    return _Shown((found,))
                near = around(programme, found)
                return _Shown((found, *near.sessions), (near.more,))
            case "api-session":
                return _Shown((programme.by_guid["sessions"][args[0]],))
            case "speaker" | "speaker-press-kit":
                return self._of_speaker(programme.by_slug["speakers"][args[0]])
            case "api-speaker":
                return self._of_speaker(programme.by_guid["speakers"][args[0]])
            case "stage":
                stage = programme.by_slug["stages"][args[0]]
                sessions = programme.sessions_by_stage.get(stage.guid, ())
                # Other sites show the edition's own card beside links to the page.
                return _Shown(sessions, () if file else (*self._streams, self._card))
            case "track":
                track = programme.by_slug["tracks"][args[0]]
                counts = () if file else self._counts
                return _Shown(programme.sessions_by_track.get(track.guid, ()), counts)
            case "day" if file:
                return _Shown(programme.sessions_by_day[args[0]])
        return None

    def _of_speaker(self, speaker: Any) -> _Shown:
        sessions = self._programme.sessions_by_speaker.get(speaker.guid, ())
        change = self._programme.history.changes.get(speaker.guid)
        return _Shown(sessions, (speaker, change))

    def _of_session(self, session: Session) -> str:
        if session.guid not in self._sessions:
            programme = self._programme
            appearances = programme.appearances_by_session.get(session.guid, ())
            self._sessions[session.guid] = _digest(
                session,
                programme.history.changes.get(session.guid),
                *programme.streams_of(session),
                *appearances,
                *(programme.get("speakers", item.speaker) for item in appearances),
            )
        return self._sessions[session.guid]

    @cached_property
    def _streams(self) -> tuple[object, ...]:
        return tuple(stream for stream in self._programme.streams if stream.stage)

    @cached_property
    def _card(self) -> object:
        # It differs in no language alone: its words are of the frame.
        return cards.of_edition(self._programme, settings.LANGUAGES[0][0])

    @cached_property
    def _counts(self) -> tuple[object, ...]:
        """How many sessions each track has: pages of tracks name the others."""
        by_track = self._programme.sessions_by_track
        return tuple((guid, len(taking_place(items))) for guid, items in sorted(by_track.items()))

    @cached_property
    def _frame(self) -> str:
        programme = self._programme
        removed = programme.history.removed
        instants = tuple(
            sorted({*common_boundaries(programme), *map(kept_until, removed.values())})
        )
        return _digest(
            *self._outside,
            self._release.stylesheet_url,
            programme.edition,
            *(getattr(programme, kind) for kind in _OF_ALL),
            programme.begins_at,
            programme.ends_at,
            [day for day, sessions in sorted(programme.sessions_by_day.items()) if sessions],
            sorted(removed.items()),
            following(instants, self._now),
        )


_OF_ALL = ("tracks", "topics", "stages", "pages", "partners", "announcements")
"""The collections that any page may name something of."""


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(repr, parts)).encode("utf-8", "replace")).hexdigest()[:32]
