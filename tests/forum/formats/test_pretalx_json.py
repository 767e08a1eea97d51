"""forum/formats/pretalx_json.py: dumps of pretalx of every age, whole and in parts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from forum.formats import pretalx_json, readers
from forum.formats.reading import Note, Reading, Request
from forum.programme import Programme
from multilingual.text import Text
from sessions.values import Session
from tests.forum.formats.odd_json import as_bytes, read_or_refused, refusal, spoiled

BERLIN = ZoneInfo("Europe/Berlin")

ANNA = {"code": "ANNA01", "name": "Anna Invented", "biography": "Words.", "email": "a@b.example"}
SUBMISSION: dict[str, Any] = {
    "code": "ABC123",
    "speakers": [ANNA],
    "title": "Opening",
    "submission_type": {"en": "Long talk", "ru": "Длинный доклад"},
    "track": {"en": "Cities"},
    "state": "confirmed",
    "abstract": "Short words.",
    "description": None,
    "duration": 45,
    "do_not_record": False,
    "content_locale": "en",
    "slot": {
        "room": {"en": "Main stage", "ru": "Главная сцена"},
        "start": "2021-05-25T10:00:00+02:00",
        "end": "2021-05-25T10:45:00+02:00",
    },
    "resources": [{"resource": "https://example.org/slides.pdf", "description": "Slides"}],
    "answers": [{"question": {"id": 1}, "answer": "secret"}],
    "notes": "secret",
    "internal_notes": "secret",
    "tags": ["Transport"],
}
# The same since 2025: things by id, or expanded.
NEW_STYLE: dict[str, Any] = {
    "submissions": {
        "count": 1,
        "next": None,
        "results": [
            {
                **{key: value for key, value in SUBMISSION.items() if key not in ("slot",)},
                "speakers": ["ANNA01"],
                "submission_type": 3,
                "track": {"id": 4, "name": {"en": "Cities"}, "color": "#1456b8"},
                "tags": [5],
                "slots": [
                    {
                        "id": 9,
                        "room": 2,
                        "start": "2021-05-25T10:00:00+02:00",
                        "end": "2021-05-25T10:45:00+02:00",
                    }
                ],
            }
        ],
    },
    "speakers": [{**ANNA, "submissions": ["ABC123"]}],
    "rooms": [{"id": 2, "name": {"en": "Main stage", "ru": "Главная сцена"}, "capacity": 50}],
    "submission_types": [{"id": 3, "name": {"en": "Long talk", "ru": "Длинный доклад"}}],
    "tags": [{"id": 5, "tag": "Transport"}],
}


def read(document: Any, **given: Any) -> Reading:
    return pretalx_json.read(as_bytes(document), Request(**{"edition_slug": "2021", **given}))


def the_session(document: Any, **given: Any) -> Session:
    (session,) = read(document, **given).programme.sessions
    return session


def without_order(programme: Programme) -> tuple[object, ...]:
    return (programme.sessions, programme.speakers, programme.appearances, programme.stages)


def test_a_submission_is_a_session_with_all_that_it_says():
    programme = read([SUBMISSION]).programme

    (session,) = programme.sessions
    assert (session.title, session.abstract, session.code) == (
        Text({"en": "Opening"}),
        Text({"en": "Short words."}),
        "ABC123",
    )
    assert session.starts_at == datetime(2021, 5, 25, 10, tzinfo=BERLIN)
    assert session.duration_minutes == 45
    assert (session.kind, session.kind_name) == (
        "talk",
        Text({"en": "Long talk", "ru": "Длинный доклад"}),
    )
    assert session.languages == ("en",)
    assert [str(item.title) for item in session.attachments] == ["Slides"]
    assert session.recording.opted_out is False
    assert [item.name for item in programme.tracks] == [Text({"en": "Cities"})]
    assert [item.name for item in programme.topics] == [Text({"en": "Transport"})]
    assert [item.name for item in programme.stages] == [
        Text({"en": "Main stage", "ru": "Главная сцена"})
    ]
    assert [(str(item.name), str(item.biography)) for item in programme.speakers] == [
        ("Anna Invented", "Words.")
    ]


def test_what_is_nobodys_business_is_in_neither_programme_nor_notes():
    reading = read([SUBMISSION])

    assert "secret" not in repr(reading)
    assert "a@b.example" not in repr(reading)
    assert reading.skipped == (
        Note("[0]", "answers to the organisers' questions are left out", "1"),
    )


@pytest.mark.parametrize(
    "document",
    [
        {"results": [SUBMISSION]},
        {"talks": [SUBMISSION]},
        {"count": 1, "next": None, "previous": None, "results": [SUBMISSION]},
        {"schedule": {"2021-05-25": {"600": {"1": SUBMISSION}}}},
        {"submissions": [SUBMISSION], "speakers": {"ANNA01": ANNA}},
    ],
)
def test_submissions_are_found_wherever_they_stand(document):
    assert without_order(read(document).programme) == without_order(read([SUBMISSION]).programme)


def test_things_by_id_and_expanded_ones_read_the_same():
    assert without_order(read(NEW_STYLE).programme) == without_order(read([SUBMISSION]).programme)


def test_slots_in_a_list_of_their_own_say_when_and_where():
    submission = {**SUBMISSION, "slot": None}
    slots = [{"submission": "ABC123", **SUBMISSION["slot"]}]

    found = read({"submissions": [submission], "slots": slots})

    assert without_order(found.programme) == without_order(read([SUBMISSION]).programme)


def test_a_submission_with_two_slots_is_two_sessions():
    slots = [
        {"id": 1, "room": "A", "start": "2021-05-25T10:00:00+02:00"},
        {"id": 2, "room": "B", "start": "2021-05-25T12:00:00+02:00"},
    ]
    found = read([{**SUBMISSION, "slot": None, "slots": slots}]).programme

    assert [item.starts_at and item.starts_at.hour for item in found.sessions] == [8, 10]
    assert [item.code for item in found.sessions] == ["ABC123", ""]
    assert found.sessions[0].guid == the_session([SUBMISSION]).guid
    assert len({item.guid for item in found.sessions}) == 2


def test_a_break_of_the_schedule_is_one():
    lunch = {
        "id": 7,
        "title": {"en": "Lunch", "ru": "Обед"},
        "start": "2021-05-25T12:00:00+02:00",
        "end": "2021-05-25T13:00:00+02:00",
        "room": "Main stage",
    }
    found = read({"talks": [SUBMISSION, lunch]}).programme

    assert [(str(item.title), item.kind, item.duration_minutes) for item in found.sessions] == [
        ("Opening", "talk", 45),
        ("Lunch", "break", 60),
    ]


@pytest.mark.parametrize("state", ["submitted", "rejected", "withdrawn", "draft", "deleted"])
def test_a_proposal_that_nobody_accepted_stays_out_with_whom_it_was_by(state):
    other = {
        **SUBMISSION,
        "code": "XYZ999",
        "title": "Secret plan",
        "state": state,
        "speakers": [{"code": "BORIS1", "name": "Boris Invented"}],
    }
    speakers = [
        {**ANNA, "submissions": ["ABC123", "XYZ999"]},
        {"code": "BORIS1", "name": "Boris Invented", "submissions": ["XYZ999"]},
    ]
    reading = read({"submissions": [SUBMISSION, other], "speakers": speakers})

    assert [str(item.name) for item in reading.programme.speakers] == ["Anna Invented"]
    assert [str(item.title) for item in reading.programme.sessions] == ["Opening"]
    assert [note for note in reading.skipped if "answers" not in note.message] == [
        Note("submissions[1]", "a proposal that is not in the programme", f"XYZ999, {state}"),
        Note(
            "speakers[1]",
            "a speaker of proposals alone that are not in the programme",
            "BORIS1",
        ),
    ]


def test_a_cancelled_session_is_cancelled():
    assert the_session([{**SUBMISSION, "state": "canceled"}]).state == "cancelled"


def test_separate_dumps_of_one_event_belong_together():
    dates = {"fallback_dates": (date(2021, 5, 25), date(2021, 5, 26))}
    whole = read([SUBMISSION], **dates).programme
    speakers = read([{**ANNA, "submissions": ["ABC123"]}], **dates).programme
    talks = read([{**SUBMISSION, "slot": None}], **dates).programme

    assert [item.guid for item in speakers.speakers] == [item.guid for item in whole.speakers]
    assert [item.guid for item in talks.sessions] == [item.guid for item in whole.sessions]
    assert speakers.sessions == ()


def test_a_dump_of_speakers_says_nothing_of_sessions():
    dates = (date(2021, 5, 25), date(2021, 5, 26))
    coverage = read([{**ANNA, "submissions": ["ABC123"]}], fallback_dates=dates).coverage

    assert {kind for kind, _, _ in coverage} == {"speakers"}


def test_words_are_in_the_language_of_most_submissions():
    russian = [{**SUBMISSION, "code": f"RU000{n}", "content_locale": "ru"} for n in range(2)]
    reading = read([SUBMISSION, *russian])

    assert {item.title for item in reading.programme.sessions} == {Text({"ru": "Opening"})}
    assert [item.languages for item in reading.programme.sessions] == [("en",), ("ru",), ("ru",)]
    message = "words of sessions in other languages are taken as those of one"
    assert Note("content_locale", message, "en as ru") in reading.guesses


def test_the_language_of_the_request_wins():
    assert the_session([SUBMISSION], language="ru").title == Text({"ru": "Opening"})


def test_videos_are_the_recordings_of_sessions_in_the_same_file():
    videos = [{"submission": "ABC123", "youtube_link": "https://youtu.be/aqz-KE-bpKQ"}]

    session = the_session({"submissions": [SUBMISSION], "videos": videos})

    assert session.recording.url == "https://youtu.be/aqz-KE-bpKQ"


def test_of_two_accounts_of_a_submission_the_fuller_is_read():
    speaker = {**ANNA, "submissions": [{"code": "ABC123", "title": "Opening", "slot": None}]}

    found = read({"speakers": [speaker], "submissions": [SUBMISSION]}).programme

    assert without_order(found) == without_order(read([SUBMISSION]).programme)


def test_one_page_of_several_is_noted():
    page = {"count": 99, "next": "https://example.org/?page=2", "results": [SUBMISSION]}

    message = "one page of several, the next ones are to be read as well"
    assert Note("next", message, "https://example.org/?page=2") in read(page).skipped


def test_facts_of_the_event_are_taken():
    event = {
        "slug": "scm2021",
        "name": {"en": "Invented Forum", "ru": "Придуманный форум"},
        "date_from": "2021-05-24",
        "date_to": "2021-05-26",
        "timezone": "Europe/Moscow",
    }
    edition = read({"event": event, "submissions": [SUBMISSION]}).programme.edition

    assert edition.name == Text({"en": "Invented Forum", "ru": "Придуманный форум"})
    assert (edition.acronym, edition.time_zone) == ("scm2021", "Europe/Moscow")
    assert (edition.first_date, edition.last_date) == (date(2021, 5, 24), date(2021, 5, 26))


@pytest.mark.parametrize(
    ("document", "place", "reason"),
    [
        ([{**SUBMISSION, "slot": None}], "[0]", "no event has a date."),
        ([{**ANNA, "submissions": []}], "[0]", "people and no event, so that it has no date."),
        (
            [{"submission": "ABC123", "youtube_link": "https://youtu.be/aqz-KE-bpKQ"}],
            "[0]",
            "videos by submission and no session.",
        ),
        ([{**SUBMISSION, "state": "rejected"}], "", "neither a session nor a speaker."),
        ({"results": []}, "", "neither a session nor a speaker."),
    ],
)
def test_what_holds_no_programme_is_refused_with_the_place(document, place, reason):
    found = refusal(pretalx_json.read, document)

    assert (found[0], found[1][: len(reason)]) == (place, reason)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([SUBMISSION], True),
        (NEW_STYLE, True),
        ([{**ANNA, "submissions": []}], True),
        ([{"submission": "A", "youtube_link": "B"}], True),
        ({"sessions": [{"id": "1", "title": "A", "speakers": []}], "speakers": []}, False),
        ({"schedule": {"conference": {"days": []}}}, False),
        ([], False),
        ("submission", False),
    ],
)
def test_a_dump_is_known_by_its_keys(document, expected):
    assert pretalx_json.recognises(as_bytes(document)) is expected


@given(spoiled({**NEW_STYLE, "more": [SUBMISSION], "event": {"slug": "a", "date_from": "b"}}))
def test_any_value_anywhere_is_read_or_refused(document):
    read_or_refused(pretalx_json.read, as_bytes(document))


# Real files


@pytest.mark.real
def test_the_schedule_of_pyconfr_is_read_whole(real_schedules: Path):
    reading = readers.read((real_schedules / "pyconfr-2024.json").read_bytes(), Request())

    programme = reading.programme
    # 72 people stand in its own list, and five more in sprints alone.
    assert (len(programme.sessions), len(programme.days), len(programme.stages)) == (76, 4, 11)
    assert len(programme.speakers) == 77


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "sessions", "speakers"),
    [("europython-pretalx-submissions.json", 2, 3), ("europython-pretalx-speakers.json", 0, 1)],
)
def test_dumps_without_dates_are_read_into_an_edition(
    name: str, sessions: int, speakers: int, real_schedules: Path
):
    data = (real_schedules / name).read_bytes()
    dates = (date(2024, 7, 8), date(2024, 7, 14))

    programme = readers.read(data, Request(edition_slug="2024", fallback_dates=dates)).programme

    assert (len(programme.sessions), len(programme.speakers)) == (sessions, speakers)


@pytest.mark.real
def test_a_list_of_videos_alone_is_refused(real_schedules: Path):
    data = (real_schedules / "europython-pretalx-youtube.json").read_bytes()

    with pytest.raises(readers.NotASchedule) as refused:
        readers.read(data, Request(file_name="youtube.json"))

    assert str(refused.value).startswith("youtube.json, [0]: videos by submission and no session.")
