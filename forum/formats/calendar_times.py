"""Times of foreign calendars: zones by any name, the clocks that a VTIMEZONE describes, repeats."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from forum.formats.calendar_lines import Component, Property
from forum.formats.foreign_times import moment
from forum.formats.foreign_words import one_line
from forum.rules import FIRST_YEAR, LAST_YEAR, LONGEST_DAYS

When = dt.date | dt.datetime
"""A date for something of whole days, else a time: aware where its clocks are known, or naive."""

_DATE = re.compile(r"([0-9]{8})\Z")
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})(?:[0-9]{2})?\Z")
_WEEKS = re.compile(r"P([0-9]{1,3})W\Z")
_BYDAY = re.compile(r"([+-]?[0-9])?(MO|TU|WE|TH|FR|SA|SU)\Z")
_MOST_OBSERVANCES = 20
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# Zones


@lru_cache(maxsize=1000)
def zone_named(words: str) -> str:
    """Return the zone in our database that a name means, empty if there is none.

    Understood are also the names of Windows, and paths that end in one of ours.
    """
    name = one_line(words).strip("/")
    if name in _known_zones():
        return name
    if name in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[name]
    parts = name.split("/")[-4:]
    # A path's last word alone is none: `/example.org/Israel` may be anything.
    endings = ("/".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((found for found in endings if found in _known_zones()), "")


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


class Clocks:
    """The zones of a file: by their names, else as its VTIMEZONE components describe them."""

    def __init__(self, described: Iterable[Component]) -> None:
        components = {component.text("TZID"): component for component in described}
        self.locations = {
            tzid: component.text("X-LIC-LOCATION") for tzid, component in components.items()
        }
        self.observances = {tzid: _observances(component) for tzid, component in components.items()}
        self.changes: dict[tuple[str, int], list[tuple[dt.datetime, dt.timedelta]]] = {}

    def name(self, tzid: str) -> str:
        """Return the zone in our database that is meant, empty if it is none of ours."""
        return zone_named(tzid) or zone_named(self.locations.get(tzid, ""))

    def aware(self, local: dt.datetime, tzid: str) -> dt.datetime | None:
        """Return a local time with its clocks, or None if nobody knows them."""
        if name := self.name(tzid):
            return local.replace(tzinfo=ZoneInfo(name))
        begun = [change for change in self._changes(tzid, local.year) if change[0] <= local]
        return local.replace(tzinfo=dt.timezone(begun[-1][1])) if begun else None

    def _changes(self, tzid: str, year: int) -> list[tuple[dt.datetime, dt.timedelta]]:
        """Return when clocks changed until the end of a year, in order, and to which offset."""
        if (tzid, year) not in self.changes:
            self.changes[tzid, year] = sorted(
                (at, observance.offset)
                for observance in self.observances.get(tzid, [])
                for at in observance.changes(year)
            )
        return self.changes[tzid, year]


@dataclass(frozen=True)
class _Observance:
    """Standard or summer time as a VTIMEZONE describes it."""

    begins: dt.datetime
    offset: dt.timedelta
    rule: Mapping[str, str]

    def changes(self, year: int) -> Iterator[dt.datetime]:
        """Yield when clocks change to it: the first time, in a year, and in the one before.

        Understood are rules such as the last Sunday in March.
        """
        yield self.begins
        found = _BYDAY.match(self.rule.get("BYDAY", ""))
        month = self.rule.get("BYMONTH", "")
        is_yearly = self.rule.get("FREQ") == "YEARLY"
        if not is_yearly or not found or not re.fullmatch("0?[1-9]|1[0-2]", month):
            return
        ordinal, weekday = int(found[1] or 1), _WEEKDAYS.index(found[2])
        for candidate in (year - 1, year):
            first_weekday, length = calendar.monthrange(candidate, int(month))
            days = range(1 + (weekday - first_weekday) % 7, length + 1, 7)
            index = ordinal - 1 if ordinal > 0 else ordinal
            if ordinal and -len(days) <= index < len(days):
                date = dt.date(candidate, int(month), days[index])
                yield dt.datetime.combine(date, self.begins.time())


def _observances(described: Component) -> list[_Observance]:
    """Return the latest observances of a zone, in order."""
    found = []
    for component in described.components:
        offset, rule = _offset(component.text("TZOFFSETTO")), component.first("RRULE")
        if offset is not None:
            begins = _onset(component.text("DTSTART"))
            found.append(_Observance(begins, offset, _parts(rule.value) if rule else {}))
    return sorted(found, key=lambda observance: observance.begins)[-_MOST_OBSERVANCES:]


def _onset(words: str) -> dt.datetime:
    """Return when an observance began; Windows writes 1601, which is before any year of ours."""
    try:
        return dt.datetime.fromisoformat(_iso(words)).replace(tzinfo=None)
    except ValueError:
        return dt.datetime.min


def _offset(words: str) -> dt.timedelta | None:
    found = _OFFSET.match(words)
    if not found or int(found[2]) >= 24 or int(found[3]) >= 60:
        return None
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -offset if found[1] == "-" else offset


# Dates, times and durations


def when(given: Property | None, clocks: Clocks) -> When | None:
    """Return the first date or time of a property; None for none, or an impossible one.

    Source: RFC 5545, 3.3.4 and 3.3.5.
    """
    found = whens(given, clocks) if given else []
    return found[0] if found else None


def whens(given: Property, clocks: Clocks) -> list[When]:
    """Return the dates and times of a property; what is none of either is left out."""
    tzid = given.parameter("TZID")
    found = (_when(words.strip(), tzid, clocks) for words in given.value.split(","))
    return [item for item in found if item is not None]


def _when(words: str, tzid: str, clocks: Clocks) -> When | None:
    if _DATE.match(words):
        try:
            date = dt.datetime.strptime(words, "%Y%m%d").date()
        except ValueError:
            return None
        return date if FIRST_YEAR <= date.year <= LAST_YEAR else None
    found = moment(_iso(words))
    if found is None or found.tzinfo or not tzid:
        return found
    return clocks.aware(found, tzid) or found


def _iso(words: str) -> str:
    return one_line(words)[:40].upper()


def iso_duration(words: str) -> str:
    """Return a duration as `foreign_times.minutes` reads it, weeks as days."""
    plain = one_line(words).upper().removeprefix("+")
    weeks = _WEEKS.match(plain)
    return f"P{int(weeks[1]) * 7}D" if weeks else plain


# Repeats


def repeated(start: When, rule: str, last: dt.date | None) -> tuple[list[When], str]:
    """Return when something takes place that repeats, and what was not done as the rule says.

    Understood are daily and weekly rules, which end within `LONGEST_DAYS`, the longest edition.
    Those without an end go on until `last`.

    Source: RFC 5545, 3.3.10.
    """
    parts = _parts(rule)
    interval, count = parts.pop("INTERVAL", "1"), parts.pop("COUNT", "")
    until, frequency = parts.pop("UNTIL", ""), parts.pop("FREQ", "")
    days, first_weekday = parts.pop("BYDAY", ""), parts.pop("WKST", "MO")
    weekdays = [_WEEKDAYS.index(word) for word in days.split(",") if word in _WEEKDAYS]
    is_understood = (
        frequency in ("DAILY", "WEEKLY")
        and not parts
        and len(weekdays) == len(list(filter(None, days.split(","))))
        and first_weekday in _WEEKDAYS
        and re.fullmatch("[1-9][0-9]{0,3}", interval)
        and re.fullmatch("[0-9]{0,6}", count)
    )
    end = _end(start, until)
    if not is_understood or (until and end is None):
        return [start], "it repeats by a rule that is not understood, only its first date is taken"
    message = ""
    if not count and not until:
        message = "it repeats without an end, it is taken until the last date of the others"
        end = dt.datetime.combine(last, dt.time.max) if last else _naive(start)
    if not weekdays and frequency == "WEEKLY":
        weekdays = [start.weekday()]
    # Weeks are counted from the first one's first day.
    since = (start.weekday() - _WEEKDAYS.index(first_weekday)) % 7
    found: list[When] = []
    for day in range(LONGEST_DAYS):
        item = start + dt.timedelta(days=day)
        if count and len(found) >= int(count):
            break
        if end is not None and _is_after(item, end):
            break
        turn = day if frequency == "DAILY" else (day + since) // 7
        # RFC 5545, 3.8.5.3: the first is always one of them.
        if day == 0 or (turn % int(interval) == 0 and (not weekdays or item.weekday() in weekdays)):
            found.append(item)
    else:
        message = message or f"it repeats for more than {LONGEST_DAYS} days, the rest is left out"
    return found, message


def _parts(rule: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in one_line(rule)[:1000].upper().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _end(start: When, until: str) -> dt.datetime | None:
    """Return the last moment of a rule: local and naive, unless it is in UTC."""
    if _DATE.match(until):
        date = _when(until, "", Clocks(()))
        return dt.datetime.combine(date, dt.time.max) if date else None
    return moment(_iso(until))


def _is_after(item: When, end: dt.datetime) -> bool:
    if end.tzinfo and isinstance(item, dt.datetime) and item.tzinfo:
        return item > end
    return _naive(item) > end.replace(tzinfo=None)


def _naive(item: When) -> dt.datetime:
    if isinstance(item, dt.datetime):
        return item.replace(tzinfo=None)
    return dt.datetime.combine(item, dt.time())
