from datetime import date, datetime

import pytest
from django.utils import translation

from forum.countdown import Countdown, countdown, dates, in_words
from forum.phases import BEGINNING
from tests.builders import MOSCOW, a_programme, a_session, an_edition, at

FIRST, LAST = date(2021, 5, 25), date(2021, 5, 26)


def local(words):
    return datetime.fromisoformat(words).replace(tzinfo=MOSCOW)


TWO_DAYS = a_programme(
    [
        a_session(1, starts_at=at(10)),
        a_session(2, starts_at=at(13), kind="break"),
        a_session(3, starts_at=at(14)),
        a_session(4, starts_at=at(0, 30, day=26)),
        a_session(5, starts_at=at(10, day=26)),
        a_session(6, starts_at=at(16, day=26), state="cancelled"),
    ]
)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2020-04-19T23:59", ""),
        ("2020-04-20T00:00", "in 400 days"),
        ("2021-05-04T12:00", "in 21 days"),
        ("2021-05-13T12:00", "in 12 days"),
        ("2021-05-23T00:00", "in 2 days"),
        ("2021-05-23T23:59", "in 2 days"),
        ("2021-05-24T00:00", "tomorrow"),
        ("2021-05-24T23:59", "tomorrow"),
        ("2021-05-25T00:00", "today"),
        ("2021-05-25T09:59", "today"),
        ("2021-05-25T10:00", "live now"),
        ("2021-05-25T11:00", "goes on today"),
        ("2021-05-25T13:30", "goes on today"),
        ("2021-05-25T15:00", "goes on tomorrow"),
        ("2021-05-26T00:00", "goes on today"),
        ("2021-05-26T00:30", "live now"),
        ("2021-05-26T01:30", "goes on today"),
        ("2021-05-26T10:59", "live now"),
        ("2021-05-26T11:00", "took place on 25–26 May 2021"),
        ("2021-05-26T16:30", "took place on 25–26 May 2021"),
        ("2031-05-26T16:30", "took place on 25–26 May 2021"),
    ],
)
def test_days_are_counted_from_midnight_to_midnight_at_the_forum(moment, words):
    found = countdown(TWO_DAYS, local(moment))

    assert in_words(found, FIRST, LAST) == words


def test_midnight_is_the_forums_own_and_not_that_of_utc():
    before_midnight = datetime.fromisoformat("2021-05-23T20:59:59+00:00")
    after_midnight = datetime.fromisoformat("2021-05-23T21:00:00+00:00")

    found = [countdown(TWO_DAYS, before_midnight), countdown(TWO_DAYS, after_midnight)]

    assert found == [Countdown("ahead", 2), Countdown("ahead", 1)]


def test_before_every_boundary_no_days_are_counted():
    assert countdown(TWO_DAYS, BEGINNING) == Countdown("announced")


def test_without_sessions_the_forum_is_over_when_its_last_programme_day_ends():
    empty = a_programme()

    moments = ("2021-05-25T00:00", "2021-05-26T23:59", "2021-05-27T03:59", "2021-05-27T04:00")
    found = [countdown(empty, local(moment)).phase for moment in moments]

    assert found == ["ahead", "ahead", "ahead", "over"]


def test_with_nothing_planned_on_the_last_day_yet_the_forum_goes_on():
    first_day_only = a_programme([a_session(starts_at=at(10))])

    moments = ("2021-05-25T11:00", "2021-05-26T00:00")
    found = [countdown(first_day_only, local(moment)) for moment in moments]

    assert found == [Countdown("pause", 1), Countdown("over")]


def test_days_without_sessions_in_between_are_counted():
    gap = a_programme(
        [a_session(1, starts_at=at(10)), a_session(2, starts_at=at(10, day=28))],
        edition=an_edition(last_date=date(2021, 5, 28)),
    )

    found = countdown(gap, at(12))

    assert found == Countdown("pause", 3)
    assert in_words(found, FIRST, date(2021, 5, 28)) == "goes on in 3 days"


@pytest.mark.parametrize(
    ("first", "last", "english", "russian"),
    [
        (date(2021, 5, 25), date(2021, 5, 25), "25 May 2021", "25 мая 2021"),
        (date(2021, 5, 25), date(2021, 5, 26), "25–26 May 2021", "25–26 мая 2021"),
        (
            date(2021, 5, 30),
            date(2022, 5, 2),
            "30 May 2021 – 2 May 2022",
            "30 мая 2021 – 2 мая 2022",
        ),
        (date(2021, 5, 30), date(2021, 6, 2), "30 May – 2 June 2021", "30 мая – 2 июня 2021"),
        (
            date(2021, 12, 30),
            date(2022, 1, 2),
            "30 December 2021 – 2 January 2022",
            "30 декабря 2021 – 2 января 2022",
        ),
    ],
)
def test_dates_are_told_as_briefly_as_they_can_be(first, last, english, russian):
    found = {}
    for language in ("en", "ru"):
        with translation.override(language):
            found[language] = dates(first, last)

    assert found == {"en": english, "ru": russian}
