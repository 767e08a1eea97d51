"""Other clocks than the forum's: hinted at, chosen, remembered, carried in an address."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def abroad(site: Any, browser: Any) -> Any:
    """A page of a browser that lives in Kolkata."""
    context = browser.new_context(timezone_id="Asia/Kolkata")
    yield context.new_page()
    context.close()


def clocks(page: Any) -> list[str]:
    return page.locator(".session-when time").all_inner_texts()


def zone_words(page: Any) -> str:
    return page.locator("[data-zone-words]").inner_text()


def test_forum_time_is_shown_and_the_difference_is_hinted_at(site, abroad):
    abroad.goto(f"{site.url}/en/2021/programme/")

    assert zone_words(abroad) == "Times are the forum's own: Moscow, UTC+3"
    assert clocks(abroad)[:2] == ["10:00", "11:00"]
    assert abroad.get_by_role("button", name="My time: UTC+5:30").is_visible()


def test_whoever_lives_by_the_forums_clocks_is_not_bothered(site, browser):
    context = browser.new_context(timezone_id="Europe/Istanbul")
    page = context.new_page()

    page.goto(f"{site.url}/en/2021/programme/")

    assert page.locator("[data-zone-mine]").is_hidden()
    context.close()


def test_the_own_time_is_shown_at_a_press_and_remembered(site, abroad):
    abroad.goto(f"{site.url}/en/2021/programme/")
    abroad.get_by_role("button", name="My time").click()
    here = clocks(abroad)[:2], zone_words(abroad)

    abroad.goto(f"{site.url}/en/2021/live/")

    assert here == (["12:30", "13:30"], "Times: Kolkata, UTC+5:30") or here == (
        ["12:30", "13:30"],
        "Times: Calcutta, UTC+5:30",
    )
    assert zone_words(abroad) == here[1]
    abroad.locator("[data-zone-forum] a").click()
    assert zone_words(abroad) == "Times are the forum's own: Moscow, UTC+3"
    assert abroad.evaluate("localStorage.getItem('zone')") is None


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles"])
def test_script_and_server_say_the_same_times_and_days(site, page, browser, zone):
    context = browser.new_context(java_script_enabled=False)
    other = context.new_page()
    other.goto(f"{site.url}/ru/2021/programme/?view=timeline&tz={zone}")

    page.goto(f"{site.url}/ru/2021/programme/?view=timeline")
    page.evaluate(
        """zone => document.dispatchEvent(
            new CustomEvent('zone:chosen', {detail: {zone, name: ''}}))""",
        zone,
    )

    assert clocks(page) == clocks(other)
    assert (
        page.locator(".session-when").all_inner_texts()
        == other.locator(".session-when").all_inner_texts()
    )
    assert len(page.locator(".day-mark").all()) == len(other.locator(".day-mark").all())
    context.close()


@pytest.mark.parametrize(
    ("language", "typed", "name"), [("en", "tokyo", "Tokyo"), ("ru", "токио", "Токио")]
)
def test_any_zone_is_found_in_a_list(site, page, language, typed, name):
    page.goto(f"{site.url}/{language}/2021/programme/")
    page.locator("[data-zone-choose]").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(typed)

    dialog.locator("li:visible a").first.click()

    assert dialog.is_hidden()
    assert zone_words(page).endswith(f"{name}, UTC+9")
    assert clocks(page)[0] == "16:00"
    assert page.url.endswith("/programme/")


def test_the_dialog_closes_by_escape_and_gives_the_focus_back(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    choose = page.locator("[data-zone-choose]")
    choose.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    violations = Axe().run(page).response["violations"]

    page.keyboard.press("Escape")

    assert [violation["id"] for violation in violations] == []
    assert choose.evaluate("link => link === document.activeElement")


def test_without_script_the_list_is_a_page_that_leads_back(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/en/2021/programme/")

    page.get_by_role("link", name="Other time zone").click()
    page.locator("a[data-zone='Asia/Tokyo']").click()
    page.locator(".session-title a").first.click()

    assert page.url.endswith("?tz=Asia%2FTokyo")
    beside = page.locator("[data-beside]").inner_text()
    assert beside == "Tokyo, UTC+9: Tuesday, 25 May, 16:00–17:00"
    context.close()


def test_a_session_says_the_visitors_time_beside_the_forums(site, abroad):
    abroad.goto(f"{site.url}/en/2021/programme/")
    abroad.locator(".session-title a").first.click()

    assert "10:00–11:00" in abroad.locator(".when-clock").inner_text()
    beside = abroad.locator("[data-beside]").inner_text()
    assert "12:30–13:30" in beside and "UTC+5:30" in beside and "25" in beside


def test_an_address_that_names_a_zone_wins_over_the_remembered_one(site, abroad):
    abroad.goto(f"{site.url}/en/2021/programme/")
    abroad.get_by_role("button", name="My time").click()

    abroad.goto(f"{site.url}/en/2021/programme/?tz=Asia/Tokyo")

    assert zone_words(abroad) == "Times: Tokyo, UTC+9"
    assert clocks(abroad)[0] == "16:00"
