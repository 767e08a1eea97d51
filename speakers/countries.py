"""The names of countries, in the active language."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language
from django_countries import countries


def country_name(code: str) -> str:
    """Return a country's name in the active language, or nothing for an unknown code."""
    return _country_name(code, get_language()) if code else ""


# A wall or a file names a few countries hundreds of times.
@lru_cache(maxsize=1024)
def _country_name(code: str, language: str | None) -> str:
    """Return a country's name; the language is the active one."""
    return str(countries.name(code))
