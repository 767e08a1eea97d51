"""forum/sitemaps.py: search engines learn of every page, and when each changed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.test import Client

from forum import clock, sitemaps
from forum.models import Edition, Page
from forum.publishing import current, pages
from forum.releases import publish
from sessions.models import Appearance, Session, Stage
from speakers.models import Speaker
from speakers.values import Picture
from tests.builders import at, in_english
from tests.rows import a_session_row, an_edition_row
from tests.walk import walk, without_queries

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
INDEX = "/sitemap.xml"
ENGLISH = "/sitemap.2021.en.1.xml"


@pytest.fixture
def edition(settings):
    settings.BUILT_AT = at(0, day=1)
    edition = an_edition_row(is_current=True)
    for number, slug in enumerate(("one", "two"), 1):
        a_session_row(edition, number, slug=slug, starts_at=at(9 + number))
    release(edition, at(8))
    return edition


def release(edition, instant):
    publish(edition, at=instant)
    current.refresh()


def read(client, path):
    """Return the entries of a sitemap or an index."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return list(ElementTree.fromstring(response.content))


def addresses(client):
    """Return the addresses of all sitemaps that the index names, in order."""
    found = []
    for sitemap in read(client, INDEX):
        path = sitemap.findtext(f"{S}loc").removeprefix(SITE)
        found += [url.findtext(f"{S}loc") for url in read(client, path)]
    return found


def changed(client, *places):
    """Return the last change of pages by their path below /en/2021/."""
    found = {url.findtext(f"{S}loc"): url.findtext(f"{S}lastmod") for url in read(client, ENGLISH)}
    return [found[f"{SITE}/en/2021/{place}"][11:16] for place in places]


# Which pages


def test_the_sitemaps_have_exactly_the_pages_that_a_walk_finds(monkeypatch):
    call_command("sample", verbosity=0)
    past = an_edition_row(slug="2020", first_date=date(2020, 5, 1), last_date=date(2020, 5, 20))
    a_session_row(past, 1, slug="only", starts_at=None)
    publish(past)
    current.refresh()
    monkeypatch.setattr(clock, "now", lambda: at(11))
    client = Client()

    walked = {page.canonical for page in walk(client, "/en/", "/ru/").values()} - {""}
    with without_queries():
        found = addresses(client)

    assert sorted(found) == sorted(walked)
    assert f"{SITE}/ru/2020/sessions/only/" in walked
    assert f"{SITE}/en/editions/" in walked


def test_a_page_of_the_editors_own_stands_once(edition, client):
    Page.objects.create(edition=edition, slug="privacy", title=in_english("Privacy"))
    release(edition, at(9))

    found = addresses(client)

    assert found.count(f"{SITE}/en/2021/pages/privacy/") == 1


def test_a_page_names_itself_in_every_language_and_for_all_others(edition, client):
    url = next(url for url in read(client, ENGLISH) if "sessions/one" in url.findtext(f"{S}loc"))

    links = [
        (link.get("rel"), link.get("hreflang"), link.get("href")) for link in url.iter(f"{X}link")
    ]

    one = "2021/sessions/one/"
    assert links == [
        ("alternate", "en", f"{SITE}/en/{one}"),
        ("alternate", "ru", f"{SITE}/ru/{one}"),
        ("alternate", "x-default", f"{SITE}/en/{one}"),
    ]


def test_alternates_are_those_of_the_pages(edition, client):
    page = client.get("/ru/2021/sessions/one/").content.decode()
    url = next(
        url
        for url in read(client, "/sitemap.2021.ru.1.xml")
        if "sessions/one" in url.findtext(f"{S}loc")
    )

    for link in url.iter(f"{X}link"):
        code, address = link.get("hreflang"), link.get("href")
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in page


def test_pictures_of_speakers_are_named(edition, client):
    photo = Picture(f"{'a' * 64}.webp", 240, 300)
    Speaker.objects.create(edition=edition, slug="anna", name=in_english("Anna"), photo=photo)
    release(edition, at(9))

    found = [item.text for url in read(client, ENGLISH) for item in url.iter(f"{IMAGE}loc")]

    assert found == [f"{SITE}/media/{'a' * 64}.webp"]


