"""Builders of rows with boring defaults: the draft as an editor would have typed it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.contrib.auth import get_user_model

from forum.models import Announcement, Edition, Page, Partner
from multilingual.text import Text
from sessions.models import Appearance, Session, Stage, Stream, Topic, Track
from speakers.models import Speaker
from tests.builders import at


def words(english: str, russian: str = "") -> Text:
    return Text({"en": english, "ru": russian})


def an_edition_row(**given: Any) -> Edition:
    return Edition.objects.create(
        **{
            "slug": "2021",
            "name": words("Smart Cities"),
            "first_date": date(2021, 5, 25),
            "last_date": date(2021, 5, 26),
            "time_zone": "Europe/Moscow",
            "day_break": time(4),
            "languages": ["en", "ru"],
            **given,
        }
    )


def a_session_row(edition: Edition, number: int = 1, **given: Any) -> Session:
    return Session.objects.create(
        **{
            "edition": edition,
            "number": number,
            "slug": f"session-{number}",
            "title": words(f"Session {number}"),
            "starts_at": at(10),
            "duration_minutes": 60,
            **given,
        }
    )


def a_speaker_row(edition: Edition, called: str = "Anna Petrova", **given: Any) -> Speaker:
    slug = called.lower().replace(" ", "-")
    return Speaker.objects.create(
        **{"edition": edition, "slug": slug, "name": words(called), **given}
    )


def a_stage_row(edition: Edition, called: str = "Main stage", **given: Any) -> Stage:
    slug = called.lower().replace(" ", "-")
    return Stage.objects.create(
        **{"edition": edition, "slug": slug, "name": words(called), **given}
    )


def a_track_row(edition: Edition, number: int = 1, **given: Any) -> Track:
    return Track.objects.create(
        **{
            "edition": edition,
            "number": number,
            "slug": f"track-{number}",
            "name": words(f"Track {number}"),
            "colour": "#1456b8",
            **given,
        }
    )


def a_topic_row(edition: Edition, called: str = "Ecology", **given: Any) -> Topic:
    slug = called.lower().replace(" ", "-")
    return Topic.objects.create(
        **{"edition": edition, "slug": slug, "name": words(called), **given}
    )


def an_appearance_row(session: Session, speaker: Speaker, **given: Any) -> Appearance:
    return Appearance.objects.create(session=session, speaker=speaker, **given)


def a_stream_row(edition: Edition, **given: Any) -> Stream:
    return Stream.objects.create(**{"edition": edition, "video": "aqz-KE-bpKQ", **given})


def a_page_row(edition: Edition, **given: Any) -> Page:
    return Page.objects.create(
        **{"edition": edition, "slug": "about", "title": words("About"), **given}
    )


def a_partner_row(edition: Edition, **given: Any) -> Partner:
    return Partner.objects.create(**{"edition": edition, "name": words("Partner"), **given})


def an_announcement_row(edition: Edition, **given: Any) -> Announcement:
    return Announcement.objects.create(
        **{"edition": edition, "title": words("News"), "starts_at": at(8), **given}
    )


def an_editor(**given: Any) -> Any:
    return get_user_model()._default_manager.create_superuser(
        **{"username": "editor", "password": "a good long password", **given}
    )
