"""forum/formats/calendar_times.py: zones, clocks, and what repeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.formats.calendar_lines import calendars
from forum.formats.calendar_times import Clocks, iso_duration, repeated, when, whens, zone_named
from forum.formats.outline import Outline

OWN_ZONE = """\
BEGIN:VTIMEZONE
TZID:Here
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
FIXED_ZONE = """\
BEGIN:VTIMEZONE
TZID:Here
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:-0330
TZOFFSETTO:-0330
END:STANDARD
END:VTIMEZONE
"""


def read(line: str, *components: str):
    """Return what a line says of times, beside VTIMEZONE components."""
    data = "\n".join(("BEGIN:VCALENDAR", line, *components, "END:VCALENDAR"))
    (calendar,) = calendars(data.encode(), Outline())
    (given,) = next(iter(calendar.properties.values()))
    return given, Clocks(calendar.walk("VTIMEZONE"))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/citadel.org/20210210_1/Europe/Berlin", "Europe/Berlin"),
        ("/example.org/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Russian Standard Time", "Europe/Moscow"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("UTC", "UTC"),
        ("/example.org/Israel", ""),
        ("Moscow", ""),
        ("../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_zones_are_known_by_many_names(words, name):
    assert zone_named(words) == name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DTSTART:20210525T100000Z", datetime(2021, 5, 25, 10, tzinfo=UTC)),
        ("DTSTART:20210525T100000", datetime(2021, 5, 25, 10)),
        ("DTSTART;VALUE=DATE-TIME:20210525T100000", datetime(2021, 5, 25, 10)),
        ("DTSTART:2021-05-25T10:00:00+03:00", datetime(2021, 5, 25, 7, tzinfo=UTC)),
        ("DTSTART;VALUE=DATE:20210525", date(2021, 5, 25)),
        ("DTSTART:20210525", date(2021, 5, 25)),
        ("DTSTART;TZID=Europe/Moscow:20210525T100000", datetime(2021, 5, 25, 7, tzinfo=UTC)),
        ("DTSTART;TZID=Nowhere:20210525T100000", datetime(2021, 5, 25, 10)),
        ("DTSTART:20210230", None),
        ("DTSTART:00010101", None),
        ("DTSTART:20210230T100000", None),
        ("DTSTART:soon", None),
        ("DTSTART:", None),
    ],
)
def test_a_time_is_read_in_all_its_forms(line, expected):
    given, clocks = read(line)

    assert when(given, clocks) == expected


@pytest.mark.parametrize(
    ("zone", "local", "hours"),
    [
        (OWN_ZONE, "20210525T100000", 2),
        (OWN_ZONE, "20210115T100000", 1),
        (OWN_ZONE, "20210328T015900", 1),
        (OWN_ZONE, "20210328T020000", 2),
        (OWN_ZONE, "20211031T030000", 1),
        (FIXED_ZONE, "20210525T100000", -3.5),
    ],
)
def test_a_zone_of_the_file_s_own_goes_as_it_describes(zone, local, hours):
    given, clocks = read(f"DTSTART;TZID=Here:{local}", zone)

    assert when(given, clocks).utcoffset() == timedelta(hours=hours)


def test_a_zone_of_the_file_s_own_may_name_one_of_ours():
    zone = FIXED_ZONE.replace("TZID:Here", "TZID:Here\nX-LIC-LOCATION:Asia/Tokyo")
    given, clocks = read("DTSTART;TZID=Here:20210525T100000", zone)

    assert when(given, clocks) == datetime(2021, 5, 25, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert clocks.name("Here") == "Asia/Tokyo"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=13;BYDAY=SU",
        "FREQ=YEARLY;BYMONTH=2;BYDAY=9SU",
        "FREQ=YEARLY;BYMONTH=2;BYDAY=0SU",
    ],
)
def test_a_zone_with_a_rule_beyond_reason_has_its_first_offset(rule):
    zone = FIXED_ZONE.replace("TZOFFSETTO:-0330", f"TZOFFSETTO:-0330\nRRULE:{rule}")
    given, clocks = read("DTSTART;TZID=Here:20210525T100000", zone)

    assert when(given, clocks).utcoffset() == timedelta(hours=-3.5)


