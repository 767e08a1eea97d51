"""Every format at the sample's and at a large conference's size: bytes, times, memory."""

from __future__ import annotations

import gc
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import brotli

from forum.exports import FILES, answer
from forum.formats import document, readers
from forum.formats.reading import NotASchedule, Request
from forum.programme import Programme
from forum.publishing.site import LiveRelease
from forum.sample import sample
from tests.bench.programmes import large
from tests.bench.tables import Table
from tests.builders import at

ROUNDS = 5
LARGE = 900
REAL = "fosdem-2024-pretalx-late.xml"


def run() -> Iterator[str]:
    """Yield the table's lines."""
    for name, programme in _programmes():
        yield f"Formats: {name}, {len(programme.sessions)} sessions"
        table = Table("file", "kB", "br kB", "write ms", "× document", "read ms", "peak MB")
        unit, _body = _timed(lambda: document.write(programme))  # noqa: B023 - called at once
        for file in FILES:
            table.add(file, *_measured(programme, file, unit))
        yield from table.lines()
        yield ""


def _measured(programme: Programme, file: str, unit: float) -> Iterator[float | str]:
    """Yield the cells of a file's row; `unit` is what the plain document takes, in seconds."""

    def write() -> bytes:
        # What was written before is kept with a release, therefore each round has its own.
        return answer(_release(programme), "en", file).content

    seconds, body = _timed(write)
    yield len(body) / 1000
    yield len(brotli.compress(body, quality=5)) / 1000
    yield seconds * 1000
    yield seconds / unit
    yield _reading(file, body)
    yield _peak(write) / 1e6


def _programmes() -> Iterator[tuple[str, Programme]]:
    yield "the sample", sample()
    yield "made up, in two languages", large(LARGE)
    folder = os.environ.get("FORUM_REAL_SCHEDULES")
    if folder and (path := Path(folder) / REAL).is_file():
        yield REAL, readers.read(path.read_bytes(), Request(file_name=REAL)).programme


def _release(programme: Programme) -> LiveRelease:
    return LiveRelease(1, "0" * 64, at(8), programme)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median seconds of processor time, and what came of it."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        result = work()
        seconds.append(time.process_time() - begun)
    return statistics.median(seconds), result


def _reading(file: str, body: bytes) -> float | str:
    try:
        dates = (date(2021, 5, 25), date(2021, 5, 26))
        request = Request(file, edition_slug="2021", fallback_dates=dates)
        return _timed(lambda: readers.read(body, request))[0] * 1000
    except NotASchedule as error:
        return f"no: {error.reason:.30}"


def _peak(work: Callable[[], Any]) -> int:
    """Return the bytes that a piece of work needs at most, besides what is there."""
    tracemalloc.start()
    work()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
