"""Sitemaps: the pages that search engines shall know, when each changed, and its translations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from sessions.times import in_utc

MEDIA_TYPE = "application/xml; charset=utf-8"

MOST_URLS = 50_000
MOST_BYTES = 50 * 1024 * 1024
"""What one sitemap may hold, uncompressed: sitemaps.org, "Using Sitemap index files"."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SET = (
    f'{_HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
).encode()
_END = b"</urlset>\n"


@dataclass(frozen=True)
class Url:
    """A page: its full address, when what it shows last changed, and the same in each language.

    `alternates` are (language code or `x-default`, full address), the page itself among them;
    `images` full addresses of pictures that it shows. `changed_at` is aware.
    """

    address: str
    changed_at: datetime
    alternates: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()


def write(urls: Iterable[Url]) -> bytes:
    """Return the sitemap of some pages.

    Raises:
        ValueError: if it is more than one sitemap may hold.

    Source: sitemaps.org, protocol 0.9; developers.google.com, "Localized versions", "Images".
    """
    entries = [_url(url) for url in urls]
    written = b"".join((_SET, *entries, _END))
    if len(entries) > MOST_URLS or len(written) > MOST_BYTES:
        raise ValueError(
            f"Expected at most {MOST_URLS} pages in {MOST_BYTES} bytes, "
            f"got {len(entries)} in {len(written)}."
        )
    return written


def write_index(sitemaps: Iterable[tuple[str, datetime]]) -> bytes:
    """Return the index of sitemaps: their full addresses, and when each changed."""
    lines = (
        f"<sitemap><loc>{escape(address)}</loc><lastmod>{in_utc(at)}</lastmod></sitemap>\n"
        for address, at in sitemaps
    )
    return (
        f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(lines)}</sitemapindex>\n"
    ).encode()


# Every page names the same few languages, and most changed with one of a few releases.
_hreflang = lru_cache(maxsize=64)(quoteattr)
_lastmod = lru_cache(maxsize=1024)(in_utc)


def _url(url: Url) -> bytes:
    alternates = (
        f'<xhtml:link rel="alternate" hreflang={_hreflang(code)} href={quoteattr(address)}/>'
        for code, address in url.alternates
    )
    images = (
        f"<image:image><image:loc>{escape(address)}</image:loc></image:image>"
        for address in url.images
    )
    return (
        f"<url><loc>{escape(url.address)}</loc><lastmod>{_lastmod(url.changed_at)}</lastmod>"
        f"{''.join(alternates)}{''.join(images)}</url>\n"
    ).encode()
