"""Draft, file and what imports brought before: taken, kept, or a conflict. Values only."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings

from forum.conflicts import ALL, CONFLICT, EVERYTHING, KEPT, Known, Plan, planned
from forum.coverage import Coverage, covering, everything
from forum.programme import COLLECTIONS, Programme
from forum.rules import problems
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link
from tests import strategies
from tests.builders import (
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    an_appearance,
    an_edition,
    at,
    in_english,
)

ALL_THERE_IS = everything(["en", "ru"])
SESSION = a_session(1)
TITLE = ("sessions", SESSION.guid, "title", "en")


class Drafts:
    """A draft that imports are taken into one after the other, as the rows would hold it."""

    def __init__(self, programme: Programme | None = None) -> None:
        self.programme = programme
        self.known: dict[tuple[str, str], Known] = {}

    def weighed(self, source: Programme, coverage: Coverage = ALL_THERE_IS, **chosen: Any) -> Plan:
        return planned(self.programme, source, coverage, self.known, **chosen)

    def taken(self, source: Programme, coverage: Coverage = ALL_THERE_IS, **chosen: Any) -> Plan:
        plan = self.weighed(source, coverage, **chosen)
        self.programme = plan.after
        for key, known in plan.learned.items():
            if known is None:
                del self.known[key]
            else:
                self.known[key] = known
        return plan

    def edited(self, kind: str, guid: str, **changes: Any) -> None:
        assert self.programme is not None
        items = [
            dataclasses.replace(item, **changes) if item.guid == guid else item
            for item in getattr(self.programme, kind)
        ]
        self.programme = self.programme.replace(**{kind: tuple(items)})

    def deleted(self, *guids: str) -> None:
        assert self.programme is not None
        left = {
            kind: tuple(i for i in getattr(self.programme, kind) if i.guid not in guids)
            for kind in COLLECTIONS
        }
        self.programme = self.programme.replace(**left)

    def title(self) -> str:
        assert self.programme is not None
        return self.programme.sessions[0].title.get("en")


def an_import(*programmes: Programme) -> Drafts:
    drafts = Drafts()
    for programme in programmes:
        drafts.taken(programme)
    return drafts


def titled(words: str, **given: Any) -> Programme:
    return a_programme([a_session(1, title=in_english(words), **given)])


def states(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return (state, field, draft's value, file's value) of what was found."""
    return [
        (found.state, found.key[2], found.difference.before, found.difference.after)
        for found in plan.findings
    ]


# Values


def test_what_only_the_file_changed_is_taken():
    drafts = an_import(titled("Opening"))

    plan = drafts.taken(titled("The opening"))

    assert states(plan) == []
    assert drafts.title() == "The opening"


def test_what_only_the_draft_changed_is_kept_and_told():
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Our opening"))

    plan = drafts.taken(titled("Opening"))

    assert states(plan) == [(KEPT, "title", "Our opening", "Opening")]
    assert drafts.title() == "Our opening"
    assert plan.learned == {}


def test_what_both_changed_is_a_conflict_and_stays_one_until_somebody_decides():
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Our opening"))

    first, second = drafts.taken(titled("Their opening")), drafts.taken(titled("Their opening"))

    conflict = [(CONFLICT, "title", "Our opening", "Their opening")]
    assert states(first) == states(second) == conflict
    assert drafts.title() == "Our opening"


def test_what_both_changed_alike_is_nothing_to_ask_about():
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Welcome"))

    plan = drafts.taken(titled("Welcome"))

    assert states(plan) == []
    assert states(drafts.taken(titled("Opening"))) == []
    assert drafts.title() == "Opening"


@pytest.mark.parametrize("chosen", [ALL, EVERYTHING, {TITLE}])
def test_the_file_is_heard_in_a_conflict_where_that_is_chosen(chosen):
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Our opening"))

    plan = drafts.taken(titled("Their opening"), theirs=chosen)

    assert [found.takes_theirs for found in plan.findings] == [True]
    assert drafts.title() == "Their opening"
    assert states(drafts.weighed(titled("Their opening"))) == []


def test_final_word_of_the_draft_is_a_conflict_again_only_when_the_file_says_something_new():
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Our opening"))
    drafts.taken(titled("Their opening"), mine={TITLE})

    same = drafts.weighed(titled("Their opening"))
    new = drafts.weighed(titled("Their grand opening"))

    assert states(same) == [(KEPT, "title", "Our opening", "Their opening")]
    assert states(new) == [(CONFLICT, "title", "Our opening", "Their grand opening")]


