"""Tables as plain values: a workbook of sheets, a sheet of rows, a row of cells; and their bounds.

`forum.formats.csv_rows` and `forum.formats.xlsx_rows` read and write them. Nothing here knows what
a column means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forum.formats.reading import NotASchedule, Note

MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELLS = 500_000
MAX_CELL = 131_072
"""Characters of a cell; csv refuses more by itself."""
MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters of a whole workbook: a small file can name one long text a million times."""

MOST_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """What stands in a cell that has no value: `#REF!`, or a formula that was never worked out."""

    words: str


Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Fault | None
"""A cell: None if it is empty. Words are as they stand there, times have no zone."""


@dataclass(frozen=True)
class Row:
    """A row that is not empty, with the number that a spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """A table. `name` is empty where the format has none. `row_word` is what a row is called."""

    rows: tuple[Row, ...]
    name: str = ""
    row_word: str = "row"

    def place(self, row: int, column: str = "") -> str:
        """Return where something stands, such as "sheet Speakers, row 5, column Name".

        Row 0 is the heading of what has no row for it.
        """
        parts = (
            f"sheet {self.name}" if self.name else "",
            f"{self.row_word} {row}" if row else "",
            f"column {column}" if column else "",
        )
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file in order, what was guessed in reading it, and what was left out."""

    sheets: tuple[Sheet, ...]
    guesses: tuple[Note, ...] = ()
    skipped: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column to be written. `width` is in characters; `choices` are words offered for a cell."""

    heading: str
    width: int = 20
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A sheet to be written: rows of as many cells as there are columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class RowsRefused(NotASchedule):
    """A table with mistakes in it: `problems` holds every one, each with its row and column."""

    def __init__(self, problems: Iterable[Note], *, file: str = "") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self._lines()), file=file)

    def _lines(self) -> Iterator[str]:
        count = len(self.problems)
        yield f"{count} {'problem' if count == 1 else 'problems'}, nothing was read."
        for note in self.problems[:MOST_SHOWN]:
            given = f" Got {note.given!r}." if note.given else ""
            yield f"{note.place}: {note.message}{given}"
        if count > MOST_SHOWN:
            yield f"and {count - MOST_SHOWN} more"


class Gathering:
    """The rows of one sheet as they come in, within the bounds of a whole workbook."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[Row] = []
        self.count = self.cells = self.characters = 0

    def add(self, number: int, cells: list[Cell], name: str = "") -> None:
        """Keep a row, without the empty cells at its end; an empty row is passed over.

        Raises:
            NotASchedule: if there are too many rows, columns or characters.
        """
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells:
            return
        place = Sheet((), name).place(number)
        if len(cells) > MAX_COLUMNS:
            raise NotASchedule(f"more than {MAX_COLUMNS} columns.", file=self.file, place=place)
        for cell in cells:
            if isinstance(cell, str):
                self.characters += len(cell)
                if len(cell) > MAX_CELL:
                    raise NotASchedule(
                        f"a cell of more than {MAX_CELL} characters.", file=self.file, place=place
                    )
        self.count += 1
        self.cells += len(cells)
        for is_beyond, what in (
            (self.count > MAX_ROWS, f"{MAX_ROWS} rows"),
            (self.cells > MAX_CELLS, f"{MAX_CELLS} cells"),
            (self.characters > MAX_CHARACTERS, f"{MAX_CHARACTERS} characters"),
        ):
            if is_beyond:
                raise NotASchedule(f"more than {what}.", file=self.file, place=place)
        self.rows.append(Row(number, tuple(cells)))

    def taken(self) -> tuple[Row, ...]:
        """Return the rows of a sheet that is finished; the next one begins."""
        rows, self.rows = tuple(self.rows), []
        return rows
