"""The display panel: what it offers, how it is worked, and that every page bears its choices."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from PIL import Image

from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from speakers.models import Speaker
from speakers.photos import prepared
from tests.browser.test_pages import WIDTHS, expected_complaints, kinds_of_pages, lively

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["lively"]

SCHEMES = ("white", "black", "blue")
SWITCH = "[data-display-switch]"


def pages_with_a_head() -> list[str]:
    """Return one address of each kind of page that has the site's head: a frame has none."""
    return [path for path in kinds_of_pages() if "/embed/" not in path]


PANEL = "[data-display-panel]"
CUT = """() => [...document.querySelectorAll("body > :not(.skip) *")].filter((element) => {
  const {width, left, right} = element.getBoundingClientRect();
  if (!width || element.closest(".unseen, .timetable, svg")) return false;
  const style = getComputedStyle(element);
  const hides = !["visible", "auto", "scroll"].includes(style.overflowX);
  const isCut = hides && style.clipPath === "none" && element.scrollWidth > element.clientWidth + 1;
  return isCut || left < -1 || right > innerWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120))"""


def choose_before(page: Any, **chosen: str) -> None:
    """Let the visitor have chosen on an earlier page."""
    lines = [
        f"localStorage.setItem({json.dumps(name)}, {json.dumps(value)});"
        for name, value in chosen.items()
    ]
    page.add_init_script("".join(lines))


def colours_of(page: Any, selector: str) -> list[str]:
    return page.locator(selector).first.evaluate(
        "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    )


def test_the_panel_is_worked_with_the_keyboard_alone(site, page):
    page.goto(f"{site.url}/ru/2021/programme/")
    switch = page.get_by_role("button", name="Версия для слабовидящих")
    assert not page.locator(PANEL).is_visible()

    switch.focus()
    page.keyboard.press("Enter")
    assert switch.get_attribute("aria-expanded") == "true"
    groups = page.locator(f"{PANEL} fieldset")
    names = groups.evaluate_all("all => all.map(e => e.querySelector('legend').innerText)")
    for _name in names:
        if page.evaluate("!document.activeElement.closest('[data-display-panel]')"):
            # The theme's own switch stands between.
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")

    assert names == ["Размер текста", "Интервалы между буквами и строками", "Изображения", "Цвета"]
    kept = page.evaluate("({...document.documentElement.dataset})")
    assert {name: kept.get(name) for name in ("textSize", "spacing", "pictures", "theme")} == {
        "textSize": "125",
        "spacing": "wider",
        "pictures": "hidden",
        "theme": "light",
    }
    page.keyboard.press("Escape")
    assert not page.locator(PANEL).is_visible()
    assert page.evaluate("document.activeElement.matches('[data-display-switch]')")


def test_choices_hold_on_the_next_page_before_its_first_paint(site, page):
    page.goto(f"{site.url}/en/")
    page.click(SWITCH)
    page.get_by_label("200 %").check()
    page.get_by_label("Widest").check()
    page.get_by_label("White on black").check()

    # Only the script in the head is left to do it.
    page.route("**/display*.js", lambda route: route.fulfill(body=""))
    page.goto(f"{site.url}/ru/2021/speakers/")

    sizes = page.evaluate(
        """() => [document.documentElement, document.querySelector("main p")].map(
             (e) => [getComputedStyle(e).fontSize, getComputedStyle(e).letterSpacing])"""
    )
    assert sizes[0][0] == "32px"
    assert float(sizes[1][1].removesuffix("px")) > 0
    assert colours_of(page, "body") == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_the_panel_shows_what_was_chosen_and_takes_it_all_back(site, page):
    choose_before(page, textSize="150", spacing="wider", theme="blue")
    page.goto(f"{site.url}/en/")
    page.click(SWITCH)
    checked = page.locator(f"{PANEL} input:checked")
    before = checked.evaluate_all("all => all.map(e => e.value)")

    page.get_by_role("button", name="Back to the usual look").click()

    assert before == ["150", "wider", "", "blue"]
    assert checked.evaluate_all("all => all.map(e => e.value)") == ["", "", "", ""]
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
    kept = "['theme', 'textSize', 'spacing', 'pictures'].map(n => localStorage.getItem(n))"
    assert page.evaluate(kept) == [None] * 4
    assert page.locator("[data-display-status]").inner_text() == "This is the usual look."


def test_a_browser_that_keeps_nothing_still_shows_what_is_chosen(site, page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})"
    )
    page.goto(f"{site.url}/en/")

    page.click(SWITCH)
    page.get_by_label("150 %").check()

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"


