"""The programme within a page of another site that lets in nothing but what it must."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from forum import clock
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVIL = '<img src=x onerror="document.title=1"></script><script>document.title=2</script>'


class Host:
    """Another site: a page of its own with some HTML within, and a policy as strict as it gets."""

    def __init__(self, forum: str) -> None:
        self.forum = forum
        self.body = b""
        policy = "; ".join(
            (
                "default-src 'none'",
                f"script-src {forum}/embed.js",
                f"connect-src {forum}",
                f"frame-src {forum}",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            )
        )
        host = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(host.body)

            def log_message(self, *given: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        # Another origin and another site than the forum's, which is at localhost.
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def visit(self, page: Any, within: str, language: str = "en") -> None:
        self.body = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>Host</title>'
            f'<script src="{self.forum}/embed.js" defer></script></head>'
            f"<body><main><h1>Host</h1>{within}</main></body></html>"
        ).encode()
        page.goto(self.url)


@pytest.fixture
def host(site: Any) -> Iterator[Host]:
    site.may_call.add("127.0.0.1")
    host = Host(site.url)
    yield host
    host.server.shutdown()
    host.server.server_close()


@pytest.fixture
def unreachable(site: Any) -> Iterator[None]:
    """Forget what a browser says of addresses that do not answer."""
    yield
    site.complaints[:] = [c for c in site.complaints if "net::ERR_FAILED" not in c]


def element(page: Any) -> Any:
    return page.locator("forum-programme")


def violations(page: Any) -> list[str]:
    return [
        f"{violation['id']} {[node['html'][:120] for node in violation['nodes'][:2]]}"
        for violation in Axe().run(page).response["violations"]
    ]


# The frame


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_frame_shows_the_programme_and_leads_to_the_site(host, page, language):
    host.visit(
        page, f'<iframe src="{host.forum}/{language}/2021/embed/?track=1" title="P"></iframe>'
    )
    frame = page.frame_locator("iframe")

    frame.locator(".session-title a").first.click()

    page.wait_for_url(f"{host.forum}/{language}/2021/sessions/*/")
    assert page.locator("h1").is_visible()


def test_a_frame_needs_no_right_at_all_to_be_read(host, site, page):
    address = f"{host.forum}/en/2021/embed/"
    host.visit(page, f'<iframe src="{address}" sandbox title="P" height="500"></iframe>')

    assert page.frame_locator("iframe").locator("h1").inner_text() == "Smart Cities Moscow"
    ink = page.frames[1].evaluate("getComputedStyle(document.body).color")
    assert ink == "rgb(20, 23, 28)"
    # The tests' server does not open fonts to a frame without an origin; in production they are.
    site.complaints[:] = [c for c in site.complaints if "/fonts/" not in c]


# The element


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_element_is_accessible_in_both_languages_and_themes(host, page, theme, language):
    page.emulate_media(color_scheme=theme)
    host.visit(page, '<forum-programme edition="2021"></forum-programme>', language)
    element(page).locator(".state").first.wait_for()

    # The host's own colours are the browser's: only the element keeps to the theme.
    assert violations(page) == []
    paper = element(page).evaluate("element => getComputedStyle(element).backgroundColor")
    assert paper == {"light": "rgb(251, 251, 249)", "dark": "rgb(16, 19, 23)"}[theme]


def test_the_element_says_what_is_on_when_and_by_whom(host, page):
    host.visit(page, '<forum-programme edition="2021" day="2021-05-25"></forum-programme>')

    live = element(page).locator("li.live").first
    live.wait_for()

    programme = current.site().releases["2021"].programme
    session = next(s for s in programme.sessions_in_order if s.starts_at == at(11, 15))
    assert live.locator("h4").inner_text() == session.title.get("en")
    link = live.locator("a").get_attribute("href")
    assert link == f"{host.forum}/en/2021/sessions/{session.slug}/"
    assert live.locator("time").all_inner_texts() == ["11:15", "12:45"]
    assert live.locator(".state").inner_text() == "Live now"
    assert live.locator(".bullet").inner_text() == "1"
    colour = live.locator(".bullet").evaluate("one => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(20, 86, 184)"
    assert element(page).locator("h2").all_inner_texts() == ["Smart Cities Moscow"]
    assert element(page).locator("h3").all_inner_texts() == ["Tuesday, 25 May"]


def test_the_theme_can_be_told(host, page):
    host.visit(page, '<forum-programme edition="2021" theme="dark"></forum-programme>')
    element(page).locator("li").first.wait_for()

    assert element(page).evaluate("one => getComputedStyle(one).color") == "rgb(238, 240, 243)"
    assert violations(page) == []


def test_headings_begin_at_the_level_that_the_page_has_room_for(host, page):
    host.visit(page, '<h2>Ours</h2><forum-programme edition="2021" level="3"></forum-programme>')
    element(page).locator("li").first.wait_for()

    assert element(page).locator("h3").count() == 1
    assert element(page).locator("li h5").count() > 5


@pytest.mark.parametrize("language", ["en", "ru"])
def test_neither_form_is_wider_than_a_narrow_window(host, page, language):
    page.set_viewport_size({"width": 320, "height": 800})
    long = "Водогрязеторфопарафинолечение" * 3
    Session.objects.filter(number=2).update(title=Text({"en": long, "ru": long}))
    publish(Edition.objects.get())
    current.refresh()

    host.visit(page, '<forum-programme edition="2021"></forum-programme>', language)
    element(page).locator("li").first.wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.goto(f"{host.forum}/{language}/2021/embed/")

    assert (wide, page.evaluate("document.documentElement.scrollWidth")) == (320, 320)


def test_hostile_words_are_shown_as_words(host, page):
    Session.objects.filter(number=2).update(title=Text({"en": EVIL}))
    publish(Edition.objects.get())
    current.refresh()

    host.visit(page, '<forum-programme edition="2021"></forum-programme>')

    element(page).get_by_text(EVIL).wait_for()
    assert page.title() == "Host"
    assert element(page).locator("img, script").count() == 0


def test_what_answers_in_the_sites_place_cannot_run_or_dress_anything(host, page):
    hostile = {
        "title": "<b>T</b>",
        "address": "javascript:document.title=1",
        "direction": "ltr",
        "zone": "Europe/Moscow",
        "next": "",
        "words": {"zone": "", "empty": "", "untimed": "", "more": "<i>M</i>"},
        "tracks": [
            {
                "number": "1{}*",
                "name": "N",
                "light": ["red}*{display:none", "#ffffff", "#ffffff"],
                "dark": ["#000000", "#ffffff", "#ffffff"],
            }
        ],
        "days": [],
        "untimed": [
            {"title": "S", "address": " jAvascript:alert(1)", "state": "live", "state_word": "L"}
        ],
    }
    cors = {"access-control-allow-origin": "*"}
    page.route("**/embed.json", lambda route: route.fulfill(json=hostile, headers=cors))
    host.visit(page, '<forum-programme edition="2021"></forum-programme>')

    element(page).get_by_text("<b>T</b>").wait_for()
    assert element(page).locator("[href]").count() == 0
    assert element(page).locator("li").is_visible()


def test_several_elements_follow_their_own_attributes(host, page):
    host.visit(
        page,
        '<forum-programme id="one" edition="2021" track="1"></forum-programme>'
        '<forum-programme id="two" lang="ru" edition="2021" track="2, 3"></forum-programme>',
    )
    one, two = page.locator("#one"), page.locator("#two")
    one.locator("li").first.wait_for()
    two.locator("li").first.wait_for()
    assert set(one.locator(".bullet").all_inner_texts()) == {"1"}
    assert set(two.locator(".bullet").all_inner_texts()) == {"2", "3"}
    assert two.locator("h3").first.inner_text() == "Вторник, 25 мая"

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    one.evaluate("one => { one.lang = 'ru'; one.setAttribute('track', '3') }")
    one.locator("li.t3").first.wait_for()

    assert set(one.locator(".bullet").all_inner_texts()) == {"3"}
    assert one.locator("h3").first.inner_text() == "Вторник, 25 мая"
    # Both attributes were one change, and the other element had none.
    assert asked == [f"{host.forum}/ru/2021/embed.json?track=3"]


def test_a_question_that_is_asked_anew_leaves_no_trace_of_the_first(host, page):
    held: dict[str, Any] = {}
    page.route("**/embed.json?track=*", lambda route: held.update({route.request.url[-1]: route}))
    host.visit(page, '<forum-programme edition="2021" track="1"></forum-programme>')
    loading = element(page).get_by_text("The programme is loading…")
    loading.wait_for()

    with page.expect_event("requestfailed"):
        element(page).evaluate("one => one.setAttribute('track', '2')")
    while "2" not in held:
        page.wait_for_timeout(20)
    assert loading.is_visible()
    held["2"].continue_()

    element(page).locator("li").first.wait_for()
    assert set(element(page).locator(".bullet").all_inner_texts()) == {"2"}


def test_an_element_that_leaves_the_page_asks_no_more(host, page):
    page.route("**/embed.json", lambda route: None)
    host.visit(page, '<forum-programme edition="2021"></forum-programme>')

    with page.expect_event("requestfailed") as failed:
        element(page).evaluate("one => one.remove()")

    assert failed.value.url == f"{host.forum}/en/2021/embed.json"
    assert page.locator("forum-programme").count() == 0


@pytest.mark.parametrize(
    ("language", "words", "way"),
    [
        ("en", "The programme cannot be shown at the moment.", "Full programme"),
        ("ru", "Сейчас программу показать не удаётся.", "Вся программа"),
    ],
)
def test_a_way_to_the_programme_stays_where_it_cannot_be_shown(
    host, unreachable, page, language, words, way
):
    page.route("**/embed.json*", lambda route: route.abort())
    host.visit(page, '<forum-programme edition="2021" track="1"></forum-programme>', language)

    element(page).get_by_text(words).wait_for()

    address = f"{host.forum}/{language}/2021/programme/?track=1"
    assert element(page).get_by_role("link", name=way).get_attribute("href") == address
    assert violations(page) == []


def test_the_link_within_is_shown_without_the_script_and_when_nothing_comes(
    host, unreachable, page
):
    within = '<forum-programme edition="2021"><a href="/p">Ours</a></forum-programme>'
    page.route("**/embed.json", lambda route: route.abort())
    host.visit(page, within)
    element(page).get_by_role("status").wait_for()
    assert page.get_by_role("link").all_inner_texts() == ["Ours"]

    page.route("**/embed.js", lambda route: route.abort())
    host.visit(page, within)
    assert page.get_by_role("link").all_inner_texts() == ["Ours"]
    assert page.get_by_role("link").is_visible()


def test_nothing_to_show_is_said(host, page):
    host.visit(
        page, '<forum-programme edition="2021" day="2021-05-25" track="9"></forum-programme>'
    )
    element(page).locator("li").first.wait_for()
    Session.objects.all().delete()
    publish(Edition.objects.get())
    current.refresh()

    host.visit(page, '<forum-programme edition="2021"></forum-programme>')

    element(page).get_by_text("No sessions here yet.").wait_for()
    assert violations(page) == []


def test_visitors_from_elsewhere_can_read_the_times_by_their_own_clocks(host, site, browser):
    context = browser.new_context(timezone_id="Asia/Vladivostok")
    page = context.new_page()
    host.visit(page, '<forum-programme edition="2021" day="2021-05-25"></forum-programme>')
    times = element(page).locator("li").last.locator("time")
    times.first.wait_for()
    before = times.all_inner_texts()

    element(page).get_by_role("button", name="My time").click()

    hours = (int(before[-1][:2]) + 7) % 24
    assert times.last.inner_text() == f"{hours:02}{before[-1][2:]}"
    assert element(page).locator(".zone span").inner_text() == "Times: UTC+10"
    element(page).get_by_role("button", name="Forum time").click()
    assert times.all_inner_texts() == before
    context.close()


def test_a_date_that_differs_is_marked(host, page):
    edition = Edition.objects.get()
    Session.objects.create(
        edition=edition,
        number=900,
        slug="night",
        title=Text({"en": "Nightcap"}),
        starts_at=at(1, 30, day=26),
        duration_minutes=30,
    )
    publish(edition)
    current.refresh()

    host.visit(page, '<forum-programme edition="2021" day="2021-05-25"></forum-programme>')

    night = element(page).locator("li", has_text="Nightcap")
    night.wait_for()
    assert night.locator(".when").inner_text() == "01:30–02:00 +1 day"
    assert element(page).locator("small").count() == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_code_to_copy_works_as_it_is(host, page, language):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=host.forum)
    page.goto(f"{host.forum}/{language}/2021/formats/")
    codes = []
    for copy in page.locator(".is-code button").all():
        copy.click()
        codes.append(page.evaluate("navigator.clipboard.readText()"))

    host.visit(page, codes[0], language)
    name = page.frame_locator("iframe").locator("h1").inner_text()
    host.visit(page, codes[1], language)
    element(page).locator("li").first.wait_for()

    assert name == element(page).locator("h2").inner_text() == "Smart Cities Moscow"
    assert violations(page) == []


def test_no_other_site_can_frame_the_rest(host, site, page):
    host.visit(page, f'<iframe src="{host.forum}/en/2021/programme/" title="P"></iframe>')

    assert page.frames[1].url == "chrome-error://chromewebdata/"
    [complaint] = site.complaints
    assert "frame-ancestors" in complaint
    site.complaints.clear()


def test_the_element_stays_current_by_itself(host, page, monkeypatch):
    page.clock.install(time=at(11, 40))
    host.visit(page, '<forum-programme edition="2021" day="2021-05-25"></forum-programme>')
    element(page).locator("li.live").first.wait_for()
    element(page).locator("li a").nth(1).focus()
    focused = element(page).evaluate("one => one.shadowRoot.activeElement.href")
    monkeypatch.setattr(clock, "now", lambda: at(12, 46))
    page.clock.fast_forward("01:10:00")

    element(page).locator("li.live").first.wait_for(state="detached")
    assert element(page).evaluate("one => one.shadowRoot.activeElement.href") == focused
