"""Middleware: content security everywhere, cache headers in public, what only the admin needs for
the admin alone, signs of life for whoever asks."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from forum import clock
from forum.publishing import caching, current, pages
from forum.publishing.finished import Finished
from forum.publishing.framing import SECURITY
from forum.publishing.front import address_in, asked_in
from forum.publishing.machines import ORIGINS
from forum.publishing.store import Keeping
from forum.seeing.requests import ANSWERED

logger = logging.getLogger(__name__)

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


SIGNS_OF_LIFE = ("/healthz", "/readyz", "/metrics")

_OWN_NAME = urlsplit(settings.SITE_URL).netloc

INERT = ("text/css", "text/javascript", "font/woff2", "image/png", "image/webp")
"""Static files of these types run nothing by themselves: whatever page loads them has the word."""


class SignsOfLife:
    """Lets probes and monitors ask for signs of life by any name.

    They ask for this machine by an address of its own, not for the site, and what they are told
    depends on neither.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in SIGNS_OF_LIFE:
            request.META["HTTP_HOST"] = _OWN_NAME
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


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


class PublicPassesBy:
    """Lets what is not the admin pass by all middleware from here to `public_joins`.

    Nothing public has a session, a user, messages or a form. All of it stays in `MIDDLEWARE`,
    where the checks of Django and others look for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.get_public_response: GetResponse = _joining.get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            return self.get_response(request)
        return self.get_public_response(request)


def public_joins(get_response: GetResponse) -> GetResponse:
    """Mark the place at which what passed by `PublicPassesBy` goes on."""
    # Django makes the innermost middleware first, and all of one application in one thread.
    _joining.get_response = get_response
    return get_response


_joining = threading.local()


class PublicAnswers:
    """Keeps public answers in the page store, gives each a strong ETag a coding, and answers 304.

    `forum.publishing.front` answers from the same store, before Django is asked at all. What may
    be kept says so by its attribute `keeping`; what comes from the store has `finished`. Where a
    page cannot be made, its last good answer stands in, unless what is answered `is_true`. What is
    sent while it is made brings its ETag along, and stays as it is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith("/admin/"):
            return self.get_response(request)
        # Raises DisallowedHost, as CommonMiddleware would.
        request.get_host()
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return self.get_response(request)
        address = address_in(request.META)
        site, now = current.site(), clock.now()
        found = pages.store.fresh(address, site, now)
        if found:
            return _answer(found, request, "store")
        if not address or not _PAGE.match(request.path_info):
            return self._made(request, address)
        with pages.store.making(address, site, now) as made:
            return _answer(made, request, "store") if made else self._made(request, address)

    def _made(self, request: HttpRequest, address: str) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        contract = response.headers.get("Cache-Control")
        if not isinstance(response, HttpResponse):
            is_known = contract == caching.PUBLIC and "ETag" in response.headers
            return _unless_known(request, response) if is_known else response
        keeping: Keeping | None = getattr(response, "keeping", None)
        finished: Finished | None = getattr(response, "finished", None)
        if finished and keeping:
            pages.store.alias(address, keeping.key)
            return _answer(finished, request, "store")
        if response.status_code >= 500 and not getattr(response, "is_true", False):
            last_good = pages.store.any(address)
            if last_good:
                pages.store.figures.errors += 1
                # What was raised has been told already, as an error.
                logger.warning(
                    "%s cannot be made, its last good answer is given.", request.path_info
                )
                return _answer(last_good, request, "last_good")
            return response
        if contract not in (caching.PUBLIC, caching.SHORT, caching.IMMUTABLE):
            return response
        if contract == caching.IMMUTABLE and response.status_code != 200:
            return response
        finished = Finished(
            response.status_code,
            response.items(),
            response.content,
            etag=response.headers.get("ETag", "") if contract == caching.IMMUTABLE else "",
            accept_encoding=request.META.get("HTTP_ACCEPT_ENCODING", ""),
        )
        pages.store.rendered(begun)
        if keeping and address:
            pages.store.keep(finished, keeping, address)
        return _answer(finished, request, "made")


def _unless_known(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return an answer that is sent while it is made, or 304 where the visitor has it already."""
    # RFC 9110, 13.2.2: If-None-Match is weighed first, and alone where it is given.
    since = parse_http_date_safe(response.headers["Last-Modified"])
    etag = response.headers["ETag"]
    known = get_conditional_response(request, etag, since, response)  # type: ignore[arg-type]
    conditional = known or response
    # Django keeps few headers of a 304.
    for name in (ORIGINS, SECURITY):
        if name in response.headers:
            conditional.headers[name] = response.headers[name]
    return conditional


_PAGE = re.compile(rf"/(?:(?:{'|'.join(code for code, _name in settings.LANGUAGES)})/|sitemap)")
"""What is worth waiting for while another thread makes it: pages, not signs of life."""


def _answer(finished: Finished, request: HttpRequest, how: str) -> HttpResponse:
    request.META[ANSWERED] = how
    picked = finished.picked(asked_in(request.META))
    # The content is that of GET for HEAD as well: Django takes it away, and counts its length.
    response = HttpResponse(picked.body, status=int(picked.status[:3]))
    del response.headers["Content-Type"]
    for name, value in picked.headers:
        response.headers[name] = value
    return response
