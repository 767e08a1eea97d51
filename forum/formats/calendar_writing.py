"""The content lines of calendars, RFC 5545, 3.1: written, escaped and folded.

A calendar of a large programme has tens of thousands of them, most of them not plain ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

MOST_OCTETS = 74
"""Of a line, without its end. The space before what follows a fold is one more: 75 at most."""

_IN_PARAMETERS = re.compile('\\^|\r\n|\r|\n|"')
_CARETS = {"^": "^^", '"': "^'"}
# A typographic apostrophe would need no quotes, but some readers stumble over it.
_QUOTABLE = re.compile("[,;:\u2019]")
_BACKSLASH, _CARET = b"\\^"


def line(name: str, value: str, parameters: Mapping[str, str | Iterable[str]] | None = None) -> str:
    """Return a property as one line, not folded yet; parameters in the order of their names.

    Args:
        value: as it stands in the line; see `escaped` for words.
        parameters: name in capitals → value, or several of them.
    """
    if not parameters:
        return f"{name}:{value}"
    given = sorted(parameters.items())
    marks = "".join(f";{key}={_parameter(value)}" for key, value in given)
    return f"{name}{marks}:{value}"


def escaped(words: str) -> str:
    """Return words as a value of type TEXT: RFC 5545, 3.3.11."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return words.replace("\n", "\\n")


def instant(at: datetime) -> str:
    """Return an aware instant as a value in UTC: RFC 5545, 3.3.5, form 2."""
    return f"{clock(at.astimezone(UTC))}Z"


def clock(at: datetime) -> str:
    """Return what date and clock say, whatever the zone: RFC 5545, 3.3.5, form 1."""
    return f"{at.year:04}{at.month:02}{at.day:02}T{at.hour:02}{at.minute:02}{at.second:02}"


def written(lines: Iterable[str]) -> bytes:
    """Return lines as they stand in a file, each folded and with its end."""
    return b"".join([_folded(item.encode()) for item in lines])


def _folded(line: bytes) -> bytes:
    """Return a line with its end, folded between letters: RFC 5545, 3.1, counts octets.

    What is escaped stays whole, since some readers unescape before they unfold.
    """
    if len(line) <= MOST_OCTETS:
        return line + b"\r\n"
    parts = []
    start, end = 0, len(line)
    while end - start > MOST_OCTETS:
        cut = start + MOST_OCTETS
        # RFC 3629, 3: these octets go on with a letter.
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        if line[cut - 1] in (_BACKSLASH, _CARET):
            cut -= 1
        parts.append(line[start:cut])
        start = cut
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def _parameter(value: str | Iterable[str]) -> str:
    if isinstance(value, str):
        # RFC 6868, 3.1.
        marked = _IN_PARAMETERS.sub(lambda found: _CARETS.get(found[0], "^n"), value)
        return f'"{marked}"' if _QUOTABLE.search(marked) else marked
    return ",".join(map(_parameter, value))
