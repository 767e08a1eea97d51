"""Drawing: a card as a picture, after the look of the site: lines of a metro map on paper.

A line comes from above, has a station where the card begins to speak, and runs below its words to
the right; what stands below it says when. A pure function of the card and its photos.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from forum.publishing.canvas import INK, LIVE, PAPER, SOFT, Canvas, Photos, Point, colours_of
from forum.publishing.cards import STATIONS, WIDTH, Card, Face
from forum.publishing.lettering import Block, Type, fitted
from sessions.colours import TrackColours

_MARGIN = 64
_RIGHT = WIDTH - _MARGIN
_LABEL, _TURN, _TIMES = 98, 496, 566
"""The heights of what stands above the title, of the line that runs to the right, of the times."""

_SLOPE, _BEND = 58, 34
_LINE, _STOP = 20, 19
_SIZES = (120, 108, 96, 88, 80, 72, 66, 60, 54, 50, 46, 42, 38, 34, 30)


def draw(card: Card, photos: Photos) -> bytes:
    """Return the card as a PNG; equal bytes for equal input.

    A photo that is missing or broken gives way to initials.
    """
    canvas = Canvas(photos)
    _LAYOUTS[card.kind](canvas, card)
    return canvas.written()


# Layouts


def _session(canvas: Canvas, card: Card) -> None:
    line, colours = card.lines[0], colours_of(card.lines[0])
    left, top, foot, faces = 188.0, 148.0, 462.0, 112.0
    _bent(canvas, 100, colours.line)
    canvas.bullet((100, _LABEL), 46, line)
    _label(canvas, card, left, colours)
    room = foot - top - (faces + 22 if card.faces else 0)
    canvas.words(fitted(card.title, _headings(), _RIGHT - left, room), (left - 4, top), INK)
    if len(card.faces) > 2:
        _row_of_people(canvas, card, (left, foot - faces), faces, colours)
    elif card.faces:
        _people(canvas, card, (left, foot - faces), faces, colours)
    canvas.stop((left + _STOP, _TURN), _STOP)
    _times(canvas, card, left, _wordmark(canvas, card))


def _speaker(canvas: Canvas, card: Card) -> None:
    line, colours = card.lines[0], colours_of(card.lines[0])
    centre, radius, left = (236.0, 232.0), 150.0, 452.0
    width = _RIGHT - left
    _bent(canvas, centre[0], colours.line)
    canvas.disc(centre, radius + 22, colours.line)
    canvas.disc(centre, radius + 10, PAPER)
    canvas.face(card.faces[0], centre, radius, colours)
    if line.number:
        canvas.bullet((centre[0] + 118, centre[1] + 118), 36, line)
    _label(canvas, card, left, colours)
    y = canvas.words(fitted(card.title, _headings(88), width, 176), (left - 4, 124), INK) + 12
    # What they speak of stands at its station, as a name beside the line.
    talk = fitted(card.talk, _types((28, 26, 24), 700, -0.01), width, 66)
    foot = _TURN - 32 - talk.height
    for number, words in enumerate(card.lead):
        kept = 36 * (len(card.lead) - 1 - number)
        types = _types((30, 28, 26, 24), 500 if number else 700, -0.01)
        block = fitted(words, types, width, min(84, foot - 8 - y - kept), leading=1.18)
        y = canvas.words(block, (left, y), SOFT if number else INK) + 2
    if talk.lines:
        canvas.words(talk, (left, foot), colours.text)
        canvas.stop((left + _STOP, _TURN), _STOP)
    _times(canvas, card, _MARGIN, _wordmark(canvas, card))


def _track(canvas: Canvas, card: Card) -> None:
    line, colours = card.lines[0], colours_of(card.lines[0])
    left = 300.0
    width = _RIGHT - left
    _bent(canvas, 156, colours.line)
    canvas.bullet((156, 176), 92, line)
    _label(canvas, card, left, colours)
    y = canvas.words(fitted(card.title, _headings(), width, 230), (left - 4, 128), INK) + 12
    for words in card.lead:
        block = fitted(words, _types((28, 26, 24)), width, 462 - y, leading=1.24)
        canvas.words(block, (left, y), SOFT)
    apart = (width - 2 * _STOP) / (STATIONS - 1)
    for number in range(card.stations):
        canvas.stop((left + _STOP + number * apart, _TURN), _STOP)
    _times(canvas, card, left, _wordmark(canvas, card))


def _edition(canvas: Canvas, card: Card) -> None:
    """Draw all lines side by side until they meet at one stop, as they do in the site's mark."""
    count = len(card.lines)
    apart, width, radius, below = (36, 24, 34, 78) if count <= 3 else (27, 18, 28, 60)
    stop, middle, first = (1094.0, 470.0), (count - 1) / 2, 84.0
    # Those that come from farther away are drawn first: the middle one runs into the stop on top.
    for number in sorted(range(count), key=lambda number: -abs(number - middle)):
        turn = stop[1] - apart * (number - middle)
        slope = [(stop[0] - abs(turn - stop[1]), turn)] if turn != stop[1] else []
        points = [*_turned(first + apart * number, turn), *slope, stop]
        canvas.path(points, width, colours_of(card.lines[number]).line, bend=_BEND)
    for number, line in enumerate(card.lines):
        canvas.bullet((first + apart * number, _LABEL + below * number), radius, line)
    canvas.stop(stop, 44)
    left = first + apart * (count - 1) + 92
    label = fitted(card.label, _types((28, 26, 24), 700), _RIGHT - left, 40)
    canvas.centred(label, (left, 80), SOFT)
    room = 254 if card.lead else 310
    name = fitted(card.title, _headings(), _RIGHT - left, room, leading=0.98)
    y = canvas.words(name, (left - 6, 98), INK) + 6
    foot = stop[1] - apart * middle - width
    for words in card.lead:
        types = _types((34, 32, 30, 28, 26, 24))
        canvas.words(fitted(words, types, _RIGHT - left, foot - y, leading=1.2), (left, y), SOFT)
    _times(canvas, card, left, _RIGHT)


