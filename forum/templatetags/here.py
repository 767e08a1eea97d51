"""Prints addresses and pictures of the page's own edition and language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import template
from django.template.base import FilterExpression
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

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
def own_addresses(context: template.Context) -> SafeString:
    """Print the address that search engines shall know this page by, and those in each language."""
    here = context["here"]
    in_languages = here.hreflangs()
    links = format_html_join(
        "\n",
        '<link rel="alternate" hreflang="{}" href="{}">',
        [*in_languages, ("x-default", in_languages[0][1])],
    )
    return format_html('<link rel="canonical" href="{}">\n{}', here.canonical(), links)


@register.simple_tag(takes_context=True)
def own_languages(context: template.Context) -> SafeString:
    """Print the ways to this very page in the other languages, as items of a list."""
    here = context["here"]
    query = str(here.query)
    return format_html_join(
        "\n",
        '<li><a class="tool" href="{0}{1}" hreflang="{2}" lang="{2}" data-query>'
        '<span class="language-name">{3}</span>'
        '<span class="language-code" aria-hidden="true">{4}</span></a></li>',
        [
            (path, query, code, name[:1].upper() + name[1:], code.upper())
            for code, name, path in here.alternates()
            if code != here.language
        ],
    )


class SameNode(template.Node):
    """Prints what it printed before."""

    def __init__(
        self, nodelist: template.NodeList, name: str, given: Sequence[FilterExpression] = ()
    ) -> None:
        self.nodelist = nodelist
        self.name = name
        self.given = given

    def render(self, context: template.Context) -> SafeString:
        here = context.get("here")
        # Addresses take a time zone that was asked for along, and there are hundreds of zones.
        if not here or here.query.get("tz"):
            return self.nodelist.render(context)
        given = [expression.resolve(context) for expression in self.given]
        key = self.name, *given, here.release.identity, here.language, get_script_prefix()
        known = here.site.pieces.get(key)
        if known is None:
            known = here.site.pieces[key] = self.nodelist.render(context)
        return mark_safe(known)


@register.tag
def same(parser: template.base.Parser, token: template.base.Token) -> SameNode:
    """Print what stands until `{% endsame %}`, which pages of a release in one language share.

    `{% same "foot" %}`: under its name it is rendered once, so it must not depend on anything
    else, and no block may stand in it. `{% same "menu" here.menu_mark %}` depends on the values
    given, each of which must be one of a few: no visitor may make up new ones.
    """
    _tag, name, *given = token.split_contents()
    nodelist = parser.parse(("endsame",))
    parser.delete_first_token()
    return SameNode(nodelist, name.strip('"'), [parser.compile_filter(word) for word in given])


class SaidNode(template.Node):
    """Prints words of the interface, which are looked up once for a language."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.known: dict[str | None, str] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        known = self.known.get(language)
        if known is None:
            known = self.known[language] = self.node.render(context)
        return mark_safe(known)


@register.tag
def translate(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Print words as Django's own tag does; what always says the same is looked up once.

    A page has dozens of them.
    """
    node: TranslateNode = do_translate(parser, token)
    words = node.filter_expression
    depends = words.var.literal is None or words.filters or node.asvar or node.message_context
    return node if depends else SaidNode(node)


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
