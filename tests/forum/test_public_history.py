"""forum/public_history.py: what the public has seen, carried forward."""

from dataclasses import replace

from forum.public_history import carried_forward
from forum.values import Change, News, Tombstone
from multilingual.text import EMPTY
from tests.builders import (
    FIRST_DAY,
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    an_appearance,
    at,
    in_english,
)


def released(*programmes):
    """Return the programmes as if published one after the other, each hour from nine."""
    before = None
    found = []
    for index, programme in enumerate(programmes):
        history = carried_forward(before, programme, release=index + 1, at=at(9 + index))
        before = programme.replace(history=history)
        found.append(before)
    return found


def test_the_first_time_in_public_counts_as_no_change():
    (first,) = released(a_programme([a_session()]))

    assert first.history.changes[a_guid("session 1")] == Change(0, at(9))


def test_moving_and_moving_back_are_two_changes():
    there, back = a_programme([a_session(starts_at=at(11))]), a_programme([a_session()])

    *_, last = released(a_programme([a_session()]), there, back)

    assert last.history.changes[a_guid("session 1")] == Change(2, at(11))


def test_what_did_not_change_keeps_its_count():
    _, last = released(
        a_programme([a_session(1), a_session(2)]),
        a_programme([a_session(1), a_session(2, starts_at=at(12))]),
    )

    assert last.history.changes[a_guid("session 1")] == Change(0, at(9))
    assert last.history.changes[a_guid("session 2")] == Change(1, at(10))


def test_a_session_changes_with_who_appears_in_it():
    session, speaker = a_session(), a_speaker()
    _, last = released(
        a_programme([session], speakers=(speaker,)),
        a_programme([session], speakers=(speaker,), appearances=(an_appearance(session, speaker),)),
    )

    assert last.history.changes[session.guid].count == 1


def test_every_address_that_was_public_is_remembered():
    *_, last = released(
        a_programme([a_session(slug="a")]),
        a_programme([a_session(slug="b")]),
        a_programme([a_session(slug="c")]),
    )

    assert last.history.former_slugs == {
        "sessions/a": a_guid("session 1"),
        "sessions/b": a_guid("session 1"),
    }


def test_numbers_stay_with_whom_they_were_given_to():
    *_, last = released(a_programme([a_session(1)]), a_programme([a_session(2)]))

    assert last.history.numbers == {"1": a_guid("session 1"), "2": a_guid("session 2")}


def test_a_removed_session_leaves_a_tombstone_until_it_comes_back():
    _, without, again = released(
        a_programme([a_session()]), a_programme(), a_programme([a_session()])
    )

    assert without.history.removed == {a_guid("session 1"): Tombstone(a_session(), at(10))}
    assert again.history.removed == {}


def news_between(before, after):
    _, last = released(before, after)
    return last.history.news[1:]


def test_the_first_release_is_one_line():
    (first,) = released(a_programme([a_session(1), a_session(2)]))

    assert first.history.news == (News(1, at(9), "release"),)


def test_a_mended_typo_is_no_news():
    before = a_programme([a_session(abstract=in_english("Teh"))])
    after = a_programme([a_session(abstract=in_english("The"))])

    assert news_between(before, after) == ()


def test_a_move_tells_both_times():
    found = news_between(a_programme([a_session()]), a_programme([a_session(starts_at=at(11))]))

    assert found == (
        News(
            2,
            at(10),
            "moved",
            a_guid("session 1"),
            in_english("Session 1"),
            before="2021-05-25T07:00:00+00:00",
            after="2021-05-25T08:00:00+00:00",
        ),
    )


def test_new_removed_cancelled_and_restored_sessions_are_news():
    confirmed, cancelled = a_session(1), a_session(1, state="cancelled")

    kinds = [
        [line.kind for line in news_between(a_programme(before), a_programme(after))]
        for before, after in [
            ([], [confirmed]),
            ([confirmed], []),
            ([confirmed], [cancelled]),
            ([cancelled], [confirmed]),
        ]
    ]

    assert kinds == [["new"], ["removed"], ["cancelled"], ["restored"]]


def test_another_stage_is_named_old_and_new():
    stages = (a_stage(1), a_stage(2))
    session = a_session(stage=a_stage(1).guid)

    found = news_between(
        a_programme([session], stages=stages),
        a_programme([replace(session, stage=a_stage(2).guid)], stages=stages),
    )

    assert [(line.kind, line.names) for line in found] == [
        ("stage", (in_english("Stage 1"), in_english("Stage 2")))
    ]


def test_a_first_stage_has_no_old_name():
    stages = (a_stage(1),)

    found = news_between(
        a_programme([a_session()], stages=stages),
        a_programme([a_session(stage=a_stage(1).guid)], stages=stages),
    )

    assert [line.names for line in found] == [(EMPTY, in_english("Stage 1"))]


def test_people_who_come_and_go_are_named():
    session, speaker = a_session(), a_speaker()
    without = a_programme([session], speakers=(speaker,))
    with_speaker = without.replace(appearances=(an_appearance(session, speaker),))

    came, went = news_between(without, with_speaker), news_between(with_speaker, without)

    assert [(line.kind, line.after, line.names) for line in (*came, *went)] == [
        ("speaker", "added", (in_english("Speaker 1"),)),
        ("speaker", "removed", (in_english("Speaker 1"),)),
    ]


def test_people_of_a_new_session_are_told_with_the_session():
    session, speaker = a_session(), a_speaker()
    after = a_programme(
        [session], speakers=(speaker,), appearances=(an_appearance(session, speaker),)
    )

    assert [line.kind for line in news_between(a_programme(), after)] == ["new"]


def test_a_stream_of_a_session_is_news():
    session = a_session()

    found = news_between(
        a_programme([session]),
        a_programme([session], streams=(a_stream(session=session.guid),)),
    )

    assert [(line.kind, line.guid) for line in found] == [("stream", session.guid)]


def test_another_video_of_a_stage_is_news_for_the_sessions_on_it():
    stage = a_stage()
    on_it, elsewhere = a_session(1, stage=stage.guid), a_session(2)
    before = a_programme(
        [on_it, elsewhere], stages=(stage,), streams=(a_stream(stage=stage.guid, day=FIRST_DAY),)
    )
    after = before.replace(
        streams=(a_stream(stage=stage.guid, day=FIRST_DAY, video="BfhjEL6ec6o"),)
    )

    _, last = released(before, after)

    assert [(line.kind, line.guid) for line in last.history.news[1:]] == [("stream", on_it.guid)]
    assert last.history.changes[on_it.guid].count == 1
    assert last.history.changes[elsewhere.guid].count == 0


def test_a_stream_that_goes_over_to_another_session_is_news_for_both():
    one, other = a_session(1), a_session(2)
    before = a_programme([one, other], streams=(a_stream(session=one.guid),))
    after = a_programme([one, other], streams=(a_stream(session=other.guid),))

    found = news_between(before, after)

    assert [(line.kind, line.guid) for line in found] == [
        ("stream", one.guid),
        ("stream", other.guid),
    ]


def test_a_renamed_stage_changes_the_place_in_calendars_and_is_no_news():
    session = a_session(stage=a_stage().guid)
    _, last = released(
        a_programme([session], stages=(a_stage(),)),
        a_programme([session], stages=(a_stage(name=in_english("Hall")),)),
    )

    assert last.history.changes[session.guid].count == 1
    assert last.history.news[1:] == ()


def test_another_length_is_news():
    found = news_between(a_programme([a_session()]), a_programme([a_session(duration_minutes=15)]))

    assert [(line.kind, line.before, line.after) for line in found] == [("duration", "60", "15")]
