"""The browser's search engine, to be asked the same as Python's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ("static/js/vendor/snowball.js", "static/js/search-engine.js")


class Engine:
    """`static/js/search-engine.js` in a page that holds nothing else."""

    def __init__(self, page: Any) -> None:
        self.page = page
        for script in SCRIPTS:
            page.add_script_tag(path=ROOT / script)

    def read(self, index: bytes) -> None:
        """Take over the bytes of an index, as they would be loaded."""
        self.page.evaluate(
            "bytes => { window.engine = forumSearch.read(JSON.parse(bytes)); }", index.decode()
        )

    def search(self, queries: list[str]) -> list[list[tuple[int, int, tuple[str, ...]]]]:
        """Return (number, score, fields) of every hit of every query."""
        found = self.page.evaluate("queries => queries.map(query => engine.search(query))", queries)
        return [
            [(hit["number"], hit["score"], tuple(hit["fields"])) for hit in hits] for hits in found
        ]

    def marks(self, texts: list[str], query: str) -> list[list[tuple[int, int]]]:
        """Return the marks in every text; they count as a browser counts, in UTF-16."""
        found = self.page.evaluate(
            "([texts, query]) => texts.map(text => engine.marks(text, query))", [texts, query]
        )
        return [[(start, end) for start, end in places] for places in found]

    def words(self, texts: list[str]) -> list[list[tuple[str, int, int]]]:
        """Return (word, start, end) of the words of every text, and of what is joined in it."""
        found = self.page.evaluate(
            """texts => texts.map(text => {
              const { tokens, compounds } = forumSearch.words;
              const found = tokens(text);
              return [...found, ...compounds(text, found)].map(t => [t.word, t.start, t.end]);
            })""",
            texts,
        )
        return [[(word, start, end) for word, start, end in words] for words in found]

    def stems_and_skeletons(self, words: list[str]) -> list[tuple[str, str]]:
        found = self.page.evaluate(
            "words => words.map(w => [forumSearch.words.stem(w), forumSearch.words.skeleton(w)])",
            words,
        )
        return [(stem, skeleton) for stem, skeleton in found]
