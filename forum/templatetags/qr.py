"""Prints an address as a QR code, for a camera to carry to another device."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forum.qr_codes import DARK, LIGHT, MOST_MODULES, modules

register = template.Library()

_RUN = re.compile(b"%b+|%b+" % (re.escape(DARK), re.escape(LIGHT)))

_MOVES = {
    run * length: move.format(length)
    for run, move in ((DARK, "h{}"), (LIGHT, "m{} 0"))
    for length in range(1, MOST_MODULES + 1)
}
"""How the pen moves along a run of modules."""

LONGEST_BYTES = 700
"""More makes dots so small that telephones at arm's length cannot tell them apart."""


@register.simple_tag
def qr(address: str, name: str) -> SafeString:
    """Print a QR code as an inline picture, or nothing for an address too long to be scanned.

    `name` is read to those who do not see it. `.qr` gives it dark modules on a light ground in
    both themes, since many cameras do not read the reverse.
    """
    if len(address.encode()) > LONGEST_BYTES:
        return SafeString("")
    rows = modules(address)
    return format_html(
        '<svg class="qr" role="img" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<title>{1}</title><path fill="none" stroke="currentColor" d="{2}"/></svg>',
        len(rows),
        name,
        "".join(_lines(rows)),
    )


def _lines(rows: Iterable[bytes]) -> Iterator[str]:
    """Yield a line, one module thick, along each run of dark modules in a row.

    The pen moves from where it is: a code has hundreds of runs, on most of our pages.
    """
    for y, row in enumerate(rows):
        if runs := _RUN.findall(row.rstrip(LIGHT)):
            yield f"M0 {y}.5" + "".join(map(_MOVES.__getitem__, runs))
