"""Sheets of sessions and of speakers, as CSV and as workbooks of Excel: written, and read again.

What is written is read back exactly: imported again unchanged, a sheet changes nothing
(`forum.resolving`). One row is one session or speaker, known by the guid in the last column.
"""

from __future__ import annotations

from django.utils import translation

from forum.formats import csv_rows, xlsx_reading, xlsx_writing
from forum.formats.columns import known
from forum.formats.reading import NotASchedule, Reading, Request, check_size
from forum.formats.rows import Table
from forum.formats.sheet_reading import read_sheets
from forum.formats.sheet_tables import sessions_table, speakers_table
from forum.formats.sheet_template import template_tables
from forum.formats.writing import Publication
from forum.programme import Programme

ENDINGS = (".xlsx", ".csv", ".tsv")
CSV, XLSX = "csv", "xlsx"
# RFC 4180, 3.
CSV_TYPE = "text/csv; charset=utf-8; header=present"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_LOOKED_AT = 256 * 1024


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether bytes are a workbook, or text whose first rows have a heading that is known."""
    if xlsx_reading.recognises(data):
        return True
    head = data[:_LOOKED_AT]
    # A long text is cut at a line end, so that no letter is cut in two.
    end = head.rfind(b"\n") + 1 if len(head) < len(data) else 0
    try:
        workbook = csv_rows.read(head[:end] if end else head)
    except NotASchedule:
        return file_name.casefold().endswith(ENDINGS)
    found = (known(sheet, ("en", "ru")) for sheet in workbook.sheets)
    is_named = file_name.casefold().endswith(ENDINGS)
    # One column is hardly a table, unless the file says that it is.
    return is_named or any(sheet and len(sheet.columns) > 1 for sheet in found)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of sheets, what they speak of, and what had to be guessed.

    Raises:
        RowsRefused: with every mistake, each with sheet, row and column.
        NotASchedule: if it is no table, has no heading that is known, or is too large.
    """
    check_size(data, file=request.file_name)
    module = xlsx_reading if xlsx_reading.recognises(data) else csv_rows
    return read_sheets(module.read(data, file=request.file_name), request)


def write_sessions(programme: Programme, publication: Publication, form: str = CSV) -> bytes:
    """Return the sessions as a sheet, `form` being CSV or XLSX; equal bytes for equal input.

    Headings, and names of what sessions refer to, are in the publication's language; titles and
    texts have a column for each language.
    """
    return _written(sessions_table(programme, publication, cut=form == XLSX), form)


def write_speakers(programme: Programme, publication: Publication, form: str = CSV) -> bytes:
    """Return the speakers as a sheet; see `write_sessions`."""
    return _written(speakers_table(programme, publication, cut=form == XLSX), form)


def template(language: str, languages: tuple[str, ...] = ("en", "ru")) -> bytes:
    """Return a workbook to fill in: both sheets with an example row, and an explanation.

    Headings are in `language`, which also stands first of the `languages` that have columns.
    """
    codes = tuple(dict.fromkeys((language, *languages)))
    with translation.override(language):
        return xlsx_writing.write(template_tables(codes))


def _written(table: Table, form: str) -> bytes:
    return xlsx_writing.write([table]) if form == XLSX else csv_rows.write(table)
