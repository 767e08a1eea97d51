"""forum/exports.py: files of the programme below its pages, and calendars that follow them."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import brotli
import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar

from forum import exports
from forum.formats import readers
from forum.formats.reading import Request
from forum.models import Announcement, Edition
from forum.programme import Programme
from forum.publishing import current
from forum.releases import draft
from forum.values import History
from sessions.models import Session, Stage, Track
from speakers.models import Speaker
from tests.builders import at, in_english
from tests.forum.formats.frab_rules import faults_of_json, faults_of_schedule2, faults_of_xml
from tests.forum.released import release, released_edition, settable_clock
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

edition = pytest.fixture(released_edition)
now = pytest.fixture(settable_clock)

ALL = "/en/2021/schedule.ics"
ONE = "/en/2021/sessions/one/schedule.ics"
MINE = "/en/2021/my/schedule.ics?s=1.3"
NEWS = "/en/2021/news.atom"
DOCUMENT = "/en/2021/programme.json"
SUBSCRIBED = [ALL, ONE, MINE, NEWS, DOCUMENT]
FRAB = ["/en/2021/schedule.xml", "/en/2021/schedule.json", "/en/2021/schedule2.json"]


def events(response):
    assert response.status_code == 200
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return [(str(event["SUMMARY"]), str(event["STATUS"]), event["SEQUENCE"]) for event in found]


def titles(response):
    return [title for title, _status, _sequence in events(response)]


# What all of them have in common


@pytest.mark.parametrize("path", SUBSCRIBED + FRAB)
def test_no_answer_asks_a_query(edition, now, client, path):
    with without_queries():
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", SUBSCRIBED + FRAB)
def test_any_site_may_read_any_answer(edition, now, client, path):
    response = client.get(path)
    known = client.get(path, headers={"if-none-match": response["ETag"]})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert known["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", SUBSCRIBED + FRAB)
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


@pytest.mark.parametrize("path", SUBSCRIBED + FRAB)
def test_head_has_the_headers_of_get(edition, now, client, path):
    get, head = client.get(path), client.head(path)

    assert head.content == b""
    assert {**head.headers} == {**get.headers}


@pytest.mark.parametrize("path", [ALL, ONE, MINE, *FRAB])
def test_answers_are_compressed(edition, now, client, path):
    plain = client.get(path)
    packed = client.get(path, headers={"accept-encoding": "br"})

    assert brotli.decompress(packed.content) == plain.content


@pytest.mark.parametrize(
    ("path", "kind", "plain", "name"),
    [
        ("/ru/2021/schedule.ics", "text/calendar", "2021-schedule.ics", "Умные города.ics"),
        (
            "/ru/2021/sessions/one/schedule.ics",
            "text/calendar",
            "2021-one-schedule.ics",
            "Сессия 1.ics",
        ),
        (
            "/ru/2021/my/schedule.ics",
            "text/calendar",
            "2021-my-programme-schedule.ics",
            "Моя программа Умные города.ics",
        ),
        (
            "/ru/2021/news.atom",
            "application/atom+xml",
            "2021-news.atom",
            "Новости Умные города.atom",
        ),
        (
            "/ru/2021/schedule.xml",
            "application/xml",
            "2021-schedule.xml",
            "Умные города.xml",
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


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/ru/2021/schedule.json", "2021-schedule.json"),
        ("/ru/2021/my/schedule2.json?s=1", "2021-my-programme-schedule2.json"),
    ],
)
def test_json_is_utf_8_without_saying_so(edition, now, client, path, plain):
    response = client.get(path)

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith(f'inline; filename="{plain}";')


@pytest.mark.parametrize("path", [ALL, ONE, MINE])
def test_a_release_that_changes_nothing_in_it_leaves_every_byte(edition, now, client, path):
    before = client.get(path)
    Announcement.objects.create(edition=edition, title=in_english("New"), starts_at=at(8))
    release(edition, at(9))

    assert client.get(path).content == before.content


@pytest.mark.parametrize("path", SUBSCRIBED + FRAB)
def test_no_file_changes_with_the_hour(edition, now, client, path):
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
    assert events(client.get("/en/2021/sessions/someday/schedule.ics")) == []


def test_a_renamed_session_is_found_at_its_old_address(edition, now, client):
    Session.objects.filter(number=1).update(slug="first")
    release(edition, at(9))

    moved = client.get(ONE)

    assert (moved.status_code, moved["Location"]) == (301, "/en/2021/sessions/first/schedule.ics")
    assert moved["Access-Control-Allow-Origin"] == "*"


def test_a_removed_session_tells_whoever_kept_it_and_is_then_gone(edition, now, client):
    Session.objects.filter(number__in=(1, 4)).delete()
    release(edition, at(9))

    assert events(client.get(ONE)) == [("Cancelled: One", "CANCELLED", 1)]
    assert client.get("/en/2021/sessions/someday/schedule.ics").status_code == 410
    now(at(9) + timedelta(days=30))
    gone = client.get(ONE)
    assert (gone.status_code, gone["Access-Control-Allow-Origin"]) == (410, "*")


def test_a_session_that_never_was_has_no_calendar(edition, now, client):
    response = client.get("/en/2021/sessions/none/schedule.ics")

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
    assert titles(client.get(f"/en/2021/my/schedule.ics{query}")) == expected


def test_a_choice_has_one_canonical_form(edition, now, client):
    assert client.get("/en/2021/my/schedule.ics?s=3.1.3&x=y")["ETag"] == client.get(MINE)["ETag"]


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

    assert ("Take it along" in page) is is_offered
    for address in (
        'href="/en/2021/sessions/one/schedule.ics"',
        "https://calendar.google.com/calendar/render?action=TEMPLATE&amp;text=One&amp;",
        "https://outlook.live.com/calendar/0/deeplink/compose?",
    ):
        assert (address in page) is is_offered


def test_a_session_without_a_time_is_not_offered(edition, now, client):
    assert b"Take it along" not in client.get("/en/2021/sessions/someday/").content


def test_every_page_leads_to_the_calendar_of_everything_and_to_all_other_ways(edition, now, client):
    page = client.get("/ru/2021/speakers/").content.decode()

    assert 'href="webcal://127.0.0.1:8000/ru/2021/schedule.ics"' in page
    assert 'href="/ru/2021/formats/"' in page


# Files of other pages


def test_every_page_of_sessions_has_its_own_files(edition, now, client):
    track = Track.objects.create(
        edition=edition, number=1, slug="cities", name=in_english("Cities")
    )
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    speaker = Speaker.objects.create(edition=edition, slug="ann", name=in_english("Ann"))
    Session.objects.filter(number=1).update(track=track)
    Session.objects.filter(number=2).update(stage=stage, starts_at=at(2, day=26))
    Session.objects.get(number=3).appearances.create(speaker=speaker)
    release(edition, at(9))

    def at_path(path):
        calendar = client.get(f"/en/2021/{path}/schedule.ics")
        return str(Calendar.from_ical(calendar.content)["NAME"]), titles(calendar)

    assert at_path("tracks/cities") == ("Cities · Smart Cities", ["One"])
    assert at_path("stages/main") == ("Main · Smart Cities", ["Two"])
    assert at_path("speakers/ann") == ("Ann · Smart Cities", ["Three"])
    # A night session belongs to the evening before.
    assert at_path("programme/2021-05-25") == (
        "May 25, 2021 · Smart Cities",
        ["One", "Three", "Two"],
    )
    assert at_path("programme/2021-05-26") == ("May 26, 2021 · Smart Cities", [])
    assert client.get("/en/2021/programme/2021-05-27/schedule.ics").status_code == 404
    assert client.get("/en/2021/tracks/none/schedule.ics").status_code == 404


# The document


def test_the_document_gives_back_the_programme(edition, now, client):
    response = client.get(DOCUMENT)

    found = readers.read(response.content, Request()).programme
    assert response["Content-Type"] == "application/json"
    assert 'filename="2021-programme.json"' in response["Content-Disposition"]
    assert found == draft(Edition.objects.get()).replace(history=History())
    assert response.content == client.get("/ru/2021/programme.json").content


def test_the_document_has_no_news_before_its_time(edition, now, client):
    times = {"starts_at": at(10), "ends_at": at(12)}
    Announcement.objects.create(edition=edition, title=in_english("Surprise"), **times)
    release(edition, at(8, 30))

    def is_told(hour):
        now(at(hour))
        return b"Surprise" in client.get(DOCUMENT).content

    assert [is_told(hour) for hour in (9, 10, 11, 12)] == [False, True, True, False]


def test_the_document_has_nothing_of_what_was_removed(edition, now, client):
    Session.objects.get(slug="two").delete()
    release(edition, at(8, 30))

    assert b"Two" not in client.get(DOCUMENT).content
    assert client.get("/en/2021/sessions/two/programme.json").status_code == 410


def test_a_part_of_the_document_has_its_sessions_alone(edition, now, client):
    response = client.get("/en/2021/my/programme.json?s=1.3")

    found = readers.read(response.content, Request()).programme
    assert [session.slug for session in found.sessions] == ["one", "three"]


# The frab family


def numbers(response):
    """Return the numbers of the sessions in a file of the frab family."""
    assert response.status_code == 200
    if response["Content-Type"] != "application/json":
        return [int(event.get("id")) for event in fromstring(response.content).iter("event")]
    schedule = json.loads(response.content)["schedule"]
    if "events" in schedule:
        # schedule2 has no numbers of its own, they stand in the slug: 2021-1-one.
        return [int(event["slug"].split("-")[1]) for event in schedule["events"]]
    days = schedule["conference"]["days"]
    return [event["id"] for day in days for room in day["rooms"].values() for event in room]


FILES_AND_RULES = [
    ("schedule.xml", faults_of_xml),
    ("schedule.json", faults_of_json),
    ("schedule2.json", faults_of_schedule2),
]


@pytest.mark.parametrize(("name", "faults"), FILES_AND_RULES)
def test_every_page_of_sessions_has_a_sound_file_of_them(edition, now, client, name, faults):
    track = Track.objects.create(
        edition=edition, number=1, slug="cities", name=in_english("Cities")
    )
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    speaker = Speaker.objects.create(edition=edition, slug="ann", name=in_english("Ann"))
    Session.objects.filter(number=1).update(track=track)
    Session.objects.filter(number=2).update(stage=stage, starts_at=at(2, day=26))
    Session.objects.get(number=3).appearances.create(speaker=speaker)
    release(edition, at(9))

    def at_path(path):
        response = client.get(f"/ru/2021/{path}{name}")
        assert faults(response.content) == []
        return sorted(numbers(response))

    assert {
        path: at_path(path)
        for path in (
            "",
            "tracks/cities/",
            "stages/main/",
            "speakers/ann/",
            "sessions/one/",
            "programme/2021-05-25/",
            "programme/2021-05-26/",
        )
    } == {
        "": [1, 2, 3],
        "tracks/cities/": [1],
        "stages/main/": [2],
        "speakers/ann/": [3],
        "sessions/one/": [1],
        "programme/2021-05-25/": [1, 2, 3],
        "programme/2021-05-26/": [],
    }
    mine = client.get(f"/ru/2021/my/{name}?s=3.1")
    assert (faults(mine.content), numbers(mine)) == ([], [1, 3])


@pytest.mark.parametrize(("name", "faults"), FILES_AND_RULES)
def test_a_removed_session_is_no_event_and_has_no_file_of_its_own(
    edition, now, client, name, faults
):
    Session.objects.filter(number=1).delete()
    release(edition, at(9))
    now(at(9, 30))

    before = client.get(f"/en/2021/{name}")
    gone = client.get(f"/en/2021/sessions/one/{name}")
    now(at(9) + timedelta(days=31))

    assert numbers(before) == [2, 3]
    assert (gone.status_code, gone["Access-Control-Allow-Origin"]) == (410, "*")
    assert {**client.get(f"/en/2021/{name}").headers} == {**before.headers}


def test_a_file_says_which_release_it_is_of_and_where_it_comes_from(edition, now, client, settings):
    Session.objects.filter(number=1).update(title=in_english("First"))
    release(edition, at(9))

    root = fromstring(client.get("/en/2021/schedule.xml").content)

    assert [root.findtext("version"), root.findtext("url")] == [
        "2",
        f"{settings.SITE_URL}/en/2021/schedule.xml",
    ]
    assert root.findtext("conference/base_url") == f"{settings.SITE_URL}/en/2021/"


# Sheets


SHEETS = ("sessions.csv", "sessions.xlsx", "speakers.csv", "speakers.xlsx")


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("page", ["", "sessions/one/", "programme/2021-05-25/"])
def test_sheets_stand_below_every_page_and_ask_no_query(edition, now, client, page, name):
    with without_queries():
        response = client.get(f"/ru/2021/{page}{name}")

    kind = {
        "csv": "text/csv; charset=utf-8; header=present",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    stem, _dot, ending = name.partition(".")
    assert (response.status_code, response["Content-Type"]) == (200, kind[ending])
    assert f'-{stem}.{ending}"' in response["Content-Disposition"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_sheet_of_a_page_has_what_the_page_has(edition, now, client):
    whole = client.get("/ru/2021/sessions.csv").content.decode("utf-8-sig").splitlines()
    one = client.get("/ru/2021/sessions/one/sessions.csv").content.decode("utf-8-sig").splitlines()

    assert len(whole) == 5
    assert one == [whole[0], whole[1]]
    assert whole[0].startswith("Номер,Название (ru),Название (en),")
    assert whole[1].startswith("1,Сессия 1,One,")


def test_the_files_of_a_page_are_written_of_the_same_part(edition, now, client, monkeypatch):
    narrowed = []
    whole = Programme.only
    monkeypatch.setattr(
        Programme, "only", lambda self, guids: narrowed.append(guids) or whole(self, guids)
    )
    days = [f"/en/2021/programme/2021-05-{day}/" for day in (25, 26)]

    for day in days:
        for name in ("schedule.xml", "schedule.json", "sessions.csv"):
            client.get(f"{day}{name}")
    for _turn in range(2):
        for slug in ("one", "two", "three"):
            client.get(f"/en/2021/sessions/{slug}/schedule.xml")
            client.get(f"/ru/2021/sessions/{slug}/schedule.xml")

    assert len(narrowed) == 5


def test_no_more_than_a_few_parts_of_a_release_are_kept(edition, now, client, monkeypatch):
    monkeypatch.setattr(exports, "MOST_PARTS", 2)

    for slug, form in (("one", "csv"), ("two", "csv"), ("three", "csv"), ("one", "xlsx")):
        client.get(f"/en/2021/sessions/{slug}/sessions.{form}")

    (release,) = current.site().releases.values()
    kept = [programme.sessions[0].slug for programme in release.known["parts",].values()]
    assert kept == ["three", "one"]
