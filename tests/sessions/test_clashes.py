from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.clashes import (
    groups,
    lane_counts,
    lanes,
    meanwhile,
    overlap,
    person_clashes,
    stage_clashes,
)

TEN = datetime(2021, 5, 25, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    guid: str
    starts_at: datetime | None
    duration_minutes: int
    stage: str = "main"
    people: tuple[str, ...] = ()


def item(guid, start, minutes, stage="main", people=()):
    starts_at = None if start is None else TEN + timedelta(minutes=start)
    return Item(guid, starts_at, minutes, stage, tuple(people))


def guids(runs):
    return [[session.guid for session in run] for run in runs]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (item("a", 0, 60), item("b", 30, 60), True),
        (item("a", 0, 60), item("b", 0, 60), True),
        (item("a", 0, 60), item("b", 10, 10), True),
        (item("a", 0, 60), item("b", 0, 30), True),
        (item("a", 0, 60), item("b", 30, 60, stage="green"), True),
        (item("a", 0, 60), item("b", 60, 60), False),
        (item("a", 0, 60), item("b", 90, 60), False),
        (item("a", 0, 60), item("b", 30, 0), True),
        (item("a", 0, 60), item("b", 0, 0), False),
        (item("a", 0, 60), item("b", 60, 0), False),
        (item("a", 0, 0), item("b", 0, 0), False),
        (item("a", None, 60), item("b", 0, 60), False),
        (item("a", None, 60), item("b", None, 60), False),
    ],
)
def test_sessions_overlap_when_they_have_time_in_common(a, b, expected):
    assert (overlap(a, b), overlap(b, a)) == (expected, expected)


def test_stage_clashes_are_pairs_on_one_stage_in_order():
    opening = item("opening", 0, 60)
    panel = item("panel", 30, 60)
    lecture = item("lecture", 59, 60)
    sessions = [
        lecture,
        item("elsewhere", 30, 60, stage="green"),
        item("unplaced", 30, 60, stage=""),
        item("unplaced too", 30, 60, stage=""),
        item("untimed", None, 60),
        panel,
        opening,
        item("afterwards", 119, 60),
    ]

    assert stage_clashes(sessions) == [(opening, panel), (opening, lecture), (panel, lecture)]


def test_person_clashes_name_the_person_and_both_sessions():
    opening = item("opening", 0, 60, people=["ann", "bob", "ann"])
    panel = item("panel", 30, 60, "green", people=["cid", "bob", "ann", "bob"])
    lecture = item("lecture", 60, 60, people=["bob", "ann"])
    night = item("night", 600, 60, people=["ann"])

    clashes = person_clashes([night, lecture, panel, opening], lambda session: session.people)

    assert clashes == [
        ("ann", opening, panel),
        ("bob", opening, panel),
        ("ann", panel, lecture),
        ("bob", panel, lecture),
    ]


def test_groups_are_runs_of_sessions_that_overlap_by_way_of_each_other():
    sessions = [
        item("last", 200, 0),
        item("third", 100, 30),
        item("second", 50, 50, stage="green"),
        item("between", 70, 0),
        item("first", 0, 60),
        item("untimed", None, 60),
        item("eve", 0, 0),
    ]

    assert guids(groups(sessions)) == [
        ["eve"],
        ["first", "second", "between"],
        ["third"],
        ["last"],
    ]


def test_lanes_part_the_sessions_of_one_stage_and_are_used_again():
    sessions = [
        item("long", 0, 90),
        item("short", 10, 20),
        item("next", 30, 30),
        item("late", 50, 30),
        item("after", 90, 30),
        item("green", 10, 20, stage="green"),
        item("unplaced", 10, 20, stage=""),
        item("untimed", None, 20),
    ]

    assert lanes(sessions) == {
        "long": 0,
        "short": 1,
        "next": 1,
        "late": 2,
        "after": 0,
        "green": 0,
        "unplaced": 0,
    }
    assert lane_counts(sessions) == {
        "long": 3,
        "short": 3,
        "next": 3,
        "late": 3,
        "after": 1,
        "green": 1,
        "unplaced": 1,
    }


def test_the_lowest_free_lane_is_taken():
    sessions = [
        item("a", 0, 20),
        item("b", 0, 30),
        item("c", 0, 60),
        item("d", 40, 60),
        item("e", 40, 70),
    ]

    assert lanes(sessions) == {"a": 0, "b": 1, "c": 2, "d": 0, "e": 1}


def test_a_session_of_zero_minutes_does_not_lie_upon_the_one_it_begins_with():
    sessions = [item("doors", 0, 0), item("opening", 0, 60), item("close", 60, 0)]

    assert lanes(sessions) == {"doors": 0, "opening": 1, "close": 0}
    assert lane_counts(sessions) == {"doors": 2, "opening": 2, "close": 1}


