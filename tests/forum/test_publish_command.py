"""./run manage publish: everything at once, from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forum.models import Release
from sessions.models import Session
from tests.builders import at
from tests.rows import a_session_row, an_edition_row

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("publish", *arguments, stdout=out)
    return out.getvalue()


def test_everything_is_published_with_its_note():
    a_session_row(an_edition_row())

    words = told("--edition", "2021", "--note", "The first")

    release = Release.objects.get()
    assert release.note == "The first"
    assert words.startswith("Published release 1 of 2021, live from ")


@pytest.mark.parametrize(
    "words", ["2121-05-25T10:00", "2121-05-25T10:00+03:00", "2121-05-25T07:00Z"]
)
def test_time_of_going_live_is_on_the_editions_clock_or_has_an_offset(words):
    an_edition_row()

    said = told("--edition", "2021", "--live-from", words)

    assert Release.objects.get().live_from.isoformat() == "2121-05-25T07:00:00+00:00"
    assert said == "Published release 1 of 2021, live from 2121-05-25 10:00 (Europe/Moscow).\n"


def test_nothing_to_publish_is_no_failure():
    an_edition_row()
    told("--edition", "2021")

    words = told("--edition", "2021")

    assert words == "Nothing to publish: 2021 is public as it is in the draft.\n"
    assert Release.objects.count() == 1


def test_every_problem_is_told_and_nothing_is_published():
    edition = an_edition_row()
    for number in (1, 2):
        a_session_row(edition, number)
    Session.objects.update(starts_at=at(10, day=30))

    with pytest.raises(CommandError) as refusal:
        told("--edition", "2021")

    lines = str(refusal.value).splitlines()
    assert lines[0] == "Not published:"
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "  Session “Session 1”, start",
        "  Session “Session 2”, start",
    ]
    assert not Release.objects.exists()


def test_unknown_edition_is_told_with_those_there_are():
    an_edition_row()

    with pytest.raises(CommandError, match=r"There is no edition '2020'\. There are: 2021\."):
        told("--edition", "2020")


def test_what_is_no_time_is_refused():
    an_edition_row()

    with pytest.raises(CommandError, match=r"--live-from 'tomorrow' is no time\."):
        told("--edition", "2021", "--live-from", "tomorrow")
    assert not Release.objects.exists()
