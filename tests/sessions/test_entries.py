"""sessions/entries.py: sessions as calendars print them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import translation

from multilingual.text import Text, Words
from sessions.entries import Video, entry, google_link, outlook_link
from sessions.values import Recording
from tests.builders import (
    FIRST_DAY,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    at,
    in_english,
)

WATCH = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
STAGE = a_stage("main")


def address(name, *args):
    return f"https://forum.example/{name}/{'/'.join(args)}"


PAGE = address("session", "session-1")


def entry_of(session, language="en", **given):
    programme = a_programme([session], **given)
    with translation.override(language):
        return entry(programme, session, address)


def test_an_entry_tells_all_that_a_calendar_shows():
    session = a_session(
        title=Text({"en": "Opening", "ru": "Открытие"}),
        abstract=Text({"en": "Two *short*\nlines.\n\n- one\n- two\n\nEnd.", "ru": "Слова."}),
        track=a_track().guid,
        stage=STAGE.guid,
    )
    host, guest = a_speaker("host"), a_speaker("guest", organisation=in_english("City Hall"))
    programme = a_programme(
        [session],
        tracks=[a_track()],
        stages=[STAGE],
        speakers=[host, guest],
        appearances=[
            an_appearance(session, guest, order=1),
            an_appearance(session, host, role="moderator", order=2),
        ],
        streams=[a_stream(stage=STAGE.guid, day=FIRST_DAY)],
    )

    with translation.override("en"):
        found = entry(programme, session, address)
        details = found.details()

    assert found.title == Words("Opening", "en", False)
    assert found.where == Words("Stage main", "en", False)
    assert found.categories == ("Track 1", "Talk")
    assert details == (
        "Two short lines.\n• one\n• two\n\nEnd.\n\n"
        "Moderator: Speaker host\nSpeaker guest, City Hall\n\n"
        f"Watch: {WATCH}\nSession page: {PAGE}"
    )


def test_what_stands_in_is_marked():
    found = entry_of(a_session(abstract=in_english("Words.")), "ru")

    assert found.title == Words("Session 1", "en", True)
    assert found.about == (
        "Перевода этого текста пока нет. Язык текста: английский.",
        "Words.",
    )


def test_the_word_for_a_kind_is_plain_in_every_language():
    session = a_session(kind_name=in_english("Fireside <chat>"))

    assert entry_of(session, "ru").categories == ("Fireside <chat>",)


def test_a_session_without_a_stage_is_at_the_forum():
    assert entry_of(a_session()).where == Words("Smart Cities", "en", False)


def test_a_title_of_control_characters_is_replaced():
    assert entry_of(a_session(7, title=in_english("\x07"))).title.words == "№ 7"


def test_a_broadcast_of_the_stage_opens_at_the_sessions_own_moment_in_each_language():
    streams = [
        a_stream("floor", stage=STAGE.guid, day=FIRST_DAY, starts_at=at(9, 30)),
        a_stream("russian", stage=STAGE.guid, day=FIRST_DAY, language="ru"),
    ]

    found = entry_of(a_session(stage=STAGE.guid), stages=[STAGE], streams=streams)

    assert found.videos == (Video(f"{WATCH}&t=1800s"), Video(WATCH, "ru"))


def test_a_cancelled_session_has_nothing_to_watch():
    session = a_session(state="cancelled")

    found = entry_of(session, streams=[a_stream(session=session.guid)])

    assert found.videos == ()


def test_whose_speakers_want_no_recording_is_watched_on_its_own_page():
    session = a_session(recording=Recording("https://v.example/1", opted_out=True))

    found = entry_of(session, streams=[a_stream(session=session.guid)])

    assert (found.videos, found.recording) == ((Video(PAGE),), "")
    assert "youtube" not in found.details() and "v.example" not in found.details()


def test_a_long_text_is_cut_but_never_an_address():
    session = a_session(abstract=in_english("Many words " * 2000))

    details = entry_of(session).details(400)

    about, ways = details.split("\n\n")
    assert len(about) <= 400 and about.endswith("words…")
    assert ways == f"Session page: {PAGE}"


@pytest.mark.parametrize(
    ("link", "parameters"),
    [
        (
            google_link,
            {
                "action": ["TEMPLATE"],
                "text": ["Плов & чай"],
                "dates": ["20210525T070000Z/20210525T080000Z"],
                "location": ["Smart Cities"],
                "details": [f"Session page: {PAGE}"],
            },
        ),
        (
            outlook_link,
            {
                "path": ["/calendar/action/compose"],
                "rru": ["addevent"],
                "subject": ["Плов & чай"],
                "startdt": ["2021-05-25T07:00:00Z"],
                "enddt": ["2021-05-25T08:00:00Z"],
                "location": ["Smart Cities"],
                "body": [f"Session page: {PAGE}"],
            },
        ),
    ],
)
def test_a_calendar_on_the_web_is_told_everything_in_the_address(link, parameters):
    made = link(entry_of(a_session(title=in_english("Плов & чай"))))

    assert parse_qs(urlsplit(made).query) == parameters
    assert made.isascii()


def test_a_session_without_a_time_has_no_link():
    with pytest.raises(ValueError, match="has none"):
        google_link(entry_of(a_session(starts_at=None)))
