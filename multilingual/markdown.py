"""Markdown to safe HTML. One list of allowed tags for the whole site."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from html import unescape
from typing import Concatenate, ParamSpec, TypeVar

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

INLINE_TAGS = {"a", "abbr", "b", "br", "code", "del", "em", "i", "s", "strong", "sub", "sup"}
BLOCK_TAGS = {"blockquote", "h2", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "ul"}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
ALLOWED_TAGS = INLINE_TAGS | BLOCK_TAGS | TABLE_TAGS
ALLOWED_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "abbr": {"title"}}
_QUOTE = "(?:%E2%80%9[C-E]|%C2%[AB]B|%22|['\" ])+"
_QUOTES_AROUND = re.compile(f"^{_QUOTE}|{_QUOTE}$")
"""What writers put around an address by mistake, percent-encoded by the parser."""

_HEADINGS = ("heading_open", "heading_close")

ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

KEPT = 512
LONGEST_KEPT = 10_000
"""What was made of so many texts is kept, but nothing of longer ones, in characters: a few hundred
of them are many megabytes."""

Work = Callable[Concatenate[str, Arguments], Result]


def _keeping(most: int) -> Callable[[Work[Arguments, Result]], Work[Arguments, Result]]:
    """Keep what was last made of so many texts: a page says the same one in several places."""

    def kept(work: Work[Arguments, Result]) -> Work[Arguments, Result]:
        known = lru_cache(maxsize=most)(work)

        @wraps(work)
        def asked(markdown: str, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            made = known if len(markdown) <= LONGEST_KEPT else work
            return made(markdown, *args, **kwargs)

        return asked

    return kept


# A line of a paragraph with no mark in it: it begins with a letter, as no list or underline does,
# ends with no space, and holds no letter that CommonMark or HTML has another meaning for.
_LINE = r"[^\W\d_][^\\`*_\[\]<>&~|\x00-\x1f\x7f-\x9f\ud800-\udfff]*+(?<!\s)"
_UNMARKED = re.compile(rf"{_LINE}(?:\n+{_LINE})*+\n*")
_BETWEEN_PARAGRAPHS = re.compile("\n\n+")


def unmarked_paragraphs(markdown: str) -> list[str] | None:
    """Return the paragraphs of a text that has no mark in it, as most have none; else None.

    They are words as they stand, one space at a time, and lines of them: to look for marks takes a
    hundredth of the time that taking a text apart does.
    """
    if "  " in markdown or not _UNMARKED.fullmatch(markdown):
        return None
    return _BETWEEN_PARAGRAPHS.split(markdown.rstrip("\n"))


_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
    ["table", "strikethrough"]
)


# A page takes the same text apart for its HTML, its plain words and its paragraphs. What it is
# taken apart into is large, and soon no longer asked for.
@_keeping(16)
def _parsed(markdown: str) -> tuple[Token, ...]:
    """Return what a text consists of. It is kept: whoever alters a token alters a copy."""
    return tuple(_parser.parse(markdown))


@_keeping(KEPT)
def to_html(markdown: str, level: int = 3) -> str:
    """Return safe HTML: raw HTML is shown as text, unknown tags and schemes are dropped.

    The highest headings become headings of `level`, 2 to 5, the next ones follow without a gap:
    whatever an editor began with, the page's outline stays whole. A link that leads nowhere
    without the page it was written for, such as `notes.html`, leaves its words alone.
    """
    unmarked = unmarked_paragraphs(markdown)
    if unmarked is not None:
        return "".join(f"<p>{words}</p>\n" for words in unmarked).replace("\xa0", "&nbsp;")
    parsed = _parsed(markdown)
    used = sorted({token.tag for token in parsed if token.type in _HEADINGS})
    tokens = []
    for token in parsed:
        if token.type in _HEADINGS:
            token = token.copy(tag=f"h{min(5, level + used.index(token.tag))}")
        elif token.children:
            token = token.copy(children=_without_dead_links(token.children))
        tokens.append(token)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="nofollow noopener",
    )


def _without_dead_links(tokens: list[Token]) -> list[Token]:
    kept = []
    is_dead: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = _QUOTES_AROUND.sub("", str(token.attrGet("href") or ""))
            scheme = address.partition(":")[0].lower()
            is_dead.append(scheme not in ALLOWED_SCHEMES)
            token = token.copy(attrs={**token.attrs, "href": address})
        if token.type not in ("link_open", "link_close") or not is_dead[-1]:
            kept.append(token)
        if token.type == "link_close":
            is_dead.pop()
    return kept


@_keeping(KEPT)
def to_plain(markdown: str) -> str:
    """Return the words alone, on one line: no HTML, so escape them where they are printed."""
    if unmarked_paragraphs(markdown) is not None:
        return " ".join(markdown.split())
    html = _parser.renderer.render(_parsed(markdown), _parser.options, {})
    words = unescape(nh3.clean(html, tags=set()))
    return " ".join(words.split())


@_keeping(KEPT)
def to_paragraphs(markdown: str) -> tuple[str, ...]:
    """Return the words of each paragraph, heading and list item, each on one line: no HTML."""
    unmarked = unmarked_paragraphs(markdown)
    if unmarked is not None:
        return tuple(" ".join(words.split()) for words in unmarked)
    found = []
    marks: list[str] = []
    for token in _parsed(markdown):
        if token.type == "list_item_open":
            marks.append("• ")
        elif token.type == "list_item_close" and marks:
            marks.pop()
        elif token.type in ("inline", "fence", "code_block"):
            words = " ".join(_words_of(token).split())
            if words:
                found.append("".join(marks[-1:]) + words)
                # The second paragraph of an item has no mark of its own.
                marks = [""] * len(marks)
    return tuple(found)


def _words_of(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children
    )
