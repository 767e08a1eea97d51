"""tests/bench: what is measured is real, and always the same."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from forum.publishing import current
from forum.publishing.site import LiveRelease, Site
from forum.rules import problems
from forum.sample import sample
from tests.bench import audience
from tests.bench.audience import Reader
from tests.bench.kinds import addresses
from tests.bench.programmes import large
from tests.bench.servers import Asked, read
from tests.bench.serving import divided
from tests.bench.tables import Table
from tests.builders import at
from tests.serving.servers import Answer


def test_a_large_programme_is_sound_and_always_the_same():
    programme = large(900)

    assert problems(programme) == []
    assert len(programme.sessions) == 900
    assert {len(day) for day in programme.sessions_by_day.values()} == {455, 445}
    assert programme == large(900)


def test_any_size_keeps_to_its_days():
    for sessions in (1, 15, 5000):
        programme = large(sessions)

        assert problems(programme) == []
        assert set(programme.sessions_by_day) == {day.date for day in programme.days}


def test_a_table_is_aligned():
    table = Table("file", "kB")
    table.add("schedule.ics", 1234.5)
    table.add("a", 0.5)

    assert list(table.lines()) == [
        "  file             kB",
        "  schedule.ics  1,234",
        "  a              0.50",
    ]


def test_one_address_of_every_kind_is_there():
    programme = sample()
    release = LiveRelease(1, "0" * 64, at(8), programme)
    site = Site({programme.edition.slug: release}, settings.SITE_URL, settings.BUILD)

    with current.pinned(site):
        found = {
            kind: Client().get(path).status_code for kind, path in addresses(programme).items()
        }

    assert found == {kind: 404 if kind == "not found" else 200 for kind in found}


def test_what_wrk_says_is_read():
    said = """Running 1s test @ http://127.0.0.1:8000/
  1 threads and 16 connections
  Latency Distribution
     50%  850.00us
     75%    1.20ms
     90%    2.00ms
     99%    1.05s
  9120 requests in 1.10s, 40.00MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:   8290.91
Transfer/sec:     36.36MB
"""

    assert read(said) == Asked(8290.91, 0.85, 1050.0, 7)


def test_what_says_nothing_of_its_speed_is_an_error():
    with pytest.raises(RuntimeError, match="unable to connect"):
        read("unable to connect to 127.0.0.1:1 Connection refused")


def test_a_page_that_names_another_release_than_its_words_is_mixed(monkeypatch):
    reader = Reader(8000, "/en/2021/", numbers={"Release 1.": 1, "Release 2.": 2})
    pages = iter([(1, "Release 1."), (2, "Release 1."), (2, "Release 1. Release 2."), (9, "None")])

    def ask(port, path, headers):
        number, words = next(pages)
        return Answer(200, {"Forum-Release": f"2021/{number}-0123abcd"}, words.encode())

    monkeypatch.setattr(audience, "ask", ask)
    for _ in range(4):
        reader.read()

    assert (reader.pages, reader.mixed) == (4, 2)


def test_a_round_without_an_answer_of_the_other_side_is_left_out():
    def rounds(*rates: float) -> list[Asked]:
        return [Asked(rate, 0, 0, 0) for rate in rates]

    assert divided(rounds(90, 80, 0), rounds(100, 0, 50)) == [0.9, 0]
    with pytest.raises(RuntimeError, match="answered nothing in any round"):
        divided(rounds(90, 80), rounds(0, 0))
