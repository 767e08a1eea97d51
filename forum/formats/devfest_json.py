"""The sessions.json and speakers.json of the DevFest app that many Google groups made their own."""

from __future__ import annotations

import re

from forum.formats.foreign_words import one_line
from forum.formats.json_reading import Node, has_object, root
from forum.formats.outline import Event, Link, Outline, Person
from forum.formats.reading import Reading, Request
from forum.formats.understanding import understood

_CLOCK = re.compile(r"(1[0-2]|0?[1-9]):([0-5][0-9]) ?([ap])\.?m\.?\Z", re.IGNORECASE)
_MINUTES = re.compile(r"([0-9]{1,4}) ?min(?:ute)?s?\.?\Z", re.IGNORECASE)
_PAGES = ("website", "twitter", "linkedin", "github", "fb")


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with objects that have the keys of the app's."""
    return has_object(data, "session_title", "session_start_time") or has_object(
        data, "speaker_name", "speaker_session"
    )


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of one of the two files, what it speaks of, and what was guessed.

    They name no date. In an edition of one day, see `Request.fallback_dates`, times are of that
    day; in a longer one they are to be announced. People are known by their names.

    Raises:
        NotASchedule: with file, place and reason; without an edition that is there too.

    Source: the data of flutter_devfest, assets/json.
    """
    outline = Outline.of(request)
    top = root(data, request, outline)
    first, last = request.fallback_dates or (None, None)
    date = first.isoformat() if first and first == last else ""
    for node in top.objects("sessions"):
        outline.events.append(_event(node, outline, date))
    for node in top.objects("speakers"):
        outline.persons.append(_person(node, outline))
        # What is their session is named by its title alone, which may be that of several.
        node.leave("speaker_image", "speaker_id", "speaker_session")
        node.note_the_rest()
    if not outline.events and not outline.persons:
        raise top.refuse("neither a session nor a speaker in it.")
    outline.guess_language()
    return understood(outline, request)


def _event(node: Node, outline: Outline, date: str) -> Event:
    identity, start = node.words("session_id"), one_line(node.words("session_start_time"))
    minutes = _MINUTES.match(one_line(node.words("session_total_time")))
    person = _person(node, outline)
    event = Event(
        place=node.place,
        id=identity,
        number=identity,
        title=outline.said(node.words("session_title")),
        abstract=outline.said(node.words("session_desc")),
        track=node.words("track"),
        date=date,
        start=_clock(start) or start,
        duration=minutes[1] if minutes else node.words("session_total_time"),
        persons=[person] if person.name else [],
        links=[Link(link) for link in node.texts("session_link") if link],
    )
    node.leave("speaker_image", "session_image")
    node.note_the_rest()
    return event


def _person(node: Node, outline: Outline) -> Person:
    return Person(
        name=outline.said(one_line(node.words("speaker_name"))),
        place=node.place,
        position=outline.said(node.words("speaker_desc")),
        biography=outline.said(node.words("speaker_info")),
        links=[
            Link(words, kind="facebook" if page == "fb" else page)
            for page in _PAGES
            if (words := node.words(f"{page}_url"))
        ],
    )


def _clock(words: str) -> str:
    """Return a time of twelve hours as one of twenty-four, or nothing."""
    found = _CLOCK.match(words)
    if not found:
        return ""
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
    return f"{hour:02}:{found[2]}"
