"""forum/formats/csv_rows.py: any table of text is read, and what is written is no formula."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats import csv_rows
from forum.formats.reading import NotASchedule
from forum.formats.rows import MAX_COLUMNS, MAX_ROWS, Column, Row, Table
from multilingual.characters import writable
from tests.strategies import words

RUSSIAN = "Название;Спикер\r\nОткрытие форума;Анна Иванова\r\nИТОГИ;Пётр Семёнов\r\n"
GERMAN = "Titel;Name\r\nEröffnung des Forums für Städte;Jörg Groß\r\n"


def rows(data: bytes) -> list[tuple[object, ...]]:
    (sheet,) = csv_rows.read(data).sheets
    return [row.cells for row in sheet.rows]


def a_table(*cells: tuple[object, ...]) -> Table:
    return Table("", tuple(Column(f"Column {n}") for n in range(len(cells[0]))), cells)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (RUSSIAN.encode("utf-8"), ""),
        (RUSSIAN.encode("utf-8-sig"), ""),
        (RUSSIAN.encode("utf-16"), ""),
        (b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), ""),
        (RUSSIAN.encode("utf-16-le"), "utf-16-le"),
        (RUSSIAN.encode("utf-16-be"), "utf-16-be"),
        (RUSSIAN.encode("cp1251"), "cp1251"),
        (RUSSIAN.encode("koi8-r"), "koi8-r"),
        (RUSSIAN.encode("cp866"), "cp866"),
        (GERMAN.encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_is_found_out_and_a_guess_is_told(data: bytes, encoding: str) -> None:
    workbook = csv_rows.read(data)

    expected = GERMAN if encoding == "cp1252" else RUSSIAN
    lines = [line.split(";") for line in expected.splitlines()]
    assert [list(row.cells) for row in workbook.sheets[0].rows] == lines
    assert [note.given for note in workbook.guesses] == [encoding] * bool(encoding)


def test_damaged_utf8_is_not_taken_for_another_encoding():
    data = RUSSIAN.encode() + b"\xd0;x\r\n"

    with pytest.raises(NotASchedule) as refused:
        csv_rows.read(data, file="a.csv")

    assert str(refused.value) == (
        "a.csv, line 4: damaged: byte 0xd0 is not UTF-8, as all the rest is."
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_out(delimiter: str) -> None:
    lines = [["Title", "Start", "About"], ["Opening", "10:00", '"First, second; third"']]
    data = "\n".join(delimiter.join(line) for line in lines)

    assert rows(data.encode()) == [
        ("Title", "Start", "About"),
        ("Opening", "10:00", "First, second; third"),
    ]


def test_prose_with_commas_does_not_make_the_comma_a_delimiter():
    data = "Title;About\nOpening;One, two, three, four\nClosing;One, two, three, four\n"

    assert [len(row) for row in rows(data.encode())] == [2, 2, 2]


def test_line_that_names_the_delimiter_is_believed():
    assert rows(b"sep=;\r\nTitle;a,b,c\r\n1,2;3\r\n") == [("Title", "a,b,c"), ("1,2", "3")]


def test_rows_are_numbered_as_spreadsheets_number_them():
    data = b'Title,About\n"Opening","two\nlines"\n\n,\nClosing,\n'

    (sheet,) = csv_rows.read(data).sheets

    assert sheet.rows == (
        Row(1, ("Title", "About")),
        Row(2, ("Opening", "two\nlines")),
        Row(5, ("Closing",)),
    )


def test_nul_characters_are_left_out_and_told():
    workbook = csv_rows.read(b"Title,About\nOp\x00ening,\x00\x00x\n")

    assert workbook.sheets[0].rows[1].cells == ("Opening", "x")
    assert [(note.message, note.given) for note in workbook.guesses] == [
        ("NUL characters were left out", "3 times")
    ]


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (b" \r\n", "", "the file is empty."),
        (b"PK\x03\x04...", "", "a zip archive. Unpack it first; a table as text was expected."),
        (b"\xff\xfe\x00\xd8", "", "damaged: it begins as utf-16-le, and byte 2 is not of it."),
        (
            b"Title\n" + b"x" * 10_000_000,
            "row 2",
            "a cell that cannot be read (field larger than field limit (131072)), or one of more "
            "than 131072 characters; look for a quotation mark that is not closed.",
        ),
        (b"a\n" * (MAX_ROWS + 1), f"row {MAX_ROWS + 1}", f"more than {MAX_ROWS} rows."),
        (b"a\n" * 1_000_000, f"row {MAX_ROWS + 1}", f"more than {MAX_ROWS} rows."),
        (b"a," * MAX_COLUMNS + b"a", "row 1", f"more than {MAX_COLUMNS} columns."),
    ],
)
def test_what_is_no_table_or_too_large_is_refused(data: bytes, place: str, reason: str) -> None:
    with pytest.raises(NotASchedule) as refused:
        csv_rows.read(data)

    assert (refused.value.place, refused.value.reason) == (place, reason)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7 495 123", "'+7 495 123"),
        ("-", "'-"),
        ("@user", "'@user"),
        ("\ttab", "'\ttab"),
        ("  =1+1", "'  =1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("＝1+1", "'＝1+1"),
        ("'=1+1", "''=1+1"),
        ("'90s", "''90s"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_what_looks_like_a_formula_is_written_behind_an_apostrophe(words: str, written: str):
    assert csv_rows.guarded(words) == written
    assert csv_rows.unguarded(written) == words


def test_apostrophe_before_a_letter_that_begins_no_formula_stays():
    assert csv_rows.unguarded("'tis") == "'tis"


@given(words)
def test_any_words_are_read_as_they_were_guarded(given_words: str) -> None:
    assert csv_rows.unguarded(csv_rows.guarded(given_words)) == given_words


@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_a_table_is_read_as_it_was_written(cells: list[tuple[str, str]]) -> None:
    table = a_table(*cells)

    (sheet,) = csv_rows.read(csv_rows.write(table)).sheets

    found = {row.number: row.cells for row in sheet.rows}
    for number, row in enumerate(cells, 2):
        read = (*found.get(number, ()), None, None)[:2]
        assert [cell or "" for cell in read] == [writable(cell) for cell in row]


def test_dates_times_and_numbers_are_written_in_iso_8601():
    table = a_table((7, dt.date(2021, 5, 25), dt.time(9, 5), dt.time(9, 5, 7), None))

    written = csv_rows.write(table)

    assert written.decode("utf-8-sig").splitlines()[1] == "7,2021-05-25,09:05,09:05:07,"
    assert written.startswith(b"\xef\xbb\xbf")
