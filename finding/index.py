"""The index of a programme: built once as bytes, read and searched here and in the browser.

`static/js/search-engine.js` reads the same bytes and gives the same hits in the same order: all
that is reckoned with is whole numbers.

The bytes are JSON, made to be small once they are compressed:

- `numbers`: the documents' numbers, in their order;
- `words`: every word, sorted; each begins with a capital letter that says how many letters it
  shares with the one before (A none, B one …);
- `endings` and `stems`: ways of making a stem, as letters to take away and to add, and the way of
  each word;
- `postings`: the documents of each word, a space between words. They stand in groups, one for
  each set of fields: a letter from Ā on that says which, none for the abstract alone, and the
  gaps between the documents;
- `optional`: words that need not be found.

Numbers below 64 are one character, higher ones have others before it.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from finding.function_words import FUNCTION_WORDS
from finding.words import (
    compounds,
    is_cyrillic,
    skeleton,
    stem,
    tokens,
    unfinished,
    words_of,
)

FORMAT = 1
FIELDS = ("title", "people", "subtitle", "topics", "abstract")
"""The fields of a document, the weightiest first."""

WEIGHTS = (32, 28, 14, 8, 4, 2)
"""What a match weighs in each field, and what is added where an abstract says it often."""

MOST_CHARACTERS = 100
MOST_WORDS = 8
"""How much of a query is read."""

# How well a word matches, times which its field's weight counts.
EXACT = 16
SAME_STEM = 12
ALIKE = 10
BEGINNING = 8
BEGINNING_ALIKE = 6
SHORTER = 4
MISSPELT = 3
BEGINNING_MISSPELT = 2

_ABSTRACT = 1 << FIELDS.index("abstract")
_OFTEN = 1 << len(FIELDS)
_OFTEN_TIMES = 3
_LONGEST_WORD = 40
# Below this many documents, that half of them have a word says little about it.
_FEW_DOCUMENTS = 40

# What an unfinished word may have lost; a shorter rest needs no such reason.
_LONG_ENDINGS = (
    "ization",
    "isation",
    "ication",
    "ational",
    "ability",
    "ibility",
    "ically",
    "ousness",
)

_DIGITS = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")
_NOT_A_LETTER = re.compile("[0-9+#]")
_LAST = 64
_MORE = len(_DIGITS) - _LAST
_VALUE_OF = {digit: value for value, digit in enumerate(_DIGITS)}
_FIRST_MASK = 0x100
_GROUP = re.compile("([\u0100-\u013f]?)([^\u0100-\u013f]+)")
_WEIGHT_OF = tuple(
    sum(weight for bit, weight in enumerate(WEIGHTS) if mask >> bit & 1)
    for mask in range(1 << len(WEIGHTS))
)

_TELLING_STEM = 3
_SHORTEST_STEM = 4
_SHORTEST_MISSPELT = 4


class Document(NamedTuple):
    """What can be found: its number, and texts by field, in whatever languages there are."""

    number: int
    fields: Mapping[str, Sequence[str]]


class Hit(NamedTuple):
    """A document that was found, and the fields it was found in, in the order of FIELDS."""

    number: int
    score: int
    fields: tuple[str, ...]


# Building


def build(documents: Iterable[Document]) -> bytes:
    """Return the index of documents, the same bytes for the same documents."""
    numbers: list[int] = []
    postings: dict[str, dict[int, int]] = defaultdict(dict)
    stems = _Stems()
    for at, document in enumerate(documents):
        numbers.append(document.number)
        for word, mask in zip(*_masks(document, stems), strict=True):
            postings[word][at] = mask
    words = sorted(postings)
    endings, ways = _endings(words, stems)
    index = {
        "format": FORMAT,
        "numbers": numbers,
        "words": "".join(_front_coded(words)),
        "endings": endings,
        "stems": "".join(map(_digits, ways)),
        "postings": " ".join(_grouped(postings[word]) for word in words),
        "optional": " ".join(sorted(FUNCTION_WORDS | _frequent(postings, stems, len(numbers)))),
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


class _Stems(dict[str, str]):
    """Stems of words, each made once."""

    def __missing__(self, word: str) -> str:
        self[word] = stem(word)
        return self[word]


_as_json = json.JSONEncoder(ensure_ascii=False).encode
_MOST_KNOWN = 4096
_known: dict[bytes, tuple[tuple[str, ...], bytes]] = {}
"""Words and masks by what stands in a document's fields: from one release to the next, little
changes, and taking texts apart is most of the work of building."""


def _masks(document: Document, stems: _Stems) -> tuple[tuple[str, ...], bytes]:
    """Return the words of a document, and for each the bits of the fields it stands in."""
    fields = [tuple(document.fields.get(field, ())) for field in FIELDS]
    digest = hashlib.sha256(_as_json(fields).encode("utf-8", "surrogatepass")).digest()
    found = _known.get(digest)
    if found is None:
        masks = _taken_apart(document, stems)
        found = tuple(masks), bytes(masks.values())
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[digest] = found
    return found


def _taken_apart(document: Document, stems: _Stems) -> dict[str, int]:
    masks: dict[str, int] = defaultdict(int)
    for bit, field in enumerate(FIELDS[:-1]):
        for text in document.fields.get(field, ()):
            for word in _all_words(text):
                masks[word] |= 1 << bit
    words = [word for text in document.fields.get("abstract", ()) for word in _telling_words(text)]
    times = Counter(stems[word] for word in words)
    for word in words:
        masks[word] |= _ABSTRACT | (_OFTEN if times[stems[word]] >= _OFTEN_TIMES else 0)
    return masks


def _all_words(text: str) -> Iterator[str]:
    """Yield the words of a text, and those that hyphens and apostrophes make."""
    found = tokens(text)
    for token in (*found, *compounds(text, found)):
        if len(token.word) <= _LONGEST_WORD:
            yield token.word


def _telling_words(text: str) -> Iterator[str]:
    for word in words_of(text):
        if word not in FUNCTION_WORDS and len(word) <= _LONGEST_WORD:
            yield word


def _frequent(postings: Mapping[str, Mapping[int, int]], stems: _Stems, documents: int) -> set[str]:
    """Return the words that most documents have in one form or another."""
    if documents < _FEW_DOCUMENTS:
        return set()
    having: dict[str, set[int]] = defaultdict(set)
    for word, masks in postings.items():
        having[stems[word]].update(masks)
    return {word for word in postings if 2 * len(having[stems[word]]) > documents}


def _front_coded(words: Sequence[str]) -> Iterator[str]:
    before = ""
    for word in words:
        shared = _shared(before, word)
        yield chr(ord("A") + min(shared, 25)) + word[min(shared, 25) :]
        before = word


def _endings(words: Sequence[str], stems: _Stems) -> tuple[list[list[Any]], list[int]]:
    """Return the ways of making a stem, the most frequent first, and that of each word."""
    pairs = []
    for word in words:
        kept = _shared(word, stems[word])
        pairs.append((len(word) - kept, stems[word][kept:]))
    counts = Counter(pairs)
    ways = sorted(counts, key=lambda pair: (-counts[pair], pair))
    places = {pair: at for at, pair in enumerate(ways)}
    return [list(pair) for pair in ways], [places[pair] for pair in pairs]


def _grouped(masks: Mapping[int, int]) -> str:
    """Return the documents of a word as groups of gaps."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, mask in masks.items():
        groups[mask].append(at)
    out = []
    for mask in sorted(groups, key=lambda mask: (mask != _ABSTRACT, mask)):
        if mask != _ABSTRACT:
            out.append(chr(_FIRST_MASK + mask))
        found = groups[mask]
        gaps = [at - before - 1 for before, at in zip((-1, *found), found, strict=False)]
        out += [_SMALL[gap] if gap < len(_SMALL) else _digits(gap) for gap in gaps]
    return "".join(out)


