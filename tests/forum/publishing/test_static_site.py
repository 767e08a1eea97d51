"""forum/publishing/static_site: the released site as files that any file server can serve."""

from __future__ import annotations

import dataclasses
import errno
import fcntl
import gzip
import hashlib
import json
import os
import re
import threading
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from forum import clock
from forum.formats import document
from forum.programme import Programme
from forum.publishing import compression, current
from forum.publishing.site import LiveRelease, Site
from forum.publishing.static_site import making
from forum.publishing.static_site.addresses import Wanted
from forum.publishing.static_site.asking import Base, NotABase
from forum.publishing.static_site.export import CannotExport, Summary, export
from forum.publishing.static_site.links import links_in
from forum.publishing.static_site.naming import UnsafeName, file_of, place_in
from forum.values import Change, History, Tombstone
from multilingual.text import Text
from speakers.values import Picture
from tests.builders import (
    a_guid,
    a_page,
    a_session,
    a_speaker,
    a_stage,
    a_topic,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
)
from tests.hostile import hostile_programme

HERE = Base("http://127.0.0.1:8000")
NOW = at(9)
LEAN = Wanted(cards=False)


compressed = cache(compression.compressed)


@pytest.fixture(autouse=True)
def packed_once(monkeypatch):
    """Pack equal static files once for all tests."""
    monkeypatch.setattr(compression, "compressed", compressed)


def in_both(english: str, russian: str) -> Text:
    return Text({"en": english, "ru": russian})


def a_programme(**given) -> Programme:
    """Return a small programme with one of everything that has a page."""
    track, stage, topic, speaker = a_track(1), a_stage(1), a_topic(1), a_speaker(1)
    sessions = (
        a_session(1, title=in_both("Opening", "Открытие"), track=track.guid, stage=stage.guid),
        a_session(2, starts_at=at(11), stage=stage.guid, topics=(topic.guid,)),
    )
    return Programme(
        **{
            "edition": an_edition(is_current=True, contact_email="forum@example.org"),
            "tracks": (track,),
            "topics": (topic,),
            "stages": (stage,),
            "speakers": (speaker,),
            "sessions": sessions,
            "appearances": (an_appearance(sessions[0], speaker),),
            "pages": (a_page(1, in_menu=True),),
            "announcements": (an_announcement(1, starts_at=at(8)),),
            **given,
        }
    )


def a_release(
    programme: Programme, number: int = 1, since: datetime = datetime(2021, 5, 25, 5, tzinfo=UTC)
) -> LiveRelease:
    digest = hashlib.sha256(document.write(programme)).hexdigest()
    return LiveRelease(number, digest, since, programme, since)


def exported(folder: Path, *releases: LiveRelease, base: Base = HERE, **given) -> Summary:
    return export(
        folder,
        {release.programme.edition.slug: release for release in releases},
        given.pop("former_slugs", {}),
        base,
        **{"wanted": LEAN, "now": NOW, **given},
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file that a server would give, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".export")
    }


def times(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_mtime_ns for name in contents(folder)}


# What is written


def test_files_hold_what_is_served(tmp_path, monkeypatch, settings):
    settings.SERVICE_WORKER = False
    release = a_release(a_programme())
    exported(tmp_path, release)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    served = {
        "en/2021/sessions/session-1/index.html": "/en/2021/sessions/session-1/",
        "ru/2021/programme/index.html": "/ru/2021/programme/",
        "en/index.html": "/en/",
        "en/2021/schedule.ics": "/en/2021/schedule.ics",
        "ru/2021/status.json": "/ru/2021/status.json",
        "en/2021/api/v1/sessions/index.json": "/en/2021/api/v1/sessions/",
        "sitemap.2021.en.1.xml": "/sitemap.2021.en.1.xml",
        "404.html": "/404.html",
        "ru/404.html": "/ru/404.html",
        ".well-known/security.txt": "/.well-known/security.txt",
    }

    with current.pinned(Site({"2021": release}, HERE.origin, settings.BUILD)):
        expected = {file: Client().get(address).content for file, address in served.items()}

    written = contents(tmp_path)
    assert {file: written[file] for file in served} == expected


