"""Calendars in iCalendar, of any program, and our own ones back again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator

from forum.coverage import Coverage
from forum.formats import terms
from forum.formats.calendar_lines import (
    Component,
    Property,
    calendars,
    looks_like_calendar,
)
from forum.formats.calendar_times import (
    Clocks,
    When,
    iso_duration,
    repeated,
    when,
    whens,
    zone_named,
)
from forum.formats.foreign_words import guid_or_none, kind_of, one_line, web_address
from forum.formats.icalendar import PRODUCT, REMOVED, STAGE
from forum.formats.outline import Event, Link, Outline, Person, Room, Said
from forum.formats.reading import MAX_EVENTS, Reading, Request
from forum.formats.understanding import understood
from multilingual.text import folded
from sessions.youtube import is_video_link

OWN_FIELDS = frozenset(
    {
        ("sessions", "title"),
        ("sessions", "starts_at"),
        ("sessions", "duration_minutes"),
        ("sessions", "state"),
        ("sessions", "stage"),
        ("stages", "name"),
    }
)
"""What our own calendars say as it is. All else in them is put together for people to read."""

_PRETALX = "-//pretalx//"
_NUMBER = re.compile(r"([0-9]{1,9})(?:@.*)?\Z")
_AMERICAN = "Canceled: "

_PEOPLE = re.compile(
    r"(?:speakers?|presenters?|von|спикеры?|докладчики?)[ \t]*:[ \t]*([^<>@]+)\Z", re.IGNORECASE
)
_LONGEST_NAME = 80
_MOST_PEOPLE = 200

_ROLES = {"CHAIR": "moderator", "REQ-PARTICIPANT": "speaker", "": "speaker"}
_NO_PERSON = frozenset({"GROUP", "RESOURCE", "ROOM"})

# What says nothing to anybody else, or is told by other properties.
_LEFT = frozenset(
    {
        "CLASS", "CREATED", "COLOR", "DTSTAMP", "LAST-MODIFIED", "METHOD", "PRIORITY", "SEQUENCE",
        "TRANSP",
    }
)  # fmt: skip
_TAKEN = frozenset(
    {
        "ATTACH", "ATTENDEE", "CATEGORIES", "CONFERENCE", "DESCRIPTION", "DTEND", "DTSTART",
        "DURATION", "EXDATE", "IMAGE", "LOCATION", "ORGANIZER", "RDATE", "RECURRENCE-ID", "RRULE",
        "STATUS", "SUMMARY", "UID", "URL",
    }
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether a calendar begins in the bytes, on one of the first lines."""
    return looks_like_calendar(data)


def read(data: bytes, request: Request = Request()) -> Reading:  # noqa: B008 - frozen
    """Return the programme of a calendar, what it speaks of, and what had to be guessed.

    Of several languages the coverage is that of the most titles: an event has its words in one
    only, which says nothing of its words in others.

    Raises:
        NotASchedule: with file, line and reason.

    Source: RFC 5545 and 7986; the habits of Google, Microsoft, Apple, pretalx and Sched.
    """
    walk = _Walk(data, request)
    reading = understood(walk.outline(), request)
    return dataclasses.replace(reading, coverage=walk.kept_of(reading.coverage))


