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

    Of things in one place, such as the sessions, the last of `args` alone differs.

    Raises:
        django.urls.NoReverseMatch: if no pattern is named so, or takes such arguments.
    """
    prefix = get_script_prefix()
    if kwargs:
        return _named(prefix, name, tuple(kwargs.items()))
    last = args[-1] if args else None
    plain = _PLAIN.fullmatch(last) if isinstance(last, str) else None
    around = _around(prefix, name, args[:-1], _STAND_INS[bool(plain[1])]) if plain else None
    return f"{around[0]}{last}{around[1]}" if around else _whole(prefix, name, args)


@lru_cache(maxsize=2048)
def _around(prefix: str, name: str, args: tuple[Any, ...], stand_in: str) -> tuple[str, str] | None:
    """Return what stands before and after the last argument, or None where it is no such word."""
    try:
        before, _stands, after = reverse(name, args=(*args, stand_in)).partition(stand_in)
    except NoReverseMatch:
        return None
    return before, after


@lru_cache(maxsize=2048)
def _whole(prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=2048)
def _named(prefix: str, name: str, kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, kwargs=dict(kwargs))