def _digits(number: int) -> str:
    out = ""
    while number >= _LAST:
        more, rest = divmod(number - _LAST, _MORE)
        out, number = out + _DIGITS[_LAST + rest], more
    return out + _DIGITS[number]


_SMALL = tuple(map(_digits, range(500)))
"""Most gaps are among these, and an index has tens of thousands."""


def _shared(one: str, other: str) -> int:
    """Return how many letters two words begin with in common."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared


# Reading and searching


@dataclass(frozen=True)
class _Wanted:
    """A word of a query: the words of the index it may mean, with how well they match."""

    word: str
    matches: Mapping[int, int]
    is_required: bool


class Index:
    """An index that was read, to be searched."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._numbers: list[int] = data["numbers"]
        self._words = _words(data["words"])
        self._stems = [
            word[: len(word) - endings[0]] + endings[1]
            for word, endings in zip(
                self._words,
                (data["endings"][way] for way in _numbers_in(data["stems"])),
                strict=True,
            )
        ]
        self._postings: list[str] = data["postings"].split(" ")
        self._optional = frozenset(data["optional"].split(" "))
        self._documents: dict[int, list[tuple[int, int]]] = {}
        self._ids = {word: at for at, word in enumerate(self._words)}
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        self._by_skeleton: dict[str, list[int]] = defaultdict(list)
        self._skeletons: list[tuple[str, ...]] = []
        for at, (word, its_stem) in enumerate(zip(self._words, self._stems, strict=True)):
            self._by_stem[its_stem].append(at)
            self._skeletons.append(_skeletons(word, its_stem))
            for key in self._skeletons[-1]:
                self._by_skeleton[key].append(at)
        self._sorted_skeletons = sorted(self._by_skeleton)
        self._latest: tuple[str, list[_Wanted]] = ("", [])

    @classmethod
    def read(cls, data: bytes) -> Index:
        """Return the index that `build()` wrote.

        Raises:
            ValueError: if the bytes are of another format.
        """
        index = json.loads(data)
        if index.get("format") != FORMAT:
            raise ValueError(f"Expected an index of format {FORMAT}, got {index.get('format')!r}.")
        return cls(index)

    def search(self, query: str) -> list[Hit]:
        """Return the documents that have all words of a query, the best first.

        Of equally good ones the one that stands first among the documents comes first.
        """
        return self._hits(self._understood(query))

    def marks(self, text: str, query: str) -> list[tuple[int, int]]:
        """Return the places in a text at which a query is found in it, as start and end."""
        wanted = self._understood(query)
        required = [word for word in wanted if word.is_required] or wanted
        meant = {at for word in required for at in word.matches}
        found = tokens(text)
        places = sorted(
            (token.start, token.end)
            for token in (*found, *compounds(text, found))
            if self._ids.get(token.word, -1) in meant
        )
        return _merged(places)

    def _understood(self, query: str) -> list[_Wanted]:
        """Return what a query means: its words forgivingly, if else nothing is found."""
        query = query[:MOST_CHARACTERS]
        asked, wanted = self._latest
        if asked != query:
            wanted = self._wanted(query, self._direct)
            if any(word.is_required for word in wanted) and not self._hits(wanted):
                wanted = self._wanted(query, self._any)
            self._latest = query, wanted
        return wanted

    def _wanted(self, query: str, matches: Callable[[str], Mapping[int, int]]) -> list[_Wanted]:
        words = list(dict.fromkeys(token.word for token in tokens(query)))[:MOST_WORDS]
        return [_Wanted(word, matches(word), self._is_required(word, words)) for word in words]

    def _is_required(self, word: str, words: Sequence[str]) -> bool:
        if word in self._optional:
            return False
        if len(word) > 1 or len(words) == 1:
            return True
        # A single letter at the end is probably the beginning of a word.
        return word != words[-1] and word in self._ids

    def _hits(self, wanted: Sequence[_Wanted]) -> list[Hit]:
        required = any(word.is_required for word in wanted)
        scores: Counter[int] = Counter()
        fields: dict[int, int] = {}
        left: set[int] | None = None
        for word in wanted:
            best = self._best(word.matches)
            rarity = (len(self._numbers) // len(best)).bit_length() + 1 if best else 0
            for at, (weight, mask) in best.items():
                scores[at] += rarity * weight
                if word.is_required or not required:
                    fields[at] = fields.get(at, 0) | mask
            if word.is_required:
                left = set(best) if left is None else left & set(best)
        found = fields if left is None else left
        in_order = sorted(found, key=lambda at: (-scores[at], at))
        return [Hit(self._numbers[at], scores[at], _names(fields[at])) for at in in_order]

    def _best(self, matches: Mapping[int, int]) -> dict[int, tuple[int, int]]:
        """Return document → its best weight, and the bits of all fields it has a match in."""
        best: dict[int, tuple[int, int]] = {}
        for word, how_well in matches.items():
            for at, mask in self._documents_of(word):
                weight, before = best.get(at, (0, 0))
                best[at] = max(weight, how_well * _WEIGHT_OF[mask]), before | mask
        return best

    def _documents_of(self, word: int) -> list[tuple[int, int]]:
        found = self._documents.get(word)
        if found is None:
            found = self._documents[word] = list(_ungrouped(self._postings[word]))
        return found

    # What a word of a query may mean

    def _direct(self, word: str) -> dict[int, int]:
        """Return the words that a word of a query means, or those it may stand for."""
        return self._certain(word) or self._forgiven(word)

    def _any(self, word: str) -> dict[int, int]:
        return {**self._forgiven(word), **self._certain(word)}

    def _certain(self, word: str) -> dict[int, int]:
        found: dict[int, int] = {}

        def note(words: Iterable[int], how_well: int) -> None:
            for at in words:
                found.setdefault(at, how_well)

        note(self._known(word), EXACT)
        if len(word) == 1:
            return found
        its_stem = stem(word)
        of_stem = self._by_stem.get(its_stem, ())
        if len(its_stem) < _TELLING_STEM:
            # Алёна and аль have the same two letters left; Юлия and Юлию share more than these.
            of_stem = [at for at in of_stem if self._words[at].startswith(word[:_TELLING_STEM])]
        note(of_stem, SAME_STEM)
        if len(its_stem) >= _TELLING_STEM:
            note(self._known(its_stem), SAME_STEM)
        keys = _skeletons(word, its_stem)
        for key in keys:
            if len(key) >= 3:
                note(self._by_skeleton.get(key, ()), ALIKE)
        note(self._beginning(word), BEGINNING)
        if len(keys[0]) >= 4:
            note(self._beginning_alike(keys[0]), BEGINNING_ALIKE)
        return found

    def _forgiven(self, word: str) -> dict[int, int]:
        """Return the words that may be meant by one that is unfinished, inflected or misspelt."""
        found: dict[int, int] = {}
        if len(word) == 1:
            return found

        def note(words: Iterable[int], how_well: int) -> None:
            for at in words:
                found[at] = max(found.get(at, 0), how_well)

        its_stem = stem(word)
        keys = _skeletons(word, its_stem)
        for key in unfinished(word):
            if len(key) >= 2:
                note(self._beginning_alike(key), BEGINNING_ALIKE)
        note(_longest_within(word, self._by_stem), SHORTER)
        note(_longest_within(keys[0], self._by_skeleton), SHORTER)
        if len(word) >= 5 and not _NOT_A_LETTER.search(word):
            for at in self._near(word) | self._near(its_stem) | self._near(keys[0]):
                stems_match = misspelt(its_stem, self._stems[at]) == MISSPELT
                how_well = max(
                    misspelt(word, self._words[at]),
                    MISSPELT if stems_match else 0,
                    *(misspelt(keys[0], key) for key in self._skeletons[at]),
                )
                if how_well:
                    note((at,), how_well)
        return found

    def _near(self, typed: str) -> set[int]:
        """Return the words with a beginning that `typed` can be a misspelling of, and others."""
        one, two = typed[:2], typed[1:3]
        keys = (typed[:1], two + "…", typed[1:2] + typed[:1] + "…", "…" + one, "…" + two)
        return {at for key in keys for at in self._by_beginning.get(key, ())}

    @cached_property
    def _by_beginning(self) -> Mapping[str, Sequence[int]]:
        """First letter, first two and second two of words, stems and skeletons → words."""
        found: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self._words)):
            for word in {self._words[at], self._stems[at], *self._skeletons[at]}:
                for key in (word[:1], word[:2] + "…", "…" + word[1:3]):
                    found[key].append(at)
        return found

    def _known(self, word: str) -> tuple[int, ...]:
        at = self._ids.get(word)
        return () if at is None else (at,)

    def _beginning(self, word: str) -> Iterable[int]:
        return _range(self._words, word)

    def _beginning_alike(self, key: str) -> Iterator[int]:
        for at in _range(self._sorted_skeletons, key):
            yield from self._by_skeleton[self._sorted_skeletons[at]]


