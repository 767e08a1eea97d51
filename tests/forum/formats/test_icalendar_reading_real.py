"""Every real calendar is read with the counts of the manifest, and goes through intake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forum.formats import readers
from forum.formats.icalendar import write
from forum.formats.reading import Reading, Request
from forum.merging import merged
from tests.builders import a_publication, at
from tests.forum.formats.frab import read as read_xml
from tests.forum.formats.real import REAL_CALENDARS, REAL_SCHEDULES

pytestmark = pytest.mark.real

# The manifest counts every date in a DTSTART. Ours are programme days, until 04:00.
DAYS = {
    # Its VTIMEZONE has two more.
    "divoc-ptt.ics": 3,
    "divoc-r2r.ics": 4,
    # Three are of 2016, by mistake, and some events of the first night belong to the day before.
    "emf-2018.ics": 4,
    "giggity-kielux-2020.ics": 2,
    "giggity-linux-conf-au-2020.ics": 6,
}
SPEAKERS = {
    "divoc-ptt.ics": 18,
    "divoc-r2r.ics": 48,
    "emf-2018.ics": 0,
    "giggity-kielux-2020.ics": 20,
    "giggity-linux-conf-au-2020.ics": 151,
}


def read(name: str, folder: Path) -> Reading:
    data = (folder / name).read_bytes()
    return readers.read(data, Request(file_name=name, edition_slug="real"))


def test_all_five_files_are_there():
    assert sorted(REAL_CALENDARS) == sorted(DAYS)


@pytest.mark.parametrize("name", REAL_CALENDARS)
def test_a_real_calendar_is_read_with_the_counts_of_the_manifest(
    name: str, real_schedules: Path
) -> None:
    counts = REAL_CALENDARS[name]

    reading = read(name, real_schedules)

    programme = reading.programme
    assert {
        "events": len(programme.sessions),
        "rooms": len(programme.stages),
        "time_zone": programme.edition.time_zone,
        "days": len(programme.days),
        "speakers": len(programme.speakers),
    } == {
        "events": counts["events"],
        "rooms": counts["rooms"],
        "time_zone": counts["time_zone"],
        "days": DAYS[name],
        "speakers": SPEAKERS[name],
    }
    assert read(name, real_schedules) == reading


def test_events_of_a_mistaken_year_are_to_be_announced(real_schedules: Path) -> None:
    reading = read("emf-2018.ics", real_schedules)

    strays = [note.given for note in reading.guesses if "lies far" in note.message]
    assert len(strays) == len(reading.programme.untimed) == 22
    assert all(given.startswith("2016-08-0") for given in strays)
    assert reading.programme.edition.last_date == date(2018, 9, 2)


@pytest.mark.parametrize("name", ["divoc-ptt", "divoc-r2r"])
def test_titles_people_and_times_are_those_of_the_same_schedule_in_xml(
    name: str, real_schedules: Path
) -> None:
    def told(reading: Reading) -> set[tuple[object, ...]]:
        programme = reading.programme
        return {
            (
                str(session.title).strip(),
                session.starts_at,
                session.duration_minutes,
                frozenset(
                    str(programme.get("speakers", item.speaker).name)
                    for item in programme.appearances_by_session.get(session.guid, ())
                ),
            )
            for session in programme.sessions
        }

    by_xml = told(read_xml((real_schedules / f"{name}.xml").read_bytes()))

    assert told(read(f"{name}.ics", real_schedules)) == by_xml


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", [*REAL_SCHEDULES, *REAL_CALENDARS])
def test_our_calendar_of_a_real_programme_changes_nothing(
    name: str, language: str, real_schedules: Path
) -> None:
    programme = read(name, real_schedules).programme

    data = write(programme, a_publication(language=language, since=at(8), moment=at(8)))

    again = readers.read(data, Request(file_name="schedule.ics"))
    assert merged(programme, again.programme, again.coverage).programme == programme
