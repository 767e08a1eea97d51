"""Around Django: names each request, and counts how it was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings

from forum.publishing.front import Application, Environ, StartResponse
from forum.seeing import figures
from forum.seeing.logs import REQUEST_ID, id_of, request_id

ANSWERED = "forum.answered"
"""Where the middleware notes in a request how it was answered: store, made or last_good."""

_BY_PATH = (
    ("/admin/", "admin"),
    (settings.STATIC_URL, "static"),
    (settings.MEDIA_URL, "media"),
)
_KEPT_BY_NOBODY = ("no-store", "no-cache", "private")

Headers = list[tuple[str, str]]


class Seen:
    """A WSGI application around Django.

    A request gets an id, or keeps what a proxy gave it; every line of the log about it has the
    id, and the answer too unless caches may give it to others. What the page store answers in
    front never comes here.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        identity = id_of(environ.get("HTTP_X_REQUEST_ID", ""))
        request_id.set(identity)
        sent = ""

        def start(status: str, headers: Headers, *rest: object) -> object:
            nonlocal sent
            sent = status
            if _is_for_one(headers):
                headers = [*headers, (REQUEST_ID, identity)]
            return start_response(status, headers, *rest)

        try:
            body = self.application(environ, start)
        except BaseException:
            request_id.set("")
            raise
        figures.other_answers[_how(environ), sent] += 1
        # Servers send a file by themselves only if they see that it is one.
        file_wrapper = environ.get("wsgi.file_wrapper")
        if file_wrapper and isinstance(body, file_wrapper):
            request_id.set("")
            return body
        return _Body(body)


class _Body:
    """An answer's body; when it is sent, the request is over."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.body)

    def close(self) -> None:
        try:
            if hasattr(self.body, "close"):
                self.body.close()
        finally:
            request_id.set("")


def _is_for_one(headers: Headers) -> bool:
    contracts = [value for name, value in headers if name.lower() == "cache-control"]
    return not contracts or any(word in contracts[0] for word in _KEPT_BY_NOBODY)


def _how(environ: Environ) -> str:
    noted: str = environ.get(ANSWERED, "")
    if noted:
        return noted
    path = environ.get("PATH_INFO", "")
    return next((how for start, how in _BY_PATH if path.startswith(start)), "other")
