"""forum/formats/records_json.py: JSON whose keys are headings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forum.formats import records_json
from forum.formats.reading import NotASchedule, Reading
from forum.formats.rows import RowsRefused
from multilingual.text import Text
from tests.builders import at
from tests.forum.formats.test_sheets import a_request

TALK = {"title": "Opening", "start": "2021-05-25 10:00", "duration": 45, "speakers": ["Anna"]}


def read(value: Any, **given: Any) -> Reading:
    return records_json.read(json.dumps(value).encode(), a_request(**given))


@pytest.mark.parametrize(
    "value",
    [
        [TALK],
        {"sessions": [TALK]},
        {"data": {"talks": [TALK]}, "version": 2},
        {"A8CD3F": TALK, "B8CD4F": {**TALK, "title": "Closing"}},
    ],
)
def test_records_are_found_wherever_they_are(value: Any) -> None:
    reading = read(value)

    session = reading.programme.sessions[0]
    assert (session.starts_at, session.duration_minutes) == (at(10), 45)
    assert [str(one.name) for one in reading.programme.speakers] == ["Anna"]
    assert records_json.recognises(json.dumps(value).encode())


def test_sessions_and_speakers_of_one_document_belong_together():
    people = [{"id": 7, "fullName": "Anna Berg", "tagLine": "Mayor", "links": []}]

    reading = read({"sessions": [{**TALK, "speakers": ["Anna Berg"]}], "speakers": people})

    (speaker,) = reading.programme.speakers
    assert (str(speaker.name), str(speaker.position)) == ("Anna Berg", "Mayor")
    assert [one.speaker for one in reading.programme.appearances] == [speaker.guid]


def test_objects_and_lists_within_records_have_cells_of_their_own():
    reading = read(
        [
            {
                **TALK,
                "title": {"en": "Opening", "ru": "Открытие"},
                "speakers": [{"name": "Berg, Anna"}, {"id": 1, "name": "Boris"}],
                "links": [{"resource": "https://example.org/a", "what": "Slides"}],
                "video": {"youtube": "https://youtu.be/aqz-KE-bpKQ", "size": 5},
                "languages": ["en", "ru"],
            }
        ]
    )

    (session,) = reading.programme.sessions
    assert session.title == Text({"en": "Opening", "ru": "Открытие"})
    assert [str(one.name) for one in reading.programme.speakers] == ["Berg, Anna", "Boris"]
    assert [(one.url, str(one.title)) for one in session.links] == [
        ("https://example.org/a", "Slides")
    ]
    assert (session.recording.url, session.languages) == (
        "https://youtu.be/aqz-KE-bpKQ", ("en", "ru"),
    )  # fmt: skip
    assert [note.place for note in reading.skipped] == ["column video size"]


def test_mistakes_name_record_and_key():
    with pytest.raises(RowsRefused) as refused:
        read(
            {
                "talks": [
                    TALK,
                    {**TALK, "title": "", "x": 1},
                    {**TALK, "title": "B", "start": "soon"},
                ]
            }
        )

    assert [note.place for note in refused.value.problems] == [
        "sheet talks, record 2, column title",
        "sheet talks, record 3, column start",
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({}, "no records."),
        ([1, 2], "no records."),
        ("words", "no records."),
        ([{"a": 1}], "none of its first rows is a heading that is known."),
        ([{str(key): 1 for key in range(400)}], "more than 300 keys."),
        ([TALK] * 20_001, "more than 20000 rows."),
    ],
)
def test_other_json_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(NotASchedule, match=reason):
        read(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[1]",
        b'{"schedule": {"conference": {"days": []}}}',
        b'[{"kind": "x", "stage": 1}]',
    ],
)
def test_other_json_is_not_recognised(data: bytes) -> None:
    assert not records_json.recognises(data)


@pytest.mark.parametrize("value", [None, True, 1.5, float("nan"), [], {}, [[]], [None], "\ud800"])
def test_strange_values_are_no_reason_to_stumble(value: Any) -> None:
    record = {**TALK, "abstract": value, "links": value, "kind": value, "other": value}

    reading = read([record])

    assert str(reading.programme.sessions[0].title) == "Opening"
