"""What is current in this process: asks the database for releases, off the requests' way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from forum import clock
from forum.formats import document
from forum.models import Release
from forum.publishing.site import LiveRelease, Site

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_site = Site({}, settings.SITE_URL, settings.BUILD)
_is_watching = False
_stop = threading.Event()


def site() -> Site:
    """Return the site as this process knows it; the first call asks the database.

    Later calls ask nothing: a thread of this process keeps the answer fresh.

    Raises:
        django.db.DatabaseError: on the first call, if the database does not answer.
    """
    if not _is_watching:
        _start_watching()
    return _site


def refresh(at: datetime | None = None) -> Site:
    """Ask the database what is current, read what is new, and swap it in.

    Tests call this themselves. Documents that are already here are not read again.

    Raises:
        django.db.DatabaseError: if the database does not answer; the site stays as it is.
    """
    global _site
    with _lock:
        rows = list(
            Release.objects.current(at or clock.latest()).values_list(
                "pk", "edition", "number", "sha256", "live_from"
            )
        )
        known: Mapping[str, LiveRelease] = {r.sha256: r for r in _site.releases.values()}
        releases, slug_of = {}, {}
        for pk, edition, number, sha256, live_from in rows:
            before = known.get(sha256)
            programme = (
                before.programme if before else document.read(Release.objects.get(pk=pk).document)
            )
            live = LiveRelease(number, sha256, live_from, programme)
            slug_of[edition] = programme.edition.slug
            releases[programme.edition.slug] = before if before == live else live
        if (releases, settings.SITE_URL, settings.BUILD) != (
            _site.releases,
            _site.url,
            _site.build,
        ):
            former = {
                slug: slug_of[edition]
                for edition, slug in Release.objects.order_by("number").values_list(
                    "edition", "slug"
                )
                if edition in slug_of and slug not in releases
            }
            _site = Site(releases, settings.SITE_URL, settings.BUILD, former)
        return _site


def _start_watching() -> None:
    """Load once, then watch from a daemon thread: on a worker's first request, after fork."""
    global _is_watching
    refresh()
    if settings.RELEASE_POLL_SECONDS > 0:
        threading.Thread(target=_watch, name="release-watch", daemon=True).start()
    _is_watching = True


def _watch() -> None:
    is_answering = True
    while not _stop.wait(settings.RELEASE_POLL_SECONDS):
        try:
            refresh()
            if not is_answering:
                logger.info("The database answers again.")
            is_answering = True
        except DatabaseError as error:
            if is_answering:
                logger.warning("The database does not answer, serving what is here: %s", error)
            is_answering = False
            connection.close()
        except Exception:
            # A document this build cannot read must not end the watch: the last one stays.
            logger.exception("A new release could not be read, serving the one before.")
        finally:
            close_old_connections()
