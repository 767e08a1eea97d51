"""What sessions are filtered by: their values in every facet, and the values that occur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from finding.facets import Values
from sessions.values import KINDS, Session

FACETS = ("track", "kind", "stage", "language", "topic", "country", "recorded")
"""The parameters that filter a programme, in the order in which they are offered."""

NO_TRACK = "none"
"""The value of `track` for sessions outside all tracks."""

RECORDED = "1"


def values_of(programme: Any) -> Mapping[str, Values]:
    """Return session guid → facet → values. Tracks by number, things with an address by slug."""
    return {session.guid: _values(programme, session) for session in programme.sessions}


def _values(programme: Any, session: Session) -> Values:
    track = programme.get("tracks", session.track)
    stage = programme.get("stages", session.stage)
    topics = (programme.get("topics", guid) for guid in session.topics)
    people = (
        programme.get("speakers", appearance.speaker)
        for appearance in programme.appearances_by_session.get(session.guid, ())
    )
    return {
        "track": (str(track.number) if track else NO_TRACK,),
        "kind": (session.kind,),
        "stage": (stage.slug,) if stage else (),
        "language": session.languages,
        "topic": tuple(topic.slug for topic in topics if topic),
        "country": tuple(dict.fromkeys(p.country for p in people if p and p.country)),
        "recorded": (RECORDED,) if session.is_recorded else (),
    }


def known_values(programme: Any) -> Mapping[str, Sequence[str]]:
    """Return facet → every value that occurs in a programme, in a fixed order."""
    found: dict[str, set[str]] = {facet: set() for facet in FACETS}
    for values in programme.session_values.values():
        for facet, own in values.items():
            found[facet].update(own)
    order: dict[str, Iterable[str]] = {
        "track": (*(str(track.number) for track in programme.tracks), NO_TRACK),
        "kind": KINDS,
        "stage": (stage.slug for stage in programme.stages),
    }
    return {
        facet: tuple(value for value in order.get(facet, sorted(own)) if value in own)
        for facet, own in found.items()
    }
