"""forum/formats/schedule_json.py: schedule.json, which says what schedule.xml says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.formats import schedule_xml_writing
from forum.formats.schedule_json import write
from multilingual.text import Text
from sessions.values import Attachment, Recording
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
    in_english,
)
from tests.forum.formats.frab_rules import faults_of_json
from tests.forum.formats.hostile import a_hostile_programme
from tests.hostile import hostile_programme
from tests.strategies import programmes

HOME = "https://forum.example/en/2021"


def written(programme, **changes) -> Any:
    return json.loads(write(programme, a_publication(**changes)))


def test_a_whole_file():
    stage, track = a_stage("main", description=Text({"en": "Big", "ru": "Большая"})), a_track()
    speaker = a_speaker(
        "ann",
        biography=in_english("*Engineer*"),
        photo=Picture("ann.webp", 10, 10),
        links=(Link("https://example.org/ann", kind="website"),),
    )
    session = a_session(
        7,
        subtitle=in_english("A beginning"),
        abstract=in_english("Short *words*."),
        kind="panel",
        languages=("ru", "en"),
        stage=stage.guid,
        track=track.guid,
        poster=Picture("poster.webp", 10, 10),
        duration_minutes=26 * 60,
        links=(Link("https://example.org/a"),),
        attachments=(Attachment(in_english("Slides"), file="slides.pdf"),),
        recording=Recording("https://v.example/1", "CC BY 4.0"),
        feedback_url="https://example.org/feedback",
    )
    programme = a_programme(
        [session],
        edition=an_edition(acronym="scm2021"),
        stages=[stage],
        tracks=[track],
        speakers=[speaker],
        appearances=[an_appearance(session, speaker)],
        streams=[a_stream(stage=stage.guid, day=FIRST_DAY)],
    )

    whole = written(programme)

    (event,) = whole["schedule"]["conference"]["days"][0]["rooms"].pop("Stage main")
    person = event["persons"][0].pop("id")
    assert 0 < person < 2**31
    assert event == {
        "guid": session.guid,
        "id": 7,
        "logo": "https://forum.example/media/poster.webp",
        "date": "2021-05-25T10:00:00+03:00",
        "start": "10:00",
        "duration": "26:00",
        "room": "Stage main",
        "slug": "scm2021-7-session-7",
        "url": f"{HOME}/session/session-7",
        "title": "Session 7",
        "subtitle": "A beginning",
        "track": "Track 1",
        "type": "panel",
        "language": "ru, en",
        "abstract": "Short *words*.",
        "description": "",
        "recording_license": "CC BY 4.0",
        "do_not_record": False,
        "persons": [
            {
                "guid": speaker.guid,
                "name": "Speaker ann",
                "url": f"{HOME}/speaker/speaker-ann",
                "avatar": "https://forum.example/media/ann.webp",
                "biography": "*Engineer*",
                "links": [
                    {
                        "url": "https://example.org/ann",
                        "title": "https://example.org/ann",
                        "type": "web",
                    }
                ],
            }
        ],
        "links": [
            {"url": "https://v.example/1", "title": "Recording", "type": "media"},
            {"url": "https://example.org/a", "title": "https://example.org/a"},
            {
                "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ#stream",
                "title": "Watch",
                "type": "media",
            },
        ],
        "attachments": [{"url": "https://forum.example/media/slides.pdf", "title": "Slides"}],
        "feedback_url": "https://example.org/feedback",
    }
    assert whole == {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "forum", "version": "1"},
        "schedule": {
            "version": "1",
            "base_url": f"{HOME}/home",
            "url": f"{HOME}/schedule.ics",
            "conference": {
                "acronym": "scm2021",
                "title": "Smart Cities",
                "start": "2021-05-25",
                "end": "2021-05-26",
                "daysCount": 2,
                "timeslot_duration": "00:05",
                "time_zone_name": "Europe/Moscow",
                "colors": {"primary": "#1456b8"},
                "url": f"{HOME}/home",
                "rooms": [
                    {
                        "name": "Stage main",
                        "slug": "stage-main",
                        "guid": stage.guid,
                        "type": "online",
                        "stream_id": "aqz-KE-bpKQ",
                        "description": {"en": "Big", "ru": "Большая"},
                        "url": f"{HOME}/stage/stage-main",
                    }
                ],
                "tracks": [
                    {
                        "name": "Track 1",
                        "slug": "track-1",
                        "color": "#1456b8",
                    }
                ],
                "days": [
                    {
                        "index": 1,
                        "date": "2021-05-25",
                        "day_start": "2021-05-25T04:00:00+03:00",
                        "day_end": "2021-05-26T04:00:00+03:00",
                        "rooms": {},
                    },
                    {
                        "index": 2,
                        "date": "2021-05-26",
                        "day_start": "2021-05-26T04:00:00+03:00",
                        "day_end": "2021-05-27T04:00:00+03:00",
                        "rooms": {},
                    },
                ],
            },
        },
    }


def test_a_zone_that_the_schema_does_not_know_is_left_out():
    programme = a_programme([a_session()], edition=an_edition(time_zone="Etc/GMT-3"))

    conference = written(programme)["schedule"]["conference"]

    assert "time_zone_name" not in conference
    assert conference["days"][0]["day_start"] == "2021-05-25T04:00:00+03:00"


def test_a_speaker_who_wants_no_recording_is_said_so_without_a_video():
    session = a_session(
        recording=Recording("https://v.example/1", "CC0", True),
        links=(Link("https://v.example/1"),),
    )

    (event,) = written(a_programme([session]))["schedule"]["conference"]["days"][0]["rooms"][""]

    assert (event["do_not_record"], event["recording_license"], event["links"]) == (
        True,
        "CC0",
        [],
    )


def test_words_are_written_as_letters_in_utf_8():
    session = a_session(title=Text({"ru": "Открытие"}))

    data = write(a_programme([session]), a_publication(language="ru"))

    assert "Открытие".encode() in data and data.endswith(b"}\n")


@pytest.mark.parametrize(
    "programme", [a_hostile_programme(), hostile_programme()], ids=["machines", "people"]
)
def test_hostile_words_are_words(programme):
    assert faults_of_json(write(programme, a_publication())) == []


def of_xml(data: bytes) -> list[Any]:
    """Return what a schedule.xml says of its events, in the words of JSON."""
    return [
        {
            "day": int(day.get("index")),
            "guid": event.get("guid"),
            "id": int(event.get("id")),
            "code": event.get("code"),
            **{
                tag: event.findtext(tag) or None
                for tag in (
                    "room", "title", "subtitle", "type", "date", "start", "abstract", "slug",
                    "track", "logo", "language", "description", "url", "feedback_url", "origin_url",
                )
            },
            "recording_license": event.findtext("recording/license"),
            "do_not_record": event.findtext("recording/optout") == "true",
            "recording": event.findtext("recording/url"),
            "persons": [
                (int(person.get("id")), person.get("guid"), person.text)
                for person in event.iter("person")
            ],
            "links": [
                (link.get("href"), link.text, link.get("type"))
                for tag in ("link", "attachment")
                for link in event.iter(tag)
            ],
        }
        for day in fromstring(data).findall("day")
        for event in day.iter("event")
    ]  # fmt: skip


def of_json(data: bytes) -> list[Any]:
    found = []
    for day in json.loads(data)["schedule"]["conference"]["days"]:
        for in_room in day["rooms"].values():
            for event in in_room:
                links = [
                    (link["url"], link["title"], link.get("type"))
                    for link in (*event["links"], *event["attachments"])
                ]
                has_recording = bool(links) and links[0][1] == "Recording"
                found.append(
                    {
                        **{
                            name: event.get(name) or None
                            for name in (
                                "guid", "id", "code", "room", "title", "subtitle", "type", "date",
                                "start", "abstract", "slug", "track", "logo", "language",
                                "description", "url", "feedback_url", "origin_url",
                            )
                        },
                        "day": day["index"],
                        "recording_license": event["recording_license"],
                        "do_not_record": event["do_not_record"],
                        "recording": links.pop(0)[0] if has_recording else None,
                        "persons": [(p["id"], p["guid"], p["name"]) for p in event["persons"]],
                        "links": links,
                    }
                )  # fmt: skip
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_any_programme_keeps_the_rules(programme, language):
    data = write(programme, a_publication(language=language))

    assert faults_of_json(data) == []
    assert write(programme.replace(), a_publication(language=language)) == data


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(programmes())
def test_xml_and_json_of_any_programme_say_the_same(programme):
    xml = schedule_xml_writing.write(programme, a_publication())

    assert of_json(write(programme, a_publication())) == of_xml(xml)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_cancelled_session_is_marked_as_in_xml(language):
    programme = a_programme([a_session(state="cancelled")])

    (event,) = written(programme, language=language)["schedule"]["conference"]["days"][0]["rooms"][
        ""
    ]

    assert event["title"] == {"en": "Cancelled: Session 1", "ru": "Отменено: Session 1"}[language]
    assert event["url"] == f"{HOME}/session/session-1#cancelled"
