"""Lines of the log, for people or as JSON, each with the request it belongs to.

Knows neither Django nor settings: the server that starts all others reads it by itself.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

FORMATS = ("text", "json")

REQUEST_ID = "X-Request-ID"

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered, for every line that is logged meanwhile."""

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVALID = re.compile(r"Invalid request from ip=\S*: ([^'\":]*).*", re.DOTALL)
_QUERY = re.compile(r"(/[^\s?]*)\?\S*")


def id_of(given: str) -> str:
    """Return the id that a proxy gave a request if it looks like one, else a new one."""
    return given if _GIVEN_ID.match(given) else secrets.token_hex(16)


def words_of(record: logging.LogRecord) -> str:
    """Return what a record says on one line, without anything about the visitor.

    What gunicorn says of requests it cannot read has addresses, queries and headers in it.
    """
    words = record.getMessage()
    if record.name.startswith("gunicorn"):
        words = _INVALID.sub(r"Invalid request: \1", words).rstrip()
        words = _QUERY.sub(r"\1", words)
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", words)


class Lines(logging.Formatter):
    """Lines for people: `2021-05-25 07:00:00,123 ERROR forum.middleware [id] What happened.`"""

    default_time_format = "%Y-%m-%d %H:%M:%S"

    def formatMessage(self, record: logging.LogRecord) -> str:
        identity = request_id.get()
        which = f" [{identity}]" if identity else ""
        when = self.formatTime(record)
        return f"{when} {record.levelname} {record.name}{which}: {words_of(record)}"


class JsonLines(logging.Formatter):
    """One JSON object a line, in ASCII, so that any way of storing it keeps it whole."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        found: dict[str, Any] = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": words_of(record),
        }
        identity = request_id.get()
        if identity:
            found["request_id"] = identity
        found |= getattr(record, "fields", {})
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found, default=str)


def formatter(name: str) -> logging.Formatter:
    """Return what writes lines in a format of `FORMATS`."""
    return JsonLines() if name == "json" else Lines()


def dress(loggers: list[logging.Logger], name: str) -> None:
    """Let the handlers of these loggers write in a format of `FORMATS`."""
    for logger in loggers:
        for handler in logger.handlers:
            handler.setFormatter(formatter(name))
