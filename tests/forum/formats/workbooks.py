"""Workbooks made by hand, as no sound program would make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from forum.formats import xlsx_writing
from forum.formats.rows import Column, Table


def a_workbook(**changed: bytes | str) -> bytes:
    """Return a workbook of one cell, with some of its parts replaced: sheet, strings, book, …"""
    names = {
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
    }
    sound = xlsx_writing.write([Table("Sessions", (Column("Title"),), (("Opening",),))])
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed({**parts, **{names[name]: part for name, part in changed.items()}})


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, how)
    return out.getvalue()


def a_sheet(rows: str, after: str = "") -> str:
    """Return a sheet's markup of its rows' markup."""
    return f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"


def in_line(reference: str, words: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'
