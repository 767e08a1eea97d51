"""Cards: what stands on the picture that is shown where a page is shared, and its digest."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from forum.countdown import dates
from forum.programme import Programme
from forum.publishing.lettering import drawable, is_legible
from multilingual.display import shown
from multilingual.markdown import to_plain
from multilingual.text import Text
from sessions import zones
from sessions.dates import printed_day
from sessions.listing import in_order, initials, kind_word
from sessions.models import Role
from sessions.times import local, zone_label
from sessions.values import Appearance, Session, Track, taking_place
from speakers.countries import country_name
from speakers.facets import tracks_of
from speakers.values import Picture, Speaker

DRAWING = 1
"""The version of the drawing: raised whenever equal descriptions are drawn in another way."""

WIDTH, HEIGHT = 1200, 630
FACES = 6
FACE_PIXELS, PORTRAIT_PIXELS = 120, 300
LINES = 5
"""So many lines of a forum's map are drawn at most."""

STATIONS = 16
"""So many stations of a line are drawn at most."""

LONGEST_MARKDOWN = 2000
MINUTES_OF_A_DAY = 24 * 60

MEDIA_TYPE = "image/png"


@dataclass(frozen=True)
class Line:
    """A line of the map: the number in its bullet, empty for the star, and its colour `#rrggbb`.

    The colour is empty for the line outside all tracks.
    """

    number: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Photo:
    """A file of ours and the point, in per cent, that stays when it is cropped."""

    file: str
    focus_x: int = 50
    focus_y: int = 50


@dataclass(frozen=True)
class Face:
    """A person: the photo, or else the initials. `role` is empty for a plain speaker."""

    name: str
    initials: str = ""
    post: str = ""
    role: str = ""
    photo: Photo | None = None


@dataclass(frozen=True)
class Card:
    """All that a card is drawn of; its words are such as can be drawn.

    `kind` is `edition`, `session`, `speaker` or `track`. `label` stands above the title in the
    line's colour, `note` beside it; `lead` below it. `clock` is the largest of the facts, `facts`
    are those beside it. `more` counts the people whose faces are not there; `badge` says that a
    session is cancelled; `talk` is the title of a speaker's session.
    """

    kind: str
    edition: str
    title: str
    lines: tuple[Line, ...] = ()
    label: str = ""
    note: str = ""
    badge: str = ""
    lead: tuple[str, ...] = ()
    faces: tuple[Face, ...] = ()
    more: int = 0
    talk: str = ""
    clock: str = ""
    facts: tuple[str, ...] = ()
    stations: int = 0
    logo: str = ""

    @property
    def digest(self) -> str:
        """Return the name of this very card, drawn as it is drawn now."""
        return hashlib.sha256(repr((DRAWING, self)).encode()).hexdigest()[:32]

    @property
    def alt(self) -> str:
        """Return what there is to read on the card, for whoever does not see it."""
        people = [face.name for face in self.faces] if self.kind == "session" else []
        if self.more:
            people.append(f"+{self.more}")
        words = (self.badge, self.title, *self.lead, self.talk)
        parts = (*words, ", ".join(people), self.clock, *self.facts)
        known = dict.fromkeys(part for part in (*parts, self.edition) if part)
        return " · ".join(known)


def of_edition(programme: Programme, language: str) -> Card:
    """Return the card of the whole forum."""
    with translation.override(language):
        edition = programme.edition
        tracks = programme.tracks[:LINES]
        sessions = len(taking_place(programme.sessions))
        speakers, countries = len(programme.speakers), len(programme.countries)
        figures = (
            (sessions, ngettext("%(count)s session", "%(count)s sessions", sessions)),
            (speakers, npgettext("counted", "%(count)s speaker", "%(count)s speakers", speakers)),
            (countries, ngettext("%(count)s country", "%(count)s countries", countries)),
        )
        return Card(
            "edition",
            edition=_edition(programme),
            title=_edition(programme),
            lines=tuple(map(_line, tracks)) or (Line(),),
            label=_words(edition.organiser),
            lead=_some(_words(edition.tagline)),
            clock=drawable(dates(edition.first_date, edition.last_date)),
            facts=_some(" · ".join(word % {"count": count} for count, word in figures if count)),
            logo=_logo(programme),
        )


def of_session(programme: Programme, session: Session, language: str) -> Card:
    """Return the card of a session: what, who, when by the forum's clocks and by UTC."""
    with translation.override(language):
        track: Track | None = programme.get("tracks", session.track)
        parts = [
            (appearance, speaker)
            for appearance in in_order(programme.appearances_by_session.get(session.guid, ()))
            if (speaker := programme.get("speakers", appearance.speaker))
        ]
        title, kind = _words(session.title), _kind(session)
        clock, *facts = _when(programme, session, language)
        return Card(
            "session",
            edition=_edition(programme),
            title=title or kind or _edition(programme),
            lines=(_line(track),),
            label=_words(track.name) if track else "",
            note=kind if title else "",
            badge=drawable(_("Cancelled")) if session.is_cancelled else "",
            faces=tuple(_of_part(*part) for part in parts[:FACES]),
            more=max(0, len(parts) - FACES),
            clock=clock,
            facts=tuple(facts),
            logo=_logo(programme),
        )