class _Walk:
    """One walk through the calendars of a file, collecting their words."""

    def __init__(self, data: bytes, request: Request) -> None:
        self.request, self.result = request, Outline.of(request)
        self.calendars = calendars(data, self.result)
        self.main = self.calendars[0] if self.calendars else Component("VCALENDAR", 0)
        product = self.main.text("PRODID").upper()
        self.is_own = product.startswith(PRODUCT.upper())
        self.is_pretalx = product.startswith(_PRETALX.upper())
        own_language = product.removeprefix(PRODUCT.upper()) if self.is_own else ""
        self.own_language = self._site_language(own_language)
        self.clocks = Clocks(
            found for calendar in self.calendars for found in calendar.walk("VTIMEZONE")
        )
        self.events = [event for one in self.calendars for event in one.walk("VEVENT")]
        self.title_languages = Counter[str]()
        self.zones = Counter[str]()
        self.rooms: dict[str, Room] = {}
        self.name = self._name()

    def outline(self) -> Outline:
        outline = self.result
        outline.title = self.name
        if self.is_own:
            outline.exact = OWN_FIELDS
        else:
            outline.url = self._value(self.main.first("URL"))
        self._note_the_calendar()
        organiser = self._common_organiser()
        last = self._last_date()
        slots = self._slots()
        for component in self.events:
            if self.is_own and component.text(REMOVED) == "TRUE":
                message = "a session that was removed, which calendars keep as cancelled"
                outline.skip(_place(component), message, component.text("SUMMARY"))
                continue
            for start, is_repeated in self._starts(component, slots, last):
                if len(outline.events) >= MAX_EVENTS:
                    reason = f"more than {MAX_EVENTS} events, with those that repeat."
                    raise outline.refuse(reason, _place(component))
                self._meet(component, start, is_repeated, organiser)
        outline.rooms = list(self.rooms.values())
        outline.zone_name = self._zone()
        self._date_by_whole_days()
        if outline.events and not any(self.title_languages):
            outline.guess_language()
        return outline

    def kept_of(self, coverage: Coverage) -> Coverage:
        """Return what of a coverage the file says of every one of its events."""
        language = self.own_language
        if not language:
            counts = self.title_languages.most_common(1)
            language = (counts[0][0] if counts else "") or self.result.language
        return Coverage(
            frozenset((kind, name, code) for kind, name, code in coverage if code in ("", language))
        )

    # Words

    def _site_language(self, tag: str) -> str:
        """Return the site's language that a tag of BCP 47 names, empty if it names none."""
        code = tag.casefold()
        known = self.request.languages
        return next((name for name in (code, code.partition("-")[0]) if name in known), "")

    def _said(self, given: Property | None, place: str) -> Said:
        """Return the words of a property, in the language that it names or in the file's."""
        if given is None:
            return {}
        tag = given.parameter("LANGUAGE")
        language = self._site_language(tag)
        if tag and not language:
            message = "words in a language that the site does not have, they are taken"
            self.result.guess(place, message, tag)
        return {language or self.result.language: given.text}

    @staticmethod
    def _value(given: Property | None) -> str:
        """Return the address that a property holds; addresses are not escaped."""
        return one_line(given.value) if given else ""

    def _name(self) -> Said:
        """Return what the calendar is called; some say that in the wrong place."""
        found = self.main.first("NAME", "X-WR-CALNAME", "SUMMARY", "X-WR-CALDESC")
        return self._said(found, "calendar")

    # The calendar

    def _note_the_calendar(self) -> None:
        skip = self.result.skip
        described = self.main.first("X-WR-CALDESC", "DESCRIPTION")
        if described and folded(described.text) not in map(folded, self.name.values()):
            skip(f"line {described.line}", "a calendar's description has no place here")
        for calendar in self.calendars:
            for component in calendar.components:
                if component.name not in ("VEVENT", "VTIMEZONE"):
                    message = f"{component.name[:30]} has no place here"
                    skip(f"line {component.line}", message, component.text("SUMMARY"))

    def _zone(self) -> str:
        """Return the zone that the calendar or most events name, empty if neither does."""
        named = self.main.text("X-WR-TIMEZONE") or self.main.text("TIMEZONE-ID")
        if found := zone_named(named):
            return found
        if named:
            self.result.guess("calendar", "a time zone that is unknown", named)
        return self.zones.most_common(1)[0][0] if self.zones else ""

    def _common_organiser(self) -> str:
        """Return who organises every one of several events: the forum, nobody on stage."""
        names = {event.text("ORGANIZER") for event in self.events}
        (only,) = names if len(names) == 1 else ("",)
        if not only or len(self.events) < 2:
            return ""
        given = self.events[0].first("ORGANIZER")
        name = _person_name(given) if given else ""
        if name:
            message = "the organiser of every event, who is not taken for one of its people"
            self.result.skip("calendar", message, name)
        return only

    def _last_date(self) -> dt.date | None:
        """Return the last date of what does not repeat."""
        dates = [
            start.date() if isinstance(start, dt.datetime) else start
            for event in self.events
            if not event.first("RRULE") and (start := when(event.first("DTSTART"), self.clocks))
        ]
        return max(dates, default=None)

    def _date_by_whole_days(self) -> None:
        """Let the edition's days be those of its events of whole days, if there are no others."""
        events = self.result.events
        if events and all(event.date and not event.start for event in events):
            self.result.start = min(event.date for event in events)
            self.result.end = max(event.date for event in events)

    # Repeats

    def _slots(self) -> dict[str, set[When]]:
        """Return UID → when it takes place otherwise than its repeats, by RECURRENCE-ID."""
        slots: dict[str, set[When]] = {}
        for event in self.events:
            slot = when(event.first("RECURRENCE-ID"), self.clocks)
            if slot:
                slots.setdefault(event.text("UID"), set()).add(_instant(slot))
        return slots

    def _starts(
        self, event: Component, slots: dict[str, set[When]], last: dt.date | None
    ) -> Iterator[tuple[When | None, bool]]:
        """Yield when an event takes place, and whether it is one of several."""
        start = when(event.first("DTSTART"), self.clocks)
        rule, added = event.first("RRULE"), event.all("RDATE")
        if start is None or event.first("RECURRENCE-ID") or not (rule or added):
            yield start, False
            return
        found, message = repeated(start, rule.value, last) if rule else ([start], "")
        if message:
            self.result.guess(_place(event), message, rule.value if rule else "")
        found += [item for given in added for item in whens(given, self.clocks)]
        without = {
            _instant(item) for given in event.all("EXDATE") for item in whens(given, self.clocks)
        }
        elsewhere = slots.get(event.text("UID"), set())
        for instant, item in {_instant(item): item for item in found}.items():
            if instant not in without and instant not in elsewhere:
                yield item, True

    # Events

    def _meet(
        self, component: Component, start: When | None, is_repeated: bool, organiser: str
    ) -> None:
        place = _place(component)
        uid = component.text("UID")
        slot = when(component.first("RECURRENCE-ID"), self.clocks)
        own = slot or (start if is_repeated else None)
        guid = guid_or_none(uid.partition("@")[0]) or ""
        number = _NUMBER.match(uid)
        event = Event(
            place=place,
            guid="" if own else guid,
            id=f"{uid} {_instant(own).isoformat()}" if own else uid,
            number=number[1] if number and not own else "",
            title=self._said(component.first("SUMMARY"), place),
            state="CANCELLED" if self._is_cancelled(component) else component.text("STATUS"),
        )
        self._note_language(component)
        self._place_in_time(event, component, start)
        if self._is_cancelled(component):
            event.title = {code: self._uncalled(words) for code, words in event.title.items()}
        if self.is_own:
            self._own_room(event, component)
        else:
            self._meet_foreign(event, component, organiser)
        self.result.events.append(event)

    def _note_language(self, component: Component) -> None:
        summary = component.first("SUMMARY")
        if summary and (language := self._site_language(summary.parameter("LANGUAGE"))):
            self.title_languages[language] += 1

    def _place_in_time(self, event: Event, component: Component, start: When | None) -> None:
        first = component.first("DTSTART")
        if start is None:
            event.start = self._value(first)
            return
        tzid = first.parameter("TZID") if first else ""
        if not isinstance(start, dt.datetime):
            # Something of whole days has no time of the day: it is to be announced.
            event.date, event.duration = start.isoformat(), "0"
            return
        if start.tzinfo is None and tzid:
            self.result.guess(
                event.place, "a time zone that is unknown, the edition's is taken", tzid
            )
        elif name := self.clocks.name(tzid):
            self.zones[name] += 1
        event.start = start.isoformat()
        duration, end = component.first("DURATION"), when(component.first("DTEND"), self.clocks)
        began = when(first, self.clocks)
        if isinstance(end, dt.datetime) and isinstance(began, dt.datetime):
            # What is repeated has the first one's length.
            event.end = _as_late(start, began, end).isoformat()
        elif duration:
            event.duration = iso_duration(duration.value)
        elif not component.first("DTEND"):
            # RFC 5545, 3.6.1: without an end it takes no time.
            event.duration = "0"

    def _is_cancelled(self, component: Component) -> bool:
        is_taken_back = self.main.text("METHOD").upper() == "CANCEL"
        return is_taken_back or component.text("STATUS").upper() == "CANCELLED"

    def _uncalled(self, words: str) -> str:
        """Return a title without the word that it is cancelled, ours or Microsoft's."""
        rest = terms.without_mark(words, self.own_language)
        return rest if self.is_own or rest != words else words.removeprefix(_AMERICAN)

    def _own_room(self, event: Event, component: Component) -> None:
        guid = guid_or_none(component.text(STAGE))
        if guid:
            event.room = guid
            name = self._said(component.first("LOCATION"), event.place)
            self.rooms.setdefault(guid, Room(name, event.place, key=guid, guid=guid))

    # Events of others

    def _meet_foreign(self, event: Event, component: Component, organiser: str) -> None:
        described = component.first("DESCRIPTION", "X-ALT-DESC")
        event.abstract = self._said(described, event.place)
        event.url = self._value(component.first("URL"))
        event.persons = list(self._persons(component, organiser))
        if self.is_pretalx and not event.persons:
            self._part_title(event)
        self._take_first_line(event)
        self._categories(event, component)
        self._location(event, component)
        for given in component.all("CONFERENCE"):
            self._broadcast(event, self._value(given), given.parameter("LABEL"))
        for given in component.all("ATTACH"):
            self._attachment(event, given)
        for given in component.all("IMAGE"):
            if given.parameter("VALUE").upper() != "BINARY":
                event.links.append(Link(self._value(given), kind="image"))
        for name in component.properties:
            if name not in _TAKEN | _LEFT and not name.startswith("X-"):
                self.result.skip(
                    event.place, f"{name[:30]} has no place here", component.text(name)
                )

    def _persons(self, component: Component, organiser: str) -> Iterator[Person]:
        """Yield who is named. Nobody's e-mail address is ever looked at."""
        place = _place(component)
        named = component.all("ATTENDEE", "ORGANIZER")
        if len(named) > _MOST_PEOPLE:
            message = f"more than {_MOST_PEOPLE} people in one event, the rest is left out"
            self.result.skip(place, message, str(len(named)))
        for given in named[:_MOST_PEOPLE]:
            is_organiser = given.name == "ORGANIZER"
            if is_organiser and component.text("ORGANIZER") == organiser:
                continue
            name, role = _person_name(given), given.parameter("ROLE").upper()
            what = given.parameter("CUTYPE").upper()
            answer = given.parameter("PARTSTAT").upper()
            if what in _NO_PERSON:
                self.result.skip(place, "a group or a room among the people", name)
            elif not is_organiser and (role not in _ROLES or answer == "DECLINED"):
                self.result.skip(place, "somebody who need not be there, or declined", name)
            elif not name:
                self.result.skip(place, "a person without a name")
            else:
                role = "host" if is_organiser else _ROLES[role]
                yield Person(name=self.result.said(name), place=place, role=role)

    def _part_title(self, event: Event) -> None:
        """Take the names that pretalx writes behind a title for the event's people."""
        for code, words in event.title.items():
            title, dash, names = words.rpartition(" - ")
            if not dash:
                continue
            event.title = {code: title}
            people = [one_line(name) for name in names.split(", ") if one_line(name)]
            event.persons = [Person(name={code: name}, place=event.place) for name in people]
            message = "a title of pretalx ends in names, they are taken for its people"
            self.result.guess(event.place, message, names)

    def _take_first_line(self, event: Event) -> None:
        """Take a first line of the text that names nothing but the event's people for them."""
        for code, words in event.abstract.items():
            first, _line_end, rest = words.partition("\n")
            found = _PEOPLE.match(first)
            names = [one_line(name) for name in found[1].split(", ")] if found else []
            if not all(names) or not names or max(map(len, names)) > _LONGEST_NAME:
                continue
            known = {folded(name) for person in event.persons for name in person.name.values()}
            if not known:
                event.persons = [Person(name={code: name}, place=event.place) for name in names]
                message = "a text that begins with names, they are taken for the event's people"
                self.result.guess(event.place, message, first)
            elif known != set(map(folded, names)):
                continue
            event.abstract = {code: rest}

    def _categories(self, event: Event, component: Component) -> None:
        """Take a word for a kind of session as its type, the first other one as its track."""
        for given in component.all("CATEGORIES"):
            language = self._site_language(given.parameter("LANGUAGE")) or self.result.language
            for words in given.words:
                if not event.type and kind_of(words)[0] != "other":
                    event.type = words
                elif not event.track:
                    event.track = words
                else:
                    event.topics.append({language: words})

    def _location(self, event: Event, component: Component) -> None:
        """Take a location as the room, unless it is the address of a page."""
        words = component.text("LOCATION")
        if words.casefold().startswith(("http://", "https://")) and web_address(words)[0]:
            self._broadcast(event, words, "")
        elif words:
            event.room = words
            said = self._said(component.first("LOCATION"), event.place)
            self.rooms.setdefault(folded(words), Room(said, event.place))

    def _broadcast(self, event: Event, address: str, label: str) -> None:
        if is_video_link(address):
            event.streams.append(address)
        else:
            event.links.append(Link(address, self.result.said(label)))

    def _attachment(self, event: Event, given: Property) -> None:
        if given.parameter("VALUE").upper() == "BINARY" or given.parameter("ENCODING"):
            name = given.parameter("FILENAME") or given.parameter("X-FILENAME")
            self.result.skip(event.place, "a file within the calendar", name)
            return
        address = self._value(given)
        is_video = given.parameter("FMTTYPE").casefold().startswith("video/")
        if not event.recording and (is_video or is_video_link(address)):
            event.recording = address
        else:
            title = given.parameter("FILENAME") or given.parameter("X-FILENAME")
            event.attachments.append(Link(address, self.result.said(title)))


def _place(component: Component) -> str:
    words = component.text("SUMMARY") or component.text("UID")
    return f"line {component.line}, event {words[:60]!r}"


def _person_name(given: Property) -> str:
    """Return somebody's name; an e-mail address in its place is none."""
    name = given.parameter("CN")
    return "" if "@" in name else name


def _instant(found: When) -> When:
    """Return a time in UTC, so that equal ones are equal whatever clocks they were read from."""
    if isinstance(found, dt.datetime) and found.tzinfo:
        return found.astimezone(dt.UTC)
    return found


def _as_late(start: dt.datetime, began: dt.datetime, end: dt.datetime) -> dt.datetime:
    """Return when what starts at `start` ends, if what began at `began` ended at `end`."""
    if start == began:
        return end
    if began.tzinfo and end.tzinfo:
        return start + (end - began)
    return start + (end.replace(tzinfo=None) - began.replace(tzinfo=None))
