"""Reading schedule.xml: every quirk of real files, in small invented ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest

from forum.formats.reading import NotASchedule, Reading
from forum.formats.understanding import PALETTE
from multilingual.text import Text
from sessions.values import Attachment, Recording, Session
from speakers.values import Link
from tests.forum.formats.frab import a_day, a_schedule, an_event, read, tag

GUID = "00000000-0000-4000-8000-000000000001"


def session_of(event: str, **conference: Any) -> Session:
    (session,) = read(a_schedule(a_day(event), **conference)).programme.sessions
    return session


def starts(reading: Reading) -> dict[str, datetime | None]:
    return {str(session.title): session.starts_at for session in reading.programme.sessions}


def messages(reading: Reading) -> set[str]:
    return {note.message for note in (*reading.guesses, *reading.skipped)}


def test_every_part_of_an_event_is_kept():
    event = an_event(
        7,
        guid=GUID,
        code="ABC123",
        slug="opening_words",
        subtitle="A beginning",
        track="Green",
        type="podium",
        language="ru",
        abstract="Short *words*.",
        description="Long words.",
        url="https://example.org/7",
        feedback_url="https://example.org/7/feedback",
        inner=(
            f"<links>{tag('link', 'Notes', href='https://example.org/notes')}</links>"
            f"<attachments>{tag('attachment', 'Slides', href='https://example.org/a.pdf')}"
            "</attachments><recording><license>CC BY 4.0</license><optout>false</optout>"
            "<url>https://example.org/watch</url></recording>"
        ),
    )

    reading = read(a_schedule(a_day(event)))

    (track,), (stage,) = reading.programme.tracks, reading.programme.stages
    assert reading.programme.sessions == (
        Session(
            guid=GUID,
            number=7,
            slug="opening-words",
            title=Text({"en": "Session 7"}),
            subtitle=Text({"en": "A beginning"}),
            abstract=Text({"en": "Short *words*."}),
            description=Text({"en": "Long words."}),
            kind="panel",
            kind_name=Text({"en": "Podium"}),
            languages=("ru",),
            track=track.guid,
            stage=stage.guid,
            starts_at=datetime(2021, 5, 25, 7, tzinfo=UTC),
            duration_minutes=60,
            code="ABC123",
            links=(Link("https://example.org/notes", Text({"en": "Notes"})),),
            attachments=(Attachment(Text({"en": "Slides"}), url="https://example.org/a.pdf"),),
            recording=Recording("https://example.org/watch", "CC BY 4.0", False),
            feedback_url="https://example.org/7/feedback",
            origin_url="https://example.org/7",
        ),
    )


def test_conference_becomes_the_edition():
    data = a_schedule(subtitle="Invented, of course", url="https://example.org/forum/")

    edition = read(data, edition_slug="2021").programme.edition

    assert (edition.slug, edition.name, edition.acronym) == (
        "2021",
        Text({"en": "Invented Forum"}),
        "scm2021",
    )
    assert (edition.first_date, edition.last_date) == (date(2021, 5, 25), date(2021, 5, 26))
    assert (edition.time_zone, edition.day_break) == ("Europe/Moscow", time(4))
    assert edition.tagline == Text({"en": "Invented, of course"})
    assert edition.website_url == "https://example.org/forum/"


def test_words_go_into_the_language_asked_for_and_that_is_told_as_a_guess():
    reading = read(a_schedule(), language="ru")

    assert reading.programme.sessions[0].title == Text({"ru": "Session 1"})
    assert reading.guesses[0].given == "ru"
    assert reading.coverage.languages("sessions", "title") == {"ru"}


def test_language_that_the_site_does_not_have_is_refused():
    with pytest.raises(ValueError, match="Expected a language of en, ru, got 'de'"):
        read(a_schedule(), language="de")


def test_events_directly_in_a_day_keep_their_rooms():
    day = a_day(an_event(1, room="North"), an_event(2, room="South"), room=None)

    programme = read(a_schedule(day)).programme

    assert [str(stage.name) for stage in programme.stages] == ["North", "South"]
    assert [session.stage for session in programme.sessions] == [
        stage.guid for stage in programme.stages
    ]


def test_empty_rooms_are_kept_and_a_room_is_one_stage_on_all_days():
    days = (
        a_day(an_event(1)),
        a_day(index="2", date="2021-05-26", room="Garden"),
        a_day(an_event(2), index="3", date="2021-05-26"),
    )

    programme = read(a_schedule(*days)).programme

    assert [str(stage.name) for stage in programme.stages] == ["Main stage", "Garden"]


def test_room_around_the_event_wins_over_the_one_in_it():
    reading = read(a_schedule(a_day(an_event(1, room="Elsewhere"))))

    assert [str(stage.name) for stage in reading.programme.stages] == ["Main stage"]
    assert "the event names another room than the one around it, which wins" in messages(reading)


# Time


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"date": "2021-05-25T10:00:00+03:00"}, datetime(2021, 5, 25, 7)),
        ({"date": "2021-05-25T07:00:00+00:00", "start": "10:00"}, datetime(2021, 5, 25, 7)),
        ({"date": "2021-05-25T07:00:00Z", "start": "10:00"}, datetime(2021, 5, 25, 7)),
        ({"date": "2021-05-25T10:00:00", "start": "10:00"}, datetime(2021, 5, 25, 7)),
        ({"date": "2021-05-26", "start": "10:00"}, datetime(2021, 5, 26, 7)),
        ({"start": "10:00"}, datetime(2021, 5, 25, 7)),
        ({"start": "9:05"}, datetime(2021, 5, 25, 6, 5)),
        ({"start": "10:00:00"}, datetime(2021, 5, 25, 7)),
        ({"start": "25:30"}, datetime(2021, 5, 25, 22, 30)),
        ({"start": "2021-05-25T10:00:00+03:00"}, datetime(2021, 5, 25, 7)),
    ],
)
def test_start_is_told_by_date_and_start_in_all_their_forms(event, expected):
    session = session_of(an_event(1, **event))

    assert session.starts_at == expected.replace(tzinfo=UTC)


def test_start_before_the_day_break_belongs_to_the_next_calendar_date():
    day = a_day(an_event(1, start="23:30"), an_event(2, start="01:30"), an_event(3, start="04:00"))

    reading = read(a_schedule(day))

    assert starts(reading) == {
        "Session 3": datetime(2021, 5, 25, 1, tzinfo=UTC),
        "Session 1": datetime(2021, 5, 25, 20, 30, tzinfo=UTC),
        "Session 2": datetime(2021, 5, 25, 22, 30, tzinfo=UTC),
    }
    assert set(reading.programme.day_of.values()) == {date(2021, 5, 25)}


def test_night_session_without_any_stated_day_break_belongs_to_the_evening_before():
    day = a_day(an_event(1, start="23:30"), an_event(2, start="01:30"))

    reading = read(a_schedule(day, day_change=None))

    assert starts(reading)["Session 2"] == datetime(2021, 5, 25, 22, 30, tzinfo=UTC)


def test_event_own_date_wins_over_the_day_it_stands_in():
    event = an_event(1, date="2021-05-27T10:00:00+03:00")

    reading = read(a_schedule(a_day(event, an_event(2))))

    assert starts(reading)["Session 1"] == datetime(2021, 5, 27, 7, tzinfo=UTC)
    assert "its date is not of the day it stands in, the date wins" in messages(reading)


def test_both_sessions_of_a_repeated_hour_keep_their_own_moment():
    days = a_day(
        an_event(1, date="2021-10-31T02:30:00+02:00", start="02:30"),
        an_event(2, date="2021-10-31T02:30:00+01:00", start="02:30"),
        date="2021-10-30",
        start="2021-10-30T09:00:00+02:00",
        end="2021-10-31T04:00:00+01:00",
    )
    data = a_schedule(days, start=None, end=None, day_change=None, time_zone_name="Europe/Brussels")

    reading = read(data)

    assert starts(reading) == {
        "Session 1": datetime(2021, 10, 31, 0, 30, tzinfo=UTC),
        "Session 2": datetime(2021, 10, 31, 1, 30, tzinfo=UTC),
    }
    assert set(reading.programme.day_of.values()) == {date(2021, 10, 30)}
    assert "date and start disagree in the edition's zone, the date wins" not in messages(reading)


def test_date_and_start_that_disagree_are_told():
    event = an_event(1, date="2021-05-25T10:00:00+03:00", start="11:00")

    reading = read(a_schedule(a_day(event)))

    assert starts(reading) == {"Session 1": datetime(2021, 5, 25, 7, tzinfo=UTC)}
    assert "date and start disagree in the edition's zone, the date wins" in messages(reading)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("01:00", 60),
        ("0:45", 45),
        ("00:00", 0),
        ("26:00", 1560),
        ("1:02:30", 26 * 60 + 30),
        ("01:30:00", 90),
        ("45", 45),
        ("45 min", 45),
        ("PT1H30M", 90),
        ("", 0),
        ("a while", 0),
    ],
)
def test_duration_is_read_in_all_its_forms(words, minutes):
    session = session_of(an_event(1, duration=words))

    assert session.duration_minutes == minutes


def test_event_without_a_time_is_to_be_announced():
    reading = read(a_schedule(a_day(an_event(1, start=None), an_event(2, start="soon"))))

    assert starts(reading) == {"Session 1": None, "Session 2": None}
    assert "no start can be told, it is to be announced" in messages(reading)


def test_day_without_a_date_is_counted_from_the_start_of_the_conference():
    day = a_day(an_event(1), index="2", date=None)

    reading = read(a_schedule(day))

    assert starts(reading) == {"Session 1": datetime(2021, 5, 26, 7, tzinfo=UTC)}
    assert "a day without a date, counted from the start of the conference" in messages(reading)


def test_day_whose_date_is_in_utc_is_dated_by_its_local_start():
    day = a_day(
        an_event(1, date="2021-05-25T04:00:00+00:00", start="09:30"),
        date="2021-05-24",
        start="2021-05-24T21:30:00+00:00",
        end="2021-05-25T21:29:59+00:00",
    )

    reading = read(a_schedule(day, time_zone_name="Asia/Kolkata", day_change=None))

    assert reading.programme.edition.day_break == time(3)
    assert set(reading.programme.day_of.values()) == {date(2021, 5, 25)}


@pytest.mark.parametrize(
    ("conference", "day", "expected"),
    [
        ({"day_change": "09:00:00"}, {}, time(9)),
        ({"day_change": "00:00"}, {}, time(0)),
        (
            {"day_change": None},
            {"start": "2021-05-25T04:00:00+03:00", "end": "2021-05-26T03:59:00+03:00"},
            time(4),
        ),
        # An older frab gives the first start and the end of the night.
        (
            {"day_change": None},
            {"start": "2021-05-25T10:00:00+03:00", "end": "2021-05-26T05:00:00+03:00"},
            time(5),
        ),
        # The last day's end in the evening tells nothing about the night.
        (
            {"day_change": None},
            {"start": "2021-05-25T10:00:00+03:00", "end": "2021-05-25T19:00:00+03:00"},
            time(9, 30),
        ),
        ({"day_change": None}, {}, time(9, 30)),
    ],
)
def test_day_break_is_stated_or_the_latest_that_fits(conference, day, expected):
    data = a_schedule(a_day(an_event(1, start="09:30"), **day), **conference)

    assert read(data).programme.edition.day_break == expected


def test_stated_day_break_that_would_move_events_gives_way_to_the_latest_that_does_not():
    day = a_day(
        an_event(1, date="2021-05-25T09:00:00+03:00"),
        an_event(2, date="2021-05-26T01:30:00+03:00"),
    )

    reading = read(a_schedule(day, day_change="00:00"))

    assert reading.programme.edition.day_break == time(9)
    assert set(reading.programme.day_of.values()) == {date(2021, 5, 25)}


# The zone


def test_no_zone_and_no_offset_is_utc_and_told():
    reading = read(a_schedule(time_zone_name=None))

    assert reading.programme.edition.time_zone == "UTC"
    assert not reading.coverage.covers("edition", "time_zone")
    assert any("--zone" in note.message for note in reading.guesses)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"date": "2021-05-25T10:00:00+03:00"}, "Europe/Athens"),
        ({"date": "2021-01-25T10:00:00+03:00"}, "Europe/Moscow"),
        ({"date": "2021-05-25T10:00:00+02:00"}, "Europe/Berlin"),
        ({"date": "2021-05-25T04:30:00+00:00", "start": "10:00"}, "Asia/Kolkata"),
        ({"date": "2021-05-25T20:00:00+00:00", "start": "10:00"}, "Pacific/Honolulu"),
        ({"date": "2021-01-25T22:00:00+00:00", "start": "01:00"}, "Europe/Moscow"),
        ({"date": "2021-05-25T10:00:00+13:00"}, "Etc/GMT-13"),
    ],
)
def test_zone_is_guessed_from_offsets(event, expected):
    data = a_schedule(
        a_day(an_event(1, **event), date=None), time_zone_name=None, start=None, end=None
    )

    assert read(data).programme.edition.time_zone == expected


def test_given_zone_stands_in_for_a_missing_one_and_the_file_wins_over_it():
    missing = read(a_schedule(time_zone_name=None), zone_name="Asia/Tokyo")
    named = read(a_schedule(), zone_name="Asia/Tokyo")

    assert missing.programme.edition.time_zone == "Asia/Tokyo"
    assert missing.coverage.covers("edition", "time_zone")
    assert named.programme.edition.time_zone == "Europe/Moscow"


def test_the_edition_own_zone_stands_in_without_claiming_that_the_file_said_so():
    reading = read(a_schedule(time_zone_name="Mars/Olympus"), fallback_zone="Asia/Tokyo")

    assert reading.programme.edition.time_zone == "Asia/Tokyo"
    assert not reading.coverage.covers("edition", "time_zone")
    assert "a time zone that is unknown" in messages(reading)


def test_unknown_given_zone_is_refused():
    with pytest.raises(ValueError, match="Expected a time zone such as Europe/Brussels"):
        read(a_schedule(), zone_name="Brussels")


# Dates


def test_dates_are_widened_to_hold_every_event():
    reading = read(a_schedule(a_day(an_event(1), date="2021-05-28")))

    edition = reading.programme.edition
    assert edition.last_date == date(2021, 5, 28) or edition.first_date == date(2021, 5, 28)
    assert edition.first_date <= date(2021, 5, 28) <= edition.last_date


@pytest.mark.parametrize(
    ("conference", "expected"),
    [
        ({"end": "2021-05-25"}, (date(2021, 5, 25), date(2021, 5, 26))),
        ({"start": "2021-05-25", "end": "2021-05-20"}, (date(2021, 5, 25), date(2021, 5, 26))),
        ({"start": None, "end": None}, (date(2021, 5, 26), date(2021, 5, 26))),
        ({"start": "2019-05-25", "end": "2019-05-26"}, (date(2021, 5, 26), date(2021, 5, 26))),
        ({"end": "2021-05-28T18:00:00+03:00"}, (date(2021, 5, 25), date(2021, 5, 28))),
    ],
)
def test_dates_of_the_conference_are_taken_with_care(conference, expected):
    data = a_schedule(a_day(an_event(1), date="2021-05-26"), **conference)

    edition = read(data).programme.edition

    assert (edition.first_date, edition.last_date) == expected


def test_events_years_apart_are_no_edition():
    day = a_day(an_event(1), an_event(2, date="1971-01-01T00:00:00+00:00", title="Lost"))

    with pytest.raises(NotASchedule, match="more than 120 days") as refused:
        read(a_schedule(day))

    assert refused.value.place == "line 4, event 2"


def test_the_few_events_of_a_mistaken_year_are_to_be_announced():
    stray = an_event(11, date="2019-05-25T10:00:00+03:00")
    others = [an_event(number) for number in range(1, 11)]

    reading = read(a_schedule(a_day(*others, stray)))

    assert [session.number for session in reading.programme.untimed] == [11]
    assert reading.programme.edition.first_date == date(2021, 5, 25)
    assert ("line 4, event 11", "2019-05-25") in {
        (note.place, note.given) for note in reading.guesses if "lies far" in note.message
    }


def test_more_than_a_few_of_them_are_another_edition():
    strays = [an_event(number, date="2019-05-25T10:00:00+03:00") for number in (11, 12)]
    others = [an_event(number) for number in range(1, 11)]

    with pytest.raises(NotASchedule, match="more than 120 days"):
        read(a_schedule(a_day(*others, *strays)))


def test_no_date_at_all_is_refused():
    data = a_schedule(a_day(an_event(1), date=None), start=None, end=None)

    with pytest.raises(NotASchedule, match="no event has a date"):
        read(data)


# Identity


def test_events_without_guids_get_the_same_ones_each_time():
    data = a_schedule(a_day(an_event(1, guid=None), an_event(None, guid=None)))

    first, second = read(data), read(data)

    guids = [session.guid for session in first.programme.sessions]
    assert guids == [session.guid for session in second.programme.sessions]
    assert len({UUID(guid) for guid in guids}) == 2
    assert "the file has no guids, they were derived from conference and event id" in messages(
        first
    )


def test_derived_guid_follows_the_event_id_through_new_titles_and_times():
    before = session_of(an_event(7, guid=None, title="Draft", start="10:00"))
    after = session_of(an_event(7, guid=None, title="Final", start="12:00"))
    elsewhere = session_of(an_event(7, guid=None), acronym="other2021")

    assert before.guid == after.guid
    assert before.guid != elsewhere.guid


def test_guid_that_is_no_uuid_gives_a_stable_one():
    first = session_of(an_event(1, guid="talk-1"))
    second = session_of(an_event(2, guid="talk-1"))

    assert first.guid == second.guid == str(UUID(first.guid))


def test_repeated_ids_and_guids_lose_no_event():
    day = a_day(
        an_event(5, guid=GUID, title="One"),
        an_event(5, guid=GUID, title="Two"),
        an_event(5, guid=GUID, title="Two"),
        an_event(9, guid=None, title="Four"),
        an_event(9, guid=None, title="Five"),
    )

    reading = read(a_schedule(day))

    sessions = reading.programme.sessions
    assert len({session.guid for session in sessions}) == 5
    assert len({session.slug for session in sessions}) == 5
    assert {str(s.title): s.number for s in sessions if s.number < 10} == {"One": 5, "Four": 9}
    assert sorted(session.number for session in sessions) == [5, 9, 10, 11, 12]
    assert reading.programme.get("sessions", GUID).title == Text({"en": "One"})
    assert "a guid or id that an earlier event has, another guid was derived" in messages(reading)


@pytest.mark.parametrize("words", ["0", "-3", "x7", "", "1000000001", "99999999999", "２"])
def test_id_that_is_no_number_for_a_session_is_replaced(words):
    day = a_day(an_event(4), an_event(None, guid=GUID).replace("<event", f'<event id="{words}"'))

    numbers = {s.guid: s.number for s in read(a_schedule(day)).programme.sessions}

    assert numbers[GUID] == 5


def test_id_that_leaves_no_room_for_later_numbers_is_replaced_and_told():
    reading = read(a_schedule(a_day(an_event(1_000_000_000), an_event(1_000_000_001))))

    assert {session.number for session in reading.programme.sessions} == {1_000_000_000, 1}
    assert "an id not positive, too large, or of an earlier event; numbered anew" in messages(
        reading
    )


@pytest.mark.parametrize(
    ("slug", "title", "expected"),
    [
        ("scm2021-7-opening_words", "T", "scm2021-7-opening-words"),
        ("", "Открытие форума", "otkrytie-foruma"),
        ("Ёлка!", "T", "elka"),
        ("", "!!!", "session-1"),
        ("", "a" * 200, "a" * 140),
    ],
)
def test_slug_is_latin_never_empty_and_bounded(slug, title, expected):
    assert session_of(an_event(1, slug=slug, title=title)).slug == expected


def test_equal_slugs_are_told_apart():
    day = a_day(*(an_event(number, slug="talk") for number in (1, 2, 3)))

    sessions = read(a_schedule(day)).programme.sessions

    assert [session.slug for session in sessions] == ["talk", "talk-2", "talk-3"]


def test_event_without_a_title_is_named_by_its_slug_or_number():
    day = a_day(an_event(1, title="", slug="opening"), an_event(2, title=None))

    titles = [str(session.title) for session in read(a_schedule(day)).programme.sessions]

    assert titles == ["opening", "Session 2"]


# People


def persons(*people: str) -> str:
    return f"<persons>{''.join(people)}</persons>"


def names_of(reading: Reading) -> list[list[str]]:
    """Return the names of each session's people, in order."""
    programme = reading.programme
    return [
        [
            str(programme.get("speakers", appearance.speaker).name)
            for appearance in programme.appearances_by_session.get(session.guid, ())
        ]
        for session in programme.sessions
    ]


