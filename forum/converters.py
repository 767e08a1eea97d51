"""The path converter of a language of the site."""

from __future__ import annotations

from django.conf import settings
from django.urls import register_converter


class LanguageConverter:
    """One of the site's languages."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")
