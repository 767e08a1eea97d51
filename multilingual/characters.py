"""Which characters a machine format can hold: the others are left out of words, never escaped."""

from __future__ import annotations

import re

# Unicode Standard Annex 14: what ends a line, besides the line feed itself.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# XML 1.0, 2.2 "Char", and RFC 5545, 3.1 "CONTROL"; C1 controls and surrogates help nobody either.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_SPACES = re.compile(r"\s+")
# Most words have single spaces already.
_UNEVEN = re.compile(r"[\t\n]|\s\s")


def writable(words: str) -> str:
    """Return words that XML and iCalendar can hold: no controls but tab and line feed.

    Every kind of line end becomes a line feed. Marks of direction stay, right-to-left words need
    them.
    """
    # What Unicode calls printable holds none of these, and is found out much faster.
    if words.isprintable() or words.replace("\n", "").isprintable():
        return words
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", words))


def on_one_line(words: str) -> str:
    """Return writable words with single spaces between them, and no line end.

    Spaces that hold words together, as in "10 000", stay what they are.
    """
    # The plain space is the only one that is printable.
    if words.isprintable() and "  " not in words:
        return words.strip()
    written = writable(words)
    return (_SPACES.sub(_one_space, written) if _UNEVEN.search(written) else written).strip()


def _one_space(spaces: re.Match[str]) -> str:
    return " " if any(letter in " \t\n" for letter in spaces[0]) else spaces[0]
