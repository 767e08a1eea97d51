"""The speakers' public pages: the wall of all, and one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.response import SimpleTemplateResponse

from finding.facets import matching, offered, token_line, tokens
from finding.query import Parameter
from multilingual.templatetags.multilingual import plain, summary, words
from multilingual.text import Text, folded, shortened
from speakers.countries import country_name
from speakers.facets import FACETS, known_values, tracks_of
from speakers.models import OrganisationKind
from speakers.pictures import initials
from speakers.values import Speaker
from speakers.wall import OnWall, wall

ABOUT_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A speaker's part in a session: the session, the role, and the own title."""

    session: Any
    role: str
    title: Text


def speakers(here: Any) -> SimpleTemplateResponse:
    """Show everybody who speaks, by name, or whom the filters let through."""
    programme = here.programme
    in_order = programme.speakers_in_order(here.language)
    names = _names(programme)
    known_by = tokens(names)
    values = programme.speaker_values
    wanted = {facet: here.query.all(facet) for facet in FACETS}
    shown = matching([(speaker, values[speaker.guid]) for speaker in in_order], wanted)
    found = offered(names, [values[speaker.guid] for speaker in in_order], here.query)
    return SimpleTemplateResponse(
        "speakers/speakers.html",
        {
            "speakers": len(in_order),
            "countries": len(programme.countries),
            "wall": wall(_on_wall(here, speaker, known_by) for speaker in shown),
            "facets": found,
            "filters": [option for facet in found for option in facet.chosen],
            "shown": len(shown),
            "in_scope": len(in_order),
            "own_address": here.own_address(),
            "clear_address": here.own_address(),
        },
    )


def _known(programme: Any) -> dict[str, Parameter]:
    return {
        facet: Parameter(values, is_many=True) for facet, values in known_values(programme).items()
    }


speakers.query = _known  # type: ignore[attr-defined]


def _names(programme: Any) -> dict[str, dict[str, str]]:
    """Return facet → value → its name in the page's language; countries by name."""
    known = known_values(programme)
    tracks = {str(track.number): words(track.name) for track in programme.tracks}
    # A choice without a word could not be made.
    countries = {code: country_name(code) or code for code in known["country"]}
    return {
        "country": dict(sorted(countries.items(), key=lambda pair: folded(pair[1]))),
        "organisation": {kind: str(OrganisationKind(kind).label) for kind in known["organisation"]},
        "track": {number: tracks[number] for number in known["track"]},
    }


def speaker(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a speaker and what they take part in."""
    programme = here.programme
    found: Speaker = programme.at_slug("speakers", slug)
    sessions = programme.sessions_by_speaker.get(found.guid, ())
    numbers = tracks_of(programme, found)
    return SimpleTemplateResponse(
        "speakers/speaker.html",
        {
            "speaker": found,
            "about": _about(found),
            "country": country_name(found.country),
            "number": numbers[0] if numbers else None,
            "numbers": numbers,
            "parts": [
                Part(session, appearance.role, appearance.title)
                for session in sessions
                for appearance in programme.appearances_by_session[session.guid]
                if appearance.speaker == found.guid
            ],
            "moment": here.moment(sessions),
        },
    )


def _on_wall(here: Any, speaker: Speaker, known_by: Mapping[str, Mapping[str, str]]) -> OnWall:
    return OnWall(
        address=here.address("speaker", speaker.slug),
        name=words(speaker.name),
        initials=initials(plain(speaker.name)),
        position=words(speaker.position),
        organisation=words(speaker.organisation),
        country=country_name(speaker.country),
        photo=speaker.photo,
        numbers=tracks_of(here.programme, speaker),
        tokens=token_line(known_by, here.programme.speaker_values[speaker.guid]),
    )


def _about(speaker: Speaker) -> str:
    """Return the plain words that search engines and link previews show."""
    post = ", ".join(filter(None, (plain(speaker.position), plain(speaker.organisation))))
    return shortened(" · ".join(filter(None, (post, summary(speaker.biography)))), ABOUT_AT_MOST)