_LAYOUTS: Mapping[str, Callable[[Canvas, Card], None]] = {
    "session": _session,
    "speaker": _speaker,
    "track": _track,
    "edition": _edition,
}


# Pieces


def _types(sizes: tuple[int, ...], weight: int = 500, tracking: float = 0.0) -> list[Type]:
    return [Type(size, weight, tracking) for size in sizes]


def _headings(largest: int = _SIZES[0]) -> list[Type]:
    return _types(tuple(size for size in _SIZES if size <= largest), 800, -0.032)


def _bent(canvas: Canvas, x: float, fill: str) -> None:
    """Draw a line that comes from above and runs to the right below the words."""
    canvas.path([*_turned(x, _TURN), (WIDTH + 30, _TURN)], _LINE, fill, bend=_BEND)


def _turned(x: float, turn: float) -> list[Point]:
    """Return how a line comes down and turns to the right over a slope, as on a metro map."""
    return [(x, -20), (x, turn - _SLOPE), (x + _SLOPE, turn)]


def _label(canvas: Canvas, card: Card, left: float, colours: TrackColours) -> None:
    """Draw what stands above the title: that it is cancelled, its track, and what it is."""
    x = left
    if card.badge:
        badge = fitted(card.badge, _types((24,), 700), 300, 40)
        canvas.path([(x + 21, _LABEL), (x + badge.width + 15, _LABEL)], 42, LIVE)
        x = canvas.centred(badge, (x + 18, _LABEL), "#ffffff") + 36
    if card.label:
        room = (_RIGHT - x) * (0.72 if card.note else 1)
        label = fitted(card.label, _types((28, 26, 24), 700), room, 40)
        x = canvas.centred(label, (x, _LABEL), colours.text) + 22
    note = fitted(card.note, _types((28, 26, 24)), _RIGHT - x, 40)
    canvas.centred(note, (x, _LABEL), SOFT)


def _people(canvas: Canvas, card: Card, at: Point, height: float, colours: TrackColours) -> None:
    """Draw one or two people side by side, with their names and posts."""
    each = (_RIGHT - at[0]) / len(card.faces)
    for number, face in enumerate(card.faces):
        x = at[0] + number * each
        canvas.face(face, (x + height / 2, at[1] + height / 2), height / 2, colours)
        begin = x + height + 22
        end = x + each - (24 if number + 1 < len(card.faces) else 0)
        _person(canvas, face, (begin, at[1]), end - begin, height, colours)


