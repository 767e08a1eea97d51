"""Lettering: words set in the site's own type on a picture, measured and wrapped so that they fit.

Pillow looks for a sign in one font file only, and the font is split by script: here each sign is
looked for in the file that has it. All of them are scripts that are read from the left, so signs
are set one after another; what is in no file is replaced by what is, or left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont
from text_unidecode import unidecode

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"

FILES: Mapping[str, str] = {
    "golos-latin": (
        "0020-007E 00A0-00AC 00AE-00FF 0102 0131 0152-0153 02BC 02C6 02DA 02DC 2009 2013-2014 "
        "2018-201A 201C-201E 2022 2026 2039-203A 2044 20AC 2122 2191 2193 2212 2215"
    ),
    "golos-cyrillic": "0401-040C 040E-044F 0451-045C 045E-045F 0490-0491 04B0-04B1 2116",
    "golos-latin-ext": (
        "0100-0101 0103-0107 010A-0113 0116-011B 011E-0123 0126-0127 012A-012B 012E-0130 "
        "0132-0133 0136-0137 0139-013E 0141-0148 014A-014D 0150-0151 0154-015B 015E-0161 "
        "0164-0165 016A-017E 0192 0218-021B 0237 02C7 02DD 1E80-1E85 1E9E 1EF2-1EF3 2020 20B4 "
        "20B8 20BD"
    ),
    "golos-cyrillic-ext": (
        "0492-049D 04A0-04A5 04AA-04AB 04AE-04AF 04B2-04B3 04B6-04BB 04C0 04C3-04C4 04C7-04C8 "
        "04CB-04CC 04CF-04DF 04E2-04EB 04EE-04F5 04F8-04F9 0512-0513"
    ),
}
"""Font file → the code points that are looked for in it, each in one file only."""

LONGEST = 600
"""So many signs of a text are set at most: no box on a picture holds more."""

ASCENT, DESCENT = 0.98, 0.23
"""How far the tallest and the deepest sign reach from the base line, in sizes of the type."""

ELLIPSIS = "…"

# These have a likeness in the files that Unicode does not name.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u02b9": "’"})
# The alphabets whose letters stand for sounds one by one; others would be misspelt in Latin.
_SPELT = ("GREEK", "ARMENIAN", "GEORGIAN")
_NO_BREAK = "\u00a0"


@cache
def _file_of_sign() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, ranges in FILES.items():
        for part in ranges.split():
            first, _, last = part.partition("-")
            found |= {chr(n): name for n in range(int(first, 16), int(last or first, 16) + 1)}
    return found


def drawable(words: str) -> str:
    """Return words on one line as they can be set: without the signs that are in no file."""
    return _reduced(words)[0]


def is_legible(words: str) -> bool:
    """Say whether enough of the words can be set to be understood: most of the letters."""
    _found, kept, lost = _reduced(words)
    return kept > lost


@lru_cache(maxsize=4096)
def _reduced(words: str) -> tuple[str, int, int]:
    """Return words as they can be set, and how many letters and figures they have, and lost."""
    known = _file_of_sign()
    kept: list[str] = []
    lost = 0
    for sign in unicodedata.normalize("NFC", words[:LONGEST]).translate(_ALIKE):
        if sign in known:
            kept.append(sign)
        elif sign.isspace():
            kept.append(" ")
        else:
            alike = _alike(sign)
            kept.append(alike)
            lost += not alike and sign.isalnum()
    lines = "".join(kept).replace(_NO_BREAK, "\0").split()
    found = " ".join(lines).replace("\0", _NO_BREAK).strip(_NO_BREAK + " ")
    return found, sum(map(str.isalnum, found)), lost


def _alike(sign: str) -> str:
    """Return what can be set instead of a sign, or nothing."""
    known = _file_of_sign()
    parts = [part for part in unicodedata.normalize("NFKD", sign) if part in known]
    if parts or not sign.isalpha():
        return "".join(parts)
    if unicodedata.name(sign, "").startswith(_SPELT):
        return "".join(letter for letter in unidecode(sign) if letter in known)
    return ""


@dataclass(frozen=True)
class Type:
    """A type: its size in pixels, its weight from 400 to 900, and the space added between signs.

    `tracking` is in sizes of the type; a heading's is less than none.
    """

    size: int
    weight: int = 500
    tracking: float = 0.0

    @property
    def ascent(self) -> float:
        return ASCENT * self.size

    def height(self, lines: int, leading: float) -> float:
        """Return the height of lines, from the top of the tallest sign to the foot of the last."""
        return (ASCENT + DESCENT + (lines - 1) * leading) * self.size

    def width(self, words: str) -> float:
        """Return the width of drawable words on one line."""
        steps = sum(self._steps(words))
        return steps - self.tracking * self.size if words else 0.0

    def draw(
        self, draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, fill: str
    ) -> None:
        """Draw drawable words on one line; `at` is where their base line begins."""
        x, y = at
        files = _file_of_sign()
        for sign, step in zip(words, self._steps(words), strict=True):
            if not sign.isspace():
                font = _font(files[sign], self.size, self.weight)
                draw.text((x, y), sign, fill=fill, font=font, anchor="ls")
            x += step

    def _steps(self, words: str) -> Iterator[float]:
        """Yield how far it is from each sign to the next one."""
        space = self.tracking * self.size
        for sign, following in zip(words, (*words[1:], ""), strict=True):
            yield _step(sign, following, self.size, self.weight) + space


@lru_cache(maxsize=48)
def _font(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / f"{name}.woff2", size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=50_000)
def _step(sign: str, following: str, size: int, weight: int) -> float:
    files = _file_of_sign()
    font = _font(files[sign], size, weight)
    # Kerning reaches within a file only.
    if following and files[following] == files[sign]:
        return font.getlength(sign + following) - font.getlength(following)
    return font.getlength(sign)


@dataclass(frozen=True)
class Block:
    """Words as they were made to fit: in which type, on which lines, with which leading."""

    type: Type
    lines: tuple[str, ...]
    leading: float

    @property
    def height(self) -> float:
        return self.type.height(len(self.lines), self.leading) if self.lines else 0.0

    @property
    def width(self) -> float:
        return max(map(self.type.width, self.lines), default=0.0)

    def draw(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], fill: str) -> None:
        """Draw the block; `at` is its left upper corner."""
        x, y = at[0], at[1] + self.type.ascent
        for line in self.lines:
            self.type.draw(draw, (x, y), line, fill)
            y += self.leading * self.type.size


def fitted(
    words: str, types: Sequence[Type], width: float, height: float, *, leading: float = 1.06
) -> Block:
    """Return words in the first of the types in which they fit into a box.

    A word too wide for the box in any of them is broken; where all is too much, the words of the
    last are cut with an ellipsis. A box that is lower than one line of it is left empty.
    """
    words = drawable(words)
    if not words:
        return Block(types[-1], (), leading)
    for type_ in types:
        lines = _wrapped(words, type_, width, _lines_in(type_, height, leading))
        if lines is not None:
            return Block(type_, _balanced(words, type_, width, lines), leading)
    last = types[-1]
    has_giant = any(last.width(word) > width for word in words.split(" "))
    for type_ in types if has_giant else ():
        lines = _broken(words, type_, width)
        if len(lines) <= _lines_in(type_, height, leading):
            return Block(type_, tuple(lines), leading)
    most = _lines_in(last, height, leading)
    lines = _broken(words, last, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1], last, width)] if most else []
    return Block(last, tuple(lines), leading)


def _lines_in(type_: Type, height: float, leading: float) -> int:
    return max(0, int((height / type_.size - ASCENT - DESCENT) / leading + 1))


def _wrapped(words: str, type_: Type, width: float, most: int) -> list[str] | None:
    """Return the lines of words, broken at spaces, or None where they do not fit."""
    lines: list[str] = []
    for word in words.split(" "):
        if type_.width(word) > width:
            return None
        together = f"{lines[-1]} {word}" if lines else word
        if lines and type_.width(together) <= width:
            lines[-1] = together
        else:
            lines.append(word)
        if len(lines) > most:
            return None
    return lines


def _balanced(words: str, type_: Type, width: float, lines: Sequence[str]) -> tuple[str, ...]:
    """Return as many lines, as equal in width as they can be."""
    best = tuple(lines)
    if len(best) < 2:
        return best
    low, high = width / 2, width
    while high - low > 4:
        middle = (low + high) / 2
        tried = _wrapped(words, type_, middle, len(best))
        if tried is None:
            low = middle
        else:
            best, high = tuple(tried), middle
    return best


def _broken(words: str, type_: Type, width: float) -> list[str]:
    """Return the lines of words; what is too wide for a line is broken anywhere."""
    lines: list[str] = []
    for word in words.split(" "):
        for piece in _pieces(word, type_, width):
            together = f"{lines[-1]} {piece}" if lines else piece
            if lines and type_.width(together) <= width:
                lines[-1] = together
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, type_: Type, width: float) -> Iterator[str]:
    """Yield a word in pieces that fit on a line."""
    piece = ""
    for sign in word:
        if piece and type_.width(piece + sign) > width:
            yield piece
            piece = ""
        piece += sign
    yield piece


def _shortened(line: str, type_: Type, width: float) -> str:
    """Return a line that goes on: without its last words, or letters of the only one."""
    while " " in line and type_.width(_open_ended(line)) > width:
        line = line.rpartition(" ")[0]
    while line and type_.width(_open_ended(line)) > width:
        line = line[:-1]
    return _open_ended(line)


def _open_ended(line: str) -> str:
    return line.rstrip(" ,;:.–—-·(«“") + ELLIPSIS
