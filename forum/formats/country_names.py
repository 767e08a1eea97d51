"""Countries by the names that people write, in the languages of the site."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils import translation
from django_countries import countries

from multilingual.text import folded

_OTHERS = {
    # ISO 3166-1 keeps EL for Greece, as UK below.
    "GR": "EL|Greece|Греция",
    "US": "USA|U.S.A.|U.S.|United States|America|США|Америка",
    "GB": "UK|U.K.|England|Scotland|Great Britain|Britain|Великобритания|Англия",
    "RU": "Russia|Russian Federation|Россия|РФ|Российская Федерация",
    "AE": "UAE|Emirates|ОАЭ|Эмираты",
    "KR": "Korea|South Korea|Republic of Korea|Корея|Южная Корея",
    "CN": "China|PRC|КНР|Китай",
    "CZ": "Czech Republic|Czechia|Чехия",
    "NL": "Netherlands|The Netherlands|Holland|Голландия|Нидерланды",
    "VN": "Vietnam|Viet Nam|Вьетнам",
    "BY": "Belarus|Беларусь|Белоруссия",
    "IR": "Iran|Иран",
    "SY": "Syria|Сирия",
    "TW": "Taiwan|Тайвань",
    "TR": "Turkey|Türkiye|Турция",
    "MD": "Moldova|Молдова|Молдавия",
    "KG": "Kyrgyzstan|Киргизия|Кыргызстан",
    "BO": "Bolivia|Боливия",
    "VE": "Venezuela|Венесуэла",
    "TZ": "Tanzania|Танзания",
    "LA": "Laos|Лаос",
}


def country_name(code: str, language: str) -> str:
    """Return a country's name in a language; its code where the name would mean another one."""
    name = _names(language).get(code, "")
    return name if country_code(name) == code else code


def country_code(words: str) -> str:
    """Return the code of ISO 3166-1 that a name or a code means, or an empty string."""
    code = words.strip().upper()
    return code if code in _codes() else _by_name().get(folded(words), "")


@cache
def _names(language: str) -> Mapping[str, str]:
    with translation.override(language):
        return {code: str(name) for code, name in countries}


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code, _name in countries)


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, name in countries:
                found.setdefault(folded(str(name)), code)
    for code, names in _OTHERS.items():
        for name in names.split("|"):
            found.setdefault(folded(name), code)
    return found
