"""Each file of the manifest is read with its counts, or refused with the place and the reason."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from forum.exports import FILES, answer
from forum.formats import readers
from forum.formats.reading import NotASchedule, Reading, Request
from forum.intake import take
from forum.models import Edition
from forum.publishing.current import live_release
from forum.releases import draft, public_release, publish
from forum.resolving import resolved

pytestmark = pytest.mark.real

DATES = (dt.date(2024, 7, 8), dt.date(2024, 7, 14))
"""Those of the edition that files without any date are read into."""


def manifest() -> list[dict[str, Any]]:
    path = Path(os.environ.get("FORUM_REAL_SCHEDULES", "/nowhere")) / "MANIFEST.json"
    return json.loads(path.read_text()) if path.exists() else [{"file": "none"}]


REFUSED = {
    # Files that hold no programme, or one in words of their own.
    "europython-2014-own.xml": "line 1, element <schedule>: no events",
    "europython-pretalx-youtube.json": r"\[0\]: videos by submission and no session",
    "jugru-sample-event-types.yml": "YAML, which is not read",
    "jugru-sample-events.yml": "YAML, which is not read",
    "jugru-sample-speakers.yml": "YAML, which is not read",
    "jugru-sample-talks.yml": "YAML, which is not read",
    "pyconuk-2016.yml": "YAML, which is not read",
    # Invalid on purpose.
    "voc-example-invalid.json": r"schedule\.rooms: rooms beside the conference",
}
"""File → the reason that is told, with the place where there is one."""

COUNTS = {
    # Five people have an id in one of the two programmes it was made of, and none in the other.
    "divoc-everything.xml": {"speakers": 68},
    "divoc-everything.json": {"speakers": 68},
    # The manifest counts dates with an event, and here a night belongs to the evening before.
    "divoc-ptt.ics": {"days": 3},
    "divoc-r2r.ics": {"days": 4},
    # The conference begins or ends on a day without an event.
    "giggity-debconf23.xml": {"days": 9},
    # A mistaken year has 22 events, whose time is to be announced.
    "emf-2018.ics": {"days": 4},
    # Five people lead sprints only; meals have no code.
    "pyconfr-2024.json": {"speakers": 77},
}
"""File → what is counted otherwise than in the manifest, and why."""

RECORDS = {
    "devfest-warsaw-2019-speakers.json": (0, 8),
    "europython-out-speakers.json": (0, 1),
    "europython-out-sessions.json": (2, None),
    "europython-pretalx-speakers.json": (0, 1),
    "europython-pretalx-submissions.json": (2, 3),
    "fosdem-2018.json": (689, 651),
    "fossasia-2016-speakers.json": (0, 190),
    "open-event-OSCAL2017.zip": (58, 69),
    "droidcon-2025-speakers.csv": (0, 31),
    "pyconfr-2024.json": (76, 77),
    "voc-schedule-example-deu.xlsx": (None, None),
}
"""File → sessions and speakers, where the manifest counts records of other kinds."""


def read(path: Path, edition: Edition | None = None, **given: Any) -> Reading:
    dates = (edition.first_date, edition.last_date) if edition else DATES
    request = Request(
        file_name=path.name,
        edition_slug="real",
        fallback_dates=dates,
        fallback_zone=edition.time_zone if edition else "",
        **given,
    )
    reading = readers.read(path.read_bytes(), request)
    return resolved(reading, draft(edition) if edition else None, file=path.name)


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: entry["file"])
def test_a_real_file_has_the_manifests_counts_or_a_reason(entry, real_schedules):
    name = entry["file"]
    stats = entry.get("stats") or {}
    if name in REFUSED:
        with pytest.raises(NotASchedule, match=REFUSED[name]) as refused:
            read(real_schedules / name)
        assert str(refused.value).startswith(name)
        return

    programme = read(real_schedules / name).programme

    found = {
        "events": len(programme.sessions),
        "rooms": len(programme.stages),
        "speakers": len(programme.speakers),
        "days": len(programme.days),
    }
    wanted = {kind: stats[kind] for kind in found if isinstance(stats.get(kind), int)}
    if name in RECORDS:
        sessions, speakers = RECORDS[name]
        wanted |= {"events": sessions, "speakers": speakers}
    elif "events" not in wanted and "records" in stats:
        wanted["events"] = stats["records"]
    wanted |= COUNTS.get(name, {})
    wanted = {kind: count for kind, count in wanted.items() if count is not None}
    assert {kind: found[kind] for kind in wanted} == wanted
    assert wanted or name == "voc-schedule-example-deu.xlsx"


READ_BACK = tuple(FILES)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: entry["file"])
def test_what_was_imported_published_and_exported_changes_nothing_when_it_comes_back(
    entry, real_schedules, tmp_path
):
    name = entry["file"]
    if name in REFUSED:
        return
    reading = read(real_schedules / name)
    take(reading.programme, reading.coverage, create=True)
    edition = Edition.objects.get()
    again = read(real_schedules / name, edition)
    assert take(again.programme, again.coverage, edition=edition, dry_run=True).changed_nothing
    publish(edition, at=timezone.now())
    release = public_release(edition)
    assert release is not None
    live = live_release(release)
    has_sessions = any(session.starts_at for session in live.programme.sessions)

    changed = {}
    for file in READ_BACK:
        if file.startswith("schedule") and not has_sessions:
            continue
        if file.startswith("sessions") and not live.programme.sessions:
            continue
        if file.startswith("speakers") and not live.programme.speakers:
            continue
        path = tmp_path / file
        path.write_bytes(answer(live, "en", file).content)
        found = read(path, edition)
        intake = take(found.programme, found.coverage, edition=edition, dry_run=True)
        if not intake.changed_nothing or intake.findings:
            changed[file] = (intake.created[:3], intake.updated[:3], intake.findings[:3])

    assert changed == {}
