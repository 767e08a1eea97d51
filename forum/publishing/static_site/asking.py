"""Asks the application itself, in this process, for what it would serve under another address."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import get_script_prefix, set_script_prefix

from forum.publishing import compression, pages
from forum.publishing.finished import seconds_of
from forum.publishing.inside import ask


class NotABase(ValueError):
    """No address that a site could stand at."""


@dataclass(frozen=True)
class Base:
    """Where the files will stand: `origin` such as https://forum.example, `prefix` such as /2021.

    `prefix` is empty for the root of a host.
    """

    origin: str
    prefix: str = ""

    @classmethod
    def read(cls, address: str) -> Base:
        """Return the base in an address such as https://archive.example/2021.

        Raises:
            NotABase: if it is no such address.
        """
        try:
            parts = urlsplit(address)
            is_sound = parts.scheme in ("http", "https") and bool(parts.hostname)
            is_sound = is_sound and not (parts.query or parts.fragment or parts.username)
            # Reading it raises what is wrong with it.
            is_sound = is_sound and (parts.port is None or parts.port > 0)
        except ValueError:
            is_sound = False
        prefix = parts.path.rstrip("/") if is_sound else ""
        if not is_sound or "//" in prefix or any(part in (".", "..") for part in prefix.split("/")):
            raise NotABase(
                f"{address!r} is no address of a site. "
                "Expected one such as https://archive.example/2021."
            )
        return cls(f"{parts.scheme}://{parts.netloc}", prefix)

    def below(self, path: str) -> str:
        """Return an address of the site as it is below the prefix: `/2021/en/` → `/en/`.

        It is empty for what is not below it.
        """
        if not path.startswith(f"{self.prefix}/"):
            return ""
        return path[len(self.prefix) :]


@contextmanager
def standing_at(base: Base) -> Iterator[None]:
    """Let the whole site stand at a base while the block runs: pages, static files and media.

    Its service worker is the one that ends it: it compares headers, and files have none.
    """
    assets, media = (urlsplit(url).path for url in (settings.STATIC_URL, settings.MEDIA_URL))
    changed: dict[str, Any] = {
        "SITE_URL": base.origin,
        "FORCE_SCRIPT_NAME": base.prefix or None,
        "STATIC_URL": base.prefix + assets,
        "MEDIA_URL": base.prefix + media,
        # Nobody else asks this process.
        "ALLOWED_HOSTS": ["*"],
        "SECURE_SSL_REDIRECT": False,
        "SERVICE_WORKER": False,
    }
    before = {name: getattr(settings, name) for name in changed}
    prefix = get_script_prefix()
    # The page for what is not there is asked for by an address where nothing is.
    logger = logging.getLogger("django.request")
    level = logger.level
    storages: tuple[tuple[Any, str], ...] = (
        (staticfiles_storage, "STATIC_URL"),
        (default_storage, "MEDIA_URL"),
    )
    urls = [storage.base_url for storage, _name in storages]
    # It would look at the database before and after each of thousands of answers.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        logger.setLevel(logging.ERROR)
        for name, value in changed.items():
            setattr(settings, name, value)
        set_script_prefix(base.prefix)
        for storage, name in storages:
            storage.base_url = changed[name]
        yield
    finally:
        logger.setLevel(level)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        for name, value in before.items():
            setattr(settings, name, value)
        set_script_prefix(prefix)
        for (storage, _name), url in zip(storages, urls, strict=True):
            storage.base_url = url


@dataclass(frozen=True)
class Answer:
    """What was served: `codings` holds the body in the codings that it is served in.

    `modified` is in seconds since 1970, 0 where nothing is said of it.
    """

    status: int
    media_type: str
    body: bytes
    codings: Mapping[str, bytes] = field(default_factory=dict)
    location: str = ""
    modified: int = 0


class Asker:
    """The application, asked as a proxy in front of it would."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._application = WSGIHandler()

    def ask(self, path: str) -> Answer:
        """Return what stands at a path, which begins with the prefix."""
        # What was made for another file is never wanted again.
        pages.store.clear()
        status, headers, body = self._asked(path, "identity")
        media_type = headers.get("Content-Type", "").partition(";")[0]
        return Answer(
            status,
            media_type,
            body,
            self._packed(path, media_type, body) if status in (200, 404, 410) else {},
            headers.get("Location", ""),
            seconds_of(headers.get("Last-Modified", "")) or 0,
        )

    def _packed(self, path: str, media_type: str, body: bytes) -> dict[str, bytes]:
        if not compression.pays(media_type, body):
            return {}
        stored = pages.store.any(path)
        if stored and stored.codings:
            return {name: stored.packed(name) for name in stored.codings}
        if path.startswith(settings.STATIC_URL):
            return dict(self._collected(path, body))
        return compression.in_all_codings(body)

    def _collected(self, path: str, body: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield a static file as it was packed when it was collected, better than on the way."""
        for coding in compression.CODINGS:
            _status, headers, packed = self._asked(path, coding)
            if headers.get("Content-Encoding") != coding:
                packed = compression.compressed(body, coding)
            yield coding, packed

    def _asked(self, path: str, coding: str) -> tuple[int, dict[str, str], bytes]:
        base = self.base
        below = base.below(path)
        return ask(self._application, below, origin=base.origin, prefix=base.prefix, coding=coding)
