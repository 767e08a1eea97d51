"""schema.org: what search engines read of the forum, a session, a person and a video."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings

from forum.formats import schema_org
from forum.formats.schema_org import LISTED_AT_MOST, Step
from forum.values import Change, History, News
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link, Picture
from tests.builders import (
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.strategies import programmes

HOME = "https://forum.example/en/2021"
IMAGE = f"{HOME}/card-1.png"
TRAIL = (Step("Smart Cities", f"{HOME}/home"), Step("Here", f"{HOME}/here"))
STAGE, TRACK, TOPIC = a_stage(), a_track(), a_topic()
ONLINE = "https://schema.org/OnlineEventAttendanceMode"
SESSION = a_session(
    title=in_english("How a city breathes"),
    abstract=in_english("What *people* notice."),
    languages=("ru", "en"),
    track=TRACK.guid,
    topics=(TOPIC.guid,),
    stage=STAGE.guid,
)
ANNA = a_speaker(
    name=in_english("Anna Petrova"),
    position=in_english("Planner"),
    organisation=in_english("City of Oulu"),
    photo=Picture("p.webp", 300, 300),
    biography=in_english("Plans."),
    links=(Link("https://example.org/anna"), Link("javascript:alert(1)")),
)
PART = an_appearance(SESSION, ANNA, role="moderator")


def identity(guid: str) -> str:
    return f"https://forum.example/#{guid}"


def a_forum(session=SESSION, **given):
    return a_programme(
        **{
            "sessions": (session,),
            "tracks": (TRACK,),
            "topics": (TOPIC,),
            "stages": (STAGE,),
            "speakers": (ANNA,),
            "appearances": (PART,),
            **given,
        }
    )


def nodes(data):
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


BEFORE = at(8)


def of_session(programme, moment=BEFORE, language="en"):
    with translation.override(language):
        publication = a_publication(moment=moment, language=language)
        found = programme.sessions[0]
        return nodes(schema_org.session(programme, found, publication, TRAIL, IMAGE))


def videos(programme, moment):
    return [node for node in of_session(programme, moment) if node["@type"] == "VideoObject"]


def test_a_session_is_an_event_with_its_people_of_the_forum():
    event, trail = of_session(a_forum())

    address = f"{HOME}/session/session-1"
    assert event == {
        "@type": "Event",
        "@id": identity(SESSION.guid),
        "name": "How a city breathes",
        "url": address,
        "startDate": "2021-05-25T10:00:00+03:00",
        "endDate": "2021-05-25T11:00:00+03:00",
        "duration": "PT60M",
        "eventAttendanceMode": ONLINE,
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": address, "name": "Stage 1"},
        "description": "What people notice.",
        "image": IMAGE,
        "inLanguage": ["ru", "en"],
        "about": "Track 1",
        "keywords": ["Topic 1"],
        "performer": [
            {
                "@type": "Person",
                "@id": identity(ANNA.person),
                "name": "Anna Petrova",
                "url": f"{HOME}/speaker/speaker-1",
                "jobTitle": "Planner",
                "affiliation": {"@type": "Organization", "name": "City of Oulu"},
                "image": "https://forum.example/media/p.webp",
            }
        ],
        "superEvent": {
            "@type": "Event",
            "@id": identity(a_forum().edition.guid),
            "name": "Smart Cities",
            "url": f"{HOME}/home",
            "startDate": "2021-05-25T10:00:00+03:00",
            "endDate": "2021-05-25T11:00:00+03:00",
            "eventAttendanceMode": ONLINE,
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {"@type": "VirtualLocation", "url": f"{HOME}/live"},
        },
    }
    assert trail == {
        "@type": "BreadcrumbList",
        "@id": f"{HOME}/here#trail",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Smart Cities", "item": f"{HOME}/home"},
            {"@type": "ListItem", "position": 2, "name": "Here", "item": f"{HOME}/here"},
        ],
    }


def a_move(before: str, release: int = 2) -> News:
    return News(release, at(9), "moved", SESSION.guid, before=before, after="")


@pytest.mark.parametrize(
    ("given", "news", "status", "before"),
    [
        ({}, (), "EventScheduled", None),
        ({"state": "tentative"}, (), "EventScheduled", None),
        ({"state": "cancelled"}, (), "EventCancelled", None),
        ({"delayed_from": at(9)}, (), "EventRescheduled", "2021-05-25T09:00:00+03:00"),
        ({"delayed_from": at(10)}, (), "EventScheduled", None),
        (
            {},
            (a_move("2021-05-24T06:00:00+00:00"), a_move("2021-05-25T06:00:00+00:00", 3)),
            "EventRescheduled",
            "2021-05-25T09:00:00+03:00",
        ),
        # It was moved back, or its time became known.
        ({}, (a_move("2021-05-25T07:00:00+00:00"),), "EventScheduled", None),
        ({}, (a_move(""),), "EventScheduled", None),
        (
            {"starts_at": None},
            (a_move("2021-05-25T07:00:00+00:00"),),
            "EventPostponed",
            "2021-05-25T10:00:00+03:00",
        ),
        (
            {"state": "cancelled", "delayed_from": at(9)},
            (),
            "EventCancelled",
            "2021-05-25T09:00:00+03:00",
        ),
    ],
)
def test_an_event_says_whether_it_takes_place_and_when_it_was_to(given, news, status, before):
    programme = a_forum(dataclasses.replace(SESSION, **given), history=History(news=news))

    event = of_session(programme)[0]

    assert event["eventStatus"] == f"https://schema.org/{status}"
    assert event.get("previousStartDate") == before


def test_a_session_without_a_time_has_no_dates_and_its_forum_has():
    event = of_session(a_forum(dataclasses.replace(SESSION, starts_at=None)))[0]

    assert not {"startDate", "endDate", "previousStartDate"} & event.keys()
    assert (event["superEvent"]["startDate"], event["superEvent"]["endDate"]) == (
        "2021-05-25",
        "2021-05-26",
    )


DAY = a_stream(stage=STAGE.guid, day=at(10).date(), starts_at=at(9, 50))


def test_while_it_is_live_the_broadcast_is_a_live_video():
    programme = a_forum(streams=(DAY, a_stream(2, stage=STAGE.guid, day=DAY.day, language="ru")))

    one, other = videos(programme, at(10, 30))

    assert one == {
        "@type": "VideoObject",
        "@id": identity(f"{SESSION.guid}-{DAY.guid}"),
        "name": "How a city breathes",
        "description": "What people notice.",
        "thumbnailUrl": IMAGE,
        "uploadDate": "2021-05-25T10:00:00+03:00",
        "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "embedUrl": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
        "publication": {
            "@type": "BroadcastEvent",
            "name": "How a city breathes",
            "isLiveBroadcast": True,
            "startDate": "2021-05-25T10:00:00+03:00",
            "endDate": "2021-05-25T11:00:00+03:00",
        },
    }
    assert other["inLanguage"] == "ru"
    assert of_session(programme, at(10, 30))[0]["recordedIn"] == [
        {"@id": one["@id"]},
        {"@id": other["@id"]},
    ]


def test_afterwards_the_broadcast_of_the_day_has_a_clip_of_it():
    assert videos(a_forum(streams=(DAY,)), at(11)) == [
        {
            "@type": "VideoObject",
            "@id": identity(DAY.guid),
            "name": "Smart Cities, Stage 1, 2021-05-25",
            "description": "How a city breathes",
            "thumbnailUrl": IMAGE,
            "uploadDate": "2021-05-25T09:50:00+03:00",
            "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
            "embedUrl": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
            "hasPart": [
                {
                    "@type": "Clip",
                    "name": "How a city breathes",
                    "startOffset": 600,
                    "endOffset": 4200,
                    "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=600s",
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("given", "stream", "moment", "count"),
    [
        ({}, DAY, at(9, 59), 0),
        ({"state": "cancelled"}, DAY, at(10, 30), 0),
        ({"recording": Recording(opted_out=True)}, DAY, at(10, 30), 1),
        ({"recording": Recording(opted_out=True)}, DAY, at(12), 0),
        ({}, dataclasses.replace(DAY, video="javascript:alert(1)"), at(12), 0),
        ({}, a_stream(session=SESSION.guid), at(12), 1),
        ({"starts_at": None}, a_stream(session=SESSION.guid), at(12), 0),
    ],
)
def test_only_what_can_be_watched_is_a_video(given, stream, moment, count):
    programme = a_forum(dataclasses.replace(SESSION, **given), streams=(stream,))

    assert len(videos(programme, moment)) == count


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://youtu.be/aqz-KE-bpKQ?t=30",
            {
                "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=30s",
                "embedUrl": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=30",
            },
        ),
        ("https://example.org/video", {"url": "https://example.org/video"}),
    ],
)
def test_a_recording_comes_before_the_broadcast(url, expected):
    recording = Recording(url, licence="https://creativecommons.org/licenses/by/4.0/")
    session = dataclasses.replace(SESSION, recording=recording)

    (found,) = videos(a_forum(session, streams=(DAY,)), at(12))

    assert found == {
        "@type": "VideoObject",
        "@id": identity(f"{SESSION.guid}-recording"),
        "name": "How a city breathes",
        "description": "What people notice.",
        "thumbnailUrl": IMAGE,
        "uploadDate": "2021-05-25T11:00:00+03:00",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        **expected,
    }


def test_a_stage_has_its_broadcast_with_a_clip_a_session_that_is_over():
    later = a_session(2, starts_at=at(11), stage=STAGE.guid)
    unwilling = a_session(
        3, starts_at=at(9, 55), stage=STAGE.guid, recording=Recording(opted_out=True)
    )
    programme = a_forum(sessions=(SESSION, later, unwilling), streams=(DAY,))

    def found(moment):
        publication = a_publication(moment=moment)
        page, _trail, *broadcasts = nodes(
            schema_org.stage(programme, STAGE, publication, TRAIL, IMAGE)
        )
        assert page["mainEntity"]["numberOfItems"] == 3
        return [[clip["name"] for clip in video["hasPart"]] for video in broadcasts]

    assert found(at(10, 30)) == []
    assert found(at(11)) == [["How a city breathes"]]
    assert found(at(12)) == [["How a city breathes", "Session 2"]]


def test_a_person_has_a_profile_with_their_sessions():
    changes = {ANNA.guid: Change(2, datetime(2021, 5, 1, 9, tzinfo=UTC))}
    programme = a_forum(history=History(changes=changes))

    page, _trail = nodes(schema_org.speaker(programme, ANNA, a_publication(), TRAIL))

    assert page == {
        "@type": "ProfilePage",
        "@id": f"{HOME}/here#page",
        "url": f"{HOME}/here",
        "name": "Here",
        "inLanguage": "en",
        "isPartOf": {"@id": "https://forum.example/#website"},
        "breadcrumb": {"@id": f"{HOME}/here#trail"},
        "dateModified": "2021-05-01T12:00:00+03:00",
        "mainEntity": {
            "@type": "Person",
            "@id": identity(ANNA.person),
            "name": "Anna Petrova",
            "url": f"{HOME}/speaker/speaker-1",
            "jobTitle": "Planner",
            "affiliation": {"@type": "Organization", "name": "City of Oulu"},
            "image": "https://forum.example/media/p.webp",
            "description": "Plans.",
            "sameAs": ["https://example.org/anna"],
            "performerIn": [
                {
                    "@type": "Event",
                    "@id": identity(SESSION.guid),
                    "name": "How a city breathes",
                    "url": f"{HOME}/session/session-1",
                    "startDate": "2021-05-25T10:00:00+03:00",
                    "location": {
                        "@type": "VirtualLocation",
                        "url": f"{HOME}/session/session-1",
                    },
                }
            ],
        },
    }


def test_the_home_page_has_the_forum_its_organiser_and_the_site():
    edition = an_edition(
        acronym="scm",
        tagline=in_english("The forum on cities"),
        organiser=in_english("Government"),
        organiser_url="https://example.org/",
        contact_email="forum@example.org",
        youtube_url="https://www.youtube.com/@forum",
        links=(Link("https://example.org/social"),),
        logo=Picture("l.webp", 300, 100),
    )
    programme = a_forum(edition=edition)

    event, organiser, site, _trail = nodes(
        schema_org.home(programme, a_publication(), TRAIL, IMAGE)
    )

    mark = identity(f"{edition.guid}-organiser")
    assert {key: event[key] for key in ("@id", "alternateName", "description", "organizer")} == {
        "@id": identity(edition.guid),
        "alternateName": "scm",
        "description": "The forum on cities",
        "organizer": {
            "@type": "Organization",
            "@id": mark,
            "name": "Government",
            "url": "https://example.org/",
        },
    }
    assert [session["@id"] for session in event["subEvent"]] == [identity(SESSION.guid)]
    assert organiser == {
        "@type": "Organization",
        "@id": mark,
        "name": "Government",
        "url": "https://example.org/",
        "logo": "https://forum.example/media/l.webp",
        "email": "forum@example.org",
        "sameAs": ["https://example.org/social", "https://www.youtube.com/@forum"],
    }
    assert site == {
        "@type": "WebSite",
        "@id": "https://forum.example/#website",
        "url": "https://forum.example/",
        "name": "Smart Cities",
        "inLanguage": "en",
        "publisher": {"@id": mark},
    }


def test_lists_have_names_and_addresses_alone_and_stay_short():
    sessions = [a_session(key) for key in range(1, 901)]
    people = tuple(a_speaker(key) for key in range(900))
    programme = a_programme(sessions, speakers=people)
    of_sessions = schema_org.sessions(programme, sessions, a_publication(), TRAIL)
    of_people = schema_org.speakers(programme, a_publication(), TRAIL)

    found = nodes(of_sessions)[0]["mainEntity"]

    assert (found["numberOfItems"], len(found["itemListElement"])) == (900, LISTED_AT_MOST)
    assert found["itemListElement"][0] == {
        "@type": "ListItem",
        "position": 1,
        "name": "Session 1",
        "url": f"{HOME}/session/session-1",
    }
    assert nodes(of_people)[0]["mainEntity"]["numberOfItems"] == 900
    home = schema_org.home(programme, a_publication(), TRAIL, IMAGE)
    assert max(len(json.dumps(data)) for data in (of_sessions, of_people)) < 8_000
    assert len(json.dumps(home)) < 20_000


def test_a_thing_has_one_identity_in_every_language():
    programme = a_forum()

    def of(language):
        return [node["@id"] for node in of_session(programme, language=language)][:1]

    assert of("en") == of("ru") == [identity(SESSION.guid)]


def test_what_cannot_stand_in_json_is_left_out():
    title = Text({"en": "A\x00 \ud800 title\u2028"})

    event = of_session(a_forum(dataclasses.replace(SESSION, title=title)))[0]

    assert event["name"] == "A title"


@settings(max_examples=30)
@given(programmes())
def test_any_programme_can_be_written(programme):
    publication = a_publication(moment=programme.days[0].starts_at + timedelta(hours=12))
    with translation.override("ru"):
        found = [schema_org.home(programme, publication, TRAIL, IMAGE)]
        found += [
            schema_org.session(programme, item, publication, TRAIL, IMAGE)
            for item in programme.sessions
        ]
        found += [
            schema_org.speaker(programme, item, publication, TRAIL) for item in programme.speakers
        ]
        found += [
            schema_org.stage(programme, item, publication, TRAIL, IMAGE)
            for item in programme.stages
        ]

    for data in found:
        json.dumps(data).encode()
        for node in data["@graph"]:
            assert not [key for key, value in node.items() if value in ("", None, [], {})]
