"""Programmes to measure with: the sample, and made-up ones of any size, always the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import cycle

from forum.programme import Programme
from forum.sample import sample
from multilingual.text import Text
from sessions.times import at_local
from sessions.values import Appearance, Session, Stage, Stream, Topic, Track
from speakers.values import Link, Speaker
from tests.builders import a_guid, an_edition

FIRST_DAY = date(2021, 5, 25)
MINUTES = 30
OPENS_AT = 9

_ENGLISH = """
city data transport energy water housing school clinic street park bridge signal sensor map
service budget council citizen platform model network twin forecast lesson standard market
"""
_RUSSIAN = """
город данные транспорт энергия вода жильё школа клиника улица парк мост сигнал датчик карта
сервис бюджет совет житель платформа модель сеть двойник прогноз урок стандарт рынок
"""


def measured(sessions: int) -> Programme:
    """Return the sample for its own size, else a made-up programme."""
    own = sample()
    return own if sessions == len(own.sessions) else large(sessions)


def large(sessions: int, stages: int = 35) -> Programme:
    """Return a programme in two languages with so many sessions, as conferences have them.

    Two days, or as many as they need; half as many tracks as stages, one speaker a session and
    some in several, abstracts of about 900 characters in each language.
    """
    chance = random.Random(sessions)
    per_day = 16 * stages
    days = max(2, -(-sessions // per_day))
    edition = an_edition(last_date=FIRST_DAY + timedelta(days=days - 1))
    tracks = tuple(
        Track(a_guid(f"track {n}"), f"track-{n}", n, _title(chance, 2), colour=colour)
        for n, colour in zip(
            range(1, max(2, stages // 2)), cycle(("#1456b8", "#a8500c", "#157347")), strict=False
        )
    )
    topics = tuple(Topic(a_guid(f"topic {n}"), f"topic-{n}", _title(chance, 1)) for n in range(20))
    rooms = tuple(
        Stage(a_guid(f"stage {n}"), f"stage-{n}", _title(chance, 2), position=n)
        for n in range(min(stages, sessions))
    )
    people = tuple(
        Speaker(
            guid=a_guid(f"speaker {n}"),
            person=a_guid(f"person {n}"),
            slug=f"speaker-{n}",
            name=_title(chance, 2),
            position=_title(chance, 3),
            organisation=_title(chance, 2),
            country=chance.choice(("RU", "FI", "DE", "BR", "IN", "")),
            biography=_text(chance, 60),
            links=(Link("https://example.org/"),) if n % 3 == 0 else (),
        )
        for n in range(sessions + sessions // 20)
    )
    found, appearances = [], []
    for n in range(sessions):
        slot, stage = divmod(n, len(rooms))
        day, turn = slot % days, slot // days
        starts_at = at_local(FIRST_DAY + timedelta(days=day), _clock(turn), edition.zone)
        guid = a_guid(f"session {n}")
        found.append(
            Session(
                guid=guid,
                number=n + 1,
                slug=f"session-{n + 1}",
                title=_title(chance, 6),
                subtitle=_title(chance, 4) if n % 4 == 0 else Text(),
                abstract=_text(chance, 110),
                kind=chance.choice(("talk", "talk", "talk", "panel", "workshop", "keynote")),
                languages=("en",) if n % 2 else ("ru", "en"),
                topics=(topics[n % len(topics)].guid,),
                track=tracks[stage % len(tracks)].guid,
                stage=rooms[stage].guid,
                starts_at=starts_at,
                duration_minutes=25,
            )
        )
        chosen = {people[n].guid, *([chance.choice(people).guid] if n % 3 == 0 else [])}
        appearances += [
            Appearance(a_guid(f"appearance {n} {one}"), guid, one, "speaker", order)
            for order, one in enumerate(sorted(chosen))
        ]
    streams = tuple(
        Stream(a_guid(f"stream {n} {day}"), f"aqz-KE-{n:02}{day:02}", room.guid, on)
        for n, room in enumerate(rooms)
        for day, on in enumerate(FIRST_DAY + timedelta(days=day) for day in range(days))
    )
    return Programme(
        edition,
        tracks=tracks,
        topics=topics,
        stages=rooms,
        speakers=people,
        sessions=tuple(found),
        appearances=tuple(appearances),
        streams=streams,
    )


def _clock(turn: int) -> time:
    minutes = OPENS_AT * 60 + turn * MINUTES
    return time(minutes // 60 % 24, minutes % 60)


def _title(chance: random.Random, count: int) -> Text:
    return Text(
        {
            "en": " ".join(chance.choices(_ENGLISH.split(), k=count)).capitalize(),
            "ru": " ".join(chance.choices(_RUSSIAN.split(), k=count)).capitalize(),
        }
    )


def _text(chance: random.Random, count: int) -> Text:
    def paragraphs(words: Sequence[str]) -> str:
        sentences = [
            " ".join(chance.choices(words, k=11)).capitalize() + "." for _ in range(count // 11)
        ]
        half = len(sentences) // 2
        return " ".join(sentences[:half]) + "\n\n" + " ".join(sentences[half:])

    return Text({"en": paragraphs(_ENGLISH.split()), "ru": paragraphs(_RUSSIAN.split())})
