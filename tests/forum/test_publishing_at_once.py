"""Two processes that publish at the same moment give two releases, one after the other."""

from __future__ import annotations

import pytest

from forum.formats import document
from tests.processes import environment, output_of, outputs_at_once

__all__ = ("environment",)

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


@pytest.mark.database
def test_two_processes_give_two_releases_one_after_the_other(environment):
    output_of(PREPARE, environment)

    answers = outputs_at_once(PUBLISH, environment, "en", "ru")

    lines = output_of(READ, environment).split("\n")
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
