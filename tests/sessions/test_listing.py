from datetime import date, datetime
from types import MappingProxyType

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from finding.query import Query
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from multilingual.text import Text
from sessions import listing
from sessions.listing import (
    Instant,
    Listed,
    Listing,
    Person,
    highlighted,
    kind_word,
    listed,
    visible_state,
    was,
)
from sessions.values import Recording
from speakers.pictures import initials
from tests.builders import (
    MOSCOW,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_track,
    an_appearance,
    at,
    in_english,
)


def here_of(programme, language="en"):
    release = LiveRelease(1, "sha", at(0, day=1), programme)
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    return Here(site, release, language, "home", {"language": language, "edition": "2021"})


def moscow(hour, minute=0):
    return Instant(
        f"2021-05-25T{hour:02}:{minute:02}+03:00",
        f"{hour:02}:{minute:02}",
        datetime(2021, 5, 25, hour, minute, tzinfo=MOSCOW),
    )


def test_a_session_is_listed_in_plain_words_and_forum_time():
    track, stage = a_track(2), a_stage(1)
    session = a_session(1, track=track.guid, stage=stage.guid, kind="panel")
    speaker = a_speaker(1, name=in_english("Anna Petrova"), organisation=in_english("City"))
    programme = a_programme(
        [session],
        tracks=[track],
        stages=[stage],
        speakers=[speaker],
        appearances=[an_appearance(session, speaker, role="panellist")],
    )

    found = listed(here_of(programme), session, at(10, 30))

    assert found == Listed(
        guid=session.guid,
        key=1,
        address="/en/2021/sessions/session-1/",
        title="Session 1",
        kind="Panel",
        stage="Stage 1",
        track="track-2",
        track_name="Track 2",
        number="2",
        state="live",
        state_word="Live now",
        starts=moscow(10),
        ends=moscow(11),
        was=None,
        people=(Person(speaker.name, "Anna Petrova", "AP", "City", "panellist", None, "track-2"),),
        languages=(),
        day=date(2021, 5, 25),
    )


@pytest.mark.parametrize(
    ("zone", "starts_at", "clock", "mark"),
    [
        ("", at(23, 30), "23:30", ""),
        ("", at(1, 30, day=26), "01:30", "+1 day"),
        ("Asia/Tokyo", at(20), "02:00", "+1 day"),
        ("America/New_York", at(5), "22:00", "−1 day"),
        ("Pacific/Kiritimati", at(1, 30, day=26), "12:30", "+1 day"),
        ("Asia/Kathmandu", at(10), "12:45", ""),
    ],
)
def test_times_are_those_of_the_zone_asked_for_and_say_when_the_date_differs(
    zone, starts_at, clock, mark
):
    session = a_session(starts_at=starts_at)
    here = here_of(a_programme([session]))
    here.query = Query().having(tz=zone)

    found = listed(here, session, at(0))

    assert found.day == date(2021, 5, 25)
    assert (found.starts.clock, found.starts.at) == (clock, starts_at)
    assert BeautifulSoup(str(found.starts.mark), "html.parser").get_text().strip() == mark


def test_what_a_search_found_is_marked_and_nothing_else_becomes_markup():
    found = highlighted("Cities & <towns>", [(0, 6), (10, 15)])

    assert found == "<mark>Cities</mark> &amp; &lt;<mark>towns</mark>&gt;"


def test_a_session_without_track_stage_time_and_length_is_on_the_star_line():
    session = a_session(starts_at=None, duration_minutes=0, kind="other")

    found = listed(here_of(a_programme([session])), session, at(10))

    assert (found.track, found.number, found.stage, found.starts, found.ends, found.kind) == (
        "",
        "",
        "",
        None,
        None,
        "",
    )
    assert found.state == "unscheduled"


def test_a_session_of_no_length_has_no_end_to_print():
    session = a_session(duration_minutes=0)

    found = listed(here_of(a_programme([session])), session, at(9))

    assert (found.starts, found.ends) == (moscow(10), None)


def test_words_of_another_language_are_marked_in_lists():
    session = a_session(title=Text({"ru": "Открытие"}))

    with translation.override("en"):
        found = listed(here_of(a_programme([session])), session, at(9))

    assert found.title == '<span lang="ru" dir="auto">Открытие</span>'


def test_hosts_and_moderators_are_named_first():
    session = a_session()
    people = [a_speaker(key, name=in_english(key)) for key in ("Ada", "Bo", "Cy", "Di")]
    roles = ("speaker", "moderator", "panellist", "host")
    programme = a_programme(
        [session],
        speakers=people,
        appearances=[
            an_appearance(session, person, role=role, order=order)
            for order, (person, role) in enumerate(zip(people, roles, strict=True))
        ],
    )

    found = Listing(here_of(programme), at(9)).listed(session)

    assert [person.name for person in found.people] == ["Bo", "Di", "Ada", "Cy"]
    assert [person.name for person in found.people] == ["Bo", "Di", "Ada", "Cy"]


def test_the_word_for_a_kind_is_in_the_active_language():
    found = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            found.append([kind_word(a_session(kind=kind)) for kind in ("panel", "break", "other")])

    assert found == [
        ["Panel", "Break", ""],
        ["Панельная дискуссия", "Перерыв", ""],
        ["Panel", "Break", ""],
    ]


def test_an_own_word_for_the_kind_wins():
    session = a_session(kind="talk", kind_name=in_english("Fireside chat"))

    found = listed(here_of(a_programme([session])), session, at(9))

    assert found.kind == "Fireside chat"


DELAYED = a_session(starts_at=at(10, 30), delayed_from=at(10))


@pytest.mark.parametrize(
    ("session", "moment", "state"),
    [
        (DELAYED, at(9), "delayed"),
        (DELAYED, at(10, 20), "delayed"),
        (DELAYED, at(10, 30), "live"),
        (DELAYED, at(11, 30), "ended"),
        (a_session(starts_at=at(10), delayed_from=at(10)), at(9), "upcoming"),
        (a_session(recording=Recording("https://video.example/1")), at(12), "recorded"),
    ],
)
def test_a_delayed_session_is_delayed_until_it_begins(session, moment, state):
    assert visible_state(session, moment) == state


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (DELAYED, at(10)),
        (a_session(), None),
        (a_session(starts_at=None, delayed_from=at(10)), None),
    ],
)
def test_the_time_announced_before_is_told_where_there_is_a_new_one(session, expected):
    assert was(session) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna Petrova", "AP"),
        ("Maria Aparecida do Nascimento", "MN"),
        ("Wulandari", "W"),
        ("Kim Bo-yul", "KB"),
        ('"Kim" (remote)', "KR"),
        ("Ёжикова Åsa", "ЁÅ"),
        ("", ""),
        ("…", ""),
    ],
)
def test_initials_are_of_the_first_and_last_word(name, expected):
    assert initials(name) == expected


def test_stages_and_tracks_are_named_once_for_all_pages_of_a_release(monkeypatch):
    here = here_of(a_programme(stages=[a_stage("main")], tracks=[a_track(1)]))
    Listing(here, at(9))
    asked = []
    monkeypatch.setattr(listing, "printed", lambda found: asked.append(found))

    Listing(here, at(10))

    assert asked == []
