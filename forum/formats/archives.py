"""Zip archives from unknown hands: their members' bytes, never more than is sound."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from forum.formats.reading import MAX_BYTES, NotASchedule

MOST_MEMBERS = 2_000
_MOST_DIRECTORY_BYTES = 1024 * 1024
# The end of the directory, behind which a comment may stand.
_END_BYTES = 64 * 1024 + 100
_PIECE = 64 * 1024
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError,
    RuntimeError, ValueError, OSError,
)  # fmt: skip
"""What zipfile raises of an archive that is none, or says of itself what is not so."""


def looks_like_zip(data: bytes) -> bool:
    """Say whether bytes begin as a zip archive does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def names_in(data: bytes) -> frozenset[str]:
    """Return the names of an archive's members; none of what is no sound archive."""
    try:
        _check_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist()[:MOST_MEMBERS])
    except DAMAGE:
        return frozenset()


def _check_directory(data: bytes, file: str = "") -> None:
    """Refuse an archive whose list of members is endless, before anything is made of it.

    Source: APPNOTE.TXT of the ZIP format, 4.3.14 to 4.3.16.
    """
    tail = data[-_END_BYTES:]
    for found in re.finditer(b"PK\x06\x07|PK\x05\x06.{8}(.{4})", tail, re.DOTALL):
        # What is counted in eight bytes is always too much.
        size = int.from_bytes(found[1], "little") if found[1] else MAX_BYTES
        if size > _MOST_DIRECTORY_BYTES:
            raise NotASchedule(f"an archive of more than {MOST_MEMBERS} files.", file=file)


def members(
    data: bytes, wanted: frozenset[str], *, file: str = "", most: int = MAX_BYTES
) -> Mapping[str, bytes]:
    """Return the bytes of the wanted members by name, unpacked in memory alone.

    What is counted is what comes out, whatever the archive says of itself.

    Raises:
        NotASchedule: if it is damaged, encrypted, or more than `most` bytes come out.
    """
    found: dict[str, bytes] = {}
    left = most
    try:
        _check_directory(data, file)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_MEMBERS:
                raise NotASchedule(f"an archive of more than {MOST_MEMBERS} files.", file=file)
            for entry in entries:
                if entry.filename not in wanted:
                    continue
                place = f"member {entry.filename}"
                if entry.flag_bits & 1:
                    raise NotASchedule("encrypted. Pack it anew.", file=file, place=place)
                pieces = []
                with archive.open(entry) as stream:
                    while piece := stream.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise NotASchedule(
                                f"unpacked, it is larger than {most / 1024 / 1024:g} MB.",
                                file=file,
                                place=place,
                            )
                        pieces.append(piece)
                found[entry.filename] = b"".join(pieces)
    except NotASchedule:
        raise
    except DAMAGE as error:
        raise NotASchedule(f"a damaged zip archive: {error}.", file=file) from error
    return found
