"""Words as they are searched: folded, stemmed, and written in one way whatever their alphabet.

`static/js/search-engine.js` says all of this a second time for the browser; a test holds the two
together over whole programmes.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

import snowballstemmer

MARKS = "\u0300-\u036f\u0483-\u0487"
"""The accents that are written over Latin, Greek and Cyrillic letters, as a range of a pattern."""

# Only what is one unit long in UTF-16, too: in the browser, lengths count these.
_LETTER = r"[^\W_\U00010000-\U0010ffff]"
_TOKEN = re.compile(rf"{_LETTER}(?:{_LETTER}|[{MARKS}])*(?:\+\+|#(?!{_LETTER}))?")
_JOINED = re.compile("['’‘ʼ`‐‑-]")
_MARK = re.compile(f"[{MARKS}]")
_ENGLISH = re.compile("[a-z]+")
_RUSSIAN = re.compile("[а-я]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DOUBLED = re.compile(r"([a-z])\1+")

# Letters that stay themselves when their accents are taken away.
_UNACCENTED = str.maketrans(
    {"ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)

_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ъ": "", "ь": ""}
    # Other languages' letters, as far as no accent makes them.
    | dict(zip("ієґәғқңөұүһј", "iegagknouuhy", strict=True))
    | {"љ": "ly", "њ": "ny", "ћ": "ch", "ђ": "dy", "џ": "dzh"}
)

# Spellings of one sound, the longer first. Those in the group are s: the ц of Kuznetsov, Cvetaeva's
# or Cicero's; at the end ts is mostly an English plural, and ie belongs to a name.
_SPELLINGS = re.compile(
    "tsch|shch|sch|tch|[ckps]h|ck|[yj][eo]|ie(?!$)|(t[sz](?!$)|c(?=[eiy]|ova?$))|tz|[eo]ff$|[cjqwxy]"
)
_SPELT = {"tsch": "ch", "shch": "sh", "sch": "sh", "tch": "ch", "kh": "h", "ph": "f", "ck": "k"}
_SPELT |= {"ye": "e", "yo": "e", "je": "e", "jo": "e", "ie": "e", "tz": "ts", "eff": "ev"}
_SPELT |= {"off": "ov", "c": "k", "j": "i", "q": "k", "w": "v", "x": "ks", "y": "i"}

# What a word's last letters may yet turn out to be while it is being typed, the longer first.
_UNFINISHED = {"shc": "sh", "tsc": "ch", "sc": "sh", "tc": "ch", "ts": "s", "tz": "s", "of": "ov"}
_UNFINISHED |= {"ef": "ev", "ie": "e", "c": "s", "i": "e", "j": "e", "k": "h", "p": "f", "t": "s"}
_UNFINISHED |= {"y": "e"}


class Token(NamedTuple):
    """A word of a text, folded; it stands at `text[start:end]`."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Return a word without regard to case and accents: ё as е, ß as ss; й stays й."""
    # Not casefold(), which browsers do not have.
    letters = normalize("NFD", word.upper().lower()).replace("и\u0306", "й")
    return normalize("NFC", _MARK.sub("", letters).translate(_UNACCENTED))


def tokens(text: str) -> list[Token]:
    """Return the words of a text, in order. A C++ and a C# are words, too."""
    return [
        Token(fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)
    ]


def words_of(text: str) -> list[str]:
    """Return the words of a text without their places, which takes less time."""
    return [fold(word) for word in _TOKEN.findall(text)]


def compounds(text: str, of: list[Token]) -> Iterator[Token]:
    """Yield what hyphens and apostrophes join, as one word: «Аль-Камари» as алькамари."""
    first = 0
    for at in range(1, len(of) + 1):
        if at < len(of) and _JOINED.fullmatch(text, of[at - 1].end, of[at].start):
            continue
        if at - first > 1:
            word = "".join(token.word for token in of[first:at])
            yield Token(word, of[first].start, of[at - 1].end)
        first = at


class _Stemmers(threading.local):
    """A pair for each thread, since a stemmer remembers the word it is at."""

    def __init__(self) -> None:
        self.english = snowballstemmer.stemmer("english")
        self.russian = snowballstemmer.stemmer("russian")


_stemmers = _Stemmers()


def stem(word: str) -> str:
    """Return a folded word without its ending, by Snowball: Russian or English by its letters."""
    if _ENGLISH.fullmatch(word):
        return str(_stemmers.english.stemWord(word))
    if _RUSSIAN.fullmatch(word):
        return str(_stemmers.russian.stemWord(word))
    return word


def is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


def in_latin(word: str) -> str:
    return word.translate(_LATIN)


def skeleton(word: str) -> str:
    """Return what all spellings of a folded word have in common, in Latin letters.

    «Щербакова», Shcherbakova and Scherbakowa have one skeleton; «Юлия», Yulia, Julia and Iuliia
    have another.
    """
    return _spelt(_in_latin(word))


def unfinished(word: str) -> Iterator[str]:
    """Yield the beginnings that a skeleton may have when more letters are typed.

    That of Alyo, for instance, begins differently from that of Aly.
    """
    latin = _in_latin(word)
    yield _spelt(latin)
    for ending, sound in _UNFINISHED.items():
        if latin.endswith(ending):
            yield _spelt(latin[: -len(ending)]) + sound


def _in_latin(word: str) -> str:
    return word.translate(_LATIN)


def _spelt(latin: str) -> str:
    spelt = _SPELLINGS.sub(_sound, latin)
    # The first two letters of ИИ and ООН are no misspelling.
    return spelt[:1] + _DOUBLED.sub(r"\1", spelt[1:])


def _sound(match: re.Match[str]) -> str:
    return "s" if match[1] else _SPELT.get(match[0], match[0])
