"""forum/api.py: the programme for other programs, as its own description says."""

from __future__ import annotations

import json
from datetime import timedelta

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from finding.query import Query
from forum import api, clock, exports
from forum.models import Edition
from forum.programme import Gone, NotInProgramme, Programme
from forum.publishing import current
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session, Track
from sessions.values import Recording
from speakers.models import Speaker
from tests.answers import Described
from tests.builders import (
    FIRST_DAY,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_appearance,
    at,
    in_english,
)
from tests.rows import a_session_row, an_edition_row
from tests.strategies import programmes
from tests.walk import without_queries

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ROOT = "/en/2021/api/v1/"


def here_in(programme: Programme, language="en", now=None, name="index", query=None, **place):
    release = LiveRelease(1, "0" * 64, at(8), programme)
    slug = programme.edition.slug
    resource = next(item for item in api.RESOURCES if item.name == name)
    return Here(
        Site({slug: release}, "https://forum.example", "1"),
        release,
        language,
        view_name=resource.view_name,
        path={"language": language, "edition": slug, **place},
        query=Query.read(query or {}, resource.known(programme)),
        now=now or at(9),
    )


def answered(programme, name, language="en", query=None, now=None, **place):
    """Return the answer of a resource, made without a request."""
    here = here_in(programme, language, now, name, query, **place)
    resource = next(item for item in api.RESOURCES if item.name == name)
    with translation.override(language):
        return json.loads(api._view(resource)(here, **place).content)


def described(programme, language="en"):
    here = here_in(programme, language)
    with translation.override(language):
        return json.loads(api.description(here).content)


def slugs(programme, name="sessions", **query):
    asked = {key: [value] if isinstance(value, str) else value for key, value in query.items()}
    return [item["slug"] for item in answered(programme, name, query=asked)["data"]]


# The description


@given(programmes(), st.sampled_from(LANGUAGES), st.integers(0, 60))
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_every_answer_about_any_programme_is_as_described(programme, language, hours):
    description = Described(described(programme, language))
    places = [
        (resource, place) for resource in api.RESOURCES for place in places_of(programme, resource)
    ]

    for resource, place in places:
        now = programme.days[0].starts_at + timedelta(hours=hours)
        answer = answered(programme, resource.name, language, now=now, **place)

        assert description.problems(resource.name, answer) == [], resource.name


def places_of(programme, resource):
    match resource.place:
        case "":
            return [{}]
        case "date":
            return [{"date": day.date} for day in programme.days]
        case "id":
            things = getattr(programme, api.KINDS_OF_THINGS[resource.name].collection)
            return [{"id": thing.guid} for thing in things]


def test_refusals_are_as_described(sample_edition, client):
    description = Described(client.get(f"{ROOT}openapi.json").json())
    session = Session.objects.get(slug="two")
    session.delete()
    publish(sample_edition)
    current.refresh()

    missing = client.get(f"{ROOT}sessions/never/")
    gone = client.get(f"{ROOT}sessions/two/")

    assert description.problems("session", missing.json(), 404) == []
    assert description.problems("session", gone.json(), 410) == []


def test_the_description_speaks_of_every_address_and_every_parameter():
    programme = a_programme([a_session()])
    description = described(programme)
    routes = {str(pattern.pattern): pattern.callback for pattern in api.urlpatterns}

    found = {
        api.ROOT + path.removeprefix("/"): {
            item["name"] for item in what["get"].get("parameters", ())
        }
        for path, what in description["paths"].items()
    }

    assert {api.ROOT + resource.path for resource in api.RESOURCES} == set(found)
    assert len(routes) == len(api.RESOURCES) + 2
    for resource in api.RESOURCES:
        known = {item.name for item in resource.asked} | {resource.place} - {""}
        assert found[api.ROOT + resource.path] == known
        assert set(resource.known(programme)) == known - {resource.place}


def test_the_description_is_in_the_language_of_the_address():
    programme = a_programme([a_session()])

    english, russian = (described(programme, language) for language in ("en", "ru"))

    assert english["paths"]["/sessions/{id}/"]["get"]["summary"] == "One session."
    assert russian["paths"]["/sessions/{id}/"]["get"]["summary"] == "Одна сессия."
    assert english["servers"] == [{"url": "https://forum.example/en/2021/api/v1"}]


