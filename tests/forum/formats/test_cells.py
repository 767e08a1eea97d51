"""forum/formats/cells.py: what people write into cells."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.cells import (
    Ambiguous,
    Item,
    date_of,
    items_of,
    listed,
    minutes_of,
    number_of,
    span_of,
    time_of,
    words_of,
    yes_or_no,
)
from forum.formats.foreign_times import Clock
from forum.formats.foreign_words import one_line
from tests.strategies import words

DAY = dt.date(2021, 5, 25)
MOMENT = dt.datetime(2021, 5, 25, 9, 30)
GUID = "0b0e39f4-2c8f-4c61-9f0c-3f6f0a3d3c55"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (DAY, DAY),
        (MOMENT, MOMENT),
        (44341, DAY),
        (44341.3958333333, MOMENT),
        ("44341", DAY),
        ("2021-05-25", DAY),
        ("2021-05-25 09:30:00", MOMENT),
        ("2021-05-25 9:30", MOMENT),
        ("2021-05-25T09:30+03:00", MOMENT.replace(tzinfo=dt.timezone(dt.timedelta(hours=3)))),
        ("2021/05/25", DAY),
        ("25.05.2021", DAY),
        ("25.5.21", DAY),
        ("05.06.2021", dt.date(2021, 6, 5)),
        ("25.05.2021 9:30", MOMENT),
        ("5/25/2021", DAY),
        ("25/05/2021", DAY),
        ("05/05/2021", dt.date(2021, 5, 5)),
        ("05/06/2021", Ambiguous(dt.date(2021, 6, 5), dt.date(2021, 5, 6))),
        ("25 мая 2021", DAY),
        ("25 мая 2021 г.", DAY),
        ("вторник, 25 мая 2021 года", DAY),
        ("25 мая 2021 (вт)", DAY),
        ("25 Май 2021", DAY),
        ("May 25, 2021", DAY),
        ("May 25th, 2021 9:30 AM", MOMENT),
        ("Tue, 25 May 2021", DAY),
        ("25 Sept 2021", dt.date(2021, 9, 25)),
        ("25 мая", None),
        ("31.02.2021", None),
        ("25.05.2021 25:30", None),
        ("tomorrow", None),
        ("2021-05-25x", None),
        ("", None),
        (None, None),
        (True, None),
        (5, None),
        (0.5, None),
    ],
)
def test_dates(cell: object, expected: object) -> None:
    assert date_of(cell) == expected  # type: ignore[arg-type]


def test_date_without_a_year_is_of_the_editions_year():
    assert date_of("25 мая", year=2021) == DAY
    assert date_of("May 25", year=2021) == DAY


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("9:05", Clock(dt.time(9, 5))),
        ("09.05", Clock(dt.time(9, 5))),
        ("09:05:07", Clock(dt.time(9, 5, 7))),
        ("9:05 AM", Clock(dt.time(9, 5))),
        ("12:05 am", Clock(dt.time(0, 5))),
        ("9 p.m.", Clock(dt.time(21))),
        ("12 PM", Clock(dt.time(12))),
        ("9h05", Clock(dt.time(9, 5))),
        ("25:30", Clock(dt.time(1, 30), 1)),
        (dt.time(9, 5), Clock(dt.time(9, 5))),
        (dt.datetime(1899, 12, 31, 9, 5), Clock(dt.time(9, 5))),
        (dt.timedelta(hours=25), Clock(dt.time(1), 1)),
        (0.375, Clock(dt.time(9))),
        ("0.375", Clock(dt.time(9))),
        ("0,375", Clock(dt.time(9))),
        (9, None),
        ("9", None),
        ("13:00 PM", None),
        ("9:60", None),
        ("noon", None),
        (True, None),
        (None, None),
    ],
)
def test_times(cell: object, expected: object) -> None:
    assert time_of(cell) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("10:00–11:30", (dt.time(10), dt.time(11, 30))),
        ("10.00 - 11.30", (dt.time(10), dt.time(11, 30))),
        ("9:00-10:00 PM", (dt.time(21), dt.time(22))),
        ("10:00", None),
        ("10:00-", None),
        (dt.time(10), None),
    ],
)
def test_spans(cell: object, expected: tuple[dt.time, dt.time] | None) -> None:
    found = span_of(cell)  # type: ignore[arg-type]

    assert (found and (found[0].time, found[1].time)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (45, 45),
        (45.0, 45),
        ("45", 45),
        ("0:45", 45),
        ("01:30", 90),
        ("30 Mins", 30),
        ("45 мин.", 45),
        ("1 h 30", 90),
        ("1 ч 30 мин", 90),
        ("2 hours", 120),
        ("PT1H30M", 90),
        (dt.time(1, 30), 90),
        (dt.timedelta(hours=26), 1560),
        (1 / 16, 90),
        ("", None),
        ("long", None),
        (-5, None),
        (2.5, None),
        (True, None),
    ],
)
def test_durations(cell: object, expected: int | None) -> None:
    assert minutes_of(cell) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(7, 7), (7.0, 7), ("7", 7), ("№ 7", 7), ("#7", 7), ("7a", None), (-7, None), ("", None)],
)
def test_numbers(cell: object, expected: int | None) -> None:
    assert number_of(cell) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(True, True), ("Да", True), ("x", True), ("нет", False), ("", False), ("maybe", None)],
)
def test_answers(cell: object, expected: bool | None) -> None:
    assert yes_or_no(cell) is expected  # type: ignore[arg-type]


def test_any_cell_is_words():
    cells = (None, "a", 7.0, 2.5, True, DAY, MOMENT, dt.time(9, 5), dt.timedelta(minutes=75))

    assert [words_of(cell) for cell in cells] == [
        "", "a", "7", "2.5", "yes", "2021-05-25", "2021-05-25 09:30", "09:05", "1:15",
    ]  # fmt: skip


ROLES = ("moderator", "модератор")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Anna; Boris (moderator)", [Item("Anna"), Item("Boris", role="moderator")]),
        ("Anna, Boris", [Item("Anna"), Item("Boris")]),
        ("Anna\nBoris, Jr.", [Item("Anna"), Item("Boris, Jr.")]),
        ("Anna (Google)", [Item("Anna (Google)")]),
        ("Анна (Модератор)", [Item("Анна", role="Модератор")]),
        (f"Anna [{GUID}] (moderator)", [Item("Anna", GUID, "moderator")]),
        ('"Berg, Jr."', [Item("Berg, Jr.")]),
        (f'"Berg; ""B""" [{GUID}]', [Item('Berg; "B"', GUID)]),
        ('Sergey "Sam" Ivanov', [Item('Sergey "Sam" Ivanov')]),
        ('Anna "the', [Item('Anna "the')]),
        ("Hall [2]", [Item("Hall [2]")]),
        (" ; , ;", [Item(",")]),
        ("", []),
    ],
)
def test_lists(cell: str, expected: list[Item]) -> None:
    assert items_of(cell, ROLES) == expected


names = words.map(one_line).filter(bool)
items = st.builds(
    Item, names, st.sampled_from(["", GUID]), st.sampled_from(["", "moderator", "Модератор"])
)


@given(st.lists(items, max_size=4))
def test_a_list_is_read_as_it_was_written(given_items: list[Item]) -> None:
    assert items_of(listed(given_items), ROLES) == given_items
