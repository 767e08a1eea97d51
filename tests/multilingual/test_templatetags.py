"""multilingual/templatetags: texts as a page prints them."""

import pytest
from django.template import Context, Template
from django.utils import translation

from multilingual.text import Text


def printed(template, text, language="en"):
    with translation.override(language):
        return Template("{% load multilingual %}" + template).render(Context({"text": text}))


BOTH = Text({"en": "Tea & cake", "ru": "Чай & торт"})
RUSSIAN = Text({"ru": "Чай & торт"})


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("{{ text|words }}", BOTH, "Tea &amp; cake"),
        ("{{ text|words }}", RUSSIAN, '<span lang="ru" dir="auto">Чай &amp; торт</span>'),
        ("{{ text|words }}", Text(), ""),
        ("{{ text|markdown }}", Text({"en": "*a*"}), "<p><em>a</em></p>\n"),
        (
            "{{ text|markdown }}",
            Text({"ru": "*а*"}),
            '<div lang="ru" dir="auto"><p><em>а</em></p>\n</div>',
        ),
        ("{{ text|summary }}", Text({"en": '# A\n\n*"b"* & c'}), "A &quot;b&quot; &amp; c"),
        ("{{ text|plain }}", Text({"en": "1. `A` __init__ ---"}), "1. `A` __init__ ---"),
        ("{{ text|stands_in }}", RUSSIAN, "ru"),
        ("{{ text|stands_in }}", BOTH, ""),
        ("{% direction %}", BOTH, "ltr"),
    ],
)
def test_a_text_is_printed_escaped_and_honestly_marked(template, text, expected):
    assert printed(template, text) == expected


def test_a_page_in_another_language_prints_its_own_words():
    assert printed("{{ text|words }}", BOTH, "ru") == "Чай &amp; торт"


def test_a_right_to_left_language_is_known():
    assert printed("{% direction %}", BOTH, "ar") == "rtl"


def test_a_note_says_that_another_language_stands_in():
    found = [
        printed("[{% stands_in_note text %}]", Text({code: "Words"}, original=code))
        for code in ("en", "ru")
    ]

    assert found == [
        "[]",
        '[<p class="stands-in">This text is available in Russian only.</p>]',
    ]
