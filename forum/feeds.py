"""Feeds that readers subscribe to: the news, and the changes to the programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forum.formats import atom
from forum.publishing.here import Here
from forum.publishing.machines import saved_as
from forum.values import Announcement
from forum.views import ReleaseChanges, release_changes
from multilingual.display import shown
from multilingual.templatetags.multilingual import markdown
from multilingual.text import EMPTY, Words

FEED = "application/atom+xml; charset=utf-8"

RELEASES_AT_MOST = 50
"""So many releases are told of in a feed; the page has all of them."""


def news(here: Here) -> HttpResponse:
    """Give the announcements of the moment, the latest first."""
    return _response(here, "news", news_feed(here))


def changes(here: Here) -> HttpResponse:
    """Give what changed in public, release by release, the latest first."""
    return _response(here, "changes", changes_feed(here))


def _response(here: Here, name: str, feed: atom.Feed) -> HttpResponse:
    response = HttpResponse(atom.write(feed), content_type=FEED)
    plain = f"{here.edition.slug}-{name}"
    response.headers["Content-Disposition"] = saved_as(feed.title.words, ".atom", plain)
    return response


def news_feed(here: Here) -> atom.Feed:
    """Return the announcements of the moment as a feed.

    Its identity and those of its entries are made of guids, which outlive every address; each
    language has its own, since readers take equal ones for the same words.
    """
    entries = tuple(_entry_of(here, announcement) for announcement in here.announcements())
    title = _("News: {forum}").format(forum=shown(here.edition.name).words)
    return _feed(here, "news", title, entries)


def changes_feed(here: Here) -> atom.Feed:
    """Return the latest releases of which the public was told, each an entry, as a feed."""
    releases = release_changes(here)[:RELEASES_AT_MOST]
    entries = tuple(_entry_of_release(here, release) for release in releases)
    title = _("Changes to the programme: {forum}").format(forum=shown(here.edition.name).words)
    return _feed(here, "changes", title, entries)


def _feed(here: Here, name: str, title: str, entries: tuple[atom.Entry, ...]) -> atom.Feed:
    """Return a feed of what the page of this name shows."""
    edition = here.edition
    return atom.Feed(
        id=_identity(edition.guid, name, here.language),
        language=here.language,
        title=Words(title, here.language, False),
        author=shown(edition.organiser).words or shown(edition.name).words,
        author_url=edition.organiser_url,
        updated=max((entry.updated for entry in entries), default=_changed_at(here, edition.guid)),
        page=here.full_address(name),
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
        address=f"{here.full_address('news')}#news-{announcement.guid}",
        html=html,
        html_language=body.language if announcement.body else here.language,
        related=announcement.url,
    )


def _entry_of_release(here: Here, release: ReleaseChanges) -> atom.Entry:
    sessions = tuple(
        replace(session, address=session.address and here.site.url + session.address)
        for session in release.sessions
    )
    told = replace(release, sessions=sessions)
    html = render_to_string("forum/_told.html", {"release": told})
    number = number_format(release.number)
    name = _("Programme release %(number)s") % {"number": number}
    line = next(iter(release.lines), EMPTY)
    return atom.Entry(
        id=_identity(here.edition.guid, "changes", str(release.number), here.language),
        title=shown(line) if line else Words(name, here.language, False),
        published=release.at,
        updated=release.at,
        address=f"{here.full_address('changes')}#release-{release.number}",
        html=" ".join(html.split()),
        html_language=here.language,
    )


def _identity(guid: str, *what: str) -> str:
    """Return a URI that never changes: RFC 4287, 4.2.6."""
    return uuid5(NAMESPACE_OID, " ".join((guid, *what))).urn


def _changed_at(here: Here, guid: str) -> datetime:
    change = here.programme.history.changes.get(guid)
    return change.last_at if change else here.release.live_from
