"""schedule2, alpha: one list of events, texts in all their languages, roles and states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.formats import terms
from forum.formats.frab import (
    Event,
    Link,
    Person,
    Room,
    Schedule,
    by_language,
    described,
    filled,
    json_bytes,
    known_zone,
)
from forum.formats.writing import Publication
from forum.programme import Programme
from sessions.listing import was
from sessions.values import Session

SCHEMA = "https://c3voc.de/schema/schedule2"


def write(programme: Programme, publication: Publication) -> bytes:
    """Return the programme as schedule2, equal bytes for equal input.

    Titles and names are in the publication's language, longer texts in every one they have. The
    video service is left out, since the schema does not know YouTube.

    Source: the schema of the c3voc, version alpha-3, and the example beside it.
    """
    schedule = described(programme, publication)
    fallback = _language(programme.edition.languages) or _language([publication.language]) or "en"
    with translation.override(publication.language):
        content = {
            "version": schedule.version,
            "url": schedule.source,
            "base_url": schedule.home,
            "conference": _conference(schedule, fallback),
            "events": [
                _break(event) if _is_mere_break(event) else _event(event, fallback)
                for event in schedule.events
            ],
            "persons": [_person(person) for person in schedule.persons],
        }
    return json_bytes(SCHEMA, content)


def _conference(schedule: Schedule, fallback: str) -> dict[str, Any]:
    zone = schedule.edition.time_zone
    colour = schedule.colour
    languages = dict.fromkeys(_language([code]) for code in schedule.edition.languages)
    rooms = [_room(room) for room in schedule.rooms]
    if any(not event.room.guid for event in schedule.events):
        rooms.append({"name": schedule.title, "guid": terms.NO_STAGE, "type": "OTHER"})
    return {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "description": by_language(schedule.description),
        "start": schedule.days[0].start,
        "end": schedule.days[-1].end,
        **filled(
            time_zone_name=zone if known_zone(zone) else "",
            logo=_image(schedule.logo),
            colors={"primary": colour} if colour else None,
            languages=[code for code in languages if code],
        ),
        "url": schedule.url,
        "defaults": {"language": _language([get_language() or ""]) or fallback},
        "tracks": [
            filled(guid=item.guid, name=item.name, slug=item.slug, color=item.colour)
            for item in schedule.tracks
        ],
        "rooms": rooms,
        "days": [
            {"index": day.index, "date": day.date.isoformat(), "start": day.start, "end": day.end}
            for day in schedule.days
        ],
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "slug": room.slug,
        "guid": room.guid,
        "type": "VIRTUAL" if room.is_broadcast else "STAGE",
        "stream_id": room.stream or None,
        "description": by_language(room.description),
        "url": room.url,
    }


def _is_mere_break(event: Event) -> bool:
    """Say whether an event is a pause of which nothing more is told than when and where."""
    session = event.session
    more = (event.abstract, event.description, event.persons, event.track, event.links)
    return session.kind == "break" and _state(session) == "CONFIRMED" and not any(more)


def _break(event: Event) -> dict[str, Any]:
    return {
        "guid": event.guid,
        "type": terms.KINDS.theirs("break"),
        "title": event.title,
        **filled(subtitle=event.subtitle),
        "start": event.date,
        "end": event.end,
        "room": _reference(event.room),
    }


def _event(event: Event, fallback: str) -> dict[str, Any]:
    session = event.session
    kind = "other" if session.kind == "break" else session.kind
    return {
        "guid": event.guid,
        **filled(code=event.code, logo=_image(event.logo)),
        "type": terms.KINDS.theirs(kind, "OTHER"),
        "state": _state(session),
        "start": event.date,
        "end": event.end,
        "room": _reference(event.room),
        "slug": event.slug,
        "url": event.url,
        "title": event.title,
        "subtitle": event.subtitle or None,
        "track": {"slug": event.track.slug if event.track else terms.NO_TRACK},
        "language": _language(session.languages) or fallback,
        "abstract": by_language(session.abstract),
        "description": by_language(session.description),
        "participants": [
            {
                "guid": person.guid,
                "name": person.name,
                "role": terms.ROLES.theirs(role, "SPEAKER"),
            }
            for person, role in event.persons
        ],
        "links": [_link(link) for link in _links(event)],
        "attachments": [_link(link) for link in event.attachments],
    }


def _state(session: Session) -> str:
    if session.state == "confirmed" and was(session):
        return terms.DELAYED
    return terms.STATES.theirs(session.state, "CONFIRMED")


def _links(event: Event) -> Iterator[Link]:
    if event.recording:
        yield Link(event.recording, _("Recording"), terms.link_type("video"))
    yield from event.links
    if event.feedback_url:
        yield Link(event.feedback_url, "", "feedback")
    if event.origin_url:
        yield Link(event.origin_url, "", "origin")


def _reference(room: Room) -> dict[str, Any]:
    return filled(guid=room.guid or terms.NO_STAGE, name=room.name, slug=room.slug)


def _person(person: Person) -> dict[str, Any]:
    return {
        "guid": person.guid,
        "name": person.name,
        "url": person.url,
        "avatar": _image(person.avatar),
        "biography": by_language(person.biography),
        "links": [_link(link) for link in person.links],
    }


def _link(link: Link) -> dict[str, Any]:
    return filled(url=link.url, title=link.title, type=link.type.upper())


def _image(url: str) -> dict[str, str] | None:
    return {"type": "Image", "url": url} if url else None


def _language(codes: Iterable[str]) -> str:
    """Return the first of some languages that has a code of two letters, without its region."""
    plain = (code.partition("-")[0] for code in codes)
    return next((code for code in plain if re.fullmatch("[a-z]{2}", code)), "")
