"""forum/seeing/logs.py: lines with the request they belong to, and nothing about who asked."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

import pytest

from forum.seeing.logs import JsonLines, Lines, id_of, request_id


def a_record(message, *args, name="forum.x", level=logging.WARNING, exc_info=None, **fields):
    record = logging.LogRecord(name, level, __file__, 1, message, args, exc_info)
    record.created = datetime(2021, 5, 25, 7, 0, 0, 123_456, UTC).timestamp()
    record.msecs = 123.0
    if fields:
        record.fields = fields
    return record


@pytest.fixture
def in_a_request():
    token = request_id.set("0123456789abcdef")
    yield "0123456789abcdef"
    request_id.reset(token)


def an_error():
    try:
        raise LookupError("Сессии нет")
    except LookupError:
        return sys.exc_info()


def test_a_line_of_json_has_the_time_in_utc_and_the_request(in_a_request):
    line = JsonLines().format(a_record("%s не найдена", "Страница"))

    assert json.loads(line) == {
        "time": "2021-05-25T07:00:00.123Z",
        "level": "WARNING",
        "logger": "forum.x",
        "message": "Страница не найдена",
        "request_id": in_a_request,
    }


def test_an_exception_is_words_on_the_same_line():
    line = JsonLines().format(a_record("Broken", exc_info=an_error()))

    found = json.loads(line)
    assert "\n" not in line
    assert sorted(found) == ["exception", "level", "logger", "message", "time"]
    assert found["exception"].startswith("Traceback (most recent call last):\n")
    assert found["exception"].endswith("\nLookupError: Сессии нет")


def test_figures_of_a_line_are_values_of_their_own():
    found = json.loads(JsonLines().format(a_record("GET", status=200, seconds=0.5)))

    assert (found["status"], found["seconds"]) == (200, 0.5)


@pytest.mark.parametrize("words", ["a\nb", "\ud800", "\u2028", "\x00", '"}', "\x1b[31m"])
def test_nothing_that_is_logged_breaks_a_line(words):
    as_json = JsonLines().format(a_record("%s", words))
    as_text = Lines().format(a_record("%s", words))

    assert json.loads(as_json)["level"] == "WARNING"
    assert as_json.isascii() and len(as_json.splitlines()) == 1
    assert len(as_text.splitlines()) == 1


def test_a_line_for_people_names_the_request_too(in_a_request, monkeypatch):
    line = Lines().format(a_record("Broken"))

    assert line.endswith(f",123 WARNING forum.x [{in_a_request}]: Broken")


def test_a_line_for_people_outside_of_a_request_names_none():
    assert Lines().format(a_record("Broken")).endswith(" WARNING forum.x: Broken")


def test_an_exception_follows_a_line_for_people():
    lines = Lines().format(a_record("Broken", exc_info=an_error())).splitlines()

    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "LookupError: Сессии нет"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Invalid request from ip=192.0.2.1: Invalid HTTP Header: 'cookie: secret'",
            "Invalid request: Invalid HTTP Header",
        ),
        (
            "Invalid request from ip=2001:db8::1: Request Line is too large (8190 > 4094)",
            "Invalid request: Request Line is too large (8190 > 4094)",
        ),
        ("Error handling request GET /en/?q=my+name", "Error handling request GET /en/"),
        ("Error handling request /?a=/b?c", "Error handling request /"),
        (
            "Worker (pid:7) was sent SIGKILL! Perhaps out of memory?",
            "Worker (pid:7) was sent SIGKILL! Perhaps out of memory?",
        ),
    ],
)
def test_gunicorn_tells_nothing_about_who_asked(said, kept):
    found = json.loads(JsonLines().format(a_record(said, name="gunicorn.error")))

    assert found["message"] == kept


@pytest.mark.parametrize("given", ["01234567", "a" * 64, "7b1c-11EB-8529-0242"])
def test_the_id_that_a_proxy_gave_is_kept(given):
    assert id_of(given) == given


@pytest.mark.parametrize(
    "given",
    ["", "0123456", "a" * 65, "01234567\n", "0123 4567", "<script>", "абвгдежз", "1234567_"],
)
def test_what_is_no_id_is_replaced(given):
    made = id_of(given)

    assert made != given
    assert id_of(made) == made
    assert made != id_of(given)
