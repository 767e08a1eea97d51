"""forum/publishing/kept_releases.py: a node starts without its database, and nothing old wins."""

import hashlib
import json
import os
import threading
import time
import zlib
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from forum import clock
from forum.erasure import erase, find
from forum.models import Edition, Release
from forum.publishing import current, kept_releases
from forum.publishing.kept_releases import LIST, Listing
from forum.publishing.site import Site
from forum.releases import publish
from sessions.models import Session
from tests.builders import at, in_english
from tests.rows import a_speaker_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    settings.KEPT_ROOT = tmp_path / "kept"
    return settings.KEPT_ROOT


@pytest.fixture
def edition():
    edition = Edition.objects.create(
        slug="2021",
        name=in_english("Forum"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
    )
    Session.objects.create(edition=edition, number=1, slug="one", title=in_english("One"))
    return edition


@pytest.fixture
def restarted(monkeypatch, settings):
    """Begin as a new process would; its database is gone unless it is said to answer."""

    def restart(*, is_answering=False, instant=None):
        monkeypatch.setattr(current, "_site", Site({}, settings.SITE_URL, settings.BUILD))
        monkeypatch.setattr(current, "_by_edition", {})
        monkeypatch.setattr(current, "_listing", Listing())
        monkeypatch.setattr(current, "_waiting", {})
        monkeypatch.setattr(current, "_source", "")
        monkeypatch.setattr(current, "_is_watching", False)
        monkeypatch.setattr(current, "_stop", threading.Event())
        # The connection is the test's own, with what it wrote.
        monkeypatch.setattr(current, "connection", SimpleNamespace(close=lambda: None))
        settings.RELEASE_POLL_SECONDS = 0
        if instant:
            monkeypatch.setattr(clock, "latest", lambda: instant)
        if not is_answering:
            lose_the_database(monkeypatch)
        return current.site()

    return restart


def lose_the_database(monkeypatch):
    def lost(*args, **options):
        raise OperationalError("lost")

    monkeypatch.setattr(Release.objects, "foreseen", lost)


def moved(edition, number, **given):
    Session.objects.filter(edition=edition).update(number=number)
    return publish(edition, **given)


def numbers(site):
    return {slug: release.number for slug, release in site.releases.items()}


def documents(folder):
    return {path.stem for path in folder.glob("*.zlib")}


def test_a_node_starts_from_what_it_kept(edition, kept, restarted, client):
    publish(edition)
    Edition.objects.update(slug="renamed")
    publish(edition)
    before = current.refresh()

    after = restarted()

    assert after == before and after is not before
    assert after.former_slugs == {"2021": "renamed"}
    assert client.get("/en/renamed/").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 200 and ready.json()["source"] == "kept"


def test_the_word_of_a_database_that_answers_wins(edition, kept, restarted):
    publish(edition)
    current.refresh()
    moved(edition, 2)

    site = restarted(is_answering=True)

    assert (numbers(site), current.source()) == ({"2021": 2}, "database")


def test_an_empty_database_that_answers_wins_as_well(edition, kept, restarted):
    publish(edition)
    current.refresh()
    Release.objects.all().delete()

    assert numbers(restarted(is_answering=True)) == {}
    assert documents(kept) == set(), "nothing of it is kept any more"


def test_what_was_served_without_a_database_is_replaced_once_it_answers(
    edition, kept, restarted, monkeypatch
):
    publish(edition)
    current.refresh()
    with monkeypatch.context() as lost:
        lose_the_database(lost)
        restarted(is_answering=True)
    moved(edition, 2)

    site = current.refresh()

    assert (numbers(site), current.source(), current.is_lost()) == ({"2021": 2}, "database", False)


def test_only_what_is_current_is_kept_for_nobody_else_to_read(edition, kept):
    publish(edition)
    current.refresh()
    second = moved(edition, 2)
    current.refresh()

    assert documents(kept) == {second.sha256}
    assert {path.name for path in kept.iterdir()} == {LIST, ".lock", f"{second.sha256}.zlib"}
    assert kept.stat().st_mode & 0o077 == 0


def test_what_is_kept_already_is_not_written_again(edition, kept):
    publish(edition)
    current.refresh()
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}

    current.refresh()

    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == before


def test_a_folder_that_was_emptied_is_filled_again(edition, kept):
    first = publish(edition)
    current.refresh()
    kept_releases.forget()
    emptied = documents(kept)

    current.refresh()

    assert (emptied, documents(kept)) == (set(), {first.sha256})


def test_whoever_is_erased_stands_in_no_kept_file(edition, kept, restarted):
    speaker = a_speaker_row(edition, "Anna Petrova")
    publish(edition)
    current.refresh()
    assert b"Anna Petrova" in b"".join(zlib.decompress(p.read_bytes()) for p in kept.glob("*.zlib"))

    erase(find(str(speaker.person)))
    current.refresh()

    assert documents(kept) == {Release.objects.get().sha256}
    assert b"Anna" not in zlib.decompress(next(kept.glob("*.zlib")).read_bytes())


@pytest.mark.django_db(transaction=True)
def test_erasing_forgets_what_is_kept_though_no_server_runs(edition, kept, restarted):
    speaker = a_speaker_row(edition, "Anna Petrova")
    publish(edition)
    current.refresh()

    erase(find(str(speaker.person)))

    assert documents(kept) == set()
    assert numbers(restarted()) == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: zlib.compress(b"{}"),
        lambda content: bytes([*content[:40], content[40] ^ 1, *content[41:]]),
    ],
    ids=["half", "empty", "another", "one bit"],
)
@pytest.mark.parametrize("pattern", ["*.zlib", LIST])
def test_nothing_damaged_is_served(edition, kept, restarted, caplog, damage, pattern):
    publish(edition)
    current.refresh()
    (file,) = kept.glob(pattern)
    file.write_bytes(damage(file.read_bytes()))

    assert numbers(restarted()) == {}
    assert "ERROR" in {record.levelname for record in caplog.records}


