"""forum/visitors.py: the visitor's own address, also behind our proxy."""

import pytest

from forum.visitors import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.9", "", ["127.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", ["127.0.0.1"], "203.0.113.9"),
        ("172.18.0.1", "203.0.113.9", ["*"], "203.0.113.9"),
        ("127.0.0.1", "", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9:5678", ["127.0.0.1"], "203.0.113.9"),
        ("127.0.0.1", "[2001:db8::1]:443", ["127.0.0.1"], "2001:db8::1"),
        ("127.0.0.1", "2001:db8::1", ["127.0.0.1"], "2001:db8::1"),
        ("127.0.0.1", "junk", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, junk\x00", ["127.0.0.1"], "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(rf, settings, peer, forwarded, trusted, expected):
    settings.TRUSTED_PROXIES = trusted
    request = rf.get("/", headers={"x-forwarded-for": forwarded} if forwarded else None)
    request.META["REMOTE_ADDR"] = peer

    assert client_address(request) == expected
