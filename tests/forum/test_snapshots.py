"""forum/snapshots.py: an edit under way is never read by half."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction

from forum.models import Edition
from forum.releases import NothingToPublish, public_programme, publish
from forum.snapshots import in_one_snapshot
from sessions.models import Session
from tests.builders import in_english

# SQLite lets nobody write meanwhile, and threads cannot share it in memory.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition():
    edition = Edition.objects.create(
        slug="2021",
        name=in_english("Forum"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
    )
    for number in (1, 2):
        Session.objects.create(
            edition=edition, number=number, slug=f"s-{number}", title=in_english("Old")
        )
    return edition


def test_what_is_committed_meanwhile_is_not_seen(edition):
    def edit():
        Session.objects.update(title=in_english("New"))
        connection.close()

    def work():
        first = Session.objects.get(number=1).title
        editor = threading.Thread(target=edit)
        editor.start()
        editor.join(10)
        return first, Session.objects.get(number=2).title

    assert in_one_snapshot(work) == (in_english("Old"), in_english("Old"))


def test_two_threads_publish_one_after_the_other(edition):
    numbers = []

    def change_and_publish(word):
        with transaction.atomic():
            Session.objects.create(
                edition=edition, number=len(word) + 10, slug=word, title=in_english(word)
            )
        # Who comes last may find that another's release holds their change already.
        with suppress(NothingToPublish):
            numbers.append(publish(edition).number)
        connection.close()

    threads = [
        threading.Thread(target=change_and_publish, args=(word,)) for word in ("a", "bb", "ccc")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    programme = public_programme(edition)
    assert programme is not None
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert {"a", "bb", "ccc"} <= {session.slug for session in programme.sessions}
