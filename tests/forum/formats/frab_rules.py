"""The rules of the frab family, written down a second time: what each of its files must hold to.

They ask more than the official schemas: order, uniqueness, references, and what real readers need.
Each function returns what is wrong with a file, an empty list if nothing is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NIL = "00000000-0000-0000-0000-000000000000"
ADDRESS = re.compile(r"https?://[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
ACRONYM = re.compile(r"[a-z0-9_]{4,}")
EVENT_SLUG = re.compile(r"[a-z0-9_]{4,}-[0-9]+-[a-z0-9-]{3,}[a-z0-9]")
THING_SLUG = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
FRAB_DURATION = re.compile(r"([01]\d|2[0-3]):[0-5]\d|[1-9]:([01]\d|2[0-3]):[0-5]\d")
JSON_DURATION = re.compile(r"\d{2,}:[0-5]\d")
TYPES = {"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"}
NOT_IN_TEXTS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufeff\ufffe\uffff]"
)
NOT_IN_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

EVENT_2_TYPES = {
    "TALK", "WORKSHOP", "HANDS-ON", "MEETING", "DISCUSSION", "PERFORMANCE", "CONCERT", "GAME",
    "LIGHTNING_TALK", "OTHER",
}  # fmt: skip
ROLES = {"SPEAKER", "MODERATOR", "CONTRIBUTOR", "HOST", "GUEST"}
STATES = {
    "DRAFT", "SUBMITTED", "ACCEPTED", "REJECTED", "CONFIRMED", "DELAYED", "CANCELED", "WITHDRAWN",
    "DELETED",
}  # fmt: skip


class Check:
    """Collects what is wrong."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def that(self, condition: Any, place: str, fault: str) -> None:
        if not condition:
            self.faults.append(f"{place}: {fault}")

    def fits(self, pattern: re.Pattern[str], words: Any, place: str) -> None:
        is_fit = isinstance(words, str) and pattern.fullmatch(words)
        self.that(is_fit, place, f"{words!r} is not {pattern.pattern}")

    def once(self, values: Iterable[Any], place: str) -> None:
        twice = [value for value, count in Counter(values).items() if count > 1]
        self.that(not twice, place, f"used twice: {twice}")

    def line(self, words: Any, place: str, *, may_be_empty: bool = False) -> None:
        self.that(isinstance(words, str) and (words.strip() or may_be_empty), place, "no words")
        self.that(not NOT_IN_LINES.search(str(words)), place, f"not for a line: {words!r}")
        self.that(str(words) == " ".join(str(words).split(" ")), place, "loose spaces")

    def text(self, words: Any, place: str) -> None:
        self.that(isinstance(words, str), place, f"no text: {words!r}")
        self.that(not NOT_IN_TEXTS.search(str(words)), place, f"not for a text: {words!r}")

    def keys(self, found: Collection[str], needed: str, place: str, optional: str = "") -> None:
        must, may = set(needed.split()), set(optional.split())
        self.that(must <= set(found), place, f"missing {sorted(must - set(found))}")
        self.that(set(found) <= must | may, place, f"unknown {sorted(set(found) - must - may)}")


# schedule.xml


def faults_of_xml(data: bytes) -> list[str]:
    """Return what is wrong with a schedule.xml."""
    check = Check()
    beginning = data[:1024]
    check.that(data.startswith(b"<?xml version="), "file", "no XML declaration")
    check.that(b"<schedule" in beginning and b"<conference" in beginning, "file", "begins late")
    check.that(b"<!DOCTYPE" not in data, "file", "a document type")
    root = fromstring(data, forbid_dtd=True)
    check.that(root.tag == "schedule" and not root.attrib, "schedule", "not the root")
    _in_order(check, root, "generator url? version conference day+")
    for element in root.iter():
        for name, value in element.attrib.items():
            check.line(value, f"{element.tag}@{name}", may_be_empty=True)
        if len(element):
            check.that(not (element.text or "").strip(), element.tag, "words between elements")
        if element.tag in ("url", "base_url", "logo", "feedback_url", "origin_url"):
            check.fits(ADDRESS, element.text, element.tag)
    generator = root.find("generator")
    check.keys(generator.attrib, "name system version", "generator")
    check.that(all(generator.attrib.values()), "generator", "empty attributes")
    check.line(root.findtext("version"), "version")
    days = root.findall("day")
    tracks = _conference(check, root.find("conference"), days)
    _days(check, days)
    events = [
        (event, room, day)
        for day in days
        for room in day.findall("room")
        for event in room.findall("event")
    ]
    for event, room, day in events:
        _event(check, event, room, day, tracks)
    for name in ("id", "guid", "code"):
        check.once([e.get(name) for e, _, _ in events if e.get(name) is not None], f"@{name}")
    check.once([event.findtext("slug") for event, _, _ in events], "slug")
    persons = {(p.get("id"), p.get("guid")) for p in root.iter("person")}
    for position, name in enumerate(("id", "guid")):
        check.once([pair[position] for pair in persons], f"person@{name} of several people")
    rooms = {(room.get("name"), room.get("guid")) for room in root.iter("room") if len(room)}
    check.once([name for name, _guid in rooms], "room@name with several guids")
    return check.faults


