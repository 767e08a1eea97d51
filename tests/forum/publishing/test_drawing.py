"""Cards as pictures: of one size, the same for the same, and nothing where nothing belongs."""

from __future__ import annotations

import dataclasses
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor

from forum.publishing.canvas import INK, PAPER
from forum.publishing.cards import (
    HEIGHT,
    WIDTH,
    Card,
    Face,
    Line,
    Photo,
    of_edition,
    of_session,
    of_speaker,
    of_track,
)
from forum.publishing.drawing import draw
from forum.publishing.lettering import drawable
from tests.strategies import programmes

RED, BLUE = (200, 30, 30), (30, 30, 200)
FACES = tuple(Face(f"Kim Bo {n}", "KB", "Professor, Institute", "Host") for n in range(6))
SESSION = Card(
    "session",
    edition="Smart Cities Moscow",
    title="How a city breathes",
    lines=(Line("2", "#a8500c"),),
    label="A city for life",
    note="Panel",
    clock="02:30–04:00",
    facts=("Tuesday, 25 May 2021", "Moscow, UTC+3", "24 May 23:30–01:00 UTC"),
)
SPEAKER = dataclasses.replace(
    SESSION, kind="speaker", faces=FACES[:1], talk="Breathing", lead=("Institute", "Professor")
)


def nothing(name: str) -> bytes | None:
    return None


def picture(data: bytes) -> Image.Image:
    opened = Image.open(BytesIO(data))
    assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))
    return opened.convert("RGB")


def a_file(picture: Image.Image, format_name: str = "WEBP") -> bytes:
    out = BytesIO()
    picture.save(out, format_name)
    return out.getvalue()


def is_near(found, wanted) -> bool:
    return all(abs(one - other) < 14 for one, other in zip(found, wanted, strict=True))


@settings(max_examples=3)
@given(programmes())
def test_every_thing_of_any_programme_is_drawn_the_same_each_time(programme):
    cards = [of_edition(programme, "en")]
    cards += [of_session(programme, item, "ru") for item in programme.sessions[:2]]
    cards += [of_speaker(programme, item, "en") for item in programme.speakers[:1]]
    cards += [of_track(programme, item, "ru") for item in programme.tracks[:1]]

    for card in cards:
        data = draw(card, nothing)
        picture(data)
        assert draw(card, nothing) == data


LONG = "абвгё щъЫ W–Åg жизнь"


@settings(max_examples=12)
@example("W" * 600, "W" * 600, 6)
@example("", "", 1)
@given(
    st.text(max_size=80) | st.text(LONG, max_size=600),
    st.text(LONG, max_size=600),
    st.integers(0, 6),
)
def test_whatever_the_words_the_margins_stay_empty(title, other, people):
    title, other = drawable(title), drawable(other)
    face = Face(other, "WW", other, other)
    for card in (
        dataclasses.replace(SESSION, title=title, label=other, note=other, edition=other),
        dataclasses.replace(SESSION, title=title, badge=other, clock=other, facts=(other, title)),
        dataclasses.replace(SPEAKER, title=title, lead=(other, other), talk=other),
        dataclasses.replace(SESSION, kind="track", title=title, lead=(other,), stations=16),
        dataclasses.replace(SESSION, kind="edition", title=title, lead=(other,)),
    ):
        faces = card.faces and (face,) if card.kind == "speaker" else (face,) * people
        drawn = picture(draw(dataclasses.replace(card, faces=faces), nothing))

        paper = Image.new("RGB", drawn.size, drawn.getpixel((WIDTH - 1, 2)))
        right, foot = WIDTH - 60, HEIGHT - 8
        for box in ((right, 0, WIDTH, 400), (0, foot, WIDTH, HEIGHT)):
            assert ImageChops.difference(drawn, paper).crop(box).getbbox() is None


@pytest.mark.parametrize("number", ["1", "12", "1234567890"])
def test_a_number_stays_within_its_bullet(number):
    card = dataclasses.replace(SESSION, lines=(Line(number, "#a8500c"),))

    drawn = picture(draw(card, nothing))

    white = [x for x in range(40, 160) if min(drawn.getpixel((x, 98))) > 235]
    inside = [x for x in white if abs(x - 100) < 42]
    assert inside
    assert all(abs(x - 100) <= 37 or abs(x - 100) > 45 for x in white)


def test_the_line_outside_all_tracks_is_ink():
    drawn = picture(draw(dataclasses.replace(SESSION, lines=(Line(),)), nothing))

    assert is_near(drawn.getpixel((900, 496)), ImageColor.getrgb(INK))


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_lines_of_a_forum_meet_at_one_stop(count):
    lines = tuple(Line(str(n + 1), f"#{n * 40 + 20:02x}40a0") for n in range(count))
    card = dataclasses.replace(SESSION, kind="edition", lines=lines)

    drawn = picture(draw(card, nothing))

    assert is_near(drawn.getpixel((1094, 470)), (255, 255, 255))
    assert is_near(drawn.getpixel((1094 + 35, 470)), ImageColor.getrgb(INK))


@pytest.mark.parametrize(("focus", "colour"), [(0, RED), (100, BLUE)])
def test_a_photo_is_cropped_around_its_point_of_interest(focus, colour):
    halves = Image.new("RGB", (600, 300), RED)
    halves.paste(BLUE, (300, 0, 600, 300))
    face = Face("Kim Bo", "KB", photo=Photo("a.webp", focus, 50))
    card = dataclasses.replace(SPEAKER, faces=(face,))

    drawn = picture(draw(card, {"a.webp": a_file(halves)}.get))

    assert is_near(drawn.getpixel((236, 232)), colour)
    # The circle's square has corners of paper.
    assert is_near(drawn.getpixel((92, 88)), ImageColor.getrgb(PAPER))


@pytest.mark.parametrize("content", [None, b"", b"broken", a_file(Image.new("RGB", (9, 9)))[:40]])
def test_a_photo_that_is_missing_or_broken_gives_way_to_initials(content):
    plain = dataclasses.replace(SESSION, faces=FACES[:1])
    photo = dataclasses.replace(FACES[0], photo=Photo("a.webp"))

    drawn = draw(dataclasses.replace(plain, faces=(photo,)), lambda name: content)

    assert drawn == draw(plain, nothing)


def test_a_transparent_logo_takes_the_place_of_the_mark():
    logo = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    logo.paste(RED, (150, 0, 200, 100))
    card = dataclasses.replace(SESSION, logo="l.png")

    with_logo = picture(draw(card, {"l.png": a_file(logo, "PNG")}.get))
    without = picture(draw(card, nothing))

    red = [x for x in range(WIDTH) if is_near(with_logo.getpixel((x, 566)), RED)]
    assert len(red) in (23, 24, 25)
    assert without == picture(draw(SESSION, nothing))
