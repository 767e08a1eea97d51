"""backup and restore as commands, from engine to engine, while a server runs."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
import zipfile

import pytest

from tests.failing import Node
from tests.processes import ROOT, environment, output_of

__all__ = ("environment",)

pytestmark = pytest.mark.database

SAMPLE = """
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("sample", once=True, verbosity=0)
User.objects.create_superuser("admin", password="secret")
"""

MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""

EVERYTHING = """
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from forum.backups import owned
kinds = {kind.pk: kind.natural_key() for kind in ContentType.objects.all()}
for model in owned():
    for row in model._base_manager.order_by("pk").values():
        row = {k: bytes(v).hex() if isinstance(v, memoryview) else v for k, v in row.items()}
        row = {k: v.hex() if isinstance(v, bytes) else v for k, v in row.items()}
        if "content_type_id" in row:
            row["content_type_id"] = kinds[row["content_type_id"]]
        print(model._meta.label, row)
"""

ANSWERS = """
from django.test import Client
from django.urls import reverse
from forum.publishing import current
client = Client(HTTP_HOST="127.0.0.1:8000")
site = current.site()
for slug, release in sorted(site.releases.items()):
    print(slug, release.number, release.sha256)
    for language in ("en", "ru"):
        for path in ("", "programme/", "speakers/", "news/", "schedule.xml", "schedule.ics",
                     "programme.json", "changes.atom"):
            answer = client.get(f"/{language}/{slug}/{path}")
            print(path, answer.status_code, answer["ETag"], answer["Forum-Release"])
"""

PUBLISH = """
from forum.models import Edition
from forum.releases import publish
from sessions.models import Session
edition = Edition.objects.get(slug="2021")
row = Session.objects.filter(edition=edition).first()
row.title = type(row.title)({"en": "A mistake", "ru": "Ошибка"})
row.save()
publish(edition)
"""


def with_files(environment, media, kept=""):
    return {**environment, "TEST_MEDIA_ROOT": str(media), "KEPT_ROOT": str(kept)}


def manage(variables, *arguments, **options):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=variables,
        cwd=ROOT,
        capture_output=True,
        check=False,
        **options,
    )


def test_a_move_to_another_engine_and_back_loses_nothing(environment, tmp_path):
    first = with_files(environment, tmp_path / "media")
    # In the run on PostgreSQL this is the other engine.
    sqlite = {"TEST_DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}"}
    other = with_files({**environment, **sqlite}, tmp_path / "moved")
    output_of(SAMPLE, first)
    output_of(MIGRATE, other)
    rows, answers = output_of(EVERYTHING, first), output_of(ANSWERS, first)

    there = manage(first, "backup", str(tmp_path / "there.zip"))
    moved = manage(other, "restore", str(tmp_path / "there.zip"))
    piped = manage(other, "backup", "-")
    back = manage(first, "restore", "-", "--replace", input=piped.stdout)

    assert [found.returncode for found in (there, moved, piped, back)] == [0, 0, 0, 0], [
        found.stderr for found in (there, moved, piped, back)
    ]
    assert output_of(EVERYTHING, other) == rows == output_of(EVERYTHING, first)
    assert output_of(ANSWERS, other) == answers == output_of(ANSWERS, first)
    assert "forum.Release " in rows and "programme.HistoricalSession " in rows
    media = {path.name for path in (tmp_path / "media").glob("*.*")}
    assert media and media == {path.name for path in (tmp_path / "moved").glob("*.*")}
    for path in (tmp_path / "moved").glob("*.*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def test_a_server_that_runs_serves_what_was_restored(environment, tmp_path):
    variables = with_files(environment, tmp_path / "media", tmp_path / "kept")
    output_of(SAMPLE, variables)
    file = tmp_path / "forum.zip"

    with Node(variables) as node:
        before = node.release()
        made = manage(variables, "backup", str(file))
        output_of(PUBLISH, variables)
        node.wait(lambda: node.release() not in ("", before))

        restored = manage(variables, "restore", str(file), "--replace")

        assert (made.returncode, restored.returncode) == (0, 0), restored.stderr
        node.wait(lambda: node.release() == before)
        assert node.get("/admin/login/")["status"] == 200


def test_a_backup_that_is_ended_leaves_nothing_half(environment, tmp_path):
    variables = with_files(environment, tmp_path / "media")
    output_of(MIGRATE, variables)
    (tmp_path / "media").mkdir()
    (tmp_path / "files").mkdir()
    # Long enough to be met in the middle: a gigabyte that takes no room on the disk.
    huge = tmp_path / "media" / "huge"
    with huge.open("wb") as stream:
        stream.truncate(1_000_000_000)
    digest = hashlib.sha256()
    for _ in range(1000):
        digest.update(bytes(1_000_000))
    huge.rename(huge.with_name(f"{digest.hexdigest()}.pdf"))
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(tmp_path / "files" / "forum.zip")],
        env=variables,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not list((tmp_path / "files").iterdir()):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 128 + signal.SIGTERM
    assert list((tmp_path / "files").iterdir()) == []


def test_a_large_backup_needs_little_memory(environment, tmp_path):
    variables = with_files(environment, tmp_path / "media")
    output_of(MIGRATE, variables)
    (tmp_path / "media").mkdir()
    content = bytes(300_000_000)
    name = f"{hashlib.sha256(content).hexdigest()}.pdf"
    (tmp_path / "media" / name).write_bytes(content)
    measured = f"""
import resource
from django.core.management import call_command
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
call_command("backup", {str(tmp_path / "forum.zip")!r})
call_command("restore", {str(tmp_path / "forum.zip")!r})
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""

    megabytes = int(output_of(measured, variables))

    assert megabytes < 100
    with zipfile.ZipFile(tmp_path / "forum.zip") as archive:
        assert archive.getinfo(f"media/{name}").file_size == 300_000_000
