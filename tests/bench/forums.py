"""Forums of any size in a folder: a database that is filled, collected files, an environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.serving.servers import ROOT

SAMPLE = 15


@dataclass(frozen=True)
class Filled:
    """What serves it finds in the environment, and what filling took: step → seconds."""

    environment: Mapping[str, str]
    seconds: Mapping[str, float]


def filled(folder: Path, sessions: int) -> Filled:
    """Fill a database with the sample or with a made-up programme, and publish it."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "SECRET_KEY": "only to be measured with, and therefore no secret",
        "SITE_URL": "http://127.0.0.1",
        "DEBUG": "false",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": f"{folder}/media",
        "KEPT_ROOT": f"{folder}/kept",
        "STATIC_ROOT": f"{folder}/static",
        "LOG_LEVEL": "ERROR",
    }
    size = "sample" if sessions == SAMPLE else str(sessions)
    said = _output(["-m", "tests.bench.fill", size], environment)
    _output(["manage.py", "collectstatic", "--no-input", "--verbosity=0"], environment)
    return Filled(environment, json.loads(said.splitlines()[-1]))


def changed(forum: Filled) -> None:
    """Publish one change to a title."""
    _output(["-m", "tests.bench.fill", "change"], forum.environment)


def exported(forum: Filled, folder: Path) -> Mapping[str, float]:
    """Write the site into a folder without cards; return its own words: files and seconds."""
    said = _output(["manage.py", "export_site", str(folder), "--without-cards"], forum.environment)
    found = re.search(r"(\d+) files written.* in ([\d.]+) s", said)
    if not found:
        raise RuntimeError(f"Expected what the export did, got {said!r}.")
    return {"files": int(found[1]), "seconds": float(found[2])}


def _output(arguments: list[str], environment: Mapping[str, str]) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
