from hypothesis import given
from hypothesis import strategies as st

from sessions.grid import Head, Place, grid
from tests.builders import MOSCOW, a_session, a_stage, at

MAIN, SECOND = a_stage("main", position=1), a_stage("second", position=2)
STAGES = (MAIN, SECOND)


def on(stage, key, starts_at, minutes=60):
    return a_session(
        key, stage=stage.guid if stage else "", starts_at=starts_at, duration_minutes=minutes
    )


def test_stages_stand_side_by_side_in_their_order_and_the_scale_begins_at_a_full_hour():
    late = on(MAIN, 1, at(11, 15), 45)
    early = on(SECOND, 2, at(10, 30), 60)

    found = grid([late, early], STAGES, MOSCOW)

    assert found.starts_at == at(10)
    assert found.heads == (Head(MAIN.guid, 2, 1), Head(SECOND.guid, 3, 1))
    assert found.places == {
        late.guid: Place(2, 1, row=17, rows=9),
        early.guid: Place(3, 1, row=8, rows=12),
    }
    assert (found.columns, found.rows) == (2, 24)


def test_sessions_that_overlap_on_a_stage_stand_in_lanes_and_others_take_its_whole_width():
    first = on(MAIN, 1, at(10))
    beside = on(MAIN, 2, at(10, 30))
    alone = on(MAIN, 3, at(12))
    elsewhere = on(SECOND, 4, at(10))

    found = grid([first, beside, alone, elsewhere], STAGES, MOSCOW)

    assert found.heads == (Head(MAIN.guid, 2, 2), Head(SECOND.guid, 4, 1))
    assert [
        (found.places[session.guid].column, found.places[session.guid].columns)
        for session in (first, beside, alone, elsewhere)
    ] == [(2, 1), (3, 1), (2, 2), (4, 1)]


def test_a_night_session_stands_below_the_evening_it_belongs_to():
    evening, night = on(MAIN, 1, at(22)), on(MAIN, 2, at(1, 30, day=26))

    found = grid([evening, night], STAGES, MOSCOW)

    assert found.places[night.guid].row == found.places[evening.guid].row + 42


def test_a_session_of_no_length_is_drawn_high_enough_to_be_read():
    found = grid([session := on(MAIN, 1, at(10), 0)], STAGES, MOSCOW)

    assert found.places[session.guid].rows == 5


def test_a_short_session_stands_beside_the_one_it_would_cover():
    short, following = on(MAIN, 1, at(10), 5), on(MAIN, 2, at(10, 5))

    found = grid([short, following], STAGES, MOSCOW)

    assert [found.places[session.guid].column for session in (short, following)] == [2, 3]


def test_sessions_without_a_stage_stand_in_a_column_of_their_own_at_the_end():
    nowhere, somewhere = on(None, 1, at(10)), on(SECOND, 2, at(10))

    found = grid([nowhere, somewhere], STAGES, MOSCOW)

    assert found.heads == (Head(SECOND.guid, 2, 1), Head("", 3, 1))


def test_a_day_without_times_has_no_grid():
    assert grid([a_session(starts_at=None)], STAGES, MOSCOW) is None


@given(
    st.lists(
        st.tuples(st.sampled_from([*STAGES, None]), st.integers(0, 24 * 60), st.integers(0, 480)),
        min_size=1,
        max_size=30,
    )
)
def test_no_session_covers_another(given_sessions):
    sessions = [
        on(stage, key, at(4 + minute // 60 % 20, minute % 60), duration)
        for key, (stage, minute, duration) in enumerate(given_sessions, 1)
    ]

    found = grid(sessions, STAGES, MOSCOW)

    cells = [
        (column, row)
        for place in found.places.values()
        for column in range(place.column, place.column + place.columns)
        for row in range(place.row, place.row + place.rows)
    ]
    assert len(cells) == len(set(cells))
    assert max(column for column, _row in cells) <= found.columns + 1


def test_what_has_no_stage_and_its_time_for_itself_spans_all_stages():
    one, other = a_stage(1), a_stage(2)
    sessions = [
        a_session(1, stage=one.guid, starts_at=at(10)),
        a_session(2, stage=other.guid, starts_at=at(10)),
        a_session(3, kind="break", starts_at=at(11), duration_minutes=30),
        a_session(4, stage=one.guid, starts_at=at(12)),
    ]

    drawn = grid(sessions, [one, other], MOSCOW)

    assert [head.stage for head in drawn.heads] == [one.guid, other.guid]
    assert drawn.places[sessions[2].guid] == Place(2, 2, 14, 6)


def test_what_has_no_stage_and_stands_beside_another_has_a_column_of_its_own():
    one = a_stage(1)
    sessions = [a_session(1, stage=one.guid), a_session(2), a_session(3, starts_at=at(12))]

    drawn = grid(sessions, [one], MOSCOW)

    assert [head.stage for head in drawn.heads] == [one.guid, ""]
    assert drawn.places[sessions[1].guid].columns == 1


def test_without_any_stage_there_is_one_column():
    drawn = grid([a_session(1), a_session(2, starts_at=at(12))], [], MOSCOW)

    assert [(head.stage, head.columns) for head in drawn.heads] == [("", 1)]
