"""Time zones by the names people know: cities in the page's language, with their countries."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from sessions.times import zone_label

UNIVERSAL = "UTC"


@dataclass(frozen=True)
class Place:
    """A place whose clocks a visitor may choose. `offset` is as `zone_label` says it."""

    zone: str
    city: str
    country: str
    offset: str


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all zones that can be asked for, old names among them."""
    return frozenset(
        name for name in zoneinfo.available_timezones() if name not in ("Factory", "localtime")
    )


def places(language: str, at: datetime) -> list[Place]:
    """Return the places of the world by city, each with its offset at an instant.

    `country` is an ISO 3166-1 code, empty for UTC itself.

    Source: zone.tab of the tz database, the names of CLDR.
    """
    labels = _labels(at)
    found = [Place(UNIVERSAL, UNIVERSAL, "", labels[UNIVERSAL])]
    found += [
        Place(zone, city(zone, language), country, labels[zone])
        for zone, country in _by_zone().items()
        if zone in labels
    ]
    return sorted(found, key=lambda place: (place.city.casefold(), place.zone))


# The same in every language, and Python reads the file of each zone for it.
@lru_cache(maxsize=8)
def _labels(at: datetime) -> Mapping[str, str]:
    """Return zone → its offset at an instant, of UTC and of all places."""
    zones = (UNIVERSAL, *(zone for zone in _by_zone() if zone in known_zones()))
    return {zone: zone_label(ZoneInfo(zone), at) for zone in zones}


def city(zone: str, language: str) -> str:
    """Return the city that a zone is named for: "New York", "Нью-Йорк".

    Where the language has no word for it, the last part of the zone's own name.
    """
    names = _locale(language).time_zones
    now = _present_names().get(zone, zone)
    for name in (zone, now, *_former_names().get(now, ())):
        known = names.get(name, {}).get("city")
        if known:
            return str(known)
    return now.rpartition("/")[2].replace("_", " ")


def words_for(here: Any, zone: ZoneInfo, day: date | None = None) -> str:
    """Return a zone's city and offset as a page says them: "Moscow, UTC+3".

    The offset is that of the sessions of a day, or of the whole edition; both where clocks change.
    """
    # Every page asks for those of its edition, which are the same until the next release.
    key = "offsets", zone.key, day
    offsets = here.release.known.get(key)
    if offsets is None:
        offsets = here.release.known[key] = _offsets(here.programme, zone, day)
    name = city(zone.key, here.language)
    return offsets if name == offsets else f"{name}, {offsets}"


def _offsets(programme: Any, zone: ZoneInfo, day: date | None) -> str:
    sessions = programme.sessions_by_day.get(day, ()) if day else programme.sessions_in_order
    starts = [session.starts_at for session in sessions if session.starts_at]
    starts = starts or [programme.days[0].starts_at]
    return " / ".join(dict.fromkeys(zone_label(zone, at) for at in starts))


def day_mark(days: int) -> SafeString | str:
    """Return the mark of a time whose date is days ahead of the day it is listed under, if any."""
    if not days:
        return ""
    sign = "+" if days > 0 else "−"
    mark = ngettext("%(sign)s%(count)d day", "%(sign)s%(count)d days", abs(days))
    return format_html(
        ' <small class="day-mark">{}</small>', mark % {"sign": sign, "count": abs(days)}
    )


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@cache
def _by_zone() -> Mapping[str, str]:
    """zone → the country that zone.tab names it for."""
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return {row[2]: row[0] for row in rows}


@cache
def _present_names() -> Mapping[str, str]:
    """zone's former name → what it is called now."""
    links = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {before: now for _, now, before in links if before not in _by_zone()}


@cache
def _former_names() -> Mapping[str, tuple[str, ...]]:
    """zone → what it was called before; CLDR goes on using those names."""
    found: dict[str, tuple[str, ...]] = {}
    for before, now in _present_names().items():
        found[now] = (*found.get(now, ()), before)
    return found


def _lines(name: str) -> Iterator[str]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
