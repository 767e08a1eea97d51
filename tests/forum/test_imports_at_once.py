"""Two processes that apply one import at the same moment take it in once."""

from __future__ import annotations

import pytest

from tests.processes import environment, output_of, outputs_at_once

__all__ = ("environment",)

PREPARE = """
from datetime import date
from django.core.management import call_command
call_command("migrate", verbosity=0)
from forum.imports import received
from forum.models import Edition
from multilingual.text import Text
from tests.forum.formats.frab import a_day, a_schedule, an_event
edition = Edition.objects.create(slug="2021", name=Text({"en": "Invented Forum"}),
    first_date=date(2021, 5, 25), last_date=date(2021, 5, 26))
data = a_schedule(a_day(*(an_event(number) for number in range(1, 31))))
received(edition, data, file_name="a.xml", language="en", zone_name="", author=None)
"""

APPLY = """
import sys, time
from forum import imports
from forum.models import Edition, Import
edition, row = Edition.objects.get(), Import.objects.get()
seen = imports.foreseen(row, imports.reading_of(row)).plan.fingerprint
reading_of = imports.reading_of
def slowly(row):
    # Long enough that the other process arrives while this one stands in the middle.
    time.sleep(0.5)
    return reading_of(row)
imports.reading_of = slowly
print("ready", flush=True)
sys.stdin.readline()
try:
    imports.applied(edition, row.pk, seen=seen, author=None)
except imports.NotWaiting:
    print("applied already")
else:
    print("applied")
"""

READ = """
from forum.models import Import
from sessions.models import Session
print(Session.objects.count(), Session.history.count(), Import.objects.get().counts["sessions"])
"""


@pytest.mark.database
def test_two_processes_take_one_import_in_once(environment):
    output_of(PREPARE, environment)

    answers = outputs_at_once(APPLY, environment, "one", "two")

    assert sorted(answers) == ["applied", "applied already"]
    assert output_of(READ, environment) == "30 30 [30, 0, 0]\n"
