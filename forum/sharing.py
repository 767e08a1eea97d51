"""Sharing: the card of each page, at an address below it that is made of what the card shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from forum.publishing import cards, current, kept_cards
from forum.publishing.caching import IMMUTABLE
from forum.publishing.cards import Card
from forum.publishing.here import Here
from forum.publishing.public import public


def of_edition(here: Here) -> Card:
    return cards.of_edition(here.programme, here.language)


def of_session(here: Here, slug: str) -> Card:
    found = here.programme.at_slug("sessions", slug)
    return cards.of_session(here.programme, found, here.language)


def of_speaker(here: Here, slug: str) -> Card:
    found = here.programme.at_slug("speakers", slug)
    return cards.of_speaker(here.programme, found, here.language)


def of_track(here: Here, slug: str) -> Card:
    found = here.programme.at_slug("tracks", slug)
    return cards.of_track(here.programme, found, here.language)


CARDS: Mapping[str, tuple[str, Callable[..., Card]]] = {
    "": ("", of_edition),
    "session": ("sessions/<slug:slug>/", of_session),
    "speaker": ("speakers/<slug:slug>/", of_speaker),
    "track": ("tracks/<slug:slug>/", of_track),
}
"""Name of a page's view → its path, and its card. Other pages show that of the edition."""


def card_of(here: Here) -> tuple[Card, str]:
    """Return the card of the page that we are on, and its full address."""
    page = here.view_name if here.view_name in CARDS else ""
    slug = {"slug": here.path["slug"]} if page else {}
    card = CARDS[page][1](here, **slug)
    return card, here.full_address(_view_name(page), *slug.values(), card.digest)


def _view_name(page: str) -> str:
    return f"{page}/card" if page else "card"


def _view(page: str, card_of_page: Callable[..., Card]) -> Callable[..., HttpResponse]:
    def view(here: Here, digest: str, **slug: Any) -> HttpResponse:
        card = card_of_page(here, **slug)
        if digest != card.digest:
            # What was shared before the page changed shows the page's present card.
            address = here.path_of(_view_name(page), *slug.values(), card.digest)
            return HttpResponseRedirect(address)
        body = kept_cards.kept_or_drawn(card, lambda: current.site() is here.site)
        response = HttpResponse(body, content_type=cards.MEDIA_TYPE)
        response.headers["Cache-Control"] = IMMUTABLE
        response.headers["ETag"] = f'"{digest}"'
        return response

    return view


urlpatterns: list[URLPattern] = [
    path(
        f"{prefix}card-<slug:digest>.png",
        public(_view(page, card_of_page)),
        name=_view_name(page),
    )
    for page, (prefix, card_of_page) in CARDS.items()
]