def _in_order(check: Check, element: Element, pattern: str) -> None:
    """Check the tags of the children, in a pattern such as "title subtitle? day*"."""
    tags = "".join(f"{child.tag} " for child in element)
    expression = "".join(
        f"(?:{name.rstrip('?*+')} ){name[len(name.rstrip('?*+')) :]}" for name in pattern.split()
    )
    check.that(re.fullmatch(expression, tags), element.tag, f"{tags!r} is not {pattern!r}")


def _conference(check: Check, conference: Element, days: list[Element]) -> set[str]:
    _in_order(
        check,
        conference,
        "title acronym start end days timeslot_duration base_url logo? time_zone_name color? url "
        "track*",
    )
    check.line(conference.findtext("title"), "conference/title")
    check.fits(ACRONYM, conference.findtext("acronym"), "conference/acronym")
    first, last = (date.fromisoformat(conference.findtext(tag)) for tag in ("start", "end"))
    check.that(first <= last, "conference", "ends before it begins")
    check.that(str(len(days)) == conference.findtext("days"), "conference/days", "another number")
    dates = [date.fromisoformat(day.get("date")) for day in days]
    check.that((first, last) == (dates[0], dates[-1]), "conference", "other days")
    check.fits(CLOCK, conference.findtext("timeslot_duration"), "timeslot_duration")
    check.line(conference.findtext("time_zone_name"), "time_zone_name")
    for colour in conference.findall("color"):
        check.keys(colour.attrib, "primary", "color")
        check.fits(COLOUR, colour.get("primary"), "color@primary")
        check.that(not colour.text, "color", "has words")
    tracks = conference.findall("track")
    for track in tracks:
        check.keys(track.attrib, "name slug", "track", "color")
        check.line(track.get("name"), "track@name")
        check.fits(THING_SLUG, track.get("slug"), "track@slug")
        if track.get("color") is not None:
            check.fits(COLOUR, track.get("color"), "track@color")
    check.once([track.get("slug") for track in tracks], "track@slug")
    check.once([track.get("name").casefold() for track in tracks], "track@name")
    return {track.get("name") for track in tracks}


def _days(check: Check, days: list[Element]) -> None:
    for index, day in enumerate(days, 1):
        place = f"day {index}"
        check.keys(day.attrib, "index date start end", place)
        _in_order(check, day, "room*")
        check.that(day.get("index") == str(index), place, "another index")
        for name in ("start", "end"):
            check.fits(STAMP, day.get(name), f"{place}@{name}")
        start, end = (datetime.fromisoformat(day.get(name)) for name in ("start", "end"))
        check.that(timedelta(hours=22) < end - start < timedelta(hours=26), place, "no day long")
        check.that(start.date() == date.fromisoformat(day.get("date")), place, "of another date")
        if index > 1:
            check.that(days[index - 2].get("end") == day.get("start"), place, "not the next day")
        for room in day.findall("room"):
            check.keys(room.attrib, "name", place, "guid")
            _in_order(check, room, "event+")
            if room.get("name"):
                check.fits(GUID, room.get("guid"), "room@guid")
            else:
                check.that(room.get("guid") is None, "room", "a guid and no name")
        check.once([room.get("name").casefold() for room in day.findall("room")], "room@name")


