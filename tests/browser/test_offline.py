"""Reading without a network: after one visit, one release at a time, and never the admin."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_started
from PIL import Image

from forum.models import Edition
from forum.publishing import current
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from speakers.models import Speaker
from speakers.photos import store_bytes
from tests.rows import an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERVED = """() => caches.open("forum-meta")
  .then(cache => cache.match("/served"))
  .then(found => found ? found.json() : null)"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const keys = await (await caches.open(name)).keys();
    found[name] = keys.map(request => new URL(request.url).pathname);
  }
  return found;
}"""
AS_OF = {
    "en": r"You are offline\. This is the programme as of \d+ \w+, \d\d:\d\d\.",
    "ru": r"Нет связи с сетью\. Это программа по состоянию на \d+ \w+, \d\d:\d\d\.",
}


@pytest.fixture
def site(site: Any, settings: Any) -> Iterator[Any]:
    """The sample with its service worker, where a lost network is no complaint."""
    settings.SERVICE_WORKER = True
    yield site
    expected = re.compile(
        r"ERR_(INTERNET_DISCONNECTED|FAILED)|status of (503|404|410)"
        # The browser's own look for a newer worker.
        r"|An unknown error occurred when fetching the script"
    )
    site.complaints[:] = [found for found in site.complaints if not expected.search(found)]


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """The paths that the server was asked for, by pages and by the worker."""
    paths: list[str] = []

    def note(environ: dict[str, Any] | None = None, **_rest: Any) -> None:
        if environ:
            paths.append(environ["PATH_INFO"])

    request_started.connect(note)
    yield paths
    request_started.disconnect(note)


def release() -> str:
    return current.site().releases["2021"].identity


def wait_until(page: Any, holds: Any, seconds: int = 20) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "It did not come to pass."
        page.wait_for_timeout(100)


def visit(site: Any, page: Any, path: str = "2021/pages/privacy/", language: str = "en") -> None:
    """Visit a page, and wait until the release is kept."""
    page.goto(f"{site.url}/{language}/{path}")
    wait_until(page, lambda: served(page) == release() and language in kept_languages(page))


def served(page: Any) -> str | None:
    found = page.evaluate(SERVED)
    return found and found["release"]


def kept_languages(page: Any) -> list[str]:
    return sorted(page.evaluate(SERVED)["languages"])


def rename(number: int, words: str) -> None:
    Session.objects.filter(number=number).update(title=Text({"en": words, "ru": words}))
    publish(Edition.objects.get())
    current.refresh()


def heading(page: Any) -> str:
    return " ".join(page.get_by_role("heading", level=1).inner_text().split())


def note(page: Any) -> Any:
    return page.locator("[data-offline-note]")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_after_one_visit_all_is_readable_without_a_network(site, page, context, language):
    programme = current.site().releases["2021"].programme
    sessions = [programme.sessions_in_order[0], programme.sessions_in_order[-1]]
    speaker = programme.speakers[40]
    visit(site, page, language=language)

    context.set_offline(True)

    for session in sessions:
        page.goto(f"{site.url}/{language}/2021/sessions/{session.slug}/")
        assert heading(page) == " ".join(session.title.get(language).split())
        assert page.title().startswith(session.title.get(language))
        assert page.title().endswith("· Smart Cities Moscow")
        assert re.fullmatch(AS_OF[language], note(page).inner_text())
        assert page.locator("html").get_attribute("lang") == language
        other = page.locator(".languages a").get_attribute("href")
        assert other.endswith(f"/2021/sessions/{session.slug}/")
    page.goto(f"{site.url}/{language}/2021/speakers/{speaker.slug}/")
    assert heading(page) == speaker.name.get(language)
    page.locator("main a[href*='/sessions/']").first.click()
    assert page.locator("html").get_attribute("data-kept") == "compact"
    for path in ("2021/programme/", "2021/programme/2021-05-26/?view=grid", "", "2021/speakers/"):
        page.goto(f"{site.url}/{language}/{path}")
        assert page.locator("html").get_attribute("data-kept") == "page"
        assert note(page).is_visible()
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Golos")
    assert page.locator(".wall a, .speaker-card, main a[href*='/speakers/']").count() > 80


def test_what_was_saved_is_shown_without_a_network(site, page, context):
    page.goto(f"{site.url}/en/2021/programme/")
    for number in (1, 12):
        page.locator(f".save[data-save='{number}']").first.click()
    visit(site, page, "2021/my/")

    context.set_offline(True)
    page.goto(f"{site.url}/en/2021/my/")

    page.locator("[data-my] li.session[data-number='12']").wait_for()
    numbers = [item.get_attribute("data-number") for item in page.locator("[data-my] li").all()]
    assert [number for number in numbers if number] == ["1", "12"]
    assert page.locator("[data-my] h2").count() == 2


def test_words_that_can_be_seen_are_found_without_a_network(site, page, context):
    visit(site, page, "2021/programme/")

    context.set_offline(True)
    page.goto(f"{site.url}/en/2021/programme/")
    page.locator("[name=q]").fill("green tech")

    page.locator("[data-results] .session").first.wait_for()
    titles = page.locator("[data-results] .session-title").all_inner_texts()
    assert len(titles) == 1 and titles[0].startswith("Green technologies")


def test_the_front_door_leads_to_the_language_that_is_kept(site, page, context):
    visit(site, page, language="ru")

    context.set_offline(True)
    page.goto(f"{site.url}/")

    assert page.url == f"{site.url}/ru/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No connection on this line"), ("ru", "На этой линии нет связи")],
)
def test_what_is_not_kept_says_what_to_do(site, page, context, language, words):
    visit(site, page, language=language)

    context.set_offline(True)
    page.goto(f"{site.url}/{language}/2021/changes/")

    assert heading(page) == words
    assert page.locator("main a.button").get_attribute("href") == ""
    assert page.locator(f"main a[href='/{language}/2021/programme/']").is_visible()


def test_another_page_is_kept_once_it_was_visited(site, page, context):
    visit(site, page)
    page.goto(f"{site.url}/en/2021/changes/")
    wait_until(page, lambda: "/en/2021/changes/" in page.evaluate(KEPT)["forum-visited-dev"])

    context.set_offline(True)
    page.goto(f"{site.url}/en/2021/changes/")

    assert page.locator("html").get_attribute("data-kept") == "page"
    # The very first page as well, though it was loaded before there was a worker.
    page.goto(f"{site.url}/en/2021/pages/privacy/")
    assert page.locator("html").get_attribute("data-kept") == "page"


def test_after_a_release_only_what_changed_is_fetched(site, page, context, settings, asked):
    settings.OFFLINE_REFRESH_SECONDS = 1
    visit(site, page)
    Speaker.objects.filter(slug="anna-luchinina").update(biography=Text({"en": "Something new."}))
    publish(Edition.objects.get())
    current.refresh()
    asked.clear()

    visit(site, page)

    assert [path for path in asked if path.endswith("/manifest.json")] == [
        "/en/2021/offline/manifest.json"
    ]
    assert len([path for path in asked if re.search(r"/offline/[0-9a-f]{20}\.json$", path)]) == 1
    assert [path for path in asked if path.endswith("/offline.json")] == []
    context.set_offline(True)
    page.goto(f"{site.url}/en/2021/speakers/anna-luchinina/")
    assert page.get_by_text("Something new.").is_visible()
    caches = [name for name in page.evaluate(KEPT) if name.startswith("forum-release-")]
    assert len(caches) == 1


def test_a_release_is_fetched_after_a_while_and_not_at_once(site, page, asked):
    visit(site, page)
    rename(2, "Renamed")
    asked.clear()

    for path in ("2021/programme/", "2021/live/", "2021/"):
        page.goto(f"{site.url}/en/{path}")
        page.wait_for_timeout(400)

    assert [path for path in asked if "/offline/" in path or "offline.json" in path] == []
    due = page.evaluate(
        "() => caches.open('forum-meta').then(c => c.match('/due')).then(r => r.json())"
    )
    fetched = page.evaluate(SERVED)["fetched"]
    assert 600_000 <= due["at"] - fetched <= 1_260_000


def test_an_open_page_tells_the_worker_of_a_release(site, page, settings):
    settings.OFFLINE_REFRESH_SECONDS = 1
    page.clock.install()
    page.goto(f"{site.url}/en/2021/programme/")
    page.clock.run_for(6_000)
    wait_until(page, lambda: served(page) == release())
    rename(2, "Renamed")

    def is_kept() -> bool:
        page.clock.run_for(2_000)
        return served(page) == release()

    wait_until(page, is_kept, 40)


def test_a_page_of_a_newer_release_is_not_mixed_with_an_older_one(site, page, context):
    visit(site, page)
    session = Session.objects.get(number=2)
    before = str(session.title)
    rename(2, "Renamed")
    page.goto(f"{site.url}/en/2021/sessions/{session.slug}/")
    assert heading(page) == "Renamed"
    page.goto(f"{site.url}/en/2021/programme/")
    page.wait_for_timeout(500)

    context.set_offline(True)

    releases = set()
    for path in (f"sessions/{session.slug}/", "programme/", "speakers/", "programme/2021-05-25/"):
        page.goto(f"{site.url}/en/2021/{path}")
        releases.add(page.locator("html").get_attribute("data-release"))
        assert page.get_by_text("Renamed").count() == 0
    assert releases == {"1"}
    assert before != "Renamed"


def test_a_release_that_appears_while_another_is_fetched_is_not_mixed_in(
    site, page, context, settings
):
    settings.OFFLINE_REFRESH_SECONDS = 1
    visit(site, page)
    first = release()
    slug = Session.objects.get(number=2).slug
    rename(2, "Second")
    second = release()
    Session.objects.filter(number=3).update(title=Text({"en": "Third", "ru": "Third"}))
    publish(Edition.objects.get())
    states = [second]

    def between(environ: dict[str, Any] | None = None, **_rest: Any) -> None:
        path = environ["PATH_INFO"] if environ else ""
        if path == "/en/2021/programme/" and len(states) == 1:
            # All shards are fetched by now, and the manifest before them.
            current.refresh()
            states.append(release())

    request_started.connect(between)
    found = set()
    page.goto(f"{site.url}/en/2021/live/")
    until = time.monotonic() + 20
    while served(page) == first or len(states) == 1:
        assert time.monotonic() < until
        found.add(served(page))
        page.wait_for_timeout(50)
    request_started.disconnect(between)

    wait_until(page, lambda: served(page) == states[1])
    assert found <= {first, states[1]}
    context.set_offline(True)
    for path in ("programme/", f"sessions/{slug}/", "speakers/"):
        page.goto(f"{site.url}/en/2021/{path}")
        assert page.locator("html").get_attribute("data-release") == "3"


def test_two_languages_move_on_together(site, page, settings):
    settings.OFFLINE_REFRESH_SECONDS = 1
    visit(site, page)
    visit(site, page, language="ru")
    assert kept_languages(page) == ["en", "ru"]

    rename(2, "Renamed")
    visit(site, page, language="ru")

    assert kept_languages(page) == ["en", "ru"]
    manifests = [set_["manifest"] for set_ in page.evaluate(SERVED)["languages"].values()]
    assert {manifest["release"] for manifest in manifests} == {release()}


def test_a_new_build_replaces_what_the_older_one_kept(site, page, settings):
    settings.OFFLINE_REFRESH_SECONDS = 1
    visit(site, page)

    settings.BUILD = "newer"
    current.refresh()
    page.goto(f"{site.url}/en/2021/programme/")

    wait_until(page, lambda: (page.evaluate(SERVED) or {}).get("build") == "newer", 30)
    page.goto(f"{site.url}/en/2021/programme/")
    wait_until(page, lambda: not any("-dev" in name for name in page.evaluate(KEPT)))


def test_the_admin_is_never_touched(site, page, context):
    an_editor()
    visit(site, page)
    page.goto(f"{site.url}/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a good long password")
    page.locator("[type=submit]").click()
    page.goto(f"{site.url}/admin/forum/edition/")
    page.wait_for_timeout(300)

    kept = [path for paths in page.evaluate(KEPT).values() for path in paths]
    assert [path for path in kept if path.startswith("/admin")] == []
    answer = page.goto(f"{site.url}/admin/")
    assert not answer.from_service_worker
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{site.url}/admin/")


def test_errors_redirects_and_questions_are_not_kept(site, page):
    visit(site, page)
    Session.objects.filter(number=2).update(slug="new-name")
    former = current.site().releases["2021"].programme
    old = next(s for s in former.sessions if s.number == 2).slug
    publish(Edition.objects.get())
    current.refresh()

    page.goto(f"{site.url}/en/2021/sessions/never-was/")
    page.goto(f"{site.url}/en/2021/live/?utm_source=x")
    page.goto(f"{site.url}/en/2021/sessions/{old}/")
    wait_until(
        page, lambda: "/en/2021/sessions/new-name/" in page.evaluate(KEPT)["forum-visited-dev"]
    )

    kept = page.evaluate(KEPT)["forum-visited-dev"]
    assert sorted(kept) == ["/en/2021/pages/privacy/", "/en/2021/sessions/new-name/"]


def test_a_slow_network_shows_what_is_kept(site, page):
    visit(site, page)

    def dawdle(environ: dict[str, Any] | None = None, **_rest: Any) -> None:
        if environ and environ["PATH_INFO"] == "/en/2021/programme/":
            time.sleep(7)

    request_started.connect(dawdle)
    began = time.monotonic()
    page.goto(f"{site.url}/en/2021/programme/")
    took = time.monotonic() - began
    request_started.disconnect(dawdle)

    assert 3.5 < took < 6.5
    assert "The network does not answer." in note(page).inner_text()


def test_back_online_a_kept_page_offers_to_reload(site, page, context):
    visit(site, page)
    slug = Session.objects.get(number=4).slug
    context.set_offline(True)
    page.goto(f"{site.url}/en/2021/sessions/{slug}/")

    context.set_offline(False)
    note(page).get_by_text("You are online again.").wait_for(timeout=15_000)
    note(page).get_by_role("link").click()

    page.locator("html:not([data-kept])").wait_for(state="attached")
    assert note(page).is_hidden()
    assert page.url.endswith(f"/sessions/{slug}/")


def test_an_open_page_says_that_it_is_offline_and_when_it_is_not(site, page, context):
    page.goto(f"{site.url}/en/2021/programme/")

    context.set_offline(True)
    note(page).wait_for()
    said = note(page).inner_text()
    context.set_offline(False)
    note(page).wait_for(state="hidden", timeout=15_000)

    assert re.fullmatch(AS_OF["en"], said)


def test_switched_off_it_takes_itself_and_everything_away(site, page, settings):
    visit(site, page)

    settings.SERVICE_WORKER = False
    page.goto(f"{site.url}/en/2021/programme/")

    gone = """() => navigator.serviceWorker.getRegistrations()
      .then(async (all) => all.length + (await caches.keys()).length)"""
    wait_until(page, lambda: page.evaluate(gone) == 0)


def test_pictures_that_were_seen_are_kept_within_a_bound(site, page):
    def a_picture(number: int) -> str:
        out = BytesIO()
        Image.new("RGB", (1, 1), (number, 0, 0)).save(out, "WEBP", lossless=True)
        return f"/media/{store_bytes(out.getvalue(), 'webp')}"

    pictures = [a_picture(number) for number in range(152)]
    visit(site, page)
    page.goto(f"{site.url}/en/2021/programme/")

    page.evaluate(
        """async (addresses) => {
          for (const address of addresses) {
            const picture = new Image();
            picture.src = address;
            await picture.decode();
          }
        }""",
        pictures,
    )

    assert page.evaluate(KEPT)["forum-pictures"] == pictures[2:]


def test_whoever_saves_data_keeps_only_what_was_visited(site, page, asked):
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { get: () => ({ saveData: true }) })"
    )
    page.goto(f"{site.url}/en/2021/programme/")
    page.wait_for_timeout(1500)
    page.goto(f"{site.url}/en/2021/live/")
    page.wait_for_timeout(1000)

    assert [path for path in asked if "/offline/" in path or "offline.json" in path] == []
    assert "/en/2021/live/" in page.evaluate(KEPT)["forum-visited-dev"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_shown_offline_has_no_violation(site, page, context, theme):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 320, "height": 700})
    visit(site, page)
    programme = current.site().releases["2021"].programme
    context.set_offline(True)
    found = []

    for path in (
        "changes/",
        f"sessions/{programme.sessions[3].slug}/",
        f"speakers/{programme.speakers[3].slug}/",
        "programme/",
    ):
        page.goto(f"{site.url}/en/2021/{path}")
        found += [f"{path}: {item['id']}" for item in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{path}: wider than the window")

    assert found == []
