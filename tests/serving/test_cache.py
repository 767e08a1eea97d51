"""nginx's shared cache: a second, one question for many, and a copy for when nobody answers."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serving.conftest import Forum
from tests.serving.servers import Holding, Proxy, ask, until

pytestmark = pytest.mark.serving

MORE_THAN_KEYS = 1200
"""The cache of answers to queries has room for about a thousand keys."""

PAGE = "/en/2021/programme/"
CONTRACT = "max-age=0, must-revalidate, s-maxage=1, stale-if-error=86400"


def test_page_is_asked_for_once_a_second_and_then_only_whether_it_changed(forum: Forum):
    ask(forum.port, PAGE)
    ask(forum.port, PAGE)
    time.sleep(2.1)
    answer = ask(forum.port, PAGE)

    assert answer.headers["Cache-Control"] == CONTRACT
    assert [line["cache"] for line in forum.proxy.logged(PAGE)] == ["MISS", "HIT", "REVALIDATED"]


def test_fifty_who_ask_at_once_for_a_new_page_are_one_question(forum: Forum):
    with ThreadPoolExecutor(50) as visitors:
        answers = [*visitors.map(lambda _: ask(forum.port, PAGE), range(50))]

    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    caches = [line["cache"] for line in forum.proxy.logged(PAGE)]
    assert (caches.count("MISS"), caches.count("HIT")) == (1, 49)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip;q=0.5", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0", None),
        ("x-br, brotli", None),
        ("identity", None),
        ("", None),
    ],
)
def test_coding_is_what_was_accepted_from_the_cache_and_from_the_forum(
    forum: Forum, accepted: str, coding: str | None
):
    headers = {"Accept-Encoding": accepted}

    answers = [ask(forum.port, PAGE, headers) for _ in range(2)]

    direct = ask(forum.nodes[0].port, PAGE, headers)
    assert [answer.headers["Content-Encoding"] for answer in answers] == [coding, coding]
    assert [answer.body for answer in answers] == [direct.body, direct.body]
    assert [answer.headers["ETag"] for answer in answers] == [direct.headers["ETag"]] * 2


def test_all_ways_to_accept_the_same_share_one_copy(forum: Forum):
    for accepted in ("br", "gzip, br", "br, gzip;q=0.1", "deflate, br"):
        ask(forum.port, PAGE, {"Accept-Encoding": accepted})

    caches = [line["cache"] for line in forum.proxy.logged(PAGE)]
    assert caches == ["MISS", "HIT", "HIT", "HIT"]


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_etag_stays_strong_and_is_answered_with_304(forum: Forum, coding: str):
    headers = {"Accept-Encoding": coding}
    first = ask(forum.port, PAGE, headers)

    etag = first.headers["ETag"]
    known = ask(forum.port, PAGE, {**headers, "If-None-Match": etag})
    since = {**headers, "If-Modified-Since": first.headers["Last-Modified"]}
    unchanged = ask(forum.port, PAGE, since)
    later = {**headers, "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    unchanged_since_later = ask(forum.port, PAGE, later)
    other = ask(forum.port, PAGE, {**headers, "If-None-Match": '"another"'})

    assert etag.startswith('"')
    statuses = [answer.status for answer in (known, unchanged, unchanged_since_later, other)]
    assert statuses == [304, 304, 304, 200]
    assert known.body == b""
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert known.headers[name] == first.headers[name]


def test_head_has_the_headers_of_the_page_and_no_body(forum: Forum):
    page = ask(forum.port, PAGE)

    head = ask(forum.port, PAGE, method="HEAD")

    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(page.body))
    assert head.headers["ETag"] == page.headers["ETag"]


def test_nothing_about_the_visitor_reaches_the_forum_or_parts_the_cache(forum: Forum):
    first = ask(forum.port, PAGE, {"Cookie": "sessionid=a", "Accept-Language": "ru"})
    second = ask(forum.port, PAGE, {"Cookie": "sessionid=b", "Accept-Language": "en"})

    assert "Set-Cookie" not in first.headers
    assert first.body == second.body
    assert [line["cache"] for line in forum.proxy.logged(PAGE)] == ["MISS", "HIT"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/", "/favicon.ico", "/sw.js", "/admin/"])
def test_signs_of_life_the_way_to_a_language_and_the_admin_are_never_cached(
    forum: Forum, path: str
):
    for _ in range(2):
        ask(forum.port, path)

    assert {line["cache"] for line in forum.proxy.logged(path)} <= {"", "MISS"}


def test_front_door_leads_each_visitor_to_the_own_language(forum: Forum):
    english, russian = (ask(forum.port, "/", {"Accept-Language": code}) for code in ("en", "ru"))

    assert (english.headers["Location"], russian.headers["Location"]) == ("/en/", "/ru/")


def test_login_with_its_cookies_is_never_cached(forum: Forum):
    answers = [ask(forum.port, "/admin/login/") for _ in range(2)]

    cookies = [answer.headers["Set-Cookie"] for answer in answers]
    assert all(cookie.startswith("csrftoken=") for cookie in cookies)
    assert cookies[0] != cookies[1]


def test_copies_are_given_while_no_node_answers_and_the_truth_soon_after(forum: Forum):
    page = ask(forum.port, PAGE)
    for node in forum.nodes:
        node.stop(signal.SIGKILL)
    time.sleep(2.1)

    copy = ask(forum.port, PAGE)
    unknown = ask(forum.port, "/en/2021/news/")

    assert (copy.status, copy.body) == (200, page.body)
    assert (unknown.status, unknown.headers["Retry-After"]) == (503, "5")
    assert unknown.headers["Cache-Control"] == "no-store"
    assert "Скоро вернёмся" in unknown.body.decode()
    assert "nginx" not in unknown.body.decode()
    assert "style-src 'self'" in unknown.headers["Content-Security-Policy"]
    needed = re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"', unknown.body.decode())
    assert {ask(forum.port, path).status for path in needed} == {200}
    [*_, stale] = forum.proxy.logged(PAGE)
    assert stale["cache"] == "STALE"

    forum.nodes[0].start()
    until(lambda: ask(forum.port, "/en/2021/news/").status == 200, "nginx asks the node again")


def test_invented_queries_fill_neither_the_cache_nor_the_place_of_pages(forum: Forum):
    ask(forum.port, PAGE)
    kept = forum.proxy.folder / "cache" / "questions"

    with ThreadPoolExecutor(8) as visitors:
        paths = [f"/en/2021/status.json?n={number}" for number in range(2000)]
        statuses = {*visitors.map(lambda path: ask(forum.port, path).status, paths)}

    failed = [line for line in forum.proxy.logged() if line["status"] != 200]
    assert (statuses, failed) == ({200}, [])
    assert 0 < sum(path.is_file() for path in kept.rglob("*")) < 1100
    ask(forum.port, PAGE)
    assert forum.proxy.logged(PAGE)[1]["cache"] in ("HIT", "REVALIDATED")


def test_where_all_room_for_keys_is_in_use_everybody_is_answered_past_the_cache(
    forum: Forum, tmp_path: Path
):
    with Holding() as web, ExitStack() as stack:
        proxy = Proxy(tmp_path, [web], **forum.proxy.variables)
        stack.callback(proxy.stop)
        proxy.start()
        visitors = [stack.enter_context(socket.socket()) for _ in range(MORE_THAN_KEYS)]
        for number, visitor in enumerate(visitors):
            visitor.connect(("127.0.0.1", proxy.port))
            visitor.settimeout(30)
            visitor.sendall(
                f"GET /en/?n={number} HTTP/1.1\r\nHost: forum.example\r\n"
                "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n".encode()
            )
        until(lambda: web.held == MORE_THAN_KEYS, "all of them wait for the web")
        web.stop_listening()
        refused = ask(proxy.port, "/en/?n=refused")
        web.let_go()
        statuses = Counter(visitor.recv(12) for visitor in visitors)

    assert statuses == {b"HTTP/1.1 200": MORE_THAN_KEYS}
    assert "could not allocate" in proxy.error_log.read_text()
    assert (refused.status, "Скоро вернёмся" in refused.body.decode()) == (503, True)


def test_large_answer_to_a_query_is_given_and_not_kept(forum: Forum):
    path = "/en/2021/programme.json?n=1"

    answers = [ask(forum.port, path) for _ in range(2)]

    assert len(answers[0].body) >= 100_000
    assert answers[0].body == answers[1].body
    caches = [line["cache"] for line in forum.proxy.logged("/en/2021/programme.json")]
    assert caches == ["MISS", "MISS"]


def test_what_the_forum_refuses_is_no_failure_that_a_copy_hides(forum: Forum):
    answers = [ask(forum.port, "/en/2021/no-such-page/") for _ in range(2)]

    assert [answer.status for answer in answers] == [404, 404]
    caches = [line["cache"] for line in forum.proxy.logged("/en/2021/no-such-page/")]
    assert caches == ["MISS", "HIT"]
