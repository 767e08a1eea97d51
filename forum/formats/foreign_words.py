"""Words of foreign files made ours: clean text, Markdown, languages, kinds, addresses, slugs."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import nh3
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from markdownify import markdownify
from slugify import slugify

from multilingual.characters import writable

MAX_SLUG = 140
MAX_LINE = 500
"""Characters of a title or a name; nobody reads more."""
MAX_TAGS = 1500
"""Tags and entities that a text may have, as given and when mended; nobody means more."""

# Text

# C0 and C1 controls save tab and line feed, overrides of the writing direction, byte order marks.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufeff]")
# Unicode UAX #9, 2: one of these in a name turns round what stands beside it on a page. Joiners
# (U+200C, U+200D) stay, scripts and emoji need them.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_HTML_BLOCKS = (
    "address article aside blockquote br center dd div dl dt fieldset figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
_HTML_INLINE = (
    "a abbr acronym applet audio b base basefont bdo big body button canvas cite code del dfn em "
    "embed font frame frameset head html i iframe img input ins kbd label link map mark math meta "
    "noscript object option q s samp script select small source span strike strong style sub sup "
    "svg template textarea title tt u var video"
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_HTML_BLOCKS.split())})\b[^<>]*>", re.IGNORECASE)
_KNOWN = "|".join(f"{_HTML_BLOCKS} {_HTML_INLINE}".split())
_HTML_TAG = re.compile(rf"</?(?:{_KNOWN})(?:[\s/][^<>]*)?>|<!--", re.IGNORECASE)
# `vector<int>` is no tag, and a HTML parser would swallow all that follows it.
_NO_TAG = re.compile(rf"<(?!/?(?:{_KNOWN})(?:[\s/][^<>]*)?>|!--)", re.IGNORECASE)
_KEPT_TAGS = (
    {
        "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "s", "strong", "sub",
        "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_NAMED_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_BLOCK_NAMES, _INLINE_NAMES = frozenset(_HTML_BLOCKS.split()), frozenset(_HTML_INLINE.split())
# What makes converters work: tags, and entities such as `&lt;`, as which a lone `<` ends.
_MARK = re.compile(r"<(?!/)|&")
# Only the address of a link is kept, and unlike tags left open are opened anew in each paragraph:
# HTML Standard, 13.2.4.3, reopens three equal ones at most.
_ATTRIBUTES = re.compile(rf"<((?!a\b)(?:{_KNOWN}))[\s/][^<>]*>", re.IGNORECASE)
_PRE_TAG = re.compile(r"(<(/?)pre(?:[\s/][^<>]*)?>)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

_SPACES = re.compile(r"[ \t\n\v\f\x85\u2028\u2029]+")
_ENDLESS_SPACE = re.compile(r"\s{300,}")

# Stand in for line ends that a HTML parser would fold away; from the private use area.
_LINE_END, _PARAGRAPH_END = "\ue000", "\ue001"


def one_line(words: str | None) -> str:
    """Return words for a title or a name: one line, no control characters, none of direction.

    Empty if there is nothing to see: a zero-width space is no title.
    """
    line = words or ""
    # What Unicode calls printable has no controls, no directions, and only the plain space.
    if not line.isprintable() or "  " in line:
        line = _DIRECTIONS.sub("", _UNWANTED.sub("", line.replace("\r", "\n")))
        line = _SPACES.sub(" ", line)
    line = line.strip(" ")
    return line if any(unicodedata.category(letter)[0] in "LNPS" for letter in line) else ""


def without_controls(words: str | None) -> str:
    """Return words with line feeds for all line ends, and without characters that nobody sees."""
    return _UNWANTED.sub("", writable(words or ""))


def is_html(words: str) -> bool:
    """Say whether words contain HTML tags or comments; `<int>` and `<TL;DR>` are none."""
    return bool(_HTML_TAG.search(words))


@dataclass(frozen=True)
class Rewritten:
    """Words as Markdown, and what they were: `tags` counts HTML tags and entities converted."""

    words: str
    was_html: bool = False
    tags: int = 0
    has_too_many_tags: bool = False


def markdown(words: str | None) -> str:
    """Return words as Markdown; see `rewritten`."""
    return rewritten(words).words


def rewritten(words: str | None, *, most_tags: int = MAX_TAGS) -> Rewritten:
    """Return words as Markdown: HTML, also hostile, is cleaned and rewritten, the rest is kept.

    Lines and paragraphs that are not marked up stay lines and paragraphs. Equal words give equal
    Markdown. HTML of more than `most_tags` loses its tags.
    """
    tags, has_too_many_tags = 0, False
    cleaned = without_controls(words)
    was_html = is_html(cleaned)
    if was_html:
        # Endless white space makes converters slow and means nothing.
        cleaned = _ENDLESS_SPACE.sub("\n\n", cleaned)
        has_too_many_tags = _count_tags(cleaned) > most_tags
        if not has_too_many_tags:
            has_blocks = bool(_BLOCK_TAG.search(cleaned))
            html = _clean_html(cleaned, has_blocks)
            tags = _count_tags(html)
            has_too_many_tags = tags > most_tags
        cleaned = _plain(cleaned) if has_too_many_tags else _from_html(html, has_blocks)
    lines = [
        line.rstrip(" \t") if not line.endswith("  ") else line for line in cleaned.split("\n")
    ]
    while lines and not lines[0].strip():
        del lines[0]
    return Rewritten("\n".join(lines).rstrip(), was_html, tags, has_too_many_tags)


def _count_tags(words: str) -> int:
    return sum(1 for _ in _MARK.finditer(words))


def _plain(words: str) -> str:
    """Return the words between tags, blocks of them on lines of their own."""
    words = _NAMED_TAG.sub(_line_end_or_nothing, words)
    return _BLANK_LINES.sub("\n\n", unescape(words))


def _line_end_or_nothing(tag: re.Match[str]) -> str:
    name = tag[1].casefold()
    if name in _BLOCK_NAMES:
        return "\n"
    return "" if name in _INLINE_NAMES else tag[0]


def _clean_html(words: str, has_blocks: bool) -> str:
    """Return well-formed HTML of harmless tags, its line ends guarded."""
    guarded = _NO_TAG.sub("&lt;", words.replace(_LINE_END, "").replace(_PARAGRAPH_END, ""))
    guarded = _ATTRIBUTES.sub(r"<\1>", guarded)
    return nh3.clean(
        "".join(_with_line_ends(guarded, has_blocks)),
        tags=_KEPT_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _from_html(clean: str, has_blocks: bool) -> str:
    try:
        # Words without blocks were written for a plain field: their asterisks mean themselves.
        rewritten = markdownify(
            clean,
            heading_style="ATX",
            bullets="-",
            escape_asterisks=has_blocks,
            escape_underscores=has_blocks,
        )
    except RecursionError:
        # Tags nested a thousand deep are no markup that anybody meant.
        rewritten = unescape(nh3.clean(clean, tags=set()))
    paragraphs = (part.strip() for part in rewritten.split(_PARAGRAPH_END))
    return "\n\n".join(filter(None, paragraphs)).replace(_LINE_END, "\n")


def _with_line_ends(words: str, has_blocks: bool) -> Iterator[str]:
    """Yield the words in pieces, their line ends guarded outside of preformatted parts."""
    depth = 0
    pieces = _PRE_TAG.split(words)
    for number in range(0, len(pieces), 3):
        piece = pieces[number]
        if depth == 0:
            piece = _BLANK_LINES.sub(_PARAGRAPH_END, piece)
            piece = piece if has_blocks else piece.replace("\n", _LINE_END)
        yield piece
        if number + 2 < len(pieces):
            depth = max(0, depth - 1) if pieces[number + 2] else depth + 1
            yield pieces[number + 1]


# Languages


def _language_words() -> dict[str, str]:
    words = {"chinese": "zh", "中文": "zh", "汉语": "zh", "漢語": "zh"}
    for code, info in LANG_INFO.items():
        if "name" not in info:
            continue
        primary = code.partition("-")[0]
        for word in (info["name"], info["name_local"]):
            words.setdefault(word.casefold(), primary)
        words.setdefault(primary, primary)
    return words


_LANGUAGE_WORDS = _language_words()
_BETWEEN_LANGUAGES = re.compile(r"\s*(?:[,;/&+|]|\band\b|\bund\b|\bи\b)\s*", re.IGNORECASE)


def spoken_languages(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of spoken languages, and the words that name none.

    "en-US", "German" and "de/en" are understood. A region says nothing about what is spoken.
    """
    codes: list[str] = []
    unknown: list[str] = []
    for word in _BETWEEN_LANGUAGES.split(words.strip()):
        if not word:
            continue
        folded = word.casefold()
        code = _LANGUAGE_WORDS.get(folded) or _LANGUAGE_WORDS.get(re.split("[-_]", folded)[0])
        if code is None:
            unknown.append(word)
        elif code not in codes:
            codes.append(code)
    return tuple(codes), tuple(unknown)


