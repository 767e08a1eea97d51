"""forum/formats/terms.py: our words and theirs, both ways."""

from __future__ import annotations

import pytest
from django.utils import translation

from forum.formats.foreign_words import kind_of
from forum.formats.terms import (
    KINDS,
    LINKS,
    ROLES,
    STATES,
    is_stream,
    link_type,
    marked,
    stream_address,
    type_word,
    unmarked,
)
from sessions import values

PAGE = "https://forum.example/en/2021/sessions/opening/"


@pytest.mark.parametrize(
    ("terms", "ours"), [(KINDS, values.KINDS), (STATES, values.STATES), (ROLES, values.ROLES)]
)
def test_each_of_our_words_is_one_of_theirs(terms, ours):
    assert [word for word in ours if not terms.theirs(word)] == []
    assert {our for our, _their in terms.pairs} == set(ours)


def test_what_is_read_back_is_what_was_written_where_they_have_a_word_of_its_own():
    def changed(terms, ours):
        return {word: back for word in ours if (back := terms.ours(terms.theirs(word))) != word}

    assert changed(KINDS, values.KINDS) == {
        "plenary": "talk",
        "keynote": "talk",
        "ceremony": "other",
    }
    assert changed(STATES, values.STATES) == {}
    assert changed(ROLES, values.ROLES) == {"keynote": "speaker"}
    assert changed(LINKS, ("website", "slides", "paper", "blog", "article", "video")) == {}


@pytest.mark.parametrize(
    ("kind", "expected"), [("video", "media"), ("website", "web"), ("odd", "related"), ("", "")]
)
def test_a_link_has_a_type_that_their_schemas_know(kind, expected):
    assert link_type(kind) == expected


@pytest.mark.parametrize("kind", values.KINDS)
def test_a_kind_is_never_lost_for_its_name(kind):
    for name in ("", "Podium", "Strategic session", "Music 120min", "Доклад", "<b>"):
        assert kind_of(type_word(kind, name))[0] == kind


def test_a_name_that_says_the_kind_stands_for_it():
    assert type_word("panel", "Podium") == "Podium"
    assert type_word("plenary", "Strategic session") == "plenary"


# Marks


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("title", ["Opening", "Cancelled: flights", "{title}", "Отменено: x", "%s"])
def test_a_mark_is_taken_off_again_whatever_language_is_active(language, title):
    with translation.override(language):
        words, url = marked(title, PAGE)

    assert words != title
    with translation.override("ru" if language == "en" else "en"):
        assert unmarked(words, url) == (title, True)


def test_a_title_alone_makes_no_session_cancelled():
    assert unmarked("Cancelled: flights", PAGE) == ("Cancelled: flights", False)


def test_words_of_no_known_mark_stay_and_the_address_is_believed():
    assert unmarked("Abgesagt: Flüge", f"{PAGE}#cancelled") == ("Abgesagt: Flüge", True)


def test_a_broadcast_is_told_from_other_links():
    video = "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=90s"

    assert (is_stream(stream_address(video)), is_stream(video)) == (True, False)
