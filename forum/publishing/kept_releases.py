"""Kept releases: what this node serves when it starts while its database is gone.

One folder holds what the database said last: a list, and the documents of the releases that are
public or wait for their time. Nothing is believed that does not match its SHA-256, or was kept
of another site or database. As soon as the database answers, its word wins.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from forum.publishing.whole_files import write_whole

logger = logging.getLogger(__name__)

FORMAT = 1
LIST = "releases.json"
MOST_BYTES = 500_000_000
"""No document unpacks to more."""

_LOCK = ".lock"
_SETTLED_SECONDS = 2.0
"""What changed so lately may change again within one tick of the file system's clock."""

_is_failing = False
_seen: tuple[Any, ...] | None = None
"""What the folder was found to hold, and its stamps just before."""


@dataclass(frozen=True)
class Listed:
    """A release as the database lists it. `edition` is its key there.

    `is_live` says that it was public already when it was listed, whatever a clock says later.
    """

    edition: int
    number: int
    sha256: str
    slug: str
    live_from: datetime
    changed_at: datetime
    is_live: bool

    def has_come(self, at: datetime) -> bool:
        return self.is_live or self.live_from <= at


@dataclass(frozen=True)
class Address:
    """The slug that a release gave its edition, since when. The later ones count."""

    edition: int
    slug: str
    live_from: datetime
    is_live: bool

    def has_come(self, at: datetime) -> bool:
        return self.is_live or self.live_from <= at


@dataclass(frozen=True)
class Listing:
    """What is known of the releases: those that are public or wait, and every address."""

    releases: tuple[Listed, ...] = ()
    addresses: tuple[Address, ...] = ()


def keep(listing: Listing, document_of: Callable[[Listed], bytes | None]) -> None:
    """Make the folder hold exactly this; what is there already is not written again.

    A folder that did not change since it was found to hold this is not looked into. A disk that
    is full or read-only is logged once: the site needs none of this to go on.

    Args:
        document_of: gives the compressed document of a release, or None if it is gone by now.
    """
    global _is_failing, _seen
    folder = settings.KEPT_ROOT
    if folder is None:
        return
    try:
        now = listing, _source(), folder, _stamps(folder)
        if now[-1] is None or now != _seen:
            content = _written(listing)
            names = {LIST, _LOCK, *(_name(listed.sha256) for listed in listing.releases)}
            if _holds(folder, content, names):
                _seen = now
            else:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                with _alone(folder) as is_alone:
                    # Another process of this node is at it, and has the same to keep.
                    if is_alone:
                        _fill(folder, listing, content, names, document_of)
    except OSError as error:
        if not _is_failing:
            logger.error("The current releases could not be kept in %s: %s", folder, error)
        _is_failing = True
        return
    if _is_failing:
        logger.info("The current releases are kept in %s again.", folder)
    _is_failing = False


def read() -> tuple[Listing, Mapping[str, bytes]] | None:
    """Return what was kept, and the compressed documents by their SHA-256; None without a list.

    A document that is missing or damaged is logged and left out.
    """
    folder = settings.KEPT_ROOT
    if folder is None:
        return None
    try:
        listing = _read((folder / LIST).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.error("What was kept in %s cannot be used: %s", folder, error)
        return None
    documents = {}
    for listed in listing.releases:
        try:
            compressed = (folder / _name(listed.sha256)).read_bytes()
            if _sha256_of(compressed) != listed.sha256:
                raise ValueError("it is damaged")
        except (OSError, ValueError, zlib.error) as error:
            logger.error("Release %s of %s was not kept: %s", listed.number, listed.slug, error)
            continue
        documents[listed.sha256] = compressed
    return listing, documents


def forget() -> None:
    """Remove all that is kept. A server that runs keeps what is current then a second later."""
    folder = settings.KEPT_ROOT
    if folder is None:
        return
    for name in _files(folder) - {_LOCK}:
        (folder / name).unlink(missing_ok=True)


def _fill(
    folder: Path,
    listing: Listing,
    content: bytes,
    names: set[str],
    document_of: Callable[[Listed], bytes | None],
) -> None:
    present = _files(folder)
    for listed in listing.releases:
        name = _name(listed.sha256)
        compressed = None if name in present else document_of(listed)
        if compressed is not None:
            write_whole(folder / name, compressed)
    write_whole(folder / LIST, content)
    # A person who was erased stands in those; and what was begun and never ended lies here, too.
    for name in _files(folder) - names:
        (folder / name).unlink(missing_ok=True)


def _holds(folder: Path, content: bytes, names: set[str]) -> bool:
    try:
        return _files(folder) == names and (folder / LIST).read_bytes() == content
    except FileNotFoundError:
        return False


def _stamps(folder: Path) -> tuple[tuple[int, ...], ...] | None:
    """Return what differs once a file came or went, or the list is another one.

    None where that was just now, or there is no list.
    """
    try:
        found = [path.stat() for path in (folder, folder / LIST)]
    except FileNotFoundError:
        return None
    if time.time() - max(status.st_mtime for status in found) < _SETTLED_SECONDS:
        return None
    return tuple((status.st_ino, status.st_mtime_ns, status.st_size) for status in found)


def _files(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in os.scandir(folder) if entry.is_file()}
    except FileNotFoundError:
        return set()


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Say whether no other process is filling the folder; none begins to within the block."""
    with (folder / _LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _name(sha256: str) -> str:
    return f"{sha256}.zlib"


def _sha256_of(compressed: bytes) -> str:
    """Return the hash of a compressed document, which may be anything, unpacked bit by bit."""
    unpacking = zlib.decompressobj()
    digest = hashlib.sha256()
    size = 0
    while compressed and not unpacking.eof:
        part = unpacking.decompress(compressed, 1_000_000)
        size += len(part)
        if size > MOST_BYTES:
            raise ValueError(f"it unpacks to more than {MOST_BYTES} bytes")
        digest.update(part)
        compressed = unpacking.unconsumed_tail
    return digest.hexdigest()


def _source() -> str:
    """Return what names the site and its database: what was kept of another is not served."""
    database = connection.settings_dict
    parts = [settings.SITE_URL, connection.vendor]
    parts += [str(database.get(key) or "") for key in ("HOST", "PORT", "NAME")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _written(listing: Listing) -> bytes:
    known = {"format": FORMAT, "source": _source(), **asdict(listing)}
    lines = json.dumps(known, default=datetime.isoformat, indent=1).encode()
    return hashlib.sha256(lines).hexdigest().encode() + b"\n" + lines


def _read(content: bytes) -> Listing:
    digest, _, lines = content.partition(b"\n")
    if hashlib.sha256(lines).hexdigest().encode() != digest:
        raise ValueError("the list is damaged")
    known = json.loads(lines)
    if known["format"] != FORMAT:
        raise ValueError(f"the list is of format {known['format']}, expected {FORMAT}")
    if known["source"] != _source():
        raise ValueError("it is of another site or another database")
    return Listing(
        tuple(Listed(**_with_times(item)) for item in known["releases"]),
        tuple(Address(**_with_times(item)) for item in known["addresses"]),
    )


def _with_times(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: datetime.fromisoformat(value) if key in ("live_from", "changed_at") else value
        for key, value in item.items()
    }
