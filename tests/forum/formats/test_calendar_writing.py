"""forum/formats/calendar_writing.py: lines as the format and a library that knows it have them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vDatetime
from icalendar.parser import Contentline, Parameters
from icalendar.timezone.tzid import is_utc

from forum.formats.calendar_writing import clock, escaped, instant, line, written
from tests.builders import at

CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\r\n")


@given(st.text(CHARACTERS | st.sampled_from("\\^ё語👩"), max_size=400))
def test_lines_are_folded_as_the_library_folds_them(words):
    assert written([words]) == Contentline(words).to_ical() + b"\r\n"


@pytest.mark.parametrize("before", range(65, 80))
@pytest.mark.parametrize("letter", ["x", "ж", "語", "👩", "\\,"])
def test_no_letter_and_nothing_escaped_is_torn(before, letter):
    found = written(["x" * before + letter * 40])

    lines = found.decode().split("\r\n")
    assert lines.pop() == ""
    assert max(len(part.encode()) for part in lines) <= 75
    assert all(not part.endswith("\\") for part in lines)
    assert "".join([lines[0], *(part[1:] for part in lines[1:])]) == "x" * before + letter * 40


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_parameters_are_quoted_as_the_library_quotes_them(value):
    ours = line("A", "b", {"LABEL": value, "FEATURE": ("AUDIO", "VIDEO")})

    theirs = Parameters({"FEATURE": ["AUDIO", "VIDEO"], "LABEL": value})
    assert ours == f"A;{theirs.to_ical().decode()}:b"


def test_words_are_escaped_so_that_each_stays_what_it_is():
    assert escaped("C:\\New; a, b\nc") == "C:\\\\New\\; a\\, b\\nc"


# The library takes Reykjavik for another name of UTC.
ZONES = [name for name in sorted(available_timezones()) if not is_utc(ZoneInfo(name))]


@pytest.mark.parametrize("name", ZONES[::7])
def test_times_of_any_zone_are_what_the_library_writes(name):
    moment = at(9, 30).astimezone(ZoneInfo(name))

    theirs, in_utc = vDatetime(moment), vDatetime(moment.astimezone(UTC))

    parameters = theirs.params.to_ical().decode()
    assert line("A", clock(moment), {"TZID": name}) == f"A;{parameters}:{theirs.to_ical().decode()}"
    assert instant(moment) == in_utc.to_ical().decode()


def test_instants_before_the_year_1000_have_four_digits():
    assert clock(datetime(33, 4, 3, 15, 0, 5, tzinfo=UTC)) == "00330403T150005"
