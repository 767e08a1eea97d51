"""forum/rules.py: what must be true before the public may see a programme."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings

from forum.rules import problems
from forum.values import History
from multilingual.text import Text
from tests.builders import (
    a_guid,
    a_page,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.strategies import programmes


@settings(max_examples=40)
@given(programmes())
def test_sound_programmes_have_no_problems(programme):
    assert problems(programme) == []


SESSION, SPEAKER = a_session(), a_speaker()
FAR = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("programme", "place"),
    [
        (a_programme([a_session(stage=a_guid("?"))]), ("sessions", "stage")),
        (a_programme([a_session(track=a_guid("?"))]), ("sessions", "track")),
        (a_programme([a_session(topics=(a_guid("?"),))]), ("sessions", "topics")),
        (a_programme([a_session(starts_at=at(3, 59))]), ("sessions", "starts_at")),
        (a_programme([a_session(starts_at=at(4, day=27))]), ("sessions", "starts_at")),
        (a_programme([a_session(duration_minutes=-1)]), ("sessions", "duration_minutes")),
        (a_programme([a_session(1), a_session(2, number=1)]), ("sessions", "number")),
        (a_programme([a_session(1), a_session(2, slug="session-1")]), ("sessions", "slug")),
        (a_programme([a_session(slug="сессия")]), ("sessions", "slug")),
        (a_programme(pages=(a_page(1), a_page(2, slug="page-1"))), ("pages", "slug")),
        (a_programme(tracks=(a_track(1), a_track(2, number=1))), ("tracks", "number")),
        (
            a_programme([SESSION], appearances=(an_appearance(SESSION, SPEAKER),)),
            ("appearances", "speaker"),
        ),
        (
            a_programme(
                [SESSION],
                speakers=(SPEAKER,),
                appearances=(
                    an_appearance(SESSION, SPEAKER),
                    an_appearance(SESSION, SPEAKER, guid=a_guid("again")),
                ),
            ),
            ("appearances", "speaker"),
        ),
        (a_programme(streams=(a_stream(session=a_guid("?")),)), ("streams", "session")),
        (a_programme(streams=(a_stream(),)), ("streams", "stage")),
        (
            a_programme(
                stages=(a_stage(),),
                streams=(a_stream(stage=a_stage().guid, day=date(2021, 5, 24)),),
            ),
            ("streams", "day"),
        ),
        (a_programme([a_session(title=Text())]), ("sessions", "title")),
        (a_programme([a_session(title=in_english("\u200b"))]), ("sessions", "title")),
        (a_programme([a_session(title=in_english("a" * 501))]), ("sessions", "title")),
        (a_programme([a_session(kind="nonsense")]), ("sessions", "kind")),
        (a_programme([a_session(state="nonsense")]), ("sessions", "state")),
        (a_programme([a_session(starts_at=FAR)]), ("sessions", "starts_at")),
        (a_programme([a_session(starts_at=LONG_AGO)]), ("sessions", "starts_at")),
        (a_programme([a_session(delayed_from=FAR)]), ("sessions", "delayed_from")),
        (
            a_programme(announcements=(an_announcement(starts_at=FAR),)),
            ("announcements", "starts_at"),
        ),
        (a_programme(edition=an_edition(name=Text())), ("edition", "name")),
        (a_programme(edition=an_edition(slug="editions")), ("edition", "slug")),
        (a_programme(edition=an_edition(last_date=date(9999, 12, 31))), ("edition", "last_date")),
        (a_programme(edition=an_edition(last_date=date(2021, 12, 31))), ("edition", "last_date")),
        (a_programme(edition=an_edition(time_zone="Moon/Base")), ("edition", "time_zone")),
        (a_programme(edition=an_edition(last_date=date(2021, 5, 24))), ("edition", "last_date")),
        (
            a_programme([a_session(1)], history=History(numbers={"1": a_guid("earlier")})),
            ("sessions", "number"),
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_problem_names_its_place(programme, place):
    assert {(problem.kind, problem.field) for problem in problems(programme)} == {place}


def test_a_night_session_belongs_to_the_last_day():
    assert problems(a_programme([a_session(starts_at=at(3, 59, day=27))])) == []


def test_a_session_outside_says_what_was_given_and_expected():
    problem = problems(a_programme([a_session(starts_at=at(12, day=28))]))[0]

    assert problem.message == (
        "28 May 2021, 12:00 is outside the edition's days, 25 May 2021 to 26 May 2021 "
        "(a day breaks at 04:00, Europe/Moscow)."
    )


def test_a_session_may_keep_its_own_number():
    session = a_session(7)

    assert problems(a_programme([session], history=History(numbers={"7": session.guid}))) == []


def test_every_problem_is_named():
    broken = replace(a_session(1), stage=a_guid("?"), starts_at=at(12, day=28))

    assert len(problems(a_programme([broken, replace(broken, guid=a_guid("2"))]))) == 6
