"""Sitemaps: which pages search engines shall know. One for each edition in each language.

They all stand at the root: a sitemap may speak only of what is at or below its own folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from finding.addresses import path_to
from forum.formats import sitemap as writer
from forum.formats.sitemap import Url
from forum.programme import NotInProgramme
from forum.publishing import current
from forum.publishing.caching import mark_public
from forum.publishing.here import Here
from forum.publishing.public import BUILD, keep, not_found
from forum.publishing.store import Keeping
from forum.values import Page
from forum.views import STATEMENTS
from sessions.values import Session
from sessions.views import days_offered
from speakers.values import Speaker

LISTS = ("home", "programme", "speakers", "live", "news", "changes", "formats", "api")
"""The pages that change with every release, beside those of days, tracks and stages."""

PAGES_IN_ONE = 10_000
"""So many pages in one sitemap: of 5 kB each at most, they are within the limit of 50 MB."""

Place = tuple[str, tuple[Any, ...], Session | Speaker | Page | None]
"""A page: the name of its view, what stands in its path, and the one thing that it shows."""


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Name the sitemaps of all editions in all languages."""
    site = current.site()
    if not site.releases:
        return not_found(request)
    sitemaps = [
        (site.url + reverse("sitemap", args=(here.edition.slug, language, part)), release.since)
        for release in site.editions
        for language, _name in settings.LANGUAGES
        for here in [Here(site, release, language)]
        for part in range(1, -(-len(places(here)) // PAGES_IN_ONE) + 1)
    ]
    response = HttpResponse(writer.write_index(sitemaps), content_type=writer.MEDIA_TYPE)
    response.headers[BUILD] = site.build
    mark_public(response, site.since)
    return keep(response, Keeping(request.path, site))


def sitemap(here: Here, part: int) -> HttpResponse:
    """List the pages of an edition in a language.

    Raises:
        NotInProgramme: if there are not so many parts.
    """
    found = places(here)[(part - 1) * PAGES_IN_ONE :][:PAGES_IN_ONE] if part else []
    if not found:
        raise NotInProgramme(f"No part {part} of the sitemap of {here.edition.slug!r}.")
    urls = (_url(here, *place) for place in found)
    return HttpResponse(writer.write(urls), content_type=writer.MEDIA_TYPE)


def places(here: Here) -> list[Place]:
    """Return the pages of an edition that search engines shall know.

    The archive of editions is among those of the current one.
    """
    programme = here.programme
    own = {page.slug: page for page in programme.pages}
    return [
        *((name, (), None) for name in LISTS),
        *(("day", (day,), None) for day in days_offered(programme)),
        *(("track", (track.slug,), None) for track in programme.tracks),
        *(("stage", (stage.slug,), None) for stage in programme.stages),
        *(("session", (session.slug,), session) for session in programme.sessions),
        *(("speaker", (speaker.slug,), speaker) for speaker in programme.speakers),
        *(("page", (slug,), own.get(slug)) for slug in dict.fromkeys((*own, *STATEMENTS))),
        *([("editions", (), None)] if here.release is here.site.current else []),
    ]


def _url(here: Here, name: str, args: tuple[Any, ...], thing: Any) -> Url:
    edition = () if name == "editions" else (here.edition.slug,)
    in_each = [
        (code, here.site.url + path_to(name, code, *edition, *args))
        for code, _name in settings.LANGUAGES
    ]
    photo = thing.photo if isinstance(thing, Speaker) else None
    return Url(
        dict(in_each)[here.language],
        _changed_at(here, name, thing),
        (*in_each, ("x-default", in_each[0][1])),
        (here.media_address(photo.file),) if photo else (),
    )


def _changed_at(here: Here, name: str, thing: Any) -> datetime:
    """Return when a page last changed: of one thing, when anything did that it shows.

    Lists are told to change with the release, since what left them can be seen in nothing there.
    """
    if name == "editions":
        return here.site.since
    if thing is None and name != "page":
        return here.release.since
    changes = here.programme.history.changes
    found = (changes[guid].last_at for guid in _shown(here, thing) if guid in changes)
    return max(found, default=here.release.live_from)


def _shown(here: Here, thing: Any) -> Iterator[str]:
    """Yield the guids of what a page shows: a thing and what belongs to it."""
    match thing:
        case Session():
            yield from (thing.guid, thing.track, thing.stage, *thing.topics)
            for appearance in here.programme.appearances_by_session.get(thing.guid, ()):
                yield from (appearance.guid, appearance.speaker)
            for stream in here.programme.streams_of(thing):
                yield stream.guid
        case Speaker():
            yield thing.guid
            for session in here.programme.sessions_by_speaker.get(thing.guid, ()):
                yield from _shown(here, session)
        case Page():
            yield thing.guid
        case _:
            # A statement of ours names the edition and its contact.
            yield here.edition.guid
