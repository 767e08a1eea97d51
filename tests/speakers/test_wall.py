from dataclasses import replace

import pytest
from django.utils.safestring import SafeString

from speakers.values import Picture
from speakers.wall import OnWall, wall

ANNA = OnWall(
    address="/en/2021/speakers/anna/",
    name="Anna Petrova",
    initials="AP",
    position="Head",
    organisation="City",
    country="Finland",
    photo=None,
    numbers=(2, 5),
    tokens="a1 b2",
)
HOSTILE = '"><script>alert(1)</script>'


def test_a_place_on_the_wall_says_who_somebody_is_and_on_which_tracks():
    assert wall([ANNA]) == (
        '<li class="wall-place track-2" data-is="a1 b2">\n'
        '<span class="portrait" aria-hidden="true"><span class="portrait-initials">AP</span>'
        '<span class="portrait-lines"><span class="bullet bullet-s track-2">2</span>'
        '<span class="bullet bullet-s track-5">5</span></span></span>\n'
        '<h2 class="wall-name"><a href="/en/2021/speakers/anna/">Anna Petrova</a></h2>\n'
        "<p>Head</p>\n"
        '<p class="wall-organisation">City</p>\n'
        '<p class="wall-country">Finland</p>\n'
        "</li>"
    )


def test_a_place_leaves_out_what_is_not_known():
    bare = replace(ANNA, position="", organisation="", country="", numbers=())

    assert wall([bare, bare]) == "\n".join(
        [
            '<li class="wall-place" data-is="a1 b2">\n'
            '<span class="portrait" aria-hidden="true"><span class="portrait-initials">AP</span>'
            '<span class="portrait-lines"></span></span>\n'
            '<h2 class="wall-name"><a href="/en/2021/speakers/anna/">Anna Petrova</a></h2>\n'
            "</li>"
        ]
        * 2
    )


def test_initials_take_the_place_of_a_hidden_portrait():
    found = wall([replace(ANNA, photo=Picture("a.webp", 40, 40))])

    assert '<img src="/media/a.webp"' in found
    assert '<span class="instead">AP</span><span class="portrait-lines">' in found


@pytest.mark.parametrize("photo", [None, Picture("a.webp", 40, 40)])
def test_no_word_of_a_speaker_becomes_markup(photo):
    words = ("address", "name", "initials", "position", "organisation", "country", "tokens")

    found = wall([replace(ANNA, **dict.fromkeys(words, HOSTILE), photo=photo)])

    assert "<script>" not in found
    assert found.count("&lt;script&gt;") == len(words)


def test_what_stands_in_for_a_name_keeps_its_mark():
    marked = SafeString('<span lang="ru" dir="auto">Анна</span>')

    assert f">{marked}</a></h2>" in wall([replace(ANNA, name=marked)])
