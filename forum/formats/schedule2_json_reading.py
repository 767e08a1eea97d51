"""schedule2, alpha, as the hub of the c3voc writes it: one list of events, one of persons."""

from __future__ import annotations

from forum.formats import own_files, terms
from forum.formats.foreign_words import one_line
from forum.formats.json_reading import Node, root, shape
from forum.formats.outline import (
    NOTHING,
    Day,
    Event,
    Link,
    Outline,
    Person,
    Room,
    Said,
    Track,
    first_of,
)
from forum.formats.reading import Reading, Request
from forum.formats.understanding import understood
from multilingual.text import folded


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with a schedule's conference beside one list of events."""
    return {"schedule.conference", "schedule.events"} <= shape(data)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a schedule2, what it speaks of, and what had to be guessed.

    Raises:
        NotASchedule: with file, place and reason.

    Source: the schema of the c3voc, version 2 alpha, and the example beside it.
    """
    outline = Outline.of(request)
    return understood(_Walk(root(data, request, outline), outline, request).outline(), request)


class _Walk:
    """One walk through a file, collecting its words.

    `rooms` and `tracks` are known by guid, slug and name, since events name them by any.
    """

    def __init__(self, top: Node, outline: Outline, request: Request) -> None:
        self.top, self.result, self.request = top, outline, request
        self.rooms: dict[str, str] = {}
        self.tracks: dict[str, str] = {}
        self.is_ours = own_files.is_ours(top.object("generator").words("name"))

    def outline(self) -> Outline:
        outline = self.result
        schedule = self.top.need("schedule")
        conference = schedule.need("conference")
        self._language(conference)
        outline.title = conference.said("title")
        outline.subtitle = conference.said("subtitle")
        outline.acronym = conference.words("acronym")
        outline.zone_name = conference.words("time_zone_name")
        outline.start, outline.end = conference.words("start"), conference.words("end")
        outline.base_url = schedule.words("base_url")
        outline.url = conference.words("url") or schedule.words("url")
        if self.is_ours:
            own_files.straighten_frame(outline, conference.words("url"))
            outline.exact = own_files.EXACT_IN_SCHEDULE2
        for number, item in enumerate(conference.objects("days"), 1):
            self._day(item, number)
        dates = [day.date for day in outline.days if day.date]
        if dates:
            # Its start and end are moments, and midnight may be the end of the day before.
            outline.start, outline.end = dates[0], dates[-1]
        for holder in (conference, schedule):
            for item in holder.objects("tracks"):
                self._declare_track(item)
            for item in holder.objects("rooms"):
                self._declare_room(item)
        for item in schedule.objects("persons"):
            outline.persons.append(self._person(item))
        schedule.need("events", list)
        for item in schedule.objects("events"):
            self._event(item)
        if not outline.events:
            raise schedule.at("events").refuse("no events. Expected a list with at least one.")
        self.top.leave("$schema", "generator", "schedule")
        conference.leave("timeslot_duration")
        for node in (self.top, schedule, conference):
            node.note_the_rest()
        return outline

    def _language(self, conference: Node) -> None:
        """Take the file's own language for words that name none, where the site has it."""
        stated = conference.object("defaults").words("language")
        listed = conference.texts("languages") if not self.request.language else []
        known = [code for code in (stated, *listed) if code in self.request.languages]
        if known:
            self.result.language = known[0]

    def _day(self, item: Node, number: int) -> None:
        day = Day(
            place=item.place,
            index=item.words("index") or str(number),
            date=item.words("date"),
            start=item.words("start"),
            end=item.words("end"),
        )
        self.result.days.append(day)
        item.note_the_rest()

    # Tracks and rooms

    def _declare_track(self, item: Node) -> str:
        """Take a track, and return the key by which events refer to it."""
        guid, slug, name = item.words("guid"), item.words("slug"), item.said("name")
        colours = item.object("colors")
        key = one_line(slug) or one_line(guid) or self._first(name)
        if not key:
            item.skip("a track without a name")
            return ""
        if not name:
            item.guess("a track that is named by its slug alone", key)
        self.result.tracks.append(
            Track(
                name or self.result.said(key),
                place=item.place,
                key=key,
                guid=guid,
                slug=slug,
                colour=item.words("color") or colours.words("light", "primary", "dark"),
                description=item.said("description"),
            )
        )
        for words in (slug, guid, self._first(name)):
            self._known(self.tracks, words, key)
        item.leave("type", "id")
        item.note_the_rest()
        return key

    def _declare_room(self, item: Node) -> str:
        """Take a room, and return the key by which events refer to it."""
        guid, slug, name = item.words("guid"), item.words("slug"), item.said("name")
        key = one_line(guid) or one_line(slug) or self._first(name)
        if one_line(guid) == terms.NO_STAGE:
            self._known(self.rooms, guid, "")
            return ""
        if not key:
            item.skip("a room without a name")
            return ""
        if not name:
            item.guess("a room that is named by its slug or guid alone", slug or guid)
        self.result.rooms.append(
            Room(
                name or self.result.said(slug or guid),
                place=item.place,
                key=key,
                guid=guid,
                slug=slug,
                description=item.said("description"),
            )
        )
        for words in (guid, slug, self._first(name)):
            self._known(self.rooms, words, key)
        item.leave("id", "stream_id", "capacity", "type", "features", "parent", "position")
        if self.is_ours:
            item.leave("url")
        item.note_the_rest()
        return key

    def _known(self, table: dict[str, str], words: str, key: str) -> None:
        if folded(one_line(words)):
            table.setdefault(folded(one_line(words)), key)

    def _referred(self, item: Node, table: dict[str, str]) -> str | None:
        """Return the key that a guid, slug or name leads to; empty without any, None if to none."""
        if isinstance(item.value, dict):
            names = [item.words("guid"), item.words("slug"), self._first(item.said("name"))]
        else:
            names = [item.words()]
        keys = [folded(one_line(words)) for words in names if words]
        return next((table[key] for key in keys if key in table), None if keys else "")

    def _room(self, event: Node) -> str:
        item = event.at("room")
        key = self._referred(item, self.rooms)
        return self._declare_room(_as_object(item)) if key is None else key

    def _track(self, event: Node) -> str:
        item = event.at("track")
        key = self._referred(item, self.tracks)
        if key is None and item.words("slug") == terms.NO_TRACK:
            return ""
        return self._declare_track(_as_object(item)) if key is None else key

    # Events and people

    def _event(self, item: Node) -> None:
        links, feedback, origin = self._links(item)
        event = Event(
            place=item.place,
            guid=item.words("guid"),
            id=item.words("id"),
            number=item.words("id"),
            code=item.words("code"),
            slug=item.words("slug"),
            title=item.said("title"),
            subtitle=item.said("subtitle"),
            abstract=item.said("abstract"),
            description=item.said("description"),
            type=_type(item.words("type")),
            languages=item.words("language"),
            track=self._track(item),
            room=self._room(item),
            start=item.words("start"),
            end=item.words("end"),
            duration=item.words("duration"),
            state=_state(item.words("state")),
            persons=[self._person(person) for person in item.objects("participants", "persons")],
            links=links,
            attachments=[self._link(node) for node in item.objects("attachments")],
            feedback_url=item.words("feedback_url") or feedback,
            url=item.words("url") or origin,
        )
        logo = _image(item.at("logo"))
        if logo:
            event.links.append(Link(logo, kind="image"))
        if self.is_ours:
            own_files.straighten(event, origin)
        self.result.events.append(event)
        item.note_the_rest()

    def _links(self, item: Node) -> tuple[list[Link], str, str]:
        """Return the links of an event, and of them its addresses for feedback and of origin."""
        found: list[Link] = []
        feedback = origin = ""
        for node in item.objects("links"):
            link = self._link(node)
            if link.kind == "feedback" and not feedback:
                feedback = link.url
            elif link.kind == "origin" and not origin:
                origin = link.url
            else:
                found.append(link)
        return found, feedback, origin

    def _link(self, node: Node) -> Link:
        url, title = node.words("url"), node.said("title")
        if self._first(title) == one_line(url):
            title = NOTHING
        kind = one_line(node.words("type")).casefold()
        node.leave("service")
        node.note_the_rest()
        return Link(url, title, terms.LINKS.ours(kind, kind))

    def _person(self, item: Node) -> Person:
        role = one_line(item.words("role")).upper()
        person = Person(
            name=item.said("name", "public_name"),
            place=item.place,
            guid=item.words("guid"),
            id=item.words("id", "code"),
            role=terms.ROLES.ours(role, "speaker" if role else ""),
            biography=item.said("biography"),
            given=item.given,
        )
        if role and not terms.ROLES.ours(role):
            item.guess("a role that is unknown, taken as speaker", role)
        website = item.words("url")
        if website and not self.is_ours:
            person.links.append(Link(website, kind="website"))
        person.links += [self._link(node) for node in item.objects("links")]
        item.leave("code", "email", "public_name")
        item.note_the_rest()
        return person

    def _first(self, said: Said) -> str:
        return one_line(first_of(said, self.result.language))


def _as_object(item: Node) -> Node:
    """Return a reference as an object, also where it is the bare name."""
    if isinstance(item.value, dict):
        return item
    return Node({"name": item.words()}, item.place, item.source)


def _image(item: Node) -> str:
    return item.words("url") if isinstance(item.value, dict) else item.words()


def _type(words: str) -> str:
    """Return our kind for a type that says no more, else the type as people write it."""
    type_ = one_line(words).upper()
    kind = terms.KINDS.ours(type_)
    if kind and terms.KINDS.theirs(kind) == type_:
        return kind
    return type_.replace("_", " ").capitalize() if kind else words


def _state(words: str) -> str:
    return terms.STATES.ours(one_line(words).upper(), words)
