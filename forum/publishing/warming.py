"""Makes the pages that everybody opens first before anybody does: templates and words are read
then, which takes most of a second in a new process."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from forum.publishing import current
from forum.publishing.front import Application
from forum.publishing.inside import ask


def warm(application: Application) -> None:
    """Ask a WSGI application for the front door and the programme, in each language."""
    for path in _addresses():
        ask(application, path, origin=settings.SITE_URL, coding="br")


def _addresses() -> Iterator[str]:
    release = current.site().current
    if release:
        edition = release.programme.edition.slug
        for language, _name in settings.LANGUAGES:
            yield reverse("front", args=(language,))
            yield reverse("programme", args=(language, edition))
