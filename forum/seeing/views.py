"""Counts views of pages from the access log of the web server in front, in constant memory.

What is counted is a page that was asked for with GET and was there (200), or was known already
(304). What is no view is told by what it is, so that every line is somewhere.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import Resolver404, resolve

PAGES = (
    *("front", "home", "editions", "programme", "day", "session", "track", "stage", "live", "my"),
    *("time-zones", "speakers", "speaker", "news", "changes", "formats", "page", "api"),
)
"""The pages for people, by the names of their views."""

BY = ("page", "day", "hour", "language", "kind")

POLL_SECONDS = 30
"""How often an open page that is seen asks for `status.json`, on average."""

LONGEST_LINE = 64 * 1024

NO_VIEWS = {
    "status": "questions of open pages whether there is news (status.json)",
    "machine": "files, feeds, data and signs of life for programs",
    "embedded": "programmes shown within other sites",
    "static": "styles, scripts, type and uploads",
    "card": "pictures of shared links",
    "admin": "the admin",
    "bot": "robots, as far as they say so",
    "redirect": "redirects",
    "failed": "what was not there, refused or failed",
    "method": "HEAD and other methods",
    "outside": "before --since or after --until",
    "broken": "lines that could not be read",
}
"""What is no view, in words."""

_COMBINED = re.compile(
    r'\S+ [^\[]*\[([^\]]+)\] "([A-Za-z]+) (\S+)[^"]*" (\d{3}) (?:\d+|-)'
    r'(?: "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)")?'
)
_BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scrape|monitor|uptime|preview|facebookexternalhit|whatsapp"
    r"|headless|lighthouse|^-?$|^(?:curl|wget|python|go-http|java|libwww|okhttp|ruby|perl|php)",
    re.IGNORECASE,
)
_CARD = re.compile(r"/card-[0-9a-z]+\.png\Z")


class Asked(NamedTuple):
    """A request as a log tells it; `at` is in seconds since 1970. `path` has no query."""

    at: int
    method: str
    path: str
    status: int
    is_bot: bool


class Place(NamedTuple):
    """What stands at a path: `what` is "page" or one of `NO_VIEWS`.

    Of pages: their kind, the address without the language, and the language.
    """

    what: str
    kind: str = ""
    address: str = ""
    language: str = ""


def read(line: str) -> Asked | None:
    """Return what a line tells, or None where it cannot be read.

    A line is a JSON object with time (ISO 8601 with an offset), method, path and status, or stands
    in the "combined" or "common" format, of which only the first tells robots from people.
    """
    if line.startswith("{"):
        return _read_json(line)
    found = _COMBINED.match(line)
    if not found:
        return None
    time, method, path, status, browser = found.groups()
    at = _seconds_of_combined(time)
    if at is None:
        return None
    is_bot = browser is not None and _is_bot(browser)
    return Asked(at, method, path.partition("?")[0], int(status), is_bot)


def _read_json(line: str) -> Asked | None:
    try:
        given = json.loads(line)
        time, method, path = given["time"], given["method"], given["path"]
        status = int(given["status"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(time, str) and isinstance(method, str) and isinstance(path, str)):
        return None
    at = _seconds_of_iso(time)
    return None if at is None else Asked(at, method, path.partition("?")[0], status, False)


@lru_cache(maxsize=4096)
def _seconds_of_iso(words: str) -> int | None:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return _seconds(at)


@lru_cache(maxsize=4096)
def _seconds_of_combined(words: str) -> int | None:
    try:
        at = datetime.strptime(words, "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return None
    return _seconds(at)


def _seconds(at: datetime) -> int | None:
    """Return an instant in seconds since 1970; there were no logs before, nor are there yet."""
    is_sound = at.tzinfo is not None and 1970 < at.year < 2200
    return int(at.timestamp()) if is_sound else None


@lru_cache(maxsize=4096)
def _is_bot(browser: str) -> bool:
    return bool(_BOTS.search(browser))


@lru_cache(maxsize=20_000)
def place_of(path: str) -> Place:
    """Return what stands at a path, as the site's own addresses have it."""
    path = unquote(path)
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return Place("static")
    if path.startswith("/admin/"):
        return Place("admin")
    if _CARD.search(path):
        return Place("card")
    try:
        found = resolve(path)
    except Resolver404:
        return Place("machine")
    name = found.url_name or ""
    if name == "status":
        return Place("status")
    if name == "embed":
        return Place("embedded")
    if name not in PAGES:
        return Place("machine")
    language = found.kwargs["language"]
    return Place("page", name, path.removeprefix(f"/{language}"), language)


@dataclass
class Tally:
    """Counts views by one of `BY`, between two instants (seconds since 1970), in a time zone.

    `views`: (what they are counted by, language) → how many. `others`: what was no view.
    """

    by: str
    zone: ZoneInfo
    since: float = float("-inf")
    until: float = float("inf")
    views: Counter[tuple[str, str]] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # hour → how many questions whether there is news came in each of its minutes
        self._polls: defaultdict[str, array[int]] = defaultdict(lambda: array("L", [0]) * 60)
        self._hour_of = lru_cache(maxsize=4096)(self._hour)

    @property
    def total(self) -> int:
        return self.views.total()

    def add(self, line: str) -> None:
        """Count a line of a log."""
        asked = read(line)
        if asked is None:
            self.others["broken"] += 1
            return
        if not self.since <= asked.at < self.until:
            self.others["outside"] += 1
            return
        place = self._place(asked)
        if place.what != "page":
            self.others[place.what] += 1
            if place.what == "status":
                minute = asked.at // 60
                self._polls[self._hour_of(minute)][minute % 60] += 1
            return
        self.views[self._counted_by(place, asked.at), place.language] += 1

    def _place(self, asked: Asked) -> Place:
        if asked.is_bot:
            return Place("bot")
        if asked.method != "GET":
            return Place("method")
        if asked.status >= 400 or asked.status < 200:
            return Place("failed")
        if asked.status >= 300 and asked.status != 304:
            return Place("redirect")
        return place_of(asked.path)

    def _counted_by(self, place: Place, at: int) -> str:
        match self.by:
            case "page":
                self.kinds[place.address] = place.kind
                return place.address
            case "day":
                return self._hour_of(at // 60)[:10]
            case "hour":
                return self._hour_of(at // 60)
            case "language":
                return place.language
            case _:
                return place.kind

    def _hour(self, minute: int) -> str:
        at = datetime.fromtimestamp(minute * 60, UTC).astimezone(self.zone)
        return at.replace(minute=0).isoformat(timespec="minutes")

    def rows(self) -> list[tuple[str, int, dict[str, int]]]:
        """Return (what is counted by, all views, views by language).

        Days and hours stand in order, all else by views, the most first.
        """
        by_key: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for (key, language), count in self.views.items():
            by_key[key][language] = count
        rows = [(key, sum(counts.values()), counts) for key, counts in by_key.items()]
        if self.by in ("day", "hour"):
            return sorted(rows)
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def open_pages(self) -> dict[str, int]:
        """Return how many pages were open and seen at once at most, about, in each hour.

        Each asks whether there is news every `POLL_SECONDS` on average; a hidden one asks ten
        times as seldom, and counts for a tenth.
        """
        return {
            hour: round(max(minutes) * POLL_SECONDS / 60)
            for hour, minutes in sorted(self._polls.items())
        }


def lines_of(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of a log; one that has no end is cut, and cannot be read then."""
    while line := file.readline(LONGEST_LINE):
        if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield ""
            continue
        if line.strip():
            yield line.decode(errors="replace")
