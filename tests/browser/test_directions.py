"""A language that is read from the right: every page mirrored, none wider than the window."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_pages import WIDTHS, expected_complaints, kinds_of_pages, lively

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["lively"]

OUTSIDE = """() => [...document.querySelectorAll("body > :not(.skip) *")].filter((element) => {
  const {width, left, right} = element.getBoundingClientRect();
  return width && !element.closest(".unseen, .timetable") && (left < -1 || right > innerWidth + 1);
}).map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture
def rightly(lively: Any, settings: Any) -> Any:
    """The lively sample in Arabic too, where all words stand in from English."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    return lively


def boxes(page: Any, site: Any, path: str, *selectors: str) -> list[dict[str, float]]:
    """Return the box of the first element of each selector, as the window's edges see it."""
    page.goto(f"{site.url}/{path}")
    return [page.locator(selector).first.bounding_box() for selector in selectors]


def from_start(box: dict[str, float], width: int, direction: str) -> float:
    """Return how far a box is from the edge that reading begins at."""
    return box["x"] if direction == "ltr" else width - box["x"] - box["width"]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways_or_leaves_the_window(rightly, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for path in kinds_of_pages():
        page.goto(f"{rightly.url}/ar/{path}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width or (outside := page.evaluate(OUTSIDE)):
            found[path] = wide if wide > width else outside[:3]

    expected_complaints(rightly)
    assert found == {}


def test_no_page_has_a_violation(rightly, page):
    found = []
    for path in kinds_of_pages():
        page.goto(f"{rightly.url}/ar/{path}")
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append(f"{path}: {violation['id']} {nodes}")

    expected_complaints(rightly)
    assert found == []


@pytest.mark.parametrize(
    ("path", "width", "selectors"),
    [
        ("2021/programme/?view=timeline", 1280, (".brand-mark", ".moment-time", ".moment .bullet")),
        ("2021/programme/?view=timeline", 320, (".brand-mark", ".moment .bullet")),
        (
            "2021/programme/?view=grid",
            1280,
            (".stage-heads > li", ".moment-time", ".moment .session", ".moment .session .bullet"),
        ),
        ("2021/speakers/", 768, (".wall-place", ".wall-name")),
        ("2021/live/", 1280, (".on-stage", ".on-stage .bullet")),
        ("2021/news/", 768, (".told-at",)),
    ],
)
def test_what_begins_at_the_left_begins_at_the_right(rightly, page, path, width, selectors):
    page.set_viewport_size({"width": width, "height": 800})

    left = boxes(page, rightly, f"en/{path}", *selectors)
    right = boxes(page, rightly, f"ar/{path}", *selectors)

    starts = [from_start(box, width, "ltr") for box in left]
    mirrored = [from_start(box, width, "rtl") for box in right]
    # A word may be as long as it likes in either language.
    assert mirrored == pytest.approx(starts, abs=2)
    assert all(start < width / 2 for start in starts)


def test_the_grid_scrolls_from_the_right_with_its_times_in_sight(rightly, page):
    page.set_viewport_size({"width": 480, "height": 800})
    page.goto(f"{rightly.url}/ar/2021/programme/?view=grid")
    table = page.locator(".timetable").first
    time = page.locator(".moment-time").first
    before = time.bounding_box()

    table.evaluate("table => table.scrollTo({left: -table.scrollWidth, behavior: 'instant'})")

    assert table.evaluate("table => table.scrollLeft") < -100
    assert time.bounding_box()["x"] == pytest.approx(before["x"], abs=1)
    assert before["x"] > 240
