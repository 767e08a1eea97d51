"""The browser's search engine: the very hits, scores and marks that Python gives."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from finding.index import Index
from finding.words import compounds, skeleton, stem, tokens
from forum.formats import schedule_xml
from forum.programme import Programme
from forum.publishing import search_index
from forum.sample import sample
from tests.builders import a_programme, a_session, in_english
from tests.finding.engine import Engine
from tests.finding.queries import FOSDEM, SAMPLE

pytestmark = pytest.mark.browser


@pytest.fixture
def engine(page: Any) -> Engine:
    return Engine(page)


def vocabulary(programme: Programme) -> list[str]:
    """Return all words of a programme, those of every text."""
    return sorted(
        {
            token.word
            for document in search_index.documents(programme)
            for texts in document.fields.values()
            for text in texts
            for token in tokens(text)
        }
    )


def words_of(text: str) -> list[tuple[str, int, int]]:
    found = tokens(text)
    return [tuple(token) for token in (*found, *compounds(text, found))]


def garbled(words: list[str], how_many: int) -> list[str]:
    """Return queries of words as people type them: unfinished, misspelt, in the other alphabet."""
    chance = random.Random(2021)
    to_cyrillic = str.maketrans("abvgdeziklmnoprstuf", "абвгдезиклмнопрстуф")
    to_latin = str.maketrans("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf")

    def spoilt(word: str) -> str:
        at = chance.randrange(len(word))
        return chance.choice(
            [
                word,
                word[: at + 1],
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
                word[:at] + chance.choice("aeiouкстя") + word[at + chance.choice([0, 1]) :],
                word.translate(to_cyrillic),
                word.translate(to_latin),
            ]
        )

    return [
        " ".join(spoilt(chance.choice(words)) for _ in range(chance.choice([1, 1, 2, 3])))
        for _ in range(how_many)
    ]


def beginnings(queries: list[str]) -> list[str]:
    return [query[:length] for query in queries for length in range(len(query) + 1)]


def assert_the_same(engine: Engine, programme: Programme, queries: list[str]) -> None:
    data = search_index.write(programme)
    index = Index.read(data)
    engine.read(data)

    in_python = [[tuple(hit) for hit in index.search(query)] for query in queries]
    in_browser = engine.search(queries)

    assert dict(zip(queries, in_browser, strict=True)) == dict(zip(queries, in_python, strict=True))


def assert_the_same_marks(engine: Engine, programme: Programme, queries: list[str]) -> None:
    data = search_index.write(programme)
    index = Index.read(data)
    engine.read(data)
    texts = {
        text
        for document in search_index.documents(programme)
        for field in ("title", "people", "topics")
        for text in document.fields[field]
        # Those with characters that a browser counts as two would be counted differently.
        if all(ord(character) <= 0xFFFF for character in text)
    }
    in_order = sorted(texts)

    different = [
        query
        for query in queries
        if engine.marks(in_order, query) != [index.marks(text, query) for text in in_order]
    ]

    assert different == []


def test_the_sample_is_found_as_by_python(engine):
    assert_the_same(engine, sample(), list(SAMPLE))


def test_what_is_being_typed_is_found_as_by_python(engine):
    assert_the_same(engine, sample(), sorted(set(beginnings(list(SAMPLE)))))


def test_what_is_typed_badly_is_found_as_by_python(engine):
    assert_the_same(engine, sample(), garbled(vocabulary(sample()), 300))


def test_the_sample_is_marked_as_by_python(engine):
    assert_the_same_marks(engine, sample(), list(SAMPLE))


def test_long_queries_are_cut_as_by_python(engine):
    many_words = "city city city one two three tram ferry museum map light"
    queries = [many_words, f"city {'.' * 94} zzzz", f"city {'.' * 80} zzzz", f"{'😀' * 97} city"]

    assert_the_same(engine, sample(), queries)


def test_documents_that_are_far_apart_are_found_as_by_python(engine):
    sessions = [a_session(number) for number in range(1, 4000)]
    for number in (5, 90, 3000):
        sessions[number] = a_session(number, title=in_english("Tram"))

    assert_the_same(engine, a_programme(sessions), ["tram", "session", "session 3000"])


def test_endings_in_the_making_are_found_as_by_python(engine):
    programme = a_programme([a_session(title=in_english("Abrupt"))])
    endings = "ization isation ication ational ability ibility ically ousness ously fulness"
    words = ["abrupt" + ending for ending in endings.split()]
    misspelt = [word[:-2] + word[-1] for word in words]

    assert_the_same(engine, programme, sorted(set(beginnings([*words, *misspelt]))))


def test_stems_and_spellings_are_those_of_python(engine):
    words = vocabulary(sample())

    assert engine.stems_and_skeletons(words) == [(stem(word), skeleton(word)) for word in words]


def test_every_character_is_folded_as_by_python(engine):
    characters = [
        chr(code)
        for code in range(0x20, 0x10000)
        # A browser may know characters that this Python does not, and has no halves of pairs.
        if unicodedata.category(chr(code)) not in ("Cn", "Cs")
    ]
    texts = [f"a{character}b {character}" for character in characters]

    assert dict(zip(characters, engine.words(texts), strict=True)) == dict(
        zip(characters, map(words_of, texts), strict=True)
    )


def test_texts_of_all_scripts_have_the_words_of_python(engine):
    chance = random.Random(2021)
    alphabet = "aZéßİıſςΣ\u0306\u0308иИйЁё'’-‐_+#7²½ﬁΌ界한ा ع"
    texts = ["".join(chance.choices(alphabet, k=chance.randrange(20))) for _ in range(2000)]

    assert dict(zip(texts, engine.words(texts), strict=True)) == dict(
        zip(texts, map(words_of, texts), strict=True)
    )


def test_a_character_that_the_browser_counts_twice_moves_its_marks_only(engine):
    programme = sample()
    engine.read(search_index.write(programme))
    index = Index.read(search_index.write(programme))
    text = "😀 museum"

    assert index.marks(text, "museum") == [(2, 8)]
    assert engine.marks([text], "museum") == [[(3, 9)]]


def test_an_index_of_another_format_is_refused(engine, page):
    said = page.evaluate(
        "() => { try { forumSearch.read({format: 0}); } catch (e) { return e.message; } }"
    )

    assert said == "Expected an index of format 1."


@pytest.fixture
def fosdem(real_schedules: Path) -> Programme:
    data = (real_schedules / "fosdem-2024-pretalx-late.xml").read_bytes()
    return schedule_xml.read(data).programme


@pytest.mark.real
def test_a_real_programme_is_found_as_by_python(engine, fosdem):
    queries = [*FOSDEM, *beginnings(list(FOSDEM)[:20]), *garbled(vocabulary(fosdem), 200)]

    assert_the_same(engine, fosdem, queries)


@pytest.mark.real
def test_a_real_programme_is_marked_as_by_python(engine, fosdem):
    assert_the_same_marks(engine, fosdem, list(FOSDEM))


@pytest.mark.real
def test_stems_and_spellings_of_a_real_programme_are_those_of_python(engine, fosdem):
    words = vocabulary(fosdem)

    assert len(words) > 10_000
    assert engine.stems_and_skeletons(words) == [(stem(word), skeleton(word)) for word in words]


@pytest.mark.real
def test_a_keystroke_is_answered_at_once(page, engine, fosdem, capsys):
    engine.read(search_index.write(fosdem))

    figures = page.evaluate(
        """queries => queries.map(query => {
          const times = [];
          for (let length = 1; length <= query.length; length += 1) {
            const before = performance.now();
            engine.search(query.slice(0, length));
            times.push(performance.now() - before);
          }
          return [query, Math.max(...times), times.reduce((a, b) => a + b) / times.length];
        })""",
        ["kubernetes operators", "kuberntes opreators", "Стейнбек организация", "wwwwww zzzzzz"],
    )

    assert len(figures) == 4
    with capsys.disabled():
        for query, longest, mean in figures:
            print(f"\n{query}: {longest:.1f} ms at most a keystroke, {mean:.1f} ms on average")