def guids_by_name(reading: Reading) -> dict[str, str]:
    return {str(speaker.name): speaker.guid for speaker in reading.programme.speakers}


def test_person_in_two_sessions_is_one_speaker_by_guid_or_id_or_name():
    people = persons(
        tag("person", "Anna Invented", guid=GUID),
        tag("person", "Boris Invented", id="3"),
        tag("person", "Clara Invented"),
    )
    day = a_day(an_event(1, people), an_event(2, people))

    reading = read(a_schedule(day))

    assert names_of(reading) == [["Anna Invented", "Boris Invented", "Clara Invented"]] * 2
    assert len(reading.programme.speakers) == 3
    assert GUID in {speaker.guid for speaker in reading.programme.speakers}


def test_people_who_share_a_name_but_not_an_id_are_two():
    people = persons(tag("person", "Anna Invented", id="1"), tag("person", "Anna Invented", id="2"))

    programme = read(a_schedule(a_day(an_event(1, people)))).programme

    assert [speaker.slug for speaker in programme.speakers] in (
        ["anna-invented", "anna-invented-2"],
        ["anna-invented-2", "anna-invented"],
    )


def test_people_who_share_an_id_but_not_a_name_are_two_and_told():
    people = persons(tag("person", "Anna Invented", id="1"), tag("person", "Boris", id="1"))

    reading = read(a_schedule(a_day(an_event(1, people))))

    assert names_of(reading) == [["Anna Invented", "Boris"]]
    assert "a person's id that others have too, taken for different people" in messages(reading)


