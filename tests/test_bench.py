"""tests/bench: what is measured is real, and always the same."""

from __future__ import annotations

from forum.rules import problems
from tests.bench.programmes import large
from tests.bench.tables import Table


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
