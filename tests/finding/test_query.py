"""finding/query.py: one canonical form of what a page is asked for."""

import pytest

from finding.query import LONGEST_WORDS, NOTHING, Parameter, Query

KNOWN = {
    "q": Parameter(),
    "track": Parameter(("1", "2", "10"), is_many=True),
    "view": Parameter(("timeline", "grid")),
    "tz": Parameter(("Asia/Tokyo", "Europe/Moscow"), default="Europe/Moscow"),
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ""),
        ({"unknown": ["1"]}, ""),
        ({"track": ["3"]}, ""),
        ({"track": ["10", "2", "2", "x"]}, "?track=2&track=10"),
        ({"view": ["grid", "timeline"]}, "?view=timeline"),
        ({"view": ["grid", "?"]}, ""),
        ({"view": []}, ""),
        ({"tz": ["Europe/Moscow"]}, ""),
        ({"tz": ["Asia/Tokyo"]}, "?tz=Asia%2FTokyo"),
        ({"q": ["  smart \n city "]}, "?q=smart+city"),
        ({"q": [" "]}, ""),
        (
            {"view": ["grid"], "track": ["1"], "q": ["город"]},
            "?q=%D0%B3%D0%BE%D1%80%D0%BE%D0%B4&track=1&view=grid",
        ),
    ],
)
def test_a_query_has_one_canonical_form(given, expected):
    assert str(Query.read(given, KNOWN)) == expected


def test_free_text_is_cut():
    query = Query.read({"q": ["a" * 1000]}, KNOWN)

    assert query.get("q") == "a" * LONGEST_WORDS


def test_a_query_is_changed_into_another():
    query = Query.read({"track": ["1", "2"], "view": ["grid"]}, KNOWN)

    assert query.all("track") == ("1", "2")
    assert str(query.having(track="2", q="x")) == "?q=x&track=2&view=grid"
    assert str(query.having(track=())) == "?view=grid"
    assert str(query.without("view", "q")) == "?track=1&track=2"
    assert str(query.only("view")) == "?view=grid"
    assert query.without("track", "view") == NOTHING
    assert not NOTHING
    assert NOTHING.get("q", "none") == "none"
