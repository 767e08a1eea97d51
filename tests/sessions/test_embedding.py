"""sessions/embedding.py: what other sites show of the programme, as a page and as data."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from forum import clock
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session, Stage, Track
from speakers.models import Speaker
from tests.builders import at, in_english
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

PAGE = "/en/2021/embed/"
DATA = "/en/2021/embed.json"
EVIL = '</script><img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def edition(settings, monkeypatch):
    settings.BUILT_AT = at(0, day=1)
    edition = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Smart Cities", "ru": "Умные города"}),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )
    track = Track.objects.create(
        edition=edition, number=1, slug="life", name=in_english("Life"), colour="#1456b8"
    )
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    ann = Speaker.objects.create(
        edition=edition, slug="ann", name=Text({"en": "Ann", "ru": "Анна"})
    )
    opening = a_row(edition, 1, "opening", at(10), track=track, stage=stage, kind="keynote")
    opening.appearances.create(speaker=ann)
    a_row(edition, 2, "panel", at(11), kind="panel", delayed_from=at(10, 30))
    a_row(edition, 3, "night", at(1, 30, day=26))
    a_row(edition, 4, "closing", at(10, day=26))
    a_row(edition, 5, "someday", None)
    it_is(monkeypatch, at(10, 15))
    release(edition, at(8))
    return edition


def a_row(edition, number, slug, starts_at, **given):
    return Session.objects.create(
        edition=edition,
        number=number,
        slug=slug,
        title=in_english(slug.title()),
        starts_at=starts_at,
        duration_minutes=30,
        **given,
    )


def it_is(monkeypatch, instant):
    monkeypatch.setattr(clock, "now", lambda: instant)


def release(edition, instant):
    publish(edition, at=instant)
    current.refresh()


def told(client, query="", language="en"):
    response = client.get(f"/{language}/2021/embed.json{query}")
    assert response.status_code == 200
    return json.loads(response.content)


def titles(data):
    days = {day["date"]: [item["title"] for item in day["sessions"]] for day in data["days"]}
    untimed = [item["title"] for item in data["untimed"]]
    return days | ({"": untimed} if untimed else {})


def titles_on_page(client, query=""):
    page = client.get(PAGE + query).content.decode()
    return re.findall(r'class="session-title"><a href="[^"]*">([^<]*)</a>', page)


# The data


def test_the_data_hold_what_is_shown_and_no_more(client, settings):
    data = told(client, "?track=1")

    assert data == {
        "title": "Smart Cities",
        "address": f"{settings.SITE_URL}/en/2021/programme/?track=1",
        "direction": "ltr",
        "zone": "Europe/Moscow",
        "next": "2021-05-25T07:30:00Z",
        "words": data["words"],
        "tracks": [
            {
                "number": 1,
                "name": "Life",
                "light": ["#1456b8", "#ffffff", "#1456b8"],
                "dark": ["#356ec2", "#ffffff", "#6993d2"],
            }
        ],
        "days": [
            {
                "date": "2021-05-25",
                "name": "Tuesday, 25 May",
                "sessions": [
                    {
                        "title": "Opening",
                        "address": f"{settings.SITE_URL}/en/2021/sessions/opening/",
                        "starts_at": "2021-05-25T10:00+03:00",
                        "ends_at": "2021-05-25T10:30+03:00",
                        "kind": "Keynote",
                        "stage": "Main",
                        "track": 1,
                        "people": ["Ann"],
                        "state": "live",
                        "state_word": "Live now",
                    }
                ],
            }
        ],
        "untimed": [],
    }
    assert data["words"]["zone"] == "Times are the forum's own: Moscow, UTC+3"
    assert all(data["words"].values())


def test_words_that_stand_in_name_their_language(client):
    [session] = told(client, "?track=1", "ru")["days"][0]["sessions"]

    assert session["title"] == {"words": "Opening", "language": "en"}
    assert session["people"] == ["Анна"]
    assert session["state_word"] == "В эфире"


def test_a_delayed_session_says_when_it_was_to_begin(client):
    [session] = told(client, "?kind=panel")["days"][0]["sessions"]

    assert session["delayed_from"] == "2021-05-25T10:30+03:00"
    assert session["state"] == "delayed"


def test_times_are_those_of_the_zone_asked_for(client, settings):
    data = told(client, "?track=1&tz=Asia/Tokyo")

    [session] = data["days"][0]["sessions"]
    assert data["zone"] == "Asia/Tokyo"
    assert session["starts_at"] == "2021-05-25T16:00+09:00"
    assert session["address"] == f"{settings.SITE_URL}/en/2021/sessions/opening/?tz=Asia%2FTokyo"
    assert data["words"]["zone"] == "Times: Tokyo, UTC+9"
    assert data["words"]["site_time"] == "Tokyo, UTC+9"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "",
            {
                "2021-05-25": ["Opening", "Panel", "Night"],
                "2021-05-26": ["Closing"],
                "": ["Someday"],
            },
        ),
        ("?day=2021-05-25", {"2021-05-25": ["Opening", "Panel", "Night"]}),
        ("?day=2021-05-27&x=y", {"2021-05-25": ["Opening", "Panel", "Night"]}),
        ("?stage=main", {"2021-05-25": ["Opening"]}),
        ("?kind=panel&kind=keynote", {"2021-05-25": ["Opening", "Panel"]}),
        ("?kind=panel&day=2021-05-26", {}),
    ],
)
def test_page_and_data_show_what_is_asked_for(client, query, expected):
    data = titles(told(client, query))

    if query.startswith("?day=2021-05-27"):
        # A day that is none asks for nothing.
        assert data == titles(told(client))
    else:
        assert data == expected
        assert titles_on_page(client, query) == [
            title for day in expected.values() for title in day
        ]


def test_the_data_change_at_the_boundaries_of_what_they_show_alone(client, monkeypatch):
    before = client.get(DATA + "?day=2021-05-26")
    it_is(monkeypatch, at(10, 40))

    after = client.get(DATA + "?day=2021-05-26")
    it_is(monkeypatch, at(10, 15, day=26))
    live = client.get(DATA + "?day=2021-05-26")

    assert {**after.headers} == {**before.headers}
    assert after.content == before.content
    [session] = json.loads(live.content)["days"][0]["sessions"]
    assert session["state"] == "live"


def test_the_data_are_open_to_scripts_of_any_site_and_ask_no_query(client):
    with without_queries():
        response = client.get(DATA)
    missing = client.get("/en/1999/embed.json")
    known = client.get(DATA, headers={"if-none-match": response["ETag"]})

    assert response["Content-Type"] == "application/json"
    assert (known.status_code, missing.status_code) == (304, 404)
    assert {r["Access-Control-Allow-Origin"] for r in (response, missing, known)} == {"*"}


def test_queries_that_mean_the_same_have_the_same_bytes(client):
    one = client.get(DATA + "?kind=panel&kind=keynote&theme=dark&q=x")
    other = client.get(DATA + "?kind=keynote&kind=panel&kind=none")

    assert one.content == other.content
    assert one["ETag"] == other["ETag"]


def test_hostile_words_are_words(client, edition):
    Session.objects.filter(number=1).update(title=in_english(f"\x07{EVIL}\n\x1b"))
    release(edition, at(9))

    [session] = told(client, "?track=1")["days"][0]["sessions"]
    page = client.get(PAGE).content.decode()

    assert session["title"] == EVIL
    assert "<img src=x" not in page and "&lt;/script&gt;&lt;img src=x" in page


# The page


def test_the_page_is_all_there_is_without_script_or_the_site_around(client, settings):
    with without_queries():
        page = client.get(PAGE + "?kind=keynote&day=2021-05-25&theme=dark").content.decode()

    assert "<script" not in page and 'class="site-head"' not in page
    assert '<html lang="en" dir="ltr" data-theme="dark">' in page
    assert '<base target="_top">' in page and 'target="_self"' not in page
    assert '<meta name="robots" content="noindex">' in page
    canonical = f'<link rel="canonical" href="{settings.SITE_URL}/en/2021/programme/2021-05-25/">'
    assert canonical in page
    assert page.count('href="/en/2021/programme/2021-05-25/?kind=keynote"') == 2


def test_the_page_follows_the_visitors_theme_unless_it_is_told(client):
    page = client.get(PAGE + "?theme=auto").content.decode()

    assert '<html lang="en" dir="ltr">' in page


@pytest.mark.parametrize(("view", "sheet"), [("grid", "grid"), ("timeline", "timeline")])
def test_the_page_has_the_view_asked_for(client, view, sheet):
    page = client.get(f"{PAGE}?view={view}").content.decode()

    assert re.findall(r"css/(grid|timeline)\.css", page) == [sheet]


def test_a_page_without_sessions_says_so(client):
    page = client.get(PAGE + "?kind=panel&day=2021-05-26").content.decode()

    assert "No sessions here yet." in page
