"""Builders with boring defaults: values by `a_…`, rows by `…_row`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from forum.formats.writing import Publication
from forum.programme import Programme
from forum.values import Announcement, Edition, Page, Partner
from multilingual.text import Text
from sessions.values import Appearance, Session, Stage, Stream, Topic, Track
from speakers.values import Speaker

MOSCOW = ZoneInfo("Europe/Moscow")
FIRST_DAY = date(2021, 5, 25)


def a_guid(key: Any) -> str:
    """Return a guid that is always the same for the same key."""
    return str(uuid5(NAMESPACE_URL, f"https://tests.example/{key}"))


def in_english(words: str) -> Text:
    return Text({"en": words})


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    """Return an instant of May 2021 in Moscow's time, in UTC."""
    return datetime(2021, 5, day, hour, minute, tzinfo=MOSCOW).astimezone(UTC)


def an_edition(**given: Any) -> Edition:
    return Edition(
        **{
            "guid": a_guid("edition"),
            "slug": "2021",
            "name": in_english("Smart Cities"),
            "first_date": FIRST_DAY,
            "last_date": date(2021, 5, 26),
            "time_zone": "Europe/Moscow",
            "day_break": time(4),
            "languages": ("en", "ru"),
            **given,
        }
    )


def a_session(key: int | str = 1, **given: Any) -> Session:
    number = key if isinstance(key, int) else 1
    return Session(
        **{
            "guid": a_guid(f"session {key}"),
            "number": number,
            "slug": f"session-{key}",
            "title": in_english(f"Session {key}"),
            "starts_at": at(10),
            "duration_minutes": 60,
            **given,
        }
    )


def a_track(key: int = 1, **given: Any) -> Track:
    return Track(
        **{
            "guid": a_guid(f"track {key}"),
            "slug": f"track-{key}",
            "number": key,
            "name": in_english(f"Track {key}"),
            "colour": "#1456b8",
            **given,
        }
    )


def a_topic(key: int | str = 1, **given: Any) -> Topic:
    return Topic(
        **{
            "guid": a_guid(f"topic {key}"),
            "slug": f"topic-{key}",
            "name": in_english(f"Topic {key}"),
            **given,
        }
    )


def a_stage(key: int | str = 1, **given: Any) -> Stage:
    return Stage(
        **{
            "guid": a_guid(f"stage {key}"),
            "slug": f"stage-{key}",
            "name": in_english(f"Stage {key}"),
            **given,
        }
    )


def a_speaker(key: int | str = 1, **given: Any) -> Speaker:
    return Speaker(
        **{
            "guid": a_guid(f"speaker {key}"),
            "person": a_guid(f"person {key}"),
            "slug": f"speaker-{key}",
            "name": in_english(f"Speaker {key}"),
            **given,
        }
    )


def an_appearance(session: Session, speaker: Speaker, **given: Any) -> Appearance:
    return Appearance(
        **{
            "guid": a_guid(f"appearance {session.guid} {speaker.guid}"),
            "session": session.guid,
            "speaker": speaker.guid,
            **given,
        }
    )


def a_stream(key: int | str = 1, **given: Any) -> Stream:
    return Stream(**{"guid": a_guid(f"stream {key}"), "video": "aqz-KE-bpKQ", **given})


def a_page(key: int | str = 1, **given: Any) -> Page:
    return Page(
        **{
            "guid": a_guid(f"page {key}"),
            "slug": f"page-{key}",
            "title": in_english(f"Page {key}"),
            **given,
        }
    )


def a_partner(key: int | str = 1, **given: Any) -> Partner:
    return Partner(
        **{"guid": a_guid(f"partner {key}"), "name": in_english(f"Partner {key}"), **given}
    )


def an_announcement(key: int | str = 1, **given: Any) -> Announcement:
    return Announcement(
        **{
            "guid": a_guid(f"announcement {key}"),
            "title": in_english(f"Announcement {key}"),
            "starts_at": at(8),
            **given,
        }
    )


def a_programme(sessions: Iterable[Session] = (), **given: Any) -> Programme:
    return Programme(**{"edition": an_edition(), "sessions": tuple(sessions), **given})


def a_publication(**given: Any) -> Publication:
    """Return where a file is published: the English schedule.ics of 2021, release 1."""
    home = "https://forum.example/en/2021"
    return Publication(
        **{
            "language": "en",
            "address": lambda name, *rest: "/".join((home, name, *map(str, rest))),
            "media": lambda name: f"https://forum.example/media/{name}",
            "source": f"{home}/schedule.ics",
            "release": 1,
            "since": at(8),
            **given,
        }
    )
