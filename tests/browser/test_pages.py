"""Every kind of public page in a real browser: accessible, as wide as the window, no complaint."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from forum import clock
from forum.models import Announcement, Edition, Page
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.browser.conftest import AFTERWARDS
from tests.builders import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ("en", "ru")
WIDTHS = (320, 768, 1280)


def kinds_of_pages() -> list[str]:
    """Return one address of each kind, below /{language}/."""
    programme = current.site().releases["2021"].programme
    with_text = next(s for s in programme.sessions_in_order if s.description)
    cancelled = next(s for s in programme.sessions if s.is_cancelled)
    return [
        "",
        "2021/",
        "2021/programme/",
        "2021/programme/?view=grid",
        "2021/programme/?view=timeline",
        "2021/programme/2021-05-25/",
        f"2021/sessions/{with_text.slug}/",
        f"2021/sessions/{cancelled.slug}/",
        "2021/speakers/",
        f"2021/speakers/{programme.speakers[0].slug}/",
        f"2021/tracks/{programme.tracks[0].slug}/",
        f"2021/stages/{programme.stages[0].slug}/",
        "2021/live/",
        "2021/news/",
        "2021/changes/",
        f"2021/pages/{programme.pages[0].slug}/",
        "2021/pages/privacy/",
        "2021/pages/accessibility/",
        "2021/formats/",
        "2021/embed/",
        "2021/embed/?view=grid&day=2021-05-25",
        "editions/",
        "2021/sessions/never-was/",
        "2021/sessions/removed/",
    ]


@pytest.fixture
def lively(site: Any) -> Any:
    """The sample after a busy morning: a session cancelled, moved, removed; headings in a page."""
    edition = Edition.objects.get()
    session = Session.objects.get(edition=edition, number=15)
    extra = Session.objects.create(
        edition=edition, number=99, slug="removed", title=Text({"en": "Extra", "ru": "Ещё"})
    )
    publish(edition)
    extra.delete()
    session.state = "cancelled"
    session.save()
    Session.objects.filter(edition=edition, number=14).update(starts_at=at(17, day=26), stage=None)
    page = Page.objects.filter(edition=edition).order_by("position").first()
    page.body = page.body.with_words("en", "## One\n\nText\n\n### Two\n\n- a\n- b")
    page.save()
    Announcement.objects.create(
        edition=edition, title=Text({"en": "Only English"}), starts_at=at(9)
    )
    publish(edition)
    current.refresh()
    return site


def expected_complaints(site: Any) -> None:
    """Forget what a browser says of the 404 and 410 that a test asked for."""
    site.complaints[:] = [c for c in site.complaints if "status of 404" not in c and "410" not in c]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_violation(lively, page, theme, language):
    page.emulate_media(color_scheme=theme)
    found = []
    for path in kinds_of_pages():
        page.goto(f"{lively.url}/{language}/{path}")
        assert page.locator("html").get_attribute("lang") == language
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{path}: {violation['id']} {nodes}")

    expected_complaints(lively)
    assert found == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(lively, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = []
    for language in LANGUAGES:
        for path in kinds_of_pages():
            page.goto(f"{lively.url}/{language}/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"/{language}/{path}: {wide} px")

    expected_complaints(lively)
    assert found == []


def test_pages_stand_without_script(lively, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    programme = current.site().releases["2021"].programme
    session = next(s for s in programme.sessions_in_order if programme.streams_of(s))

    page.goto(f"{lively.url}/en/2021/sessions/{session.slug}/")

    watch = page.locator("a[href*='youtube.com/watch'], a[href*='youtu.be/']")
    assert watch.count() >= 1
    assert page.locator("iframe").count() == 0
    context.close()


def test_the_archive_offers_recordings(site, page, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERWARDS)

    page.goto(f"{site.url}/en/")

    assert page.get_by_role("heading", level=1).inner_text() == "Smart Cities Moscow"
    assert page.get_by_text("25–26 May 2021").first.is_visible()