# Kinds of session

# Words of `type`, and whether they say no more than our kind does.
_PLAIN_WORDS = {
    "talk": ("talk", "lecture", "presentation", "vortrag", "доклад", "лекция"),
    "panel": ("panel", "panel discussion", "панельная дискуссия"),
    "workshop": ("workshop", "мастер класс"),
    "keynote": ("keynote",),
    "plenary": ("plenary", "plenary session", "пленарное заседание"),
    "ceremony": ("ceremony", "церемония"),
    "break": ("break", "pause", "перерыв"),
    "other": ("other", "другое"),
}
_TELLING_WORDS = {
    "talk": ("devroom", "maintrack", "lightning", "lightningtalk", "speech", "session", "report"),
    "panel": ("podium", "discussion", "debate", "roundtable", "round table", "podiumsdiskussion",
              "meetup panel", "fishbowl", "дискуссия", "круглый стол"),
    "workshop": ("tutorial", "training", "hands on", "handson", "class", "masterclass", "sprint",
                 "hackathon", "lab"),
    "ceremony": ("opening", "closing", "opening ceremony", "closing ceremony", "award ceremony"),
    "break": ("lunch", "breakfast", "dinner", "coffee", "coffee break", "tea break", "tea",
              "lunch break", "reception", "обед", "завтрак", "ужин", "кофе брейк"),
}  # fmt: skip
_KIND_OF = {
    word: kind
    for table in (_PLAIN_WORDS, _TELLING_WORDS)
    for kind, words in table.items()
    for word in words
}
# "Talk of 20 minutes", "Workshop 2h"
_LENGTH = re.compile(r" of | [0-9]")
_PLAIN = frozenset(word for words in _PLAIN_WORDS.values() for word in words)


