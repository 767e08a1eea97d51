"""forum/backups.py: everything comes back as it was, or nothing changes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as Login
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from forum import backups
from forum.backups import MANIFEST, Backup, NotABackup, NotRestored, back_up, owned, restore
from forum.models import Edition, Import, Release
from forum.publishing import current, pages
from forum.releases import publish
from sessions.models import Session, Topic
from speakers.models import Speaker
from speakers.photos import store_bytes
from tests.rows import a_session_row, a_speaker_row, an_edition_row, words

pytestmark = pytest.mark.django_db

PICTURE = b"a picture of some kind" * 1000


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    # A storage remembers its folder.
    storages._storages.clear()
    default_storage._wrapped = storages["default"]
    yield settings.MEDIA_ROOT
    storages._storages.clear()
    default_storage._wrapped = storages.create_storage(settings.STORAGES["default"])


@pytest.fixture
def forum():
    """A forum with something in every corner that a backup has to look into."""
    user = User.objects.create_user("anna", password="secret")
    group = Group.objects.create(name="editors")
    group.permissions.add(*Permission.objects.filter(codename__startswith="change_s"))
    user.groups.add(group)
    TOTPDevice.objects.create(user=user, name="phone")
    StaticDevice.objects.create(user=user, name="spare").token_set.create(token="abc")
    edition = an_edition_row(is_current=True, name=words("Cities ‘21", "Города 🏙"))
    session = a_session_row(edition, starts_at=datetime(2021, 5, 25, 7, 0, 0, 123456, UTC))
    session.topics.add(Topic.objects.create(edition=edition, slug="air", name=words("Air")))
    session.title = words("Changed", "Изменено")
    session.save()
    a_speaker_row(edition, "Ёлкина <script>", slug="yolkina")
    store_bytes(PICTURE, "webp")
    kind = ContentType.objects.get_for_model(Session)
    LogEntry.objects.create(
        user=user, content_type=kind, object_id="1", object_repr="x", action_flag=CHANGE
    )
    publish(edition, author=user)
    Session.objects.update(duration_minutes=45)
    publish(edition, author=user)
    publish_later(edition)
    Import.objects.create(
        edition=edition,
        created_at=datetime(2021, 5, 1, tzinfo=UTC),
        author=user,
        file_name="a.xml",
        format_name="frab",
        language="en",
        file_compressed=b"\x00\xff",
    )
    Login.objects.create(session_key="a" * 32, expire_date=datetime(2031, 1, 1, tzinfo=UTC))
    return edition


def publish_later(edition):
    Session.objects.update(duration_minutes=50)
    return publish(edition, live_from=datetime.now(UTC) + timedelta(days=9))


def all_rows():
    """Return every row of every table that is ours, as the database has it."""
    kinds = {kind.pk: kind.natural_key() for kind in ContentType.objects.all()}
    allowed = {own.pk: own.natural_key() for own in Permission.objects.all()}
    found = {}
    for model in owned():
        found[model._meta.label] = rows = []
        for row in model._base_manager.order_by("pk").values():
            if "content_type_id" in row:
                row["content_type_id"] = kinds[row["content_type_id"]]
            if "permission_id" in row:
                row["permission_id"] = allowed[row["permission_id"]]
            rows.append({k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()})
    return found


def a_backup():
    stream = io.BytesIO()
    back_up(stream)
    return stream


def damaged(stream, *, change=None, leave_out="", **added):
    """Return the backup with some members changed, in an archive that is sound as such."""
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for info in old.infolist():
            if info.filename == leave_out:
                continue
            content = old.read(info)
            new.writestr(info, change(info.filename, content) if change else content)
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return changed


def with_manifest(stream, edit):
    def change(name, content):
        if name != MANIFEST:
            return content
        manifest = json.loads(content)
        edit(manifest)
        return json.dumps(manifest)

    return damaged(stream, change=change)


def test_everything_comes_back_as_it_was(forum):
    before = all_rows()
    summary = restore(Backup(a_backup()), replace=True)

    assert all_rows() == before
    assert summary.rows["forum.Release"] == 3
    assert summary.rows["programme.HistoricalSession"] >= 2
    assert {label for label, rows in before.items() if not rows} <= {
        "auth.User_user_permissions",
        *(label for label in before if label.startswith(("forum.", "programme.", "speakers."))),
    }, "the forum of this test has something everywhere else"


def test_what_was_done_since_is_gone_and_what_was_deleted_is_back(forum):
    before = all_rows()
    backup = Backup(a_backup())
    Speaker.objects.all().delete()
    a_session_row(forum, 7)
    publish(forum)
    User.objects.create_user("mallory")

    restore(backup, replace=True)

    assert all_rows() == before


def test_the_rows_of_now_are_the_rows_of_the_clock_and_columns_of_then(forum):
    # A row that is written by Django would take the time of now, and fold its words anew.
    Session.objects.update(title_folded="as it was")
    backup = Backup(a_backup())
    Session.objects.update(title_folded="")

    restore(backup, replace=True)

    assert Session.objects.get().title_folded == "as it was"


def test_an_older_state_is_served_and_its_numbers_go_on(forum, client):
    current.refresh()
    address = "/en/2021/sessions/session-1/"
    before = client.get(address)
    backup = Backup(a_backup())
    Session.objects.update(title=words("Wrong"))
    publish(forum)
    current.refresh()
    wrong = client.get(address)

    restore(backup, replace=True)
    current.refresh()

    after = client.get(address)
    assert b"Wrong" in wrong.content
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert after["Forum-Release"] == before["Forum-Release"] != wrong["Forum-Release"]
    Session.objects.update(title=words("Anew"))
    assert publish(forum).number == 4


def test_new_rows_get_keys_that_nobody_has(forum):
    restore(Backup(a_backup()), replace=True)

    known = {*Session.history.values_list("id", flat=True)}
    assert a_session_row(forum, 99).pk not in known
    assert Group.objects.create(name="others").pk != Group.objects.get(name="editors").pk


def test_nobody_stays_logged_in(forum):
    restore(Backup(a_backup()), replace=True)

    assert not Login.objects.exists()


def test_only_an_empty_database_is_filled_unless_it_may_be_replaced(forum):
    before = all_rows()
    backup = Backup(a_backup())

    with pytest.raises(NotRestored, match=r"not empty: .*1 of auth\.User.* --replace"):
        restore(backup)

    assert all_rows() == before
    for model in owned():
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    restore(backup)
    assert all_rows() == before


def test_media_come_back_and_those_that_are_there_are_not_written_again(forum, media):
    name = f"{hashlib.sha256(PICTURE).hexdigest()}.webp"
    other = store_bytes(b"another file", "pdf")
    (media / "cards").mkdir()
    (media / "cards" / "card.png").write_bytes(b"can be drawn again")
    backup = Backup(a_backup())
    before = (media / other).stat().st_mtime_ns
    (media / name).unlink()

    restore(backup, replace=True)

    assert (media / name).read_bytes() == PICTURE
    assert (media / other).stat().st_mtime_ns == before
    assert [info.filename for info in backup.media if "card" in info.filename] == []


def test_a_damaged_file_is_mended_from_the_backup(forum, media):
    name = f"{hashlib.sha256(PICTURE).hexdigest()}.webp"
    backup = Backup(a_backup())
    (media / name).write_bytes(b"!" * len(PICTURE))

    restore(backup, replace=True)

    assert (media / name).read_bytes() == PICTURE


def test_a_damaged_file_is_left_out_of_the_backup_and_told(forum, media, capsys, tmp_path):
    (media / f"{hashlib.sha256(PICTURE).hexdigest()}.webp").write_bytes(b"!")

    call_command("backup", str(tmp_path / "b.zip"))

    assert "is damaged" in capsys.readouterr().err
    with (tmp_path / "b.zip").open("rb") as stream:
        restore(Backup(stream), replace=True)


HOSTILE = {
    "cut off": lambda stream: io.BytesIO(stream.getvalue()[: len(stream.getvalue()) // 2]),
    "empty": lambda stream: io.BytesIO(),
    "no backup": lambda stream: damaged(io.BytesIO(an_empty_zip()), a_dot_txt=b"x"),
    "a path out of its folder": lambda stream: damaged(stream, **{"media__../../evil.webp": b"x"}),
    "an absolute path": lambda stream: damaged(stream, **{"/etc/cron.d/evil": b"x"}),
    "an unknown table": lambda stream: damaged(stream, **{"tables__evil.Table.jsonl": b"[1]\n"}),
    "a table left out": lambda stream: damaged(stream, leave_out="tables/forum.Release.jsonl"),
    "a picture left out": lambda stream: damaged(
        stream, leave_out=f"media/{hashlib.sha256(PICTURE).hexdigest()}.webp"
    ),
    "another picture": lambda stream: damaged(
        stream, change=lambda name, content: b"x" if name.startswith("media/") else content
    ),
    "another name": lambda stream: damaged(
        stream, change=lambda name, content: content.replace(b"anna", b"eve")
    ),
    "a picture twice": lambda stream: damaged(
        stream, **{f"media__{hashlib.sha256(PICTURE).hexdigest()}.webp": PICTURE}
    ),
    "a newer format": lambda stream: with_manifest(stream, lambda m: m.update(format=2)),
    "newer migrations": lambda stream: with_manifest(
        stream, lambda m: m["migrations"]["forum"].append("9999_newer")
    ),
    "older migrations": lambda stream: with_manifest(
        stream, lambda m: m["migrations"]["forum"].pop()
    ),
    "other columns": lambda stream: with_manifest(
        stream, lambda m: m["tables"]["auth.User"]["fields"].reverse()
    ),
    "a manifest of another shape": lambda stream: with_manifest(stream, lambda m: m.pop("tables")),
    "a manifest of lists": lambda stream: with_manifest(stream, lambda m: m.update(tables=[1])),
    "a bomb": lambda stream: a_bomb(stream),
}


def an_empty_zip():
    stream = io.BytesIO()
    zipfile.ZipFile(stream, "w").close()
    return stream.getvalue()


def a_bomb(stream):
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(stream) as old,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            new.writestr(info, old.read(info) if "User.jsonl" not in info.filename else b"")
        with new.open("tables/auth.User.jsonl", "w", force_zip64=True) as member:
            for _ in range(60):
                member.write(b" " * 1_000_000)
    return bomb


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_not_sound_changes_nothing(forum, media, hostile):
    backup = HOSTILE[hostile](a_backup())
    (media / f"{hashlib.sha256(PICTURE).hexdigest()}.webp").unlink()
    before = all_rows()

    with pytest.raises(NotABackup):
        restore(Backup(backup), replace=True)

    assert all_rows() == before
    assert [path for path in media.iterdir() if path.suffix == ".webp"] == []
    assert not (media.parent.parent / "evil.webp").exists()


def with_rows(stream, label, edit):
    """Return the backup with edited rows, and a manifest that vouches for them."""
    name = f"tables/{label}.jsonl"
    with zipfile.ZipFile(stream) as archive:
        rows = [json.loads(line) for line in archive.read(name).splitlines()]
        fields = json.loads(archive.read(MANIFEST))["tables"][label]["fields"]
    for row in rows:
        edit(row, fields)
    content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    def change(member, before):
        if member == name:
            return content
        if member != MANIFEST:
            return before
        manifest = json.loads(before)
        manifest["tables"][label]["sha256"] = hashlib.sha256(content).hexdigest()
        return json.dumps(manifest)

    return damaged(stream, change=change)


def setting(field, value):
    def edit(row, fields):
        row[fields.index(field)] = value

    return edit


@pytest.mark.parametrize(
    ("label", "edit", "error", "reason"),
    [
        ("forum.Release", setting("sha256", "0" * 64), NotABackup, "document is damaged"),
        ("forum.Release", setting("document_compressed", "zz"), NotABackup, "row 1"),
        ("forum.Release", setting("live_from", "soon"), NotABackup, "row 1"),
        ("forum.Release", lambda row, fields: row.pop(), NotABackup, "expected 12 values"),
        ("forum.Release", setting("edition_id", 999), NotRestored, "999|foreign key"),
        ("forum.Edition", setting("slug", None), NotRestored, "NULL|null"),
        ("admin.LogEntry", setting("content_type_id", ["no", "such"]), NotABackup, "no.*such"),
    ],
)
def test_rows_that_cannot_be_change_nothing(forum, label, edit, error, reason):
    backup = with_rows(a_backup(), label, edit)
    before = all_rows()

    with pytest.raises(error, match=reason):
        restore(Backup(backup), replace=True)

    assert all_rows() == before


def test_the_file_is_for_its_owner_alone(forum, tmp_path):
    file = tmp_path / "forum.zip"
    file.touch(mode=0o644)

    call_command("backup", str(file))

    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["forum.zip"]


def test_an_interrupted_backup_leaves_the_one_before(forum, tmp_path, monkeypatch):
    def interrupted(stream):
        stream.write(b"half")
        raise KeyboardInterrupt

    file = tmp_path / "forum.zip"
    file.write_bytes(b"the one before")
    monkeypatch.setattr("forum.management.commands.backup.back_up", interrupted)

    with pytest.raises(KeyboardInterrupt):
        call_command("backup", str(file))

    assert file.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["forum.zip"]


def test_a_refusal_says_why_and_that_nothing_changed(forum, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK not really")

    with pytest.raises(CommandError, match=r"^Nothing was changed\. This is no whole ZIP file"):
        call_command("restore", str(tmp_path / "a.zip"), replace=True)
    with pytest.raises(CommandError, match=r"could not be restored: .*No such file"):
        call_command("restore", str(tmp_path / "b.zip"))
    with pytest.raises(CommandError, match=r"could not be written: .*No such file"):
        call_command("backup", str(tmp_path / "no" / "b.zip"))


def test_the_manifest_says_what_it_is(forum):
    with zipfile.ZipFile(a_backup()) as archive:
        manifest = json.loads(archive.read(MANIFEST))

    assert manifest["tables"]["forum.Release"]["rows"] == 3
    assert manifest["engine"] == connection.vendor
    assert manifest["migrations"]["forum"][0] == "0001_initial"
    assert manifest["media"]["files"] >= 1
    assert "sessions.Session" not in manifest["tables"]


def test_no_table_of_ours_is_forgotten():
    """Whoever adds an app decides whether its rows are backed up."""
    from django.apps import apps

    left_out = {model._meta.app_label for model in apps.get_models()} - {*backups.OWNED_APPS}

    assert left_out == {"sessions", "axes"}


def test_pages_of_before_the_restore_are_not_given(forum, client):
    current.refresh()
    backup = Backup(a_backup())
    Session.objects.update(title=words("Wrong"))
    publish(forum)
    current.refresh()
    client.get("/en/2021/programme/")

    restore(backup, replace=True)
    current.refresh()

    assert len(pages.store) == 0
    assert (Edition.objects.count(), Release.objects.count()) == (1, 3)
