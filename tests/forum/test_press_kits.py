"""forum/press_kits.py: kits below the speakers' pages, from our own storage, without a query."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from forum.erasure import erase, find
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from speakers.models import Speaker
from speakers.photos import name_of
from speakers.values import Picture
from tests.builders import at, in_english
from tests.rows import an_edition_row
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

ALL = "/en/2021/speakers/press-kit.zip"
ANNA = "/en/2021/speakers/anna/press-kit.zip"
CONTENT = b"RIFF\x00\x00\x00\x00WEBP of a press kit"
NAME = name_of(CONTENT, "webp")


@pytest.fixture
def edition(settings):
    settings.BUILT_AT = at(0, day=1)
    edition = an_edition_row(is_current=True)
    photo = Picture(NAME, 240, 300)
    name = Text({"en": "Anna", "ru": "Анна"})
    Speaker.objects.create(edition=edition, slug="anna", name=name, photo=photo)
    Speaker.objects.create(edition=edition, slug="bob", name=in_english("Bob"))
    default_storage.save(NAME, ContentFile(CONTENT))
    release(edition, at(8))
    yield edition
    default_storage.delete(NAME)


def release(edition, instant):
    publish(edition, at=instant)
    current.refresh()


def files(response):
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_the_kit_of_all_has_everybody(edition, client):
    with without_queries():
        response = client.get(ALL)
        found = files(response)

    assert {path.partition("/")[0] for path in found if "/" in path} == {"anna", "bob"}
    assert found["anna/anna.webp"] == CONTENT
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"].startswith(
        'inline; filename="2021-speakers-press-kit.zip"'
    )
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_kit_of_one_has_nobody_else(edition, client):
    found = files(client.get(ANNA))

    assert {path.partition("/")[0] for path in found if "/" in path} == {"anna"}
    assert b"bob" not in found["speakers.csv"]


def test_a_kit_is_the_same_in_every_language(edition, client):
    one, other = client.get(ALL), client.get(ALL.replace("/en/", "/ru/"))

    assert b"".join(one.streaming_content) == b"".join(other.streaming_content)
    assert one["ETag"] == other["ETag"]


@pytest.mark.parametrize("path", [ALL, ANNA])
def test_a_kit_that_is_known_is_not_made_again(edition, client, monkeypatch, path):
    first = client.get(path)
    monkeypatch.setattr("forum.press_kits.read_photo", None)

    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_photo_that_is_not_there_is_left_out(edition, client):
    before = client.get(ALL)["ETag"]
    default_storage.delete(NAME)

    response = client.get(ALL)
    found = files(response)

    assert "anna/anna.webp" not in found
    assert (
        b"Photos that are missing here, for they could not be read\n\nAnna"
        in (found["README.en.txt"])
    )
    assert response["ETag"] != before


def test_who_was_erased_is_in_no_kit(edition, client):
    before = client.get(ALL)["ETag"]
    erase(find(str(Speaker.objects.get(slug="anna").person)))
    current.refresh()

    response = client.get(ALL, headers={"if-none-match": before})
    found = files(response)

    assert not any("anna" in path for path in found)
    assert not any(b"Anna" in content for content in found.values())
    assert client.get(ANNA).status_code in (404, 410)


def test_a_former_address_redirects(edition, client):
    Speaker.objects.filter(slug="anna").update(slug="anna-b")
    release(edition, at(9))

    response = client.get(ANNA)

    assert (response.status_code, response["Location"]) == (
        301,
        "/en/2021/speakers/anna-b/press-kit.zip",
    )


def test_a_kit_of_nobody_is_not_there(edition, client):
    assert client.get("/en/2021/speakers/never/press-kit.zip").status_code == 404


@pytest.mark.parametrize(
    ("page", "kit"), [("speakers/", ALL), ("formats/", ALL), ("speakers/anna/", ANNA)]
)
def test_pages_lead_to_their_kits(edition, client, page, kit):
    content = client.get(f"/en/2021/{page}").content.decode()

    assert f'<a href="{kit}" type="application/zip">Press kit</a>' in content
