"""The site as an app: Chromium reads its manifest and finds nothing to complain of."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_manifest_is_understood(site, page, context, language):
    page.goto(f"{site.url}/{language}/2021/programme/")
    devtools = context.new_cdp_session(page)

    found = devtools.send("Page.getAppManifest")
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert found["url"] == f"{site.url}/{language}/manifest.webmanifest"
    assert found["errors"] == []
    # A window without a profile, as in tests, installs nothing; that is no fault of the site.
    assert [e["errorId"] for e in errors if e["errorId"] != "in-incognito"] == []


def test_every_icon_is_there(site, page):
    page.goto(f"{site.url}/en/")
    manifest = page.request.get(f"{site.url}/en/manifest.webmanifest").json()
    touch = page.locator("link[rel=apple-touch-icon]").get_attribute("href")

    addresses = [touch, "/favicon.ico", *(icon["src"] for icon in manifest["icons"])]

    assert [page.request.get(site.url + address).status for address in addresses] == [200] * 6
