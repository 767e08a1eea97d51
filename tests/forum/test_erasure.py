"""Erasing a person: afterwards the name is in no table, no release, and no file is left."""

from __future__ import annotations

import dataclasses
import hashlib
import zlib
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from forum.conflicts import ALL, KEPT
from forum.coverage import everything
from forum.erasure import Mention, UnknownPerson, erase, find, without
from forum.formats import document
from forum.intake import take
from forum.management.commands.erase import counted
from forum.models import Baseline, Release
from forum.releases import draft, publish
from multilingual.text import Text
from speakers.models import Speaker
from speakers.photos import prepared
from tests.builders import a_guid, a_programme, a_session, a_speaker, an_appearance
from tests.rows import (
    a_page_row,
    a_partner_row,
    a_session_row,
    a_speaker_row,
    an_appearance_row,
    an_edition_row,
    an_editor,
    words,
)

pytestmark = pytest.mark.django_db

NAMES = ("Zlata Primerova", "Злата Примерова", "zlata-primerova", "примерова")
PERSON = a_guid("Zlata")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def a_photo(colour: str) -> Any:
    out = BytesIO()
    Image.new("RGB", (120, 120), colour).save(out, "PNG")
    out.seek(0)
    return prepared(out).stored()


def zlata(edition: Any, **given: Any) -> Speaker:
    return a_speaker_row(
        edition,
        "Zlata Primerova",
        **{"name": words("Zlata Primerova", "Злата Примерова"), "person": PERSON, **given},
    )


