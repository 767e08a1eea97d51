"""frab and Pentabarf schedule.xml of every age, and what other systems write under that name."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo, available_timezones

from forum.coverage import EDITION, Coverage, covering
from forum.formats import foreign_times as times
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
    web_address,
)
from forum.formats.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    NotASchedule,
    Note,
    Reading,
    Request,
    line_of,
    xml_root,
)
from forum.programme import Programme
from forum.rules import LONGEST_DAYS
from forum.values import Edition
from multilingual.text import EMPTY, Text, folded
from sessions.times import at_local, latest_day_break, local, programme_day
from sessions.values import ROLES, Appearance, Attachment, Recording, Session, Stage, Track
from sessions.youtube import NotAVideoLink, read_link
from speakers.values import Link, Speaker

NAMESPACE = uuid.UUID("2a0ef3a4-6b0c-5c3e-9a57-0d5f3f6c8b21")
"""The namespace of guids derived for things that a file gives none."""

PALETTE = (
    "#1456b8", "#a8500c", "#157347", "#6f3fb5", "#0b6e7f", "#8a3b6b",
    "#5c6b00", "#3f51b5", "#7a4a21", "#00695c", "#8e4585", "#455a64",
)  # fmt: skip
"""Colours for tracks without one. White letters are readable on all; none is the red of "live"."""

STRAY_DAYS = 7
MAX_NUMBER = 1_000_000_000
MAX_LABEL = 200
MAX_LICENCE = 100
MAX_WORDS = 100_000
MAX_TAGS_IN_FILE = 50_000
MAX_ACRONYM = 30

OPTED_OUT = "a link to a recording that its speakers opted out of"

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
    if root.tag != "schedule":
        raise NotASchedule(
            "expected <schedule> as the outermost element.",
            file=request.file_name,
            line=line_of(root),
            element=root.tag,
        )
    source = _Source(root, request.file_name, request.first_language)
    return source.reading(request.edition_slug, request.zone_name, request.fallback_zone)


@dataclass(eq=False)
class _Day:
    """A day element. `date` is its local date, or None if it cannot be told."""

    element: Element
    position: int
    date: dt.date | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None

    @property
    def place(self) -> str:
        return f"line {line_of(self.element)}, day {self.element.get('index') or self.position}"


@dataclass(eq=False)
class _Event:
    """An event element in its day and room, with the time that was found for it."""

    element: Element
    day: _Day | None
    room: str
    starts_at: dt.datetime | None = None

    @property
    def identity(self) -> str:
        return one_line(self.element.get("id")) or one_line(self.element.get("guid"))

    @property
    def title(self) -> str:
        return _line(self.element, "title")

    @property
    def place(self) -> str:
        return f"line {line_of(self.element)}, event {self.identity or repr(self.title)}"

    @property
    def file_day(self) -> dt.date | None:
        return self.day.date if self.day else None


def _words(parent: Element | None, tag: str) -> str:
    """Return a child's words with those of its inner elements; empty without such a child."""
    child = parent.find(tag) if parent is not None else None
    return "".join(child.itertext()) if child is not None else ""


def _line(parent: Element | None, tag: str) -> str:
    return one_line(_words(parent, tag))


def _children(parent: Element, path: str) -> Iterator[tuple[Element, str]]:
    """Yield the elements at a path with their words on one line."""
    for element in parent.findall(path):
        yield element, one_line("".join(element.itertext()))