def test_nobody_who_shares_an_id_becomes_another_when_the_file_changes_its_order():
    anna, boris = tag("person", "Anna", id="1"), tag("person", "Boris", id="1")

    before = read(a_schedule(a_day(an_event(1, persons(anna, boris)))))
    after = read(a_schedule(a_day(an_event(1, persons(boris, anna)))))

    assert guids_by_name(before) == guids_by_name(after)


def test_guid_that_several_names_share_is_nobody_own():
    people = persons(tag("person", "Anna", guid=GUID), tag("person", "Boris", guid=GUID))

    speakers = read(a_schedule(a_day(an_event(1, people)))).programme.speakers

    assert len({speaker.guid for speaker in speakers} - {GUID}) == 2


def test_id_zero_is_no_identity_and_a_lone_namesake_is_the_same_person():
    day = a_day(
        an_event(1, persons(tag("person", "Anna", id="0"), tag("person", "Boris", id="0"))),
        an_event(2, persons(tag("person", "Anna", id="8"))),
    )

    reading = read(a_schedule(day))

    assert names_of(reading) == [["Anna", "Boris"], ["Anna"]]
    assert len(reading.programme.speakers) == 2
    assert "a person without an id, taken for the only one of that name" in messages(reading)


def test_person_named_twice_in_a_session_appears_once():
    people = persons(tag("person", "Anna", id="1"), tag("person", "Anna", id="1"), tag("person"))

    reading = read(a_schedule(a_day(an_event(1, people))))

    assert names_of(reading) == [["Anna"]]
    assert messages(reading) >= {"a person named twice in one event", "a person without a name"}


