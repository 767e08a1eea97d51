"""Prints addresses and pictures of the page's own edition and language."""

from __future__ import annotations

import hashlib
from typing import Any

from django import template

from forum.values import Announcement
from multilingual.display import language_name
from speakers.pictures import media, picture

register = template.Library()

CYRILLIC = frozenset({"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"})
"""The languages of the site's world that are written in Cyrillic."""


@register.simple_tag(takes_context=True)
def address(context: template.Context, name: str, *args: Any, language: str = "") -> str:
    """Print the path of a public page of this edition, such as `{% address "session" slug %}`."""
    return str(context["here"].address(name, *args, language=language))


@register.simple_tag(takes_context=True)
def own_query(context: template.Context) -> str:
    """Print the query of this very page with its question mark, or nothing."""
    return str(context["here"].query)


register.simple_tag(media)
register.simple_tag(picture)


@register.filter
def notice_key(announcement: Announcement) -> str:
    """Return what a dismissed announcement is known by: its guid and a hash of all its words.

    An announcement that is dismissed in one language is dismissed in all; with new words it is a
    new one.
    """
    words = (announcement.title.pairs, announcement.body.pairs, announcement.url)
    return f"{announcement.guid}-{hashlib.sha256(repr(words).encode()).hexdigest()[:8]}"


@register.filter
def fonts(language: str) -> tuple[str, ...]:
    """Return the names of the font files that a page in this language needs first.

    Cyrillic pages need the Latin one too: the figures are in it.
    """
    return ("basic", "russian") if language.partition("-")[0] in CYRILLIC else ("basic",)


register.filter("language_name", language_name)
