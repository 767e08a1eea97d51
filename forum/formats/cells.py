"""Cells as people fill them in: dates, times, durations, lists with roles. Pure, and without notes.

What cannot be told is None, or Ambiguous where it can be told in two ways.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from babel.core import Locale, UnknownLocaleError

from forum.formats import foreign_times as times
from forum.formats.foreign_words import one_line
from forum.formats.rows import Cell, Fault
from forum.formats.xlsx_reading import at_serial
from forum.rules import FIRST_YEAR, LAST_YEAR

# Words


def words_of(cell: Cell) -> str:
    """Return a cell as words, whatever it holds: 7.0 as `7`, dates and times in ISO 8601."""
    match cell:
        case None | Fault():
            return ""
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case dt.datetime():
            return cell.isoformat(" ", "seconds" if cell.second else "minutes")
        case dt.time():
            return cell.isoformat("seconds" if cell.second else "minutes")
        case dt.timedelta():
            minutes = -(-int(cell.total_seconds()) // 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return str(cell)


def number_of(cell: Cell) -> int | None:
    """Return a whole number that is not negative, or None."""
    words = one_line(words_of(cell)).removeprefix("#").removeprefix("№").strip()
    return int(words) if re.fullmatch("[0-9]{1,12}", words) else None


_YES = frozenset(["yes", "y", "true", "1", "x", "+", "✓", "✔", "да", "д", "истина", "ja"])
_NO = frozenset(["no", "n", "false", "0", "-", "–", "—", "нет", "н", "ложь", "nein"])


def yes_or_no(cell: Cell) -> bool | None:
    """Return what a cell answers; an empty one says no."""
    words = one_line(words_of(cell)).casefold()
    if not words or words in _NO:
        return False
    return True if words in _YES else None


# Dates


@dataclass(frozen=True)
class Ambiguous:
    """Words that mean the one date or the other: 05/06/2021."""

    day_first: dt.date
    month_first: dt.date


_NUMERIC = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./]([0-9]{1,2})[./]([0-9]{1,2})\Z")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|-?го|-?е)?\s+([^\W\d]+)\s*([0-9]{4})?\Z")
_MONTH_DAY = re.compile(r"([^\W\d]+)\s+([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+([0-9]{4}))?\Z")
# Serial numbers of the days from 1954 to 2173.
_SERIALS = (20_000, 100_000)


def _locales(languages: Iterable[str]) -> Iterator[Locale]:
    """Yield what is known of the languages; of some nothing is."""
    for language in languages:
        try:
            yield Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            continue


@cache
def _month_words(languages: tuple[str, ...]) -> dict[str, int]:
    """Return folded name of a month, or its beginning of three letters and more → its number."""
    found: dict[str, int] = {}
    for locale in _locales(languages):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    plain = _plain(name)
                    for length in range(3, len(plain) + 1):
                        found.setdefault(plain[:length], number)
    return found


@cache
def _day_words(languages: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for locale in _locales(languages):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                names = locale.days[context].get(width, {})
                found.update(_plain(name) for name in names.values())
    return frozenset(found)


def _plain(words: str) -> str:
    return words.casefold().replace("ё", "е").strip(". ")


def date_of(
    cell: Cell, languages: tuple[str, ...] = ("en", "ru"), *, year: int | None = None
) -> dt.date | dt.datetime | Ambiguous | None:
    """Return the date in a cell, with its time where both stand in it.

    Understood are dates of spreadsheets and their serial numbers, ISO 8601, `25.05.2021`,
    `25 мая 2021`, `May 25, 2021`, `25/05/2021`, with or without a day of the week.

    Args:
        year: the year of dates that name none.
    """
    match cell:
        case dt.datetime() | dt.date():
            return cell if FIRST_YEAR <= cell.year <= LAST_YEAR else None
        case bool() | dt.time() | dt.timedelta():
            return None
        case int() | float():
            found = at_serial(cell) if _SERIALS[0] <= cell < _SERIALS[1] else None
            return found if isinstance(found, dt.date) else None
    words = one_line(words_of(cell))[:100]
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", words):
        return date_of(float(words))
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words):
        return _iso(words)
    return _date_and_time(words, languages, year)


def _iso(words: str) -> dt.date | dt.datetime | None:
    if moment := times.moment(words):
        return moment
    date, rest = times.date(words), words[10:].strip(" T")
    if not date or not rest:
        return date
    # ISO 8601 has two digits for each part, people have fewer.
    at = time_of(rest)
    return dt.datetime.combine(date, at.time) if at and not at.days else None


def _date_and_time(
    words: str, languages: tuple[str, ...], year: int | None
) -> dt.date | dt.datetime | Ambiguous | None:
    head, _space, tail = words.rpartition(" ")
    if head and re.fullmatch("[ap]\\.?m\\.?", tail, re.IGNORECASE):
        head, _space, hour = head.rpartition(" ")
        tail = f"{hour} {tail}"
    at = time_of(tail) if head and ":" in tail else None
    found = _date(head.removesuffix(" at") if at else words, languages, year)
    if at and isinstance(found, dt.date) and not at.days:
        return dt.datetime.combine(found, at.time)
    return found if at is None else None


def _date(words: str, languages: tuple[str, ...], year: int | None) -> dt.date | Ambiguous | None:
    plain = " ".join(_plain(words).replace(",", " ").split())
    plain = re.sub(r"\s*(?:г|года|год|г\.)\Z", "", plain)
    weekdays = _day_words(languages)
    parts = plain.split(" ")
    if len(parts) > 1 and _plain(parts[0]) in weekdays:
        parts = parts[1:]
    if len(parts) > 1 and _plain(parts[-1].strip("()")) in weekdays:
        parts = parts[:-1]
    plain = " ".join(parts)
    if found := _YEAR_FIRST.match(plain):
        return _made(found[1], found[2], found[3])
    if found := _NUMERIC.match(plain):
        return _numeric(found[1], found[2], found[3], found[4])
    months = _month_words(languages)
    if (found := _DAY_MONTH.match(plain)) and _plain(found[2]) in months:
        stated = found[3] or year
        return _made(stated, months[_plain(found[2])], found[1]) if stated else None
    if (found := _MONTH_DAY.match(plain)) and _plain(found[1]) in months:
        stated = found[3] or year
        return _made(stated, months[_plain(found[1])], found[2]) if stated else None
    return None


def _numeric(first: str, divider: str, second: str, year: str) -> dt.date | Ambiguous | None:
    """Return a date of digits. Dots stand between day and month, in every country that has them."""
    whole = year if len(year) == 4 else f"20{year}"
    day_first, month_first = _made(whole, second, first), _made(whole, first, second)
    if divider == "." or day_first == month_first or month_first is None:
        return day_first
    return Ambiguous(day_first, month_first) if day_first else month_first


def order_of_numbers(cell: Cell) -> str:
    """Return what stands first in a date such as 25/05/2021: "day", "month", or nothing."""
    found = (
        _NUMERIC.match(one_line(cell)[:100].partition(" ")[0]) if isinstance(cell, str) else None
    )
    if not found or found[2] == ".":
        return ""
    first, second = int(found[1]), int(found[3])
    return "day" if first > 12 >= second else "month" if second > 12 >= first else ""


def _made(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


# Times

_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.hч]([0-9]{2}))?(?::([0-9]{2}))?\s*(a\.?m\.?|p\.?m\.?|uhr|h|ч)?\Z",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[-–—−]|\bto\b|\bдо\b|\bbis\b)\s*", re.IGNORECASE)


def time_of(cell: Cell) -> times.Clock | None:
    """Return the local time in a cell: `9:00`, `09.00`, `9:00 AM`, a fraction of a day."""
    match cell:
        case dt.datetime():
            return times.Clock(cell.time().replace(microsecond=0))
        case dt.time():
            return times.Clock(cell.replace(microsecond=0))
        case dt.timedelta():
            seconds = int(cell.total_seconds())
            return _clock_of_seconds(seconds)
        case bool() | dt.date() | None | Fault():
            return None
        case int() | float():
            return _clock_of_seconds(round(cell * 86_400)) if 0 <= cell < 1 else None
    words = one_line(cell)[:40].casefold()
    found = _CLOCK.match(words)
    if not found or not (found[2] or found[4]):
        is_fraction = re.fullmatch(r"0?[.,][0-9]{3,}", words)
        return time_of(float(words.replace(",", "."))) if is_fraction else None
    hours, minutes, seconds = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "").replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours >= 48 or minutes >= 60 or seconds >= 60:
        return None
    return times.Clock(dt.time(hours % 24, minutes, seconds), hours // 24)


def _clock_of_seconds(seconds: int) -> times.Clock | None:
    if not 0 <= seconds < 2 * 86_400:
        return None
    days, rest = divmod(seconds, 86_400)
    return times.Clock(dt.time(rest // 3600, rest // 60 % 60, rest % 60), days)


def span_of(cell: Cell) -> tuple[times.Clock, times.Clock] | None:
    """Return both times of words such as `10:00–11:30`, None for anything else."""
    if not isinstance(cell, str):
        return None
    parts = _BETWEEN.split(one_line(cell)[:60])
    if len(parts) != 2:
        return None
    end = time_of(parts[1])
    # "9:00–10:00 AM": the half of the day is said once.
    half = re.search(r"([ap])\.?m\.?\Z", parts[1], re.IGNORECASE)
    has_own = re.search(r"[ap]\.?m\.?\Z", parts[0], re.IGNORECASE)
    start = time_of(f"{parts[0]} {half[0]}" if half and not has_own else parts[0])
    return (start, end) if start and end else None


_HOURS = r"([0-9]{1,3})\s*(?:hours?|hrs?|h|std|час(?:а|ов)?|ч)\.?"
_MINUTES = r"([0-9]{1,5})\s*(?:minutes?|minuten|mins?|m|минут[аы]?|мин|м)?\.?"
_IN_WORDS = re.compile(rf"(?:{_HOURS})?\s*(?:{_MINUTES})?\Z", re.IGNORECASE)


def minutes_of(cell: Cell) -> int | None:
    """Return a duration in minutes: `45`, `45 мин`, `30 Mins`, `1 h 30`, `01:30`, an Excel time."""
    match cell:
        case dt.timedelta():
            return -(-int(cell.total_seconds()) // 60) if cell >= dt.timedelta() else None
        case dt.time():
            return cell.hour * 60 + cell.minute + (cell.second > 0)
        case bool() | dt.date() | None | Fault():
            return None
        case float() if 0 < cell < 1:
            return -(-round(cell * 86_400) // 60)
        case int() | float():
            return int(cell) if cell >= 0 and float(cell).is_integer() else None
    words = one_line(cell)[:40]
    plain = times.minutes(words)
    if plain is not None:
        return plain
    found = _IN_WORDS.match(words)
    if not words or not found or not (found[1] or found[2]):
        return None
    return int(found[1] or 0) * 60 + int(found[2] or 0)


# Lists


@dataclass(frozen=True)
class Item:
    """One of a list in a cell. `tag`, a guid, tells it from others of that name."""

    name: str
    tag: str = ""
    role: str = ""


_QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*')
_TAG = re.compile(r"\[([0-9a-fA-F-]{36})\]\s*\Z")
_ROLE = re.compile(r"\(([^()]*)\)\s*\Z")
_NEEDS_QUOTES = re.compile(r'[;,\n"()\[\]]')
_TOKEN = re.compile(r'"(?:[^"]|"")*"|.', re.DOTALL)


def listed(items: Iterable[Item]) -> str:
    """Return a list as it is written into a cell: `Anna; "Berg, Jr." (moderator)`."""
    return "; ".join(map(_as_written, items))


def _as_written(item: Item) -> str:
    name = item.name
    if _NEEDS_QUOTES.search(name) or name != name.strip():
        name = '"' + name.replace('"', '""') + '"'
    tag = f" [{item.tag}]" if item.tag else ""
    return f"{name}{tag}{f' ({item.role})' if item.role else ''}"


def items_of(words: str, roles: Iterable[str] = ()) -> list[Item]:
    """Return the items of a list: what `listed` was given, or what people write.

    Semicolons and line ends divide; where there are none, commas do. What stands in brackets is a
    role only if it is one of `roles`, folded words.
    """
    known = frozenset(roles)
    return [item for item in (_item(part, known) for part in _parts(words)) if item.name]


def _parts(words: str) -> Iterator[str]:
    tokens = _TOKEN.findall(words)
    dividers = (";", "\n") if any(token in (";", "\n") for token in tokens) else (",",)
    part: list[str] = []
    for token in tokens:
        if token in dividers:
            yield "".join(part)
            part = []
        else:
            part.append(token)
    yield "".join(part)


def _item(part: str, roles: frozenset[str]) -> Item:
    rest, tag, role = part.strip(), "", ""
    quoted = _QUOTED.match(rest)
    end = quoted.end() if quoted else 0
    if (found := _ROLE.search(rest, end)) and found[1].casefold().strip() in roles:
        rest, role = rest[: found.start()].rstrip(), found[1].strip()
    if (found := _TAG.search(rest, end)) and found.start() > 0:
        rest, tag = rest[: found.start()].rstrip(), found[1]
    quoted = _QUOTED.match(rest)
    name = quoted[1].replace('""', '"') if quoted and quoted.end() == len(rest) else rest
    return Item(one_line(name), tag, role)
