"""The real schedule files that tests may read, with what their manifest says of them."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import real_schedules_folder


def _of_kind(kind: str) -> dict[str, dict[str, Any]]:
    folder = real_schedules_folder()
    if folder is None:
        return {}
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    return {entry["file"]: entry["stats"] for entry in manifest if entry["kind"] == kind}


REAL_SCHEDULES = _of_kind("schedule.xml")
"""File name → counts. Empty where the folder is absent; tests marked `real` are left out then."""

REAL_JSON = _of_kind("schedule.json-v1")
"""The same of schedule.json, version 1."""

REAL_CALENDARS = _of_kind("ics")
"""The same of calendars."""
