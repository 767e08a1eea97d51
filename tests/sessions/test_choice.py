"""sessions/choice.py: chosen sessions in an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.choice import MOST_CHOSEN, as_choice, chosen_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3.17.41", (3, 17, 41)),
        ("41.3.17.3", (3, 17, 41)),
        ("003.17", (3, 17)),
        ("3,17 41", (3, 17, 41)),
        ("“3.17.", (3, 17)),
        ("0.-5", (5,)),
        ("", ()),
        (".", ()),
        ("x", ()),
        ("٣.1", (1,)),
        ("1234567890123.2", (2,)),
    ],
)
def test_a_choice_is_read_as_far_as_it_says_numbers(text, numbers):
    assert chosen_numbers(text) == numbers


def test_a_choice_has_its_limit():
    text = ".".join(str(number) for number in range(1, 700))

    assert chosen_numbers(text) == tuple(range(1, MOST_CHOSEN + 1))


@given(st.text())
def test_any_text_has_one_canonical_form(text):
    numbers = chosen_numbers(text)

    assert chosen_numbers(as_choice(numbers)) == numbers


def test_the_canonical_form_is_ascending_and_names_each_once():
    assert as_choice([41, 3, 17, 3]) == "3.17.41"
    assert as_choice([]) == ""
