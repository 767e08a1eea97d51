"""What is kept for reading without a network: a release's sessions and speakers, in shards.

A shard holds the compact pages of some sessions or speakers, and is addressed by the hash of its
content. Whoever has kept a release fetches after the next one only the shards that changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from forum.phases import BEGINNING
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease
from sessions.listing import Listing, in_order
from sessions.times import zone_label
from sessions.values import Session
from speakers.countries import country_name
from speakers.values import Speaker

THINGS_IN_A_SHARD = 16
"""So many at most on average: fewer make a change smaller, and the list of shards longer."""

KEPT_VIEWS = ("home", "programme", "speakers", "my")
"""The pages that are kept as they are, beside those of the days."""

_LINES = re.compile(r"\n+(?=<)")
_packing = threading.Lock()


@dataclass(frozen=True)
class Shelf:
    """A release's sessions and speakers in one language.

    `shards`: digest → JSON, an object of slug → what stands in its page's main element, as HTML.
    `sessions` and `speakers`: the digests of their shards; a slug is in the one at `place_of`.
    """

    shards: Mapping[str, bytes]
    sessions: tuple[str, ...]
    speakers: tuple[str, ...]


def shelf(here: Here, former: LiveRelease | None = None) -> Shelf:
    """Return the shelf of the release in the language that we are in, made when first asked for.

    What is as it was in a former release is taken from that one's shelf, if it has one.
    """
    known = here.release.shelves.get(here.language)
    if known is None:
        # However many ask at the same time, one makes it.
        with _packing:
            known = here.release.shelves.get(here.language)
            if known is None:
                known = _made(here, former)
                here.release.shelves[here.language] = known
    return known


def make_ready(release: LiveRelease, site: Any, former: LiveRelease | None = None) -> None:
    """Make the shelves of a release in every language, before anybody asks for them."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            shelf(Here(site, release, language), former)


def manifest(here: Here) -> bytes:
    """Return the small list of what is to be kept, in JSON, the service worker's first question."""
    made = shelf(here)
    written = {
        "release": here.release.identity,
        "build": here.site.build,
        "front": reverse("front", args=(here.language,)),
        "home": _path(here, "home"),
        "pages": [
            *(_path(here, name) for name in KEPT_VIEWS),
            *(_path(here, "day", day) for day in sorted(here.programme.sessions_by_day)),
        ],
        "shell": _path(here, "offline"),
        "bundle": _path(here, "offline-bundle"),
        "shards": _path(here, "offline"),
        "things": {
            _path(here, "session", "x").removesuffix("x/"): made.sessions,
            _path(here, "speaker", "x").removesuffix("x/"): made.speakers,
        },
    }
    return _json(written)


def bundle(here: Here) -> bytes:
    """Return all shards in one, in JSON, for the first visit."""
    made = shelf(here)
    # The shards are JSON already.
    shards = b",".join(b'"%s":%s' % (name.encode(), data) for name, data in made.shards.items())
    head = _json({"release": here.release.identity, "build": here.site.build})
    return head[:-1] + b',"shards":{' + shards + b"}}"


def place_of(slug: str, shards: int) -> int:
    """Return the number of the shard that a slug is in. The service worker reckons the same way."""
    place = 0
    for sign in slug:
        place = (place * 31 + ord(sign)) % 1_000_003
    return place % shards


def _made(here: Here, former: LiveRelease | None) -> Shelf:
    programme = here.programme
    known = _Former(here, former)
    sessions = _shards(_sessions(here, known), len(programme.sessions))
    speakers = _shards(_speakers(here, known), len(programme.speakers))
    return Shelf({**sessions, **speakers}, tuple(sessions), tuple(speakers))