def test_the_description_has_examples_of_the_programme():
    session = a_session(track=a_track().guid)
    description = described(a_programme([session], tracks=(a_track(),)))

    place = description["paths"]["/sessions/{id}/"]["get"]["parameters"][0]
    asked = description["paths"]["/sessions/"]["get"]["parameters"]

    assert place["example"] == session.guid
    assert next(item for item in asked if item["name"] == "track")["example"] == ["1"]


# Lists


@pytest.fixture(scope="module")
def programme():
    """Five sessions of two days, on two stages, with two people."""
    anna, bob = a_speaker("anna", country="RU"), a_speaker("bob", country="FI")
    track, other = a_track(1), a_track(2)
    main, hall = a_stage("main", position=1), a_stage("hall", position=2)
    topic = a_topic("water")
    sessions = [
        a_session(
            1, title=in_english("Opening"), starts_at=at(10), stage=main.guid, kind="plenary"
        ),
        a_session(
            2,
            title=in_english("Clean water"),
            starts_at=at(12),
            stage=hall.guid,
            track=track.guid,
            topics=(topic.guid,),
            languages=("ru",),
        ),
        a_session(
            3,
            starts_at=at(1, day=26),
            stage=main.guid,
            track=other.guid,
            languages=("en", "ru"),
            recording=Recording("https://youtu.be/aqz-KE-bpKQ"),
        ),
        a_session(4, starts_at=at(10, day=26), stage=main.guid, state="cancelled", kind="panel"),
        a_session(5, starts_at=None),
    ]
    return a_programme(
        sessions,
        tracks=(track, other),
        stages=(main, hall),
        topics=(topic,),
        speakers=(anna, bob),
        appearances=(
            an_appearance(sessions[1], anna),
            an_appearance(sessions[2], bob),
            an_appearance(sessions[2], anna),
        ),
        streams=(a_stream("main", stage=main.guid, day=FIRST_DAY),),
    )


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"track": "1"}, [2]),
        ({"track": ["1", "2"]}, [2, 3]),
        ({"track": "none"}, [1, 4, 5]),
        ({"stage": "stage-main"}, [1, 3, 4]),
        ({"kind": "panel"}, [4]),
        ({"kind": "workshop"}, []),
        ({"language": "en"}, [3]),
        ({"topic": "topic-water"}, [2]),
        ({"country": "FI"}, [3]),
        ({"recorded": "1"}, [3]),
        ({"day": "2021-05-25"}, [1, 2, 3]),
        ({"speaker": "speaker-anna"}, [2, 3]),
        ({"speaker": "speaker-anna", "track": "2"}, [3]),
        ({"state": "cancelled"}, [4]),
        ({"state": "tentative"}, []),
        ({"q": "water"}, [2]),
        ({"q": "nothing of this kind"}, []),
        ({"nonsense": "1", "track": "77", "tz": "UTC"}, [1, 2, 3, 4, 5]),
    ],
)
def test_sessions_are_filtered_as_on_the_pages_and_by_more(programme, query, numbers):
    assert slugs(programme, **query) == [f"session-{number}" for number in numbers]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["anna", "bob"]),
        ({"country": "FI"}, ["bob"]),
        ({"track": "1"}, ["anna"]),
        ({"track": "2"}, ["anna", "bob"]),
        ({"organisation": "company"}, []),
    ],
)
def test_speakers_are_filtered_as_on_their_page(programme, query, expected):
    assert slugs(programme, "speakers", **query) == [f"speaker-{name}" for name in expected]


def test_a_list_says_how_it_was_asked_for(programme):
    query = {"track": ["2", "1", "1", "9"], "unknown": ["x"], "limit": ["10"]}

    meta = answered(programme, "sessions", query=query)["meta"]

    root = "https://forum.example/en/2021/api/v1"
    assert meta == {
        "url": f"{root}/sessions/?limit=10&track=1&track=2",
        "language": "en",
        "release": {
            "number": 1,
            "identity": "2021/1-00000000",
            "published_at": "2021-05-25T08:00:00+03:00",
        },
        "filters": {"limit": ["10"], "track": ["1", "2"]},
        "total": 2,
        "count": 2,
        "previous": None,
        "next": None,
    }


