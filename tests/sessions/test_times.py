from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sessions.times import (
    Day,
    Offset,
    at_local,
    day_offset,
    days,
    latest_day_break,
    local,
    offsets,
    programme_day,
    zone_label,
)

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
HAVANA = ZoneInfo("America/Havana")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
APIA = ZoneInfo("Pacific/Apia")
KOLKATA = ZoneInfo("Asia/Kolkata")
LONDON = ZoneInfo("Europe/London")
TOKYO = ZoneInfo("Asia/Tokyo")

# Dates around a change: forward, back, by half an hour, at midnight, and over a whole day.
CHANGES = [
    (BERLIN, date(2021, 3, 28)),
    (BERLIN, date(2021, 10, 31)),
    (LORD_HOWE, date(2021, 4, 4)),
    (LORD_HOWE, date(2021, 10, 3)),
    (SAO_PAULO, date(2018, 2, 18)),
    (SAO_PAULO, date(2018, 11, 4)),
    (HAVANA, date(2021, 3, 14)),
    (HAVANA, date(2021, 11, 7)),
    (APIA, date(2011, 12, 30)),
    (MOSCOW, date(2021, 5, 25)),
]


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "day_break", "expected"),
    [
        (datetime(2021, 5, 26, 1, 30, tzinfo=MOSCOW), time(4), date(2021, 5, 25)),
        (datetime(2021, 5, 26, 3, 59, 59, tzinfo=MOSCOW), time(4), date(2021, 5, 25)),
        (datetime(2021, 5, 26, 4, 0, tzinfo=MOSCOW), time(4), date(2021, 5, 26)),
        (datetime(2021, 5, 26, 0, 0, tzinfo=MOSCOW), time(0), date(2021, 5, 26)),
        (datetime(2021, 5, 26, 8, 59, tzinfo=MOSCOW), time(9), date(2021, 5, 25)),
        (utc(2021, 5, 25, 22, 30), time(4), date(2021, 5, 25)),
        (utc(2021, 5, 25, 22, 30), time(0), date(2021, 5, 26)),
        (datetime(2021, 5, 25, 18, 30, tzinfo=TOKYO), time(4), date(2021, 5, 25)),
        (datetime(2021, 1, 1, 1, 0, tzinfo=MOSCOW), time(4), date(2020, 12, 31)),
    ],
)
def test_a_night_session_is_listed_on_the_evening_before(starts_at, day_break, expected):
    assert programme_day(starts_at, MOSCOW, day_break) == expected


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        # On 31 October clocks show 02:00 to 03:00 twice: first at 00:00 UTC, then at 01:00 UTC.
        (utc(2021, 10, 31, 0, 29, 59), date(2021, 10, 30)),
        (utc(2021, 10, 31, 0, 30), date(2021, 10, 31)),
        (utc(2021, 10, 31, 1, 0), date(2021, 10, 31)),
        (utc(2021, 10, 31, 1, 30), date(2021, 10, 31)),
        (utc(2021, 10, 31, 2, 0), date(2021, 10, 31)),
        # On 28 March they go from 02:00 to 03:00 at 01:00 UTC.
        (utc(2021, 3, 28, 0, 59, 59), date(2021, 3, 27)),
        (utc(2021, 3, 28, 1, 0), date(2021, 3, 28)),
    ],
)
def test_a_day_that_has_begun_is_not_left_again_when_clocks_change(starts_at, expected):
    assert programme_day(starts_at, BERLIN, time(2, 30)) == expected


def test_days_are_numbered_from_the_first_date():
    forum = days(date(2021, 5, 25), date(2021, 5, 26), MOSCOW, time(4))

    assert forum == (
        Day(1, date(2021, 5, 25), utc(2021, 5, 25, 1), utc(2021, 5, 26, 1)),
        Day(2, date(2021, 5, 26), utc(2021, 5, 26, 1), utc(2021, 5, 27, 1)),
    )


