"""forum/seeing/requests.py: each request has an id, in the log, on the page and in the answer."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from forum import clock
from forum.publishing import pages
from forum.publishing.front import InFront
from forum.seeing import logs
from forum.seeing.logs import JsonLines, request_id
from forum.seeing.requests import Seen
from tests.builders import at
from tests.forum.publishing.test_front import ask
from tests.forum.released import released_edition, settable_clock

pytestmark = pytest.mark.django_db
GIVEN = "7b1c11eb85290242"


@pytest.fixture
def edition(settings, monkeypatch):
    settable_clock(monkeypatch)
    return released_edition(settings)


@pytest.fixture
def front():
    return InFront(Seen(WSGIHandler()))


@pytest.fixture
def log():
    """Return what reads the lines that were logged since."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def broken(monkeypatch):
    monkeypatch.setattr("sessions.views.Listing", None)


def test_an_answer_for_one_visitor_names_its_request(edition, front):
    given = ask(front, "/admin/", x_request_id=GIVEN)
    made = ask(front, "/admin/", x_request_id="no id")
    other = ask(front, "/")

    assert given[1]["X-Request-ID"] == GIVEN
    assert logs.id_of(made[1]["X-Request-ID"]) == made[1]["X-Request-ID"]
    assert made[1]["X-Request-ID"] != other[1]["X-Request-ID"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/2021/",
        "/en/2021/none/",
        "/en/2021/programme/?q=word",
        "/embed.js",
        "/static/css/api.css",
    ],
)
def test_an_answer_that_caches_give_to_others_names_none(edition, front, path):
    assert "X-Request-ID" not in ask(front, path, x_request_id=GIVEN)[1]


def test_an_answer_is_the_same_when_it_is_made_and_when_it_is_stored(edition, front):
    made = ask(front, "/en/2021/", x_request_id=GIVEN)

    assert ask(front, "/en/2021/", x_request_id="another-id") == made


def test_an_exception_is_told_once_with_its_request_and_path(edition, front, log, monkeypatch):
    broken(monkeypatch)

    status, headers, body = ask(
        front, "/en/2021/sessions/one/", x_request_id=GIVEN, accept_encoding="identity"
    )

    [line] = log()
    assert (status, headers["X-Request-ID"]) == ("500 Internal Server Error", GIVEN)
    assert headers["Cache-Control"] == "no-store"
    assert body.decode().count(GIVEN) == 2, "once in each language"
    assert line["request_id"] == GIVEN
    assert line["message"] == "Internal Server Error: /en/2021/sessions/one/"
    assert line["exception"].endswith("TypeError: 'NoneType' object is not callable")


def test_in_place_of_a_page_that_cannot_be_made_the_last_good_one_is_given_and_told(
    edition, front, log, monkeypatch
):
    path = "/en/2021/sessions/one/?tz=Asia/Tokyo"
    good = ask(front, path)
    monkeypatch.setattr(clock, "now", lambda: at(10, 30))
    broken(monkeypatch)

    assert ask(front, path, x_request_id=GIVEN) == good

    error, note = log()
    assert [error["request_id"], note["request_id"]] == [GIVEN, GIVEN]
    assert [error["level"], note["level"]] == ["ERROR", "WARNING"]
    assert "exception" in error and "exception" not in note
    assert "Tokyo" not in error["message"] + note["message"]
    assert pages.store.figures.errors == 1


def test_the_page_of_an_error_outside_of_a_request_names_none(edition, client, monkeypatch):
    broken(monkeypatch)
    client.raise_request_exception = False

    response = client.get("/en/2021/sessions/one/")

    assert response.status_code == 500
    assert b"<code>" not in response.content


def test_a_request_ends_with_its_body(front):
    seen = []

    class Body:
        def __iter__(self):
            seen.append(request_id.get())
            yield b"x"

        def close(self):
            seen.append(request_id.get())

    def application(environ, start_response):
        start_response("200 OK", [])
        return Body()

    ask(Seen(application), "/", x_request_id=GIVEN)

    assert (seen, request_id.get()) == ([GIVEN, GIVEN], "")


def test_a_request_ends_where_the_application_fails():
    def application(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(Seen(application), "/")

    assert request_id.get() == ""


def test_a_file_is_left_to_the_server_to_send():
    class Wrapper(list):
        pass

    def application(environ, start_response):
        start_response("200 OK", [])
        return Wrapper([b"x"])

    environ = RequestFactory().get("/static/x").environ | {"wsgi.file_wrapper": Wrapper}

    assert isinstance(Seen(application)(environ, lambda *args: None), Wrapper)
    assert request_id.get() == ""


def test_wrong_passwords_are_logged_without_names_and_addresses(client, settings, log):
    data = {"username": "somebody", "password": "wrong"}

    client.post("/admin/login/", data, REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Browser/7")

    lines = log()
    assert lines
    words = json.dumps(lines)
    assert not any(secret in words for secret in ("somebody", "192.0.2.77", "Browser/7", "wrong"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_signs_of_life_are_given_by_any_name_and_scheme_and_kept_by_nobody(
    edition, front, settings, path, method
):
    settings.SECURE_SSL_REDIRECT = True

    for host in ("10.0.0.7:8000", "", "evil.example", "a b"):
        status, headers, _body = ask(front, path, method, host=host)

        assert (status, headers["Cache-Control"]) == ("200 OK", "no-store"), host
