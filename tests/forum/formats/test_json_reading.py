"""forum/formats/json_reading.py: hostile and damaged JSON, and values with their places."""

from __future__ import annotations

import gzip
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.formats.json_reading import Node, has_object, json_value, looks_like_json, root, shape
from forum.formats.outline import Outline
from forum.formats.reading import NotASchedule, Note, Request


def a_root(text: str | bytes, **request: object) -> tuple[Node, Outline]:
    """Return the root of a document, and the outline that its notes go into."""
    asked = Request(file_name="a.json", **request)  # type: ignore[arg-type]
    outline = Outline.of(asked)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return root(data, asked, outline), outline


def the_node(text: str) -> Node:
    return a_root(text)[0]


# Bytes


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 0, "the file is empty."),
        (b" \n ", 0, "the file is empty."),
        (b"\xef\xbb\xbf", 1, "not JSON, or damaged: expecting value (column 1)."),
        (b"PK\x03\x04abc", 0, "a zip archive. Unpack it first; JSON was expected."),
        (gzip.compress(b"{}", mtime=0), 0, "gzip-compressed. Unpack it first; JSON was expected."),
        (b'{"a": 1,\n "b" 2}', 2, "not JSON, or damaged: expecting ':' delimiter (column 6)."),
        (
            b'{"a": 1,\n}',
            2,
            "not JSON, or damaged: expecting property name enclosed in double quotes (column 1).",
        ),
        (b'{"a": "x\n', 1, "not JSON, or damaged: invalid control character at (column 9)."),
        (b'["a', 1, "not JSON, or damaged: unterminated string starting at (column 2)."),
        (
            b'{"a": 1}\n{"a": 2}',
            2,
            "not JSON, or damaged: something follows the one value that was expected (column 1).",
        ),
        (
            b'{"a":\n "\xff"}',
            2,
            "byte 0xff is not UTF-8, the encoding that the file has by its first bytes.",
        ),
    ],
)
def test_what_is_broken_is_refused_with_line_and_reason(data, line, reason):
    with pytest.raises(NotASchedule) as refused:
        json_value(data, file="a.json")

    assert (refused.value.file, refused.value.line, refused.value.reason) == (
        "a.json",
        line,
        reason,
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"]
)
def test_every_encoding_of_json_is_read(encoding):
    data = '{"название": "Открытие"}'.encode(encoding)

    assert json_value(data) == {"название": "Открытие"}
    assert looks_like_json(data)


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        (b'"' + b"x" * 100 + b'"', {"max_bytes": 50}, "larger than 4.76837e-05 MB"),
        (b"[[[[1]]]]", {"max_depth": 3}, "nested more than 3 deep (column 4)."),
        (b'[1,\n{"a": 2},3]', {"max_values": 3}, "more than 3 values (column 9)."),
        (b"[" * 200_000, {}, "nested more than 50 deep (column 51)."),
        (b'{"a":' * 200_000, {}, "nested more than 50 deep (column 251)."),
    ],
)
def test_what_grows_beyond_reason_is_refused(data, limits, reason):
    with pytest.raises(NotASchedule) as refused:
        json_value(data, **limits)

    assert refused.value.reason.startswith(reason)


def test_brackets_and_commas_within_words_are_not_counted():
    words = '[{,\\"[[[\\\\'

    assert json_value(json.dumps([words]).encode(), max_depth=1, max_values=1) == [words]


def test_many_values_side_by_side_are_not_deep():
    assert json_value(b"[" + b"[{}]," * 9 + b"[]]", max_depth=3) == [[{}]] * 9 + [[]]


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 19])
def test_a_number_that_is_none_counts_as_nothing_and_is_noted(number):
    node, outline = a_root(f'{{"size": {number}}}')

    assert node.words("size") == ""
    assert not node.at("size")
    assert outline.skipped == [Note("size", "a number that is none, or has too many digits", "NaN")]


def test_nothing_but_not_a_schedule_is_raised_for_any_bytes():
    for data in (b"\x00", b"{\x00", b"\xff\xfe", b"\x00\x00\xfe\xff{", b'{"\\ud800": "\\udc00"}x'):
        with pytest.raises(NotASchedule):
            json_value(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    try:
        json_value(b"[" + data)
    except NotASchedule as error:
        assert error.reason


# Shape


def test_shape_names_every_path_of_keys_six_levels_deep():
    data = json.dumps(
        {
            "schedule": {"days": [{"rooms": {"A": {"b": {"c": {"d": 1}}}}}, {"index": 1}]},
            "$schema": "",
        }
    ).encode()

    assert shape(data) == {
        "$schema",
        "schedule",
        "schedule.days",
        "schedule.days[].rooms",
        "schedule.days[].rooms.A",
        "schedule.days[].rooms.A.b",
        "schedule.days[].rooms.A.b.c",
        "schedule.days[].index",
    }


def test_shape_of_a_list_begins_with_it():
    assert shape(b'[{"code": 1}, 2]') == {"[].code"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a": [{"code": 1, "title": 2}]}', True),
        (b'{"code": 1, "title": 2}', True),
        (b'[{"x": {"y": {"code": 1, "title": 2}}}]', True),
        (b'{"code": 1, "a": {"title": 2}}', False),
        (b'{"a": {"barcode": 1, "title": 2}}', False),
        (b'{"a": {"code": 1}, "b": {"title": 2}}', False),
        (b"<code/>", False),
    ],
)
def test_an_object_is_known_by_its_keys(data, expected):
    assert has_object(data, "code", "title") is expected


