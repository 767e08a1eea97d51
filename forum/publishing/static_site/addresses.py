"""All addresses of a site that files can answer, in the order in which their files appear."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import translation

from forum import api, exports, sharing, sitemaps, taking_along
from forum.publishing.here import Here
from forum.publishing.site import Site
from forum.publishing.static_site.ingredients import Ingredients
from multilingual.text import Text
from sessions.values import Attachment
from speakers.values import Picture, Rendition

ASSETS, DATA, PAGES = range(3)
"""The order of appearance: a page never stands there before what it loads."""

COMMON = ""
"""The group of what belongs to no edition, or to all of them."""

ONLY_EDITORS = "admin-forum/"

FOLLOWED = ("schedule.ics",)
"""The files that the pages of single sessions and speakers lead to: calendars."""

MORE_PAGES = ("my", "time-zones", "embed")
"""Pages that search engines shall not know, beside those of the sitemap."""

MORE_DATA = ("status", "embed-data", "news-feed", "changes-feed", "press-kit", "api-openapi")

_VIEW_OF = {
    "tracks": "track",
    "stages": "stage",
    "speakers": "speaker",
    "sessions": "session",
    "pages": "page",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask, and what for.

    `is_immutable`: its name is made of its content. `may_be_missing`: nothing stands there
    sometimes. `file` is the name of its file, if that does not follow from the address. `made_of`
    names what the file is made of, empty where that is the whole release.
    """

    path: str
    group: str = COMMON
    turn: int = PAGES
    is_immutable: bool = False
    may_be_missing: bool = False
    file: str = ""
    made_of: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the site is wanted.

    `every_file`: of single sessions and speakers also those files that only programs find.
    """

    cards: bool = True
    every_file: bool = False


USUAL = Wanted()


def of_site(site: Site) -> Iterator[Address]:
    """Yield what stands beside the editions, and what several of them may load."""
    loaded = {
        name
        for release in site.releases.values()
        for name in (*release.made, *_files_in(release.programme))
    }
    for name in sorted(loaded):
        path = reverse("media", args=(name,))
        yield Address(path, turn=ASSETS, is_immutable=True, may_be_missing=True)
    for name, _storage in FileSystemFinder().list(None):
        if not name.startswith(ONLY_EDITORS):
            yield Address(staticfiles_storage.url(name), turn=ASSETS)
    yield Address(reverse("embed-script"), turn=ASSETS)
    yield Address(reverse("service-worker"), turn=ASSETS)
    yield Address(reverse("robots"), turn=DATA)
    yield Address(reverse("security"), turn=DATA, may_be_missing=True)
    yield Address(reverse("sitemaps"), turn=DATA)
    root = reverse("choose-language")
    yield Address(root)
    yield Address(f"{root}404.html", file="404.html")
    for code, _name in settings.LANGUAGES:
        yield Address(reverse("manifest", args=(code,)), turn=DATA)
        yield Address(reverse("front", args=(code,)))
        yield Address(reverse("editions", args=(code,)))
        yield Address(f"{root}{code}/404.html", file=f"{code}/404.html")


def of_edition(
    site: Site, slug: str, wanted: Wanted, ingredients: Ingredients
) -> Iterator[Address]:
    """Yield what stands below an edition in all languages."""
    release = site.releases[slug]
    former = sorted(old for old, now in site.former_slugs.items() if now == slug)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            here = Here(site, release, code)
            found = [
                *_pages(here, ingredients),
                *_former(here),
                *_data(here, wanted, ingredients),
                *_sitemaps(here),
                *(_cards(here) if wanted.cards else ()),
            ]
            yield from found
            home = here.path_of("home")
            for old in former:
                moved = reverse("home", args=(code, old))
                yield from (
                    dataclasses.replace(item, path=moved + item.path.removeprefix(home))
                    for item in found
                    if item.turn == PAGES and item.path.startswith(home)
                )
                for name in FOLLOWED:
                    yield Address(reverse(name, args=(code, old)), slug, DATA)


def _files_in(value: Any) -> Iterator[str]:
    """Yield the names below /media/ of everything in a value, however deep it lies."""
    match value:
        case Text() | str():
            return
        case Picture() | Rendition() | Attachment() if value.file:
            yield value.file
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _files_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _files_in(item)


def _pages(here: Here, ingredients: Ingredients) -> Iterator[Address]:
    slug = here.edition.slug
    offered = [(name, args) for name, args, _thing in sitemaps.places(here) if name != "editions"]
    days = [("day", (day,)) for day in sorted(here.programme.sessions_by_day)]
    more = [(name, ()) for name in MORE_PAGES]
    for name, args in dict.fromkeys((*offered, *days, *more)):
        made_of = ingredients.of(name, args)
        yield Address(here.path_of(name, *args), slug, made_of=made_of)


def _former(here: Here) -> Iterator[Address]:
    """Yield where things stood formerly: they are moved now, or gone."""
    now = here.programme.by_slug
    for key in sorted(here.programme.history.former_slugs):
        kind, _slash, old = key.partition("/")
        view = _VIEW_OF.get(kind)
        if view is None or old in now[kind]:
            continue
        yield Address(here.path_of(view, old), here.edition.slug, may_be_missing=True)
        for file in FOLLOWED if view in exports.PARTS else ():
            path = here.path_of(exports.view_name(view, file), old)
            yield Address(path, here.edition.slug, DATA, may_be_missing=True)


def _data(here: Here, wanted: Wanted, ingredients: Ingredients) -> Iterator[Address]:
    slug, programme = here.edition.slug, here.programme

    def at(name: str, *args: Any) -> Address:
        made_of = ingredients.of(name, args)
        return Address(here.path_of(name, *args), slug, DATA, made_of=made_of)

    for name in MORE_DATA:
        yield at(name)
    for speaker in programme.speakers:
        yield at("speaker-press-kit", speaker.slug)
    for page in exports.PARTS:
        files: Iterable[str] = exports.FILES
        if page in taking_along.SINGLE and not wanted.every_file:
            files = FOLLOWED
        for args in _things_of(here, page):
            for file in files:
                yield at(exports.view_name(page, file), *args)
    for resource in api.RESOURCES:
        for args in _places_of(here, resource):
            yield at(resource.view_name, *args)


def _things_of(here: Here, page: str) -> list[tuple[Any, ...]]:
    """Return what may stand in the path of a page with files; of the whole, nothing."""
    programme = here.programme
    match page:
        case "" | "my":
            return [()]
        case "day":
            return [(day,) for day in sorted(programme.sessions_by_day)]
        case _:
            return [(thing.slug,) for thing in getattr(programme, f"{page}s")]


def _places_of(here: Here, resource: api.Resource) -> list[tuple[Any, ...]]:
    """Return what may stand in a resource's path: guids, as the answers name each other."""
    match resource.place:
        case "":
            return [()]
        case "date":
            return [(day.date,) for day in here.programme.days]
        case _:
            things = getattr(here.programme, api.KINDS_OF_THINGS[resource.name].collection)
            return [(thing.guid,) for thing in things]


def _sitemaps(here: Here) -> Iterator[Address]:
    parts = -(-len(sitemaps.places(here)) // sitemaps.PAGES_IN_ONE)
    for part in range(1, parts + 1):
        path = reverse("sitemap", args=(here.edition.slug, here.language, part))
        yield Address(path, here.edition.slug, DATA)


def _cards(here: Here) -> Iterator[Address]:
    for page in sharing.CARDS:
        for args in _things_of(here, page):
            there = dataclasses.replace(
                here, view_name=page, path={"slug": args[0]} if args else {}
            )
            _card, address = sharing.card_of(there)
            path = address.removeprefix(here.site.url)
            yield Address(path, here.edition.slug, ASSETS, is_immutable=True)
