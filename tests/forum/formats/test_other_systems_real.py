"""Real files of other systems, with the counts of the manifest, read and taken in twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forum.formats import readers
from forum.formats.reading import NotASchedule, Reading, Request
from forum.intake import take
from forum.merging import merged
from forum.models import Edition
from forum.releases import draft
from sessions.models import Session
from tests.forum.formats.real import REAL_CALENDARS

pytestmark = pytest.mark.real

# Files that name no date are read into an edition that is there.
INTO = {
    "dddperth-2018.json": (date(2018, 8, 4), date(2018, 8, 4)),
    "devfest-warsaw-2019-sessions.json": (date(2019, 12, 6), date(2019, 12, 6)),
    "devfest-warsaw-2019-speakers.json": (date(2019, 12, 6), date(2019, 12, 6)),
    "fossasia-2016-speakers.json": (date(2016, 3, 17), date(2016, 3, 20)),
}

# sessions, speakers, stages, tracks, days. Beside each where the manifest has another number.
COUNTS = {
    "gab-linz-2020.json": (29, 28, 6, 2, 1),
    "gab-linz-2024.json": (15, 16, 4, 0, 1),
    "dddperth-2018.json": (27, 30, 0, 0, 1),
    "devfest-warsaw-2019-sessions.json": (9, 9, 0, 3, 1),
    "devfest-warsaw-2019-speakers.json": (0, 8, 0, 0, 1),
    # 9 tracks: two are called "Opening Speech". An event of 00:00 belongs to the day before.
    "open-event-OSCAL2017.zip": (58, 69, 6, 8, 3),
    "fossasia-2016-sessions.json": (352, 190, 18, 17, 4),
    "fossasia-2016-speakers.json": (0, 190, 0, 0, 4),
    "coscup-2022.json": (295, 334, 20, 33, 2),
    "pyconde-2019-gcal.json": (138, 0, 8, 0, 3),
    "penguicon-2019-sched.csv": (401, 238, 26, 16, 3),
}


def read(name: str, folder: Path, **given: Any) -> Reading:
    request = Request(
        **{
            "file_name": name,
            "edition_slug": "real",
            "fallback_dates": INTO.get(name),
            **given,
        }
    )
    return readers.read((folder / name).read_bytes(), request)


@pytest.mark.parametrize("name", COUNTS)
def test_a_real_file_is_read_with_the_counts_of_the_manifest(
    name: str, real_schedules: Path
) -> None:
    programme = read(name, real_schedules).programme

    assert (
        len(programme.sessions),
        len(programme.speakers),
        len(programme.stages),
        len(programme.tracks),
        len(programme.days),
    ) == COUNTS[name]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dddperth-2018.json", r"dddperth-2018\.json, \[0\]: no event has a date"),
        ("devfest-warsaw-2019-sessions.json", r"sessions\[0\]: no event has a date"),
        ("devfest-warsaw-2019-speakers.json", r"speakers\[0\]: people and no event"),
        ("fossasia-2016-speakers.json", r"speakers\[0\]: people and no event"),
    ],
)
def test_what_names_no_date_needs_an_edition_and_is_refused_without(
    name: str, message: str, real_schedules: Path
) -> None:
    with pytest.raises(NotASchedule, match=message):
        read(name, real_schedules, fallback_dates=None)


def test_people_of_both_real_files_of_one_event_are_the_same(real_schedules: Path) -> None:
    of_sessions = read("fossasia-2016-sessions.json", real_schedules).programme.speakers
    by_themselves = read("fossasia-2016-speakers.json", real_schedules).programme.speakers

    assert {person.guid for person in by_themselves} == {person.guid for person in of_sessions}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*COUNTS, *REAL_CALENDARS])
def test_a_real_file_goes_through_intake_and_changes_nothing_again(
    name: str, real_schedules: Path
) -> None:
    reading = read(name, real_schedules)

    first = take(reading.programme, reading.coverage, create=True)

    edition = Edition.objects.get()
    alone = merged(None, reading.programme, reading.coverage).programme
    assert draft(edition) == alone.replace(edition=draft(edition).edition)
    assert first.remarks == ()
    histories = Session.history.count()
    again = read(name, real_schedules, fallback_zone=edition.time_zone)
    second = take(again.programme, again.coverage)
    assert (second.updated, second.created, second.not_in_file) == ((), (), ())
    assert Session.history.count() == histories


@pytest.mark.django_db
def test_real_sessions_and_speakers_come_one_after_the_other(real_schedules: Path) -> None:
    sessions = read("fossasia-2016-sessions.json", real_schedules)
    take(sessions.programme, sessions.coverage, create=True)
    speakers = read("fossasia-2016-speakers.json", real_schedules)

    taken = take(speakers.programme, speakers.coverage)

    assert {thing.kind for thing in (*taken.created, *taken.updated)} == {"speakers"}
    assert taken.created == ()
    assert draft(Edition.objects.get()).sessions == sessions.programme.sessions
