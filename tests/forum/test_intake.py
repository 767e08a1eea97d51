"""A programme becomes rows: all or nothing, and a second time nothing at all."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings

from forum.conflicts import ALL as EVERY_CONFLICT
from forum.conflicts import CONFLICT, KEPT
from forum.coverage import Coverage, covering, everything
from forum.intake import Intake, IntakeRefused, take
from forum.models import Announcement, Baseline, Edition
from forum.programme import COLLECTIONS, Programme
from forum.releases import draft
from forum.rules import problems
from multilingual.text import Text
from sessions.models import Appearance, Session, SessionLink, Stage, Track
from sessions.values import Attachment, Recording
from speakers.models import Speaker
from speakers.values import Link, Picture
from tests import strategies
from tests.builders import (
    a_guid,
    a_page,
    a_partner,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.rows import a_session_row, an_editor, words

pytestmark = pytest.mark.django_db

ALL = everything(["en", "ru"])
TITLES = covering("sessions", ["title"], ["en"])


def a_full_programme(**given: Any) -> Programme:
    """Return a programme with a thing of each kind, in one edition that is the current one."""
    track, topic, stage = a_track(1), a_topic(1), a_stage(1)
    speaker = a_speaker(
        1,
        country="FI",
        photo=Picture("a" * 64 + ".webp", 960, 960),
        links=(Link("https://example.org/anna", in_english("Home")),),
    )
    session = a_session(
        1,
        track=track.guid,
        topics=(topic.guid,),
        stage=stage.guid,
        links=(Link("https://example.org/notes", in_english("Notes"), "notes"),),
        attachments=(Attachment(in_english("Slides"), url="https://example.org/a.pdf"),),
        recording=Recording("https://example.org/v", "CC BY 4.0", True),
    )
    parts = {
        "edition": an_edition(
            is_current=True, links=(Link("https://t.me/example", kind="telegram"),)
        ),
        "tracks": (track,),
        "topics": (topic,),
        "stages": (stage,),
        "speakers": (speaker,),
        "sessions": (session,),
        "appearances": (an_appearance(session, speaker, role="moderator"),),
        "streams": (a_stream(1, stage=stage.guid, day=an_edition().first_date),),
        "pages": (a_page(1),),
        "partners": (a_partner(1),),
        "announcements": (an_announcement(1),),
    }
    return Programme(**{**parts, **given})


def the_draft() -> Programme:
    return draft(Edition.objects.get())


def taken(*programmes: Programme, coverage: Coverage = ALL) -> Intake:
    """Take programmes in one after the other, and return the last report."""
    for programme in programmes:
        intake = take(programme, coverage, create=True)
    return intake


def counts_of_rows() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for app in ("forum", "programme", "speakers")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


# Rows from values


def test_everything_in_a_programme_becomes_rows():
    programme = a_full_programme()

    intake = take(programme, ALL, create=True)

    assert the_draft() == programme
    assert {thing.kind for thing in intake.created} == {"edition", *(kind for kind, _ in programme)}
    assert intake.updated == ()


def with_opt_outs_of(before: Programme, after: Programme) -> Programme:
    """Return a programme with the opt-outs of another too, as intake never undoes them."""
    opted_out = {session.guid for session in before.sessions if session.recording.opted_out}
    return after.replace(
        sessions=tuple(
            dataclasses.replace(
                session, recording=dataclasses.replace(session.recording, opted_out=True)
            )
            if session.guid in opted_out
            else session
            for session in after.sessions
        )
    )


# A database for each example would take too long; each leaves it empty instead.
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(strategies.programmes())
def test_rows_give_back_what_was_taken_and_what_changed_in_it(programme):
    assume(not problems(programme))
    Edition.objects.all().delete()

    take(programme, ALL, create=True)

    assert the_draft() == programme
    assert take(programme, ALL).changed_nothing
    exchanged = with_opt_outs_of(programme, with_exchanged_guids(programme))
    take(exchanged, ALL)
    assert the_draft() == exchanged
    assert take(exchanged, ALL).changed_nothing


def with_exchanged_guids(programme: Programme) -> Programme:
    """Return a programme in which the things of each kind changed places.

    So every field changes, and what is unique is another's before.
    """
    exchanged = {}
    for kind in COLLECTIONS:
        items = getattr(programme, kind)
        guids = [item.guid for item in items]
        exchanged[kind] = tuple(
            dataclasses.replace(item, guid=guid)
            for item, guid in zip(items, [*guids[1:], *guids[:1]], strict=True)
        )
    return programme.replace(**exchanged)


def test_second_taking_writes_nothing():
    programme = a_full_programme()
    take(programme, ALL, create=True)
    before = counts_of_rows()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        intake = take(programme, ALL)

    writing = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert writing == []
    assert counts_of_rows() == before
    assert intake.changed_nothing
    assert intake.unchanged == {"edition": 1, **{kind: 1 for kind, _ in programme}}


def test_report_names_what_changed_and_in_which_language():
    taken(a_full_programme())
    session = dataclasses.replace(
        a_full_programme().sessions[0], title=in_english("New"), starts_at=at(12)
    )

    intake = take(a_full_programme(sessions=(session,)), ALL)

    (thing,) = intake.updated
    assert (thing.kind, thing.guid, thing.name) == ("sessions", session.guid, "New")
    assert set(thing.fields) == {"title (en)", "starts_at"}


def test_search_column_follows_a_changed_title():
    taken(a_full_programme())
    session = dataclasses.replace(a_full_programme().sessions[0], title=in_english("Ёлка"))

    take(a_full_programme(sessions=(session,)), ALL)

    assert Session.objects.get().title_folded == "елка"


def test_each_change_stands_in_the_history_once():
    taken(a_full_programme())
    session = dataclasses.replace(a_full_programme().sessions[0], title=in_english("New"))

    take(a_full_programme(sessions=(session,)), ALL)

    histories = Session.history.order_by("history_id")
    assert [(row.history_type, str(row.title)) for row in histories] == [
        ("+", "Session 1"),
        ("~", "New"),
    ]
    assert [row.topics.count() for row in histories] == [1, 1]
    assert Track.history.count() == Speaker.history.count() == 1


def test_changed_links_replace_the_old_ones_in_order():
    taken(a_full_programme())
    links = (Link("https://example.org/b"), Link("https://example.org/a"))
    session = dataclasses.replace(a_full_programme().sessions[0], links=links, attachments=())

    take(a_full_programme(sessions=(session,)), ALL)

    assert the_draft().sessions[0].links == links
    assert the_draft().sessions[0].attachments == ()
    assert SessionLink.objects.count() == 2


def test_picture_taken_away_is_null_and_not_the_word():
    taken(a_full_programme())
    speaker = dataclasses.replace(a_full_programme().speakers[0], photo=None)

    take(a_full_programme(speakers=(speaker,)), ALL)

    assert Speaker.objects.filter(photo__isnull=True).count() == 1


def test_topics_of_a_session_are_exchanged():
    one, two = a_topic(1), a_topic(2)
    session = a_session(1, topics=(one.guid,))
    taken(Programme(edition=an_edition(), topics=(one, two), sessions=(session,)))
    session = dataclasses.replace(session, topics=(two.guid,))

    take(Programme(edition=an_edition(), topics=(one, two), sessions=(session,)), ALL)

    assert the_draft().sessions[0].topics == (two.guid,)
    assert Session.history.latest().topics.get().topic.slug == two.slug


# What is not covered


def test_translation_stays_and_is_outdated_when_its_original_changed():
    taken(a_programme([a_session(1, title=Text({"en": "Old", "ru": "Старое"}))]))

    take(a_programme([a_session(1, title=in_english("New"))]), TITLES)

    title = Session.objects.get().title
    assert title.words == {"en": "New", "ru": "Старое"}
    assert title.outdated == {"ru"}


def test_editorial_state_survives_an_import_that_changes_something_else():
    taken(a_programme([a_session(1, title=Text({"en": "Old", "ru": "Старое"}))]))
    take(a_programme([a_session(1, title=in_english("New"))]), TITLES)

    take(
        a_programme([a_session(1, duration_minutes=5)]),
        covering("sessions", ["duration_minutes"], []),
    )

    assert Session.objects.get().title.outdated == {"ru"}
    assert Session.objects.get().duration_minutes == 5


def test_photo_and_biography_added_by_hand_stay():
    taken(a_full_programme())
    speaker = Speaker.objects.get()
    speaker.biography = Text({"ru": "О себе"})
    speaker.save()
    anew = dataclasses.replace(a_speaker(1), name=in_english("Anna Invented"))

    take(a_programme(speakers=(anew,)), covering("speakers", ["name"], ["en"]))

    (after,) = the_draft().speakers
    assert (after.name, after.biography) == (in_english("Anna Invented"), Text({"ru": "О себе"}))
    assert after.photo == a_full_programme().speakers[0].photo


def test_what_is_not_in_the_file_is_left_and_listed():
    taken(a_programme([a_session(1), a_session(2)], stages=(a_stage(1),)))

    intake = take(a_programme([a_session(2, title=in_english("New"))]), TITLES)

    assert [(thing.kind, thing.name) for thing in intake.not_in_file] == [("sessions", "Session 1")]
    assert Session.objects.count() == 2


# Exchanges of what is unique


def test_sessions_exchange_numbers_and_addresses():
    one, two = a_session(1), a_session(2)
    taken(a_programme([one, two]))
    swapped = [
        dataclasses.replace(one, number=2, slug=two.slug),
        dataclasses.replace(two, number=1, slug=one.slug),
    ]

    take(a_programme(swapped), ALL)

    assert the_draft() == a_programme(swapped, edition=the_draft().edition)


def test_a_new_session_takes_the_address_that_an_old_one_gives_up():
    old = a_session(1)
    taken(a_programme([old]))
    both = [dataclasses.replace(old, slug="elsewhere"), a_session(2, slug=old.slug)]

    take(a_programme(both), ALL)

    assert {session.slug for session in the_draft().sessions} == {"elsewhere", old.slug}


def test_speakers_exchange_their_sessions():
    sessions = (a_session(1), a_session(2))
    speakers = (a_speaker(1), a_speaker(2))
    appearances = tuple(
        an_appearance(session, speaker) for session, speaker in zip(sessions, speakers, strict=True)
    )
    before = a_programme(sessions, speakers=speakers, appearances=appearances)
    taken(before)
    swapped = tuple(
        dataclasses.replace(appearance, speaker=speaker.guid)
        for appearance, speaker in zip(appearances, reversed(speakers), strict=True)
    )

    take(before.replace(appearances=swapped), ALL)

    assert the_draft().appearances == before.replace(appearances=swapped).appearances


def test_person_is_the_same_whose_name_is_written_over_an_appearance_made_by_hand():
    session, speaker = a_session(1), a_speaker(1)
    taken(a_programme([session], speakers=(speaker,)))
    Appearance.objects.create(
        session=Session.objects.get(), speaker=Speaker.objects.get(), role="moderator"
    )
    appearance = an_appearance(session, speaker, order=4)

    intake = take(
        a_programme([session], speakers=(speaker,), appearances=(appearance,)),
        covering("appearances", ["session", "speaker", "order"], []),
    )

    (row,) = Appearance.objects.all()
    assert (row.role, row.order) == ("moderator", 4)
    assert intake.created == ()


# Numbers


def test_last_number_of_the_edition_is_never_given_again():
    taken(a_programme([a_session(1, number=40)]))

    edition = Edition.objects.get()
    assert edition.last_session_number == 40
    assert edition.next_session_number() == 41


def test_number_of_a_removed_session_is_not_given_to_another():
    taken(a_programme([a_session(1), a_session(2)]))
    Session.objects.get(number=2).delete()

    intake = take(a_programme([a_session(1), a_session(3, number=2)]), TITLES)

    assert the_draft().get("sessions", a_guid("session 3")).number == 3
    assert intake.remarks == (("sessions", "number 2 is taken, 3 was given"),)


# The edition


def test_missing_edition_is_refused_with_those_that_are_there():
    taken(a_programme())

    with pytest.raises(IntakeRefused, match=r"There is no edition “2099”\. There are: 2021\."):
        take(a_programme(edition=an_edition(slug="2099")), ALL)


@pytest.mark.parametrize(
    ("coverage", "others", "wished", "is_current"),
    [
        (TITLES, False, False, True),
        (TITLES, True, True, False),
        (ALL, False, False, False),
        (ALL, False, True, True),
        (ALL, True, True, False),
    ],
)
def test_new_edition_is_current_if_it_is_the_only_one_or_wishes_and_none_is(
    coverage, others, wished, is_current
):
    if others:
        other = an_edition(slug="2020", guid=a_guid("other"), is_current=True)
        take(Programme(edition=other), ALL, create=True)

    take(Programme(edition=an_edition(is_current=wished)), coverage, create=True)

    assert Edition.objects.get(slug="2021").is_current == is_current


def test_programme_goes_into_the_edition_that_is_named():
    taken(a_programme())
    source = a_programme([a_session(1)], edition=an_edition(slug="other", acronym="scm"))

    take(source, ALL, edition=Edition.objects.get())

    assert Edition.objects.get().slug == "2021"
    assert Edition.objects.get().acronym == "scm"
    assert Session.objects.count() == 1


def test_editions_keep_their_things_apart():
    other = an_edition(slug="2022", guid=a_guid("2022"))

    taken(a_programme([a_session(1)]), a_programme([a_session(1)], edition=other))

    assert Session.objects.count() == 2
    assert {row.edition.slug for row in Session.objects.all()} == {"2021", "2022"}


# All or nothing


def test_dry_run_reports_and_leaves_nothing():
    taken(a_full_programme())
    before = counts_of_rows()
    session = dataclasses.replace(a_full_programme().sessions[0], title=in_english("New"))

    intake = take(a_full_programme(sessions=(session, a_session(9))), ALL, dry_run=True)

    assert intake.is_dry_run
    assert [thing.name for thing in intake.created] == ["Session 9"]
    assert [thing.name for thing in intake.updated] == ["New"]
    assert counts_of_rows() == before
    assert str(Session.objects.get().title) == "Session 1"


def test_dry_run_of_a_new_edition_leaves_none():
    take(a_full_programme(), ALL, create=True, dry_run=True)

    assert not Edition.objects.exists()


def test_every_problem_is_told_and_nothing_is_changed():
    taken(a_full_programme())
    before = counts_of_rows()
    bad = [
        a_session(1, starts_at=datetime(2022, 1, 1, tzinfo=UTC)),
        a_session(2, title=Text(), duration_minutes=20_000, kind="rave"),
        a_session(3, track=a_guid("nowhere"), code="abc"),
        a_session(4, slug="session-3", number=3, starts_at=at(15), origin_url="nonsense"),
        a_session(5, attachments=(Attachment(),), links=(Link("ftp:x"),)),
    ]

    with pytest.raises(IntakeRefused) as refused:
        take(a_full_programme(sessions=tuple(bad)), ALL)

    found = {(problem.kind, problem.name, problem.field) for problem in refused.value.problems}
    assert found == {
        ("sessions", "Session 1", "starts_at"),
        ("sessions", "", "title"),
        ("sessions", "", "duration_minutes"),
        ("sessions", "", "kind"),
        ("sessions", "Session 3", "track"),
        ("sessions", "Session 3", "code"),
        ("sessions", "Session 4", "slug"),
        ("sessions", "Session 4", "number"),
        ("sessions", "Session 4", "origin_url"),
        ("sessions", "Session 5", "attachments"),
        ("sessions", "Session 5", "links"),
    }
    assert counts_of_rows() == before
    assert all(line in str(refused.value) for line in ("Session 4, slug: ", "nothing was changed"))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"speakers": (a_speaker(1, country="XX"),)}, ("speakers", "country")),
        (
            {"speakers": (a_speaker(1), a_speaker(2, person=a_speaker(1).person))},
            ("speakers", "person"),
        ),
        ({"tracks": (a_track(1, colour="red"),)}, ("tracks", "colour")),
        ({"tracks": (a_track(1), a_track(2, number=1))}, ("tracks", "number")),
        ({"stages": (a_stage(1, slug="Зал"),)}, ("stages", "slug")),
        ({"stages": (a_stage(1, position=-1),)}, ("stages", "position")),
        (
            {"announcements": (an_announcement(1, ends_at=an_announcement(1).starts_at),)},
            ("announcements", "ends_at"),
        ),
        (
            {
                "stages": (a_stage(1),),
                "streams": (
                    a_stream(
                        1, stage=a_stage(1).guid, day=an_edition().first_date, video="nonsense"
                    ),
                ),
            },
            ("streams", "video"),
        ),
        ({"edition": an_edition(slug="admin")}, ("edition", "slug")),
        ({"edition": an_edition(website_url="nonsense")}, ("edition", "website_url")),
        ({"edition": an_edition(time_zone="Mars")}, ("edition", "time_zone")),
    ],
)
def test_each_rule_is_looked_at_before_anything_is_written(parts, expected):
    with pytest.raises(IntakeRefused) as refused:
        take(Programme(**{"edition": an_edition(), **parts}), ALL, create=True)

    assert expected in {(problem.kind, problem.field) for problem in refused.value.problems}
    assert not Edition.objects.exists()


def test_identity_of_another_edition_is_refused():
    taken(a_programme())

    with pytest.raises(IntakeRefused, match="To write into it, use --edition 2021"):
        take(a_programme(edition=an_edition(slug="2022")), ALL, create=True)


def test_shorter_edition_that_leaves_a_session_outside_is_refused():
    taken(a_programme([a_session(1, starts_at=at(10, day=26))]))
    shorter = an_edition(last_date=an_edition().first_date)

    with pytest.raises(IntakeRefused) as refused:
        take(a_programme(edition=shorter), ALL)

    assert [(p.kind, p.field) for p in refused.value.problems] == [("sessions", "starts_at")]


def test_what_was_wrong_before_does_not_stop_what_has_nothing_to_do_with_it():
    taken(a_programme([a_session(1)]))
    Edition.objects.update(day_break=time(11))

    intake = take(a_programme([a_session(2, starts_at=at(12))]), TITLES)

    assert [thing.name for thing in intake.created] == ["Session 2"]


def test_stage_of_another_edition_cannot_be_referred_to():
    other = an_edition(slug="2020", guid=a_guid("2020"))
    taken(Programme(edition=other, stages=(a_stage(1),)))

    with pytest.raises(IntakeRefused) as refused:
        taken(a_programme([a_session(1, stage=a_stage(1).guid)]))

    assert [(p.kind, p.field) for p in refused.value.problems] == [("sessions", "stage")]


def test_announcement_and_stage_rows_belong_to_the_edition():
    taken(a_full_programme())

    assert (
        Announcement.objects.get().edition == Stage.objects.get().edition == Edition.objects.get()
    )


# What was edited here, deleted here, and is no longer in the file


def renamed(words: str) -> Programme:
    session = dataclasses.replace(a_full_programme().sessions[0], title=in_english(words))
    return a_full_programme(sessions=(session,))


def test_edit_by_hand_is_kept_or_a_conflict_and_never_overwritten_silently():
    taken(a_full_programme())
    Session.objects.update(title=in_english("Ours"))

    same, new = take(a_full_programme(), ALL), take(renamed("Theirs"), ALL)

    assert [found.state for found in same.findings] == [KEPT]
    assert [found.state for found in new.findings] == [CONFLICT]
    assert same.changed_nothing and new.changed_nothing
    assert Session.objects.get().title == in_english("Ours")


def test_word_of_the_file_is_written_where_that_was_chosen():
    taken(a_full_programme())
    Session.objects.update(title=in_english("Ours"))

    intake = take(renamed("Theirs"), ALL, theirs=EVERY_CONFLICT)

    assert [thing.fields for thing in intake.updated] == [("title (en)",)]
    assert Session.objects.get().title == in_english("Theirs")
    assert take(renamed("Theirs"), ALL).findings == ()


def test_row_deleted_by_hand_comes_back_only_where_that_was_chosen():
    taken(a_full_programme())
    Session.objects.get().delete()

    asked = take(a_full_programme(), ALL)
    deleted = the_draft()
    chosen = take(a_full_programme(), ALL, theirs={("sessions", a_session(1).guid, "", "")})

    assert [found.key for found in asked.findings] == [("sessions", a_session(1).guid, "", "")]
    assert deleted == a_full_programme(sessions=(), appearances=())
    assert {thing.kind for thing in chosen.created} == {"sessions", "appearances"}
    assert the_draft() == a_full_programme()


def test_rows_that_the_file_dropped_are_removed_with_their_history_where_that_was_chosen():
    user = an_editor()
    taken(a_full_programme())
    edition = Edition.objects.get()
    by_hand = a_session_row(edition, 7, stage=None)

    intake = take(
        Programme(a_full_programme().edition),
        ALL,
        remove=EVERY_CONFLICT,
        author=user,
        reason="Import of a.xml",
    )

    assert {thing.kind for thing in intake.removed} == {kind for kind, _ in a_full_programme()}
    assert [session.guid for session in the_draft().sessions] == [str(by_hand.guid)]
    assert list(the_draft().replace(sessions=())) == []
    for model in (Session, Speaker, Stage, Appearance):
        last = model.history.filter(history_type="-").get()
        assert (last.history_user, last.history_change_reason) == (user, "Import of a.xml")
    assert [row.kind for row in Baseline.objects.all()] == ["edition"]


def test_new_stage_takes_over_the_address_of_one_that_is_removed():
    stage = a_stage(1)
    session = a_session(1, stage=stage.guid)
    taken(a_programme([session], stages=(stage,)))
    new = dataclasses.replace(stage, guid=a_guid("new stage"))
    source = a_programme([dataclasses.replace(session, stage=new.guid)], stages=(new,))

    take(source, ALL, remove=EVERY_CONFLICT)

    assert the_draft() == source.replace(edition=the_draft().edition)


def test_history_names_who_imported_and_what():
    user = an_editor()

    take(a_full_programme(), ALL, create=True, author=user, reason="Import of a.xml")
    take(renamed("New"), ALL, author=user, reason="Import of b.xml")

    told = [
        (row.history_type, row.history_user, row.history_change_reason)
        for row in Session.history.order_by("history_id")
    ]
    assert told == [("+", user, "Import of a.xml"), ("~", user, "Import of b.xml")]
    first = Edition.history.get()
    assert (first.history_user, first.history_change_reason) == (user, "Import of a.xml")


def test_what_is_remembered_holds_no_words():
    taken(a_full_programme(edition=an_edition(name=words("Secret"))))

    remembered = str(list(Baseline.objects.values_list()))

    assert "Secret" not in remembered
    assert "FI" not in remembered
    assert Baseline.objects.count() == 1 + len(list(a_full_programme()))


def test_dry_run_writes_nothing_at_all():
    taken(a_full_programme())

    with CaptureQueriesContext(connection) as queries:
        take(renamed("New"), ALL, dry_run=True, remove=EVERY_CONFLICT)

    assert [
        q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")
    ] == []


def test_refusal_tells_the_conflicts_that_may_be_why():
    taken(a_full_programme())
    Edition.objects.update(last_date=an_edition().first_date)
    later = dataclasses.replace(a_full_programme().sessions[0], starts_at=at(10, day=27))
    source = a_full_programme(
        edition=dataclasses.replace(a_full_programme().edition, last_date=at(12, day=27).date()),
        sessions=(later,),
    )

    with pytest.raises(IntakeRefused) as refusal:
        take(source, ALL)
    intake = take(source, ALL, theirs=EVERY_CONFLICT)

    assert refusal.value.intake is not None
    assert [found.key[2] for found in refusal.value.intake.findings] == ["last_date"]
    assert [thing.kind for thing in intake.updated] == ["edition", "sessions"]
