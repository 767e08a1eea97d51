"""Filters and search in a browser: at once with script, by a press of a button without."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def titles(page: Any) -> list[str]:
    """Return the titles of the sessions that can be seen, in order."""
    return page.locator(".session:visible .session-title a").all_inner_texts()


def counts(page: Any) -> list[str]:
    return page.locator("[data-facet=track] [data-count]").all_inner_texts()


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def line(page: Any, number: int) -> Any:
    return page.locator(f".lines .chip.track-{number} input")


@pytest.mark.parametrize("view", ["timeline", "grid"])
def test_script_and_server_choose_and_count_the_same(site, page, browser, view):
    page.goto(f"{site.url}/en/2021/programme/?view={view}")
    line(page, 2).check()
    page.locator(".filters > summary").click()
    page.get_by_label("Panel").first.check()
    page.wait_for_url("**kind=panel**")
    by_script = titles(page), counts(page), page.locator("[data-found] > p").inner_text()
    address = page.url

    context = browser.new_context(java_script_enabled=False, viewport=page.viewport_size)
    other = context.new_page()
    other.goto(address)

    assert query(page) == {"track": ["2"], "kind": ["panel"], "view": [view]}
    assert by_script == (
        titles(other),
        counts(other),
        other.locator("[data-found] > p").inner_text(),
    )
    assert len(by_script[0]) > 0
    context.close()


def test_without_script_the_form_is_sent_by_its_button(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/ru/2021/programme/")

    line(page, 3).check()
    page.locator("[name=q]").fill("зелёные")
    page.get_by_role("button", name="Найти").click()

    assert query(page) == {"track": ["3"], "q": ["зелёные"]}
    assert titles(page)[0].startswith("Зелёные технологии")
    assert page.locator("mark").first.inner_text() == "Зелёные"
    context.close()


def test_one_tap_leaves_one_line_and_a_word_does_among_several(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    line(page, 1).check()
    line(page, 2).check()

    page.locator(".lines .option", has=page.locator(".track-3")).locator(".only").click()

    assert query(page) == {"track": ["3"]}
    assert line(page, 3).evaluate("tick => tick === document.activeElement")
    assert page.locator(".lines input:checked").count() == 1


def test_the_chosen_view_is_remembered_and_an_address_that_names_one_wins(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url("**view=timeline")

    page.goto(f"{site.url}/ru/2021/programme/2021-05-26/?track=1")
    page.wait_for_url("**view=timeline")
    remembered = query(page)
    page.goto(f"{site.url}/ru/2021/programme/?view=grid")

    assert remembered == {"track": ["1"], "view": ["timeline"]}
    assert query(page) == {"view": ["grid"]}
    page.goto(f"{site.url}/ru/2021/speakers/")
    assert query(page) == {}


def test_a_filter_is_taken_away_by_its_chip_and_all_by_one_word(site, page):
    page.goto(f"{site.url}/en/2021/programme/?track=1&track=2")

    page.get_by_role("link", name="Remove the filter: Smart City for Life").click()
    page.wait_for_url("**/programme/?track=1")
    page.locator("[data-found] [data-clear]").click()
    page.wait_for_url("**/programme/")

    assert len(titles(page)) == 15
    assert page.locator("[data-found]").is_hidden()


def test_a_shared_address_shows_all_again_when_its_filter_is_lifted(site, page):
    page.goto(f"{site.url}/en/2021/programme/2021-05-25/?track=3")
    before = titles(page)

    line(page, 3).uncheck()
    page.wait_for_url("**/2021-05-25/")

    assert len(before) < len(titles(page)) == 8


def test_what_fits_nothing_says_so(site, page):
    page.goto(f"{site.url}/en/2021/programme/?track=1")
    page.locator("[name=q]").fill("zzzzzzzz")
    page.locator("[data-nothing]").wait_for(state="visible")

    page.get_by_role("link", name="Show everything").click()

    page.wait_for_url("**/programme/")
    assert len(titles(page)) == 15
    assert page.locator("[name=q]").evaluate("field => field === document.activeElement")


@pytest.mark.parametrize(
    "words", ["green", "зелёные", "Журавленкова", "Zhuravlyonkova", "транспрот", "city data"]
)
def test_typing_finds_what_the_server_finds_in_the_same_order(site, page, browser, words):
    page.goto(f"{site.url}/en/2021/programme/")
    page.locator("[name=q]").fill(words)
    page.locator("[data-results]:not([hidden]) .session").first.wait_for()
    found = titles(page), page.locator("[data-results] mark").all_inner_texts()
    notes = page.locator(".session-found").count()

    context = browser.new_context(java_script_enabled=False)
    other = context.new_page()
    other.goto(page.url)

    assert query(page) == {"q": [words]}
    assert found == (titles(other), other.locator("[data-results] mark").all_inner_texts())
    assert notes == other.locator(".session-found").count()
    context.close()


def test_the_search_is_loaded_when_its_field_is_used(site, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(f"{site.url}/en/2021/programme/")
    page.wait_for_load_state("networkidle")
    before = [path for path in asked if "search" in path or path.endswith(".json")]

    page.locator("[name=q]").focus()
    for _ in range(100):
        if page.evaluate("Boolean(globalThis.forumSearch)"):
            break
        page.wait_for_timeout(50)

    later = [path for path in asked if "search-engine" in path]
    assert [path for path in before if "status" not in path and "offline" not in path] == []
    assert later == ["/static/js/search-engine.js"]


def test_on_a_day_what_other_days_have_is_one_click_away(site, page):
    page.goto(f"{site.url}/en/2021/programme/2021-05-26/")

    page.locator("[name=q]").fill("opening of the forum")
    page.get_by_role("link", name="Search all days").click()

    page.wait_for_url("**/programme/?q=opening**")
    assert titles(page)[0].startswith("A city that listens")


def test_filters_are_reached_and_used_by_the_keyboard(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    page.locator("[name=q]").focus()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**track**")

    assert query(page) == {"track": ["1"]}
    outline = line(page, 1).evaluate("tick => getComputedStyle(tick.closest('.chip')).outlineStyle")
    assert outline == "solid"


def test_speakers_are_filtered_at_once(site, page):
    page.goto(f"{site.url}/ru/2021/speakers/")
    page.locator(".filters > summary").click()

    page.get_by_label("Бразилия").check()

    assert query(page) == {"country": ["BR"]}
    shown = page.locator(".wall-place:visible")
    assert shown.count() == 3
    assert set(shown.locator(".wall-country").all_inner_texts()) == {"Бразилия"}
    assert page.locator("[data-found] > p").inner_text() == "Показано: 3 из 86"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_filters_and_results_have_no_violation(site, page, theme, language):
    page.emulate_media(color_scheme=theme)
    found = []
    for path in (
        "?track=1",
        "?track=1&kind=workshop&kind=talk",
        "?q=city",
        "?q=zzzzzz",
        "?q=умный",
    ):
        page.goto(f"{site.url}/{language}/2021/programme/{path}")
        page.locator(".filters > summary").click()
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{path}: {violation['id']} {nodes}")

    assert found == []
