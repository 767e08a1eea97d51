"""Files that people bring and no format reads: what they are, and what to do instead."""

from __future__ import annotations

import re

_BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel file of an older kind, or one with a password. "
     "Save it as an XLSX workbook without one, or as CSV."),
    (b"%PDF-", "a PDF. Expected the table that it was made of, as XLSX or CSV."),
    (b"\x89PNG", "a picture. Expected a file with words in it."),
    (b"\xff\xd8\xff", "a picture. Expected a file with words in it."),
    (b"GIF8", "a picture. Expected a file with words in it."),
    (b"{\\rtf", "a text document. Put the programme into a table, and save it as XLSX or CSV."),
)  # fmt: skip
_IN_ARCHIVE = (
    (b"application/vnd.oasis.opendocument.spreadsheet",
     "an OpenDocument spreadsheet. Save it as XLSX or CSV."),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file. Save its table as XLSX or CSV."),
    (b"word/document.xml", "a Word document. Put its table into a sheet, and save it as XLSX."),
    (b"ppt/presentation.xml", "a presentation. Expected a table, as XLSX or CSV."),
    (b"xl/workbook.bin", "a binary Excel workbook. Save it as XLSX or CSV."),
)  # fmt: skip
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)", re.IGNORECASE)
_COMMENTS = re.compile(rb"(?:---)?\s*(?:#[^\n]*\n\s*)*")
# A key alone on its line, and below it, further in, another one or a list.
_YAML = re.compile(
    rb"""["']?[^\s"':#<{\[][^\n"':#]{0,80}["']?:[ \t]*\r?\n(?:\s*#[^\n]*\n)*[ \t]+\S"""
)


def reason(data: bytes, file_name: str = "") -> str:
    """Return what a file is that is not read, and what to do; empty if that is unknown."""
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            return what
    if data.startswith(b"PK"):
        return next((what for name, what in _IN_ARCHIVE if name in data), "")
    if _HTML.match(data[:1000]):
        return "a web page. Expected a file that a program writes for other programs."
    if file_name.casefold().endswith((".yml", ".yaml")) or _is_yaml(data[:20_000]):
        return (
            "YAML, which is not read. Save its records as JSON, or as a sheet (CSV or XLSX) with a "
            "heading such as Title, Date, Start, Speakers."
        )
    return ""


def _is_yaml(head: bytes) -> bool:
    comments = _COMMENTS.match(head)
    return bool(comments and _YAML.match(head, comments.end()))
