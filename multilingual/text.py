"""Words in several languages as one value: what is missing, what is outdated, what stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

ORIGINAL_KEY = "original"
OUTDATED_KEY = "outdated"

MOST_ON_A_LINE = 500
MOST_IN_A_TEXT = 100_000
"""How many characters a title and a longer text may have, in forms and in public."""


class Words(NamedTuple):
    """Words as they are shown: in the language asked for, or in the one that stands in for it."""

    words: str
    language: str
    is_fallback: bool


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, init=False)
class Text:
    """The same words in several languages. Frozen, hashable, free of Django.

    `pairs` holds (language code, words) sorted by code, without empty words. `original` is the
    language that the others were translated from; `outdated` names the translations that are
    older than it. Both are known to the editors only: `published()` leaves them behind.
    """

    pairs: tuple[tuple[str, str], ...]
    original: str
    outdated: frozenset[str]

    def __init__(
        self,
        words: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        *,
        original: str = "",
        outdated: Iterable[str] = (),
    ) -> None:
        """Take words by language; empty ones count as missing.

        Raises:
            TypeError: if words are not strings.
        """
        given = dict(words)
        for language, value in given.items():
            if not isinstance(language, str) or not isinstance(value, str):
                raise TypeError(
                    f"Expected words by language such as {{'en': 'Opening'}}, "
                    f"got {value!r} for {language!r}."
                )
        pairs = tuple(sorted([pair for pair in given.items() if pair[1].strip()]))
        present = [code for code, _ in pairs]
        if original not in present:
            original = present[0] if present else ""
        object.__setattr__(self, "pairs", pairs)
        object.__setattr__(self, "original", original)
        object.__setattr__(
            self,
            "outdated",
            frozenset(outdated) & set(present) - {original} if outdated else _NONE,
        )

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __str__(self) -> str:
        return self.in_language(self.original).words

    def __repr__(self) -> str:
        state = f", outdated={sorted(self.outdated)}" if self.outdated else ""
        return f"Text({dict(self.pairs)!r}{state})"

    @property
    def words(self) -> Mapping[str, str]:
        """The words by language code, read-only."""
        return MappingProxyType(dict(self.pairs))

    def get(self, language: str) -> str:
        """Return the words in exactly this language, or an empty string."""
        for code, words in self.pairs:
            if code == language:
                return words
        return ""

    def in_language(self, language: str) -> Words:
        """Return the words to show to a reader of `language`, honestly marked.

        Where they are missing, the original stands in, and says so.
        """
        own = self.get(language)
        if own:
            return Words(own, language, False)
        standing_in = self.get(self.original)
        return Words(standing_in, self.original or language, bool(standing_in))

    def missing(self, languages: Iterable[str]) -> tuple[str, ...]:
        """Return which of `languages` lack words, in the order given; none if all are empty."""
        return tuple(code for code in languages if not self.get(code)) if self.pairs else ()

    def revised(self, words: Mapping[str, str]) -> Text:
        """Return the text after an edit, with the state of its translations.

        If the original's words changed, every translation left as it was is outdated; a
        translation that was edited or is new is up to date. An empty string removes a language.
        Languages not named stay as they are.
        """
        after = {**dict(self.pairs), **words}
        original_changed = bool(self.original) and after.get(self.original) != self.get(
            self.original
        )
        outdated = {
            code
            for code, now in after.items()
            if now == self.get(code) and (original_changed or code in self.outdated)
        }
        return Text(after, original=self.original, outdated=outdated)

    def with_words(self, language: str, words: str) -> Text:
        """Return a copy in which one language reads `words`, its state untouched otherwise."""
        return Text(
            {**dict(self.pairs), language: words},
            original=self.original,
            outdated=self.outdated,
        )

    def confirmed(self, language: str) -> Text:
        """Return a copy whose translation into `language` counts as up to date."""
        return Text(self.pairs, original=self.original, outdated=self.outdated - {language})

    def published(self) -> Text:
        """Return the text as the public gets it: words and original, no editorial state."""
        return Text(self.pairs, original=self.original) if self.outdated else self

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON: words by language; `original` and `outdated` only where they matter.

        Language codes never collide with these two keys: BCP 47 has no such subtags.
        """
        data: dict[str, Any] = dict(self.pairs)
        if self.pairs and self.original != self.pairs[0][0]:
            data[ORIGINAL_KEY] = self.original
        if self.outdated:
            data[OUTDATED_KEY] = sorted(self.outdated)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Text:
        """Return the text of `to_json()`.

        Raises:
            TypeError: if a value is not words.
        """
        if not data:
            return EMPTY
        words = {k: v for k, v in data.items() if k not in (ORIGINAL_KEY, OUTDATED_KEY)}
        return cls(words, original=data.get(ORIGINAL_KEY, ""), outdated=data.get(OUTDATED_KEY, ()))


EMPTY = Text()


def shortened(words: str, most: int) -> str:
    """Return words of so many characters at most, cut between two words, with an ellipsis."""
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def folded(words: str) -> str:
    """Return words as they are searched and sorted: without regard to case, ё as е."""
    return " ".join(words.casefold().replace("ё", "е").split())


def sort_key(text: Text, language: str) -> str:
    """Return the key that puts texts in a reader's order."""
    return folded(text.in_language(language).words)
