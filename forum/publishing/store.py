"""The page store: finished answers of this process, within a byte budget, never older than true."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from forum.publishing.finished import Finished

GRACE = timedelta(seconds=1)
"""For so long the old page is given while the new one is being made, and never after."""

MOST_ALIASES = 20_000
LONGEST_ADDRESS = 500

RENDER_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds, in seconds, by which the making of answers is counted."""

_PATIENCE_SECONDS = 10.0
_ROOM_OF_QUESTIONS = 0.25
"""The share of the budget for pages with a query: whoever asks all of them pushes out no other."""


@dataclass(eq=False, slots=True)
class Keeping:
    """How long an answer is true: while `site` is the site, and from `since` until `until`.

    `key` is its path with its canonical query. What is addressed by its own hash has no site and
    is always true.
    """

    key: str
    site: Any = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, site: Any, now: datetime) -> bool:
        return self.site is None or (
            self.site is site
            and (self.since is None or self.since <= now)
            and (self.until is None or now < self.until)
        )


@dataclass(eq=False, slots=True)
class Kept:
    """A finished answer in the store; `used` is the store's own time when it was asked for."""

    finished: Finished
    keeping: Keeping
    used: int = 0


@dataclass(eq=False)
class Figures:
    """What happened in this store since the process began.

    `render_counts`: how many answers took up to each of `RENDER_BUCKETS` to make, and longer. How
    many were found is counted where they are given, in `forum.seeing.figures`.
    """

    stale_hits: int = 0
    render_seconds: float = 0.0
    render_counts: list[int] = field(default_factory=lambda: [0] * (len(RENDER_BUCKETS) + 1))
    evicted: int = 0
    errors: int = 0


@dataclass(eq=False)
class Store:
    """Answers by path and canonical query. A request's own way of writing its query is an alias.

    `most_bytes` bounds everything kept. Of pages that nobody asked for lately the oldest leave
    first, those with a query for themselves.
    """

    most_bytes: int
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._aliases: dict[str, str] = {}
        self._bytes = {False: 0, True: 0}
        self._time = 0
        self._lock = threading.Lock()
        self._making: dict[str, threading.Event] = {}
        self._site: Any = None
        self._former: Any = None
        self._swapped_at: datetime | None = None

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def bytes(self) -> int:
        return sum(self._bytes.values())

    def fresh(self, address: str, site: Any, now: datetime) -> Finished | None:
        """Return the answer at an address as it is true now, or None."""
        kept = self._kept.get(address)
        if kept is None:
            alias = self._aliases.get(address)
            kept = self._kept.get(alias) if alias else None
            if kept is None:
                return None
        if not kept.keeping.holds(site, now):
            return None
        kept.used = self._time
        return kept.finished

    def any(self, address: str) -> Finished | None:
        """Return the last good answer at an address, however old, or None."""
        kept = self._kept.get(self._aliases.get(address, address))
        return kept.finished if kept else None

    def keep(self, finished: Finished, keeping: Keeping, address: str = "") -> None:
        """Keep an answer; `address` is what was asked for, where that differs from its key."""
        with self._lock:
            self._time += 1
            before = self._kept.get(keeping.key)
            is_question = "?" in keeping.key
            if before:
                self._bytes[is_question] -= before.finished.size
            self._kept[keeping.key] = Kept(finished, keeping, self._time)
            self._bytes[is_question] += finished.size
            self._alias(address, keeping.key)
            self._make_room(is_question, keeping.key)

    def alias(self, address: str, key: str) -> None:
        """Note another way in which a kept answer is asked for."""
        with self._lock:
            self._alias(address, key)

    def _alias(self, address: str, key: str) -> None:
        if address and address != key and len(address) <= LONGEST_ADDRESS:
            if len(self._aliases) >= MOST_ALIASES:
                # Oldest first; those in use come back with one more request.
                for old in [*self._aliases][: MOST_ALIASES // 10]:
                    del self._aliases[old]
            self._aliases[address] = key

    def _make_room(self, is_question: bool, newest: str) -> None:
        most = self.most_bytes
        most_here = int(most * _ROOM_OF_QUESTIONS) if is_question else most - self._bytes[True]
        if self._bytes[is_question] <= most_here:
            return
        own = [(kept.used, key) for key, kept in self._kept.items() if ("?" in key) == is_question]
        for _used, key in sorted(own):
            # A tenth more than need be, so that not every new page looks through all of them.
            if self._bytes[is_question] <= most_here * 0.9 or key == newest:
                break
            self._bytes[is_question] -= self._kept.pop(key).finished.size
            self.figures.evicted += 1
        if self._bytes[is_question] > most_here:
            self._bytes[is_question] -= self._kept.pop(newest).finished.size

    def swapped(self, site: Any, now: datetime) -> None:
        """Note that the site is another one from now on."""
        with self._lock:
            if site is not self._site:
                self._former, self._site, self._swapped_at = self._site, site, now

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._aliases.clear()
            self._bytes = {False: 0, True: 0}

    # One rendering, however many ask

    @contextmanager
    def making(self, address: str, site: Any, now: datetime) -> Iterator[Finished | None]:
        """Make an answer alone: whoever asks for the same meanwhile is given what comes of it.

        Gives the answer if there is one already: another thread has just made it, or is making it
        and the one before may still be given. Gives None if the caller is to make it.
        """
        with self._lock:
            event = self._making.get(address)
            is_mine = event is None
            if event is None:
                event = self._making[address] = threading.Event()
        if is_mine:
            try:
                yield None
            finally:
                with self._lock:
                    self._making.pop(address, None)
                event.set()
            return
        recent = self._just_outdated(address, site, now)
        if recent is None:
            event.wait(_PATIENCE_SECONDS)
            recent = self.fresh(address, site, now)
        yield recent

    def _just_outdated(self, address: str, site: Any, now: datetime) -> Finished | None:
        """Return the answer that was true until less than GRACE ago."""
        kept = self._kept.get(self._aliases.get(address, address))
        if kept is None:
            return None
        keeping = kept.keeping
        ends = [keeping.until] if keeping.until and keeping.until <= now else []
        if keeping.site is not site:
            if keeping.site is not self._former or self._swapped_at is None:
                return None
            ends.append(self._swapped_at)
        if keeping.since and now < keeping.since:
            # The clock was set back.
            return None
        if not all(timedelta() <= now - end < GRACE for end in ends):
            return None
        self.figures.stale_hits += 1
        return kept.finished

    def rendered(self, begun: float) -> None:
        """Count a rendering that began at `time.perf_counter()`."""
        seconds = time.perf_counter() - begun
        self.figures.render_counts[bisect_left(RENDER_BUCKETS, seconds)] += 1
        self.figures.render_seconds += seconds
