"""Documents of sessions are told by their content, not by their name."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from django.core.files.storage import InMemoryStorage
from PIL import Image

from sessions import files
from sessions.files import NotADocument, checked


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
        ("slides.pptx", an_archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("slides.odp", an_archive("mimetype", "content.xml")),
        ("notes.txt", "Заметки".encode()),
    ],
)
def test_document_is_stored_under_its_hash(storage, filename, content):
    document = checked(BytesIO(content), filename)
    document.store(storage)

    extension = filename.rpartition(".")[2].lower()
    name = document.name
    assert len(name) == 64 + 1 + len(extension) and name.endswith(f".{extension}")
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
def test_kind_that_a_browser_would_run_is_refused(filename, content):
    with pytest.raises(NotADocument, match=r"is not accepted\. Expected one of: pdf,"):
        checked(BytesIO(content), filename)


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
def test_content_of_another_kind_is_refused(filename, content):
    with pytest.raises(NotADocument, match="does not contain what its name says"):
        checked(BytesIO(content), filename)


def test_too_large_a_document_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MEGABYTES_AT_MOST", 1)

    with pytest.raises(NotADocument, match="larger than 1 MB"):
        checked(BytesIO(b"%PDF-" + b"\0" * 1024 * 1024), "slides.pdf")


@pytest.mark.parametrize(("filename", "format"), [("a.JPEG", "JPEG"), ("a.webp", "WEBP")])
def test_attached_picture_is_kept_without_metadata(filename, format):
    exif = Image.Exif()
    exif[0x010F] = "Maker of the camera"
    out = BytesIO()
    Image.new("RGB", (20, 10)).save(out, format, exif=exif)

    document = checked(BytesIO(out.getvalue()), filename)

    assert b"Maker of the camera" in out.getvalue()
    assert b"Maker of the camera" not in document.content
    assert Image.open(BytesIO(document.content)).size == (20, 10)


def test_attached_picture_of_too_many_pixels_is_refused_with_its_size():
    out = BytesIO()
    Image.new("1", (8000, 5001)).save(out, "PNG")

    with pytest.raises(NotADocument, match="8000 × 5001 pixels"):
        checked(BytesIO(out.getvalue()), "plan.png")
