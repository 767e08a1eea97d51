"""Ranges of files: which bytes a request asks for, and the answer that has just these."""

from __future__ import annotations

import re
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z", re.IGNORECASE)


class Unsatisfiable(ValueError):
    """No byte that was asked for is there."""


def asked_for(header: str, size: int) -> range | None:
    """Return the positions of the bytes that a Range header asks for, None for the whole file.

    Several ranges at once, other units and what cannot be read are passed over, as a server may.

    Raises:
        Unsatisfiable: if the range begins behind the end.

    Source: RFC 9110, 14.1.2 and 14.2.
    """
    found = _ONE.match(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        # The last so many bytes.
        if int(last) == 0:
            raise Unsatisfiable(f"{header!r} asks for nothing of {size} bytes.")
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable(f"{header!r} begins behind the end of {size} bytes.")
    return range(int(first), min(int(last) + 1, size) if last else size)


def is_same(if_range: str, etag: str) -> bool:
    """Say whether a range is of the file that the client has a part of already.

    A date never is: what has parts is named by its content, and has none.

    Source: RFC 9110, 13.1.5: compared strongly.
    """
    return not if_range or if_range.strip() == etag


def answer(
    file: IO[bytes], size: int, content_type: str, ranged: str, *, attached: bool = False
) -> HttpResponseBase:
    """Return a file, or the part of it that a Range header asks for; it is closed when sent."""
    try:
        wanted = asked_for(ranged, size)
    except Unsatisfiable:
        file.close()
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    if wanted is None:
        whole = FileResponse(file, as_attachment=attached, content_type=content_type)
        whole.headers["Accept-Ranges"] = "bytes"
        return whole
    file.seek(wanted.start)
    part = FileResponse(
        _Part(file, len(wanted)),
        as_attachment=attached,
        content_type=content_type,
        status=206,
    )
    part.headers["Accept-Ranges"] = "bytes"
    part.headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    part.headers["Content-Length"] = str(len(wanted))
    return part


class _Part:
    """A file that ends after so many bytes."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file = file
        self.name = file.name
        self.left = length

    def read(self, most: int = -1) -> bytes:
        wanted = self.left if most < 0 else min(most, self.left)
        content = self.file.read(wanted)
        self.left -= len(content)
        return content

    def close(self) -> None:
        self.file.close()
