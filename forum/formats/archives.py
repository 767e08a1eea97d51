"""Zip archives from unknown hands: their members' bytes, never more than is sound."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from forum.formats.reading import MAX_BYTES, NotASchedule

MOST_MEMBERS = 2_000
_PIECE = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OverflowError,
    ValueError, OSError,
)  # fmt: skip


def looks_like_zip(data: bytes) -> bool:
    """Say whether bytes begin as a zip archive does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def names_in(data: bytes) -> frozenset[str]:
    """Return the names of an archive's members; none of what is no sound archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist()[:MOST_MEMBERS])
    except _BROKEN:
        return frozenset()


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
    except (*_BROKEN, RuntimeError) as error:
        raise NotASchedule(f"a damaged zip archive: {error}.", file=file) from error
    return found
