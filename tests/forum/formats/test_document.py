"""forum/formats/document.py: our own lossless JSON."""

import dataclasses
import gc
import json
import weakref
from pathlib import Path

import pytest
from hypothesis import given, settings

from forum.formats import document
from forum.formats.document import NotADocument
from forum.values import Change, History, News, Tombstone
from multilingual.text import Text
from tests.builders import a_guid, a_programme, a_session, a_topic, at, in_english
from tests.strategies import programmes

DOCUMENTS = Path(__file__).parent / "documents"


@settings(max_examples=60)
@given(programmes())
def test_a_document_gives_back_the_same_programme(programme):
    data = document.write(programme)

    assert document.read(data) == programme
    assert document.write(document.read(data)) == data


def test_history_travels_in_the_document():
    session = a_session(3)
    history = History(
        changes={session.guid: Change(2, at(9))},
        former_slugs={"sessions/old": session.guid},
        numbers={"3": session.guid},
        removed={session.guid: Tombstone(session, at(11))},
        news=(News(2, at(9), "moved", session.guid, session.title, "a", "b", (in_english("N"),)),),
    )
    programme = a_programme(history=history)

    assert document.read(document.write(programme)).history == history


def test_the_order_of_things_does_not_change_the_bytes():
    one, other = a_session(1), a_session(2)

    assert document.write(a_programme([one, other])) == document.write(a_programme([other, one]))


def test_letters_stay_letters():
    programme = a_programme([a_session(title=Text({"ru": "Ёлка"}))])

    assert "Ёлка".encode() in document.write(programme)


def test_unknown_keys_are_ignored():
    data = json.loads(document.write(a_programme([a_session()])))
    data["invented"] = 1
    data["sessions"][0]["invented"] = {"a": []}

    assert document.read(json.dumps(data).encode()) == a_programme([a_session()])


def test_a_document_of_format_1_still_loads():
    data = (DOCUMENTS / "format-1.json").read_bytes()

    programme = document.read(data)

    guid = "5b0fcb4e-e5a1-5cd9-a3f1-2b26dbfbf0e9"
    names = {topic.guid: topic.name for topic in programme.topics}
    assert json.loads(data)["format"] == 1
    assert sorted(str(name) for name in names.values()) == ["Energy", "Green technologies"]
    assert [str(names[guid]) for guid in programme.sessions[0].topics] == [
        "Green technologies",
        "Energy",
    ]
    assert programme.edition.guid == guid


def test_there_is_a_document_of_every_past_format():
    assert {path.stem for path in DOCUMENTS.glob("format-*.json")} == {
        f"format-{number}" for number in range(1, document.FORMAT)
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            lambda d: d["sessions"][0].update(starts_at="soon"),
            r"document\.sessions\[0\]\.starts_at",
        ),
        (
            lambda d: d["sessions"][0].update(starts_at="2021-05-25T10:00:00"),
            r"document\.sessions\[0\]\.starts_at: .* names no offset",
        ),
        (lambda d: d["sessions"][0].update(number="1"), r"document\.sessions\[0\]\.number"),
        (lambda d: d["sessions"][0].update(number=True), r"document\.sessions\[0\]\.number"),
        (lambda d: d["sessions"][0].pop("guid"), r"document\.sessions\[0\]: 'guid' is missing"),
        (lambda d: d["sessions"][0].update(title={"en": 1}), r"document\.sessions\[0\]\.title"),
        (lambda d: d.update(sessions={}), r"document\.sessions: expected list, got dict"),
        (lambda d: d.update(format=99), r"Document format 99"),
        (lambda d: d.pop("format"), r"Document format None"),
    ],
)
def test_a_broken_document_names_the_place(change, place):
    data = json.loads(document.write(a_programme([a_session()])))
    change(data)

    with pytest.raises(NotADocument, match=place):
        document.read(json.dumps(data).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b"[" * 100_000,
        b'{"format":1}',
        b'{"format":1,"edition":{},"sessions":[{"topics":[{}]}]}',
        b'{"format":1,"edition":{"guid":"x"},"sessions":[{"topics":[{"en":"a"}]}]}',
        b'{"format":1,"sessions":3}',
    ],
)
def test_what_is_no_document_is_refused(data):
    with pytest.raises(NotADocument):
        document.read(data)


def test_topics_are_kept_by_guid():
    programme = a_programme([a_session(topics=(a_guid("topic 1"),))], topics=(a_topic(1),))

    assert document.read(document.write(programme)) == programme


def test_of_two_documents_all_but_what_changed_is_held_once():
    one, other = a_session(1), a_session(2)
    first = document.read(document.write(a_programme([one, other])))

    changed = dataclasses.replace(other, title=in_english("Another"))
    second = document.read(document.write(a_programme([one, changed])))

    assert second == a_programme([one, changed])
    assert second.sessions[0] is first.sessions[0]
    assert second.sessions[1] is not first.sessions[1]


def test_a_removed_session_is_the_one_that_stood_in_the_programme():
    session = a_session(1)
    first = document.read(document.write(a_programme([session])))

    stone = History(removed={session.guid: Tombstone(session, at(11))})
    second = document.read(document.write(a_programme(history=stone)))

    assert second.history.removed[session.guid].session is first.sessions[0]


def test_what_nobody_holds_is_forgotten():
    data = document.write(a_programme([a_session(title=in_english("Erased"))]))
    programme = document.read_once("its name", lambda: data)
    session = weakref.ref(programme.sessions[0])

    del programme
    gc.collect()

    assert session() is None
    assert document.held("its name") is None


def test_a_document_that_is_held_is_not_read_again():
    data = document.write(a_programme([a_session()]))
    asked = []

    def content():
        asked.append(1)
        return data

    first = document.read_once("its name", content)
    second = document.read_once("its name", content)

    assert second is first
    assert document.held("its name") is first
    assert asked == [1]


@pytest.mark.parametrize(("written", "meant"), [("true", "1"), ("1.0", "1")])
def test_what_only_python_takes_for_equal_is_not_taken_for_what_is_held(written, meant):
    data = document.write(a_programme([a_session(1)]))
    held = document.read(data)

    with pytest.raises(NotADocument, match="number"):
        document.read(data.replace(f'"number":{meant}'.encode(), f'"number":{written}'.encode()))
    assert held.sessions[0].number == 1


def test_keys_that_are_unknown_and_nested_deeper_than_anything_are_ignored():
    data = json.loads(document.write(a_programme([a_session()])))
    deep = []
    for _ in range(900):
        deep = [deep]
    data["sessions"][0]["invented"] = deep

    assert document.read(json.dumps(data).encode()) == a_programme([a_session()])
