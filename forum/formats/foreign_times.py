"""Times as foreign files write them: clocks, moments, durations, and the zone of a file that
names none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from forum.rules import FIRST_YEAR, LAST_YEAR

LIKELY_ZONES = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "Europe/Moscow", "Asia/Tehran",
    "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka",
    "Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Adelaide",
    "Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland", "America/St_Johns",
    "America/Halifax", "America/Sao_Paulo", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
)  # fmt: skip
"""Zones to guess from the offsets in a file: the first that has them all is taken."""

_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_DAY = dt.timedelta(days=1)
_WESTMOST = dt.timedelta(hours=10)

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)?\Z")
_ISO_DURATION = re.compile(
    r"P(?=.)(?:([0-9]{1,4})D)?(?:T(?=.)(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?\Z"
)
_DURATION = re.compile(r"([0-9]{1,4}):([0-9]{1,2})(?::([0-9]{2}))?\Z")
_PLAIN_MINUTES = re.compile(r"([0-9]{1,6})(?: ?min(?:utes|\.)?)?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Clock:
    """A local time as a file writes it; `days` counts midnights passed: 25:30 is 01:30 and 1."""

    time: dt.time
    days: int = 0


def clock(words: str) -> Clock | None:
    """Return the time of `9:00`, `09:00`, `09:00:00` or `25:30`; None for anything else."""
    found = _CLOCK.match(words)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours >= 48 or minutes >= 60 or seconds >= 60:
        return None
    return Clock(dt.time(hours % 24, minutes, seconds), hours // 24)


def moment(words: str) -> dt.datetime | None:
    """Return a date and time in ISO 8601, naive where no offset is given; None otherwise."""
    if len(words) < len("20210525T10"):
        return None
    try:
        found = dt.datetime.fromisoformat(words.replace(" +", "+"))
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def date(words: str) -> dt.date | None:
    """Return the date of ISO 8601 words, whatever time stands behind it; None otherwise."""
    try:
        found = dt.date.fromisoformat(words[:10])
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def minutes(words: str) -> int | None:
    """Return a duration in minutes, seconds rounded up; None if the words are none.

    Understood are `0:45`, `26:00`, `1:02:30` (a day, two hours, 30 minutes, as frab writes it),
    `01:30:00` (hours first, as they have two digits), `90`, `90 min` and `PT1H30M`.
    """
    if plain := _PLAIN_MINUTES.match(words):
        return int(plain[1])
    if iso := _ISO_DURATION.match(words):
        days, hours, rest, seconds = (int(part or 0) for part in iso.groups())
        return (days * 24 + hours) * 60 + rest + -(-seconds // 60)
    found = _DURATION.match(words)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if found[3] is None:
        return first * 60 + second if second < 60 else None
    third = int(found[3])
    if third >= 60:
        return None
    if len(found[1]) == 1 and second < 24:
        return (first * 24 + second) * 60 + third
    return first * 60 + second + (third > 0) if second < 60 else None


def offset_of(stated: dt.datetime, start: Clock | None) -> dt.timedelta:
    """Return the offset from UTC at an aware moment, with the local start beside it.

    Where they show different times, as when `date` is in UTC, their distance is the offset.
    """
    if start is None or start.time.replace(second=0) == stated.time().replace(second=0):
        return stated.utcoffset() or dt.timedelta(0)
    in_utc = stated.astimezone(dt.UTC)
    distance = dt.timedelta(
        hours=start.time.hour - in_utc.hour, minutes=start.time.minute - in_utc.minute
    )
    # Clocks of inhabited places lie between 10 hours behind UTC and 14 ahead of it.
    return (distance + _WESTMOST) % _DAY - _WESTMOST


def zone_with(offsets: Iterable[tuple[dt.datetime, dt.timedelta]]) -> str:
    """Return the name of the first likely zone that has these offsets at these moments.

    If none has and they are all one, a zone of that fixed offset; empty if that fails too.
    """
    seen = set(offsets)
    if not seen:
        return ""
    for name in LIKELY_ZONES:
        zone = ZoneInfo(name)
        if all(moment.astimezone(zone).utcoffset() == offset for moment, offset in seen):
            return name
    distinct = {offset for _, offset in seen}
    if len(distinct) == 1:
        hours, rest = divmod(int(distinct.pop().total_seconds()), 3600)
        # The signs of these names are turned round: they count west of Greenwich.
        name = f"Etc/GMT{-hours:+d}"
        if not rest and name in available_timezones():
            return name
    return ""
