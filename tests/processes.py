"""Several processes at one database, for tests of what happens at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

ROOT = Path(__file__).parents[1]


def script(text: str, *arguments: str) -> list[str]:
    """Return the command that runs lines of Python with Django set up."""
    return [sys.executable, "-c", f"import django; django.setup()\n{text}", *arguments]


def output_of(text: str, environment: Mapping[str, str]) -> str:
    """Run lines of Python to their end and return what they print."""
    return subprocess.run(
        script(text), env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def outputs_at_once(text: str, environment: Mapping[str, str], *arguments: str) -> tuple[str, ...]:
    """Run the same lines once for each argument at the same moment; return what each prints.

    The lines print "ready" first, and begin what they are about when a line comes in.
    """
    processes = [
        subprocess.Popen(
            script(text, argument),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for argument in arguments
    ]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    return tuple(process.communicate(timeout=60)[0].strip() for process in processes)


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
