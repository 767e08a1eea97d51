"""Real sheets and records of other people are read, taken in twice, or refused with the place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from forum.conflicts import ALL, planned
from forum.coverage import EDITION
from forum.formats import readers, records_json, schedule_xml, sheets
from forum.formats.reading import NotASchedule, Reading, Request
from forum.intake import take
from forum.models import Edition
from forum.releases import draft
from forum.resolving import resolved
from multilingual.text import Text
from tests.builders import a_publication

pytestmark = pytest.mark.real

COUNTS = {
    "droidcon-2025-sessions.csv": {"sessions": 28, "speakers": 30, "topics": 20, "stages": 2},
    "droidcon-2025-speakers.csv": {"sessions": 0, "speakers": 31, "topics": 0, "stages": 0},
    # German headings, the second row is one, and people stand in columns 1 to 5.
    "voc-schedule-example-deu.xlsx": {"sessions": 13, "speakers": 15, "topics": 0, "stages": 2},
    "europython-out-sessions.json": {"sessions": 2, "speakers": 3, "topics": 0, "stages": 0},
    "devfest-warsaw-2019-sessions.json": {"sessions": 9, "speakers": 9, "topics": 0, "stages": 0},
    "devfest-warsaw-2019-speakers.json": {"sessions": 0, "speakers": 8, "topics": 0, "stages": 0},
    "europython-out-speakers.json": {"sessions": 0, "speakers": 1, "topics": 0, "stages": 0},
}
# Its own reader takes the day from the file; sheets leave the edition as it is.
ABOUT_THE_EDITION = {"devfest-warsaw-2019-sessions.json": {"first_date", "last_date"}}
DAYS = {
    "droidcon": (date(2025, 11, 19), date(2025, 11, 20)),
    "voc-sche": (date(2016, 10, 27), date(2016, 10, 27)),
    "devfest-": (date(2019, 12, 14), date(2019, 12, 14)),
    "europyth": (date(2024, 7, 8), date(2024, 7, 14)),
}


def read(folder: Path, name: str) -> Reading:
    request = Request(
        file_name=name,
        edition_slug="2025",
        fallback_zone="Europe/Rome",
        fallback_dates=DAYS[name[:8]],
    )
    data = (folder / name).read_bytes()
    # Their makers have a reader of their own; as records they are read no less.
    reader = records_json if name.startswith("europython") else readers.reader_of(data, name)
    return reader.read(data, request)


def an_edition(days: tuple[date, date]) -> Edition:
    return Edition.objects.create(
        slug="2025",
        name=Text({"en": "Forum"}),
        first_date=days[0],
        last_date=days[1],
        time_zone="Europe/Rome",
        is_current=True,
    )


@pytest.mark.parametrize("name", COUNTS)
def test_real_sheet_is_read(name: str, real_schedules: Path) -> None:
    reading = read(real_schedules, name)

    programme = reading.programme
    assert {kind: len(getattr(programme, kind)) for kind in COUNTS[name]} == COUNTS[name]
    about_the_edition = {field for kind, field, _ in reading.coverage.spoken_of if kind == EDITION}
    assert about_the_edition == ABOUT_THE_EDITION.get(name, set())


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", DAYS)
def test_real_sheets_are_taken_in_and_change_nothing_the_second_time(
    prefix: str, real_schedules: Path
) -> None:
    edition = an_edition(DAYS[prefix])
    names = [name for name in COUNTS if name.startswith(prefix)]

    def take_all() -> list[bool]:
        found = []
        for name in names:
            reading = resolved(read(real_schedules, name), draft(edition))
            intake = take(reading.programme, reading.coverage, edition=edition)
            found.append(intake.changed_nothing)
        return found

    assert take_all() == [False] * len(names)
    before = draft(edition)
    assert take_all() == [True] * len(names)
    assert draft(edition) == before


@pytest.mark.django_db
def test_people_of_both_real_sheets_are_the_same(real_schedules: Path) -> None:
    edition = an_edition(DAYS["droidcon"])
    for name in ("droidcon-2025-sessions.csv", "droidcon-2025-speakers.csv"):
        reading = resolved(read(real_schedules, name), draft(edition))
        take(reading.programme, reading.coverage, edition=edition)

    # One of the people with a biography is in no session of the other sheet.
    assert len(draft(edition).speakers) == 31


def test_real_records_of_two_editions_are_read_as_the_one_that_most_belong_to(
    real_schedules: Path,
) -> None:
    data = (real_schedules / "emf-2018.json").read_bytes()
    request = Request(file_name="emf-2018.json", edition_slug="2018")
    records = json.loads(data)
    of_2018 = [one for one in records if one["start_date"].startswith("2018")]

    reading = readers.read(data, request)

    programme = reading.programme
    timed = [one for one in programme.sessions if one.starts_at]
    far = [note.place for note in reading.guesses if "lies far from" in note.message]
    assert (len(programme.sessions), len(programme.stages)) == (len(records), 26)
    assert (len(timed), len(far)) == (len(of_2018), len(records) - len(of_2018))
    assert sum(bool(one.recording.url) for one in programme.sessions) == sum(
        "video" in one for one in records
    )


@pytest.mark.parametrize(
    "name",
    [
        "pyconuk-2016.yml",
        "jugru-sample-events.yml",
        "jugru-sample-event-types.yml",
        "jugru-sample-speakers.yml",
        "jugru-sample-talks.yml",
    ],
)
@pytest.mark.parametrize("as_named", [True, False])
def test_real_yaml_is_refused_for_what_it_is(
    name: str, as_named: bool, real_schedules: Path
) -> None:
    file_name = name if as_named else "export"

    with pytest.raises(NotASchedule, match=f"{file_name}: YAML, which is not read"):
        readers.read((real_schedules / name).read_bytes(), Request(file_name=file_name))


@pytest.mark.parametrize("form", [sheets.CSV, sheets.XLSX])
@pytest.mark.parametrize("write", [sheets.write_sessions, sheets.write_speakers])
def test_real_programme_comes_back_from_its_own_sheet(write, form, real_schedules: Path) -> None:
    data = (real_schedules / "fosdem-2024-pretalx-late.xml").read_bytes()
    programme = schedule_xml.read(data, Request(edition_slug="2024")).programme
    days = programme.edition.first_date, programme.edition.last_date
    request = Request(edition_slug="2024", fallback_dates=days)

    reading = resolved(sheets.read(write(programme, a_publication(), form), request), programme)

    plan = planned(programme, reading.programme, reading.coverage, {}, theirs=ALL)
    assert plan.after == programme