def test_order_and_role_of_people_are_kept():
    people = persons(tag("person", "Zoe"), tag("person", "Anna", role="Moderator"))

    appearances = read(a_schedule(a_day(an_event(1, people)))).programme.appearances

    assert [(found.order, found.role) for found in appearances] == [
        (0, "speaker"),
        (1, "moderator"),
    ]


def test_public_name_stands_in_for_words():
    people = persons(tag("person", "", id="1", public_name="Anna"))

    assert names_of(read(a_schedule(a_day(an_event(1, people))))) == [["Anna"]]


# Tracks


def test_declared_tracks_come_first_with_their_colours_and_slugs():
    declared = (
        tag("track", name="Green", slug="green-city", color="#0A0")
        + tag("track", name="Blue", color="1456b8")
        + tag("track", name="Odd", color="blueish")
    )
    day = a_day(an_event(1, track="Other"), an_event(2, track="blue"))

    reading = read(a_schedule(day, inner=declared))

    assert [(t.number, t.slug, t.colour) for t in reading.programme.tracks] == [
        (1, "green-city", "#00aa00"),
        (2, "blue", "#1456b8"),
        (3, "odd", PALETTE[2]),
        (4, "other", PALETTE[3]),
    ]
    assert reading.programme.sessions[1].track == reading.programme.tracks[1].guid
    assert reading.coverage.covers("tracks", "colour")


