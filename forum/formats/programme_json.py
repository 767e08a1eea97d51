"""programme.json: our own document, as everybody may have it and as it comes back."""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from forum.coverage import everything
from forum.formats import document
from forum.formats.json_reading import json_value, shape
from forum.formats.reading import NotASchedule, Note, Reading, Request
from forum.programme import Programme
from forum.rules import edition_problems
from forum.values import Announcement, History
from multilingual.characters import writable
from multilingual.text import Text
from sessions.values import Recording, Session
from speakers.values import Picture

_LANGUAGE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def write(programme: Programme, announcements: Iterable[Announcement]) -> bytes:
    """Return the document of what is public of a programme, with the announcements of the moment.

    Left out is what no page shows: announcements that have not begun or are over; the history,
    which keeps whole sessions that were removed; and where to watch what was cancelled, or what
    its speakers want no recording of. So are control characters, which no word is written with.
    """
    public = programme.replace(
        announcements=tuple(announcements),
        sessions=tuple(map(_public, programme.sessions)),
        streams=tuple(
            stream
            for stream in programme.streams
            if not _is_withheld(programme.get("sessions", stream.session))
        ),
        history=History(),
    )
    return document.dumped(_writable(document.plain(public)))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {key: _writable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_writable(inner) for inner in value]
    return value


def _is_withheld(session: Session | None) -> bool:
    return session is not None and (session.is_cancelled or session.recording.opted_out)


def _public(session: Session) -> Session:
    if not _is_withheld(session):
        return session
    recording = Recording(opted_out=session.recording.opted_out)
    return dataclasses.replace(session, recording=recording)


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with the format and the edition that our document has."""
    return {"format", "edition.guid", "edition.slug"} <= shape(data)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a document of this or any older format; it speaks of everything.

    Everything is said in the languages that occur in it: in others it leaves words as they are.
    Guids, numbers and addresses are those of the document. Pictures and files are named, not
    brought along.

    Raises:
        NotASchedule: naming the place, if it is none, or was written by a newer version.
    """
    file = request.file_name
    found = json_value(data, file=file)
    for place in _unwritable(found, "document"):
        reason = "characters that no text can hold: NUL, or one cut in two."
        raise NotASchedule(reason, file=file, place=place)
    try:
        programme = document.loaded(found)
    except document.NotADocument as error:
        place, colon, reason = str(error).partition(": ")
        if colon and place.startswith("document"):
            raise NotASchedule(reason, file=file, place=place) from error
        raise NotASchedule(str(error), file=file) from error
    edition = programme.edition
    if request.edition_slug:
        edition = dataclasses.replace(edition, slug=request.edition_slug)
    _check(programme, file)
    languages = sorted({code for text in _all(programme, Text) for code, _words in text.pairs})
    files = sum(1 for _ in _all(programme, Picture))
    message = "pictures are files beside the document, and must be in the media folder"
    notes = (Note("document", message, f"{files} pictures"),) if files else ()
    programme = programme.replace(edition=edition, history=History())
    return Reading(programme, everything(languages), notes)


def _check(programme: Programme, file: str) -> None:
    """Refuse what nothing can be worked out of; the rest is for intake, which tells of it all."""
    edition = programme.edition
    guids = [("edition.guid", edition.guid)]
    for kind, item in programme:
        guids.append((f"{kind}, guid", item.guid))
        if kind == "speakers":
            guids.append(("speakers, person", item.person))
    for place, guid in guids:
        if not _is_guid(guid):
            reason = f"expected a guid such as {uuid.NAMESPACE_URL}, got {guid[:100]!r}."
            raise NotASchedule(reason, file=file, place=place)
    for kind, item in (("edition", edition), *programme):
        for text in _all(item, Text):
            for code, _words in text.pairs:
                if not _LANGUAGE.fullmatch(code):
                    reason = f"expected the code of a language such as ru, got {code[:100]!r}."
                    raise NotASchedule(reason, file=file, place=f"{kind}, {item.guid}")
    for field, message in edition_problems(
        slug=edition.slug,
        first_date=edition.first_date,
        last_date=edition.last_date,
        time_zone=edition.time_zone,
    ):
        raise NotASchedule(str(message), file=file, place=f"edition.{field}")


def _is_guid(words: str) -> bool:
    try:
        return str(uuid.UUID(words)) == words
    except ValueError:
        return False


def _all(value: Any, kind: type) -> Iterator[Any]:
    """Yield every value of a kind within frozen values."""
    if isinstance(value, kind):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _all(getattr(value, field.name), kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from _all(item, kind)


def _unwritable(value: Any, place: str) -> Iterator[str]:
    """Yield the places of words that no database holds."""
    if isinstance(value, str):
        if _UNWRITABLE.search(value):
            yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unwritable(key, place)
            yield from _unwritable(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unwritable(inner, f"{place}[{index}]")