@pytest.mark.parametrize(
    ("zone", "day", "day_break", "starts_at", "ends_at"),
    [
        # 23 and 25 hours, with a break that is not touched itself.
        (BERLIN, date(2021, 3, 27), time(4), utc(2021, 3, 27, 3), utc(2021, 3, 28, 2)),
        (BERLIN, date(2021, 10, 30), time(4), utc(2021, 10, 30, 2), utc(2021, 10, 31, 3)),
        # A break that does not exist: the day begins where the clocks jump.
        (BERLIN, date(2021, 3, 28), time(2, 30), utc(2021, 3, 28, 1), utc(2021, 3, 29, 0, 30)),
        (BERLIN, date(2021, 3, 28), time(2), utc(2021, 3, 28, 1), utc(2021, 3, 29)),
        (BERLIN, date(2021, 3, 28), time(3), utc(2021, 3, 28, 1), utc(2021, 3, 29, 1)),
        # A break that occurs twice: the day begins with the first.
        (
            BERLIN,
            date(2021, 10, 31),
            time(2, 30),
            utc(2021, 10, 31, 0, 30),
            utc(2021, 11, 1, 1, 30),
        ),
        # Midnight itself is skipped.
        (SAO_PAULO, date(2018, 11, 4), time(0), utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)),
        # A whole date is skipped: its day is what is left before the break of the next.
        (APIA, date(2011, 12, 30), time(4), utc(2011, 12, 30, 10), utc(2011, 12, 30, 14)),
    ],
)
def test_a_day_runs_from_break_to_break_when_clocks_change(
    zone, day, day_break, starts_at, ends_at
):
    assert days(day, day, zone, day_break) == (Day(1, day, starts_at, ends_at),)


@given(
    change=st.sampled_from(CHANGES),
    day_break=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    seconds=st.integers(0, 7 * 24 * 60 * 60),
)
def test_every_instant_lies_in_exactly_the_day_that_programme_day_names(change, day_break, seconds):
    zone, date_of_change = change
    first, last = date_of_change - timedelta(days=3), date_of_change + timedelta(days=3)
    edition = days(first, last, zone, day_break)
    instant = edition[0].starts_at + timedelta(seconds=seconds)

    holding = [day.date for day in edition if day.starts_at <= instant < day.ends_at]

    assert [day.index for day in edition] == [1, 2, 3, 4, 5, 6, 7]
    assert holding == [
        day for day in [programme_day(instant, zone, day_break)] if first <= day <= last
    ]


