"""forum/seeing/metrics.py and /metrics: what is counted, as Prometheus reads it, and to whom."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from forum import clock
from forum.publishing import current, pages
from forum.publishing.front import InFront
from forum.publishing.store import Store
from forum.seeing import figures, metrics
from forum.seeing.figures import Ledger, Sum
from forum.seeing.requests import Seen
from tests import exposition
from tests.builders import at
from tests.forum.publishing.test_front import Counting, ask
from tests.forum.released import released_edition, settable_clock

ROOT = Path(__file__).parents[3]
TABLE = re.compile(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$", re.MULTILINE)


@pytest.fixture
def edition(db, settings, monkeypatch):
    settable_clock(monkeypatch)
    return released_edition(settings)


@pytest.fixture
def front():
    return InFront(Seen(Counting()))


def requests(samples):
    return {
        tuple(dict(labels).values()): value
        for (name, labels), value in samples.items()
        if name == "forum_requests_total"
    }


def read(client, **headers):
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200
    return exposition.read(response.content)


def test_requests_are_counted_by_how_they_were_answered(edition, front, client, monkeypatch):
    for _ in range(3):
        ask(front, "/en/2021/sessions/one/")
        ask(front, "/en/2021/none/")
    ask(front, "/en/2021/programme/?q=word")
    ask(front, "/en/2021/programme/?q=word")
    ask(front, "/admin/")
    ask(front, "/media/none.webp")
    ask(front, "/healthz")
    ask(front, "/healthz", host="evil.example")
    ask(front, "/en/", host="evil.example")
    ask(front, "/static/css/tokens.css")

    _types, samples = read(client)

    assert requests(samples) == {
        ("made", "200"): 3,
        ("made", "404"): 1,
        # The first address without anything is kept for all of them.
        ("store", "200"): 2,
        ("store", "404"): 3,
        ("admin", "302"): 1,
        ("other", "200"): 2,
        ("other", "400"): 1,
        ("static", "200"): 1,
    }
    assert samples["forum_store_hits_total", ()] == 5
    assert samples["forum_render_seconds_count", ()] == 4
    assert samples["forum_store_entries", (("pid", str(os.getpid())),)] == len(pages.store)
    assert samples["forum_store_bytes", (("pid", str(os.getpid())),)] == pages.store.bytes


def test_a_known_page_is_counted_as_such(edition, front, client):
    tag = ask(front, "/en/2021/")[1]["ETag"]
    ask(front, "/en/2021/", if_none_match=tag)

    assert requests(read(client)[1]) == {("made", "200"): 1, ("store", "304"): 1}


def test_a_page_that_cannot_be_made_is_counted(edition, front, client, monkeypatch):
    ask(front, "/en/2021/sessions/one/")
    monkeypatch.setattr(clock, "now", lambda: at(10, 30))
    monkeypatch.setattr("sessions.views.Listing", None)

    ask(front, "/en/2021/sessions/one/")
    ask(front, "/en/2021/sessions/two/")

    samples = read(client)[1]
    assert requests(samples) == {
        ("made", "200"): 1,
        ("last_good", "200"): 1,
        ("other", "500"): 1,
    }
    assert samples["forum_last_good_answers_total", ()] == 1


def test_the_release_and_its_age_are_told(edition, client):
    samples = read(client)[1]

    assert samples["forum_release_number", (("edition", "2021"),)] == 1
    assert samples["forum_release_age_seconds", (("edition", "2021"),)] == 3600


def test_the_process_that_is_furthest_behind_is_told():
    behind = metrics.state() | {"releases": {"2021": 3}, "is_answering": False}
    ahead = metrics.state() | {"releases": {"2021": 4}, "is_answering": True}

    samples = metrics.samples_of(Sum(0, {}, {1: ahead, 2: behind, 3: ahead}))

    assert samples['forum_release_number{edition="2021"}'] == 3
    assert samples["forum_database_up"] == 0
    assert samples["forum_workers"] == 3


def test_the_database_is_known_to_answer_or_not(edition, client, monkeypatch):
    before = read(client)[1]
    monkeypatch.setattr(current, "_answered_at", time.monotonic() - 600)
    lost = read(client)[1]
    monkeypatch.setattr(current, "_answered_at", None)
    never = read(client)[1]

    assert before["forum_database_up", ()] == 1
    assert before["forum_database_answer_age_seconds", ()] < 600
    assert lost["forum_database_up", ()] == 0
    assert lost["forum_database_answer_age_seconds", ()] >= 600
    assert never["forum_database_up", ()] == 0
    assert ("forum_database_answer_age_seconds", ()) not in never


def test_this_process_and_build_are_told(client, settings):
    settings.BUILD = 'a "quoted\\ name"\nof two lines'

    types, samples = read(client)

    [build] = [dict(labels) for name, labels in samples if name == "forum_build_info"]
    own = (("pid", str(os.getpid())),)
    assert build["build"] == settings.BUILD
    assert 10e6 < samples["forum_worker_resident_bytes", own] < 10e9
    assert samples["forum_start_time_seconds", ()] <= time.time()
    assert types["forum_render_seconds"] == "histogram"


def test_slow_answers_are_counted_in_the_right_bucket(client, monkeypatch):
    now = time.perf_counter()
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    for seconds in (0.001, 0.02, 0.2, 9.0):
        pages.store.rendered(now - seconds)

    samples = read(client)[1]

    counts = {
        dict(labels)["le"]: value
        for (name, labels), value in samples.items()
        if name == "forum_render_seconds_bucket"
    }
    assert counts == {
        **{"0.005": 1, "0.01": 1, "0.025": 2, "0.05": 2, "0.1": 2},
        **{"0.25": 3, "0.5": 3, "1.0": 3, "2.5": 3, "+Inf": 4},
    }
    assert samples["forum_render_seconds_sum", ()] == pytest.approx(9.221)


def test_evictions_and_stale_answers_are_counted(client, monkeypatch):
    store = Store(1000)
    store.figures.evicted, store.figures.stale_hits = 7, 3
    monkeypatch.setattr(pages, "store", store)

    samples = read(client)[1]

    assert samples["forum_store_evictions_total", ()] == 7
    assert samples["forum_store_stale_hits_total", ()] == 3
    assert samples["forum_store_budget_bytes", ()] == 1000


def test_figures_of_an_older_build_are_left_out(client, monkeypatch):
    ledger = Ledger()
    ledger.add({"forum_forgotten_total": 9}, metrics.state())
    monkeypatch.setattr(metrics, "ledger", ledger)

    assert "forum_forgotten_total" not in read(client)[0]


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("192.0.2.1", {}, 404),
        ("", {}, 404),
        # From our own proxy, whoever stands behind it.
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 404),
        ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", {"forwarded": "for=192.0.2.1"}, 404),
        ("127.0.0.1", {"x-real-ip": "192.0.2.1"}, 404),
        ("192.0.2.1", {"authorization": "Bearer the-token"}, 200),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1", "authorization": "bearer the-token"}, 200),
        ("192.0.2.1", {"authorization": "Bearer the-Token"}, 404),
        ("192.0.2.1", {"authorization": "Bearer é"}, 404),
        ("192.0.2.1", {"authorization": "Bearer "}, 404),
        ("192.0.2.1", {"authorization": "Basic the-token"}, 404),
        ("127.0.0.1", {"authorization": "Bearer wrong"}, 404),
    ],
)
def test_figures_are_for_this_machine_and_for_who_has_the_token(
    edition, client, settings, peer, headers, status
):
    settings.METRICS_TOKEN = "the-token"

    response = client.get("/metrics", headers=headers, REMOTE_ADDR=peer)

    assert response.status_code == status
    assert (b"forum_workers" in response.content) == (status == 200)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", ""])
def test_without_a_token_no_token_opens(edition, client, settings, given):
    settings.METRICS_TOKEN = ""

    headers = {"authorization": given}
    response = client.get("/metrics", headers=headers, REMOTE_ADDR="192.0.2.1")

    assert response.status_code == 404


def test_a_refusal_is_kept_for_nobody(edition, front):
    refused = ask(front, "/metrics", x_forwarded_for="192.0.2.1")
    given = ask(front, "/metrics")

    assert (refused[0], given[0]) == ("404 Not Found", "200 OK")


def test_one_thing_is_counted_where_a_stored_answer_is_given(edition, front, monkeypatch):
    ask(front, "/en/2021/")
    before = dict(figures.other_answers)

    ask(front, "/en/2021/")

    assert figures.from_store == {"200 OK": 1}
    assert dict(figures.other_answers) == before


def test_the_description_names_every_metric():
    described = TABLE.findall((ROOT / "docs" / "seeing.md").read_text())

    assert [(name, kind, labels.strip(" -–")) for name, kind, labels, _meaning in described] == [
        (metric.name, metric.type, ", ".join(f"`{label}`" for label in metric.labels))
        for metric in metrics.METRICS
    ]