def test_parts_of_a_list_lead_from_one_to_the_next():
    programme = a_programme([a_session(number) for number in range(1, 26)])
    first = answered(programme, "sessions", query={"limit": ["10"]})
    second = answered(programme, "sessions", query={"limit": ["10"], "offset": ["10"]})
    third = answered(programme, "sessions", query={"limit": ["10"], "offset": ["20"]})
    root = "https://forum.example/en/2021/api/v1/sessions/?limit=10"

    numbers = [[item["number"] for item in part["data"]] for part in (first, second, third)]

    assert numbers == [list(range(1, 11)), list(range(11, 21)), list(range(21, 26))]
    assert [part["meta"]["next"] for part in (first, second, third)] == [
        f"{root}&offset=10",
        f"{root}&offset=20",
        None,
    ]
    assert [part["meta"]["previous"] for part in (first, second, third)] == [
        None,
        root,
        f"{root}&offset=10",
    ]
    assert [part["meta"]["count"] for part in (first, second, third)] == [10, 10, 5]
    assert {part["meta"]["total"] for part in (first, second, third)} == {25}


@pytest.mark.parametrize("query", [{"limit": "7"}, {"limit": "-1"}, {"limit": "1e9"}])
def test_only_a_few_lengths_of_parts_can_be_asked_for(programme, query):
    assert len(slugs(programme, **query)) == 5


@pytest.mark.parametrize("offset", ["3", "30", "-10", "x"])
def test_parts_begin_at_tens_within_the_list(programme, offset):
    assert len(slugs(programme, limit="10", offset=offset)) == 5


# Single things


def test_a_thing_is_found_by_guid_and_by_slug(programme):
    session = programme.sessions[0]

    by_guid = answered(programme, "session", id=session.guid)
    by_slug = answered(programme, "session", id=session.slug)
    in_list = answered(programme, "sessions")["data"][0]

    assert by_guid["data"] == by_slug["data"] == in_list
    assert by_guid["data"]["guid"] == session.guid


def test_what_never_was_is_not_there(programme):
    with pytest.raises(NotInProgramme):
        answered(programme, "session", id="never")
    with pytest.raises(NotInProgramme):
        # A guid of another kind.
        answered(programme, "session", id=programme.speakers[0].guid)
    with pytest.raises(NotInProgramme):
        answered(programme, "day", date=FIRST_DAY - timedelta(days=1))


# Now


@pytest.mark.parametrize(
    ("now", "on_main", "following", "changed_at", "changes_at"),
    [
        (at(9, 30), [], ("upcoming", 1), "05-25T04:00", "05-25T09:45"),
        (at(9, 50), [], ("soon", 1), "05-25T09:45", "05-25T10:00"),
        (at(10, 20), [("live", 1)], ("upcoming", 3), "05-25T10:00", "05-25T11:00"),
        (at(1, 59, day=26), [("live", 3)], None, "05-26T01:00", "05-26T02:00"),
        (at(9, day=27), [], None, "05-27T04:00", None),
    ],
)
def test_now_tells_what_is_on_and_when_to_ask_again(
    programme, now, on_main, following, changed_at, changes_at
):
    def named(item):
        return (item["state"], item["session"]["number"])

    data = answered(programme, "now", now=now)["data"]

    main = data["stages"][0]
    assert main["stage"]["slug"] == "stage-main"
    assert [named(item) for item in main["now"]] == on_main
    assert (main["next"] and named(main["next"])) == following
    assert data["changed_at"] == f"2021-{changed_at}:00+03:00"
    assert data["changes_at"] == (changes_at and f"2021-{changes_at}:00+03:00")


def test_now_changes_at_its_boundaries_alone(programme):
    one, other, later = (
        answered(programme, "now", now=now) for now in (at(10, 1), at(10, 59), at(11))
    )

    assert one == other
    assert one != later


def test_the_broadcast_of_what_is_on_stands_beside_it(programme):
    main, hall, nowhere = answered(programme, "now", now=at(10, 20))["data"]["stages"]

    assert main["streams"] == [
        {"url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ", "language": None}
    ]
    assert hall["streams"] == []
    assert (nowhere["stage"], nowhere["now"], nowhere["next"]) == (None, [], None)


# Over HTTP


