"""Open pages stay current: a release, a phase, another build; nothing of the visitor's is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.browser.conftest import DURING
from tests.builders import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATUS = "**/status.json"
UPDATED = {
    "en": "The programme has just been updated.",
    "ru": "Программа только что обновилась.",
}


@pytest.fixture
def page(page: Any) -> Any:
    """A page whose clock the test sets forward."""
    page.clock.install()
    return page


def session_page(number: int = 2) -> str:
    return f"2021/sessions/{Session.objects.get(number=number).slug}/"


def publish_now() -> None:
    publish(Edition.objects.get())
    current.refresh()


def rename(number: int, words: str) -> None:
    Session.objects.filter(number=number).update(title=Text({"en": words, "ru": words}))
    publish_now()


def let_it_ask(page: Any, address: str = STATUS, seconds: int = 60) -> None:
    """Set the page's clock forward, a second at a time, until it asks and is answered."""
    answers: list[Any] = []
    mark = re.compile(re.escape(address).replace(r"\*\*", ".*") + "$")

    def note(answer: Any) -> None:
        if mark.match(answer.url):
            answers.append(answer)

    page.on("response", note)
    for _ in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(20)
        if answers:
            break
    page.remove_listener("response", note)
    # What the answer leads to may be waited for with a timer as well.
    page.wait_for_timeout(100)
    assert answers, f"Nothing was asked of {address} within {seconds} s."


def toast(page: Any) -> Any:
    return page.locator("[data-toasts] .toast")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_release_is_taken_over_and_told(site, page, language):
    page.goto(f"{site.url}/{language}/{session_page()}")
    assert page.locator("html").get_attribute("data-release") == "1"

    rename(2, "Renamed")
    let_it_ask(page)

    page.get_by_role("heading", level=1, name="Renamed").wait_for()
    assert page.title().startswith("Renamed ·")
    assert page.locator("html").get_attribute("data-release") == "2"
    assert re.search(r"\b2\b", page.locator(".release").inner_text())
    assert UPDATED[language] in toast(page).inner_text()
    assert toast(page).locator("xpath=..").get_attribute("role") == "status"
    assert toast(page).get_by_role("link").get_attribute("href") == f"/{language}/2021/changes/"

    toast(page).get_by_role("button").click()

    assert toast(page).count() == 0


def test_what_is_not_news_is_asked_for_once_in_a_while_and_without_a_body(site, page):
    asked = []
    page.on("response", lambda answer: "status.json" in answer.url and asked.append(answer))
    page.goto(f"{site.url}/en/2021/programme/")

    for _ in range(4):
        let_it_ask(page)

    assert 4 <= len(asked) <= 12
    assert {answer.status for answer in asked} <= {200, 304}
    assert "if-none-match" in asked[-1].request.all_headers()
    assert page.locator("script[src*=idiomorph]").count() == 0


def test_a_phase_passes_without_a_word(site, page, monkeypatch):
    page.goto(f"{site.url}/en/2021/programme/")
    live = page.locator(".session.is-live")
    before = live.count()
    following = page.locator("html").get_attribute("data-next")

    monkeypatch.setattr(clock, "now", lambda: at(13))
    let_it_ask(page)

    page.wait_for_function(
        "before => document.documentElement.dataset.next !== before", arg=following
    )
    assert before > 0
    assert live.count() != before
    assert toast(page).count() == 0


