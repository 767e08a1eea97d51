"""multilingual/text.py: words in several languages as one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multilingual.text import Text, Words, folded, shortened, sort_key
from tests.strategies import texts


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [
        ("A city that listens", 19, "A city that listens"),
        ("A city that listens", 18, "A city that…"),
        ("A city, that listens", 10, "A city…"),
        ("unbreakable", 6, "unbre…"),
    ],
)
def test_words_are_shortened_between_two_words(words, most, expected):
    assert shortened(words, most) == expected


def test_words_in_the_language_asked_for():
    text = Text({"en": "Opening", "ru": "Открытие"})

    found = text.in_language("ru")

    assert found == Words("Открытие", "ru", False)


def test_missing_words_are_replaced_and_say_so():
    text = Text({"ru": "Открытие"})

    found = text.in_language("en")

    assert found == Words("Открытие", "ru", True)


def test_the_original_stands_in_before_other_translations():
    text = Text({"de": "Eröffnung", "en": "Opening"}, original="en")

    found = text.in_language("ru")

    assert found == Words("Opening", "en", True)


def test_an_empty_text_is_no_fallback():
    found = Text().in_language("en")

    assert found == Words("", "en", False)


def test_blank_words_count_as_missing():
    text = Text({"en": "Opening", "ru": "  "})

    assert text == Text({"en": "Opening"})
    assert text.missing(["en", "ru"]) == ("ru",)
    assert Text().missing(["en", "ru"]) == ()


@pytest.mark.parametrize(
    ("before", "edit", "outdated"),
    [
        pytest.param({"en": "A", "ru": "А"}, {"en": "B"}, {"ru"}, id="original edited"),
        pytest.param({"en": "A", "ru": "А"}, {"ru": "Б"}, set(), id="translation edited"),
        pytest.param({"en": "A", "ru": "А"}, {"en": "B", "ru": "Б"}, set(), id="both edited"),
        pytest.param({"en": "A", "ru": "А"}, {"en": "A"}, set(), id="nothing edited"),
        pytest.param({"en": "A"}, {"ru": "А"}, set(), id="translation added"),
        pytest.param({"en": "A", "ru": "А"}, {"ru": ""}, set(), id="translation removed"),
    ],
)
def test_a_translation_left_behind_by_its_original_is_outdated(before, edit, outdated):
    text = Text(before, original="en")

    after = text.revised(edit)

    assert set(after.outdated) == outdated


def test_an_outdated_translation_stays_so_until_it_is_edited_or_confirmed():
    outdated = Text({"en": "A", "ru": "А"}, original="en").revised({"en": "B"})

    assert outdated.revised({"de": "C"}).outdated == {"ru"}
    assert outdated.revised({"ru": "Б"}).outdated == set()
    assert outdated.confirmed("ru").outdated == set()


def test_the_public_gets_no_editorial_state():
    text = Text({"en": "B", "ru": "А"}, original="en", outdated={"ru"})

    assert text.published() == Text({"en": "B", "ru": "А"}, original="en")


def test_words_that_are_no_strings_are_refused_by_name():
    with pytest.raises(TypeError, match=r"got 5 for 'en'"):
        Text({"en": 5})  # type: ignore[dict-item]


@given(texts(), st.sets(st.sampled_from(["en", "ru"])))
def test_json_gives_back_the_same_text(text, outdated):
    text = Text(text.pairs, original=text.original, outdated=outdated)

    assert Text.from_json(text.to_json()) == text


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Ёлка", "елка"), ("ПЕТРОВ", "петров"), ("Straße", "strasse"), ("  a \n b ", "a b")],
)
def test_folded_words_know_neither_case_nor_yo(words, expected):
    assert folded(words) == expected


def test_order_treats_yo_as_ye():
    names = [Text({"ru": "Жуков"}), Text({"ru": "Ёлкин"}), Text({"ru": "Егоров"})]

    in_order = sorted(names, key=lambda name: sort_key(name, "ru"))

    assert [str(name) for name in in_order] == ["Егоров", "Ёлкин", "Жуков"]


def test_a_text_without_editorial_state_is_published_as_itself():
    plain = Text({"en": "Opening", "ru": "Открытие"}, original="ru")
    outdated = Text({"en": "Opening", "ru": "Открытие"}, original="ru", outdated=["en"])

    assert plain.published() is plain
    assert (outdated.published(), outdated.published().outdated) == (plain, frozenset())