@pytest.fixture
def sample_edition(db, settings):
    settings.BUILT_AT = at(0, day=1)
    edition = an_edition_row(is_current=True)
    for number, slug in enumerate(("one", "two"), 1):
        a_session_row(edition, number, slug=slug, starts_at=at(9 + number))
    publish(edition, at=at(8))
    current.refresh()
    return edition


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("now", [at(9), at(11), at(12, day=26) + timedelta(days=365)])
def test_every_answer_about_the_sample_is_as_described(monkeypatch, language, now):
    call_command("sample", verbosity=0)
    programme = current.refresh().releases["2021"].programme
    monkeypatch.setattr(clock, "now", lambda: now)
    client, root = Client(), f"/{language}/2021/api/v1/"

    with without_queries():
        description = Described(client.get(f"{root}openapi.json").json())
        for resource in api.RESOURCES:
            for place in places_of(programme, resource):
                path = root + resource.path.format(**place)
                response = client.get(path)

                assert (response.status_code, path) == (200, path)
                assert description.problems(resource.name, response.json()) == [], path
                assert response.json()["meta"]["url"] == f"http://127.0.0.1:8000{path}"


def test_answers_are_for_all_and_told_from_newer_ones(sample_edition, client):
    response = client.get(f"{ROOT}sessions/", headers={"origin": "https://elsewhere.example"})

    again = client.get(f"{ROOT}sessions/", headers={"if-none-match": response["ETag"]})
    small = client.get(f"{ROOT}sessions/", headers={"accept-encoding": "br"})

    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Last-Modified"] == "Tue, 25 May 2021 05:00:00 GMT"
    assert response["Forum-Release"] == response.json()["meta"]["release"]["identity"]
    assert response["X-Robots-Tag"] == "noindex"
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert brotli.decompress(small.content) == response.content


def test_former_slugs_redirect_and_guids_stay(sample_edition, client):
    session = Session.objects.get(slug="one")
    session.slug = "first"
    session.save()
    publish(sample_edition, at=at(9))
    current.refresh()

    moved = client.get(f"{ROOT}sessions/one/?nonsense=1")
    by_guid = client.get(f"{ROOT}sessions/{session.guid}/")

    assert (moved.status_code, moved["Location"]) == (301, f"{ROOT}sessions/first/")
    assert moved["Access-Control-Allow-Origin"] == "*"
    assert (by_guid.status_code, by_guid.json()["data"]["slug"]) == (200, "first")


@pytest.mark.parametrize("by", ["slug", "guid"])
def test_what_was_removed_is_gone_and_says_what_it_was(sample_edition, client, by):
    session = Session.objects.get(slug="two")
    place = f"{ROOT}sessions/{getattr(session, by)}/"
    session.delete()
    publish(sample_edition, at=at(9))
    current.refresh()

    response = client.get(place)

    assert response.status_code == 410
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {
        "error": {
            "status": 410,
            "code": "gone",
            "message": "This was public once and is not any more.",
            "hint": "Remove it on your side too. The list of what there is now is one level up.",
            "place": place,
            "documentation": "http://127.0.0.1:8000/en/2021/api/",
            "removed": {
                "guid": str(session.guid),
                "title": {"text": str(session.title), "language": "en"},
                "removed_at": "2021-05-25T09:00:00+03:00",
            },
        }
    }


@pytest.mark.parametrize(("model", "kind"), [(Speaker, "speakers"), (Track, "tracks")])
def test_people_and_tracks_that_left_are_gone_too(sample_edition, client, model, kind):
    more = {"number": 1} if model is Track else {}
    row = model.objects.create(edition=sample_edition, slug="gone", name=in_english("X"), **more)
    publish(sample_edition, at=at(9))
    guid = row.guid
    row.delete()
    publish(sample_edition, at=at(10))
    current.refresh()

    found = [client.get(f"{ROOT}{kind}/{place}/") for place in ("gone", guid)]

    assert [response.status_code for response in found] == [410, 410]
    assert {response.json()["error"]["removed"]["guid"] for response in found} == {str(guid)}


@pytest.mark.parametrize(
    "place",
    [
        f"{ROOT}sessions/never/",
        f"{ROOT}days/2021-13-45/",
        f"{ROOT}days/2020-05-25/",
        f"{ROOT}nonsense/",
        f"{ROOT}sessions/one/two/",
        "/en/1999/api/v1/sessions/",
        "/xx/2021/api/v1/sessions/",
    ],
)
def test_what_never_was_is_refused_as_data(sample_edition, client, place):
    response = client.get(place)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["error"] == {
        "status": 404,
        "code": "not_found",
        "message": "There is nothing at this address.",
        "hint": "Begin at the index of the API, or look into its documentation.",
        "place": place,
        "documentation": "http://127.0.0.1:8000/en/2021/api/",
        "removed": None,
    }