def test_short_sessions_keep_apart_as_long_as_they_are_drawn():
    sessions = [item("a", 0, 5), item("b", 5, 5), item("c", 15, 5)]

    assert lanes(sessions) == {"a": 0, "b": 0, "c": 0}
    assert lanes(sessions, least_minutes=15) == {"a": 0, "b": 1, "c": 0}
    assert lane_counts(sessions, least_minutes=15) == {"a": 2, "b": 2, "c": 2}


SESSIONS = st.lists(
    st.builds(
        lambda start, minutes, stage, people: (start, minutes, stage, tuple(people)),
        st.none() | st.integers(0, 12),
        st.integers(0, 6),
        st.sampled_from(["", "main", "green"]),
        st.lists(st.sampled_from("abc"), max_size=2),
    ),
    max_size=12,
).map(lambda rows: [item(f"{place:02}", *row) for place, row in enumerate(rows)])


def in_order(sessions):
    timed = [session for session in sessions if session.starts_at is not None]
    return sorted(timed, key=lambda each: (each.starts_at, each.duration_minutes, each.guid))


def naive_overlap(a, b):
    """Whether a point in between the minutes lies in both, or a point of one inside the other."""

    def inside(session):
        start = session.starts_at
        halves = [
            start + timedelta(seconds=30 * half) for half in range(2 * session.duration_minutes)
        ]
        return set(halves[1:]) or {start}

    return bool(inside(a) & inside(b)) and not (a.duration_minutes == b.duration_minutes == 0)


@given(SESSIONS)
def test_stage_and_person_clashes_agree_with_looking_at_every_pair(sessions):
    pairs = [(a, b) for a, b in combinations(in_order(sessions), 2) if naive_overlap(a, b)]

    found = person_clashes(sessions, lambda session: session.people)

    assert stage_clashes(sessions) == [(a, b) for a, b in pairs if a.stage and a.stage == b.stage]
    assert [(a, b) for _, a, b in found] == [
        (a, b) for a, b in pairs for _ in set(a.people) & set(b.people)
    ]
    assert set(found) == {(who, a, b) for a, b in pairs for who in set(a.people) & set(b.people)}


@given(SESSIONS)
def test_what_is_meanwhile_agrees_with_looking_at_all(sessions):
    in_order = sorted(sessions, key=lambda one: (one.starts_at is None, one.starts_at or TEN))

    for session in sessions:
        assert list(meanwhile(session, in_order)) == [
            other for other in in_order if other.guid != session.guid and overlap(session, other)
        ]


@given(SESSIONS)
def test_groups_are_the_connected_sessions(sessions):
    runs = []
    for session in in_order(sessions):
        touched = [run for run in runs if any(naive_overlap(session, other) for other in run)]
        runs = [run for run in runs if run not in touched]
        runs.append([*(other for run in touched for other in run), session])
    expected = sorted((in_order(run) for run in runs), key=lambda run: in_order([run[0]])[0].guid)

    found = groups(sessions)

    assert sorted(found, key=lambda run: run[0].guid) == expected
    assert [session for run in found for session in run] == in_order(sessions)


@given(SESSIONS)
def test_lanes_part_what_overlaps_and_are_as_few_as_possible(sessions):
    timed = in_order(sessions)
    drawn = {
        each.guid: item(
            each.guid,
            (each.starts_at - TEN).seconds // 60,
            max(each.duration_minutes, 1),
            each.stage,
        )
        for each in timed
    }

    lane_of, count_of = lanes(sessions), lane_counts(sessions)

    assert lane_of.keys() == count_of.keys() == drawn.keys()
    for a, b in combinations(drawn.values(), 2):
        if a.stage == b.stage and naive_overlap(a, b):
            assert lane_of[a.guid] != lane_of[b.guid]
            assert count_of[a.guid] == count_of[b.guid]
    for stage in {each.stage for each in timed}:
        for run in groups(each for each in drawn.values() if each.stage == stage):
            most_at_once = max(
                sum(other.starts_at <= each.starts_at < ends_at(other) for other in run)
                for each in run
            )
            assert {count_of[each.guid] for each in run} == {most_at_once}
            assert {lane_of[each.guid] for each in run} == set(range(most_at_once))


def ends_at(session):
    return session.starts_at + timedelta(minutes=session.duration_minutes)


def test_a_thousand_sessions_in_a_row_are_walked_not_paired():
    looked_at = 0

    class Counted(datetime):
        def __gt__(self, other):
            nonlocal looked_at
            looked_at += 1
            return datetime.__gt__(self, other)

        def __add__(self, other):
            return Counted.fromtimestamp((datetime.__add__(self, other)).timestamp(), UTC)

    start = Counted(2021, 5, 25, 10, tzinfo=UTC)
    sessions = [Item(f"{n:04}", start + timedelta(minutes=n), 1) for n in range(1000)]

    assert stage_clashes(sessions) == []
    assert looked_at < 3000