def test_every_page_and_file_of_both_languages_is_there(tmp_path):
    summary = exported(tmp_path, a_release(a_programme()))

    assert summary.broken == {}
    names = {name for name in contents(tmp_path) if not name.endswith((".gz", ".br"))}
    things = ("sessions/session-1", "sessions/session-2", "speakers/speaker-1", "tracks/track-1")
    expected = {
        f"{language}/2021/{name}"
        for language in ("en", "ru")
        for name in (
            *("index.html", "programme/index.html", "programme/2021-05-25/index.html"),
            *("live/index.html", "my/index.html", "news/index.html", "changes/index.html"),
            *("formats/index.html", "time-zones/index.html", "embed/index.html", "embed.json"),
            *("api/index.html", "api/v1/index.json", "api/v1/openapi.json", "status.json"),
            *(f"api/v1/sessions/{a_guid('session 1')}/index.json", "programme.json"),
            *("schedule.xml", "schedule.json", "schedule2.json", "sessions.csv", "speakers.xlsx"),
            *("news.atom", "changes.atom", "speakers/press-kit.zip"),
            *("speakers/speaker-1/press-kit.zip", "pages/privacy/index.html"),
            *(f"{thing}/index.html" for thing in things),
            *(f"{thing}/schedule.ics" for thing in things),
        )
    }
    expected |= {"index.html", "robots.txt", "sitemap.xml", "sw.js", "embed.js"}
    expected |= {"en/manifest.webmanifest", "ru/editions/index.html"}
    assert expected - names == set()
    assert not any(part in name for name in names for part in ("admin", "healthz", "/offline/"))


def test_files_of_single_things_that_only_programs_find_are_written_on_demand(tmp_path):
    exported(tmp_path, a_release(a_programme()), wanted=Wanted(cards=False, every_file=True))

    assert (tmp_path / "en/2021/sessions/session-1/sessions.xlsx").is_file()


def test_cards_are_drawn_for_what_pages_name(tmp_path):
    summary = exported(tmp_path, a_release(a_programme()), wanted=Wanted())

    assert summary.broken == {}
    cards = [name for name in contents(tmp_path) if "/card-" in name]
    assert len(cards) == 2 * (1 + 2 + 1 + 1)


def test_text_is_packed_beside_itself(tmp_path):
    exported(tmp_path, a_release(a_programme()))

    written = contents(tmp_path)
    packed = {name for name in written if name.endswith(".br")}
    assert {"en/index.html.br", "en/2021/schedule.ics.br", "sitemap.xml.br"} & packed
    for name in packed:
        plain = written[name.removesuffix(".br")]
        assert brotli.decompress(written[name]) == plain
        assert gzip.decompress(written[name.removesuffix(".br") + ".gz"]) == plain


def test_files_are_as_old_as_what_they_show(tmp_path, settings):
    settings.BUILT_AT = at(0)
    exported(tmp_path, a_release(a_programme(), since=at(8)))

    # At 8:00 the release came, at 9:00 nothing began; the first session soon begins at 9:45.
    modified = (tmp_path / "en/2021/sessions/session-1/index.html").stat().st_mtime
    assert datetime.fromtimestamp(modified, UTC) == at(8)


def test_data_at_an_address_with_a_slash_is_no_page(tmp_path):
    exported(tmp_path, a_release(hostile_programme()))

    pages = [body for name, body in contents(tmp_path).items() if name.endswith(".html")]
    assert pages and all(body.startswith(b"<!doctype html>") for body in pages)


def test_root_leads_to_every_language_without_script(tmp_path):
    exported(tmp_path, a_release(a_programme()))

    page = (tmp_path / "index.html").read_bytes()
    found = links_in(page, "text/html", "/", HERE.origin)
    assert {"/en/", "/ru/"} < found
    assert b"<script" not in page


