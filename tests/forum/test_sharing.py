"""Cards below pages: at an address made of what they show, drawn once, gone with a person."""

from __future__ import annotations

import dataclasses
import os
import threading
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from forum import sharing
from forum.erasure import erase, find
from forum.publishing import current, kept_cards, pages
from forum.publishing.caching import IMMUTABLE, PUBLIC
from forum.publishing.cards import Card, Line
from forum.publishing.here import Here
from forum.releases import publish
from speakers.photos import prepared
from tests.builders import a_guid
from tests.rows import (
    a_session_row,
    a_speaker_row,
    a_track_row,
    an_appearance_row,
    an_edition_row,
    words,
)
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

PERSON = a_guid("Zlata")
PAGES = ("", "sessions/session-1/", "speakers/zlata-primerova/", "tracks/cities/")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def edition():
    edition = an_edition_row(is_current=True)
    track = a_track_row(edition, 1, slug="cities", name=words("Cities", "Города"))
    session = a_session_row(edition, track=track)
    upload = BytesIO()
    Image.new("RGB", (300, 300), "red").save(upload, "PNG")
    upload.seek(0)
    speaker = a_speaker_row(
        edition,
        "Zlata Primerova",
        name=words("Zlata Primerova", "Злата Примерова"),
        person=PERSON,
        photo=prepared(upload).stored(),
    )
    an_appearance_row(session, speaker)
    publish(edition)
    current.refresh()
    return edition


@pytest.fixture
def drawings(monkeypatch):
    """Count what is drawn instead of drawing it."""
    drawn: list[Card] = []

    def draw(card, photos):
        drawn.append(card)
        return b"card %d" % len(drawn)

    monkeypatch.setattr(kept_cards, "draw", draw)
    return drawn


def card_address(page: str, language: str = "en") -> str:
    """Return the path of the present card of a page."""
    site = current.site()
    kind, _, slug = page.rstrip("/").partition("/")
    place = {"view_name": kind.removesuffix("s"), "path": {"slug": slug}} if kind else {}
    with_language = Here(site, site.releases["2021"], language, **place)
    return sharing.card_of(with_language)[1].removeprefix(site.url)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_card_below_it(edition, client, page, language):
    address = card_address(page, language)
    with without_queries():
        response = client.get(address)

    assert address.startswith(f"/{language}/2021/{page}card-")
    digest = address.rpartition("-")[2].removesuffix(".png")
    headers = {name: response[name] for name in ("Content-Type", "Cache-Control", "ETag")}
    assert headers == {
        "Content-Type": "image/png",
        "Cache-Control": IMMUTABLE,
        "ETag": f'"{digest}"',
    }
    assert Image.open(BytesIO(response.content)).size == (1200, 630)


def test_a_card_is_sent_once_and_never_compressed_again(edition, client):
    address = card_address("")
    first = client.get(address, headers={"accept-encoding": "br, gzip"})

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert "Content-Encoding" not in first
    assert (again.status_code, again.content) == (304, b"")


def test_a_card_is_drawn_once(edition, client, drawings):
    answers = [client.get(card_address(PAGES[1])).content for _time in range(3)]

    assert answers == [b"card 1"] * 3


def test_however_many_ask_at_once_a_card_is_drawn_once(drawings):
    card = Card("edition", edition="A", title="A", lines=(Line(),))
    found: list[bytes] = []

    def ask():
        found.append(kept_cards.kept_or_drawn(card, lambda: True))

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [b"card 1"] * 6


def test_what_was_shared_before_leads_to_the_present_card(edition, client, drawings):
    before = card_address(PAGES[1])
    edition.sessions.update(title=words("Another title"))
    publish(edition)
    current.refresh()

    response = client.get(before)

    assert (response.status_code, response["Location"]) == (302, card_address(PAGES[1]))
    assert response["Cache-Control"] == PUBLIC
    assert before != response["Location"]
    assert drawings == []


def test_a_page_that_moved_or_went_takes_its_card_along(edition, client, drawings):
    before = card_address(PAGES[1])
    edition.sessions.update(slug="elsewhere")
    publish(edition)
    current.refresh()
    moved = client.get(before)
    edition.sessions.all().delete()
    publish(edition)
    current.refresh()

    gone = client.get(before)

    assert (moved.status_code, moved["Location"]) == (301, before.replace("session-1", "elsewhere"))
    assert gone.status_code == 410
    assert client.get("/en/2021/sessions/never/card-0.png").status_code == 404
    assert client.get("/en/1999/card-0.png").status_code == 404


def test_a_disk_that_takes_nothing_costs_a_drawing_and_a_line_in_the_log(
    edition, client, drawings, monkeypatch, caplog
):
    def refuse(*args, **rest):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    address = card_address("")

    first = client.get(address)
    pages.store.clear()
    second = client.get(address)

    assert [answer.content for answer in (first, second)] == [b"card 1", b"card 2"]
    assert "A card could not be kept: No space left on device" in caplog.text


def test_over_its_limit_the_folder_loses_the_oldest(drawings, monkeypatch):
    monkeypatch.setattr(kept_cards, "BYTES_AT_MOST", 24)
    cards = [Card("edition", edition="A", title=str(n), lines=(Line(),)) for n in range(5)]

    for number, card in enumerate(cards):
        kept_cards.kept_or_drawn(card, lambda: True)
        for file in kept_cards.folder().glob(f"{card.digest}*"):
            os.utime(file, (number, number))

    kept = {file.stem for file in kept_cards.folder().iterdir()}
    assert kept == {card.digest for card in cards[2:]}


def kept() -> list[str]:
    folder = kept_cards.folder()
    return sorted(os.listdir(folder)) if folder.exists() else []


def test_no_card_of_an_erased_person_is_kept(edition, client, django_capture_on_commit_callbacks):
    addresses = [card_address(page) for page in PAGES]
    for address in addresses:
        client.get(address)
    assert len(kept()) == 4

    with django_capture_on_commit_callbacks(execute=True):
        erase(find(PERSON))

    assert kept() == []
    current.refresh()
    assert client.get(addresses[1]).status_code == 302
    assert client.get(addresses[2]).status_code == 404


def test_what_another_process_drew_late_of_an_erased_person_goes_with_its_release(
    edition, client, drawings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        erase(find(PERSON))
    # This process has not heard of it yet.
    assert client.get(card_address(PAGES[2])).status_code == 200
    assert len(kept()) == 1

    current.refresh()

    assert kept() == []


def test_what_is_drawn_while_the_releases_change_is_not_kept(edition, client, monkeypatch):
    address = card_address(PAGES[2])

    def draw(card, photos):
        monkeypatch.setattr(current, "_site", dataclasses.replace(current.site()))
        return b"card"

    monkeypatch.setattr(kept_cards, "draw", draw)

    assert client.get(address).content == b"card"
    assert kept() == []


def test_a_process_that_begins_leaves_what_is_kept(edition, client, drawings, monkeypatch):
    client.get(card_address(""))
    monkeypatch.setattr(current, "_site", dataclasses.replace(current.site(), releases={}))
    monkeypatch.setattr(current, "_by_edition", {})

    current.refresh()

    assert len(kept()) == 1


def test_kept_cards_have_no_address_of_their_own(edition, client, drawings):
    client.get(card_address(""))

    assert client.get(f"/media/cards/{kept()[0]}").status_code == 404
    assert Client().get(f"/media/{kept()[0]}").status_code == 404
