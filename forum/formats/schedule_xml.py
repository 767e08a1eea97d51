"""frab and Pentabarf schedule.xml of every age, and what other systems write under that name."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from forum.formats import own_files
from forum.formats.foreign_words import one_line
from forum.formats.outline import Day, Event, Link, Outline, Person, Room, Track
from forum.formats.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    NotASchedule,
    Reading,
    Request,
    line_of,
    place_of,
    xml_root,
)
from forum.formats.understanding import understood
from multilingual.text import folded

_CONFERENCE_PARTS = frozenset(
    {
        "acronym", "title", "subtitle", "start", "end", "days", "day_change",
        "timeslot_duration", "base_url", "url", "time_zone_name", "track",
    }
)  # fmt: skip
_EVENT_PARTS = frozenset(
    {
        "date", "start", "duration", "room", "slug", "url", "recording", "title", "subtitle",
        "track", "type", "language", "abstract", "description", "logo", "persons", "links",
        "attachments", "video", "feedback_url",
    }
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes look like XML, in any encoding; `read` says what is wrong with it."""
    return data[:100].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def read(
    data: bytes,
    request: Request = Request(),  # noqa: B008 - frozen
    *,
    max_bytes: int = MAX_BYTES,
    max_elements: int = MAX_ELEMENTS,
    max_depth: int = MAX_DEPTH,
) -> Reading:
    """Return the programme of a schedule.xml, what it speaks of, and what had to be guessed.

    The format does not say what language its words are in: it is the one of the request.

    Raises:
        NotASchedule: with file, line, element and reason.

    Source: exports of Pentabarf, frab, pretalx and wafer; the schema of the c3voc.
    """
    root = xml_root(
        data,
        file=request.file_name,
        max_bytes=max_bytes,
        max_elements=max_elements,
        max_depth=max_depth,
    )
    return read_root(root, request)


def read_root(root: Element, request: Request) -> Reading:
    """Return the programme of a schedule that is a tree of elements already."""
    if root.tag != "schedule":
        raise NotASchedule(
            "expected <schedule> as the outermost element.",
            file=request.file_name,
            line=line_of(root),
            element=root.tag,
        )
    return understood(_Walk(root, request).outline(), request)