def test_all_conflicts_are_not_all_edits_but_one_can_be_named():
    drafts = an_import(titled("Opening"))
    drafts.edited("sessions", SESSION.guid, title=in_english("Our opening"))

    kept = drafts.weighed(titled("Opening"), theirs=ALL)
    named = drafts.weighed(titled("Opening"), theirs={TITLE})
    everything_of_theirs = drafts.weighed(titled("Opening"), theirs=EVERYTHING)

    assert kept.after.sessions[0].title == in_english("Our opening")
    assert (
        named.after
        == everything_of_theirs.after
        == a_programme([a_session(1, title=in_english("Opening"))])
    )


def test_a_value_that_no_import_brought_is_a_conflict_and_an_empty_one_is_filled():
    by_hand = titled("By hand", kind="panel", stage="")
    source = titled("In the file", kind="workshop", stage=a_stage(1).guid)
    drafts = Drafts(by_hand)

    plan = drafts.taken(source.replace(stages=(a_stage(1),)))

    assert states(plan) == [
        (CONFLICT, "kind", "panel", "workshop"),
        (CONFLICT, "title", "By hand", "In the file"),
    ]
    assert drafts.programme is not None
    assert drafts.programme.sessions[0].stage == a_stage(1).guid


def test_what_was_emptied_here_is_not_filled_again_by_the_same_file():
    drafts = an_import(titled("Opening", abstract=in_english("Words")))
    drafts.edited("sessions", SESSION.guid, abstract=Text())

    plan = drafts.taken(titled("Opening", abstract=in_english("Words")))

    assert states(plan) == [(KEPT, "abstract", "", "Words")]


def test_languages_are_weighed_one_by_one():
    drafts = an_import(a_programme([a_session(1, title=Text({"en": "A", "ru": "А"}))]))
    drafts.edited("sessions", SESSION.guid, title=Text({"en": "B", "ru": "А"}))
    source = a_programme([a_session(1, title=Text({"en": "C", "ru": "В"}))])

    plan = drafts.taken(source)

    assert states(plan) == [(CONFLICT, "title", "B", "C")]
    assert plan.after.sessions[0].title == Text({"en": "B", "ru": "В"})


def test_original_chosen_here_stays():
    text = Text({"en": "A", "ru": "А"})
    drafts = an_import(a_programme([a_session(1, title=text)]))
    drafts.edited("sessions", SESSION.guid, title=Text(text.pairs, original="ru"))

    plan = drafts.taken(a_programme([a_session(1, title=text)]))

    assert states(plan) == [(KEPT, "title", "ru", "en")]
    assert plan.after.sessions[0].title.original == "ru"


def test_parts_of_a_recording_are_weighed_one_by_one():
    first = Recording("https://example.org/1", "CC0")
    drafts = an_import(titled("A", recording=first))
    ours = dataclasses.replace(first, licence="CC BY")
    drafts.edited("sessions", SESSION.guid, recording=ours)

    plan = drafts.taken(titled("A", recording=Recording("https://example.org/2", "CC0")))

    assert states(plan) == [(KEPT, "recording.licence", "CC BY", "CC0")]
    assert plan.after.sessions[0].recording == Recording("https://example.org/2", "CC BY")


def test_links_are_weighed_as_a_whole():
    one, two, three = (Link(f"https://example.org/{number}") for number in (1, 2, 3))
    drafts = an_import(titled("A", links=(one,)))
    drafts.edited("sessions", SESSION.guid, links=(one, two))

    same, new = (drafts.weighed(titled("A", links=links)) for links in ((one,), (one, three)))

    assert states(same) == [(KEPT, "links", (one, two), (one,))]
    assert states(new) == [(CONFLICT, "links", (one, two), (one, three))]
    assert same.after.sessions[0].links == new.after.sessions[0].links == (one, two)


