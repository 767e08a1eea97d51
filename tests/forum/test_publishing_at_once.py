"""Two processes that publish at the same moment give two releases, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from forum.formats import document

ROOT = Path(__file__).parents[2]

PREPARE = """
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0)
from forum.models import Edition
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
edition = Edition.objects.create(slug="2021", name=Text({"en": "Forum"}),
    first_date=date(2021, 5, 25), last_date=date(2021, 5, 26))
for number in range(1, 31):
    slug, title = f"s-{number}", Text({"en": "A"})
    Session.objects.create(edition=edition, number=number, slug=slug, title=title)
publish(edition)
Session.objects.update(title=Text({"en": "B", "ru": "Б"}))
"""

PUBLISH = """
import sys, time
from forum import releases
from forum.models import Edition
language = sys.argv[1]
edition = Edition.objects.get()
chosen = [d.token for d in releases.pending(edition) if d.language == language]
public_programme = releases.public_programme
def slowly(*arguments):
    # Long enough that the other process arrives while this one stands in the middle.
    found = public_programme(*arguments)
    time.sleep(0.5)
    return found
releases.public_programme = slowly
print("ready", flush=True)
sys.stdin.readline()
print(releases.publish(edition, chosen=chosen, note=language).number)
"""

READ = """
import sys
from forum.models import Release
for release in Release.objects.order_by("number"):
    print(release.number, release.note or "-", release.document.hex())
"""


def script(text: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", f"import django; django.setup()\n{text}", *arguments]


@pytest.fixture
def environment(tmp_path: Path, django_db_blocker) -> Iterator[dict[str, str]]:
    """A database of its own, of the same engine as the tests', that two processes may open."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }
    if connection.vendor == "sqlite":
        yield {**variables, "TEST_DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
        return
    url = urlsplit(os.environ["TEST_DATABASE_URL"])
    name = f"at_once_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield {**variables, "TEST_DATABASE_URL": url._replace(path=f"/{name}").geturl()}
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.database
def test_two_processes_give_two_releases_one_after_the_other(environment):
    subprocess.run(script(PREPARE), env=environment, cwd=ROOT, check=True)
    processes = [
        subprocess.Popen(
            script(PUBLISH, language),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for language in ("en", "ru")
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    answers = []
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        answers.append(process.communicate(timeout=60)[0].strip())

    lines = subprocess.run(
        script(READ), env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\n")

    releases = [line.split() for line in lines if line]
    notes = {number: note for number, note, _ in releases}
    titles = {
        number: {str(dict(s.title.words)) for s in document.read(bytes.fromhex(data)).sessions}
        for number, _, data in releases
    }
    first = "B" if notes["2"] == "en" else "A"
    russian = {} if notes["2"] == "en" else {"ru": "Б"}
    assert sorted(answers) == ["2", "3"]
    assert titles == {
        "1": {str({"en": "A"})},
        "2": {str({"en": first, **russian})},
        "3": {str({"en": "B", "ru": "Б"})},
    }
