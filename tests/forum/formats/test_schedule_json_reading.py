"""forum/formats/schedule_json_reading.py: schedule.json of every age, and what is refused."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from forum.formats import readers, schedule_json_reading, schedule_xml, understanding
from forum.formats.reading import NotASchedule, Note, Reading, Request
from multilingual.text import EMPTY, Text
from sessions.values import Attachment, Recording, Session
from speakers.values import Link
from tests.forum.formats.odd_json import as_bytes, read_or_refused, refusal, spoiled
from tests.forum.formats.real import REAL_JSON

EVENT: dict[str, Any] = {
    "id": 7,
    "guid": "00000000-0000-4000-8000-000000000007",
    "code": "ABC123",
    "logo": "/logo.png",
    "date": "2021-05-25T10:00:00+03:00",
    "start": "10:00",
    "duration": "00:30",
    "room": "Main stage",
    "slug": "scm2021-7-opening",
    "url": "https://example.org/7",
    "title": "Opening",
    "subtitle": "Words first",
    "track": "Cities",
    "type": "panel",
    "language": "en",
    "abstract": "Short words.",
    "description": "<p>Long <b>words</b>.</p>",
    "recording_license": "CC BY 4.0",
    "do_not_record": False,
    "persons": [
        {"id": 1, "public_name": "Anna Invented", "biography": "Her words."},
        {"guid": "00000000-0000-4000-8000-0000000000b0", "name": "Boris Invented"},
    ],
    "links": [{"url": "https://example.org/a", "title": "A", "type": "paper"}],
    "attachments": [{"url": "/a.pdf", "title": "Slides"}],
    "feedback_url": "https://example.org/7/feedback",
}
NIGHT: dict[str, Any] = {
    **EVENT,
    "id": 8,
    "guid": "00000000-0000-4000-8000-000000000008",
    "code": "ABC124",
    "date": "2021-05-26T01:00:00+03:00",
    "start": "01:00",
    "title": "Night walk",
    "persons": [{"id": 1, "public_name": "Anna Invented"}],
}
SCHEDULE: dict[str, Any] = {
    "generator": {"name": "frab", "version": "0.9"},
    "schedule": {
        "base_url": "https://example.org/",
        "conference": {
            "acronym": "scm2021",
            "title": "Invented Forum",
            "start": "2021-05-25",
            "end": "2021-05-26",
            "daysCount": 2,
            "timeslot_duration": "00:05",
            "time_zone_name": "Europe/Moscow",
            "url": "https://example.org/forum",
            "rooms": [
                {
                    "name": "Main stage",
                    "guid": "00000000-0000-4000-8000-0000000000a0",
                    "slug": "main",
                    "description": {"en": "Large", "ru": "Большая"},
                    "capacity": 500,
                },
                {"name": "Hall", "guid": "00000000-0000-4000-8000-0000000000a1"},
            ],
            "tracks": [{"name": "Cities", "slug": "cities", "color": "#1456b8"}],
            "days": [
                {
                    "index": 1,
                    "date": "2021-05-25",
                    "day_start": "2021-05-25T04:00:00+03:00",
                    "day_end": "2021-05-26T03:59:00+03:00",
                    "rooms": {"Main stage": [EVENT, NIGHT]},
                },
                {"index": 2, "date": "2021-05-26", "rooms": {}},
            ],
        },
    },
}


def a_schedule(*events: Any, **conference: Any) -> dict[str, Any]:
    """Return a document of one day with these events in one room."""
    day = {"index": 1, "date": "2021-05-25", "rooms": {"Main stage": list(events)}}
    facts = {"title": "Invented Forum", "time_zone_name": "Europe/Moscow", "days": [day]}
    return {"schedule": {"conference": {**facts, **conference}}}


def read(document: Any, **given: Any) -> Reading:
    return schedule_json_reading.read(as_bytes(document), Request(**given))


def the_session(**given: Any) -> Session:
    (session,) = read(a_schedule({**EVENT, **given})).programme.sessions
    return session


def names(**person: Any) -> list[str]:
    programme = read(a_schedule({**EVENT, "persons": [person]})).programme
    return [str(item.name) for item in programme.speakers]


# What is read


def test_an_event_is_a_session_with_all_that_it_says():
    programme = read(SCHEDULE).programme

    assert programme.sessions[0] == Session(
        guid="00000000-0000-4000-8000-000000000007",
        number=7,
        slug="scm2021-7-opening",
        title=Text({"en": "Opening"}),
        subtitle=Text({"en": "Words first"}),
        abstract=Text({"en": "Short words."}),
        description=Text({"en": "Long **words**."}),
        kind="panel",
        languages=("en",),
        track=programme.tracks[0].guid,
        stage="00000000-0000-4000-8000-0000000000a0",
        starts_at=datetime(2021, 5, 25, 7, tzinfo=UTC),
        duration_minutes=30,
        code="ABC123",
        links=(
            Link("https://example.org/a", Text({"en": "A"}), "paper"),
            Link("https://example.org/logo.png", EMPTY, "image"),
        ),
        attachments=(Attachment(Text({"en": "Slides"}), url="https://example.org/a.pdf"),),
        recording=Recording(licence="CC BY 4.0"),
        feedback_url="https://example.org/7/feedback",
        origin_url="https://example.org/7",
    )


def test_the_frame_of_the_conference_is_read():
    programme = read(SCHEDULE).programme

    edition = programme.edition
    assert (str(edition.name), edition.acronym, edition.slug) == (
        "Invented Forum",
        "scm2021",
        "scm2021",
    )
    assert (edition.time_zone, edition.day_break) == ("Europe/Moscow", time(4))
    assert (edition.website_url, len(programme.days)) == ("https://example.org/forum", 2)
    assert [(stage.slug, stage.name, stage.description) for stage in programme.stages] == [
        ("main", Text({"en": "Main stage"}), Text({"en": "Large", "ru": "Большая"})),
        ("hall", Text({"en": "Hall"}), EMPTY),
    ]
    assert [(track.slug, track.colour) for track in programme.tracks] == [("cities", "#1456b8")]


def test_a_night_event_belongs_to_the_day_it_stands_in():
    programme = read(SCHEDULE).programme

    assert [item.isoformat() for item in programme.day_of.values()] == ["2021-05-25"] * 2
    assert programme.sessions[1].starts_at == datetime(2021, 5, 25, 22, tzinfo=UTC)


def test_people_are_known_by_id_and_guid():
    programme = read(SCHEDULE).programme

    assert [(str(item.name), str(item.biography)) for item in programme.speakers] == [
        ("Anna Invented", "Her words."),
        ("Boris Invented", ""),
    ]
    assert programme.speakers[1].guid == "00000000-0000-4000-8000-0000000000b0"
    assert len(programme.appearances) == 3


@pytest.mark.parametrize("key", ["name", "public_name", "full_public_name", "full_name"])
def test_a_person_is_named_as_each_age_of_the_format_has_it(key):
    assert names(id=1, **{key: "Anna Invented"}) == ["Anna Invented"]


def test_a_name_wins_over_its_older_forms():
    assert names(name="Anna", public_name="Anja", full_public_name="A. Invented") == ["Anna"]


def test_links_and_attachments_are_read_as_old_frab_has_them():
    session = the_session(
        links=[
            {"title": "https://example.org/b", "url": "https://example.org/b"},
            {"title": "x.org/c"},
        ],
        attachments=[{"type": "slides", "title": "S", "url": "https://example.org/s.pdf"}],
        logo=None,
    )

    assert session.links == (
        Link("https://example.org/b", EMPTY, ""),
        Link("https://x.org/c", EMPTY, ""),
    )
    assert [item.url for item in session.attachments] == ["https://example.org/s.pdf"]


@pytest.mark.parametrize(
    ("type_", "kind"), [("media", "video"), ("MEDIA", "video"), ("web", "website"), ("x", "x")]
)
def test_the_type_of_a_link_is_ours(type_, kind):
    links = [{"url": "https://example.org/", "type": type_}]

    assert the_session(links=links, logo="").links[0].kind == kind


@pytest.mark.parametrize(
    ("given", "opted_out"),
    [(True, True), (False, False), (None, False), ("true", True), ("", False)],
)
def test_who_wants_no_recording_is_believed(given, opted_out):
    assert the_session(do_not_record=given).recording.opted_out is opted_out


def test_an_older_recording_is_read():
    recording = {"license": "CC0", "optout": "false", "url": "https://example.org/v"}

    found = the_session(recording=recording, recording_license="").recording

    assert found == Recording("https://example.org/v", "CC0")


def test_words_of_rooms_by_language_are_read_as_they_once_were():
    rooms = [{"name": "Main stage", "description_en": "Large", "description_ru": "Большая"}]

    (stage,) = read(a_schedule(EVENT, rooms=rooms)).programme.stages

    assert stage.description == Text({"en": "Large", "ru": "Большая"})


def test_what_names_no_language_is_in_that_of_the_request():
    assert read(SCHEDULE, language="ru").programme.sessions[0].title == Text({"ru": "Opening"})


def test_tracks_and_types_may_be_in_several_languages():
    track, type_ = {"en": "Cities", "ru": "Города"}, {"en": "Talk", "ru": "Доклад"}

    programme = read(a_schedule({**EVENT, "track": track, "type": type_})).programme

    assert [track.name for track in programme.tracks] == [Text({"en": "Cities", "ru": "Города"})]
    assert programme.sessions[0].kind_name == Text({"en": "Talk", "ru": "Доклад"})
    assert programme.sessions[0].kind == "talk"


# What is noted


def test_what_has_no_place_is_noted_with_its_place():
    person = {"id": 1, "name": "A", "avatar": "/a.png"}
    event = {**EVENT, "answers": [{"a": 1}], "persons": [person]}
    document = a_schedule(event, colors={"primary": "#123456"})

    day = "schedule.conference.days[0].rooms.Main stage[0]"
    relative = "an address was left out: a relative address, and the file names no base"
    assert read(document).skipped == (
        Note(f"{day}.persons[0]", "“avatar” has no place here", "/a.png"),
        Note(day, "“answers” has no place here", '[{"a": 1}]'),
        Note("schedule.conference", "“colors” has no place here", '{"primary": "#123456"}'),
        Note(day, relative, "/logo.png"),
        Note(day, relative, "/a.pdf"),
    )


def test_the_room_around_an_event_wins():
    reading = read(a_schedule({**EVENT, "room": "Cellar"}))

    assert [str(stage.name) for stage in reading.programme.stages] == ["Main stage"]
    place = "schedule.conference.days[0].rooms.Main stage[0]"
    message = "the event names another room than the one around it, which wins"
    assert Note(place, message, "Cellar") in reading.guesses


def test_events_that_are_none_are_noted_and_the_others_read():
    reading = read(a_schedule("soon", EVENT, 7, None))

    assert len(reading.programme.sessions) == 1
    place = "schedule.conference.days[0].rooms.Main stage[0]"
    assert Note(place, "items that are no objects", "2: soon") in reading.skipped


# What is refused


@pytest.mark.parametrize(
    ("document", "place", "reason"),
    [
        ({}, "schedule", "expected an object, got nothing."),
        ({"schedule": []}, "schedule", "expected an object, got a list."),
        ({"schedule": {}}, "schedule.conference", "expected an object, got nothing."),
        (
            {"schedule": {"conference": {"days": {}}}},
            "schedule.conference.days",
            "expected a list, got an object.",
        ),
        (
            a_schedule(),
            "schedule.conference.days",
            "no events. Expected lists of them by room, in `rooms` of each day.",
        ),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_place(document, place, reason):
    assert refusal(schedule_json_reading.read, document) == (place, reason)


def test_rooms_where_the_format_forbids_them_are_refused():
    document = a_schedule(EVENT)
    document["schedule"]["rooms"] = [{"name": "Main stage", "guid": EVENT["guid"]}]

    place, reason = refusal(schedule_json_reading.read, document)

    assert place == "schedule.rooms"
    assert reason.startswith("rooms beside the conference, where the format forbids them")


def test_what_the_schema_merely_does_not_know_is_read():
    event = {**EVENT, "id": "7", "answers": [], "persons": [{"id": "dsadf", "public_name": "A"}]}

    session = read(a_schedule(event)).programme.sessions[0]

    assert session.number == 7


def test_events_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(understanding, "MAX_EVENTS", 1)

    place, reason = refusal(schedule_json_reading.read, SCHEDULE)

    assert (place, reason) == (
        "schedule.conference.days[0].rooms.Main stage[1]",
        "more than 1 events.",
    )


@given(spoiled(SCHEDULE))
def test_any_value_anywhere_is_read_or_refused(document):
    read_or_refused(schedule_json_reading.read, as_bytes(document))


# Real files

OTHER_SPEAKERS = {
    # 73: five people have an id in one source and none in the other, under the same name.
    "divoc-everything.json": 68,
}
DAY_BREAKS = {
    "ccc-35c3.json": time(3),
    "divoc-everything.json": time(4),
    # Its days break at 04:00, and one of them lists an event of 03:30 on its own date.
    "divoc-ptt.json": time(3, 30),
    "divoc-r2r.json": time(4),
    # Its days break at 04:00+01:00, and its zone is UTC.
    "voc-example-pretalx-democon.json": time(3),
}


@pytest.mark.real
def test_all_five_files_are_there():
    assert sorted(REAL_JSON) == sorted(DAY_BREAKS)


@pytest.mark.real
@pytest.mark.parametrize("name", REAL_JSON)
def test_real_file_is_read_with_the_counts_of_the_manifest(name: str, real_schedules: Path):
    data, counts = (real_schedules / name).read_bytes(), REAL_JSON[name]

    programme = readers.read(data, Request(file_name=name)).programme

    assert {
        "title": str(programme.edition.name),
        "events": len(programme.sessions),
        "days": len(programme.days),
        "rooms": len(programme.stages),
        "speakers": len(programme.speakers),
    } == {
        "title": counts["title"],
        "events": counts["events"],
        "days": counts["days"],
        "rooms": counts["rooms"],
        "speakers": OTHER_SPEAKERS.get(name, counts["speakers"]),
    }
    assert programme.edition.day_break == DAY_BREAKS[name]
    assert counts["time_zone"] in (None, programme.edition.time_zone)


@pytest.mark.real
@pytest.mark.parametrize("name", ["divoc-everything", "divoc-ptt", "divoc-r2r"])
def test_json_and_xml_of_one_conference_are_one_programme(name: str, real_schedules: Path):
    as_json = readers.read((real_schedules / f"{name}.json").read_bytes(), Request()).programme
    as_xml = schedule_xml.read((real_schedules / f"{name}.xml").read_bytes()).programme

    # The XML has no biographies.
    plain = [dataclasses.replace(item, biography=EMPTY) for item in as_json.speakers]
    assert as_json.replace(speakers=tuple(plain)) == as_xml


@pytest.mark.real
def test_the_sample_that_is_invalid_on_purpose_is_refused(real_schedules: Path):
    data = (real_schedules / "voc-example-invalid.json").read_bytes()

    with pytest.raises(NotASchedule) as refused:
        readers.read(data, Request(file_name="voc-example-invalid.json"))

    assert str(refused.value) == (
        "voc-example-invalid.json, schedule.rooms: rooms beside the conference, where the format "
        "forbids them and nobody looks for their guids. Expected them in "
        "schedule.conference.rooms; move them there."
    )
