"""forum/formats/sitemap.py: what search engines read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from forum.formats import sitemap
from forum.formats.sitemap import Url, write, write_index
from tests.builders import at

PAGE = Url(
    "https://forum.example/en/2021/speakers/anna/",
    at(9),
    (
        ("en", "https://forum.example/en/2021/speakers/anna/"),
        ("ru", "https://forum.example/ru/2021/speakers/anna/"),
        ("x-default", "https://forum.example/en/2021/speakers/anna/"),
    ),
    ("https://forum.example/media/a.webp",),
)


def test_a_sitemap_is_written_as_the_protocol_says():
    assert (
        write([PAGE]).decode()
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
xmlns:xhtml="http://www.w3.org/1999/xhtml" \
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://forum.example/en/2021/speakers/anna/</loc>\
<lastmod>2021-05-25T06:00:00Z</lastmod>\
<xhtml:link rel="alternate" hreflang="en" \
href="https://forum.example/en/2021/speakers/anna/"/>\
<xhtml:link rel="alternate" hreflang="ru" \
href="https://forum.example/ru/2021/speakers/anna/"/>\
<xhtml:link rel="alternate" hreflang="x-default" \
href="https://forum.example/en/2021/speakers/anna/"/>\
<image:image><image:loc>https://forum.example/media/a.webp</image:loc></image:image></url>
</urlset>
"""
    )


def test_an_index_names_sitemaps():
    assert (
        write_index([("https://forum.example/sitemap.2021.en.1.xml", at(9))]).decode()
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://forum.example/sitemap.2021.en.1.xml</loc>\
<lastmod>2021-05-25T06:00:00Z</lastmod></sitemap>
</sitemapindex>
"""
    )


def test_signs_of_xml_in_addresses_are_escaped():
    address = "https://forum.example/?a=<1>&b=\"2'"

    data = write([Url(address, at(9), (("en", address),), (address,))])

    url = ElementTree.fromstring(data)[0]
    assert (url[0].text, url[2].get("href"), url[3][0].text) == (address, address, address)


@pytest.mark.parametrize(("limit", "most"), [("MOST_URLS", 2), ("MOST_BYTES", 1500)])
def test_more_than_a_sitemap_may_hold_is_refused(monkeypatch, limit, most):
    monkeypatch.setattr(sitemap, limit, most)

    assert write([PAGE] * 2)
    with pytest.raises(ValueError, match=f"Expected at most .*{most}.* got 3 in"):
        write([PAGE] * 3)
