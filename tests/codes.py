"""Reads codes as a camera does."""

from __future__ import annotations

from collections.abc import Iterable

import zxingcpp
from PIL import Image

DOTS = 3
"""So many dots wide is a module in the picture."""


def read_as_by_camera(dark: Iterable[tuple[int, int]], size: int) -> str:
    """Return what a QR code says, given its dark modules and its width with the quiet zone."""
    picture = Image.new("L", (size, size), 255)
    for place in dark:
        picture.putpixel(place, 0)
    code = zxingcpp.read_barcode(
        picture.resize((size * DOTS, size * DOTS), Image.Resampling.NEAREST)
    )
    assert code, "Nothing can be read."
    return code.text
