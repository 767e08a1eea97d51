"""Documents of sessions: an upload is checked by its content and stored under its hash."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO

from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext_lazy as _

from speakers.photos import NotAPicture, TooManyPixels, name_of, store_bytes, without_metadata

MEGABYTES_AT_MOST = 50


class NotADocument(ValueError):
    """The upload is of no kind that is given to visitors."""


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _if(is_kind: Callable[[bytes], bool]) -> Callable[[bytes], bytes]:
    def keep(content: bytes) -> bytes:
        return content if is_kind(content) else b""

    return keep


def _picture(format_name: str) -> Callable[[bytes], bytes]:
    def keep(content: bytes) -> bytes:
        try:
            return without_metadata(content, format_name)
        except TooManyPixels:
            raise
        except NotAPicture:
            return b""

    return keep


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


KINDS: Mapping[str, Callable[[bytes], bytes]] = {
    "pdf": _if(_is_pdf),
    "png": _picture("PNG"),
    "jpg": _picture("JPEG"),
    "webp": _picture("WEBP"),
    "docx": _if(_is_archive_with("word/document.xml")),
    "xlsx": _if(_is_archive_with("xl/workbook.xml")),
    "pptx": _if(_is_archive_with("ppt/presentation.xml")),
    "odt": _if(_is_archive_with("content.xml")),
    "ods": _if(_is_archive_with("content.xml")),
    "odp": _if(_is_archive_with("content.xml")),
    "txt": _if(_is_text),
    "md": _if(_is_text),
    "csv": _if(_is_text),
}
"""What visitors may be given, by extension, and what is kept of such content: nothing of another.

HTML and SVG are missing on purpose: a browser would run their scripts on our address.
"""

_SAME = {"jpeg": "jpg"}


@dataclass(frozen=True)
class Document:
    """An upload that was checked and is ready to be stored; pictures are without metadata."""

    content: bytes
    extension: str

    @property
    def name(self) -> str:
        """Its name below /media/, once it is stored."""
        return name_of(self.content, self.extension)

    def store(self, storage: Storage = default_storage) -> None:
        store_bytes(self.content, self.extension, storage)


def checked(upload: BinaryIO, filename: str) -> Document:
    """Return an upload as a document.

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
    try:
        kept = KINDS[extension](content)
    except TooManyPixels as error:
        raise NotADocument(str(error)) from error
    if not kept:
        raise NotADocument(
            _("“{name}” does not contain what its name says: no {kind}.").format(
                name=filename, kind=extension
            )
        )
    return Document(kept, extension)
