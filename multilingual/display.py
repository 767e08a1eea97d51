"""Texts as they are shown: in the language that is active."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_info

from multilingual.text import Text, Words


def shown(text: Text) -> Words:
    """Return the words of a text for a reader of the active language."""
    return text.in_language(get_language() or "en")


def language_name(code: str) -> str:
    """Return a language's name in the active language, or its code where nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