class _Walk:
    """One walk through a file, collecting its words."""

    def __init__(self, root: Element, request: Request) -> None:
        self.root, self.request = root, request
        self.result = Outline.of(request)
        self.said = self.result.said
        self.rooms: dict[str, Room] = {}
        generator = root.find("generator")
        self.is_ours = generator is not None and own_files.is_ours(generator.get("name", ""))

    def outline(self) -> Outline:
        outline = self.result
        conference = self.root.find("conference")
        outline.title = self.said(_line(conference, "title"))
        outline.subtitle = self.said(_line(conference, "subtitle"))
        outline.acronym = _line(conference, "acronym")
        outline.zone_name = _line(conference, "time_zone_name")
        outline.day_change = _line(conference, "day_change")
        outline.start, outline.end = _line(conference, "start"), _line(conference, "end")
        outline.base_url = _line(conference, "base_url") or _line(self.root, "base_url")
        outline.url = _line(conference, "url") or _line(self.root, "url")
        if self.is_ours:
            own_files.straighten_frame(outline, self._website(conference))
            outline.exact = own_files.EXACT_IN_SCHEDULE_XML
        self._walk(self.root, None, "")
        outline.rooms = list(self.rooms.values())
        if not outline.events:
            raise NotASchedule(
                "no events. Expected <event> elements within <day> and <room>.",
                file=outline.file,
                line=line_of(self.root),
                element=self.root.tag,
            )
        outline.guess_language()
        self._declare_tracks()
        self._note_what_has_no_place(conference)
        return outline

    def _walk(self, parent: Element, day: Day | None, room: str) -> None:
        """Collect days, rooms and events, however they are nested."""
        for element in parent:
            if element.tag == "event":
                self._meet_event(element, day, room)
            elif element.tag == "day":
                self._meet_day(element)
            elif element.tag == "room":
                name = one_line(element.get("name"))
                self._meet_room(name, element)
                self._walk(element, day, name)
            elif element.tag not in ("conference", "tracks"):
                self._walk(element, day, room)

    def _meet_day(self, element: Element) -> None:
        index = one_line(element.get("index"))
        day = Day(
            place=f"{place_of(element)}, day {index or len(self.result.days) + 1}",
            index=index,
            date=element.get("date", ""),
            start=element.get("start", ""),
            end=element.get("end", ""),
        )
        self.result.days.append(day)
        self._walk(element, day, "")

    def _meet_room(self, name: str, element: Element | None) -> None:
        if not name:
            return
        key = folded(name)
        room = self.rooms.setdefault(key, Room(self.said(name), "room"))
        if element is not None:
            room.place = f"{place_of(element)}, room"
            room.guid, room.slug = element.get("guid", ""), element.get("slug", "")

    def _meet_event(self, element: Element, day: Day | None, around: str) -> None:
        own = _line(element, "room")
        room = around or own
        number = one_line(element.get("id"))
        title = _line(element, "title")
        identity = number or one_line(element.get("guid")) or repr(title)
        place = f"{place_of(element)}, event {identity}"
        if around and own and folded(own) != folded(around):
            message = "the event names another room than the one around it, which wins"
            self.result.guess(place, message, own)
        self._meet_room(room, None)
        event = Event(
            place=place,
            day=day,
            guid=element.get("guid", ""),
            id=number,
            number=number,
            code=element.get("code", ""),
            slug=_line(element, "slug"),
            title=self.said(title),
            subtitle=self.said(_line(element, "subtitle")),
            abstract=self.said(_words(element, "abstract")),
            description=self.said(_words(element, "description")),
            type=_line(element, "type"),
            languages=_line(element, "language"),
            track=_line(element, "track"),
            room=room,
            date=_line(element, "date"),
            start=_line(element, "start"),
            duration=_line(element, "duration"),
            persons=[self._person(*found, place) for found in _children(element, "persons/person")],
            links=list(self._links(element)),
            attachments=list(self._attachments(element)),
            recording=_words(element, "recording/url"),
            recording_file=_words(element, "recording/link"),
            licence=_line(element, "recording/license"),
            opted_out=_line(element, "recording/optout"),
            feedback_url=_words(element, "feedback_url"),
            url=_words(element, "url"),
        )
        if self.is_ours:
            own_files.straighten(event, _words(element, "origin_url"))
        self.result.events.append(event)

    def _website(self, conference: Element | None) -> str:
        """Return the address that an edition of ours has elsewhere, as far as it says one."""
        website = _line(conference, "url")
        return "" if website == _line(conference, "base_url") else website

    def _person(self, element: Element, words: str, place: str) -> Person:
        name = words or one_line(element.get("public_name") or element.get("name"))
        return Person(
            name=self.said(name),
            place=place,
            guid=element.get("guid", ""),
            id=one_line(element.get("id")),
            role=element.get("role", ""),
            given=" ".join(element.attrib.values()),
        )

    def _links(self, event: Element) -> Iterator[Link]:
        for element, words in _children(event, "links/link"):
            title = "" if words == element.get("href") else words
            url = element.get("href") or element.get("url") or words
            yield Link(url, self.said(title), element.get("type", ""))
        for element, words in _children(event, "video"):
            yield Link(element.get("href") or words, kind="video")
        for _, words in _children(event, "logo"):
            yield Link(words, kind="image")

    def _attachments(self, event: Element) -> Iterator[Link]:
        for element, words in _children(event, "attachments/attachment"):
            title = "" if words == element.get("href") else words
            title = title or one_line(element.get("type")).capitalize()
            yield Link(element.get("href") or words, self.said(title))

    def _declare_tracks(self) -> None:
        """Take the tracks that are declared, then those that events name."""
        declared: list[tuple[Element, str]] = []
        for path in ("conference/track", "conference/tracks/track", "tracks/track"):
            declared += _children(self.root, path)
        for event in self.root.iter("event"):
            declared += _children(event, "track")
        for element, words in declared:
            self.result.tracks.append(
                Track(
                    self.said(one_line(element.get("name")) or words),
                    place=f"{place_of(element)}, track",
                    guid=element.get("guid", ""),
                    slug=element.get("slug", ""),
                    colour=element.get("color", ""),
                )
            )

    def _note_what_has_no_place(self, conference: Element | None) -> None:
        skip = self.result.skip
        for element in conference if conference is not None else ():
            words = _everything(element)
            if element.tag not in _CONFERENCE_PARTS and words:
                message = f"<{element.tag}> of the conference has no place here"
                skip(place_of(element), message, words)
        version = _line(self.root, "version")
        if version:
            skip("version", "<version> has no place here, releases are numbered", version)
        for event, own in zip(self.root.iter("event"), self.result.events, strict=False):
            for element in event:
                if element.tag not in _EVENT_PARTS and (words := _everything(element)):
                    skip(own.place, f"<{element.tag}> has no place here", words)


def _words(parent: Element | None, path: str) -> str:
    """Return a child's words with those of its inner elements; empty without such a child."""
    child = parent.find(path) if parent is not None else None
    return "".join(child.itertext()) if child is not None else ""


def _line(parent: Element | None, path: str) -> str:
    return one_line(_words(parent, path))


def _children(parent: Element, path: str) -> Iterator[tuple[Element, str]]:
    """Yield the elements at a path with their words on one line."""
    for element in parent.findall(path):
        yield element, one_line("".join(element.itertext()))


def _everything(element: Element) -> str:
    return one_line("".join(element.itertext()) or " ".join(element.attrib.values()))
