"""forum/formats/icalendar_reading.py: calendars of all programs, and our own ones back again."""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from forum.formats.foreign_words import one_line
from forum.formats.icalendar import write
from forum.formats.icalendar_reading import recognises
from forum.formats.reading import NotASchedule, Reading
from forum.merging import merged
from forum.programme import Programme
from forum.public_history import carried_forward
from multilingual.text import Text
from sessions.values import Attachment, Recording, Session
from speakers.values import Link
from tests.builders import (
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.forum.formats.calendars import CALENDAR, a_calendar, an_event, read
from tests.strategies import programmes


def session_of(*lines: str, **given: Any) -> Session:
    (session,) = read(a_calendar(an_event(*lines, **given))).programme.sessions
    return session


def messages(reading: Reading) -> set[str]:
    return {note.message for note in (*reading.guesses, *reading.skipped)}


def people_of(reading: Reading) -> list[tuple[str, str]]:
    names = {speaker.guid: str(speaker.name) for speaker in reading.programme.speakers}
    return [(names[item.speaker], item.role) for item in reading.programme.appearances]


# One event


def test_every_part_of_an_event_is_kept():
    event = an_event(
        "DESCRIPTION:One <b>two</b>\\n\\nThree\\, four",
        "LOCATION:Main stage",
        "STATUS:TENTATIVE",
        "CATEGORIES:Workshop,Green,Water",
        "CATEGORIES:Air",
        "URL:https://example.org/1",
        "ATTACH;FILENAME=Slides:https://example.org/a.pdf",
        "ATTACH;FMTTYPE=video/mp4:https://example.org/v.mp4",
        "IMAGE;VALUE=URI;DISPLAY=BADGE:https://example.org/a.png",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://youtu.be/aqz-KE-bpKQ",
        "CONFERENCE;VALUE=URI;LABEL=Chat:https://chat.example/room",
        uid="7@example.org",
    )

    programme = read(a_calendar(event)).programme

    (track,), (stage,), (stream,) = programme.tracks, programme.stages, programme.streams
    (session,) = programme.sessions
    topics = {topic.guid: str(topic.name) for topic in programme.topics}
    assert session == Session(
        guid=session.guid,
        number=7,
        slug="opening",
        title=in_english("Opening"),
        abstract=in_english("One **two**\n\nThree, four"),
        kind="workshop",
        topics=session.topics,
        track=track.guid,
        stage=stage.guid,
        starts_at=datetime(2021, 5, 25, 7, tzinfo=UTC),
        duration_minutes=60,
        state="tentative",
        links=(
            Link("https://chat.example/room", in_english("Chat")),
            Link("https://example.org/a.png", kind="image"),
        ),
        attachments=(Attachment(in_english("Slides"), url="https://example.org/a.pdf"),),
        recording=Recording("https://example.org/v.mp4"),
        origin_url="https://example.org/1",
    )
    assert (str(track.name), str(stage.name)) == ("Green", "Main stage")
    assert [topics[guid] for guid in session.topics] == ["Water", "Air"]
    assert (stream.video, stream.session) == ("aqz-KE-bpKQ", session.guid)


def test_the_calendar_becomes_the_edition():
    lines = (*CALENDAR, "X-WR-TIMEZONE:Europe/Moscow", "URL:https://example.org/forum")

    edition = read(a_calendar(lines=lines), edition_slug="2021").programme.edition

    assert (edition.slug, edition.name) == ("2021", in_english("Invented Forum"))
    assert (edition.first_date, edition.last_date) == (date(2021, 5, 25), date(2021, 5, 25))
    assert (edition.time_zone, edition.website_url) == (
        "Europe/Moscow",
        "https://example.org/forum",
    )


@pytest.mark.parametrize(
    "line", ["NAME:Forum", "X-WR-CALNAME:Forum", "SUMMARY:Forum", "X-WR-CALDESC:Forum"]
)
def test_a_calendar_s_name_stands_in_many_places(line):
    assert str(read(a_calendar(lines=(line,))).programme.edition.name) == "Forum"


def test_a_uuid_is_kept_and_other_identities_give_the_same_guid_each_time():
    guid = "00000000-0000-4000-8000-000000000001"

    own, other = session_of(uid=f"{guid}@x.example"), session_of(uid="a-1@x.example")

    assert own.guid == guid
    assert other.guid == session_of(uid="a-1@x.example").guid != own.guid


def test_events_that_share_an_identity_are_all_kept():
    data = a_calendar(an_event(title="One"), an_event(title="Two"))

    reading = read(data)

    assert [str(session.title) for session in reading.programme.sessions] == ["One", "Two"]
    assert len({session.guid for session in reading.programme.sessions}) == 2
    assert read(data) == reading


def test_an_event_of_nothing_is_told_of():
    data = a_calendar(an_event(uid="7"), an_event("DTSTART:", title=None, uid=""))

    session = read(data).programme.untimed[0]

    assert (str(session.title), session.number, session.duration_minutes) == ("Session 8", 8, 0)


@pytest.mark.parametrize(
    ("location", "stages", "streams", "links"),
    [
        ("Hall\\, left", ["Hall, left"], 0, []),
        ("https://youtu.be/aqz-KE-bpKQ", [], 1, []),
        ("https://meet.example/a", [], 0, ["https://meet.example/a"]),
        ("http://[", ["http://["], 0, []),
        ("", [], 0, []),
    ],
)
def test_a_location_is_a_room_or_the_address_of_a_page(location, stages, streams, links):
    programme = read(a_calendar(an_event(f"LOCATION:{location}"))).programme

    assert [str(stage.name) for stage in programme.stages] == stages
    assert len(programme.streams) == streams
    assert [link.url for link in programme.sessions[0].links] == links


@pytest.mark.parametrize(
    ("lines", "title", "state"),
    [
        (("STATUS:CANCELLED",), "Cancelled: Opening", "cancelled"),
        (("STATUS:CANCELLED",), "Отменено: Opening", "cancelled"),
        (("STATUS:CANCELLED",), "Canceled: Opening", "cancelled"),
        (("STATUS:cancelled",), "Opening", "cancelled"),
        (("STATUS:CONFIRMED",), "Opening", "confirmed"),
        ((), "Opening", "confirmed"),
    ],
)
def test_a_cancelled_event_is_a_state_and_no_part_of_its_title(lines, title, state):
    session = session_of(*lines, title=title)

    assert (str(session.title), session.state) == ("Opening", state)


def test_a_title_is_never_taken_for_that_word():
    assert str(session_of(title="Cancelled: Opening").title) == "Cancelled: Opening"
    assert str(session_of("STATUS:CANCELLED", title="Cancelled: ").title) == "Cancelled:"


def test_a_calendar_that_takes_back_cancels_everything():
    data = a_calendar(an_event("STATUS:CONFIRMED"), lines=(*CALENDAR, "METHOD:CANCEL"))

    assert read(data).programme.sessions[0].state == "cancelled"


def test_what_has_no_place_is_told():
    data = a_calendar(
        an_event("GEO:1;2", "X-OWN:1", "DTSTAMP:20210101T000000Z", "ATTACH;VALUE=BINARY:QQ=="),
        "BEGIN:VTODO\r\nSUMMARY:Sweep\r\nEND:VTODO",
        lines=(*CALENDAR, "X-WR-CALDESC:All there is"),
    )

    assert {(note.message, note.given) for note in read(data).skipped} == {
        ("GEO has no place here", "1;2"),
        ("a file within the calendar", ""),
        ("VTODO has no place here", "Sweep"),
        ("a calendar's description has no place here", ""),
    }


# People


def test_people_are_named_with_their_roles_and_never_by_address():
    data = a_calendar(
        an_event(
            'ATTENDEE;CN="Anna Invented";ROLE=REQ-PARTICIPANT:mailto:anna@secret.example',
            "ATTENDEE;CN=Bo;ROLE=CHAIR:mailto:bo@secret.example",
            "ATTENDEE;CN=Cyd:invalid:nomail",
            "ORGANIZER;CN=Dee:mailto:dee@secret.example",
            "ATTENDEE;CN=eve@secret.example:mailto:eve@secret.example",
            "ATTENDEE:mailto:fay@secret.example",
            "ATTENDEE;CN=Room;CUTYPE=ROOM:mailto:room@secret.example",
            "ATTENDEE;CN=Guest;ROLE=OPT-PARTICIPANT:mailto:guest@secret.example",
            "ATTENDEE;CN=Nope;PARTSTAT=DECLINED:mailto:nope@secret.example",
        )
    )

    reading = read(data)

    assert people_of(reading) == [
        ("Anna Invented", "speaker"),
        ("Bo", "moderator"),
        ("Cyd", "speaker"),
        ("Dee", "host"),
    ]
    assert "secret.example" not in repr(reading)
    assert messages(reading) >= {
        "a person without a name",
        "a group or a room among the people",
        "somebody who need not be there, or declined",
    }


def test_a_whole_audience_is_not_on_stage():
    reading = read(a_calendar(an_event(*(f"ATTENDEE;CN=P{n}:x" for n in range(201)))))

    assert len(reading.programme.speakers) == 200
    assert [note.given for note in reading.skipped] == ["201"]


def test_who_organises_everything_is_nobody_on_stage():
    line = "ORGANIZER;CN=The Office:mailto:office@example.org"
    data = a_calendar(an_event(line, uid="1"), an_event(line, uid="2"))

    reading = read(data)

    assert reading.programme.speakers == ()
    assert [note.given for note in reading.skipped] == ["The Office"]


def test_names_behind_titles_of_pretalx_are_its_people():
    data = a_calendar(
        an_event(title="Cities - and water - Anna\\, Bo", uid="1"),
        an_event(title="A break - ", uid="2"),
        an_event(title="Alone", uid="3"),
        lines=("PRODID:-//pretalx//pretalx.example//",),
    )

    reading = read(data)

    titles = {str(session.title) for session in reading.programme.sessions}
    assert titles == {"Cities - and water", "A break", "Alone"}
    assert people_of(reading) == [("Anna", "speaker"), ("Bo", "speaker")]


@pytest.mark.parametrize(
    ("words", "names", "abstract"),
    [
        ("Speaker: Anna Invented\\nAbout it", ["Anna Invented"], "About it"),
        ("Speakers: Anna\\, Bo\\n\\nAbout it", ["Anna", "Bo"], "About it"),
        ("Докладчик: Анна", ["Анна"], ""),
        ("Speaker: <b>x</b>", [], "Speaker: **x**"),
        ("The speaker: Anna", [], "The speaker: Anna"),
        ("Speaker: a@b.example", [], "Speaker: a@b.example"),
        ("Speaker: " + "very " * 20, [], ("Speaker: " + "very " * 20).strip()),
        ("Speaker:", [], "Speaker:"),
    ],
)
def test_a_first_line_of_names_is_the_event_s_people(words, names, abstract):
    reading = read(a_calendar(an_event(f"DESCRIPTION:{words}")))

    assert [name for name, _role in people_of(reading)] == names
    assert str(reading.programme.sessions[0].abstract) == abstract


def test_a_first_line_that_repeats_the_people_is_left_out_and_another_stays():
    person = "ATTENDEE;CN=Anna:invalid:nomail"

    same = session_of(person, "DESCRIPTION:von: Anna\\nWords")
    other = session_of(person, "DESCRIPTION:von: Bo\\nWords")

    assert (str(same.abstract), str(other.abstract)) == ("Words", "von: Bo\nWords")


# Time


@pytest.mark.parametrize(
    ("lines", "starts_at", "minutes"),
    [
        (("DTSTART:20210525T070000Z", "DTEND:20210525T083000Z"), (7, 0), 90),
        (("DTSTART;TZID=Europe/Moscow:20210525T100000", "DURATION:PT1H30M"), (7, 0), 90),
        (("DTSTART;TZID=Europe/Moscow:20210525T100000", "DURATION:P1W"), (7, 0), 10080),
        (("DTSTART;TZID=Europe/Moscow:20210525T100000",), (7, 0), 0),
        (("DTSTART:20210525T100000", "DTEND:20210525T110000"), (7, 0), 60),
        (("DTSTART;TZID=Nowhere:20210525T100000", "DTEND:20210525T110000"), (7, 0), 60),
        (("DTSTART:20210525T070000Z", "DTEND:20210525T060000Z"), (7, 0), 0),
        (("DTSTART:20210525T070000Z", "DTEND:later"), (7, 0), 0),
    ],
)
def test_times_are_read_in_all_their_forms(lines, starts_at, minutes):
    data = a_calendar(an_event(*lines), lines=(*CALENDAR, "X-WR-TIMEZONE:Europe/Moscow"))

    (session,) = read(data).programme.sessions

    assert session.starts_at == datetime(2021, 5, 25, *starts_at, tzinfo=UTC)
    assert session.duration_minutes == minutes


def test_an_event_of_whole_days_is_to_be_announced():
    data = a_calendar(
        an_event("DTSTART;VALUE=DATE:20210525", "DTEND;VALUE=DATE:20210527", uid="1"),
        an_event(uid="2"),
    )

    reading = read(data)

    untimed = reading.programme.untimed[0]
    assert (untimed.starts_at, untimed.duration_minutes) == (None, 0)
    assert [note.given for note in reading.guesses if "announced" in note.message] == ["2021-05-25"]


def test_a_calendar_of_whole_days_alone_has_their_dates():
    data = a_calendar(
        an_event("DTSTART;VALUE=DATE:20210526", uid="1"),
        an_event("DTSTART;VALUE=DATE:20210525", uid="2"),
    )

    edition = read(data).programme.edition

    assert (edition.first_date, edition.last_date) == (date(2021, 5, 25), date(2021, 5, 26))


@pytest.mark.parametrize(
    ("lines", "events", "zone"),
    [
        (("X-WR-TIMEZONE:Asia/Tokyo",), (), "Asia/Tokyo"),
        (("X-WR-TIMEZONE:Russian Standard Time",), (), "Europe/Moscow"),
        (("TIMEZONE-ID:Asia/Tokyo",), (), "Asia/Tokyo"),
        ((), ("Europe/Berlin", "Asia/Tokyo", "Asia/Tokyo"), "Asia/Tokyo"),
        (("X-WR-TIMEZONE:Nowhere",), ("Europe/Berlin",), "Europe/Berlin"),
        ((), ("Nowhere",), "UTC"),
    ],
)
def test_the_zone_is_the_calendar_s_else_that_of_most_events(lines, events, zone):
    found = [
        an_event(f"DTSTART;TZID={tzid}:20210525T100000", uid=str(number))
        for number, tzid in enumerate(events)
    ]

    data = a_calendar(*(found or [an_event("DTSTART:20210525T100000Z")]), lines=lines)

    assert read(data).programme.edition.time_zone == zone


def test_an_event_that_repeats_is_a_session_each_time():
    data = a_calendar(
        an_event(
            "DTSTART;TZID=Europe/Moscow:20210525T100000",
            "DTEND;TZID=Europe/Moscow:20210525T103000",
            "RRULE:FREQ=DAILY;COUNT=4",
            "EXDATE;TZID=Europe/Moscow:20210527T100000",
            "RDATE;TZID=Europe/Moscow:20210530T120000",
        )
    )

    sessions = read(data).programme.sessions

    assert [(session.starts_at, session.duration_minutes) for session in sessions] == [
        (at(10, day=25), 30),
        (at(10, day=26), 30),
        (at(10, day=28), 30),
        (at(12, day=30), 30),
    ]
    assert len({session.guid for session in sessions}) == 4


def test_one_of_the_repeats_that_was_changed_takes_its_place():
    master = an_event("RRULE:FREQ=DAILY;COUNT=3", "DTSTART;TZID=Europe/Moscow:20210525T100000")
    changed = an_event(
        "RECURRENCE-ID:20210526T070000Z",
        "DTSTART;TZID=Europe/Moscow:20210526T150000",
        title="Moved",
    )

    alone, both = read(a_calendar(master)), read(a_calendar(master, changed))

    assert [(str(s.title), s.starts_at) for s in both.programme.sessions] == [
        ("Opening", at(10, day=25)),
        ("Moved", at(15, day=26)),
        ("Opening", at(10, day=27)),
    ]
    assert {s.guid for s in both.programme.sessions} == {s.guid for s in alone.programme.sessions}


def test_a_rule_without_an_end_is_told():
    data = a_calendar(
        an_event("RRULE:FREQ=DAILY", uid="1"),
        an_event("DTSTART;TZID=Europe/Moscow:20210526T120000", uid="2"),
    )

    reading = read(data)

    assert len(reading.programme.sessions) == 3
    assert [note.given for note in reading.guesses if "without an end" in note.message] == [
        "FREQ=DAILY"
    ]


def test_repeats_beyond_reason_are_refused():
    events = (an_event("RRULE:FREQ=DAILY;COUNT=120", uid=str(number)) for number in range(170))

    with pytest.raises(NotASchedule, match="more than 20000 events, with those that repeat"):
        read(a_calendar(*events))


# Languages


def test_words_are_in_the_language_that_they_name():
    data = a_calendar(
        an_event(
            "DESCRIPTION:About",
            "LOCATION;LANGUAGE=ru:Зал",
            "SUMMARY;LANGUAGE=ru-RU:Открытие",
            title=None,
        )
    )

    reading = read(data)

    assert reading.programme.sessions[0].title == Text({"ru": "Открытие"})
    assert reading.programme.sessions[0].abstract == in_english("About")
    assert reading.programme.stages[0].name == Text({"ru": "Зал"})
    assert reading.coverage.languages("sessions", "title") == {"ru"}


def test_words_in_a_language_of_no_page_are_taken_and_told():
    reading = read(a_calendar(an_event("SUMMARY;LANGUAGE=de:Eröffnung", title=None)))

    assert reading.programme.sessions[0].title == in_english("Eröffnung")
    assert ("words in a language that the site does not have, they are taken", "de") in {
        (note.message, note.given) for note in reading.guesses
    }


def test_translations_that_an_event_does_not_have_are_not_spoken_of():
    data = a_calendar(
        an_event("SUMMARY;LANGUAGE=ru:Открытие", title=None, uid="1@x"),
        an_event("SUMMARY;LANGUAGE=en:Lunch", title=None, uid="2@x"),
        an_event("SUMMARY;LANGUAGE=en:Tea", title=None, uid="3@x"),
    )
    reading = read(data)
    before = reading.programme.replace(
        sessions=tuple(
            dataclasses.replace(session, title=Text({"en": "Own", **session.title.words}))
            for session in reading.programme.sessions
        )
    )

    after = merged(before, reading.programme, reading.coverage).programme

    assert reading.coverage.languages("sessions", "title") == {"en"}
    assert [dict(session.title.pairs) for session in after.sessions] == [
        {"ru": "Открытие"},
        {"en": "Lunch"},
        {"en": "Tea"},
    ]


# What is no calendar


def test_a_calendar_is_recognised_after_other_text():
    assert recognises(b"Dear all,\r\n\r\n" + a_calendar())
    assert not recognises(b"BEGIN:VCARD\r\nEND:VCARD")


def test_a_calendar_without_events_is_refused():
    with pytest.raises(NotASchedule, match="no events"):
        read(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")


LINES = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD",
        "END:STANDARD", "TZID:A", "DTSTART:20210525T100000", "DTSTART;TZID=A:20210525T100000",
        "DTSTART;VALUE=DATE:20210525", "DTSTART:99991231T235959Z", "DTSTART:20210525T100000Z",
        "DTEND:20210525T110000Z", "DTEND;VALUE=DATE:20210526", "DURATION:PT1H", "DURATION:-P9W",
        "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=-1SU",
        "RDATE:20210525", "RDATE;VALUE=PERIOD:20210525T100000Z/PT1H", "EXDATE:20210525T100000Z",
        "RECURRENCE-ID:20210525T100000", "RECURRENCE-ID;VALUE=DATE:20210525", "UID:1", "UID:-1@x",
        "UID:00000000-0000-4000-8000-000000000001@x", "SUMMARY:A", "SUMMARY;LANGUAGE=ru:А",
        "SUMMARY;LANGUAGE=:", "STATUS:CANCELLED", "STATUS:odd", "LOCATION:http://[", "LOCATION:x",
        "ATTENDEE;CN=A,B:x", "ATTENDEE;CN=\ud800:x", "ORGANIZER;CN=A:x", "CATEGORIES:,\\,,a",
        "CONFERENCE:x", "ATTACH:x", "URL:x", "TZOFFSETTO:+0300", "TZOFFSETTO:-2400",
        "PRODID:-//Forum//Programme//RU", "PRODID:-//pretalx//x", "X-FORUM-STAGE:x",
        "X-FORUM-STAGE:00000000-0000-4000-8000-000000000001", "X-FORUM-REMOVED:TRUE",
        "METHOD:CANCEL", " folded", "", "no property", "X;=:", ";:", "A\x00B:c", "DESCRIPTION:<b",
    ]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(LINES | st.text(max_size=30), max_size=30))
