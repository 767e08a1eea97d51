"""Readable colours for a track, derived from whatever colour the editors chose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0


@dataclass(frozen=True)
class Theme:
    """A theme as far as derived colours need it, each as `#rrggbb`.

    `grounds` are the backgrounds that a track's words and bullets stand on, the card first;
    `ink` is the extreme that colours are mixed towards when they lack contrast. A tint is
    `tint_percent` of the colour on the card, or as much less as leaves `words`, the site's own
    text colours, readable on it.
    """

    grounds: tuple[str, ...]
    words: tuple[str, ...]
    ink: str
    tint_percent: int


LIGHT = Theme(
    grounds=("#ffffff", "#fbfbf9", "#f1f2ef"),
    words=("#14171c", "#5a6270", "#c2321f"),
    ink="#000000",
    tint_percent=11,
)
DARK = Theme(
    grounds=("#181c22", "#101317", "#20252c"),
    words=("#eef0f3", "#a6aeba", "#ff7d69"),
    ink="#ffffff",
    tint_percent=24,
)


@dataclass(frozen=True)
class TrackColours:
    """A track's colours in one theme, each as `#rrggbb`.

    `line` fills lines and bullets, `on_line` is the number in a bullet, `text` is for words,
    also on `tint`, a background.
    """

    line: str
    on_line: str
    text: str
    tint: str


@lru_cache(maxsize=256)
def track_colours(colour: str, theme: Theme) -> TrackColours:
    """Return the colours of a track in a theme: as chosen where readable, else the nearest.

    Words have a contrast of 4.5:1 at least on every ground, on the tint and in the bullet; lines
    and bullets 3:1 on every ground. The site's own words are readable on the tint as well.

    Raises:
        ValueError: if `colour` is not `#rrggbb`.

    Source: WCAG 2.2, 1.4.3 and 1.4.11.
    """
    tint = next(
        candidate
        for percent in range(theme.tint_percent, -1, -1)
        if _carries(candidate := mixed(theme.grounds[0], colour, percent / 100), theme.words)
    )
    line = readable(colour, theme.grounds, theme.ink, SHAPE_CONTRAST)
    # Black or white always has 4.58:1 on anything; the softer inks come first.
    on_line = next(
        ink for ink in ("#ffffff", "#14171c", "#000000") if contrast(ink, line) >= TEXT_CONTRAST
    )
    text = readable(colour, (*theme.grounds, tint), theme.ink, TEXT_CONTRAST)
    return TrackColours(line, on_line, text, tint)


def readable(colour: str, grounds: tuple[str, ...], ink: str, least: float) -> str:
    """Return the first mix of a colour with ink that has the least contrast on all grounds."""
    for percent in range(101):
        candidate = mixed(colour, ink, percent / 100)
        if all(contrast(candidate, ground) >= least for ground in grounds):
            return candidate
    raise ValueError(f"Not even {ink} has a contrast of {least}:1 on {', '.join(grounds)}.")


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share, from 0 to 1, of another one in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(a: str, b: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: WCAG 2.2, "contrast ratio".
    """
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def _carries(ground: str, words: tuple[str, ...]) -> bool:
    return all(contrast(word, ground) >= TEXT_CONTRAST for word in words)


def _luminance(colour: str) -> float:
    # Source: WCAG 2.2, "relative luminance".
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"Expected a colour such as #1456b8, got {colour!r}.")
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255
