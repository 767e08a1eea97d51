"""Who knocks at the admin's door: the visitor's own address, also behind our proxy."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from, as our own proxy saw it.

    Only a trusted proxy is believed, and only the last address it names: whatever stands before
    that was sent by the visitor and may be invented. What is no address is not believed either.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if peer not in settings.TRUSTED_PROXIES and "*" not in settings.TRUSTED_PROXIES:
        return peer
    return _address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2]) or peer


def is_loopback(address: str) -> bool:
    """Say whether an address is this machine's own, for nobody else."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool(mapped.is_loopback if mapped else found.is_loopback)


def _address(words: str) -> str:
    """Return the address in `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1` or `[2001:db8::1]:443`."""
    words = words.strip()
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        return str(ipaddress.ip_address(words))
    except ValueError:
        return ""
