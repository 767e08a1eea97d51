"""Middleware: content security everywhere, cache headers in public, the admin's language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe

from forum.publishing import caching, compression
from forum.publishing.framing import SECURITY
from forum.publishing.machines import ORIGINS

GetResponse = Callable[[HttpRequest], HttpResponseBase]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "frame-src https://www.youtube-nocookie.com",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere but YouTube's player, which loads on a click."""


INERT = ("text/css", "text/javascript", "font/woff2", "image/png", "image/webp")
"""Static files of these types run nothing by themselves: whatever page loads them has the word."""


class ContentSecurity:
    """Sends the Content-Security-Policy with every answer that a browser may show by itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        if media_type in INERT and request.path_info.startswith(settings.STATIC_URL):
            return response
        response.headers.setdefault(SECURITY, CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


class OnlyReading:
    """Refuses to write anywhere but in the admin, before a byte of the body is read.

    Later, Django's protection against forgery would read an upload of any size to the disk first.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_admin = request.path_info.startswith("/admin/")
        if request.method not in ("GET", "HEAD") and not is_admin:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.get_response(request)


class PublicAnswers:
    """Gives public answers a strong ETag for each coding, compresses, and answers 304.

    What is addressed by its own hash is only compressed, where it is text. What is sent while it
    is made brings its ETag along, and stays as it is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        contract = response.headers.get("Cache-Control")
        if not isinstance(response, HttpResponse):
            is_known = contract == caching.PUBLIC and "ETag" in response.headers
            return _unless_known(request, response) if is_known else response
        if contract == caching.IMMUTABLE and response.status_code == 200:
            etag = response.headers["ETag"].strip('"') + _compress(request, response)
            response.headers["ETag"] = f'"{etag}"'
            return get_conditional_response(request, f'"{etag}"', None, response) or response
        if contract not in (caching.PUBLIC, caching.SHORT):
            return response
        # A HEAD request still has its body here: the server drops it, so that both have one ETag.
        digest = hashlib.sha256(response.content).hexdigest()[:32]
        etag = f'"{digest}{_compress(request, response)}"'
        response.headers["ETag"] = etag
        if response.status_code != 200:
            return response
        return _unless_known(request, response)


def _unless_known(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return a public answer, or 304 where the visitor has it already."""
    # RFC 9110, 13.2.2: If-None-Match is weighed first, and alone where it is given.
    since = parse_http_date_safe(response.headers["Last-Modified"])
    etag = response.headers["ETag"]
    known = get_conditional_response(request, etag, since, response)  # type: ignore[arg-type]
    conditional = known or response
    # Django keeps few headers of a 304. A script of another site needs to be let in here too, and
    # browsers put the policy that comes with a 304 in the place of the one they kept.
    for name in (ORIGINS, SECURITY):
        if name in response.headers:
            conditional.headers[name] = response.headers[name]
    return conditional


def _compress(request: HttpRequest, response: HttpResponse) -> str:
    """Compress an answer as its visitor takes it; return what that adds to its ETag."""
    is_packed = response.headers.get("Content-Type", "").startswith("image/")
    if is_packed or len(response.content) < compression.SMALLEST_BYTES:
        return ""
    patch_vary_headers(response, ["Accept-Encoding"])
    coding = compression.coding_for(request.headers.get("Accept-Encoding", ""))
    if not coding:
        return ""
    response.content = compression.compressed(response.content, coding)
    response.headers["Content-Encoding"] = coding
    response.headers["Content-Length"] = str(len(response.content))
    return f"-{coding}"


class AdminLocale(LocaleMiddleware):
    """Negotiates the language for the admin alone; public pages have it in their path."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith("/admin/"):
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            return super().process_response(request, response)
        return response
