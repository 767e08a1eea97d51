"""What pages say they are made of, and the status that tells open ones what is current."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.core.management import call_command

from forum import clock
from forum.models import Announcement, Edition, Release
from forum.phases import boundaries
from forum.publishing import current
from forum.publishing.here import Here
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import a_programme, a_session, an_announcement, at
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

MADE_OF = re.compile(r'data-(release|since|build|built|moment|next|status)="([^"]*)"')
BEFORE = at(1, day=24)


@pytest.fixture
def sample(monkeypatch, settings):
    """The sample, released long before the moment of the test, with news yet to come."""
    call_command("sample", verbosity=0)
    edition = Edition.objects.get()
    Announcement.objects.create(
        edition=edition,
        title=Text({"en": "Lunch", "ru": "Обед"}),
        starts_at=at(13, 7),
        ends_at=at(14, 3),
        urgent=True,
    )
    publish(edition, at=BEFORE)
    Release.objects.update(live_from=BEFORE, changed_at=BEFORE)
    settings.BUILT_AT = BEFORE
    monkeypatch.setattr(clock, "now", lambda: at(11, 30))
    return current.refresh()


def addresses() -> list[str]:
    """Return every public address in English, one that is not there included."""
    programme = current.site().releases["2021"].programme
    return [
        "/en/",
        "/en/editions/",
        *(
            f"/en/2021/{place}"
            for place in (
                "",
                "programme/",
                *(f"programme/{day.date}/" for day in programme.days),
                "speakers/",
                "live/",
                "news/",
                "changes/",
                "pages/privacy/",
                "sessions/never-was/",
            )
        ),
        *(
            f"/en/2021/{kind}/{item.slug}/"
            for kind in ("sessions", "speakers", "tracks", "stages", "pages")
            for item in getattr(programme, kind)[:6]
        ),
    ]


def made_of(response) -> dict[str, str]:
    tag = response.content.decode().partition("<html")[2].partition(">")[0]
    return dict(MADE_OF.findall(tag))


def instant(words: str) -> datetime:
    return datetime.fromisoformat(words)


def test_every_page_prints_the_moment_that_it_is_last_modified_at(sample, client):
    printed, sent = {}, {}
    for address in addresses():
        response = client.get(address)
        made = made_of(response)
        printed[address] = max(instant(made["moment"]), instant(made["since"]))
        sent[address] = parsedate_to_datetime(response["Last-Modified"])

    assert printed == sent


def test_every_page_stays_the_same_until_the_moment_it_prints_and_then_changes(
    sample, client, monkeypatch
):
    wrong = []
    for now in (at(11, 30), at(13), at(14), at(20), at(20, day=26)):
        for address in addresses():
            monkeypatch.setattr(clock, "now", lambda now=now: now)
            page = client.get(address)
            following = instant(made_of(page)["next"])
            monkeypatch.setattr(clock, "now", lambda at=following: at - timedelta(seconds=1))
            before = client.get(address)
            monkeypatch.setattr(clock, "now", lambda at=following: at)
            after = client.get(address)
            if before.content != page.content or instant(made_of(after)["moment"]) != following:
                wrong.append((address, now))

    assert wrong == []


def test_a_page_whose_time_is_over_names_no_next_moment(sample, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(12) + timedelta(days=900))

    assert made_of(client.get("/en/2021/programme/"))["next"] == ""


def test_a_page_names_what_it_is_made_of(sample, client, settings):
    assert made_of(client.get("/ru/2021/news/")) == {
        "release": "2",
        "since": "2021-05-23T22:00:00.000Z",
        "build": settings.BUILD,
        "built": str(int(BEFORE.timestamp())),
        "moment": "2021-05-18T09:00:00.000Z",
        "next": "2021-05-25T10:07:00.000Z",
        "status": "/ru/2021/status.json",
    }


def test_what_is_not_there_asks_for_no_status(sample, client):
    assert "status" not in made_of(client.get("/en/2021/sessions/never-was/"))


def test_the_build_is_escaped(sample, client, settings):
    settings.BUILD = '"><script>'
    current.refresh()

    page = client.get("/en/").content.decode()

    assert 'data-build="&quot;&gt;&lt;script&gt;"' in page


def test_an_answer_names_release_and_build_in_its_headers(sample, client):
    release = Release.objects.get(number=2)

    for address in ("/en/2021/", "/en/2021/status.json", "/en/2021/sessions/never-was/"):
        response = client.get(address)
        assert (response["Forum-Release"], response["Forum-Build"]) == (
            f"2021/2-{release.sha256[:8]}",
            "dev",
        )


def test_the_status_says_of_what_a_page_would_be_made_now(sample, client, settings):
    response = client.get("/en/2021/status.json")

    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == {
        "release": 2,
        "since": "2021-05-23T22:00:00.000Z",
        "build": settings.BUILD,
        "built": int(BEFORE.timestamp()),
        "moment": "2021-05-25T08:15:00.000Z",
        "next": "2021-05-25T09:30:00.000Z",
    }


def test_the_status_passes_every_moment_of_every_page(sample, client, monkeypatch):
    programme = sample.releases["2021"].programme
    late = []
    for boundary in boundaries(programme, programme.sessions):
        monkeypatch.setattr(clock, "now", lambda at=boundary: at)
        if instant(client.get("/en/2021/status.json").json()["moment"]) != boundary:
            late.append(boundary)

    assert late == []


def test_the_status_is_a_few_bytes_that_are_not_sent_twice(sample, client):
    response = client.get("/en/2021/status.json", headers={"accept-encoding": "br"})
    again = client.get("/en/2021/status.json", headers={"if-none-match": response["ETag"]})

    assert len(response.content) < 250
    assert "Content-Encoding" not in response and "Vary" not in response
    assert response["Cache-Control"].startswith("max-age=0, must-revalidate, s-maxage=1")
    assert (again.status_code, again.content) == (304, b"")


def test_the_status_asks_no_query(sample, client):
    with without_queries():
        assert client.get("/en/2021/status.json").status_code == 200


def test_a_release_is_told(sample, client):
    before = client.get("/en/2021/status.json").json()
    Session.objects.filter(number=2).update(title=Text({"en": "Renamed"}))
    publish(Edition.objects.get(), at=at(11, 31))
    current.refresh()

    after = client.get("/en/2021/status.json").json()

    assert (before["release"], after["release"]) == (2, 3)


def test_a_rewritten_release_is_told(sample, client):
    before = client.get("/en/2021/status.json").json()
    Release.objects.filter(number=2).update(sha256="0" * 64, changed_at=at(11, 29))
    current.refresh()

    after = client.get("/en/2021/status.json").json()

    assert before["release"] == after["release"]
    assert before["since"] < after["since"] == "2021-05-25T08:29:00.000Z"


def test_a_status_of_no_edition_is_not_found(sample, client):
    assert client.get("/en/1999/status.json").status_code == 404


def test_all_boundaries_of_a_programme_are_worked_out_once():
    programme = a_programme([a_session(n, starts_at=at(10, n)) for n in range(3)])

    assert boundaries(programme, programme.sessions) is boundaries(programme, programme.sessions)
    assert boundaries(programme, programme.sessions) == boundaries(
        programme, list(programme.sessions)
    )


def test_moments_are_words_in_order():
    moments = [at(9), at(9) + timedelta(milliseconds=1), at(10), at(9, day=26)]
    programme = a_programme(
        announcements=[an_announcement(n, starts_at=m) for n, m in enumerate(moments)]
    )
    site = current.Site({}, "https://forum.example", "b")
    live = current.LiveRelease(1, "0" * 64, at(1), programme)

    printed = [Here(site, live, "en", now=moment).made_of()["moment"] for moment in moments]

    assert printed == sorted(printed)
    assert [instant(words) for words in printed] == moments
