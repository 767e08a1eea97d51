"""The wall of speakers as HTML: here alone stands the markup of a place on it.

Programmes have hundreds of speakers, for whom a template would take longer than for all the rest
of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from speakers.pictures import picture
from speakers.values import Picture

SIZES = "(min-width: 40rem) 13rem, 44vw"
"""How wide a portrait is shown."""


@dataclass(frozen=True, slots=True)
class OnWall:
    """A speaker on the wall. `numbers` are the bullets of their tracks, in order.

    `tokens` is what the page's filters know them by.
    """

    address: str
    name: SafeString | str
    initials: str
    position: SafeString | str
    organisation: SafeString | str
    country: str
    photo: Picture | None
    numbers: tuple[int, ...]
    tokens: str


def wall(people: Iterable[OnWall]) -> SafeString:
    """Return the places of a wall, items of a list."""
    return mark_safe("\n".join([_place(person) for person in people]))


def _place(person: OnWall) -> str:
    track = f" track-{person.numbers[0]}" if person.numbers else ""
    lines = [f'<span class="bullet bullet-s track-{n}">{n}</span>' for n in person.numbers]
    words = [
        f"<p{kind}>{_html(line)}</p>\n"
        for kind, line in (
            ("", person.position),
            (' class="wall-organisation"', person.organisation),
            (' class="wall-country"', person.country),
        )
        if line
    ]
    return (
        f'<li class="wall-place{track}" data-is="{escape(person.tokens)}">\n'
        f'<span class="portrait" aria-hidden="true">{_portrait(person)}'
        f'<span class="portrait-lines">{"".join(lines)}</span></span>\n'
        f'<h2 class="wall-name"><a href="{escape(person.address)}">{_html(person.name)}</a></h2>\n'
        f"{''.join(words)}"
        "</li>"
    )


def _portrait(person: OnWall) -> str:
    if person.photo:
        return picture(person.photo, sizes=SIZES, instead=person.initials)
    return f'<span class="portrait-initials">{escape(person.initials)}</span>'


def _html(words: SafeString | str) -> str:
    """Return words as HTML: those that are not marked as safe are escaped."""
    return words if isinstance(words, SafeString) else escape(words)
