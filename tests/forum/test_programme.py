"""forum/programme.py: the Programme and its indexes."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given

import forum.programme
from forum.programme import Gone, Moved, NotInProgramme
from forum.values import History, Tombstone
from multilingual.text import Text
from tests.builders import (
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    at,
)
from tests.strategies import programmes


def test_sessions_stand_under_their_programme_day():
    night = a_session(2, starts_at=at(1, 30, day=26))
    programme = a_programme([a_session(1), night, a_session(3, starts_at=at(10, day=26))])

    found = {
        day: [session.number for session in sessions]
        for day, sessions in programme.sessions_by_day.items()
    }

    assert found == {date(2021, 5, 25): [1, 2], date(2021, 5, 26): [3]}


def test_parallel_sessions_follow_the_order_of_their_stages():
    stages = (a_stage(1, position=2), a_stage(2, position=1))
    programme = a_programme(
        [a_session(1, stage=stages[0].guid), a_session(2, stage=stages[1].guid)], stages=stages
    )

    assert [session.number for session in programme.sessions_in_order] == [2, 1]


def test_sessions_without_a_time_come_last_and_on_no_day():
    programme = a_programme([a_session(1, starts_at=None), a_session(2)])

    assert [session.number for session in programme.sessions_in_order] == [2, 1]
    assert [session.number for session in programme.untimed] == [1]


def test_what_stands_at_an_address():
    programme = a_programme(
        [a_session(1, slug="now")],
        history=History(
            former_slugs={
                "sessions/before": a_guid("session 1"),
                "sessions/removed": a_guid("session 2"),
            }
        ),
    )

    assert programme.at_slug("sessions", "now").number == 1
    with pytest.raises(Moved) as moved:
        programme.at_slug("sessions", "before")
    assert moved.value.to == "now"
    with pytest.raises(Gone) as gone:
        programme.at_slug("sessions", "removed")
    assert gone.value.guid == a_guid("session 2")
    with pytest.raises(NotInProgramme):
        programme.at_slug("speakers", "before")


def test_an_address_in_use_wins_over_a_former_one():
    programme = a_programme(
        [a_session(1, slug="a"), a_session(2, slug="b")],
        history=History(former_slugs={"sessions/b": a_guid("session 1")}),
    )

    assert programme.at_slug("sessions", "b").number == 2


def test_a_sessions_own_stream_goes_before_its_stages():
    stage = a_stage()
    session = a_session(1, stage=stage.guid)
    of_stage = a_stream(1, stage=stage.guid, day=date(2021, 5, 25))
    interpreted = a_stream(2, stage=stage.guid, day=date(2021, 5, 25), language="ru")
    next_day = a_stream(3, stage=stage.guid, day=date(2021, 5, 26))
    streams = (interpreted, of_stage, next_day)
    own = a_stream(4, session=session.guid)

    without = a_programme([session], stages=(stage,), streams=streams)
    with_own = a_programme([session], stages=(stage,), streams=(*streams, own))

    assert without.streams_of(session) == (of_stage, interpreted)
    assert with_own.streams_of(session) == (own,)


def test_of_several_streams_a_day_the_last_that_began_before_the_session_carries_it():
    stage = a_stage()
    morning, afternoon, evening = (
        a_stream(hour, stage=stage.guid, day=date(2021, 5, 25), starts_at=at(hour))
        for hour in (9, 13, 18)
    )
    programme = a_programme(
        [a_session(hour, stage=stage.guid, starts_at=at(hour)) for hour in (8, 10, 13, 17)],
        stages=(stage,),
        streams=(evening, afternoon, morning),
    )

    found = {s.number: programme.streams_of(s) for s in programme.sessions}

    assert found == {8: (morning,), 10: (morning,), 13: (afternoon,), 17: (afternoon,)}


def test_speakers_stand_in_the_order_of_the_readers_language():
    programme = a_programme(
        speakers=(
            a_speaker(1, name=Text({"en": "Zhukov", "ru": "Жуков"})),
            a_speaker(2, name=Text({"en": "Yolkin", "ru": "Ёлкин"})),
        )
    )

    assert [s.slug for s in programme.speakers_in_order("en")] == ["speaker-2", "speaker-1"]
    assert [s.slug for s in programme.speakers_in_order("ru")] == ["speaker-2", "speaker-1"]


def test_relations_are_walked_in_order():
    track = a_track()
    late, early = a_session(1, starts_at=at(15), track=track.guid), a_session(2, track=track.guid)
    speaker = a_speaker(country="FI")
    programme = a_programme(
        [late, early],
        tracks=(track,),
        speakers=(speaker, a_speaker(2, country="RU"), a_speaker(3)),
        appearances=(an_appearance(late, speaker), an_appearance(early, speaker)),
    )

    assert programme.sessions_by_track[track.guid] == (early, late)
    assert programme.sessions_by_speaker[speaker.guid] == (early, late)
    assert programme.countries == ("FI", "RU")


def test_a_number_names_its_session_for_ever():
    history = History(numbers={"1": a_session(1).guid, "2": "removed"})
    programme = a_programme([a_session(1), a_session(3)], history=history)

    assert programme.by_number == {1: a_session(1).guid, 2: "removed", 3: a_session(3).guid}


def test_a_narrowed_programme_has_its_sessions_their_people_and_the_frame():
    one, two = a_session(1), a_session(2)
    ann, bob = a_speaker("ann"), a_speaker("bob")
    stones = {
        guid: Tombstone(a_session(guid, guid=guid), at(8)) for guid in (a_guid("x"), a_guid("y"))
    }
    programme = a_programme(
        [one, two],
        tracks=(a_track(1),),
        stages=(a_stage(1),),
        speakers=(ann, bob),
        appearances=(an_appearance(one, ann), an_appearance(two, bob)),
        streams=(a_stream(1, session=one.guid), a_stream(2, session=two.guid), a_stream(3)),
        history=History(removed=stones),
    )

    narrowed = programme.narrowed(lambda session: session.guid in (one.guid, a_guid("x")))

    assert narrowed == programme.replace(
        sessions=(one,),
        speakers=(ann,),
        appearances=(an_appearance(one, ann),),
        streams=(a_stream(1, session=one.guid), a_stream(3)),
        history=History(removed={a_guid("x"): stones[a_guid("x")]}),
    )


def test_it_begins_with_the_first_session_and_ends_with_the_last_to_end():
    sessions = [
        a_session(1, starts_at=at(12), duration_minutes=15),
        a_session(2, starts_at=at(10), duration_minutes=240),
        a_session(3, starts_at=None),
    ]

    programme = a_programme(sessions)

    assert (programme.begins_at, programme.ends_at) == (at(10), at(14))
    assert (a_programme().begins_at, a_programme().ends_at) == (None, None)


@given(programmes(), programmes())
def test_a_replaced_collection_is_put_in_order_as_a_new_one_is(programme, other):
    sessions = tuple(reversed(other.sessions))

    replaced = programme.replace(sessions=sessions, history=other.history)

    assert replaced == dataclasses.replace(programme, sessions=sessions, history=other.history)
    assert replaced.by_guid["sessions"].keys() == other.by_guid["sessions"].keys()


def test_what_stays_of_a_programme_is_not_sorted_again(monkeypatch):
    programme = a_programme([a_session(1), a_session(2)], tracks=(a_track(1), a_track(2)))
    in_order = []
    canonical = forum.programme._canonical
    monkeypatch.setattr(
        forum.programme,
        "_canonical",
        lambda kind, item: in_order.append(kind) or canonical(kind, item),
    )

    narrowed = programme.narrowed(lambda session: session.number == 2)

    assert in_order == ["sessions"]
    assert narrowed.tracks is programme.tracks


def test_a_programme_of_one_session_looks_at_no_other():
    one, two, gone = a_session(1), a_session(2), a_session(3)
    programme = a_programme(
        [one, two],
        appearances=(an_appearance(one, a_speaker("left before")),),
        streams=(a_stream(1, session=one.guid), a_stream(2)),
        history=History(removed={gone.guid: Tombstone(gone, at(8))}),
    )

    def keep(session):
        return session.guid in (two.guid, gone.guid)

    assert programme.only({two.guid, gone.guid}) == programme.narrowed(keep)
    assert programme.only({one.guid}).streams == programme.streams
    assert programme.only({one.guid}).speakers == ()
    assert programme.only({"unknown"}) == programme.narrowed(lambda session: False)


def test_a_programme_has_no_other_parts():
    with pytest.raises(TypeError, match=r"\['rooms'\]"):
        a_programme().replace(rooms=())