@example(["BEGIN:VEVENT", "DTSTART:20210525T100000Z", "RECURRENCE-ID:20210525", "END:VEVENT"])
def test_any_calendar_is_read_or_refused(lines):
    text = "\n".join(["BEGIN:VCALENDAR", *lines, "END:VEVENT", "END:VCALENDAR"])

    with suppress(NotASchedule):
        assert isinstance(read(text.encode("utf-8", "surrogatepass")), Reading)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(NotASchedule):
        assert isinstance(read(b"BEGIN:VCALENDAR\n" + data), Reading)


# Our own calendars


def of(programme: Programme, language: str = "en", **given: Any) -> bytes:
    return write(programme, a_publication(language=language), **given)


def again(programme: Programme, language: str = "en") -> Programme:
    """Return a programme after its calendar was read onto it."""
    reading = read(of(programme, language))
    return merged(programme, reading.programme, reading.coverage).programme


def a_whole_programme(**given: Any) -> Programme:
    stage, track, speaker = a_stage("main"), a_track(), a_speaker()
    session = a_session(
        **{
            "stage": stage.guid,
            "track": track.guid,
            "abstract": in_english("About."),
            "recording": Recording("https://v.example/1"),
            "title": Text({"en": "Opening", "ru": "Открытие"}),
            **given,
        }
    )
    return a_programme(
        [session, a_session(2, starts_at=at(12), title=in_english("Only English"))],
        stages=[stage, a_stage("other")],
        tracks=[track],
        speakers=[speaker],
        appearances=[an_appearance(session, speaker)],
        streams=[a_stream(session=session.guid)],
    )


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("state", ["confirmed", "tentative", "cancelled"])
def test_our_own_calendar_changes_nothing(language, state):
    programme = a_whole_programme(state=state)

    assert again(programme, language) == programme


