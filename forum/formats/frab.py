"""A programme as the frab family tells it: worked out once, written as XML and JSON.

Sessions without a time are left out: every one of these formats says when an event is. Sessions
without a stage stand in a room without a name.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from slugify import slugify

from forum.formats import terms
from forum.formats.foreign_words import Slugs, one_line, web_address
from forum.formats.writing import Publication
from forum.programme import Programme
from forum.values import Edition
from multilingual.characters import writable
from multilingual.display import language_name, shown
from multilingual.text import EMPTY, MOST_IN_A_TEXT, MOST_ON_A_LINE, Text, folded
from sessions import youtube
from sessions.entries import videos
from sessions.times import local
from sessions.values import Session
from sessions.values import Stage as OurStage
from speakers.values import Link as OurLink
from speakers.values import Picture
from speakers.values import Speaker as OurSpeaker

TIMESLOT = "00:05"
"""The grid that every start and duration is on, for readers that draw one."""

MOST_IN_LICENCE = 100
MOST_IN_KIND = 200

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CODE = re.compile(r"[0-9A-Z]{6}")
_ACRONYM = re.compile(r"[a-z0-9_]{4,}")
_SLUG = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
# XML 1.0, 2.2 "Char", surrogates, and what turns round the words beside it: for texts, in which
# every other character stays, line ends of other kinds too.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LANGUAGE = re.compile(r"[a-z]{2}")
_ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|.*UTC\Z")
_LOOSE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_MOST_PERSONS = 2**31 - 1


# The description


@dataclass(frozen=True)
class Track:
    """`slug` is Latin and begins with a letter; `colour` is `#rrggbb` or empty."""

    guid: str
    name: str
    slug: str
    colour: str


@dataclass(frozen=True)
class Room:
    """A stage, or where sessions without one stand: that room has neither name nor guid.

    `stream` is the video of all its days where they have one, else empty.
    """

    guid: str = ""
    name: str = ""
    slug: str = ""
    description: Text = EMPTY
    url: str = ""
    stream: str = ""
    is_broadcast: bool = False


@dataclass(frozen=True)
class Link:
    """An address with a title, never empty. `type` is a word of `terms.LINKS`, or empty."""

    url: str
    title: str
    type: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody in the programme. `id` is positive and nobody else's."""

    guid: str
    id: int
    name: str
    url: str
    avatar: str
    biography: Text
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Event:
    """A session with a time. Words are in the language of the publication, Markdown in texts.

    `session` is what it was made of. `marked_title` and `marked_url` are for formats that have no
    word for a cancelled session, see `terms.marked`; of any other they are `title` and `url`.
    `date` and `end` are ISO 8601 with an offset, `start` is local. `recording` is the address of
    the recording, empty where there is none or its speakers do not want it seen.
    """

    session: Session
    guid: str
    id: int
    code: str
    room: Room
    title: str
    marked_title: str
    subtitle: str
    type: str
    date: str
    end: str
    start: str
    minutes: int
    abstract: str
    description: str
    slug: str
    track: Track | None
    logo: str
    persons: tuple[tuple[Person, str], ...]
    language: str
    licence: str
    opted_out: bool
    recording: str
    links: tuple[Link, ...]
    attachments: tuple[Link, ...]
    url: str
    marked_url: str
    feedback_url: str
    origin_url: str


@dataclass(frozen=True)
class Day:
    """A programme day from day break to day break, its rooms with their events in order."""

    index: int
    date: date
    start: str
    end: str
    rooms: tuple[tuple[Room, tuple[Event, ...]], ...]


@dataclass(frozen=True)
class Schedule:
    """All that the frab family says of an edition. Addresses are full ones; empty where none is.

    `source` is the address of the file, `home` of the edition's page here, `url` of its website.
    """

    edition: Edition
    system: str
    source: str
    version: str
    title: str
    acronym: str
    first_date: date
    last_date: date
    home: str
    url: str
    logo: str
    colour: str
    description: Text
    tracks: tuple[Track, ...]
    rooms: tuple[Room, ...]
    persons: tuple[Person, ...]
    days: tuple[Day, ...]

    @property
    def events(self) -> Iterator[Event]:
        """Yield the events by day, room and time."""
        for day in self.days:
            for _room, events in day.rooms:
                yield from events


