"""forum/feeds.py: feeds that readers subscribe to."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from forum import clock
from forum.models import Announcement, Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at, in_english

pytestmark = pytest.mark.django_db

NEWS = "/en/2021/news.atom"


@pytest.fixture
def edition(settings):
    settings.BUILT_AT = at(0, day=1)
    edition = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Smart Cities", "ru": "Умные города"}),
        organiser=in_english("City of Moscow"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )
    for number, slug in enumerate(("one", "two", "three"), 1):
        Session.objects.create(
            edition=edition,
            number=number,
            slug=slug,
            title=Text({"en": slug.title(), "ru": f"Сессия {number}"}),
            starts_at=at(9 + number),
            duration_minutes=60,
        )
    Session.objects.create(edition=edition, number=4, slug="someday", title=in_english("Someday"))
    release(edition, at(8))
    return edition


@pytest.fixture
def now(monkeypatch):
    def it_is(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    it_is(at(9))
    return it_is


def release(edition, instant):
    publish(edition, at=instant)
    current.refresh()


# The news


ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    root = ElementTree.fromstring(response.content)
    return [
        {child.tag.removeprefix(ATOM): child.text for child in entry if child.text}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_the_feed_has_the_announcements_of_the_moment(edition, now, client, settings):
    for title, hour, ends_at, url in (
        ("First", 7, at(12), ""),
        ("Second", 8, None, "https://city.example/"),
        ("Later", 11, None, ""),
    ):
        Announcement.objects.create(
            edition=edition,
            title=in_english(title),
            body=in_english("Come *in*."),
            starts_at=at(hour),
            ends_at=ends_at,
            url=url,
        )
    release(edition, at(9))

    found = entries(client.get(NEWS))
    now(at(12))
    afterwards = entries(client.get(NEWS))

    assert [entry["title"] for entry in found] == ["Second", "First"]
    assert [entry["title"] for entry in afterwards] == ["Later", "Second"]
    assert found[0] == {
        "id": found[0]["id"],
        "title": "Second",
        "published": "2021-05-25T05:00:00Z",
        "updated": "2021-05-25T06:00:00Z",
        "content": '<p>Come <em>in</em>.</p>\n<p><a href="https://city.example/">Read more</a></p>',
    }
    assert afterwards[0]["updated"] == "2021-05-25T08:00:00Z"
    assert len({entry["id"] for entry in (*found, *afterwards)}) == 3


def test_identities_outlive_addresses_and_differ_by_language(edition, now, client):
    Announcement.objects.create(edition=edition, title=in_english("First"), starts_at=at(7))
    release(edition, at(9))
    before, other = client.get(NEWS), client.get("/ru/2021/news.atom")
    Edition.objects.update(slug="moscow")
    release(edition, at(9, 30))

    after = client.get("/en/moscow/news.atom")

    def ids(response):
        return [item.text for item in ElementTree.fromstring(response.content).iter(f"{ATOM}id")]

    assert ids(before) == ids(after)
    assert not set(ids(before)) & set(ids(other))
    assert all(identity.startswith("urn:uuid:") for identity in ids(before))


def test_words_that_stand_in_are_marked_in_the_feed(edition, now, client):
    Announcement.objects.create(
        edition=edition, title=in_english("First"), body=in_english("Words"), starts_at=at(7)
    )
    release(edition, at(9))

    root = ElementTree.fromstring(client.get("/ru/2021/news.atom").content)

    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert root.get(language) == "ru"
    assert root.find(f"{ATOM}entry/{ATOM}title").get(language) == "en"
    assert root.find(f"{ATOM}entry/{ATOM}content").get(language) == "en"


def test_a_feed_without_news_is_valid(edition, now, client):
    root = ElementTree.fromstring(client.get(NEWS).content)

    assert root.findtext(f"{ATOM}updated") == "2021-05-25T05:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "City of Moscow"


@pytest.mark.parametrize("path", ["/en/2021/", "/en/2021/news/"])
def test_pages_name_the_feed(edition, now, client, path):
    link = f'<link rel="alternate" type="application/atom+xml" href="{NEWS}" title="News">'

    assert link in client.get(path).content.decode()


def test_the_news_page_links_to_the_feed(edition, now, client):
    page = client.get("/en/2021/news/").content.decode()

    assert f'<a href="{NEWS}" type="application/atom+xml">Feed</a>' in page