def _event(check: Check, event: Element, room: Element, day: Element, tracks: set[str]) -> None:
    place = f"event {event.get('id')}"
    check.keys(event.attrib, "guid id", place, "code")
    _in_order(
        check,
        event,
        "room title subtitle type date start duration abstract slug track logo? persons language? "
        "description? recording links? attachments? url feedback_url? origin_url?",
    )
    check.fits(GUID, event.get("guid"), place)
    check.fits(re.compile("[1-9][0-9]*"), event.get("id"), place)
    if event.get("code") is not None:
        check.fits(re.compile("[0-9A-Z]{6}"), event.get("code"), place)
    check.that(event.findtext("room") == room.get("name"), place, "of another room")
    for tag in ("title", "type"):
        check.line(event.findtext(tag), f"{place}, {tag}")
    check.line(event.findtext("subtitle"), f"{place}, subtitle", may_be_empty=True)
    check.text(event.findtext("abstract"), f"{place}, abstract")
    check.that(event.findtext("description") != "", place, "an empty description")
    check.text(event.findtext("description") or "", f"{place}, description")
    check.that(event.findtext("track") in {"", *tracks}, place, "an unknown track")
    check.that(event.findtext("language") != "", place, "an empty language")
    check.fits(EVENT_SLUG, event.findtext("slug"), place)
    check.fits(CLOCK, event.findtext("start"), place)
    check.fits(STAMP, event.findtext("date"), place)
    check.fits(FRAB_DURATION, event.findtext("duration"), place)
    at = datetime.fromisoformat(event.findtext("date"))
    check.that(f"{at:%H:%M}" == event.findtext("start"), place, "date and start disagree")
    start, end = (datetime.fromisoformat(day.get(name)) for name in ("start", "end"))
    check.that(start <= at < end, place, "outside of its day")
    for person in event.findall("persons/person"):
        check.keys(person.attrib, "id guid", place)
        check.fits(GUID, person.get("guid"), place)
        number = int(person.get("id"))
        check.that(0 < number < 2**31, place, f"person {number}")
        check.line(person.text, f"{place}, person")
    _recording(check, event.find("recording"), place)
    for path in ("links/link", "attachments/attachment"):
        for link in event.findall(path):
            check.keys(link.attrib, "href", place, "type")
            check.fits(ADDRESS, link.get("href"), place)
            check.line(link.text, f"{place}, {path}")
            check.that(link.get("type", "web") in TYPES, place, f"type {link.get('type')}")
    for tag in ("links", "attachments"):
        check.that(event.find(tag) is None or len(event.find(tag)), place, f"empty {tag}")


def _recording(check: Check, recording: Element, place: str) -> None:
    _in_order(check, recording, "license optout url?")
    check.line(recording.findtext("license"), f"{place}, license", may_be_empty=True)
    opted_out = recording.findtext("optout")
    check.that(opted_out in ("true", "false"), place, f"optout {opted_out!r}")
    check.that(opted_out == "false" or recording.find("url") is None, place, "opted out, a url")


# schedule.json