# When each changed


def test_a_page_changed_when_anything_did_that_it_shows(edition, client):
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    Session.objects.filter(slug="one").update(stage=stage)
    anna = Speaker.objects.create(edition=edition, slug="anna", name=in_english("Anna"))
    release(edition, at(9))
    first = changed(client, "sessions/one/", "sessions/two/", "speakers/anna/", "speakers/")

    Appearance.objects.create(session=Session.objects.get(slug="two"), speaker=anna)
    release(edition, at(10))
    joined = changed(client, "sessions/one/", "sessions/two/", "speakers/anna/")

    stage.name = in_english("Great hall")
    stage.save()
    release(edition, at(11))
    renamed = changed(client, "sessions/one/", "sessions/two/", "speakers/anna/")

    anna.name = in_english("Anna B.")
    anna.save()
    release(edition, at(12))
    named = changed(client, "sessions/one/", "sessions/two/", "speakers/anna/", "speakers/", "")

    assert first == ["06:00", "05:00", "06:00", "06:00"]
    assert joined == ["06:00", "07:00", "07:00"]
    assert renamed == ["08:00", "07:00", "07:00"]
    assert named == ["08:00", "09:00", "09:00", "09:00", "09:00"]


def test_a_content_page_changed_when_its_words_did(edition, client):
    page = Page.objects.create(edition=edition, slug="about", title=in_english("About"))
    release(edition, at(9))
    page.body = in_english("More.")
    page.save()
    release(edition, at(10))
    Session.objects.filter(slug="one").update(starts_at=at(15))
    release(edition, at(11))

    assert changed(client, "pages/about/", "pages/privacy/", "news/") == ["07:00", "05:00", "08:00"]


# How they are given


def test_the_index_names_a_sitemap_for_each_edition_and_language(edition, client):
    found = [
        (sitemap.findtext(f"{S}loc"), sitemap.findtext(f"{S}lastmod"))
        for sitemap in read(client, INDEX)
    ]

    assert found == [
        (f"{SITE}/sitemap.2021.en.1.xml", "2021-05-25T05:00:00Z"),
        (f"{SITE}/sitemap.2021.ru.1.xml", "2021-05-25T05:00:00Z"),
    ]


def test_more_pages_than_one_sitemap_holds_are_in_several(edition, client, monkeypatch):
    whole = addresses(client)
    monkeypatch.setattr(sitemaps, "PAGES_IN_ONE", 5)
    pages.store.clear()

    named = [item.findtext(f"{S}loc").removeprefix(SITE) for item in read(client, INDEX)]
    parts = [len(read(client, path)) for path in named if ".en." in path]

    assert addresses(client) == whole
    assert parts[:-1] == [5] * (len(parts) - 1) and 0 < parts[-1] <= 5
    assert named[:2] == [ENGLISH, "/sitemap.2021.en.2.xml"]


@pytest.mark.parametrize(
    "path", ["/sitemap.2021.en.2.xml", "/sitemap.2021.en.0.xml", "/sitemap.1999.en.1.xml"]
)
def test_other_sitemaps_are_not_there(edition, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [INDEX, ENGLISH])
def test_sitemaps_are_told_from_newer_ones(edition, client, path):
    with without_queries():
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
    Session.objects.filter(slug="one").update(starts_at=at(15))
    release(edition, at(9))

    after = client.get(path, headers={"if-none-match": first["ETag"]})

    assert first["Last-Modified"] == "Tue, 25 May 2021 05:00:00 GMT"
    assert (again.status_code, after.status_code) == (304, 200)


def test_a_renamed_edition_leads_to_its_sitemap(edition, client):
    Edition.objects.update(slug="moscow")
    release(edition, at(9))

    response = client.get(ENGLISH)

    assert (response.status_code, response["Location"]) == (301, "/sitemap.moscow.en.1.xml")


def test_before_the_first_release_there_is_no_index(client):
    current.refresh()

    assert client.get(INDEX).status_code == 503