@pytest.mark.parametrize("offset", ["+9999", "east", ""])
def test_a_zone_without_a_possible_offset_says_nothing(offset):
    zone = FIXED_ZONE.replace("TZOFFSETTO:-0330", f"TZOFFSETTO:{offset}")
    given, clocks = read("DTSTART;TZID=Here:20210525T100000", zone)

    assert when(given, clocks) == datetime(2021, 5, 25, 10)


def test_lists_of_times_are_read_without_what_is_none():
    given, clocks = read("EXDATE:20210525T100000Z, 20210526T100000Z,soon,")

    assert whens(given, clocks) == [
        datetime(2021, 5, 25, 10, tzinfo=UTC),
        datetime(2021, 5, 26, 10, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("P2W", "P14D"), ("+PT1H", "PT1H"), ("pt1h30m", "PT1H30M"), ("-PT1H", "-PT1H")],
)
def test_durations_are_rewritten_for_the_rest_of_the_house(words, expected):
    assert iso_duration(words) == expected


# 24 May 2021 is a Monday.
@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", [24, 25, 26]),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", [24, 26, 28]),
        ("FREQ=DAILY;UNTIL=20210526T120000Z", [24, 25, 26]),
        ("FREQ=DAILY;UNTIL=20210526T050000Z", [24, 25]),
        ("FREQ=DAILY;UNTIL=20210526T100000", [24, 25, 26]),
        ("FREQ=DAILY;UNTIL=20210525", [24, 25]),
        ("FREQ=DAILY;BYDAY=TU,TH;COUNT=3", [24, 25, 27]),
        ("FREQ=WEEKLY;COUNT=2", [24, 31]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20210530", [24, 26]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20210531", [24, 26, 31]),
        ("freq=weekly;count=1", [24]),
    ],
)
def test_daily_and_weekly_rules_are_followed(rule, days):
    start = datetime(2021, 5, 24, 10, tzinfo=ZoneInfo("Europe/Moscow"))

    found, message = repeated(start, rule, None)

    assert (found, message) == ([start.replace(day=day) for day in days], "")


def test_weeks_are_counted_from_their_first_day():
    # RFC 5545, 3.8.5.3 gives this example: it begins on a Tuesday.
    start = date(1997, 8, 5)

    from_monday, _ = repeated(start, "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", None)
    from_sunday, _ = repeated(start, "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", None)

    assert [found.day for found in from_monday] == [5, 10, 19, 24]
    assert [found.day for found in from_sunday] == [5, 17, 19, 31]


def test_a_repeat_keeps_its_local_time_when_clocks_change():
    start = datetime(2021, 10, 30, 10, tzinfo=ZoneInfo("Europe/Berlin"))

    found, _ = repeated(start, "FREQ=DAILY;COUNT=2", None)

    assert [item.astimezone(UTC).hour for item in found] == [8, 9]


def test_a_rule_without_an_end_goes_on_with_the_others():
    start = datetime(2021, 5, 24, 10)

    until_last, message = repeated(start, "FREQ=DAILY", date(2021, 5, 26))
    alone, _ = repeated(start, "FREQ=DAILY", None)

    assert ([found.day for found in until_last], [found.day for found in alone]) == (
        [24, 25, 26],
        [24],
    )
    assert message == "it repeats without an end, it is taken until the last date of the others"


def test_a_rule_of_years_ends_with_the_longest_edition():
    found, message = repeated(date(2021, 5, 24), "FREQ=DAILY;COUNT=999999", None)

    assert (len(found), found[-1]) == (120, date(2021, 9, 20))
    assert message == "it repeats for more than 120 days, the rest is left out"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=YEARLY",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0;COUNT=2",
        "FREQ=DAILY;INTERVAL=-1;COUNT=2",
        "FREQ=DAILY;COUNT=many",
        "FREQ=DAILY;BYHOUR=1,2;COUNT=2",
        "FREQ=WEEKLY;BYDAY=2MO;COUNT=2",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;UNTIL=20219999",
        "FREQ=WEEKLY;WKST=XX;COUNT=2",
    ],
)
def test_a_rule_that_is_not_understood_leaves_its_first_date(rule):
    found, message = repeated(date(2021, 5, 24), rule, date(2021, 6, 24))

    assert found == [date(2021, 5, 24)]
    assert "not understood" in message
