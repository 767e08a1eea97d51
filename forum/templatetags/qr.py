"""Prints an address as a QR code, for a camera to carry to another device."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_DARK = re.compile(b"\1+")

LONGEST_BYTES = 700
"""More makes dots so small that telephones at arm's length cannot tell them apart."""

QUIET_ZONE = 4
"""Empty modules on each side. Source: ISO/IEC 18004, 9.1."""

MASK = 6
"""The pattern laid over the modules. Looking for the best of all eight takes five times as long as
the code itself; any of them can be read, and of our addresses' codes this one is the best for most.
Source: ISO/IEC 18004, 7.8."""


@register.simple_tag
def qr(address: str, name: str) -> SafeString:
    """Print a QR code as an inline picture, or nothing for an address too long to be scanned.

    `name` is read to those who do not see it. `.qr` gives it dark modules on a light ground in
    both themes, since many cameras do not read the reverse.
    """
    if len(address.encode()) > LONGEST_BYTES:
        return SafeString("")
    size, bars = _drawn(address)
    return format_html(
        '<svg class="qr" role="img" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<title>{1}</title><path fill="none" stroke="currentColor" d="{2}"/></svg>',
        size,
        name,
        bars,
    )


# Working a code out takes a fifth of the page around it, and a page is made at each change.
@lru_cache(maxsize=1000)
def _drawn(address: str) -> tuple[int, str]:
    """Return the width of an address's code with its quiet zone, and its path."""
    rows = segno.make(address, error="m", micro=False, mask=MASK).matrix
    return len(rows) + 2 * QUIET_ZONE, "".join(_lines(rows))


def _lines(rows: Sequence[bytearray]) -> Iterator[str]:
    """Yield a line, one module thick, along each run of dark modules in a row.

    A run begins where the pen was lifted: a code has hundreds of them, on most of our pages.
    """
    for y, row in enumerate(rows, QUIET_ZONE):
        pen = 0
        for run in _DARK.finditer(row):
            start, end = run.span()
            move = f"m{start - pen} 0" if pen else f"M{start + QUIET_ZONE} {y}.5"
            yield f"{move}h{end - start}"
            pen = end
