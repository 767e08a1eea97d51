"""The player: nothing of YouTube before a click, then its player at the session's own moment."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from forum import clock
from forum.publishing import current
from sessions.states import state_of
from tests.browser.conftest import AFTERWARDS, DURING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAYER_HOST = "https://www.youtube-nocookie.com/**"


@pytest.fixture
def youtube(site: Any, page: Any) -> list[Any]:
    """Answer YouTube's host from a stub, and note what was asked of it."""
    asked: list[Any] = []
    site.may_call.add("www.youtube-nocookie.com")

    def answer(route: Any) -> None:
        asked.append(route.request)
        route.fulfill(content_type="text/html", body="<title>player</title>")

    page.route(PLAYER_HOST, answer)
    return asked


@pytest.fixture
def recorded(site: Any, monkeypatch: Any) -> Any:
    monkeypatch.setattr(clock, "now", lambda: AFTERWARDS)
    programme = current.site().releases["2021"].programme
    return next(s for s in programme.sessions_in_order if "t=" in s.recording.url)


def test_the_player_loads_on_a_click_only(site, page, youtube, recorded):
    page.goto(f"{site.url}/en/2021/sessions/{recorded.slug}/")
    page.wait_for_load_state("networkidle")
    assert youtube == []

    page.get_by_role("button", name="Watch the recording").click()

    frame = page.locator("iframe")
    frame.wait_for()
    address = urlsplit(frame.get_attribute("src"))
    asked_for = parse_qs(urlsplit(recorded.recording.url).query)["t"][0].rstrip("s")
    assert (address.netloc, address.path) == ("www.youtube-nocookie.com", "/embed/aqz-KE-bpKQ")
    assert parse_qs(address.query)["start"] == [asked_for]
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert (
        frame.get_attribute("allow") == "autoplay; encrypted-media; fullscreen; picture-in-picture"
    )
    assert frame.get_attribute("title")
    page.wait_for_timeout(200)
    assert [request.headers.get("referer") for request in youtube] == [f"{site.url}/"]


def test_the_player_works_with_the_keyboard(site, page, youtube, recorded):
    page.goto(f"{site.url}/en/2021/sessions/{recorded.slug}/")
    button = page.get_by_role("button", name="Watch the recording")

    button.focus()
    page.keyboard.press("Enter")

    page.locator("iframe").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_a_plain_link_to_youtube_stands_beside_it(site, page, recorded):
    page.goto(f"{site.url}/ru/2021/sessions/{recorded.slug}/")

    link = page.locator(".player-words a", has_text="YouTube").first

    assert urlsplit(link.get_attribute("href")).netloc == "www.youtube.com"


def test_an_interpreter_is_one_click_away(site, page, youtube):
    programme = current.site().releases["2021"].programme
    session = next(
        s
        for s in programme.sessions_in_order
        if state_of(s, DURING) == "live" and len(programme.streams_of(s)) == 3
    )
    page.goto(f"{site.url}/en/2021/sessions/{session.slug}/")

    page.get_by_role("link", name="Russian").click()

    page.locator("iframe").wait_for()
    assert page.locator("[data-player-choice][aria-current=true]").inner_text() == "Russian"


def test_the_address_is_copied(site, page, context, recorded):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = f"{site.url}/en/2021/sessions/{recorded.slug}/"
    page.goto(address)

    page.locator("button[data-copy]").click()

    assert page.evaluate("navigator.clipboard.readText()") == address


def test_the_theme_is_remembered_before_the_first_paint(site, page):
    page.emulate_media(color_scheme="light")
    page.goto(f"{site.url}/en/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.locator("[data-theme-switch]").click()
    page.goto(f"{site.url}/ru/2021/programme/")

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
