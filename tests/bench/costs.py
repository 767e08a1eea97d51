"""What everything costs that is not given from the store, and how it grows with the programme."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.bench import servers
from tests.bench.forums import changed, exported, filled
from tests.bench.tables import Table
from tests.serving.servers import ROOT, free_port

SIZES = (15, 150, 900, 5000)
PUBLISHED_SIZES = (15, 900)


def run() -> Iterator[str]:
    """Yield the tables' lines."""
    found = {size: _cold(size) for size in SIZES}
    heads = [f"{size:,}" for size in SIZES]
    yield "Made for the first visitor, compressed: ms of processor time, and again after that"
    table = Table("page or file", *(cell for head in heads for cell in (head, "again")))
    for kind in found[SIZES[0]]["costs"]:
        table.add(kind, *(cell for size in SIZES for cell in found[size]["costs"][kind]))
    yield from table.lines()
    yield ""
    yield "One process that was asked for everything, by the size of the programme"
    table = Table("", *heads)
    for name, key in (
        ("asked for, addresses", "walked"),
        ("processor time, s", "walk"),
        ("in the store, MB", "store"),
        ("in the store, answers", "entries"),
        ("memory before, MB", "before"),
        ("memory after, MB", "after"),
        ("a kept page, µs", "kept microseconds"),
        ("start, s", "started"),
    ):
        table.add(name, *(found[size][key] for size in SIZES))
    yield from table.lines()
    yield ""
    yield "Publishing and starting, s"
    table = Table("", *(f"{size:,}" for size in PUBLISHED_SIZES))
    published = [_published(size) for size in PUBLISHED_SIZES]
    for name in published[-1]:
        table.add(name, *(one.get(name, "–") for one in published))
    yield from table.lines()
    yield ""
    yield "The whole site as files without cards: files written, and s"
    heads = [f"{size:,}" for size in PUBLISHED_SIZES]
    table = Table("", *(cell for head in heads for cell in (head, "s")))
    written = [_exported(size) for size in PUBLISHED_SIZES]
    for name in written[-1]:
        table.add(name, *(cell for one in written for cell in one[name].values()))
    yield from table.lines()
    yield ""


def _cold(size: int) -> Mapping[str, Any]:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.cold", str(size)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    found: Mapping[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _published(size: int) -> Mapping[str, float]:
    """Return the seconds of each step, the last ones from starting gunicorn to the first page."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-") as name:
        folder = Path(name)
        forum = filled(folder, size)
        port = free_port()
        environment = {**forum.environment, "PORT": str(port)}
        begun = time.perf_counter()
        command = servers.gunicorn("forum.wsgi")
        with servers.running(command, port, environment, folder / "forum.log") as process:
            while servers.answer(port, "/en/2021/")[0] != 200:
                pass
            first = time.perf_counter() - begun
            for _ in range(20):
                servers.answer(port, "/en/2021/programme/")
            weights = servers.resident_megabytes(process.pid)
        return {
            **forum.seconds,
            "start to first page": first,
            "a worker, MB": weights[0],
        }


def _exported(size: int) -> Mapping[str, Mapping[str, float]]:
    """Return what an export of everything writes, the same again, and one after a change."""
    with tempfile.TemporaryDirectory(prefix="forum-bench-") as name:
        forum, folder = filled(Path(name), size), Path(name) / "files"
        everything, again = exported(forum, folder), exported(forum, folder)
        changed(forum)
        return {
            "everything": everything,
            "nothing changed": again,
            "one title changed": exported(forum, folder),
        }
