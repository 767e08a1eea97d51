"""Office Open XML workbooks, ECMA-376, written plainly: values, no formulas, no macros, no times
of making."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from forum.formats.rows import MAX_ROWS, Cell, Column, Table
from forum.formats.xlsx_reading import EPOCH, ESCAPED, MAIN
from multilingual.characters import writable

MOST_IN_A_CELL = 32_767
"""Characters, as UTF-16 counts them, of a cell in Excel."""

# What Excel would take for a formula once somebody edits the cell, unless it is marked as words.
_LIKE_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠']")

_MAIN_NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_NAMES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_NAMES = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PLAIN, _HEADING, _WORDS, _MARKED_WORDS, _DATE, _TIME, _TIME_WITH_SECONDS = range(7)
# Cells stand at the top of their rows. Words that look like a formula are marked (quotePrefix), or
# Excel would make one of them as soon as somebody edits the cell.
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN_NAMES}">\
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
<numFmt numFmtId="165" formatCode="hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="7">\
{
    "".join(
        f'<xf numFmtId="{number_format}" fontId="{font}" fillId="0" borderId="0" xfId="0" '
        f'applyNumberFormat="1" applyFont="1" applyAlignment="1" quotePrefix="{marked}">'
        f'<alignment vertical="top" wrapText="{wrapped}"/></xf>'
        for number_format, font, wrapped, marked in (
            (0, 0, 0, 0),
            (0, 1, 1, 0),
            (0, 0, 1, 0),
            (0, 0, 1, 1),
            (164, 0, 0, 0),
            (165, 0, 0, 0),
            (21, 0, 0, 0),
        )
    )
}\
</cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""


def write(tables: Sequence[Table]) -> bytes:
    """Return tables as the sheets of a workbook: equal bytes for equal input.

    The first row of each stays in sight. Words stay words, whatever they begin with.

    Raises:
        ValueError: if a cell has more than MOST_IN_A_CELL characters. Nothing is ever cut.
    """
    strings: dict[str, int] = {}
    sheets = {
        f"xl/worksheets/sheet{number}.xml": _XML + "".join(_sheet(table, strings))
        for number, table in enumerate(tables, 1)
    }
    numbers = range(1, len(tables) + 1)
    overrides = {
        MAIN: "sheet.main",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
        **dict.fromkeys(sheets, "worksheet"),
    }
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in overrides.items()
    )
    listed = "".join(
        f'<sheet name={quoteattr(table.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, table in enumerate(tables, 1)
    )
    return _packed(
        {
            "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE_NAMES}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": _relations([("officeDocument", MAIN)]),
            MAIN: f'{_XML}<workbook xmlns="{_MAIN_NAMES}" xmlns:r="{_OFFICE_NAMES}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _relations(
                [
                    *(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
                    ("styles", "styles.xml"),
                    ("sharedStrings", "sharedStrings.xml"),
                ]
            ),
            "xl/styles.xml": _STYLES,
            "xl/sharedStrings.xml": f'{_XML}<sst xmlns="{_MAIN_NAMES}">'
            + "".join(
                f'<si><t xml:space="preserve">{escape(_escaped(words))}</t></si>'
                for words in strings
            )
            + "</sst>",
            **sheets,
        }
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE_NAMES}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE_NAMES}/relationships">{found}</Relationships>'


def _sheet(table: Table, strings: dict[str, int]) -> Iterator[str]:
    """Yield the markup of a sheet in the order of ECMA-376 part 1, 18.3.1.99."""
    letters = [letters_of(position) for position in range(1, len(table.columns) + 1)]
    yield f'<worksheet xmlns="{_MAIN_NAMES}"><sheetViews><sheetView workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for position, column in enumerate(table.columns, 1):
        width = f'width="{column.width}" customWidth="1"'
        yield f'<col min="{position}" max="{position}" {width} style="{_PLAIN}"/>'
    yield "</cols><sheetData>"
    headings = tuple(column.heading for column in table.columns)
    for number, row in enumerate((headings, *table.rows), 1):
        yield f'<row r="{number}">'
        for letter, value in zip(letters, row, strict=True):
            yield _cell(f"{letter}{number}", value, strings, is_heading=number == 1)
        yield "</row>"
    yield "</sheetData>"
    yield _choices(table.columns)
    yield "</worksheet>"


def _cell(reference: str, value: Cell, strings: dict[str, int], *, is_heading: bool) -> str:
    match value:
        case None | "":
            return ""
        case str():
            words = writable(value)
            # A letter beyond the 65,536 first ones counts as two.
            is_long = 2 * len(words) > MOST_IN_A_CELL
            if is_long and len(words.encode("utf-16-le")) > 2 * MOST_IN_A_CELL:
                raise ValueError(f"Expected at most {MOST_IN_A_CELL} characters, got {len(words)}.")
            style = _MARKED_WORDS if _LIKE_A_FORMULA.match(words) else _WORDS
            position = strings.setdefault(words, len(strings))
            style = _HEADING if is_heading else style
            return f'<c r="{reference}" s="{style}" t="s"><v>{position}</v></c>'
        case dt.time():
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            style = _TIME_WITH_SECONDS if value.second else _TIME
            return f'<c r="{reference}" s="{style}"><v>{seconds / 86_400!r}</v></c>'
        case dt.date():
            return f'<c r="{reference}" s="{_DATE}"><v>{(value - EPOCH.date()).days}</v></c>'
        case int():
            return f'<c r="{reference}" s="{_PLAIN}"><v>{value}</v></c>'
    raise TypeError(f"Expected words, a whole number, a date or a time, got {value!r}.")


def _choices(columns: Sequence[Column]) -> str:
    """Return what is offered in cells. Other words are taken too: who reads them judges."""
    found = []
    for position, column in enumerate(columns, 1):
        if column.choices:
            letter = letters_of(position)
            words = escape('"' + ",".join(column.choices) + '"')
            found.append(
                '<dataValidation type="list" allowBlank="1" showErrorMessage="0" '
                f'sqref="{letter}2:{letter}{MAX_ROWS}"><formula1>{words}</formula1>'
                "</dataValidation>"
            )
    if not found:
        return ""
    return f'<dataValidations count="{len(found)}">{"".join(found)}</dataValidations>'


def letters_of(column: int) -> str:
    """Return the letters above a column, counted from 1: A, Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _escaped(words: str) -> str:
    return ESCAPED.sub(lambda found: f"_x005F{found[0]}", words)


def _packed(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            # One and the same time keeps the bytes equal for equal input.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, content.encode("utf-8"))
    return out.getvalue()