class _Source:
    """One file on its way to a programme, with every note about it."""

    def __init__(self, root: Element, file: str, language: str) -> None:
        self.root, self.file, self.language = root, file, language
        self.conference: Element | None = root.find("conference")
        self.guesses: list[Note] = []
        self.skipped: list[Note] = []
        self.days: list[_Day] = []
        self.events: list[_Event] = []
        self.rooms: dict[str, Element | None] = {}
        self.room_names: dict[str, str] = {}
        self.html_places: list[str] = []
        self.tags_left = MAX_TAGS_IN_FILE
        self.base = ""
        self.key = ""
        self.zone = ZoneInfo("UTC")
        self.tracks: dict[str, Track] = {}
        self.stages: dict[str, Stage] = {}

    def reading(self, edition_slug: str, zone_name: str, fallback_zone: str) -> Reading:
        self._walk(self.root, None, "")
        if not self.events:
            raise NotASchedule(
                "no events. Expected <event> elements within <day> and <room>.",
                file=self.file,
                line=line_of(self.root),
                element=self.root.tag,
            )
        self.base = self._base()
        name = _line(self.conference, "acronym") or _line(self.conference, "title")
        self.key = folded(name or edition_slug)
        self.guess("", "the file does not say what language its words are in", self.language)

        self.zone, zone_is_stated = self._zone(zone_name, fallback_zone)
        self._date_days()
        day_break, break_is_told = self._place_events()
        edition = self._edition(edition_slug, day_break)
        self.tracks = self._tracks()
        self.stages = self._stages()
        people = _People(self)
        sessions, appearances = self._sessions(people)
        self._note_what_has_no_place()
        programme = Programme(
            edition=edition,
            tracks=tuple(self.tracks.values()),
            stages=tuple(self.stages.values()),
            speakers=tuple(people.speakers),
            sessions=tuple(sessions),
            appearances=tuple(appearances),
        )
        coverage = self._coverage(edition, zone_is_stated, break_is_told)
        return Reading(programme, coverage, tuple(self.guesses), tuple(self.skipped))

    def guess(self, place: str, message: str, given: str = "") -> None:
        self.guesses.append(Note(place, message, given[:200]))

    def skip(self, place: str, message: str, given: str = "") -> None:
        self.skipped.append(Note(place, message, given[:200]))

    def derived(self, *parts: str) -> str:
        """Return a guid for a thing of this conference that has none of its own."""
        return str(uuid.uuid5(NAMESPACE, "\n".join((self.key, *parts))))

    def text(self, words: str) -> Text:
        return Text({self.language: words}) if words else EMPTY

    def line(self, place: str, words: str) -> Text:
        """Return a title or a name, cut if it is endless."""
        if len(words) > MAX_LINE:
            message = f"words for one line were cut after {MAX_LINE} characters"
            self.skip(place, message, words[:50])
            words = words[:MAX_LINE].rstrip()
        return self.text(words)

    def _walk(self, parent: Element, day: _Day | None, room: str) -> None:
        """Collect days, rooms and events, however they are nested."""
        for element in parent:
            if element.tag == "event":
                self._meet_event(element, day, room)
            elif element.tag == "day":
                self.days.append(_Day(element, len(self.days) + 1))
                self._walk(element, self.days[-1], "")
            elif element.tag == "room":
                name = one_line(element.get("name"))
                self._meet_room(name, element)
                self._walk(element, day, name)
            elif element.tag not in ("conference", "tracks"):
                self._walk(element, day, room)

    def _meet_event(self, element: Element, day: _Day | None, room: str) -> None:
        own = _line(element, "room")
        event = _Event(element, day, room or own)
        if room and own and folded(own) != folded(room):
            message = "the event names another room than the one around it, which wins"
            self.guess(event.place, message, own)
        self._meet_room(event.room, None)
        self.events.append(event)

    def _meet_room(self, name: str, element: Element | None) -> None:
        if name:
            key = folded(name)
            self.room_names.setdefault(key, name)
            self.rooms[key] = self.rooms.get(key) if element is None else element

    # Time

    def _zone(self, zone_name: str, fallback_zone: str) -> tuple[ZoneInfo, bool]:
        """Return the zone, and whether the file or the caller stated it."""
        named = _line(self.conference, "time_zone_name")
        if named in available_timezones():
            if zone_name and zone_name != named:
                self.guess("conference", "the file names a zone of its own, which wins", named)
            return ZoneInfo(named), True
        if named:
            self.guess("conference", "a time zone that is unknown", named)
        if zone_name:
            message = "the file names no time zone, the one given is taken"
            self.guess("conference", message, zone_name)
            return ZoneInfo(zone_name), True
        if fallback_zone:
            message = "the file names no time zone, the edition's own is taken"
            self.guess("conference", message, fallback_zone)
            return ZoneInfo(fallback_zone), False
        offsets = []
        for event in self.events:
            stated = times.moment(_line(event.element, "date"))
            if stated and stated.tzinfo:
                start = times.clock(_line(event.element, "start"))
                offsets.append((stated, times.offset_of(stated, start)))
        guessed = times.zone_with(offsets)
        message = (
            "the file names no time zone, one with its offsets is taken; --zone names the right one"
            if guessed
            else "the file names no time zone and no offset, its times are taken as UTC; "
            "--zone names the right zone"
        )
        self.guess("conference", message, guessed or "UTC")
        return ZoneInfo(guessed or "UTC"), False

    def _date_days(self) -> None:
        """Give each day its local date: that of its start, else the one it states."""
        conference_start = times.date(_line(self.conference, "start"))
        for day in self.days:
            stated = times.date(one_line(day.element.get("date")))
            day.starts_at = _aware(times.moment(one_line(day.element.get("start"))), self.zone)
            day.ends_at = _aware(times.moment(one_line(day.element.get("end"))), self.zone)
            if day.starts_at:
                day.date = local(day.starts_at, self.zone).date()
                if stated and stated != day.date:
                    message = "the day's date and its start in local time disagree, the start wins"
                    self.guess(day.place, message, f"{stated} and {day.element.get('start')}")
            elif stated:
                day.date = stated
            elif conference_start:
                index = one_line(day.element.get("index"))
                count = int(index) if re.fullmatch(r"[0-9]{1,3}", index) else day.position
                day.date = conference_start + dt.timedelta(days=max(count, 1) - 1)
                message = "a day without a date, counted from the start of the conference"
                self.guess(day.place, message, str(day.date))

    def _place_events(self) -> tuple[dt.time, bool]:
        """Give each event its start; return the day break, and whether the file tells it.

        It is the one stated that lists each event on the file's day, else the latest that does.
        """
        stated = list(self._stated_breaks())
        for day_break in stated:
            self._start_events(day_break)
            if not self._on_other_days(day_break):
                return day_break, True

        assumed = stated[0] if stated else Edition.day_break
        self._start_events(assumed)
        listed = [
            (local(event.starts_at, self.zone).replace(tzinfo=None), event.file_day)
            for event in self.events
            if event.starts_at and event.file_day
        ]
        try:
            latest = latest_day_break(listed)
        except ValueError:
            for event in self._on_other_days(assumed):
                message = "its date is not of the day it stands in, the date wins"
                self.guess(event.place, message, event.title)
            latest = None
        message = (
            "the stated day break would move events to other days than the file's"
            if stated
            else "the file states no day break"
        )
        if latest is not None:
            message += ", the latest that keeps each on its day is taken"
        found = assumed if latest is None else latest
        self.guess("conference", message, f"{found:%H:%M}")
        return found, bool(stated) or latest is not None

    def _stated_breaks(self) -> Iterator[dt.time]:
        """Yield the day breaks that the file states, the plainest statement first."""
        change = times.clock(_line(self.conference, "day_change"))
        if change:
            yield change.time
        ends = Counter[dt.time]()
        for day in self.days:
            if day.starts_at and day.ends_at:
                end = local(day.ends_at, self.zone)
                # Many systems end a day a minute or a second before the next begins.
                if 59 in (end.minute, end.second):
                    end = (end + dt.timedelta(minutes=1)).replace(second=0)
                # The last day often ends in the evening, which says nothing about the night.
                if end.date() > local(day.starts_at, self.zone).date() and end.hour < 12:
                    ends[end.time()] += 1
        for end_time, _ in ends.most_common():
            yield end_time

    def _start_events(self, day_break: dt.time) -> None:
        for event in self.events:
            event.starts_at = self._start(event, day_break)

    def _start(self, event: _Event, day_break: dt.time) -> dt.datetime | None:
        """Return when an event starts, in UTC; its own date wins over the day it stands in."""
        date_words, start_words = _line(event.element, "date"), _line(event.element, "start")
        stated = times.moment(date_words) or times.moment(start_words)
        if stated:
            return _aware(stated, self.zone)
        start = times.clock(start_words)
        own_date = times.date(date_words)
        date = own_date or event.file_day
        if start is None or date is None:
            return None
        days_late = start.days
        if not own_date and not days_late and start.time < day_break:
            days_late = 1
        return at_local(date + dt.timedelta(days=days_late), start.time, self.zone)

    def _on_other_days(self, day_break: dt.time) -> list[_Event]:
        return [
            event
            for event in self.events
            if event.starts_at
            and event.file_day
            and programme_day(event.starts_at, self.zone, day_break) != event.file_day
        ]

    def _dates(self, day_break: dt.time) -> tuple[dt.date, dt.date]:
        """Return first and last date: the conference's, widened to hold every event."""
        held = {
            programme_day(event.starts_at, self.zone, day_break): event
            for event in self.events
            if event.starts_at
        }
        listed = set(held) or {day.date for day in self.days if day.date}
        first = times.date(_line(self.conference, "start"))
        last = times.date(_line(self.conference, "end"))
        if first and last and first > last:
            given = f"{first} to {last}"
            self.guess("conference", "it ends before it begins, its end is ignored", given)
            last = None
        stated = {date for date in (first, last) if date}
        if not stated and not listed:
            raise NotASchedule(
                'no event has a date. Expected <day date="2021-05-25">, or <date> in each event.',
                file=self.file,
                line=line_of(self.events[0].element),
                element="event",
            )
        if stated and listed and _days_between(stated, listed) > STRAY_DAYS:
            message = "its dates lie far from all events, those of the events are taken"
            self.guess("conference", message, f"{min(stated)} to {max(stated)}")
            stated = set()
        dates = stated | listed
        if stated and (min(dates), max(dates)) != (min(stated), max(stated)):
            message = "its dates are widened to hold every event"
            self.guess("conference", message, f"{min(dates)} to {max(dates)}")
        if (max(dates) - min(dates)).days >= LONGEST_DAYS:
            outlier = held.get(min(dates)) or held.get(max(dates)) or self.events[0]
            raise NotASchedule(
                f"from {min(dates)} to {max(dates)} are more than {LONGEST_DAYS} days. Expected "
                f"one edition; look at {outlier.title!r}.",
                file=self.file,
                line=line_of(outlier.element),
                element="event",
            )
        return min(dates), max(dates)

    # The edition, its tracks and stages

    def _base(self) -> str:
        for tag in ("base_url", "url"):
            for parent in (self.conference, self.root):
                address, _ = web_address(_words(parent, tag))
                if address:
                    return address
        return ""

    def _edition(self, slug: str, day_break: dt.time) -> Edition:
        first_date, last_date = self._dates(day_break)
        acronym = _line(self.conference, "acronym")
        title = _line(self.conference, "title") or acronym or slug
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{0,{MAX_ACRONYM}}}", acronym):
            cleaned = slug_of(acronym, otherwise="edition")[:MAX_ACRONYM].strip("-")
            self.guess("conference", "an acronym of other than Latin letters", acronym)
            acronym = cleaned
        website = ""
        for tag in ("url", "base_url"):
            website = website or web_address(_words(self.conference, tag), most=500)[0]
        slug = slug or slug_of(acronym, title, otherwise="edition")[:50].strip("-")
        return Edition(
            guid=str(uuid.uuid5(NAMESPACE, f"edition\n{slug}")),
            slug=slug,
            name=self.line("conference", title or slug),
            first_date=first_date,
            last_date=last_date,
            acronym=acronym,
            tagline=self.line("conference", _line(self.conference, "subtitle")),
            time_zone=self.zone.key,
            day_break=day_break,
            website_url=website,
        )

    def _tracks(self) -> dict[str, Track]:
        """Return the tracks by folded name: the declared ones, then those that events name."""
        declared: list[tuple[Element, str]] = []
        for path in ("conference/track", "conference/tracks/track", "tracks/track"):
            declared += _children(self.root, path)
        for event in self.events:
            declared += _children(event.element, "track")

        tracks: dict[str, Track] = {}
        slugs = Slugs()
        guids: set[str] = set()
        for element, words in declared:
            name = one_line(element.get("name")) or words
            if not name or folded(name) in tracks:
                continue
            number = len(tracks) + 1
            slug = slugs.give(one_line(element.get("slug")), name, otherwise=f"track-{number}")
            guid = guid_or_none(element.get("guid"))
            if guid is None or guid in guids:
                guid = self.derived("track", folded(name))
            guids.add(guid)
            tracks[folded(name)] = Track(
                guid=guid,
                slug=slug,
                number=number,
                name=self.line(f"line {line_of(element)}, track", name),
                colour=self._colour(element) or PALETTE[(number - 1) % len(PALETTE)],
            )
        return tracks

    def _colour(self, element: Element) -> str:
        given = one_line(element.get("color"))
        digits = given.casefold().lstrip("#")
        if re.fullmatch(r"[0-9a-f]{3}", digits):
            digits = "".join(digit * 2 for digit in digits)
        if re.fullmatch(r"[0-9a-f]{6}", digits):
            return f"#{digits}"
        if given:
            self.skip(f"line {line_of(element)}, track", "a colour that is none", given)
        return ""

    def _stages(self) -> dict[str, Stage]:
        """Return the stages by folded name, empty ones too, in order of appearance."""
        stages: dict[str, Stage] = {}
        slugs = Slugs()
        guids: set[str] = set()
        for position, (key, element) in enumerate(self.rooms.items()):
            name = self.room_names[key]
            own_slug = one_line(element.get("slug")) if element is not None else ""
            slug = slugs.give(own_slug, name, otherwise=f"stage-{position + 1}")
            guid = guid_or_none(element.get("guid")) if element is not None else None
            if guid is None or guid in guids:
                guid = self.derived("room", key)
            guids.add(guid)
            place = f"line {line_of(element)}, room" if element is not None else "room"
            stages[key] = Stage(guid, slug, self.line(place, name), position=position)
        return stages

    # Sessions

    def _sessions(self, people: _People) -> tuple[list[Session], list[Appearance]]:
        sessions: list[Session] = []
        appearances: list[Appearance] = []
        slugs = Slugs()
        for event, guid, number in zip(self.events, self._guids(), self._numbers(), strict=True):
            own_slug = _line(event.element, "slug")
            title = event.title
            if not title:
                title = own_slug or f"Session {number}"
                self.guess(event.place, "an event without a title", title)
            slug = slugs.give(own_slug, title, otherwise=f"session-{number}")
            roles = people.of(event)
            sessions.append(self._session(event, guid, number, slug, title, bool(roles)))
            appearances += [
                Appearance(str(uuid.uuid5(uuid.UUID(guid), person)), guid, person, role, order)
                for order, (person, role) in enumerate(roles.items())
            ]
        return sessions, appearances

    def _session(
        self, event: _Event, guid: str, number: int, slug: str, title: str, has_people: bool
    ) -> Session:
        element = event.element
        kind, kind_name = self._kind(event, has_people)
        recording, links = self._recording(event)
        links = [*self._links(event), *links]
        if recording.opted_out:
            links = self._without_recording(event, links)
        track = self.tracks.get(folded(_line(element, "track")))
        stage = self.stages.get(folded(event.room))
        self._note_time(event)
        return Session(
            guid=guid,
            number=number,
            slug=slug,
            title=self.line(event.place, title),
            subtitle=self.line(event.place, _line(element, "subtitle")),
            abstract=self.text(self._markdown(event, "abstract")),
            description=self.text(self._markdown(event, "description")),
            kind=kind,
            kind_name=self.text(kind_name),
            languages=self._languages(event),
            track=track.guid if track else "",
            stage=stage.guid if stage else "",
            starts_at=event.starts_at,
            duration_minutes=self._duration(event),
            code=self._code(event),
            links=tuple(links),
            attachments=tuple(self._attachments(event)),
            recording=recording,
            feedback_url=self._address(_words(element, "feedback_url"), event.place, 500),
            origin_url=self._address(_words(element, "url"), event.place, 500),
        )

    def _guids(self) -> list[str]:
        """Return a guid for each event: its own, made of its own, of its id, or of its place.

        Those of equal words differ by title, day and start, and at last by their number.
        """
        found: dict[str, None] = {}
        repeats = Counter[tuple[str, tuple[str, ...]]]()
        for event in self.events:
            own = one_line(event.element.get("guid"))
            id_words = one_line(event.element.get("id"))
            place = (
                event.title,
                str(event.file_day or ""),
                _line(event.element, "start"),
                event.room,
            )
            if own:
                guid = guid_or_none(own)
                if guid is None:
                    guid = self.derived("guid", own)
                    self.guess(event.place, "a guid that is no UUID, one was derived", own)
            else:
                guid = self.derived("event", id_words) if id_words else self.derived("at", *place)
            if guid in found:
                message = "a guid or id that an earlier event has, another guid was derived"
                self.guess(event.place, message, own or id_words or event.title)
                first = guid
                while guid in found:
                    count = repeats[first, place]
                    guid = self.derived("again", first, *place, str(count or ""))
                    repeats[first, place] += 1
            found[guid] = None
        if not any(event.element.get("guid") for event in self.events):
            message = "the file has no guids, they were derived from conference and event id"
            self.guess("event", message, f"{len(found)} events")
        return list(found)

    def _numbers(self) -> list[int]:
        """Return a number for each event: its id where it is positive and unique."""
        given: list[int] = []
        taken: set[int] = set()
        for event in self.events:
            words = one_line(event.element.get("id"))
            number = int(words) if re.fullmatch(r"[0-9]{1,10}", words) else 0
            usable = 1 <= number <= MAX_NUMBER and number not in taken
            if words and not usable:
                message = "an id not positive, too large, or of an earlier event; numbered anew"
                self.guess(event.place, message, words)
            given.append(number if usable else 0)
            taken.add(number)
        following = max(given)
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

    def _note_time(self, event: _Event) -> None:
        date_words, start_words = _line(event.element, "date"), _line(event.element, "start")
        stated = times.moment(date_words)
        if event.starts_at is None:
            given = " ".join(filter(None, (date_words, start_words)))
            self.guess(event.place, "no start can be told, it is to be announced", given)
        elif date_words and not stated and not times.date(date_words):
            self.guess(event.place, "a date that cannot be read, the day's is taken", date_words)
        elif stated and stated.tzinfo and (start := times.clock(start_words)):
            offset = times.offset_of(stated, start)
            if stated.astimezone(self.zone).utcoffset() != offset:
                message = "date and start disagree in the edition's zone, the date wins"
                self.guess(event.place, message, f"{date_words} and {start_words}")

    def _duration(self, event: _Event) -> int:
        words = _line(event.element, "duration")
        found = times.minutes(words)
        if found is None:
            self.guess(event.place, "no duration that can be read, 0 minutes are taken", words)
            return 0
        if words.count(":") == 2:
            message = "a duration of three parts: days first if that has one digit, else hours"
            self.guess(event.place, message, f"{words} as {found} minutes")
        return found

    def _kind(self, event: _Event, has_people: bool) -> tuple[str, str]:
        words = _line(event.element, "type")[:MAX_LABEL]
        if words:
            kind, name = kind_of(words)
            if kind == "other" and name:
                message = "a type that is none of our kinds, its word is kept"
                self.guess(event.place, message, words)
            return kind, name
        if has_people:
            return "talk", ""
        by_title, _ = kind_of(event.title[:MAX_LABEL])
        kind = "break" if by_title == "break" else "other"
        self.guess(event.place, f"no type and no person, taken as {kind}", event.title)
        return kind, ""

    def _languages(self, event: _Event) -> tuple[str, ...]:
        codes, unknown = spoken_languages(_line(event.element, "language")[:MAX_LABEL])
        for word in unknown:
            self.skip(event.place, "a language that is unknown", word)
        return codes

    def _markdown(self, event: _Event, tag: str) -> str:
        words = _words(event.element, tag)
        if len(words) > MAX_WORDS:
            self.skip(event.place, f"<{tag}> was cut after {MAX_WORDS} characters", words[:50])
            words = words[:MAX_WORDS]
        found = rewritten(words, most_tags=min(MAX_TAGS, self.tags_left))
        self.tags_left = max(0, self.tags_left - found.tags)
        if found.was_html:
            self.html_places.append(event.place)
        if found.has_too_many_tags:
            message = (
                f"HTML of more than {MAX_TAGS} tags in a text or {MAX_TAGS_IN_FILE} in the file, "
                "only its words are kept"
            )
            self.skip(event.place, message, words[:50])
        return found.words

    def _code(self, event: _Event) -> str:
        words = one_line(event.element.get("code"))
        if words and not re.fullmatch(r"[0-9A-Z]{6}", words):
            self.skip(event.place, "a code that is not six capitals and digits", words)
            return ""
        return words

    # Addresses

    def _address(self, words: str | None, place: str, most: int = 1000) -> str:
        """Return an address to link to, or an empty string and a note why there is none."""
        address, what = web_address(words, base=self.base, most=most)
        if what and not address:
            self.skip(place, f"an address was left out: {what}", one_line(words))
        elif what:
            self.guess(place, f"an address was {what}", address)
        return address

    def _links(self, event: _Event) -> Iterator[Link]:
        for element, words in _children(event.element, "links/link"):
            url = self._address(element.get("href") or element.get("url") or words, event.place)
            if url:
                title = "" if words == element.get("href") else words
                kind = "video" if _is_video(url) else one_line(element.get("type"))[:30]
                yield Link(url, self.line(event.place, title), kind)
        for element, words in _children(event.element, "video"):
            url = self._address(element.get("href") or words, event.place)
            if url:
                yield Link(url, EMPTY, "video")
        for _, words in _children(event.element, "logo"):
            url = self._address(words, event.place)
            if url:
                yield Link(url, EMPTY, "image")

    def _attachments(self, event: _Event) -> Iterator[Attachment]:
        for element, words in _children(event.element, "attachments/attachment"):
            url = self._address(element.get("href") or words, event.place)
            if url:
                title = "" if words == element.get("href") else words
                title = title or one_line(element.get("type")).capitalize()
                yield Attachment(title=self.line(event.place, title), url=url)

    def _recording(self, event: _Event) -> tuple[Recording, list[Link]]:
        """Return the recording, and a link to its file where it has an address beside it.

        What its speakers do not want to be seen has no address.
        """
        recording = event.element.find("recording")
        if recording is None:
            return Recording(), []
        licence = _line(recording, "license")
        if len(licence) > MAX_LICENCE:
            self.skip(event.place, f"a licence of more than {MAX_LICENCE} letters", licence)
            licence = ""
        if _line(recording, "optout").casefold() in ("true", "1", "yes"):
            for tag in ("url", "link"):
                if words := _line(recording, tag):
                    self.skip(event.place, OPTED_OUT, words)
            return Recording(licence=licence, opted_out=True), []
        watched = self._address(_words(recording, "url"), event.place, 500)
        of_file = self._address(_words(recording, "link"), event.place, 500)
        links = [Link(of_file, EMPTY, "video")] if watched and of_file not in ("", watched) else []
        return Recording(watched or of_file, licence), links

    def _without_recording(self, event: _Event, links: list[Link]) -> list[Link]:
        """Return the links save those to videos and to what the recording names."""
        own = {
            web_address(_words(event.element, f"recording/{tag}"), base=self.base)[0]
            for tag in ("url", "link")
        }
        kept = []
        for link in links:
            if link.kind == "video" or link.url in own:
                self.skip(event.place, OPTED_OUT, link.url)
            else:
                kept.append(link)
        return kept

    # What is covered, and what has no place

    def _note_what_has_no_place(self) -> None:
        if self.html_places:
            message = "texts in HTML were cleaned and rewritten as Markdown"
            self.guess(self.html_places[0], message, f"{len(self.html_places)} texts")
        for element in self.conference if self.conference is not None else ():
            words = one_line("".join(element.itertext()) or " ".join(element.attrib.values()))
            if element.tag not in _CONFERENCE_PARTS and words:
                message = f"<{element.tag}> of the conference has no place here"
                self.skip(f"line {line_of(element)}", message, words)
        version = _line(self.root, "version")
        if version:
            self.skip("version", "<version> has no place here, releases are numbered", version)
        for event in self.events:
            for element in event.element:
                words = one_line("".join(element.itertext()) or " ".join(element.attrib.values()))
                if element.tag not in _EVENT_PARTS and words:
                    self.skip(event.place, f"<{element.tag}> has no place here", words)

    def _coverage(self, edition: Edition, zone_is_stated: bool, break_is_told: bool) -> Coverage:
        """Return what the file speaks of: what none of its events has is not spoken of.

        Numbers, addresses and order of what is there already stay as they are.
        """
        facts = {
            "acronym": bool(edition.acronym),
            "tagline": bool(edition.tagline),
            "time_zone": zone_is_stated,
            "day_break": break_is_told,
            "website_url": bool(edition.website_url),
        }
        fields = ["name", "first_date", "last_date"]
        fields += [name for name, is_stated in facts.items() if is_stated]

        def has(*paths: str) -> bool:
            return any(
                element.attrib or one_line("".join(element.itertext()))
                for event in self.events
                for path in paths
                for element in event.element.iterfind(path)
            )

        spoken = {
            "subtitle": has("subtitle"),
            "abstract": has("abstract"),
            "description": has("description"),
            "kind": has("type"),
            "kind_name": has("type"),
            "languages": has("language"),
            "track": has("track"),
            "stage": bool(self.rooms),
            "code": any(event.element.get("code") for event in self.events),
            "links": has("links/link", "video", "logo"),
            "attachments": has("attachments/attachment"),
            "recording.url": has("recording/url", "recording/link"),
            "recording.licence": has("recording/license"),
            "recording.opted_out": has("recording/optout"),
            "feedback_url": has("feedback_url"),
            "origin_url": has("url"),
        }
        sessions = ["title", "starts_at", "duration_minutes"]
        sessions += [name for name, is_spoken in spoken.items() if is_spoken]
        appearances = ["session", "speaker", "order"]
        if any(person.get("role") for person in self.root.iter("person")):
            appearances.append("role")
        tracks = ["name"]
        if any(track.get("color") for track in self.root.iter("track")):
            tracks.append("colour")
        found = Coverage()
        for kind, names in (
            (EDITION, fields),
            ("tracks", tracks if has("track") else []),
            ("stages", ["name"] if self.rooms else []),
            ("speakers", ["name"] if has("persons/person") else []),
            ("sessions", sessions),
            ("appearances", appearances if has("persons/person") else []),
        ):
            found |= covering(kind, names, [self.language])
        return found


