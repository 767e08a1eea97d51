"""One row of a sheet by the meaning of its columns; what is wrong is noted with its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.utils import translation

from forum.formats.cells import (
    Ambiguous,
    date_of,
    number_of,
    order_of_numbers,
    time_of,
    words_of,
)
from forum.formats.columns import SESSIONS, SPEAKERS, Column, Known
from forum.formats.foreign_times import Clock
from forum.formats.foreign_words import guid_or_none, one_line, web_address
from forum.formats.outline import Link, Outline, Said
from forum.formats.reading import Note, Request
from forum.formats.rows import Cell, Fault, Row
from forum.formats.sheet_tables import example_of
from forum.formats.understanding import MAX_NUMBER

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BEGINS = re.compile(r"(https?://\S+)(?: +(.*))?\Z", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"\Z')
# What stands behind the name in headings such as "GitHub (user URL)" and `twitter_url`.
_BRAND = re.compile(r"\s*\(.*|[_\s]+url\Z", re.IGNORECASE)
_NEAR = dt.timedelta(days=7)


@dataclasses.dataclass
class Findings:
    """What the rows of a file tell: notes in the outline, and every mistake."""

    request: Request
    outline: Outline
    problems: list[Note] = dataclasses.field(default_factory=list)


class Cells:
    """The cells of one row."""

    def __init__(self, findings: Findings, sheet: Known, row: Row) -> None:
        self.findings, self.sheet, self.row = findings, sheet, row
        self.language = findings.outline.language
        self.place = sheet.sheet.place(row.number)
        self.has_problem = False
        for column in sheet.columns:
            cell = cell_of(row, column)
            if isinstance(cell, Fault) and column.field not in ("", "ignored"):
                self.has_problem = True
                findings.problems.append(Note(self.placed(column), "no value", cell.words))

    @property
    def is_empty(self) -> bool:
        """Whether no column that is known has anything in it."""
        columns = (column for column in self.sheet.columns if column.field)
        return not any(self.words_in(column).strip() for column in columns)

    def is_example(self, field: str) -> bool:
        """Say whether the row is the one that stands in the template to be written over."""
        found = any(one_line(self.words_in(one)) in _examples() for one in self.columns(field))
        if found:
            self.findings.outline.skip(self.place, "the example row of the template")
        return found

    def placed(self, column: Column) -> str:
        return self.sheet.sheet.place(self.row.number, column.words)

    def problem(self, field: str, message: str, given: str = "") -> None:
        """Note a mistake in the column of a field."""
        self.has_problem = True
        column = next(iter(self.columns(field)), None)
        place = self.placed(column) if column else self.place
        self.findings.problems.append(Note(place, message, one_line(given)[:100]))

    # Columns and their values

    def columns(self, field: str) -> list[Column]:
        """Return the columns of a field in the languages of the site."""
        return [column for column in self.sheet.of(field) if not column.heading.is_foreign]

    def value(self, field: str) -> Cell:
        columns = self.columns(field)
        return cell_of(self.row, columns[0]) if columns else None

    def words(self, field: str) -> str:
        return words_of(self.value(field))

    def words_in(self, column: Column) -> str:
        return words_of(cell_of(self.row, column))

    def given(self, field: str) -> bool:
        """Say whether there is anything to see in a cell."""
        return bool(one_line(self.words(field)))

    # What they mean

    def said(self, field: str) -> Said:
        """Return the words in each language, long ones put together of their parts."""
        found: dict[str, str] = {}
        for column in sorted(self.columns(field), key=lambda one: one.heading.part):
            language = column.heading.language or self.language
            found[language] = found.get(language, "") + self.words_in(column)
        return {code: words for code, words in found.items() if one_line(words)}

    def full_name(self) -> Said:
        first, last = one_line(self.words("first_name")), one_line(self.words("last_name"))
        return self.findings.outline.said(f"{first} {last}".strip())

    def guid(self) -> str:
        words = one_line(self.words("guid"))
        found = guid_or_none(words)
        if words and not found:
            message = "no guid. Leave it as it was written, or empty for what is new."
            self.problem("guid", message, words)
        return found or ""

    def number(self) -> int | None:
        if not self.given("number"):
            return None
        found = number_of(self.value("number"))
        if found is None or not 1 <= found <= MAX_NUMBER:
            self.problem("number", "expected a whole number from 1 on", self.words("number"))
            return None
        return found

    def time(self, field: str) -> Clock | None:
        return time_of(self.value(field))

    def address(self, field: str) -> str:
        words = one_line(self.words(field))
        found, reason = web_address(words)
        if words and not found:
            message = f"{reason}. Expected an address such as https://example.org."
            self.problem(field, message, words)
        return found

    def links(self, field: str) -> Iterator[Link]:
        """Yield the links in a cell: an address and its title on each line."""
        for column in self.columns(field):
            language = column.heading.language or self.language
            for line in self.words_in(column).replace("\r", "\n").split("\n"):
                yield from _links_of(one_line(line), language)

    def own_links(self) -> Iterator[Link]:
        """Yield what stands in columns for one kind of link each, such as GitHub."""
        for column in self.columns("link"):
            title = _BRAND.sub("", column.words)
            title = title.capitalize() if title.islower() else title
            for link in _links_of(one_line(self.words_in(column)), self.language):
                yield dataclasses.replace(link, title=self.findings.outline.said(title))


class Dates:
    """The dates of a sheet; those of digits alone are understood by what all of them say."""

    def __init__(self, findings: Findings, sheet: Known) -> None:
        self.findings, self.sheet = findings, sheet
        self.languages = findings.request.languages
        self.span = findings.request.fallback_dates
        zones = sorted({column.heading.zone for column in sheet.columns} - {""})
        if zones:
            findings.outline.zone_name = zones[0]
        cells = [cell_of(row, column) for column in sheet.of("date") for row in sheet.rows]
        orders = {order_of_numbers(cell) for cell in cells} - {""}
        self.order = orders.pop() if len(orders) == 1 else ""

    def date(self, cells: Cells) -> dt.date | dt.datetime | None:
        """Return the date of a row, with its time where that stands in the same cell."""
        guess = self.findings.outline.guess
        if not cells.given("date"):
            return self._only_day(cells)
        value, words = cells.value("date"), one_line(cells.words("date"))
        found = date_of(value, self.languages)
        if found is None and self.span:
            found = date_of(value, self.languages, year=self.span[0].year)
            if found:
                guess(cells.place, "a date without a year, the edition's is taken", words)
        if isinstance(found, Ambiguous):
            chosen = self._chosen(found)
            if chosen:
                guess(cells.place, f"a date of digits, taken as {chosen}", words)
            else:
                message = f"may be {found.day_first} or {found.month_first}. Write one of them."
                cells.problem("date", message, words)
            return chosen
        if found is None:
            message = "no date that can be told. Expected one such as 2021-05-25."
            cells.problem("date", message, words)
        return found

    def _only_day(self, cells: Cells) -> dt.date | None:
        has_start = not cells.sheet.has("date") and cells.given("start")
        if has_start and self.span and self.span[0] == self.span[1]:
            message = "no date, the edition's only day is taken"
            self.findings.outline.guess(cells.place, message, str(self.span[0]))
            return self.span[0]
        return None

    def _chosen(self, found: Ambiguous) -> dt.date | None:
        """Return the date that the others of the sheet speak for, or the days of the edition."""
        if self.order:
            return found.day_first if self.order == "day" else found.month_first
        if not self.span:
            return None
        first, last = self.span
        both = (found.day_first, found.month_first)
        near = [date for date in both if first - _NEAR <= date <= last + _NEAR]
        return near[0] if len(near) == 1 else None


def cell_of(row: Row, column: Column) -> Cell:
    return row.cells[column.position] if column.position < len(row.cells) else None


@cache
def _examples() -> frozenset[str]:
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {example_of(kind) for kind in (SESSIONS, SPEAKERS)}
    return frozenset(found)


def _links_of(line: str, language: str) -> Iterator[Link]:
    """Yield the links of a line: an address and its title, a title and an address, or addresses."""
    first = _BEGINS.match(line)
    rest = (first[2] or "").strip(" ") if first else ""
    quoted = _QUOTED.match(rest)
    if first and (quoted or not _ADDRESS.search(rest)):
        title = quoted[1].replace('""', '"') if quoted else rest
        yield Link(first[1], {language: title} if title else {})
        return
    addresses = [address.rstrip(",;") for address in _ADDRESS.findall(line)]
    if len(addresses) == 1:
        title = line.partition(addresses[0])[0].strip(" :-–—")
        yield Link(addresses[0], {language: title} if title else {})
    elif addresses:
        yield from map(Link, addresses)
    elif "." in line.partition(" ")[0]:
        address, _space, title = line.partition(" ")
        yield Link(address, {language: title} if title else {})
    elif line:
        yield Link(line)
