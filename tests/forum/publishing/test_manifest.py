"""forum/publishing/manifest.py: the site as an app, in each language."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from PIL import Image

from forum.publishing import current
from forum.publishing.manifest import ICONS, short_name


@pytest.mark.django_db
def test_the_manifest_speaks_the_pages_language_and_opens_its_front_door(client, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    call_command("sample", verbosity=0)
    current.refresh()

    found = {code: client.get(f"/{code}/manifest.webmanifest") for code in ("en", "ru", "ar")}

    assert {answer["Content-Type"] for answer in found.values()} == {
        "application/manifest+json; charset=utf-8"
    }
    some = ("id", "start_url", "scope", "lang", "dir", "name", "short_name", "display")
    assert {code: tuple(answer.json()[key] for key in some) for code, answer in found.items()} == {
        code: (
            f"/{code}/",
            f"/{code}/",
            "/",
            code,
            "rtl" if code == "ar" else "ltr",
            "Smart Cities Moscow",
            "Smart Cities",
            "standalone",
        )
        for code in ("en", "ru", "ar")
    }
    assert found["en"].json()["description"] == "First international online forum on smart cities"


@pytest.mark.django_db
def test_the_manifest_asks_no_row(client, django_assert_num_queries):
    call_command("sample", verbosity=0)
    current.refresh()

    with django_assert_num_queries(0):
        answer = client.get("/en/manifest.webmanifest")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("file", "sizes"), [icon[:2] for icon in ICONS if icon[0].endswith(".png")]
)
def test_an_icon_is_as_large_as_it_says(file, sizes):
    with Image.open(finders.find(file)) as icon:
        assert f"{icon.width}x{icon.height}" == sizes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Smart Cities Moscow", "Smart Cities"),
        ("Форум городов", "Форум"),
        ("Водогрязеторфопарафинолечение", "Водогрязеторфопарафинолечение"),
        ("", ""),
    ],
)
def test_a_short_name_is_made_of_whole_words(name, expected):
    assert short_name(name) == expected
