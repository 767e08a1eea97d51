"""Structured data: what each page says of itself to search engines, by the name of its view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from forum.formats import schema_org
from forum.formats.schema_org import Step, Trail
from forum.formats.writing import Publication
from forum.phases import BEGINNING
from forum.publishing.here import Here
from multilingual.templatetags.multilingual import plain
from multilingual.text import Text
from sessions.dates import day_date
from sessions.values import Session


def of_page(here: Here, name: str, image: str) -> dict[str, Any]:
    """Return the structured data of the page that we are on, as JSON-LD.

    Args:
        name: the page's title, for those that have no data of their own.
        image: the full address of the page's card.
    """
    maker = _MAKERS.get(here.view_name)
    if maker:
        return maker(here, image)
    own = name.removesuffix(f" · {_name(here)}")
    return schema_org.page(here.programme, _publication(here), _trail(here, own))


def _home(here: Here, image: str) -> dict[str, Any]:
    editions = Step(_("All editions"), here.site.url + reverse("editions", args=(here.language,)))
    home = Step(_name(here), here.full_address("home"))
    return schema_org.home(here.programme, _publication(here), (editions, home), image)


def _session(here: Here, image: str) -> dict[str, Any]:
    found = here.programme.at_slug("sessions", here.path["slug"])
    publication = _publication(here, [found])
    trail = _trail(here, _("Programme"), "programme", found.title)
    return schema_org.session(here.programme, found, publication, trail, image)


def _speaker(here: Here, image: str) -> dict[str, Any]:
    found = here.programme.at_slug("speakers", here.path["slug"])
    trail = _trail(here, _("Speakers"), "speakers", found.name)
    return schema_org.speaker(here.programme, found, _publication(here), trail)


def _track(here: Here, image: str) -> dict[str, Any]:
    found = here.programme.at_slug("tracks", here.path["slug"])
    sessions = here.programme.sessions_by_track.get(found.guid, ())
    trail = _trail(here, _("Programme"), "programme", found.name)
    return schema_org.sessions(here.programme, sessions, _publication(here), trail)


def _stage(here: Here, image: str) -> dict[str, Any]:
    found = here.programme.at_slug("stages", here.path["slug"])
    publication = _publication(here, here.programme.sessions_by_stage.get(found.guid, ()))
    trail = _trail(here, _("Programme"), "programme", found.name)
    return schema_org.stage(here.programme, found, publication, trail, image)


def _programme(here: Here, image: str) -> dict[str, Any]:
    sessions = here.programme.sessions_in_order
    trail = _trail(here, _("Programme"))
    return schema_org.sessions(here.programme, sessions, _publication(here), trail)


def _day(here: Here, image: str) -> dict[str, Any]:
    day = here.path["day"]
    sessions = here.programme.sessions_by_day[day]
    trail = _trail(here, _("Programme"), "programme", day_date(day))
    return schema_org.sessions(here.programme, sessions, _publication(here), trail)


def _speakers(here: Here, image: str) -> dict[str, Any]:
    return schema_org.speakers(here.programme, _publication(here), _trail(here, _("Speakers")))


def _editions(here: Here, image: str) -> dict[str, Any]:
    editions = [
        (
            release.programme.edition,
            here.site.url + reverse("home", args=(here.language, release.programme.edition.slug)),
        )
        for release in here.site.editions
    ]
    trail = _trail(here, _("All editions"))
    return schema_org.editions(here.programme, editions, _publication(here), trail)


_MAKERS: Mapping[str, Callable[[Here, str], dict[str, Any]]] = {
    "front": _home,
    "home": _home,
    "session": _session,
    "speaker": _speaker,
    "track": _track,
    "stage": _stage,
    "programme": _programme,
    "day": _day,
    "speakers": _speakers,
    "editions": _editions,
}


def _publication(here: Here, sessions: Iterable[Session] | None = None) -> Publication:
    """Return where the page is published, at the moment of the sessions that it shows, if any."""
    return Publication(
        language=here.language,
        address=here.full_address,
        media=here.media_address,
        source=here.canonical(),
        release=here.release.number,
        since=here.release.live_from,
        moment=BEGINNING if sessions is None else here.moment(sessions),
    )


def _trail(here: Here, name: str, view: str = "", last: Text | str = "") -> Trail:
    """Return the way from the home page to this one, over the page of a view or directly."""
    home = Step(_name(here), here.full_address("home"))
    if not view:
        return home, Step(name, here.canonical())
    own = last if isinstance(last, str) else plain(last)
    return home, Step(name, here.full_address(view)), Step(own, here.canonical())


def _name(here: Here) -> str:
    return plain(here.edition.name) or here.edition.slug
