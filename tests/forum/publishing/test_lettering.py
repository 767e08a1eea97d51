"""Words on pictures: every sign from the file that has it, and nothing beside its box."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from forum.publishing.lettering import (
    ELLIPSIS,
    FILES,
    Block,
    Type,
    drawable,
    fitted,
    is_legible,
)
from tests.fonts import signs

TYPES = [Type(size, 800, -0.032) for size in (60, 40, 24)]
OVERHANG = 8
"""Accents of narrow letters reach beyond their width, by an eighth of the largest size at most."""
"""So many pixels a letter's own form may reach over its width."""


def looked_for(name: str) -> set[int]:
    ranges = (part.partition("-") for part in FILES[name].split())
    return {
        code
        for first, _dash, last in ranges
        for code in range(int(first, 16), int(last or first, 16) + 1)
    }


@pytest.mark.parametrize("name", FILES)
def test_every_sign_is_in_the_file_in_which_it_is_looked_for(name):
    assert looked_for(name) <= signs(name)


def test_every_sign_of_the_font_is_looked_for_in_one_file():
    found = [code for name in FILES for code in looked_for(name)]
    known = set().union(*map(signs, FILES))

    assert len(found) == len(set(found))
    # Marks that combine with letters, a soft hyphen and what ends lines are not drawn.
    assert known - set(found) == {0, 0xD, 0xAD, 0xFEFF, *(known & set(range(0x300, 0x370)))}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Smart 智慧 City 🚇 «Привет»", "Smart City «Привет»"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Nguyễn Văn Ánh", "Nguyen Văn Ánh"),
        ("ﬁne‑tuned", "fine-tuned"),
        ("e\u0301te\u0301", "été"),
        ("А́лла", "Алла"),
        ("\u202eevil\u0000\n\tline", "evil line"),
        ("Год\u00a0— 2021\u00a0", "Год\u00a0— 2021"),
        ("Қазақ қаласы", "Қазақ қаласы"),
        ("المدن الذكية", ""),
        ("  ", ""),
        ("\ud800", ""),
    ],
)
def test_what_is_in_no_file_is_replaced_by_its_like_or_left_out(words, expected):
    assert drawable(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Opening", True),
        ("智慧城市", False),
        ("Forum 智慧", True),
        ("AI 智慧城市的未来", False),
        ("王 Wang", True),
        ("🚇", False),
        ("", False),
    ],
)
def test_words_are_legible_if_most_letters_are(words, expected):
    assert is_legible(words) == expected


def test_no_sign_is_missing_when_scripts_meet_within_a_line():
    one = Type(40, 500)

    mixed = one.width("Rio Рио 2021")

    apart = sum(map(one.width, ("Rio ", "Рио", " 2021")))
    assert mixed == pytest.approx(apart, abs=1)


def test_words_take_the_largest_type_in_which_they_fit():
    assert fitted("Green", TYPES, 400, 100).type.size == 60
    assert fitted("A city that listens: opening", TYPES, 400, 100).type.size == 40


def test_lines_are_about_as_long_as_one_another():
    block = fitted("How a city learns to breathe again", TYPES[:1], 700, 200)

    assert block.lines == ("How a city learns", "to breathe again")


def test_a_giant_word_is_broken_rather_than_made_tiny():
    block = fitted("unbreakable" * 3, TYPES, 400, 300)

    assert block.type.size == 60
    assert "".join(block.lines) == "unbreakable" * 3


def test_what_is_too_much_ends_with_an_ellipsis():
    block = fitted("A city that listens, " * 20, TYPES, 300, 100)

    assert block.lines[2] == f"listens, A city that{ELLIPSIS}"
    assert len(block.lines) == 3


def test_a_box_too_low_for_a_line_stays_empty():
    assert fitted("Words", TYPES, 300, 10).lines == ()


def ink(block: Block, size: tuple[int, int], at: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box of what is drawn, relative to where it was to be drawn."""
    paper = Image.new("L", size, 255)
    drawn = paper.copy()
    block.draw(ImageDraw.Draw(drawn), at, "black")
    left, top, right, bottom = ImageChops.difference(paper, drawn).getbbox() or (*at, *at)
    return left - at[0], top - at[1], right - at[0], bottom - at[1]


@settings(max_examples=80)
@example("Йй́ẤǺÅĶģ" * 9, 150, 90)
@example("W" * 700, 60, 300)
@given(
    st.text(max_size=60) | st.text("абвгёЙщ WMgÅÉ–-—", max_size=700),
    st.integers(40, 700),
    st.integers(5, 300),
)
def test_any_words_stay_in_their_box(words, width, height):
    block = fitted(words, TYPES, width, height)

    left, top, right, bottom = ink(block, (width + 100, height + 100), (50, 50))
    assert block.height <= height
    assert (left >= -OVERHANG, right <= width + OVERHANG) == (True, True)
    assert (top >= -1, bottom <= height + 1) == (True, True)