def kind_of(words: str) -> tuple[str, str]:
    """Return our kind for a file's word of `type`, and the word where it says more than that.

    An unknown word gives "other" and is kept: ("other", "Music 120min").
    """
    plain = re.sub(r"\([^)]*\)", " ", words.casefold())
    plain = " ".join(re.sub(r"[_-]", " ", plain).split())
    kind = "other"
    candidates = (
        plain,
        plain.partition("/")[0].strip(),
        _LENGTH.split(plain)[0],
        plain.rpartition(" ")[2],
    )
    for candidate in candidates:
        found = _KIND_OF.get(candidate) or _KIND_OF.get(candidate.removesuffix("s"))
        if found:
            kind = found
            break
    if re.sub(r"[_-]", " ", words.casefold()) in _PLAIN:
        return kind, ""
    shown = words if " " in words else words.replace("_", " ")
    return kind, shown[:1].upper() + shown[1:] if shown.islower() else shown


# States

_STATE_WORDS = {
    "confirmed": ("confirmed", "accepted", "scheduled", "delayed", "active", "подтверждена",
                  "подтверждено", "подтверждён", "запланирована"),
    "tentative": ("tentative", "provisional", "pending", "submitted", "draft",
                  "предварительно", "под вопросом"),
    "cancelled": ("cancelled", "canceled", "withdrawn", "rejected", "deleted", "отменена",
                  "отменено", "отменён", "отменен"),
}  # fmt: skip
_STATE_OF = {word: state for state, words in _STATE_WORDS.items() for word in words}


