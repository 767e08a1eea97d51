"""Every real schedule.xml, written as a calendar, is read back event for event."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from icalendar import Calendar

from forum.formats.icalendar import write
from tests.builders import a_publication, at
from tests.forum.formats.frab import read
from tests.forum.formats.real import REAL_SCHEDULES

pytestmark = pytest.mark.real


def test_all_fifteen_files_are_there():
    assert len(REAL_SCHEDULES) == 15


@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_a_real_programme_is_read_back_as_a_calendar(name: str, real_schedules: Path) -> None:
    programme = read((real_schedules / name).read_bytes(), file_name=name).programme

    data = write(programme, a_publication(since=at(8), moment=at(8)))

    found = Calendar.from_ical(data).walk("VEVENT")
    timed = [session for session in programme.sessions if session.starts_at]
    assert len(timed) == REAL_SCHEDULES[name]["events"]
    assert sorted((str(event["UID"]), event.start.astimezone(UTC)) for event in found) == sorted(
        (f"{session.guid}@forum.example", session.starts_at) for session in timed
    )
    assert [event for event in found if event.errors] == []
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