def test_title_of_a_link_in_a_language_that_the_file_does_not_speak_is_no_edit():
    url = "https://example.org/1"
    english = covering("sessions", ["title", "links"], ["en"])
    drafts = an_import()
    drafts.taken(titled("A", links=(Link(url, in_english("Notes")),)), english)
    translated = (Link(url, Text({"en": "Notes", "ru": "Заметки"})),)
    drafts.edited("sessions", SESSION.guid, links=translated)

    plan = drafts.taken(titled("A", links=(Link(url, in_english("Slides")),)), english)

    assert states(plan) == []
    assert plan.after.sessions[0].links[0].title == Text({"en": "Slides", "ru": "Заметки"})


def test_facts_of_the_edition_are_weighed_too():
    drafts = Drafts(Programme(an_edition(name=in_english("Ours"))))

    plan = drafts.taken(Programme(an_edition(guid=a_guid("other"), name=in_english("Theirs"))))

    assert states(plan) == [(CONFLICT, "name", "Ours", "Theirs")]


def test_what_an_import_guessed_is_not_the_organisers():
    times = covering("sessions", ["title"], ["en"])
    drafts = an_import()
    drafts.taken(titled("A", duration_minutes=30), times)

    plan = drafts.taken(titled("A", duration_minutes=45))

    assert states(plan) == []
    assert plan.after.sessions[0].duration_minutes == 45


def test_opt_out_by_hand_is_no_conflict():
    drafts = an_import(titled("A"))
    drafts.edited("sessions", SESSION.guid, recording=Recording(opted_out=True))

    plan = drafts.taken(titled("A"), theirs=EVERYTHING)

    assert states(plan) == []
    assert plan.after.sessions[0].recording.opted_out


# Things deleted here


def a_full(*, stage: bool = True) -> Programme:
    session = a_session(1, stage=a_stage(1).guid if stage else "", topics=(a_topic(1).guid,))
    return a_programme(
        [session],
        stages=(a_stage(1),) if stage else (),
        topics=(a_topic(1),),
        speakers=(a_speaker(1),),
        appearances=(an_appearance(session, a_speaker(1)),),
        streams=(a_stream(1, session=session.guid),),
    )


APPEARANCE = a_full().appearances[0].guid


def test_a_session_deleted_here_stays_so_with_all_that_was_in_it_and_is_asked_about_once():
    drafts = an_import(a_full())
    drafts.deleted(SESSION.guid, APPEARANCE, a_stream(1).guid)

    plan = drafts.taken(a_full())

    assert [(found.state, found.key) for found in plan.findings] == [
        (CONFLICT, ("sessions", SESSION.guid, "", ""))
    ]
    assert plan.after == a_full().replace(sessions=(), appearances=(), streams=())
    assert plan.said == a_full()


def test_a_session_deleted_here_comes_back_with_all_that_was_in_it_where_that_is_chosen():
    drafts = an_import(a_full())
    drafts.deleted(SESSION.guid, APPEARANCE, a_stream(1).guid)

    plan = drafts.taken(a_full(), theirs={("sessions", SESSION.guid, "", "")})

    assert plan.after == a_full()
    assert states(drafts.weighed(a_full())) == []


def test_once_it_is_said_to_stay_deleted_it_is_only_told():
    drafts = an_import(a_full())
    drafts.deleted(SESSION.guid, APPEARANCE, a_stream(1).guid)
    drafts.taken(a_full(), mine=ALL)

    plan = drafts.taken(a_full(), theirs=ALL)

    assert [found.state for found in plan.findings] == [KEPT]
    assert plan.after.sessions == ()


def test_new_appearance_in_a_session_deleted_here_is_left_out():
    drafts = an_import(titled("A"))
    drafts.deleted(SESSION.guid)

    plan = drafts.taken(a_full())

    assert plan.after.appearances == plan.after.streams == ()
    assert plan.after.speakers == (a_speaker(1),)
    assert problems(plan.after) == []


def test_one_appearance_deleted_here_is_asked_about():
    drafts = an_import(a_full())
    drafts.deleted(APPEARANCE)

    plan = drafts.taken(a_full())

    assert [found.key for found in plan.findings] == [("appearances", APPEARANCE, "", "")]


def test_appearance_made_anew_by_hand_is_the_one_in_the_file():
    drafts = an_import(a_full())
    drafts.deleted(APPEARANCE)
    by_hand = dataclasses.replace(a_full().appearances[0], guid=a_guid("by hand"))
    drafts.programme = a_full().replace(appearances=(by_hand,))

    plan = drafts.taken(a_full())

    assert states(plan) == []
    assert plan.after.appearances == (by_hand,)


