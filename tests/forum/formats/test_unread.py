"""forum/formats/unread.py: files that no format reads are told what they are."""

from __future__ import annotations

import sys

import pytest

from forum.formats import readers, unread
from forum.formats.reading import NotASchedule, Request
from tests.forum.formats.workbooks import packed

ODS = packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""})
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
YAML = b"# The programme\ntalks:\n  # 2019\n  - id: 0\n    name: Opening\n"


@pytest.mark.parametrize(
    ("data", "name", "beginning"),
    [
        (YAML, "talks", "YAML, which is not read."),
        (b"a: 1\nb: 2\n", "talks.yml", "YAML, which is not read."),
        (b'Thursday 15th:\n  "Hall":\n    - None:\n', "", "YAML, which is not read."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
            "a.xls",
            "an Excel file of an older kind",
        ),
        (ODS, "a.ods", "an OpenDocument spreadsheet."),
        (packed({"word/document.xml": ""}), "a.docx", "a Word document."),
        (packed({"xl/workbook.bin": ""}), "a.xlsb", "a binary Excel workbook."),
        (b"%PDF-1.7", "a.pdf", "a PDF."),
        (b"<!DOCTYPE html><html>", "a.html", "a web page."),
        (b"\x89PNG\r\n", "a.png", "a picture."),
    ],
)
def test_known_kinds_are_named(data: bytes, name: str, beginning: str) -> None:
    assert unread.reason(data, name).startswith(beginning)


@pytest.mark.parametrize(
    "data",
    [b"", b"Dear Sir,\n  the talk", b'{"a":\n  1}', b"<a:\n b", b"PK\x03\x04", b"x: y\nz: 1"],
)
def test_others_are_not(data: bytes) -> None:
    assert unread.reason(data) == ""


def test_yaml_is_refused_without_anything_that_reads_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)

    with pytest.raises(NotASchedule, match=r"talks\.yml: YAML, which is not read\. Save"):
        readers.read(YAML, Request(file_name="talks.yml"))
