"""Addresses that serve machines and files: health, figures, robots, media, the one negotiation."""

from __future__ import annotations

import json
import mimetypes
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum import clock, lost_database
from forum.publishing import caching, current, ranges
from forum.publishing.public import keep
from forum.publishing.store import Keeping
from forum.seeing import metrics as figures
from forum.seeing.logs import request_id
from forum.visitors import is_loopback

MEDIA_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}\Z")
BY_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
PICTURE_TYPES = {"webp": "image/webp", "avif": "image/avif"}
SHOWN_IN_PLACE = {"webp", "avif", "png", "jpg", "pdf"}
MADE_WITH_RELEASES = {"css": "text/css; charset=utf-8", "json": "application/json"}


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Redirect to the visitor's language: the only answer that asks who is reading."""
    language = get_language_from_request(request)
    codes = [code for code, _name in settings.LANGUAGES]
    chosen = next((code for code in (language, language.split("-")[0]) if code in codes), codes[0])
    response = HttpResponseRedirect(reverse("front", args=(chosen,)))
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process answers at all."""
    response = _plain("ok\n")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while there is a release to serve, naming a lost database; else 503.

    `source` says where it comes from: the database, or what this node kept of it before.
    """
    site = current.site()
    database = "ok" if current.is_database_answering() else "lost"
    released = {slug: release.number for slug, release in sorted(site.releases.items())}
    response = JsonResponse(
        {
            "ready": bool(released),
            "database": database,
            "source": current.source() or "none",
            "releases": released,
        },
        status=200 if released else 503,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell this machine, or whoever has the token, what the processes of this server count."""
    if may_read_figures(request):
        text = figures.write(figures.samples_of(figures.put_down()))
        response = HttpResponse(text, content_type=figures.MEDIA_TYPE)
    else:
        # Not the page for what is not there: the page store would give it to everybody.
        response = HttpResponse("Not found.\n", content_type="text/plain", status=404)
    response.headers["Cache-Control"] = "no-store"
    return response


def may_read_figures(request: HttpRequest) -> bool:
    """Say whether a request comes from this machine itself, by no proxy, or has the token."""
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if token and scheme.lower() == "bearer":
        return secrets.compare_digest(given.strip().encode(), token.encode())
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(
        name in request.headers for name in BY_PROXIES
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the request's id, which leads whoever is told it to the line in the log.

    The admin says 503, in words, where nothing but its database is the reason.
    """
    if lost_database.is_reason(request):
        return lost_database.unavailable()
    words = render_to_string("500.html", {"request_id": request_id.get()})
    response = HttpResponse(words, status=500)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read everything but the admin, and tell them what there is."""
    sitemap = f"{settings.SITE_URL}{reverse('sitemaps')}"
    return _plain(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {sitemap}\n")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that guess the address to the drawn icon."""
    response = HttpResponseRedirect(staticfiles_storage.url("img/icon.svg"))
    response.headers["Cache-Control"] = "max-age=86400"
    return response


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness.

    Source: RFC 9116; `Expires` is required and should be less than a year ahead.
    """
    site = current.site()
    edition = site.current.programme.edition if site.current else None
    contact = settings.SECURITY_CONTACT or (edition.contact_email if edition else "")
    if not contact and edition:
        contact = edition.contact_url
    if not contact:
        raise Http404("No contact is set: give SECURITY_CONTACT or the edition's contact address.")
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    # Whole months, so that the file does not change with every request.
    expires = (clock.now() + timedelta(days=330)).strftime("%Y-%m-01T00:00:00Z")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    return _plain(
        f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\n"
        f"Canonical: {settings.SITE_URL}{reverse('security')}\n"
    )


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the programme for reading offline, or the one that ends it.

    It stands at the root, since a service worker looks after what stands below its own address.
    It names the build, so that browsers take a new one for new.
    """
    name = "service-worker.js" if settings.SERVICE_WORKER else "service-worker-off.js"
    known = {
        "build": settings.BUILD,
        "isHashed": isinstance(staticfiles_storage, ManifestFilesMixin),
        "assets": settings.STATIC_URL,
        "refresh": settings.OFFLINE_REFRESH_SECONDS,
    }
    script = (settings.ROOT / "static" / "js" / name).read_text()
    response = HttpResponse(
        f"const FORUM = {json.dumps(known)};\n{script}",
        content_type="text/javascript; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def embed_script(request: HttpRequest) -> HttpResponse:
    """Give the script that shows the programme within pages of other sites.

    Its address stands in those pages, hence there is no hash in it. It is a function, called with
    what it has to know before it has asked for anything: where the editions are, in each
    language, and the words for when they do not answer.
    """
    known = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            known[code] = {
                "home": settings.SITE_URL + reverse("front", args=(code,)),
                "loading": _("The programme is loading…"),
                "failed": _("The programme cannot be shown at the moment."),
                "more": _("Full programme"),
            }
    script = (settings.ROOT / "static" / "js" / "embed.js").read_text().rstrip()
    response = HttpResponse(
        f"{script}({json.dumps(known)});\n", content_type="text/javascript; charset=utf-8"
    )
    # Pages that let in only what agrees to it: HTML, "Cross-Origin-Embedder-Policy".
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    caching.mark_public(response, settings.BUILT_AT, caching.SHORT)
    return keep(response, Keeping(request.path))


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a stored file by its content's hash, or what was made with a current release."""
    if not MEDIA_NAME.match(name):
        raise Http404(f"No file {name!r}.")
    ending = name.rpartition(".")[2]
    response: HttpResponseBase
    if ending in MADE_WITH_RELEASES:
        made = HttpResponse(_made(name), content_type=MADE_WITH_RELEASES[ending])
        response = keep(made, Keeping(request.path))
    elif not default_storage.exists(name):
        raise Http404(f"No file {name!r}.")
    elif _is_known(request, name):
        response = HttpResponse(status=304)
    else:
        # Python of a machine without a mime.types file does not know the new pictures.
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content_type = PICTURE_TYPES.get(ending, guessed)
        is_same = ranges.is_same(request.headers.get("If-Range", ""), f'"{name}"')
        # RFC 9110, 14.2: nothing but GET has ranges.
        has_part = request.method == "GET" and is_same
        response = ranges.answer(
            default_storage.open(name),
            default_storage.size(name),
            content_type,
            request.headers.get("Range", "") if has_part else "",
            attached=ending not in SHOWN_IN_PLACE,
        )
        if response.status_code == 416:
            return response
    response.headers["Cache-Control"] = caching.IMMUTABLE
    response.headers["ETag"] = f'"{name}"'
    return response


def _is_known(request: HttpRequest, name: str) -> bool:
    given = parse_etags(request.headers.get("If-None-Match", ""))
    known = [tag.removeprefix("W/") for tag in given]
    return f'"{name}"' in known or known == ["*"]


def _made(name: str) -> bytes:
    """Return what was made with a current release; stylesheets of earlier ones lie in storage."""
    for release in current.site().releases.values():
        if name in release.made:
            return release.made[name]
    if not (name.endswith(".css") and default_storage.exists(name)):
        raise Http404(f"No file {name!r}.")
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
