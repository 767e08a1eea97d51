"""Asks the site from within its own process: all of it, as a visitor would, without a socket."""

from __future__ import annotations

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from forum.publishing.front import Application, Environ


def ask(
    application: Application, address: str, *, origin: str, prefix: str = "", coding: str = ""
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what stands at an address.

    Args:
        address: path below `prefix`, quoted, and a query if there is one.
        origin: scheme and host of the site.
        coding: what Accept-Encoding says.
    """
    site = urlsplit(origin)
    path, _mark, query = address.partition("?")
    given: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_more: Any) -> Any:
        given.extend((status, headers))

    environ: Environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": prefix,
        # PEP 3333: a path is the Latin-1 reading of its bytes.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_ENCODING": coding,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = application(environ, start_response)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
    status, headers = given
    return int(status[:3]), dict(headers), body
