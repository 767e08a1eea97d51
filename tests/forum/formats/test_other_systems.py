"""Readers of Sessionize, open-event, OPASS and Google Calendar: small files of each kind."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from forum.formats import (
    archives,
    devfest_json,
    google_calendar_json,
    opass_json,
    open_event,
    readers,
    sessionize_json,
)
from forum.formats.reading import NotASchedule, Request
from multilingual.text import Text
from tests.builders import at
from tests.forum.formats.odd_json import as_bytes, read_or_refused, spoiled

ANNA = "a378b580-baef-4c58-a9b3-589139c88159"

SESSIONIZE: dict[str, Any] = {
    "sessions": [
        {
            "id": "17",
            "title": "Opening",
            "description": "Words.",
            "startsAt": "2021-05-25T10:00:00",
            "endsAt": "2021-05-25T10:50:00",
            "isServiceSession": False,
            "isPlenumSession": False,
            "speakers": [ANNA],
            "categoryItems": [1, 3, 4],
            "questionAnswers": [
                {"questionId": 9, "answerValue": "https://youtu.be/aqz-KE-bpKQ"},
                {"questionId": 8, "answerValue": "private"},
            ],
            "roomId": 5,
            "liveUrl": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "recordingUrl": None,
            "status": "Accepted",
        },
        {
            "id": "4d9f8bad-fbe9-4218-8e78-e57998260bdc",
            "title": "Lunch break",
            "startsAt": "2021-05-25T12:00:00",
            "endsAt": "2021-05-25T13:00:00",
            "isServiceSession": True,
            "speakers": [],
        },
        {"id": "18", "title": "Not ours", "startsAt": None, "status": "Declined"},
    ],
    "speakers": [
        {
            "id": ANNA,
            "firstName": "Anna",
            "lastName": "Invented",
            "fullName": "Anna Invented",
            "bio": "Words about her.",
            "tagLine": "Mayor",
            "links": [{"title": "Blog", "url": "https://example.org/", "linkType": "Blog"}],
            "sessions": [17],
        }
    ],
    "questions": [{"id": 9, "question": "Video"}],
    "categories": [
        {"id": 1, "title": "Track", "items": [{"id": 1, "name": "Cities"}]},
        {"id": 2, "title": "Language", "items": [{"id": 3, "name": "English"}]},
        {"id": 3, "title": "Level", "items": [{"id": 4, "name": "Beginners"}]},
    ],
    "rooms": [{"id": 5, "name": "Main stage"}, {"id": 6, "name": "Empty stage"}],
}

SPEAKER = {
    "id": 6,
    "name": "Anna Invented",
    "organisation": "City",
    "position": "Mayor",
    "long_biography": "<p>Words about her.</p>",
    "country": "FI",
    "website": "https://example.org/",
    "twitter": "@anna",
}
OPEN_EVENT: dict[str, Any] = {
    "event": {
        "name": "Invented Forum",
        "timezone": "Europe/Moscow",
        "start_time": "2021-05-25T09:00:00+03:00",
        "end_time": "2021-05-26T18:00:00+03:00",
        "event_url": "https://example.org/",
    },
    "sessions": [
        {
            "id": 17,
            "title": "Opening",
            "subtitle": "And more",
            "short_abstract": "<p>Words.</p>",
            "long_abstract": "More words.",
            "start_time": "2021-05-25T10:00:00+03:00",
            "end_time": "2021-05-25T10:50:00+03:00",
            "microlocation": {"id": 1, "name": "Main stage"},
            "track": {"id": 2, "name": "Cities"},
            "session_type": {"id": 3, "name": "Lecture"},
            "language": "English",
            "slides": "https://example.org/slides.pdf",
            "state": "accepted",
            "speakers": [{"id": 6, "name": "Anna Invented"}],
        },
        {"id": 18, "title": "Refused", "session_type": {}, "state": "rejected"},
    ],
    "speakers": [SPEAKER],
    "tracks": [{"id": 2, "name": "Cities", "color": "#4527A0"}],
    "microlocations": [{"id": 1, "name": "Main stage"}, {"id": 4, "name": "Empty stage"}],
}

OPASS: dict[str, Any] = {
    "sessions": [
        {
            "id": "FMJEUL",
            "type": "t1",
            "room": "R1",
            "start": "2021-05-25T10:00:00+03:00",
            "end": "2021-05-25T10:50:00+03:00",
            "language": "English",
            "en": {"title": "Opening", "description": "Words."},
            "ru": {"title": "Открытие", "description": "Слова."},
            "zh": {"title": "开幕", "description": ""},
            "speakers": ["A1"],
            "tags": ["g1"],
            "record": "https://youtu.be/aqz-KE-bpKQ",
            "slide": None,
        },
        {
            "id": "SECOND",
            "type": "t1",
            "room": "R1",
            "start": "2021-05-25T11:00:00+03:00",
            "end": "2021-05-25T11:10:00+03:00",
            "zh": {"title": "第二", "description": ""},
            "speakers": [],
            "tags": [],
        },
    ],
    "speakers": [{"id": "A1", "avatar": "x", "en": {"name": "Anna Invented", "bio": "Words."}}],
    "session_types": [{"id": "t1", "en": {"name": "Workshop"}, "ru": {"name": "Мастерская"}}],
    "rooms": [{"id": "R1", "en": {"name": "Main stage"}, "ru": {"name": "Главная сцена"}}],
    "tags": [{"id": "g1", "en": {"name": "Beginners"}}],
}

CALENDAR: list[dict[str, Any]] = [
    {
        "id": "82890e1d",
        "summary": "Opening",
        "description": "<b>Words</b>.",
        "location": "Main stage",
        "start": {"dateTime": "2021-05-25T10:00:00+03:00", "timeZone": "Europe/Moscow"},
        "end": {"dateTime": "2021-05-25T10:50:00+03:00", "timeZone": "Europe/Moscow"},
        "attendees": [{"email": "a@b.example"}],
        "source": {"url": "https://example.org/opening", "title": "Programme"},
    },
    {
        "id": "2",
        "summary": "Off",
        "status": "cancelled",
        "start": {"dateTime": "2021-05-25T11:00:00+03:00"},
        "end": {"dateTime": "2021-05-25T11:10:00+03:00"},
    },
]

DEVFEST: dict[str, Any] = {
    "sessions": [
        {
            "session_id": "1",
            "session_start_time": "1:05 PM",
            "session_total_time": "30 Mins",
            "session_title": "Opening",
            "session_desc": "Words.",
            "speaker_name": "Anna Invented",
            "speaker_desc": "Mayor",
            "speaker_image": "https://example.org/a.png",
            "track": "Cities",
        }
    ]
}
DEVFEST_SPEAKERS: dict[str, Any] = {
    "speakers": [
        {
            "speaker_name": "Anna Invented",
            "speaker_session": "Opening",
            "speaker_info": "Words about her.",
            "fb_url": "https://example.org/anna",
        }
    ]
}

FILES = {
    "Sessionize": (sessionize_json, SESSIONIZE),
    "open-event": (open_event, OPEN_EVENT),
    "OPASS": (opass_json, OPASS),
    "Google Calendar": (google_calendar_json, CALENDAR),
}


HOSTILE = {
    **FILES,
    "DevFest": (devfest_json, DEVFEST),
    "DevFest's speakers": (devfest_json, DEVFEST_SPEAKERS),
}


def read(document, **given):
    data = document if isinstance(document, bytes) else as_bytes(document)
    request = Request(**{"edition_slug": "2021", "zone_name": "Europe/Moscow", **given})
    return readers.read(data, request)


def a_zip(members: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in members.items():
            archive.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    return out.getvalue()


@pytest.mark.parametrize("name", FILES)
def test_each_is_recognised_by_its_own_reader(name):
    _module, document = FILES[name]

    assert readers.reader_of(as_bytes(document)).name == name


@pytest.mark.parametrize("name", FILES)
def test_opening_is_understood_alike(name):
    programme = read(FILES[name][1]).programme

    session = programme.sessions_in_order[0]
    assert session.title.get("en") == "Opening"
    assert (session.starts_at, session.duration_minutes) == (at(10), 50)
    assert programme.stages[0].name.get("en") == "Main stage"
    assert session.stage == programme.stages[0].guid


# Sessionize


def test_sessionize_all_is_read_whole():
    reading = read(SESSIONIZE)
    programme = reading.programme

    opening, lunch = programme.sessions_in_order
    (anna,) = programme.speakers
    assert opening.abstract == Text({"en": "Words."})
    assert opening.languages == ("en",)
    assert [str(topic.name) for topic in programme.topics] == ["Beginners"]
    assert [str(track.name) for track in programme.tracks] == ["Cities"]
    assert [link.url for link in opening.links] == ["https://youtu.be/aqz-KE-bpKQ"]
    assert [stream.video for stream in programme.streams] == ["dQw4w9WgXcQ"]
    assert (lunch.kind, lunch.guid) == ("break", "4d9f8bad-fbe9-4218-8e78-e57998260bdc")
    assert (anna.guid, str(anna.name), str(anna.position)) == (ANNA, "Anna Invented", "Mayor")
    assert [link.kind for link in anna.links] == ["blog"]
    assert {note.message for note in reading.skipped} == {
        "a session that was not accepted",
        "answers to questions",
    }


@pytest.mark.parametrize(("is_service", "kind"), [(False, "plenary"), (True, "other")])
def test_what_everybody_attends_is_plenary_unless_it_is_a_service(is_service, kind):
    session = {
        **SESSIONIZE["sessions"][0],
        "speakers": [],
        "isPlenumSession": True,
        "isServiceSession": is_service,
    }

    assert read({"sessions": [session]}).programme.sessions[0].kind == kind


def test_views_of_one_event_belong_together():
    dates = (date(2021, 5, 25), date(2021, 5, 26))
    whole = read(SESSIONIZE).programme
    people = read(SESSIONIZE["speakers"], fallback_dates=dates).programme
    grouped = read([{"groupId": None, "groupName": "All", "sessions": SESSIONIZE["sessions"][:1]}])

    assert people.speakers == whole.speakers
    assert {s.guid for s in grouped.programme.sessions} < {s.guid for s in whole.sessions}


def test_a_plenary_session_stands_once_though_the_grid_has_it_in_each_room():
    session = {**SESSIONIZE["sessions"][0], "room": "Main stage"}
    grid = [
        {
            "date": "2021-05-25T00:00:00",
            "rooms": [{"id": n, "name": str(n), "sessions": [session]} for n in (1, 2)],
        }
    ]

    assert len(read(grid).programme.sessions) == 1


def test_presenters_and_formats_of_relatives_are_read():
    document = [
        {
            "Id": "9ac2e311-7559-436c-8ee8-6f0aed17a431",
            "Title": "Opening",
            "Abstract": "Words.",
            "Format": "20 mins",
            "Tags": ["Web"],
            "Presenters": [{"Id": ANNA, "Name": "Anna Invented", "TwitterHandle": "@anna"}],
        }
    ]

    programme = read(document, fallback_dates=(date(2021, 5, 25), date(2021, 5, 26))).programme

    (session,), (anna,) = programme.sessions, programme.speakers
    assert (session.starts_at, session.duration_minutes) == (None, 20)
    assert [link.url for link in anna.links] == ["https://twitter.com/anna"]


def test_sessions_without_any_date_need_an_edition_that_is_there():
    with pytest.raises(NotASchedule, match="no event has a date"):
        read([{"Id": "1", "Title": "Opening", "Presenters": []}])


# open-event


def test_an_archive_is_read_as_its_files_in_one():
    members = {f"event/{name}": value for name, value in OPEN_EVENT.items()}
    archive = a_zip({**members, "images/logo.png": b"\x89PNG"})

    assert readers.reader_of(archive).name == "open-event"
    assert read(archive).programme == read(OPEN_EVENT).programme


def test_open_event_is_read_whole():
    reading = read(OPEN_EVENT)
    programme = reading.programme

    (opening,), (anna,) = programme.sessions, programme.speakers
    assert str(programme.edition.name) == "Invented Forum"
    assert (opening.number, opening.kind, opening.languages) == (17, "talk", ("en",))
    assert (str(opening.abstract), str(opening.description)) == ("Words.", "More words.")
    assert [link.kind for link in opening.links] == ["slides"]
    assert programme.tracks[0].colour == "#4527a0"
    assert len(programme.stages) == 2
    assert (str(anna.organisation), anna.country) == ("City", "FI")
    assert [link.url for link in anna.links] == ["https://example.org/"]
    assert [note.message for note in reading.skipped] == ["a session that was not accepted"]


@pytest.mark.parametrize(
    ("words", "country", "notes"),
    [("FI", "FI", 0), ("uk", "GB", 0), ("", "", 0), ("Atlantis", "", 1), ("QQ", "", 1)],
)
def test_a_country_is_a_code_or_told(words, country, notes):
    reading = read({**OPEN_EVENT, "speakers": [{**SPEAKER, "country": words}]})

    assert reading.programme.speakers[0].country == country
    assert len([note for note in reading.skipped if "country" in note.message]) == notes


def test_files_of_one_event_meet_by_their_numbers():
    dates = (date(2021, 5, 25), date(2021, 5, 26))
    sessions = read({"sessions": OPEN_EVENT["sessions"]}).programme
    speakers = read({"speakers": [{**SPEAKER, "biography": ""}]}, fallback_dates=dates).programme

    assert [s.guid for s in speakers.speakers] == [s.guid for s in sessions.speakers]


def test_a_broken_member_is_named():
    archive = a_zip({"sessions.json": b"[{", "speakers.json": []})

    with pytest.raises(NotASchedule, match=r"member sessions\.json, line 1: not JSON, or damaged"):
        read(archive, file_name="a.zip")


# OPASS


def test_words_stand_by_language_and_others_are_taken_only_where_there_are_none():
    reading = read(OPASS)
    programme = reading.programme

    opening, second = programme.sessions_in_order
    assert opening.title == Text({"en": "Opening", "ru": "Открытие"})
    assert opening.kind == "workshop"
    assert opening.kind_name == Text({"en": "Workshop", "ru": "Мастерская"})
    assert (opening.code, opening.recording.url) == ("FMJEUL", "https://youtu.be/aqz-KE-bpKQ")
    assert programme.stages[0].name == Text({"en": "Main stage", "ru": "Главная сцена"})
    assert second.title == Text({"en": "第二"})
    assert [str(topic.name) for topic in programme.topics] == ["Beginners"]
    assert [(note.message, note.given) for note in reading.skipped] == [
        ("words in languages that the site does not have", "zh")
    ]


def test_a_type_that_is_no_kind_of_session_is_a_track_and_languages_are_no_topics():
    types = [{"id": "t1", "en": {"name": "Green cities"}, "ru": {"name": "Зелёные города"}}]
    tags = [{"id": "g1", "en": {"name": "English"}}]

    programme = read({**OPASS, "session_types": types, "tags": tags}).programme

    assert [track.name for track in programme.tracks] == [
        Text({"en": "Green cities", "ru": "Зелёные города"})
    ]
    assert {session.track for session in programme.sessions} == {programme.tracks[0].guid}
    assert programme.sessions[0].kind_name == Text()
    assert programme.topics == ()


def test_pages_beside_a_session_are_links():
    session = {
        **OPASS["sessions"][0],
        "co_write": "https://example.org/n",
        "uri": "https://a.example/",
    }

    opening = read({**OPASS, "sessions": [session]}).programme.sessions[0]

    assert [(link.url, link.kind) for link in opening.links] == [("https://example.org/n", "notes")]
    assert opening.origin_url == "https://a.example/"


# The DevFest app


@pytest.mark.parametrize(
    ("last", "start", "minutes"),
    [(date(2021, 5, 25), at(13, 5), 30), (date(2021, 5, 26), None, 30)],
)
def test_sessions_of_the_app_have_a_time_where_there_is_one_day(last, start, minutes):
    reading = read(DEVFEST, fallback_dates=(date(2021, 5, 25), last))

    (session,), (anna,) = reading.programme.sessions, reading.programme.speakers
    assert (session.starts_at, session.duration_minutes) == (start, minutes)
    assert (session.number, str(session.title), str(session.abstract)) == (1, "Opening", "Words.")
    assert [str(track.name) for track in reading.programme.tracks] == ["Cities"]
    assert (str(anna.name), str(anna.position)) == ("Anna Invented", "Mayor")


def test_people_of_the_app_are_known_by_name_in_both_files():
    dates = (date(2021, 5, 25), date(2021, 5, 25))
    people = read(DEVFEST_SPEAKERS, fallback_dates=dates).programme.speakers

    assert [person.guid for person in people] == [
        person.guid for person in read(DEVFEST, fallback_dates=dates).programme.speakers
    ]
    assert [(link.url, link.kind) for link in people[0].links] == [
        ("https://example.org/anna", "facebook")
    ]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("12:00 AM", at(0)),
        ("12:30 PM", at(12, 30)),
        ("09:05 a.m.", at(9, 5)),
        ("14:00", at(14)),
        ("13:00 PM", None),
        ("noon", None),
    ],
)
def test_times_of_twelve_hours_are_understood(words, start):
    session = {**DEVFEST["sessions"][0], "session_start_time": words}
    dates = (date(2021, 5, 25), date(2021, 5, 25))

    (found,) = read({"sessions": [session]}, fallback_dates=dates).programme.sessions

    assert found.starts_at == start


def test_an_app_without_an_edition_is_refused():
    with pytest.raises(NotASchedule, match=r"sessions\[0\]: no event has a date"):
        read(DEVFEST)


# Google Calendar


def test_events_keep_their_state_and_nobody_is_invited():
    reading = read(CALENDAR, zone_name="")

    opening, off = reading.programme.sessions_in_order
    assert (opening.state, off.state) == ("confirmed", "cancelled")
    assert str(opening.abstract) == "**Words**."
    assert opening.origin_url == "https://example.org/opening"
    assert reading.programme.edition.time_zone == "Europe/Moscow"
    assert reading.programme.speakers == ()


def test_a_page_of_answers_names_its_calendar():
    page = {"kind": "calendar#events", "summary": "Forum", "items": CALENDAR}

    assert str(read(page).programme.edition.name) == "Forum"


# Hostile files


@pytest.mark.parametrize("name", HOSTILE)
def test_any_value_at_any_place_is_read_or_refused(name):
    module, document = HOSTILE[name]

    @given(spoiled(document))
    def holds(found):
        read_or_refused(module.read, as_bytes(found))

    holds()


def test_an_archive_that_unpacks_to_too_much_is_refused():
    bomb = a_zip({"sessions": b"0" * 3_000_000, "speakers": b"[]"})

    assert len(bomb) < 10_000
    with pytest.raises(NotASchedule, match=r"member sessions: unpacked, it is larger than 1 MB"):
        archives.members(bomb, frozenset({"sessions"}), most=1024 * 1024)


def test_an_archive_that_lies_about_its_sizes_is_refused():
    bomb = bytearray(a_zip({"sessions": b"0" * 100_000, "speakers": b"[]"}))
    # The size before packing, in the local header and in the directory.
    for offset in (22, bomb.index(b"PK\x01\x02") + 24):
        bomb[offset : offset + 4] = (10).to_bytes(4, "little")

    with pytest.raises(NotASchedule):
        archives.members(bytes(bomb), frozenset({"sessions"}), most=50_000)


def test_an_archive_of_endless_members_is_refused_before_they_are_listed():
    archive = bytearray(a_zip({"sessions": b"[]", "speakers": b"[]"}))
    end = archive.rindex(b"PK\x05\x06")
    archive[end + 12 : end + 16] = (2**21).to_bytes(4, "little")

    assert archives.names_in(bytes(archive)) == frozenset()
    with pytest.raises(NotASchedule, match=r"a\.zip: an archive of more than 2000 files"):
        archives.members(bytes(archive), frozenset({"sessions"}), file="a.zip")


@pytest.mark.parametrize("cut", [10, 60, 200])
def test_a_damaged_archive_is_refused(cut):
    whole = a_zip({"sessions": OPEN_EVENT["sessions"], "speakers": []})

    with pytest.raises(NotASchedule, match="a damaged zip archive"):
        archives.members(whole[:-cut], frozenset({"sessions"}))


def test_an_encrypted_member_is_refused():
    archive = bytearray(a_zip({"sessions": b"[]", "speakers": b"[]"}))
    for offset in (6, archive.index(b"PK\x01\x02") + 8):
        archive[offset] |= 1

    with pytest.raises(NotASchedule, match="member sessions: encrypted"):
        archives.members(bytes(archive), frozenset({"sessions"}))
