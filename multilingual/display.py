"""Texts as they are shown: in the language that is active."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from multilingual.text import Text, Words


def shown(text: Text) -> Words:
    """Return the words of a text for a reader of the active language."""
    return text.in_language(get_language() or "en")


def printed(found: Words) -> SafeString | str:
    """Return words for HTML, in a marked element where they stand in for others."""
    if not found.is_fallback:
        return found.words
    return format_html('<span lang="{}" dir="auto">{}</span>', found.language, found.words)


def language_name(code: str) -> str:
    """Return a language's name in the active language, or its code where nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
