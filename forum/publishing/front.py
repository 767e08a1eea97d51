"""In front of Django: answers from the page store what it has, and leaves all else to Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from forum import clock
from forum.publishing import current, pages
from forum.publishing.finished import Asked
from forum.seeing.figures import from_store

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_MOST_HOSTS = 100


class InFront:
    """A WSGI application in front of another one.

    It looks at host and scheme as Django's own middleware would, and hands on what that would
    refuse or redirect. Never asks the database, nor waits for anything.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        self.scheme = "https" if settings.SECURE_SSL_REDIRECT else ""
        self._hosts: set[str] = set()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method == "GET" or method == "HEAD":
            finished = pages.store.fresh(address_in(environ), current.known(), clock.now())
            if finished is not None and self._may_answer(environ):
                picked = finished.picked(asked_in(environ))
                from_store[picked.status] += 1
                start_response(picked.status, picked.headers)
                return [picked.body] if picked.body else []
        return self.application(environ, start_response)

    def _may_answer(self, environ: Environ) -> bool:
        if self.scheme and environ.get("wsgi.url_scheme") != self.scheme:
            return False
        host = environ.get("HTTP_HOST", "")
        if host in self._hosts:
            return True
        domain, _port = split_domain_port(host)
        allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1"] if settings.DEBUG else [])
        if not domain or not validate_host(domain, allowed):
            return False
        if len(self._hosts) < _MOST_HOSTS:
            self._hosts.add(host)
        return True


def address_in(environ: Environ) -> str:
    """Return the path and query that are asked for, as they came.

    Empty for a path with a `?` of its own, which came quoted: its answer is never kept, or it
    would be given to whoever asks with that query.
    """
    path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    if "?" in path:
        return ""
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def asked_in(environ: Environ) -> Asked:
    """Return what a request asks of an answer."""
    get = environ.get
    return Asked(
        environ["REQUEST_METHOD"] == "HEAD",
        get("HTTP_ACCEPT_ENCODING", ""),
        get("HTTP_IF_NONE_MATCH", ""),
        get("HTTP_IF_MODIFIED_SINCE", ""),
        get("HTTP_IF_MATCH", ""),
        get("HTTP_IF_UNMODIFIED_SINCE", ""),
    )
