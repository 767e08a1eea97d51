"""A bare WSGI function that answers with what the forum answered, and does nothing else.

No Python behind gunicorn can be faster. The answers are recorded: for each path what to send, and
what to whoever has it already.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django

# The server is the forum's, and so is what it does in each new worker.
django.setup()

_RECORDED = json.loads(Path(os.environ["RECORDED_ANSWERS"]).read_text())
FOUND = {
    path: (found["status"], [(name, value) for name, value in found["headers"]],
           [found["body"].encode("latin-1")])
    for path, found in _RECORDED.items()
}  # fmt: skip
KNOWN = {
    path: [(name, value) for name, value in found["known"]] for path, found in _RECORDED.items()
}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if "HTTP_IF_NONE_MATCH" in environ:
        start_response("304 Not Modified", KNOWN[path])
        return []
    status, headers, body = FOUND[path]
    start_response(status, headers)
    return body
