"""Phases: the instants at which a public page changes by itself, and the last one passed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from forum.programme import Programme
from forum.values import Tombstone
from sessions.states import SOON
from sessions.times import at_local
from sessions.values import Session

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment before every boundary."""

COUNTDOWN_DAYS = 400
"""For how many days before the edition its pages count the days."""


REMOVED_KEPT = timedelta(days=30)
"""For how long calendars say of a removed session that it was cancelled."""


def boundaries(programme: Programme, sessions: Iterable[Session] = ()) -> tuple[datetime, ...]:
    """Return the instants at which what concerns these sessions changes, in order.

    A session starts soon, starts or ends; an announcement begins or ends; the edition begins or
    ends; it is midnight at the forum, from COUNTDOWN_DAYS before until the day after.
    """
    if sessions is programme.sessions:
        return _all(programme)
    return tuple(sorted({*common_boundaries(programme), *session_boundaries(sessions)}))


def session_boundaries(sessions: Iterable[Session]) -> tuple[datetime, ...]:
    """Return the instants at which sessions start soon, start or end, in order."""
    found: set[datetime] = set()
    for session in sessions:
        if session.starts_at and session.ends_at:
            found |= {session.starts_at - SOON, session.starts_at, session.ends_at}
    return tuple(sorted(found))


def common_boundaries(programme: Programme) -> tuple[datetime, ...]:
    """Return the instants at which any page changes, whatever sessions it is about, in order."""
    # They are hundreds, for each page the same.
    known = programme.__dict__.get("_common_boundaries")
    if known is None:
        known = tuple(sorted(set(_worked_out(programme))))
        programme.__dict__["_common_boundaries"] = known
    return known


def announcement_boundaries(programme: Programme) -> tuple[datetime, ...]:
    """Return the instants at which an announcement begins or ends, in order."""
    found = {announcement.starts_at for announcement in programme.announcements}
    found |= {item.ends_at for item in programme.announcements if item.ends_at}
    return tuple(sorted(found))


def kept_until(stone: Tombstone) -> datetime:
    """Return the instant from which calendars no longer speak of a removed session."""
    return stone.removed_at + REMOVED_KEPT


def moment(instants: tuple[datetime, ...], now: datetime) -> datetime:
    """Return the last of the sorted instants that has come, or BEGINNING.

    A page rendered as at this moment is right until the next instant comes.
    """
    index = bisect_right(instants, now)
    return instants[index - 1] if index else BEGINNING


def following(instants: tuple[datetime, ...], now: datetime) -> datetime | None:
    """Return the first of the sorted instants that is yet to come, or None."""
    index = bisect_right(instants, now)
    return instants[index] if index < len(instants) else None


def _all(programme: Programme) -> tuple[datetime, ...]:
    # The status asks for all of them, many times a second.
    known = programme.__dict__.get("_all_boundaries")
    if known is None:
        known = boundaries(programme, iter(programme.sessions))
        programme.__dict__["_all_boundaries"] = known
    return known


def _worked_out(programme: Programme) -> Iterable[datetime]:
    edition = programme.edition
    yield programme.days[0].starts_at
    yield programme.days[-1].ends_at
    yield from announcement_boundaries(programme)
    day: date = edition.first_date - timedelta(days=COUNTDOWN_DAYS)
    while day <= edition.last_date + timedelta(days=1):
        yield at_local(day, time(0), edition.zone)
        day += timedelta(days=1)
