"""sessions/models.py: what a form refuses at the field."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from sessions.models import Stream
from tests.builders import at
from tests.rows import a_session_row, a_stage_row, a_stream_row, an_edition_row

pytestmark = pytest.mark.django_db

DAY = date(2021, 5, 25)


@pytest.fixture
def stage():
    return a_stage_row(an_edition_row())


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        (None, None, True),
        (at(9), None, True),
        (at(9), at(9), True),
        (at(9), at(14), False),
    ],
)
def test_two_broadcasts_of_a_stage_a_day_need_different_starts(stage, first, second, is_refused):
    a_stream_row(stage.edition, stage=stage, day=DAY, starts_at=first)
    other = Stream(
        edition=stage.edition, stage=stage, day=DAY, video="aqz-KE-bpKQ", starts_at=second
    )

    if is_refused:
        with pytest.raises(ValidationError) as refused:
            other.full_clean()
        assert list(refused.value.message_dict) == ["starts_at"]
    else:
        other.full_clean()


def test_an_interpreter_and_another_day_stand_beside_a_broadcast(stage):
    a_stream_row(stage.edition, stage=stage, day=DAY)

    for given in ({"language": "ru", "day": DAY}, {"day": date(2021, 5, 26)}):
        Stream(edition=stage.edition, stage=stage, video="aqz-KE-bpKQ", **given).full_clean()


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("field", ["starts_at", "delayed_from"])
def test_a_senseless_year_is_refused_at_the_field(stage, field, year):
    session = a_session_row(stage.edition)
    setattr(session, field, datetime(year, 1, 1, tzinfo=UTC))

    with pytest.raises(ValidationError) as refused:
        session.full_clean()

    assert list(refused.value.message_dict) == [field]