def of_speaker(programme: Programme, speaker: Speaker, language: str) -> Card:
    """Return the card of a speaker, with the first of their sessions."""
    with translation.override(language):
        numbers = tracks_of(programme, speaker)
        track = next((item for item in programme.tracks if item.number in numbers[:1]), None)
        sessions = taking_place(programme.sessions_by_speaker.get(speaker.guid, ()))
        face = _face(speaker, PORTRAIT_PIXELS)
        position, organisation = _words(speaker.position), _words(speaker.organisation)
        clock, *facts = _when(programme, sessions[0], language) if sessions else ("",)
        return Card(
            "speaker",
            edition=_edition(programme),
            title=face.name or organisation or position or _edition(programme),
            lines=(_line(track),),
            label=drawable(country_name(speaker.country)) or drawable(_("Speaker")),
            lead=_some(organisation, position),
            faces=(face,),
            talk=_words(sessions[0].title) if sessions else "",
            clock=clock,
            facts=tuple(facts),
            logo=_logo(programme),
        )


def of_track(programme: Programme, track: Track, language: str) -> Card:
    """Return the card of a track: its line with a station a session."""
    with translation.override(language):
        edition = programme.edition
        sessions = len(taking_place(programme.sessions_by_track.get(track.guid, ())))
        counted = ngettext("%(count)s session", "%(count)s sessions", sessions)
        label = drawable(_("Track %(number)s") % {"number": track.number})
        return Card(
            "track",
            edition=_edition(programme),
            title=_words(track.name) or label,
            lines=(_line(track),),
            label=label,
            lead=_some(_prose(track.description)),
            clock=drawable(counted % {"count": sessions}) if sessions else "",
            facts=(drawable(dates(edition.first_date, edition.last_date)),),
            stations=min(sessions, STATIONS),
            logo=_logo(programme),
        )


def _words(text: Text) -> str:
    """Return the words of a text as they can be drawn, in the first language that is legible.

    Where none is, nothing: half of a name would be another one.
    """
    return next((drawable(words) for words in _candidates(text) if is_legible(words)), "")


def _prose(text: Text) -> str:
    """Return the words of a text in Markdown in the same way; the beginning of a long one."""
    plain = (to_plain(words[:LONGEST_MARKDOWN]) for words in _candidates(text))
    return next((drawable(words) for words in plain if is_legible(words)), "")


def _candidates(text: Text) -> Iterator[str]:
    yield shown(text).words
    yield from (words for _code, words in text.pairs)


def _some(*words: str) -> tuple[str, ...]:
    return tuple(word for word in words if word)


def _edition(programme: Programme) -> str:
    edition = programme.edition
    return _words(edition.name) or drawable(edition.acronym) or edition.slug


def _logo(programme: Programme) -> str:
    logo = programme.edition.logo
    return _file(logo, FACE_PIXELS) if logo else ""


def _line(track: Track | None) -> Line:
    return Line(str(track.number), track.colour) if track else Line()


def _kind(session: Session) -> str:
    return _words(session.kind_name) if session.kind_name else drawable(kind_word(session))


def _of_part(appearance: Appearance, speaker: Speaker) -> Face:
    role = "" if appearance.role == "speaker" else drawable(str(Role(appearance.role).label))
    return dataclasses.replace(_face(speaker, FACE_PIXELS), role=role)


def _face(speaker: Speaker, pixels: int) -> Face:
    name = _words(speaker.name)
    photo = speaker.photo
    return Face(
        name,
        initials=drawable(initials(name)),
        post=", ".join(_some(_words(speaker.position), _words(speaker.organisation))),
        photo=Photo(_file(photo, pixels), photo.focus_x, photo.focus_y) if photo else None,
    )


def _file(picture: Picture, pixels: int) -> str:
    """Return the smallest file of a picture that has as many pixels in both directions."""
    for rendition in picture.renditions:
        if min(rendition.width, rendition.height) >= pixels:
            return rendition.file
    return picture.file


def _when(programme: Programme, session: Session, language: str) -> list[str]:
    """Return the times of a session, its date, whose clocks they are, and the times by UTC."""
    if not session.starts_at or not session.ends_at:
        return [drawable(word) for word in _untimed(programme)]
    zone = programme.zone
    day = printed_day(local(session.starts_at, zone).date(), _day_pattern())
    place, offset = zones.city(zone.key, language), zone_label(zone, session.starts_at)
    whose = place if place == offset else f"{place}, {offset}"
    universal = _universal(session, zone) if offset != zones.UNIVERSAL else ""
    words = (_clock(session, zone), day, whose, *_some(universal))
    return [drawable(word) for word in words]


def _untimed(programme: Programme) -> tuple[str, ...]:
    edition = programme.edition
    return "", dates(edition.first_date, edition.last_date), _("Time to be announced")


def _day_pattern() -> str:
    # Translators: a date format of Django with weekday and year, such as “Tuesday, 25 May 2021”.
    return pgettext("date format", "l, j E Y")


def _clock(session: Session, zone: ZoneInfo) -> str:
    return "–".join(f"{at:%H:%M}" for at in _instants(session, zone))


def _instants(session: Session, zone: ZoneInfo) -> Iterator[datetime]:
    # What takes days, or no time, has a beginning alone.
    is_short = 0 < session.duration_minutes < MINUTES_OF_A_DAY
    for at in (session.starts_at, session.ends_at if is_short else None):
        if at:
            yield local(at, zone)


def _universal(session: Session, zone: ZoneInfo) -> str:
    """Return the times by UTC, with their date where it is another one."""
    assert session.starts_at
    universal = ZoneInfo(zones.UNIVERSAL)
    day = local(session.starts_at, universal).date()
    date = "" if day == local(session.starts_at, zone).date() else printed_day(day, _date_pattern())
    return " ".join(_some(date, _clock(session, universal), zones.UNIVERSAL))


def _date_pattern() -> str:
    return pgettext("date format", "j E")