def state_of(words: str) -> str:
    """Return our state for a file's word, or an empty string for an unknown one."""
    return _STATE_OF.get(words.casefold(), "")


# Addresses

_IS_WEB = URLValidator(schemes=["http", "https"])
# A host without a scheme: `example.org/a`, `www.example.org`; not `slides.pdf` or `index.html`.
_BARE_HOST = re.compile(r"\A(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?(?:/\S*)?\Z", re.IGNORECASE)
_NOT_IN_AN_ADDRESS = re.compile(r"""[\s"<>\\^`{|}]""")
_FILE_ENDINGS = frozenset(
    {
        "avi", "css", "doc", "docx", "gif", "gz", "htm", "html", "ics", "jpeg", "jpg", "js",
        "json", "md", "mp3", "mp4", "odp", "ods", "odt", "ogg", "ogv", "pdf", "php", "png",
        "pps", "ppt", "pptx", "ps", "svg", "tar", "tex", "tgz", "txt", "webm", "webp", "xls",
        "xlsx", "xml", "zip",
    }
)  # fmt: skip


def web_address(given: str | None, *, base: str = "", most: int = 1000) -> tuple[str, str]:
    """Return a web address that a page may link to, and what was done to it.

    What was done is empty for an address as it was given, "resolved" for one relative to `base`,
    "completed" for a host without a scheme. An address that cannot be had is empty, with the
    reason beside it.
    """
    words = one_line(given)
    if not words:
        return "", ""
    if len(words) > most:
        return "", f"longer than {most} characters"
    done = ""
    try:
        urlsplit(words)
    except ValueError:
        return "", "no valid web address"
    if not re.match(r"[a-z][a-z0-9+.-]*:", words, re.IGNORECASE):
        host, _, path = words.partition("/")
        ending = host.rpartition(".")[2].casefold()
        if words.startswith("//"):
            words, done = f"https:{words}", "completed"
        elif _BARE_HOST.match(words) and (path or ending not in _FILE_ENDINGS):
            words, done = f"https://{words}", "completed"
        elif " " in words or not re.search(r"[./?#]", words):
            return "", "words instead of a web address"
        elif not base:
            return "", "a relative address, and the file names no base"
        else:
            words, done = urljoin(base, words), "resolved"
    address = _NOT_IN_AN_ADDRESS.sub(lambda found: quote(found[0]), words)
    if not address.lower().startswith(("http://", "https://")):
        return "", "not http or https"
    if len(address) > most:
        return "", f"longer than {most} characters"
    try:
        _IS_WEB(address)
    except ValidationError:
        return "", "no valid web address"
    return address, done


# Identity


def slug_of(*candidates: str, otherwise: str) -> str:
    """Return the first candidate that has letters or digits, as a slug in Latin letters.

    Other scripts are transliterated. It is never empty: `otherwise` stands in.
    """
    short = (candidate[:MAX_LINE] for candidate in candidates)
    slugs = (slugify(candidate, max_length=MAX_SLUG).strip("-") for candidate in short)
    return next(filter(None, slugs), otherwise)


class Slugs:
    """The slugs given within one kind of thing, so that none is given twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._following: dict[str, int] = {}

    def give(self, *candidates: str, otherwise: str) -> str:
        """Return the slug of the first fit candidate, with a number if somebody has it."""
        wanted = slug = slug_of(*candidates, otherwise=otherwise)
        number = self._following.get(wanted, 2)
        while slug in self._taken:
            ending = f"-{number}"
            slug, number = wanted[: MAX_SLUG - len(ending)] + ending, number + 1
        self._following[wanted] = number
        self._taken.add(slug)
        return slug


def guid_or_none(words: str | None) -> str | None:
    """Return a guid in its one canonical form, or None if the words are none."""
    try:
        return str(uuid.UUID((words or "").strip()))
    except ValueError:
        return None