def test_only_the_editions_wanted_are_there(tmp_path):
    old = a_release(a_programme(edition=an_edition(slug="2020", guid=a_guid("2020"))))
    new = a_release(a_programme())
    exported(tmp_path, old, new)

    exported(tmp_path, old)

    written = contents(tmp_path)
    assert not any("2021/" in name for name in written)
    assert b"/en/2021/" not in written["en/editions/index.html"]
    assert "en/2020/index.html" in written


# Former addresses


def a_programme_with_a_past() -> Programme:
    session = a_session(3, slug="gone")
    history = History(
        changes={session.guid: Change(2, at(8))},
        former_slugs={
            "sessions/first-name": a_guid("session 1"),
            "sessions/gone": session.guid,
            "tracks/old-line": a_guid("track 1"),
            "topics/old": a_guid("topic 1"),
        },
        removed={session.guid: Tombstone(session, at(8))},
    )
    return a_programme(history=history)


def test_former_addresses_lead_on(tmp_path):
    former = {"forum-2021": "2021"}
    summary = exported(tmp_path, a_release(a_programme_with_a_past()), former_slugs=former)

    assert summary.broken == {}
    written = contents(tmp_path)
    moved = written["ru/2021/sessions/first-name/index.html"].decode()
    assert '<meta http-equiv="refresh" content="0; url=/ru/2021/sessions/session-1/">' in moved
    assert (
        '<link rel="canonical" href="http://127.0.0.1:8000/ru/2021/sessions/session-1/">' in moved
    )
    assert "Страница переехала" in moved
    assert "<script" not in moved
    assert b"url=/en/2021/programme/" in written["en/forum-2021/programme/index.html"]


def test_calendars_go_on_where_they_were(tmp_path):
    exported(tmp_path, a_release(a_programme_with_a_past()), former_slugs={"forum-2021": "2021"})

    written = contents(tmp_path)
    now = written["en/2021/sessions/session-1/schedule.ics"]
    assert written["en/2021/sessions/first-name/schedule.ics"] == now
    assert written["en/forum-2021/schedule.ics"] == written["en/2021/schedule.ics"]


def test_removed_session_says_so_and_is_cancelled_in_calendars_for_its_time(tmp_path):
    release = a_release(a_programme_with_a_past())
    exported(tmp_path, release)
    early = contents(tmp_path)

    exported(tmp_path, release, now=NOW + timedelta(days=31))

    late = contents(tmp_path)
    assert b"410" in early["en/2021/sessions/gone/index.html"]
    assert b"STATUS:CANCELLED" in early["en/2021/sessions/gone/schedule.ics"]
    assert "en/2021/sessions/gone/schedule.ics" not in late
    assert "en/2021/sessions/gone/schedule.xml" not in early


# Below a path


def test_below_a_path_everything_moves(tmp_path):
    base = Base.read("https://archive.example/of/2021/")

    summary = exported(tmp_path, a_release(a_programme()), base=base)

    assert summary.broken == {}
    written = contents(tmp_path)
    page = written["en/2021/sessions/session-1/index.html"].decode()
    found = links_in(
        page.encode(), "text/html", "/of/2021/en/2021/sessions/session-1/", base.origin
    )
    assert found and all(link.startswith("/of/2021/") for link in found)
    assert 'href="https://archive.example/of/2021/en/2021/sessions/session-1/"' in page
    assert b"https://archive.example/of/2021/sitemap.xml" in written["robots.txt"]
    assert b"URL:https://archive.example/of/2021/en/2021/" in written[
        "en/2021/schedule.ics"
    ].replace(b"\r\n ", b"").replace(b";VALUE=URI", b"")


def test_site_is_where_it_was_after_an_export_elsewhere(tmp_path, settings):
    release = a_release(a_programme())

    with current.pinned(Site({"2021": release}, settings.SITE_URL, settings.BUILD)):
        before = Client().get("/en/2021/api/").content
        exported(tmp_path, release, base=Base("https://archive.example", "/x"))
        after = Client().get("/en/2021/api/").content

    assert before == after


