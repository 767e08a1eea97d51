"""What pages cost that nobody has asked for yet, and what a process weighs that has made them all.

`python -m tests.bench.cold 900` prints it as JSON.
"""

from __future__ import annotations

import gc
import itertools
import json
import logging
import os
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

ROUNDS = 5
MOST_WALKED = (12_000, 2000)
LARGE = 1000
"""From here on each page is made twice only, and fewer are asked for."""

KEPT_ROUNDS = 20_000


def main(sessions: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    begun = time.process_time()
    import django

    django.setup()
    # What is not found is measured as well, and need not be told of.
    logging.disable(logging.WARNING)
    from django.conf import settings

    from forum.publishing import current
    from forum.publishing.site import LiveRelease, Site
    from forum.wsgi import application
    from tests.bench.programmes import measured
    from tests.builders import at

    programme = measured(sessions)
    release = LiveRelease(1, "0" * 64, at(8), programme)
    started = time.process_time() - begun
    site = Site({programme.edition.slug: release}, settings.SITE_URL, settings.BUILD)
    with current.pinned(site):
        print(json.dumps({"started": started} | measured_of(programme, sessions, application)))


def measured_of(programme: Any, sessions: int, application: Any) -> dict[str, Any]:
    """Return what was measured of a programme that is served."""
    from forum.publishing import pages
    from tests.bench.kinds import addresses

    def made(path: str) -> float:
        """Return the milliseconds of processor time that an answer takes, compressed and kept."""
        pages.store.clear()
        gc.collect()
        begun = time.process_time()
        ask(application, path)
        return (time.process_time() - begun) * 1000

    # Whatever a process does once only is no page's.
    ask(application, "/robots.txt")
    costs = {}
    for kind, path in addresses(programme).items():
        first = made(path)
        rounds = ROUNDS if sessions <= LARGE else 1
        costs[kind] = (first, statistics.median(made(path) for _ in range(rounds)))
    before = megabytes()
    walked = list(itertools.islice(everything(programme), MOST_WALKED[sessions > LARGE]))
    begun = time.process_time()
    for path in walked:
        ask(application, path)
    walk = time.process_time() - begun
    # A page that says the same whatever the size of the programme.
    path = addresses(programme)["content page"]
    ask(application, path)
    begun = time.process_time()
    for _ in range(KEPT_ROUNDS):
        ask(application, path)
    kept = (time.process_time() - begun) / KEPT_ROUNDS
    return {
        "costs": costs,
        "before": before,
        "after": megabytes(),
        "walked": len(walked),
        "walk": walk,
        "kept microseconds": kept * 1e6,
        "store": pages.store.bytes / 1e6,
        "entries": len(pages.store),
    }


def everything(programme: Any) -> Iterator[str]:
    """Yield the address of every page of sessions and speakers in every language, of every day
    with every filter, and of every file below any of them."""
    from django.conf import settings

    from forum.exports import FILES

    for language, _name in settings.LANGUAGES:
        root = f"/{language}/{programme.edition.slug}/"
        places = [
            *(f"sessions/{item.slug}/" for item in programme.sessions),
            *(f"speakers/{item.slug}/" for item in programme.speakers),
            *(f"tracks/{item.slug}/" for item in programme.tracks),
            *(f"stages/{item.slug}/" for item in programme.stages),
            *(f"programme/{day.date}/" for day in programme.days),
        ]
        for place in places:
            yield root + place
            yield f"{root}{place}schedule.ics"
        for file in FILES:
            yield root + file
        for day in programme.days:
            for track in programme.tracks:
                for stage in programme.stages:
                    yield f"{root}programme/{day.date}/?track={track.slug}&stage={stage.slug}"


def ask(application: Any, path: str) -> None:
    """Ask a WSGI application, as a browser does.

    Raises:
        RuntimeError: if it fails: its speed would mean nothing.
    """
    from django.conf import settings

    from forum.publishing import inside

    coding = "gzip, deflate, br"
    status, _headers, _body = inside.ask(application, path, origin=settings.SITE_URL, coding=coding)
    if status >= 500:
        raise RuntimeError(f"{path}: {status}")


def megabytes() -> float:
    """Return what this process has in memory."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
