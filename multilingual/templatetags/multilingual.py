"""Prints texts in the page's language, honestly marked where another one stands in."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from multilingual.display import language_name, printed, shown
from multilingual.markdown import to_html, to_plain
from multilingual.text import Text, shortened

register = template.Library()


@register.filter
def words(text: Text) -> SafeString | str:
    """Print a text, in a marked element where another language stands in."""
    return printed(shown(text))


@register.filter
def plain(text: Text) -> str:
    """Print the bare words of a text, without an element: for attributes and titles."""
    return " ".join(shown(text).words.split())


@register.filter
def summary(text: Text) -> str:
    """Print the bare words of a text in Markdown, without its marks: for descriptions."""
    return to_plain(shown(text).words)


@register.filter
def beginning(words: str, most: int = 200) -> str:
    """Print so many characters of plain words at most, cut between two words."""
    return shortened(words, most)


@register.filter
def markdown(text: Text, level: int = 3) -> SafeString:
    """Print Markdown as safe HTML, in a marked element where another language stands in.

    Its headings begin at `level`: one below the heading that the text stands under.
    """
    found = shown(text)
    html = mark_safe(to_html(found.words, level))
    if not found.is_fallback:
        return html
    return format_html('<div lang="{}" dir="auto">{}</div>', found.language, html)


@register.filter
def stands_in(text: Text) -> str:
    """Return the code of the language that stands in for the page's own, or an empty string."""
    found = shown(text)
    return found.language if found.is_fallback else ""


@register.simple_tag
def stands_in_note(text: Text) -> SafeString:
    """Print a paragraph that says so where another language stands in for the page's own."""
    found = shown(text)
    if not found.is_fallback:
        return mark_safe("")
    note = _("This text is available in %(language)s only.")
    return format_html(
        '<p class="stands-in">{}</p>', note % {"language": language_name(found.language)}
    )


@register.simple_tag
def direction() -> str:
    """Print `rtl` or `ltr`, for the page's language."""
    return "rtl" if get_language_bidi() else "ltr"
