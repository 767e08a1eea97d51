"""Public pages: turns a pure view into a Django view that asks neither rows nor visitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation

from finding.query import NOTHING, Parameter, Query
from forum import clock
from forum.programme import Gone, Moved, NotInProgramme, Programme
from forum.publishing import current, pages
from forum.publishing.caching import mark_public
from forum.publishing.finished import Finished
from forum.publishing.here import Here
from forum.publishing.store import Keeping

View = Callable[..., HttpResponse]
Known = Callable[[Programme], Mapping[str, Parameter]]
"""A programme → the parameters that a view knows."""

RELEASE = "Forum-Release"
"""The header that names the release an answer was made from, as `LiveRelease.identity` does."""

BUILD = "Forum-Build"
"""The header that names the code an answer was made by. With the release, a service worker can
tell whether two answers belong together without reading them."""


def public(view: View) -> Callable[..., HttpResponseBase]:
    """Return a Django view for a pure one.

    A pure view takes a `Here` and the rest of the path as keyword arguments and returns an
    unrendered response, to whose context `here` is added, or one that needs no rendering. Its
    attribute `query`, if it has one, is a function from the programme to the parameters that the
    view knows, each a `finding.query.Parameter`; all others are dropped. LookupErrors of the
    programme become 301, 410 and 404.
    """
    known: Known | None = getattr(view, "query", None)

    @wraps(view)
    def answer(request: HttpRequest, language: str, **rest: Any) -> HttpResponseBase:
        with translation.override(language):
            match = request.resolver_match
            site = current.site()
            moved_edition = site.former_slugs.get(rest.get("edition", ""))
            if moved_edition and match:
                path_now = {**match.kwargs, "edition": moved_edition}
                programme = site.releases[moved_edition].programme
                query, is_free = _query_of(request, known, programme)
                moved = _permanently(reverse(match.view_name, kwargs=path_now) + str(query))
                mark_public(moved, site.since)
                key = request.path + str(query)
                return moved if is_free else keep(moved, Keeping(key, site))
            here = arrive(
                language,
                rest.pop("edition", None),
                view_name=match.view_name if match else "",
                path={**match.kwargs} if match else {},
            )
            if here is None:
                return not_found(request, language)
            here.query, is_free = _query_of(request, known, here.programme)
            key = request.path + str(here.query)
            stored = pages.store.fresh(key, site, here.now)
            if stored:
                return from_store(stored, key)
            response: HttpResponse
            try:
                response = view(here, **rest)
            except Moved as moved:
                response = _redirect(here, moved)
            except Gone as gone:
                response = _gone(here, gone)
            except NotInProgramme:
                return not_found(request, language)
            response = finished(response, here)
            # Who searches may type anything: such answers would fill the store.
            return response if is_free else keep(response, keeping(here, key))

    return answer


def keep(response: HttpResponse, keeping: Keeping) -> HttpResponse:
    """Tell the page store that it may keep an answer, and for how long it is true."""
    response.keeping = keeping  # type: ignore[attr-defined]
    return response


def keeping(here: Here, key: str) -> Keeping:
    """Return how long what was made here is true."""
    return Keeping(key, here.site, here.last_moment(), here.next_moment())


def from_store(finished: Finished, key: str) -> HttpResponse:
    """Return an answer that the page store has, for the middleware to give."""
    response = HttpResponse()
    response.finished = finished  # type: ignore[attr-defined]
    return keep(response, Keeping(key))


def published(patterns: Sequence[URLPattern]) -> list[URLPattern]:
    """Return a part's URL patterns with every view made public."""
    return [
        path(str(pattern.pattern), public(pattern.callback), pattern.default_args, pattern.name)
        for pattern in patterns
    ]


def arrive(language: str, edition: str | None = None, **place: Any) -> Here | None:
    """Return where we are, or None where no such edition is released."""
    site = current.site()
    release = site.releases.get(edition) if edition else site.current
    if release is None:
        return None
    return Here(site, release, language, now=clock.now(), **place)


def finished(response: HttpResponse, here: Here) -> HttpResponse:
    """Render a response and give it the headers that all public pages have."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        here.is_found = response.status_code == 200
        response.context_data = {**(response.context_data or {}), "here": here}
        response.render()
    response.headers.setdefault("Content-Language", here.language)
    response.headers[RELEASE] = here.release.identity
    response.headers[BUILD] = here.site.build
    mark_public(response, max(here.site.since, here.last_moment()))
    return response


def not_found(request: HttpRequest, language: str = "") -> HttpResponse:
    """Answer 404 in the language of the path, or 503 while nothing at all is released."""
    language = language or _language_of(request.path_info)
    with translation.override(language):
        here = arrive(language)
        if here is None:
            unavailable = SimpleTemplateResponse("503.html", {"language": language}, status=503)
            unavailable.headers["Cache-Control"] = "no-store"
            unavailable.headers["Retry-After"] = "5"
            return unavailable.render()
        # One page for all that is not there: who asks for anything at all fills nothing.
        key = f"404 {language}"
        stored = pages.store.fresh(key, here.site, here.now)
        if stored:
            return from_store(stored, key)
        response = finished(SimpleTemplateResponse("404.html", status=404), here)
        return keep(response, keeping(here, key))


def _language_of(path_info: str) -> str:
    return translation.get_language_from_path(path_info) or settings.LANGUAGES[0][0]


def _redirect(here: Here, moved: Moved) -> HttpResponse:
    here.path = {**here.path, "slug": moved.to}
    return _permanently(here.own_address() + str(here.query))


def _query_of(
    request: HttpRequest, known: Known | None, programme: Programme
) -> tuple[Query, bool]:
    """Return what is asked for, and whether there is free text in it."""
    if not known:
        return NOTHING, False
    parameters = known(programme)
    query = Query.read(dict(request.GET.lists()), parameters)
    return query, any(parameters[name].values is None for name, _values in query.pairs)


def _permanently(address: str) -> HttpResponse:
    response = HttpResponse(status=301)
    response.headers["Location"] = address
    return response


def _gone(here: Here, gone: Gone) -> SimpleTemplateResponse:
    tombstone = here.programme.history.removed.get(gone.guid)
    return SimpleTemplateResponse(
        "410.html", {"session": tombstone.session if tombstone else None}, status=410
    )