@pytest.mark.parametrize(
    "address",
    [
        *("", "archive.example", "ftp://archive.example", "https://", "https:///x"),
        *("https://archive.example/?a=1", "https://archive.example/#a", "https://a:b@c.example/"),
        *("https://archive.example/../x", "https://archive.example//x", "https://[::1/"),
        "https://archive.example:99999/",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(address):
    with pytest.raises(NotABase):
        Base.read(address)


# Again


def test_second_export_writes_nothing(tmp_path):
    release = a_release(a_programme())
    exported(tmp_path, release)
    before = times(tmp_path)

    summary = exported(tmp_path, release, now=NOW + timedelta(minutes=1))

    assert (summary.written, summary.deleted) == (0, 0)
    assert summary.unchanged == len([name for name in before if not name.endswith((".gz", ".br"))])
    assert times(tmp_path) == before


def test_edition_that_did_not_change_is_not_made_again(tmp_path, monkeypatch):
    old = a_release(a_programme(edition=an_edition(slug="2020", guid=a_guid("2020"))))
    exported(tmp_path, old, a_release(a_programme()))
    asked = []
    ask = making.Asker.ask
    monkeypatch.setattr(making.Asker, "ask", lambda *given: asked.append(given[1]) or ask(*given))

    exported(tmp_path, old, a_release(a_programme(topics=(), sessions=(), appearances=()), 2, NOW))

    assert not [path for path in asked if "/2020/" in path]
    assert [path for path in asked if path.startswith("/en/2021/")]


def test_change_leaves_what_it_does_not_concern(tmp_path):
    programme = a_programme(speakers=(a_speaker(1), a_speaker(2)))
    exported(tmp_path, a_release(programme))
    before = contents(tmp_path)

    exported(tmp_path, a_release(edited(programme, "title"), 2, at(8)))

    left = {name for name, content in contents(tmp_path).items() if before.get(name) == content}
    pages = {"sessions/session-1/", "speakers/speaker-1/", "speakers/speaker-2/", "programme/"}
    concerned = {one for one in pages if f"en/2021/{one}index.html" not in left}
    assert concerned == {"sessions/session-1/", "speakers/speaker-1/", "programme/"}
    assert "en/2021/speakers/speaker-2/press-kit.zip" in left
    assert "en/2021/stages/stage-1/schedule.ics" not in left
    assert b"release 1\n" in (tmp_path / "en/2021/speakers/speaker-2/index.html").read_bytes()


def test_links_of_what_stays_are_remembered(tmp_path):
    biography = in_both(f"[My colleague]({HERE.origin}/en/2021/speakers/speaker-2/)", "Коллега")
    programme = a_programme(speakers=(a_speaker(1, biography=biography), a_speaker(2)))
    exported(tmp_path, a_release(programme))
    page = tmp_path / "en/2021/speakers/speaker-1/index.html"
    before = page.read_bytes()

    alone = programme.replace(speakers=programme.speakers[:1])
    summaries = [exported(tmp_path, a_release(alone, number)) for number in (2, 3)]

    assert page.read_bytes() == before
    assert [one.broken for one in summaries] == [
        {"/en/2021/speakers/speaker-2/": "/en/2021/speakers/speaker-1/"}
    ] * 2


def test_what_changes_by_the_clock_is_made_again(tmp_path):
    release = a_release(a_programme())
    exported(tmp_path, release)

    exported(tmp_path, release, now=at(10, 5))

    assert b"is-live" in (tmp_path / "en/2021/sessions/session-1/index.html").read_bytes()


def test_file_that_was_lost_is_written_again(tmp_path):
    release = a_release(a_programme())
    exported(tmp_path, release)
    before = contents(tmp_path)
    (tmp_path / "en/2021/schedule.ics").unlink()
    (tmp_path / "ru/2021/index.html.gz").write_bytes(b"half")

    exported(tmp_path, release)

    assert contents(tmp_path) == before


edits = st.lists(
    st.sampled_from(
        ["title", "time", "slug", "remove", "name", "unname", "edition", "page", "urgent", "track"]
    ),
    min_size=1,
    max_size=3,
)


def edited(programme: Programme, edit: str) -> Programme:
    """Return a programme as an editor would have it next."""
    sessions, speakers = programme.sessions, programme.speakers
    first = sessions[0] if sessions else None
    match edit:
        case "title" if first:
            changed = dataclasses.replace(first, title=in_both("Another", "Другое"))
            return programme.replace(sessions=(changed, *sessions[1:]))
        case "time" if first:
            changed = dataclasses.replace(first, starts_at=at(12))
            return programme.replace(sessions=(changed, *sessions[1:]))
        case "slug" if first:
            former = {**programme.history.former_slugs, f"sessions/{first.slug}": first.guid}
            changed = dataclasses.replace(first, slug=f"{first.slug}-x")
            history = dataclasses.replace(programme.history, former_slugs=former)
            return programme.replace(sessions=(changed, *sessions[1:]), history=history)
        case "remove" if first:
            history = dataclasses.replace(
                programme.history,
                former_slugs={
                    **programme.history.former_slugs,
                    f"sessions/{first.slug}": first.guid,
                },
                removed={**programme.history.removed, first.guid: Tombstone(first, at(8))},
            )
            stays = tuple(item for item in programme.appearances if item.session != first.guid)
            return programme.replace(sessions=sessions[1:], appearances=stays, history=history)
        case "name" if speakers:
            changed = dataclasses.replace(speakers[0], name=in_both("Anna", "Анна"))
            return programme.replace(speakers=(changed, *speakers[1:]))
        case "unname":
            return programme.replace(speakers=(), appearances=())
        case "edition":
            edition = dataclasses.replace(programme.edition, name=in_both("Towns", "Города"))
            return programme.replace(edition=edition)
        case "page":
            return programme.replace(pages=())
        case "urgent":
            news = an_announcement(2, starts_at=at(8), urgent=True)
            return programme.replace(announcements=(news,))
        case "track":
            return programme.replace(tracks=(dataclasses.replace(a_track(1), colour="#aa0000"),))
    return programme


def said(folder: Path) -> dict[str, bytes]:
    """Return every plain file, without the name of the release it was made from."""
    identity = re.compile(rb'"identity":"[^"]*"')
    return {
        name: identity.sub(b"", content)
        for name, content in contents(folder).items()
        if not name.endswith((".gz", ".br"))
    }


@settings(max_examples=6)
@given(edits, st.integers(0, 200))
def test_export_after_changes_is_as_a_new_one(tmp_path_factory, changes, minutes):
    again, anew = (tmp_path_factory.mktemp(name) for name in ("again", "anew"))
    programme = a_programme()
    exported(again, a_release(programme))
    now = NOW
    for change in changes:
        programme = edited(programme, change)
        now += timedelta(minutes=minutes)
        # What stays goes on naming the release it was made from: here all have one number.
        summary = exported(again, a_release(programme), now=now)

    exported(anew, a_release(programme), now=now)

    assert said(again) == said(anew)
    assert summary.broken == {}


def test_several_processes_write_the_same(tmp_path, monkeypatch):
    release = a_release(a_programme())
    exported(tmp_path / "one", release)

    exported(tmp_path / "two", release, jobs=2)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


# When something is in the way


def test_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all")

    with pytest.raises(CannotExport, match="is not empty"):
        exported(tmp_path, a_release(a_programme()))

    assert contents(tmp_path) == {"letter.txt": b"Dear all"}


def test_second_run_at_the_same_time_is_refused(tmp_path):
    with (tmp_path / ".export.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(CannotExport, match="Another export"):
            exported(tmp_path, a_release(a_programme()))


def test_full_disk_while_making_changes_nothing(tmp_path, monkeypatch):
    exported(tmp_path, a_release(a_programme()))
    before = contents(tmp_path), times(tmp_path)
    written = []

    def refuse(path, body):
        written.append(path)
        if len(written) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        with path.open("wb") as file:
            return file.write(body)

    monkeypatch.setattr(Path, "write_bytes", refuse)

    with pytest.raises(CannotExport, match="No space left"):
        exported(tmp_path, a_release(edited(a_programme(), "edition"), 2))

    assert (contents(tmp_path), times(tmp_path)) == before
    assert not (tmp_path / ".export.new").exists()


@pytest.mark.parametrize("after", [0, 3, 40])
def test_interrupted_run_is_completed_by_the_next_one(tmp_path, monkeypatch, after):
    folder, anew = tmp_path / "again", tmp_path / "anew"
    first, second = (
        a_release(a_programme()),
        a_release(edited(edited(a_programme(), "remove"), "edition"), 2),
    )
    exported(folder, first)
    replace = os.replace
    moved = []

    def interrupted(source, target):
        if ".export" in str(source) and ".export.json" not in str(target):
            moved.append(target)
            if len(moved) > after:
                raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            exported(folder, second)

    exported(folder, first)
    exported(anew, first)
    assert contents(folder) == contents(anew)


def test_page_that_cannot_be_made_changes_nothing(tmp_path, monkeypatch, caplog):
    exported(tmp_path, a_release(a_programme()))
    before = contents(tmp_path)
    monkeypatch.setattr("sessions.views.in_order", lambda appearances: 1 / 0)

    with pytest.raises(CannotExport, match=r"sessions/session-1/: answered 500"):
        exported(tmp_path, a_release(edited(a_programme(), "title"), 2))

    assert contents(tmp_path) == before


def test_assets_are_there_before_the_pages_that_load_them(tmp_path, monkeypatch):
    replace, order = os.replace, []
    monkeypatch.setattr(os, "replace", lambda a, b: order.append(str(b)) or replace(a, b))

    exported(tmp_path, a_release(a_programme()))

    pages = [place for place, name in enumerate(order) if name.endswith(".html")]
    others = [place for place, name in enumerate(order) if "/static/" in name or "/media/" in name]
    assert max(others) < min(pages)


# Links


def test_links_that_lead_nowhere_are_told(tmp_path):
    own, other = f"{HERE.origin}/en/2021/sessions/nothing/", "https://example.org/x"
    body = in_both(f"[a]({own}) [b]({HERE.origin}/admin/)", f"[c]({other})")
    programme = a_programme(pages=(a_page(1, body=body),))

    summary = exported(tmp_path, a_release(programme))

    assert summary.broken == {"/en/2021/sessions/nothing/": "/en/2021/pages/page-1/"}


def test_photo_that_is_not_stored_is_told(tmp_path):
    photo = Picture("a" * 64 + ".webp", 10, 10)
    programme = a_programme(speakers=(a_speaker(1, photo=photo),))

    summary = exported(tmp_path, a_release(programme))

    assert [*summary.broken] == [f"/media/{photo.file}"]


def test_photos_are_there_while_somebody_has_them(tmp_path):
    photo = Picture("b" * 64 + ".webp", 10, 10)
    default_storage.save(photo.file, ContentFile(b"a picture"))
    exported(tmp_path, a_release(a_programme(speakers=(a_speaker(1, photo=photo),))))
    assert (tmp_path / "media" / photo.file).read_bytes() == b"a picture"

    exported(tmp_path, a_release(a_programme(speakers=(a_speaker(1),)), 2))

    assert not (tmp_path / "media" / photo.file).exists()
    default_storage.delete(photo.file)


def test_photo_of_two_editions_stays_when_one_of_them_drops_it(tmp_path):
    photo = Picture("c" * 64 + ".webp", 10, 10)
    default_storage.save(photo.file, ContentFile(b"a picture"))
    edition = an_edition(slug="2020", guid=a_guid("2020"))
    with_photo = (a_speaker(1, photo=photo),)
    old = a_release(a_programme(edition=edition, speakers=with_photo))
    exported(tmp_path, old, a_release(a_programme(speakers=with_photo)))

    for number, releases in enumerate([(old, a_release(a_programme(), 2)), (old,)]):
        summary = exported(tmp_path, *releases)
        assert (number, summary.broken) == (number, {})
        assert (tmp_path / "media" / photo.file).read_bytes() == b"a picture"
    default_storage.delete(photo.file)


def test_links_are_found_wherever_a_browser_would():
    page = b"""<!doctype html><html data-status="/s.json"><link rel=x href="/l?a=1#b">
      <img src="/i.webp" srcset="/i1.webp 1w, /i2.webp 2w" alt='a > b'> &lt;a href="/no"&gt;
      <a title="x" href="../up/">a href="/no"</a> <a href="https://other.example/y">y</a>
      <a href="mailto:x@example.org">x</a><form action="/f"></form><a href="/q&amp;r"></a>
      <script type="application/ld+json">{"a": [{"url": "https://a.example/d/"}]}</script>
      <meta http-equiv="refresh" content="0; url=/m/">"""

    found = links_in(page, "text/html", "/en/2021/", "https://a.example")

    assert found == {
        *(
            "/s.json",
            "/l",
            "/i.webp",
            "/i1.webp",
            "/i2.webp",
            "/en/up/",
            "/f",
            "/q&r",
            "/d/",
            "/m/",
        ),
    }
    css = b"a{b:url(../fonts/x.woff2)}c{d:url('data:image/svg+xml,x')}"
    assert links_in(css, "text/css", "/static/css/a.css", "https://a.example") == {
        "/static/fonts/x.woff2"
    }


# Nothing outside


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/../etc/passwd",
            "/en/../../x",
            "/en//x",
            "//evil",
            "en/",
            "/.git/config",
            "/.export.json",
        ),
        *("/en/.hidden/", "/a\\b", "/a\x00b", "/a%2e%2e/b", "/a b/", "/" + "a" * 300),
    ],
)
def test_address_that_is_no_plain_name_is_refused(path):
    with pytest.raises(UnsafeName):
        file_of(path)


