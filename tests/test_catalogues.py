"""The interface's words: both catalogues complete, compiled, and about what is really there."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from babel.messages.checkers import checkers
from babel.messages.mofile import write_mo
from django.conf import settings

from tests.catalogues import catalogue_path, extracted, incomplete, kept, key

LANGUAGES = [code for code, _name in settings.LANGUAGES]
REPAIR = "Type: .venv/bin/python -m tests.catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_code_and_templates_stands_in_the_catalogue(language):
    expected = {key(message) for message in extracted() if message.id}

    found = {key(message) for message in kept(language) if message.id}

    assert sorted(map(str, expected ^ found)) == [], REPAIR


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_missing_or_fuzzy(language):
    assert [message.id for message in incomplete(kept(language))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_original(language):
    catalogue = kept(language)
    wrong = []
    for message in catalogue:
        for check in checkers:
            try:
                check(catalogue, message)
            except Exception as error:
                wrong.append(f"{message.id!r}: {error}")

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_its_source_says(language):
    fresh = BytesIO()
    write_mo(fresh, kept(language))
    fresh.seek(0)
    with catalogue_path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog

    assert compiled == gettext.GNUTranslations(fresh)._catalog, REPAIR
