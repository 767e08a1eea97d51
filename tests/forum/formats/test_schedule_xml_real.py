"""Every real schedule.xml is read with exactly the counts of the manifest."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from tests.forum.formats.frab import read
from tests.forum.formats.real import REAL_SCHEDULES

pytestmark = pytest.mark.real

# Beside each the manifest's number and why ours is another.
OTHER_DAYS = {
    # 8: its conference ends a day after its last day with events.
    "giggity-debconf23.xml": 9,
}
OTHER_SPEAKERS = {
    # 73: five people have an id in one source and none in the other, under the same name.
    "divoc-everything.xml": 68,
}

DAY_BREAKS = {
    "fosdem-2009.xml": time(9),
    "fosdem-2012.xml": time(0),
    "fosdem-2012-early.xml": time(0),
    "fosdem-2018.xml": time(9),
    "fosdem-2021.xml": time(0),
    "fosdem-2024.xml": time(9),
    "fosdem-2024-pretalx-late.xml": time(9),
    "giggity-debconf23.xml": time(3),
    "giggity-fosdem-2021.xml": time(0),
    # Its days break at 04:00, and one of them lists an event of 03:30 on its own date.
    "divoc-ptt.xml": time(3, 30),
    "divoc-r2r.xml": time(4),
    "divoc-everything.xml": time(4),
    "ccc-33c3.xml": time(4),
    "ccc-35c3.xml": time(3),
    "denog8.xml": time(9),
}


def test_all_fifteen_files_are_there():
    assert sorted(REAL_SCHEDULES) == sorted(DAY_BREAKS)


@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_real_file_is_read_with_the_counts_of_the_manifest(name: str, real_schedules: Path) -> None:
    data = (real_schedules / name).read_bytes()
    counts = REAL_SCHEDULES[name]

    reading = read(data, file_name=name)

    programme = reading.programme
    assert {
        "events": len(programme.sessions),
        "days": len(programme.days),
        "rooms": len(programme.stages),
        "speakers": len(programme.speakers),
    } == {
        "events": counts["events"],
        "days": OTHER_DAYS.get(name, counts["days"]),
        "rooms": counts["rooms"],
        "speakers": OTHER_SPEAKERS.get(name, counts["speakers"]),
    }
    assert programme.edition.day_break == DAY_BREAKS[name]
    assert str(programme.edition.name) == counts["title"]
    assert counts["time_zone"] in (None, programme.edition.time_zone)


@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_real_file_is_understood_the_same_each_time(name: str, real_schedules: Path) -> None:
    data = (real_schedules / name).read_bytes()

    assert read(data) == read(data)
