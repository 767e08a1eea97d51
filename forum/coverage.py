"""What a source speaks of: the kinds, fields and languages that intake may touch."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, get_type_hints

from forum.programme import COLLECTIONS
from forum.values import Edition
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link

EDITION = "edition"

KINDS: Mapping[str, type] = MappingProxyType({EDITION: Edition, **COLLECTIONS})
"""Everything that coverage can speak of: the edition, and each collection of a programme."""

TITLED = (tuple[Link, ...], tuple[Attachment, ...])
"""Lists whose things have a title in several languages beside facts of their own."""


@cache
def fields_of(kind: str) -> Mapping[str, bool]:
    """Return the fields of a kind that coverage knows, and which of them hold words by language.

    A recording's facts come from different hands, so each is a field: `recording.url`. The guid
    is identity, not a field.

    Raises:
        KeyError: if there is no such kind.
    """
    found: dict[str, bool] = {}
    for name, annotation in _annotations(KINDS[kind]).items():
        if name == "guid":
            continue
        if annotation is Recording:
            found.update({f"{name}.{part}": False for part in _annotations(Recording)})
        else:
            found[name] = annotation is Text
    return MappingProxyType(found)


@cache
def titled_lists(kind: str) -> frozenset[str]:
    """Return the fields of a kind that are lists of links or attachments.

    Covered with an empty language such a field is the list itself, with a language its titles.
    """
    annotations = _annotations(KINDS[kind])
    return frozenset(name for name, annotation in annotations.items() if annotation in TITLED)


def _annotations(value: type) -> dict[str, Any]:
    hints = get_type_hints(value)
    return {field.name: hints[field.name] for field in dataclasses.fields(value)}


@dataclass(frozen=True)
class Coverage:
    """The set of (kind, field, language) that a source speaks of.

    `kind` is "edition" or a collection's name. `language` is empty for what is not words.
    `speaks_of_originals` says whether it knows which language a text was written in first.
    """

    spoken_of: frozenset[tuple[str, str, str]] = frozenset()
    speaks_of_originals: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a field that no kind has: intake would never look at it."""
        for kind, field, language in self.spoken_of:
            known = fields_of(kind) if kind in KINDS else {}
            titles = kind in KINDS and field in titled_lists(kind)
            if field not in known or (not titles and known[field] != bool(language)):
                raise ValueError(
                    f"Nothing can cover {(kind, field, language)!r}. Expected a kind, one of its "
                    "fields, and a language for words only, such as ('sessions', 'title', 'en')."
                )

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        return iter(sorted(self.spoken_of))

    def __or__(self, other: Coverage) -> Coverage:
        speaks_of_originals = self.speaks_of_originals or other.speaks_of_originals
        return Coverage(self.spoken_of | other.spoken_of, speaks_of_originals)

    def covers(self, kind: str, field: str, language: str = "") -> bool:
        return (kind, field, language) in self.spoken_of

    def covers_kind(self, kind: str) -> bool:
        """Say whether the source speaks of this kind at all."""
        return any(spoken == kind for spoken, _, _ in self.spoken_of)

    def languages(self, kind: str, field: str) -> frozenset[str]:
        """Return the languages in which the source speaks of a field."""
        return frozenset(
            language
            for spoken, name, language in self.spoken_of
            if (spoken, name) == (kind, field) and language
        )


def covering(kind: str, fields: Iterable[str], languages: Iterable[str]) -> Coverage:
    """Return the coverage of some fields of a kind, words in each of `languages`.

    Raises:
        ValueError: if the kind has no such field.
    """
    codes = tuple(languages)
    words, titles = fields_of(kind), titled_lists(kind)
    spoken: set[tuple[str, str, str]] = set()
    for field in fields:
        if not words.get(field):
            spoken.add((kind, field, ""))
        if words.get(field) or field in titles:
            spoken.update((kind, field, code) for code in codes)
    return Coverage(frozenset(spoken))


def everything(languages: Iterable[str]) -> Coverage:
    """Return the coverage of a source that speaks of all there is, in these languages."""
    codes = tuple(languages)
    found = Coverage(speaks_of_originals=True)
    for kind in KINDS:
        found |= covering(kind, fields_of(kind), codes)
    return found
