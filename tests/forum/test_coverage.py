"""What a source speaks of is a set of kind, field and language."""

from __future__ import annotations

import pytest

from forum.coverage import Coverage, covering, everything, fields_of
from forum.programme import COLLECTIONS


def test_words_are_covered_by_language_and_facts_without():
    coverage = covering("sessions", ["title", "starts_at"], ["en"])

    assert list(coverage) == [("sessions", "starts_at", ""), ("sessions", "title", "en")]


def test_links_are_covered_as_a_list_and_their_titles_by_language():
    coverage = covering("sessions", ["links"], ["en", "ru"])

    assert list(coverage) == [
        ("sessions", "links", ""),
        ("sessions", "links", "en"),
        ("sessions", "links", "ru"),
    ]


def test_everything_covers_each_field_of_each_kind():
    coverage = everything(["en", "ru"])

    assert all(
        coverage.languages(kind, field) == {"en", "ru"}
        if is_words
        else coverage.covers(kind, field)
        for kind in ("edition", *COLLECTIONS)
        for field, is_words in fields_of(kind).items()
    )


def test_a_recording_is_covered_fact_by_fact():
    assert {"recording.url", "recording.licence", "recording.opted_out"} < set(
        fields_of("sessions")
    )


def test_coverages_add_up():
    together = covering("stages", ["name"], ["en"]) | covering("tracks", ["colour"], [])

    assert together.covers("stages", "name", "en")
    assert together.covers("tracks", "colour")
    assert together.covers_kind("stages")
    assert not together.covers_kind("sessions")


@pytest.mark.parametrize(
    "entry",
    [
        ("sessions", "title", ""),
        ("sessions", "number", "en"),
        ("sessions", "colour", ""),
        ("rooms", "name", "en"),
        ("sessions", "guid", ""),
    ],
)
def test_what_no_kind_has_cannot_be_covered(entry):
    with pytest.raises(ValueError, match="Nothing can cover"):
        Coverage(frozenset({entry}))
