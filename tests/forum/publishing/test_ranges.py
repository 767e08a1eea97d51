"""forum/publishing/ranges: a part of a file is asked for, and that part alone is sent."""

from __future__ import annotations

import pytest
from django.test import Client

from forum.publishing.ranges import Unsatisfiable, asked_for, is_same
from speakers.photos import store_bytes

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "positions"),
    [
        ("bytes=0-499", range(500)),
        ("bytes=500-", range(500, 1000)),
        ("bytes=-200", range(800, 1000)),
        ("bytes=-5000", range(1000)),
        ("bytes=999-5000", range(999, 1000)),
        ("BYTES=0-0", range(1)),
    ],
)
def test_one_range_is_given(header, positions):
    assert asked_for(header, SIZE) == positions


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=0-1x"],
)
def test_what_cannot_be_read_asks_for_the_whole(header):
    assert asked_for(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_what_lies_behind_the_end_is_refused(header):
    with pytest.raises(Unsatisfiable, match="1000 bytes"):
        asked_for(header, SIZE)


@pytest.mark.parametrize(
    ("if_range", "same"),
    [
        ("", True),
        ('"a"', True),
        ('"b"', False),
        ('W/"a"', False),
        ("Tue, 25 May 2021 05:00:00 GMT", False),
        ("nonsense", False),
    ],
)
def test_a_part_is_of_the_same_file(if_range, same):
    assert is_same(if_range, '"a"') is same


@pytest.mark.django_db
class TestMedia:
    """Stored files are given in parts, as players and broken downloads ask for them."""

    BODY = bytes(range(256)) * 10

    @pytest.fixture
    def address(self):
        return f"/media/{store_bytes(self.BODY, 'pdf')}"

    def part(self, address, **headers):
        answer = Client().get(address, headers=headers)
        return answer.status_code, answer.headers, b"".join(answer.streaming_content)

    def test_a_part(self, address):
        status, headers, body = self.part(address, Range="bytes=100-199")

        assert (status, body) == (206, self.BODY[100:200])
        assert headers["Content-Range"] == "bytes 100-199/2560"
        assert headers["Content-Length"] == "100"
        assert headers["Content-Type"] == "application/pdf"

    def test_the_whole_tells_that_there_are_parts(self, address):
        status, headers, body = self.part(address)

        assert (status, body, headers["Accept-Ranges"]) == (200, self.BODY, "bytes")

    def test_a_part_of_another_file_is_the_whole(self, address):
        status, _headers, body = self.part(address, Range="bytes=100-199", If_Range='"other"')

        assert (status, body) == (200, self.BODY)

    def test_nothing_behind_the_end(self, address):
        answer = Client().get(address, headers={"Range": "bytes=2560-"})

        assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */2560")
        assert "Cache-Control" not in answer

    def test_a_head_has_no_parts(self, address):
        assert Client().head(address, headers={"Range": "bytes=100-199"}).status_code == 200
