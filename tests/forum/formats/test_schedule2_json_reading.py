"""forum/formats/schedule2_json_reading.py: one list of events, references, words by language."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from forum.formats import readers, schedule2_json_reading
from forum.formats.reading import Note, Reading, Request
from multilingual.text import EMPTY, Text
from sessions.values import Attachment, Session
from speakers.values import Link
from tests.forum.formats.odd_json import as_bytes, read_or_refused, refusal, spoiled

STAGE = "00000000-0000-4000-8000-0000000000a0"
ANNA = "00000000-0000-4000-8000-0000000000b0"
BORIS = "00000000-0000-4000-8000-0000000000b1"

EVENT: dict[str, Any] = {
    "guid": "00000000-0000-4000-8000-000000000007",
    "code": "ABC123",
    "type": "DISCUSSION",
    "state": "CONFIRMED",
    "start": "2021-05-25T10:00:00+03:00",
    "end": "2021-05-25T10:45:00+03:00",
    "room": {"guid": STAGE, "name": "Main stage", "slug": "main"},
    "slug": "opening",
    "url": "https://example.org/7",
    "title": "Opening",
    "subtitle": None,
    "language": "en",
    "track": {"slug": "cities"},
    "abstract": {"en": "Short words.", "ru": "Краткие слова."},
    "description": "Long words.",
    "participants": [
        {"guid": ANNA, "name": "Anna Invented", "role": "MODERATOR"},
        {"guid": BORIS, "name": "Boris Invented", "role": "CONTRIBUTOR"},
    ],
    "links": [
        {"url": "https://example.org/a", "title": "A", "type": "PAPER"},
        {"url": "https://example.org/feedback", "type": "FEEDBACK"},
        {"url": "https://example.org/origin", "type": "ORIGIN"},
    ],
    "attachments": [{"url": "https://example.org/a.pdf", "title": "Slides", "type": "SLIDES"}],
}
SCHEDULE: dict[str, Any] = {
    "schedule": {
        "base_url": "https://example.org/",
        "conference": {
            "acronym": "scm2021",
            "title": "Invented Forum",
            "start": "2021-05-25T04:00:00+03:00",
            "end": "2021-05-27T03:59:00+03:00",
            "time_zone_name": "Europe/Moscow",
            "defaults": {"language": "en"},
            "tracks": [
                {"name": "Cities", "slug": "cities", "colors": {"light": "#1456b8"}},
                {"name": "Data", "slug": "data", "color": "#157347"},
            ],
            "rooms": [
                {
                    "guid": STAGE,
                    "name": "Main stage",
                    "slug": "main",
                    "description": {"en": "Large", "ru": "Большая"},
                    "parent": {"name": "House"},
                }
            ],
            "days": [
                {
                    "index": 1,
                    "date": "2021-05-25",
                    "start": "2021-05-25T04:00:00+03:00",
                    "end": "2021-05-26T03:59:00+03:00",
                },
                {
                    "index": 2,
                    "date": "2021-05-26",
                    "start": "2021-05-26T04:00:00+03:00",
                    "end": "2021-05-27T03:59:00+03:00",
                },
            ],
        },
        "events": [EVENT],
        "persons": [
            {
                "guid": ANNA,
                "name": "Anna Invented",
                "biography": {"en": "Her words.", "ru": "Её слова."},
                "url": "https://example.org/anna",
                "links": [{"url": "https://example.net/@anna", "service": "MASTODON"}],
            }
        ],
    },
}


def a_schedule(*events: Any, **conference: Any) -> dict[str, Any]:
    """Return the document with other events and other facts of its conference."""
    schedule = SCHEDULE["schedule"]
    facts = {**schedule["conference"], **conference}
    return {"schedule": {**schedule, "conference": facts, "events": list(events)}}


def read(document: Any, **given: Any) -> Reading:
    return schedule2_json_reading.read(as_bytes(document), Request(**given))


def the_session(**given: Any) -> Session:
    (session,) = read(a_schedule({**EVENT, **given})).programme.sessions
    return session


def test_an_event_is_a_session_with_all_that_it_says():
    programme = read(SCHEDULE).programme

    assert programme.sessions == (
        Session(
            guid="00000000-0000-4000-8000-000000000007",
            number=1,
            slug="opening",
            title=Text({"en": "Opening"}),
            abstract=Text({"en": "Short words.", "ru": "Краткие слова."}),
            description=Text({"en": "Long words."}),
            kind="panel",
            languages=("en",),
            track=programme.tracks[0].guid,
            stage=STAGE,
            starts_at=datetime(2021, 5, 25, 7, tzinfo=UTC),
            duration_minutes=45,
            code="ABC123",
            links=(Link("https://example.org/a", Text({"en": "A"}), "paper"),),
            attachments=(Attachment(Text({"en": "Slides"}), url="https://example.org/a.pdf"),),
            feedback_url="https://example.org/feedback",
            origin_url="https://example.org/7",
        ),
    )


def test_the_frame_of_the_conference_is_read():
    programme = read(SCHEDULE).programme

    edition = programme.edition
    assert (str(edition.name), edition.acronym) == ("Invented Forum", "scm2021")
    assert (edition.time_zone, edition.day_break, len(programme.days)) == (
        "Europe/Moscow",
        time(4),
        2,
    )
    assert [(track.slug, track.colour) for track in programme.tracks] == [
        ("cities", "#1456b8"),
        ("data", "#157347"),
    ]
    assert [(stage.slug, stage.description) for stage in programme.stages] == [
        ("main", Text({"en": "Large", "ru": "Большая"}))
    ]


def test_people_are_put_together_from_both_lists():
    programme = read(SCHEDULE).programme

    assert [(item.guid, str(item.name), item.biography) for item in programme.speakers] == [
        (ANNA, "Anna Invented", Text({"en": "Her words.", "ru": "Её слова."})),
        (BORIS, "Boris Invented", EMPTY),
    ]
    assert [link.url for link in programme.speakers[0].links] == [
        "https://example.org/anna",
        "https://example.net/@anna",
    ]
    assert [item.role for item in programme.appearances] == ["moderator", "panellist"]


def test_a_participant_may_be_a_mere_reference():
    programme = read(a_schedule({**EVENT, "participants": [{"guid": ANNA}]})).programme

    assert [item.speaker for item in programme.appearances] == [ANNA]


@pytest.mark.parametrize(
    ("type_", "kind", "name"),
    [
        ("TALK", "talk", ""),
        ("DISCUSSION", "panel", ""),
        ("WORKSHOP", "workshop", ""),
        ("OTHER", "other", ""),
        ("BREAK", "break", ""),
        ("LIGHTNING_TALK", "talk", "Lightning talk"),
        ("HANDS-ON", "workshop", "Hands-on"),
        ("CONCERT", "other", "Concert"),
        ("Fishbowl", "panel", "Fishbowl"),
    ],
)
def test_a_type_is_one_of_our_kinds(type_, kind, name):
    session = the_session(type=type_)

    assert (session.kind, str(session.kind_name)) == (kind, name)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("CONFIRMED", "confirmed"),
        ("DELAYED", "confirmed"),
        ("ACCEPTED", "tentative"),
        ("DRAFT", "tentative"),
        ("CANCELED", "cancelled"),
        ("WITHDRAWN", "cancelled"),
        (None, "confirmed"),
    ],
)
def test_a_state_is_one_of_ours(state, expected):
    assert the_session(state=state).state == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [("SPEAKER", "speaker"), ("HOST", "host"), ("GUEST", "speaker"), ("JUROR", "speaker")],
)
def test_a_role_is_one_of_ours(role, expected):
    person = {"guid": ANNA, "name": "Anna Invented", "role": role}
    reading = read(a_schedule({**EVENT, "participants": [person]}))

    assert [item.role for item in reading.programme.appearances] == [expected]
    noted = [note.given for note in reading.guesses if "role" in note.message]
    assert noted == (["JUROR"] if role == "JUROR" else [])


@pytest.mark.parametrize(
    "room", [{"guid": STAGE}, {"slug": "main"}, {"name": "main STAGE"}, "Main stage", STAGE.upper()]
)
def test_a_room_is_referred_to_by_guid_slug_or_name(room):
    programme = read(a_schedule({**EVENT, "room": room})).programme

    assert [session.stage for session in programme.sessions] == [STAGE]
    assert len(programme.stages) == 1


@pytest.mark.parametrize("room", [{"name": "Cellar", "guid": BORIS}, "Cellar"])
def test_a_room_that_is_not_declared_is_one_all_the_same(room):
    programme = read(a_schedule({**EVENT, "room": room})).programme

    assert [str(stage.name) for stage in programme.stages] == ["Main stage", "Cellar"]
    assert programme.sessions[0].stage == programme.stages[1].guid


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_an_event_may_be_without_room_and_track(nothing):
    session = the_session(room=nothing, track=nothing)

    assert (session.stage, session.track) == ("", "")


def test_a_track_is_referred_to_by_slug():
    programme = read(a_schedule({**EVENT, "track": {"slug": "data"}})).programme

    assert programme.sessions[0].track == programme.tracks[1].guid


def test_a_track_of_its_slug_alone_is_noted():
    reading = read(a_schedule({**EVENT, "track": {"slug": "new-ideas"}}))

    assert str(reading.programme.tracks[2].name) == "new-ideas"
    place = "schedule.events[0].track"
    assert Note(place, "a track that is named by its slug alone", "new-ideas") in reading.guesses


def test_words_are_in_the_language_that_the_file_names():
    document = a_schedule(EVENT, defaults={"language": "ru"})

    assert read(document).programme.sessions[0].title == Text({"ru": "Opening"})
    assert read(document, language="en").programme.sessions[0].title == Text({"ru": "Opening"})


def test_words_are_in_the_language_of_the_request_where_the_file_names_none_of_the_site():
    document = a_schedule(EVENT, defaults={"language": "de"}, languages=["de", "ru"])

    assert read(document).programme.sessions[0].title == Text({"ru": "Opening"})
    assert read(document, language="en").programme.sessions[0].title == Text({"en": "Opening"})


def test_a_break_needs_no_more_than_a_title_and_times():
    lunch = {
        "type": "BREAK",
        "title": "Lunch",
        "start": "2021-05-25T12:00:00+03:00",
        "end": "2021-05-25T13:00:00+03:00",
    }
    sessions = read(a_schedule(EVENT, lunch)).programme.sessions

    assert [(item.kind, item.duration_minutes) for item in sessions] == [
        ("panel", 45),
        ("break", 60),
    ]


@pytest.mark.parametrize(
    ("document", "place", "reason"),
    [
        ({"schedule": 1}, "schedule", "expected an object, got a number."),
        ({"schedule": {"events": []}}, "schedule.conference", "expected an object, got nothing."),
        (
            {"schedule": {"conference": {}, "events": {}}},
            "schedule.events",
            "expected a list, got an object.",
        ),
        (a_schedule(), "schedule.events", "no events. Expected a list with at least one."),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_place(document, place, reason):
    assert refusal(schedule2_json_reading.read, document) == (place, reason)


@given(spoiled(SCHEDULE))
def test_any_value_anywhere_is_read_or_refused(document):
    read_or_refused(schedule2_json_reading.read, as_bytes(document))


@pytest.mark.real
def test_the_example_of_the_hub_is_read_with_the_counts_of_the_manifest(real_schedules: Path):
    data = (real_schedules / "voc-example-hub-schedule2.json").read_bytes()

    programme = readers.read(data, Request()).programme

    assert (len(programme.sessions), len(programme.days)) == (2, 4)
    assert (len(programme.stages), len(programme.speakers)) == (5, 4)
    assert (str(programme.edition.name), programme.edition.time_zone) == ("38C3", "Europe/Berlin")
    assert [session.starts_at for session in programme.sessions] == [
        datetime(2024, 12, 27, 9, 30, tzinfo=UTC),
        datetime(2024, 12, 27, 23, 15, tzinfo=UTC),
    ]
