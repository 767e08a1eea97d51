"""multilingual/characters.py: what XML and iCalendar can hold."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multilingual.characters import (
    _LINE_ENDS,
    _SPACES,
    _UNWRITABLE,
    _one_space,
    on_one_line,
    writable,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Плов\u200f שלום\t!", "Плов\u200f שלום\t!"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\r\nb\rc\u2028d\x85e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("a\ud800b\uffffc", "abc"),
        ("👩‍🔬", "👩‍🔬"),
    ],
)
def test_what_can_be_written_stays(given, expected):
    assert writable(given) == expected


def test_one_line_has_single_spaces():
    assert on_one_line("  A \n\n b\u00a0\x00 c ") == "A b c"


def test_spaces_that_hold_words_together_stay():
    assert on_one_line("\u00a010\u00a0000 рублей в\u202f мае\u00a0") == "10\u00a0000 рублей в мае"


@given(st.text(st.characters()))
def test_any_writable_words_pass_through_xml(words):
    element = ElementTree.Element("a")
    element.text = writable(words)

    assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == element.text


@given(st.text(st.characters() | st.sampled_from(" \n\t\u00a0\u2028")))
def test_words_that_need_no_cleaning_are_treated_as_all_others(words):
    cleaned = _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", words))
    assert writable(words) == cleaned
    assert on_one_line(words) == _SPACES.sub(_one_space, cleaned).strip()
