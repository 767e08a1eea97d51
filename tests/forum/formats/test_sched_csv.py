"""forum/formats/sched_csv.py: exports of sched.com, in small invented ones."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.formats import readers, sched_csv
from forum.formats.reading import NotASchedule, Reading, Request
from sessions.values import Session
from speakers.values import Link
from tests.builders import at, in_english

ROW = {
    "event_key": "243",
    "active": "Y",
    "name": "Opening",
    "event_start": "2021-05-25 10:00:00",
    "event_end": "2021-05-25 11:30:00",
    "event_type": "Cities",
    "event_subtype": "Water, Air",
    "description": "<b>Words</b>, and more",
    "url": "https://example.org/opening",
    "media_url": "https://example.org/picture.png",
    "seats": "0",
    "goers": "25",
    "venue": "Main stage",
    "address": "Behind the town hall",
    "id": "02bc00929bf6f219077d78ce3d4b2e30",
    "venue_id": "931386",
    "speakers": "Anna Invented, Bo",
    "moderators": "Cyd",
    "artists": "",
    "sponsors": "",
}


def an_export(*rows: dict[str, str], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return a file; each row is the usual one with what is given."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ROW, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    out.write(delimiter.join(ROW) + "\n")
    writer.writerows({**ROW, **row} for row in rows or ({},))
    return out.getvalue().encode(encoding)


def read(data: bytes, **given: Any) -> Reading:
    return readers.read(data, Request(**{"zone_name": "Europe/Moscow", **given}))


def test_every_column_of_an_event_is_kept():
    programme = read(an_export()).programme

    (session,), (track,), (stage,) = programme.sessions, programme.tracks, programme.stages
    topics = {topic.guid: str(topic.name) for topic in programme.topics}
    people = {speaker.guid: str(speaker.name) for speaker in programme.speakers}
    assert session == Session(
        guid="02bc0092-9bf6-f219-077d-78ce3d4b2e30",
        number=243,
        slug="opening",
        title=in_english("Opening"),
        abstract=in_english("**Words**, and more"),
        topics=session.topics,
        track=track.guid,
        stage=stage.guid,
        starts_at=at(10),
        duration_minutes=90,
        links=(Link("https://example.org/picture.png"),),
        origin_url="https://example.org/opening",
    )
    assert [topics[guid] for guid in session.topics] == ["Water", "Air"]
    assert (str(track.name), str(stage.name)) == ("Cities", "Main stage")
    assert str(stage.description) == "Behind the town hall"
    assert [(people[item.speaker], item.role) for item in programme.appearances] == [
        ("Anna Invented", "speaker"),
        ("Bo", "speaker"),
        ("Cyd", "moderator"),
    ]


def test_a_type_that_is_a_kind_of_session_is_no_track():
    programme = read(an_export({"event_type": "Workshop"})).programme

    assert (programme.sessions[0].kind, programme.tracks) == ("workshop", ())


def test_times_are_local_and_nights_belong_to_the_evening_before():
    row = {"event_start": "2021-05-26 00:00:00", "event_end": "2021-05-26 04:00:00"}

    reading = read(an_export(row), zone_name="")

    assert reading.programme.sessions[0].starts_at == datetime(2021, 5, 26, tzinfo=UTC)
    assert [day.isoformat() for day in reading.programme.day_of.values()] == ["2021-05-25"]


def test_what_is_not_active_is_left_out_and_told():
    reading = read(an_export({}, {"active": "N", "name": "Draft", "id": "x"}))

    assert [str(session.title) for session in reading.programme.sessions] == ["Opening"]
    assert [(note.place, note.given) for note in reading.skipped] == [("row 3", "Draft")]


def test_columns_that_have_no_place_are_told_where_they_say_something():
    reading = read(an_export({"sponsors": "A bank"}))

    assert [(note.place, note.message, note.given) for note in reading.skipped] == [
        ("row 2, column sponsors", "“sponsors” has no place here", "A bank")
    ]


def test_a_venue_is_one_stage_though_its_name_is_written_in_two_ways():
    other = {"venue": "Main Stage ", "id": "", "event_key": "244"}

    programme = read(an_export({}, other)).programme

    assert [str(stage.name) for stage in programme.stages] == ["Main stage"]
    assert {session.stage for session in programme.sessions} == {programme.stages[0].guid}


def test_an_event_without_an_id_is_known_by_its_key():
    row = {"id": "", "name": "Opening"}

    first, again = (read(an_export({**row, "name": name})).programme for name in ("One", "Two"))

    assert first.sessions[0].guid == again.sessions[0].guid


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1251", ";")],
)
def test_exports_that_went_through_a_spreadsheet_are_known_and_read(encoding, delimiter):
    data = an_export({"name": "Открытие форума"}, encoding=encoding, delimiter=delimiter)

    assert readers.reader_of(data).name == "Sched"
    assert str(read(data).programme.sessions[0].title) == "Открытие форума"


@pytest.mark.parametrize("data", [b"", b"name;age\n1;2", b"\xff\xfe", b'"event_key', b"{}"])
def test_other_tables_are_not_taken_for_one(data):
    assert not sched_csv.recognises(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"name,event_start\nA,B\n", "row 1: no column event_end, event_key, event_type"),
        (an_export({"active": "N"}), "no active event in it"),
        (b",,\n", "an empty table"),
        (an_export({"event_start": "soon"}), "row 2: no event has a date"),
    ],
)
def test_what_is_no_programme_is_refused_with_its_place(data, reason):
    with pytest.raises(NotASchedule, match=reason):
        sched_csv.read(data, Request())


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(list(ROW)), st.text(max_size=20)), max_size=4))
def test_any_cells_are_read_or_refused(rows):
    with suppress(NotASchedule):
        assert isinstance(read(an_export(*rows, encoding="utf-8").replace(b"\0", b"")), Reading)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data):
    with suppress(NotASchedule):
        assert isinstance(
            sched_csv.read(b",".join(map(str.encode, ROW)) + data, Request()), Reading
        )
