"""The cache contract: what our answers tell browsers and proxies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.http import http_date

from forum import clock

PUBLIC = "max-age=0, must-revalidate, s-maxage=1, stale-if-error=86400"
"""A 304 is cheap, and a correction must never wait."""

SHORT = "max-age=300, stale-while-revalidate=86400, stale-if-error=86400"
"""For a script that pages of other sites load from one address, now and after years."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""For what is addressed by the hash of its content."""


def mark_public(response: HttpResponseBase, modified_at: datetime, contract: str = PUBLIC) -> None:
    """Give a public answer its cache headers; the middleware adds the ETag and answers 304.

    `modified_at` is when its release or phase began; a page is never older than the code.
    """
    latest = max(modified_at, settings.BUILT_AT)
    # RFC 9110, 8.8.2.1: two versions within a second have one Last-Modified; whoever gets the
    # first of them must not be told later that it is still the latest.
    if clock.now() - latest < timedelta(seconds=1):
        latest -= timedelta(seconds=1)
    response.headers["Last-Modified"] = http_date(int(latest.timestamp()))
    response.headers["Cache-Control"] = contract
