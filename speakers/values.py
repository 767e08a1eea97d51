"""Speakers as frozen values, and the small values that stages, pages and partners share."""

from __future__ import annotations

from dataclasses import dataclass

from multilingual.text import EMPTY, Text

ORGANISATION_KINDS = ("government", "international", "university", "company", "other")


@dataclass(frozen=True)
class Link:
    """An address with a name. `kind` says what stands behind it: `website`, `slides`, `video` …"""

    url: str
    title: Text = EMPTY
    kind: str = ""


@dataclass(frozen=True)
class Rendition:
    """One size of a picture. `file` is its name below /media/, made of its content's hash."""

    file: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """A picture in our own storage, without metadata, in several widths in rising order.

    `file` is the largest rendition; `focus_x` and `focus_y` are per cent from the left and top of
    the point that must stay visible when the picture is cropped.
    """

    file: str
    width: int
    height: int
    renditions: tuple[Rendition, ...] = ()
    focus_x: int = 50
    focus_y: int = 50


@dataclass(frozen=True)
class Speaker:
    """A person in one edition. `person` is a guid the same human keeps across editions."""

    guid: str
    person: str
    slug: str
    name: Text
    position: Text = EMPTY
    organisation: Text = EMPTY
    organisation_kind: str = "other"
    country: str = ""
    biography: Text = EMPTY
    photo: Picture | None = None
    photo_alt: Text = EMPTY
    links: tuple[Link, ...] = ()
