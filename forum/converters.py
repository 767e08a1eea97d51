"""The path converter of a language of the site."""

from __future__ import annotations

from django.conf import settings
from django.urls import register_converter


class LanguageConverter:
    """One of the site's languages."""

    # Which of them are the site's is asked each time: patterns are compiled once.
    regex = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"

    def to_python(self, value: str) -> str:
        if value not in dict(settings.LANGUAGES):
            raise ValueError(f"No language {value!r}.")
        return value

    def to_url(self, value: str) -> str:
        return self.to_python(value)


register_converter(LanguageConverter, "language")
