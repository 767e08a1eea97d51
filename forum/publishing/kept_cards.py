"""Kept cards: each is drawn once, and kept on the disk until the releases change.

They show names and faces. Nothing of a person who was erased may stay, whoever drew it last:
erasing forgets all cards, and so does every process that learns of another release.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from forum.publishing.cards import Card
from forum.publishing.drawing import draw
from forum.publishing.whole_files import write_whole

logger = logging.getLogger(__name__)

BYTES_AT_MOST = 200_000_000
"""So much is kept; over it the oldest are removed, down to three quarters of it."""

# One card is drawn at a time: drawing takes a processor and some megabytes.
_lock = threading.Lock()


def kept_or_drawn(card: Card, is_current: Callable[[], bool]) -> bytes:
    """Return a card as a PNG. It is kept if `is_current` still says so when it is drawn.

    A card that cannot be kept is only logged: it will be drawn again.
    """
    file = folder() / f"{card.digest}.png"
    content = _read(file)
    if content is not None:
        return content
    with _lock:
        content = _read(file)
        if content is None:
            content = draw(card, stored)
            # Whoever forgets waits for the lock, after the releases have changed.
            if is_current():
                _keep(file, content)
    return content


def forget() -> None:
    """Remove all kept cards."""
    with _lock:
        for file in _files():
            file.unlink(missing_ok=True)


def folder() -> Path:
    """Return where cards are kept. No address leads there."""
    return Path(settings.MEDIA_ROOT) / "cards"


def stored(name: str) -> bytes | None:
    """Return the content of a stored file, or None where it is not there."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _files() -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder()) if entry.is_file()]
    except FileNotFoundError:
        return []


def _keep(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
        _make_room()
    except OSError as error:
        logger.warning("A card could not be kept: %s", error)


def _make_room() -> None:
    sizes = {}
    for file in _files():
        # Another process may be making room as well.
        try:
            sizes[file] = file.stat()
        except FileNotFoundError:
            continue
    total = sum(found.st_size for found in sizes.values())
    if total <= BYTES_AT_MOST:
        return
    for file in sorted(sizes, key=lambda file: sizes[file].st_mtime_ns):
        if total <= BYTES_AT_MOST * 3 // 4:
            return
        file.unlink(missing_ok=True)
        total -= sizes[file].st_size
