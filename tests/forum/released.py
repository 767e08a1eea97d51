"""A small forum that is released, and a clock to set: what files and feeds are asked of."""

from __future__ import annotations

from datetime import date

from forum import clock
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at, in_english


def released_edition(settings, *slugs):
    """Return the edition of 2021 in release 1, with three sessions and one without a time.

    The three begin at ten, eleven and twelve, at `slugs` or else at one, two and three.
    """
    settings.BUILT_AT = at(0, day=1)
    edition = Edition.objects.create(
        slug="2021",
        name=Text({"en": "Smart Cities", "ru": "Умные города"}),
        organiser=in_english("City of Moscow"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )
    for number, slug in enumerate(slugs or ("one", "two", "three"), 1):
        Session.objects.create(
            edition=edition,
            number=number,
            slug=slug,
            title=Text({"en": slug.title(), "ru": f"Сессия {number}"}),
            starts_at=at(9 + number),
            duration_minutes=60,
        )
    Session.objects.create(edition=edition, number=4, slug="someday", title=in_english("Someday"))
    release(edition, at(8))
    return edition


def settable_clock(monkeypatch):
    """Return what sets the time; it is nine."""

    def it_is(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    it_is(at(9))
    return it_is


def release(edition, instant):
    publish(edition, at=instant)
    current.refresh()
