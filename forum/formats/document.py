"""Our own lossless JSON: the document that a release keeps, byte for byte canonical."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

from slugify import slugify

from forum.formats.codec import NotThisValue, decode, encode
from forum.programme import Programme

FORMAT = 2
"""The format that is written. Raise it when a document's shape changes, and add a lift."""


class NotADocument(ValueError):
    """The bytes are no programme document; the message names the place."""


def write(programme: Programme) -> bytes:
    """Return the canonical document: equal programmes give equal bytes.

    UTF-8, keys sorted, defaults left out, no white space; `format` stands beside the programme.
    """
    return dumped(plain(programme))


def plain(programme: Programme) -> dict[str, Any]:
    """Return the document as plain JSON values."""
    return {"format": FORMAT, **encode(programme)}


def dumped(data: Any) -> bytes:
    """Return the canonical bytes of plain JSON values."""
    return _canonical.encode(data).encode()


# Values that hold themselves cannot be frozen: to look for them takes a third of the time.
_canonical = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)


def read(data: bytes) -> Programme:
    """Return the programme of a document of this or any older format.

    Raises:
        NotADocument: if it is none, or was written by a newer version.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"Not JSON: {error}.") from error
    return loaded(found)


_held: WeakValueDictionary[str, Programme] = WeakValueDictionary()


def held(sha256: str) -> Programme | None:
    """Return the programme of a document by its SHA-256, if someone in this process holds it."""
    return _held.get(sha256)


def read_once(sha256: str, data: Callable[[], bytes]) -> Programme:
    """Return the programme of a document with this SHA-256, read only if nobody here holds it.

    Raises as `read` does.
    """
    found = _held.get(sha256)
    if found is None:
        found = _held[sha256] = read(data())
    return found


def loaded(found: Any) -> Programme:
    """Return the programme of a document that is plain JSON values already; see `read`."""
    if not isinstance(found, dict):
        raise NotADocument(f"Expected a JSON object, got {type(found).__name__}.")
    number = found.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= FORMAT:
        raise NotADocument(
            f"Document format {number!r}. This version reads 1 to {FORMAT}; "
            "a higher one needs a newer version."
        )
    try:
        for step in range(number, FORMAT):
            found = LIFTS[step](found)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotADocument(f"Not a document of format {number}: {error!r}.") from error
    try:
        programme: Programme = decode(Programme, found)
    except NotThisValue as error:
        raise NotADocument(str(error)) from error
    return programme


def _lift_topics(old: dict[str, Any]) -> dict[str, Any]:
    """Format 1 kept a session's topics as texts; format 2 knows each topic by guid and slug."""
    topics: dict[str, dict[str, Any]] = {}
    sessions = []
    for session in old.get("sessions", []):
        guids = []
        for name in session.get("topics", []):
            topic = _topic_of(old["edition"]["guid"], name)
            topics[topic["guid"]] = topic
            guids.append(topic["guid"])
        sessions.append({**session, "topics": guids} if guids else session)
    return {**old, "sessions": sessions, "topics": list(topics.values())}


def _topic_of(edition_guid: str, name: Mapping[str, str]) -> dict[str, Any]:
    words = name.get("en") or next(iter(name.values()))
    return {
        "guid": str(uuid5(UUID(edition_guid), f"topic {words}")),
        "slug": slugify(words),
        "name": dict(name),
    }


LIFTS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _lift_topics}
"""From each past format to the next."""
