"""forum/formats/atom.py: feeds that every reader can parse."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from forum.formats.atom import Entry, Feed, write
from multilingual.text import Words
from tests.builders import at

FEED = Feed(
    id="urn:uuid:00000000-0000-4000-8000-000000000001",
    language="en",
    title=Words("News", "en", False),
    author="City",
    author_url="https://city.example/",
    updated=at(9),
    page="https://forum.example/en/2021/news/",
    source="https://forum.example/en/2021/news.atom",
)


def an_entry(**given):
    return Entry(
        **{
            "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
            "title": Words("Doors open", "en", False),
            "published": at(8),
            "updated": at(9),
            "address": "https://forum.example/en/2021/news/#news-2",
            **given,
        }
    )


def with_entries(*entries):
    return Feed(**{**vars(FEED), "entries": entries})


def test_a_feed_is_written_as_the_rfc_says():
    entry = an_entry(
        title=Words("Двери & окна", "ru", True),
        html="<p>1 &lt; 2</p>",
        html_language="ru",
        related="https://city.example/doors?a&b",
    )

    assert (
        write(with_entries(entry)).decode()
        == """\
<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
 <id>urn:uuid:00000000-0000-4000-8000-000000000001</id>
 <title>News</title>
 <updated>2021-05-25T06:00:00Z</updated>
 <link rel="alternate" type="text/html" hreflang="en" href="https://forum.example/en/2021/news/" />
 <link rel="self" type="application/atom+xml" hreflang="en" \
href="https://forum.example/en/2021/news.atom" />
 <author>
  <name>City</name>
  <uri>https://city.example/</uri>
 </author>
 <entry>
  <id>urn:uuid:00000000-0000-4000-8000-000000000002</id>
  <title xml:lang="ru">Двери &amp; окна</title>
  <published>2021-05-25T05:00:00Z</published>
  <updated>2021-05-25T06:00:00Z</updated>
  <link rel="alternate" type="text/html" hreflang="en" \
href="https://forum.example/en/2021/news/#news-2" />
  <link rel="related" href="https://city.example/doors?a&amp;b" />
  <content type="html" xml:lang="ru">&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;</content>
 </entry>
</feed>
"""
    )


def test_a_feed_without_entries_is_one():
    root = ElementTree.fromstring(write(FEED))

    assert [child.tag.rpartition("}")[2] for child in root] == [
        "id",
        "title",
        "updated",
        "link",
        "link",
        "author",
    ]


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_words_make_well_formed_xml(title, html):
    data = write(with_entries(an_entry(title=Words(title, "en", False), html=html)))

    assert ElementTree.fromstring(data).findtext("{*}entry/{*}id") == an_entry().id
