"""What `/metrics` says: figures of all processes of this server, as Prometheus reads them."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import django
from django.conf import settings

from forum import clock
from forum.publishing import current, pages
from forum.publishing.store import RENDER_BUCKETS
from forum.seeing import figures
from forum.seeing.figures import Ledger, Sum

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Metric:
    """A metric: its type is counter, gauge or histogram; `labels` are those of its samples."""

    name: str
    type: str
    labels: tuple[str, ...]
    meaning: str


METRICS = (
    Metric(
        "forum_requests_total",
        "counter",
        ("answered", "status"),
        "Requests, by how they were answered and with what status.",
    ),
    Metric(
        "forum_store_hits_total",
        "counter",
        (),
        "Answers from the page store, stale ones included.",
    ),
    Metric(
        "forum_store_stale_hits_total",
        "counter",
        (),
        "Answers that had just ceased to be true, given while the new one was being made.",
    ),
    Metric("forum_store_evictions_total", "counter", (), "Pages that left the store to make room."),
    Metric("forum_render_seconds", "histogram", ("le",), "Time it took to make a public answer."),
    Metric(
        "forum_last_good_answers_total",
        "counter",
        (),
        "Pages that could not be made, in whose place the last good ones were given.",
    ),
    Metric("forum_store_bytes", "gauge", ("pid",), "What a process keeps of finished pages."),
    Metric("forum_store_entries", "gauge", ("pid",), "How many finished pages a process keeps."),
    Metric("forum_store_budget_bytes", "gauge", (), "What each process may keep at most."),
    Metric(
        "forum_release_number",
        "gauge",
        ("edition",),
        "The current release of an edition; of several processes, the one that is furthest behind.",
    ),
    Metric(
        "forum_release_age_seconds",
        "gauge",
        ("edition",),
        "For how long an edition's release has been public as it is.",
    ),
    Metric("forum_database_up", "gauge", (), "1 while the database answers every process, else 0."),
    Metric(
        "forum_database_answer_age_seconds",
        "gauge",
        (),
        "How long ago the database answered; of several processes, the longest. Absent until then.",
    ),
    Metric(
        "forum_workers", "gauge", (), "Processes that serve, and have been asked for something."
    ),
    Metric("forum_worker_resident_bytes", "gauge", ("pid",), "Resident memory of a process."),
    Metric(
        "forum_worker_start_time_seconds", "gauge", ("pid",), "When a process began, since 1970."
    ),
    Metric("forum_start_time_seconds", "gauge", (), "When counting began, since 1970."),
    Metric("forum_build_info", "gauge", ("build", "python", "django"), "What runs here; always 1."),
)

_STARTED_AT = time.time()

ledger = Ledger(figures.inherited())


def put_down() -> Sum:
    """Add what this process counted to what others did, and return the sum."""
    return ledger.add(counted(), state())


def counted() -> dict[str, float]:
    """Return what this process counted since it began, by the name of each sample."""
    found: defaultdict[str, float] = defaultdict(float)
    hits = 0
    for line, count in figures.from_store.copy().items():
        found[sample("forum_requests_total", answered="store", status=line[:3])] += count
        hits += count
    for (how, line), count in figures.other_answers.copy().items():
        found[sample("forum_requests_total", answered=how, status=line[:3])] += count
        hits += count if how == "store" else 0
    its = pages.store.figures
    found["forum_store_hits_total"] = hits
    found["forum_store_stale_hits_total"] = its.stale_hits
    found["forum_store_evictions_total"] = its.evicted
    found["forum_last_good_answers_total"] = its.errors
    counts = [*accumulate(its.render_counts)]
    for bound, count in zip((*map(str, RENDER_BUCKETS), "+Inf"), counts, strict=True):
        found[sample("forum_render_seconds_bucket", le=bound)] = count
    found["forum_render_seconds_sum"] = its.render_seconds
    found["forum_render_seconds_count"] = counts[-1]
    return dict(found)


def state() -> dict[str, Any]:
    """Return how this process is doing now; `database` is None until the database answered.

    Its clock is the one that all processes of a machine share.
    """
    return {
        "began_at": _STARTED_AT,
        "resident": resident_bytes(),
        "store_bytes": pages.store.bytes,
        "store_entries": len(pages.store),
        "releases": {slug: live.number for slug, live in current.known().releases.items()},
        "answered_at": current.database_answered_at(),
        "is_answering": current.is_database_answering(),
    }


def resident_bytes() -> int:
    """Return this process's resident memory; where the system does not tell, its highest."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def samples_of(given: Sum) -> dict[str, float]:
    """Return the value of every sample, by its name and labels."""
    found = dict(given.totals)
    for pid, its in sorted(given.processes.items()):
        found[sample("forum_store_bytes", pid=pid)] = its["store_bytes"]
        found[sample("forum_store_entries", pid=pid)] = its["store_entries"]
        found[sample("forum_worker_resident_bytes", pid=pid)] = its["resident"]
        found[sample("forum_worker_start_time_seconds", pid=pid)] = its["began_at"]
        for slug, number in its["releases"].items():
            name = sample("forum_release_number", edition=slug)
            found[name] = min(number, found.get(name, number))
    now = clock.now()
    for slug, live in current.known().releases.items():
        age = (now - live.since).total_seconds()
        found[sample("forum_release_age_seconds", edition=slug)] = age
    answers = [its["answered_at"] for its in given.processes.values()]
    if answers and None not in answers:
        found["forum_database_answer_age_seconds"] = max(0.0, time.monotonic() - min(answers))
    found["forum_database_up"] = int(all(its["is_answering"] for its in given.processes.values()))
    found["forum_store_budget_bytes"] = pages.store.most_bytes
    found["forum_workers"] = len(given.processes)
    found["forum_start_time_seconds"] = given.began_at
    build = {"build": settings.BUILD, "django": django.__version__}
    found[sample("forum_build_info", **build, python=platform.python_version())] = 1
    return found


def sample(name: str, **labels: object) -> str:
    """Return a sample's name with its labels: `forum_workers{pid="7"}`."""
    written = ",".join(f'{label}="{_escaped(str(value))}"' for label, value in labels.items())
    return f"{name}{{{written}}}" if written else name


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def write(samples: Mapping[str, float]) -> bytes:
    """Return samples as text. What is of no metric here, such as an older build's, is left out.

    Source: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
    """
    of_metric = defaultdict(list)
    for name, value in samples.items():
        of_metric[name.partition("{")[0]].append(f"{name} {_number(value)}")
    lines = []
    for metric in METRICS:
        is_histogram = metric.type == "histogram"
        endings = ("_bucket", "_sum", "_count") if is_histogram else ("",)
        found = [line for ending in endings for line in of_metric[metric.name + ending]]
        if found:
            lines.append(f"# HELP {metric.name} {metric.meaning}")
            lines.append(f"# TYPE {metric.name} {metric.type}")
            lines += found if is_histogram else sorted(found)
    return ("\n".join(lines) + "\n").encode()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
