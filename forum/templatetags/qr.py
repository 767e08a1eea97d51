"""Prints an address as a QR code, for a camera to carry to another device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

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
        '<title>{1}</title><path fill="currentColor" d="{2}"/></svg>',
        size,
        name,
        bars,
    )


# Working a code out takes as long as half a page around it, and a page is made at each change.
@lru_cache(maxsize=1000)
def _drawn(address: str) -> tuple[int, str]:
    """Return the width of an address's code with its quiet zone, and its path."""
    rows = segno.make(address, error="m", micro=False, mask=MASK).matrix
    return len(rows) + 2 * QUIET_ZONE, "".join(_bars(rows))


def _bars(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield a bar for each run of dark modules in a row."""
    for y, row in enumerate(rows, QUIET_ZONE):
        x = QUIET_ZONE
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length
