"""Real programmes that somebody else wrote, through the whole house: file, rows, release, pages."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from forum.models import Edition
from forum.publishing import current
from tests.walk import faults, walk

pytestmark = [pytest.mark.real, pytest.mark.long]


def schedules() -> list[dict[str, Any]]:
    """Return the manifest's entries of schedule.xml files, or none without the folder."""
    manifest = Path(os.environ.get("FORUM_REAL_SCHEDULES", "/nowhere")) / "MANIFEST.json"
    if not manifest.exists():
        return [{"file": "none"}]
    entries = json.loads(manifest.read_text())
    return [entry for entry in entries if entry["kind"] == "schedule.xml"]


@pytest.mark.parametrize("entry", schedules(), ids=lambda entry: entry["file"])
def test_every_public_page_of_a_real_programme_is_sound(entry, real_schedules, db, capsys):
    file = real_schedules / entry["file"]
    call_command("import_programme", str(file), edition="real", create=True)
    call_command("publish", edition="real", note="Imported")
    programme = current.refresh().releases["real"].programme

    seen = walk(Client(), "/en/", "/ru/")

    assert faults(seen) == []
    assert len(programme.sessions) == entry["stats"]["events"]
    expected = {
        f"/{language}/real/{kind}/{item.slug}/"
        for language in ("en", "ru")
        for kind in ("sessions", "speakers", "tracks", "stages")
        for item in getattr(programme, kind)
    }
    assert expected <= seen.keys()
    assert Edition.objects.count() == 1
    with capsys.disabled():
        print(f"\n{entry['file']}: {len(programme.sessions)} sessions, {len(seen)} addresses")
