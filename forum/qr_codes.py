"""QR codes: what a camera carries to another device."""

from __future__ import annotations

from typing import Any

import zxingcpp

DARK, LIGHT = b"\0", b"\xff"

MOST_MODULES = 185
"""So many has the side of the largest code with its quiet zone. Source: ISO/IEC 18004, 6.3."""


def modules(text: str) -> list[bytes]:
    """Return the rows of a text's code with its quiet zone; each byte is `DARK` or `LIGHT`.

    A seventh of the code may be lost or dirty. Source: ISO/IEC 18004, level M.

    Raises:
        ValueError: for more than 2,331 bytes.
    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # It is a buffer of bytes, which its types do not say.
    picture: Any = code.to_image()
    size, flat = picture.shape[0], bytes(picture)
    return [flat[start : start + size] for start in range(0, len(flat), size)]
