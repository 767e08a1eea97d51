"""forum/converters.py: the languages of the settings, whichever they are at the moment."""

import pytest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse


def test_a_language_of_the_site_has_addresses(settings):
    settings.LANGUAGES = [("en", "English"), ("pt-br", "Brazilian Portuguese")]

    assert resolve("/pt-br/").kwargs == {"language": "pt-br"}
    assert reverse("front", args=("pt-br",)) == "/pt-br/"


@pytest.mark.parametrize("code", ["de", "EN", "e", "english", "en-"])
def test_any_other_has_none(code):
    with pytest.raises(Resolver404):
        resolve(f"/{code}/")
    with pytest.raises(NoReverseMatch):
        reverse("front", args=(code,))
