"""forum/formats/calendar_lines.py: lines put together, and components taken apart."""

from __future__ import annotations

import gzip

import pytest

from forum.formats.calendar_lines import calendars, looks_like_calendar
from forum.formats.outline import Outline
from forum.formats.reading import NotASchedule


def outermost(*lines: str | bytes, end: bytes = b"\r\n", **limits):
    given = [line.encode() if isinstance(line, str) else line for line in lines]
    outline = Outline(file="a.ics")
    whole = (b"BEGIN:VCALENDAR", *given, b"END:VCALENDAR", b"")
    (found,) = calendars(end.join(whole), outline, **limits)
    return found, outline


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_folded_lines_are_put_together_whatever_ends_them(end):
    found, _ = outermost("SUMMARY:One", "  two", "\tthree", end=end)

    assert found.text("SUMMARY") == "One twothree"


def test_a_letter_that_is_folded_in_its_middle_is_whole_again():
    letter = "ж".encode()

    found, _ = outermost(b"SUMMARY:" + letter[:1], b" " + letter[1:])

    assert found.text("SUMMARY") == "ж"


def test_endless_lines_are_read():
    found, _ = outermost("SUMMARY:" + "long " * 100_000)

    assert len(found.all("SUMMARY")[0].value) == 500_000


def test_a_line_break_within_words_is_mended_and_told():
    found, outline = outermost("DESCRIPTION:One", "two three", "", "LOCATION:Here")

    assert found.first("DESCRIPTION").text == "One\ntwo three"
    assert found.text("LOCATION") == "Here"
    assert [note.place for note in outline.guesses] == ["line 3"]


def test_words_are_unescaped_and_lists_are_parted():
    found, _ = outermost(r"SUMMARY:a\, b\; c\\n d\ne\:f", r"CATEGORIES:One\, two,Three,,Four")

    assert found.first("SUMMARY").text == "a, b; c\\n d\ne:f"
    assert found.first("CATEGORIES").words == ["One, two", "Three", "Four"]


def test_parameters_are_read_with_and_without_quotes():
    found, _ = outermost('ATTENDEE;CN="Doe, Jane";ROLE=CHAIR:mailto:x', "X;CN=Doe, Jane:y")

    assert [given.parameter("CN") for given in found.all("ATTENDEE", "X")] == ["Doe, Jane"] * 2
    assert found.first("ATTENDEE").parameter("PARTSTAT") == ""


def test_what_stands_around_calendars_is_no_part_of_them():
    data = b"Date: today\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:A\r\nEND:VCALENDAR\r\nBye: now\r\n"

    (found,) = calendars(data, Outline())

    assert list(found.properties) == ["SUMMARY"]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffBEGIN:VCALENDAR\r\nSUMMARY:Ж\r\nEND:VCALENDAR".encode(),
        "BEGIN:VCALENDAR\r\nSUMMARY:Ж\r\nEND:VCALENDAR".encode("utf-16"),
        "begin:vcalendar\r\nsummary:Ж\r\nend:vcalendar".encode(),
    ],
)
def test_calendars_are_known_and_read_in_their_encodings(data):
    (found,) = calendars(data, Outline())

    assert looks_like_calendar(data)
    assert found.text("SUMMARY") == "Ж"


@pytest.mark.parametrize("data", [b"", b"SUMMARY:BEGIN:VCALENDAR", b"\x00" * 9, b"{}"])
def test_what_has_no_calendar_looks_like_none(data):
    assert not looks_like_calendar(data)


def test_components_are_found_within_each_other():
    found, outline = outermost(
        "BEGIN:VEVENT", "SUMMARY:A", "BEGIN:VALARM", "SUMMARY:B", "END:VALARM", "END:VEVENT"
    )

    (event,) = found.walk("VEVENT")
    assert (event.text("SUMMARY"), event.line) == ("A", 2)
    assert [alarm.text("SUMMARY") for alarm in event.walk("VALARM")] == ["B"]
    assert (outline.guesses, outline.skipped) == ([], [])


def test_ends_that_are_missing_or_too_many_are_told():
    found, outline = outermost(
        "BEGIN:VEVENT", "BEGIN:VALARM", "END:VEVENT", "END:VTODO", "SUMMARY:A"
    )

    assert found.text("SUMMARY") == "A"
    assert [note.message for note in outline.guesses] == ["a component without an END"]
    assert [note.message for note in outline.skipped] == ["an END of what did not begin"]


def test_a_line_that_cannot_be_read_is_told():
    found, outline = outermost('SUMMARY;"=x:a', "LOCATION:Here")

    assert list(found.properties) == ["LOCATION"]
    assert [(note.place, note.message) for note in outline.skipped] == [
        ("line 2", "a line that cannot be read")
    ]


@pytest.mark.parametrize(
    ("lines", "place", "reason"),
    [
        ([b"SUMMARY:\xff"], "line 2", "byte 0xff is not UTF-8, the encoding of calendars."),
        (["BEGIN:A"] * 10, "line 11", "components nested more than 10 deep."),
        (["BEGIN:VEVENT", "END:VEVENT"] * 20_001, "line 40002", "more than 20000 events."),
    ],
)
def test_what_is_beyond_reason_is_refused_with_its_line(lines, place, reason):
    with pytest.raises(NotASchedule) as refused:
        outermost(*lines)

    assert (refused.value.place, refused.value.reason) == (place, reason)


def test_too_many_lines_are_refused():
    with pytest.raises(NotASchedule, match="line 11: more than 10 lines"):
        outermost(*["A:b"] * 20, most_lines=10)


def test_a_calendar_that_was_cut_off_is_refused():
    with pytest.raises(NotASchedule) as refused:
        calendars(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A", Outline(file="a.ics"))

    assert str(refused.value) == (
        "a.ics, line 2: it ends in the middle of a VEVENT. Expected END:VEVENT; is it whole?"
    )


def test_archives_and_endless_files_are_refused():
    with pytest.raises(NotASchedule, match="gzip-compressed"):
        calendars(gzip.compress(b"BEGIN:VCALENDAR", mtime=0), Outline())
    with pytest.raises(NotASchedule, match="larger than 16 MB"):
        calendars(b" " * (16 * 1024 * 1024 + 1), Outline())
