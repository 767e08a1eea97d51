"""Files wait for being applied, as they were understood, and then only a line of them is kept."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from forum import clock
from forum.conflicts import ALL
from forum.erasure import erase, find
from forum.formats import readers
from forum.formats.reading import NotASchedule, Request
from forum.imports import (
    PENDING_FOR,
    NotWaiting,
    applied,
    foreseen,
    read_again,
    reading_of,
    received,
)
from forum.intake import DraftChanged, IntakeRefused
from forum.models import Edition, Import
from multilingual.text import Text
from sessions.models import Session
from tests.forum.formats.frab import a_day, a_schedule, an_event, tag
from tests.rows import a_speaker_row, an_edition_row, an_editor, words

pytestmark = pytest.mark.django_db

PERSONS = f"<persons>{tag('person', 'Anna Invented', id='1')}</persons>"


@pytest.fixture
def edition() -> Edition:
    return an_edition_row(name=words("Invented Forum"))


def a_file(*events: str, **conference: Any) -> bytes:
    return a_schedule(a_day(*events or (an_event(1, PERSONS),)), **conference)


def waiting(edition: Edition, data: bytes = b"", **given: Any) -> Import:
    options = {"file_name": "a.xml", "language": "en", "zone_name": "", "author": None, **given}
    return received(edition, data or a_file(), **options)


def seen(row: Import) -> str:
    return foreseen(row, reading_of(row)).plan.fingerprint


def test_file_waits_as_it_was_understood(edition):
    data = a_file(an_event(1, PERSONS, duration="?", type="Chat\x85"), time_zone_name=None)

    row = waiting(edition, data)

    request = Request(
        file_name="a.xml",
        language="en",
        edition_slug="2021",
        fallback_zone="Europe/Moscow",
        fallback_dates=(edition.first_date, edition.last_date),
    )
    assert reading_of(Import.objects.get()) == readers.read(data, request)
    assert zlib.decompress(Import.objects.get().file_compressed) == data
    assert row.format_name == "frab or Pentabarf schedule.xml"
    assert not Session.objects.exists()


def test_sheet_that_waits_has_found_in_the_draft_what_it_names(edition):
    anna = a_speaker_row(edition, name=words("Anna"))
    sheet = b"Title,Date,Start,Speakers\nA,2021-05-25,10:00,anna\n"

    row = waiting(edition, sheet, file_name="sessions.csv")

    programme = reading_of(row).programme
    assert [one.speaker for one in programme.appearances] == [str(anna.guid)]
    assert programme.speakers == ()


def test_what_cannot_be_read_is_not_kept(edition):
    with pytest.raises(NotASchedule):
        waiting(edition, b"<schedule>")

    assert not Import.objects.exists()


def test_it_is_read_again_with_what_the_file_does_not_say(edition):
    row = waiting(edition, a_file(time_zone_name=None))

    read_again(row, language="ru", zone_name="Asia/Tokyo")

    row = Import.objects.get()
    programme = reading_of(row).programme
    assert programme.sessions[0].title == Text({"ru": "Session 1"})
    assert programme.edition.time_zone == "Asia/Tokyo"
    assert (row.language, row.zone_name) == ("ru", "Asia/Tokyo")


def test_applied_once_it_is_in_the_draft_and_only_a_line_is_kept(edition):
    user = an_editor()
    row = waiting(edition)

    _row, _reading, intake = applied(edition, row.pk, seen=seen(row), author=user)

    row = Import.objects.get()
    assert len(intake.created) == 4
    assert row.counts == {
        "stages": [1, 0, 0],
        "speakers": [1, 0, 0],
        "sessions": [1, 0, 0],
        "appearances": [1, 0, 0],
        "edition": [0, 1, 0],
    }
    assert (row.file_compressed, row.reading_compressed) == (None, None)
    assert row.applied_by == user
    history = Session.history.get()
    assert (history.history_user, history.history_change_reason) == (user, "Import of a.xml")


def test_second_applying_does_nothing(edition):
    row = waiting(edition)
    fingerprint = seen(row)
    applied(edition, row.pk, seen=fingerprint, author=None)

    with pytest.raises(NotWaiting) as problem:
        applied(edition, row.pk, seen=fingerprint, author=None)

    assert problem.value.applied == row
    assert Session.history.count() == 1


def test_it_is_not_applied_to_another_edition(edition):
    row = waiting(edition)
    other = an_edition_row(slug="2022", first_date="2022-05-25", last_date="2022-05-26")

    with pytest.raises(NotWaiting):
        applied(other, row.pk, seen=seen(row), author=None)


def test_nothing_is_applied_that_was_not_seen(edition):
    row = waiting(edition)
    fingerprint = seen(row)
    applied(edition, waiting(edition).pk, seen=fingerprint, author=None)
    Session.objects.update(title=words("Ours"))

    with pytest.raises(DraftChanged):
        applied(edition, row.pk, seen=fingerprint, author=None, theirs=ALL)

    assert Session.objects.get().title == words("Ours")
    assert Import.objects.waiting().get() == row


def test_refused_it_goes_on_waiting(edition):
    Edition.objects.update(last_date="2021-05-25", first_date="2021-05-25")
    row = waiting(edition, a_schedule(a_day(an_event(1), date="2021-05-26"), start="2021-05-26"))

    with pytest.raises(IntakeRefused) as refusal:
        foreseen(row, reading_of(row))
    assert refusal.value.intake is not None
    fingerprint = refusal.value.intake.plan.fingerprint
    with pytest.raises(IntakeRefused):
        applied(edition, row.pk, seen=fingerprint, author=None)

    assert Import.objects.get(pk=row.pk).is_waiting
    applied(edition, row.pk, seen=fingerprint, author=None, theirs=ALL)
    assert Session.objects.exists()


def test_what_waits_for_more_than_a_day_is_forgotten_with_the_next_file(edition):
    old, done = waiting(edition), waiting(edition)
    applied(edition, done.pk, seen=seen(done), author=None)
    long_ago = clock.now() - PENDING_FOR - timedelta(minutes=1)
    Import.objects.update(created_at=long_ago)

    new = waiting(edition)

    assert set(Import.objects.all()) == {done, new}
    assert not Import.objects.filter(pk=old.pk).exists()


def test_erasing_a_person_forgets_every_file_that_waits(edition):
    speaker = a_speaker_row(edition, "Anna Invented")
    done = waiting(edition)
    applied(edition, done.pk, seen=seen(done), author=None)
    waiting(edition, a_file(an_event(2, PERSONS)))

    erased = erase(find(str(speaker.person)))

    assert erased.removed["files of imports that wait"] == 1
    assert list(Import.objects.all()) == [done]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM forum_import WHERE file_compressed IS NOT NULL")
        assert cursor.fetchone() == (0,)
