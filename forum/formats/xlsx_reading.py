"""Office Open XML workbooks, ECMA-376, read with guards against hostile bytes.

Read are values alone: of a formula what was last worked out. No part of a file that holds no
cells is unpacked, nothing it refers to is fetched, and unpacking stops where it grows too large.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import posixpath
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from forum.formats.archives import DAMAGE
from forum.formats.reading import NotASchedule, Note, check_size, parsed_xml, xml_root
from forum.formats.rows import (
    MAX_CELL,
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Fault,
    Gathering,
    Sheet,
    Workbook,
)
from multilingual.characters import writable

MAX_UNPACKED = 64 * 1024 * 1024
MAX_STYLES = 4 * 1024 * 1024
MAX_MEMBERS = 2000
MAX_SHEETS = 50
MAX_MERGED = 10_000
MAX_TAGS = 1_000_000
"""Cells, empty ones among them, and shared words that are looked at."""

_MEMBER = b"PK\x01\x02"
MAIN = "xl/workbook.xml"

# ECMA-376 part 1, 22.9.2.19: a character that XML cannot hold, or words that look like one.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

_DIGITS = re.compile(r"-?[0-9]{1,15}\Z")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
# ECMA-376 part 1, 18.8.30: the formats that every workbook has without naming them.
_KINDS_OF_FORMATS: Mapping[str | None, str] = {
    **dict.fromkeys(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))), "date"),
    "46": "span",
}

EPOCH = dt.datetime(1899, 12, 30)
_EPOCH_OF_MAC = dt.datetime(1904, 1, 1)
_MOST_DAYS = 2_900_000


def recognises(data: bytes) -> bool:
    """Say whether the bytes are a workbook, by the list of what is packed in it."""
    return data.startswith(b"PK\x03\x04") and b"xl/workbook" in data


def read(data: bytes, *, file: str = "") -> Workbook:
    """Return the sheets of a workbook that are not hidden.

    Raises:
        NotASchedule: if it is damaged, hostile or too large, with the part or the row.
    """
    check_size(data, file=file)
    if data.count(_MEMBER) > MAX_MEMBERS:
        raise NotASchedule(f"a zip archive of more than {MAX_MEMBERS} files.", file=file)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise _damaged(error, file) from error
    with archive:
        return _Book(archive, file).workbook()


def _damaged(error: Exception, file: str) -> NotASchedule:
    return NotASchedule(
        f"a damaged workbook ({error}). Open it in a spreadsheet and save it anew.", file=file
    )


class _Book:
    """One archive, and how much of it was unpacked."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self.archive, self.file = archive, file
        self.left = MAX_UNPACKED
        self.members = {info.filename.lstrip("/"): info for info in archive.infolist()}
        self.skipped: list[Note] = []

    def workbook(self) -> Workbook:
        main = self._main()
        root = self._root(main)
        targets = self._targets(main)
        properties = root.find("workbookPr")
        is_of_mac = properties is not None and _is_true(properties.get("date1904"))
        epoch = _EPOCH_OF_MAC if is_of_mac else EPOCH
        styles = self._styles(self._named(targets, "styles"))
        strings = self._strings(self._named(targets, "sharedStrings"))
        gathering = Gathering(self.file)
        sheets: list[Sheet] = []
        for element in root.iterfind("sheets/sheet"):
            name = writable(element.get("name") or "")[:100]
            kind, part = targets.get(element.get("id") or "", ("", ""))
            if element.get("state") in ("hidden", "veryHidden"):
                self.skipped.append(Note(f"sheet {name}", "a hidden sheet"))
                continue
            if kind != "worksheet" or part not in self.members:
                self.skipped.append(Note(f"sheet {name}", "a sheet without cells"))
                continue
            if len(sheets) == MAX_SHEETS:
                raise NotASchedule(f"more than {MAX_SHEETS} sheets.", file=self.file)
            target = _Cells(gathering, name, strings, styles, epoch)
            self._parsed(part, target)
            sheets.append(Sheet(gathering.taken(), name))
        return Workbook(tuple(sheets), (), tuple(self.skipped))

    def _unpacked(self, part: str, most: int = MAX_UNPACKED) -> bytes:
        """Return what a member holds, never unpacking more than what may be."""
        info = self.members.get(part)
        if info is None:
            raise NotASchedule(f"a workbook without {part!r}.", file=self.file)
        if info.flag_bits & 1:
            raise NotASchedule("protected by a password. Save it without one.", file=self.file)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotASchedule(f"{part}: packed in an unknown way.", file=self.file)
        most = min(most, self.left)
        try:
            with self.archive.open(info) as stream:
                data = stream.read(most + 1)
        except DAMAGE as error:
            raise _damaged(error, self.file) from error
        if len(data) > most:
            raise NotASchedule(
                f"{part}: larger than {most / 1024 / 1024:.0f} MB when unpacked.", file=self.file
            )
        self.left -= len(data)
        return data

    def _root(self, part: str, most: int = MAX_STYLES) -> Element:
        return self._within(part, lambda data: xml_root(data), most)

    def _parsed(self, part: str, target: Any) -> None:
        self._within(part, lambda data: parsed_xml(data, target))

    def _within(self, part: str, parse: Callable[[bytes], Any], most: int = MAX_UNPACKED) -> Any:
        data = self._unpacked(part, most)
        try:
            return parse(data)
        except NotASchedule as error:
            place = error.place if error.place.startswith(("row", "sheet")) else part
            raise NotASchedule(error.reason, file=self.file, place=place) from error

    def _main(self) -> str:
        """Return the name of the part that lists the sheets."""
        if "_rels/.rels" in self.members:
            for kind, part in self._related("_rels/.rels", "").values():
                if kind == "officeDocument":
                    return part
        return MAIN

    def _targets(self, main: str) -> Mapping[str, tuple[str, str]]:
        folder, name = posixpath.split(main)
        return self._related(posixpath.join(folder, "_rels", f"{name}.rels"), folder)

    def _related(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Return id → kind and name of the parts that one refers to; nothing else is looked at."""
        found = {}
        for element in self._root(part).iterfind("Relationship"):
            kind = (element.get("Type") or "").rpartition("/")[2]
            target = element.get("Target") or ""
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id") or ""] = (kind, path)
        return found

    def _named(self, targets: Mapping[str, tuple[str, str]], kind: str) -> str:
        """Return the part of a kind that is there, or an empty string."""
        return next(
            (part for own, part in targets.values() if own == kind and part in self.members), ""
        )

    def _styles(self, part: str) -> list[str]:
        """Return for each style of cells what its numbers are: "date", "span" or nothing."""
        if not part:
            return []
        root = self._root(part)
        own = {
            element.get("numFmtId"): _kind_of_format((element.get("formatCode") or "")[:500])
            for element in root.iterfind("numFmts/numFmt")
        }
        kinds = {**_KINDS_OF_FORMATS, **own}
        return [kinds.get(element.get("numFmtId"), "") for element in root.iterfind("cellXfs/xf")]

    def _strings(self, part: str) -> list[str]:
        if not part:
            return []
        target = _Strings()
        self._parsed(part, target)
        return target.found


class _Strings:
    """The words that cells share, without the phonetic help that may stand beside them."""

    parser: Any = None

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.is_words = False
        self.phonetic = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match _local(tag):
            case "si":
                self.pieces = []
            case "rPh":
                self.phonetic += 1
            case "t":
                self.is_words = not self.phonetic

    def data(self, words: str) -> None:
        if self.is_words:
            self.pieces.append(words)

    def end(self, tag: str) -> None:
        match _local(tag):
            case "si":
                if len(self.found) == MAX_TAGS:
                    raise NotASchedule(f"more than {MAX_TAGS} words that cells share.")
                self.found.append(_unescaped("".join(self.pieces)))
            case "rPh":
                self.phonetic -= 1
            case "t":
                self.is_words = False

    def close(self) -> None:
        return None


class _Cells:
    """The cells of one sheet as they are told of, row by row; nothing else is kept of it."""

    parser: Any = None

    def __init__(
        self,
        gathering: Gathering,
        name: str,
        strings: Sequence[str],
        styles: Sequence[str],
        epoch: dt.datetime,
    ) -> None:
        self.gathering, self.name = gathering, name
        self.strings, self.styles, self.epoch = strings, styles, epoch
        self.row_number = 0
        self.rows: dict[int, list[Cell]] = {}
        self.cells: list[Cell] = []
        self.attributes: Mapping[str, str] = {}
        self.pieces: list[str] = []
        self.is_words = self.has_formula = False
        self.phonetic = self.size = self.count = self.tags = 0
        self.column = 0
        self.merged: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match _local(tag):
            case "row":
                stated = attributes.get("r", "")
                later = int(stated) if _DIGITS.match(stated) else 0
                self.row_number = max(later, self.row_number + 1)
                self.cells = []
                self.column = 0
            case "c":
                self.tags += 1
                self.attributes = attributes
                self.pieces = []
                self.has_formula = False
                found = _REFERENCE.match(attributes.get("r", ""))
                self.column = _column(found[1]) if found else self.column + 1
            case "f":
                self.has_formula = True
            case "rPh":
                self.phonetic += 1
            case "v" | "t":
                self.is_words = not self.phonetic
            case "mergeCell":
                if len(self.merged) < MAX_MERGED:
                    self.merged.append(attributes.get("ref", ""))

    def data(self, words: str) -> None:
        if self.is_words:
            self.pieces.append(words)

    def end(self, tag: str) -> None:
        match _local(tag):
            case "v" | "t":
                self.is_words = False
            case "rPh":
                self.phonetic -= 1
            case "c":
                self._take()
            case "row":
                self._keep()

    def close(self) -> None:
        self._spread()
        for number in sorted(self.rows):
            self.gathering.add(number, self.rows[number], self.name)

    def _take(self) -> None:
        if self.tags > MAX_TAGS:
            raise NotASchedule(f"more than {MAX_TAGS} cells, most of them empty.")
        value = self._value()
        if value is None or value == "":
            return
        self.size += len(value) if isinstance(value, str) else 1
        self.count += 1
        place = Sheet((), self.name).place(self.row_number)
        for is_beyond, what in (
            (not 1 <= self.column <= MAX_COLUMNS, f"{MAX_COLUMNS} columns"),
            (isinstance(value, str) and len(value) > MAX_CELL, f"{MAX_CELL} characters in a cell"),
            (len(self.rows) >= MAX_ROWS, f"{MAX_ROWS} rows"),
            (self.count > MAX_CELLS, f"{MAX_CELLS} cells"),
            (self.size > MAX_CHARACTERS, f"{MAX_CHARACTERS} characters"),
        ):
            if is_beyond:
                raise NotASchedule(f"more than {what}.", place=place)
        self.cells += [None] * (self.column - len(self.cells))
        self.cells[self.column - 1] = value

    def _keep(self) -> None:
        if self.cells:
            self.rows[self.row_number] = self.cells

    def _value(self) -> Cell:
        words = "".join(self.pieces)
        kind = self.attributes.get("t", "n")
        if self.has_formula and not words:
            return None if kind == "str" else Fault("a formula whose result is not in the file")
        match kind:
            case "s":
                position = int(words) if re.fullmatch("[0-9]{1,9}", words) else -1
                if not 0 <= position < len(self.strings):
                    return Fault("words that are not in the file")
                return self.strings[position]
            case "str" | "inlineStr":
                return _unescaped(words)
            case "b":
                return words.strip() == "1"
            case "e":
                return Fault(words[:20])
            case "d":
                return words.strip() or None
        return self._number(words.strip())

    def _number(self, words: str) -> Cell:
        if not words:
            return None
        try:
            number = int(words) if _DIGITS.match(words) else float(words[:50])
        except ValueError:
            return Fault(words[:20])
        if not math.isfinite(number):
            return Fault(words[:20])
        style = self.attributes.get("s", "")
        position = int(style) if re.fullmatch("[0-9]{1,6}", style) else 0
        kind = self.styles[position] if position < len(self.styles) else ""
        if not kind or not 0 <= number <= _MOST_DAYS:
            return number
        if kind == "span":
            return dt.timedelta(seconds=round(number * 86_400))
        return at_serial(number, self.epoch)

    def _spread(self) -> None:
        """Give each cell of a column that was merged downwards the value of the first."""
        numbers = sorted(self.rows)
        for reference in self.merged:
            first, _colon, last = reference.partition(":")
            start, end = _REFERENCE.match(first), _REFERENCE.match(last)
            if not start or not end or start[1] != end[1]:
                continue
            column, top = _column(start[1]), int(start[2])
            above = self.rows.get(top, [])
            value = above[column - 1] if 0 < column <= len(above) else None
            if value is None:
                continue
            for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, int(end[2]))]:
                cells = self.rows[number]
                cells += [None] * (column - len(cells))
                cells[column - 1] = value
                self.count += 1
                if self.count > MAX_CELLS:
                    raise NotASchedule(f"more than {MAX_CELLS} cells.")


def at_serial(number: float, epoch: dt.datetime = EPOCH) -> dt.datetime | dt.date | dt.time:
    """Return what a spreadsheet means by a number: a date, a time where it is below 1, or both.

    Source: ECMA-376 part 1, 18.17.4.
    """
    seconds = round(number * 86_400)
    if 0 <= seconds < 86_400:
        return (EPOCH + dt.timedelta(seconds=seconds)).time()
    moment = epoch + dt.timedelta(seconds=seconds)
    return moment if moment.time() != dt.time() else moment.date()


def _kind_of_format(code: str) -> str:
    """Return "span" for a format such as `[h]:mm`, "date" for one of dates or times, or nothing."""
    first = code.partition(";")[0]
    plain = _QUOTED.sub("", first)
    if re.search(r"\[(?:h+|m+|s+)\]", plain, re.IGNORECASE):
        return "span"
    plain = re.sub(r"\[[^\]]*\]", "", plain)
    # "General" has letters of dates in it.
    is_date = re.search("[dmhyse]", plain, re.IGNORECASE) and "general" not in plain.casefold()
    return "date" if is_date and not re.search("[0#]", re.sub(r"s[.,]0+", "", plain)) else ""


@lru_cache(maxsize=256)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _is_true(words: str | None) -> bool:
    return words in ("1", "true", "on")


def _unescaped(words: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), words) if "_x" in words else words
