"""Fills the database that the environment names with a programme of a size, and publishes it.

`python -m tests.bench.fill 900` prints, as JSON, what each step took in seconds, and `change` for
a size publishes one change to what is there.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def main(size: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    match size:
        case "sample":
            call_command("sample", verbosity=0)
            seconds = {}
        case "change":
            seconds = _changed()
        case _:
            seconds = _filled(int(size))
    print(json.dumps(seconds))


def _filled(sessions: int) -> dict[str, float]:
    from django.conf import settings

    from forum.coverage import everything
    from forum.intake import take
    from forum.models import Edition
    from forum.publishing import current
    from forum.releases import publish
    from tests.bench.programmes import large

    programme = large(sessions)
    languages = [code for code, _name in settings.LANGUAGES]
    seconds: dict[str, float] = {}
    _intake, seconds["take in"] = _timed(
        lambda: take(programme, everything(languages), create=True)
    )
    edition = Edition.objects.get()
    edition.is_current = True
    edition.save()
    _first, seconds["publish all"] = _timed(lambda: publish(edition))
    _site, seconds["load"] = _timed(current.refresh)
    return seconds | _changed()


def _changed() -> dict[str, float]:
    """Give the session in the middle another title, publish that, and read it."""
    from forum.models import Edition
    from forum.publishing import current
    from forum.releases import publish
    from multilingual.text import Text
    from sessions.models import Session

    edition, sessions = Edition.objects.get(), Session.objects.order_by("number")
    session = sessions[len(sessions) // 2]
    title = f"A title that changed {session.history.count()} times"
    session.title = Text({"en": title, "ru": "Название изменилось"})
    session.save()
    seconds: dict[str, float] = {}
    _release, seconds["publish one"] = _timed(lambda: publish(edition))
    _site, seconds["load one"] = _timed(current.refresh)
    return seconds


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1])