def test_tracks_beside_the_conference_are_declared_too():
    data = a_schedule().replace(b"</conference>", b"</conference><tracks><track>A</track></tracks>")

    assert [str(track.name) for track in read(data).programme.tracks] == ["A"]


@pytest.mark.parametrize("colour", PALETTE)
def test_white_letters_are_readable_on_every_colour_of_the_palette(colour):
    def light(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(int(colour[at : at + 2], 16)) for at in (1, 3, 5))

    # WCAG 2.2, 1.4.3: at least 4.5 to 1.
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


# Kinds and languages


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("lecture", "talk", ""),
        ("Talk", "talk", ""),
        ("podium", "panel", "Podium"),
        ("workshop", "workshop", ""),
        ("Workshop (2h)", "workshop", "Workshop (2h)"),
        ("keynote", "keynote", ""),
        ("lightning_talk", "talk", "Lightning talk"),
        ("Lightning Talks", "talk", "Lightning Talks"),
        ("Talk/Performance (10 minutes + Q&A)", "talk", "Talk/Performance (10 minutes + Q&A)"),
        ("coffee-break", "break", "Coffee-break"),
        ("Talk of 20 minutes", "talk", "Talk of 20 minutes"),
        ("Workshop of 1.5 hours", "workshop", "Workshop of 1.5 hours"),
        ("Music 120min", "other", "Music 120min"),
        ("other", "other", ""),
        ("Пленарное заседание", "plenary", ""),
    ],
)
def test_type_becomes_a_kind_and_keeps_its_word_where_that_says_more(words, kind, name):
    session = session_of(an_event(1, type=words))

    assert (session.kind, str(session.kind_name)) == (kind, name)