def test_a_list_of_a_newer_build_is_not_guessed_at(edition, kept, restarted):
    publish(edition)
    current.refresh()
    lines = json.dumps({"format": 2}).encode()
    (kept / LIST).write_bytes(hashlib.sha256(lines).hexdigest().encode() + b"\n" + lines)

    assert numbers(restarted()) == {}


def test_what_was_kept_of_another_site_is_not_served(edition, kept, restarted, settings):
    publish(edition)
    current.refresh()
    settings.SITE_URL = "http://127.0.0.1:9000"

    assert numbers(restarted()) == {}


def test_what_was_kept_of_another_database_is_not_served(edition, kept, restarted, monkeypatch):
    publish(edition)
    current.refresh()
    monkeypatch.setitem(connection.settings_dict, "HOST", "another.example")

    assert numbers(restarted()) == {}


def test_a_release_goes_live_on_time_without_the_database(edition, kept, monkeypatch):
    publish(edition, at=at(8))
    moved(edition, 2, at=at(8), live_from=at(10))
    current.refresh(at(9))
    lose_the_database(monkeypatch)

    sites = [numbers(current.go_on(instant)) for instant in (at(9, 59), at(10), at(8))]

    assert sites == [{"2021": 1}, {"2021": 2}, {"2021": 2}]


@pytest.mark.parametrize(("hour", "number"), [(9, 1), (10, 2)])
def test_a_node_that_starts_without_its_database_keeps_to_the_time(
    edition, kept, restarted, hour, number
):
    publish(edition, at=at(8))
    moved(edition, 2, at=at(8), live_from=at(10))
    current.refresh(at(8, 30))

    assert numbers(restarted(instant=at(hour))) == {"2021": number}


def test_what_was_public_is_so_after_a_start_with_a_clock_far_behind(edition, kept, restarted):
    publish(edition, at=at(8))
    moved(edition, 2, at=at(8), live_from=at(10))
    current.refresh(at(11))

    site = restarted(instant=at(11) - timedelta(days=18_000))

    assert numbers(site) == {"2021": 2}


def test_a_release_withdrawn_before_its_time_does_not_go_live(edition, kept, monkeypatch):
    publish(edition, at=at(8))
    moved(edition, 2, at=at(8), live_from=at(10))
    current.refresh(at(9))
    moved(edition, 3, at=at(9))
    current.refresh(at(9))
    lose_the_database(monkeypatch)

    assert numbers(current.go_on(at(11))) == {"2021": 3}


def test_a_disk_that_takes_nothing_is_logged_once_and_the_site_goes_on(
    edition, kept, monkeypatch, caplog
):
    def full(*args):
        raise OSError(28, "No space left on device")

    publish(edition)
    with monkeypatch.context() as disk:
        disk.setattr(kept_releases, "write_whole", full)
        sites = [numbers(current.refresh()) for _ in range(3)]
    errors = [record.levelname for record in caplog.records]

    current.refresh()

    assert (sites, errors) == ([{"2021": 1}] * 3, ["ERROR"])
    assert len(documents(kept)) == 1, "as soon as there is room"


def test_a_folder_that_cannot_be_made_does_not_matter(edition, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.KEPT_ROOT = tmp_path / "file" / "kept"
    publish(edition)

    assert numbers(current.refresh()) == {"2021": 1}
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_an_old_list_does_not_win_over_what_this_process_knows(edition, kept, monkeypatch):
    publish(edition)
    current.refresh()
    moved(edition, 2)
    with monkeypatch.context() as disk:
        disk.setattr(kept_releases, "keep", lambda *args: None)
        current.refresh()
    lose_the_database(monkeypatch)

    assert numbers(current.go_on()) == {"2021": 2}


def settle(folder, minutes=60):
    """Let the folder and its list have lain there for so long."""
    then = time.time() - 60 * minutes
    for path in (folder / LIST, folder):
        if path.exists():
            os.utime(path, (then, then))


def test_a_folder_that_has_not_changed_is_not_looked_into(edition, kept, monkeypatch):
    publish(edition)
    current.refresh()
    settle(kept)
    looked = []
    holds = kept_releases._holds
    monkeypatch.setattr(
        kept_releases, "_holds", lambda *given: looked.append(len(looked)) or holds(*given)
    )

    for _second in range(3):
        current.refresh()

    assert looked == [0]


@pytest.mark.parametrize("is_long_ago", [False, True])
def test_what_changes_in_a_folder_is_mended_when_it_is_looked_at_next(edition, kept, is_long_ago):
    publish(edition)
    current.refresh()
    for spoil in (
        lambda: next(kept.glob("*.zlib")).unlink(),
        lambda: (kept / "left over").touch(),
        lambda: (kept / LIST).write_text("damaged"),
        lambda: (kept / LIST).unlink(),
        kept_releases.forget,
    ):
        settle(kept)
        current.refresh()
        before = {path.name: path.read_bytes() for path in kept.iterdir()}

        spoil()
        if is_long_ago:
            settle(kept, minutes=30)
        current.refresh()

        assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_what_changed_just_now_is_looked_into_again(edition, kept):
    publish(edition)
    current.refresh()
    current.refresh()
    known = (kept / LIST).stat()
    content = (kept / LIST).read_bytes()

    # As within one tick of the file system's clock: the stamps say nothing.
    (kept / LIST).write_bytes(content[::-1])
    os.utime(kept / LIST, ns=(known.st_atime_ns, known.st_mtime_ns))
    current.refresh()

    assert (kept / LIST).read_bytes() == content
