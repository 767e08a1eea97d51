"""forum/feeds.py: feeds that readers subscribe to: news, and changes to the programme."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from forum import feeds
from forum.models import Announcement, Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at, in_english
from tests.forum.released import release, released_edition, settable_clock

pytestmark = pytest.mark.django_db

edition = pytest.fixture(released_edition)
now = pytest.fixture(settable_clock)

NEWS = "/en/2021/news.atom"
CHANGES = "/en/2021/changes.atom"


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


# The changes to the programme


def rename(slug, title):
    session = Session.objects.get(slug=slug)
    session.title = in_english(title)
    session.save()


def move(slug, instant):
    session = Session.objects.get(slug=slug)
    session.starts_at = instant
    session.save()


def test_each_release_is_an_entry_with_its_changes_in_words(edition, now, client):
    move("one", at(15))
    Session.objects.filter(slug="two").update(state="cancelled")
    release(edition, at(9))
    move("three", at(16))
    publish(edition, at=at(9, 30), public_line=Text({"en": "Afternoon", "ru": "После обеда"}))
    current.refresh()

    found = entries(client.get(CHANGES))
    russian = entries(client.get("/ru/2021/changes.atom"))

    assert [(entry["title"], entry["updated"]) for entry in found] == [
        ("Afternoon", "2021-05-25T06:30:00Z"),
        ("Programme release 2", "2021-05-25T06:00:00Z"),
        ("Programme release 1", "2021-05-25T05:00:00Z"),
    ]
    site = "http://127.0.0.1:8000/en/2021/sessions"
    assert found[0]["content"] == (
        '<p class="told-line">Afternoon</p> <ul class="changes"> <li> '
        f'<h3 class="change-title"><a href="{site}/three/">Three</a></h3> '
        '<p class="change change-moved"> Now at 16:00 instead of 12:00, on 25 May. </p> </li> </ul>'
    )
    assert (
        f'<a href="{site}/two/">Two</a></h3> <p class="change change-cancelled">'
        in (found[1]["content"])
    )
    assert found[2]["content"] == '<p class="told-line">The programme was published.</p>'
    assert [entry["title"] for entry in russian] == [
        "После обеда",
        "Публикация программы №\u00a02",
        "Публикация программы №\u00a01",
    ]


def test_a_removed_session_is_named_without_a_way_to_it(edition, now, client):
    Session.objects.get(slug="one").delete()
    release(edition, at(9))

    content = entries(client.get(CHANGES))[0]["content"]

    assert '<h3 class="change-title">One</h3>' in content
    assert "href" not in content


def test_entries_of_releases_are_known_by_the_edition_and_the_number(edition, now, client):
    move("one", at(15))
    release(edition, at(9))
    before, other = client.get(CHANGES), client.get("/ru/2021/changes.atom")
    Edition.objects.update(slug="moscow")
    rename("two", "Twice")
    release(edition, at(9, 30))

    after = client.get("/en/moscow/changes.atom")

    def ids(response):
        return [item.text for item in ElementTree.fromstring(response.content).iter(f"{ATOM}id")]

    assert ids(before) == ids(after)
    assert not set(ids(before)) & set(ids(other))
    assert len(set(ids(before))) == 3
    assert not set(ids(before)) & set(ids(client.get("/en/moscow/news.atom")))


def test_a_release_leads_to_its_place_on_the_page(edition, now, client):
    root = ElementTree.fromstring(client.get(CHANGES).content)

    way = root.find(f"{ATOM}entry/{ATOM}link").get("href")

    assert way == "http://127.0.0.1:8000/en/2021/changes/#release-1"
    assert 'id="release-1"' in client.get("/en/2021/changes/").content.decode()
    assert root.findtext(f"{ATOM}updated") == "2021-05-25T05:00:00Z"


def test_only_the_latest_releases_are_in_the_feed(edition, now, client, monkeypatch):
    monkeypatch.setattr(feeds, "RELEASES_AT_MOST", 2)
    for minute in (1, 2, 3):
        move("one", at(15, minute))
        release(edition, at(9, minute))

    titles = [entry["title"] for entry in entries(client.get(CHANGES))]

    assert titles == ["Programme release 4", "Programme release 3"]


def test_hostile_titles_stay_words_in_the_feed(edition, now, client):
    rename("one", "<script>alert(1)</script>\x07")
    release(edition, at(8, 30))
    move("one", at(15))
    release(edition, at(9))

    content = entries(client.get(CHANGES))[0]["content"]

    assert "<script" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</a>" in content


def test_the_feed_is_answered_304_until_the_next_release(edition, now, client):
    first = client.get(CHANGES)
    again = client.get(CHANGES, headers={"if-none-match": first["ETag"]})
    move("one", at(15))
    release(edition, at(9))

    after = client.get(CHANGES, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, after.status_code) == (304, 200)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("path", ["/en/2021/", "/en/2021/changes/"])
def test_pages_name_the_feed_of_changes(edition, now, client, path):
    link = (
        f'<link rel="alternate" type="application/atom+xml" href="{CHANGES}" '
        'title="Changes to the programme">'
    )

    assert link in client.get(path).content.decode()


def test_the_page_of_changes_links_to_its_feed(edition, now, client):
    page = client.get("/en/2021/changes/").content.decode()

    assert f'<a href="{CHANGES}" type="application/atom+xml">Feed</a>' in page
