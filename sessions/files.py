"""Documents of sessions: an upload is checked by its content and stored under its hash."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image

from speakers.photos import store_bytes

MEGABYTES_AT_MOST = 50


class NotADocument(ValueError):
    """The upload is of no kind that is given to visitors."""


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _is_picture(format_name: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        try:
            with Image.open(BytesIO(content), formats=[format_name]) as picture:
                picture.verify()
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return False
        return True

    return check


def _is_archive_with(part: str) -> Callable[[bytes], bool]:
    def check(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                # Names only: nothing is unpacked here, however large it claims to be.
                return part in archive.namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False

    return check


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": _is_pdf,
    "png": _is_picture("PNG"),
    "jpg": _is_picture("JPEG"),
    "webp": _is_picture("WEBP"),
    "docx": _is_archive_with("word/document.xml"),
    "xlsx": _is_archive_with("xl/workbook.xml"),
    "pptx": _is_archive_with("ppt/presentation.xml"),
    "odt": _is_archive_with("content.xml"),
    "ods": _is_archive_with("content.xml"),
    "odp": _is_archive_with("content.xml"),
    "txt": _is_text,
    "md": _is_text,
    "csv": _is_text,
}
"""What visitors may be given, by extension, and how it is told by its content.

HTML and SVG are missing on purpose: a browser would run their scripts on our address.
"""

_SAME = {"jpeg": "jpg"}


def store_document(
    upload: BinaryIO, filename: str, *, storage: Storage = default_storage
) -> tuple[str, int]:
    """Store a document and return its name below /media/ and its size in bytes.

    Raises:
        NotADocument: if it is too large, of no kind in KINDS, or not of the kind it is named.
    """
    extension = PurePath(filename).suffix.lower().lstrip(".")
    extension = _SAME.get(extension, extension)
    kinds = ", ".join(KINDS)
    if extension not in KINDS:
        raise NotADocument(
            _("“{name}” is not accepted. Expected one of: {kinds}.").format(
                name=filename, kinds=kinds
            )
        )
    content = upload.read(MEGABYTES_AT_MOST * 1024 * 1024 + 1)
    if len(content) > MEGABYTES_AT_MOST * 1024 * 1024:
        raise NotADocument(
            _("“{name}” is larger than {limit} MB. Put it elsewhere and give a link.").format(
                name=filename, limit=MEGABYTES_AT_MOST
            )
        )
    if not content or not KINDS[extension](content):
        raise NotADocument(
            _("“{name}” does not contain what its name says: no {kind}.").format(
                name=filename, kind=extension
            )
        )
    return store_bytes(content, extension, storage), len(content)
