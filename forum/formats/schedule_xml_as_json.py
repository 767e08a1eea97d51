"""A schedule.xml that somebody turned into JSON: back into elements, then read as any other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from forum.formats import schedule_xml
from forum.formats.json_reading import json_value, shape, well_formed
from forum.formats.reading import NotASchedule, PlacedElement, Reading, Request

# How converters write attributes and the words of an element: mxj and Saxon's (`-id`, `#text`),
# xmltodict (`@id`, `#text`), xml2js (`"$": {"id": …}`, `_`), PHP's (`"@attributes": {"id": …}`).
_ATTRIBUTE_MARKS = ("-", "@")
_ATTRIBUTE_OBJECTS = ("$", "@attributes")
_TEXTS = ("#text", "_")


def recognises(data: bytes, file_name: str = "") -> bool:
    """Say whether the bytes are JSON that holds a schedule's days as its XML names them."""
    return "schedule.day" in shape(data)


def read(data: bytes, request: Request) -> Reading:
    """Return the programme of a schedule.xml in JSON, as `schedule_xml.read` would.

    Places are those in the JSON. An element that occurs once may be an object, of several there
    is a list.

    Raises:
        NotASchedule: with file, place and reason.
    """
    file = request.file_name
    found = json_value(data, file=file)
    schedule = found.get("schedule") if isinstance(found, dict) else None
    if not isinstance(schedule, dict):
        raise NotASchedule("expected an object with the days.", file=file, place="schedule")
    return schedule_xml.read_root(_element("schedule", schedule, "schedule"), request)


def _element(tag: str, value: Any, place: str) -> Element:
    element = PlacedElement(tag)
    element.place = place
    if not isinstance(value, dict):
        element.text = _words(value)
        return element
    for key, inner in value.items():
        name = well_formed(key)
        if key in _TEXTS:
            element.text = _words(inner)
        elif key in _ATTRIBUTE_OBJECTS and isinstance(inner, dict):
            for attribute, words in inner.items():
                element.set(well_formed(attribute), _words(words))
        elif key.startswith(_ATTRIBUTE_MARKS):
            element.set(name[1:], _words(inner))
        else:
            element.extend(_elements(name, inner, f"{place}.{name[:60]}"))
    return element


def _elements(tag: str, value: Any, place: str) -> Iterator[Element]:
    """Yield one element, or those of a list; a list within a list is one list."""
    if not isinstance(value, list):
        yield _element(tag, value, place)
        return
    for index, item in enumerate(value):
        yield from _elements(tag, item, f"{place}[{index}]")


def _words(value: Any) -> str:
    """Return the words of an attribute or a text; several pieces of a text are joined."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "".join(map(_words, value))
    if isinstance(value, (int, float)) and not math.isnan(value):
        return str(value)
    return ""
