"""forum/releases.py: rows become a programme; publishing, choosing, rolling back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import clock, models, releases
from forum.differences import CHANGED, applied, differences
from forum.formats import document
from forum.releases import (
    ChangedMeanwhile,
    CompanionsMissing,
    NothingToPublish,
    PublishRefused,
    draft,
    pending,
    public_programme,
    publish,
    roll_back,
)
from multilingual.text import Text
from sessions.models import Appearance, Session, Stage, Stream, Track
from speakers.models import Speaker
from tests.builders import at, in_english

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return models.Edition.objects.create(
        slug="2021",
        name=in_english("Smart Cities"),
        first_date=date(2021, 5, 25),
        last_date=date(2021, 5, 26),
        is_current=True,
    )


@pytest.fixture
def session(edition):
    return a_session_row(edition, 1)


def a_session_row(edition, number, **given):
    return Session.objects.create(
        **{
            "edition": edition,
            "number": number,
            "slug": f"session-{number}",
            "title": Text({"en": f"Session {number}", "ru": f"Сессия {number}"}),
            "starts_at": at(10),
            "duration_minutes": 60,
            **given,
        }
    )


def a_speaker_row(edition, slug="anna", **given):
    return Speaker.objects.create(edition=edition, slug=slug, name=in_english(slug), **given)


def released(edition):
    programme = public_programme(edition)
    assert programme is not None
    return programme


def test_rows_become_a_programme_with_everything_in_it(edition, session):
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    track = Track.objects.create(edition=edition, slug="one", number=1, name=in_english("One"))
    speaker = a_speaker_row(edition, country="FI")
    Session.objects.filter(pk=session.pk).update(stage=stage, track=track)
    Appearance.objects.create(session=session, speaker=speaker, role="moderator", order=2)
    Stream.objects.create(edition=edition, stage=stage, day=date(2021, 5, 25), video="aqz-KE-bpKQ")

    programme = draft(edition)

    (found,) = programme.sessions
    (appearance,) = programme.appearances
    assert (found.stage, found.track) == (str(stage.guid), str(track.guid))
    assert (appearance.session, appearance.speaker, appearance.role) == (
        found.guid,
        str(speaker.guid),
        "moderator",
    )
    assert programme.speakers[0].country == "FI"
    assert programme.streams_of(found)[0].video == "aqz-KE-bpKQ"


def test_editorial_state_stays_in_the_draft(edition, session):
    session.title = session.title.revised({"en": "Renamed"})
    session.save()

    (found,) = draft(edition).sessions

    assert session.title.outdated == {"ru"}
    assert found.title.outdated == frozenset()


def test_the_first_release_holds_the_draft_and_has_number_1(edition, session):
    release = publish(edition, note="First", at=at(9))

    assert (release.number, release.note, release.live_from) == (1, "First", at(9))
    assert document.read(release.document).replace(history=draft(edition).history) == draft(edition)
    assert pending(edition) == ()


def test_publishing_without_a_difference_is_refused(edition, session):
    publish(edition)

    with pytest.raises(NothingToPublish):
        publish(edition)
    assert edition.releases.count() == 1


def test_only_the_chosen_differences_are_published(edition, session):
    publish(edition)
    session.title = Text({"en": "New title", "ru": "Новое название"})
    session.starts_at = at(11)
    session.save()
    chosen = [d.token for d in pending(edition) if d.language == "ru"]

    publish(edition, chosen=chosen)

    (found,) = released(edition).sessions
    assert found.title == Text({"en": "Session 1", "ru": "Новое название"})
    assert found.starts_at == at(10)
    assert [(d.field, d.language) for d in pending(edition)] == [("title", "en"), ("starts_at", "")]


def test_a_choice_made_before_another_release_is_applied_to_that_one(edition, session):
    publish(edition)
    session.starts_at = at(11)
    session.title = in_english("Renamed")
    session.save()
    move = [d.token for d in pending(edition) if d.field == "starts_at"]
    words = [d.token for d in pending(edition) if d.field == "title"]
    publish(edition, chosen=words)

    publish(edition, chosen=move)

    (found,) = released(edition).sessions
    assert (found.title, found.starts_at) == (in_english("Renamed"), at(11))


def test_a_choice_whose_field_was_published_otherwise_is_refused(edition, session):
    publish(edition)
    Session.objects.update(starts_at=at(11))
    chosen = [d.token for d in pending(edition)]
    Session.objects.update(starts_at=at(12))
    publish(edition)
    Session.objects.update(starts_at=at(11))

    with pytest.raises(ChangedMeanwhile) as refused:
        publish(edition, chosen=chosen)
    assert refused.value.keys == (
        ("sessions", released(edition).sessions[0].guid, "starts_at", ""),
    )
    assert edition.releases.count() == 2


def test_a_choice_that_was_edited_since_is_refused(edition, session):
    publish(edition)
    Session.objects.update(starts_at=at(11))
    chosen = [d.token for d in pending(edition)]
    Session.objects.update(starts_at=at(13))

    with pytest.raises(ChangedMeanwhile):
        publish(edition, chosen=chosen)


def test_a_choice_says_what_must_come_along(edition, session):
    publish(edition)
    stage = Stage.objects.create(edition=edition, slug="main", name=in_english("Main"))
    Session.objects.update(stage=stage)
    chosen = [d.token for d in pending(edition) if d.field == "stage"]

    with pytest.raises(CompanionsMissing) as refused:
        publish(edition, chosen=chosen)
    needed = [d.token for d in refused.value.companions]
    publish(edition, chosen=[*chosen, *needed])

    assert released(edition).sessions[0].stage == str(stage.guid)


def test_an_unsound_programme_is_refused_with_every_problem(edition, session):
    Session.objects.update(starts_at=at(12, day=29))
    a_session_row(edition, 2, starts_at=at(12, day=29))

    with pytest.raises(PublishRefused) as refused:
        publish(edition)

    assert [(p.kind, p.field) for p in refused.value.problems] == [("sessions", "starts_at")] * 2
    assert edition.releases.count() == 0


def test_moving_and_rolling_back_raises_the_count_twice_and_keeps_both_addresses(edition, session):
    publish(edition, at=at(8))
    guid = str(session.guid)
    Session.objects.update(starts_at=at(11), slug="moved")
    publish(edition, at=at(9))
    assert released(edition).history.changes[guid].count == 1

    release = roll_back(edition, 1, at=at(10))

    programme = released(edition)
    assert (release.number, release.note) == (3, "Back to release 1")
    assert programme.sessions[0].starts_at == at(10)
    assert programme.history.changes[guid].count == 2
    assert programme.history.changes[guid].last_at == at(10)
    assert programme.history.former_slugs == {"sessions/session-1": guid, "sessions/moved": guid}
    assert programme.at_slug("sessions", "session-1").guid == guid


def test_rolling_back_leaves_the_draft_alone(edition, session):
    publish(edition)
    Session.objects.update(starts_at=at(11))
    publish(edition)

    roll_back(edition, 1)

    assert Session.objects.get().starts_at == at(11)
    assert [(d.action, d.field) for d in pending(edition)] == [(CHANGED, "starts_at")]


def test_rolling_back_to_what_is_public_is_refused(edition, session):
    publish(edition)

    with pytest.raises(NothingToPublish):
        roll_back(edition, 1)


def test_a_number_is_never_given_to_another_session(edition, session):
    publish(edition)
    session.delete()
    publish(edition)
    a_session_row(edition, 1, slug="other")

    with pytest.raises(PublishRefused) as refused:
        publish(edition)

    assert [(p.kind, p.field) for p in refused.value.problems] == [("sessions", "number")]


def test_the_next_number_rises_even_after_the_highest_was_deleted(edition, session):
    assert edition.next_session_number() == 2
    assert models.Edition.objects.get().next_session_number() == 3


def test_what_was_published_at_once_stays_public_where_a_clock_is_behind(edition, session):
    publish(edition, at=at(7))
    Session.objects.update(starts_at=at(11))
    publish(edition, at=at(8))
    Session.objects.update(starts_at=at(12))
    publish(edition, at=at(8), live_from=at(10))

    found = models.Release.objects.current(at(8) - timedelta(hours=6))

    assert [release.number for release in found] == [2]


def test_foreseen_are_the_current_one_and_those_that_will_be_seen(edition, session):
    publish(edition, at=at(8))
    for hour, seen_from in ((11, 14), (12, 13), (13, 15)):
        Session.objects.update(starts_at=at(hour))
        publish(edition, at=at(9), live_from=at(seen_from))

    found = [
        sorted(release.number for release in models.Release.objects.foreseen(moment))
        for moment in (at(10), at(13), at(20))
    ]

    assert found == [[1, 3, 4], [3, 4], [4]]


def test_the_current_release_is_the_highest_whose_time_has_come(edition, session):
    publish(edition, at=at(7), live_from=at(8))
    Session.objects.update(starts_at=at(11))
    publish(edition, at=at(8), live_from=at(8) + timedelta(hours=2))

    numbers = [
        [release.number for release in models.Release.objects.current(moment)]
        for moment in (at(7), at(8), at(9, 59), at(10))
    ]

    assert numbers == [[], [1], [1], [2]]


def test_a_correction_made_before_a_waiting_release_does_not_show_what_waits(edition, session):
    now = clock.now()
    publish(edition)
    Session.objects.update(title=in_english("Secret until tomorrow"))
    publish(edition, live_from=now + timedelta(days=1))
    Session.objects.update(starts_at=at(11))
    correction = [d.token for d in pending(edition) if d.field == "starts_at"]

    publish(edition, chosen=correction)

    (found,) = released(edition).sessions
    assert (found.title.get("en"), found.starts_at) == ("Session 1", at(11))
    assert {d.field for d in pending(edition)} == {"title"}
    later = models.Release.objects.current(now + timedelta(days=2)).get()
    assert later.number == 3, "what waited was replaced"


def test_a_release_for_later_builds_on_what_is_public_by_then(edition, session):
    now = clock.now()
    publish(edition)
    Session.objects.update(title=in_english("Tomorrow"))
    publish(edition, live_from=now + timedelta(days=1))
    Session.objects.update(starts_at=at(11))

    publish(edition, live_from=now + timedelta(days=2))

    programme = public_programme(edition, now + timedelta(days=3))
    assert programme.sessions[0].title == in_english("Tomorrow")
    change = programme.history.changes[str(session.guid)]
    assert (change.count, change.last_at) == (2, now + timedelta(days=2))


def test_a_release_is_never_live_in_the_past(edition, session):
    release = publish(edition, at=at(9), live_from=at(8))

    assert release.live_from == at(9)


def test_two_editions_cannot_be_published_at_one_address(edition, session):
    publish(edition)
    models.Edition.objects.filter(pk=edition.pk).update(slug="twenty-one", is_current=False)
    other = models.Edition.objects.create(
        slug="2021",
        name=in_english("Other"),
        first_date=date(2022, 5, 25),
        last_date=date(2022, 5, 26),
    )

    with pytest.raises(PublishRefused) as refused:
        publish(other)

    assert [(p.kind, p.field) for p in refused.value.problems] == [("edition", "slug")]


def test_a_release_that_cannot_be_written_leaves_nothing_behind(edition, session, monkeypatch):
    def fails(*args, **options):
        raise OSError("disk full")

    monkeypatch.setattr(releases.document, "write", fails)

    with pytest.raises(OSError, match="disk full"):
        publish(edition)
    assert edition.releases.count() == 0


def test_a_machine_whose_clock_is_behind_builds_on_the_release_before(edition, session):
    publish(edition, at=at(9))
    Session.objects.update(slug="renamed")
    publish(edition, at=at(9, 10))
    Session.objects.update(starts_at=at(11))

    release = publish(edition, at=at(9, 5))

    programme = public_programme(edition, at(12))
    assert (release.number, release.live_from) == (3, at(9, 10))
    assert programme.history.changes[str(session.guid)].count == 2
    assert programme.at_slug("sessions", "renamed").guid == str(session.guid)


def test_what_a_release_replaces_is_told(edition, session):
    publish(edition)
    Session.objects.update(title=in_english("Later"))
    waiting = publish(edition, live_from=clock.now() + timedelta(days=1))
    Session.objects.update(starts_at=at(11))

    release = publish(edition)

    assert releases.replaced_by(release) == (waiting,)
    assert releases.replaced_by(waiting) == ()


def test_an_address_that_another_edition_still_has_in_public_is_refused(edition, session):
    publish(edition)
    models.Edition.objects.filter(pk=edition.pk).update(slug="archive", is_current=False)
    publish(edition, live_from=clock.now() + timedelta(days=1))
    for slug in ("2021", "archive"):
        other = models.Edition.objects.create(
            slug=f"{slug}-draft",
            name=in_english("Other"),
            first_date=date(2022, 5, 25),
            last_date=date(2022, 5, 26),
        )
        if slug != "archive":
            models.Edition.objects.filter(pk=other.pk).update(slug=slug)
        else:
            models.Edition.objects.filter(pk=edition.pk).update(slug="elsewhere")
            models.Edition.objects.filter(pk=other.pk).update(slug=slug)

        with pytest.raises(PublishRefused) as refused:
            publish(other)

        assert [(p.kind, p.field) for p in refused.value.problems] == [("edition", "slug")]


@pytest.mark.parametrize("field", ["starts_at", "first_date"])
def test_sessions_move_along_with_the_days_of_their_edition(edition, session, field):
    publish(edition)
    models.Edition.objects.update(first_date=date(2021, 6, 25), last_date=date(2021, 6, 26))
    Session.objects.update(starts_at=at(10) + timedelta(days=31))
    edition.refresh_from_db()
    chosen = [d.token for d in pending(edition) if d.field == field]

    rounds = publish_with_companions(edition, chosen)

    assert pending(edition) == ()
    assert 1 < rounds <= 3


def publish_with_companions(edition, chosen):
    """Tick what must come along, as an editor would, until it is published; count the rounds."""
    for rounds in range(1, 10):
        try:
            publish(edition, chosen=chosen)
        except CompanionsMissing as refused:
            chosen = [*chosen, *(d.token for d in refused.companions)]
        else:
            return rounds
    raise AssertionError("It never was enough.")


def test_a_choice_that_changes_nothing_is_no_release(edition, session):
    Session.objects.update(title=Text({"en": "Words"}))
    publish(edition)
    Session.objects.update(title=Text({"en": "Words", "ru": "Слова"}, original="ru"))
    chosen = [d.token for d in pending(edition) if d.language == "original"]

    with pytest.raises(NothingToPublish):
        publish(edition, chosen=chosen)


def test_the_note_is_for_the_organisers_and_the_public_line_for_all(edition, session):
    publish(edition)
    Session.objects.update(starts_at=at(11))

    release = publish(edition, note="Asked by phone", public_line=in_english("A change of plan"))

    lines = [line for line in released(edition).history.news if line.kind == "release"]
    assert [str(line.title) for line in lines] == ["", "A change of plan"]
    assert b"Asked by phone" not in release.document


def test_reading_more_sessions_and_people_asks_no_more_of_the_database(
    edition, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as before:
        draft(edition)
    for number in range(1, 6):
        row = a_session_row(edition, number)
        row.links.create(url=f"https://example.org/{number}")
        row.attachments.create(url=f"https://example.org/{number}.pdf")
        row.topics.create(edition=edition, slug=f"topic-{number}", name=in_english("Topic"))
        a_speaker_row(edition, slug=f"anna-{number}").links.create(url="https://example.org/")

    with django_assert_num_queries(len(before)):
        programme = draft(edition)

    assert [session.links[0].url for session in programme.sessions] == [
        f"https://example.org/{number}" for number in range(1, 6)
    ]
    assert [len(session.topics) for session in programme.sessions] == [1] * 5
    assert [len(speaker.links) for speaker in programme.speakers] == [1] * 5


def test_links_and_attachments_stay_in_the_editors_order(edition, session):
    for position in (2, 1):
        session.links.create(url=f"https://example.org/{position}", position=position)
        session.attachments.create(url=f"https://example.org/{position}.pdf", position=position)

    found = draft(edition).sessions[0]

    assert [link.url[-1] for link in found.links] == ["1", "2"]
    assert [own.url[-5] for own in found.attachments] == ["1", "2"]


def test_publishing_compares_two_times_the_draft_with_the_public_and_what_was_chosen(
    edition, session, monkeypatch
):
    publish(edition)
    Session.objects.filter(pk=session.pk).update(state="tentative")
    compared = []

    def differences(*programmes):
        compared.append(programmes)
        return found(*programmes)

    found = releases.differences
    monkeypatch.setattr("forum.releases.differences", differences)
    monkeypatch.setattr("forum.public_history.differences", differences)

    release = publish(edition)

    assert len(compared) == 2
    assert document.read(release.document) == public_programme(edition)


def test_what_did_not_change_is_taken_over_as_it_is(edition, session):
    a_session_row(edition, 2)
    publish(edition)
    base = public_programme(edition)
    Session.objects.filter(pk=session.pk).update(state="tentative")
    wanted = releases.draft_upon(edition, base)

    candidate = applied(base, wanted, differences(base, wanted))

    same = [now is was for now, was in zip(candidate.sessions, base.sessions, strict=True)]
    assert same == [False, True]


def test_a_reference_to_another_edition_is_read_and_refused(edition, session):
    other = models.Edition.objects.create(
        slug="2020",
        name=in_english("Before"),
        first_date=date(2020, 5, 25),
        last_date=date(2020, 5, 26),
    )
    stranger = a_speaker_row(other)
    Appearance.objects.create(session=session, speaker=stranger)

    appearances = draft(edition).appearances

    assert [appearance.speaker for appearance in appearances] == [str(stranger.guid)]
    with pytest.raises(PublishRefused) as refused:
        publish(edition)
    assert [(p.kind, p.field) for p in refused.value.problems] == [("appearances", "speaker")]


def test_what_this_process_serves_is_not_read_again_to_publish_upon_it(
    edition, session, monkeypatch
):
    publish(edition)
    served = public_programme(edition)
    Session.objects.filter(pk=session.pk).update(state="tentative")
    monkeypatch.setattr("forum.formats.document.read", None)

    with CaptureQueriesContext(connection) as asked:
        publish(edition)

    selected = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert [sql for sql in selected if "document_compressed" in sql] == []
    assert served.sessions[0].state == "confirmed"
