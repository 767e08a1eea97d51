"""forum/publishing/public.py and forum/middleware.py: honest public answers, without a query."""

from __future__ import annotations

import gzip
from datetime import date, timedelta

import brotli
import pytest
from django.db import connection

from forum import clock
from forum.middleware import CONTENT_SECURITY_POLICY
from forum.models import Edition
from forum.publishing import current
from forum.releases import publish, roll_back
from sessions.models import Session
from tests.builders import at, in_english

pytestmark = pytest.mark.django_db

SESSION = "/en/2021/sessions/one/"


@pytest.fixture
def edition():
    edition = Edition.objects.create(
        slug="2021",
        name=in_english("Smart Cities"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )
    Session.objects.create(
        edition=edition,
        number=1,
        slug="one",
        title=in_english("One"),
        starts_at=at(10),
        duration_minutes=60,
    )
    publish(edition, at=at(8))
    current.refresh()
    return edition


def release(edition):
    publish(edition)
    current.refresh()


@pytest.fixture
def no_query():
    """Fail on any query while it is active."""

    def refuse(execute, sql, params, many, context):
        raise AssertionError(f"A public page asked the database: {sql}")

    with connection.execute_wrapper(refuse):
        yield


def test_a_public_page_asks_no_query(edition, no_query, client):
    assert client.get(SESSION).status_code == 200


def test_a_public_page_sends_no_cookie_and_varies_by_nothing_of_the_visitor(edition, client):
    client.cookies["sessionid"] = "anything"
    one = client.get(SESSION, headers={"accept-language": "ru", "host": "localhost"})
    other = client.get(SESSION, headers={"accept-language": "en"})

    assert one.content == other.content
    assert not one.cookies
    assert "Cookie" not in one.get("Vary", "") and "Language" not in one.get("Vary", "")


def test_the_cache_contract(edition, client):
    response = client.get(SESSION)

    assert response["Cache-Control"] == (
        "max-age=0, must-revalidate, s-maxage=1, stale-if-error=86400"
    )
    assert response["Content-Language"] == "en"
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["ETag"].startswith('"')


@pytest.mark.parametrize("sent", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
def test_a_page_that_is_known_is_not_sent_again(edition, client, sent):
    etag = client.get(SESSION)["ETag"]

    again = client.get(SESSION, headers={"if-none-match": sent.format(etag=etag)})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_a_date_sent_back_as_received_is_answered_304(edition, client):
    first = client.get(SESSION)

    again = client.get(SESSION, headers={"if-modified-since": first["Last-Modified"]})

    assert again.status_code == 304


def test_an_etag_is_weighed_before_a_date(edition, client):
    first = client.get(SESSION)

    again = client.get(
        SESSION,
        headers={"if-none-match": '"other"', "if-modified-since": first["Last-Modified"]},
    )

    assert again.status_code == 200


def test_a_new_release_changes_the_page_and_its_etag(edition, client):
    before = client.get(SESSION)
    Session.objects.update(title=in_english("Renamed"))
    hidden = client.get(SESSION)
    release(edition)
    after = client.get(SESSION, headers={"if-none-match": before["ETag"]})

    assert hidden.content == before.content
    assert after.status_code == 200
    assert b"Renamed" in after.content


def test_head_has_the_headers_of_get(edition, client):
    get, head = client.get(SESSION), client.head(SESSION)

    assert head.content == b""
    assert (head["ETag"], head["Last-Modified"]) == (get["ETag"], get["Last-Modified"])


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", [SESSION, "/", "/healthz", "/media/x", "/nothing"])
def test_only_reading_is_allowed(edition, client, method, path):
    response = getattr(client, method)(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_old_addresses_of_both_directions_redirect(edition, client):
    Session.objects.update(slug="two")
    release(edition)
    assert client.get(SESSION)["Location"] == "/en/2021/sessions/two/"

    roll_back(edition, 1)
    current.refresh()

    moved = client.get("/ru/2021/sessions/two/")
    assert (moved.status_code, moved["Location"]) == (301, "/ru/2021/sessions/one/")
    assert client.get(SESSION).status_code == 200


def test_a_renamed_edition_redirects(edition, client):
    Edition.objects.update(slug="moscow")
    release(edition)

    moved = client.get("/ru/2021/sessions/one/")

    assert (moved.status_code, moved["Location"]) == (301, "/ru/moscow/sessions/one/")


def test_a_removed_session_is_gone_with_a_way_on(edition, client):
    Session.objects.all().delete()
    release(edition)

    gone = client.get(SESSION)

    assert gone.status_code == 410
    assert b"One" in gone.content
    assert b"/en/2021/programme/" in gone.content


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/en/2021/sessions/none/", "en"),
        ("/ru/2021/sessions/none/", "ru"),
        ("/ru/1999/", "ru"),
        ("/ru/nothing/at/all", "ru"),
        ("/nothing", "en"),
        ("/en/2021/programme/2021-13-45/", "en"),
        ("/en/2021/programme/2021-05-29/", "en"),
    ],
)
def test_what_is_not_there_says_so_in_the_language_of_the_path(
    edition, client, path, language, no_query
):
    response = client.get(path)

    assert response.status_code == 404
    assert f'<html lang="{language}"'.encode() in response.content


def test_before_the_first_release_the_site_is_unavailable(client):
    response = client.get("/en/")

    assert response.status_code == 503


def test_a_live_session_changes_its_page_by_itself(edition, client, monkeypatch):
    def page(now):
        monkeypatch.setattr(clock, "now", lambda: now)
        response = client.get(SESSION)
        return response["ETag"], response["Last-Modified"]

    before, during = page(at(9)), page(at(10, 1))
    a_minute_later, afterwards = page(at(10, 2)), page(at(11))

    assert during == a_minute_later
    assert len({before[0], during[0], afterwards[0]}) == 3


def test_a_page_is_last_modified_when_its_phase_began(edition, client, monkeypatch, settings):
    settings.BUILT_AT = at(0)
    monkeypatch.setattr(clock, "now", lambda: at(10) + timedelta(minutes=7))

    response = client.get(SESSION)

    assert response["Last-Modified"] == "Tue, 25 May 2021 07:00:00 GMT"


def test_an_unknown_query_changes_nothing(edition, client):
    assert client.get(SESSION + "?utm_source=x")["ETag"] == client.get(SESSION)["ETag"]


def test_a_lost_database_does_not_stop_public_pages(edition, client, no_query):
    assert client.get("/ru/2021/").status_code == 200


def test_a_page_that_fails_says_sorry_in_both_languages(edition, client, monkeypatch):
    def fails(*args, **options):
        raise RuntimeError("broken")

    client.raise_request_exception = False
    monkeypatch.setattr("sessions.views.Listing", fails)
    monkeypatch.setattr("sessions.views.zone_label", fails)

    response = client.get(SESSION)

    assert response.status_code == 500
    assert b'lang="en"' in response.content and b'lang="ru"' in response.content
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "ETag" not in response


def test_a_release_of_another_edition_is_a_change_of_menus_and_archive(edition, client):
    before = client.get("/en/editions/")
    other = Edition.objects.create(
        slug="2022",
        name=in_english("Next"),
        first_date=date(2022, 5, 25),
        last_date=date(2022, 5, 26),
    )
    publish(other)
    current.refresh()

    after = client.get("/en/editions/", headers={"if-modified-since": before["Last-Modified"]})

    assert after.status_code == 200
    assert b"Next" in after.content


def test_two_versions_within_one_second_are_told_apart(edition, client, monkeypatch, settings):
    settings.BUILT_AT = at(0)
    monkeypatch.setattr(clock, "now", lambda: at(10) + timedelta(milliseconds=200))
    first = client.get(SESSION)
    Session.objects.update(title=in_english("Renamed"))
    publish(edition, at=at(10) + timedelta(milliseconds=500))
    current.refresh()

    monkeypatch.setattr(clock, "now", lambda: at(10, 5))
    again = client.get(SESSION, headers={"if-modified-since": first["Last-Modified"]})

    assert again.status_code == 200


def test_an_unprefixed_address_is_answered_in_the_sites_first_language(edition, client, settings):
    settings.LANGUAGES = [("ru", "Russian")]

    response = client.get("/nothing")

    assert response.status_code == 404
    assert b'<html lang="ru"' in response.content


def test_a_renamed_edition_redirects_for_no_longer_than_it_is_renamed(edition, client):
    Edition.objects.update(slug="moscow")
    release(edition)

    moved = client.get("/ru/2021/")

    assert moved["Cache-Control"].startswith("max-age=0, must-revalidate")


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "br"), ("gzip", "gzip")])
def test_pages_are_compressed_with_an_etag_of_their_own(edition, client, accepted, coding):
    plain = client.get(SESSION)

    response = client.get(SESSION, headers={"accept-encoding": accepted})
    again = client.get(
        SESSION, headers={"accept-encoding": accepted, "if-none-match": response["ETag"]}
    )

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[coding]
    assert unpack(response.content) == plain.content
    assert response["Content-Encoding"] == coding
    assert response["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert response["Content-Length"] == str(len(response.content))
    assert response["ETag"] != plain["ETag"]
    assert (again.status_code, again["ETag"]) == (304, response["ETag"])


def test_a_redirect_keeps_what_was_asked_for(edition, client):
    Session.objects.update(slug="two")
    release(edition)
    moved = client.get(f"{SESSION}?tz=Asia/Tokyo&unknown=1")
    edition.slug = "twenty-one"
    edition.save()
    release(edition)

    renamed = client.get("/en/2021/my/schedule.ics?s=1.2")

    assert moved["Location"] == "/en/2021/sessions/two/?tz=Asia%2FTokyo"
    assert renamed["Location"] == "/en/twenty-one/my/schedule.ics?s=1.2"