def test_our_own_calendar_brings_what_was_changed_in_it():
    programme = a_whole_programme()
    (first, second), (main, other) = programme.sessions, programme.stages
    changed = programme.replace(
        sessions=(
            dataclasses.replace(
                first,
                title=Text({"en": "Closing", "ru": "Закрытие"}),
                starts_at=at(15),
                duration_minutes=30,
                state="cancelled",
                stage=other.guid,
            ),
            second,
        ),
        stages=(main, dataclasses.replace(other, name=in_english("Renamed"))),
    )
    reading = read(of(changed))

    after = merged(programme, reading.programme, reading.coverage).programme

    # Our calendar is in one language, and says nothing of words in others.
    title = Text({"en": "Closing", "ru": "Открытие"})
    assert after == changed.replace(
        sessions=(dataclasses.replace(changed.get("sessions", first.guid), title=title), second)
    )


def test_what_our_calendars_put_together_for_people_is_not_taken():
    reading = read(of(a_whole_programme()))

    programme = reading.programme
    session = programme.sessions[0]
    assert (session.abstract, session.links, session.recording) == (Text(), (), Recording())
    assert (session.track, session.origin_url) == ("", "")
    assert (programme.speakers, programme.tracks, programme.streams) == ((), (), ())
    assert {kind for kind, _, _ in reading.coverage} == {"sessions", "stages"}


