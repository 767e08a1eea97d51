"""forum/publishing/current.py: what this process knows to be current."""

import hashlib
import threading
import time
import zlib
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError

from forum import clock
from forum.models import Edition, Release
from forum.publishing import current
from forum.releases import publish
from sessions.models import Session, Track
from tests.builders import at, in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return an_edition_row("2021")


def an_edition_row(slug, **given):
    edition = Edition.objects.create(
        slug=slug,
        name=in_english(slug),
        first_date=date(int(slug), 5, 25),
        last_date=date(int(slug), 5, 26),
        **given,
    )
    Session.objects.create(edition=edition, number=1, slug="one", title=in_english("One"))
    return edition


def test_nothing_is_public_before_the_first_release(edition):
    assert current.refresh().releases == {}


def test_a_release_is_public_once_its_time_has_come(edition):
    publish(edition, at=at(9), live_from=at(10))

    before, after = current.refresh(at(9, 59)), current.refresh(at(10))

    assert list(before.releases) == []
    assert [release.number for release in after.releases.values()] == [1]


def test_a_document_that_is_here_is_not_read_again(edition, monkeypatch):
    publish(edition)
    first = current.refresh()
    monkeypatch.setattr(current.document, "read", None)

    assert current.refresh() is first


def test_the_identity_of_the_site_changes_with_every_release(edition):
    publish(edition)
    first = current.refresh().identity
    Session.objects.update(number=2)
    publish(edition)

    assert current.refresh().identity != first


def test_the_front_door_leads_to_the_edition_called_current():
    publish(an_edition_row("2021", is_current=True))
    publish(an_edition_row("2022"))

    site = current.refresh()

    assert site.current is site.releases["2021"]
    assert [release.programme.edition.slug for release in site.editions] == ["2022", "2021"]


def test_without_a_current_one_the_latest_edition_stands_at_the_front_door():
    publish(an_edition_row("2021"))
    publish(an_edition_row("2022"))

    site = current.refresh()

    assert site.current is site.releases["2022"]


def test_an_edition_renamed_in_the_draft_keeps_its_public_address(edition):
    publish(edition)
    Edition.objects.update(slug="renamed")

    assert list(current.refresh().releases) == ["2021"]


def test_a_published_rename_of_an_edition_remembers_the_old_address(edition):
    publish(edition)
    Edition.objects.update(slug="renamed")
    publish(edition)

    site = current.refresh()

    assert (list(site.releases), site.former_slugs) == (["renamed"], {"2021": "renamed"})


def test_a_lost_database_leaves_what_is_there(edition, monkeypatch):
    publish(edition)
    before = current.refresh()

    def lost(*args, **options):
        raise OperationalError("lost")

    monkeypatch.setattr(Release.objects, "foreseen", lost)
    with pytest.raises(OperationalError):
        current.refresh()

    assert current._site is before


def test_the_watching_thread_swaps_a_new_release_in(monkeypatch, settings):
    refreshed = threading.Event()
    calls = []

    def refresh(at=None):
        calls.append(threading.current_thread().name)
        if len(calls) > 2:
            refreshed.set()
        if len(calls) == 2:
            raise OperationalError("lost for a moment")
        return current._site

    settings.RELEASE_POLL_SECONDS = 0.01
    monkeypatch.setattr(current, "_is_watching", False)
    monkeypatch.setattr(current, "refresh", refresh)
    monkeypatch.setattr(current, "_stop", threading.Event())

    current.site()

    assert refreshed.wait(10)
    current._stop.set()
    watch = next(thread for thread in threading.enumerate() if thread.name == "release-watch")
    watch.join(10)
    assert not watch.is_alive()
    assert calls[0] == threading.main_thread().name
    assert calls[1:3] == ["release-watch", "release-watch"]


def test_a_release_that_cannot_be_read_leaves_its_edition_at_the_one_before(edition, caplog):
    other = an_edition_row("2022")
    publish(edition)
    publish(other)
    Session.objects.filter(edition=edition).update(number=2)
    Session.objects.filter(edition=other).update(number=2)
    publish(other)
    broken = publish(edition)
    newer = zlib.compress(b'{"format":99}')
    Release.objects.filter(pk=broken.pk).update(document_compressed=newer, sha256="0" * 64)

    current.refresh()
    site = current.refresh()

    numbers = {slug: release.number for slug, release in site.releases.items()}
    assert numbers == {"2021": 1, "2022": 2}
    assert [record.levelname for record in caplog.records] == ["ERROR"], "told once"


