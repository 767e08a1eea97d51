"""What is current in this process: asks the database for releases, off the requests' way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from forum import clock
from forum.formats import document
from forum.formats.document import NotADocument
from forum.models import Release
from forum.publishing import kept_cards, offline, pages
from forum.publishing.site import LiveRelease, Site
from forum.snapshots import impatiently
from speakers.photos import store_bytes

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_site = Site({}, settings.SITE_URL, settings.BUILD)
_by_edition: dict[int, LiveRelease] = {}
_unreadable: set[str] = set()
_is_watching = False
_stop = threading.Event()
_answered_at = 0.0


def site() -> Site:
    """Return the site as this process knows it; the first call asks the database.

    Later calls ask nothing: a thread of this process keeps the answer fresh. While the database
    never answered, the site is empty.
    """
    if not _is_watching:
        _start_watching()
    return _site


def known() -> Site:
    """Return the site as this process knows it, without ever asking the database."""
    return _site


@contextmanager
def pinned(site: Site) -> Iterator[None]:
    """Serve this very site while the block runs, and ask the database for no other.

    For a process that serves nobody else meanwhile.
    """
    global _is_watching, _site
    before = _is_watching, _site
    _is_watching, _site = True, site
    try:
        yield
    finally:
        _is_watching, _site = before


def is_database_answering() -> bool:
    """Say whether the database answered lately, without asking it: that could take long."""
    patience = 3 * settings.RELEASE_POLL_SECONDS + 5
    return time.monotonic() - _answered_at < patience


def refresh(at: datetime | None = None) -> Site:
    """Ask the database what is current, read what is new, and swap it in.

    Tests call this themselves. Documents that are already here are not read again. A release
    that this build cannot read leaves its edition at the one before.

    Raises:
        django.db.DatabaseError: if the database does not answer; the site stays as it is.
    """
    global _answered_at, _by_edition
    at = at or clock.latest()
    with _lock:
        with impatiently():
            rows: list[tuple[int, int, str, datetime]] = list(
                Release.objects.current(at).values_list("edition", "number", "sha256", "live_from")
            )
            by_edition = {
                edition: live
                for edition, number, sha256, live_from in rows
                if (live := _live(edition, number, sha256, live_from)) is not None
            }
        _answered_at = time.monotonic()
        releases = {live.programme.edition.slug: live for live in by_edition.values()}
        if (releases, settings.SITE_URL, settings.BUILD) != (
            _site.releases,
            _site.url,
            _site.build,
        ):
            for live in releases.values():
                _prepare(live)
            former = {
                slug: by_edition[edition].programme.edition.slug
                for edition, slug in Release.objects.filter(live_from__lte=at)
                .order_by("number")
                .values_list("edition", "slug")
                if edition in by_edition and slug not in releases
            }
            had_releases = bool(_site.releases)
            _swap(Site(releases, settings.SITE_URL, settings.BUILD, former))
            if had_releases:
                _forget_cards()
        _by_edition = by_edition
        return _site


def _swap(site: Site) -> None:
    """Make a site the one that is served."""
    global _site
    before, _site = _site, site
    for slug, live in before.releases.items():
        now = site.releases.get(slug)
        if now and now.number == live.number and now.sha256 != live.sha256:
            # Somebody was erased: no page that named them may be kept for any purpose.
            pages.store.clear()
    pages.store.swapped(site, clock.now())


def _live(edition: int, number: int, sha256: str, live_from: datetime) -> LiveRelease | None:
    """Return a release, read if it is new; where it cannot be, what is here or the one before."""
    known = _by_edition.get(edition)
    if known and known.sha256 == sha256 and known.number == number:
        return known
    older = Release.objects.filter(edition=edition, number__lte=number, live_from__lte=live_from)
    for release in older.order_by("-number").iterator():
        if known and known.sha256 == release.sha256 and known.number == release.number:
            return known
        try:
            return live_release(release)
        except NotADocument as error:
            if release.sha256 not in _unreadable:
                _unreadable.add(release.sha256)
                logger.error("%s is unreadable, serving the one before: %s", release, error)
    return None


def live_release(row: Release) -> LiveRelease:
    """Return any release as it is, or was, or will be served.

    Raises:
        NotADocument: if this build cannot read it.
    """
    programme = document.read(row.document)
    return LiveRelease(row.number, row.sha256, row.live_from, programme, row.changed_at)


def _prepare(live: LiveRelease) -> None:
    """Make what belongs to a release before anybody asks for it, and keep its stylesheet."""
    # Read once here: searching must not wait for it.
    live.search_index  # noqa: B018
    for name, content in live.made.items():
        # The index holds people's names, and whoever is erased must be in no file: it is served
        # from memory alone.
        if not name.endswith(".css"):
            continue
        # A page made here may ask another worker for it, which learns of the release a second
        # later, and a kept page may ask long after the release.
        try:
            store_bytes(content, "css")
        except OSError as error:
            logger.warning("The stylesheet of a release could not be kept: %s", error)


def _forget_cards() -> None:
    """Forget what was drawn of other releases: a person who was erased may be on it."""
    try:
        kept_cards.forget()
    except OSError as error:
        logger.error("Cards of former releases could not be removed: %s", error)


def _start_watching() -> None:
    """Load once, then watch from a daemon thread: on a worker's first request, after fork."""
    global _is_watching
    with _starting:
        if _is_watching:
            return
        try:
            refresh()
        except DatabaseError as error:
            logger.warning("The database does not answer, there is nothing to serve yet: %s", error)
            connection.close()
        if settings.RELEASE_POLL_SECONDS > 0:
            threading.Thread(target=_watch, name="release-watch", daemon=True).start()
        _is_watching = True


_starting = threading.Lock()


def _watch() -> None:
    is_answering = True
    while not _stop.wait(settings.RELEASE_POLL_SECONDS):
        try:
            site = refresh()
            if site.current:
                offline.make_ready(site.current, site)
            if not is_answering:
                logger.info("The database answers again.")
            is_answering = True
        except DatabaseError as error:
            if is_answering:
                logger.warning("The database does not answer, serving what is here: %s", error)
            is_answering = False
            connection.close()
        except Exception:
            # Whatever it is, it must not end the watch: what is here goes on being served.
            logger.exception("The site could not be refreshed, serving what is here.")
        finally:
            close_old_connections()
