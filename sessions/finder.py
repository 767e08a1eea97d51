"""How the pages of a programme filter it: what they may be asked for, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from finding.facets import Facet, matching, offered
from finding.query import Parameter
from multilingual.display import language_name
from multilingual.templatetags.multilingual import plain, words
from multilingual.text import folded
from sessions.facets import FACETS
from sessions.models import Kind
from sessions.values import Session
from sessions.zones import known_zones
from speakers.countries import country_name


def parameters(programme: Any) -> dict[str, Parameter]:
    """Return what the pages of a programme may be asked for."""
    return {
        **{
            facet: Parameter(values, is_many=True)
            for facet, values in programme.known_values.items()
        },
        **zone_parameter(programme),
        "q": Parameter(),
        "view": Parameter(("timeline", "grid")),
    }


def zone_parameter(programme: Any) -> dict[str, Parameter]:
    """Return the parameter of pages that show times."""
    return {"tz": Parameter(known_zones(), default=programme.edition.time_zone)}


def names_of(programme: Any) -> dict[str, dict[str, str]]:
    """Return facet → value → its name in the page's language; unordered values by name."""
    known = programme.known_values
    tracks = {str(track.number): words(track.name) for track in programme.tracks}
    stages = {stage.slug: words(stage.name) for stage in programme.stages}
    topics = {topic.slug: topic for topic in programme.topics}
    return {
        "track": {value: tracks.get(value) or _("Outside the tracks") for value in known["track"]},
        "kind": {value: str(Kind(value).label) for value in known["kind"]},
        "stage": {value: stages[value] for value in known["stage"]},
        "language": _by_name(
            {value: language_name(value).capitalize() for value in known["language"]}
        ),
        "topic": {
            slug: words(topics[slug].name)
            for slug in sorted(known["topic"], key=lambda slug: folded(plain(topics[slug].name)))
        },
        "country": _by_name({value: country_name(value) or value for value in known["country"]}),
        "recorded": {value: _("With a recording") for value in known["recorded"]},
    }


def facets(
    here: Any,
    names: Mapping[str, Mapping[str, str]],
    sessions: Iterable[Session],
    sought: Iterable[Session],
) -> list[Facet]:
    """Return the facets that the sessions of a page are filtered by, counting those sought."""
    values = here.programme.session_values
    return offered(
        names,
        [values[session.guid] for session in sessions],
        here.query,
        [values[session.guid] for session in sought],
    )


def chosen(here: Any, sessions: Iterable[Session]) -> list[Session]:
    """Return the sessions that the filters of a page let through."""
    values = here.programme.session_values
    wanted = {facet: here.query.all(facet) for facet in FACETS}
    return matching([(session, values[session.guid]) for session in sessions], wanted)


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: folded(pair[1])))