def everything_in_the_database() -> str:
    """Return every value of every table as text; documents of releases are unpacked."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == "forum_release":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    for release in Release.objects.all():
        found.append(release.document.decode())
        found += [release.note, str(release.public_line.to_json())]
    escaped = "\n".join(found)
    return escaped + escaped.encode().decode("unicode_escape", errors="ignore")


def test_name_is_in_no_table_and_no_release_afterwards(client, django_capture_on_commit_callbacks):
    client.force_login(an_editor())
    edition = an_edition_row()
    later = an_edition_row(slug="2022", first_date=date(2022, 5, 25), last_date=date(2022, 5, 26))
    session = a_session_row(edition)
    other = a_speaker_row(edition, "Ben Okafor")
    an_appearance_row(session, other)
    publish(edition)
    # Comes in by the admin, so that its log and the public list of changes name her.
    client.post(
        "/admin/speakers/speaker/add/",
        {
            "edition": edition.pk,
            "name_en": NAMES[0],
            "name_ru": NAMES[1],
            "person": PERSON,
            "organisation_kind": "other",
            "links-TOTAL_FORMS": "1",
            "links-INITIAL_FORMS": "0",
            "links-0-url": "https://forum.example/her",
            "links-0-position": "0",
        },
    )
    speaker = Speaker.objects.get(person=PERSON)
    an_appearance_row(session, speaker, title=words("Her part"))
    publish(edition)
    speaker.slug = "zlata"
    speaker.save()
    publish(edition)
    speaker.delete()
    publish(edition)
    zlata(later)
    publish(later)
    before = everything_in_the_database()
    history = document.read(Release.objects.get(edition=edition, number=4).document).history

    with django_capture_on_commit_callbacks(execute=True):
        erased = erase(find(PERSON))

    after = everything_in_the_database()
    assert all(name in before.casefold() for name in map(str.casefold, NAMES))
    assert [name for name in NAMES if name.casefold() in after.casefold()] == []
    assert str(speaker.guid) in before and str(speaker.guid) not in after
    assert PERSON not in after and PERSON.replace("-", "") not in after
    assert [line.kind for line in history.news].count("speaker") == 2
    assert erased.mentions == ()
    assert erased.releases == (
        "Release 1 of 2022",
        "Release 2 of 2021",
        "Release 3 of 2021",
        "Release 4 of 2021",
    )


def test_everybody_else_stays_as_they_were(django_capture_on_commit_callbacks):
    edition = an_edition_row()
    session = a_session_row(edition)
    ben = a_speaker_row(edition, "Ben Okafor")
    an_appearance_row(session, ben)
    without_her = publish(edition)
    an_appearance_row(session, zlata(edition))
    publish(edition)

    erase(find(PERSON))

    untouched = Release.objects.get(number=1)
    second = Release.objects.get(number=2)
    programme = document.read(second.document)
    assert untouched.sha256 == without_her.sha256
    assert second.sha256 == hashlib.sha256(zlib.decompress(second.document_compressed)).hexdigest()
    assert [speaker.guid for speaker in programme.speakers] == [str(ben.guid)]
    assert [a.speaker for a in programme.appearances] == [str(ben.guid)]
    assert programme.history.changes[str(session.guid)].count == 1
    assert [speaker.guid for speaker in draft(edition).speakers] == [str(ben.guid)]
    assert ben.history.count() == 1


def test_photo_is_deleted_unless_somebody_else_uses_it(django_capture_on_commit_callbacks):
    edition = an_edition_row()
    own, former, shared = a_photo("red"), a_photo("green"), a_photo("blue")
    speaker = zlata(edition, photo=former)
    publish(edition)
    speaker.photo = shared
    speaker.save()
    speaker.photo = own
    speaker.save()
    a_partner_row(edition, logo=shared)

    with django_capture_on_commit_callbacks(execute=True):
        erased = erase(find(PERSON))

    assert [default_storage.exists(p.file) for p in (own, former, shared)] == [False, False, True]
    assert erased.removed["files"] == 4


def test_photo_that_another_release_shows_stays(django_capture_on_commit_callbacks):
    edition = an_edition_row()
    shared = a_photo("blue")
    partner = a_partner_row(edition, logo=shared)
    publish(edition)
    partner.delete()
    partner.history.all().delete()
    zlata(edition, photo=shared)

    with django_capture_on_commit_callbacks(execute=True):
        erase(find(PERSON))

    assert default_storage.exists(shared.file)


def test_where_the_name_still_stands_is_told():
    edition = an_edition_row()
    page = a_page_row(
        edition,
        title=words("About"),
        body=Text({"en": "Welcome, ZLATA PRIMEROVA!", "ru": "Злата  Примерова"}),
    )
    a_session_row(edition, title=words("Zlata Primerovas"))
    zlata(edition)
    publish(edition, note="With Zlata Primerova")

    erased = erase(find(PERSON))

    release = Release.objects.get()
    assert set(erased.mentions) == {
        Mention(f"Page {page.pk}", "text", 1),
        Mention(f"Historical page {page.history.get().pk}", "text", 1),
        Mention("Page “About”, in releases", "text", 1),
        Mention(f"Release {release.pk}", "note", 1),
    }


def test_admin_log_of_other_things_that_names_her_is_erased(client):
    client.force_login(an_editor())
    edition = an_edition_row()
    session = a_session_row(edition)
    speaker = zlata(edition)
    inlines = ("appearances", "streams", "links", "attachments")
    client.post(
        f"/admin/programme/session/{session.pk}/change/",
        {
            "title_en": "Session 1",
            "kind": "talk",
            "state": "confirmed",
            "number": "1",
            "slug": "session-1",
            "duration_minutes": "60",
            **{f"{name}-TOTAL_FORMS": "0" for name in inlines},
            **{f"{name}-INITIAL_FORMS": "0" for name in inlines},
            "appearances-TOTAL_FORMS": "1",
            "appearances-0-speaker": speaker.pk,
            "appearances-0-role": "speaker",
            "appearances-0-order": "0",
        },
    )
    message = LogEntry.objects.get().change_message

    erase(find(PERSON))

    assert "Zlata" in message
    assert not LogEntry.objects.exists()


def test_unknown_person_is_refused_with_a_hint():
    speaker = zlata(an_edition_row())

    with pytest.raises(UnknownPerson, match=r"There is no person .* in any draft"):
        find(a_guid("nobody"))
    with pytest.raises(UnknownPerson, match=f"a speaker whose person is {PERSON}"):
        find(str(speaker.guid))
    with pytest.raises(UnknownPerson, match="'Zlata' is no guid"):
        find("Zlata")


def test_command_erases_and_tells_what():
    edition = an_edition_row()
    zlata(edition)
    publish(edition)
    out = StringIO()

    call_command("erase", "--person", PERSON, "--yes", stdout=out)

    assert out.getvalue().splitlines() == [
        "Erased: Zlata Primerova, Злата Примерова",
        "  1 speaker",
        "  2 history entries of speakers",
        "  rewritten: Release 1 of 2021",
        "Inflected or shortened names, backups, exports and copies of calendars elsewhere "
        "are not looked at.",
    ]


@pytest.mark.parametrize("answer", ["", "no", "y"])
def test_command_asks_and_without_a_yes_changes_nothing(monkeypatch, answer):
    zlata(an_edition_row())
    monkeypatch.setattr("builtins.input", lambda prompt: answer)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase", "--person", PERSON, stdout=StringIO())

    assert Speaker.objects.filter(person=PERSON).exists()


def test_command_without_anybody_to_ask_changes_nothing(monkeypatch):
    zlata(an_edition_row())

    def nobody(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)

    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase", "--person", PERSON, stdout=StringIO())


def test_command_tells_of_an_unknown_person():
    with pytest.raises(CommandError, match="There is no person"):
        call_command("erase", "--person", PERSON, "--yes", stdout=StringIO())


def test_what_was_published_while_the_command_asked_is_erased_too():
    edition = an_edition_row()
    session = a_session_row(edition)
    speaker = zlata(edition)
    publish(edition)
    asked = find(PERSON)
    an_appearance_row(session, speaker, title=words("Her part"))
    speaker.name = words("Zlata Novaya")
    speaker.save()
    publish(edition)

    erase(asked)

    newest = document.read(Release.objects.get(number=2).document)
    assert (newest.speakers, newest.appearances) == ((), ())
    assert "zlata novaya" not in everything_in_the_database().casefold()


def test_appearances_go_with_their_speaker_though_nobody_named_them():
    edition = an_edition_row()
    an_appearance_row(a_session_row(edition), zlata(edition))
    publish(edition)
    programme = document.read(Release.objects.get().document)
    person = dataclasses.replace(find(PERSON), appearances=frozenset())

    left = without(programme, person)

    assert (left.speakers, left.appearances) == ((), ())
    assert set(left.history.changes).isdisjoint(a.guid for a in programme.appearances)


def test_history_from_before_the_person_was_corrected_is_erased(
    django_capture_on_commit_callbacks,
):
    edition = an_edition_row()
    photo = a_photo("green")
    speaker = zlata(edition, person=a_guid("mistaken"), name=words("Zlata Devichya"), photo=photo)
    publish(edition)
    speaker.person, speaker.name, speaker.photo = PERSON, words("Zlata Primerova"), None
    speaker.save()

    with django_capture_on_commit_callbacks(execute=True):
        erase(find(PERSON))

    assert "Zlata Devichya" not in everything_in_the_database()
    assert a_guid("mistaken") not in everything_in_the_database()
    assert not Speaker.history.exists()
    assert not default_storage.exists(photo.file)


def test_whose_row_once_bore_the_person_by_mistake_stays():
    edition = an_edition_row()
    ben = a_speaker_row(edition, "Ben Okafor", person=PERSON)
    an_appearance_row(a_session_row(edition), ben)
    ben.person = a_guid("Ben")
    ben.save()
    publish(edition)
    page = a_page_row(edition, body=words("Ben Okafor speaks"))

    erased = erase(find(PERSON))

    assert (erased.mentions, page.body) == ((), words("Ben Okafor speaks"))
    released = document.read(Release.objects.get().document)
    assert [speaker.guid for speaker in released.speakers] == [str(ben.guid)]
    assert len(released.appearances) == 1
    assert [str(row.person) for row in Speaker.history.all()] == [a_guid("Ben")]


def test_name_is_found_in_links_files_addresses_and_removed_sessions():
    edition = an_edition_row()
    session = a_session_row(edition, title=words("Opening"), slug="opening-by-zlata-primerova")
    session.links.create(url="https://forum.example/", title=words("Zlata Primerova's site"))
    session.attachments.create(
        url="https://forum.example/zlata-primerova.pdf", title=words("Slides")
    )
    zlata(edition)
    publish(edition)
    session.slug = "opening"
    session.save()
    publish(edition)
    session.delete()
    publish(edition)

    mentions = {(m.place, m.field) for m in erase(find(PERSON)).mentions if "releases" in m.place}

    assert mentions == {
        ("Session “Opening”, in releases", "address"),
        ("Session “Opening”, in releases", "links"),
        ("Session “Opening”, in releases", "attachments"),
        ("Removed session “Opening”, in releases", "links"),
        ("Removed session “Opening”, in releases", "attachments"),
        ("Former address sessions/opening-by-zlata-primerova, in releases", "address"),
    }


@pytest.mark.parametrize(
    ("count", "words_of_it"),
    [(1, "1 entry of the admin's log"), (2, "2 entries of the admin's log")],
)
def test_counts_are_told_in_the_right_number(count, words_of_it):
    assert counted(count, "entries of the admin's log") == words_of_it


def test_an_import_does_not_bring_back_whom_it_brought_before():
    speaker = a_speaker("Zlata", person=PERSON, name=Text({"en": "Zlata Primerova"}), country="FI")
    session = a_session(1)
    source = a_programme(
        [session], speakers=(speaker,), appearances=(an_appearance(session, speaker),)
    )
    take(source, everything(["en", "ru"]), create=True)
    erase(find(PERSON))

    intake = take(source, everything(["en", "ru"]), theirs=ALL)

    assert not Speaker.objects.exists()
    assert [(found.state, found.key) for found in intake.findings] == [
        (KEPT, ("speakers", speaker.guid, "", ""))
    ]
    remembered = Baseline.objects.filter(kind__in=("speakers", "appearances"))
    assert [(row.digests, row.declined) for row in remembered] == [({}, True), ({}, True)]
