"""The index: what a query finds, in what order, and where it is marked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finding import index
from finding.index import (
    BEGINNING_MISSPELT,
    FIELDS,
    MISSPELT,
    Document,
    Hit,
    Index,
    build,
    misspelt,
)
from finding.words import tokens
from forum.publishing import search_index
from forum.sample import sample
from tests.finding.queries import SAMPLE


def an_index(*titles: str, **fields: str) -> Index:
    """Return an index of documents with these titles, numbered from 1; then one of fields."""
    documents = [Document(at, {"title": [title]}) for at, title in enumerate(titles, start=1)]
    if fields:
        texts = {name: [text] for name, text in fields.items()}
        documents.append(Document(len(documents) + 1, texts))
    return Index.read(build(documents))


def numbers(index: Index, query: str) -> list[int]:
    return [hit.number for hit in index.search(query)]


def marked(index: Index, text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in index.marks(text, query)]


@pytest.fixture(scope="module")
def of_the_sample() -> Index:
    return Index.read(search_index.write(sample()))


@pytest.mark.parametrize("query", SAMPLE)
def test_the_sample_is_found(query, of_the_sample):
    assert numbers(of_the_sample, query) == SAMPLE[query]


def test_equal_documents_give_equal_bytes():
    documents = list(search_index.documents(sample()))

    assert build(documents) == build(list(documents))


def test_only_what_changed_is_taken_apart_again(monkeypatch):
    taken = []
    apart = index._taken_apart
    monkeypatch.setattr(index, "_known", {})
    monkeypatch.setattr(
        index, "_taken_apart", lambda one, stems: taken.append(one.number) or apart(one, stems)
    )
    first = [Document(1, {"title": ["Opening"]}), Document(2, {"title": ["Closing"]})]
    changed = [
        first[0],
        Document(2, {"title": ["The closing"]}),
        Document(3, {"topics": ["Opening"]}),
    ]

    index.build(first)
    again = index.build(changed)

    assert taken == [1, 2, 2, 3]
    index._known.clear()
    assert again == index.build(changed)


def test_an_index_of_another_format_is_refused():
    data = json.loads(build([])) | {"format": 0}

    with pytest.raises(ValueError, match="Expected an index of format 1, got 0"):
        Index.read(json.dumps(data).encode())


def test_an_index_of_nothing_finds_nothing():
    assert Index.read(build([])).search("anything") == []


def test_every_word_must_match():
    index = an_index("Green energy", "Green roofs", "Solar energy")

    assert numbers(index, "energy green") == [1]


def test_the_weightier_field_comes_first_and_is_named():
    index = Index.read(
        build(
            Document(number, {field: ["Tram"]})
            for number, field in enumerate(reversed(FIELDS), start=1)
        )
    )

    hits = index.search("tram")

    assert [hit.fields for hit in hits] == [(field,) for field in FIELDS]
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]


def test_a_better_match_comes_first():
    index = an_index("Planner", "Planning", "Plans", "Plan", "Planetary", "Plan, Planet")

    assert numbers(index, "plans") == [3, 2, 4, 6]
    assert numbers(index, "plan") == [4, 6, 2, 3, 1, 5]
    assert numbers(index, "planr") == [2, 3, 4, 6, 1, 5]


def test_what_an_abstract_says_often_comes_before_what_it_says_once():
    index = Index.read(
        build(
            [
                Document(1, {"abstract": ["A tram."]}),
                Document(2, {"abstract": ["Trams, a tram and the tram."]}),
            ]
        )
    )

    assert numbers(index, "tram") == [2, 1]


def test_equally_good_documents_keep_their_order():
    index = Index.read(build(Document(number, {"title": ["Tram"]}) for number in (7, 3, 5)))

    assert numbers(index, "tram") == [7, 3, 5]


def test_a_rare_word_counts_more_than_a_frequent_one():
    index = an_index("City", "City", "City", "City tram", title="Ferry", abstract="city tram ferry")

    scores = {hit.number: hit.score for hit in index.search("ferry")}

    assert scores[5] > index.search("city")[0].score


@pytest.mark.parametrize(
    "typed",
    ["устойчивого развития", "organization", "Shcherbakova", "Alyona", "международными", "Юлия"],
)
def test_nothing_flickers_away_while_it_is_typed(typed):
    index = an_index(
        "Устойчивое развитие", "We organize", "Щербакова Алёна", "Международный", "Yuliya"
    )
    whole = numbers(index, typed)
    assert whole

    gone = [
        typed[:length]
        for length in range(2, len(typed))
        if not set(whole) <= set(numbers(index, typed[:length]))
    ]

    assert gone == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kubernetes", [1]),
        ("kuberntes", [1]),
        ("kubernettes", [1]),
        ("kubernates", [1]),
        ("kuberentes", [1]),
        ("ukbernetes", [1]),
        ("kubrntes", []),
        ("kuberent", [1]),
        ("мунцпальный", []),
        ("муницпальный", [2]),
        ("муниципльных", [2]),
        ("муцнипальный", []),
        ("trma", []),
        ("tarms", [3]),
        ("2031", []),
    ],
)
def test_one_typing_error_is_forgiven_in_words_of_five_letters_and_more(query, expected):
    index = an_index("Kubernetes", "Муниципальные данные", "Trams", "20304")

    assert numbers(index, query) == expected


def test_a_word_that_is_there_stands_for_no_other():
    index = an_index("Linux", "Linus")

    assert numbers(index, "linux") == [1]


def test_only_the_word_that_is_not_there_is_taken_for_another():
    index = an_index("Linux kernel", "Linus kernel")

    assert numbers(index, "linux kernal") == [1]


def test_words_of_one_short_stem_are_not_taken_for_each_other():
    index = an_index("Алёна", "Аль", "Юлия", "Юль")

    assert numbers(index, "алёна") == [1]
    assert numbers(index, "юлию") == [3]


def test_documents_that_are_far_apart_are_told_apart():
    index = Index.read(
        build(
            Document(number, {"title": ["Tram" if number in (5, 90, 3000) else "City"]})
            for number in range(4000)
        )
    )

    assert numbers(index, "tram") == [5, 90, 3000]


def test_typing_errors_are_forgiven_where_words_are_there_but_not_together():
    index = an_index("Linus Torvald", "Linux kernel")

    assert numbers(index, "linus kernel") == [2]


@pytest.mark.parametrize("query", ["the trams of a city", "trams with city", "трамваи и город"])
def test_function_words_need_not_be_found(query):
    index = an_index("City trams", "Городские трамваи: город", "Ferries of the city")

    assert numbers(index, query) in ([1], [2])


def test_function_words_alone_are_found_in_titles_and_only_there():
    index = an_index("After dark", abstract="Soon after this")

    assert numbers(index, "after") == [1]


def test_words_that_most_of_many_documents_have_need_not_be_found():
    documents = [Document(at, {"title": ["Forum"]}) for at in range(60)]
    index = Index.read(build([*documents, Document(60, {"title": ["Tram"]})]))

    assert numbers(index, "tram forum") == [60]
    assert len(numbers(index, "forum")) == 60


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("5g", [1]),
        ("AI", [2]),
        ("ИИ", [2]),
        ("2030", [3]),
        ("20", [3]),
        ("C++", [4]),
        ("C", [5]),
        ("C#", [6]),
        ("Z", []),
        ("C language", [5]),
        ("language C", [5, 4]),
        ("язык C", []),
        ("e-language", [4, 5]),
    ],
)
def test_short_words_and_numbers_work(query, expected):
    index = an_index(
        "5G networks",
        "AI and ИИ",
        "City of 2030",
        "The language C++",
        "C, the language",
        "C#",
    )

    assert numbers(index, query) == expected


def test_queries_are_cut():
    index = an_index("one-time two three tram five six seven eight nine")

    assert numbers(index, "one-time two-three tram five six seven nothing") == [1]
    assert numbers(index, f"tram {'.' * 95} nothing") == [1]
    assert numbers(index, f"tram {'.' * 80} nothing") == []


@pytest.mark.parametrize("query", ["", "   ", "?!", "…", "\x00", "'"])
def test_a_query_without_words_finds_nothing(query):
    assert an_index("Tram").search(query) == []


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("ёлка", "Ёлки и елка", ["Ёлки", "елка"]),
        ("Petrov", "Иван Петров, Petrova", ["Петров", "Petrova"]),
        ("tra", "Trams and traffic", ["Trams", "traffic"]),
        ("trams of city", "Trams of the city", ["Trams", "city"]),
        ("the", "Trams of the city", ["the"]),
        ("hanlon", "O’Hanlon", ["Hanlon"]),
        ("ohanlon", "O’Hanlon", ["O’Hanlon"]),
        ("trafic", "Traffic", ["Traffic"]),
        ("", "Trams", []),
        ("tram", "", []),
    ],
)
def test_marks_stand_at_what_was_found(query, text, expected):
    index = an_index("Ёлки, елка", "Иван Петров, Petrova", "Trams of the city, traffic", "O’Hanlon")

    assert marked(index, text, query) == expected


def test_a_hit_says_its_number_score_and_fields():
    index = an_index(title="Tram", people="Tram Works", abstract="")

    assert index.search("tram") == [Hit(1, (32 + 28) * 16 * 2, ("title", "people"))]


some_texts = st.lists(st.text(alphabet="абвёеий abcyjk'-1", max_size=30), max_size=3)
some_documents = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, some_texts)), max_size=5
)


@given(some_documents)
def test_whatever_stands_in_a_short_field_is_found(contents):
    index = Index.read(build(Document(at, fields) for at, fields in enumerate(contents)))

    lost = [
        (at, token.word)
        for at, fields in enumerate(contents)
        for field, texts in fields.items()
        if field != "abstract"
        for text in texts
        for token in tokens(text)
        if at not in numbers(index, token.word)
    ]

    assert lost == []


def _distance_is_one(a: str, b: str) -> bool:
    """Whether one edit makes one word of another, by trying all edits."""
    letters = set(b) or {"a"}
    edits = {a}
    for at in range(len(a) + 1):
        edits |= {a[:at] + letter + a[at:] for letter in letters}
        edits |= {a[:at] + a[at + 1 :]}
        edits |= {a[:at] + letter + a[at + 1 :] for letter in letters if at < len(a)}
        edits |= {a[:at] + a[at + 1 : at + 2] + a[at : at + 1] + a[at + 2 :]}
    return b in edits


abc = st.text(alphabet="abc", min_size=4, max_size=7)


@given(abc, abc)
def test_a_misspelt_word_is_one_edit_away(typed, word):
    expected = 0
    if _distance_is_one(typed, word):
        expected = MISSPELT
    elif any(_distance_is_one(typed, word[:length]) for length in range(len(word))):
        expected = BEGINNING_MISSPELT

    assert misspelt(typed, word) == expected
