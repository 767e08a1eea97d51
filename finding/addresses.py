"""Paths of pages: asked of the URL patterns once for all things that stand in one place.

A page leads to hundreds of sessions and people, and `reverse()` takes longer for an address than
the page does for what stands around it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, get_script_prefix, reverse

# Nothing in these is ever quoted in an address.
_PLAIN = re.compile(r"[-\w]+(\.\w+)?", re.ASCII)
_STAND_INS = ("here-it-stands", "here-it-stands.txt")


def path_to(name: str, *args: Any, **kwargs: Any) -> str:
    """Return what `reverse()` does for the same arguments, of which one kind is given, hashable.

    Of things in one place, such as the sessions, the last argument alone differs.

    Raises:
        django.urls.NoReverseMatch: if no pattern is named so, or takes such arguments.
    """
    prefix = get_script_prefix()
    names, values = tuple(kwargs), (*args, *kwargs.values())
    last = values[-1] if values else None
    plain = _PLAIN.fullmatch(last) if isinstance(last, str) else None
    if plain:
        around = _around(prefix, name, names, values[:-1], _STAND_INS[bool(plain[1])])
        if around:
            return f"{around[0]}{last}{around[1]}"
    return _whole(prefix, name, names, values)


@lru_cache(maxsize=2048)
def _around(
    prefix: str, name: str, names: tuple[str, ...], values: tuple[Any, ...], stand_in: str
) -> tuple[str, str] | None:
    """Return what stands before and after the last argument, or None where it is no such word."""
    try:
        found = _reversed(name, names, (*values, stand_in))
    except NoReverseMatch:
        return None
    before, _stands, after = found.partition(stand_in)
    return before, after


@lru_cache(maxsize=2048)
def _whole(prefix: str, name: str, names: tuple[str, ...], values: tuple[Any, ...]) -> str:
    return _reversed(name, names, values)


def _reversed(name: str, names: tuple[str, ...], values: tuple[Any, ...]) -> str:
    if names:
        return reverse(name, kwargs=dict(zip(names, values, strict=True)))
    return reverse(name, args=values)
