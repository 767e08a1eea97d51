"""forum/publishing/current.py: what this process knows to be current."""

import threading
from datetime import date

import pytest
from django.db import OperationalError

from forum.models import Edition, Release
from forum.publishing import current
from forum.releases import publish
from sessions.models import Session
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


def test_a_document_that_is_here_is_not_read_again(edition, django_assert_num_queries):
    publish(edition)
    first = current.refresh()

    with django_assert_num_queries(1):
        second = current.refresh()

    assert second is first


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

    monkeypatch.setattr(Release.objects, "current", lost)
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
    assert calls[0] == threading.main_thread().name
    assert calls[1:3] == ["release-watch", "release-watch"]
