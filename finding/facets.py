"""Facets: choosing among things by what they have in common, with the count of each choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from finding.query import Query

T = TypeVar("T")

Values = Mapping[str, Collection[str]]
"""facet → the values that a thing has there."""


def matching(things: Iterable[tuple[T, Values]], wanted: Values) -> list[T]:
    """Return the things that have one of the wanted values in every facet where some are wanted."""
    return [thing for thing, values in things if not _missed(values, wanted)]


def counts(things: Iterable[Values], wanted: Values) -> dict[str, Counter[str]]:
    """Return facet → value → how many things a visitor would see who chose that value alone there.

    What is wanted in the other facets is kept, so that a count never promises what is not found.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for values in things:
        missed = _missed(values, wanted)
        if len(missed) > 1:
            continue
        for facet in missed or values:
            # A thing has a value or two: to have them counted all at once takes longer.
            counted = found[facet]
            for value in values.get(facet, ()):
                counted[value] += 1
    return dict(found)


def _missed(values: Values, wanted: Values) -> list[str]:
    return [
        facet
        for facet, chosen in wanted.items()
        if chosen and not any(value in chosen for value in values.get(facet, ()))
    ]


@dataclass(frozen=True)
class Option:
    """A value that can be chosen. `token` is its short name in the markup of the things.

    `count` is how many things choosing it alone would show. `only` and `without` are the queries
    in which it is the only value of its facet, and no value of it.
    """

    value: str
    name: str
    token: str
    count: int
    is_chosen: bool
    only: Query
    without: Query


@dataclass(frozen=True)
class Facet:
    """A facet as it is offered; `name` is its parameter."""

    name: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.is_chosen)


def offered(
    names: Mapping[str, Mapping[str, str]],
    things: Iterable[Values],
    query: Query,
    sought: Iterable[Values] | None = None,
) -> list[Facet]:
    """Return the facets in which the things differ, or something is chosen.

    Args:
        names: facet → value → its name for readers, both in the order in which they are offered.
        things: the values of every thing that could be shown.
        query: what is chosen now.
        sought: the values of those that count, if a search left some out.
    """
    things = list(things)
    wanted = {facet: query.all(facet) for facet in names}
    counted = counts(things if sought is None else sought, wanted)
    present: dict[str, set[str]] = {facet: set() for facet in names}
    bare: set[str] = set()
    for values in things:
        for facet in names:
            own = values.get(facet, ())
            present[facet].update(own)
            if not own:
                bare.add(facet)
    found = []
    for place, (facet, values_of) in enumerate(names.items()):
        options = tuple(
            Option(
                value,
                name,
                token(place, index),
                counted.get(facet, Counter())[value],
                value in wanted[facet],
                query.having(**{facet: value}),
                query.having(**{facet: (own for own in wanted[facet] if own != value)}),
            )
            for index, (value, name) in enumerate(values_of.items())
            if value in present[facet] or value in wanted[facet]
        )
        tells_apart = len(options) > 1 or (options and facet in bare)
        if tells_apart or any(option.is_chosen for option in options):
            found.append(Facet(facet, options))
    return found


def tokens(names: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return facet → value → its short name in the markup of the things."""
    return {
        facet: {value: token(place, index) for index, value in enumerate(values)}
        for place, (facet, values) in enumerate(names.items())
    }


def token_line(known_by: Mapping[str, Mapping[str, str]], values: Values) -> str:
    """Return the short names of a thing's values, parted by spaces, for its markup."""
    return " ".join(
        own[value]
        for facet, own in known_by.items()
        for value in values.get(facet, ())
        if value in own
    )


def token(place: int, index: int) -> str:
    """Return the short name of a value: the letter of its facet and a number."""
    return f"{chr(ord('a') + place)}{index}"
