"""OPASS, the session JSON of COSCUP and SITCON: words stand in objects named by their language."""

from __future__ import annotations

import re

from forum.formats.foreign_words import kind_of, one_line, spoken_languages
from forum.formats.json_reading import Node, has_object, root, shape
from forum.formats.outline import Event, Link, Outline, Person, Room, Said, Track, first_of
from forum.formats.reading import Reading, Request
from forum.formats.understanding import understood

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?\Z")
_LEFT_OUT = ("avatar", "broadcast", "hidden")

# What stands beside a session on the web, and what kind of page it is.
_PAGES = {"slide": "slides", "co_write": "notes", "qa": "questions", "live": "video"}


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with sessions whose words stand by language."""
    found = shape(data)
    return "session_types" in found and has_object(data, "id", "room", "start", "end", "speakers")


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a file, what it speaks of, and what had to be guessed.

    Languages that the site does not have are left out, with a note, unless there is no other.
    Types that name no kind of session are its tracks, as apps show them.

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
        self.foreign: set[str] = set()

    def outline(self) -> Outline:
        types = {
            node.words("id"): self._said(node, "name") for node in self._table("session_types")
        }
        tracks = {key for key, said in types.items() if not self._is_kind(said)}
        for node in self._table("session_types"):
            key = node.words("id")
            if key in tracks:
                self.result.tracks.append(Track(types[key], node.place, key=key))
        tags = {
            node.words("id"): self._said(node, "name")
            for node in self._table("tags")
            if not self._is_language(node)
        }
        people = {node.words("id"): self._person(node) for node in self._table("speakers")}
        for node in self._table("rooms"):
            name = self._said(node, "name") or self.result.said(node.words("id"))
            self.result.rooms.append(Room(name, node.place, key=node.words("id")))
        self.result.persons += people.values()
        for node in self._table("sessions"):
            self.result.events.append(self._event(node, types, tracks, tags, people))
        if self.foreign:
            message = "words in languages that the site does not have"
            self.top.skip(message, ", ".join(sorted(self.foreign)))
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
        if found:
            self.foreign.update(foreign)
        if found or not foreign:
            return found
        node.guess("words only in a language that the site does not have", ", ".join(foreign))
        return self.result.said(next(iter(foreign.values())))

    def _is_kind(self, said: Said) -> bool:
        return kind_of(one_line(first_of(said, self.result.language)))[0] != "other"

    def _is_language(self, node: Node) -> bool:
        """Say whether a tag says what is spoken, which sessions say themselves."""
        words = one_line(first_of(self._said(node, "name"), self.result.language))
        codes, unknown = spoken_languages(words)
        return bool(codes) and not unknown

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
        tracks: set[str],
        tags: dict[str, Said],
        people: dict[str, Person],
    ) -> Event:
        persons = []
        for item in node.each("speakers"):
            identity = item.words()
            known = people.get(identity)
            name = known.name if known else {}
            persons.append(Person(name, item.place, id=identity, given=identity))
        kind = node.words("type")
        event = Event(
            place=node.place,
            id=node.words("id"),
            code=node.words("id"),
            title=self._said(node, "title"),
            abstract=self._said(node, "description"),
            type_name={} if kind in tracks else types.get(kind, {}),
            track=kind if kind in tracks else "",
            languages=node.words("language"),
            topics=[tags[tag] for tag in node.texts("tags") if tags.get(tag)],
            room=node.words("room"),
            start=node.words("start"),
            end=node.words("end"),
            persons=persons,
            recording=node.words("record"),
            links=[
                Link(words, kind=kind)
                for name, kind in _PAGES.items()
                if (words := node.words(name))
            ],
            url=node.words("uri"),
        )
        node.leave(*_LEFT_OUT)
        node.note_the_rest()
        return event
