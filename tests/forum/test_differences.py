"""forum/differences.py: what differs between two programmes, and applying it."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.differences import (
    CHANGED,
    CREATED,
    REMOVED,
    Difference,
    applied,
    companions,
    differences,
)
from forum.rules import problems
from multilingual.text import Text
from tests.builders import (
    FIRST_DAY,
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    an_edition,
    at,
)
from tests.strategies import editions, programmes


def test_equal_programmes_do_not_differ():
    programme = a_programme([a_session()])

    assert differences(programme, programme) == ()


def test_a_changed_start_is_one_difference():
    before = a_programme([a_session(starts_at=at(10))])
    after = a_programme([a_session(starts_at=at(11))])

    assert differences(before, after) == (
        Difference("sessions", a_guid("session 1"), CHANGED, "starts_at", "", at(10), at(11)),
    )


def test_words_differ_language_by_language():
    before = a_programme([a_session(title=Text({"en": "A", "ru": "А"}))])
    after = a_programme([a_session(title=Text({"en": "B", "ru": "А"}))])

    assert differences(before, after) == (
        Difference("sessions", a_guid("session 1"), CHANGED, "title", "en", "A", "B"),
    )


def test_created_and_removed_things_are_differences_of_their_own():
    before, after = a_programme([a_session(1)]), a_programme([a_session(2)])

    assert differences(before, after) == (
        Difference("sessions", a_guid("session 2"), CREATED, after=a_session(2)),
        Difference("sessions", a_guid("session 1"), REMOVED, before=a_session(1)),
    )


def test_before_the_first_release_everything_is_created():
    found = differences(None, a_programme([a_session()]))

    assert [(d.kind, d.action) for d in found] == [("edition", CREATED), ("sessions", CREATED)]


@st.composite
def pairs(draw):
    edition = draw(editions)
    before, after = draw(programmes(edition)), draw(programmes(draw(editions)))
    same_edition = {"guid": edition.guid, "time_zone": edition.time_zone}
    return before, after.replace(edition=replace(after.edition, **same_edition))


@settings(max_examples=60)
@given(pairs())
def test_applying_every_difference_gives_the_other_programme(pair):
    before, after = pair

    assert applied(before, after, differences(before, after)) == after


@settings(max_examples=30)
@given(programmes())
def test_applying_everything_to_nothing_gives_the_programme(programme):
    assert applied(None, programme, differences(None, programme)) == programme


def test_applying_a_chosen_difference_leaves_the_others():
    before = a_programme([a_session(1), a_session(2)])
    after = a_programme([a_session(1, starts_at=at(11)), a_session(2, starts_at=at(12))])
    first = [d for d in differences(before, after) if d.guid == a_guid("session 1")]

    assert applied(before, after, first) == a_programme(
        [a_session(1, starts_at=at(11)), a_session(2)]
    )


def test_a_created_session_brings_what_it_refers_to():
    track, stage = a_track(), a_stage()
    session = a_session(track=track.guid, stage=stage.guid)
    after = a_programme([session], tracks=(track, a_track(2)), stages=(stage,))
    available = differences(a_programme(), after)
    chosen = [d for d in available if d.kind == "sessions"]

    found = companions(a_programme(), available, chosen)

    assert [(d.kind, d.guid) for d in found] == [("tracks", track.guid), ("stages", stage.guid)]


def test_a_removed_speaker_takes_the_appearances_along():
    session, speaker = a_session(), a_speaker()
    before = a_programme(
        [session], speakers=(speaker,), appearances=(an_appearance(session, speaker),)
    )
    available = differences(before, a_programme([session]))
    chosen = [d for d in available if d.kind == "speakers"]

    found = companions(before, available, chosen)

    assert [(d.kind, d.action) for d in found] == [("appearances", REMOVED)]


def test_two_sessions_that_swap_addresses_come_along_together():
    before = a_programme([a_session(1, slug="a"), a_session(2, slug="b")])
    after = a_programme([a_session(1, slug="b"), a_session(2, slug="a")])
    available = differences(before, after)

    found = companions(before, available, available[:1])

    assert found == available[1:]


def test_the_first_release_brings_the_edition():
    available = differences(None, a_programme([a_session()]))

    found = companions(None, available, available[1:])

    assert [d.kind for d in found] == ["edition"]


@settings(max_examples=40)
@given(programmes(), st.data())
def test_what_is_chosen_with_its_companions_refers_to_nothing_missing(programme, data):
    available = differences(None, programme)
    chosen = data.draw(st.lists(st.sampled_from(available), unique_by=lambda d: d.key))

    together = {d.key for d in (*chosen, *companions(None, available, chosen))}

    if chosen:
        candidate = applied(None, programme, [d for d in available if d.key in together])
        assert problems(candidate) == []


def test_a_token_changes_with_either_value():
    guid = a_guid("x")
    token = Difference("sessions", guid, CHANGED, "title", "en", "A", "B").token

    assert token.startswith(f"sessions.{guid}.title.en.")
    assert token != Difference("sessions", guid, CHANGED, "title", "en", "A", "C").token
    assert token != Difference("sessions", guid, CHANGED, "title", "en", "0", "B").token
    assert token == Difference("sessions", guid, CHANGED, "title", "en", "A", "B").token


def test_the_edition_differs_field_by_field():
    before = a_programme()
    after = a_programme(edition=an_edition(viewers=193_000))

    assert differences(before, after) == (
        Difference("edition", a_guid("edition"), CHANGED, "viewers", "", None, 193_000),
    )


def test_what_describes_a_streams_place_comes_along_together():
    stage, session = a_stage(), a_session()
    before = a_programme(
        [session], stages=(stage,), streams=(a_stream(stage=stage.guid, day=FIRST_DAY),)
    )
    after = a_programme([session], stages=(stage,), streams=(a_stream(session=session.guid),))
    available = differences(before, after)

    found = companions(before, available, available[:1])

    assert {d.field for d in (*available[:1], *found)} == {"stage", "day", "session"}


def test_the_days_of_an_edition_move_together():
    later = {"first_date": date(2021, 6, 25), "last_date": date(2021, 6, 26)}
    before, after = a_programme(), a_programme(edition=an_edition(**later, viewers=5))
    available = differences(before, after)

    found = companions(before, available, [d for d in available if d.field == "first_date"])

    assert [d.field for d in found] == ["last_date"]


def test_a_language_that_is_emptied_brings_the_words_that_replace_it():
    before = a_programme([a_session(title=Text({"ru": "Открытие"}))])
    after = a_programme([a_session(title=Text({"en": "Opening"}))])
    available = differences(before, after)

    found = companions(before, available, [d for d in available if d.language == "ru"])

    assert [(d.language, d.after) for d in found] == [("en", "Opening")]


def test_an_appearance_made_anew_brings_the_end_of_the_old_one():
    session, speaker = a_session(), a_speaker()
    old = an_appearance(session, speaker)
    new = an_appearance(session, speaker, guid=a_guid("new"))
    before = a_programme([session], speakers=(speaker,), appearances=(old,))
    available = differences(before, before.replace(appearances=(new,)))

    found = companions(before, available, [d for d in available if d.action == CREATED])

    assert [(d.action, d.guid) for d in found] == [(REMOVED, old.guid)]
