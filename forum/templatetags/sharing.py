"""Prints what a page says of itself where it is shared, and to search engines."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import unescape
from typing import Any

from babel.core import get_global
from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from forum import sharing, structured
from forum.publishing import cards
from multilingual.templatetags.multilingual import plain

register = template.Library()

# What ends a script element, or begins what only looks like one, stands escaped within strings.
_UNSAFE = re.compile("[<>&\u2028\u2029]")


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


class RememberNode(template.Node):
    """Keeps under a name what it holds, and prints nothing."""

    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        # It was escaped when it was rendered.
        context[self.name] = mark_safe(" ".join(self.nodelist.render(context).split()))
        return mark_safe("")


@register.tag
def remember(parser: template.base.Parser, token: template.base.Token) -> RememberNode:
    """Keep what stands until `{% endremember %}`, on one line, to be printed more than once.

    A block that stands in it is printed as the page has it: `{% remember page_title %}`.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodelist, name)


@register.simple_tag(takes_context=True)
def page_card(context: template.Context) -> dict[str, Any]:
    """Return the page's card for its tags: `{% page_card as card %}`. Nothing is drawn."""
    card, address = sharing.card_of(context["here"])
    return {
        "address": address,
        "alt": card.alt,
        "type": cards.MEDIA_TYPE,
        "width": cards.WIDTH,
        "height": cards.HEIGHT,
    }


@register.simple_tag(takes_context=True)
def shared_as(context: template.Context, card: dict[str, Any]) -> SafeString:
    """Print what is shown where the page is shared: `{% shared_as card %}`.

    It stands below what is remembered as `page_title`, `page_description`, and as `card_title` and
    `card_type`, the title and the kind of the page where it is shared. Source: https://ogp.me
    """
    here = context["here"]
    locales = [
        ("og:locale" if code == here.language else "og:locale:alternate", territory(code))
        for code, _name in settings.LANGUAGES
    ]
    properties = format_html_join(
        "\n",
        '<meta property="{}" content="{}">',
        [
            ("og:site_name", plain(here.edition.name)),
            ("og:title", context["card_title"]),
            ("og:description", context["page_description"]),
            ("og:type", context["card_type"]),
            ("og:url", here.canonical()),
            *locales,
            ("og:image", card["address"]),
            ("og:image:type", card["type"]),
            ("og:image:width", card["width"]),
            ("og:image:height", card["height"]),
            ("og:image:alt", card["alt"]),
        ],
    )
    return format_html('{}\n<meta name="twitter:card" content="summary_large_image">', properties)


@register.simple_tag(takes_context=True)
def structured_data(context: template.Context) -> SafeString:
    """Print what the page says to search engines, as JSON-LD: data, which no browser runs.

    It stands below `{% page_card as card %}` and what is remembered as `page_title`. A page that
    says that nothing is here has none.
    """
    here = context["here"]
    if not here.is_found:
        return mark_safe("")
    # It was escaped for HTML, which this is not.
    title = unescape(context["page_title"])
    found = structured.of_page(here, title, context["card"]["address"])
    written = _UNSAFE.sub(_escaped, json.dumps(found, ensure_ascii=False, separators=(",", ":")))
    return mark_safe(f'<script type="application/ld+json">{written}</script>')


@register.filter
@lru_cache(maxsize=64)
def territory(code: str) -> str:
    """Print a language with its territory, as Facebook names locales: en_US, ru_RU.

    Source: https://ogp.me/#optional, CLDR's likely subtags.
    """
    language, *rest = code.replace("-", "_").split("_")
    subtags = get_global("likely_subtags")
    given = "_".join(
        (language, *(part.title() if len(part) == 4 else part.upper() for part in rest))
    )
    territories = [part for part in given.split("_")[1:] if len(part) == 2]
    likely = subtags.get(given) or subtags.get(language) or ""
    return "_".join((language, *(territories or likely.split("_")[2:])))