def described(programme: Programme, publication: Publication) -> Schedule:
    """Return the programme as the frab family tells it, equal values for equal input.

    Words are in the publication's language; where they are missing, the original stands in. What
    is said of a programme is worked out once for all formats, and goes with it.
    """
    key = ("frab", publication.language, publication.address("home"), publication.release)
    known = programme.known.get(key)
    if known is None:
        with translation.override(publication.language):
            known = programme.known[key] = _Description(programme, publication).schedule()
    schedule: Schedule = known
    return dataclasses.replace(
        schedule, source=publication.source, system=urlsplit(publication.source).hostname or ""
    )


# Words, rules and addresses


def line(text: Text | str, most: int = MOST_ON_A_LINE) -> str:
    """Return words of one line, without what readers would take away from a title or a name.

    Where there is nothing to see in one language, another one stands in.
    """
    if isinstance(text, Text):
        # Most sessions have no subtitle and no kind of their own.
        if not text:
            return ""
        found = line(shown(text).words, most)
        others = (line(words, most) for _code, words in text.pairs)
        return found or next(filter(None, others), "")
    return one_line(writable(text[: 4 * most]))[:most].rstrip()


def markdown(words: str) -> str:
    """Return a text as Markdown, as it stands save for what no reader could hold or should."""
    lines = words[:MOST_IN_A_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    # What Unicode calls printable holds nothing unwanted, and is found out much faster.
    if lines.isprintable() or lines.replace("\n", "").isprintable():
        return lines
    return _UNWANTED.sub("", lines)


def acronym(edition: Edition) -> str:
    """Return the edition's short name as every schema has it, `[a-z0-9_]{4,}`: "scm2021"."""
    if _ACRONYM.fullmatch(edition.acronym):
        return edition.acronym
    for words in (edition.acronym, edition.slug):
        if found := slugify(words).replace("-", ""):
            return found if len(found) >= 4 else f"{found}{edition.first_date.year:04}"
    return f"{terms.GENERATOR}{edition.first_date.year:04}"


def event_slug(acronym: str, session: Session) -> str:
    """Return the slug of a session: "scm2021-5-opening". It asks nothing of other sessions.

    The number makes it unique. It also fits the older pattern, in which four letters follow it.
    """
    words = slugify(session.slug)
    if len(words) < 4:
        words = f"session-{words}".rstrip("-")
    return f"{acronym}-{session.number}-{words}"


def hours(minutes: int) -> str:
    """Return a duration as hours and minutes, however many: "01:30", "26:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days_and_hours(minutes: int) -> str:
    """Return a duration as frab writes it: "01:30", and from 24 hours on "1:02:00"."""
    days, rest = divmod(minutes, 24 * 60)
    return f"{days}:{hours(rest)}" if days else hours(rest)


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant in ISO 8601 with the offset of the zone.

    Offsets with seconds, which clocks had long ago, cannot be written: RFC 3339, 5.6.
    """
    here = local(at, zone)
    offset = here.utcoffset() or timedelta(0)
    return (here.astimezone(UTC) if offset % timedelta(minutes=1) else here).isoformat()


@lru_cache(maxsize=8192)
def web(url: str) -> str:
    """Return a web address as a URI of ASCII alone, or an empty string if it is none.

    Source: RFC 3986, 2.1; RFC 3987, 3.1.
    """
    found, _what = web_address(writable(url))
    if not found:
        return ""
    parts = urlsplit(found)
    user, at_sign, host = parts.netloc.rpartition("@")
    if not host.isascii():
        name, colon, port = host.partition(":")
        try:
            host = name.encode("idna").decode("ascii") + colon + port
        except UnicodeError:
            return ""
    tail = "-._~!$&'()*+,;=:@/%"
    return _LOOSE_PERCENT.sub(
        "%25",
        urlunsplit(
            (
                parts.scheme,
                quote(user, safe="-._~!$&'()*+,;=:%") + at_sign + host,
                quote(parts.path, safe=tail),
                quote(parts.query, safe=tail + "?"),
                quote(parts.fragment, safe=tail + "?"),
            )
        ),
    )


def person_ids(guids: Iterable[str]) -> dict[str, int]:
    """Return a positive number of 31 bits for each guid, always the same and nobody else's.

    It is made of the guid alone, unless two of one programme meet: then the later one moves on.
    Some readers keep it in 32 bits.
    """
    found: dict[str, int] = {}
    taken: set[int] = set()
    for guid in sorted(guids):
        attempt = 0
        while True:
            digest = sha256(f"{guid}\n{attempt}".encode()).digest()
            number = int.from_bytes(digest[:8], "big") % _MOST_PERSONS + 1
            if number not in taken:
                break
            attempt += 1
        taken.add(number)
        found[guid] = number
    return found


class _Names:
    """Names given within one kind of thing, so that readers that know things by name tell apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, name: str) -> str:
        wanted, count = name, 1
        while folded(name) in self._taken:
            count += 1
            name = f"{wanted} ({count})"
        self._taken.add(folded(name))
        return name


def by_language(text: Text) -> dict[str, str] | None:
    """Return a text by language as JSON has it, `{"en": …, "ru": …}`, or None if it is empty.

    Languages are two letters there; of two of one language, such as `pt` and `pt-br`, the plainer
    one is taken.
    """
    found: dict[str, str] = {}
    for code, words in sorted(text.pairs, key=lambda pair: (len(pair[0]), pair[0])):
        language, said = code.partition("-")[0], markdown(words)
        if _LANGUAGE.fullmatch(language) and said.strip():
            found.setdefault(language, said)
    return dict(sorted(found.items())) or None


def filled(**parts: Any) -> dict[str, Any]:
    """Return the parts that say something, for what may be missing and must not be empty."""
    return {name: part for name, part in parts.items() if part}


def json_bytes(schema: str, schedule: dict[str, Any]) -> bytes:
    """Return a schedule as a JSON file that says what schema it follows and who wrote it."""
    generator = {"name": terms.GENERATOR, "version": terms.GENERATOR_VERSION}
    whole = {"$schema": schema, "generator": generator, "schedule": schedule}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def known_zone(name: str) -> bool:
    """Say whether the schemas of JSON know a zone of this form; `Etc/GMT-3` is one they do not."""
    return bool(_ZONE.match(name))


# From the programme to the description


class _Description:
    """One programme on its way; its language is active."""

    def __init__(self, programme: Programme, publication: Publication) -> None:
        self.programme, self.publication = programme, publication
        self.address: Callable[..., str] = publication.address
        self.edition = programme.edition
        self.acronym = acronym(self.edition)
        self.tracks = self._tracks()
        self.rooms = {stage.guid: room for stage, room in self._rooms()}
        ids = person_ids(speaker.guid for speaker in programme.speakers)
        self.persons = {
            speaker.guid: self._person(speaker, ids[speaker.guid]) for speaker in programme.speakers
        }
        codes = Counter(session.code for session in programme.sessions)
        self.codes = {code for code, count in codes.items() if count == 1 and _CODE.fullmatch(code)}

    def schedule(self) -> Schedule:
        home = self.address("home")
        return Schedule(
            edition=self.edition,
            system=urlsplit(self.publication.source).hostname or "",
            source=self.publication.source,
            version=str(self.publication.release),
            title=line(self.edition.name) or self.edition.slug,
            acronym=self.acronym,
            first_date=self.edition.first_date,
            last_date=self.edition.last_date,
            home=home,
            url=web(self.edition.website_url) or home,
            logo=self._picture(self.edition.logo),
            colour=next((track.colour for track in self.tracks.values() if track.colour), ""),
            description=self.edition.description,
            tracks=tuple(self.tracks.values()),
            rooms=tuple(self.rooms.values()),
            persons=tuple(self.persons.values()),
            days=tuple(self._days()),
        )

    def _tracks(self) -> dict[str, Track]:
        names, slugs = _Names(), Slugs()
        slugs.give(terms.NO_TRACK, otherwise="")
        found = {}
        for track in self.programme.tracks:
            name = names.give(line(track.name) or f"№ {track.number}")
            slug = slugs.give(_latin(track.slug, "track"), otherwise="track")
            colour = track.colour if _COLOUR.fullmatch(track.colour) else ""
            found[track.guid] = Track(track.guid, name, slug, colour)
        return found

    def _rooms(self) -> Iterator[tuple[OurStage, Room]]:
        names, slugs = _Names(), Slugs()
        for stage in self.programme.stages:
            streams = [item for item in self.programme.streams if item.stage == stage.guid]
            floors = {item.video for item in streams if not item.language}
            room = Room(
                guid=stage.guid,
                name=names.give(line(stage.name) or stage.slug),
                slug=slugs.give(_latin(stage.slug, "stage"), otherwise="stage"),
                description=stage.description,
                url=self.address("stage", stage.slug),
                stream=floors.pop() if len(floors) == 1 else "",
                is_broadcast=bool(streams),
            )
            yield stage, room

    def _person(self, speaker: OurSpeaker, number: int) -> Person:
        return Person(
            guid=speaker.guid,
            id=number,
            name=line(speaker.name) or speaker.slug,
            url=self.address("speaker", speaker.slug),
            avatar=self._picture(speaker.photo),
            biography=speaker.biography,
            links=tuple(_links(speaker.links)),
        )

    def _days(self) -> Iterator[Day]:
        for day in self.programme.days:
            by_room: dict[Room, list[Event]] = {}
            for session in self.programme.sessions_by_day[day.date]:
                room = self.rooms.get(session.stage, Room())
                by_room.setdefault(room, []).append(self._event(session, room))
            places = {room: place for place, room in enumerate(self.rooms.values())}
            yield Day(
                index=day.index,
                date=day.date,
                start=stamp(day.starts_at, self.programme.zone),
                end=stamp(day.ends_at, self.programme.zone),
                rooms=tuple(
                    (room, tuple(by_room[room]))
                    for room in sorted(by_room, key=lambda room: places.get(room, len(places)))
                ),
            )

    def _event(self, session: Session, room: Room) -> Event:
        zone, language = self.programme.zone, self.publication.language
        starts_at, ends_at = session.starts_at, session.ends_at
        assert starts_at and ends_at, "Only sessions with a time are listed on a day."
        title = line(session.title) or f"№ {session.number}"
        url = self.address("session", session.slug)
        marked = terms.marked(title, url) if session.is_cancelled else (title, url)
        return Event(
            session=session,
            guid=session.guid,
            id=session.number,
            code=session.code if session.code in self.codes else "",
            room=room,
            title=title,
            marked_title=marked[0],
            subtitle=line(session.subtitle),
            type=terms.type_word(session.kind, line(session.kind_name, MOST_IN_KIND)),
            date=stamp(starts_at, zone),
            end=stamp(ends_at, zone),
            start=f"{local(starts_at, zone):%H:%M}",
            minutes=session.duration_minutes,
            abstract=markdown(session.abstract.in_language(language).words),
            description=markdown(session.description.in_language(language).words),
            slug=event_slug(self.acronym, session),
            track=self.tracks.get(session.track),
            logo=self._picture(session.poster),
            persons=tuple(
                (self.persons[item.speaker], item.role)
                for item in self.programme.appearances_by_session.get(session.guid, ())
                if item.speaker in self.persons
            ),
            language=line(", ".join(session.languages)),
            licence=line(session.recording.licence, MOST_IN_LICENCE),
            opted_out=session.recording.opted_out,
            recording=web(session.recording.url) if session.is_recorded else "",
            links=tuple(self._links(session, url)),
            attachments=tuple(self._attachments(session)),
            url=url,
            marked_url=marked[1],
            feedback_url=web(session.feedback_url),
            origin_url=web(session.origin_url),
        )

    def _links(self, session: Session, page: str) -> Iterator[Link]:
        """Yield the links of the editors, then those to where the session is broadcast.

        Whose speakers want no recording has no link to a video.
        """
        opted_out = session.recording.opted_out
        for link in _links(session.links):
            if not (opted_out and _is_video(link, session)):
                yield link
        for video in () if opted_out else videos(self.programme, session, page):
            title = (
                _("Watch ({language})").format(language=language_name(video.language))
                if video.language
                else _("Watch")
            )
            if url := web(video.address):
                yield Link(terms.stream_address(url), title, terms.link_type("video"))

    def _attachments(self, session: Session) -> Iterator[Link]:
        for attachment in session.attachments:
            file = attachment.file
            url = self.publication.media(file) if file else web(attachment.url)
            if url:
                yield Link(url, line(attachment.title) or url)

    def _picture(self, picture: Picture | None) -> str:
        return self.publication.media(picture.file) if picture else ""


def _links(links: Iterable[OurLink]) -> Iterator[Link]:
    for link in links:
        if url := web(link.url):
            yield Link(url, line(link.title) or url, terms.link_type(link.kind))


def _is_video(link: Link, session: Session) -> bool:
    is_named_so = link.type == terms.link_type("video") or link.url == web(session.recording.url)
    return is_named_so or youtube.is_video_link(link.url)


def _latin(slug: str, otherwise: str) -> str:
    """Return a slug of two small letters and more that begins with one."""
    found = slugify(slug)
    return found if _SLUG.fullmatch(found) else f"{otherwise}-{found}".rstrip("-")
