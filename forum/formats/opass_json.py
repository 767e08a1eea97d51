"""OPASS, the session JSON of COSCUP and SITCON: words stand in objects named by their language."""

from __future__ import annotations

import re

from forum.formats.json_reading import Node, has_object, root, shape
from forum.formats.outline import Event, Link, Outline, Person, Room, Said
from forum.formats.reading import Reading, Request
from forum.formats.understanding import understood

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?\Z")
_LEFT_OUT = ("avatar", "co_write", "qa", "broadcast", "hidden", "uri")


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with sessions whose words stand by language."""
    found = shape(data)
    return "session_types" in found and has_object(data, "id", "room", "start", "end", "speakers")


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a file, what it speaks of, and what had to be guessed.

    Languages that the site does not have are left out, with a note, unless there is no other.

    Raises:
        NotASchedule: with file, place and reason.

    Source: the session.json that OPASS reads.
    """
    outline = Outline.of(request)
    return understood(_Walk(root(data, request, outline), outline, request).outline(), request)


class _Walk:
    """One walk through a file."""

    def __init__(self, top: Node, outline: Outline, request: Request) -> None:
        self.top, self.result, self.languages = top, outline, request.languages

    def outline(self) -> Outline:
        types = {
            node.words("id"): self._said(node, "name") for node in self._table("session_types")
        }
        tags = {node.words("id"): self._said(node, "name") for node in self._table("tags")}
        people = {node.words("id"): self._person(node) for node in self._table("speakers")}
        for node in self._table("rooms"):
            name = self._said(node, "name") or self.result.said(node.words("id"))
            self.result.rooms.append(Room(name, node.place, key=node.words("id")))
        self.result.persons += people.values()
        for node in self._table("sessions"):
            self.result.events.append(self._event(node, types, tags, people))
        if not self.result.events:
            raise self.top.refuse("no session in it.")
        return self.result

    def _table(self, name: str) -> list[Node]:
        return self.top.objects(name)

    def _said(self, node: Node, key: str) -> Said:
        """Return the words of a key in each language, those of the site's if there are any."""
        found: dict[str, str] = {}
        foreign: dict[str, str] = {}
        for language in [name for name in (node.value or {}) if _LANGUAGE.match(name)]:
            inner = node.at(language)
            if isinstance(inner.value, dict) and (words := inner.words(key)):
                code = language.replace("_", "-").casefold().partition("-")[0]
                (found if code in self.languages else foreign)[code] = words
        if found or not foreign:
            return found
        node.guess("words only in a language that the site does not have", ", ".join(foreign))
        return self.result.said(next(iter(foreign.values())))

    def _person(self, node: Node) -> Person:
        return Person(
            name=self._said(node, "name"),
            place=node.place,
            id=node.words("id"),
            biography=self._said(node, "bio"),
            given=node.words("id"),
        )

    def _event(
        self,
        node: Node,
        types: dict[str, Said],
        tags: dict[str, Said],
        people: dict[str, Person],
    ) -> Event:
        persons = []
        for item in node.each("speakers"):
            identity = item.words()
            known = people.get(identity)
            name = known.name if known else {}
            persons.append(Person(name, item.place, id=identity, given=identity))
        event = Event(
            place=node.place,
            id=node.words("id"),
            code=node.words("id"),
            title=self._said(node, "title"),
            abstract=self._said(node, "description"),
            type_name=types.get(node.words("type"), {}),
            languages=node.words("language"),
            topics=[tags[tag] for tag in node.texts("tags") if tags.get(tag)],
            room=node.words("room"),
            start=node.words("start"),
            end=node.words("end"),
            persons=persons,
            recording=node.words("record"),
            links=[Link(node.words("slide"), kind="slides")] if node.words("slide") else [],
            url=node.words("uri"),
        )
        node.leave(*_LEFT_OUT)
        node.note_the_rest()
        return event
