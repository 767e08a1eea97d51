"""forum/publishing/offline.py and /sw.js: what browsers keep, in shards that seldom change."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.test import Client

from forum.models import Edition
from forum.publishing import compression, current, offline
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from speakers.models import Speaker
from tests.walk import without_queries

pytestmark = pytest.mark.django_db

MANIFEST = "/en/2021/offline/manifest.json"
LIMIT_BYTES = 500_000


@pytest.fixture
def sample():
    call_command("sample", verbosity=0)
    return current.refresh()


def kept(client: Client, language: str = "en") -> dict[str, dict[str, str]]:
    """Return every shard of the manifest by its digest."""
    manifest = client.get(f"/{language}/2021/offline/manifest.json").json()
    return {
        digest: client.get(f"{manifest['shards']}{digest}.json").json()
        for digests in manifest["things"].values()
        for digest in digests
    }


def main_of(client: Client, address: str) -> str:
    """Return what a browser finds for an address, the way the service worker looks."""
    manifest = client.get(f"/{address.split('/')[1]}/2021/offline/manifest.json").json()
    folder = next(folder for folder in manifest["things"] if address.startswith(folder))
    slug = address.removeprefix(folder).strip("/")
    digests = manifest["things"][folder]
    digest = digests[offline.place_of(slug, len(digests))]
    return client.get(f"{manifest['shards']}{digest}.json").json()[slug]


def republished() -> None:
    publish(Edition.objects.get())
    current.refresh()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_session_and_speaker_is_found_in_its_shard(sample, client, language):
    programme = sample.releases["2021"].programme
    addresses = [
        f"/{language}/2021/{kind}/{item.slug}/"
        for kind in ("sessions", "speakers")
        for item in getattr(programme, kind)
    ]

    found = [main_of(client, address) for address in addresses]

    assert len(found) == len(programme.sessions) + len(programme.speakers)
    assert [main.count("<h1>") for main in found] == [1] * len(found)


def test_a_session_is_kept_with_when_where_and_who(sample, client):
    programme = sample.releases["2021"].programme
    session = next(s for s in programme.sessions_in_order if s.abstract)
    appearance = programme.appearances_by_session[session.guid][0]
    speaker = programme.get("speakers", appearance.speaker)

    main = main_of(client, f"/en/2021/sessions/{session.slug}/")

    for words in (
        session.title.get("en"),
        programme.get("stages", session.stage).name.get("en"),
        "UTC+3",
        "Tuesday, 25 May",
        f'href="/en/2021/speakers/{speaker.slug}/"',
        "is-abstract",
    ):
        assert words in main


def test_hostile_words_stay_words(sample, client):
    Session.objects.filter(number=2).update(
        slug="evil", title=Text({"en": "<script>1</script>"}), abstract=Text({"en": "<img src=x>"})
    )
    republished()

    main = main_of(client, "/en/2021/sessions/evil/")

    assert "<script" not in main and "<img" not in main


def test_a_change_changes_its_own_shards_alone(sample, client):
    before = kept(client)
    session = Session.objects.get(number=2)
    speakers = {appearance.speaker.slug for appearance in session.appearances.all()}
    Session.objects.filter(number=2).update(title=Text({"en": "Renamed", "ru": "Иначе"}))
    republished()

    after = kept(client)

    changed = {slug for digest in after.keys() - before.keys() for slug in after[digest]}
    manifest = client.get(MANIFEST).json()
    speakers_shards = len(manifest["things"]["/en/2021/speakers/"])
    places = {offline.place_of(slug, speakers_shards) for slug in speakers}
    assert {session.slug, *speakers} <= changed
    assert len(after.keys() - before.keys()) == 1 + len(places) < len(after)


def test_the_programme_page_alone_is_no_reason_for_new_shards(sample, client):
    before = client.get(MANIFEST).json()
    Edition.objects.update(viewers=7)
    republished()

    after = client.get(MANIFEST).json()

    assert before["things"] == after["things"]
    assert before["release"] != after["release"]


def test_the_manifest_names_pages_that_are_there_and_of_its_release(sample, client):
    manifest = client.get(MANIFEST).json()

    answers = [client.get(path) for path in [*manifest["pages"], manifest["shell"]]]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer["Forum-Release"] for answer in answers} == {manifest["release"]}
    assert {answer["Forum-Build"] for answer in answers} == {manifest["build"]}
    assert manifest["pages"] == [
        "/en/2021/",
        "/en/2021/programme/",
        "/en/2021/speakers/",
        "/en/2021/my/",
        "/en/2021/programme/2021-05-25/",
        "/en/2021/programme/2021-05-26/",
    ]


def test_the_bundle_is_all_shards_in_one(sample, client):
    bundle = client.get("/ru/2021/offline.json").json()

    assert bundle["shards"] == kept(client, "ru")
    assert bundle["release"] == client.get(MANIFEST).json()["release"]


def test_a_shard_of_another_release_is_not_found(sample, client):
    digest = next(iter(kept(client)))
    for model in (Session, Speaker):
        model.objects.all().delete()
    republished()

    assert client.get(f"/en/2021/offline/{digest}.json").status_code == 404


def test_nothing_of_it_asks_the_database(sample, client):
    digest = next(iter(kept(client)))
    current.refresh()

    with without_queries():
        for path in (MANIFEST, "/ru/2021/offline.json", f"/en/2021/offline/{digest}.json"):
            assert client.get(path).status_code == 200
        assert client.get("/ru/2021/offline/").status_code == 200


def test_shards_are_made_once_for_a_release_and_beforehand(sample, monkeypatch):
    offline.make_ready(sample.current, sample)
    monkeypatch.setattr(offline, "_made", None)

    assert list(sample.current.shelves) == ["en", "ru"]
    offline.make_ready(sample.current, sample)


def test_empty_shards_are_told_apart():
    shards = offline._shards([("a", "A")], 40)

    assert len(shards) == 4
    assert sorted(shards.values()) == [b'{"a":"A"}', b"{}", b"{}", b"{}"]


@pytest.mark.parametrize(
    ("slug", "shards", "place"), [("", 4, 0), ("a", 4, 1), ("ab", 64, 33), ("anna-luchinina", 8, 3)]
)
def test_the_place_of_a_slug_is_reckoned_from_its_letters(slug, shards, place):
    assert offline.place_of(slug, shards) == place


def test_the_page_for_what_is_not_kept_is_for_no_search_engine(sample, client):
    page = client.get("/ru/2021/offline/").content.decode()

    assert '<meta name="robots" content="noindex">' in page
    assert "На этой линии нет связи" in page


def test_the_service_worker_is_fetched_anew_and_names_the_build(client, settings):
    settings.SERVICE_WORKER, settings.BUILD = True, "one"
    response = client.get("/sw.js")
    settings.BUILD = "two"
    other = client.get("/sw.js")

    assert response["Cache-Control"] == "no-cache"
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    first = response.content.decode().partition("\n")[0]
    assert json.loads(first.removeprefix("const FORUM = ").removesuffix(";")) == {
        "build": "one",
        "isHashed": False,
        "assets": "/static/",
        "refresh": 600.0,
    }
    assert other.content == response.content.replace(b'"build": "one"', b'"build": "two"')


def test_switched_off_it_is_a_script_that_takes_itself_away(sample, client, settings):
    settings.SERVICE_WORKER = False

    assert b"unregister()" in client.get("/sw.js").content
    assert b'data-worker=""' in client.get("/en/").content


def test_pages_of_an_older_edition_have_the_current_one_kept(sample, client, settings):
    settings.SERVICE_WORKER = True
    older = Edition.objects.create(
        slug="2020",
        name=Text({"en": "Before"}),
        first_date="2020-05-25",
        last_date="2020-05-26",
    )
    publish(older)
    site = current.refresh()

    page = client.get("/ru/2020/").content.decode()

    assert 'data-worker="/sw.js" data-manifest="/ru/2021/offline/manifest.json"' in page
    assert f'data-release="{site.releases["2021"].identity}" defer' in page


@pytest.mark.real
@pytest.mark.long
def test_a_programme_of_874_sessions_is_kept_in_500_kilobytes(real_schedules, client, capsys):
    file = real_schedules / "fosdem-2024-pretalx-late.xml"
    call_command("import_programme", str(file), edition="real", create=True)
    call_command("publish", edition="real", note="Imported")
    programme = current.refresh().releases["real"].programme

    plain = client.get("/en/real/offline.json").content
    sent = {coding: compression.compressed(plain, coding) for coding in compression.CODINGS}

    assert len(programme.sessions) == 874
    assert max(map(len, sent.values())) <= LIMIT_BYTES
    assert len(client.get("/en/real/offline/manifest.json").content) < 5_000
    with capsys.disabled():
        sizes = {coding: len(data) for coding, data in sent.items()}
        print(f"\n{file.name}: {len(plain)} bytes, compressed {sizes}")
