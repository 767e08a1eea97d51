"""forum/seeing/views.py: what is a view, in lines of nginx's logs, whatever stands in them."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from forum.seeing.views import (
    LONGEST_LINE,
    NO_VIEWS,
    PAGES,
    POLL_SECONDS,
    Asked,
    Place,
    Tally,
    lines_of,
    place_of,
    read,
)

ROOT = Path(__file__).parents[3]
MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2021, 5, 25, 7, 0, 5, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:88.0) Gecko/20100101 Firefox/88.0"


def as_json(path="/en/2021/", method="GET", status=200, time="2021-05-25T10:00:05+03:00"):
    return json.dumps(
        {
            **{"time": time, "method": method, "path": path, "status": status, "bytes": 4321},
            **{"seconds": 0.001, "upstream_seconds": "", "cache": "HIT", "request_id": "1f" * 16},
        }
    )


def combined(
    path="/en/2021/",
    method="GET",
    status=200,
    time="25/May/2021:10:00:05 +0300",
    browser=BROWSER,
    user="-",
):
    return (
        f'192.0.2.7 - {user} [{time}] "{method} {path} HTTP/1.1" {status} 4321 '
        f'"https://from.example/?a=b" "{browser}"\n'
    )


@pytest.mark.parametrize("write", [as_json, combined])
def test_both_formats_tell_the_same(write):
    expected = Asked(int(AT.timestamp()), "HEAD", "/en/2021/programme/", 304, False)

    assert read(write("/en/2021/programme/?q=a%22b", "HEAD", 304)) == expected


@pytest.mark.parametrize(
    ("browser", "is_bot"),
    [
        (BROWSER, False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("facebookexternalhit/1.1", True),
        ("Mozilla/5.0 (compatible; YandexBot/3.0)", True),
        ("curl/7.88", True),
        ("python-requests/2.31", True),
        ("-", True),
        ("", True),
        (r"Mozilla/5.0 \"quoted\" Safari", False),
        ("Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 7) Chrome/90", False),
    ],
)
def test_robots_are_known_by_what_they_call_themselves(browser, is_bot):
    asked = read(combined(browser=browser))

    assert asked is not None and asked.is_bot is is_bot


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "{}",
        "[]",
        "null",
        '{"time": 1, "method": "GET", "path": "/", "status": 200}',
        as_json(time="2021-05-25T10:00:05"),
        as_json(time="9999-12-31T23:59:59+00:00"),
        as_json(time="0001-01-01T00:00:00+14:00"),
        as_json(status="ok"),
        as_json(path=None),
        as_json()[:-20],
        combined(time="25/May/2021"),
        combined(time="99/May/2021:10:00:05 +0300"),
        combined(status="abc"),
        combined()[:40],
        '192.0.2.7 - - [25/May/2021:10:00:05 +0300] "" 400 0 "-" "-"',
        '192.0.2.7 - - [25/May/2021:10:00:05 +0300] "\\x16\\x03" 400 0 "-" "-"',
        "\x00" * 100,
        "{" * 100_000,
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_no_line(line):
    assert read(line) is None


@given(st.text())
def test_nothing_that_stands_in_a_log_is_in_the_way(words):
    tally = Tally("page", MOSCOW)
    lines = [words, as_json(words), combined(words), combined(browser=words, user=words)]

    for line in lines:
        tally.add(line)

    assert tally.total + tally.others.total() == len(lines)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/en/", Place("page", "front", "/", "en")),
        ("/ru/2021/", Place("page", "home", "/2021/", "ru")),
        ("/ru/2021/sessions/one/", Place("page", "session", "/2021/sessions/one/", "ru")),
        ("/ru/2021/sessions/%6Fne/", Place("page", "session", "/2021/sessions/one/", "ru")),
        (
            "/en/2021/programme/2021-05-25/",
            Place("page", "day", "/2021/programme/2021-05-25/", "en"),
        ),
        ("/en/2021/status.json", Place("status")),
        ("/en/2021/schedule.ics", Place("machine")),
        ("/en/2021/sessions/one/schedule.ics", Place("machine")),
        ("/en/2021/news.atom", Place("machine")),
        ("/en/2021/offline/", Place("machine")),
        ("/en/2021/api/v1/sessions/", Place("machine")),
        ("/en/2021/embed/", Place("embedded")),
        ("/en/2021/sessions/one/card-0123456789ab.png", Place("card")),
        ("/sitemap.xml", Place("machine")),
        ("/healthz", Place("machine")),
        ("/sw.js", Place("machine")),
        ("/static/css/base.0123.css", Place("static")),
        ("/media/x.webp", Place("static")),
        ("/admin/login/", Place("admin")),
        ("/de/2021/", Place("machine")),
        ("/wp-login.php", Place("machine")),
        ("*", Place("machine")),
        ("http://elsewhere.example/", Place("machine")),
    ],
)
def test_only_pages_for_people_are_viewed(path, place):
    assert place_of(path) == place


def test_every_page_is_known_as_one_or_as_no_view():
    def names(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from names(pattern.url_patterns)
            elif f"/{pattern.pattern}".endswith("/"):
                yield pattern.name

    public = [p for p in get_resolver().url_patterns if not str(p.pattern).startswith("admin")]
    others = {name for name in names(public) if not name.startswith("api-")} - set(PAGES)

    assert others == {"choose-language", "offline", "embed"}
    assert set(PAGES) <= set(names(public))


def test_what_is_no_view_is_counted_by_what_it_is():
    tally = Tally("page", MOSCOW, until=AT.timestamp() + 60)
    for line in (
        *(as_json(), as_json(status=304), combined()),
        as_json(method="HEAD"),
        as_json(method="POST", path="/admin/"),
        as_json(status=404),
        as_json(status=503),
        as_json(status=499),
        as_json(status=301),
        as_json("/en/2021/status.json"),
        as_json("/static/x.css"),
        as_json("/admin/"),
        as_json("/en/2021/embed/"),
        as_json("/en/2021/card-00.png"),
        as_json("/robots.txt"),
        combined(browser="Googlebot/2.1"),
        as_json(time="2021-05-25T10:01:05+03:00"),
        "nonsense",
    ):
        tally.add(line)

    assert tally.views == {("/2021/", "en"): 3}
    assert tally.others == {
        **{"method": 2, "failed": 3, "redirect": 1, "status": 1, "static": 1, "admin": 1},
        **{"embedded": 1, "card": 1, "machine": 1, "bot": 1, "outside": 1, "broken": 1},
    }
    assert set(tally.others) == set(NO_VIEWS)


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        (
            "page",
            [
                ("/2021/speakers/", 3, {"en": 1, "ru": 2}),
                ("/", 1, {"en": 1}),
                ("/2021/sessions/one/", 1, {"ru": 1}),
            ],
        ),
        ("day", [("2021-05-25", 3, {"en": 1, "ru": 2}), ("2021-05-26", 2, {"en": 1, "ru": 1})]),
        (
            "hour",
            [
                ("2021-05-25T10:00+03:00", 2, {"en": 1, "ru": 1}),
                ("2021-05-25T23:00+03:00", 1, {"ru": 1}),
                ("2021-05-26T00:00+03:00", 2, {"en": 1, "ru": 1}),
            ],
        ),
        ("language", [("ru", 3, {"ru": 3}), ("en", 2, {"en": 2})]),
        (
            "kind",
            [
                ("speakers", 3, {"en": 1, "ru": 2}),
                ("front", 1, {"en": 1}),
                ("session", 1, {"ru": 1}),
            ],
        ),
    ],
)
def test_views_are_counted_by_what_was_asked_for(by, rows):
    tally = Tally(by, MOSCOW)
    for path, time in (
        ("/en/2021/speakers/", "2021-05-25T10:59:59+03:00"),
        ("/ru/2021/speakers/", "2021-05-25T07:00:00.250+00:00"),
        ("/ru/2021/speakers/", "2021-05-25T20:59:59Z"),
        ("/en/", "2021-05-25T21:00:00Z"),
        ("/ru/2021/sessions/one/", "2021-05-25T21:00:00Z"),
    ):
        tally.add(as_json(path, time=time))

    assert tally.rows() == rows
    assert tally.total == 5


def test_open_pages_are_estimated_from_how_often_they_ask():
    tally = Tally("page", ZoneInfo("Asia/Kolkata"))
    for minute, count in ((0, 40), (29, 100), (31, 60)):
        for _ in range(count):
            time = f"2021-05-25T07:{minute:02}:30Z"
            tally.add(as_json("/ru/2021/status.json", status=304, time=time))

    # Forty minutes past twelve, half an hour off from anybody else's hours.
    assert tally.open_pages() == {
        "2021-05-25T12:00+05:30": 50,
        "2021-05-25T13:00+05:30": 30,
    }


def test_pages_ask_as_often_as_is_reckoned():
    script = (ROOT / "static" / "js" / "stay-current.js").read_text()

    [seen] = re.findall(r"const VISIBLE = ([\d_]+);", script)
    [hidden] = re.findall(r"const HIDDEN = ([\d_]+);", script)

    assert (int(seen), int(hidden)) == (POLL_SECONDS * 1000, POLL_SECONDS * 10_000)


def test_a_line_without_an_end_takes_no_memory_and_counts_once():
    endless = b"x" * (3 * LONGEST_LINE) + b"\n"
    exact = b"y" * (LONGEST_LINE - 1) + b"\n"
    file = io.BytesIO(b"a\n\n" + endless + b"b\r\n" + exact + b"\xff" * LONGEST_LINE)

    lines = [line.strip() for line in lines_of(file)]

    assert lines == ["a", "", "b", exact.decode().strip(), ""]
