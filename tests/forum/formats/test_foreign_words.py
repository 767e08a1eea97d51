"""Words of foreign files: HTML becomes Markdown, whatever its author meant by it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.foreign_words import (
    _DIRECTIONS,
    _SPACES,
    _UNWANTED,
    MAX_SLUG,
    Slugs,
    is_html,
    markdown,
    one_line,
    rewritten,
)


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


def left_open(count: int) -> str:
    """Return tags that a HTML parser opens anew in each of as many paragraphs."""
    return "<p>" + "".join(f"<b a={i}>" for i in range(count)) + "</p>" + "<p>x" * count


@pytest.mark.parametrize(
    "words",
    [
        left_open(800),
        left_open(700),
        "<ul><li>x" * 9000,
        "<p><b><i><s><em><code>" + "<p>x" * 1400,
        "<p>" + "x<" * 40_000,
        "<p>" + "x&nbsp;" * 2000,
    ],
)
def test_html_that_explodes_is_kept_as_words_before_it_does(words):
    found = rewritten(words)

    assert found.has_too_many_tags
    assert 700 <= found.words.count("x") == words.count("x")
    assert not is_html(found.words)


def test_tags_of_the_same_name_are_opened_anew_three_times_at_most():
    found = rewritten(left_open(200))

    assert (found.has_too_many_tags, found.tags) == (False, 1 + 200 + 200 * (1 + 3))


def test_words_of_too_much_html_keep_their_lines_and_what_is_no_tag():
    words = "<h1>A &amp; b</h1><p>vector<int> <b>c</b></p>"

    assert rewritten(words, most_tags=3).words == "A & b\n\nvector<int> c"


def test_attributes_of_links_alone_are_heard():
    words = (
        '<p class="a"><a class="b" href="https://example.org/">x</a><abbr title="y">z</abbr></p>'
    )

    assert markdown(words) == "[x](https://example.org/)z"


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
        ("\u2066a\u2067b\u2068c\u2069", "abc"),
        ("\u202aa\u202bb\u202cc\u202d", "abc"),
        ("\u200ea\u200fb\u061cc", "abc"),
        # A joiner makes one sign of a family of four, and shapes Persian letters.
        (
            "\U0001f468\u200d\U0001f469 \u0645\u06cc\u200c\u0634",
            "\U0001f468\u200d\U0001f469 \u0645\u06cc\u200c\u0634",
        ),
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


def test_every_kind_of_line_end_is_a_line_feed():
    assert rewritten("one\u2028two\u2029three\x85four\r\nfive\vsix").words == (
        "one\ntwo\nthree\nfour\nfive\nsix"
    )


@given(st.text(st.characters() | st.sampled_from(" \n\u00a0\u200e\u202e\u2028")))
def test_one_line_of_words_that_need_no_cleaning_is_that_of_all_others(words):
    cleaned = _DIRECTIONS.sub("", _UNWANTED.sub("", words.replace("\r", "\n")))
    cleaned = _SPACES.sub(" ", cleaned).strip(" ")

    assert one_line(words) in (cleaned, "")
    assert bool(one_line(words)) == any(unicodedata.category(x)[0] in "LNPS" for x in cleaned)
