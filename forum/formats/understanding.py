"""From an outline to the one programme: identities, times, kinds and words, whatever the format.

What is guessed or left out is noted with its place.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from forum.coverage import EDITION, Coverage, covering
from forum.formats import foreign_times as times
from forum.formats.country_names import country_code
from forum.formats.foreign_words import (
    MAX_LINE,
    MAX_TAGS,
    Slugs,
    guid_or_none,
    kind_of,
    one_line,
    rewritten,
    slug_of,
    spoken_languages,
    state_of,
    web_address,
    without_controls,
)
from forum.formats.outline import (
    NOTHING,
    Declared,
    Event,
    Outline,
    Person,
    Room,
    Said,
    first_of,
    languages_of,
)
from forum.formats.outline import Link as SaidLink
from forum.formats.outline import Track as SaidTrack
from forum.formats.people import People
from forum.formats.placing import aware, minutes_of, placed
from forum.formats.reading import MAX_EVENTS, Reading, Request
from forum.programme import Programme
from forum.values import Edition
from multilingual.text import EMPTY, Text, folded
from sessions.values import (
    Appearance,
    Attachment,
    Recording,
    Session,
    Stage,
    Stream,
    Topic,
    Track,
)
from sessions.youtube import NotAVideoLink, canonical, is_video_link, read_link
from speakers.values import ORGANISATION_KINDS, Link, Speaker

NAMESPACE = uuid.UUID("2a0ef3a4-6b0c-5c3e-9a57-0d5f3f6c8b21")
"""The namespace of guids derived for things that a file gives none."""

PALETTE = (
    "#1456b8", "#a8500c", "#157347", "#6f3fb5", "#0b6e7f", "#8a3b6b",
    "#5c6b00", "#3f51b5", "#7a4a21", "#00695c", "#8e4585", "#455a64",
)  # fmt: skip
"""Colours for tracks without one. White letters are readable on all; none is the red of "live"."""

MAX_NUMBER = 1_000_000_000
MAX_MINUTES = 14 * 24 * 60
MAX_LABEL = 200
MAX_LICENCE = 100
MAX_WORDS = 100_000
MAX_TAGS_IN_FILE = 50_000
MAX_ACRONYM = 30


_Thing = TypeVar("_Thing", bound=Declared)

OPTED_OUT = "a link to a recording that its speakers opted out of"


def understood(outline: Outline, request: Request) -> Reading:
    """Return an outline as a programme, with what it speaks of and what had to be guessed.

    Raises:
        NotASchedule: if there is neither an event nor a person, or no date.
    """
    return _Understanding(outline, request).reading()


class _Understanding:
    """One outline on its way to a programme, with every note about it."""

    def __init__(self, outline: Outline, request: Request) -> None:
        self.outline, self.request = outline, request
        self.language, self.events = outline.language, outline.events
        self.guess, self.skip = outline.guess, outline.skip
        self.html_places: list[str] = []
        self.tags_left = MAX_TAGS_IN_FILE
        self.base = self._base()
        title = first_of(outline.title, self.language)
        name = one_line(outline.acronym) or one_line(title)
        self.key = folded(name or request.edition_slug)
        self.streams: list[Stream] = []

    def reading(self) -> Reading:
        outline = self.outline
        if not self.events and not outline.persons:
            raise outline.refuse("no events. Expected a programme with at least one.")
        if len(self.events) > MAX_EVENTS:
            raise outline.refuse(f"more than {MAX_EVENTS} events.", self.events[MAX_EVENTS].place)
        self.placed = placed(outline, self.request)
        edition = self._edition()
        self.tracks, self.track_of = self._tracks()
        self.stages, self.stage_of = self._stages()
        self.topics: dict[str, Topic] = {}
        self.topic_slugs = Slugs()
        self.people = People(outline, self.derived, self._speaker)
        sessions, appearances = self._sessions()
        programme = Programme(
            edition=edition,
            tracks=tuple(self.tracks),
            topics=tuple(self.topics.values()),
            stages=tuple(self.stages),
            speakers=tuple(self.people.speakers()),
            sessions=tuple(sessions),
            appearances=tuple(appearances),
            streams=tuple(self.streams),
        )
        if self.html_places:
            message = "texts in HTML were cleaned and rewritten as Markdown"
            self.guess(self.html_places[0], message, f"{len(self.html_places)} texts")
        coverage = outline.coverage or self._coverage(edition)
        if outline.exact is not None:
            exact = (spoken for spoken in coverage if spoken[:2] in outline.exact)
            coverage = Coverage(frozenset(exact), coverage.speaks_of_originals)
        return Reading(programme, coverage, tuple(outline.guesses), tuple(outline.skipped))

    def derived(self, *parts: str) -> str:
        """Return a guid for a thing of this conference that has none of its own."""
        return str(uuid.uuid5(NAMESPACE, "\n".join((self.key, *parts))))

    # Words

    def first(self, said: Said) -> str:
        return one_line(first_of(said, self.language))

    def line(self, place: str, said: Said) -> Text:
        """Return a title or a name, cut if it is endless."""
        return Text({language: self._cut(place, words) for language, words in said.items()})

    def _cut(self, place: str, words: str) -> str:
        line = one_line(words)
        if len(line) <= MAX_LINE:
            return line
        self.skip(place, f"words for one line were cut after {MAX_LINE} characters", line[:50])
        return line[:MAX_LINE].rstrip()

    def text(self, place: str, name: str, said: Said) -> Text:
        """Return a longer text as Markdown; `name` is what the note calls it if it is cut."""
        return Text({code: self._markdown(place, name, words) for code, words in said.items()})

    def _markdown(self, place: str, name: str, words: str) -> str:
        if len(words) > MAX_WORDS:
            self.skip(place, f"{name} was cut after {MAX_WORDS} characters", words[:50])
            words = words[:MAX_WORDS]
        if self.outline.is_markdown:
            return without_controls(words)
        found = rewritten(words, most_tags=min(MAX_TAGS, self.tags_left))
        self.tags_left = max(0, self.tags_left - found.tags)
        if found.was_html:
            self.html_places.append(place)
        if found.has_too_many_tags:
            message = (
                f"HTML of more than {MAX_TAGS} tags in a text or {MAX_TAGS_IN_FILE} in the file, "
                "only its words are kept"
            )
            self.skip(place, message, words[:50])
        return found.words

    # The edition, its tracks and stages

    def _base(self) -> str:
        for words in (self.outline.base_url, self.outline.url):
            address, _ = web_address(words)
            if address:
                return address
        return ""

    def _edition(self) -> Edition:
        outline, slug = self.outline, self.request.edition_slug
        acronym, title = one_line(outline.acronym), self.first(outline.title)
        title = title or acronym or slug
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{0,{MAX_ACRONYM}}}", acronym):
            cleaned = slug_of(acronym, otherwise="edition")[:MAX_ACRONYM].strip("-")
            self.guess("conference", "an acronym of other than Latin letters", acronym)
            acronym = cleaned
        addresses = (web_address(words, most=500)[0] for words in (outline.url, outline.base_url))
        website = next(filter(None, addresses), "")
        slug = slug or slug_of(acronym, title, otherwise="edition")[:50].strip("-")
        name = self.line("conference", outline.title)
        return Edition(
            guid=str(uuid.uuid5(NAMESPACE, f"edition\n{slug}")),
            slug=slug,
            name=name or self.line("conference", {self.language: title or slug}),
            first_date=self.placed.first_date,
            last_date=self.placed.last_date,
            acronym=acronym,
            tagline=self.line("conference", outline.subtitle),
            time_zone=self.placed.zone.key,
            day_break=self.placed.day_break,
            website_url=website,
        )

    def _tracks(self) -> tuple[list[Track], dict[str, str]]:
        """Return the tracks, and folded key or name → guid: the declared, then those in events."""
        guid_of: dict[str, str] = {}
        mentioned = ((event.track, event.place) for event in self.events)
        declared = self._with_mentioned(self.outline.tracks, mentioned, SaidTrack)
        slugs = Slugs()
        tracks: list[Track] = []
        # Who names two tracks alike means one, whatever keys they have.
        for item, guid in self._identified("track", declared, guid_of, by_name=True):
            number = len(tracks) + 1
            tracks.append(
                Track(
                    guid=guid,
                    slug=self._slug(slugs, item, f"track-{number}"),
                    number=number,
                    name=self.line(item.place, item.name),
                    description=self.text(item.place, "description", item.description),
                    colour=self._colour(item) or PALETTE[(number - 1) % len(PALETTE)],
                )
            )
        return tracks, guid_of

    def _stages(self) -> tuple[list[Stage], dict[str, str]]:
        """Return the stages in order of appearance, and folded key or name → guid."""
        guid_of: dict[str, str] = {}
        mentioned = ((event.room, event.place) for event in self.events)
        declared = self._with_mentioned(self.outline.rooms, mentioned, Room)
        slugs = Slugs()
        stages: list[Stage] = []
        for item, guid in self._identified("room", declared, guid_of, by_name=False):
            stages.append(
                Stage(
                    guid=guid,
                    slug=self._slug(slugs, item, f"stage-{len(stages) + 1}"),
                    name=self.line(item.place, item.name),
                    description=self.text(item.place, "description", item.description),
                    position=len(stages),
                )
            )
        return stages, guid_of

    def _with_mentioned(
        self,
        declared: Iterable[_Thing],
        mentioned: Iterable[tuple[str, str]],
        make: Callable[[Said, str], _Thing],
    ) -> Iterator[_Thing]:
        """Yield what is declared, then what events mention besides, by (words, place)."""
        known: set[str] = set()
        for item in declared:
            known |= {folded(one_line(item.key)), folded(self.first(item.name))}
            yield item
        for words, place in mentioned:
            key = folded(one_line(words))
            if key and key not in known:
                known.add(key)
                yield make({self.language: words}, place)

    def _identified(
        self,
        word: str,
        declared: Iterable[_Thing],
        guid_of: dict[str, str],
        *,
        by_name: bool,
    ) -> Iterator[tuple[_Thing, str]]:
        """Yield each thing once, with its guid; note the guids by folded key and name.

        Things of one key are one, and with `by_name` those of one name as well.
        """
        guids: set[str] = set()
        for item in declared:
            name = self.first(item.name)
            if not name:
                continue
            key = folded(one_line(item.key) or name)
            known = guid_of.get(key) or (guid_of.get(folded(name)) if by_name else None)
            if known:
                guid_of[key] = known
                continue
            guid = guid_or_none(item.guid)
            if guid is None or guid in guids:
                guid = self.derived(word, folded(name) if by_name else key)
            guids.add(guid)
            guid_of[key] = guid
            guid_of.setdefault(folded(name), guid)
            yield item, guid

    def _slug(self, slugs: Slugs, item: Declared, otherwise: str) -> str:
        return slugs.give(one_line(item.slug), self.first(item.name), otherwise=otherwise)

    def _colour(self, track: SaidTrack) -> str:
        given = one_line(track.colour)
        digits = given.casefold().lstrip("#")
        if re.fullmatch(r"[0-9a-f]{3}", digits):
            digits = "".join(digit * 2 for digit in digits)
        if re.fullmatch(r"[0-9a-f]{6}", digits):
            return f"#{digits}"
        if given:
            self.skip(track.place, "a colour that is none", given)
        return ""

    def _topics(self, event: Event) -> tuple[str, ...]:
        """Return the guids of an event's topics, known by their first words."""
        guids = []
        for said in event.topics:
            key = folded(self.first(said))
            if not key:
                continue
            if key not in self.topics:
                slug = self.topic_slugs.give(key, otherwise=f"topic-{len(self.topics) + 1}")
                name = self.line(event.place, said)
                self.topics[key] = Topic(self.derived("topic", key), slug, name)
            guids.append(self.topics[key].guid)
        return tuple(dict.fromkeys(guids))

    # People

    def _speaker(self, guid: str, slug: str, person: Person) -> Speaker:
        place = person.place
        kind = one_line(person.organisation_kind).casefold()
        return Speaker(
            guid=guid,
            person=guid,
            slug=slug,
            name=self.line(place, person.name),
            position=self.line(place, person.position),
            organisation=self.line(place, person.organisation),
            organisation_kind=kind if kind in ORGANISATION_KINDS else "other",
            country=self._country(person),
            biography=self.text(place, "biography", person.biography),
            links=tuple(self._links(person.links, place)),
        )

    def _country(self, person: Person) -> str:
        words = one_line(person.country)
        code = country_code(words)
        if words and not code:
            self.skip(person.place, "a country that is none of ISO 3166-1", words)
        return code

    # Sessions

    def _sessions(self) -> tuple[list[Session], list[Appearance]]:
        sessions: list[Session] = []
        appearances: list[Appearance] = []
        slugs = Slugs()
        for event, guid, number in zip(self.events, self._guids(), self._numbers(), strict=True):
            own_slug, title = one_line(event.slug), self.first(event.title)
            if not title:
                title = own_slug or f"Session {number}"
                self.guess(event.place, "an event without a title", title)
                event.title = {self.language: title}
            slug = slugs.give(own_slug, title, otherwise=f"session-{number}")
            roles = self.people.roles(event.persons, event.place)
            sessions.append(self._session(event, guid, number, slug, bool(roles)))
            appearances += [
                Appearance(str(uuid.uuid5(uuid.UUID(guid), person)), guid, person, role, order)
                for order, (person, role) in enumerate(roles.items())
            ]
        return sessions, appearances

    def _session(
        self, event: Event, guid: str, number: int, slug: str, has_people: bool
    ) -> Session:
        place = event.place
        kind, kind_name = self._kind(event, has_people)
        recording, of_file = self._recording(event)
        links = [*self._links(event.links, place), *of_file]
        if recording.opted_out:
            links = self._without_recording(event, links)
        self._note_time(event)
        self._streams(event, guid)
        return Session(
            guid=guid,
            number=number,
            slug=slug,
            title=self.line(place, event.title),
            subtitle=self.line(place, event.subtitle),
            abstract=self.text(place, "abstract", event.abstract),
            description=self.text(place, "description", event.description),
            kind=kind,
            kind_name=kind_name,
            languages=self._languages(event),
            topics=self._topics(event),
            track=self.track_of.get(folded(one_line(event.track)), ""),
            stage=self.stage_of.get(folded(one_line(event.room)), ""),
            starts_at=event.starts_at,
            duration_minutes=self._duration(event),
            delayed_from=self._delayed_from(event),
            state=self._state(event),
            code=self._code(event),
            links=tuple(links),
            attachments=tuple(self._attachments(event)),
            recording=recording,
            feedback_url=self._address(event.feedback_url, place, 500),
            origin_url=self._address(event.url, place, 500),
        )

    def _guids(self) -> list[str]:
        """Return a guid for each event: its own, made of its own, of its id, or of its place.

        Those of equal words differ by title, day and start, and at last by their number.
        """
        found: dict[str, None] = {}
        repeats = Counter[tuple[str, tuple[str, ...]]]()
        for event in self.events:
            own, id_words = one_line(event.guid), one_line(event.id)
            title = self.first(event.title)
            place = (title, str(event.file_day or ""), one_line(event.start), one_line(event.room))
            if own:
                guid = guid_or_none(own)
                if guid is None:
                    guid = self.derived("guid", own)
                    self.guess(event.place, "a guid that is no UUID, one was derived", own)
            else:
                guid = self.derived("event", id_words) if id_words else self.derived("at", *place)
            if guid in found:
                message = "a guid or id that an earlier event has, another guid was derived"
                self.guess(event.place, message, own or id_words or title)
                first = guid
                while guid in found:
                    count = repeats[first, place]
                    guid = self.derived("again", first, *place, str(count or ""))
                    repeats[first, place] += 1
            found[guid] = None
        if self.events and not any(event.guid for event in self.events):
            message = "the file has no guids, they were derived from conference and event id"
            self.guess("event", message, f"{len(found)} events")
        return list(found)

    def _numbers(self) -> list[int]:
        """Return a number for each event: its own where it is positive and unique."""
        given: list[int] = []
        taken: set[int] = set()
        for event in self.events:
            words = one_line(event.number)
            number = int(words) if re.fullmatch(r"[0-9]{1,10}", words) else 0
            usable = 1 <= number <= MAX_NUMBER and number not in taken
            if words and not usable:
                message = "an id not positive, too large, or of an earlier event; numbered anew"
                self.guess(event.place, message, words)
            given.append(number if usable else 0)
            taken.add(number)
        following = max(given, default=0)
        numbers = []
        for number in given:
            if not number:
                following = following + 1 if following < MAX_NUMBER else 1
                while following in taken:
                    following += 1
                number = following
                taken.add(number)
            numbers.append(number)
        return numbers

    def _note_time(self, event: Event) -> None:
        date_words, start_words = one_line(event.date), one_line(event.start)
        stated = times.moment(date_words)
        if event.starts_at is None:
            given = " ".join(filter(None, (date_words, start_words)))
            self.guess(event.place, "no start can be told, it is to be announced", given)
        elif date_words and not stated and not times.date(date_words):
            self.guess(event.place, "a date that cannot be read, the day's is taken", date_words)
        elif stated and stated.tzinfo and (start := times.clock(start_words)):
            offset = times.offset_of(stated, start)
            if stated.astimezone(self.placed.zone).utcoffset() != offset:
                message = "date and start disagree in the edition's zone, the date wins"
                self.guess(event.place, message, f"{date_words} and {start_words}")

    def _duration(self, event: Event) -> int:
        words = one_line(event.duration) or one_line(event.end)
        found = minutes_of(event, self.placed.zone)
        if found is None:
            self.guess(event.place, "no duration that can be read, 0 minutes are taken", words)
            return 0
        if found > MAX_MINUTES:
            self.guess(event.place, "a duration of weeks, 0 minutes are taken", words)
            return 0
        if event.duration and words.count(":") == 2:
            message = "a duration of three parts: days first if that has one digit, else hours"
            self.guess(event.place, message, f"{words} as {found} minutes")
        return found

    def _delayed_from(self, event: Event) -> dt.datetime | None:
        stated = times.moment(one_line(event.delayed_from))
        return stated and aware(stated, self.placed.zone)

    def _state(self, event: Event) -> str:
        word = one_line(event.state)[:MAX_LABEL]
        found = state_of(word)
        if word and not found:
            self.guess(event.place, "a state that is unknown, taken as confirmed", word)
        return found or "confirmed"

    def _kind(self, event: Event, has_people: bool) -> tuple[str, Text]:
        words = one_line(event.type)[:MAX_LABEL]
        own_name = self.line(event.place, event.type_name)
        if words:
            kind, name = kind_of(words)
            if kind == "other" and name and not own_name:
                message = "a type that is none of our kinds, its word is kept"
                self.guess(event.place, message, words)
            return kind, own_name or Text({self.language: name})
        if own_name:
            return kind_of(self.first(event.type_name)[:MAX_LABEL])[0], own_name
        title = self.first(event.title)
        if has_people:
            return "talk", EMPTY
        by_title, _ = kind_of(title[:MAX_LABEL])
        kind = "break" if by_title == "break" else "other"
        self.guess(event.place, f"no type and no person, taken as {kind}", title)
        return kind, EMPTY

    def _languages(self, event: Event) -> tuple[str, ...]:
        codes, unknown = spoken_languages(one_line(event.languages)[:MAX_LABEL])
        for word in unknown:
            self.skip(event.place, "a language that is unknown", word)
        return codes

    def _code(self, event: Event) -> str:
        words = one_line(event.code)
        if words and not re.fullmatch(r"[0-9A-Z]{6}", words):
            self.skip(event.place, "a code that is not six capitals and digits", words)
            return ""
        return words

    # Addresses

    def _address(self, words: str, place: str, most: int = 1000) -> str:
        """Return an address to link to, or an empty string and a note why there is none."""
        address, what = web_address(words, base=self.base, most=most)
        if what and not address:
            self.skip(place, f"an address was left out: {what}", one_line(words))
        elif what:
            self.guess(place, f"an address was {what}", address)
        return address

    def _links(self, links: Iterable[SaidLink], place: str) -> Iterator[Link]:
        for link in links:
            url = self._address(link.url, place)
            if url:
                kind = "video" if is_video_link(url) else one_line(link.kind)[:30]
                yield Link(url, self.line(place, link.title), kind)

    def _attachments(self, event: Event) -> Iterator[Attachment]:
        for link in event.attachments:
            url = self._address(link.url, event.place)
            if url:
                yield Attachment(title=self.line(event.place, link.title), url=url)

    def _streams(self, event: Event, guid: str) -> None:
        for position, words in enumerate(event.streams):
            if not one_line(words):
                continue
            try:
                video = canonical(read_link(one_line(words)))
            except NotAVideoLink as error:
                self.skip(event.place, "a broadcast that is no YouTube link", str(error))
                continue
            name = str(uuid.uuid5(uuid.UUID(guid), f"stream {position}"))
            self.streams.append(Stream(name, video, session=guid))

    def _recording(self, event: Event) -> tuple[Recording, list[Link]]:
        """Return the recording, and a link to its file where it has an address beside it.

        What its speakers do not want to be seen has no address.
        """
        licence = one_line(event.licence)
        if len(licence) > MAX_LICENCE:
            self.skip(event.place, f"a licence of more than {MAX_LICENCE} letters", licence)
            licence = ""
        if one_line(event.opted_out).casefold() in _YES:
            for words in (event.recording, event.recording_file):
                if one_line(words):
                    self.skip(event.place, OPTED_OUT, one_line(words))
            return Recording(licence=licence, opted_out=True), []
        watched = self._address(event.recording, event.place, 500)
        of_file = self._address(event.recording_file, event.place, 500)
        links = [Link(of_file, EMPTY, "video")] if watched and of_file not in ("", watched) else []
        return Recording(watched or of_file, licence), links

    def _without_recording(self, event: Event, links: list[Link]) -> list[Link]:
        """Return the links save those to videos and to what the recording names."""
        own = {
            web_address(words, base=self.base)[0]
            for words in (event.recording, event.recording_file)
        }
        kept = []
        for link in links:
            if link.kind == "video" or link.url in own:
                self.skip(event.place, OPTED_OUT, link.url)
            else:
                kept.append(link)
        return kept

    # What is covered

    def _coverage(self, edition: Edition) -> Coverage:
        """Return what the file speaks of: what none of its events has is not spoken of.

        Numbers, addresses and order of what is there already stay as they are.
        """
        placed, outline = self.placed, self.outline
        spoken: dict[str, Mapping[str, object]] = {
            EDITION: {
                "name": self.first(outline.title) or outline.acronym,
                "first_date": outline.start or self.events,
                "last_date": outline.start or self.events,
                "acronym": edition.acronym,
                "tagline": edition.tagline,
                "time_zone": placed.zone_is_stated,
                "day_break": placed.break_is_told,
                "website_url": edition.website_url,
            },
            "tracks": {
                "name": self.track_of,
                "description": _any(outline.tracks, "description"),
                "colour": _any(outline.tracks, "colour"),
            },
            "topics": {"name": self.topics},
            "stages": {"name": self.stages, "description": _any(outline.rooms, "description")},
            "speakers": self._speakers_coverage(),
            "sessions": self._sessions_coverage(),
            "appearances": self._appearances_coverage(),
            "streams": {"video": self.streams, "session": self.streams},
        }
        found = Coverage()
        for kind, fields in spoken.items():
            for name, is_spoken in fields.items():
                if is_spoken:
                    found |= covering(kind, [name], self._languages_of(kind, name))
        return found

    def _languages_of(self, kind: str, name: str) -> set[str]:
        """Return the languages in which the file has words of a field: one, unless it says more."""
        many: dict[str, Iterable[object]] = {
            EDITION: [self.outline],
            "tracks": self.outline.tracks,
            "topics": [],
            "stages": self.outline.rooms,
            "speakers": self.people.said.values(),
            "sessions": self.events,
        }
        own = {"kind_name": "type_name"}.get(name, name)
        said = [getattr(item, own, NOTHING) for item in many.get(kind, [])]
        found = languages_of(words for words in said if isinstance(words, Mapping))
        if kind == "topics":
            found = languages_of(words for event in self.events for words in event.topics)
        return found | {self.language} if found <= {self.language} else found

    def _speakers_coverage(self) -> Mapping[str, object]:
        people = self.people.said.values()
        names = ("position", "organisation", "organisation_kind", "biography", "country", "links")
        return {"name": people, **{name: _any(people, name) for name in names}}

    def _appearances_coverage(self) -> Mapping[str, object]:
        persons = [person for event in self.events for person in event.persons]
        has_people = any(self.people.said) and persons
        return {
            "session": has_people,
            "speaker": has_people,
            "order": has_people,
            "role": _any(persons, "role"),
        }

    def _sessions_coverage(self) -> Mapping[str, object]:
        events = self.events

        def has(*names: str) -> bool:
            return any(_any(events, name) for name in names)

        return {
            "title": events,
            "starts_at": has("date", "start", "day"),
            "duration_minutes": has("duration", "end"),
            "subtitle": has("subtitle"),
            "abstract": has("abstract"),
            "description": has("description"),
            "kind": has("type", "type_name"),
            "kind_name": has("type", "type_name"),
            "languages": has("languages"),
            "topics": has("topics"),
            "track": has("track"),
            "stage": self.stages,
            "delayed_from": has("delayed_from"),
            "state": has("state"),
            "code": has("code"),
            "links": has("links"),
            "attachments": has("attachments"),
            "recording.url": has("recording", "recording_file"),
            "recording.licence": has("licence"),
            "recording.opted_out": has("opted_out"),
            "feedback_url": has("feedback_url"),
            "origin_url": has("url"),
        }


_YES = ("true", "1", "yes", "y", "да")


def _any(items: Iterable[object], name: str) -> bool:
    """Say whether any of the things says something in a field."""
    return any(_says(getattr(item, name)) for item in items)


def _says(value: object) -> bool:
    if isinstance(value, str):
        return bool(one_line(value))
    if isinstance(value, Mapping):
        return any(one_line(words) for words in value.values())
    return bool(value)