def misspelt(typed: str, word: str) -> int:
    """Return MISSPELT where one letter is wrong, missing, too many, or two have changed places.

    BEGINNING_MISSPELT where that is so of the beginning of `word`, and 0 otherwise.
    """
    if len(typed) < _SHORTEST_MISSPELT or len(word) < len(typed) - 1:
        return 0
    shared = _shared(typed, word)
    rest, other = typed[shared:], word[shared:]
    pairs = [(rest[1:], other[1:]), (rest[1:], other), (rest, other[1:])]
    if rest[:1] == other[1:2] and rest[1:2] == other[:1]:
        pairs.append((rest[2:], other[2:]))
    if any(a == b for a, b in pairs):
        return MISSPELT
    return BEGINNING_MISSPELT if any(b.startswith(a) for a, b in pairs) else 0


def _longest_within(word: str, known: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """Return what the longest beginning of a word is known for, if the rest may be an ending."""
    for length in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        rest = word[length:]
        is_ending = len(rest) <= min(3, length - 2) or any(
            ending.startswith(rest) or misspelt(rest, ending) for ending in _LONG_ENDINGS
        )
        if is_ending and word[:length] in known:
            return known[word[:length]]
    return ()


def _skeletons(word: str, its_stem: str) -> tuple[str, ...]:
    """Return the skeleton of a word, and that of its stem if only it can be in another alphabet."""
    own, of_stem = skeleton(word), skeleton(its_stem)
    if is_cyrillic(word) and of_stem != own and len(of_stem) >= _SHORTEST_STEM:
        return own, of_stem
    return (own,)


def _range(words: Sequence[str], beginning: str) -> range:
    """Return the places of the sorted words that begin so."""
    return range(bisect_left(words, beginning), bisect_left(words, beginning + chr(sys.maxunicode)))


def _words(front_coded: str) -> list[str]:
    found: list[str] = []
    before = ""
    for shared, rest in re.findall("([A-Z])([^A-Z]*)", front_coded):
        before = before[: ord(shared) - ord("A")] + rest
        found.append(before)
    return found


def _numbers_in(digits: str) -> Iterator[int]:
    number, place = 0, 1
    for digit in map(_VALUE_OF.__getitem__, digits):
        number += digit * place
        if digit < _LAST:
            yield number
            number, place = 0, 1
        else:
            place *= _MORE


def _ungrouped(groups: str) -> Iterator[tuple[int, int]]:
    """Yield (document, bits of its fields) of a word."""
    for sign, gaps in _GROUP.findall(groups):
        mask = ord(sign) - _FIRST_MASK if sign else _ABSTRACT
        next_at = 0
        for gap in _numbers_in(gaps):
            yield next_at + gap, mask
            next_at += gap + 1


def _names(mask: int) -> tuple[str, ...]:
    return tuple(field for bit, field in enumerate(FIELDS) if mask >> bit & 1)


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted places as such that do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
