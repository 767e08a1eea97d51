"""Every real schedule.xml, read and written in all three formats, passes the official schemas."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from lxml import etree

from forum.formats import schedule2_json, schedule_json, schedule_xml, schedule_xml_writing
from forum.formats.foreign_words import markdown
from forum.formats.reading import Request
from forum.programme import Programme
from forum.publishing import current
from sessions.values import Session
from tests.builders import a_publication
from tests.forum.formats import frab_rules
from tests.forum.formats.hostile import a_hostile_programme
from tests.forum.formats.real import REAL_SCHEDULES

pytestmark = pytest.mark.real


@cache
def _xml_schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def _json_faults(schema: Path, data: bytes) -> list[str]:
    validator = jsonschema.Draft6Validator(
        json.loads(schema.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(json.loads(data))
    ]


def faults(programme: Programme, language: str, validators: Path) -> list[str]:
    """Return what official schemas and our own rules find wrong with the three files."""
    publication = a_publication(language=language)
    xml = schedule_xml_writing.write(programme, publication)
    v1, v2 = (module.write(programme, publication) for module in (schedule_json, schedule2_json))
    schema = _xml_schema(validators / "voc-schedule.xml.xsd")
    schema.validate(etree.fromstring(xml, etree.XMLParser(huge_tree=True)))
    return [
        *map(str, schema.error_log),
        *_json_faults(validators / "voc-schedule-schema.json", v1),
        *_json_faults(validators / "voc-schedule-schema2.json", v2),
        *frab_rules.faults_of_xml(xml),
        *frab_rules.faults_of_json(v1),
        *frab_rules.faults_of_schedule2(v2),
    ]


def read(data: bytes, name: str = "") -> Programme:
    return schedule_xml.read(data, Request(file_name=name)).programme


def kept(session: Session) -> dict[str, Any]:
    """Return what a round trip through schedule.xml must keep of a session.

    HTML that Markdown shows as words is taken for markup when it is read.
    """
    found = {field.name: getattr(session, field.name) for field in dataclasses.fields(session)}
    for name in ("slug", "track", "links", "origin_url"):
        del found[name]
    for name in ("abstract", "description"):
        found[name] = markdown(str(found[name]))
    return found


@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_real_programme_passes_every_official_schema(name: str, real_schedules: Path) -> None:
    programme = read((real_schedules / name).read_bytes(), name)

    assert faults(programme, "en", real_schedules.parent / "validators") == []


@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_real_programme_is_read_back_as_it_was(name: str, real_schedules: Path) -> None:
    programme = read((real_schedules / name).read_bytes(), name)

    again = read(schedule_xml_writing.write(programme, a_publication()))

    assert [*map(kept, again.sessions)] == [*map(kept, programme.sessions)]
    for collection in ("appearances", "speakers"):
        facts = [
            [(getattr(i, "session", ""), getattr(i, "speaker", i.guid), getattr(i, "name", ""))
             for i in getattr(of, collection)]
            for of in (again, programme)
        ]  # fmt: skip
        assert facts[0] == facts[1]
    assert again.days == programme.days


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_sample_passes_every_official_schema(language: str, real_schedules: Path) -> None:
    call_command("sample", verbosity=0)
    (release,) = current.refresh().releases.values()

    assert faults(release.programme, language, real_schedules.parent / "validators") == []


def test_hostile_programme_passes_every_official_schema(real_schedules: Path) -> None:
    assert faults(a_hostile_programme(), "en", real_schedules.parent / "validators") == []


def test_our_words_are_those_of_the_schema(real_schedules: Path) -> None:
    path = real_schedules.parent / "validators" / "voc-schedule-schema2.json"
    schema = json.loads(path.read_text(encoding="utf-8"))["definitions"]

    def words(thing: str, name: str) -> set[str]:
        return set(schema[thing]["properties"][name]["enum"])

    assert words("Event", "type") == frab_rules.EVENT_2_TYPES
    assert words("Event", "state") == frab_rules.STATES
    assert words("EventParticipant", "role") == frab_rules.ROLES
