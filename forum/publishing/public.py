"""Public pages: turns a pure view into a Django view that asks neither rows nor visitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation

from finding.query import NOTHING, Parameter, Query
from forum import clock
from forum.programme import Gone, Moved, NotInProgramme, Programme
from forum.publishing import current, pages
from forum.publishing.caching import IMMUTABLE, mark_public
from forum.publishing.finished import Finished
from forum.publishing.here import Here
from forum.publishing.machines import is_open_to_all
from forum.publishing.preloading import LINK, preloads
from forum.publishing.store import Keeping

View = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)

Known = Callable[[Programme], Mapping[str, Parameter]]
"""A programme → the parameters that a view knows."""

RELEASE = "Forum-Release"
"""The header that names the release an answer was made from, as `LiveRelease.identity` does."""

BUILD = "Forum-Build"
"""The header that names the code an answer was made by. With the release, a service worker can
tell whether two answers belong together without reading them."""


@dataclass(frozen=True)
class Refusals:
    """How addresses of one kind say that they have nothing to give: as pages, or as data.

    Each takes the path that was asked for at its end. `not_found` takes where we are, `gone` also
    what was there, and `unavailable` the language alone: there is nothing to be at.
    """

    not_found: Callable[[Here, str], HttpResponse]
    gone: Callable[[Here, Gone, str], HttpResponse]
    unavailable: Callable[[str, str], HttpResponse]


def _page_not_found(here: Here, place: str) -> HttpResponse:
    return SimpleTemplateResponse("404.html", status=404)


def _page_gone(here: Here, gone: Gone, place: str) -> HttpResponse:
    tombstone = here.programme.history.removed.get(gone.guid)
    return SimpleTemplateResponse(
        "410.html", {"session": tombstone.session if tombstone else None}, status=410
    )


def _page_unavailable(language: str, place: str) -> HttpResponse:
    return SimpleTemplateResponse("503.html", {"language": language}, status=503).render()


PAGES = Refusals(_page_not_found, _page_gone, _page_unavailable)


def public(view: View, refusals: Refusals = PAGES) -> Callable[..., HttpResponseBase]:
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
                moved = permanently(reverse(match.view_name, kwargs=path_now) + str(query))
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
                return not_found(request, language, refusals)
            here.query, is_free = _query_of(request, known, here.programme)
            key = request.path + str(here.query)
            stored = pages.store.fresh(key, site, here.now)
            if stored:
                return from_store(stored, key)
            response: HttpResponseBase
            try:
                response = view(here, **rest)
            except Moved as moved:
                response = _redirect(here, moved)
            except Gone as gone:
                response = refusals.gone(here, gone, request.path)
            except NotInProgramme:
                return not_found(request, language, refusals)
            response = finished(response, here)
            # Who searches may type anything: such answers would fill the store.
            return response if is_free else keep(response, keeping(here, key))

    return answer


def keep(response: Answer, keeping: Keeping) -> Answer:
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


def finished(response: Answer, here: Here) -> Answer:
    """Render a response and give it the headers that all public pages have."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        here.is_found = response.status_code == 200
        response.context_data = {**(response.context_data or {}), "here": here}
        response.render()
        needed = preloads(response.content)
        if needed:
            response.headers[LINK] = needed
    response.headers.setdefault("Content-Language", here.language)
    response.headers[RELEASE] = here.release.identity
    response.headers[BUILD] = here.site.build
    # What is addressed by its own hash has said so itself.
    if response.headers.get("Cache-Control") != IMMUTABLE:
        mark_public(response, max(here.site.since, here.last_moment()))
    return response


def not_found(request: HttpRequest, language: str = "", refusals: Refusals = PAGES) -> HttpResponse:
    """Answer 404 in the language of the path, or 503 while nothing at all is released."""
    language = language or _language_of(request.path_info)
    with translation.override(language):
        here = arrive(language)
        if here is None:
            unavailable = refusals.unavailable(language, request.path)
            # No failure: the database says so, and no page from before it did may stand in.
            unavailable.is_true = True  # type: ignore[attr-defined]
            unavailable.headers["Cache-Control"] = "no-store"
            unavailable.headers["Retry-After"] = "5"
            return unavailable
        if refusals is not PAGES:
            return finished(refusals.not_found(here, request.path), here)
        # One page for all that is not there: who asks for anything at all fills nothing.
        key = f"404 {language}" + (" for all" if is_open_to_all(request) else "")
        stored = pages.store.fresh(key, here.site, here.now)
        if stored:
            return from_store(stored, key)
        return keep(finished(refusals.not_found(here, request.path), here), keeping(here, key))


def _language_of(path_info: str) -> str:
    return translation.get_language_from_path(path_info) or settings.LANGUAGES[0][0]


def _redirect(here: Here, moved: Moved) -> HttpResponse:
    here.path = {**here.path, "slug": moved.to}
    return permanently(here.own_address() + str(here.query))


def _query_of(
    request: HttpRequest, known: Known | None, programme: Programme
) -> tuple[Query, bool]:
    """Return what is asked for, and whether there is free text in it."""
    if not known:
        return NOTHING, False
    parameters = known(programme)
    query = Query.read(dict(request.GET.lists()), parameters)
    return query, any(parameters[name].values is None for name, _values in query.pairs)


def permanently(address: str) -> HttpResponse:
    """Return the way to where something stands now."""
    response = HttpResponse(status=301)
    response.headers["Location"] = address
    return response
