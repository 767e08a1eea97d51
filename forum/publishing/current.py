"""What is current in this process: asks the database for releases, off the requests' way."""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import Error, close_old_connections, connection

from forum import clock
from forum.collecting import no_collecting
from forum.formats import document
from forum.formats.document import NotADocument
from forum.models import Release
from forum.publishing import kept_cards, kept_releases, offline, pages
from forum.publishing.kept_releases import Address, Listed, Listing
from forum.publishing.site import LiveRelease, Site
from forum.snapshots import impatiently
from speakers.photos import store_bytes

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_site = Site({}, settings.SITE_URL, settings.BUILD)
_by_edition: dict[int, LiveRelease] = {}
# What is known of releases, and the compressed documents of those that wait for their time.
_listing = Listing()
_waiting: Mapping[str, bytes] = {}
_unreadable: set[str] = set()
_is_watching = False
_stop = threading.Event()
_answered_at: float | None = None

after_each_look: list[Callable[[], object]] = []
"""What the watching thread does besides, each time it has asked, whatever came of it."""
_is_lost = False
_source = ""


def site() -> Site:
    """Return the site as this process knows it; the first call asks the database.

    Later calls ask nothing: a thread of this process keeps the answer fresh. If the database does
    not answer the first call, the site is what this node kept of it, else it is empty.
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
    return _answered_at is not None and time.monotonic() - _answered_at < patience


def database_answered_at() -> float | None:
    """Return when the database answered last, by `time.monotonic()`, or None if it never did."""
    return _answered_at


def is_lost() -> bool:
    """Say whether the database left the last question of this process without an answer."""
    return _is_lost


def source() -> str:
    """Say where the site comes from: "database", "kept" on this node, or "" before either."""
    return _source


def refresh(at: datetime | None = None) -> Site:
    """Ask the database what is current, read what is new, swap it in, and keep it on this node.

    Tests call this themselves. Documents that are already here are not read again. A release
    that this build cannot read leaves its edition at the one before.

    Raises:
        django.db.Error: if the database does not answer; the site stays as it is.
    """
    global _answered_at, _is_lost, _listing, _source, _waiting
    at = at or clock.latest()
    with _lock:
        with impatiently():
            rows = Release.objects.foreseen(at).values_list(
                "edition", "number", "sha256", "slug", "live_from", "changed_at", "created_at"
            )
            foreseen = [_listed(at, *row) for row in rows]
            by_edition = {
                listed.edition: live
                for listed in foreseen
                if listed.is_live and (live := _live(listed)) is not None
            }
            served = [_as_listed(edition, live) for edition, live in by_edition.items()]
            known = (*served, *(listed for listed in foreseen if not listed.is_live))
            is_same = known == _listing.releases and _source == "database"
            listing = _listing if is_same else Listing(known, _addresses(at))
            waiting = _waiting if is_same else _documents(known)
        _answered_at, _is_lost, _source = time.monotonic(), False, "database"
        _listing, _waiting = listing, waiting
        _take(by_edition, at)
        kept_releases.keep(listing, _document_of)
        return _site


def go_on(at: datetime | None = None) -> Site:
    """Let releases whose time has come be public, of those that are known: no database is asked.

    No edition goes back to an older release: what was public is.
    """
    global _is_lost
    at = at or clock.latest()
    with _lock:
        _is_lost = True
        by_edition = dict(_by_edition)
        for listed in sorted(_listing.releases, key=lambda listed: listed.number):
            before = by_edition.get(listed.edition)
            compressed = _waiting.get(listed.sha256)
            is_next = before is None or before.number < listed.number
            if not (compressed and is_next and listed.has_come(at)):
                continue
            live = _read(listed, compressed)
            if live:
                by_edition[listed.edition] = live
        _take(by_edition, at)
        return _site


def start_from_kept() -> None:
    """Take what this node kept for the site, until the database answers."""
    global _listing, _source, _waiting
    found = kept_releases.read()
    if found:
        with _lock:
            _listing, _waiting = found
            _source = "kept"
    site = go_on()
    if found:
        released = ", ".join(f"{slug}/{live.number}" for slug, live in site.releases.items())
        logger.warning("Serving what was kept on this node: %s.", released or "nothing")


def _take(by_edition: dict[int, LiveRelease], at: datetime) -> None:
    """Make these releases the site, unless they are."""
    global _by_edition
    releases = {live.programme.edition.slug: live for live in by_edition.values()}
    if (releases, settings.SITE_URL, settings.BUILD) != (_site.releases, _site.url, _site.build):
        with no_collecting():
            for live in releases.values():
                _prepare(live)
        former = {
            address.slug: by_edition[address.edition].programme.edition.slug
            for address in _listing.addresses
            if address.edition in by_edition
            and address.slug not in releases
            and address.has_come(at)
        }
        had_releases = bool(_site.releases)
        _swap(Site(releases, settings.SITE_URL, settings.BUILD, former))
        if had_releases:
            _forget_cards()
    _by_edition = by_edition


def _listed(
    at: datetime,
    edition: int,
    number: int,
    sha256: str,
    slug: str,
    live_from: datetime,
    changed_at: datetime,
    created_at: datetime,
) -> Listed:
    is_live = live_from == created_at or live_from <= at
    return Listed(edition, number, sha256, slug, live_from, changed_at, is_live)


def _as_listed(edition: int, live: LiveRelease) -> Listed:
    slug = live.programme.edition.slug
    return Listed(edition, live.number, live.sha256, slug, live.live_from, live.changed_at, True)


def _addresses(at: datetime) -> tuple[Address, ...]:
    """Return the addresses that all releases gave their editions, the later ones last."""
    rows = Release.objects.order_by("number", "pk").values_list(
        "edition", "slug", "live_from", "created_at"
    )
    return tuple(
        Address(edition, slug, live_from, live_from == created_at or live_from <= at)
        for edition, slug, live_from, created_at in rows
    )


def _documents(known: tuple[Listed, ...]) -> dict[str, bytes]:
    """Return the compressed documents of the releases that wait, by their SHA-256."""
    found = {listed.sha256: _document_of(listed) for listed in known if not listed.is_live}
    return {sha256: content for sha256, content in found.items() if content}


def _document_of(listed: Listed) -> bytes | None:
    found = Release.objects.filter(
        edition=listed.edition, number=listed.number, sha256=listed.sha256
    ).values_list("document_compressed", flat=True)
    content = found.first()
    return None if content is None else bytes(content)


def _swap(site: Site) -> None:
    """Make a site the one that is served."""
    global _site
    before, _site = _site, site
    released = {live.programme.edition.guid: live for live in site.releases.values()}
    for live in before.releases.values():
        now = released.get(live.programme.edition.guid)
        if now is None or (now.number <= live.number and now.sha256 != live.sha256):
            # Somebody was erased: no page that named them may be kept for any purpose. Or the
            # database was restored to an older state: what is newer is gone.
            pages.store.clear()
    pages.store.swapped(site, clock.now())


def _live(listed: Listed) -> LiveRelease | None:
    """Return a release, read if it is new; where it cannot be, what is here or the one before."""
    known = _by_edition.get(listed.edition)
    if known and _is(known, listed):
        return known
    older = Release.objects.filter(
        edition=listed.edition, number__lte=listed.number, live_from__lte=listed.live_from
    )
    for release in older.order_by("-number").iterator(1):
        if known and known.sha256 == release.sha256 and known.number == release.number:
            return known
        try:
            return live_release(release)
        except NotADocument as error:
            _tell_unreadable(release.sha256, f"{release}", error)
    return None


def _is(known: LiveRelease, listed: Listed) -> bool:
    # A database that was restored may say other times of the same document.
    return (known.sha256, known.number, known.live_from, known.changed_at) == (
        *(listed.sha256, listed.number),
        *(listed.live_from, listed.changed_at),
    )


def _read(listed: Listed, compressed: bytes) -> LiveRelease | None:
    """Return a release of which no row is at hand, or None where it cannot be read."""
    try:
        with no_collecting():
            programme = document.read_once(listed.sha256, lambda: zlib.decompress(compressed))
    except NotADocument as error:
        _tell_unreadable(listed.sha256, f"Release {listed.number} of {listed.slug}", error)
        return None
    return LiveRelease(listed.number, listed.sha256, listed.live_from, programme, listed.changed_at)


def _tell_unreadable(sha256: str, what: str, error: NotADocument) -> None:
    if sha256 not in _unreadable:
        _unreadable.add(sha256)
        logger.error("%s is unreadable, serving the one before: %s", what, error)


def live_release(row: Release) -> LiveRelease:
    """Return any release as it is, or was, or will be served.

    Raises:
        NotADocument: if this build cannot read it.
    """
    with no_collecting():
        programme = document.read_once(row.sha256, lambda: row.document)
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
        except Error as error:
            logger.warning("The database does not answer at the start: %s", error)
            connection.close()
            start_from_kept()
        if settings.RELEASE_POLL_SECONDS > 0:
            threading.Thread(target=_watch, name="release-watch", daemon=True).start()
        _is_watching = True


_starting = threading.Lock()


def _watch() -> None:
    is_answering = True
    shelved: LiveRelease | None = None
    # The one of its beginning: whoever stops it may put another in its place before it looks.
    stop = _stop
    while not stop.wait(settings.RELEASE_POLL_SECONDS):
        try:
            try:
                site = refresh()
            except Error as error:
                if is_answering:
                    logger.warning("The database does not answer, serving what is here: %s", error)
                is_answering = False
                connection.close()
                site = go_on()
            else:
                if not is_answering:
                    logger.info("The database answers again.")
                is_answering = True
            if site.current:
                offline.make_ready(site.current, site, shelved)
                shelved = site.current
        except Exception:
            # Whatever it is, it must not end the watch: what is here goes on being served.
            logger.exception("The site could not be refreshed, serving what is here.")
        finally:
            close_old_connections()
        for besides in after_each_look:
            try:
                besides()
            except Exception:
                logger.exception("What is done besides failed.")
