"""forum/phases.py: when a public page changes by itself."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.phases import (
    BEGINNING,
    announcement_boundaries,
    boundaries,
    kept_until,
    moment,
)
from forum.values import Tombstone
from sessions.states import state_of
from tests.builders import a_programme, a_session, an_announcement, an_edition, at


def test_a_session_has_three_boundaries():
    session = a_session(starts_at=at(10), duration_minutes=90)
    programme = a_programme([session])

    of_session = set(boundaries(programme, [session])) - set(boundaries(programme))

    assert of_session == {at(9, 45), at(10), at(11, 30)}


def test_announcements_the_edition_and_midnights_concern_every_page():
    announcement = an_announcement(starts_at=at(8, 1), ends_at=at(9, 1))

    found = boundaries(a_programme(announcements=(announcement,)))

    assert {at(8, 1), at(9, 1)} <= set(found)
    assert {at(4), at(4, day=27)} <= set(found), "the edition begins and ends"
    assert {at(0, day=24), at(0), at(0, day=26), at(0, day=27)} <= set(found), "midnights"


def test_the_moment_is_the_last_boundary_that_has_come():
    instants = (at(10), at(11))

    assert moment(instants, at(9, 59)) == BEGINNING
    assert moment(instants, at(10)) == at(10)
    assert moment(instants, at(10, 59)) == at(10)
    assert moment(instants, at(12)) == at(11)


@given(st.integers(0, 3 * 24 * 60), st.integers(0, 600), st.integers(0, 3 * 24 * 60))
def test_states_at_the_moment_are_the_states_now(start, minutes, passed):
    session = a_session(starts_at=at(4) + timedelta(minutes=start), duration_minutes=minutes)
    programme = a_programme([session], edition=an_edition())
    now = at(0) + timedelta(minutes=passed)

    at_the_moment = moment(boundaries(programme, [session]), now)

    assert state_of(session, at_the_moment) == state_of(session, now)


def test_announcements_have_boundaries_of_their_own():
    first = an_announcement(1, starts_at=at(9), ends_at=at(11))
    second = an_announcement(2, starts_at=at(8))

    found = announcement_boundaries(a_programme(announcements=(first, second)))

    assert found == (at(8), at(9), at(11))


def test_a_removed_session_is_kept_for_thirty_days():
    assert kept_until(Tombstone(a_session(), at(9))) == at(9) + timedelta(days=30)
