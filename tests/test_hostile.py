"""A hostile programme is neutral on every page and in every file."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from datetime import UTC
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from icalendar import Calendar

from forum import clock
from forum.exports import FILES
from forum.publishing import current
from forum.publishing.site import LiveRelease, Site
from forum.rules import ADDRESSES, problems
from tests.builders import at
from tests.hostile import HARMFUL_ADDRESSES, hostile_programme
from tests.walk import faults, walk

EXPORTS = [f"/{language}/2021/{name}" for language in ("en", "ru") for name in FILES]


@pytest.fixture
def site(settings, monkeypatch):
    """The hostile programme as if it were released: no form would have let it come so far."""
    monkeypatch.setattr(clock, "now", lambda: at(9, 5))
    programme = hostile_programme()
    release = LiveRelease(1, "0" * 64, at(8), programme)
    site = Site({"2021": release}, settings.SITE_URL, settings.BUILD)
    monkeypatch.setattr(current, "_site", site)
    return site


class _Harm(HTMLParser):
    """Collects what a browser would run, load or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.data = False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        kind = given.get("type", "")
        self.data = tag == "script" and kind == "application/ld+json"
        if tag == "script" and not self.data and not given.get("src", "").startswith("/static/"):
            self.found.append(f"script {given}")
        if tag in ("iframe", "object", "embed", "base", "svg:script", "meta") and (
            tag != "meta" or "http-equiv" in given
        ):
            self.found.append(f"{tag} {given}")
        for name, value in attributes:
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "formaction", "poster", "data"):
                scheme = urlsplit((value or "").strip()).scheme.lower()
                if scheme not in ("", "http", "https", "mailto", "webcal"):
                    self.found.append(f"{tag} {name}={value}")
            if name in ("src", "srcset", "poster") and "evil.example" in (value or ""):
                self.found.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        self.data = False

    def handle_data(self, data):
        if self.data:
            json.loads(data)


def test_every_page_is_neutral(site):
    seen = walk(Client(), "/en/", "/ru/")
    client = Client()
    harm = {}
    for path, page in seen.items():
        if page.status != 200:
            continue
        response = client.get(path)
        if response["Content-Type"].startswith("text/html"):
            reader = _Harm()
            reader.feed(response.content.decode())
            if reader.found:
                harm[path] = reader.found

    assert harm == {}
    assert faults(seen) == []
    assert len(seen) > 60


def printable(text: str) -> bool:
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in text
    )


@pytest.mark.parametrize("path", EXPORTS)
def test_every_file_can_be_read_and_holds_no_control_characters(site, path):
    response = Client().get(path)

    assert response.status_code == 200
    assert all(printable(text) for text in _texts(path, response.content))


def _texts(path: str, body: bytes):
    """Yield all words of a file, read as strictly as its format is."""
    ending = path.rpartition(".")[2]
    if ending == "xml":
        for element in ElementTree.fromstring(body).iter():
            yield from (element.text or "", element.tail or "", *element.attrib.values())
    elif ending == "json":
        yield from _strings(json.loads(body))
    elif ending == "ics":
        events = Calendar.from_ical(body).walk("VEVENT")
        assert len(events) == len(hostile_programme().sessions)
        assert [event.errors for event in events if event.errors] == []
        assert all(b"\n" not in line for line in body.split(b"\r\n"))
        for event in events:
            assert "X-HARM" not in event
            assert event.start.astimezone(UTC)
            yield from (str(value) for value in event.values() if isinstance(value, str))
    elif ending == "csv":
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row
            yield from row
    elif ending == "xlsx":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith(".xml"):
                    root = ElementTree.fromstring(content)
                    assert not [e for e in root.iter() if e.tag.rpartition("}")[2] == "f"]
                    yield from (element.text or "" for element in root.iter())
    else:
        raise AssertionError(f"Nothing reads {path} here.")


def _strings(value):
    if isinstance(value, dict):
        for key, own in value.items():
            yield key
            yield from _strings(own)
    elif isinstance(value, list):
        for own in value:
            yield from _strings(own)
    elif isinstance(value, str):
        yield value


def test_what_a_link_could_run_is_never_published():
    programme = hostile_programme(HARMFUL_ADDRESSES)

    refused = {(problem.kind, problem.field) for problem in problems(programme)}

    assert refused == {
        *(("edition", field) for field in (*ADDRESSES["edition"], "links")),
        ("partners", "url"),
        ("announcements", "url"),
        ("speakers", "links"),
        *(
            ("sessions", field)
            for field in ("links", "attachments", "recording", "feedback_url", "origin_url")
        ),
    }
    assert problems(hostile_programme()) == []
