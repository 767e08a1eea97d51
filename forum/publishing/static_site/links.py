"""Links: what a written file leads to or loads, as paths of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

LINKING: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src", "data-morph"),
    "form": ("action",),
    "iframe": ("src",),
    "use": ("href",),
    "input": ("data-index", "data-stems", "data-engine"),
    "html": ("data-status",),
}
"""Element → its attributes that hold addresses; those in `data-` are asked for by scripts."""

_TAG = re.compile(r"""<([a-zA-Z][a-zA-Z0-9]*)(\s(?:[^"'>]|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_LOCATION = re.compile(r"""<(?:image:)?loc>([^<]*)<|\shref="([^"]*)\"""")


def may_lead(media_type: str) -> bool:
    """Say whether a file of this type can lead anywhere."""
    return media_type in _FINDERS


def links_in(body: bytes, media_type: str, path: str, origin: str) -> set[str]:
    """Return the paths of the site that a file leads to, without query and fragment.

    Args:
        path: the address of the file itself.
        origin: of the site, such as `https://forum.example`: what is elsewhere is left out.
    """
    finder = _FINDERS.get(media_type)
    if finder is None:
        return set()
    found = finder(body.decode("utf-8", "replace"), origin)
    paths = (path_of(link, path if _is_relative(link) else "", origin) for link in found)
    return {one for one in paths if one}


def _is_relative(link: str) -> bool:
    return not link.startswith(("/", "http:", "https:"))


# Most links stand on most pages.
@lru_cache(maxsize=200_000)
def path_of(link: str, path: str, origin: str) -> str:
    """Return the path that a link leads to, empty where it leads elsewhere or nowhere."""
    try:
        parts = urlsplit(urljoin(origin + path, link.strip()))
    except ValueError:
        return ""
    return parts.path or "/" if f"{parts.scheme}://{parts.netloc}" == origin else ""


def _in_page(text: str, origin: str) -> Iterator[str]:
    for tag, rest in _TAG.findall(text):
        name = tag.lower()
        wanted = LINKING.get(name, ())
        if not wanted and name != "meta":
            continue
        given = {key.lower(): one or other for key, one, other in _ATTRIBUTE.findall(rest)}
        if name == "meta":
            yield from _in_meta(given)
            continue
        for key in wanted:
            value = unescape(given.get(key, ""))
            if key == "srcset":
                yield from (part.split()[0] for part in value.split(",") if part.strip())
            elif value:
                yield value
    for written in _DATA.findall(text):
        yield from _in_data(written, origin)


def _in_meta(given: Mapping[str, str]) -> Iterator[str]:
    content = unescape(given.get("content", ""))
    if given.get("property") in ("og:image", "og:url"):
        yield content
    if given.get("http-equiv") == "refresh":
        yield content.partition("url=")[2]


def _in_data(text: str, origin: str) -> Iterator[str]:
    """Yield every string of JSON that is an address of the site."""
    waiting: list[Any] = [json.loads(text)]
    while waiting:
        match waiting.pop():
            case str(words) if words.startswith(f"{origin}/"):
                yield words
            case dict(held):
                waiting += held.values()
            case list(held):
                waiting += held


def _in_css(text: str, origin: str) -> Iterator[str]:
    return (link for link in _CSS.findall(text) if not link.startswith("data:"))


def _in_xml(text: str, origin: str) -> Iterator[str]:
    return (unescape(one or other) for one, other in _LOCATION.findall(text))


_FINDERS: Mapping[str, Callable[[str, str], Iterator[str]]] = {
    "text/html": _in_page,
    "text/css": _in_css,
    "application/xml": _in_xml,
    "application/atom+xml": _in_xml,
    "application/manifest+json": _in_data,
}