def test_our_calendar_of_a_part_leaves_the_edition_its_name():
    programme = a_whole_programme()
    data = of(programme, name=programme.sessions[0].title.in_language("en"))
    reading = read(data)

    assert str(reading.programme.edition.name) == "Opening"
    assert merged(programme, reading.programme, reading.coverage).programme == programme


def test_a_session_that_was_removed_does_not_come_back_by_a_calendar():
    whole = a_programme([a_session(1), a_session(2)])
    first = whole.replace(history=carried_forward(None, whole, release=1, at=at(8)))
    rest = a_programme([a_session(2)])
    removed = rest.replace(history=carried_forward(first, rest, release=2, at=at(9)))

    reading = read(of(removed))

    assert [session.number for session in reading.programme.sessions] == [1]
    assert merged(removed, reading.programme, reading.coverage).programme == removed
    assert [note.given for note in reading.skipped] == ["Cancelled: Session 1"]


def test_a_programme_elsewhere_is_made_of_our_calendar():
    programme = a_whole_programme(state="cancelled")

    found = read(of(programme, "ru"), edition_slug="2022").programme

    assert [
        (session.guid, session.title, session.starts_at, session.duration_minutes, session.state)
        for session in found.sessions
    ] == [
        (programme.sessions[0].guid, Text({"ru": "Открытие"}), at(10), 60, "cancelled"),
        (programme.sessions[1].guid, in_english("Only English"), at(12), 60, "confirmed"),
    ]
    assert [(stage.guid, str(stage.name)) for stage in found.stages] == [
        (programme.sessions[0].stage, "Stage main")
    ]
    assert found.edition.time_zone == "Europe/Moscow"