class _People:
    """The persons of a file: one speaker each, known by guid, by id, or by name."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.speakers: list[Speaker] = []
        self.guids: dict[tuple[str, ...], str] = {}
        self.slugs = Slugs()
        self.names: dict[tuple[str, ...], set[str]] = {}
        self.identified: dict[str, set[tuple[str, ...]]] = {}
        for event in source.events:
            for element, name in _persons(event):
                identity = _identity(element)
                if identity and name:
                    self.names.setdefault(identity, set()).add(folded(name))
                    self.identified.setdefault(folded(name), set()).add(identity)

    def of(self, event: _Event) -> dict[str, str]:
        """Return the guids of an event's speakers with their roles, in the file's order."""
        roles: dict[str, str] = {}
        for element, name in _persons(event):
            if not name:
                given = " ".join(element.attrib.values())
                self.source.skip(event.place, "a person without a name", given)
                continue
            guid = self._speaker(event, element, name)
            if guid in roles:
                self.source.skip(event.place, "a person named twice in one event", name)
            role = one_line(element.get("role")).casefold()
            roles.setdefault(guid, role if role in ROLES else "speaker")
        return roles

    def _speaker(self, event: _Event, element: Element, name: str) -> str:
        key = self._key(event, element, name)
        if key not in self.guids:
            guid = key[1] if key[0] == "guid" and len(key) == 2 else None
            guid = guid or self.source.derived("person", *key)
            slug = self.slugs.give(name, otherwise=f"speaker-{len(self.speakers) + 1}")
            self.guids[key] = guid
            self.speakers.append(Speaker(guid, guid, slug, self.source.line(event.place, name)))
        return self.guids[key]

    def _key(self, event: _Event, element: Element, name: str) -> tuple[str, ...]:
        identity = _identity(element)
        if identity is None:
            same_name = self.identified.get(folded(name), set())
            if len(same_name) != 1:
                return ("name", folded(name))
            message = "a person without an id, taken for the only one of that name"
            self.source.guess(event.place, message, name)
            (identity,) = same_name
        if len(self.names[identity]) == 1:
            return identity
        message = "a person's id that others have too, taken for different people"
        self.source.guess(event.place, message, f"{identity[1]}: {name}")
        return (*identity, folded(name))


def _persons(event: _Event) -> Iterator[tuple[Element, str]]:
    for element, words in _children(event.element, "persons/person"):
        yield element, words or one_line(element.get("public_name") or element.get("name"))


def _identity(element: Element) -> tuple[str, ...] | None:
    """Return what a person is known by, or None: some systems give everybody the id 0."""
    guid = guid_or_none(element.get("guid"))
    if guid:
        return "guid", guid
    words = one_line(element.get("id"))
    return ("id", words) if words.strip("0") else None


def _aware(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    """Return a moment in UTC; one without an offset is meant in the zone."""
    if moment is None or moment.tzinfo:
        return moment and moment.astimezone(dt.UTC)
    return at_local(moment.date(), moment.time(), zone)


def _days_between(some: set[dt.date], others: set[dt.date]) -> int:
    """Return how many days lie between two spans of time, none if they meet."""
    return max((min(some) - max(others)).days, (min(others) - max(some)).days, 0)


def _is_video(url: str) -> bool:
    try:
        read_link(url)
    except NotAVideoLink:
        return False
    return True
