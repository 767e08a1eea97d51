"""Words of foreign files: HTML becomes Markdown, whatever its author meant by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.foreign_words import MAX_SLUG, Slugs, markdown, one_line


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ""),
        ("  \n plain \n", " plain"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("<p>One</p>\n<p>Two<br>three</p>", "One\n\nTwo  \nthree"),
        ("<h2>Head</h2><p>x</p>", "## Head\n\nx"),
        ("<p>a_b * c</p>", r"a\_b \* c"),
        ('<a href="https://example.org/">x</a>', "[x](https://example.org/)"),
        ("<pre><code>a\n\n\nb</code></pre>", "```\na\n\n\nb\n```"),
        # Paragraphs beside markup stay paragraphs, lines beside inline markup stay lines.
        ("One\n\nTwo\n<ul><li>a</li></ul>", "One\n\nTwo\n\n- a"),
        ("One\n- <em>two</em>\n- *three*", "One\n- *two*\n- *three*"),
        ("vector<int> and <b>x</b> < y", "vector<int> and **x** < y"),
    ],
)
def test_html_becomes_markdown_and_the_rest_stays(words, expected):
    assert markdown(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>ok",
        "<p onclick='alert(1)'>ok</p>",
        "<img src=x onerror=alert(1)>ok",
        "<svg/onload=alert(1)>ok",
        "<iframe src='https://example.org'></iframe>ok",
        "<style>p{background:url(javascript:alert(1))}</style>ok",
        "<!-- alert(1) -->ok",
        "<a href='javascript:alert(1)'>ok</a>",
        "<form action='javascript:alert(1)'><input></form>ok",
    ],
)
def test_hostile_html_leaves_only_its_words(words):
    assert markdown(words) == "ok"


@pytest.mark.parametrize("name", ["b", "blockquote", "div", "ul><li"])
def test_tags_nested_without_end_are_survived(name):
    assert "end" in markdown(f"<{name}>" * 5000 + "end")


def test_endless_white_space_is_shortened_before_it_slows_anything_down():
    assert len(markdown("<pre>" + " " * 50_000 + "end</pre>")) < 100


@given(st.text())
def test_markdown_is_the_same_each_time_and_never_fails(words):
    assert markdown(words) == markdown(words)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<pre>", "</pre>", "<b>", "\n\n", "x", "<", "&"])))
def test_broken_html_never_fails(pieces):
    assert "\ue000" not in markdown("".join(pieces))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (None, ""),
        (" a \n\t b ", "a b"),
        ("a\u202eb\x07c", "abc"),
        ("keep\u00a0this", "keep\u00a0this"),
        ("\u200b \u00a0", ""),
    ],
)
def test_one_line_has_no_line_ends_and_no_controls(words, expected):
    assert one_line(words) == expected


@given(st.lists(st.text(max_size=200), max_size=20))
def test_slugs_are_unique_latin_and_bounded(candidates):
    slugs = Slugs()

    given_slugs = [slugs.give(candidate, otherwise="thing") for candidate in candidates]

    assert len(set(given_slugs)) == len(given_slugs)
    assert all(
        0 < len(slug) <= MAX_SLUG and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        for slug in given_slugs
    )
