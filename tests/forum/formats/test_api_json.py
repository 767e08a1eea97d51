"""forum/formats/api_json.py: what programs read of a programme, exactly as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from forum.formats import api_json
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link, Picture, Rendition
from tests.builders import (
    FIRST_DAY,
    MOSCOW,
    a_guid,
    a_programme,
    a_publication,
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

HOME = "https://forum.example/en/2021"
WATCH = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def session_as_json(session, language="en", **given):
    with translation.override(language):
        publication = a_publication(language=language)
        return api_json.session(a_programme([session], **given), session, publication, {})


def test_a_session_is_written_whole():
    track, stage, topic = a_track(), a_stage("main"), a_topic("water")
    person = a_speaker("host", name=Text({"ru": "Анна"}))
    session = a_session(
        title=Text({"en": "Opening", "ru": "Открытие"}),
        abstract=in_english("Two *words*."),
        track=track.guid,
        stage=stage.guid,
        topics=(topic.guid,),
        languages=("en", "ru"),
        starts_at=at(1, 30, day=26),
        delayed_from=at(1, day=26),
        recording=Recording(url="https://youtu.be/aqz-KE-bpKQ", licence="CC BY"),
        code="ABC123",
    )

    found = session_as_json(
        session,
        tracks=(track,),
        stages=(stage,),
        topics=(topic,),
        speakers=(person,),
        appearances=(an_appearance(session, person, role="moderator", title=in_english("Intro")),),
        streams=(a_stream(stage=stage.guid, day=FIRST_DAY, starts_at=at(1, day=26)),),
    )

    assert found == {
        "guid": session.guid,
        "number": 1,
        "slug": "session-1",
        "code": "ABC123",
        "url": f"{HOME}/api-session/{session.guid}",
        "page": f"{HOME}/session/session-1",
        "title": {"text": "Opening", "language": "en"},
        "subtitle": None,
        "abstract": {
            "markdown": "Two *words*.",
            "html": "<p>Two <em>words</em>.</p>\n",
            "language": "en",
        },
        "description": None,
        "kind": "talk",
        "kind_name": {"text": "Talk", "language": "en"},
        "state": "confirmed",
        "languages": ["en", "ru"],
        "day": "2021-05-25",
        "starts_at": "2021-05-26T01:30:00+03:00",
        "ends_at": "2021-05-26T02:30:00+03:00",
        "duration_minutes": 60,
        "delayed_from": "2021-05-26T01:00:00+03:00",
        "track": {
            "guid": track.guid,
            "slug": "track-1",
            "url": f"{HOME}/api-track/{track.guid}",
            "page": f"{HOME}/track/track-1",
            "name": {"text": "Track 1", "language": "en"},
            "number": 1,
            "colour": "#1456b8",
        },
        "stage": {
            "guid": stage.guid,
            "slug": "stage-main",
            "url": f"{HOME}/api-stage/{stage.guid}",
            "page": f"{HOME}/stage/stage-main",
            "name": {"text": "Stage main", "language": "en"},
        },
        "topics": [
            {
                "guid": topic.guid,
                "slug": "topic-water",
                "url": f"{HOME}/api-topic/{topic.guid}",
                "page": f"{HOME}/programme?topic=topic-water",
                "name": {"text": "Topic water", "language": "en"},
            }
        ],
        "speakers": [
            {
                "role": "moderator",
                "role_name": "Moderator",
                "title": {"text": "Intro", "language": "en"},
                "speaker": {
                    "guid": person.guid,
                    "slug": "speaker-host",
                    "url": f"{HOME}/api-speaker/{person.guid}",
                    "page": f"{HOME}/speaker/speaker-host",
                    "name": {"text": "Анна", "language": "ru"},
                },
            }
        ],
        "streams": [{"url": f"{WATCH}&t=1800s", "language": None}],
        "recording": {"url": "https://youtu.be/aqz-KE-bpKQ", "licence": "CC BY"},
        "recording_opted_out": False,
        "poster": None,
        "links": [],
        "attachments": [],
        "feedback_url": None,
        "origin_url": None,
        "files": {},
        "changed_at": "2021-05-25T08:00:00+03:00",
        "changes": 0,
    }


def test_a_speaker_is_written_with_photo_and_sessions():
    session = a_session()
    person = a_speaker(
        country="FI",
        organisation_kind="university",
        photo=Picture("b.webp", 480, 600, (Rendition("a.webp", 96, 120),), 40, 20),
        photo_alt=in_english("Smiling"),
        links=(Link("https://example.org/б?c=d", in_english("Site"), "website"),),
    )
    programme = a_programme(
        [session], speakers=(person,), appearances=(an_appearance(session, person),)
    )

    with translation.override("en"):
        found = api_json.speaker(programme, person, a_publication(), {"schedule.ics": "https://x/"})

    assert found == {
        "guid": person.guid,
        "person": a_guid("person 1"),
        "slug": "speaker-1",
        "url": f"{HOME}/api-speaker/{person.guid}",
        "page": f"{HOME}/speaker/speaker-1",
        "name": {"text": "Speaker 1", "language": "en"},
        "position": None,
        "organisation": None,
        "organisation_kind": "university",
        "country": {"code": "FI", "name": "Finland"},
        "biography": None,
        "photo": {
            "url": "https://forum.example/media/b.webp",
            "width": 480,
            "height": 600,
            "focus_x": 40,
            "focus_y": 20,
            "description": {"text": "Smiling", "language": "en"},
            "renditions": [
                {"url": "https://forum.example/media/a.webp", "width": 96, "height": 120}
            ],
        },
        "links": [
            {
                "url": "https://example.org/%D0%B1?c=d",
                "title": {"text": "Site", "language": "en"},
                "kind": "website",
            }
        ],
        "sessions": [
            {
                "role": "speaker",
                "role_name": "Speaker",
                "title": None,
                "session": {
                    "guid": session.guid,
                    "slug": "session-1",
                    "url": f"{HOME}/api-session/{session.guid}",
                    "page": f"{HOME}/session/session-1",
                    "title": {"text": "Session 1", "language": "en"},
                    "starts_at": "2021-05-25T10:00:00+03:00",
                    "ends_at": "2021-05-25T11:00:00+03:00",
                },
            }
        ],
        "files": {"schedule.ics": "https://x/"},
        "changed_at": "2021-05-25T08:00:00+03:00",
        "changes": 0,
    }


def test_whose_speakers_want_no_recording_is_watched_on_its_page_alone():
    session = a_session(recording=Recording(url="https://youtu.be/aqz-KE-bpKQ", opted_out=True))

    found = session_as_json(session, streams=(a_stream(session=session.guid),))

    assert found["recording"] is None
    assert found["recording_opted_out"] is True
    assert found["streams"] == [{"url": f"{HOME}/session/session-1", "language": None}]


def test_only_addresses_of_the_web_are_given():
    hostile = "javascript:alert(1)"
    session = a_session(
        links=(Link(hostile), Link("https://example.org/")),
        attachments=(Attachment(url=hostile), Attachment(file="a.pdf", size_bytes=7)),
        feedback_url=hostile,
        origin_url="data:text/html,x",
        recording=Recording(url=hostile),
    )

    found = session_as_json(session)

    assert [link["url"] for link in found["links"]] == ["https://example.org/"]
    assert found["attachments"] == [
        {"url": "https://forum.example/media/a.pdf", "title": None, "size_bytes": 7}
    ]
    assert (found["feedback_url"], found["origin_url"], found["recording"]) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("HTTPS://example.org/", "HTTPS://example.org/"),
        ("https://example.org/\x00\n", "https://example.org/"),
        (" javascript:alert(1)//https://example.org/", None),
        ("//example.org/", None),
        ("https://[", None),
        ("https:", None),
        ("", None),
    ],
)
def test_addresses_become_uris(given, expected):
    assert api_json.web_address(given) == expected


def test_markdown_is_given_with_safe_html():
    text = in_english('<script>alert(1)</script> [x](javascript:alert(1)) "\x07\ud800"')

    assert api_json.prose(text, "en") == {
        "markdown": '<script>alert(1)</script> [x](javascript:alert(1)) ""',
        "html": '<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) ""</p>\n',
        "language": "en",
    }


def test_a_kind_named_in_another_language_says_so():
    found = session_as_json(a_session(kind_name=in_english("Fireside chat")), "ru")

    assert found["kind_name"] == {"text": "Fireside chat", "language": "en"}


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        (datetime(2021, 5, 25, 7, tzinfo=UTC), MOSCOW, "2021-05-25T10:00:00+03:00"),
        (datetime(2021, 5, 25, 7, 0, 1, 5, UTC), ZoneInfo("UTC"), "2021-05-25T07:00:01+00:00"),
        # Moscow's clocks were 2:31:19 ahead then, which RFC 3339 cannot say.
        (datetime(1918, 6, 1, 7, tzinfo=UTC), MOSCOW, "1918-06-01T07:00:00+00:00"),
    ],
)
def test_instants_have_an_offset_of_whole_minutes(instant, zone, expected):
    assert api_json.instant(instant, zone) == expected