def test_new_session_does_not_refer_to_what_was_deleted_here():
    drafts = an_import(a_programme(stages=(a_stage(1),), topics=(a_topic(1),)))
    drafts.deleted(a_stage(1).guid, a_topic(1).guid)

    plan = drafts.taken(a_full())

    assert (plan.after.sessions[0].stage, plan.after.sessions[0].topics) == ("", ())
    assert problems(plan.after) == []


def test_session_gets_its_stage_and_topic_back_when_they_come_back():
    drafts = an_import(a_full())
    drafts.edited("sessions", SESSION.guid, stage="", topics=())
    drafts.deleted(a_stage(1).guid, a_topic(1).guid)
    drafts.taken(a_full())

    plan = drafts.taken(a_full(), theirs=ALL)

    assert plan.after == a_full()


def test_session_moved_by_hand_stays_where_it_is_when_its_old_stage_comes_back():
    two = dataclasses.replace(a_stage(2), position=1)
    source = a_full().replace(stages=(a_stage(1), two))
    drafts = an_import(source)
    drafts.edited("sessions", SESSION.guid, stage=two.guid)
    drafts.deleted(a_stage(1).guid)
    drafts.taken(source)

    plan = drafts.taken(source, theirs=ALL)

    assert plan.after.stages == source.stages
    assert plan.after.sessions[0].stage == two.guid
    assert [(found.state, found.key[2]) for found in plan.findings] == [
        (CONFLICT, ""),
        (KEPT, "stage"),
    ]


def test_topic_added_by_hand_is_kept_while_another_one_stays_deleted():
    source = a_full().replace(topics=(a_topic(1), a_topic(2), a_topic(3)))
    drafts = an_import(source)
    drafts.edited("sessions", SESSION.guid, topics=(a_topic(3).guid,))
    drafts.deleted(a_topic(1).guid)

    plan = drafts.taken(source)

    assert [(found.state, found.key[2]) for found in plan.findings] == [
        (CONFLICT, ""),
        (KEPT, "topics"),
    ]
    assert plan.after.sessions[0].topics == (a_topic(3).guid,)


def test_file_that_moves_a_session_to_a_stage_deleted_here_leaves_it_where_it_is():
    two = dataclasses.replace(a_stage(2), position=1)
    drafts = an_import(a_full().replace(stages=(a_stage(1), two)))
    drafts.deleted(two.guid)
    moved = dataclasses.replace(a_full().sessions[0], stage=two.guid)

    plan = drafts.taken(a_full().replace(stages=(a_stage(1), two), sessions=(moved,)))

    assert plan.after.sessions[0].stage == a_stage(1).guid


# What the file no longer holds


def test_what_the_file_dropped_stays_unless_its_removal_is_chosen():
    drafts = an_import(a_full())
    source = a_programme(topics=(a_topic(1),))

    stays, goes = drafts.weighed(source), drafts.weighed(source, remove=ALL)

    assert stays.after == a_full()
    assert set(stays.removable) == {(kind, item.guid) for kind, item in a_full()} - {
        ("topics", a_topic(1).guid)
    }
    assert goes.after == source
    assert set(goes.removed) == set(stays.removable)


def test_what_organisers_made_is_never_removed():
    drafts = an_import(a_full())
    by_hand = a_session(2, stage=a_stage(1).guid)
    drafts.programme = a_full().replace(sessions=(*a_full().sessions, by_hand))

    plan = drafts.taken(a_programme(), remove=ALL)

    assert plan.after == a_programme([by_hand], stages=(a_stage(1),))
    assert plan.remarks == (("stages", "Stage 1 stays, something else still refers to it"),)


def test_session_goes_with_what_organisers_put_into_it_and_leaves_their_people():
    drafts = an_import(titled("A"))
    session, speaker = drafts.programme.sessions[0], a_speaker(7)  # type: ignore[union-attr]
    drafts.programme = titled("A").replace(
        speakers=(speaker,),
        appearances=(an_appearance(session, speaker),),
        streams=(a_stream(1, session=session.guid),),
    )

    plan = drafts.taken(a_programme(), remove={("sessions", session.guid)})

    assert plan.after == a_programme(speakers=(speaker,))


