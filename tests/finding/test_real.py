"""The index of a real programme of 874 sessions: what it finds, and how small it is."""

from __future__ import annotations

import time
from pathlib import Path

import brotli
import pytest

from finding.index import Index
from forum.formats import schedule_xml
from forum.publishing import search_index
from tests.finding.queries import FOSDEM

pytestmark = pytest.mark.real

# As the server compresses on its way out.
QUALITY = 5
MOST_BYTES = 150_000


@pytest.fixture(scope="module")
def data(real_schedules: Path) -> bytes:
    file = real_schedules / "fosdem-2024-pretalx-late.xml"
    return search_index.write(schedule_xml.read(file.read_bytes()).programme)


@pytest.fixture(scope="module")
def index(data: bytes) -> Index:
    return Index.read(data)


@pytest.mark.parametrize("query", FOSDEM)
def test_the_best_of_a_real_programme_is_found(query, index):
    found = [hit.number for hit in index.search(query)]

    assert found[:1] == FOSDEM[query]


def test_the_index_of_a_large_programme_is_small(data, index, capsys):
    size = len(brotli.compress(data, quality=QUALITY))

    before = time.perf_counter()
    for query in FOSDEM:
        index.search(query)
    each = (time.perf_counter() - before) / len(FOSDEM)
    with capsys.disabled():
        print(f"\n{len(data):,} bytes, {size:,} compressed; {1000 * each:.1f} ms a query")
    assert size <= MOST_BYTES
