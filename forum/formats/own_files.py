"""Files of the frab family that this software wrote: what writing bent is straightened again.

Each of these formats lacks words for something. What it tells exactly changes what is there; the
rest serves only what is new, so that writing a programme and reading it back changes nothing.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forum.formats import terms
from forum.formats.foreign_words import one_line
from forum.formats.outline import NOTHING, Event, Outline, Said

_WORDS = {
    ("edition", "name"),
    ("tracks", "name"),
    ("stages", "name"),
    ("stages", "description"),
    ("speakers", "name"),
    ("speakers", "biography"),
    ("sessions", "title"),
    ("sessions", "subtitle"),
    ("sessions", "abstract"),
    ("sessions", "description"),
}
_FACTS = {
    ("edition", "first_date"),
    ("edition", "last_date"),
    ("edition", "time_zone"),
    ("tracks", "colour"),
    ("sessions", "starts_at"),
    ("sessions", "duration_minutes"),
    ("sessions", "track"),
    ("sessions", "stage"),
    ("appearances", "session"),
    ("appearances", "speaker"),
}

EXACT_IN_SCHEDULE_JSON = frozenset(
    {
        *_WORDS,
        *_FACTS,
        ("sessions", "kind"),
        ("sessions", "languages"),
        ("sessions", "recording.licence"),
        ("sessions", "recording.opted_out"),
    }
)
"""What schedule.json, version 1, tells as it is: (kind, field)."""

EXACT_IN_SCHEDULE_XML = EXACT_IN_SCHEDULE_JSON - {
    ("stages", "description"),
    ("speakers", "biography"),
}
"""The same of schedule.xml, which has no place for these."""

EXACT_IN_SCHEDULE2 = frozenset({*_WORDS, *_FACTS, ("sessions", "state")})
"""The same of schedule2, which has one language and few kinds for a session."""

# "scm2021-5-opening": `frab.event_slug`.
_SLUG = re.compile(r"[a-z0-9_]{4,}-([0-9]{1,10})-(.+)")


def is_ours(generator: str) -> bool:
    """Say whether a file is one of ours by the name of what wrote it."""
    return one_line(generator) == terms.GENERATOR


def straighten_frame(outline: Outline, website: str) -> None:
    """Take the addresses of the site that wrote a file for what they are: not the edition's."""
    outline.is_markdown = True
    outline.base_url = ""
    outline.url = website


def straighten(event: Event, origin_url: str) -> None:
    """Undo what writing did to an event: marks, and links and addresses that are no editor's."""
    title: dict[str, str] = {}
    for language, words in event.title.items():
        title[language], is_cancelled = terms.unmarked(words, event.url)
        if is_cancelled:
            event.state = "cancelled"
    event.title = title
    links = [link for link in event.links if link.kind != "image" and not terms.is_stream(link.url)]
    if links and links[0].kind == "video" and _is_recording(links[0].title):
        event.recording = links.pop(0).url
    event.links = links
    if found := _SLUG.fullmatch(event.slug):
        event.number, event.slug = event.number or found[1], found[2]
    event.url = origin_url


def _is_recording(title: Said) -> bool:
    """Say whether a link has the title that a recording has in a file without a place for one."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.add(_("Recording"))
    return bool(names & set((title or NOTHING).values()))
