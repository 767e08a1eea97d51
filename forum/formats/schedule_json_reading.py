"""schedule.json, version 1, as frab, pretalx and what grew around them write it."""

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

_MEANT_FOR_THE_FILE = ("generator", "$schema", "schedule", "timestamp")


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with a schedule's conference, its events not in one list."""
    found = shape(data)
    return "schedule.conference" in found and "schedule.events" not in found


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a schedule.json, what it speaks of, and what had to be guessed.

    Persons may be known as in any of the ages of the format: by `public_name`,
    `full_public_name` or `name`, with an id, a code, a guid, or none of them.

    Raises:
        NotASchedule: with file, place and reason.

    Source: exports of frab and pretalx; the schema of the c3voc, version 1.
    """
    outline = Outline.of(request)
    return understood(_Walk(root(data, request, outline), outline).outline(), request)


class _Walk:
    """One walk through a file, collecting its words."""

    def __init__(self, top: Node, outline: Outline) -> None:
        self.top, self.result = top, outline
        self.rooms: dict[str, Room] = {}
        self.is_ours = own_files.is_ours(top.object("generator").words("name"))

    def outline(self) -> Outline:
        outline = self.result
        schedule = self.top.need("schedule")
        self._refuse_what_the_format_forbids(schedule)
        conference = schedule.need("conference")
        outline.title = conference.said("title")
        outline.subtitle = conference.said("subtitle")
        outline.acronym = conference.words("acronym")
        outline.zone_name = conference.words("time_zone_name")
        outline.day_change = conference.words("day_change")
        outline.start, outline.end = conference.words("start"), conference.words("end")
        outline.base_url = schedule.words("base_url") or conference.words("base_url")
        outline.url = conference.words("url") or schedule.words("url")
        if self.is_ours:
            own_files.straighten_frame(outline, conference.words("url"))
            outline.exact = own_files.EXACT_IN_SCHEDULE_JSON
        for item in conference.objects("tracks"):
            outline.tracks.append(self._track(item))
        for item in conference.objects("rooms"):
            self._declare_room(item)
        conference.need("days", list)
        for number, item in enumerate(conference.objects("days"), 1):
            self._day(item, number)
        if not outline.events:
            raise conference.at("days").refuse(
                "no events. Expected lists of them by room, in `rooms` of each day."
            )
        outline.rooms = list(self.rooms.values())
        outline.guess_language()
        self.top.leave(*_MEANT_FOR_THE_FILE)
        conference.leave("daysCount", "timeslot_duration")
        for node in (self.top, schedule, conference):
            node.note_the_rest()
        return outline

    def _refuse_what_the_format_forbids(self, schedule: Node) -> None:
        """Refuse rooms beside the conference: it is the one thing that the schema forbids by name.

        No reader looks for them there, so their guids, by which a stage is known ever after, are
        lost. What the schema merely does not know, and ids in quotes, lose nothing and are read.

        Source: the schema of the c3voc, version 1, `Schedule.properties.rooms: false`.
        """
        if "rooms" in schedule:
            raise schedule.at("rooms").refuse(
                "rooms beside the conference, where the format forbids them and nobody looks for "
                "their guids. Expected them in schedule.conference.rooms; move them there."
            )

    def _track(self, item: Node) -> Track:
        track = Track(
            item.said("name"),
            place=item.place,
            guid=item.words("guid"),
            slug=item.words("slug"),
            colour=item.words("color"),
            description=item.said("description"),
        )
        item.leave("id")
        item.note_the_rest()
        return track

    def _declare_room(self, item: Node) -> None:
        name = item.said("name")
        key = folded(self._first(name))
        if not key:
            item.skip("a room without a name")
            return
        if key in self.rooms:
            item.skip("a room of a name that an earlier one has", self._first(name))
            return
        self.rooms[key] = Room(
            name,
            place=item.place,
            guid=item.words("guid"),
            slug=item.words("slug"),
            description=self._description(item),
        )
        item.leave("id", "stream_id", "capacity", "type", "features", "assembly", "position")
        if self.is_ours:
            item.leave("url")
        item.note_the_rest()

    def _description(self, item: Node) -> Said:
        """Return words of `description`, or by language of `description_de`, an older way."""
        said = dict(item.said("description"))
        for key in list(item.value):
            _, is_one, language = key.partition("description_")
            if is_one and language in item.source.languages and language not in said:
                said[language] = item.words(key)
        return said

    def _first(self, said: Said) -> str:
        return one_line(first_of(said, self.result.language))

    def _day(self, item: Node, number: int) -> None:
        day = Day(
            place=item.place,
            index=item.words("index") or str(number),
            date=item.words("date"),
            start=item.words("day_start", "start"),
            end=item.words("day_end", "end"),
        )
        self.result.days.append(day)
        for name, events in item.object("rooms").members():
            if not isinstance(events.value, list):
                events.skip("expected a list of events")
            for event in events.objects():
                self._event(event, day, one_line(name))
        item.note_the_rest()

    def _event(self, item: Node, day: Day, around: str) -> None:
        own = one_line(item.words("room"))
        room = around or own
        if around and own and folded(own) != folded(around):
            message = "the event names another room than the one around it, which wins"
            item.guess(message, own)
        if room:
            self.rooms.setdefault(folded(room), Room(self.result.said(room), item.place))
        number = item.words("id")
        recording = item.object("recording")
        event = Event(
            place=item.place,
            day=day,
            guid=item.words("guid"),
            id=number,
            number=number,
            code=item.words("code"),
            slug=item.words("slug"),
            title=item.said("title"),
            subtitle=item.said("subtitle"),
            abstract=item.said("abstract"),
            description=item.said("description"),
            languages=item.words("language"),
            track=self._named_track(item),
            room=room,
            date=item.words("date"),
            start=item.words("start"),
            end=item.words("end"),
            duration=item.words("duration"),
            persons=[self._person(person) for person in item.objects("persons")],
            links=[*self._references(item, "links"), *self._logo(item)],
            attachments=self._references(item, "attachments"),
            recording=recording.words("url"),
            recording_file=recording.words("link"),
            licence=item.words("recording_license") or recording.words("license"),
            opted_out=item.words("do_not_record") or recording.words("optout"),
            feedback_url=item.words("feedback_url"),
            url=item.words("url", "origin_url"),
        )
        kind = item.said("type")
        if isinstance(item.at("type").value, dict):
            event.type_name = kind
        else:
            event.type = self._first(kind)
        if self.is_ours:
            own_files.straighten(event, item.words("origin_url"))
        self.result.events.append(event)
        item.note_the_rest()

    def _named_track(self, item: Node) -> str:
        name = item.said("track")
        if name:
            self.result.tracks.append(Track(name, item.place))
        return self._first(name)

    def _person(self, item: Node) -> Person:
        person = Person(
            name=item.said("name", "public_name", "full_public_name", "full_name"),
            place=item.place,
            guid=item.words("guid"),
            id=item.words("id", "code"),
            role=item.words("role"),
            biography=item.said("biography"),
            given=item.given,
        )
        website = item.words("url")
        if website and not self.is_ours:
            person.links.append(Link(website, kind="website"))
        person.links += self._references(item, "links")
        item.leave("code", "name", "public_name", "full_public_name", "full_name", "email")
        item.note_the_rest()
        return person

    def _references(self, item: Node, key: str) -> list[Link]:
        found = []
        for node in item.objects(key):
            title = node.said("title")
            url = node.words("url") or self._first(title)
            if self._first(title) == one_line(url):
                title = NOTHING
            kind = one_line(node.words("type")).casefold()
            found.append(Link(url, title, terms.LINKS.ours(kind, kind)))
            node.note_the_rest()
        return found

    def _logo(self, item: Node) -> list[Link]:
        logo = item.words("logo")
        return [Link(logo, kind="image")] if logo else []
