"""Dates and times as pages print them, in the active language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from sessions.times import local


def iso(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print for `datetime=`: a date, or a time to the minute with its offset."""
    if not isinstance(value, datetime):
        return value.isoformat() if value else ""
    return _in_zone(value, zone).isoformat(timespec="minutes")  # type: ignore[call-arg]


def clock(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """Print the time of day, 10:30, in a zone or in the value's own."""
    return f"{_in_zone(value, zone):%H:%M}" if value else ""


def day_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a day of the week with its date: Tuesday, 25 May."""
    # Translators: a date format of Django with the day of the week, such as “Tuesday, 25 May”.
    return _printed(value, zone, pgettext("date format", "l, j E"))


def short_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a date without its year: 25 May."""
    # Translators: a date format of Django without the year, such as “25 May”.
    return _printed(value, zone, pgettext("date format", "j E"))


def weekday(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print the day of the week alone: Tuesday."""
    return _printed(value, zone, "l")


def full_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a date with its year: 25 May 2021."""
    # Translators: a date format of Django with the year, such as “25 May 2021”.
    return _printed(value, zone, pgettext("date format", "j E Y"))


def _in_zone(value: datetime | date, zone: ZoneInfo | None) -> datetime | date:
    return local(value, zone) if zone and isinstance(value, datetime) else value


def _printed(value: datetime | date | None, zone: ZoneInfo | None, pattern: str) -> str:
    if not value:
        return ""
    here = _in_zone(value, zone)
    return printed_day(here.date() if isinstance(here, datetime) else here, pattern)


def printed_day(day: date, pattern: str) -> str:
    """Return a date by one of Django's date formats that asks for no time."""
    return _of_day(day, pattern, get_language())


# A page prints a few dates, each of them in many places.
@lru_cache(maxsize=4096)
def _of_day(day: date, pattern: str, language: str | None) -> str:
    """Return a date by a pattern that asks for no time; the language is the active one."""
    return date_format(day, pattern)
