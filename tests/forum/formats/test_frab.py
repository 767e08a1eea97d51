"""forum/formats/frab.py: slugs, durations, addresses and names of the frab family."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.formats import frab
from forum.formats.frab import (
    acronym,
    by_language,
    days_and_hours,
    described,
    event_slug,
    hours,
    known_zone,
    line,
    markdown,
    person_ids,
    stamp,
    web,
)
from multilingual.text import Text
from tests.builders import (
    MOSCOW,
    a_guid,
    a_programme,
    a_publication,
    a_session,
    a_stage,
    a_stream,
    a_track,
    an_edition,
    at,
    in_english,
)


@pytest.mark.parametrize(
    ("given", "slug", "expected"),
    [
        ("scm2021", "2021", "scm2021"),
        ("SCM-2021", "2021", "scm2021"),
        ("SCM", "2021", "scm2021"),
        ("Умный", "2021", "umnyi"),
        ("", "2021", "2021"),
        ("", "a", "a2021"),
        ("", "_", "forum2021"),
    ],
)
def test_an_acronym_passes_every_schema(given, slug, expected):
    assert acronym(an_edition(acronym=given, slug=slug)) == expected


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("opening", "scm2021-7-opening"),
        ("Opening_Words", "scm2021-7-opening-words"),
        ("a", "scm2021-7-session-a"),
        ("_", "scm2021-7-session"),
    ],
)
def test_an_event_has_a_slug_of_its_number_and_address(slug, expected):
    found = event_slug("scm2021", a_session(7, slug=slug))

    assert found == expected
    # The patterns of the newest schema of XML, of its predecessor, and of JSON.
    for pattern in (
        r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}",
        r"[a-z0-9_]{4,}-[0-9]{1,6}-[a-z0-9\-_]{4,}",
        r"[a-z0-9_-]+[a-z0-9]",
    ):
        assert re.fullmatch(pattern, found)


@pytest.mark.parametrize(
    ("minutes", "in_hours", "in_days"),
    [
        (0, "00:00", "00:00"),
        (90, "01:30", "01:30"),
        (1439, "23:59", "23:59"),
        (1440, "24:00", "1:00:00"),
        (7 * 1440 + 61, "169:01", "7:01:01"),
    ],
)
def test_a_duration_is_written_as_each_schema_has_it(minutes, in_hours, in_days):
    assert (hours(minutes), days_and_hours(minutes)) == (in_hours, in_days)


def test_an_instant_has_the_offset_of_the_edition():
    assert stamp(at(10), MOSCOW) == "2021-05-25T10:00:00+03:00"


def test_an_offset_with_seconds_is_written_as_utc():
    long_ago = datetime(1905, 5, 25, 7, tzinfo=UTC)

    assert stamp(long_ago, MOSCOW) == "1905-05-25T07:00:00+00:00"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/б?в=г#д", "https://example.org/%D0%B1?%D0%B2=%D0%B3#%D0%B4"),
        ("https://пример.рф:8080/", "https://xn--e1afmkfd.xn--p1ai:8080/"),
        ("https://example.org/100%/%D0%B1", "https://example.org/100%25/%D0%B1"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("https://example.org/a[b]\ud800", "https://example.org/a%5Bb%5D"),
        ("javascript:alert(1)", ""),
        ("https://example.org\n/javascript:", ""),
        ("data:text/html,x", ""),
        ("/relative", ""),
        ("", ""),
    ],
)
def test_an_address_is_a_uri_or_nothing(given, expected):
    assert web(given) == expected


@pytest.mark.parametrize("zone", ["Europe/Moscow", "America/St_Johns", "UTC", "Etc/UTC"])
def test_a_zone_that_the_schema_of_json_knows(zone):
    assert known_zone(zone) and ZoneInfo(zone)


@pytest.mark.parametrize("zone", ["Etc/GMT-3", "US/Eastern", "Japan"])
def test_a_zone_that_the_schema_of_json_does_not_know(zone):
    assert not known_zone(zone) and ZoneInfo(zone)


def test_a_line_is_short_and_turns_nothing_round():
    assert line(" One\x00\r\ntwo \u202ethree ") == "One two three"
    assert line("\u200b\u202e") == ""
    assert line("x" * 10_000_000) == "x" * 500


def test_where_there_is_nothing_to_see_another_language_stands_in():
    assert line(Text({"en": "\u200b\x07", "ru": "Имя"})) == "Имя"


def test_a_text_stays_as_it_is_save_for_what_no_file_can_hold():
    kept = "  *One*\u2028two\x85\n\n<script>alert(1)</script> `&lt;` \t👩\u200d🔬\u200f\n"

    assert markdown(kept) == kept
    assert markdown("a\x00b\x0bc\ud800d\r\ne\rf\u202eg\ufffe") == "abcd\ne\nfg"
    assert len(markdown("x" * 10_000_000)) == 100_000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, None),
        ({"en": "One", "ru": "Раз"}, {"en": "One", "ru": "Раз"}),
        ({"ru": "Раз"}, {"ru": "Раз"}),
        ({"pt": "Um", "pt-br": "Um dois"}, {"pt": "Um"}),
        ({"pt-br": "Um dois"}, {"pt": "Um dois"}),
        ({"fil": "Isa"}, None),
        ({"en": "\x00"}, None),
    ],
)
def test_a_text_in_several_languages_is_keyed_by_two_letters(words, expected):
    assert by_language(Text(words)) == expected


# People


def test_a_person_has_the_same_number_in_every_file():
    guids = [a_guid(number) for number in range(500)]
    ids = person_ids(guids)

    assert person_ids(reversed(guids)) == ids
    assert len(set(ids.values())) == 500
    assert all(0 < number < 2**31 for number in ids.values())
    assert {guid: person_ids([guid])[guid] for guid in guids} == ids


def test_people_whose_numbers_meet_are_told_apart(monkeypatch):
    monkeypatch.setattr(frab, "_MOST_PERSONS", 50)
    guids = [a_guid(number) for number in range(50)]

    assert sorted(person_ids(guids).values()) == list(range(1, 51))


# Tracks and rooms


def test_things_of_one_name_are_told_apart():
    stages = [a_stage(key, name=in_english(name)) for key, name in ((1, "Main"), (2, "MAIN"))]
    tracks = [a_track(key, name=in_english("Cities")) for key in (1, 2, 3)]

    found = described(a_programme(stages=stages, tracks=tracks), a_publication())

    assert sorted(room.name.casefold() for room in found.rooms) == ["main", "main (2)"]
    assert [track.name for track in found.tracks] == ["Cities", "Cities (2)", "Cities (3)"]


def test_slugs_of_tracks_begin_with_a_letter_and_are_unique():
    slugs = ("a", "track-a", "5G", "no-track", "A_B", "a-b")
    tracks = [a_track(key, slug=slug) for key, slug in enumerate(slugs, 1)]

    found = described(a_programme(tracks=tracks), a_publication())

    assert [track.slug for track in found.tracks] == [
        "track-a", "track-a-2", "track-5g", "no-track-2", "a-b", "a-b-2",
    ]  # fmt: skip


def test_a_code_that_two_sessions_have_names_neither():
    sessions = [
        a_session(1, code="ABC123"),
        a_session(2, code="ABC123"),
        a_session(3, code="XYZ789"),
        a_session(4, code="short"),
    ]

    found = described(a_programme(sessions), a_publication())

    assert [event.code for event in found.events] == ["", "", "XYZ789", ""]


def test_a_room_has_a_stream_where_one_video_carries_all_its_days():
    stages = [a_stage(1), a_stage(2), a_stage(3)]
    day, next_day = date(2021, 5, 25), date(2021, 5, 26)
    streams = [
        a_stream(1, stage=stages[0].guid, day=day),
        a_stream(2, stage=stages[0].guid, day=next_day),
        a_stream(3, stage=stages[0].guid, day=day, language="ru", video="dQw4w9WgXcQ"),
        a_stream(4, stage=stages[1].guid, day=day),
        a_stream(5, stage=stages[1].guid, day=next_day, video="dQw4w9WgXcQ"),
    ]

    found = described(a_programme(stages=stages, streams=streams), a_publication())

    assert {room.guid: (room.stream, room.is_broadcast) for room in found.rooms} == {
        stages[0].guid: ("aqz-KE-bpKQ", True),
        stages[1].guid: ("", True),
        stages[2].guid: ("", False),
    }


def test_what_is_missing_in_a_language_is_told_in_another():
    session = a_session(title=in_english("Opening"), abstract=Text({"ru": "Слова"}))

    (event,) = described(a_programme([session]), a_publication(language="ru")).events

    assert (event.title, event.abstract, event.description) == ("Opening", "Слова", "")


def test_a_programme_is_described_once_for_all_formats_of_a_language(monkeypatch):
    made = []
    whole = frab._Description
    monkeypatch.setattr(frab, "_Description", lambda *given: made.append(given) or whole(*given))
    programme = a_programme([a_session(1)])

    first = described(programme, a_publication(source="https://a.example/schedule.xml"))
    second = described(programme, a_publication(source="https://b.example/schedule.json"))
    described(programme, a_publication(language="ru"))
    described(programme, a_publication(release=9))

    assert len(made) == 3
    assert first.events is not None and [*first.events] == [*second.events]
    assert (first.source, first.system) == ("https://a.example/schedule.xml", "a.example")
    assert (second.source, second.system) == ("https://b.example/schedule.json", "b.example")