@given(
    change=st.sampled_from(CHANGES),
    day_break=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_a_day_begins_at_the_first_second_that_belongs_to_it(change, day_break):
    zone, date_of_change = change
    (day,) = days(date_of_change, date_of_change, zone, day_break)
    # Of a date that a whole zone skipped, nothing is left when days break at midnight.
    assume(day.starts_at < day.ends_at)

    around = [
        programme_day(day.starts_at + timedelta(seconds=seconds), zone, day_break)
        for seconds in (-1, 0)
    ]

    assert around == [date_of_change - timedelta(days=1), date_of_change]


def test_days_refuse_a_last_date_before_the_first():
    with pytest.raises(ValueError, match=r"on or after 2021-05-26, got 2021-05-25\.$"):
        days(date(2021, 5, 26), date(2021, 5, 25), MOSCOW, time(4))


@pytest.mark.parametrize(
    "call",
    [
        lambda naive: programme_day(naive, MOSCOW, time(4)),
        lambda naive: local(naive, MOSCOW),
        lambda naive: day_offset(naive, MOSCOW, date(2021, 5, 25)),
        lambda naive: zone_label(MOSCOW, naive),
    ],
)
def test_a_naive_datetime_is_refused(call):
    with pytest.raises(ValueError, match="Expected an aware datetime, got datetime"):
        call(datetime(2021, 5, 25, 12))


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize(
    "call",
    [
        lambda year: programme_day(utc(year, 1, 1), APIA, time(4)),
        lambda year: local(utc(year, 12, 31), APIA),
        lambda year: at_local(date(year, 12, 31), time(23), SAO_PAULO),
        lambda year: days(date(year, 12, 31), date(year, 12, 31), APIA, time(4)),
    ],
)
def test_the_ends_of_the_calendar_are_refused_in_words(call, year):
    with pytest.raises(ValueError, match=r"Expected a year from 2 to 9998, got "):
        call(year)


@pytest.mark.parametrize("year", [2, 9998])
def test_every_year_in_between_can_be_converted(year):
    assert local(utc(year, 5, 25, 12), UTC) == utc(year, 5, 25, 12)


def test_local_is_the_same_instant_on_another_clock():
    here = local(utc(2021, 5, 25, 21, 30), MOSCOW)

    assert here.isoformat() == "2021-05-26T00:30:00+03:00"


@pytest.mark.parametrize(
    ("day", "at", "zone", "expected"),
    [
        (date(2021, 5, 25), time(10), MOSCOW, utc(2021, 5, 25, 7)),
        (date(2023, 9, 10), time(7), KOLKATA, utc(2023, 9, 10, 1, 30)),
        # Skipped: an hour later on the clock, and read by the offset before the change.
        (date(2021, 3, 28), time(2, 30), BERLIN, utc(2021, 3, 28, 1, 30)),
        (date(2021, 10, 3), time(2, 15), LORD_HOWE, utc(2021, 10, 2, 15, 45)),
        # Twice: the first, even if the given time asks for the second.
        (date(2021, 10, 31), time(2, 30), BERLIN, utc(2021, 10, 31, 0, 30)),
        (date(2021, 10, 31), time(2, 30, fold=1), BERLIN, utc(2021, 10, 31, 0, 30)),
    ],
)
def test_at_local_reads_a_clock_in_a_zone(day, at, zone, expected):
    instant = at_local(day, at, zone)

    assert (instant, instant.tzinfo) == (expected, UTC)


@given(
    instant=st.datetimes(datetime(1970, 1, 2), datetime(2037, 12, 30), timezones=st.just(UTC)),
    zone=st.sampled_from([zone for zone, _ in CHANGES] + [KOLKATA, TOKYO]),
)
def test_at_local_undoes_local_unless_the_hour_is_repeated(instant, zone):
    here = local(instant, zone)

    again = at_local(here.date(), here.time(), zone)

    assert (again == instant) == (here.fold == 0)
    assert again <= instant


@pytest.mark.parametrize(
    ("starts_at", "zone", "expected"),
    [
        (datetime(2021, 5, 25, 10, tzinfo=MOSCOW), MOSCOW, 0),
        (datetime(2021, 5, 25, 10, tzinfo=MOSCOW), TOKYO, 0),
        (datetime(2021, 5, 25, 18, tzinfo=MOSCOW), TOKYO, 1),
        (datetime(2021, 5, 25, 17, 59, tzinfo=MOSCOW), TOKYO, 0),
        (datetime(2021, 5, 25, 10, tzinfo=MOSCOW), ZoneInfo("America/Los_Angeles"), 0),
        (datetime(2021, 5, 25, 9, 59, tzinfo=MOSCOW), ZoneInfo("America/Los_Angeles"), -1),
        # Listed on the 25th, happening on the 26th in Moscow, before midnight in London.
        (datetime(2021, 5, 26, 1, 30, tzinfo=MOSCOW), MOSCOW, 1),
        (datetime(2021, 5, 26, 1, 30, tzinfo=MOSCOW), LONDON, 0),
        (datetime(2021, 5, 26, 1, 30, tzinfo=MOSCOW), TOKYO, 1),
    ],
)
def test_day_offset_leads_from_the_date_listed_to_the_visitors_date(starts_at, zone, expected):
    assert day_offset(starts_at, zone, date(2021, 5, 25)) == expected


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        ("Europe/Moscow", utc(2021, 5, 25), "UTC+3"),
        ("Asia/Kolkata", utc(2021, 5, 25), "UTC+5:30"),
        ("Asia/Kathmandu", utc(2021, 5, 25), "UTC+5:45"),
        ("UTC", utc(2021, 5, 25), "UTC"),
        ("Europe/London", utc(2021, 1, 25), "UTC"),
        ("Europe/London", utc(2021, 5, 25), "UTC+1"),
        ("America/New_York", utc(2021, 5, 25), "UTC−4"),
        ("America/St_Johns", utc(2021, 1, 25), "UTC−3:30"),
        ("Pacific/Kiritimati", utc(2021, 1, 25), "UTC+14"),
        ("Africa/Monrovia", utc(1960, 1, 25), "UTC−0:44"),
    ],
)
def test_zone_label_is_the_offset_as_people_read_it(zone, at, expected):
    assert zone_label(ZoneInfo(zone), at) == expected


SATURDAY, SUNDAY = date(2018, 2, 3), date(2018, 2, 4)