@pytest.mark.parametrize(
    ("title", "people", "kind"),
    [
        ("Lunch", "", "break"),
        ("Day trip", "", "other"),
        ("Lunch", persons(tag("person", "Anna")), "talk"),
    ],
)
def test_without_a_type_people_and_title_tell_the_kind(title, people, kind):
    assert session_of(an_event(1, people, title=title)).kind == kind


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("en", ("en",)),
        ("en-US", ("en",)),
        ("de-formal", ("de",)),
        ("German", ("de",)),
        ("Русский", ("ru",)),
        ("ru/en", ("ru", "en")),
        ("English, German", ("en", "de")),
        ("中文", ("zh",)),
        ("Chinese", ("zh",)),
        ("", ()),
        ("Klingon", ()),
    ],
)
def test_spoken_languages_are_understood_as_codes_and_words(words, codes):
    assert session_of(an_event(1, language=words)).languages == codes


def test_unknown_language_is_told():
    reading = read(a_schedule(a_day(an_event(1, language="Klingon"))))

    assert ("a language that is unknown", "Klingon") in {
        (note.message, note.given) for note in reading.skipped
    }


# Words


def test_html_is_rewritten_as_markdown_and_told_once():
    day = a_day(
        an_event(1, abstract="<p>One &amp; <b>two</b></p>", description="<ul><li>a</li></ul>"),
        an_event(2, abstract="<p>x</p>"),
    )

    reading = read(a_schedule(day))

    first = reading.programme.sessions[0]
    assert (str(first.abstract), str(first.description)) == ("One & **two**", "- a")
    assert [note.given for note in reading.guesses if "HTML" in note.message] == ["3 texts"]


