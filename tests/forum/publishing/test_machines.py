"""forum/publishing/machines.py: answers for programs."""

from urllib.parse import unquote

import pytest

from forum.publishing.machines import saved_as


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Smart Cities", "Smart Cities.ics"),
        ("Умные города: «Москва»", "Умные города «Москва».ics"),
        ('../../a\\b"c', "a b c.ics"),
        ("One\r\nX-Evil: 1", "One X-Evil 1.ics"),
        ("Ж" * 300, "Ж" * 80 + ".ics"),
        (" .hidden. ", "hidden.ics"),
        ("100% sure", "100 sure.ics"),
    ],
)
def test_a_file_is_saved_under_its_name_in_any_script(name, expected):
    header = saved_as(name, ".ics", "2021-schedule")

    assert header.startswith('inline; filename="2021-schedule.ics"; filename*=UTF-8')
    assert header.isascii() and header.isprintable()
    assert unquote(header.partition("''")[2]) == expected


def test_a_name_of_nothing_leaves_the_plain_one():
    assert saved_as("???", ".ics", "plain") == 'inline; filename="plain.ics"'
