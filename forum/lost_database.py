"""What the admin answers while its database is gone, or takes no changes: 503, and in words."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from forum.publishing import current

RETRY_SECONDS = 30

# PostgreSQL's appendix A: read_only_sql_transaction.
_READ_ONLY = "25006"


class AdminWithoutDatabase:
    """Answers for the admin at once while the database is known to be gone.

    Otherwise every such request would wait for it, until no thread was left for the public.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            # Begins to watch the database, where this is the first request of all.
            current.site()
            if current.is_lost():
                return unavailable()
        return self.get_response(request)


def is_reason(request: HttpRequest) -> bool:
    """Say whether the exception that is being handled is the lost database's, in the admin."""
    error = sys.exc_info()[1]
    return request.path_info.startswith("/admin/") and isinstance(error, Error) and is_lost(error)


def is_lost(error: Error) -> bool:
    """Say whether an error tells of a database that is gone, silent, full or read-only.

    All others tell of a mistake of ours.
    """
    is_read_only = getattr(error.__cause__, "pgcode", "") == _READ_ONLY
    return isinstance(error, (OperationalError, InterfaceError)) or is_read_only


def unavailable() -> HttpResponse:
    """Return the page that says so in both languages. It needs no database to be made."""
    response = HttpResponse(render_to_string("admin/unavailable.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
