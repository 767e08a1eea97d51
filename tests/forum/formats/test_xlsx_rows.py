"""forum/formats/xlsx_reading.py and xlsx_writing.py: workbooks in, workbooks out."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats import xlsx_reading, xlsx_writing
from forum.formats.reading import NotASchedule
from forum.formats.rows import MAX_COLUMNS, MAX_ROWS, Column, Fault, Row, Table
from multilingual.characters import writable
from tests.forum.formats.workbooks import a_sheet, a_workbook, in_line, packed
from tests.strategies import words

MOMENT = dt.datetime(2021, 5, 25, 10, 30)
cells = (
    words
    | st.none()
    | st.integers(-999, 9999)
    | st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))
    | st.times().map(lambda time: time.replace(microsecond=0))
)


def rows(data: bytes) -> list[tuple[object, ...]]:
    (sheet,) = xlsx_reading.read(data).sheets
    return [row.cells for row in sheet.rows]


def a_table(*body: tuple[object, ...], choices: tuple[str, ...] = ()) -> Table:
    columns = tuple(Column(f"Column {n}", choices=choices) for n in range(len(body[0])))
    return Table("Sessions", columns, body)  # type: ignore[arg-type]


# Written


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=4))
def test_a_table_is_read_as_it_was_written(body: list[tuple[object, object]]) -> None:
    (sheet,) = xlsx_reading.read(xlsx_writing.write([a_table(*body)])).sheets

    found = {row.number: row.cells for row in sheet.rows}
    for number, row in enumerate(body, 2):
        expected = [writable(cell) if isinstance(cell, str) else cell for cell in row]
        read = (*found.get(number, ()), None, None)[:2]
        assert [cell or None if cell == "" else cell for cell in read] == [
            None if cell == "" else cell for cell in expected
        ]


def test_another_program_reads_the_same():
    body = (
        (7, "=1+1", dt.date(2021, 5, 25), dt.time(9, 5), "#N/A", "a_x000D_b", None, "две\nстроки"),
    )
    table = a_table(*body, choices=("Talk", "A & B"))

    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_writing.write([table, table.__class__("Спикеры", table.columns, ())]))
    )

    sheet = book["Sessions"]
    assert book.sheetnames == ["Sessions", "Спикеры"]
    assert sheet.freeze_panes == "A2"
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        (7, "n"),
        ("=1+1", "s"),
        (dt.datetime(2021, 5, 25), "d"),
        (dt.time(9, 5), "d"),
        ("#N/A", "s"),
        ("a_x000D_b", "s"),
        (None, "n"),
        ("две\nстроки", "s"),
    ]
    assert [cell.quotePrefix for cell in sheet[2]][:2] == [False, True]
    assert sheet.data_validations.dataValidation[0].formula1 == '"Talk,A & B"'
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"A2:A{MAX_ROWS}"


def test_equal_tables_give_equal_bytes_at_any_time(time_machine):
    table = a_table(("a", 1))
    time_machine.move_to(MOMENT)
    before = xlsx_writing.write([table])
    time_machine.move_to(MOMENT + dt.timedelta(days=400))

    assert xlsx_writing.write([table]) == before


def test_words_beyond_a_cell_are_never_cut():
    fits, too_long = "я" * 32_767, "🎤" * 16_384

    assert rows(xlsx_writing.write([a_table((fits,))]))[1] == (fits,)
    with pytest.raises(ValueError, match="at most 32767 characters"):
        xlsx_writing.write([a_table((too_long,))])


# Read


def test_another_programs_values_are_read():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(
        ["Text", 5, 2.5, True, MOMENT, MOMENT.date(), MOMENT.time(), dt.timedelta(hours=26)]
    )
    sheet.append([None, "=A1", "  spaces  "])
    book.create_sheet("Hidden").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    workbook = xlsx_reading.read(out.getvalue())

    assert [row.cells for row in workbook.sheets[0].rows] == [
        ("Text", 5, 2.5, True, MOMENT, MOMENT.date(), MOMENT.time(), dt.timedelta(hours=26)),
        (None, Fault("a formula whose result is not in the file"), "  spaces  "),
    ]
    assert [note.place for note in workbook.skipped] == ["sheet Hidden"]


def test_formula_gives_what_was_last_worked_out():
    body = a_sheet(
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>A1</f></c></row>'
    )

    assert xlsx_reading.read(a_workbook(sheet=body)).sheets[0].rows == (Row(2, (None, 2)),)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="e"><v>#REF!</v></c>', Fault("#REF!")),
        ('<c r="A1" t="s"><v>99</v></c>', Fault("words that are not in the file")),
        ('<c r="A1"><v>1e999</v></c>', Fault("1e999")),
        ('<c r="A1"><v>12x</v></c>', Fault("12x")),
        ('<c r="A1"><v>1234567890123456789</v></c>', 1234567890123456789.0),
        ('<c r="A1" t="d"><v>2021-05-25T10:00:00</v></c>', "2021-05-25T10:00:00"),
        (
            '<c t="inlineStr"><is><t>a</t><rPh><t>x</t></rPh><r><t>_x000a_b</t></r></is></c>',
            "a\nb",
        ),
        ('<c r="A1" s="999999"><v>5</v></c>', 5),
    ],
)
def test_cells_of_every_kind_have_a_value(cell: str, value: object) -> None:
    assert rows(a_workbook(sheet=a_sheet(f'<row r="1">{cell}</row>'))) == [(value,)]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("dd.mm.yyyy", dt.date(2021, 5, 25)),
        ("[$-419]d mmmm yyyy;@", dt.date(2021, 5, 25)),
        ('0.00" days"', 44341),
        ("General", 44341),
        ("[Red]#,##0", 44341),
        ("[h]:mm", dt.timedelta(days=44341)),
        ("0.00E+00", 44341),
    ],
)
def test_format_says_whether_a_number_is_a_date(code: str, value: object) -> None:
    styles = (
        f"<styleSheet><numFmts><numFmt numFmtId='170' formatCode='{code}'/></numFmts>"
        "<cellXfs><xf numFmtId='170'/></cellXfs></styleSheet>"
    )

    data = a_workbook(sheet=a_sheet("<row><c><v>44341</v></c></row>"), styles=styles)

    assert rows(data) == [(value,)]


def test_days_of_an_old_mac_are_counted_from_1904():
    book = (
        '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>'
    )
    styles = "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>"
    sheet = a_sheet("<row><c><v>42879</v></c></row>")

    assert rows(a_workbook(book=book, sheet=sheet, styles=styles)) == [(dt.date(2021, 5, 25),)]


def test_cell_merged_downwards_stands_in_each_row():
    body = "".join(
        f'<row r="{number}">{first}{in_line(f"B{number}", str(number))}</row>'
        for number, first in ((1, in_line("A1", "25 May")), (2, ""), (3, ""))
    )

    sheet = a_sheet(
        body, '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>'
    )

    assert rows(a_workbook(sheet=sheet)) == [("25 May", "1"), ("25 May", "2"), (None, "3")]


# Hostile

ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BIG = 70 * 1024 * 1024


@pytest.mark.parametrize(
    ("changed", "place", "reason"),
    [
        ({"sheet": ENTITY + a_sheet("&a;")}, "xl/worksheets/sheet1.xml",
         "a document type (DOCTYPE) is not accepted."),
        ({"strings": ENTITY + "<sst><si><t>&a;</t></si></sst>"}, "xl/sharedStrings.xml",
         "a document type (DOCTYPE) is not accepted."),
        ({"sheet": "<worksheet>"}, "xl/worksheets/sheet1.xml",
         "not XML, or damaged: no element found (column 12)."),
        ({"sheet": b" " * BIG}, "",
         "xl/worksheets/sheet1.xml: larger than 64 MB when unpacked."),
        ({"strings": b"<sst>" + b" " * BIG}, "",
         "xl/sharedStrings.xml: larger than 64 MB when unpacked."),
        ({"styles": b" " * 5_000_000}, "", "xl/styles.xml: larger than 4 MB when unpacked."),
        ({"sheet": a_sheet(f'<row r="7">{in_line("A7", "x" * 10_000_000)}</row>')},
         "sheet Sessions, row 7", "more than 131072 characters in a cell."),
        ({"sheet": a_sheet(f"<row>{in_line('XFD1', 'x')}</row>")},
         "sheet Sessions, row 1", f"more than {MAX_COLUMNS} columns."),
        ({"sheet": a_sheet("<row><c><v>1</v></c></row>" * 400_000)},
         f"sheet Sessions, row {MAX_ROWS + 1}", f"more than {MAX_ROWS} rows."),
        ({"sheet": a_sheet(f"<row>{'<c/>' * 1_000_001}<c><v>1</v></c></row>")},
         "xl/worksheets/sheet1.xml", "more than 1000000 cells, most of them empty."),
        ({"sheet": a_sheet('<row><c t="s"><v>0</v></c></row>' * 700),
          "strings": f"<sst><si><t>{'x' * 100_000}</t></si></sst>"},
         "sheet Sessions, row 672", "more than 67108864 characters."),
    ],
    ids=lambda value: "" if isinstance(value, dict) else None,
)  # fmt: skip
def test_hostile_parts_are_refused(changed: dict[str, str], place: str, reason: str) -> None:
    with pytest.raises(NotASchedule) as refused:
        xlsx_reading.read(a_workbook(**changed), file="a.xlsx")

    assert (refused.value.file, refused.value.place) == ("a.xlsx", place)
    assert refused.value.reason == reason


def test_rows_without_cells_are_passed_over():
    data = a_workbook(
        sheet=a_sheet('<row r="1"/>' + "<row/>" * 200_000 + "<row><c><v>1</v></c></row>")
    )

    assert xlsx_reading.read(data).sheets[0].rows == (Row(200_002, (1,)),)


def test_parts_that_hold_no_cells_are_not_unpacked():
    sound = a_workbook()
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}

    data = packed({**parts, "xl/media/image1.png": b"\x00" * BIG})

    assert rows(data) == [("Title",), ("Opening",)]


def test_archive_of_very_many_files_is_not_even_listed():
    data = packed({"xl/workbook.xml": "", **{str(n): "" for n in range(2000)}})

    with pytest.raises(NotASchedule, match="a zip archive of more than 2000 files"):
        xlsx_reading.read(data)


def test_sheet_outside_of_the_file_is_not_looked_for():
    rels = (
        '<Relationships><Relationship Id="rId1" TargetMode="External" '
        'Type="x/worksheet" Target="https://example.org/sheet.xml"/></Relationships>'
    )

    workbook = xlsx_reading.read(a_workbook(rels=rels))

    assert workbook.sheets == ()
    assert [note.message for note in workbook.skipped] == ["a sheet without cells"]


@pytest.mark.parametrize("seed", range(300))
def test_damaged_bytes_are_read_or_refused_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(a_workbook())
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]

    try:
        xlsx_reading.read(bytes(data))
    except NotASchedule as error:
        assert error.reason
