"""A source is heard: covered fields change, the rest and other languages stay."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings

from forum.coverage import Coverage, covering, everything
from forum.merging import merged
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link
from tests import strategies
from tests.builders import (
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_track,
    an_appearance,
    an_edition,
    in_english,
)

ALL = everything(["en", "ru"])


def changed(before, after, coverage):
    """Return the session that results when a source with `after` speaks of `before`."""
    outcome = merged(a_programme([before]), a_programme([after]), coverage)
    (session,) = outcome.programme.sessions
    return session


def test_only_covered_fields_change():
    before = a_session(1, title=in_english("Old"), duration_minutes=30, kind="panel")
    after = a_session(1, title=in_english("New"), duration_minutes=60, kind="talk")

    session = changed(before, after, covering("sessions", ["title"], ["en"]))

    assert session == dataclasses.replace(before, title=in_english("New"))


def test_words_of_other_languages_stay():
    before = a_session(1, title=Text({"en": "Old", "ru": "Старое"}))
    after = a_session(1, title=in_english("New"))

    session = changed(before, after, covering("sessions", ["title"], ["en"]))

    assert session.title == Text({"en": "New", "ru": "Старое"})


def test_covered_blank_clears_only_its_language():
    before = a_session(1, abstract=Text({"en": "Words", "ru": "Слова"}))
    after = a_session(1)

    session = changed(before, after, covering("sessions", ["abstract"], ["en"]))

    assert session.abstract == Text({"ru": "Слова"})


def test_titles_of_links_in_other_languages_stay_with_their_address():
    url, other = "https://example.org/a", "https://example.org/b"
    before = a_session(1, links=(Link(url, Text({"en": "Old", "ru": "Ссылка"})),))
    after = a_session(1, links=(Link(other, in_english("New")), Link(url, in_english("Notes"))))

    session = changed(before, after, covering("sessions", ["links"], ["en"]))

    assert session.links == (
        Link(other, in_english("New")),
        Link(url, Text({"en": "Notes", "ru": "Ссылка"})),
    )


def test_recording_address_stays_where_only_its_licence_is_covered():
    before = a_session(1, recording=Recording("https://example.org/v", "CC0", False))
    after = a_session(1, recording=Recording("", "CC BY", True))

    session = changed(before, after, covering("sessions", ["recording.licence"], []))

    assert session.recording == Recording("https://example.org/v", "CC BY", False)


def test_a_source_may_opt_out_of_recording_and_never_back_in():
    recorded, opted_out = (a_session(1, recording=Recording(opted_out=o)) for o in (False, True))

    out = merged(a_programme([recorded]), a_programme([opted_out]), ALL)
    back_in = merged(a_programme([opted_out]), a_programme([recorded]), ALL)

    assert out.programme == back_in.programme == a_programme([opted_out])
    assert out.remarks == ()
    assert back_in.remarks == (
        ("sessions", "Session 1 stays opted out of recording, the file says otherwise"),
    )


def test_a_source_brings_no_video_to_a_session_opted_out_of_recording():
    kept, notes, video = (
        Link("https://example.org/kept", kind="video"),
        Link("https://example.org/notes"),
        Link("https://example.org/video", kind="video"),
    )
    before = a_session(1, recording=Recording(opted_out=True), links=(kept,))
    after = a_session(1, links=(kept, notes, video))

    session = changed(before, after, covering("sessions", ["links"], ["en"]))

    assert session == dataclasses.replace(before, links=(kept, notes))


def test_what_the_source_does_not_name_stays():
    outcome = merged(a_programme([a_session(1), a_session(2)]), a_programme([a_session(2)]), ALL)

    assert outcome.programme == a_programme([a_session(1), a_session(2)])
    assert outcome.guids["sessions"] == {a_guid("session 2")}


def test_edition_keeps_its_address_and_whether_it_is_the_current_one():
    before = a_programme(edition=an_edition(slug="2021", is_current=True))
    source = a_programme(edition=an_edition(slug="other", acronym="scm", is_current=False))

    edition = merged(before, source, ALL).programme.edition

    assert edition == an_edition(slug="2021", is_current=True, acronym="scm")


def test_appearance_of_the_same_speaker_in_the_same_session_is_the_same():
    session, speaker = a_session(1), a_speaker(1)
    by_hand = an_appearance(session, speaker, guid=a_guid("by hand"), role="moderator", order=0)
    in_file = an_appearance(session, speaker, guid=a_guid("in file"), role="speaker", order=3)
    before = a_programme([session], speakers=(speaker,), appearances=(by_hand,))
    source = a_programme([session], speakers=(speaker,), appearances=(in_file,))

    outcome = merged(before, source, covering("appearances", ["order"], []))

    assert outcome.programme.appearances == (dataclasses.replace(by_hand, order=3),)


# Numbers and addresses


def test_number_and_address_stay_unless_they_are_covered():
    before = a_session(1, number=5, slug="by-hand")
    after = a_session(1, number=900, slug="in-file")

    kept = changed(before, after, covering("sessions", ["title"], ["en"]))
    taken = changed(before, after, ALL)

    assert (kept.number, kept.slug) == (5, "by-hand")
    assert (taken.number, taken.slug) == (900, "in-file")


def test_new_session_yields_to_a_number_and_address_that_are_taken():
    by_hand = a_session("by hand", number=1, slug="opening")
    in_file = a_session("in file", number=1, slug="opening")

    outcome = merged(a_programme([by_hand]), a_programme([in_file]), Coverage(), last_number=7)

    new = outcome.programme.get("sessions", in_file.guid)
    assert (new.number, new.slug) == (8, "opening-2")
    assert outcome.remarks == (
        ("sessions", "address “opening” is taken, “opening-2” was given"),
        ("sessions", "number 1 is taken, 8 was given"),
    )


def test_number_that_a_removed_session_had_is_not_given_again():
    new = a_session(2, number=2)
    owners = {2: {a_guid("removed")}, 3: {new.guid}}

    outcome = merged(
        a_programme([a_session(1)]),
        a_programme([new]),
        Coverage(),
        last_number=2,
        number_owners=owners,
    )

    assert outcome.programme.get("sessions", new.guid).number == 3


def test_session_gets_the_number_back_that_it_had_before():
    new = a_session(2, number=2)

    outcome = merged(
        a_programme([a_session(1)]),
        a_programme([new]),
        Coverage(),
        last_number=9,
        number_owners={2: {new.guid}},
    )

    assert outcome.programme.get("sessions", new.guid).number == 2


def test_new_track_gets_the_next_free_number():
    before = a_programme(tracks=(a_track(1, number=1), a_track(2, number=2)))
    source = a_programme(tracks=(a_track(3, number=1, slug="new"),))

    outcome = merged(before, source, Coverage())

    assert [track.number for track in outcome.programme.tracks] == [1, 2, 3]


def test_long_address_stays_within_bounds_when_it_is_numbered():
    long = "a" * 150
    before = a_programme(stages=(a_stage(1, slug=long),))

    outcome = merged(before, a_programme(stages=(a_stage(2, slug=long),)), Coverage())

    assert {stage.slug for stage in outcome.programme.stages} == {long, "a" * 148 + "-2"}


# Laws


@settings(max_examples=30, deadline=None)
@given(strategies.programmes())
def test_hearing_everything_into_nothing_gives_it_back(programme):
    assert merged(None, programme, ALL).programme == programme


@settings(max_examples=30, deadline=None)
@given(strategies.programmes())
def test_hearing_the_same_again_changes_nothing(programme):
    outcome = merged(programme, programme, ALL)

    assert outcome.programme == programme
    assert outcome.remarks == ()


@settings(max_examples=30, deadline=None)
@given(strategies.programmes(), strategies.programmes())
def test_a_source_that_speaks_of_nothing_changes_nothing_that_is_there(before, source):
    outcome = merged(before, source, Coverage())

    assert outcome.programme.edition == before.edition
    for kind, item in before:
        assert outcome.programme.get(kind, item.guid) == item


def test_the_original_stays_where_a_source_does_not_know_which_it_is():
    before = a_programme([a_session(title=Text({"en": "One", "ru": "Один"}, original="ru"))])
    source = a_programme([a_session(title=Text({"en": "Two", "ru": "Два"}))])

    titles = covering("sessions", ["title"], ["en", "ru"])
    (found,) = merged(before, source, titles).programme.sessions
    (told,) = merged(before, source, ALL).programme.sessions

    assert found.title == Text({"en": "Two", "ru": "Два"}, original="ru")
    assert told.title == Text({"en": "Two", "ru": "Два"}, original="en")


def test_words_that_stand_in_for_a_translation_are_not_taken_for_one():
    before = a_session(
        1,
        title=Text({"ru": "Открытие  форума"}),
        abstract=Text({"ru": "Слова"}),
        links=(Link("https://example.org/a", Text({"ru": "Заметки"})),),
    )
    in_file = a_session(
        1,
        title=in_english("Открытие форума"),
        abstract=in_english("Words"),
        links=(Link("https://example.org/a", in_english("Заметки")),),
    )

    session = changed(before, in_file, covering("sessions", ["title", "abstract", "links"], ["en"]))

    assert session.title == before.title
    assert session.abstract == Text({"ru": "Слова", "en": "Words"}, original="ru")
    assert session.links == before.links


def test_name_of_the_edition_that_stands_in_is_not_taken_for_a_translation():
    russian = an_edition(name=Text({"ru": "Умные города"}))
    in_file = an_edition(name=in_english("Умные города"))

    outcome = merged(
        a_programme(edition=russian),
        a_programme(edition=in_file),
        covering("edition", ["name"], ["en"]),
    )

    assert outcome.programme.edition.name == russian.name


def test_same_words_in_both_languages_are_taken_from_a_source_that_speaks_both():
    before = a_session(1, title=Text({"ru": "Expo"}))
    in_file = a_session(1, title=Text({"en": "Expo", "ru": "Expo"}))

    session = changed(before, in_file, covering("sessions", ["title"], ["en", "ru"]))

    assert session.title.words == {"en": "Expo", "ru": "Expo"}


def test_words_that_repeat_a_translation_are_taken_where_there_are_words_already():
    before = a_session(1, title=Text({"en": "Exposition", "ru": "Expo"}))

    session = changed(
        before, a_session(1, title=in_english("Expo")), covering("sessions", ["title"], ["en"])
    )

    assert session.title.get("en") == "Expo"


def test_values_to_keep_stay_as_they_are():
    before = a_session(1, title=Text({"en": "Old", "ru": "Старое"}), kind="panel")
    after = a_session(1, title=Text({"en": "New", "ru": "Новое"}), kind="talk", number=7)

    outcome = merged(
        a_programme([before]),
        a_programme([after]),
        ALL,
        keeping=[
            ("sessions", before.guid, "title", "en"),
            ("sessions", before.guid, "kind", ""),
            ("sessions", a_guid("another"), "number", ""),
        ],
    )

    assert outcome.programme.sessions == (
        dataclasses.replace(before, title=Text({"en": "Old", "ru": "Новое"}), number=7),
    )


def test_a_track_without_an_identity_of_its_own_is_known_by_its_name():
    there = a_track(1, name=Text({"en": "Cities", "ru": "Города"}))
    stage = a_stage(1)
    before = a_programme([a_session(1, track=there.guid)], tracks=(there,), stages=(stage,))
    foreign = dataclasses.replace(there, guid=a_guid("foreign"), name=Text({"en": "CITIES"}))
    room = dataclasses.replace(stage, guid=a_guid("room"))
    in_file = a_session(1, track=foreign.guid, stage=room.guid)
    source = a_programme([in_file], tracks=(foreign,), stages=(room,))
    coverage = covering("sessions", ["track", "stage"], []) | covering("tracks", ["name"], ["en"])

    outcome = merged(before, source, coverage)

    (session,) = outcome.programme.sessions
    assert (session.track, session.stage) == (there.guid, stage.guid)
    assert [str(track.name) for track in outcome.programme.tracks] == ["CITIES"]
    assert outcome.programme.stages == (stage,)


@pytest.mark.parametrize("there", [2, 0])
def test_a_name_that_several_have_tells_nobody_apart(there):
    tracks = tuple(a_track(n, name=in_english("Same")) for n in range(1, there + 1))
    foreign = a_track(9, name=in_english("Same"))

    outcome = merged(
        a_programme(tracks=tracks),
        a_programme(tracks=(foreign,)),
        covering("tracks", ["name"], ["en"]),
    )

    assert len(outcome.programme.tracks) == there + 1
