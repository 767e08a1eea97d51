"""schedule.json, version 1: what schedule.xml says, for programs that prefer JSON."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from forum.formats.frab import (
    TIMESLOT,
    Day,
    Event,
    Link,
    Person,
    Room,
    Schedule,
    by_language,
    described,
    filled,
    hours,
    json_bytes,
    known_zone,
    markdown,
)
from forum.formats.terms import link_type
from forum.formats.writing import Publication
from forum.programme import Programme

SCHEMA = "https://c3voc.de/schedule/schema.json"


def write(programme: Programme, publication: Publication) -> bytes:
    """Return the programme as schedule.json, equal bytes for equal input.

    It says what schedule.xml says of the same programme, and who and where in more words. A
    recording has no place of its own: it is the first of the links.

    Source: the schema of the c3voc, version 1. Its tools make schedule.xml of it part by part and
    in the order found: what XML has no place for stands where they leave it out, in rooms and
    people, and nowhere else.
    """
    schedule = described(programme, publication)
    language = publication.language
    with translation.override(language):
        content = {
            "url": schedule.source,
            "version": schedule.version,
            "base_url": schedule.home,
            "conference": {
                **_conference(schedule, language),
                "rooms": [_room(room) for room in schedule.rooms],
                "tracks": [
                    filled(name=item.name, slug=item.slug, color=item.colour)
                    for item in schedule.tracks
                ],
                "days": [_day(day, language) for day in schedule.days],
            },
        }
    return json_bytes(SCHEMA, content)


def _conference(schedule: Schedule, language: str) -> dict[str, Any]:
    zone = schedule.edition.time_zone
    return filled(
        acronym=schedule.acronym,
        title=schedule.title,
        start=schedule.first_date.isoformat(),
        end=schedule.last_date.isoformat(),
        daysCount=len(schedule.days),
        timeslot_duration=TIMESLOT,
        time_zone_name=zone if known_zone(zone) else "",
        logo=schedule.logo,
        colors={"primary": schedule.colour} if schedule.colour else None,
        url=schedule.url,
    )


def _room(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "slug": room.slug,
        "guid": room.guid,
        "type": "online" if room.is_broadcast else "stage",
        "stream_id": room.stream or None,
        "description": by_language(room.description),
        "url": room.url,
    }


def _day(day: Day, language: str) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start,
        "day_end": day.end,
        "rooms": {
            room.name: [_event(event, language) for event in events] for room, events in day.rooms
        },
    }


def _event(event: Event, language: str) -> dict[str, Any]:
    recording = []
    if event.recording:
        recording = [Link(event.recording, _("Recording"), link_type("video"))]
    return {
        "guid": event.guid,
        **filled(code=event.code),
        "id": event.id,
        **filled(logo=event.logo),
        "date": event.date,
        "start": event.start,
        "duration": hours(event.minutes),
        "room": event.room.name,
        "slug": event.slug,
        "url": event.marked_url,
        "title": event.marked_title,
        # Words that are missing are empty and never null, which not every reader expects.
        "subtitle": event.subtitle,
        "track": event.track.name if event.track else None,
        "type": event.type,
        "language": event.language or None,
        "abstract": event.abstract,
        "description": event.description,
        "recording_license": event.licence,
        "do_not_record": event.opted_out,
        "persons": [_person(person, language) for person, _role in event.persons],
        "links": [_link(link) for link in (*recording, *event.links)],
        "attachments": [_link(link) for link in event.attachments],
        **filled(feedback_url=event.feedback_url, origin_url=event.origin_url),
    }


def _person(person: Person, language: str) -> dict[str, Any]:
    return {
        "guid": person.guid,
        "id": person.id,
        "name": person.name,
        "url": person.url,
        "avatar": person.avatar or None,
        "biography": markdown(person.biography.in_language(language).words),
        "links": [_link(link) for link in person.links],
    }


def _link(link: Link) -> dict[str, Any]:
    return filled(url=link.url, title=link.title, type=link.type)