def on(day, hour, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], None),
        # The hours of FOSDEM 2018, which has no night.
        ([(on(SATURDAY, 9, 30), SATURDAY), (on(SUNDAY, 9), SUNDAY)], time(9)),
        # The hours of 33C3, where a day goes on until after midnight.
        ([(on(SATURDAY, 11), SATURDAY), (on(SUNDAY, 0, 45), SATURDAY)], time(11)),
        ([(on(SATURDAY, 0), SATURDAY)], time(0)),
        ([(on(SATURDAY, 12), SATURDAY)], time(12)),
        ([(on(SATURDAY, 14), SATURDAY)], time(12)),
        ([(on(SUNDAY, 11, 59), SATURDAY)], time(12)),
        # Back to whole five minutes, unless a night session stands there.
        ([(on(SATURDAY, 9, 7), SATURDAY)], time(9, 5)),
        ([(on(SATURDAY, 9, 5, 30), SATURDAY)], time(9, 5)),
        ([(on(SATURDAY, 9, 7), SATURDAY), (on(SUNDAY, 9, 4), SATURDAY)], time(9, 5)),
        ([(on(SATURDAY, 9, 7), SATURDAY), (on(SUNDAY, 9, 5), SATURDAY)], time(9, 7)),
        ([(on(SATURDAY, 9, 7), SATURDAY), (on(SUNDAY, 9, 6), SATURDAY)], time(9, 7)),
    ],
)
def test_latest_day_break_keeps_each_event_on_its_files_day(events, expected):
    assert latest_day_break(events) == expected


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (
            [(on(SUNDAY, 9), SUNDAY), (on(SUNDAY, 9), SATURDAY)],
            "No day break lists an event of 2018-02-04 09:00 on 2018-02-03 "
            "and lists one of 2018-02-04 09:00 on its own date.",
        ),
        (
            [(on(SUNDAY, 12), SATURDAY), (on(SUNDAY, 13), SUNDAY)],
            "No day break lists an event of 2018-02-04 12:00 on 2018-02-03 "
            "and is at 12:00 or before.",
        ),
        (
            [(on(SUNDAY, 12), SATURDAY), (on(SUNDAY, 12), SUNDAY)],
            "No day break lists an event of 2018-02-04 12:00 on 2018-02-03 "
            "and lists one of 2018-02-04 12:00 on its own date.",
        ),
        (
            [(on(SATURDAY, 23), SUNDAY)],
            "No day break lists an event of 2018-02-03 23:00 on 2018-02-04. "
            "Expected a start on that date or in the night after it.",
        ),
        (
            [(on(date(2018, 2, 5), 1), SATURDAY)],
            "No day break lists an event of 2018-02-05 01:00 on 2018-02-03. "
            "Expected a start on that date or in the night after it.",
        ),
    ],
)
def test_latest_day_break_names_the_event_that_allows_none(events, message):
    with pytest.raises(ValueError) as refusal:
        latest_day_break(events)

    assert str(refusal.value) == message


@given(
    day_break=st.integers(0, 12 * 60).map(lambda minute: time(minute // 60, minute % 60)),
    starts=st.lists(st.datetimes(datetime(2018, 2, 3), datetime(2018, 2, 6)), min_size=1),
)
def test_latest_day_break_is_found_whenever_there_is_one(day_break, starts):
    listed = [(start, programme_day(start.replace(tzinfo=UTC), UTC, day_break)) for start in starts]

    found = latest_day_break(listed)

    assert [programme_day(start.replace(tzinfo=UTC), UTC, found) for start in starts] == [
        day for _, day in listed
    ]
    assert found >= day_break.replace(minute=day_break.minute // 5 * 5)


def hours(number):
    return timedelta(hours=number)


def test_a_zone_without_a_change_has_one_offset():
    found = offsets(MOSCOW, utc(2021, 5, 24, 21), utc(2021, 5, 27))

    assert found == (Offset(utc(2021, 5, 24, 21), hours(3), hours(3), "MSK", False),)


def test_clocks_change_in_the_second_they_do():
    found = offsets(BERLIN, utc(2021, 3, 27, 20, 30), utc(2021, 11, 1))

    assert found == (
        Offset(utc(2021, 3, 27, 20, 30), hours(1), hours(1), "CET", False),
        Offset(utc(2021, 3, 28, 1), hours(1), hours(2), "CEST", True),
        Offset(utc(2021, 10, 31, 1), hours(2), hours(1), "CET", False),
    )


@given(st.integers(0, 800), st.sampled_from([MOSCOW, BERLIN, LORD_HOWE, APIA, HAVANA]))
def test_the_offset_of_every_instant_is_among_the_offsets(passed, zone):
    since = utc(2011, 1, 1)
    at = since + timedelta(hours=11 * passed)

    last = [item for item in offsets(zone, since, utc(2012, 1, 2)) if item.starts_at <= at][-1]

    assume(at <= utc(2012, 1, 2))
    assert last.offset == local(at, zone).utcoffset()