def test_speaker_goes_with_imported_appearances_and_stays_for_one_made_by_hand():
    session, speaker = a_session(2), a_speaker(1)
    only_session = a_full().replace(speakers=(), appearances=())
    drafts = an_import(a_full())

    goes = drafts.weighed(only_session, remove={("speakers", speaker.guid)})
    by_hand = an_appearance(session, speaker)
    drafts.programme = a_full().replace(
        sessions=(*a_full().sessions, session), appearances=(*a_full().appearances, by_hand)
    )
    stays = drafts.weighed(only_session, remove={("speakers", speaker.guid)})

    assert goes.after == only_session
    assert stays.removed == (("appearances", APPEARANCE),)
    assert stays.after.speakers == (speaker,)


def test_session_that_the_file_does_not_name_but_refers_to_stays():
    drafts = an_import(a_full())
    source = a_full().replace(sessions=(), streams=())

    plan = drafts.weighed(source, remove=ALL)

    assert plan.after.sessions == a_full().sessions
    assert plan.after.appearances == a_full().appearances


def test_what_the_file_does_not_speak_of_is_not_removable():
    drafts = an_import(a_full())

    plan = drafts.taken(a_programme(), covering("sessions", ["title"], ["en"]), remove=ALL)

    assert plan.after.speakers == (a_speaker(1),)
    assert plan.after.sessions == ()


def test_what_an_import_removed_comes_back_as_new():
    drafts = an_import(a_full())
    drafts.taken(a_programme(), remove=ALL)

    plan = drafts.taken(a_full())

    assert states(plan) == []
    assert plan.after == a_full()


# As a whole


def test_fingerprint_follows_what_would_happen_and_not_what_has_nothing_to_do_with_it():
    drafts = an_import(a_full().replace(stages=(a_stage(1), a_stage(2))))
    source = titled("New")
    before = drafts.weighed(source).fingerprint

    drafts.edited("sessions", SESSION.guid, abstract=in_english("Ours"))
    edited = drafts.weighed(source).fingerprint
    drafts.edited("sessions", SESSION.guid, abstract=Text())
    drafts.edited("stages", a_stage(2).guid, position=7)
    elsewhere = drafts.weighed(source).fingerprint

    assert edited != before
    assert elsewhere == before


def test_fingerprint_sees_what_would_be_removed_along():
    drafts = an_import(titled("A"))
    before = drafts.weighed(a_programme()).fingerprint

    drafts.programme = titled("A").replace(streams=(a_stream(1, session=SESSION.guid),))

    assert drafts.weighed(a_programme()).fingerprint != before


def test_hashes_of_equal_values_differ_from_thing_to_thing_and_hold_no_words():
    drafts = an_import(a_programme([a_session(n, title=in_english("Same")) for n in (1, 2)]))

    one, two = (drafts.known["sessions", a_session(n).guid].digests for n in (1, 2))

    assert one["title en"] != two["title en"]
    assert one["title ru"] == ""
    assert {len(found) for found in (*one.values(), *two.values())} == {0, 16}


@settings(max_examples=30)
@given(strategies.programmes(), strategies.programmes())
def test_a_repeat_finds_and_learns_nothing(first, second):
    drafts = Drafts(first)
    second = second.replace(edition=dataclasses.replace(second.edition, guid=first.edition.guid))
    drafts.taken(second, theirs=EVERYTHING)

    again = drafts.weighed(second)

    assert again.findings == ()
    assert again.after == again.before
    assert again.learned == {}


@settings(max_examples=30)
@given(strategies.programmes())
def test_removing_and_deleting_never_leave_anything_dangling(programme):
    if problems(programme):
        return
    drafts = an_import(programme)

    emptied = drafts.weighed(Programme(programme.edition), remove=ALL)
    drafts.deleted(*[item.guid for _kind, item in programme][::2])
    assert drafts.programme is not None
    before = set(problems(drafts.programme))
    come_again = drafts.weighed(programme)

    assert list(emptied.after) == []
    assert set(problems(come_again.after)) <= before


def test_instants_and_days_are_hashed_like_words():
    drafts = an_import(titled("A", starts_at=at(10)))
    drafts.edited("sessions", SESSION.guid, starts_at=at(11))

    plan = drafts.taken(titled("A", starts_at=at(12)))

    assert states(plan) == [(CONFLICT, "starts_at", at(11), at(12))]
