"""What of a programme can be found, and the index to find it with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from finding.index import Document, build
from forum.programme import Programme
from multilingual.text import Text
from sessions.values import Session

# Nobody looks for the words of an address; a link's own words stand beside it.
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[^\s<>)\"]+")


def write(programme: Programme) -> bytes:
    """Return the index of a programme's sessions, the same bytes for the same programme."""
    return build(documents(programme))


def documents(programme: Programme) -> Iterator[Document]:
    """Yield every session as what it can be found by, in the order of the programme.

    Breaks and cancelled sessions are among them, by their numbers.
    """
    for session in programme.sessions_in_order:
        yield Document(session.number, _fields(programme, session))


def _fields(programme: Programme, session: Session) -> dict[str, list[str]]:
    appearances = programme.appearances_by_session.get(session.guid, ())
    people = [programme.get("speakers", appearance.speaker) for appearance in appearances]
    subjects = [
        programme.get("tracks", session.track),
        programme.get("stages", session.stage),
        *(programme.get("topics", guid) for guid in session.topics),
    ]
    return {
        "title": _words(session.title),
        "people": [
            words
            for person in people
            if person
            for words in (*_words(person.name), *_words(person.organisation))
        ],
        "subtitle": _words(session.subtitle, *(appearance.title for appearance in appearances)),
        "topics": _words(*(subject.name for subject in subjects if subject)),
        "abstract": [
            _ADDRESS.sub(" ", unescape(words))
            for words in _words(session.abstract, session.description)
        ],
    }


def _words(*texts: Text) -> list[str]:
    """Return the words of texts in all languages."""
    return [words for text in texts for _language, words in text.pairs]
