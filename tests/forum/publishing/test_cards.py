"""What stands on a card, in both languages, and what its digest is made of."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from forum.publishing.cards import (
    FACE_PIXELS,
    Card,
    Face,
    Line,
    Photo,
    of_edition,
    of_session,
    of_speaker,
    of_track,
)
from multilingual.text import EMPTY, Text
from speakers.values import Picture, Rendition
from tests.builders import (
    a_programme,
    a_session,
    a_speaker,
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)

ANNA = a_speaker(
    1,
    name=Text({"en": "Anna Petrova", "ru": "Анна Петрова"}),
    position=Text({"en": "Planner", "ru": "Градостроитель"}),
    organisation=Text({"en": "City of Oulu", "ru": "Город Оулу"}),
    country="FI",
)
PHOTO = Picture(
    "c.webp", 960, 1200, (Rendition("a.webp", 96, 120), Rendition("b.webp", 240, 300)), 40, 20
)
KIM = a_speaker(2, name=in_english("Kim Bo"), photo=PHOTO)
TRACK = a_track(2, name=Text({"en": "A city for life", "ru": "Город для жизни"}), colour="#a8500c")
OPENING = a_session(
    1,
    title=Text({"en": "How a city breathes", "ru": "Как дышит город"}),
    kind="panel",
    track=TRACK.guid,
    starts_at=at(2, 30),
    duration_minutes=90,
)


def a_forum(session=OPENING, **given):
    return a_programme(
        **{
            "sessions": (session,),
            "tracks": (TRACK,),
            "speakers": (ANNA, KIM),
            "appearances": (
                an_appearance(session, KIM, order=1),
                an_appearance(session, ANNA, role="moderator", order=2),
            ),
            **given,
        },
    )


def test_a_session_says_what_who_and_when_by_both_clocks():
    assert of_session(a_forum(), OPENING, "en") == Card(
        "session",
        edition="Smart Cities",
        title="How a city breathes",
        lines=(Line("2", "#a8500c"),),
        label="A city for life",
        note="Panel",
        faces=(
            Face("Anna Petrova", "AP", "Planner, City of Oulu", "Moderator"),
            Face("Kim Bo", "KB", photo=Photo("b.webp", 40, 20)),
        ),
        clock="02:30–04:00",
        facts=("Tuesday, 25 May 2021", "Moscow, UTC+3", "24 May 23:30–01:00 UTC"),
    )


def test_the_same_session_in_russian():
    card = of_session(a_forum(), OPENING, "ru")

    assert (card.title, card.label, card.note) == (
        "Как дышит город",
        "Город для жизни",
        "Панельная дискуссия",
    )
    assert card.faces[0] == Face("Анна Петрова", "АП", "Градостроитель, Город Оулу", "Модератор")
    assert card.facts == ("Вторник, 25 мая 2021", "Москва, UTC+3", "24 мая 23:30–01:00 UTC")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"starts_at": None}, ("", ("25–26 May 2021", "Time to be announced"))),
        (
            {"duration_minutes": 0},
            ("02:30", ("Tuesday, 25 May 2021", "Moscow, UTC+3", "24 May 23:30 UTC")),
        ),
        (
            {"duration_minutes": 1440},
            ("02:30", ("Tuesday, 25 May 2021", "Moscow, UTC+3", "24 May 23:30 UTC")),
        ),
    ],
)
def test_a_session_without_an_end_or_a_time(given, expected):
    session = dataclasses.replace(OPENING, **given)

    card = of_session(a_forum(session), session, "en")

    assert (card.clock, card.facts) == expected


def test_a_forum_that_keeps_universal_time_has_one_clock():
    programme = a_forum(edition=an_edition(time_zone="UTC"))

    card = of_session(programme, OPENING, "en")

    assert card.facts == ("Monday, 24 May 2021", "UTC")


def test_a_cancelled_session_says_so():
    session = dataclasses.replace(OPENING, state="cancelled")

    assert of_session(a_forum(session), session, "en").badge == "Cancelled"


def test_people_beyond_six_are_counted():
    people = [a_speaker(key) for key in range(10, 19)]
    parts = tuple(an_appearance(OPENING, one, order=n) for n, one in enumerate(people))
    programme = a_forum(speakers=tuple(people), appearances=parts)

    card = of_session(programme, OPENING, "en")

    assert ([face.name for face in card.faces], card.more) == (
        [f"Speaker {key}" for key in range(10, 16)],
        3,
    )


@pytest.mark.parametrize(
    ("title", "expected", "note"),
    [
        (Text({"en": "智慧城市的未来", "ru": "Умный город"}), "Умный город", "Panel"),
        (Text({"en": "智慧城市的未来"}), "Panel", ""),
        (Text({"en": "Smart cities 智慧"}), "Smart cities", "Panel"),
    ],
)
def test_a_title_that_cannot_be_drawn_is_not_drawn_in_part(title, expected, note):
    session = dataclasses.replace(OPENING, title=title)

    card = of_session(a_forum(session), session, "en")

    assert (card.title, card.note) == (expected, note)


def test_a_speaker_says_who_and_when_they_speak():
    other = a_session(2, starts_at=at(9), state="cancelled")
    programme = a_forum(
        sessions=(OPENING, other),
        appearances=(an_appearance(OPENING, KIM), an_appearance(other, KIM)),
    )

    assert of_speaker(programme, KIM, "en") == Card(
        "speaker",
        edition="Smart Cities",
        title="Kim Bo",
        lines=(Line("2", "#a8500c"),),
        label="Speaker",
        faces=(Face("Kim Bo", "KB", photo=Photo("c.webp", 40, 20)),),
        talk="How a city breathes",
        clock="02:30–04:00",
        facts=("Tuesday, 25 May 2021", "Moscow, UTC+3", "24 May 23:30–01:00 UTC"),
    )


def test_a_speaker_without_a_session_has_no_line_and_no_time():
    assert of_speaker(a_forum(appearances=()), ANNA, "ru") == Card(
        "speaker",
        edition="Smart Cities",
        title="Анна Петрова",
        lines=(Line(),),
        label="Финляндия",
        lead=("Город Оулу", "Градостроитель"),
        faces=(Face("Анна Петрова", "АП", "Градостроитель, Город Оулу"),),
    )


def test_a_track_has_a_station_a_session():
    track = dataclasses.replace(TRACK, description=in_english("What *people* notice."))
    rest = a_session(2, kind="break", track=TRACK.guid)
    programme = a_forum(tracks=(track,), sessions=(OPENING, rest))

    assert of_track(programme, track, "en") == Card(
        "track",
        edition="Smart Cities",
        title="A city for life",
        lines=(Line("2", "#a8500c"),),
        label="Track 2",
        lead=("What people notice.",),
        clock="1 session",
        facts=("25–26 May 2021",),
        stations=1,
    )


def test_an_edition_has_all_its_lines_and_figures():
    edition = an_edition(
        tagline=in_english("The forum on cities"),
        organiser=in_english("Government"),
        logo=Picture("l.png", 300, 100),
    )

    assert of_edition(a_forum(edition=edition), "en") == Card(
        "edition",
        edition="Smart Cities",
        title="Smart Cities",
        lines=(Line("2", "#a8500c"),),
        label="Government",
        lead=("The forum on cities",),
        clock="25–26 May 2021",
        facts=("1 session · 2 speakers · 1 country",),
        logo="l.png",
    )


def test_an_empty_edition_has_a_line_and_its_dates():
    edition = an_edition(name=EMPTY, last_date=date(2021, 5, 25))

    assert of_edition(a_programme(edition=edition), "ru") == Card(
        "edition", edition="2021", title="2021", lines=(Line(),), clock="25 мая 2021"
    )


def test_a_photo_is_as_large_as_it_is_drawn():
    small = dataclasses.replace(PHOTO, renditions=(Rendition("s.webp", FACE_PIXELS - 1, 900),))
    programme = a_forum(speakers=(ANNA, dataclasses.replace(KIM, photo=small)))

    assert of_session(programme, OPENING, "en").faces[1].photo == Photo("c.webp", 40, 20)


def test_the_digest_changes_with_what_is_drawn_and_with_nothing_else():
    programme = a_forum()
    card = of_session(programme, OPENING, "en")
    richer = dataclasses.replace(OPENING, abstract=in_english("Much more."))

    assert of_session(a_forum(richer), richer, "en").digest == card.digest
    moved = dataclasses.replace(OPENING, starts_at=at(11))
    cards = [
        card,
        of_session(a_forum(moved), moved, "en"),
        of_session(programme, OPENING, "ru"),
        of_session(a_forum(speakers=(KIM,)), OPENING, "en"),
    ]
    assert len({other.digest for other in cards}) == 4
    assert len(card.digest) == 32


def test_an_alternative_text_has_every_word_of_the_card_once():
    assert of_session(a_forum(), OPENING, "en").alt == (
        "How a city breathes · Anna Petrova, Kim Bo · 02:30–04:00 · Tuesday, 25 May 2021 · "
        "Moscow, UTC+3 · 24 May 23:30–01:00 UTC · Smart Cities"
    )
    assert of_speaker(a_forum(appearances=()), ANNA, "en").alt == (
        "Anna Petrova · City of Oulu · Planner · Smart Cities"
    )