def _person(
    canvas: Canvas, face: Face, at: Point, width: float, height: float, colours: TrackColours
) -> None:
    role = fitted(face.role, _types((20,), 700), width, 30)
    name = fitted(face.name, _types((32, 30, 28, 26, 24), 700, -0.015), width, 44)
    room = height - role.height - name.height
    post = fitted(face.post, _types((22, 21, 20)), width, room, leading=1.16)
    parts: list[tuple[Block, str]] = [(role, colours.text), (name, INK), (post, SOFT)]
    y = at[1] + (height - sum(block.height for block, _fill in parts)) / 2
    for block, fill in parts:
        y = canvas.words(block, (at[0], y), fill)


def _row_of_people(
    canvas: Canvas, card: Card, at: Point, height: float, colours: TrackColours
) -> None:
    """Draw faces in a row, and the names beside them."""
    radius, step = 46.0, 84.0
    for number, face in enumerate(card.faces):
        centre = (at[0] + radius + number * step, at[1] + height / 2)
        canvas.disc(centre, radius + 5, PAPER)
        canvas.face(face, centre, radius, colours)
    begin = at[0] + len(card.faces) * step + 32
    types = _types((26, 24, 22, 20), 600)
    names = fitted(_names(card), types, _RIGHT - begin, height, leading=1.2)
    canvas.words(names, (begin, at[1] + (height - names.height) / 2), INK)


def _names(card: Card) -> str:
    """Return the names of people in a row, none of them broken; the role of the first alone."""
    names = [face.name for face in card.faces if face.name]
    if names and card.faces[0].name and card.faces[0].role:
        names[0] = f"{card.faces[0].role}: {names[0]}"
    joined = ", ".join(name.replace(" ", "\u00a0") for name in names)
    return f"{joined}\u00a0+{card.more}" if card.more else joined


def _times(canvas: Canvas, card: Card, left: float, right: float) -> None:
    """Draw the facts below the line: the large one, and the others beside it."""
    x = left
    if card.clock:
        types = _types((52, 48, 44, 40, 36, 32, 28, 26), 800, -0.03)
        clock = fitted(card.clock, types, (right - left) * (0.62 if card.facts else 1), 64)
        end = canvas.centred(clock, (x, _TIMES), INK)
        if card.badge:
            canvas.path([(x, _TIMES), (end, _TIMES)], 4, LIVE)
        x = end + 28
    rows = _rows(card.facts, right - x - 24)
    apart = 34 if len(rows) < 3 else 29
    for number, row in enumerate(rows):
        y = _TIMES + (number - (len(rows) - 1) / 2) * apart
        canvas.centred(row, (x, y), SOFT if number or len(rows) == 1 else INK)


def _rows(facts: tuple[str, ...], width: float) -> list[Block]:
    """Return the facts in rows: the first, and the others on one row where there is room."""
    first, others = facts[:1], facts[1:]
    joined = " · ".join(others)
    if joined and Type(21).width(joined) <= width:
        others = (joined,)
    sizes = (24, 23, 22, 21) if len(others) < 2 else (22, 21, 20, 19, 18)
    return [
        fitted(words, _types(sizes, 500 if number else 700), width, 32)
        for number, words in enumerate((*first, *others))
    ]


def _wordmark(canvas: Canvas, card: Card) -> float:
    """Draw the forum's logo or the site's mark at the right below, and the forum's name.

    Return where they begin.
    """
    types = _types((28, 26, 24, 22, 20, 18), 800, -0.02)
    name = fitted(card.edition, types, 240, 76, leading=1.08)
    begin = _RIGHT - name.width
    canvas.words(name, (begin, _TIMES - name.height / 2), INK)
    end = begin - 16
    logo = canvas.logo(card.logo, end, _TIMES, (96, 72))
    if logo < end:
        return logo
    canvas.mark((end - 52, _TIMES - 26), 52)
    return end - 52
