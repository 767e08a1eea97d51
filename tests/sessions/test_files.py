"""Documents of sessions are told by their content, not by their name."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.storage import InMemoryStorage
from PIL import Image

from sessions import files
from sessions.files import NotADocument, store_document


@pytest.fixture
def storage() -> InMemoryStorage:
    return InMemoryStorage()


def an_archive(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def a_png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("slides.pdf", b"%PDF-1.7 and so on"),
        ("Slides.PDF", b"%PDF-1.7 and so on"),
        ("plan.png", a_png()),
        ("slides.pptx", an_archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("slides.odp", an_archive("mimetype", "content.xml")),
        ("notes.txt", "Заметки".encode()),
    ],
)
def test_document_is_stored_under_its_hash(storage, filename, content):
    name, size_bytes = store_document(BytesIO(content), filename, storage=storage)

    extension = filename.rpartition(".")[2].lower()
    assert len(name) == 64 + 1 + len(extension) and name.endswith(f".{extension}")
    assert size_bytes == len(content)
    assert storage.open(name).read() == content


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("page.xhtml", b"<html/>"),
        ("style.css", b"* {}"),
        ("script.js", b"alert(1)"),
        ("program.exe", b"MZ"),
        ("no extension", b"%PDF-1.7"),
    ],
)
def test_kind_that_a_browser_would_run_is_refused(storage, filename, content):
    with pytest.raises(NotADocument, match=r"is not accepted\. Expected one of: pdf,"):
        store_document(BytesIO(content), filename, storage=storage)

    assert storage.listdir("")[1] == []


@pytest.mark.parametrize(
    ("filename", "content"),
    [
        ("slides.pdf", b"<script>alert(1)</script>"),
        ("plan.png", b"<svg onload='alert(1)'/>"),
        ("slides.pptx", an_archive("word/document.xml")),
        ("slides.pptx", b"PK\x03\x04 and nothing more"),
        ("notes.txt", b"\xff\xfe\x00"),
        ("empty.pdf", b""),
    ],
)
def test_content_of_another_kind_is_refused(storage, filename, content):
    with pytest.raises(NotADocument, match="does not contain what its name says"):
        store_document(BytesIO(content), filename, storage=storage)

    assert storage.listdir("")[1] == []


def test_too_large_a_document_is_refused(storage, monkeypatch):
    monkeypatch.setattr(files, "MEGABYTES_AT_MOST", 1)

    with pytest.raises(NotADocument, match="larger than 1 MB"):
        store_document(BytesIO(b"%PDF-" + b"\0" * 1024 * 1024), "slides.pdf", storage=storage)