@pytest.mark.parametrize("data", [b"", b"<schedule/>", b'{"a": ', b"[" * 99, b"\xff", b"name;age"])
def test_what_is_no_sound_json_has_no_shape(data):
    assert shape(data) == frozenset()


# Values with their places


def test_a_node_knows_its_place():
    node = the_node('{"schedule": {"days": [{"rooms": {"Saal 1": [{"title": "A"}]}}]}}')

    (day,) = node.need("schedule").objects("days")
    ((name, room),) = day.object("rooms").members()
    (event,) = room.items()

    assert name == "Saal 1"
    assert event.at("title").place == "schedule.days[0].rooms.Saal 1[0].title"
    assert event.words("title") == "A"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"A"', "A"),
        ("7", "7"),
        ("7.0", "7"),
        ("7.5", "7.5"),
        ("1e300", "1e+300"),
        ("true", "true"),
        ("false", "false"),
        ("null", ""),
        ("{}", ""),
        ("[]", ""),
    ],
)
def test_words_are_what_the_file_says_in_any_type(value, words):
    node, outline = a_root(f'{{"a": {value}}}')

    assert node.words("a") == words
    assert (outline.guesses, outline.skipped) == ([], [])


def test_the_first_key_that_says_something_is_taken():
    node = the_node('{"name": "", "public_name": null, "full_public_name": "Anna", "x": "B"}')

    assert node.words("name", "public_name", "full_public_name", "x") == "Anna"


def test_a_value_of_another_type_is_noted_with_its_place_and_counts_as_nothing():
    node, outline = a_root(
        '{"a": {"title": [1], "persons": {"x": 1}, "links": [1, {"url": "u"}, null], "track": 5}}'
    )
    inner = node.object("a")

    assert inner.words("title") == ""
    assert inner.objects("persons") == []
    assert [link.value for link in inner.objects("links")] == [{"url": "u"}]
    assert inner.object("track").value == {}
    assert outline.skipped == [
        Note("a.title", "expected words, got a list", "[1]"),
        Note("a.persons", "expected a list, got an object", '{"x": 1}'),
        Note("a.links[0]", "items that are no objects", "1: 1"),
        Note("a.track", "expected an object, got a number", "5"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "expected an object, got nothing."),
        ("{}", "expected an object, got nothing."),
        ('{"schedule": null}', "expected an object, got null."),
        ('{"schedule": "soon"}', "expected an object, got words."),
        ('{"schedule": 1.5}', "expected an object, got a number."),
    ],
)
def test_what_is_needed_and_is_not_there_is_refused(text, reason):
    with pytest.raises(NotASchedule) as refused:
        the_node(text).need("schedule")

    assert (refused.value.place, refused.value.reason) == ("schedule", reason)


def test_keys_that_stand_twice_are_noted_and_the_last_counts():
    node, outline = a_root('{"a": {"title": "one", "title": "two"}}')

    assert node.object("a").words("title") == "two"
    assert outline.guesses == [
        Note("a.title", "a key stands twice in one object, the last one counts")
    ]


def test_halves_of_characters_are_replaced_and_noted():
    node, outline = a_root(r'{"title": "Caf\u00e9 \ud83d", "\udc00": {"b": ["\ud83d\ude00"]}}')

    assert node.words("title") == "Café \ufffd"
    assert [key for key, _ in node.members()] == ["title", "\ufffd"]
    assert node.members()[1][1].texts("b") == ["😀"]
    assert outline.guesses == [Note("title", "characters cut in two were replaced", "Café \ufffd")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"Opening"', {"en": "Opening"}),
        ('{"en": "Opening", "ru": "Открытие", "de": ""}', {"en": "Opening", "ru": "Открытие"}),
        ('{"en-us": "Opening", "RU": "Открытие"}', {"en": "Opening", "ru": "Открытие"}),
        ('{"en": "", "ru": "Открытие"}', {"ru": "Открытие"}),
        ("{}", {}),
        ("null", {}),
        ("[]", {}),
    ],
)
def test_words_by_language_are_read_as_such(value, said):
    node, outline = a_root(f'{{"title": {value}}}')

    assert node.said("title") == said
    assert (outline.guesses, outline.skipped) == ([], [])


def test_words_of_other_languages_stay_out_unless_there_are_no_others():
    node, outline = a_root('{"a": {"en": "One", "de": "Eins"}, "b": {"de-formal": "Zwei"}}')

    assert node.said("a") == {"en": "One"}
    assert node.said("b") == {"en": "Zwei"}
    assert outline.skipped == [Note("a", "words in a language that the site does not have", "de")]
    assert outline.guesses == [
        Note(
            "b", "words only in a language that the site does not have, they are taken", "de-formal"
        )
    ]


def test_the_rest_of_an_object_is_noted_once_all_else_was_asked_for():
    node, outline = a_root(
        '{"title": "A", "id": 5, "logo": "", "notes": [], "size": {"w": 1}, "x": "y"}'
    )
    node.words("title")
    node.leave("id")

    node.note_the_rest()

    assert outline.skipped == [
        Note("", "“size” has no place here", '{"w": 1}'),
        Note("", "“x” has no place here", "y"),
    ]


def test_endless_keys_are_short_in_places():
    node = the_node(json.dumps({"k" * 1000 + "\n": {"a": 1}}))

    ((_, inner),) = node.members()

    assert inner.place == "k" * 60 + "…"


def test_numbers_that_are_none_are_nan_in_the_plain_value():
    assert math.isnan(json_value(b"[NaN]")[0])
