"""forum/publishing/warming: a new process has made what is asked for first before it is asked."""

from __future__ import annotations

import pytest

from forum.publishing import pages
from forum.publishing.warming import warm
from forum.wsgi import application
from tests.forum.released import released_edition


@pytest.mark.django_db
@pytest.mark.parametrize("site_url", ["http://127.0.0.1:8000", "https://forum.example"])
def test_front_door_and_programme_are_kept_in_each_language(settings, site_url):
    settings.SITE_URL = site_url
    settings.ALLOWED_HOSTS = ["forum.example", "127.0.0.1"]
    settings.SECURE_SSL_REDIRECT = site_url.startswith("https")
    released_edition(settings)

    warm(application)

    assert [bool(pages.store.any(path)) for path in ("/en/", "/ru/")] == [True, True]
    assert pages.store.any("/ru/2021/programme/")
    assert not pages.store.any("/ru/2021/speakers/")


@pytest.mark.django_db
def test_where_nothing_is_released_nothing_is_made(settings):
    warm(application)

    assert len(pages.store) == 0
