"""The command export_programme: files of the draft, of the public release, and of past ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from icalendar import Calendar

from forum.models import Edition
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Smart Cities", "ru": "Умные города"}),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
    )
    session = Session.objects.create(
        edition=edition,
        number=1,
        slug="one",
        title=Text({"en": "One", "ru": "Раз"}),
        starts_at=at(10),
        duration_minutes=60,
    )
    publish(edition, at=at(8))
    for number, words in enumerate(("Two", "Three"), 1):
        session.title = Text({"en": words, "ru": "Раз"})
        session.save()
        if number == 1:
            publish(edition, at=at(9))
    return edition


def exported(path, *options):
    call_command("export_programme", "schedule.ics", "--edition=2021", f"--output={path}", *options)
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return str(event["SUMMARY"]), event["SEQUENCE"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ("Two", 1)),
        (("--release=1",), ("One", 0)),
        (("--release=2",), ("Two", 1)),
        (("--release=draft",), ("Three", 1)),
        (("--release=1", "--language=ru"), ("Раз", 0)),
    ],
)
def test_any_release_can_be_written(edition, tmp_path, options, expected):
    assert exported(tmp_path / "out.ics", *options) == expected


def test_what_is_written_is_what_the_site_gives(edition, tmp_path, client):
    from forum.publishing import current

    current.refresh()
    call_command("export_programme", "schedule.ics", "--edition=2021", f"--output={tmp_path}/a")

    assert (tmp_path / "a").read_bytes() == client.get("/en/2021/schedule.ics").content


def test_without_a_path_it_goes_to_the_standard_output(edition, capfdbinary):
    call_command("export_programme", "schedule.ics", "--edition=2021")

    assert capfdbinary.readouterr().out.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--edition=2022",), "There is no edition '2022'. There are: 2021."),
        (
            ("--edition=2021", "--release=3"),
            "2021 has no release '3'. There are 1 to 2, and 'draft'.",
        ),
        (
            ("--edition=2021", "--output=/nowhere/at/all"),
            "/nowhere/at/all: cannot be written: No such file or directory.",
        ),
    ],
)
def test_what_cannot_be_written_is_told(edition, options, message):
    with pytest.raises(CommandError) as refused:
        call_command("export_programme", "schedule.ics", *options)

    assert str(refused.value) == message