def test_another_tab_follows(site, page, context):
    page.goto(f"{site.url}/en/")
    other = context.new_page()
    other.goto(f"{site.url}/en/2021/news/")

    page.click(SWITCH)
    page.get_by_label("Black on white").check()

    other.wait_for_function("document.documentElement.dataset.theme === 'white'")


def test_the_theme_switch_and_a_scheme_do_not_fight(site, page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site.url}/en/")
    theme = page.locator("[data-theme-switch]")
    theme.click()
    page.click(SWITCH)
    assert page.get_by_label("Dark", exact=True).is_checked()

    page.get_by_label("Black on white").check()
    assert not theme.is_visible()
    assert colours_of(page, "body") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]

    page.get_by_label("As on your device").check()
    assert theme.is_visible()
    assert theme.get_attribute("aria-pressed") == "false"


def test_without_script_there_is_no_button(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(f"{site.url}/en/")

    assert not page.locator(SWITCH).is_visible()
    assert not page.locator(PANEL).is_visible()
    context.close()


def test_words_stand_in_the_place_of_hidden_pictures(site, page):
    photo = BytesIO()
    Image.new("RGB", (300, 300), (20, 90, 160)).save(photo, "PNG")
    photo.seek(0)
    stored = prepared(photo).stored(default_storage)
    for speaker in Speaker.objects.filter(slug="anna-luchinina"):
        speaker.photo = stored
        speaker.save()
    publish(Edition.objects.get())
    current.refresh()
    choose_before(page, pictures="hidden")
    found = {}

    for path in ("2021/speakers/", "2021/speakers/anna-luchinina/"):
        page.goto(f"{site.url}/en/{path}")
        assert page.locator("img").count() >= 1
        assert not any(image.is_visible() for image in page.locator("img").all())
        found[path] = page.locator(".instead").evaluate_all("all => all.map(e => e.innerText)")

    assert found == {
        "2021/speakers/": ["AL"],
        "2021/speakers/anna-luchinina/": ["Anna Luchinina"],
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_has_the_contrast_of_a_scheme(lively, page, scheme):
    choose_before(page, theme=scheme)
    rules = {"rules": {"color-contrast-enhanced": {"enabled": True}}}
    found = []
    for path in pages_with_a_head():
        page.goto(f"{lively.url}/ru/{path}")
        page.click(SWITCH)
        for violation in Axe().run(page, options=rules).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{path}: {violation['id']} {nodes}")

    expected_complaints(lively)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_panel_has_no_violation(site, page, theme):
    page.emulate_media(color_scheme=theme)
    found = []
    for language in ("en", "ru"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{site.url}/{language}/")
            page.click(SWITCH)
            found += [v["id"] for v in Axe().run(page).response["violations"]]

    assert found == []


@pytest.mark.parametrize(
    ("width", "size", "spacing", "language"),
    [
        (320, "200", "", "ru"),
        (320, "200", "widest", "en"),
        (320, "", "widest", "ru"),
        (768, "200", "widest", "ru"),
        (1280, "150", "", "en"),
        (1280, "200", "widest", "ru"),
    ],
)
def test_enlarged_text_is_neither_cut_nor_scrolled_sideways(
    lively, page, width, size, spacing, language
):
    page.set_viewport_size({"width": width, "height": 800})
    choose_before(page, textSize=size, spacing=spacing)
    found = {}
    for path in pages_with_a_head():
        page.goto(f"{lively.url}/{language}/{path}")
        page.click(SWITCH)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width or (cut := page.evaluate(CUT)):
            found[path] = wide if wide > width else cut[:3]

    expected_complaints(lively)
    assert found == {}
