"""forum/publishing/front.py: stored answers are those that Django gives, header by header."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from forum.models import Announcement, Edition, Release
from forum.publishing import current, pages
from forum.publishing.front import InFront
from forum.publishing.store import Store
from sessions.models import Session
from tests.builders import at, in_english
from tests.forum.released import release, released_edition, settable_clock

pytestmark = pytest.mark.django_db

PATHS = [
    "/en/",
    "/ru/2021/",
    "/en/2021/programme/",
    "/en/2021/programme/?track=none&x=y",
    "/en/2021/programme/2021-05-25/?tz=Asia/Tokyo&x=y",
    "/en/2021/sessions/one/",
    "/en/2021/sessions/first/",
    "/en/2021/sessions/gone/",
    "/en/2021/nothing/",
    "/en/2021/status.json",
    "/en/2021/schedule.ics",
    "/en/2021/news.atom",
]


@pytest.fixture
def edition(settings, now):
    edition = released_edition(settings, "first", "gone", "three")
    Session.objects.filter(slug="first").update(slug="one")
    Session.objects.filter(slug="gone").delete()
    release(edition, at(8, 30))
    return edition


@pytest.fixture
def now(monkeypatch):
    return settable_clock(monkeypatch)


class Counting:
    """Django as it is, counting how often it is asked."""

    def __init__(self):
        self.django = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)


@pytest.fixture
def django():
    return Counting()


def ask(application, path, method="GET", **headers):
    environ = RequestFactory().generic(method, path).environ
    environ["HTTP_HOST"] = "testserver"
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    environ["wsgi.input"] = BytesIO()
    found = {}

    def start_response(status, sent, exc_info=None):
        found["status"], found["headers"] = status, dict(sent)

    # As Django's own client does: a connection that is in a test's transaction must stay open.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        response = application(environ, start_response)
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return found["status"], found["headers"], body if method == "GET" else b""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["", "gzip", "br", "gzip;q=0.5, identity", "*;q=0"])
def test_a_stored_answer_is_that_of_django(edition, django, monkeypatch, path, method, coding):
    monkeypatch.setattr(pages, "store", Store(0))
    unstored = ask(django, path, method, accept_encoding=coding)
    monkeypatch.setattr(pages, "store", Store(10_000_000))
    front = InFront(django)
    ask(front, path)
    before = django.asked

    stored = ask(front, path, method, accept_encoding=coding)

    assert django.asked == before
    assert stored == unstored


@pytest.mark.parametrize("path", PATHS[:5])
def test_a_stored_answer_is_known_as_that_of_django(edition, django, path):
    front = InFront(django)
    _status, headers, _body = ask(front, path, accept_encoding="br")
    asked = {"accept_encoding": "br", "if_none_match": headers["ETag"]}

    stored, by_django = ask(front, path, **asked), ask(django, path, **asked)

    assert stored[0] == "304 Not Modified"
    assert stored == by_django


def test_django_is_asked_once_for_each_page(edition, django):
    front = InFront(django)
    for _ in range(3):
        for path in PATHS:
            ask(front, path)

    assert django.asked == len(PATHS)


def test_a_new_release_is_made_anew(edition, django):
    front = InFront(django)
    before = ask(front, "/en/2021/sessions/one/")
    Session.objects.filter(slug="one").update(title=in_english("Renamed"))
    release(edition, at(8, 45))

    after = ask(front, "/en/2021/sessions/one/")

    assert b"Renamed" in after[2] and b"Renamed" not in before[2]


def test_a_page_that_changes_by_itself_is_made_anew(edition, django, now):
    front = InFront(django)
    before = ask(front, "/en/2021/sessions/one/")
    now(at(10, 30))

    after = ask(front, "/en/2021/sessions/one/")

    assert django.asked == 2
    assert before[2] != after[2]


def test_news_that_began_are_seen_at_once(edition, django, now):
    Announcement.objects.create(
        edition=edition, title=in_english("Urgent"), starts_at=at(9, 30), urgent=True
    )
    release(edition, at(8, 50))
    front = InFront(django)

    assert b"Urgent" not in ask(front, "/en/2021/")[2]
    now(at(9, 30))
    assert b"Urgent" in ask(front, "/en/2021/")[2]


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "testserver.evil.example", "[::1"])
def test_a_foreign_host_is_refused_by_django_as_ever(edition, django, host):
    front = InFront(django)
    ask(front, "/en/2021/")

    assert ask(front, "/en/2021/", host=host)[0] == "400 Bad Request"


def test_plain_http_is_redirected_where_the_site_is_https(edition, django, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SITE_URL = "https://testserver"
    current.refresh()
    front = InFront(Counting())
    environ = RequestFactory().get("/en/2021/", secure=True).environ
    front(environ | {"HTTP_HOST": "testserver"}, lambda *args: None)
    assert len(pages.store) == 1

    status, headers, _body = ask(front, "/en/2021/")

    assert (status, headers["Location"]) == (
        "301 Moved Permanently",
        "https://testserver/en/2021/",
    )


def test_what_anybody_can_type_fills_nothing(edition, django):
    front = InFront(django)
    for number in range(50):
        ask(front, f"/en/2021/programme/?q=word{number}")
        ask(front, f"/en/2021/no-{number}/")
        ask(front, f"/en/2021/programme/?x={number}")
        ask(front, f"/en/2021/my/?s={number}")

    assert sorted(pages.store._kept) == ["/en/2021/programme/", "404 en"]


def test_a_path_that_looks_like_a_query_is_not_taken_for_one(edition, django):
    quoted, asked_for = "/en/2021/programme/%3Fkind=talk", "/en/2021/programme/?kind=talk"
    front = InFront(django)

    for turns in ((quoted, asked_for), (asked_for, quoted)):
        pages.store.clear()
        found = {path: ask(front, path)[0] for path in turns * 2}
        assert found == {quoted: "404 Not Found", asked_for: "200 OK"}


def test_the_admin_is_never_kept(edition, django, client):
    ask(InFront(django), "/admin/login/")

    assert len(pages.store) == 0


def test_the_last_good_page_is_given_where_it_cannot_be_made(
    edition, django, now, monkeypatch, caplog
):
    front = InFront(django)
    good = ask(front, "/en/2021/sessions/one/")
    now(at(10, 30))
    monkeypatch.setattr("sessions.views.Listing", None)

    failed = ask(front, "/en/2021/sessions/one/")
    other = ask(front, "/en/2021/sessions/three/")

    assert failed == good
    assert other[0] == "500 Internal Server Error"
    assert pages.store.figures.errors == 1
    assert "/en/2021/sessions/one/ cannot be made, its last good answer is given." in caplog.text


def test_the_last_good_page_is_asked_for_as_any_other(edition, django, now, monkeypatch):
    front = InFront(django)
    _status, headers, _body = ask(front, "/en/2021/sessions/one/")
    now(at(10, 30))
    monkeypatch.setattr("sessions.views.Listing", None)

    head = ask(front, "/en/2021/sessions/one/", "HEAD")
    known = ask(front, "/en/2021/sessions/one/", if_none_match=headers["ETag"])
    packed = ask(front, "/en/2021/sessions/one/", accept_encoding="gzip")

    assert head == ("200 OK", headers, b"")
    assert (known[0], known[2]) == ("304 Not Modified", b"")
    assert (packed[0], packed[1]["Content-Encoding"]) == ("200 OK", "gzip")


def test_a_page_that_can_be_made_again_is_the_new_one(edition, django, now, monkeypatch):
    front = InFront(django)
    ask(front, "/en/2021/sessions/one/")
    now(at(10, 30))
    with monkeypatch.context() as broken:
        broken.setattr("sessions.views.Listing", None)
        failed = ask(front, "/en/2021/sessions/one/")

    mended = ask(front, "/en/2021/sessions/one/")

    assert mended[0] == "200 OK" and mended[1]["ETag"] != failed[1]["ETag"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_where_nothing_is_released_any_more_no_page_of_before_stands_in(
    edition, django, is_kept, monkeypatch
):
    """It may be kept for a moment more: by whoever was making it while the site was swapped."""
    front = InFront(django)
    ask(front, "/en/2021/sessions/one/")
    if is_kept:
        monkeypatch.setattr(pages.store, "clear", lambda: None)

    Release.objects.all().delete()
    current.refresh()

    errors = pages.store.figures.errors
    assert len(pages.store) == is_kept
    for path in ("/en/2021/sessions/one/", "/en/"):
        status, headers, _body = ask(front, path)
        assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "5")
    assert pages.store.figures.errors == errors

    release(edition, at(8, 45))
    assert ask(front, "/en/2021/sessions/one/")[0] == "200 OK"


def test_pages_of_an_edition_that_is_gone_are_forgotten(edition, django):
    other = Edition.objects.create(
        slug="2020",
        name=in_english("Before"),
        first_date=date(2020, 5, 25),
        last_date=date(2020, 5, 26),
    )
    release(other, at(8, 40))
    front = InFront(django)
    ask(front, "/en/2020/")

    other.slug = "renamed"
    other.save()
    release(other, at(8, 45))
    assert len(pages.store) == 1, "it has another address, and is there"

    other.delete()
    current.refresh()
    assert len(pages.store) == 0


@pytest.mark.parametrize("hours", [-5, -1, 1, 5])
def test_a_clock_that_jumps_and_comes_back_gives_the_page_of_its_time(edition, django, now, hours):
    front = InFront(django)
    now(at(10, 30))
    before = ask(front, "/en/2021/programme/")
    now(at(10, 30) + timedelta(hours=hours))
    there = ask(front, "/en/2021/programme/")
    asked = django.asked
    again = ask(front, "/en/2021/programme/")
    now(at(10, 30))

    assert again == there and django.asked == asked
    assert there[1]["ETag"] != before[1]["ETag"]
    assert ask(front, "/en/2021/programme/") == before


def test_a_database_restored_to_an_older_state_is_believed(edition, django):
    front = InFront(django)
    paths = ("/en/2021/programme/", "/en/2021/schedule.ics", "/en/2021/status.json")
    first = [ask(front, path) for path in paths]
    Session.objects.filter(slug="three").update(title=in_english("Renamed"))
    release(edition, at(8, 45))
    newer = [ask(front, path) for path in paths]
    known = [
        {"if_none_match": headers["ETag"], "if_modified_since": headers["Last-Modified"]}
        for _status, headers, _body in newer
    ]

    edition.releases.filter(number=3).delete()
    current.refresh()

    assert len(pages.store) == 0, "nothing newer is given for want of another"
    for path, asked in zip(paths, known, strict=True):
        only_date = {"if_modified_since": asked["if_modified_since"]}
        assert ask(front, path, **asked)[0] == ask(front, path, **only_date)[0] == "200 OK"
    restored = [ask(front, path) for path in paths]
    assert restored == first
    assert [sent["Forum-Release"] for _, sent, _ in restored] != [
        sent["Forum-Release"] for _, sent, _ in newer
    ]


def test_the_same_number_with_another_document_is_another_release(edition, django):
    front = InFront(django)
    Session.objects.filter(slug="three").update(title=in_english("Renamed"))
    release(edition, at(8, 45))
    _status, newer, _body = ask(front, "/en/2021/programme/")
    edition.releases.filter(number=3).delete()
    Session.objects.filter(slug="three").update(title=in_english("Renamed anew"))
    release(edition, at(8, 45))

    status, restored, _body = ask(front, "/en/2021/programme/", if_none_match=newer["ETag"])

    assert status == "200 OK"
    assert restored["Forum-Release"].startswith("2021/3-")
    assert restored["Forum-Release"] != newer["Forum-Release"]


def test_after_an_erasure_no_page_of_before_is_kept(edition, django):
    ask(InFront(django), "/en/2021/sessions/one/")
    row = edition.releases.latest("number")
    type(row).objects.filter(pk=row.pk).update(
        sha256="0" * 64, changed_at=at(8) + timedelta(hours=1)
    )
    current.refresh()

    assert len(pages.store) == 0
