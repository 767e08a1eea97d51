"""forum/formats/schedule_xml_as_json.py: a schedule.xml turned into JSON reads as it did."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from forum.formats import schedule_xml, schedule_xml_as_json
from forum.formats.readers import read as read_any
from forum.formats.reading import Note, Request
from multilingual.text import EMPTY
from tests.forum.formats.frab import a_day, a_schedule, an_event, tag
from tests.forum.formats.odd_json import as_bytes, read_or_refused, refusal, spoiled

EVENT: dict[str, Any] = {
    "-id": "7",
    "start": "10:00",
    "duration": "00:30",
    "room": "Main stage",
    "title": "Opening",
    "abstract": "<p>Words.</p>",
    "persons": {"person": {"-id": "1", "#text": "Anna Invented"}},
    "links": {"link": [{"-href": "https://example.org/a", "#text": "A"}, "https://example.org/b"]},
}
SCHEDULE: dict[str, Any] = {
    "schedule": {
        "conference": {"title": "Invented Forum", "acronym": "scm2021", "track": "Cities"},
        "day": {
            "-index": "1",
            "-date": "2021-05-25",
            "room": {"-name": "Main stage", "event": EVENT},
        },
    }
}
AS_XML = a_schedule(
    a_day(
        an_event(
            7,
            tag("persons", None)
            + "<persons><person id='1'>Anna Invented</person></persons>"
            + "<links><link href='https://example.org/a'>A</link>"
            + "<link>https://example.org/b</link></links>",
            guid=None,
            title="Opening",
            duration="00:30",
            abstract="<p>Words.</p>",
        )
    ),
    inner="<track>Cities</track>",
    start=None,
    end=None,
    time_zone_name=None,
    day_change=None,
)


def read(document: Any):
    return schedule_xml_as_json.read(as_bytes(document), Request())


def test_what_was_xml_reads_as_if_it_still_were():
    assert read(SCHEDULE).programme == schedule_xml.read(AS_XML).programme


def test_one_thing_and_a_list_of_one_read_the_same():
    day = SCHEDULE["schedule"]["day"]
    room = {**day["room"], "event": [EVENT]}
    listed = {"schedule": {**SCHEDULE["schedule"], "day": [{**day, "room": [room]}]}}

    assert read(listed).programme == read(SCHEDULE).programme


@pytest.mark.parametrize(
    "person",
    [
        {"@id": "1", "#text": "Anna Invented"},
        {"$": {"id": "1"}, "_": "Anna Invented"},
        {"@attributes": {"id": "1"}, "#text": "Anna Invented"},
        {"-id": 1, "#text": ["Anna ", "Invented"]},
    ],
)
def test_attributes_are_known_as_each_converter_writes_them(person):
    event = {**EVENT, "persons": {"person": person}}
    day = {**SCHEDULE["schedule"]["day"], "room": {"-name": "Main stage", "event": event}}

    found = read({"schedule": {**SCHEDULE["schedule"], "day": day}})

    assert found.programme == read(SCHEDULE).programme


def test_notes_name_the_place_in_the_json():
    day = {"-date": "2021-05-25", "event": [EVENT, {**EVENT, "-id": "8", "colour": "red"}]}

    skipped = read({"schedule": {"conference": {"title": "F"}, "day": [day]}}).skipped

    place = "schedule.day[0].event[1], event 8"
    assert skipped == (Note(place, "<colour> has no place here", "red"),)


def test_what_is_no_schedule_is_refused_with_the_place():
    found = refusal(schedule_xml_as_json.read, {"schedule": ["day"]})

    assert found == ("schedule", "expected an object with the days.")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (SCHEDULE, True),
        ({"schedule": {"conference": {"days": [{"rooms": {}}]}}}, False),
        ({"schedule": "day"}, False),
        (["schedule.day"], False),
    ],
)
def test_days_beside_the_conference_tell_it_apart(document, expected):
    assert schedule_xml_as_json.recognises(as_bytes(document)) is expected


@given(spoiled(SCHEDULE))
def test_any_value_anywhere_is_read_or_refused(document):
    read_or_refused(schedule_xml_as_json.read, as_bytes(document))


@pytest.mark.real
def test_the_real_file_reads_as_the_xml_it_was_made_of(real_schedules: Path):
    # Its converter took line ends out of texts, and somebody the letters "rtn" with them.
    left_out = {"title": EMPTY, "abstract": EMPTY, "description": EMPTY, "links": ()}
    programmes = [
        read_any((real_schedules / name).read_bytes(), Request()).programme
        for name in ("fosdem-2018.json", "fosdem-2018.xml")
    ]

    found, expected = (
        (
            item.edition,
            item.tracks,
            item.stages,
            item.appearances,
            [speaker.guid for speaker in item.speakers],
            [dataclasses.replace(session, **left_out) for session in item.sessions],
        )
        for item in programmes
    )
    assert found == expected
    assert len(programmes[0].sessions) == 689
