"""Urgent announcements: dismissed one by one, and back with new words."""

from __future__ import annotations

import pytest

from forum.models import Announcement, Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from tests.builders import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHIFTS = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


@pytest.fixture
def urgent(site):
    """Two urgent announcements, the later one first."""
    edition = Edition.objects.get()
    edition.announcements.all().delete()
    for hour, title in ((9, "Gate 2 is closed"), (10, "Bring water")):
        Announcement.objects.create(
            edition=edition,
            title=Text({"en": title, "ru": f"{title} (ru)"}),
            starts_at=at(hour),
            urgent=True,
        )
    release()
    return site


def release():
    publish(Edition.objects.get())
    current.refresh()


def seen(page):
    """Return the titles of the announcements that are shown."""
    return [found.inner_text() for found in page.locator(".notice h2").all() if found.is_visible()]


def test_one_is_dismissed_and_the_other_stays(urgent, page):
    page.goto(f"{urgent.url}/en/")

    page.get_by_role("button", name="Dismiss: Bring water").click()

    assert seen(page) == ["Gate 2 is closed"]
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Dismiss: Gate 2 is closed"
    assert page.get_by_role("status").filter(has_text="dismissed").count() == 1


def test_after_the_last_one_the_page_goes_on(urgent, page):
    page.goto(f"{urgent.url}/en/")

    for _notice in range(2):
        page.locator("[data-notice-close]:visible").first.focus()
        page.keyboard.press("Enter")

    assert not page.locator("[data-notices]").is_visible()
    assert page.evaluate("document.activeElement.id") == "main"


def test_what_was_dismissed_is_not_even_painted_later_nor_in_another_language(urgent, page):
    page.goto(f"{urgent.url}/en/")
    page.get_by_role("button", name="Dismiss: Bring water").click()

    # Only the script in the head is left to do it.
    page.route("**/notices*.js", lambda route: route.fulfill(body=""))
    page.goto(f"{urgent.url}/ru/2021/news/")

    assert seen(page) == ["Gate 2 is closed (ru)"]
    assert page.evaluate(SHIFTS) == 0


def test_new_words_bring_it_back(urgent, page):
    page.goto(f"{urgent.url}/en/")
    page.get_by_role("button", name="Dismiss: Bring water").click()

    for row in Announcement.objects.filter(starts_at=at(10)):
        row.title = row.title.with_words("en", "Bring much water")
        row.save()
    release()
    page.reload()

    assert seen(page) == ["Bring much water", "Gate 2 is closed"]


def test_it_stays_dismissed_when_the_page_is_updated_in_place(urgent, page):
    page.goto(f"{urgent.url}/en/")
    page.get_by_role("button", name="Dismiss: Bring water").click()

    page.evaluate(
        """async () => {
             const made = new DOMParser().parseFromString(
               await (await fetch(location)).text(), "text/html");
             document.querySelector("[data-notices]").replaceWith(
               made.querySelector("[data-notices]"));
             document.dispatchEvent(new CustomEvent("page:updated"));
           }"""
    )

    assert seen(page) == ["Gate 2 is closed"]
    page.get_by_role("button", name="Dismiss: Gate 2 is closed").click()
    assert not page.locator("[data-notices]").is_visible()


def test_a_browser_that_keeps_nothing_dismisses_for_this_page(urgent, page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})"
    )
    page.goto(f"{urgent.url}/en/")

    page.get_by_role("button", name="Dismiss: Bring water").click()

    assert seen(page) == ["Gate 2 is closed"]