def test_the_stylesheet_of_the_release_changes_with_it(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    before = page.locator("link[href^='/media/']").get_attribute("href")

    Edition.objects.get().tracks.filter(number=1).update(colour="#123456")
    publish_now()
    let_it_ask(page)

    page.wait_for_function(
        "before => !document.querySelector(`link[href='${before}']`)", arg=before
    )
    assert page.locator("link[href^='/media/']").count() == 1


def test_place_focus_and_selection_are_kept(site, page):
    page.set_viewport_size({"width": 400, "height": 700})
    page.goto(f"{site.url}/en/2021/programme/")
    number = 9
    slug = Session.objects.get(number=number).slug
    link = page.locator(f".session a[href$='/sessions/{slug}/']").first
    link.scroll_into_view_if_needed()
    link.focus()
    page.evaluate(
        """selector => {
          const words = document.querySelector(selector).firstChild;
          getSelection().setBaseAndExtent(words, 0, words, 5);
        }""",
        f".session a[href$='/sessions/{slug}/']",
    )
    top = link.bounding_box()["y"]
    selected = page.evaluate("String(getSelection())")

    edition = Edition.objects.get()
    for extra in range(3):
        Session.objects.create(
            edition=edition,
            number=90 + extra,
            slug=f"early-{extra}",
            title=Text({"en": f"Early {extra}", "ru": f"Рано {extra}"}),
            starts_at=at(7, 10 * extra),
            duration_minutes=10,
        )
    publish_now()
    let_it_ask(page)

    page.get_by_role("link", name="Early 0").wait_for()
    focused = "document.activeElement.getAttribute('href')"
    assert page.evaluate(focused).endswith(f"/sessions/{slug}/")
    assert abs(link.bounding_box()["y"] - top) < 2
    assert len(selected) == 5 and page.evaluate("String(getSelection())") == selected


def test_what_scripts_and_visitors_changed_is_kept(site, page):
    page.goto(f"{site.url}/en/{session_page()}")
    page.evaluate(
        """() => {
          const main = document.getElementById("main");
          const article = main.querySelector("article");
          article.insertAdjacentHTML("afterbegin", "<p data-added>Saved</p>");
          article.insertAdjacentHTML("afterbegin", "<details id=d data-added>More</details>");
          document.getElementById("d").open = true;
          main.insertAdjacentHTML("beforeend", "<form data-added><input name=q></form>");
          document.getElementById("people").setAttribute("data-keep", "");
          document.getElementById("people").textContent = "As it was";
        }"""
    )
    page.locator("input[name=q]").fill("Moscow")

    rename(2, "Renamed")
    let_it_ask(page)

    toast(page).wait_for()
    assert page.locator("h1").all_inner_texts() == ["Renamed"]
    assert page.locator("#people").inner_text() == "As it was"
    assert page.locator("p[data-added]").all_inner_texts() == ["Saved"]
    assert page.locator("#d").evaluate("element => element.open")
    assert page.locator("input[name=q]").input_value() == "Moscow"
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.locator("main [id*=for-now]").count() == 0


def test_an_open_detail_and_a_typed_field_of_the_page_itself_are_kept(site, page):
    page_with = (
        "<details><summary>More</summary>{}</details>"
        "<input name=q value=''><input name=r value='{}'>"
    )

    def answer(route: Any) -> None:
        response = route.fetch()
        release = re.search(r'data-release="(\d+)"', response.text())[1]
        body = response.text().replace(
            "<article", page_with.format(release, release) + "<article", 1
        )
        route.fulfill(response=response, body=body)

    page.route("**/sessions/**", answer)
    page.goto(f"{site.url}/en/{session_page()}")
    page.locator("main summary").first.click()
    page.locator("input[name=q]").fill("Moscow")

    rename(2, "Renamed")
    let_it_ask(page)

    toast(page).wait_for()
    assert page.locator("main details").first.evaluate("element => element.open")
    assert page.locator("main details").first.inner_text() == "More\n2"
    assert page.locator("input[name=q]").input_value() == "Moscow"
    assert page.locator("input[name=r]").input_value() == "2"


def with_a_stream() -> Any:
    programme = current.site().releases["2021"].programme
    return next(
        session
        for session in programme.sessions_in_order
        if len(programme.streams_of(session)) == 3 and session.starts_at <= DURING < session.ends_at
    )


def test_a_playing_video_goes_on(site, page):
    site.may_call.add("www.youtube-nocookie.com")
    loads = []

    def answer(route: Any) -> None:
        loads.append(route.request.url)
        route.fulfill(content_type="text/html", body="<title>player</title>")

    page.route("https://www.youtube-nocookie.com/**", answer)
    session = with_a_stream()
    page.goto(f"{site.url}/en/2021/sessions/{session.slug}/")
    page.locator("button[data-player]").click()
    page.frame_locator("iframe").locator("html").wait_for()

    rename(session.number, "Renamed")
    let_it_ask(page)

    page.get_by_role("heading", level=1, name="Renamed").wait_for()
    page.wait_for_timeout(200)
    assert len(loads) == 1
    assert page.locator("iframe").count() == 1

    Session.objects.filter(number=session.number).update(state="cancelled")
    publish_now()
    let_it_ask(page)

    page.locator("html[data-release='3']").wait_for(state="attached")
    assert len(loads) == 1
    assert page.locator("iframe").count() == 1


def test_a_facade_keeps_its_focus_and_still_plays(site, page):
    site.may_call.add("www.youtube-nocookie.com")
    page.route(
        "https://www.youtube-nocookie.com/**",
        lambda route: route.fulfill(content_type="text/html", body="<title>player</title>"),
    )
    session = with_a_stream()
    page.goto(f"{site.url}/en/2021/sessions/{session.slug}/")
    page.locator("button[data-player]").focus()

    rename(session.number, "Renamed")
    let_it_ask(page)
    page.get_by_role("heading", level=1, name="Renamed").wait_for()
    page.keyboard.press("Enter")

    page.locator("iframe").wait_for()
    assert page.locator("a[data-player]").count() == 0


def test_an_older_page_than_announced_is_not_taken_and_asked_for_again(site, page):
    page.goto(f"{site.url}/en/{session_page()}")
    old = page.request.get(page.url)
    old_words, old_headers = old.text(), old.headers
    asked = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) < 3:
            route.fulfill(status=200, headers={"content-type": "text/html"}, body=old_words)
        else:
            route.continue_()

    assert "etag" in old_headers
    rename(2, "Renamed")
    page.route(f"**/{session_page()}", answer)
    let_it_ask(page, f"**/{session_page()}")
    assert page.locator("html").get_attribute("data-release") == "1"
    assert toast(page).count() == 0

    for _ in range(2):
        let_it_ask(page, f"**/{session_page()}", 30)

    page.get_by_role("heading", level=1, name="Renamed").wait_for()
    assert len(asked) == 3


