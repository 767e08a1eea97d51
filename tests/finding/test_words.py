"""Words: folded, stemmed, and in one spelling whatever their alphabet."""

from __future__ import annotations

import pytest

from finding.words import compounds, fold, skeleton, stem, tokens, unfinished


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Ёлка", "елка"),
        ("ЙОГА", "йога"),
        ("и\u0306ога", "йога"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Denizkapı", "denizkapi"),
        ("Thériveau", "theriveau"),
        ("Søren", "soren"),
        ("Łódź", "lodz"),
        ("Æsir", "aesir"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("C++", "c++"),
    ],
)
def test_case_and_accents_do_not_count(word, folded):
    assert fold(word) == folded


def test_words_stand_at_their_places_in_the_text():
    text = "«Ёлка», C++17, C# и 5G: café… snake_case a+b p#s"

    found = tokens(text)

    assert [token.word for token in found] == (
        ["елка", "c++", "17", "c#", "и", "5g", "cafe", "snake", "case", "a", "b", "p", "s"]
    )
    assert [text[token.start : token.end] for token in found] == (
        ["Ёлка", "C++", "17", "C#", "и", "5G", "café", "snake", "case", "a", "b", "p", "s"]
    )


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Maeve O’Hanlon", ["O’Hanlon"]),
        ("Аль-Камари и Д'Оссола", ["Аль-Камари", "Д'Оссола"]),
        ("one-two-three four - five", ["one-two-three"]),
        ("plain words", []),
        ("", []),
    ],
)
def test_hyphens_and_apostrophes_make_one_word_of_several(text, joined):
    found = list(compounds(text, tokens(text)))

    assert [text[token.start : token.end] for token in found] == joined
    assert [token.word for token in found] == [
        fold("".join(letter for letter in word if letter.isalpha())) for word in joined
    ]


@pytest.mark.parametrize(
    ("words", "its_stem"),
    [
        ("устойчивый устойчивого устойчивость", "устойчив"),
        ("город города городами", "город"),
        ("sustainable sustainability sustained", "sustain"),
        ("city cities", "citi"),
        ("2030", "2030"),
        ("5g", "5g"),
        ("c++", "c++"),
    ],
)
def test_forms_of_a_word_have_one_stem(words, its_stem):
    assert {stem(word) for word in words.split()} == {its_stem}


@pytest.mark.parametrize(
    "spellings",
    [
        "Щербакова Shcherbakova Scherbakova Shcherbakowa",
        "Юлия Yulia Julia Iuliia Yuliya Julija",
        "Петров Petrov Petroff Petrow Pétrov",
        "Кузнецов Kuznetsov Kuznecov Kuznetzov",
        "Алёна Алена Alyona Aljona Alena",
        "Фёдор Fyodor Fedor Fjodor",
        "Евгений Evgeny Yevgeni Jewgenij Evgenii",
        "Васильев Vasiliev Vasilyev Vasilev",
        "Дмитрий Dmitry Dmitri Dmitrij Dmitriy",
        "Алексей Alexey Aleksei Alexej",
        "Чайковский Tchaikovsky Chaikovskij Tschaikowsky",
        "Ельцин Yeltsin Jelcin",
        "Виктор Victor Viktor",
        "Сергей Sergey Sergei Sergej",
        "Ксения Ksenia Xenia Kseniya",
        "Халид Khalid Halid",
        "Наталья Natalya Natalia Natalja",
        "Анна Anna Ana",
        "Подъячев Podyachev Podiachev",
        "Вольф Wolf Volf",
        "Филипп Philipp Filip",
    ],
)
def test_one_name_has_one_skeleton_however_it_is_spelt(spellings):
    words = [fold(word) for word in spellings.split()]

    assert {word: skeleton(word) for word in words} == dict.fromkeys(words, skeleton(words[0]))


@pytest.mark.parametrize(
    "words", ["ИИ и", "ООН он", "2022 202", "starts stars", "Петров Пётр", "Маша Миша"]
)
def test_different_words_keep_different_skeletons(words):
    one, other = (fold(word) for word in words.split())

    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "word", ["alyona", "shcherbakova", "petroff", "kharitonov", "kuznetsov", "vasiliev", "philip"]
)
def test_an_unfinished_name_may_go_on_in_every_spelling(word):
    whole = skeleton(word)

    missed = [
        word[:length]
        for length in range(2, len(word))
        if not any(whole.startswith(beginning) for beginning in unfinished(word[:length]))
    ]

    assert missed == []
