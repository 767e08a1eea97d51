"""What calendars and feed readers subscribe to: the programme, a session, a choice, the news."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forum.formats import atom, icalendar
from forum.phases import kept_until
from forum.programme import Gone
from forum.publishing.here import Here
from forum.publishing.machines import saved_as
from forum.values import Announcement
from multilingual.display import shown
from multilingual.templatetags.multilingual import markdown
from multilingual.text import Words
from sessions.choice import PARAMETER, as_choice, chosen_numbers
from sessions.values import Session

CALENDAR = "text/calendar; charset=utf-8"
FEED = "application/atom+xml; charset=utf-8"


def schedule(here: Here) -> HttpResponse:
    """Give all sessions of the edition that have a time."""
    name = shown(here.edition.name)
    return _calendar(here, None, name, f"{here.edition.slug}-schedule")


def session(here: Here, slug: str) -> HttpResponse:
    """Give one session; without a time it is a calendar without events.

    A session that was removed is CANCELLED for as long as in all calendars: one that was kept
    from here is told so. Then it is gone.

    Raises:
        forum.programme.Moved, Gone, NotInProgramme: if no such session stands here.
    """
    found: Session
    try:
        found = here.programme.at_slug("sessions", slug)
    except Gone as gone:
        stone = here.programme.history.removed.get(gone.guid)
        if stone is None or not stone.session.starts_at:
            raise
        until = kept_until(stone)
        if here.moment_among([until]) >= until:
            raise
        found = stone.session
    return _calendar(here, {found.guid}, shown(found.title), found.slug)


def mine(here: Here) -> HttpResponse:
    """Give the sessions whose numbers are asked for, `?s=3.17.41`; what is unknown is left out."""
    numbers = chosen_numbers(here.query.get("s", ""))
    known = here.programme.by_number
    guids = {known[number] for number in numbers if number in known}
    edition = shown(here.edition.name)
    name = Words(_("My programme: {forum}").format(forum=edition.words), here.language, False)
    query = f"?s={as_choice(numbers)}" if numbers else ""
    return _calendar(here, guids, name, f"{here.edition.slug}-my-programme", query)


mine.query = lambda programme: {"s": PARAMETER}  # type: ignore[attr-defined]


def news(here: Here) -> HttpResponse:
    """Give the announcements of the moment, the latest first."""
    feed = news_feed(here)
    response = HttpResponse(atom.write(feed), content_type=FEED)
    name = f"{here.edition.slug}-news"
    response.headers["Content-Disposition"] = saved_as(feed.title.words, ".atom", name)
    return response


def news_feed(here: Here) -> atom.Feed:
    """Return the announcements of the moment as a feed.

    Its identity and those of its entries are made of guids, which outlive every address; each
    language has its own, since readers take equal ones for the same words.
    """
    edition = here.edition
    entries = tuple(_entry_of(here, announcement) for announcement in here.announcements())
    return atom.Feed(
        id=_identity(edition.guid, "news", here.language),
        language=here.language,
        title=Words(
            _("News: {forum}").format(forum=shown(edition.name).words), here.language, False
        ),
        author=shown(edition.organiser).words or shown(edition.name).words,
        author_url=edition.organiser_url,
        updated=max((entry.updated for entry in entries), default=_changed_at(here, edition.guid)),
        page=here.site.url + here.address("news"),
        source=here.canonical(),
        entries=entries,
    )


def _entry_of(here: Here, announcement: Announcement) -> atom.Entry:
    body = shown(announcement.body)
    html = str(markdown(announcement.body)) if announcement.body else ""
    if announcement.url:
        html += format_html('<p><a href="{}">{}</a></p>', announcement.url, _("Read more"))
    return atom.Entry(
        id=_identity(announcement.guid, "news", here.language),
        title=shown(announcement.title),
        published=announcement.starts_at,
        # An announcement may be published days before it begins.
        updated=max(announcement.starts_at, _changed_at(here, announcement.guid)),
        address=f"{here.site.url}{here.address('news')}#news-{announcement.guid}",
        html=html,
        html_language=body.language if announcement.body else here.language,
        related=announcement.url,
    )


def _identity(guid: str, *what: str) -> str:
    """Return a URI that never changes: RFC 4287, 4.2.6."""
    return uuid5(NAMESPACE_OID, " ".join((guid, *what))).urn


def _changed_at(here: Here, guid: str) -> datetime:
    change = here.programme.history.changes.get(guid)
    return change.last_at if change else here.release.live_from


def _calendar(
    here: Here, guids: Collection[str] | None, name: Words, plain: str, query: str = ""
) -> HttpResponse:
    removed = here.programme.history.removed
    instants = [kept_until(removed[guid]) for guid in removed if guids is None or guid in guids]
    body = icalendar.write(
        here.programme,
        language=here.language,
        address=_full_address(here),
        source=here.canonical() + query,
        since=here.release.live_from,
        moment=here.moment_among(instants),
        name=name,
        guids=guids,
        written=here.release.written,
    )
    response = HttpResponse(body, content_type=CALENDAR)
    response.headers["Content-Disposition"] = saved_as(name.words, ".ics", plain)
    return response


def _full_address(here: Here) -> Callable[..., str]:
    def address(view: str, *args: Any) -> str:
        path = reverse(view, args=(here.language, here.edition.slug, *args))
        return here.site.url + path

    return address