def test_plain_words_and_markdown_stay_as_they_are():
    words = "Line one\nline *two*\n\n- vector<int> & <TL;DR>"

    assert str(session_of(an_event(1, abstract=words)).abstract) == words


def test_endless_text_is_cut():
    reading = read(a_schedule(a_day(an_event(1, abstract="a" * 100_001))))

    assert len(str(reading.programme.sessions[0].abstract)) == 100_000
    assert "abstract was cut after 100000 characters" in messages(reading)


def test_endless_titles_and_names_are_cut_and_told():
    long = "long " * 200
    inner = (
        f"<persons><person>{long}</person></persons>"
        f"<links><link href='https://example.org/'>{long}</link></links>"
        f"<attachments><attachment href='https://example.org/a'>{long}</attachment></attachments>"
    )
    event = an_event(1, inner, title=long, subtitle=long, track=long, room=None)

    reading = read(a_schedule(a_day(event, room=long), title=long, subtitle=long))

    programme = reading.programme
    session = programme.sessions[0]
    texts = [
        programme.edition.name,
        programme.edition.tagline,
        programme.tracks[0].name,
        programme.stages[0].name,
        programme.speakers[0].name,
        session.title,
        session.subtitle,
        session.links[0].title,
        session.attachments[0].title,
    ]
    cut = [note for note in reading.skipped if "cut after 500" in note.message]
    assert [str(text) for text in texts] == [("long " * 100).strip()] * 9
    assert len(cut) == 9
    assert (session.track, session.stage) == (programme.tracks[0].guid, programme.stages[0].guid)


def test_html_of_too_many_tags_is_kept_as_words_and_told():
    day = a_day(an_event(1, abstract="<p>a" * 1501), an_event(2, abstract="<p>a"))

    reading = read(a_schedule(day))

    first, second = reading.programme.sessions
    assert str(first.abstract).split() == ["a"] * 1501
    assert str(second.abstract) == "a"
    assert [note.place for note in reading.skipped if "HTML" in note.message] == ["line 4, event 1"]


def test_a_file_of_endless_html_is_kept_as_words_from_some_text_on():
    day = a_day(*(an_event(number, abstract="<b>a</b>" * 1500) for number in range(1, 36)))

    sessions = read(a_schedule(day)).programme.sessions

    assert ["**" in str(session.abstract) for session in sessions] == [True] * 33 + [False] * 2


# Addresses


def test_relative_addresses_are_resolved_where_the_file_names_a_base():
    inner = f"<links>{tag('link', 'Notes', href='../notes.html')}</links>"
    day = a_day(an_event(1, inner, logo="/media/logo.png"))

    with_base = read(a_schedule(day, base_url="https://example.org/2021/schedule/"))
    without = read(a_schedule(day))

    assert with_base.programme.sessions[0].links == (
        Link("https://example.org/2021/notes.html", Text({"en": "Notes"})),
        Link("https://example.org/media/logo.png", kind="image"),
    )
    assert without.programme.sessions[0].links == ()
    assert [note.given for note in without.skipped if "relative" in note.message] == [
        "../notes.html",
        "/media/logo.png",
    ]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a b", ["https://example.org/a%20b"]),
        ("www.example.org", ["https://www.example.org"]),
        ("example.org/a", ["https://example.org/a"]),
        ("https://пример.рф/а", ["https://пример.рф/а"]),
        ("javascript:alert(1)", []),
        ("data:text/html,x", []),
        ("git://example.org/a.git", []),
        ("http://", []),
        ("http://[", []),
        ("to be announced", []),
        ("https://example.org/" + "a" * 1000, []),
        ("", []),
    ],
)
def test_only_web_addresses_become_links(href, expected):
    inner = f"<links>{tag('link', 'Title', href=href)}</links>"

    links = session_of(an_event(1, inner), base_url="https://base.example/").links

    assert [link.url for link in links] == expected


