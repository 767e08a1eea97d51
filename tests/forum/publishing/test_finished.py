"""forum/publishing/finished.py: what is asked of an answer decides what is sent of it."""

from __future__ import annotations

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.publishing import compression
from forum.publishing.finished import Asked, Finished, etags_in, seconds_of

MODIFIED = "Tue, 25 May 2021 05:00:00 GMT"
BODY = b"<p>Hello</p>" * 100
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Last-Modified", MODIFIED),
    ("Cache-Control", "max-age=0"),
    ("Access-Control-Allow-Origin", "*"),
    ("Content-Security-Policy", "default-src 'none'"),
]


@pytest.fixture(scope="module")
def finished():
    return Finished(200, HEADERS, BODY)


def sent(finished, **asked):
    picked = finished.picked(Asked(**asked))
    return picked.status, dict(picked.headers), picked.body


def test_each_coding_has_its_bytes_its_length_and_a_strong_etag_of_its_own(finished):
    plain, packed, brotlied = (
        sent(finished, accept_encoding=coding) for coding in ("", "gzip", "br, gzip")
    )

    assert [part[0] for part in (plain, packed, brotlied)] == ["200 OK"] * 3
    assert plain[2] == gzip.decompress(packed[2]) == brotli.decompress(brotlied[2]) == BODY
    assert [part[1].get("Content-Encoding") for part in (plain, packed, brotlied)] == [
        None,
        "gzip",
        "br",
    ]
    assert all(part[1]["Content-Length"] == str(len(part[2])) for part in (plain, packed, brotlied))
    assert all(part[1]["Vary"] == "Accept-Encoding" for part in (plain, packed, brotlied))
    etags = [part[1]["ETag"] for part in (plain, packed, brotlied)]
    assert len(set(etags)) == 3
    assert all(etag.startswith('"') and etag.endswith('"') for etag in etags)
    assert set(etags) == set(finished.etags)


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_whoever_knows_it_is_sent_nothing(finished, coding):
    _status, headers, _body = sent(finished, accept_encoding=coding)

    for asked in (
        {"if_none_match": headers["ETag"]},
        {"if_none_match": f"W/{headers['ETag']}"},
        {"if_none_match": f'"other", {headers["ETag"]}'},
        {"if_none_match": "*"},
        {"if_modified_since": MODIFIED},
        {"if_none_match": headers["ETag"], "if_modified_since": MODIFIED},
        # It is weighed first, and alone.
        {"if_none_match": headers["ETag"], "if_modified_since": "Mon, 24 May 2021 05:00:00 GMT"},
    ):
        status, known, body = sent(finished, accept_encoding=coding, **asked)
        assert (status, body) == ("304 Not Modified", b""), asked
        assert known == {
            "Last-Modified": MODIFIED,
            "Cache-Control": "max-age=0",
            "Access-Control-Allow-Origin": "*",
            "Content-Security-Policy": "default-src 'none'",
            "Vary": "Accept-Encoding",
            "ETag": headers["ETag"],
        }


@pytest.mark.parametrize(
    "asked",
    [
        {"if_none_match": '"other"'},
        {"if_none_match": '"other"', "if_modified_since": MODIFIED},
        {"if_none_match": "unquoted"},
        {"if_modified_since": "Mon, 24 May 2021 05:00:00 GMT"},
        # Of a state that the database was restored from, or a clock that was set back.
        {"if_modified_since": "Wed, 26 May 2021 05:00:00 GMT"},
        {"if_modified_since": "yesterday"},
        {"if_modified_since": "0"},
    ],
)
def test_whoever_knows_another_is_sent_all(finished, asked):
    assert sent(finished, **asked)[0] == "200 OK"


@pytest.mark.parametrize("first", ["br", "gzip", "", "identity"])
def test_the_bytes_are_the_same_whoever_was_first(first, finished):
    other = Finished(200, HEADERS, BODY, accept_encoding=first)

    for coding in ("gzip", "br", ""):
        assert sent(other, accept_encoding=coding) == sent(finished, accept_encoding=coding)
    assert (other.body, other.etags) == (BODY, finished.etags)


def test_each_coding_is_made_once_and_only_when_somebody_takes_it(monkeypatch):
    made = []
    compressed = compression.compressed
    monkeypatch.setattr(
        compression,
        "compressed",
        lambda body, coding: made.append(coding) or compressed(body, coding),
    )

    finished = Finished(200, HEADERS, BODY, accept_encoding="gzip")
    for coding in ("gzip", "", "br", "gzip", "br"):
        sent(finished, accept_encoding=coding)

    assert made == ["gzip", "br"]


def test_an_etag_of_one_coding_is_not_that_of_another(finished):
    packed = sent(finished, accept_encoding="gzip")[1]["ETag"]

    assert sent(finished, if_none_match=packed)[0] == "200 OK"


def test_head_has_every_header_and_no_body(finished):
    get = sent(finished, accept_encoding="br")

    assert sent(finished, accept_encoding="br", is_head=True) == (*get[:2], b"")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"if_match": "*"}, "200 OK"),
        ({"if_match": '"other"'}, "412 Precondition Failed"),
        ({"if_unmodified_since": MODIFIED}, "200 OK"),
        ({"if_unmodified_since": "Mon, 24 May 2021 05:00:00 GMT"}, "412 Precondition Failed"),
        ({"if_unmodified_since": "yesterday"}, "200 OK"),
    ],
)
def test_preconditions_are_kept(finished, asked, status):
    assert sent(finished, **asked)[0] == status


def test_what_is_not_found_is_never_known():
    lost = Finished(404, HEADERS, BODY)

    assert sent(lost, if_none_match="*")[0] == "404 Not Found"


def test_small_or_packed_things_are_sent_as_they_are():
    for kind, body in (("text/html", b"small"), ("image/png", b"\x89PNG" * 1000)):
        finished = Finished(200, [("Content-Type", kind)], body)

        status, headers, content = sent(finished, accept_encoding="br, gzip")

        assert (status, content) == ("200 OK", body)
        assert not {"Vary", "Content-Encoding"} & set(headers)


def test_what_is_known_by_its_name_keeps_its_name_as_etag():
    named = Finished(200, [("Content-Type", "text/css")], b"a{}" * 500, etag='"abc.css"')

    assert named.etags == ('"abc.css-br"', '"abc.css-gzip"', '"abc.css"')


@given(st.binary(max_size=2000), st.text(st.characters(max_codepoint=255), max_size=40))
def test_any_header_gets_an_answer_that_is_whole(body, header):
    finished = Finished(200, [("Content-Type", "text/plain")], body)

    picked = finished.picked(Asked(accept_encoding=header, if_none_match=header))

    coding = dict(picked.headers).get("Content-Encoding", "")
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert picked.status == "304 Not Modified" or unpack(picked.body) == body


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ('"a", W/"b"', ('"a"', 'W/"b"')),
        ("*", ("*",)),
        ("", ()),
        ('a, "', ()),
    ],
)
def test_entity_tags_are_read(header, tags):
    assert etags_in(header) == tags


def test_dates_are_read_in_seconds():
    assert seconds_of(MODIFIED) == 1621918800
    assert seconds_of("Tue, 25 May 99999 05:00:00 GMT") is None