def test_a_page_that_a_release_left_as_it_was_is_not_awaited_forever(site, page):
    page.goto(f"{site.url}/en/{session_page()}")
    old = page.request.get(page.url).text()
    asked = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, headers={"content-type": "text/html"}, body=old)

    rename(3, "Another one")
    page.route(f"**/{session_page()}", answer)
    for _ in range(7):
        let_it_ask(page, f"**/{session_page()}", 200)
    for _ in range(4):
        let_it_ask(page)

    assert len(asked) == 7
    assert page.locator("html").get_attribute("data-release") == "1"
    assert toast(page).count() == 0

    page.unroute(f"**/{session_page()}")
    rename(2, "Renamed")
    let_it_ask(page)

    page.get_by_role("heading", level=1, name="Renamed").wait_for()


def test_an_older_status_changes_nothing(site, page):
    rename(2, "Renamed")
    page.goto(f"{site.url}/en/{session_page()}")
    older = {"release": 1, "since": "2020-01-01T00:00:00.000Z", "build": "dev", "built": 1}
    older |= {"moment": "2030-01-01T00:00:00.000Z", "next": ""}
    page.route(STATUS, lambda route: route.fulfill(json=older))
    asked = []
    page.on("request", lambda request: "/sessions/" in request.url and asked.append(request.url))

    let_it_ask(page)
    page.wait_for_timeout(200)

    assert asked == []


def test_a_newer_page_is_not_replaced_by_one_of_an_older_build(site, page, settings):
    page.goto(f"{site.url}/en/{session_page()}")
    rename(2, "Renamed")

    def answer(route: Any) -> None:
        response = route.fetch()
        body = re.sub(
            r'data-build="[^"]*" data-built="\d+"',
            'data-build="old" data-built="7"',
            response.text(),
        )
        route.fulfill(response=response, body=body)

    page.route(f"**/{session_page()}", answer)
    let_it_ask(page, f"**/{session_page()}")

    assert page.locator("html").get_attribute("data-release") == "1"
    assert toast(page).count() == 0


def test_another_build_offers_to_reload_and_changes_nothing(site, page, settings):
    page.goto(f"{site.url}/en/{session_page()}")
    title = page.title()
    settings.BUILD, settings.BUILT_AT = "newer", settings.BUILT_AT + timedelta(hours=1)

    rename(2, "Renamed")
    let_it_ask(page)

    toast(page).get_by_text("The site was renewed.").wait_for()
    assert page.title() == title
    page.clock.run_for(60_000)

    toast(page).get_by_role("link", name="Reload the page").click()

    page.get_by_role("heading", level=1, name="Renamed").wait_for()
    assert page.locator("html").get_attribute("data-build") == "newer"


def test_a_page_that_is_gone_says_so_and_stays(site, page):
    page.goto(f"{site.url}/en/{session_page()}")
    title = page.title()

    Session.objects.get(number=2).delete()
    publish_now()
    let_it_ask(page)

    toast(page).get_by_text("no longer part of the programme").wait_for()
    assert page.title() == title
    site.complaints[:] = [c for c in site.complaints if "status of 410" not in c]


