"""Answers for programs: read by scripts of any site, saved under a good name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase

from multilingual.characters import on_one_line

ORIGINS = "Access-Control-Allow-Origin"

LONGEST_NAME = 80
"""So many characters of a file's name are kept: file systems count 255 bytes, of a few each."""

# What some file system or other forbids in a name.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%]+')


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a Django view whose answers, redirects and refusals too, any site's script may read.

    Source: Fetch Standard, "CORS protocol".
    """

    @wraps(view)
    def answer(*args: Any, **rest: Any) -> HttpResponseBase:
        response = view(*args, **rest)
        response.headers[ORIGINS] = "*"
        return response

    answer.is_open_to_all = True  # type: ignore[attr-defined]
    return answer


def is_open_to_all(request: HttpRequest) -> bool:
    """Say whether what is asked for may be read by any site's script."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "is_open_to_all", False)


def saved_as(name: str, ending: str, plain: str) -> str:
    """Return the Content-Disposition of a file that is shown or saved, as its reader likes.

    Args:
        name: in any script; what no file can be called is left out.
        ending: such as ".ics".
        plain: a name of ASCII letters, digits and hyphens, for readers that know no others.

    Source: RFC 6266, 4.3 and appendix D; RFC 8187.
    """
    whole = on_one_line(_FORBIDDEN.sub(" ", name))[:LONGEST_NAME].strip(" .")
    header = f'inline; filename="{plain}{ending}"'
    # RFC 8187, 3.2.1: of the unreserved signs of an address, `~` too needs no quoting.
    return header + (f"; filename*=UTF-8''{quote(whole + ending, safe='')}" if whole else "")
