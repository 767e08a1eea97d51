import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.colours import (
    DARK,
    LIGHT,
    TrackColours,
    contrast,
    mixed,
    readable,
    track_colours,
)

any_colour = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
any_theme = st.sampled_from([LIGHT, DARK])


@given(any_colour, any_theme)
def test_words_in_a_tracks_colour_are_readable_on_every_ground(colour, theme):
    found = track_colours(colour, theme)

    worst = min(contrast(found.text, ground) for ground in (*theme.grounds, found.tint))
    assert worst >= 4.5


@given(any_colour, any_theme)
def test_the_number_in_a_bullet_is_readable(colour, theme):
    found = track_colours(colour, theme)

    assert contrast(found.on_line, found.line) >= 4.5


@given(any_colour, any_theme)
def test_lines_and_bullets_stand_out_from_every_ground(colour, theme):
    found = track_colours(colour, theme)

    assert min(contrast(found.line, ground) for ground in theme.grounds) >= 3


@given(any_colour, any_theme)
def test_the_sites_own_words_are_readable_on_every_tint(colour, theme):
    found = track_colours(colour, theme)

    assert min(contrast(word, found.tint) for word in theme.words) >= 4.5


@pytest.mark.parametrize("colour", ["#1456b8", "#a8500c", "#157347"])
def test_a_colour_that_is_readable_stays_as_the_editors_chose_it(colour):
    found = track_colours(colour, LIGHT)

    assert (found.line, found.on_line, found.text) == (colour, "#ffffff", colour)


def test_yellow_is_darkened_on_a_light_ground_and_stays_bright_on_a_dark_one():
    light, dark = track_colours("#ffee00", LIGHT), track_colours("#ffee00", DARK)

    assert light == TrackColours("#968c00", "#14171c", "#787000", "#fffde3")
    assert (dark.line, dark.on_line, dark.text) == ("#ffee00", "#14171c", "#ffee00")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#000000", 21), ("#777777", "#777777", 1)],
)
def test_contrast_is_that_of_wcag_in_either_order(a, b, expected):
    assert contrast(a, b) == pytest.approx(expected)


def test_mixing_takes_the_share_of_the_other_colour():
    found = [mixed("#000000", "#ff8000", share) for share in (0, 0.5, 1)]

    assert found == ["#000000", "#804000", "#ff8000"]


def test_what_cannot_be_made_readable_is_refused():
    with pytest.raises(ValueError, match="Not even #000000"):
        readable("#1456b8", ("#000000", "#ffffff"), "#000000", 4.5)


@pytest.mark.parametrize("colour", ["1456b8", "#14b", "#1456bg", "blue"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError):
        track_colours(colour, LIGHT)
