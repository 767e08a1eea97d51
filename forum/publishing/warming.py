"""Makes the pages that everybody opens first before anybody does: templates and words are read
then, which takes most of a second in a new process."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.urls import reverse

from forum.publishing import current
from forum.publishing.front import Application, Environ


def warm(application: Application) -> None:
    """Ask a WSGI application for the front door and the programme, in each language."""
    for path in _addresses():
        answer = application(_environ(path), lambda *_answer: None)
        try:
            for _part in answer:
                pass
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()


def _addresses() -> Iterator[str]:
    release = current.site().current
    if release:
        edition = release.programme.edition.slug
        for language, _name in settings.LANGUAGES:
            yield reverse("front", args=(language,))
            yield reverse("programme", args=(language, edition))


def _environ(path: str) -> Environ:
    site = urlsplit(settings.SITE_URL)
    environ: Environ = {
        "PATH_INFO": path,
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_ENCODING": "br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
    }
    setup_testing_defaults(environ)
    return environ
