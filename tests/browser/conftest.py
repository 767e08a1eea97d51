"""The sample, published and served to a real browser that reports what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from forum import clock
from forum.publishing import current
from tests.builders import at

DURING = at(11, 30)
"""A moment of the sample at which two sessions are live."""

AFTERWARDS = at(12) + timedelta(days=500)


@dataclass
class Site:
    """A served site and what a browser complained about while visiting it."""

    url: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    may_call: set[str] = field(default_factory=set)


@pytest.fixture
def site(live_server: Any, page: Any, settings: Any, monkeypatch: Any) -> Iterator[Site]:
    """The sample while it is live; no page may complain or call another host."""
    settings.SITE_URL = live_server.url
    call_command("sample", verbosity=0)
    current.refresh()
    monkeypatch.setattr(clock, "now", lambda: DURING)
    found = Site(live_server.url)
    page.on("console", lambda message: _note(found, message))
    page.on("pageerror", lambda error: found.complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda request: _note_foreign(found, request.url))
    yield found
    assert found.complaints == []
    assert found.foreign == []


def _note(site: Site, message: Any) -> None:
    if message.type in ("error", "warning"):
        site.complaints.append(f"{message.location.get('url')}: {message.text}")


def _note_foreign(site: Site, url: str) -> None:
    parts = urlsplit(url)
    is_foreign = parts.scheme in ("http", "https") and not url.startswith(site.url)
    if is_foreign and parts.hostname not in site.may_call:
        site.foreign.append(url)
