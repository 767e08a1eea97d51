"""sessions/states.py: what a visitor is told about a session at a moment."""

import pytest

from sessions.states import state_of
from sessions.values import Recording
from tests.builders import a_session, at

RECORDED = Recording("https://youtu.be/aqz-KE-bpKQ")
OPTED_OUT = Recording("https://youtu.be/aqz-KE-bpKQ", opted_out=True)


@pytest.mark.parametrize(
    ("given", "moment", "state"),
    [
        ({}, at(9, 44), "upcoming"),
        ({}, at(9, 45), "soon"),
        ({}, at(9, 59), "soon"),
        ({}, at(10), "live"),
        ({}, at(10, 59), "live"),
        ({}, at(11), "ended"),
        ({"recording": RECORDED}, at(11), "recorded"),
        ({"recording": OPTED_OUT}, at(11), "ended"),
        ({"recording": RECORDED}, at(10), "live"),
        ({"state": "cancelled"}, at(10), "cancelled"),
        ({"state": "cancelled"}, at(12), "cancelled"),
        ({"starts_at": None}, at(10), "unscheduled"),
        ({"duration_minutes": 0}, at(9, 59), "soon"),
        ({"duration_minutes": 0}, at(10), "ended"),
    ],
)
def test_the_state_follows_the_clock(given, moment, state):
    session = a_session(**{"starts_at": at(10), "duration_minutes": 60, **given})

    assert state_of(session, moment) == state
