"""What a page needs before it can be drawn, told in its header: style and type of its own head."""

from __future__ import annotations

import re
from html import unescape

LINK = "Link"

_HEAD_BYTES = 10_000
_TAG = re.compile(rb"<link ([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)(?:="([^"]*)")?')


def preloads(html: bytes) -> str:
    """Return the value of a page's Link header, empty where it needs nothing.

    A cache in front can send it ahead as 103 Early Hints, and a browser reads it before the page.
    What is of another site, or for printing only, is left out.

    Source: RFC 8288, 3; HTML, "preload".
    """
    head, _end, _body = html[:_HEAD_BYTES].partition(b"</head>")
    return ", ".join(filter(None, (_preload(tag.decode()) for tag in _TAG.findall(head))))


def _preload(tag: str) -> str:
    attributes = dict(_ATTRIBUTE.findall(tag))
    address = unescape(attributes.get("href", ""))
    if not address.startswith("/") or re.search(r'[<>\s"]', address):
        return ""
    if attributes.get("rel") == "stylesheet" and "media" not in attributes:
        return f"<{address}>; rel=preload; as=style"
    if attributes.get("rel") == "preload" and attributes.get("as") == "font":
        return f'<{address}>; rel=preload; as=font; type="font/woff2"; crossorigin'
    return ""
