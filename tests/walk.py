"""A visitor who follows every link: walks the public addresses from the front doors on.

As search engines do, he passes over links marked `nofollow`: filters and time zones lead to the
same sessions in more ways than anyone could walk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client

from forum.publishing import current

LINKING = {
    "a": ("href",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src",),
    "form": ("action",),
    "iframe": ("src",),
    "use": ("href",),
}


@dataclass
class Page:
    """What a walk sees of a page; `canonical` is empty where search engines shall not know it."""

    path: str
    status: int
    language: str = ""
    canonical: str = ""
    links: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    card: dict[str, str] = field(default_factory=dict)
    data: list[dict[str, Any]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.headings = 0
        self.is_in_data = False
        self.is_indexed = True

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "html":
            self.page.language = given.get("lang") or ""
        if tag == "h1":
            self.headings += 1
        if tag == "link" and given.get("rel") == "canonical":
            self.page.canonical = given.get("href") or ""
        if given.get("name") == "robots" and "noindex" in (given.get("content") or ""):
            self.is_indexed = False
        if identity := given.get("id"):
            if identity in self.page.ids:
                self.page.faults.append(f"id {identity!r} stands twice")
            self.page.ids.add(identity)
        if "style" in given or any(name.startswith("on") for name in given):
            self.page.faults.append(f"<{tag}> has inline style or script")
        if tag == "img" and "alt" not in given:
            self.page.faults.append(f"an image without alt: {given.get('src')}")
        if tag == "meta" and (given.get("property") or "").startswith("og:"):
            self.page.card[given["property"] or ""] = given.get("content") or ""
        self.is_in_data = tag == "script" and given.get("type") == "application/ld+json"
        if "nofollow" in (given.get("rel") or "").split():
            return
        for name in LINKING.get(tag, ()):
            for address in _addresses(name, given.get(name) or ""):
                self.page.links.add(address)

    def handle_data(self, data: str) -> None:
        if self.is_in_data:
            self.is_in_data = False
            self.page.data.append(json.loads(data))


def _faults_of_sharing(page: Page) -> Iterator[str]:
    """Yield what a page lacks where it is shared, and for search engines."""
    for name in ("title", "description", "type", "url", "locale", "image", "image:alt"):
        if not page.card.get(f"og:{name}", "").strip():
            yield f"no og:{name}"
    for name in ("url", "image"):
        address = page.card.get(f"og:{name}", "")
        if not address.startswith(f"{current.site().url}/{page.language}/"):
            yield f"og:{name} is {address!r}"
    if len(page.data) != 1:
        yield f"{len(page.data)} elements of structured data"
    for data in page.data:
        types = [node["@type"] for node in data["@graph"]]
        if types.count("BreadcrumbList") != 1:
            yield f"structured data of {types}"


def _addresses(name: str, value: str) -> Iterator[str]:
    if name == "srcset":
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    elif value:
        yield value


@contextmanager
def without_queries() -> Iterator[None]:
    """Fail on any query while the block runs."""

    def refuse(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        raise AssertionError(f"A public page asked the database: {sql}")

    with connection.execute_wrapper(refuse):
        yield


def walk(client: Client, *starts: str) -> dict[str, Page]:
    """Return every page that can be reached from `starts` by internal links, by path.

    Raises:
        AssertionError: if a page asks the database.
    """
    site = current.site()
    seen: dict[str, Page] = {}
    queue = list(starts)
    with without_queries():
        while queue:
            path = queue.pop()
            if path in seen:
                continue
            seen[path] = page = _visited(client, path)
            for link in page.links:
                inside = _inside(site.url, path, link)
                if inside and inside not in seen:
                    queue.append(inside)
    return seen


def faults(seen: dict[str, Page]) -> list[str]:
    """Return what is wrong with the pages of a walk, each with its place."""
    found = []
    for path, page in seen.items():
        found += [f"{path}: {fault}" for fault in page.faults]
        if page.status != 200:
            by = sorted(p.path for p in seen.values() if _links_to(p, path))[:3]
            found.append(f"{path}: {page.status}, linked from {by}")
        for link in page.links:
            address, fragment = urldefrag(urljoin(path, link))
            target = seen.get(address)
            if fragment and target and target.status == 200 and fragment not in target.ids:
                found.append(f"{path}: nothing at #{fragment} of {address}")
    return found


def _links_to(page: Page, path: str) -> bool:
    return any(_inside(current.site().url, page.path, link) == path for link in page.links)


def _inside(site_url: str, path: str, link: str) -> str:
    """Return the path with query that a link leads to within the site, or an empty string."""
    address = urldefrag(urljoin(site_url + path, link))[0]
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != site_url or parts.path.startswith("/admin/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _visited(client: Client, path: str) -> Page:
    if path.startswith(settings.STATIC_URL):
        is_there = finders.find(path.removeprefix(settings.STATIC_URL)) is not None
        return Page(path, 200 if is_there else 404)
    response = client.get(path)
    page = Page(path, response.status_code)
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return page
    reader = _Reader(page)
    reader.feed(response.content.decode())
    if not reader.is_indexed:
        page.canonical = ""
    expected = path.split("/")[1]
    if page.language != expected:
        page.faults.append(f"lang is {page.language!r}, expected {expected!r}")
    if reader.headings != 1:
        page.faults.append(f"{reader.headings} headings of the first level")
    page.faults += _faults_of_sharing(page)
    return page
