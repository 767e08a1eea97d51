"""The lines of calendars from unknown hands: unfolded, decoded, and put into components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from icalendar.parser import Contentline, Parameters

from forum.formats.foreign_words import one_line
from forum.formats.outline import Outline
from forum.formats.reading import MAX_EVENTS, NotASchedule, check_no_archive, check_size

MAX_CALENDAR_BYTES = 16 * 1024 * 1024
MAX_LINES = 500_000
MAX_NESTED = 10
MAX_WORDS = 30

_LOOKED_AT = 64 * 1024
_FRAME = 200
_BEGIN = re.compile(rb"^[ \t]*BEGIN:VCALENDAR[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
# Text that broke out of its property looks otherwise: it has spaces before the first colon.
_PROPERTY = re.compile(rb"[ \t]*[A-Za-z][A-Za-z0-9-]*[ \t]*[:;]")
_PLAIN = re.compile("([A-Za-z][A-Za-z0-9-]*):")
_NO_PARAMETERS = Parameters()
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"((?:[^\\,]|\\.)*+)(?:,|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Property:
    """One property: its value as the file has it, its parameters, and its line."""

    name: str
    parameters: Parameters
    value: str
    line: int

    @property
    def text(self) -> str:
        """The value as TEXT. Source: RFC 5545, 3.3.11."""
        return _unescaped(self.value)

    @property
    def words(self) -> list[str]:
        """The value as a list of TEXT, the first `MAX_WORDS` of them that say something."""
        parts = (_unescaped(found[1]) for found in _BETWEEN_WORDS.finditer(self.value))
        return list(islice(filter(None, map(one_line, parts)), MAX_WORDS))

    def parameter(self, name: str) -> str:
        """Return the words of a parameter, empty if it is missing."""
        found = self.parameters.get(name, "")
        return one_line(found if isinstance(found, str) else ",".join(found))


@dataclass(eq=False)
class Component:
    """A component such as VEVENT, with what stands between its BEGIN and END."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    components: list[Component] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        return [found for name in names for found in self.properties.get(name, [])]

    def first(self, *names: str) -> Property | None:
        """Return the first property that has a value, in the order of these names."""
        return next((found for found in self.all(*names) if found.value.strip()), None)

    def text(self, *names: str) -> str:
        """Return the words of the first property that has any, on one line."""
        found = self.first(*names)
        return one_line(found.text) if found else ""

    def walk(self, name: str) -> Iterator[Component]:
        """Yield the components of a name directly within this one."""
        return (found for found in self.components if found.name == name)


def looks_like_calendar(data: bytes) -> bool:
    """Say whether a calendar begins on one of the first lines, in any encoding."""
    return bool(_BEGIN.search(_marked_off(data[:_LOOKED_AT].replace(b"\0", b""))))


def calendars(data: bytes, outline: Outline, *, most_lines: int = MAX_LINES) -> list[Component]:
    """Return the calendars in a file. What stands before, between and after them is no part.

    Bare line feeds, endless lines, and line breaks within words are accepted; the latter noted.

    Raises:
        NotASchedule: with the line, for what is too large, nested too deep, not in UTF-8 or
            UTF-16, or ends in the middle of a calendar.

    Source: RFC 5545, 3.1, 3.4 and 3.6.
    """
    check_size(data, file=outline.file, most=MAX_CALENDAR_BYTES)
    check_no_archive(data, "a calendar", file=outline.file)
    found: list[Component] = []
    open_ones: list[Component] = []
    events = 0
    for number, line in _unfolded(data, outline, most_lines):
        name, _, value = (part.strip().upper() for part in line[:_FRAME].partition(":"))
        if name == "BEGIN" and (open_ones or value == "VCALENDAR"):
            component = Component(value, number)
            (open_ones[-1].components if open_ones else found).append(component)
            open_ones.append(component)
            events += value == "VEVENT"
            if len(open_ones) > MAX_NESTED:
                raise _refused(outline, f"components nested more than {MAX_NESTED} deep", number)
            if events > MAX_EVENTS:
                raise _refused(outline, f"more than {MAX_EVENTS} events", number)
        elif name == "END" and open_ones:
            _close(value, open_ones, outline, number)
        elif open_ones:
            _add(line, open_ones[-1], outline, number)
    if open_ones:
        inner = open_ones[-1]
        reason = f"it ends in the middle of a {inner.name}. Expected END:{inner.name}; is it whole?"
        raise _refused(outline, reason, inner.line)
    return found


def _close(value: str, open_ones: list[Component], outline: Outline, number: int) -> None:
    if value not in (component.name for component in open_ones):
        outline.skip(f"line {number}", "an END of what did not begin", value)
        return
    while (closed := open_ones.pop()).name != value:
        outline.guess(f"line {closed.line}", "a component without an END", closed.name)


def _add(line: str, component: Component, outline: Outline, number: int) -> None:
    try:
        plain = _PLAIN.match(line)
        if plain:
            name, parameters, value = plain[1], _NO_PARAMETERS, line[plain.end() :]
        else:
            name, parameters, value = Contentline(line).raw_parts()
    except ValueError:
        outline.skip(f"line {number}", "a line that cannot be read", line[:50])
        return
    found = Property(name.upper(), parameters, value, number)
    component.properties.setdefault(found.name, []).append(found)


def _unfolded(data: bytes, outline: Outline, most_lines: int) -> Iterator[tuple[int, str]]:
    """Yield each line of a calendar with its number, put together from its folded parts.

    RFC 5545, 3.1: lines are folded between octets, which may be those of one letter.
    """
    parts: list[bytes] = []
    begun = 0
    has_begun = False
    for number, line in enumerate(_lines(data, outline), 1):
        if number > most_lines:
            raise _refused(outline, f"more than {most_lines} lines", number)
        has_begun = has_begun or bool(_BEGIN.match(line))
        if not has_begun or not line.strip():
            continue
        if parts and line[:1] in (b" ", b"\t"):
            parts.append(line[1:])
        elif parts and not _PROPERTY.match(line):
            outline.guess(f"line {number}", "a line break within words, which has to be folded")
            parts.append(b"\\n" + line)
        else:
            if parts:
                yield begun, _decoded(b"".join(parts), outline, begun)
            parts, begun = [line], number
    if parts:
        yield begun, _decoded(b"".join(parts), outline, begun)


def _lines(data: bytes, outline: Outline) -> list[bytes]:
    """Return the lines in UTF-8, without their ends."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            reason = "not UTF-16, the encoding that the file has by its first bytes"
            raise _refused(outline, reason, 0) from error
    return _marked_off(data).splitlines()


def _marked_off(data: bytes) -> bytes:
    """Return bytes without the mark of byte order that may stand before them."""
    return data.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def _decoded(line: bytes, outline: Outline, number: int) -> str:
    try:
        return line.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError as error:
        byte = line[error.start]
        reason = f"byte 0x{byte:02x} is not UTF-8, the encoding of calendars"
        raise _refused(outline, reason, number) from error


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _refused(outline: Outline, reason: str, line: int) -> NotASchedule:
    reason = reason if reason.endswith("?") else f"{reason}."
    return NotASchedule(reason, file=outline.file, line=line)
