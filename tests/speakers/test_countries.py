"""speakers/countries.py: the names of countries."""

from django.utils import translation

from speakers.countries import country_name


def test_a_country_is_named_in_the_active_language():
    names = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            names.append(country_name("DE"))

    assert names == ["Germany", "Германия", "Germany"]


def test_an_unknown_country_has_no_name():
    assert [country_name(code) for code in ("", "QQ")] == ["", ""]
