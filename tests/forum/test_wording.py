"""Differences and problems in words that an editor understands, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from django.utils.translation import override

from forum.differences import CHANGED, differences
from forum.rules import Problem
from forum.wording import LONG, Piece, Wording, word_by_word
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link, Picture, Rendition
from tests.builders import (
    a_guid,
    a_page,
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

OPENING = a_session(1, title=Text({"en": "Opening", "ru": "Открытие"}))


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def worded(before, after):
    """Return (thing, label, before, after) of every difference."""
    groups = Wording(before, after).groups(differences(before, after))
    return [
        (thing.title, line.label, line.before, line.after)
        for group in groups
        for thing in group.things
        for line in thing.lines
    ]


def changed(session=OPENING, **given):
    """Return label, before and after of the one difference that a change of a session makes."""
    rest = {
        "stages": (a_stage(1), a_stage(2)),
        "tracks": (a_track(1),),
        "topics": (a_topic(1), a_topic(2)),
    }
    before = a_programme([session], **rest)
    after = a_programme([replace(session, **given)], **rest)
    [(_thing, *line)] = worded(before, after)
    return tuple(line)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"starts_at": at(10, 30)}, ("start", "10:00", "10:30")),
        ({"starts_at": at(10, day=26)}, ("start", "25 May, 10:00", "26 May, 10:00")),
        ({"starts_at": None}, ("start", "25 May, 10:00", "")),
        ({"duration_minutes": 90}, ("minutes", "60 min", "90 min")),
        ({"stage": a_stage(2).guid}, ("stage", "", "Stage 2")),
        ({"topics": (a_guid("topic 1"), a_guid("topic 2"))}, ("topics", "", "Topic 1, Topic 2")),
        ({"kind": "panel"}, ("kind", "Talk", "Panel")),
        ({"state": "cancelled"}, ("state", "Confirmed", "Cancelled")),
        ({"languages": ("en", "kk")}, ("spoken languages", "", "English, Kazakh")),
        ({"slug": "begin"}, ("address", "session-1", "begin")),
        (
            {"title": Text({"en": "Opening", "ru": "Начало"})},
            ("title (Russian)", "Открытие", "Начало"),
        ),
        (
            {"title": Text({"en": "Opening", "ru": "Открытие"}, original="ru")},
            ("original language (title)", "English", "Russian"),
        ),
        (
            {"recording": Recording("https://youtu.be/aqz-KE-bpKQ", "CC BY 4.0")},
            ("recording", "", "https://youtu.be/aqz-KE-bpKQ, CC BY 4.0"),
        ),
        ({"recording": Recording(opted_out=True)}, ("recording", "", "not recorded")),
        (
            {"links": (Link("https://a.example", in_english("A")), Link("https://b.example"))},
            ("links", "", "A: https://a.example\nhttps://b.example"),
        ),
        (
            {"attachments": (Attachment(in_english("Slides"), url="https://a.example"),)},
            ("attachments", "", "Slides: https://a.example"),
        ),
        (
            {"poster": Picture("a.webp", 960, 540, (Rendition("b.webp", 96, 54),), 50, 20)},
            ("poster", "", "960 × 540 pixels, in sight: 50 %, 20 %"),
        ),
    ],
)
def test_change_of_a_field_is_told_in_words(given, words):
    assert changed(**given) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"last_date": date(2021, 5, 27)}, ("last day", "26 May", "27 May")),
        ({"day_break": time(5)}, ("day break", "04:00", "05:00")),
        ({"is_current": True}, ("current", "no", "yes")),
        ({"viewers": 193_000}, ("viewers", "", "193000")),
    ],
)
def test_change_of_the_edition_is_told_in_words(given, words):
    before, after = a_programme(), a_programme(edition=an_edition(**given))

    assert worded(before, after) == [("Edition “Smart Cities”", *words)]


def test_times_are_told_on_the_editions_clock():
    edition = an_edition(time_zone="America/New_York")
    before = a_programme([OPENING], edition=edition)
    after = a_programme([replace(OPENING, starts_at=at(11))], edition=edition)

    assert worded(before, after) == [("Session “Opening”", "start", "03:00", "04:00")]


def test_who_comes_and_goes_stands_with_the_session():
    anna = a_speaker(1, name=in_english("Anna"))
    ben = a_speaker(2, name=in_english("Ben"))
    both = {"speakers": (anna, ben)}
    before = a_programme([OPENING], appearances=(an_appearance(OPENING, anna),), **both)
    after = a_programme(
        [OPENING], appearances=(an_appearance(OPENING, ben, role="moderator"),), **both
    )

    assert worded(before, after) == [
        ("Session “Opening”", "appearance added", "", "Ben, Moderator"),
        ("Session “Opening”", "appearance removed", "Anna, Speaker", ""),
    ]


def test_change_of_a_role_names_the_person():
    anna = a_speaker(1, name=in_english("Anna"))
    before = a_programme([OPENING], speakers=(anna,), appearances=(an_appearance(OPENING, anna),))
    after = before.replace(appearances=(an_appearance(OPENING, anna, role="host"),))

    assert worded(before, after) == [("Session “Opening”", "Anna, role", "Speaker", "Host")]


def test_own_stream_stands_with_its_session_and_a_stages_stream_alone():
    stage = a_stage(1, name=in_english("Main stage"))
    before = a_programme([OPENING], stages=(stage,))
    after = before.replace(
        streams=(
            a_stream(1, session=OPENING.guid),
            a_stream(2, stage=stage.guid, day=date(2021, 5, 25)),
        )
    )

    video = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
    assert worded(before, after) == [
        ("Session “Opening”", "stream added", "", f"Opening, {video}"),
        ("Stream “Main stage, 25 May”", "new", "", video),
    ]


def test_first_release_lists_everything_as_new():
    programme = a_programme(
        [OPENING],
        speakers=(a_speaker(1, position=in_english("Rector"), country="RU"),),
        pages=(a_page(1),),
        announcements=(an_announcement(1),),
    )

    assert worded(None, programme) == [
        ("Edition “Smart Cities”", "new", "", "25 May – 26 May"),
        ("Session “Opening”", "new", "", "25 May, 10:00"),
        ("Speaker “Speaker 1”", "new", "", "Rector, Russia"),
        ("Announcement “Announcement 1”", "new", "", "25 May, 08:00"),
        ("Page “Page 1”", "new", "", "page-1"),
    ]


def test_removed_thing_is_still_named():
    before = a_programme([OPENING])

    assert worded(before, a_programme()) == [("Session “Opening”", "removed", "25 May, 10:00", "")]


def test_long_text_is_shown_once_with_its_changed_words():
    words = "The city shows how its services work together, " + "and so on, " * 20 + "to the end."
    before = a_programme([replace(OPENING, abstract=in_english(words))])
    after = a_programme([replace(OPENING, abstract=in_english(words.replace("city", "town")))])
    [group] = Wording(before, after).groups(differences(before, after))

    line = group.things[0].lines[0]

    assert len(words) > LONG
    assert (line.label, line.language, line.before, line.after) == (
        "abstract (English)",
        "en",
        "",
        "",
    )
    assert line.pieces[:3] == (
        Piece("same", "The "),
        Piece("del", "city "),
        Piece("ins", "town "),
    )
    assert line.pieces[3].words == "shows how its services work together, and … "


def test_pieces_make_both_versions_again():
    before = "One two three. Four!"
    after = "One, three. Five  six!"

    pieces = word_by_word(before, after)

    assert "".join(p.words for p in pieces if p.action != "ins") == before
    assert "".join(p.words for p in pieces if p.action != "del") == after


def test_text_too_long_to_compare_is_shown_as_two():
    before, after = "a " * 5000, "b " * 5000

    assert word_by_word(before, after) == (Piece("del", before), Piece("ins", after))


def test_words_of_content_are_told_in_the_editors_language():
    with override("ru"):
        title = Wording(None, a_programme([OPENING])).title("sessions", OPENING.guid)

    assert "Открытие" in title


def test_problem_names_thing_and_field():
    wording = Wording(None, a_programme([OPENING]))
    problem = Problem("sessions", OPENING.guid, "starts_at", "It is too late.")

    assert wording.problem(problem) == "Session “Opening”, start: It is too late."


def test_problem_of_a_thing_that_is_gone_names_its_kind():
    problem = Problem("sessions", a_guid("nobody"), "number", "Taken.")

    assert Wording(None, a_programme()).problem(problem) == "Session, number: Taken."


def test_groups_stand_in_the_editors_order_and_count_their_lines():
    before = a_programme([OPENING], tracks=(a_track(1),), stages=(a_stage(1),))
    after = a_programme(
        [replace(OPENING, duration_minutes=5, slug="x")],
        tracks=(a_track(1, colour="#157347"),),
        stages=(),
    )

    groups = Wording(before, after).groups(differences(before, after))

    assert [(group.name, group.count) for group in groups] == [
        ("Sessions", 2),
        ("Tracks", 1),
        ("Stages", 1),
    ]
    assert [thing.action for group in groups for thing in group.things] == [
        CHANGED,
        CHANGED,
        "removed",
    ]
