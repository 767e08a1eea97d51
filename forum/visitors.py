"""Who knocks at the admin's door: the visitor's own address, also behind our proxy."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from, as our own proxy saw it.

    Only a trusted proxy is believed, and only the last address it names: whatever stands before
    that was sent by the visitor and may be invented.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    is_trusted = peer in settings.TRUSTED_PROXIES or "*" in settings.TRUSTED_PROXIES
    return named if named and is_trusted else peer
