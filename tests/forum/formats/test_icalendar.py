"""forum/formats/icalendar.py: calendars, written and read back by a reader of the format."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from icalendar import Calendar

from forum.formats.icalendar import _definition, nearest_name, write
from forum.phases import BEGINNING, REMOVED_KEPT
from forum.public_history import carried_forward
from forum.values import Change, History, Tombstone
from multilingual.characters import on_one_line
from multilingual.text import Text, Words
from sessions.times import offsets
from sessions.values import Recording
from tests.builders import (
    FIRST_DAY,
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
from tests.strategies import programmes

RELEASED = at(8, day=1)


def written(programme, name=None, written=None, **given):
    publication = a_publication(**{"since": RELEASED, **given})
    return write(programme, publication, name=name, written=written)


def events_of(programme, **given):
    return Calendar.from_ical(written(programme, **given)).walk("VEVENT")


def event_of(session, language="en", **given):
    (event,) = events_of(a_programme([session], **given), language=language)
    return event


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def released(before, after, hour):
    """Return `after` with the history it has when released at an hour."""
    history = carried_forward(before, after, release=hour, at=at(hour))
    return after.replace(history=history)


# One session


def test_an_event_says_what_the_session_is():
    stage, track = a_stage("main"), a_track(colour="#157347")
    session = a_session(
        stage=stage.guid,
        track=track.guid,
        abstract=in_english("About; it, all."),
        recording=Recording("https://v.example/1"),
    )
    programme = a_programme(
        [session],
        stages=[stage],
        tracks=[track],
        streams=[
            a_stream("floor", stage=stage.guid, day=FIRST_DAY),
            a_stream("ru", video="dQw4w9WgXcQ", stage=stage.guid, day=FIRST_DAY, language="ru"),
        ],
        history=History(changes={session.guid: Change(3, at(9))}),
    )

    lines = unfolded(written(programme))

    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")
    watch, other = (f"https://www.youtube.com/watch?v={v}" for v in ("aqz-KE-bpKQ", "dQw4w9WgXcQ"))
    assert sorted(lines[begin + 1 : end]) == [
        "ATTACH:https://v.example/1",
        "CATEGORIES:Track 1,Talk",
        "COLOR:seagreen",
        f"CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Russian;LANGUAGE=ru;VALUE=URI:{other}",
        f"CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:{watch}",
        f"DESCRIPTION:About\\; it\\, all.\\n\\nWatch: {watch}\\nWatch (Russian): {other}\\n"
        "Recording: https://v.example/1\\n"
        "Session page: https://forum.example/en/2021/session/session-1",
        "DTEND;TZID=Europe/Moscow:20210525T110000",
        "DTSTAMP:20210525T060000Z",
        "DTSTART;TZID=Europe/Moscow:20210525T100000",
        "LAST-MODIFIED:20210525T060000Z",
        "LOCATION;LANGUAGE=en:Stage main",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "SUMMARY;LANGUAGE=en:Session 1",
        f"UID:{session.guid}@forum.example",
        "URL:https://forum.example/en/2021/session/session-1",
        f"X-FORUM-STAGE:{stage.guid}",
    ]


@pytest.mark.parametrize(
    ("state", "status", "title"),
    [
        ("confirmed", "CONFIRMED", "Session 1"),
        ("tentative", "TENTATIVE", "Session 1"),
        ("cancelled", "CANCELLED", "Cancelled: Session 1"),
    ],
)
def test_a_state_is_a_status_and_a_cancelled_session_says_so(state, status, title):
    event = event_of(a_session(state=state))

    assert (event["STATUS"], event["SUMMARY"]) == (status, title)
    assert ("TRANSP" in event) == (state == "cancelled")


def test_words_are_in_the_language_asked_for_or_marked():
    session = a_session(title=Text({"en": "Opening", "ru": "Открытие"}))
    only = a_session(title=in_english("Opening"))

    own, standing_in = event_of(session, "ru")["SUMMARY"], event_of(only, "ru")["SUMMARY"]

    assert (own, own.params["LANGUAGE"]) == ("Открытие", "ru")
    assert (standing_in, standing_in.params["LANGUAGE"]) == ("Opening", "en")


def test_a_title_with_signs_of_the_format_is_read_as_it_is():
    title = r"C:\New; a, b \\ \n"

    assert event_of(a_session(title=in_english(title)))["SUMMARY"] == title


def test_a_calendar_says_in_which_language_it_is():
    lines = unfolded(written(a_programme([a_session()]), language="ru"))

    assert "PRODID:-//Forum//Programme//RU" in lines


def test_a_session_is_always_somewhere():
    assert event_of(a_session())["LOCATION"] == "Smart Cities"


@pytest.mark.parametrize(
    "title",
    [
        "Запятая, точка; с запятой \\ и \\n косая",
        "שלום\u200f (RTL) \u200fعالم",
        "👩‍🔬" * 40,
        "Слово " * 90,
        '"Quoted": BEGIN:VEVENT',
    ],
)
def test_a_title_is_read_back_as_it_was(title):
    assert event_of(a_session(title=in_english(title)))["SUMMARY"] == on_one_line(title)


def test_line_ends_and_control_characters_make_no_property():
    title = "One\r\nX-EVIL:1\nTwo\x00\x1b\rThree\u2028Four"

    lines = unfolded(written(a_programme([a_session(title=in_english(title))])))

    assert "SUMMARY;LANGUAGE=en:One X-EVIL:1 Two Three Four" in lines


def test_lines_are_folded_after_75_octets_between_letters():
    session = a_session(title=in_english("Ж" * 400), abstract=in_english("👩‍🔬Ёлка " * 100))

    data = written(a_programme([session]))

    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.endswith(b"END:VCALENDAR\r\n")


# Times


def test_a_session_past_midnight_keeps_its_instants():
    session = a_session(starts_at=at(23, 30), duration_minutes=150)

    event = event_of(session)

    assert event.start == session.starts_at
    assert event.end == at(2, day=26)


def test_a_session_of_no_length_has_no_end():
    event = event_of(a_session(duration_minutes=0))

    assert "DTEND" not in event and "DURATION" not in event


def test_a_session_without_a_time_is_no_event():
    assert events_of(a_programme([a_session(1), a_session(2, starts_at=None)])) == [
        event_of(a_session(1))
    ]


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_an_edition_in_utc_needs_no_time_zone(zone):
    data = written(a_programme([a_session()], edition=an_edition(time_zone=zone)))

    assert "DTSTART:20210525T070000Z" in unfolded(data)
    assert b"VTIMEZONE" not in data


def time_zone_of(name, first_date, *sessions):
    edition = an_edition(time_zone=name, first_date=first_date, last_date=first_date)
    lines = unfolded(written(a_programme(sessions, edition=edition)))
    return lines[lines.index("BEGIN:VTIMEZONE") + 1 : lines.index("END:VTIMEZONE")]


def test_clocks_that_go_back_change_at_the_time_they_showed_before():
    start = datetime(2021, 10, 30, 20, tzinfo=UTC)

    assert time_zone_of("Europe/Berlin", date(2021, 10, 30), a_session(starts_at=start)) == [
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:20211030T000000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20211031T030000",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
    ]


def test_clocks_that_go_forward_change_at_the_time_they_showed_before():
    start = datetime(2021, 3, 27, 20, tzinfo=UTC)

    lines = time_zone_of("Europe/Berlin", date(2021, 3, 27), a_session(starts_at=start))

    assert lines[7:] == [
        "BEGIN:DAYLIGHT",
        "DTSTART:20210328T020000",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
    ]


@pytest.mark.parametrize("minutes", [0, 60, 90, 120])
def test_a_night_in_which_clocks_go_back_loses_no_hour(minutes):
    starts_at = datetime(2021, 10, 31, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    session = a_session(starts_at=starts_at, duration_minutes=45)
    edition = an_edition(
        time_zone="Europe/Berlin", first_date=date(2021, 10, 30), last_date=date(2021, 10, 31)
    )

    event = event_of(session, edition=edition)

    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (
        starts_at,
        session.ends_at,
    )
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(minutes=45)


# The calendar


def test_the_calendar_says_what_it_is_and_where_it_comes_from():
    lines = unfolded(written(a_programme([a_session()], tracks=[a_track()])))

    assert lines[: lines.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Forum//Programme//EN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=en:Smart Cities",
        "X-WR-CALNAME:Smart Cities",
        "COLOR:royalblue",
        "LAST-MODIFIED:20210501T050000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://forum.example/en/2021/schedule.ics",
        "URL:https://forum.example/en/2021/home",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/Moscow",
    ]


def test_a_calendar_without_events_is_one():
    calendar = Calendar.from_ical(written(a_programme()))

    assert (calendar["VERSION"], calendar.walk("VEVENT")) == ("2.0", [])


def test_a_name_that_looks_like_the_format_does_no_harm():
    edition = an_edition(name=in_english("END:VCALENDAR"))

    calendar = Calendar.from_ical(written(a_programme([a_session()], edition=edition)))

    assert (calendar["NAME"], len(calendar.walk("VEVENT"))) == ("END:VCALENDAR", 1)


def test_only_chosen_sessions_are_in_a_chosen_calendar():
    sessions = [a_session(1), a_session(2), a_session(3)]
    programme = a_programme(sessions)

    chosen = programme.narrowed(lambda session: session.number == 3)
    found = events_of(chosen, name=Words("Моя", "ru", False))

    assert [event["SUMMARY"] for event in found] == ["Session 3"]


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#ff0000", "red"),
        ("#1456b8", "royalblue"),
        ("#ffffff", "white"),
        ("#663399", "darkslateblue"),
    ],
)
def test_a_colour_has_a_name_of_css_3(colour, name):
    assert nearest_name(colour) == name


# From release to release


def test_a_moved_session_has_a_higher_sequence_and_says_when_it_moved():
    first = released(None, a_programme([a_session()]), 8)
    moved = released(first, a_programme([a_session(starts_at=at(12))]), 9)

    (before,), (after,) = events_of(first), events_of(moved)

    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (before["DTSTAMP"].dt, after["DTSTAMP"].dt) == (at(8), at(9))
    assert (before["UID"], after.start) == (after["UID"], at(12))


def test_a_release_that_changes_nothing_here_changes_no_byte():
    first = released(None, a_programme([a_session()], stages=[a_stage()]), 8)
    again = released(first, a_programme([a_session()], stages=[a_stage(), a_stage(2)]), 9)

    assert written(first, since=at(8)) == written(again, since=at(9))


def test_a_removed_session_is_cancelled_for_thirty_days_and_then_forgotten():
    first = released(None, a_programme([a_session(1), a_session(2)]), 8)
    removed = released(first, a_programme([a_session(2)]), 9)
    over = at(9) + REMOVED_KEPT

    def seen(moment):
        return [
            (event["SUMMARY"], event["STATUS"], event["SEQUENCE"], event["DTSTAMP"].dt)
            for event in events_of(removed, moment=moment)
        ]

    other = ("Session 2", "CONFIRMED", 0, at(8))
    assert seen(BEGINNING) == [("Cancelled: Session 1", "CANCELLED", 1, at(9)), other]
    assert seen(over - timedelta(seconds=1)) == seen(BEGINNING)
    assert seen(over) == [other]


def test_a_calendar_is_never_older_than_it_was_when_a_removed_session_leaves():
    first = released(None, a_programme([a_session(1), a_session(2)]), 8)
    removed = released(first, a_programme([a_session(2)]), 9)

    lines = unfolded(written(removed, moment=at(9) + REMOVED_KEPT))

    assert "LAST-MODIFIED:20210525T060000Z" in lines[: lines.index("BEGIN:VTIMEZONE")]


def test_a_session_that_never_had_a_time_leaves_no_cancelled_event():
    session = a_session(starts_at=None)
    history = History(removed={session.guid: Tombstone(session, at(9))})

    assert events_of(a_programme(history=history)) == []


# Whatever the programme


@settings(max_examples=60)
@given(programmes())
def test_every_session_with_a_time_is_read_back(programme):
    data = written(programme, language="ru")

    calendar = Calendar.from_ical(data)
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}

    timed = {f"{s.guid}@forum.example": s for s in programme.sessions if s.starts_at}
    assert found.keys() == timed.keys()
    for uid, session in timed.items():
        event = found[uid]
        words = on_one_line(session.title.in_language("ru").words) or f"№ {session.number}"
        title = f"Отменено: {words}" if session.is_cancelled else words
        assert str(event["SUMMARY"]) == title
        assert event.start.astimezone(UTC) == session.starts_at
        if session.duration_minutes:
            assert event.end.astimezone(UTC) == session.ends_at
        assert str(event["LOCATION"])
        assert not event.errors
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data == written(dataclasses.replace(programme), language="ru")


def test_the_zone_is_known_without_a_database_of_zones():
    calendar = Calendar.from_ical(written(a_programme([a_session()])))

    (zone,) = calendar.timezones
    assert zone.to_tz().utcoffset(datetime(2021, 5, 25, 10)) == timedelta(hours=3)
    assert ZoneInfo(zone.tz_name)


def test_events_that_were_written_before_are_not_written_again(monkeypatch):
    programme = a_programme([a_session(1), a_session(2)])
    kept = {}
    whole = written(programme, written=kept)
    monkeypatch.setattr("forum.formats.icalendar.entry", None)

    again = written(programme, written=kept)

    assert again == whole == written(programme, written=dict(kept))
    with pytest.raises(TypeError):
        written(programme, written=kept, language="ru")


def test_the_clocks_of_a_zone_are_looked_up_once_for_the_same_days(monkeypatch):
    _definition.cache_clear()
    looked_up = []
    monkeypatch.setattr(
        "forum.formats.icalendar.offsets",
        lambda *given: looked_up.append(given) or offsets(*given),
    )
    one, other = a_programme([a_session(1)]), a_programme([a_session(2, starts_at=at(12))])

    first, second = written(one), written(other, language="ru")

    assert len(looked_up) == 1
    definition = first[first.index(b"BEGIN:VTIMEZONE") : first.index(b"BEGIN:VEVENT")]
    assert definition in second
