"""Prints an address as a QR code, for a camera to carry to another device."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forum import qr_codes

register = template.Library()

_DARK = re.compile("1+")

LONGEST_BYTES = 700
"""More makes dots so small that telephones at arm's length cannot tell them apart."""

QUIET_ZONE = 4
"""Empty modules on each side. Source: ISO/IEC 18004, 9.1."""


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


# A page is made at each change, with the same codes.
@lru_cache(maxsize=1000)
def _drawn(address: str) -> tuple[int, str]:
    """Return the width of an address's code with its quiet zone, and its path."""
    rows = qr_codes.rows(address)
    return len(rows) + 2 * QUIET_ZONE, "".join(_bars(rows))


def _bars(rows: Sequence[str]) -> Iterator[str]:
    """Yield a bar for each run of dark modules in a row."""
    for y, row in enumerate(rows, QUIET_ZONE):
        for run in _DARK.finditer(row):
            start, end = run.span()
            yield f"M{start + QUIET_ZONE} {y}h{end - start}v1h-{end - start}z"
