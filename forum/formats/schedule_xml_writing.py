"""frab and Pentabarf schedule.xml, written for apps and other systems."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from forum.formats import terms
from forum.formats.frab import (
    TIMESLOT,
    Day,
    Event,
    Link,
    Schedule,
    days_and_hours,
    described,
)
from forum.formats.writing import Publication
from forum.programme import Programme

_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>\n"

MOST_IN_SOURCE = 400
"""A longer address of the file is left out: Giggity wants `<conference` in the first kilobyte."""


def write(programme: Programme, publication: Publication) -> bytes:
    """Return the programme as schedule.xml, equal bytes for equal input.

    The format has no place for a session's state, roles, topics and broadcasts: see
    `forum.formats.terms` for what stands in. Sessions without a time are left out.

    Source: the schema of the c3voc, schedule.xml.xsd; what EventFahrplan and Giggity read.
    """
    schedule = described(programme, publication)
    root = Element("schedule")
    SubElement(
        root,
        "generator",
        {"name": terms.GENERATOR, "system": schedule.system, "version": terms.GENERATOR_VERSION},
    )
    if len(schedule.source) <= MOST_IN_SOURCE:
        _add(root, "url", schedule.source)
    _add(root, "version", schedule.version)
    _add_conference(root, schedule)
    for day in schedule.days:
        _add_day(root, day)
    ET.indent(root, " ")
    # As bytes ElementTree encodes each of its tens of thousands of words by itself.
    return f"{_DECLARATION}{ET.tostring(root, encoding='unicode')}\n".encode()


def _add_conference(root: Element, schedule: Schedule) -> None:
    conference = SubElement(root, "conference")
    _add(conference, "title", schedule.title)
    _add(conference, "acronym", schedule.acronym)
    _add(conference, "start", schedule.first_date.isoformat())
    _add(conference, "end", schedule.last_date.isoformat())
    _add(conference, "days", str(len(schedule.days)))
    _add(conference, "timeslot_duration", TIMESLOT)
    _add(conference, "base_url", schedule.home)
    _add_if(conference, "logo", schedule.logo)
    _add(conference, "time_zone_name", schedule.edition.time_zone)
    if schedule.colour:
        SubElement(conference, "color", {"primary": schedule.colour})
    _add(conference, "url", schedule.url)
    for track in schedule.tracks:
        colour = {"color": track.colour} if track.colour else {}
        SubElement(conference, "track", {"name": track.name, "slug": track.slug, **colour})


def _add_day(root: Element, day: Day) -> None:
    element = SubElement(
        root,
        "day",
        {
            "index": str(day.index),
            "date": day.date.isoformat(),
            "start": day.start,
            "end": day.end,
        },
    )
    for room, events in day.rooms:
        guid = {"guid": room.guid} if room.guid else {}
        parent = SubElement(element, "room", {"name": room.name, **guid})
        for event in events:
            _add_event(parent, event)


def _add_event(parent: Element, event: Event) -> None:
    element = SubElement(parent, "event", {"guid": event.guid, "id": str(event.id)})
    if event.code:
        element.set("code", event.code)
    _add(element, "room", event.room.name)
    _add(element, "title", event.marked_title)
    _add(element, "subtitle", event.subtitle)
    _add(element, "type", event.type)
    _add(element, "date", event.date)
    _add(element, "start", event.start)
    _add(element, "duration", days_and_hours(event.minutes))
    _add(element, "abstract", event.abstract)
    _add(element, "slug", event.slug)
    _add(element, "track", event.track.name if event.track else "")
    _add_if(element, "logo", event.logo)
    persons = SubElement(element, "persons")
    for person, _role in event.persons:
        _add(persons, "person", person.name, id=str(person.id), guid=person.guid)
    _add_if(element, "language", event.language)
    _add_if(element, "description", event.description)
    recording = SubElement(element, "recording")
    _add(recording, "license", event.licence)
    _add(recording, "optout", "true" if event.opted_out else "false")
    _add_if(recording, "url", event.recording)
    _add_links(element, "link", event.links)
    _add_links(element, "attachment", event.attachments)
    # Giggity takes the last <url> inside of an event for its own, the recording's too.
    _add(element, "url", event.marked_url)
    _add_if(element, "feedback_url", event.feedback_url)
    _add_if(element, "origin_url", event.origin_url)


def _add_links(event: Element, name: str, links: tuple[Link, ...]) -> None:
    if links:
        parent = SubElement(event, f"{name}s")
        for link in links:
            kind = {"type": link.type} if link.type else {}
            _add(parent, name, link.title, href=link.url, **kind)


def _add(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = words


def _add_if(parent: Element, name: str, words: str) -> None:
    """Add what may be missing and must not be empty."""
    if words:
        _add(parent, name, words)