def test_a_page_with_a_new_address_goes_there(site, page):
    page.goto(f"{site.url}/en/{session_page()}#people")

    Session.objects.filter(number=2).update(slug="new-name")
    publish_now()
    let_it_ask(page)

    page.wait_for_url("**/en/2021/sessions/new-name/#people")
    assert page.locator("html").get_attribute("data-release") == "2"


def test_errors_make_it_ask_less_and_less_often(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    asked = []
    said = []
    page.expose_function("said", lambda kind: said.append(kind))
    page.evaluate(
        """for (const kind of ["page:offline", "page:online"]) {
          document.addEventListener(kind, () => said(kind));
        }"""
    )

    def fail(route: Any) -> None:
        asked.append(1)
        route.abort()

    page.route(STATUS, fail)
    counts = []
    for _ in range(6):
        before = len(asked)
        for _ in range(20):
            page.clock.run_for(15_000)
            page.wait_for_timeout(15)
        counts.append(len(asked) - before)

    # In five minutes at first: 45 s at most, then 90 s, 180 s … each doubled, and at last ten
    # minutes and a half of them.
    assert 2 <= counts[0] <= 6
    assert max(counts[3:]) <= 1
    assert said == ["page:offline"]

    page.unroute(STATUS)
    page.evaluate("dispatchEvent(new Event('online'))")
    let_it_ask(page, STATUS, 6)

    assert said == ["page:offline", "page:online"]
    site.complaints[:] = [c for c in site.complaints if "ERR_FAILED" not in c]


def test_a_hidden_page_asks_rarely_and_at_once_when_it_is_seen_again(site, page):
    page.add_init_script(
        """let hidden = false;
        Object.defineProperty(document, "hidden", { get: () => hidden });
        window.hide = (value) => {
          hidden = value;
          document.dispatchEvent(new Event("visibilitychange"));
        };"""
    )
    page.goto(f"{site.url}/en/2021/programme/")
    let_it_ask(page)
    page.evaluate("hide(true)")
    let_it_ask(page)
    asked = []
    page.on("request", lambda request: "status.json" in request.url and asked.append(1))
    page.wait_for_timeout(100)

    page.clock.run_for(149_000)
    page.wait_for_timeout(100)
    assert asked == []

    page.evaluate("hide(false)")
    let_it_ask(page, STATUS, 6)

    assert len(asked) == 1


def test_a_proxy_that_answers_instead_changes_nothing(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    page.route(STATUS, lambda route: route.fulfill(body="<p>Log in</p>", content_type="text/html"))
    let_it_ask(page)
    page.unroute(STATUS)
    rename(2, "Renamed")
    page.route(
        "**/programme/", lambda route: route.fulfill(body="<p>Log in</p>", content_type="text/html")
    )
    let_it_ask(page, "**/programme/", 120)

    assert page.locator("html").get_attribute("data-release") == "1"
    assert page.locator(".session").count() > 0
    assert toast(page).count() == 0


def test_an_urgent_announcement_appears_and_goes(site, page, monkeypatch):
    from forum.models import Announcement

    page.goto(f"{site.url}/en/2021/news/")
    before = page.locator(".notice").count()

    Announcement.objects.create(
        edition=Edition.objects.get(),
        title=Text({"en": "Rain", "ru": "Дождь"}),
        starts_at=at(9),
        ends_at=at(13),
        urgent=True,
    )
    publish_now()
    let_it_ask(page)
    page.locator(".notice", has_text="Rain").wait_for()
    assert page.locator(".notice").count() == before + 1

    monkeypatch.setattr(clock, "now", lambda: at(13))
    let_it_ask(page)

    page.locator(".notice", has_text="Rain").wait_for(state="detached")


def test_the_toast_is_within_a_narrow_window(site, page):
    page.set_viewport_size({"width": 320, "height": 640})
    for language in ("en", "ru"):
        page.goto(f"{site.url}/{language}/{session_page()}")
        rename(2, f"Renamed {language}")
        let_it_ask(page)
        toast(page).wait_for()
        box = toast(page).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320


def test_a_filter_that_was_chosen_outlives_a_new_release(site, page):
    page.goto(f"{site.url}/en/2021/programme/")
    page.locator(".lines .chip.track-1 input").check()
    page.wait_for_url("**?track=1")
    before = page.locator(".session:visible").count()

    rename(2, "Renamed")
    let_it_ask(page)

    page.locator("html[data-release='2']").wait_for(state="attached")
    assert page.get_by_text("Renamed").first.is_visible()
    assert page.locator(".session:visible").count() == before
    assert page.locator(".lines .chip.track-1 input").is_checked()
    assert page.locator(".session:visible .save").count() == before