def test_an_erased_document_is_read_anew(edition):
    publish(edition)
    before = current.refresh().releases["2021"]
    release = Release.objects.get()
    data = release.document.replace(b"One", b"Two")
    Release.objects.update(
        document_compressed=zlib.compress(data),
        sha256=hashlib.sha256(data).hexdigest(),
        changed_at=clock.now() + timedelta(hours=1),
    )

    after = current.refresh().releases["2021"]

    assert str(after.programme.sessions[0].title) == "Two"
    assert after.since > before.since


def test_a_former_address_is_known_only_once_the_new_one_is_public(edition):
    publish(edition)
    Edition.objects.update(slug="secret-name")
    publish(edition, live_from=clock.now() + timedelta(days=1))

    today = current.refresh()
    tomorrow = current.refresh(clock.now() + timedelta(days=2))

    assert (list(today.releases), today.former_slugs) == (["2021"], {})
    assert (list(tomorrow.releases), tomorrow.former_slugs) == (
        ["secret-name"],
        {"2021": "secret-name"},
    )


def test_who_said_last_to_be_current_stands_at_the_front_door():
    old, new = an_edition_row("2021"), an_edition_row("2022", is_current=True)
    publish(old)
    publish(new)
    Edition.objects.filter(pk=new.pk).update(is_current=False)
    Edition.objects.filter(pk=old.pk).update(is_current=True)
    publish(old, at=clock.now() + timedelta(seconds=1))

    site = current.refresh(clock.now() + timedelta(seconds=2))

    assert site.current is site.releases["2021"]


def test_first_requests_at_once_load_once_and_start_one_thread(monkeypatch, settings):
    loads, threads = [], []

    def refresh(at=None):
        loads.append(1)
        time.sleep(0.05)
        return current._site

    settings.RELEASE_POLL_SECONDS = 60
    monkeypatch.setattr(current, "_is_watching", False)
    monkeypatch.setattr(current, "_stop", threading.Event())
    monkeypatch.setattr(current, "refresh", refresh)
    monkeypatch.setattr(current, "_watch", lambda: threads.append(1))
    visitors = [threading.Thread(target=current.site) for _ in range(8)]

    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert (len(loads), len(threads)) == (1, 1)


def test_without_a_database_the_first_request_finds_an_empty_site(monkeypatch, settings, client):
    def lost(at=None):
        raise OperationalError("lost")

    settings.RELEASE_POLL_SECONDS = 0
    monkeypatch.setattr(current, "_is_watching", False)
    monkeypatch.setattr(current, "refresh", lost)

    answers = {path: client.get(path).status_code for path in ("/en/", "/ru/2021/", "/nothing")}

    assert answers == {"/en/": 503, "/ru/2021/": 503, "/nothing": 503}
    assert client.get("/en/")["Retry-After"] == "5"
    assert client.get("/readyz").status_code == 503
    assert client.get("/.well-known/security.txt").status_code == 503


def test_the_stylesheet_of_the_release_before_is_still_served(edition, client):
    track = Track.objects.create(edition=edition, number=1, slug="a", name=in_english("A"))
    publish(edition)
    before = current.refresh().releases["2021"]
    track.colour = "#123456"
    track.save()
    publish(edition)
    after = current.refresh().releases["2021"]

    old, new = client.get(before.stylesheet_url), client.get(after.stylesheet_url)

    assert before.stylesheet_url != after.stylesheet_url
    assert old.content == before.made[before.stylesheet_url.rpartition("/")[2]]
    assert new.content == after.made[after.stylesheet_url.rpartition("/")[2]]
    assert old.content != new.content


def test_the_search_index_lies_in_no_file_since_it_holds_names(edition, client):
    publish(edition)
    release = current.refresh().releases["2021"]
    name = release.search_url.rpartition("/")[2]

    assert client.get(release.search_url).status_code == 200
    assert not default_storage.exists(name)
    assert default_storage.exists(release.stylesheet_url.rpartition("/")[2])
