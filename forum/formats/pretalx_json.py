"""What pretalx gives away as JSON: submissions, talks, slots, speakers, and what others nest.

A dump may be a list, a page of results, several of these in one object, or a schedule of
somebody's own with pretalx's objects in it: they are known by their keys wherever they stand.
Sessions and people are known by their codes, so that separate dumps of one event belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forum.formats.foreign_words import one_line
from forum.formats.json_reading import Node, has_object, root, shape
from forum.formats.outline import Event, Link, Outline, Person, Room, Said, Track, first_of
from forum.formats.reading import NotASchedule, Reading, Request
from forum.formats.understanding import understood
from multilingual.text import folded

# Sessions of these states are in a programme. Proposals that nobody accepted are not for the
# public, and no more are those that wait.
_IN_THE_PROGRAMME = ("", "accepted", "confirmed", "scheduled", "canceled", "cancelled")

_TABLES = {
    "rooms": "rooms",
    "tracks": "tracks",
    "submission_types": "types",
    "submission-types": "types",
    "tags": "tags",
}

# Of no meaning outside of pretalx, or nobody's business: addresses, and what organisers note.
_LEFT_OUT = (
    "answers", "availabilities", "avatar_source", "avatar_license", "created", "email",
    "fav_count", "has_arrived", "id", "internal_notes", "invitation_token", "is_featured",
    "locale", "notes", "pending_state", "review_code", "reviews", "schedule", "slot_count",
    "submission_type_id", "tag_ids", "timezone", "track_id", "updated", "urls",
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with objects that have the keys of pretalx's."""
    return any(
        has_object(data, *keys)
        for keys in (
            ("code", "title", "submission_type"),
            ("code", "title", "slot"),
            ("code", "title", "slots"),
            ("code", "name", "submissions"),
            ("submission", "start", "room"),
            ("submission", "youtube_link"),
        )
    ) or {"talks[].code", "talks[].room", "rooms", "speakers"} <= shape(data)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a dump, what it speaks of, and what had to be guessed.

    A dump of speakers alone, or of submissions without slots, has no date: it can be read into an
    edition that is there, see `Request.fallback_dates`. Videos by submission are the recordings
    of sessions in the same file; alone they are refused, since other files give other guids.

    Raises:
        NotASchedule: with file, place and reason.

    Source: the REST API of pretalx, of old (2018) and since 2025, and the JSON of its widget.
    """
    outline = Outline.of(request)
    return understood(_Walk(root(data, request, outline), outline, request).outline(), request)


class _Walk:
    """One walk through a file, collecting its objects by what they are, then their words."""

    def __init__(self, top: Node, outline: Outline, request: Request) -> None:
        self.top, self.result, self.request = top, outline, request
        self.submissions: list[Node] = []
        self.speakers: list[Node] = []
        self.videos: dict[str, Node] = {}
        self.slots: dict[str, list[Node]] = {}
        self.tables: dict[str, dict[str, Node]] = {name: {} for name in _TABLES.values()}
        self.room_names: set[str] = set()

    def outline(self) -> Outline:
        outline = self.result
        self._collect(self.top, "")
        self._facts(self.top)
        self._language()
        for item in self.tables["rooms"].values():
            self._room(item)
        for item in self.tables["tracks"].values():
            self._track(item)
        known = self._fullest()
        for item in known:
            self._submission(item)
        left_out = {_code_of(item) for item in known if not _is_in_the_programme(item)}
        for item in self.speakers:
            self._declare_speaker(item, left_out)
        if not outline.events and not outline.persons:
            raise self._refusal()
        return outline

    def _refusal(self) -> NotASchedule:
        for item in self.videos.values():
            return item.refuse(
                "videos by submission and no session. Expected the submissions in the same file, "
                'such as {"submissions": […], "videos": […]}.'
            )
        return self.top.refuse(
            "neither a session nor a speaker. Expected submissions that were accepted, with "
            "`code` and `title`, or speakers with `code` and `name`."
        )

    def _fullest(self) -> list[Node]:
        """Return the submissions, of those with one code the one that says most."""
        found: dict[str, Node] = {}
        for item in self.submissions:
            key = _code_of(item) or item.place
            if key not in found or len(item.value) > len(found[key].value):
                found[key] = item
        return list(found.values())

    # What stands where

    def _collect(self, node: Node, key: str) -> None:
        if isinstance(node.value, list):
            for item in node.items():
                self._collect(item, key)
            return
        if not isinstance(node.value, dict):
            return
        if _has(node, "code", "title") or (_has(node, "title") and _has(node, "start", "end")):
            self.submissions.append(node)
        elif _has(node, "code", "name"):
            self.speakers.append(node)
            self._collect(node.at("submissions"), "submissions")
        elif _has(node, "submission", "youtube_link"):
            self.videos.setdefault(one_line(node.words("submission")), node)
        elif "submission" in node and _has(node, "start"):
            self._collect_slot(node)
        elif key in _TABLES and _has(node, "id"):
            self.tables[_TABLES[key]].setdefault(node.words("id"), node)
        elif _has(node, "slug", "name", "date_from"):
            self._facts_of_event(node)
        elif _has(node, "title"):
            node.skip("an item without a code, which is none of pretalx's")
        else:
            if "results" in node and node.at("next"):
                node.at("next").skip("one page of several, the next ones are to be read as well")
            for name, inner in node.members():
                self._collect(inner, name)

    def _collect_slot(self, node: Node) -> None:
        submission = node.at("submission")
        if isinstance(submission.value, dict):
            code = submission.words("code")
            self._collect(submission, "")
        else:
            code = submission.words()
        if code:
            self.slots.setdefault(one_line(code), []).append(node)
        elif node.said("description"):
            self.submissions.append(node)

    def _facts(self, top: Node) -> None:
        """Take the facts of the event that the JSON of the widget has beside its talks."""
        outline = self.result
        outline.zone_name = outline.zone_name or top.words("timezone")
        outline.start = outline.start or top.words("event_start")
        outline.end = outline.end or top.words("event_end")

    def _facts_of_event(self, node: Node) -> None:
        outline = self.result
        if outline.acronym:
            node.skip("a second event, left out")
            return
        outline.title, outline.acronym = node.said("name"), node.words("slug")
        outline.zone_name = node.words("timezone")
        outline.start, outline.end = node.words("date_from"), node.words("date_to")
        outline.url = node.object("urls").words("base") or node.words("custom_domain")

    def _language(self) -> None:
        """Take the language that most submissions are in for all words that name none.

        A session's words all go there: in languages that vary, a session that has words in one
        would seem to have lost its translations into the others.
        """
        spoken = [one_line(item.words("content_locale")).casefold() for item in self.submissions]
        counts = Counter(code.partition("-")[0] for code in spoken if code)
        if not counts:
            self.result.guess_language()
            return
        if not self.request.language:
            known = [code for code, _ in counts.most_common() if code in self.request.languages]
            self.result.language = known[0] if known else self.result.language
        others = [code for code in counts if code != self.result.language]
        if others:
            message = "words of sessions in other languages are taken as those of one"
            given = f"{', '.join(others)} as {self.result.language}"
            self.result.guess("content_locale", message, given)

    # Rooms, tracks and people

    def _first(self, said: Said) -> str:
        return one_line(first_of(said, self.result.language))

    def _room(self, item: Node) -> None:
        name = item.said("name")
        if not self._first(name):
            item.skip("a room without a name")
            return
        self.room_names.add(folded(self._first(name)))
        self.result.rooms.append(
            Room(
                name,
                place=item.place,
                guid=item.words("guid", "uuid"),
                description=item.said("description"),
            )
        )

    def _track(self, item: Node) -> None:
        name = item.said("name")
        if not self._first(name):
            item.skip("a track without a name")
            return
        self.result.tracks.append(
            Track(
                name,
                place=item.place,
                colour=item.words("color"),
                description=item.said("description"),
            )
        )

    def _named(self, item: Node, table: str) -> Said:
        """Return the name of a room, track, type or tag, which may be an object or a number."""
        found = self.tables[table].get(item.words()) if _is_plain(item) else None
        if found is None and isinstance(item.value, dict) and "id" in item:
            found = item
        if found is not None:
            return found.said("name", "tag")
        if isinstance(item.value, int):
            item.skip("a number that the file does not explain")
            return {}
        return item.said()

    def _declare_speaker(self, item: Node, left_out: set[str]) -> None:
        codes = {
            one_line(node.words("code") if isinstance(node.value, dict) else node.words())
            for node in item.each("submissions")
        }
        person = self._person(item)
        if codes and codes <= left_out:
            item.skip("a speaker of proposals alone that are not in the programme", person.id)
            return
        self.result.persons.append(person)

    def _person(self, item: Node) -> Person:
        if not isinstance(item.value, dict):
            code = item.words()
            return Person(place=item.place, id=code, given=code)
        code = item.words("code")
        person = Person(
            name=item.said("name", "fullname", "public_name"),
            place=item.place,
            id=code,
            biography=item.said("biography"),
            given=code,
        )
        self._note_answers(item)
        item.leave("avatar", "avatar_url", "submissions", *_LEFT_OUT)
        item.note_the_rest()
        return person

    def _note_answers(self, item: Node) -> None:
        answers = item.each("answers")
        if answers:
            item.skip("answers to the organisers' questions are left out", str(len(answers)))

    # Sessions

    def _submission(self, item: Node) -> None:
        code = _code_of(item)
        if not _is_in_the_programme(item):
            given = f"{code}, {one_line(item.words('state'))}"
            item.skip("a proposal that is not in the programme", given)
            return
        for number, slot in enumerate(self._slots(item, code), 1):
            self._event(item, slot, code, number)
        self._note_answers(item)
        item.leave("slot", "slots", "speakers", *_LEFT_OUT)
        item.note_the_rest()

    def _slots(self, item: Node, code: str) -> list[Node]:
        """Return when and where a session is held, itself where it says so or nothing does."""
        own = [item.at("slot"), *item.each("slots")]
        slots = [slot for slot in own if isinstance(slot.value, dict)]
        return slots or self.slots.get(code) or [item]

    def _event(self, item: Node, slot: Node, code: str, number: int) -> None:
        is_break = not code
        event = Event(
            place=item.place,
            id=code if number == 1 else f"{code}/{number}",
            code=code if number == 1 else "",
            title=item.said("title", "description") if is_break else item.said("title"),
            subtitle=item.said("subtitle"),
            abstract=item.said("abstract"),
            languages=item.words("content_locale"),
            track=self._track_of(item),
            room=self._room_of(slot),
            start=slot.words("start"),
            end=slot.words("end"),
            duration=item.words("duration"),
            state=item.words("state"),
            persons=[self._person(person) for person in item.each("speakers")],
            links=[Link(item.words("image"), kind="image")] if item.words("image") else [],
            attachments=list(self._resources(item)),
            opted_out=item.words("do_not_record"),
            recording=self.videos[code].words("youtube_link") if code in self.videos else "",
            topics=[said for tag in item.each("tags") if (said := self._named(tag, "tags"))],
        )
        if is_break:
            event.type = "break"
        else:
            event.description = item.said("description")
            self._take_type(event, item)
        self.result.events.append(event)

    def _take_type(self, event: Event, item: Node) -> None:
        said = self._named(item.at("submission_type"), "types")
        if len(said) > 1:
            event.type_name = said
        else:
            event.type = self._first(said)

    def _track_of(self, item: Node) -> str:
        said = self._named(item.at("track"), "tracks")
        if said:
            self.result.tracks.append(Track(said, item.place))
        return self._first(said)

    def _room_of(self, slot: Node) -> str:
        said = self._named(slot.at("room"), "rooms") or self._named(slot.at("room_id"), "rooms")
        name = self._first(said)
        if name and folded(name) not in self.room_names:
            self.room_names.add(folded(name))
            self.result.rooms.append(Room(said, slot.place))
        return name

    def _resources(self, item: Node) -> Iterator[Link]:
        for node in item.objects("resources"):
            yield Link(node.words("link", "resource"), node.said("description"))
            node.leave("id", "resource")
            node.note_the_rest()


def _has(node: Node, *keys: str) -> bool:
    """Say whether an object has something at each of the keys."""
    return all(node.value.get(key) not in (None, "", []) for key in keys)


def _code_of(item: Node) -> str:
    return one_line(item.words("code"))


def _is_in_the_programme(item: Node) -> bool:
    return one_line(item.words("state")).casefold() in _IN_THE_PROGRAMME


def _is_plain(item: Node) -> bool:
    return isinstance(item.value, (str, int))
