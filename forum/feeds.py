"""Feeds that readers subscribe to: the news."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forum.formats import atom
from forum.publishing.here import Here
from forum.publishing.machines import saved_as
from forum.values import Announcement
from multilingual.display import shown
from multilingual.templatetags.multilingual import markdown
from multilingual.text import Words

FEED = "application/atom+xml; charset=utf-8"


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
