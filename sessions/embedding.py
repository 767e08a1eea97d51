"""What other sites show of the programme within theirs: the sessions they ask for, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from finding.query import Parameter
from multilingual.characters import on_one_line
from multilingual.display import shown
from multilingual.text import Text
from sessions import finder, zones
from sessions.colours import DARK, LIGHT, Theme, track_colours
from sessions.dates import day_date
from sessions.listing import in_order, kind_word, state_words, visible_state, was
from sessions.times import in_utc, local
from sessions.values import Session, Track

THEMES = ("light", "dark")

Said = str | dict[str, str]
"""Words in the page's language, or {"words", "language"} where another one stands in."""


def parameters(programme: Any) -> dict[str, Parameter]:
    """Return what the data may be asked for: the filters of the programme, a zone, and a day."""
    days = tuple(day.isoformat() for day in sorted(programme.sessions_by_day))
    known = {**finder.parameters(programme), "day": Parameter(days)}
    return {name: known[name] for name in known if name not in ("q", "view")}


def page_parameters(programme: Any) -> dict[str, Parameter]:
    """Return what the page in a frame may be asked for: the same, and how it looks."""
    view = finder.parameters(programme)["view"]
    return {**parameters(programme), "view": view, "theme": Parameter(THEMES)}


@dataclass(frozen=True)
class Excerpt:
    """The sessions that an address asks for: by day, without empty days, and those without a time.

    `page` is the path of the site's own page of them, `address` the same with the filters.
    """

    days: tuple[tuple[date, tuple[Session, ...]], ...]
    untimed: tuple[Session, ...]
    page: str
    address: str

    @property
    def sessions(self) -> tuple[Session, ...]:
        return (*(session for _day, items in self.days for session in items), *self.untimed)


def excerpt(here: Any) -> Excerpt:
    """Return the sessions that the page's address asks for."""
    by_day = here.programme.sessions_by_day
    asked = here.query.get("day")
    only = date.fromisoformat(asked) if asked else None
    wanted = finder.chosen(here, by_day[only] if only else here.programme.sessions_in_order)
    guids = {session.guid for session in wanted}
    page = here.path_of("day", only) if only else here.path_of("programme")
    return Excerpt(
        tuple(
            (day, chosen)
            for day, sessions in sorted(by_day.items())
            if (chosen := tuple(session for session in sessions if session.guid in guids))
        ),
        tuple(session for session in wanted if not session.starts_at),
        page,
        page + str(here.query.without("day", "theme", "view")),
    )


def write(here: Any) -> bytes:
    """Return the sessions that an address asks for, as JSON, with all words that go with them.

    `next` is when this changes by itself, or empty; times have the offset of `zone`. What is
    empty is left out of a session.
    """
    found = excerpt(here)
    moment = here.moment(found.sessions)
    upcoming = here.next_moment()
    tracks = {session.track for session in found.sessions}
    edition = here.edition
    zone_words = zones.words_for(here, here.zone)
    is_forum = here.zone.key == edition.time_zone
    written = {
        "title": _said(edition.name),
        "address": here.site.url + found.address,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "zone": here.zone.key,
        "next": in_utc(upcoming) if upcoming else "",
        "words": {
            "zone": (_("Times are the forum's own: %s") if is_forum else _("Times: %s"))
            % zone_words,
            "other_zone": _("Times: %s"),
            "own_time": _("My time"),
            "site_time": _("Forum time") if is_forum else zone_words,
            "announced": _("Announced for:"),
            "untimed": _("Times to be announced"),
            "empty": _("No sessions here yet."),
            "more": _("Full programme"),
        },
        "tracks": [_track(track) for track in here.programme.tracks if track.guid in tracks],
        "days": [
            {
                "date": day.isoformat(),
                "name": day_date(day),
                "sessions": list(_sessions(here, sessions, moment)),
            }
            for day, sessions in found.days
        ],
        "untimed": list(_sessions(here, found.untimed, moment)),
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()


def _track(track: Track) -> dict[str, Any]:
    return {
        "number": track.number,
        "name": _said(track.name),
        "light": _colours(track, LIGHT),
        "dark": _colours(track, DARK),
    }


def _colours(track: Track, theme: Theme) -> list[str]:
    """Return the colours of a track's bullet, of the number in it, and of words."""
    colours = track_colours(track.colour, theme)
    return [colours.line, colours.on_line, colours.text]


def _sessions(here: Any, sessions: Iterable[Session], moment: datetime) -> Iterator[dict[str, Any]]:
    states = state_words()
    for session in sessions:
        state = visible_state(session, moment)
        track = here.programme.get("tracks", session.track)
        stage = here.programme.get("stages", session.stage)
        given = {
            "title": _said(session.title) or f"№ {session.number}",
            "address": here.site.url + here.address("session", session.slug),
            "starts_at": _instant(here, session.starts_at),
            "ends_at": _instant(here, session.ends_at) if session.duration_minutes else "",
            "delayed_from": _instant(here, was(session)),
            "kind": _said(session.kind_name) if session.kind_name else kind_word(session),
            "stage": _said(stage.name) if stage else "",
            "track": track.number if track else "",
            "people": list(_people(here, session)),
            "state": state,
            "state_word": states[state],
        }
        yield {name: value for name, value in given.items() if value not in ("", [])}


def _people(here: Any, session: Session) -> Iterator[Said]:
    for appearance in in_order(here.programme.appearances_by_session.get(session.guid, ())):
        if name := _said(here.programme.get("speakers", appearance.speaker).name):
            yield name


def _instant(here: Any, at: datetime | None) -> str:
    return local(at, here.zone).isoformat(timespec="minutes") if at else ""


def _said(text: Text) -> Said:
    found = shown(text)
    words = on_one_line(found.words)
    if not (words and found.is_fallback):
        return words
    return {"words": words, "language": found.language}