@pytest.mark.django_db
def test_before_the_first_release_there_is_a_refusal_too(client):
    current.refresh()

    response = client.get("/ru/2021/api/v1/sessions/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["error"]["code"] == "unavailable"
    assert response.json()["error"]["documentation"] is None


def test_a_missing_slash_is_added(sample_edition, client):
    response = client.get(f"{ROOT}sessions?track=1")

    assert (response.status_code, response["Location"]) == (301, f"{ROOT}sessions/?track=1")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_edition_that_was_renamed_is_found(sample_edition, client):
    Edition.objects.update(slug="moscow")
    publish(sample_edition, at=at(9))
    current.refresh()

    response = client.get(f"{ROOT}sessions/?state=confirmed&x=y")

    assert response.status_code == 301
    assert response["Location"] == "/en/moscow/api/v1/sessions/?state=confirmed"


def test_each_thing_names_the_files_beside_its_page(sample_edition, client):
    root = "http://127.0.0.1:8000/en/2021"

    Speaker.objects.create(edition=sample_edition, slug="anna", name=in_english("Anna"))
    publish(sample_edition, at=at(9))
    current.refresh()

    session = client.get(f"{ROOT}sessions/one/").json()["data"]["files"]
    speaker = client.get(f"{ROOT}speakers/anna/").json()["data"]["files"]
    edition = client.get(f"{ROOT}edition/").json()["data"]["files"]

    assert session["schedule.ics"] == f"{root}/sessions/one/schedule.ics"
    assert speaker["press-kit.zip"] == f"{root}/speakers/anna/press-kit.zip"
    assert edition["schedule.ics"] == f"{root}/schedule.ics"
    assert edition.keys() >= {"news.atom", "changes.atom", "press-kit.zip"}
    for files in (session, speaker, edition):
        for address in files.values():
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", [page for page in exports.PARTS if page not in ("", "my")])
def test_the_files_beside_a_page_are_where_their_views_are(page):
    here = here_in(a_programme())
    place = FIRST_DAY if page == "day" else "one"

    files = api._files(here, page, place)

    assert "schedule.ics" in files
    assert files == {
        file: here.full_address(view, place) for file, view in api._file_views(page).items()
    }


def test_erased_words_do_not_stay_in_what_was_written_before(sample_edition, client):
    client.get(f"{ROOT}sessions/")
    Session.objects.update(title=Text({"en": "Other"}))
    publish(sample_edition, at=at(9))
    current.refresh()

    titles = {item["title"]["text"] for item in client.get(f"{ROOT}sessions/").json()["data"]}

    assert titles == {"Other"}


# The manual


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_names_every_address_and_parameter(sample_edition, client, language):
    page = client.get(f"/{language}/2021/api/").content.decode()

    for resource in api.RESOURCES:
        assert f"/{resource.path}</code>" in page
        for item in resource.asked:
            assert f"<code>{item.name}</code>" in page
    assert f'href="/{language}/2021/api/v1/openapi.json"' in page


def test_the_examples_of_the_manual_lead_to_answers(sample_edition, client):
    with translation.override("en"):
        here = here_in(current.site().releases["2021"].programme)
        explained = [api._explained(here, resource) for resource in api.RESOURCES]
    places = [
        place
        for resource in explained
        for place in (resource["example"], *(item["example"] for item in resource["asked"]))
        if place
    ]

    answers = [client.get(place) for place in places]

    assert len(places) > len(ANSWERED_AT_LEAST)
    assert {response.status_code for response in answers} == {200}
    assert all(
        response.json()["meta"]["url"].endswith(place)
        for response, place in zip(answers, places, strict=True)
    )


ANSWERED_AT_LEAST = ("index", "edition", "now", "days", "day", "sessions", "session", "speakers")


def test_gone_by_guid_is_told_from_what_never_was(programme):
    history = {"sessions/was": "11111111-1111-4111-8111-111111111111"}
    past = programme.replace(history=type(programme.history)(former_slugs=history))

    with pytest.raises(Gone):
        answered(past, "session", id="11111111-1111-4111-8111-111111111111")
    with pytest.raises(NotInProgramme):
        answered(past, "speaker", id="11111111-1111-4111-8111-111111111111")
