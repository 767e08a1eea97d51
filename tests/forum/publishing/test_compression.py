"""forum/publishing/compression.py: which coding a visitor takes."""

import gzip

import brotli
import pytest

from forum.publishing.compression import coding_for, compressed


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate", ""),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("*;q=0.3, gzip;q=0.1", "br"),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("gzip;q=x", ""),
        ("gzip;q=7", ""),
        ("gzip;level=9", ""),
        (" , ;q=1, gzip", "gzip"),
    ],
)
def test_the_visitors_weights_decide(accepted, coding):
    assert coding_for(accepted) == coding


def test_compressed_bytes_are_equal_for_equal_input_and_come_back():
    body = "Программа ".encode() * 100

    for coding, back in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        assert compressed(body, coding) == compressed(body, coding)
        assert back(compressed(body, coding)) == body