class _Former:
    """The entries of a former release of the same edition, as far as they are still true."""

    def __init__(self, here: Here, former: LiveRelease | None) -> None:
        self.now = here.programme
        made: Shelf | None = former.shelves.get(here.language) if former else None
        self.was = former.programme if former and made else None
        # What the edition says of itself, such as its zone, is in every entry.
        if self.was and self.was.edition != self.now.edition:
            self.was = None
        self.sessions = _entries(made.shards, made.sessions) if made and self.was else {}
        self.speakers = _entries(made.shards, made.speakers) if made and self.was else {}

    def session(self, session: Session) -> str | None:
        """Return the entry of a session if nothing that it is made of has changed."""
        was = self.was.get("sessions", session.guid) if self.was else None
        if not was or _session_made_of(self.was, was) != _session_made_of(self.now, session):
            return None
        return self.sessions.get(session.slug)

    def speaker(self, speaker: Speaker) -> str | None:
        """Return the entry of a speaker if nothing that it is made of has changed."""
        was = self.was.get("speakers", speaker.guid) if self.was else None
        if not was or _speaker_made_of(self.was, was) != _speaker_made_of(self.now, speaker):
            return None
        return self.speakers.get(speaker.slug)


def _entries(shards: Mapping[str, bytes], digests: Iterable[str]) -> dict[str, str]:
    return {slug: entry for name in digests for slug, entry in json.loads(shards[name]).items()}


def _session_made_of(programme: Any, session: Session) -> tuple[Any, ...]:
    appearances = programme.appearances_by_session.get(session.guid, ())
    people = [programme.get("speakers", part.speaker) for part in appearances]
    return (
        session,
        programme.get("tracks", session.track),
        programme.get("stages", session.stage),
        appearances,
        [(one.slug, one.name, one.position, one.organisation) for one in people if one],
    )


def _speaker_made_of(programme: Any, speaker: Speaker) -> tuple[Any, ...]:
    sessions = programme.sessions_by_speaker.get(speaker.guid, ())
    return speaker, [(item.slug, item.title, item.starts_at) for item in sessions]


def _sessions(here: Here, known: _Former) -> Iterator[tuple[str, str]]:
    template = get_template("sessions/_kept.html")
    listing = Listing(here, BEGINNING)
    programme = here.programme
    for session in programme.sessions:
        if entry := known.session(session):
            yield session.slug, entry
            continue
        context = {
            "here": here,
            "session": session,
            "shown": listing.listed(session, people=False),
            "parts": [
                {"speaker": programme.get("speakers", part.speaker), "appearance": part}
                for part in in_order(programme.appearances_by_session.get(session.guid, ()))
            ],
            "zone": zone_label(programme.zone, session.starts_at) if session.starts_at else "",
        }
        yield session.slug, _compact(template.render(context))


def _speakers(here: Here, known: _Former) -> Iterator[tuple[str, str]]:
    template = get_template("speakers/_kept.html")
    listing = Listing(here, BEGINNING)
    for speaker in here.programme.speakers:
        if entry := known.speaker(speaker):
            yield speaker.slug, entry
            continue
        sessions = here.programme.sessions_by_speaker.get(speaker.guid, ())
        context = {
            "here": here,
            "speaker": speaker,
            "country": country_name(speaker.country),
            "sessions": [listing.listed(session, people=False) for session in sessions],
        }
        yield speaker.slug, _compact(template.render(context))


def _compact(main: str) -> str:
    return _LINES.sub("", main.strip())


def _shards(entries: Iterable[tuple[str, str]], things: int) -> dict[str, bytes]:
    """Return digest → JSON, in the order of `place_of`.

    The number of shards is a power of two, so that one thing more seldom moves all the others.
    """
    count = 1
    while count * THINGS_IN_A_SHARD < things:
        count *= 2
    places: list[dict[str, str]] = [{} for _place in range(count)]
    for slug, entry in entries:
        places[place_of(slug, count)][slug] = entry
    # Its place within the hash: two empty shards are two.
    return {
        hashlib.sha256(b"%d/%d " % (place, count) + data).hexdigest()[:20]: data
        for place, data in enumerate(_json(dict(sorted(held.items()))) for held in places)
    }


def _path(here: Here, name: str, *args: Any) -> str:
    return reverse(name, args=(here.language, here.edition.slug, *args))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
