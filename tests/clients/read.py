"""Reads a file as one program of others does, and prints what it found, as JSON.

`python read.py CLIENT FILE`, with the Python of the clients' own environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any


def day_of(moment: date) -> str:
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def with_icalendar(path: Path) -> dict[str, object]:
    from icalendar import Calendar

    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {
        "sessions": len(events),
        "uids": len({event["UID"] for event in events}),
        "stages": sorted({str(event["LOCATION"]) for event in events}),
        "dates": sorted({day_of(event["DTSTART"].dt) for event in events}),
        "first": str(events[0]["SUMMARY"]) if events else "",
    }


def with_vobject(path: Path) -> dict[str, object]:
    import vobject

    calendar = vobject.readOne(path.read_text(encoding="utf-8"))
    events = getattr(calendar, "vevent_list", [])
    return {
        "sessions": len(events),
        "uids": len({event.uid.value for event in events}),
        "stages": sorted({event.location.value for event in events}),
        "dates": sorted({day_of(event.dtstart.value) for event in events}),
        "first": events[0].summary.value if events else "",
    }


def with_khal(path: Path) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "forum").mkdir()
        settings = folder / "config"
        settings.write_text(
            f"[calendars]\n[[forum]]\npath = {folder / 'forum'}\n"
            f"[sqlite]\npath = {folder / 'khal.db'}\n"
            "[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n"
            "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
            encoding="utf-8",
        )
        khal = [str(Path(sys.executable).parent / "khal"), "-c", str(settings)]
        imported = subprocess.run(
            [*khal, "import", "--batch", "-a", "forum", str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        form = ["--format", "{uid}\t{location}\t{start-date}\t{title}", "2000-01-01"]
        listed = subprocess.run(
            [*khal, "list", "--once", "--notstarted", "--day-format", "", *form, "20000d"],
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split("\t") for line in listed.stdout.splitlines() if line.count("\t") == 3]
        return {
            "sessions": len(rows),
            "uids": len({row[0] for row in rows}),
            "stages": sorted({row[1] for row in rows}),
            "dates": sorted({row[2] for row in rows}),
            "first": rows[0][3] if rows else "",
            "warnings": [line for line in imported.stderr.splitlines() if line.strip()],
        }


def with_c3voc(path: Path) -> dict[str, object]:
    from voc.schedule import Schedule

    schedule = Schedule(json=json.loads(path.read_text(encoding="utf-8")))
    events: list[dict[str, Any]] = []
    schedule.foreach_event(lambda event: events.append(event))
    people = {person["guid"] for event in events for person in event["persons"]}
    return {
        "sessions": len(events),
        "uids": len({event["guid"] for event in events}),
        "stages": sorted({event["room"] for event in events}),
        "dates": [day["date"] for day in schedule.days()],
        "people": len(people),
        "first": events[0]["title"] if events else "",
    }


def with_feedparser(path: Path) -> dict[str, object]:
    import feedparser

    feed = feedparser.parse(path.read_bytes())
    return {
        "bozo": bool(feed.bozo),
        "title": feed.feed.get("title", ""),
        "entries": len(feed.entries),
        "ids": len({entry.id for entry in feed.entries}),
    }


def with_extruct(path: Path) -> dict[str, object]:
    import extruct

    found = extruct.extract(
        path.read_text(encoding="utf-8"), syntaxes=["json-ld", "opengraph"], uniform=True
    )
    return {"json-ld": found["json-ld"], "opengraph": found["opengraph"]}


CLIENTS = {
    "icalendar": with_icalendar,
    "vobject": with_vobject,
    "khal": with_khal,
    "c3voc-schedule-tools": with_c3voc,
    "feedparser": with_feedparser,
    "extruct": with_extruct,
}

if __name__ == "__main__":
    name, file = sys.argv[1:]
    print(json.dumps(CLIENTS[name](Path(file)), ensure_ascii=False, default=str))
