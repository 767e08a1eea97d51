"""Tags and structured data of public pages: complete, with whole addresses, and harmless."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.core.management import call_command

from forum import clock
from forum.models import Edition
from forum.publishing import current, kept_cards
from forum.releases import publish
from forum.templatetags.sharing import territory
from multilingual.text import Text
from tests.builders import at
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

SITE = "https://forum.example"
TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def sample(settings, monkeypatch):
    settings.SITE_URL = SITE
    monkeypatch.setattr(clock, "now", lambda: at(9))
    call_command("sample", verbosity=0)
    return current.refresh().releases["2021"].programme


def page_of(client, path):
    with without_queries():
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def tags(page):
    return [(name, unescape(content)) for name, content in TAG.findall(page)]


def data_of(page):
    (found,) = DATA.findall(page)
    return json.loads(found)["@graph"]


def test_a_session_is_shared_with_its_title_words_and_card(sample, client):
    page = page_of(client, "/ru/2021/sessions/opening/")

    given = dict(tags(page))
    image = given.pop("og:image")
    alt = given.pop("og:image:alt")
    about = given.pop("og:description")
    assert given == {
        "og:site_name": "Smart Cities Moscow",
        "og:title": "Город, который слышит: открытие форума",
        "og:type": "video.other",
        "og:url": f"{SITE}/ru/2021/sessions/opening/",
        "og:locale:alternate": "en_US",
        "og:locale": "ru_RU",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }
    assert re.fullmatch(rf"{SITE}/ru/2021/sessions/opening/card-[0-9a-f]{{32}}\.png", image)
    assert alt.startswith("Город, который слышит: открытие форума · Алёна Журавлёнкова, ")
    assert f'<meta name="description" content="{about}">' in page
    assert len(about) <= 200


@pytest.mark.parametrize(
    ("path", "type_", "card"),
    [
        ("", "website", ""),
        ("2021/", "website", ""),
        ("2021/programme/", "website", ""),
        ("2021/speakers/aigerim-satbekova/", "profile", "speakers/aigerim-satbekova/"),
        ("2021/tracks/{track}/", "website", "tracks/{track}/"),
        ("2021/stages/{stage}/", "website", ""),
        ("2021/pages/privacy/", "website", ""),
        ("2021/pages/{page}/", "article", ""),
        ("2021/my/?s=1.2", "website", ""),
        ("editions/", "website", ""),
    ],
)
def test_the_card_of_a_page_is_its_own_or_that_of_the_forum(
    sample, client, monkeypatch, path, type_, card
):
    slugs = {
        "track": sample.tracks[0].slug,
        "stage": sample.stages[0].slug,
        "page": sample.pages[0].slug,
    }
    monkeypatch.setattr(kept_cards, "draw", lambda card, photos: b"drawn")

    given = dict(tags(page_of(client, f"/en/{path.format(**slugs)}")))

    address = given["og:image"].removeprefix(SITE)
    assert given["og:type"] == type_
    assert address.startswith(f"/en/2021/{card.format(**slugs)}card-")
    assert client.get(address).content == b"drawn"


def test_a_page_that_is_not_there_has_no_tags_and_no_data(sample, client):
    session = sample.sessions[0]
    edition = Edition.objects.get()
    edition.sessions.filter(guid=session.guid).delete()
    publish(edition)
    current.refresh()

    for path in (f"/en/2021/sessions/{session.slug}/", "/en/2021/sessions/never/"):
        page = client.get(path).content.decode()

        assert (tags(page), DATA.findall(page)) == ([], [])


def test_pages_draw_nothing(sample, client, monkeypatch):
    monkeypatch.setattr(kept_cards, "draw", None)

    assert page_of(client, "/en/2021/sessions/opening/")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_session_and_person_is_described_by_their_page(sample, client, language):
    home = f"/{language}/2021/"
    events = [data_of(page_of(client, f"{home}sessions/{s.slug}/"))[0] for s in sample.sessions]
    people = [
        data_of(page_of(client, f"{home}speakers/{one.slug}/"))[0]["mainEntity"]
        for one in sample.speakers
    ]

    assert len({event["@id"] for event in events}) == len(sample.sessions)
    assert sum(len(event["performer"]) for event in events) == len(sample.appearances)
    known = {person["@id"] for person in people}
    assert len(known) == len(sample.speakers)
    assert {part["@id"] for event in events for part in event["performer"]} <= known
    sub_events = data_of(page_of(client, home))[0]["subEvent"]
    assert {event["@id"] for event in sub_events} == {event["@id"] for event in events}


def test_the_way_to_a_page_leads_over_pages_that_are_there(sample, client):
    page = page_of(client, "/en/2021/programme/2021-05-26/")

    trail = data_of(page)[-1]["itemListElement"]

    assert [(step["name"], step["item"].removeprefix(SITE)) for step in trail] == [
        ("Smart Cities Moscow", "/en/2021/"),
        ("Programme", "/en/2021/programme/"),
        ("Wednesday, 26 May", "/en/2021/programme/2021-05-26/"),
    ]


def test_a_page_without_data_of_its_own_is_called_by_its_title(sample, client):
    name = "Q&A: “what's new?”"
    edition = Edition.objects.get()
    edition.pages.update(title=Text({"en": name}))
    publish(edition)
    current.refresh()

    found = data_of(page_of(client, f"/en/2021/pages/{sample.pages[0].slug}/"))

    assert (found[0]["@type"], found[0]["name"]) == ("WebPage", name)


def test_only_what_is_live_is_broadcast(sample, client, monkeypatch):
    path = "/en/2021/sessions/opening/"

    def types():
        return [node["@type"] for node in data_of(page_of(client, path))]

    before = types()
    monkeypatch.setattr(clock, "now", lambda: at(10, 30))
    during = page_of(client, path)
    monkeypatch.setattr(clock, "now", lambda: at(10, 59))
    later = page_of(client, path)

    assert before == ["Event", "BreadcrumbList"]
    assert data_of(during)[1]["publication"]["isLiveBroadcast"] is True
    # It changes at boundaries alone.
    assert during == later


HOSTILE = '</script><script>alert(1)</script><!-- & \u2028 "><img src=x>'


def test_hostile_words_stay_words(sample, client):
    edition = Edition.objects.get()
    edition.sessions.filter(slug="opening").update(title=Text({"en": HOSTILE}))
    publish(edition)
    current.refresh()

    page = page_of(client, "/en/2021/sessions/opening/")

    assert "<script>alert" not in page and "<img src=x" not in page
    (raw,) = DATA.findall(page)
    assert not set("<>&\u2028") & set(raw)
    assert data_of(page)[0]["name"] == " ".join(HOSTILE.split())
    assert dict(tags(page))["og:title"] == " ".join(HOSTILE.split())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "en_US"),
        ("ru", "ru_RU"),
        ("en-gb", "en_GB"),
        ("pt-br", "pt_BR"),
        ("zh-hans", "zh_CN"),
        ("zh-hant", "zh_TW"),
        ("kk", "kk_KZ"),
        ("xx", "xx"),
    ],
)
def test_locales_are_named_with_their_territory(code, expected):
    assert territory(code) == expected


def test_a_forum_that_says_nothing_of_itself_is_still_described(sample, client):
    edition = Edition.objects.get()
    edition.tagline = edition.description = Text()
    edition.save()
    publish(edition)
    current.refresh()

    given = dict(tags(page_of(client, "/en/2021/")))

    assert given["og:description"] == "Smart Cities Moscow · 25–26 May 2021"
    assert dict(tags(page_of(client, "/en/2021/offline/")))["og:description"] == (
        "Smart Cities Moscow"
    )
