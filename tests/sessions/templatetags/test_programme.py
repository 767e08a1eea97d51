from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from multilingual.text import Text
from sessions.templatetags import programme
from speakers.values import Link
from tests.builders import MOSCOW, at

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        (at(10, 30), None, "2021-05-25T07:30+00:00"),
        (at(10, 30), MOSCOW, "2021-05-25T10:30+03:00"),
        (at(20), TOKYO, "2021-05-26T02:00+09:00"),
        (date(2021, 5, 25), MOSCOW, "2021-05-25"),
        (None, MOSCOW, ""),
    ],
)
def test_machines_read_iso_8601(value, zone, expected):
    assert programme.iso(value, zone) == expected


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [(at(9, 5), MOSCOW, "09:05"), (at(20), TOKYO, "02:00"), (None, MOSCOW, "")],
)
def test_people_read_the_clock_of_the_zone(value, zone, expected):
    assert programme.clock(value, zone) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Tuesday, 25 May", "25 May", "Tuesday", "25 May 2021"]),
        ("ru", ["Вторник, 25 мая", "25 мая", "Вторник", "25 мая 2021"]),
    ],
)
def test_dates_are_in_the_pages_language(language, expected):
    filters = (programme.day_date, programme.short_date, programme.weekday, programme.full_date)
    with translation.override(language):
        found = [each(date(2021, 5, 25)).removesuffix(" г.") for each in filters]

    assert found == expected


def test_a_date_is_that_of_the_zone():
    assert programme.short_date(at(20), TOKYO) == "26 May"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link("https://www.example.org/a", Text({"en": "Slides"})), "Slides"),
        (Link("https://www.example.org/a"), "example.org"),
        (Link("mailto:info@example.org"), "mailto:info@example.org"),
    ],
)
def test_a_link_without_a_title_is_named_by_its_host(link, expected):
    assert programme.link_name(link) == expected


def test_a_subscription_has_a_scheme_of_its_own():
    assert (
        programme.webcal("https://forum.example/my.ics?s=1") == "webcal://forum.example/my.ics?s=1"
    )
    assert programme.webcal("http://localhost:8000/my.ics") == "webcal://localhost:8000/my.ics"
