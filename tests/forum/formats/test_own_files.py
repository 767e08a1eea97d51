"""forum/formats/own_files.py: what we write in the frab family's JSON comes back as it was."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.formats import (
    readers,
    schedule2_json,
    schedule2_json_reading,
    schedule_json,
    schedule_json_reading,
    schedule_xml,
    schedule_xml_writing,
)
from forum.formats.reading import Reading, Request
from forum.formats.writing import Publication
from forum.merging import merged
from forum.programme import Programme
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
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.strategies import programmes

Write = Callable[[Programme, Publication], bytes]
Read = Callable[[bytes, Request], Reading]

FORMATS = [
    pytest.param(schedule_xml_writing.write, schedule_xml.read, id="schedule.xml"),
    pytest.param(schedule_json.write, schedule_json_reading.read, id="schedule.json"),
    pytest.param(schedule2_json.write, schedule2_json_reading.read, id="schedule2.json"),
]
HARD_WORDS = "# One\n\n- *two* <b>bold</b>\n\n    code & `<int>`\n\nEnd  "


def a_full_programme(**session: Any) -> Programme:
    """Return a programme whose session says much that these formats have no place for."""
    track, stage, speaker = a_track(1), a_stage(1), a_speaker(1)
    facts = {
        "slug": "opening",
        "title": Text({"en": "Opening", "ru": "Открытие"}),
        "abstract": in_english(HARD_WORDS),
        "kind": "plenary",
        "kind_name": in_english("Strategic session"),
        "languages": ("en", "ru"),
        "track": track.guid,
        "stage": stage.guid,
        "starts_at": at(10),
        "duration_minutes": 45,
        "recording": Recording("https://youtu.be/aqz-KE-bpKQ", "CC BY 4.0"),
        "links": (Link("https://example.org/", in_english("Odd"), "odd"),),
        "poster": Picture("a" * 64 + ".webp", 96, 96),
        "feedback_url": "https://example.org/б",
        "origin_url": "https://example.org/origin",
        **session,
    }
    found = a_session(7, **facts)
    return a_programme(
        [found],
        edition=an_edition(website_url="https://example.org/forum", acronym="SCM-21"),
        tracks=(track,),
        stages=(stage,),
        speakers=(speaker,),
        appearances=(an_appearance(found, speaker, role="keynote", order=5),),
        streams=(a_stream(1, stage=stage.guid, day=an_edition().first_date),),
    )


def again(programme: Programme, write: Write, language: str = "en") -> Reading:
    """Return what a programme's own file says."""
    data = write(programme, a_publication(language=language))
    return readers.read(data, Request(language=language, edition_slug=programme.edition.slug))


@pytest.mark.parametrize(("write", "read"), FORMATS)
@pytest.mark.parametrize(
    "session",
    [
        {},
        {"state": "cancelled"},
        {"state": "tentative"},
        {"recording": Recording("https://youtu.be/aqz-KE-bpKQ", "CC BY 4.0", True)},
        {"stage": "", "track": ""},
        {"kind": "break"},
        {"title": in_english("Cancelled: flights")},
    ],
)
def test_what_we_wrote_changes_nothing_where_it_came_from(write, read, session):
    programme = a_full_programme(**session)

    reading = again(programme, write)

    assert merged(programme, reading.programme, reading.coverage).programme == programme


@pytest.mark.parametrize(("write", "read"), FORMATS)
def test_what_we_wrote_makes_the_same_session_elsewhere(write, read):
    programme = a_full_programme()

    (session,) = again(programme, write).programme.sessions

    (expected,) = programme.sessions
    kept = ("guid", "number", "slug", "abstract", "stage", "starts_at", "state")
    for name in (*kept, "duration_minutes", "recording.url", "origin_url"):
        field, _, part = name.partition(".")
        found, wanted = getattr(session, field), getattr(expected, field)
        assert (getattr(found, part) if part else found) == (
            getattr(wanted, part) if part else wanted
        ), name
    assert session.title == in_english("Opening")
    # Neither the poster nor the broadcast is a link of the editors.
    assert [link.url for link in session.links] == ["https://example.org/"]


@pytest.mark.parametrize(("write", "read"), FORMATS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_cancelled_session_is_known_without_its_mark(write, read, language):
    title = Text({"en": "Opening", "ru": "Открытие"})

    (session,) = again(a_full_programme(state="cancelled"), write, language).programme.sessions

    assert (session.title, session.state) == (
        Text({language: title.get(language)}),
        "cancelled",
    )


@pytest.mark.parametrize(("write", "read"), FORMATS[1:])
def test_the_same_words_of_somebody_else_are_taken_as_everybodys(write, read):
    data = json.loads(write(a_full_programme(), a_publication()))
    data["generator"]["name"] = "another"

    reading = read(json.dumps(data).encode(), Request(edition_slug="2021"))

    (session,) = reading.programme.sessions
    assert "**bold**" in str(session.abstract)
    assert "image" in {link.kind for link in session.links}
    assert reading.coverage.covers("sessions", "links")


@pytest.mark.parametrize(("write", "read"), FORMATS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_any_programme_with_all_its_words_comes_back(write, read, programme, language):
    programme = tidied(programme)
    if not any(session.starts_at for session in programme.sessions):
        return

    reading = again(programme, write, language)

    assert merged(programme, reading.programme, reading.coverage).programme == programme


def tidied(programme: Programme) -> Programme:
    """Return a programme with words of letters alone, all there, and no name given twice."""
    changes: dict[str, Any] = {}
    for kind in ("tracks", "stages", "speakers", "sessions"):
        changes[kind] = tuple(
            dataclasses.replace(
                item,
                **{
                    field.name: _complete(getattr(item, field.name), number)
                    for field in dataclasses.fields(item)
                    if isinstance(getattr(item, field.name), Text)
                },
            )
            for number, item in enumerate(getattr(programme, kind), 1)
        )
    changes["sessions"] = tuple(
        dataclasses.replace(
            item,
            topics=tuple(sorted(set(item.topics))),
            recording=dataclasses.replace(item.recording, licence="CC0"),
        )
        for item in changes["sessions"]
    )
    edition = programme.edition
    changes["edition"] = dataclasses.replace(edition, name=_complete(edition.name, 1))
    return programme.replace(**changes)


def _complete(text: Text, number: int) -> Text:
    if not text:
        return text
    words = {
        code: f"{re.sub('[^a-zA-Zа-яА-Я ]', '', text.get(code)).strip()} A{number}".strip()
        for code in ("en", "ru")
    }
    return Text(words, original=text.original)
