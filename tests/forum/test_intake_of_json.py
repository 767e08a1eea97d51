"""Real JSON files on their whole way: read, taken into rows, and taken again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forum.formats import readers
from forum.formats.reading import Reading, Request
from forum.intake import take
from forum.models import Edition
from forum.releases import draft
from sessions.models import Session
from speakers.models import Speaker

pytestmark = [pytest.mark.django_db, pytest.mark.real]

DATES = (date(2024, 7, 8), date(2024, 7, 14))
"""Those of the edition that files without any date are read into."""

SESSIONS = {
    "ccc-35c3.json": 164,
    "divoc-everything.json": 68,
    "divoc-ptt.json": 23,
    "divoc-r2r.json": 45,
    "europython-pretalx-speakers.json": 0,
    "europython-pretalx-submissions.json": 2,
    "pyconfr-2024.json": 76,
    "voc-example-hub-schedule2.json": 2,
    "voc-example-pretalx-democon.json": 36,
    "fosdem-2018.json": 689,
}


@pytest.mark.long
@pytest.mark.parametrize("name", SESSIONS)
def test_real_file_is_taken_and_a_second_time_changes_nothing(name: str, real_schedules: Path):
    data = (real_schedules / name).read_bytes()
    reading = _read(data)

    first = take(reading.programme, reading.coverage, create=True)

    edition = Edition.objects.get()
    assert draft(edition) == reading.programme.replace(edition=draft(edition).edition)
    assert sum(thing.kind == "sessions" for thing in first.created) == SESSIONS[name]
    assert first.remarks == ()

    histories = Session.history.count(), Speaker.history.count(), Edition.history.count()
    again = _read(data, fallback_zone=edition.time_zone)
    second = take(again.programme, again.coverage)
    assert second.changed_nothing
    assert second.not_in_file == ()
    assert histories == (
        Session.history.count(),
        Speaker.history.count(),
        Edition.history.count(),
    )


@pytest.mark.long
def test_dumps_of_one_event_meet_in_its_edition(real_schedules: Path):
    for name in ("europython-pretalx-submissions.json", "europython-pretalx-speakers.json"):
        reading = _read((real_schedules / name).read_bytes())
        take(reading.programme, reading.coverage, create=True)

    # The one speaker of the second file is the first of the three in the other.
    assert (Session.objects.count(), Speaker.objects.count()) == (2, 3)


def _read(data: bytes, fallback_zone: str = "") -> Reading:
    request = Request(edition_slug="real", fallback_dates=DATES, fallback_zone=fallback_zone)
    return readers.read(data, request)
