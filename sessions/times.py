"""Local times of an edition. The only module that converts time zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LATEST_DAY_BREAK = dt.time(12)

# A day and a zone's offset are added to any year in between without leaving Python's calendar.
FIRST_YEAR, LAST_YEAR = 2, 9998

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_STEP_MINUTES = 5


@dataclass(frozen=True)
class Day:
    """A programme day, from one day break to the next.

    `index` counts from 1. `starts_at` belongs to the day, `ends_at` to the next; both are aware
    and in UTC. A day lasts 23 or 25 hours when clocks change in it.
    """

    index: int
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Offset:
    """An offset from UTC that clocks show from `starts_at` (aware, UTC) on, until the next one.

    `before` is what they showed until then. `name` is such as "MSK"; `is_summer` says whether it
    is daylight saving time.
    """

    starts_at: dt.datetime
    before: dt.timedelta
    offset: dt.timedelta
    name: str
    is_summer: bool


def programme_day(starts_at: dt.datetime, time_zone: ZoneInfo, day_break: dt.time) -> dt.date:
    """Return the date of the programme day on which a session is listed.

    A night session belongs to the evening before: with a day break at 04:00,
    a session at 01:30 on 22 May is listed on 21 May. A day that has begun is not left again:
    when clocks go back over the day break, the hour they repeat stays on the new day.

    Args:
        starts_at: aware datetime, in any zone.
        time_zone: ZoneInfo of the edition.
        day_break: local time at which a new day begins.

    Raises:
        ValueError: if `starts_at` is naive, or outside the years 2 to 9998.

    Source: frab schedule, `<day start end>`.
    """
    here = local(starts_at, time_zone)
    date = here.date() if here.time() >= day_break else here.date() - _DAY
    # In a repeated hour the clock shows less than it has shown before.
    if here.fold and _day_start(date + _DAY, time_zone, day_break) <= starts_at:
        return date + _DAY
    return date


def days(
    first_date: dt.date, last_date: dt.date, time_zone: ZoneInfo, day_break: dt.time
) -> tuple[Day, ...]:
    """Return an edition's days, numbered from its first date, with no gap between them.

    A day begins when the local clock first shows `day_break` or, in a night in which clocks skip
    that time, the moment after the skip. `programme_day` agrees with it at every instant.

    Raises:
        ValueError: if the last date is before the first, or outside the years 2 to 9998.
    """
    if last_date < first_date:
        raise ValueError(f"Expected a last date on or after {first_date}, got {last_date}.")
    count = (last_date - first_date).days + 1
    starts = [
        _day_start(first_date + _DAY * number, time_zone, day_break) for number in range(count + 1)
    ]
    return tuple(
        Day(number + 1, first_date + _DAY * number, starts[number], starts[number + 1])
        for number in range(count)
    )


def local(starts_at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the same instant as clocks in `zone` show it.

    Raises:
        ValueError: if `starts_at` is naive, or outside the years 2 to 9998.
    """
    if starts_at.tzinfo is None:
        raise ValueError(f"Expected an aware datetime, got {starts_at!r}.")
    _check_year(starts_at)
    return starts_at.astimezone(zone)


