"""multilingual/markdown.py: Markdown to safe HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multilingual import markdown
from multilingual.markdown import (
    ALLOWED_TAGS,
    to_html,
    to_paragraphs,
    to_plain,
    unmarked_paragraphs,
)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One *two* **three**", "<p>One <em>two</em> <strong>three</strong></p>\n"),
        ("# Title", "<h3>Title</h3>\n"),
        ("###### Small", "<h3>Small</h3>\n"),
        ("## A\n#### B", "<h3>A</h3>\n<h4>B</h4>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        (
            "[site](https://example.org/)",
            '<p><a href="https://example.org/" rel="nofollow noopener">site</a></p>\n',
        ),
        ("~~old~~", "<p><s>old</s></p>\n"),
        ("«Ёлка»", "<p>«Ёлка»</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(markdown, html):
    assert to_html(markdown) == html


def test_headings_begin_one_below_what_they_stand_under():
    assert to_html("# A\n## B\n### C\n#### D\n##### E", level=2) == (
        "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>\n<h5>D</h5>\n<h5>E</h5>\n"
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[notes](notes.html) *here*", "<p>notes <em>here</em></p>\n"),
        ("[site](hdmi2usb.tv)", "<p>site</p>\n"),
        ("[root](/2021/stands/)", "<p>root</p>\n"),
        ("[part](#part)", "<p>part</p>\n"),
        ("[*two* words](x) and [a](https://example.org/28)", None),
        (
            "[quoted](”https://example.org/9”)",
            '<p><a href="https://example.org/9" rel="nofollow noopener">quoted</a></p>\n',
        ),
    ],
)
def test_a_link_that_leads_nowhere_leaves_its_words(markdown, html):
    expected = html or (
        "<p><em>two</em> words and "
        '<a href="https://example.org/28" rel="nofollow noopener">a</a></p>\n'
    )

    assert to_html(markdown) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/pixel.png)",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "<iframe src=https://evil.example></iframe>",
        "<style>body{display:none}</style>",
        "[x](vbscript:x)",
        "<svg/onload=alert(1)>",
    ],
)
def test_hostile_markdown_is_neutral(hostile):
    html = to_html(hostile)

    for forbidden in ("<script", "<img", "<iframe", "<style", "<svg", 'href="java', 'href="data'):
        assert forbidden not in html.lower()
    assert re.search(r"<[^>]*\son\w+=", html) is None


@given(st.text(max_size=60))
def test_only_allowed_tags_ever_come_out(markdown):
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", to_html(markdown)))

    assert tags <= ALLOWED_TAGS


def test_plain_words_have_no_marks_and_one_line():
    assert to_plain("# A\n\nOne *two*\n\n- b & c") == "A One two b & c"


def test_paragraphs_are_plain_lines_and_items_have_a_bullet():
    markdown = (
        "# Head\n\nOne *two*\nthree [four](https://a.example)  \nfive &amp; `six`\n\n"
        "- a\n\n  more\n- b\n\n```\ncode\n  line\n```\n\n<b>raw</b>"
    )

    assert list(to_paragraphs(markdown)) == [
        "Head",
        "One two three four five & six",
        "• a",
        "more",
        "• b",
        "code line",
        "<b>raw</b>",
    ]


@given(st.text(max_size=60))
def test_paragraphs_are_never_empty(markdown):
    assert all(words.strip() and "\n" not in words for words in to_paragraphs(markdown))


@pytest.mark.parametrize(
    ("text", "expected"), [("Kept | words.", 1), ("|" * (markdown.LONGEST_KEPT + 1), 3)]
)
def test_a_text_is_read_once_unless_it_is_very_long(monkeypatch, text, expected):
    read = []
    parse = markdown._parser.parse
    monkeypatch.setattr(markdown._parser, "parse", lambda *args: read.append(1) or parse(*args))

    found = {to_html(text, level=4) for _time in range(3)}

    assert found == {f"<p>{text}</p>\n"}
    assert len(read) == expected


MANY_THINGS = "# One [a](x) *b*\n\n- [e](”https://example.org/”)\n- f\n\n### Two\n\n{}"


def test_a_text_is_taken_apart_once_for_all_that_is_made_of_it(monkeypatch):
    read = []
    parse = markdown._parser.parse
    monkeypatch.setattr(markdown._parser, "parse", lambda *args: read.append(1) or parse(*args))
    text = MANY_THINGS.format("once")

    for made in (to_html, to_plain, to_paragraphs):
        made(text)

    assert read == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words", ["Words"]),
        ("Two lines: 1. one -\n«Ёлка» + “two”?", None),
        ("Two lines: 1. one -\nand a “second”!", ["Two lines: 1. one -\nand a “second”!"]),
        ("One.\n\n\nTwo\xa0words.\n", ["One.", "Two\xa0words."]),
        ("", None),
        ("\nWords", None),
        ("1. One", None),
        ("Title\n===", None),
        ("Title\n---", None),
        ("Broken  \nline", None),
        ("Soft \nline", None),
        ("One\n two", None),
        ("One\ttwo", None),
        ("One *two*", None),
        ("One &amp; two", None),
        ("Half a letter \ud800", None),
    ],
)
def test_a_text_without_a_mark_is_its_paragraphs(text, expected):
    assert unmarked_paragraphs(text) == expected


# What has a meaning at the beginning of a line, in words, and nowhere. No fence and no tag: what
# they begin may never end.
ALMOST_UNMARKED = st.lists(
    st.sampled_from([*"aЯ \xa0\n1.)-+=:!\"'’#*>|\\", "\n\n", "word", "a b", "\u2028", "\ufeff"])
    | st.characters(exclude_categories=("Cs",), exclude_characters="`~<\x00"),
    max_size=12,
).map("".join)


@given(ALMOST_UNMARKED)
def test_a_text_without_a_mark_is_what_it_would_be_taken_apart_into(text):
    # It is printed nowhere, and no text that has it is without marks.
    taken_apart = f"{text}\n\n[nowhere]: https://a.example\n"

    assert unmarked_paragraphs(taken_apart) is None
    assert to_html(text) == to_html(taken_apart)
    assert to_plain(text) == to_plain(taken_apart)
    assert to_paragraphs(text) == to_paragraphs(taken_apart)


def test_what_is_made_of_a_text_leaves_what_it_was_taken_apart_into():
    text = MANY_THINGS.format("kept")
    before = [token.as_dict() for token in markdown._parsed(text)]

    for made in (to_html, to_plain, to_paragraphs):
        made(text)

    assert [token.as_dict() for token in markdown._parsed(text)] == before
