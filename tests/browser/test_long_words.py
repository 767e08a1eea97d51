"""Words and tables longer than a phone is wide stay within the window."""

from __future__ import annotations

import pytest

from forum.models import Edition, Page
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from speakers.models import Speaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Водогрязеторфопарафинолечение" * 3
ADDRESS = "https://example.org/" + "a" * 220
TABLE = "|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n|" + "|".join(["longerword"] * 6) + "|"


def test_nothing_pushes_a_page_out_of_a_narrow_window(site, page):
    edition = Edition.objects.get()
    both = Text({"en": f"{WORD} {ADDRESS}", "ru": f"{WORD} {ADDRESS}"})
    Edition.objects.update(name=Text({"en": WORD, "ru": WORD}), description=Text({"en": TABLE}))
    Session.objects.filter(number=2).update(title=Text({"ru": WORD}), abstract=both)
    Session.objects.filter(number=2).update(description=Text({"en": TABLE}))
    Speaker.objects.filter(slug="anna-luchinina").update(name=Text({"en": WORD}), biography=both)
    Page.objects.filter(position=Page.objects.first().position).update(body=Text({"en": TABLE}))
    publish(edition)
    current.refresh()
    programme = current.site().releases["2021"].programme
    session = next(s for s in programme.sessions if s.number == 2)
    page.set_viewport_size({"width": 320, "height": 700})
    found = {}

    for path in (
        "",
        "2021/programme/",
        f"2021/sessions/{session.slug}/",
        "2021/speakers/",
        "2021/speakers/anna-luchinina/",
        f"2021/tracks/{programme.tracks[0].slug}/",
        "2021/live/",
        "2021/news/",
        "2021/changes/",
        f"2021/pages/{programme.pages[0].slug}/",
        "editions/",
    ):
        page.goto(f"{site.url}/en/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            found[path] = wide

    assert found == {}
