"""Which sites may show our pages within theirs: none, but for the pages made for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase

SECURITY = "Content-Security-Policy"

FRAMED_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    )
)
"""Neither script nor form: there is nothing that a page around could make a visitor press."""


def framed_by_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a Django view whose page any site may show within its own. What is no page may not.

    Source: CSP Level 3, "frame-ancestors", for which browsers pass over X-Frame-Options; older
    ones would not, hence it is left out.
    """

    @wraps(view)
    def answer(*args: Any, **rest: Any) -> HttpResponseBase:
        response = view(*args, **rest)
        if response.status_code == 200:
            response.headers[SECURITY] = FRAMED_POLICY
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return answer
