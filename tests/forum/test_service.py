"""forum/service.py: health, robots, media, security.txt and the one negotiation."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import date

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from forum import clock, service
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from tests.builders import at, in_english

CONTENT = b"RIFF\x00\x00\x00\x00WEBP"
NAME = hashlib.sha256(CONTENT).hexdigest() + ".webp"


@pytest.fixture
def edition(db):
    edition = Edition.objects.create(
        slug="2021",
        name=in_english("Smart Cities"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        contact_email="forum@example.org",
    )
    publish(edition)
    current.refresh()
    return edition


@pytest.fixture
def stored():
    default_storage.save(NAME, ContentFile(CONTENT))
    yield NAME
    default_storage.delete(NAME)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.5", "ru"),
        ("en-GB", "en"),
        ("fi", "en"),
        ("", "en"),
        ("fi, ru;q=0.4", "ru"),
    ],
)
def test_the_front_door_leads_to_the_visitors_language(client, accepted, language):
    response = client.get("/", headers={"accept-language": accepted})

    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert response["Vary"] == "Accept-Language"


def test_the_process_is_healthy_without_a_database(client):
    assert client.get("/healthz").content == b"ok\n"


def test_the_script_for_other_sites_is_small_and_open_to_them(client, settings):
    settings.BUILT_AT = at(8)
    response = client.get("/embed.js")
    packed = client.get("/embed.js", headers={"accept-encoding": "gzip"})
    known = client.get("/embed.js", headers={"if-none-match": response["ETag"]})

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"].startswith("max-age=300, ")
    assert response["Last-Modified"] == "Tue, 25 May 2021 05:00:00 GMT"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert packed["Content-Encoding"] == "gzip" and len(packed.content) < 6_000
    assert known.status_code == 304
    for answer in (response, packed, known):
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_script_for_other_sites_knows_the_site_in_every_language(client, settings):
    settings.SITE_URL = "https://forum.example"

    script = client.get("/embed.js").content.decode()

    known = json.loads(script.rpartition("})(")[2].removesuffix(");\n"))
    assert {code: words["home"] for code, words in known.items()} == {
        "en": "https://forum.example/en/",
        "ru": "https://forum.example/ru/",
    }
    assert known["ru"]["loading"] == "Программа загружается…"


@pytest.mark.django_db
def test_the_site_is_not_ready_without_a_release(client):
    current.refresh()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": "ok",
        "source": "database",
        "releases": {},
    }


def test_the_site_is_ready_with_a_release(client, edition):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": "ok",
        "source": "database",
        "releases": {"2021": 1},
    }


def test_a_lost_database_is_named_while_the_site_goes_on(client, edition, monkeypatch):
    monkeypatch.setattr(current, "_answered_at", time.monotonic() - 60)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": "lost",
        "source": "database",
        "releases": {"2021": 1},
    }


def test_robots_may_read_all_but_the_admin_and_learn_what_there_is(client):
    assert client.get("/robots.txt").content == (
        b"User-agent: *\nDisallow: /admin/\n\nSitemap: http://127.0.0.1:8000/sitemap.xml\n"
    )


def test_security_txt_names_the_contact(client, edition, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(10))

    lines = client.get("/.well-known/security.txt").content.decode().splitlines()

    assert lines == [
        "Contact: mailto:forum@example.org",
        "Expires: 2022-04-01T00:00:00Z",
        "Preferred-Languages: en, ru",
        "Canonical: http://127.0.0.1:8000/.well-known/security.txt",
    ]


@pytest.mark.django_db
def test_security_txt_is_not_there_without_a_contact(client):
    assert client.get("/.well-known/security.txt").status_code in (404, 503)


def test_media_is_served_by_content_hash_and_kept_for_ever(client, stored):
    response = client.get(f"/media/{stored}")

    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    for sent in ("{}", "W/{}", '"other", {}', "*"):
        known = sent.format(response["ETag"])
        again = client.get(f"/media/{stored}", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b""), known


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["x.webp", "..%2f..%2fsettings.py", "a" * 64 + ".webp", "A" * 64 + ".webp", NAME + "x"]
)
def test_what_is_not_stored_is_not_served(client, name):
    assert client.get(f"/media/{name}").status_code in (404, 503)


def test_files_that_browsers_might_run_are_downloads(client):
    name = NAME.replace(".webp", ".html")
    default_storage.save(name, ContentFile(b"<script>"))

    response = client.get(f"/media/{name}")
    default_storage.delete(name)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_stylesheet_of_the_release_is_addressed_by_its_hash(client, edition):
    release = current.site().releases["2021"]

    response = client.get(release.stylesheet_url)

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert hashlib.sha256(response.content).hexdigest() in release.stylesheet_url
    assert b".rows-" in response.content or b"@layer" in response.content


def test_what_is_made_with_a_release_is_compressed_and_never_asked_for_again(
    client, edition, monkeypatch
):
    monkeypatch.setattr("forum.publishing.compression.SMALLEST_BYTES", 10)
    release = current.site().releases["2021"]

    plain = client.get(release.search_url)
    small = client.get(release.stylesheet_url, headers={"accept-encoding": "br"})
    known = {"if-none-match": small["ETag"], "accept-encoding": "br"}
    again = client.get(release.stylesheet_url, headers=known)

    assert plain["Content-Type"] == "application/json"
    assert json.loads(plain.content)
    assert small["Content-Encoding"] == "br"
    assert brotli.decompress(small.content) == release.made[small["ETag"].strip('"')[:-3]]
    assert small["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (again.status_code, again.content) == (304, b"")


def test_only_known_endings_are_shown_in_place():
    assert {"html", "svg", "js", "xml"} & service.SHOWN_IN_PLACE == set()


def test_browsers_that_guess_the_icon_find_it(client):
    response = client.get("/favicon.ico")

    name = response["Location"].removeprefix("/static/")
    assert response.status_code == 302
    assert finders.find(name) is not None
