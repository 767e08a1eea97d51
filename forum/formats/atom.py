"""Atom, RFC 4287: a feed of whatever is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from multilingual.characters import on_one_line, writable
from multilingual.text import Words
from sessions.times import in_utc

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Entry:
    """One piece of news. `id` is a URI that never changes; instants are aware.

    `html` is safe HTML in `html_language`, empty where the title says it all; `related` is an
    address elsewhere, or empty.
    """

    id: str
    title: Words
    published: datetime
    updated: datetime
    address: str
    html: str = ""
    html_language: str = ""
    related: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed in one language, its entries in the order in which they are to be read.

    `page` is the full address of the page that shows the same, `source` that of the feed.
    """

    id: str
    language: str
    title: Words
    author: str
    updated: datetime
    page: str
    source: str
    author_url: str = ""
    entries: tuple[Entry, ...] = ()


def write(feed: Feed) -> bytes:
    """Return the feed as XML 1.0 in UTF-8, equal bytes for equal feeds.

    Words in another language than the feed's say so with `xml:lang`. Characters that XML cannot
    hold are left out.

    Source: RFC 4287, 4.1.
    """
    root = Element("feed", {"xmlns": NAMESPACE, _LANGUAGE: feed.language})
    _add(root, "id", feed.id)
    _add_words(root, "title", feed.title, feed.language)
    _add(root, "updated", in_utc(feed.updated))
    _add_link(root, "alternate", feed.page, "text/html", feed.language)
    _add_link(root, "self", feed.source, MEDIA_TYPE, feed.language)
    author = SubElement(root, "author")
    _add(author, "name", on_one_line(feed.author))
    if feed.author_url:
        _add(author, "uri", on_one_line(feed.author_url))
    _add_entries(root, feed)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _add_entries(root: Element, feed: Feed) -> None:
    for entry in feed.entries:
        element = SubElement(root, "entry")
        _add(element, "id", entry.id)
        _add_words(element, "title", entry.title, feed.language)
        _add(element, "published", in_utc(entry.published))
        _add(element, "updated", in_utc(entry.updated))
        _add_link(element, "alternate", entry.address, "text/html", feed.language)
        if entry.related:
            SubElement(element, "link", {"rel": "related", "href": on_one_line(entry.related)})
        if entry.html:
            content = _add(element, "content", writable(entry.html), type="html")
            if entry.html_language and entry.html_language != feed.language:
                content.set(_LANGUAGE, entry.html_language)


def _add(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text
    return element


def _add_words(parent: Element, name: str, words: Words, language: str) -> None:
    element = _add(parent, name, on_one_line(words.words))
    if words.language and words.language != language:
        element.set(_LANGUAGE, words.language)


def _add_link(parent: Element, relation: str, address: str, kind: str, language: str) -> None:
    SubElement(
        parent, "link", {"rel": relation, "type": kind, "hreflang": language, "href": address}
    )
