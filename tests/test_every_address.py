"""Every public address of the sample: no query, no broken link, the right language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from forum import clock
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from speakers.models import Speaker
from tests.builders import at
from tests.walk import faults, walk


@pytest.fixture
def sample(db):
    call_command("sample", verbosity=0)
    return current.refresh()


@pytest.mark.parametrize("now", [at(9), at(11), at(12, day=26) + timedelta(days=365)])
def test_every_public_address_of_the_sample_is_sound(sample, monkeypatch, now):
    monkeypatch.setattr(clock, "now", lambda: now)

    seen = walk(Client(), "/en/", "/ru/")

    assert faults(seen) == []
    programme = sample.releases["2021"].programme
    expected = {
        f"/{language}/2021/{folder}/{item.slug}/"
        for language in ("en", "ru")
        for folder in ("sessions", "speakers", "tracks", "stages", "pages")
        for item in getattr(programme, folder)
    }
    expected |= {
        f"/{language}/2021/{page}"
        for language in ("en", "ru")
        for page in (
            *("", "programme/", "speakers/", "live/", "news/", "changes/", "api/"),
            *("formats/", "schedule.ics"),
        )
    }
    expected |= {
        f"/{language}/2021/programme/{day.date}/"
        for language in ("en", "ru")
        for day in programme.days
    }
    expected |= {
        f"/{language}/2021/pages/{slug}/"
        for language in ("en", "ru")
        for slug in ("privacy", "accessibility")
    }
    expected |= {"/en/editions/", "/ru/editions/"}
    assert expected <= seen.keys()


def test_an_empty_edition_is_sound(sample):
    edition = Session.objects.first().edition
    for things in ("sessions", "speakers", "streams", "tracks", "topics", "stages"):
        getattr(edition, things).all().delete()
    for things in ("pages", "partners", "announcements"):
        getattr(edition, things).all().delete()
    publish(edition)
    current.refresh()

    seen = walk(Client(), "/en/", "/ru/")

    assert faults(seen) == []


def test_an_edition_in_one_language_is_sound_in_the_other(sample):
    def english(text):
        return Text({"en": text.get("en")})

    for model, fields in (
        (Session, ("title", "abstract", "description", "subtitle")),
        (Speaker, ("name", "position", "organisation", "biography")),
        (Edition, ("name", "tagline", "description", "organiser")),
    ):
        for row in model.objects.all():
            for field in fields:
                setattr(row, field, english(getattr(row, field)))
            row.save()
    publish(Edition.objects.get())
    current.refresh()

    seen = walk(Client(), "/en/", "/ru/")

    assert faults(seen) == []
