"""forum/clock.py: the one clock, and a rehearsal that sets it."""

from datetime import UTC, datetime, timedelta

import pytest

from forum import clock
from tests.builders import at


def test_now_is_the_present():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_rehearsal_begins_when_it_is_told_to_and_runs_on(settings):
    settings.REHEARSAL_START = at(10)
    settings.REHEARSED_SINCE = datetime.now(UTC) - timedelta(minutes=7)

    assert abs(clock.now() - at(10, 7)) < timedelta(seconds=5)


@pytest.mark.parametrize("days", [-3000, 3000])
def test_releases_are_asked_for_at_the_later_of_both_times(settings, days):
    present = datetime.now(UTC)
    settings.REHEARSAL_START = present + timedelta(days=days)

    rehearsed = clock.now()

    assert clock.latest() >= max(present, rehearsed)
