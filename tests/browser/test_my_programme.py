"""My programme: saved in the browser, shown with its clashes, carried elsewhere by a link."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from sessions.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def save(page: Any, *numbers: int) -> None:
    for number in numbers:
        page.locator(f"li.session[data-number='{number}'] .save:visible").first.click()


def overlapping() -> tuple[int, int]:
    """Return the numbers of two sessions of the sample that overlap."""
    programme = current.site().releases["2021"].programme
    from sessions.clashes import clashes

    earlier, later = clashes(programme.sessions)[0]
    return earlier.number, later.number


def shown(page: Any) -> list[int]:
    page.locator("[data-my] .session").first.wait_for()
    found = page.locator("[data-my] li.session").all()
    return sorted(int(item.get_attribute("data-number") or 0) for item in found)


def test_sessions_are_saved_and_counted_and_stay(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    save(page, 1, 3)

    page.reload()

    pressed = page.locator(".save[aria-pressed=true]")
    assert sorted(button.get_attribute("data-save") for button in pressed.all()) == ["1", "3"]
    assert page.locator("[data-my-count]").inner_text() == "2"
    save(page, 3)
    assert page.locator("[data-my-count]").inner_text() == "1"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_my_programme_shows_what_was_saved_and_what_overlaps(site, page, language):
    one, other = overlapping()
    page.goto(f"{site.url}/{language}/2021/programme/")
    save(page, one, other)

    page.locator(".my-link").click()

    assert shown(page) == sorted((one, other))
    assert page.locator(".session-overlaps").count() == 2
    assert page.locator("[data-shared]").is_hidden()
    assert (
        page.locator(".share-address")
        .get_attribute("href")
        .endswith("my/?s=" + ".".join(map(str, sorted((one, other)))))
    )
    assert page.locator(".qr-place svg").is_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


def test_a_session_is_taken_out_where_it_is_shown(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    save(page, 1, 2)
    page.goto(f"{site.url}/en/2021/my/")
    shown(page)

    page.locator("[data-my] .save[data-save='1']").click()
    page.locator("[data-my] li.session[data-number='1']").wait_for(state="detached")

    assert shown(page) == [2]


def test_without_sessions_it_says_what_to_do(site, page):
    page.goto(f"{site.url}/ru/2021/my/")

    assert page.get_by_text("Пока ничего не сохранено.").is_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize(
    ("button", "expected"), [("Add them to mine", [1, 2, 5]), ("Replace mine", [2, 5])]
)
def test_a_friends_choice_is_merged_or_replaces_mine_as_i_say(site, page, button, expected):
    page.goto(f"{site.url}/en/2021/programme/")
    save(page, 1)
    page.goto(f"{site.url}/en/2021/my/?s=2.5")
    words = page.locator("[data-shared-words]").inner_text()

    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/my/")

    assert words == "2 of these 2 sessions are not in your programme yet. You have saved 1."
    assert shown(page) == expected


def test_a_link_of_my_own_choice_asks_nothing(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    save(page, 2, 5)

    page.goto(f"{site.url}/en/2021/my/?s=2.5")

    assert shown(page) == [2, 5]
    assert page.locator("[data-shared]").is_hidden()


def test_a_link_works_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site.url}/en/2021/my/?s=2.5")

    assert shown(page) == [2, 5]
    address = page.get_by_role("link", name="Subscribe").get_attribute("href")
    assert address == site.url.replace("http:", "webcal:") + "/en/2021/my/schedule.ics?s=2.5"
    context.close()


def test_what_is_saved_outlives_a_rename_a_move_and_a_cancellation(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    save(page, 1, 2)
    Session.objects.filter(number=1).update(slug="quite-another", state="cancelled")
    publish(Edition.objects.get())
    current.refresh()

    page.goto(f"{site.url}/en/2021/my/")

    assert shown(page) == [1, 2]
    assert page.locator("[data-number='1'] .session-state").inner_text() == "Cancelled"
    assert "/quite-another/" in page.locator("[data-number='1'] .session-title a").get_attribute(
        "href"
    )


def test_what_one_tab_saves_the_other_knows(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    other = page.context.new_page()
    other.goto(f"{site.url}/en/2021/programme/")

    save(page, 4)

    other.locator(".save[data-save='4'][aria-pressed=true]").first.wait_for()
    assert other.locator("[data-my-count]").inner_text() == "1"


def test_a_browser_that_keeps_nothing_saves_for_the_page(site, page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})"
    )
    page.goto(f"{site.url}/en/2021/programme/")

    save(page, 1)

    assert page.locator(".save[data-save='1']").first.get_attribute("aria-pressed") == "true"
