"""Our files in the programs of others: they find the sessions, days, stages and people we wrote."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from forum import clock
from forum.exports import answer
from forum.formats import readers
from forum.formats.reading import Request
from forum.programme import Programme
from forum.publishing import current
from forum.publishing.site import LiveRelease
from forum.sample import sample
from multilingual.display import shown
from multilingual.text import Text
from sessions.times import local
from tests.builders import at

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
CALENDARS = ["icalendar", "vobject", "khal", "ical.js", "node-ical"]


def ask(client: str, path: Path) -> dict[str, Any]:
    """Return what a client found in a file."""
    folder = os.environ["FORUM_CLIENTS"]
    command = (
        ["node", str(HERE / "read.mjs"), client, str(path), folder]
        if client in ("ical.js", "node-ical")
        else [f"{folder}/venv/bin/python", str(HERE / "read.py"), client, str(path)]
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def programme_named(name: str) -> Programme:
    if name == "sample":
        return sample()
    folder = Path(os.environ.get("FORUM_REAL_SCHEDULES", ""))
    return readers.read((folder / name).read_bytes(), Request(file_name=name)).programme


PROGRAMMES = [
    "sample",
    *(
        pytest.param(name, marks=pytest.mark.real)
        for name in ("giggity-debconf23.xml", "ccc-35c3.json", "fosdem-2024-pretalx-late.xml")
    ),
]


def written(programme: Programme, language: str, name: str, folder: Path) -> Path:
    release = LiveRelease(1, "0" * 64, at(8), programme)
    path = folder / name
    path.write_bytes(answer(release, language, name).content)
    return path


def stage_names(programme: Programme, language: str) -> list[str]:
    names = {
        programme.get("stages", session.stage).name.in_language(language).words
        if session.stage
        else programme.edition.name.in_language(language).words
        for session in programme.sessions
        if session.starts_at
    }
    return sorted(names)


@pytest.mark.parametrize("client", CALENDARS)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", PROGRAMMES)
def test_calendars_find_every_session(client, language, name, tmp_path):
    programme = programme_named(name)
    timed = [session for session in programme.sessions if session.starts_at]

    found = ask(client, written(programme, language, "schedule.ics", tmp_path))

    assert (found["sessions"], found["uids"]) == (len(timed), len(timed))
    assert found["stages"] == stage_names(programme, language)
    # khal and node-ical tell the date in UTC, the others by the edition's clocks.
    zone = ZoneInfo("UTC") if client in ("khal", "node-ical") else programme.zone
    assert found["dates"] == sorted({str(local(s.starts_at, zone).date()) for s in timed})
    assert found.get("warnings", []) == []


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_tools_of_the_c3voc_find_every_event(language, name, tmp_path):
    programme = programme_named(name)
    timed = [session for session in programme.sessions if session.starts_at]
    guids = {session.guid for session in timed}
    people = {one.speaker for one in programme.appearances if one.session in guids}

    found = ask("c3voc-schedule-tools", written(programme, language, "schedule.json", tmp_path))

    assert (found["sessions"], found["uids"]) == (len(timed), len(timed))
    assert found["people"] == len(people)
    assert found["dates"] == [str(day.date) for day in programme.days]


@pytest.fixture
def site(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(11))
    call_command("sample", verbosity=0)
    return current.refresh()


@pytest.mark.parametrize("path", ["news.atom", "changes.atom"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_feed_readers_read_the_feeds(site, path, language, tmp_path):
    body = Client().get(f"/{language}/2021/{path}").content
    (tmp_path / path).write_bytes(body)

    found = ask("feedparser", tmp_path / path)

    assert found["bozo"] is False
    assert found["entries"] == found["ids"] == body.count(b"<entry>") >= 1


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_search_engines_find_the_events_on_the_pages(site, language, tmp_path):
    programme = site.releases["2021"].programme
    session = programme.sessions_in_order[0]
    page = tmp_path / "page.html"
    page.write_bytes(Client().get(f"/{language}/2021/sessions/{session.slug}/").content)

    found = ask("extruct", page)

    things = [thing for block in found["json-ld"] for thing in block.get("@graph", [block])]
    (event,) = [thing for thing in things if thing["@type"] == "Event"]
    title = in_words(session.title, language)
    assert event["name"] == title
    assert event["startDate"] == local(session.starts_at, programme.zone).isoformat()
    assert len(event["performer"]) == len(programme.appearances_by_session[session.guid])
    tags = found["opengraph"][0]
    assert title in tags["og:title"]
    assert str(tags["og:image"]).startswith(f"{settings.SITE_URL}/{language}/2021/sessions/")


def in_words(text: Text, language: str) -> str:
    from django.utils import translation

    with translation.override(language):
        return shown(text).words
