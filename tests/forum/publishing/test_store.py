"""forum/publishing/store.py: finished answers within a budget, never older than true."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from forum.publishing.finished import Finished
from forum.publishing.store import GRACE, LONGEST_ADDRESS, Keeping, Store
from tests.builders import at

SITE, OTHER = object(), object()
NOW = at(10)


def an_answer(words: str = "x", size: int = 0) -> Finished:
    return Finished(200, [("Content-Type", "image/png")], words.encode() + b"." * size)


def words_of(finished):
    return finished and finished.body.decode().rstrip(".")


def test_an_answer_is_found_by_its_key_and_by_what_was_asked():
    store = Store(1_000_000)
    answer = an_answer()
    store.keep(answer, Keeping("/a?b=c", SITE), "/a?x=y&b=c")

    assert store.fresh("/a?b=c", SITE, NOW) is answer
    assert store.fresh("/a?x=y&b=c", SITE, NOW) is answer
    assert store.fresh("/a", SITE, NOW) is None


@pytest.mark.parametrize(
    ("keeping", "is_true"),
    [
        (Keeping("/a", SITE), True),
        (Keeping("/a", OTHER), False),
        (Keeping("/a"), True),
        (Keeping("/a", SITE, until=NOW), False),
        (Keeping("/a", SITE, until=NOW + timedelta(seconds=1)), True),
        # A clock that was set back is before the answer's time.
        (Keeping("/a", SITE, since=NOW + timedelta(seconds=1)), False),
        (Keeping("/a", SITE, since=NOW), True),
    ],
)
def test_an_answer_is_given_only_while_it_is_true(keeping, is_true):
    store = Store(1_000_000)
    store.keep(an_answer(), keeping)

    assert bool(store.fresh("/a", SITE, NOW)) is is_true


def test_those_that_nobody_asked_for_leave_first():
    store = Store(100_000)
    for number in range(8):
        store.keep(an_answer(str(number), 9_000), Keeping(f"/{number}", SITE))
        store.fresh("/0", SITE, NOW)
    store.keep(an_answer("8", 9_000), Keeping("/8", SITE))
    store.keep(an_answer("9", 9_000), Keeping("/9", SITE))

    left = [n for n in range(10) if store.fresh(f"/{n}", SITE, NOW)]

    assert store.bytes <= 100_000
    assert left[0] == 0 and 1 not in left and left[-1] == 9


def test_pages_with_a_query_push_out_no_page_without_one():
    store = Store(100_000)
    for number in range(5):
        store.keep(an_answer(str(number), 9_000), Keeping(f"/{number}", SITE))
    for number in range(100):
        store.keep(an_answer(str(number), 9_000), Keeping(f"/?q={number}", SITE))

    assert all(store.fresh(f"/{number}", SITE, NOW) for number in range(5))
    assert store.fresh("/?q=99", SITE, NOW)
    assert store.bytes <= 100_000


def test_what_is_larger_than_the_whole_budget_is_not_kept():
    store = Store(10_000)
    store.keep(an_answer("small"), Keeping("/small", SITE))
    store.keep(an_answer("large", 20_000), Keeping("/large", SITE))

    assert store.fresh("/large", SITE, NOW) is None
    assert store.bytes <= 10_000


def test_an_answer_that_is_made_anew_takes_the_place_of_the_old_one():
    store = Store(1_000_000)
    store.keep(an_answer("old", 100), Keeping("/a", SITE))
    before = store.bytes
    store.keep(an_answer("new", 100), Keeping("/a", SITE))

    assert (len(store), store.bytes) == (1, before)
    assert words_of(store.fresh("/a", SITE, NOW)) == "new"


def test_ways_of_asking_are_bounded():
    store = Store(1_000_000)
    for number in range(30_000):
        store.keep(an_answer(), Keeping("/a", SITE), f"/a?x={number}")
    store.keep(an_answer(), Keeping("/a", SITE), "/a?" + "x" * LONGEST_ADDRESS)

    assert len(store._aliases) <= 20_000
    assert store.fresh("/a?x=29999", SITE, NOW)
    assert store.fresh("/a?" + "x" * LONGEST_ADDRESS, SITE, NOW) is None


def test_the_last_good_answer_is_there_however_old():
    store = Store(1_000_000)
    store.keep(an_answer("old"), Keeping("/a", OTHER, until=at(8)), "/a?x")

    assert words_of(store.any("/a?x")) == "old"
    assert store.any("/b") is None


# One rendering


def test_one_makes_it_and_the_others_wait():
    store = Store(1_000_000)
    made, given = [], []
    barrier = threading.Barrier(8)

    def ask():
        barrier.wait()
        with store.making("/a", SITE, NOW) as found:
            if found is None:
                made.append(1)
                time.sleep(0.05)
                found = an_answer("made")
                store.keep(found, Keeping("/a", SITE))
            given.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 1
    assert [words_of(found) for found in given] == ["made"] * 8


def test_whoever_waits_in_vain_makes_it_himself():
    store = Store(1_000_000)
    found_by_other = []

    def ask():
        with store.making("/a", SITE, NOW) as found:
            found_by_other.append(found)

    thread = threading.Thread(target=ask)
    with pytest.raises(RuntimeError), store.making("/a", SITE, NOW):
        thread.start()
        time.sleep(0.05)
        raise RuntimeError("It cannot be made.")
    thread.join()

    assert found_by_other == [None]
    with store.making("/a", SITE, NOW) as found:
        assert found is None


@pytest.mark.parametrize(
    ("keeping", "after", "is_given"),
    [
        (Keeping("/a", SITE, until=NOW), timedelta(0), True),
        (Keeping("/a", SITE, until=NOW), GRACE - timedelta(milliseconds=1), True),
        (Keeping("/a", SITE, until=NOW), GRACE, False),
        (Keeping("/a", OTHER), timedelta(milliseconds=500), True),
        (Keeping("/a", OTHER), GRACE, False),
        (Keeping("/a", object()), timedelta(0), False),
        (Keeping("/a", OTHER, until=NOW - GRACE), timedelta(0), False),
        # The clock was set back: before the page's own time, and before the site changed.
        (Keeping("/a", SITE, since=NOW), timedelta(hours=-3), False),
        (Keeping("/a", OTHER), timedelta(hours=-3), False),
        (Keeping("/a", SITE, until=NOW), timedelta(hours=3), False),
    ],
)
def test_while_one_makes_it_the_old_one_is_given_for_a_second(
    keeping, after, is_given, monkeypatch
):
    monkeypatch.setattr("forum.publishing.store._PATIENCE_SECONDS", 0.01)
    store = Store(1_000_000)
    store.swapped(OTHER, NOW - timedelta(hours=1))
    store.swapped(SITE, NOW)
    store.keep(an_answer("old"), keeping)
    given = []

    def ask():
        with store.making("/a", SITE, NOW + after) as found:
            given.append(words_of(found))

    with store.making("/a", SITE, NOW + after) as found:
        assert found is None
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert given == ["old" if is_given else None]
