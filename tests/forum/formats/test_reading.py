"""Hostile, damaged and mistaken bytes are refused with file, line, element and reason."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from forum.formats.reading import NotASchedule, bytes_of
from tests.forum.formats.frab import a_day, a_schedule, an_event, read

BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE schedule [\n<!ENTITY a "aaaaaaaaaa">\n'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">\n]>\n<schedule>&b;</schedule>'
)
EXTERNAL = (
    b'<?xml version="1.0"?>\n<!DOCTYPE schedule [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<schedule>&x;</schedule>"
)


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("schedule.xml", a_schedule())
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "line", "element", "reason"),
    [
        (b"", 0, "", "the file is empty."),
        (b"  \n", 0, "", "the file is empty."),
        (b"hello", 1, "", "not XML, or damaged: syntax error (column 1)."),
        (
            b'{"schedule": {}}',
            1,
            "",
            "not XML, or damaged: not well-formed (invalid token) (column 1).",
        ),
        (
            b"<schedule>\n<day>\n</schedule>",
            3,
            "",
            "not XML, or damaged: mismatched tag (column 3).",
        ),
        (b"<schedule>\n<day>", 2, "", "not XML, or damaged: no element found (column 6)."),
        (
            b"<schedule>\n&nbsp;</schedule>",
            2,
            "",
            "not XML, or damaged: undefined entity (column 1).",
        ),
        (
            b"<schedule>&#0;</schedule>",
            1,
            "",
            "not XML, or damaged: reference to invalid character number (column 11).",
        ),
        (BOMB, 2, "schedule", "a document type (DOCTYPE) is not accepted."),
        (EXTERNAL, 2, "schedule", "a document type (DOCTYPE) is not accepted."),
        (
            b"<!DOCTYPE html><html></html>",
            1,
            "html",
            "a document type (DOCTYPE) is not accepted.",
        ),
        (b"<rss/>", 1, "rss", "expected <schedule> as the outermost element."),
        (
            b"<schedule><conference/></schedule>",
            1,
            "schedule",
            "no events. Expected <event> elements within <day> and <room>.",
        ),
        (a_zip(), 0, "", "a zip archive. Unpack it first; XML was expected."),
        (
            gzip.compress(a_schedule(), mtime=0),
            0,
            "",
            "gzip-compressed. Unpack it first; XML was expected.",
        ),
        (
            a_schedule().replace(b"Invented", b"Inv\xe9nted"),
            3,
            "",
            "byte 0xe9 is not UTF-8, the encoding that the file declares.",
        ),
        (
            b"<schedule>\n\n\xff</schedule>",
            3,
            "",
            "byte 0xff is not UTF-8, the encoding that the file has by default.",
        ),
        (
            a_schedule().decode().encode("utf-16"),
            1,
            "",
            "not XML, or damaged: encoding specified in XML declaration is incorrect (column 32).",
        ),
    ],
)
def test_bad_bytes_are_refused_with_place_and_reason(data, line, element, reason):
    with pytest.raises(NotASchedule) as refused:
        read(data, file_name="bad.xml")

    error = refused.value
    assert (error.file, error.line, error.element, error.reason) == (
        "bad.xml",
        line,
        element,
        reason,
    )


def test_the_message_names_file_line_element_and_reason():
    with pytest.raises(NotASchedule) as refused:
        read(b"<rss/>", file_name="bad.xml")

    assert str(refused.value) == (
        "bad.xml, line 1, element <rss>: expected <schedule> as the outermost element."
    )


def test_utf_16_declared_for_other_bytes_is_refused():
    data = a_schedule().replace(b'"UTF-8"', b'"UTF-16"')

    with pytest.raises(NotASchedule, match="encoding"):
        read(data)


def test_unknown_encoding_is_refused():
    data = a_schedule().replace(b'"UTF-8"', b'"KOI-9"')

    with pytest.raises(NotASchedule, match="unknown encoding"):
        read(data)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read_where_the_file_declares_them(encoding):
    text = a_schedule(title="Форум").decode()
    declared = text.replace('"UTF-8"', f'"{encoding.removesuffix("-sig")}"')

    programme = read(declared.encode(encoding)).programme

    assert str(programme.edition.name) == "Форум"


def test_too_many_bytes_are_refused_before_they_are_parsed():
    with pytest.raises(NotASchedule, match=r"larger than 0\.000976562 MB"):
        read(b"<" * 1025, max_bytes=1024)


def test_too_many_elements_are_refused_with_the_line():
    with pytest.raises(NotASchedule, match="more than 20 elements") as refused:
        read(a_schedule(a_day(an_event(1), an_event(2), an_event(3))), max_elements=20)

    assert refused.value.line == 4


def test_too_deep_elements_are_refused():
    data = b"<schedule>" + b"<a>" * 60 + b"</a>" * 60 + b"</schedule>"

    with pytest.raises(NotASchedule, match="nested more than 50 deep"):
        read(data)


def test_too_many_attributes_are_refused_with_the_element():
    attributes = "".join(f' a{number}="1"' for number in range(201))

    with pytest.raises(NotASchedule, match="more than 200 attributes") as refused:
        read(a_schedule().replace(b"<day ", f"<day{attributes} ".encode()))

    assert (refused.value.line, refused.value.element) == (4, "day")


@pytest.mark.parametrize(
    ("opening", "piece", "ending"),
    [
        (b"<a ", b"a%d='>' ", b"/>"),
        (b"<a b='", b"%08d>", b"'/>"),
        (b"<!--", b"%08d>", b"-->"),
    ],
)
def test_an_endless_tag_is_refused_before_it_ends(opening, piece, ending):
    body = b"".join(piece % number for number in range(200_000))

    with pytest.raises(NotASchedule, match="a tag or comment of more than 1 MB") as refused:
        read(b"<schedule>\n" + opening + body + ending + b"</schedule>")

    assert refused.value.line == 2


def test_long_words_between_tags_are_no_endless_tag():
    comment = b"<generator>" + b"x" * 3_000_000 + b"</generator>"

    programme = read(a_schedule().replace(b"<conference>", comment + b"<conference>")).programme

    assert len(programme.sessions) == 1


def test_too_many_events_are_refused_with_the_line():
    with pytest.raises(NotASchedule, match="more than 20000 events") as refused:
        read(b"<schedule>\n" + b"<event/>" * 20_001 + b"</schedule>")

    assert refused.value.line == 2


def test_namespaces_do_not_matter():
    data = a_schedule().replace(b"<schedule>", b'<schedule xmlns="https://example.org/ns">')

    assert len(read(data).programme.sessions) == 1


def test_a_file_is_never_read_beyond_the_limit(tmp_path):
    path = tmp_path / "large.xml"
    # A sparse file: a gigabyte that is not there.
    with path.open("wb") as stream:
        stream.truncate(1024**3)

    with pytest.raises(NotASchedule, match=r"large\.xml: larger than 64 MB"):
        bytes_of(path)


def test_a_file_at_the_limit_is_read(tmp_path):
    path = tmp_path / "small.xml"
    path.write_bytes(b"12345678")

    assert bytes_of(path, most=8) == b"12345678"