def test_the_second_of_two_equal_local_times_stays_the_second():
    edition = an_edition(
        time_zone="Europe/Berlin", first_date=date(2021, 10, 30), last_date=date(2021, 10, 31)
    )
    starts_at = datetime(2021, 10, 31, 1, 30, tzinfo=UTC)
    sessions = [
        a_session(1, starts_at=starts_at),
        a_session(2, starts_at=starts_at - timedelta(hours=1)),
    ]
    programme = a_programme(sessions, edition=edition)

    assert again(programme) == programme


def tidy(programme: Programme) -> Programme:
    """Return a programme with titles and names as a form leaves them: on one line."""

    def text(given: Text) -> Text:
        words = {code: one_line(words).strip() for code, words in given.pairs}
        return Text(words, original=given.original)

    return programme.replace(
        sessions=tuple(
            dataclasses.replace(session, title=text(session.title))
            for session in programme.sessions
        ),
        stages=tuple(
            dataclasses.replace(stage, name=text(stage.name)) for stage in programme.stages
        ),
    )


@settings(max_examples=200)
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_exporting_and_importing_changes_nothing(programme, language):
    assume(any(session.starts_at for session in programme.sessions))
    programme = tidy(programme)

    assert again(programme, language) == programme


@settings(max_examples=100)
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_even_an_untidy_programme_is_changed_once_at_most(programme, language):
    assume(any(session.starts_at for session in programme.sessions))
    once = again(programme, language)

    assert again(once, language) == once
