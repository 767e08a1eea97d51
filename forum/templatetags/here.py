"""Prints addresses and pictures of the page's own edition and language."""

from __future__ import annotations

import hashlib
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from forum.values import Announcement
from multilingual.display import language_name
from speakers.values import Picture

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


@register.simple_tag
def media(file: str) -> str:
    """Print the path of one of our own stored files."""
    return reverse("media", args=(file,))


@register.simple_tag
def picture(
    picture: Picture, alt: str = "", sizes: str = "", eager: bool = False, instead: str = ""
) -> SafeString:
    """Print an `img` with its sizes, so that nothing jumps, and with every width there is.

    Beside it stands, not shown, what takes its place where the visitor hides pictures.

    Args:
        alt: plain words; empty for a picture that says nothing more than its surroundings.
        sizes: the widths it is shown in, as in HTML; without it the largest one is loaded.
        eager: for a picture that is seen at once.
        instead: plain words to stand in its place, such as a person's initials; else `alt`.
    """
    widths = ", ".join(
        f"{reverse('media', args=(rendition.file,))} {rendition.width}w"
        for rendition in picture.renditions
    )
    return format_html(
        '<img src="{}"{}{} width="{}" height="{}" alt="{}" class="{}"{} decoding="async">{}',
        reverse("media", args=(picture.file,)),
        format_html(' srcset="{}"', widths) if widths and sizes else "",
        format_html(' sizes="{}"', sizes) if widths and sizes else "",
        picture.width,
        picture.height,
        # Always escaped: words from a template itself come marked as safe.
        escape(alt),
        f"focus-x-{_tenth(picture.focus_x)} focus-y-{_tenth(picture.focus_y)}",
        "" if eager else SafeString(' loading="lazy"'),
        format_html('<span class="instead">{}</span>', escape(words))
        if (words := instead or alt)
        else "",
    )


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


def _tenth(percent: int) -> int:
    return round(percent / 10) * 10