def at_local(date: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return the instant, aware and in UTC, at which clocks in `zone` show `date` and `time`.

    A time that occurs twice, when clocks go back, means the first; `time.fold` is not looked at.
    A time that clocks skip moves forward by what they skip: 02:30 becomes 03:30.

    Raises:
        ValueError: if the date is outside the years 2 to 9998.

    Source: RFC 5545, 3.3.5, "Form #3".
    """
    _check_year(date)
    wall = dt.datetime.combine(date, time.replace(tzinfo=None, fold=0))
    return wall.replace(tzinfo=zone).astimezone(dt.UTC)


def in_utc(at: dt.datetime) -> str:
    """Return an instant in UTC to the second, as other programs read it.

    Source: RFC 3339, 5.6.
    """
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def day_offset(starts_at: dt.datetime, zone: ZoneInfo, programme_date: dt.date) -> int:
    """Return how many days a calendar in `zone` is ahead of the date a session is listed under.

    Zero needs no mark, 1 is "+1 day", -1 is "-1 day". The date listed plus the offset is always
    the date on the wall of whoever lives in `zone`. So the forum's own zone has "+1 day" for a
    night session, which is listed on the evening before.

    Args:
        starts_at: aware datetime, in any zone.
        zone: ZoneInfo in which the time is shown.
        programme_date: the session's `programme_day`.

    Raises:
        ValueError: if `starts_at` is naive, or outside the years 2 to 9998.
    """
    return (local(starts_at, zone).date() - programme_date).days


def zone_label(zone: ZoneInfo, at: dt.datetime) -> str:
    """Return the offset of `zone` at an instant as people read it: "UTC", "UTC+3", "UTC−3:30".

    The minus is U+2212. Seconds, which only offsets of long ago have, are left out.

    Raises:
        ValueError: if `at` is naive, or outside the years 2 to 9998.
    """
    offset = local(at, zone).utcoffset() or dt.timedelta(0)
    hours, minutes = divmod(int(abs(offset).total_seconds()) // 60, 60)
    if not hours and not minutes:
        return "UTC"
    sign = "−" if offset < dt.timedelta(0) else "+"
    return f"UTC{sign}{hours}:{minutes:02}" if minutes else f"UTC{sign}{hours}"


def offsets(zone: ZoneInfo, since: dt.datetime, until: dt.datetime) -> tuple[Offset, ...]:
    """Return the offsets of a zone between two instants, the first beginning at `since`.

    A zone that changes its clocks and changes them back within a day is read as if it had not.

    Raises:
        ValueError: if an instant is naive, or outside the years 2 to 9998.
    """
    known = _clock(zone, since)
    found = [_offset(since.astimezone(dt.UTC), known[0], known)]
    at = found[0].starts_at
    while at < until:
        later = min(at + _DAY, until)
        if _clock(zone, later) != known:
            changes_at = _change(zone, at, later)
            found.append(_offset(changes_at, known[0], _clock(zone, changes_at)))
            known = _clock(zone, later)
        at = later
    return tuple(found)


def latest_day_break(events: Iterable[tuple[dt.datetime, dt.date]]) -> dt.time | None:
    """Return the latest day break that lists each event of a foreign file on the file's own day.

    For files that do not state theirs. It is the earliest start among events listed on their own
    calendar date, 12:00 at most, taken back to a whole five minutes where that changes no
    event's day. None if there are no events: then nothing speaks against the default.

    Args:
        events: pairs of a local, naive start and the date of the day the event is listed on.

    Raises:
        ValueError: if no day break does it; the message names an event that stands in the way.
    """
    morning: tuple[dt.datetime, dt.date] | None = None
    night: tuple[dt.datetime, dt.date] | None = None
    latest = LATEST_DAY_BREAK
    empty = True
    for start, date in events:
        empty = False
        days_late = (start.date() - date).days
        if days_late == 0:
            if start.time() <= latest:
                morning, latest = (start, date), start.time()
        elif days_late == 1:
            if night is None or start.time() > night[0].time():
                night = (start, date)
        else:
            raise ValueError(
                f"No day break lists an event of {start:%Y-%m-%d %H:%M} on {date}. "
                "Expected a start on that date or in the night after it."
            )
    if empty:
        return None

    whole_step = latest.replace(
        minute=latest.minute - latest.minute % _STEP_MINUTES, second=0, microsecond=0
    )
    if night is None or night[0].time() < whole_step:
        return whole_step
    if night[0].time() < latest:
        return latest
    limit = (
        f"lists one of {morning[0]:%Y-%m-%d %H:%M} on its own date"
        if morning
        else f"is at {LATEST_DAY_BREAK:%H:%M} or before"
    )
    raise ValueError(
        f"No day break lists an event of {night[0]:%Y-%m-%d %H:%M} on {night[1]} and {limit}."
    )


def _day_start(date: dt.date, zone: ZoneInfo, day_break: dt.time) -> dt.datetime:
    """Return the first instant at which clocks in `zone` show `day_break` of `date`, or later."""
    wall = dt.datetime.combine(date, day_break)
    begins_at = at_local(date, day_break, zone)
    if begins_at.astimezone(zone).replace(tzinfo=None) == wall:
        return begins_at

    # Clocks skip the day break. Fold 1 reads it by the offset after the skip, which lies before
    # the skip; fold 0 lies behind it. Zone data do not name the moment of the skip: search it.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    while begins_at - before > _SECOND:
        middle = before + (begins_at - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            begins_at = middle
    return begins_at.replace(microsecond=0)


def _clock(zone: ZoneInfo, at: dt.datetime) -> tuple[dt.timedelta, str, bool]:
    here = local(at, zone)
    return here.utcoffset() or dt.timedelta(0), here.tzname() or "", bool(here.dst())


def _offset(at: dt.datetime, before: dt.timedelta, clock: tuple[dt.timedelta, str, bool]) -> Offset:
    offset, name, is_summer = clock
    return Offset(at, before, offset, name, is_summer)


def _change(zone: ZoneInfo, before: dt.datetime, after: dt.datetime) -> dt.datetime:
    """Return the first instant at which clocks are no more as they were `before`."""
    was = _clock(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if _clock(zone, middle) == was:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _check_year(date: dt.date) -> None:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(f"Expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {date}.")
