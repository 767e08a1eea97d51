"""Events as Google Calendar's API has them: a list of them, or a page of its answers."""

from __future__ import annotations

from zoneinfo import available_timezones

from forum.formats.json_reading import Node, has_object, root
from forum.formats.outline import Event, Outline
from forum.formats.reading import Reading, Request
from forum.formats.understanding import understood

_LEFT_OUT = (
    "attendees", "colorId", "created", "creator", "etag", "eventType", "guestsCanInviteOthers",
    "htmlLink", "iCalUID", "kind", "organizer", "reminders", "sequence",
    "transparency", "updated", "visibility",
)  # fmt: skip


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON with events that have a summary, a start and an end."""
    return has_object(data, "summary", "start", "end") and (
        has_object(data, "dateTime", "timeZone") or has_object(data, "dateTime")
    )


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a list of events. Guests and their addresses are left out.

    Raises:
        NotASchedule: with file, place and reason.

    Source: Google Calendar API v3, the resource "Events".
    """
    outline = Outline.of(request)
    top = root(data, request, outline)
    nodes = top.objects("items") if isinstance(top.value, dict) else top.objects()
    if isinstance(top.value, dict):
        outline.title = outline.said(top.words("summary"))
        outline.zone_name = top.words("timeZone")
    zones: dict[str, int] = {}
    for node in nodes:
        outline.events.append(_event(node, outline))
        zone = node.at("start").words("timeZone")
        if zone in available_timezones():
            zones[zone] = zones.get(zone, 0) + 1
    if not outline.zone_name and zones:
        outline.zone_name = max(zones, key=lambda zone: zones[zone])
    if not outline.events:
        raise top.refuse("no event in it.")
    outline.guess_language()
    return understood(outline, request)


def _event(node: Node, outline: Outline) -> Event:
    start, end = node.at("start"), node.at("end")
    event = Event(
        place=node.place,
        id=node.words("id"),
        title=outline.said(node.words("summary")),
        abstract=outline.said(node.words("description")),
        room=node.words("location"),
        start=start.words("dateTime", "date"),
        end=end.words("dateTime", "date"),
        url=node.object("source").words("url"),
        state="cancelled" if node.words("status") == "cancelled" else "",
    )
    if video := node.words("hangoutLink"):
        node.skip("a link for those invited", video)
    node.leave(*_LEFT_OUT, "status", "hangoutLink", "conferenceData")
    node.note_the_rest()
    return event
