"""forum/feeds.py: what calendars and feed readers subscribe to."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import brotli
import pytest
from icalendar import Calendar

from forum import clock
from forum.models import Announcement, Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at, in_english
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

ALL = "/en/2021/schedule.ics"
ONE = "/en/2021/sessions/one.ics"
MINE = "/en/2021/my.ics?s=1.3"
NEWS = "/en/2021/news.atom"
SUBSCRIBED = [ALL, ONE, MINE, NEWS]


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


def events(response):
    assert response.status_code == 200
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return [(str(event["SUMMARY"]), str(event["STATUS"]), event["SEQUENCE"]) for event in found]


def titles(response):
    return [title for title, _status, _sequence in events(response)]


# What all of them have in common


@pytest.mark.parametrize("path", SUBSCRIBED)
def test_no_answer_asks_a_query(edition, now, client, path):
    with without_queries():
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", SUBSCRIBED)
def test_any_site_may_read_any_answer(edition, now, client, path):
    response = client.get(path)
    known = client.get(path, headers={"if-none-match": response["ETag"]})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert known["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", SUBSCRIBED)
def test_what_is_known_is_not_sent_again(edition, now, client, path):
    first = client.get(path)
    now(at(18, day=30) + timedelta(days=200))

    by_tag = client.get(path, headers={"if-none-match": first["ETag"]})
    by_date = client.get(path, headers={"if-modified-since": first["Last-Modified"]})
    by_both = client.get(
        path,
        headers={"if-none-match": first["ETag"], "if-modified-since": first["Last-Modified"]},
    )

    assert [answer.status_code for answer in (by_tag, by_date, by_both)] == [304, 304, 304]
    assert first["ETag"].startswith('"') and by_tag.content == b""


@pytest.mark.parametrize("path", SUBSCRIBED)
def test_head_has_the_headers_of_get(edition, now, client, path):
    get, head = client.get(path), client.head(path)

    assert head.content == b""
    assert {**head.headers} == {**get.headers}


@pytest.mark.parametrize("path", [ALL, ONE, MINE])
def test_answers_are_compressed(edition, now, client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"accept-encoding": "br"})

    assert brotli.decompress(packed.content) == plain.content


@pytest.mark.parametrize(
    ("path", "kind", "plain", "name"),
    [
        ("/ru/2021/schedule.ics", "text/calendar", "2021-schedule.ics", "Умные города.ics"),
        ("/ru/2021/sessions/one.ics", "text/calendar", "one.ics", "Сессия 1.ics"),
        (
            "/ru/2021/my.ics",
            "text/calendar",
            "2021-my-programme.ics",
            "Моя программа Умные города.ics",
        ),
        (
            "/ru/2021/news.atom",
            "application/atom+xml",
            "2021-news.atom",
            "Новости Умные города.atom",
        ),
    ],
)
def test_each_has_its_media_type_and_a_good_name(edition, now, client, path, kind, plain, name):
    response = client.get(path)

    assert response["Content-Type"] == f"{kind}; charset=utf-8"
    assert response["Content-Language"] == "ru"
    assert response["Content-Disposition"] == (
        f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )


@pytest.mark.parametrize("path", [ALL, ONE, MINE])
def test_a_release_that_changes_nothing_in_it_leaves_every_byte(edition, now, client, path):
    before = client.get(path)
    Announcement.objects.create(edition=edition, title=in_english("New"), starts_at=at(8))
    release(edition, at(9))

    assert client.get(path).content == before.content


@pytest.mark.parametrize("path", SUBSCRIBED)
def test_a_calendar_does_not_change_with_the_hour(edition, now, client, path):
    before = client.get(path)
    now(at(10, 30))

    assert {**client.get(path).headers} == {**before.headers}


# The schedule


def test_the_schedule_has_every_session_with_a_time(edition, now, client):
    assert titles(client.get(ALL)) == ["One", "Two", "Three"]
    assert titles(client.get("/ru/2021/schedule.ics")) == ["Сессия 1", "Сессия 2", "Сессия 3"]


def test_addresses_in_it_are_whole_and_name_the_site(edition, now, client, settings):
    lines = client.get(ALL).content.decode().replace("\r\n ", "").split("\r\n")

    url = settings.SITE_URL
    assert f"SOURCE;VALUE=URI:{url}{ALL}" in lines
    assert f"URL:{url}/en/2021/" in lines
    assert f"URL:{url}/en/2021/sessions/one/" in lines


def test_a_moved_session_rises_in_sequence(edition, now, client):
    Session.objects.filter(number=1).update(starts_at=at(15))
    release(edition, at(9))

    assert events(client.get(ALL))[-1] == ("One", "CONFIRMED", 1)


def test_a_removed_session_is_cancelled_for_thirty_days(edition, now, client):
    Session.objects.filter(number=2).delete()
    release(edition, at(9))
    young = client.get(ALL)
    now(at(9, 30) + timedelta(days=30))
    old = client.get(ALL, headers={"if-modified-since": young["Last-Modified"]})

    assert events(young)[1] == ("Cancelled: Two", "CANCELLED", 1)
    assert titles(old) == ["One", "Three"]
    assert old["Last-Modified"] == "Thu, 24 Jun 2021 06:00:00 GMT"


# One session


def test_a_session_has_a_calendar_of_its_own(edition, now, client):
    assert titles(client.get(ONE)) == ["One"]


def test_a_session_without_a_time_has_a_calendar_without_events(edition, now, client):
    assert events(client.get("/en/2021/sessions/someday.ics")) == []


def test_a_renamed_session_is_found_at_its_old_address(edition, now, client):
    Session.objects.filter(number=1).update(slug="first")
    release(edition, at(9))

    moved = client.get(ONE)

    assert (moved.status_code, moved["Location"]) == (301, "/en/2021/sessions/first.ics")
    assert moved["Access-Control-Allow-Origin"] == "*"


def test_a_removed_session_tells_whoever_kept_it_and_is_then_gone(edition, now, client):
    Session.objects.filter(number__in=(1, 4)).delete()
    release(edition, at(9))

    assert events(client.get(ONE)) == [("Cancelled: One", "CANCELLED", 1)]
    assert client.get("/en/2021/sessions/someday.ics").status_code == 410
    now(at(9) + timedelta(days=30))
    gone = client.get(ONE)
    assert (gone.status_code, gone["Access-Control-Allow-Origin"]) == (410, "*")


def test_a_session_that_never_was_has_no_calendar(edition, now, client):
    response = client.get("/en/2021/sessions/none.ics")

    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (404, "*")


# A choice


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?s=1.3", ["One", "Three"]),
        ("?s=3.1.99.x", ["One", "Three"]),
        ("?s=4", []),
        ("?s=", []),
        ("", []),
    ],
)
def test_a_choice_has_exactly_the_sessions_it_names(edition, now, client, query, expected):
    assert titles(client.get(f"/en/2021/my.ics{query}")) == expected


def test_a_choice_has_one_canonical_form(edition, now, client):
    assert client.get("/en/2021/my.ics?s=3.1.3&x=y")["ETag"] == client.get(MINE)["ETag"]


def test_a_choice_says_where_it_is_refreshed_from(edition, now, client, settings):
    lines = client.get(MINE).content.decode().replace("\r\n ", "").split("\r\n")

    assert f"SOURCE;VALUE=URI:{settings.SITE_URL}{MINE}" in lines
    assert "X-WR-CALNAME:My programme: Smart Cities" in lines


def test_a_choice_follows_its_sessions_through_changes_and_removal(edition, now, client):
    Session.objects.filter(number=1).update(title=in_english("Renamed"), slug="other")
    Session.objects.filter(number=3).delete()
    release(edition, at(9))

    assert events(client.get(MINE)) == [
        ("Renamed", "CONFIRMED", 1),
        ("Cancelled: Three", "CANCELLED", 1),
    ]
    now(at(9) + timedelta(days=30))
    assert titles(client.get(MINE)) == ["Renamed"]


def test_what_was_removed_elsewhere_does_not_touch_a_choice(edition, now, client):
    Session.objects.filter(number=2).delete()
    release(edition, at(9))
    now(at(9, 30))
    before = client.get(MINE)
    now(at(10) + timedelta(days=30))

    after = client.get(MINE)

    assert {**after.headers} == {**before.headers}


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


# The way from a session's page


@pytest.mark.parametrize(
    ("hour", "state", "is_offered"),
    [
        (9, "confirmed", True),
        (10, "confirmed", True),
        (11, "confirmed", False),
        (9, "cancelled", False),
    ],
)
def test_a_session_that_is_to_come_can_be_kept(edition, now, client, hour, state, is_offered):
    Session.objects.filter(number=1).update(state=state, code="ABC123")
    release(edition, at(8, 30))
    now(at(hour))

    page = client.get("/en/2021/sessions/one/").content.decode()

    assert ("Add to calendar" in page) is is_offered
    for address in (
        'href="/en/2021/sessions/one.ics"',
        "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=One&amp;",
        "https://outlook.live.com/calendar/0/deeplink/compose?",
    ):
        assert (address in page) is is_offered


def test_a_session_without_a_time_is_not_offered(edition, now, client):
    assert b"Add to calendar" not in client.get("/en/2021/sessions/someday/").content


def test_every_page_leads_to_the_whole_programme_to_follow_or_to_keep(edition, now, client):
    page = client.get("/ru/2021/speakers/").content.decode()

    assert 'href="webcal://127.0.0.1:8000/ru/2021/schedule.ics"' in page
    assert 'href="/ru/2021/schedule.ics" type="text/calendar"' in page