def test_youtube_links_stay_links_and_make_no_stream():
    inner = (
        f"<links>{tag('link', 'Watch', href='https://youtu.be/aqz-KE-bpKQ')}</links>"
        f"{tag('video', 'https://example.org/v.webm')}"
    )

    reading = read(a_schedule(a_day(an_event(1, inner))))

    assert [link.kind for link in reading.programme.sessions[0].links] == ["video", "video"]
    assert reading.programme.streams == ()


def test_recording_page_wins_over_its_file_which_stays_a_link():
    inner = (
        "<recording><url>https://example.org/watch</url><link>https://example.org/v.mp4</link>"
        "</recording>"
    )

    session = session_of(an_event(1, inner))

    assert session.recording == Recording("https://example.org/watch")
    assert session.links == (Link("https://example.org/v.mp4", kind="video"),)


@pytest.mark.parametrize("word", ["true", "True", "1", "yes"])
def test_recording_that_its_speakers_opted_out_of_leaves_no_link(word):
    address = "https://example.org/watch"
    inner = (
        f"<recording><license>CC0</license><optout>{word}</optout><url>{address}</url>"
        "<link>https://example.org/v.mp4</link></recording>"
        "<video>https://example.org/video</video>"
        f"<links>{tag('link', 'Again', href=address)}"
        f"{tag('link', 'Video', href='https://youtu.be/aqz-KE-bpKQ')}"
        f"{tag('link', 'Notes', href='https://example.org/notes')}</links>"
    )

    reading = read(a_schedule(a_day(an_event(1, inner))))

    session = reading.programme.sessions[0]
    told = [note.given for note in reading.skipped if "opted out" in note.message]
    assert session.recording == Recording("", "CC0", True)
    assert session.links == (Link("https://example.org/notes", Text({"en": "Notes"})),)
    assert told == [
        address,
        "https://example.org/v.mp4",
        address,
        "https://youtu.be/aqz-KE-bpKQ",
        "https://example.org/video",
    ]


# Coverage and what has no place


def test_coverage_names_what_the_events_have_and_nothing_else():
    day = a_day(an_event(1, abstract="Words", subtitle="", language=None), an_event(2))

    coverage = read(a_schedule(day)).coverage

    assert [entry for entry in coverage if entry[0] == "sessions"] == [
        ("sessions", "abstract", "en"),
        ("sessions", "duration_minutes", ""),
        ("sessions", "stage", ""),
        ("sessions", "starts_at", ""),
        ("sessions", "title", "en"),
    ]
    assert not coverage.covers_kind("speakers")
    assert not coverage.covers("stages", "slug")


def test_what_has_no_place_is_told():
    data = a_schedule(a_day(an_event(1, mood="merry")), venue="A hall")

    skipped = {(note.message, note.given) for note in read(data).skipped}

    assert skipped == {
        ("<venue> of the conference has no place here", "A hall"),
        ("<version> has no place here, releases are numbered", "1"),
        ("<mood> has no place here", "merry"),
    }


def test_a_note_names_line_and_event():
    reading = read(a_schedule(a_day(an_event(12, duration="long"))))

    (note,) = [note for note in reading.guesses if "duration" in note.message]
    assert (note.place, note.given) == ("line 4, event 12", "long")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2021-05-25", "2021-05-26"),
        ("2021-05-25T00:00:00", "2021-05-26T00:00:00"),
        ("2021-05-25T09:00:00+03:00", "2021-05-26T18:00:00+03:00"),
        ("2021-05-25T04:00:00+03:00", "2021-05-27T04:00:00+03:00"),
        ("2021-05-25T01:00:00+00:00", "2021-05-27T00:59:00+00:00"),
    ],
)
def test_a_conference_may_start_and_end_at_a_moment(start, end):
    edition = read(a_schedule(start=start, end=end)).programme.edition

    assert (edition.first_date, edition.last_date) == (date(2021, 5, 25), date(2021, 5, 26))
