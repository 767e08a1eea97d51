"""The command that takes a schedule.xml in, and the real files on their whole way."""

from __future__ import annotations

import errno
import io
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from forum.formats import schedule_xml
from forum.formats.reading import Reading, Request
from forum.intake import take
from forum.management.commands import import_programme
from forum.models import Edition
from forum.releases import draft
from multilingual.text import Text
from sessions.models import Appearance, Session
from speakers.models import Speaker
from speakers.values import Picture
from tests.forum.formats.frab import a_day, a_schedule, an_event, tag
from tests.forum.formats.real import REAL_SCHEDULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A schedule of one invented session, with a person."""
    path = tmp_path / "schedule.xml"
    persons = f"<persons>{tag('person', 'Anna Invented', id='1')}</persons>"
    path.write_bytes(a_schedule(a_day(an_event(1, persons, abstract="Words."))))
    return path


def run(path: Path | str, *options: str) -> str:
    output = io.StringIO()
    call_command("import_programme", str(path), "--edition", "2021", *options, stdout=output)
    return output.getvalue()


def test_a_file_makes_an_edition_and_says_so(file):
    output = run(file, "--create")

    assert Session.objects.get().title == Text({"en": "Session 1"})
    assert output == (
        "Edition 2021\n"
        "                   created  updated  unchanged\n"
        "  edition                1        0          0\n"
        "  stages                 1        0          0\n"
        "  speakers               1        0          0\n"
        "  sessions               1        0          0\n"
        "  appearances            1        0          0\n"
        "Guessed:\n"
        "  the file does not say what language its words are in\n"
        "    en\n"
        "Left out:\n"
        "  <version> has no place here, releases are numbered\n"
        "    version: 1\n"
        "The draft was changed. The public sees it once it is published.\n"
    )


def test_the_same_file_again_changes_nothing(file):
    run(file, "--create")

    output = run(file)

    assert "  sessions               0        0          1\n" in output
    assert output.endswith("Nothing changed: the draft holds all of it already.\n")


def test_changes_are_listed_by_kind_with_their_fields(file):
    run(file, "--create")
    file.write_bytes(a_schedule(a_day(an_event(1, title="New", start="11:00"), an_event(2))))

    output = run(file)

    assert "Updated:\n  sessions: 1\n    New: title (en), starts_at\n" in output.replace(
        "starts_at, title (en)", "title (en), starts_at"
    )


def test_an_opt_out_by_hand_outlives_the_file_and_that_is_told(file):
    event = an_event(1, "<recording><license/><optout>false</optout></recording>")
    file.write_bytes(a_schedule(a_day(event)))
    run(file, "--create")
    Session.objects.update(recording_opted_out=True)

    output = run(file)

    assert Session.objects.get().recording_opted_out
    assert (
        "Decided:\n"
        "  sessions: Session 1 stays opted out of recording, the file says otherwise\n"
        "Nothing changed: the draft holds all of it already.\n"
    ) in output


def test_what_the_file_dropped_is_listed_and_left(file):
    run(file, "--create")
    file.write_bytes(a_schedule(a_day(an_event(2))))

    output = run(file)

    assert "Not in the file, left as they are:\n  sessions: 1\n    Session 1\n" in output
    assert Session.objects.count() == 2


def test_edit_by_hand_is_a_conflict_that_is_told_with_both_values(file):
    run(file, "--create")
    Session.objects.update(title=Text({"en": "Our own"}))
    file.write_bytes(a_schedule(a_day(an_event(1, title="Their <own>\x85line " + "long" * 20))))

    output = run(file)

    assert (
        "Edited here and in the file, left as they are here: 1\n"
        "  sessions, Our own, title (en)\n"
        "    here: Our own\n"
        "    file: Their <own> line longlonglonglonglonglonglonglonglonglonglon…\n"
        "  --theirs takes the file's word in all of them\n"
    ) in output
    assert Session.objects.get().title == Text({"en": "Our own"})


def test_word_of_the_file_is_taken_where_it_is_asked_for(file):
    run(file, "--create")
    Session.objects.update(title=Text({"en": "Our own"}))
    file.write_bytes(a_schedule(a_day(an_event(1, title="Their own"))))

    output = run(file, "--theirs")

    assert "Edited here and in the file, the file's word was taken: 1\n" in output
    assert Session.objects.get().title == Text({"en": "Their own"})
    assert Session.history.latest().history_change_reason == "Import of schedule.xml"


def test_edit_by_hand_that_the_file_knows_nothing_of_is_kept_and_told(file):
    run(file, "--create")
    Session.objects.update(title=Text({"en": "Our own"}))

    output = run(file)

    assert (
        "Edited here, unchanged in the file, left as they are: 1\n  sessions, Our own, title (en)\n"
    ) in output
    assert Session.objects.get().title == Text({"en": "Our own"})


def test_deleted_session_is_told_and_restored_where_it_is_asked_for(file):
    run(file, "--create")
    Session.objects.all().delete()

    told = run(file)
    count = Session.objects.count()
    run(file, "--theirs")

    assert "  sessions, Session 1\n    here: deleted\n" in told
    assert (count, Session.objects.count()) == (0, 1)


def test_what_the_file_dropped_is_removed_where_it_is_asked_for(file):
    run(file, "--create")
    file.write_bytes(a_schedule(a_day(an_event(2))))

    output = run(file, "--remove")

    assert "Removed, the file no longer holds them:\n" in output
    assert Session.objects.get().title == Text({"en": "Session 2"})
    assert not Appearance.objects.exists()


def test_refusal_names_the_conflicts_beside_the_problems(file):
    run(file, "--create")
    Edition.objects.update(last_date="2021-05-25")
    file.write_bytes(
        a_schedule(
            a_day(an_event(1), index="2", date="2021-05-27"),
            end="2021-05-27",
        )
    )

    with pytest.raises(CommandError) as error:
        run(file)

    assert "1 problems, nothing was changed." in str(error.value)
    assert "  edition, Invented Forum, last_date\n    here: 25 May\n    file: 27 May\n" in str(
        error.value
    )
    run(file, "--theirs")
    assert Session.objects.get().starts_at.day == 27


def test_many_notes_of_one_sort_are_one_line_with_examples(file):
    file.write_bytes(a_schedule(a_day(*(an_event(n, duration="?") for n in range(1, 7)))))

    output = run(file, "--create")

    assert (
        "  no duration that can be read, 0 minutes are taken (6 times)\n"
        "    line 4, event 1: ?\n"
        "    line 4, event 2: ?\n"
        "    line 4, event 3: ?\n"
        "    and 3 more\n"
    ) in output


def test_dry_run_says_what_would_happen_and_writes_nothing(file):
    output = run(file, "--create", "--dry-run")

    assert output.startswith("Edition 2021, dry run\n")
    assert output.endswith("Nothing was written: this was a dry run.\n")
    assert not Edition.objects.exists()


def test_words_go_into_the_language_that_is_named(file):
    run(file, "--create", "--language", "ru")

    assert Session.objects.get().title == Text({"ru": "Session 1"})


def test_named_zone_stands_in_where_the_file_names_none(file):
    file.write_bytes(a_schedule(time_zone_name=None))

    run(file, "--create", "--zone", "Europe/Brussels")

    session = Session.objects.get()
    assert session.edition.time_zone == "Europe/Brussels"
    assert session.starts_at.astimezone(ZoneInfo("Europe/Brussels")).hour == 10


def test_zone_of_the_edition_stays_where_the_file_names_none(file):
    file.write_bytes(a_schedule(time_zone_name=None))
    run(file, "--create", "--zone", "Europe/Brussels")

    output = run(file)

    assert "the file names no time zone, the edition's own is taken" in output
    assert output.endswith("Nothing changed: the draft holds all of it already.\n")


# Refusals


def refusal(path: Path | str, *options: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(path, *options)
    return str(refused.value)


def test_missing_edition_says_what_to_type(file):
    assert refusal(file) == (
        "There is no edition '2021'; there are: none. "
        "To make it from the file, type the same again with --create."
    )


def test_missing_file_is_refused(tmp_path):
    path = tmp_path / "nothing.xml"

    assert refusal(path, "--create") == f"{path}: there is no such file."


def test_folder_is_refused(tmp_path):
    message = f"{tmp_path}: this is a folder. Name a file in it."

    assert refusal(tmp_path, "--create") == message


def test_unreadable_file_is_refused(file, monkeypatch):
    def denied(path: Path, **_given: Any) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    # Modes of files do not keep an administrator out, and containers often run as one.
    monkeypatch.setattr(import_programme, "bytes_of", denied)

    assert refusal(file, "--create") == f"{file}: cannot be read: Permission denied."


def test_bad_file_is_refused_with_place_and_reason(file):
    file.write_bytes(b'<!DOCTYPE schedule [<!ENTITY a "b">]><schedule>&a;</schedule>')

    assert refusal(file, "--create") == (
        "schedule.xml, line 1, element <schedule>: a document type (DOCTYPE) is not accepted. "
        "Nothing was changed."
    )
    assert not Edition.objects.exists()


def test_large_file_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "large.xml"
    # A sparse file: a gigabyte that is not there.
    with path.open("wb") as stream:
        stream.truncate(1024**3)

    assert refusal(path, "--create").startswith("large.xml: larger than 64 MB.")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--language", "de"), "Expected a language of en, ru, got 'de'."),
        (
            ("--zone", "Brussels"),
            "Expected a time zone such as Europe/Brussels, got 'Brussels'.",
        ),
    ],
)
def test_mistaken_option_is_refused(file, options, message):
    assert refusal(file, "--create", *options) == message


def test_unsound_programme_is_refused_with_every_problem(file):
    file.write_bytes(
        a_schedule(a_day(an_event(1, duration="200:00"), an_event(2, duration="300:00")))
    )

    message = refusal(file, "--create")

    assert message.splitlines() == [
        "schedule.xml: 2021: 2 problems, nothing was changed.",
        "sessions, Session 1, duration_minutes: Expected 0 to 10080 minutes, got 12000.",
        "sessions, Session 2, duration_minutes: Expected 0 to 10080 minutes, got 18000.",
    ]
    assert not Edition.objects.exists()


# Real files: read, taken, taken again, and again after an editor was there


@pytest.mark.real
@pytest.mark.long
@pytest.mark.parametrize("name", REAL_SCHEDULES)
def test_real_programme_goes_through_intake_unharmed(name: str, real_schedules: Path) -> None:
    data = (real_schedules / name).read_bytes()
    reading = _read(data)
    counts = REAL_SCHEDULES[name]

    begun = time.monotonic()
    first = take(reading.programme, reading.coverage, create=True)
    seconds = time.monotonic() - begun

    edition = Edition.objects.get()
    assert draft(edition) == reading.programme.replace(edition=draft(edition).edition)
    assert edition.sessions.count() == counts["events"] == _count(first.created, "sessions")
    assert first.remarks == ()
    # 874 sessions with 948 speakers take about a second on an idle core; leave room for busy ones.
    assert seconds < 30

    histories = Session.history.count(), Speaker.history.count(), Edition.history.count()
    again = _read(data, fallback_zone=edition.time_zone)
    second = take(again.programme, again.coverage)
    assert second.changed_nothing
    assert second.not_in_file == ()
    assert second.unchanged["sessions"] == counts["events"]
    assert histories == (
        Session.history.count(),
        Speaker.history.count(),
        Edition.history.count(),
    )

    session, speaker, photo = _edited_by_hand()
    third = take(again.programme, again.coverage)
    assert third.changed_nothing
    after = draft(edition)
    assert after.get("sessions", str(session.guid)).title == session.title
    assert after.get("sessions", str(session.guid)).title.get("ru") == "Название"
    assert after.get("speakers", str(speaker.guid)).name.get("ru") == "Имя"
    assert after.get("speakers", str(speaker.guid)).photo == photo


def _read(data: bytes, **given: Any) -> Reading:
    return schedule_xml.read(data, Request(edition_slug="real", **given))


def _count(things: Any, kind: str) -> int:
    return sum(thing.kind == kind for thing in things)


def _edited_by_hand() -> tuple[Session, Speaker, Picture]:
    """Translate a session and a speaker into Russian, and give the speaker a photo."""
    session, speaker = Session.objects.order_by("pk").first(), Speaker.objects.first()
    assert session and speaker
    photo = Picture("b" * 64 + ".webp", 960, 960)
    session.title = session.title.revised({"ru": "Название"})
    session.save()
    speaker.name = speaker.name.revised({"ru": "Имя"})
    speaker.photo = photo
    speaker.photo_alt = Text({"ru": "Портрет"})
    speaker.save()
    return session, speaker, photo


# Sheets


def test_a_sheet_finds_in_the_draft_what_it_names(file, tmp_path):
    run(file, "--create")
    session, anna = Session.objects.get(), Speaker.objects.get()
    sheet = tmp_path / "sessions.csv"
    sheet.write_text(
        "Number,Title,Abstract,Speakers\n"
        f"{session.number},Session 1,New words.,anna invented (moderator)\n"
    )

    run(sheet)
    output = run(sheet)

    session.refresh_from_db()
    assert session.abstract == Text({"en": "New words."})
    appearance = session.appearances.get()
    assert (appearance.speaker, appearance.role) == (anna, "moderator")
    assert output.endswith("Nothing changed: the draft holds all of it already.\n")


def test_a_sheet_with_mistakes_changes_nothing_and_tells_all_of_them(file, tmp_path):
    run(file, "--create")
    sheet = tmp_path / "sessions.csv"
    sheet.write_text("Title,Date,Start\nA,soon,10:00\nB,2021-05-25,later\n")

    with pytest.raises(CommandError) as refused:
        run(sheet)

    lines = str(refused.value).splitlines()
    assert lines[0] == "sessions.csv: 2 problems, nothing was read."
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "row 2, column Date",
        "row 3, column Start",
    ]
    assert Session.objects.count() == 1
