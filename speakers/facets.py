"""What speakers are filtered by: their values in every facet, and the values that occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finding.facets import Values
from speakers.values import ORGANISATION_KINDS, Speaker

FACETS = ("country", "organisation", "track")
"""The parameters that filter speakers, in the order in which they are offered."""


def values_of(programme: Any) -> Mapping[str, Values]:
    """Return speaker guid → facet → values. Countries by code, tracks by number."""
    return {
        speaker.guid: {
            "country": (speaker.country,) if speaker.country else (),
            "organisation": (speaker.organisation_kind,),
            "track": tuple(str(number) for number in tracks_of(programme, speaker)),
        }
        for speaker in programme.speakers
    }


def known_values(programme: Any) -> Mapping[str, Sequence[str]]:
    """Return facet → every value that occurs in a programme, in a fixed order."""
    found: dict[str, set[str]] = {facet: set() for facet in FACETS}
    for values in programme.speaker_values.values():
        for facet, own in values.items():
            found[facet].update(own)
    return {
        "country": tuple(sorted(found["country"])),
        "organisation": tuple(kind for kind in ORGANISATION_KINDS if kind in found["organisation"]),
        "track": tuple(
            str(track.number) for track in programme.tracks if str(track.number) in found["track"]
        ),
    }


def tracks_of(programme: Any, speaker: Speaker) -> tuple[int, ...]:
    """Return the numbers of the tracks that a speaker's sessions are on, in order of time."""
    tracks = (
        programme.get("tracks", session.track)
        for session in programme.sessions_by_speaker.get(speaker.guid, ())
    )
    return tuple(dict.fromkeys(track.number for track in tracks if track))
