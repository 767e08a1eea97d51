"""Prints addresses and pictures of the page's own edition and language."""

from __future__ import annotations

import hashlib
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe

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


class SameNode(template.Node):
    """Prints what it printed before."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        here = context.get("here")
        # Addresses take a time zone that was asked for along, and there are hundreds of zones.
        if not here or here.query.only("tz"):
            return self.nodelist.render(context)
        key = self.name, here.release.identity, here.language, get_script_prefix()
        known = here.site.pieces.get(key)
        if known is None:
            known = here.site.pieces[key] = self.nodelist.render(context)
        return mark_safe(known)


@register.tag
def same(parser: template.base.Parser, token: template.base.Token) -> SameNode:
    """Print what stands until `{% endsame %}`, which all pages of a release in one language share.

    `{% same "foot" %}`: under its name it is rendered once, so it must not depend on anything
    else, and no block may stand in it.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endsame",))
    parser.delete_first_token()
    return SameNode(nodelist, name.strip('"'))


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