@given(st.text(max_size=40))
def test_no_address_leads_out_of_the_folder(text):
    try:
        name = file_of(text)
    except UnsafeName:
        return

    folder = Path("/folder")
    assert Path(os.path.normpath(folder / name)).is_relative_to(folder)
    assert not name.startswith(".export")


def test_link_in_the_folder_leads_nobody_out(tmp_path):
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "en").symlink_to(outside)

    with pytest.raises(UnsafeName):
        place_in(folder, "en/index.html")

    assert contents(outside) == {}


def test_hostile_programme_is_exported_whole(tmp_path):
    summary = exported(tmp_path / "folder", a_release(hostile_programme()))

    assert summary.broken == {}
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


# By a plain file server


class Plain(SimpleHTTPRequestHandler):
    """A file server as any other, told of one more index."""

    index_pages = ("index.html", "index.json")

    def send_head(self):
        place = Path(self.translate_path(self.path))
        if place.is_dir():
            found = [name for name in self.index_pages if (place / name).is_file()]
            if found:
                self.path = urlsplit(self.path).path.rstrip("/") + f"/{found[0]}"
        return super().send_head()

    def log_message(self, *args):
        pass


@pytest.fixture
def served(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Plain, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_link_leads_somewhere_at_a_plain_file_server(tmp_path, served):
    programme = a_programme_with_a_past()
    exported(tmp_path, a_release(programme), base=Base(served), wanted=Wanted())
    queue, seen, failed = ["/", "/robots.txt", "/sitemap.xml"], set(), []

    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            with urlopen(urljoin(served, path)) as answer:
                media_type = answer.headers.get_content_type()
                queue += links_in(answer.read(), media_type, path, served)
        except HTTPError as error:
            failed.append((path, error.code))

    assert failed == []
    expected = {
        f"/{language}/2021/{kind}/{item.slug}/"
        for language in ("en", "ru")
        for kind in ("sessions", "speakers", "tracks", "stages", "pages")
        for item in getattr(programme, kind)
    }
    assert expected <= seen


def test_record_tells_what_it_is_made_of(tmp_path):
    exported(tmp_path, a_release(a_programme()))

    record = json.loads((tmp_path / ".export.json").read_bytes())
    written = contents(tmp_path)
    plain = {name for name in written if not name.endswith((".gz", ".br"))}
    assert record["files"].keys() == plain
    assert {name: hashlib.sha256(written[name]).hexdigest() for name in plain} == {
        name: fields[0] for name, fields in record["files"].items()
    }
