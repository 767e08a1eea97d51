"""What every reader of foreign files hands over, and the guards against hostile bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from zoneinfo import available_timezones

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from forum.coverage import Coverage
from forum.programme import Programme

MAX_BYTES = 64 * 1024 * 1024
MAX_ELEMENTS = 1_000_000
MAX_DEPTH = 50
MAX_ATTRIBUTES = 200
MAX_EVENTS = 20_000

_PIECE_BYTES = 64 * 1024
_MAX_TAG_BYTES = 1024 * 1024


# What a reader hands over


@dataclass(frozen=True)
class Note:
    """Something guessed or left out. Equal `message`s are told together, `given` is the case.

    `place` names line, element or event: "line 40, event 8425".
    """

    place: str
    message: str
    given: str = ""


@dataclass(frozen=True)
class Named:
    """A thing that a file names otherwise than by our guid, until it is looked up in the draft.

    `guid` is what stands for it in the reading. `by` are ways to find it, the surest first: field
    and words, such as ("number", "7"). `is_mention` says that the file tells nothing else of it:
    if it is in the draft, it stays as it is there.
    """

    kind: str
    guid: str
    place: str
    by: tuple[tuple[str, str], ...] = ()
    is_mention: bool = False


@dataclass(frozen=True)
class Reading:
    """A file as it was understood: the programme, what it speaks of, what had to be guessed.

    `named` is what has to be looked up in the draft. `unsaid` are (kind, guid, field, language)
    that the coverage has though the file says nothing of them for this one thing.
    `forum.resolving` looks at both.
    """

    programme: Programme
    coverage: Coverage
    guesses: tuple[Note, ...] = ()
    skipped: tuple[Note, ...] = ()
    named: tuple[Named, ...] = ()
    unsaid: frozenset[tuple[str, str, str, str]] = frozenset()


@dataclass(frozen=True)
class Request:
    """What a reader is told besides the bytes.

    `languages` are the site's; `language` is the one of them that the file's words are in where it
    does not say, the first by default. `edition_slug` is the edition's address, made from the
    file by default. `zone_name` is the zone where the file names none; `fallback_zone` the same,
    without claiming that the source said so: an edition's own. `fallback_dates` are its first and
    last date, for files without any.

    Raises:
        ValueError: if `language` is not among `languages`, or a zone is unknown.
    """

    file_name: str = ""
    languages: tuple[str, ...] = ("en", "ru")
    language: str = ""
    edition_slug: str = ""
    zone_name: str = ""
    fallback_zone: str = ""
    fallback_dates: tuple[date, date] | None = None

    def __post_init__(self) -> None:
        if self.language and self.language not in self.languages:
            known = ", ".join(self.languages)
            raise ValueError(f"Expected a language of {known}, got {self.language!r}.")
        for zone in filter(None, (self.zone_name, self.fallback_zone)):
            if zone not in available_timezones():
                raise ValueError(f"Expected a time zone such as Europe/Brussels, got {zone!r}.")

    @property
    def first_language(self) -> str:
        """The language of words that name none."""
        return self.language or self.languages[0]


class NotASchedule(ValueError):
    """Bytes that no programme can be read from, with file, place and reason.

    The place is a line and an element, or words such as "row 5, column Start".
    """

    def __init__(
        self, reason: str, *, file: str = "", line: int = 0, element: str = "", place: str = ""
    ) -> None:
        self.file, self.line, self.element, self.reason = file, line, element, reason
        self.place = place or ", ".join(
            part
            for part in (
                f"line {line}" if line else "",
                f"element <{element}>" if element else "",
            )
            if part
        )
        place = ", ".join(filter(None, (file, self.place)))
        super().__init__(f"{place}: {reason}" if place else reason)


# Bytes

_ARCHIVES = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "an empty zip archive",
    b"\x1f\x8b": "gzip-compressed",
    b"BZh": "bzip2-compressed",
    b"\xfd7zXZ\x00": "xz-compressed",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
}
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


def bytes_of(path: Path, *, most: int = MAX_BYTES) -> bytes:
    """Return a file's bytes, never reading more than `most` and one.

    Raises:
        NotASchedule: if it is too large.
        OSError: if it cannot be read.
    """
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    check_size(data, file=path.name, most=most)
    return data


def check_size(data: bytes, *, file: str = "", most: int = MAX_BYTES) -> None:
    """Raise NotASchedule if there are more than `most` bytes."""
    if len(data) > most:
        raise NotASchedule(
            f"larger than {most / 1024 / 1024:g} MB. Expected a schedule, which has a few MB.",
            file=file,
        )


def check_no_archive(data: bytes, expected: str, *, file: str = "") -> None:
    """Raise NotASchedule for the bytes of an archive, saying what was `expected` instead."""
    for magic, what in _ARCHIVES.items():
        if data.startswith(magic):
            raise NotASchedule(f"{what}. Unpack it first; {expected} was expected.", file=file)


class _LinedElement(Element):
    """An element that knows the line it begins on."""

    line = 0


def line_of(element: Element) -> int:
    """Return the line on which an element of `xml_root` begins, 0 if unknown."""
    return element.line if isinstance(element, _LinedElement) else 0


class PlacedElement(Element):
    """An element that stands for something in a file that is no XML, and knows the place."""

    place = ""


def place_of(element: Element) -> str:
    """Return where an element is: "line 40", or the place in a file that is no XML."""
    if isinstance(element, PlacedElement):
        return element.place
    return f"line {line_of(element)}"


class _Builder(TreeBuilder):
    """Builds a tree with lines and stops when it grows beyond reason."""

    def __init__(self, file: str, max_elements: int, max_depth: int) -> None:
        super().__init__(element_factory=_LinedElement)
        self.file, self.max_elements, self.max_depth = file, max_elements, max_depth
        self.elements = self.depth = self.events = 0
        self.parser: Any = None

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        local_names = {name.rpartition("}")[2]: value for name, value in attrs.items()}
        element = super().start(tag.rpartition("}")[2], local_names)
        assert isinstance(element, _LinedElement)
        element.line = self.parser.parser.CurrentLineNumber
        self.elements += 1
        self.events += element.tag == "event"
        self.depth += 1
        if self.elements > self.max_elements:
            self._refuse(element, f"more than {self.max_elements} elements")
        if self.depth > self.max_depth:
            self._refuse(element, f"elements nested more than {self.max_depth} deep")
        if len(attrs) > MAX_ATTRIBUTES:
            self._refuse(element, f"more than {MAX_ATTRIBUTES} attributes")
        if self.events > MAX_EVENTS:
            self._refuse(element, f"more than {MAX_EVENTS} events")
        return element

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag.rpartition("}")[2])

    def _refuse(self, element: Element, reason: str) -> None:
        raise NotASchedule(reason, file=self.file, line=line_of(element), element=element.tag)


def xml_root(
    data: bytes,
    *,
    file: str = "",
    max_bytes: int = MAX_BYTES,
    max_elements: int = MAX_ELEMENTS,
    max_depth: int = MAX_DEPTH,
) -> Element:
    """Return the root of an XML document from an unknown hand, without namespaces.

    A document type and entities are refused, and so is what grows too large, too deep or is not
    encoded as it says.

    Raises:
        NotASchedule: with the line, as far as it is known, and the reason.
    """
    check_size(data, file=file, most=max_bytes)
    builder = _Builder(file, max_elements, max_depth)
    root: Element = parsed_xml(data, builder, file=file)
    return root


def parsed_xml(data: bytes, target: Any, *, file: str = "") -> Any:
    """Tell a target of what stands in an XML document from an unknown hand; return what it made.

    The target is as `XMLParser` takes it. What it raises is raised; its attribute `parser` becomes
    the parser, so that it can ask for the line.

    Raises:
        NotASchedule: with the line, as far as it is known, and the reason.
    """
    if not data.strip():
        raise NotASchedule("the file is empty.", file=file)
    check_no_archive(data, "XML", file=file)
    _check_utf8(data, file)

    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.parser = parser
    try:
        _feed(parser, data, file)
        return parser.close()
    except DTDForbidden as error:
        line = parser.parser.CurrentLineNumber
        raise NotASchedule(
            "a document type (DOCTYPE) is not accepted.", file=file, line=line, element=error.name
        ) from error
    except EntitiesForbidden as error:
        line = parser.parser.CurrentLineNumber
        raise NotASchedule("entity declarations are not accepted.", file=file, line=line) from error
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        raise NotASchedule(f"not accepted: {error}.", file=file, line=line) from error
    except ParseError as error:
        line, column = error.position
        message = str(error).partition(": line")[0]
        raise NotASchedule(
            f"not XML, or damaged: {message} (column {column + 1}).", file=file, line=line
        ) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, NotASchedule):
            raise
        raise NotASchedule(f"not XML, or an unknown encoding: {error}.", file=file) from error


def _feed(parser: Any, data: bytes, file: str) -> None:
    """Parse piece by piece: a tag is told of when it ends, however many attributes it has."""
    for start in range(0, len(data), _PIECE_BYTES):
        end = start + _PIECE_BYTES
        parser.feed(data[start:end])
        if end - parser.parser.CurrentByteIndex > _MAX_TAG_BYTES + _PIECE_BYTES:
            raise NotASchedule(
                f"a tag or comment of more than {_MAX_TAG_BYTES // 1024 // 1024} MB.",
                file=file,
                line=parser.parser.CurrentLineNumber,
            )


def _check_utf8(data: bytes, file: str) -> None:
    """Refuse bytes that are said to be UTF-8 and are not, with the line."""
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii", "replace").casefold() if declared else "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or name not in ("utf-8", "utf8"):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotASchedule(
            f"byte 0x{data[error.start]:02x} is not UTF-8, the encoding that the file "
            f"{'declares' if declared else 'has by default'}.",
            file=file,
            line=line,
        ) from error
