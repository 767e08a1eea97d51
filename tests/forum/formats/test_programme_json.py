"""forum/formats/programme_json.py: what everybody may have of our document, and its way back."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from forum.coverage import everything
from forum.formats import document, programme_json, readers
from forum.formats.reading import Note, Request
from forum.intake import IntakeRefused, take
from forum.models import Edition
from forum.programme import Programme
from forum.releases import draft
from forum.values import Change, History, Tombstone
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link, Picture
from tests import strategies
from tests.builders import (
    a_page,
    a_partner,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.forum.formats.odd_json import as_bytes, refusal, spoiled

VIDEO = Recording("https://youtu.be/aqz-KE-bpKQ", "CC BY 4.0")


def a_full_programme() -> Programme:
    """Return a programme with a thing of each kind, of which nothing is hidden."""
    track, topic, stage, speaker = a_track(1), a_topic(1), a_stage(1), a_speaker(1)
    session = a_session(
        1,
        title=Text({"en": "Opening", "ru": "Открытие"}, original="ru"),
        track=track.guid,
        topics=(topic.guid,),
        stage=stage.guid,
        recording=VIDEO,
        links=(Link("https://example.org/", in_english("Notes"), "notes"),),
    )
    return a_programme(
        [session],
        edition=an_edition(is_current=True),
        tracks=(track,),
        topics=(topic,),
        stages=(stage,),
        speakers=(dataclasses.replace(speaker, photo=Picture("a" * 64 + ".webp", 96, 96)),),
        appearances=(an_appearance(session, speaker),),
        streams=(a_stream(1, session=session.guid),),
        pages=(a_page(1),),
        partners=(a_partner(1),),
        announcements=(an_announcement(1),),
    )


def written(programme: Programme) -> Programme:
    """Return what the document of a programme says, all its announcements being of the moment."""
    return document.read(programme_json.write(programme, programme.announcements))


def a_document(programme: Programme | None = None) -> Any:
    whole = programme or a_full_programme()
    return json.loads(programme_json.write(whole, whole.announcements))


# What everybody may have


def test_what_pages_show_is_all_there():
    assert written(a_full_programme()) == a_full_programme()


def test_announcements_are_those_of_the_moment():
    programme = a_full_programme().replace(announcements=(an_announcement(1), an_announcement(2)))

    data = programme_json.write(programme, [an_announcement(2)])

    assert document.read(data).announcements == (an_announcement(2),)


def test_what_was_removed_is_not_in_it():
    removed = a_session(9, title=in_english("Secret"))
    history = History(
        changes={removed.guid: Change(2, at(9))},
        former_slugs={"sessions/secret": removed.guid},
        numbers={"9": removed.guid},
        removed={removed.guid: Tombstone(removed, at(9))},
    )

    assert written(a_full_programme().replace(history=history)) == a_full_programme()


@pytest.mark.parametrize(
    ("change", "recording"),
    [
        ({"state": "cancelled"}, Recording()),
        ({"recording": dataclasses.replace(VIDEO, opted_out=True)}, Recording(opted_out=True)),
    ],
)
def test_where_to_watch_what_nobody_shall_watch_is_not_in_it(change, recording):
    programme = a_full_programme()
    sessions = tuple(dataclasses.replace(item, **change) for item in programme.sessions)

    found = written(programme.replace(sessions=sessions))

    assert [item.recording for item in found.sessions] == [recording]
    assert found.streams == ()


def test_there_are_no_control_characters_in_it():
    session = a_session(1, title=in_english("bell\x07, line\u2028separator"))

    (found,) = written(a_programme([session])).sessions

    assert found.title == in_english("bell, line\nseparator")


def test_equal_programmes_give_equal_bytes():
    programme = a_full_programme()

    assert programme_json.write(programme, programme.announcements) == programme_json.write(
        a_full_programme(), reversed(programme.announcements)
    )


# The way back


def test_a_document_is_read_whole_and_speaks_of_everything_in_its_languages():
    reading = readers.read(as_bytes(a_document()), Request())

    assert reading.programme == a_full_programme()
    assert reading.coverage == everything(["en", "ru"])
    message = "pictures are files beside the document, and must be in the media folder"
    assert reading.guesses == (Note("document", message, "1 pictures"),)


def test_a_document_of_one_language_leaves_the_others_alone():
    programme = a_programme([a_session(title=Text({"ru": "Открытие"}))], edition=in_russian())

    assert programme_json.read(as_bytes(a_document(programme)), Request()).coverage == everything(
        ["ru"]
    )


def in_russian() -> Any:
    edition = an_edition()
    return dataclasses.replace(
        edition,
        **{
            field.name: Text({"ru": "Слова"})
            for field in dataclasses.fields(edition)
            if getattr(edition, field.name) and isinstance(getattr(edition, field.name), Text)
        },
    )


def test_the_edition_has_the_address_that_is_asked_for():
    reading = programme_json.read(as_bytes(a_document()), Request(edition_slug="2030"))

    assert reading.programme.edition == dataclasses.replace(a_full_programme().edition, slug="2030")


@pytest.mark.django_db
def test_a_document_restores_an_edition_whole_and_a_second_time_changes_nothing():
    reading = programme_json.read(as_bytes(a_document()), Request())

    take(reading.programme, reading.coverage, create=True)

    assert draft(Edition.objects.get()) == a_full_programme()
    assert take(reading.programme, reading.coverage).changed_nothing


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.programmes())
def test_any_document_comes_back_as_it_was_written(programme):
    programme = written(programme)

    data = programme_json.write(programme, programme.announcements)

    assert programme_json.read(data, Request()).programme == programme


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda d: d.update(format=99), "", "Document format 99."),
        (lambda d: d["edition"].update(guid="x"), "edition.guid", "expected a guid such as"),
        (lambda d: d["edition"].update(guid="A" * 32), "edition.guid", "expected a guid such as"),
        (lambda d: d["speakers"][0].update(person=""), "speakers, person", "expected a guid"),
        (lambda d: d["edition"].update(time_zone="Mars"), "edition.time_zone", "Unknown time zone"),
        (
            lambda d: d["sessions"][0].update(number="1"),
            "document.sessions[0].number",
            "expected int, got str '1'.",
        ),
        (
            lambda d: d["sessions"][0].update(title={"en": "a\x00"}),
            "document.sessions[0].title.en",
            "characters that no text can hold",
        ),
        (
            lambda d: d["sessions"][0].update(title={"": "a"}),
            f"sessions, {a_session(1).guid}",
            "expected the code of a language",
        ),
    ],
)
def test_what_is_no_document_is_refused_with_the_place(change, place, reason):
    found = a_document()
    change(found)

    given_place, given_reason = refusal(programme_json.read, found)

    assert given_place == place
    assert given_reason.startswith(reason)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (a_document(), True),
        ({"format": 1, "edition": {"guid": "", "slug": ""}}, True),
        ({"edition": {"guid": "", "slug": ""}}, False),
        ({"schedule": {"conference": {}}}, False),
    ],
)
def test_a_document_is_known_by_its_format_and_edition(data, expected):
    assert programme_json.recognises(as_bytes(data)) is expected


class AnyValueAnywhere(TestCase):
    """Each example has a transaction of its own."""

    @settings(max_examples=60, deadline=None)
    @given(spoiled(a_document()))
    def test_is_read_and_taken_or_refused(self, found):
        try:
            reading = programme_json.read(as_bytes(found), Request(edition_slug="odd"))
            take(reading.programme, reading.coverage, create=True)
        except (readers.NotASchedule, IntakeRefused) as refused:
            assert str(refused)