def faults_of_json(data: bytes) -> list[str]:
    """Return what is wrong with a schedule.json of version 1."""
    check = Check()
    conference = _json_head(check, data, "https://c3voc.de/schedule/schema.json")["conference"]
    check.keys(
        conference,
        "acronym title start end daysCount timeslot_duration url rooms tracks days",
        "conference",
        "time_zone_name logo colors",
    )
    check.fits(ACRONYM, conference["acronym"], "acronym")
    check.line(conference["title"], "conference title")
    first, last = date.fromisoformat(conference["start"]), date.fromisoformat(conference["end"])
    check.that((last - first).days + 1 == conference["daysCount"], "daysCount", "another number")
    check.that(len(conference["days"]) == conference["daysCount"], "days", "another number")
    if "time_zone_name" in conference:
        zone = re.compile(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$")
        check.that(zone.search(conference["time_zone_name"]), "zone", "not as the schema has it")
    _json_tracks(check, conference, "name slug")
    names = {room["name"] for room in conference["rooms"]} | {""}
    tracks = {track["name"] for track in conference["tracks"]} | {None}
    types = ("lecturehall", "stage", "workshop", "outside", "online", "project", "other")
    _json_rooms(check, conference["rooms"], types)
    check.once([room["name"].casefold() for room in conference["rooms"]], "room names")
    events = []
    for index, day in enumerate(conference["days"], 1):
        check.keys(day, "index date day_start day_end rooms", f"day {index}")
        check.that(day["index"] == index, f"day {index}", "another index")
        start, end = _between(check, day["day_start"], day["day_end"], f"day {index}")
        check.that(set(day["rooms"]) <= names, f"day {index}", "an unknown room")
        for name, in_room in day["rooms"].items():
            for event in in_room:
                place = f"event {event.get('id')}"
                check.that(event["room"] == name, place, "of another room")
                check.that(event["track"] in tracks, place, "an unknown track")
                at = datetime.fromisoformat(event["date"])
                check.that(start <= at < end, place, "outside of its day")
                _json_event(check, event, place)
                events.append(event)
    for name in ("id", "guid", "slug"):
        check.once([event[name] for event in events], name)
    check.once([event["code"] for event in events if "code" in event], "code")
    return check.faults


def _json_head(check: Check, data: bytes, schema: str) -> Any:
    whole = json.loads(data.decode("utf-8"))
    check.keys(whole, "$schema generator schedule", "file")
    check.that(whole["$schema"] == schema, "$schema", "another one")
    check.keys(whole["generator"], "name version", "generator")
    more = "events persons" if "events" in whole["schedule"] else ""
    check.keys(whole["schedule"], f"version base_url url conference {more}", "schedule")
    check.line(whole["schedule"]["version"], "version")
    _json_words(check, whole["schedule"], "schedule")
    return whole["schedule"]


def _json_words(check: Check, value: Any, place: str) -> None:
    """Check every string: addresses where their name says so, texts everywhere else."""
    if isinstance(value, dict):
        for key, inner in value.items():
            check.line(key, f"{place}, key", may_be_empty=True)
            is_address = key in ("url", "logo", "avatar") or key.endswith("_url")
            if is_address and isinstance(inner, str):
                check.fits(ADDRESS, inner, f"{place}.{key}")
            _json_words(check, inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            _json_words(check, inner, place)
    elif isinstance(value, str):
        check.text(value, place)


def _json_tracks(check: Check, conference: Any, keys: str) -> None:
    for track in conference["tracks"]:
        check.keys(track, keys, "track", "color")
        check.line(track["name"], "track name")
        check.fits(THING_SLUG, track["slug"], "track slug")
        check.fits(GUID, track.get("guid", NIL), "track guid")
        check.fits(COLOUR, track.get("color", "#000000"), "track colour")
    check.once([track["slug"] for track in conference["tracks"]], "track slugs")


def _json_rooms(check: Check, rooms: Any, types: Collection[str]) -> None:
    for room in rooms:
        if room["guid"] == NIL:
            check.keys(room, "name guid type", "room without a stage")
            continue
        check.keys(room, "name slug guid type stream_id description url", "room")
        check.line(room["name"], "room name")
        check.fits(THING_SLUG, room["slug"], "room slug")
        check.fits(GUID, room["guid"], "room guid")
        check.that(room["type"] in types, "room", f"type {room['type']}")
        _localised(check, room["description"], "room description")
    check.once([room["guid"] for room in rooms], "room guids")


def _between(check: Check, start: str, end: str, place: str) -> tuple[datetime, datetime]:
    for words in (start, end):
        check.fits(STAMP, words, place)
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def _json_event(check: Check, event: Any, place: str) -> None:
    check.keys(
        event,
        "guid id date start duration room slug url title subtitle track type language abstract "
        "description recording_license do_not_record persons links attachments",
        place,
        "code logo feedback_url origin_url",
    )
    check.fits(GUID, event["guid"], place)
    check.that(type(event["id"]) is int and event["id"] > 0, place, "id")
    check.fits(re.compile("[0-9A-Z]{6}"), event.get("code", "ABC123"), place)
    check.fits(CLOCK, event["start"], place)
    check.fits(JSON_DURATION, event["duration"], place)
    check.fits(STAMP, event["date"], place)
    start = datetime.fromisoformat(event["date"])
    check.that(f"{start:%H:%M}" == event["start"], place, "date and start disagree")
    check.fits(EVENT_SLUG, event["slug"], place)
    check.line(event["title"], f"{place}, title")
    check.line(event["type"], f"{place}, type")
    for name in ("subtitle", "abstract", "description", "recording_license"):
        check.that(isinstance(event[name], str), place, f"{name} is no string")
    for name in ("track", "language"):
        check.that(event[name] is None or event[name], place, f"{name} is empty, not null")
    check.that(isinstance(event["do_not_record"], bool), place, "do_not_record")
    for person in event["persons"]:
        check.keys(person, "guid id name url avatar biography links", place)
        check.that(type(person["id"]) is int and 0 < person["id"] < 2**31, place, "person")
        check.fits(GUID, person["guid"], place)
        check.line(person["name"], place)
    _json_links(check, event, place, TYPES)


def _json_links(check: Check, event: Any, place: str, types: set[str]) -> None:
    for link in (*event["links"], *event["attachments"]):
        check.keys(link, "url", place, "title type")
        check.that(link.get("type") is None or link["type"] in types, place, str(link))
        check.line(link.get("title", "-"), f"{place}, link")


def _localised(check: Check, words: Any, place: str) -> None:
    if words is not None:
        check.that(isinstance(words, dict) and words, place, f"not by language: {words!r}")
        for language, said in words.items():
            check.fits(re.compile("[a-z]{2}"), language, place)
            check.that(said.strip(), place, "empty words")


# schedule2


def faults_of_schedule2(data: bytes) -> list[str]:
    """Return what is wrong with a schedule2."""
    check = Check()
    schedule = _json_head(check, data, "https://c3voc.de/schema/schedule2")
    conference, events = schedule["conference"], schedule["events"]
    check.keys(
        conference,
        "acronym title description start end url defaults tracks rooms days",
        "conference",
        "time_zone_name logo colors languages",
    )
    check.fits(ACRONYM, conference["acronym"], "acronym")
    start, end = _between(check, conference["start"], conference["end"], "conference")
    for code in (conference["defaults"]["language"], *conference.get("languages", ())):
        check.fits(re.compile("[a-z]{2}"), code, "conference language")
    _localised(check, conference["description"], "conference description")
    _json_tracks(check, conference, "guid name slug")
    types = ("LECTURE_HALL", "STAGE", "WORKSHOP", "OUTSIDE", "VIRTUAL", "PROJECT", "OTHER")
    _json_rooms(check, conference["rooms"], types)
    slugs = {track["slug"] for track in conference["tracks"]}
    check.that("no-track" not in slugs, "tracks", "no-track is one")
    for index, day in enumerate(conference["days"], 1):
        check.keys(day, "index date start end", f"day {index}")
        check.that(day["index"] == index, f"day {index}", "another index")
    rooms = {room["guid"] for room in conference["rooms"]}
    persons = {person["guid"] for person in schedule["persons"]}
    check.that(len(persons) == len(schedule["persons"]), "persons", "somebody twice")
    for person in schedule["persons"]:
        check.keys(person, "guid name url avatar biography links", "person")
        check.line(person["name"], "person")
        _localised(check, person["biography"], "biography")
    for event in events:
        place = f"event {event['guid']}"
        begins, ends = _between(check, event["start"], event["end"], place)
        check.that(start <= begins < end and begins <= ends, place, "outside of its days")
        check.fits(GUID, event["guid"], place)
        check.line(event["title"], place)
        check.that(event["room"]["guid"] in rooms, place, "an unknown room")
        if event["type"] == "BREAK":
            check.keys(event, "guid type title start end room", place, "subtitle")
            continue
        _event_2(check, event, place)
        check.that(event["track"]["slug"] in slugs | {"no-track"}, place, "an unknown track")
        known = {person["guid"] for person in event["participants"]} <= persons
        check.that(known, place, "unknown people")
    check.once([event["guid"] for event in events], "guid")
    check.once([event["slug"] for event in events if "slug" in event], "slug")
    return check.faults


def _event_2(check: Check, event: Any, place: str) -> None:
    check.keys(
        event,
        "guid type state start end room slug url title subtitle track language abstract "
        "description participants links attachments",
        place,
        "code logo",
    )
    check.that(event["type"] in EVENT_2_TYPES, place, event["type"])
    check.that(event["state"] in STATES, place, event["state"])
    check.fits(re.compile("[a-z]{2}"), event["language"], place)
    check.fits(EVENT_SLUG, event["slug"], place)
    for name in ("abstract", "description"):
        _localised(check, event[name], f"{place}, {name}")
    for person in event["participants"]:
        check.keys(person, "guid name role", place)
        check.that(person["role"] in ROLES, place, person["role"])
    _json_links(check, event, place, {kind.upper() for kind in TYPES} | {"FEEDBACK", "ORIGIN"})
