"""The speakers' public pages: the wall of all, and one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.response import SimpleTemplateResponse
from django.utils.safestring import SafeString
from django_countries import countries

from multilingual.templatetags.multilingual import plain, summary, words
from multilingual.text import Text, folded
from speakers.values import Picture, Speaker

ABOUT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class OnWall:
    """A speaker on the wall. `numbers` are the bullets of their tracks, in order."""

    address: str
    name: SafeString | str
    plain_name: str
    position: SafeString | str
    organisation: SafeString | str
    organisation_kind: str
    country: str
    country_code: str
    photo: Picture | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A country that speakers come from, under its name in the page's language."""

    code: str
    name: str
    speakers: int


@dataclass(frozen=True, slots=True)
class Part:
    """A speaker's part in a session: the session, the role, and the own title."""

    session: Any
    role: str
    title: Text


def speakers(here: Any) -> SimpleTemplateResponse:
    """Show everybody who speaks, by name."""
    in_order = here.programme.speakers_in_order(here.language)
    return SimpleTemplateResponse(
        "speakers/speakers.html",
        {
            "wall": [_on_wall(here, speaker) for speaker in in_order],
            "countries": _countries(in_order),
        },
    )


def speaker(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a speaker and what they take part in."""
    programme = here.programme
    found: Speaker = programme.at_slug("speakers", slug)
    sessions = programme.sessions_by_speaker.get(found.guid, ())
    numbers = _numbers(programme, found)
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


def country_name(code: str) -> str:
    """Return a country's name in the page's language, or nothing for an unknown code."""
    return str(countries.name(code)) if code else ""


def _on_wall(here: Any, speaker: Speaker) -> OnWall:
    return OnWall(
        address=here.address("speaker", speaker.slug),
        name=words(speaker.name),
        plain_name=plain(speaker.name),
        position=words(speaker.position),
        organisation=words(speaker.organisation),
        organisation_kind=speaker.organisation_kind,
        country=country_name(speaker.country),
        country_code=speaker.country,
        photo=speaker.photo,
        numbers=_numbers(here.programme, speaker),
    )


def _numbers(programme: Any, speaker: Speaker) -> tuple[int, ...]:
    """Return the numbers of the tracks that a speaker's sessions are on, in order of time."""
    tracks = (
        programme.get("tracks", session.track)
        for session in programme.sessions_by_speaker.get(speaker.guid, ())
    )
    return tuple(dict.fromkeys(track.number for track in tracks if track))


def _countries(speakers: Iterable[Speaker]) -> list[Country]:
    """Return the countries that occur, by their name in the page's language."""
    counts = Counter(speaker.country for speaker in speakers if speaker.country)
    found = [Country(code, country_name(code), count) for code, count in counts.items()]
    return sorted(found, key=lambda country: (folded(country.name), country.code))


def _about(speaker: Speaker) -> str:
    """Return the plain words that search engines and link previews show."""
    post = ", ".join(filter(None, (plain(speaker.position), plain(speaker.organisation))))
    about = " · ".join(filter(None, (post, summary(speaker.biography))))
    if len(about) <= ABOUT_LENGTH:
        return about
    return about[: ABOUT_LENGTH - 1].rsplit(" ", 1)[0] + "…"
