"""open-event, the exchange format of eventyay: a zip of JSON files, or its files one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from forum.formats.archives import looks_like_zip, members, names_in
from forum.formats.foreign_words import one_line
from forum.formats.json_reading import Node, has_object, json_value, root
from forum.formats.outline import Event, Link, Outline, Person, Room, Track
from forum.formats.reading import NotASchedule, Reading, Request
from forum.formats.understanding import understood

_PARTS = ("event", "sessions", "speakers", "tracks", "microlocations")

_LINKS = {
    "website": "website",
    "web": "website",
    "twitter": "twitter",
    "github": "github",
    "linkedin": "linkedin",
    "facebook": "facebook",
}

# Of no meaning elsewhere, or nobody's business.
_LEFT_OUT = (
    "py/object", "audio", "city", "comments", "deleted_at", "email", "featured", "gender",
    "heard_from", "icon", "is_email_overridden", "is_mail_sent", "level", "mobile", "order",
    "photo", "position_override", "rank", "sessions", "sign_up_url", "signup_url", "small",
    "speaking_experience", "sponsorship_required", "submitted_at", "thumbnail",
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are a zip of open-event's files, or JSON like one of them."""
    if looks_like_zip(data):
        names = {_part_of(name) for name in names_in(data)}
        return {"sessions", "speakers"} <= names
    return (
        has_object(data, "session_id", "title", "start_time")
        or has_object(data, "title", "start_time", "microlocation")
        or has_object(data, "title", "session_type", "short_abstract")
        or has_object(data, "id", "name", "biography", "organisation")
        or has_object(data, "name", "long_biography", "organisation")
    )


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of an archive or of one of its files.

    Sessions and people are known by their numbers, so that the files of one event belong
    together when they are read one by one.

    Raises:
        NotASchedule: with file, member, place and reason.

    Source: open-event's format of 2016 to 2018.
    """
    if looks_like_zip(data):
        data = _in_one(data, request)
    outline = Outline.of(request)
    return understood(_Walk(root(data, request, outline), outline).outline(), request)


def _part_of(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".json")


def _in_one(data: bytes, request: Request) -> bytes:
    """Return the parts of an archive as one object."""
    names = {_part_of(name): name for name in sorted(names_in(data)) if _part_of(name) in _PARTS}
    unpacked = members(data, frozenset(names.values()), file=request.file_name)
    found = {}
    for part, name in names.items():
        try:
            found[part] = json_value(unpacked[name])
        except NotASchedule as error:
            reason, place = error.reason, f"member {name}"
            where = ", ".join(filter(None, (place, error.place)))
            raise NotASchedule(reason, file=request.file_name, place=where) from error
    return json.dumps(found, ensure_ascii=True).encode()


class _Walk:
    """One walk through a document, whose lists stand at the names of the archive's files."""

    def __init__(self, top: Node, outline: Outline) -> None:
        self.top, self.result, self.said = top, outline, outline.said

    def outline(self) -> Outline:
        self._facts(self.top.object("event"))
        for node in self.top.objects("tracks"):
            self.result.tracks.append(
                Track(
                    self.said(node.words("name")),
                    node.place,
                    key=node.words("name"),
                    colour=node.words("color"),
                    description=self.said(node.words("description")),
                )
            )
        for node in self.top.objects("microlocations"):
            self.result.rooms.append(Room(self.said(node.words("name")), node.place))
        is_list = isinstance(self.top.value, list)
        sessions = self.top.objects("sessions")
        speakers = self.top.objects("speakers")
        for node in self.top.objects() if is_list else ():
            (sessions if "title" in node else speakers).append(node)
        self.result.events += [self._event(node) for node in sessions if self._is_on(node)]
        self.result.persons += [self._person(node) for node in speakers]
        if not self.result.events and not self.result.persons:
            raise self.top.refuse("neither a session nor a speaker in it.")
        self.result.guess_language()
        return self.result

    def _facts(self, node: Node) -> None:
        outline = self.result
        outline.title = self.said(node.words("name"))
        outline.zone_name = node.words("timezone")
        outline.start, outline.end = node.words("start_time"), node.words("end_time")
        outline.url = node.words("event_url")

    def _is_on(self, node: Node) -> bool:
        state = one_line(node.words("state")).casefold()
        if state in ("", "accepted", "confirmed"):
            return True
        node.skip("a session that was not accepted", state)
        return False

    def _event(self, node: Node) -> Event:
        identity = node.words("session_id", "id")
        track, kind = node.at("track"), node.at("session_type")
        room = node.at("microlocation")
        event = Event(
            place=node.place,
            id=identity,
            number=identity if identity.isdecimal() else "",
            title=self.said(node.words("title")),
            subtitle=self.said(node.words("subtitle")),
            abstract=self.said(node.words("short_abstract", "description")),
            description=self.said(node.words("long_abstract")),
            type=_named(kind) or node.words("type"),
            languages=node.words("language"),
            track=_named(track),
            room=_named(room) or node.words("location"),
            start=node.words("start_time"),
            end=node.words("end_time"),
            persons=[self._person(item) for item in node.objects("speakers")],
            links=[
                Link(node.words(name), kind=kind)
                for name, kind in (("slides", "slides"), ("video", "video"))
                if node.words(name)
            ],
        )
        node.leave(*_LEFT_OUT, "track", "session_type", "microlocation")
        node.note_the_rest()
        return event

    def _person(self, node: Node) -> Person:
        person = Person(
            name=self.said(node.words("name")),
            place=node.place,
            id=node.words("id"),
            position=self.said(node.words("position")),
            organisation=self.said(node.words("organisation")),
            biography=self.said(node.words("long_biography", "biography", "short_biography")),
            country=node.words("country"),
            links=list(self._links(node)),
            given=node.words("id"),
        )
        node.leave(*_LEFT_OUT, "short_biography", "long_biography", "biography")
        node.note_the_rest()
        return person

    def _links(self, node: Node) -> Iterator[Link]:
        for key, kind in _LINKS.items():
            words = one_line(node.words(key))
            # Some write a name instead of an address.
            if words.startswith(("http://", "https://")):
                yield Link(words, kind=kind)


def _named(node: Node) -> str:
    return node.words("name") if isinstance(node.value, dict) else node.words()
