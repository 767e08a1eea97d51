"""forum/formats/schedule2_json.py: schedule2, with languages, roles and states."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.formats.schedule2_json import write
from forum.formats.terms import NO_STAGE, NO_TRACK
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link, Picture
from tests.builders import (
    FIRST_DAY,
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.forum.formats.frab_rules import faults_of_schedule2
from tests.forum.formats.hostile import a_hostile_programme
from tests.hostile import hostile_programme
from tests.strategies import programmes

HOME = "https://forum.example/en/2021"


def written(programme, **changes) -> Any:
    return json.loads(write(programme, a_publication(**changes)))["schedule"]


def event_of(session, **given) -> Any:
    (event,) = written(a_programme([session], **given))["events"]
    return event


def test_a_whole_file():
    stage, track = a_stage("main"), a_track()
    ann = a_speaker("ann", biography=Text({"en": "*Engineer*", "ru": "*Инженер*"}))
    bob = a_speaker("bob", photo=Picture("bob.webp", 10, 10))
    session = a_session(
        7,
        title=Text({"en": "Opening", "ru": "Открытие"}),
        abstract=Text({"en": "Short", "ru": "Кратко"}),
        description=Text({"ru": "Только так"}),
        kind="panel",
        languages=("ru", "en"),
        stage=stage.guid,
        track=track.guid,
        recording=Recording("https://v.example/1"),
        links=(Link("https://example.org/a", in_english("Notes"), "slides"),),
        feedback_url="https://example.org/feedback",
        origin_url="https://example.org/origin",
        code="ABC123",
    )
    programme = a_programme(
        [session],
        edition=an_edition(acronym="scm2021", description=in_english("About it")),
        stages=[stage],
        tracks=[track],
        speakers=[ann, bob],
        appearances=[
            an_appearance(session, bob, role="moderator"),
            an_appearance(session, ann, role="panellist", order=1),
        ],
    )

    found = written(programme, language="ru")

    assert found == {
        "version": "1",
        "url": f"{HOME}/schedule.ics",
        "base_url": f"{HOME}/home",
        "conference": {
            "acronym": "scm2021",
            "title": "Smart Cities",
            "description": {"en": "About it"},
            "start": "2021-05-25T04:00:00+03:00",
            "end": "2021-05-27T04:00:00+03:00",
            "time_zone_name": "Europe/Moscow",
            "colors": {"primary": "#1456b8"},
            "languages": ["en", "ru"],
            "url": f"{HOME}/home",
            "defaults": {"language": "ru"},
            "tracks": [
                {"guid": track.guid, "name": "Track 1", "slug": "track-1", "color": "#1456b8"}
            ],
            "rooms": [
                {
                    "name": "Stage main",
                    "slug": "stage-main",
                    "guid": stage.guid,
                    "type": "STAGE",
                    "stream_id": None,
                    "description": None,
                    "url": f"{HOME}/stage/stage-main",
                }
            ],
            "days": [
                {
                    "index": 1,
                    "date": "2021-05-25",
                    "start": "2021-05-25T04:00:00+03:00",
                    "end": "2021-05-26T04:00:00+03:00",
                },
                {
                    "index": 2,
                    "date": "2021-05-26",
                    "start": "2021-05-26T04:00:00+03:00",
                    "end": "2021-05-27T04:00:00+03:00",
                },
            ],
        },
        "events": [
            {
                "guid": session.guid,
                "code": "ABC123",
                "type": "DISCUSSION",
                "state": "CONFIRMED",
                "start": "2021-05-25T10:00:00+03:00",
                "end": "2021-05-25T11:00:00+03:00",
                "room": {"guid": stage.guid, "name": "Stage main", "slug": "stage-main"},
                "slug": "scm2021-7-session-7",
                "url": f"{HOME}/session/session-7",
                "title": "Открытие",
                "subtitle": None,
                "track": {"slug": "track-1"},
                "language": "ru",
                "abstract": {"en": "Short", "ru": "Кратко"},
                "description": {"ru": "Только так"},
                "participants": [
                    {"guid": bob.guid, "name": "Speaker bob", "role": "MODERATOR"},
                    {"guid": ann.guid, "name": "Speaker ann", "role": "CONTRIBUTOR"},
                ],
                "links": [
                    {"url": "https://v.example/1", "title": "Запись", "type": "MEDIA"},
                    {"url": "https://example.org/a", "title": "Notes", "type": "SLIDES"},
                    {"url": "https://example.org/feedback", "type": "FEEDBACK"},
                    {"url": "https://example.org/origin", "type": "ORIGIN"},
                ],
                "attachments": [],
            }
        ],
        "persons": [
            {
                "guid": ann.guid,
                "name": "Speaker ann",
                "url": f"{HOME}/speaker/speaker-ann",
                "avatar": None,
                "biography": {"en": "*Engineer*", "ru": "*Инженер*"},
                "links": [],
            },
            {
                "guid": bob.guid,
                "name": "Speaker bob",
                "url": f"{HOME}/speaker/speaker-bob",
                "avatar": {"type": "Image", "url": "https://forum.example/media/bob.webp"},
                "biography": None,
                "links": [],
            },
        ],
    }


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "CONFIRMED"),
        ({"state": "tentative"}, "ACCEPTED"),
        ({"state": "cancelled"}, "CANCELED"),
        ({"delayed_from": at(9)}, "DELAYED"),
        ({"delayed_from": at(10)}, "CONFIRMED"),
        ({"delayed_from": at(9), "state": "cancelled"}, "CANCELED"),
    ],
)
def test_a_state_has_a_word_and_leaves_title_and_address_alone(given, state):
    event = event_of(a_session(**given))

    assert (event["state"], event["title"], event["url"]) == (
        state,
        "Session 1",
        f"{HOME}/session/session-1",
    )


def test_a_break_says_when_and_where():
    stage = a_stage()
    session = a_session(kind="break", title=in_english("Lunch"), stage=stage.guid)

    assert event_of(session, stages=[stage]) == {
        "guid": session.guid,
        "type": "BREAK",
        "title": "Lunch",
        "start": "2021-05-25T10:00:00+03:00",
        "end": "2021-05-25T11:00:00+03:00",
        "room": {"guid": stage.guid, "name": "Stage 1", "slug": "stage-1"},
    }


@pytest.mark.parametrize("given", [{"state": "cancelled"}, {"abstract": in_english("With music")}])
def test_a_break_of_which_more_is_told_is_an_event(given):
    event = event_of(a_session(kind="break", **given))

    assert (event["type"], event["abstract"]) == (
        "OTHER",
        {"en": "With music"} if "abstract" in given else None,
    )


def test_a_session_without_stage_and_track_has_those_that_stand_for_none():
    programme = a_programme([a_session()], stages=[a_stage()])

    found = written(programme)

    assert found["events"][0]["room"] == {"guid": NO_STAGE}
    assert found["events"][0]["track"] == {"slug": NO_TRACK}
    assert found["conference"]["rooms"][1:] == [
        {"name": "Smart Cities", "guid": NO_STAGE, "type": "OTHER"}
    ]


@pytest.mark.parametrize(
    ("languages", "edition", "expected"),
    [(("pt-br",), (), "pt"), ((), ("ru", "en"), "ru"), ((), (), "en"), (("fil",), ("ru",), "ru")],
)
def test_the_language_is_two_letters_whatever_is_known(languages, edition, expected):
    event = event_of(a_session(languages=languages), edition=an_edition(languages=edition))

    assert event["language"] == expected


def test_a_broadcast_is_a_link():
    stage = a_stage()
    event = event_of(
        a_session(stage=stage.guid),
        stages=[stage],
        streams=[a_stream(stage=stage.guid, day=FIRST_DAY)],
    )

    assert event["links"] == [
        {
            "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ#stream",
            "title": "Watch",
            "type": "MEDIA",
        }
    ]


@pytest.mark.parametrize(
    "programme", [a_hostile_programme(), hostile_programme()], ids=["machines", "people"]
)
def test_hostile_words_are_words(programme):
    assert faults_of_schedule2(write(programme, a_publication())) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_any_programme_keeps_the_rules(programme, language):
    data = write(programme, a_publication(language=language))

    assert faults_of_schedule2(data) == []
    assert write(programme.replace(), a_publication(language=language)) == data
