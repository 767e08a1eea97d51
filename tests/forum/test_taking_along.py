"""forum/taking_along.py: all ways to take the programme along, on a page and below others."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from forum import clock, taking_along
from forum.exports import FILES, PARTS
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session, Stage, Track
from speakers.models import Speaker
from tests.builders import at, in_english
from tests.walk import without_queries

CALENDAR = "https://forum.example/en/2021/schedule.ics"
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def edition(db, settings, monkeypatch):
    settings.BUILT_AT = at(0, day=1)
    settings.SITE_URL = "https://forum.example"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(clock, "now", lambda: at(9))
    edition = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Smart & Cities", "ru": "Умные города"}),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )
    track = Track.objects.create(edition=edition, number=1, slug="life", name=in_english("Life"))
    Track.objects.create(edition=edition, number=2, slug="bare", name=in_english("Bare"))
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    ann = Speaker.objects.create(edition=edition, slug="ann", name=in_english("Ann"))
    Speaker.objects.create(edition=edition, slug="bob", name=in_english("Bob"))
    for number, kind in ((1, "talk"), (2, "panel")):
        session = Session.objects.create(
            edition=edition,
            number=number,
            slug=f"s{number}",
            title=in_english(f"Session {number}"),
            kind=kind,
            track=track,
            stage=stage,
            starts_at=at(10 + number),
            duration_minutes=30,
        )
        session.appearances.create(speaker=ann)
    publish(edition, at=at(8))
    current.refresh()
    return edition


def links(client, path):
    """Return the full addresses that a page leads to, as they are."""
    page = client.get(path).content.decode()
    return [unescape(found) for found in re.findall(r'<a [^>]*href="([^"]*)"', page)]


# Addresses


def test_google_is_asked_to_follow_a_webcal_address():
    parts = urlsplit(taking_along.google_subscription(CALENDAR))

    assert (parts.netloc, parts.path) == ("calendar.google.com", "/calendar/render")
    assert parse_qs(parts.query) == {"cid": ["webcal://forum.example/en/2021/schedule.ics"]}


@pytest.mark.parametrize(
    ("is_work", "host"), [(False, "outlook.live.com"), (True, "outlook.office.com")]
)
def test_outlook_is_told_the_address_and_a_name(is_work, host):
    parts = urlsplit(taking_along.outlook_subscription(CALENDAR, "A & Б", is_work=is_work))

    assert (parts.netloc, parts.path) == (host, "/calendar/0/addfromweb")
    assert parse_qs(parts.query) == {"url": [CALENDAR], "name": ["A & Б"]}


def test_giggity_gets_the_address_as_it_is():
    schedule = "https://forum.example/en/2021/schedule.xml"

    assert taking_along.giggity(schedule) == f"https://ggt.gaa.st/#url={schedule}"


# The page of all ways


def test_every_file_is_told_for_whom_it_is():
    assert [name for name in FILES if not str(taking_along.ABOUT.get(name, ""))] == []


def test_the_page_has_every_file_and_asks_no_query(edition, client):
    with without_queries():
        page = client.get("/ru/2021/formats/").content.decode()

    for name in FILES:
        assert f'<a href="/ru/2021/{name}">{name}</a>' in page
    assert '<a href="/ru/2021/news.atom" type="application/atom+xml">Новости</a>' in page


def test_the_page_leads_to_every_calendar(edition, client):
    found = links(client, "/en/2021/formats/")

    assert "webcal://forum.example/en/2021/schedule.ics" in found
    assert taking_along.google_subscription(CALENDAR) in found
    for is_work in (False, True):
        address = taking_along.outlook_subscription(CALENDAR, "Smart & Cities", is_work=is_work)
        assert address in found
    assert 'data-copy="https://forum.example/en/2021/schedule.ics"' in (
        client.get("/en/2021/formats/").content.decode()
    )


def test_schedule_apps_are_offered_as_soon_as_there_is_a_file_for_them(edition, client):
    found = links(client, "/en/2021/formats/")

    of_apps = [address for address in found if address.startswith("https://ggt.gaa.st/")]
    expected = ["https://ggt.gaa.st/#url=https://forum.example/en/2021/schedule.xml"]
    assert of_apps == (expected if "schedule.xml" in FILES else [])


@pytest.mark.parametrize(
    ("page", "schedule"),
    [
        ("tracks/life/", "tracks/life/schedule.xml"),
        ("sessions/s1/", "schedule.xml"),
        ("speakers/ann/", "schedule.xml"),
    ],
)
def test_an_app_is_given_a_schedule_and_no_single_session(page, schedule, edition, client):
    found = links(client, f"/en/2021/{page}")

    of_apps = [address for address in found if address.startswith("https://ggt.gaa.st/")]
    assert of_apps == [f"https://ggt.gaa.st/#url=https://forum.example/en/2021/{schedule}"]


def test_the_code_to_copy_is_what_stands_there(edition, client):
    page = client.get("/en/2021/formats/").content.decode()

    shown = [unescape(code) for code in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)]
    copied = [unescape(code) for code in re.findall(r'data-copy="(&lt;[^"]*)"', page)]
    title = "Programme: Smart &amp; Cities"
    frame, element = shown
    assert copied == shown
    assert frame == (
        f'<iframe src="https://forum.example/en/2021/embed/" title="{title}" '
        'width="100%" height="720" loading="lazy"></iframe>'
    )
    assert element.split("\n") == [
        '<script src="https://forum.example/embed.js" defer></script>',
        '<forum-programme lang="en" edition="2021">',
        f'  <a href="https://forum.example/en/2021/programme/">{title}</a>',
        "</forum-programme>",
    ]


def test_a_hostile_name_stays_a_name_in_the_code_to_copy(edition, client):
    Edition.objects.update(name=in_english(EVIL))
    publish(Edition.objects.get(), at=at(8, 30))
    current.refresh()

    page = client.get("/en/2021/formats/").content.decode()

    assert "<script>alert" not in page
    code = unescape(re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)[0])
    assert 'title="Programme: &quot;&gt;&lt;script&gt;' in code and "<script>" not in code


def test_filters_that_tell_sessions_apart_are_named_with_their_values(edition, client):
    page = client.get("/en/2021/formats/").content.decode()

    named = re.findall(r"<dt><code>(\w+)</code></dt><dd>(.*?)</dd>", page)
    values = {name: re.findall(r"<code>([^<]*)</code>", told) for name, told in named}
    assert values == {
        "day": ["2021-05-25", "2021-05-26"],
        "kind": ["talk", "panel"],
        "tz": ["Asia/Tokyo"],
        "theme": ["light", "dark"],
        "view": ["grid"],
        "level": ["3"],
    }


# The piece of other pages


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("", "programme/"),
        ("day", "programme/2021-05-25/"),
        ("track", "tracks/life/"),
        ("stage", "stages/main/"),
        ("speaker", "speakers/ann/"),
        ("session", "sessions/s1/"),
    ],
)
def test_every_page_of_sessions_offers_its_own_calendar(edition, client, page, path):
    assert page in PARTS
    file = f"/en/2021/{path if page else ''}schedule.ics"
    calendar = f"https://forum.example{file}"

    found = links(client, f"/en/2021/{path}?tz=Asia/Tokyo")
    html = client.get(f"/en/2021/{path}").content.decode()

    assert file in found
    assert f"webcal{calendar.removeprefix('https')}" in found
    assert (taking_along.google_subscription(calendar) in found) is (page != "session")
    assert "Take it along" in html
    # The codes of everything stand on the page of all ways.
    assert ("The camera of an iPhone" in html) is bool(page)
    assert client.get(file).status_code == 200


@pytest.mark.parametrize("path", ["tracks/bare/", "speakers/bob/"])
def test_what_has_no_sessions_has_nothing_to_take_along(edition, client, path):
    response = client.get(f"/en/2021/{path}")

    assert response.status_code == 200
    assert "Take it along" not in response.content.decode()


def test_what_was_saved_leads_to_all_ways_too(edition, client):
    found = links(client, "/en/2021/my/?s=1")

    # Once in the foot, and once beside the calendar of the choice.
    assert found.count("/en/2021/formats/") == 2
