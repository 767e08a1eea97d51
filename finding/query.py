"""What a page is asked for after the question mark: known parameters in one canonical form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

LONGEST_WORDS = 100
"""So many characters of free text are read; the rest is dropped."""


@dataclass(frozen=True)
class Parameter:
    """A parameter that a page knows.

    `values` are those it may have, in canonical order; None stands for free text, of which
    `longest` characters are read. `is_many` says whether several may be given at once. `default`
    is the value that needs no saying.
    """

    values: Collection[str] | None = None
    is_many: bool = False
    default: str = ""
    longest: int = LONGEST_WORDS

    def read(self, given: Sequence[str]) -> tuple[str, ...]:
        """Return what is known of the values given: each once, in canonical order."""
        if self.values is None:
            words = " ".join(" ".join(given[-1:]).split())[: self.longest].strip()
            return (words,) if words else ()
        if not self.is_many:
            last = given[-1] if given else ""
            return (last,) if last in self.values and last != self.default else ()
        wanted = set(given)
        return tuple(value for value in self.values if value in wanted)


@dataclass(frozen=True)
class Query:
    """Parameters with their values, sorted by name; those without a value are left out."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Sequence[str]], known: Mapping[str, Parameter]) -> Query:
        """Return what a page knows of the parameters given; all others are dropped."""
        found = {
            name: values
            for name, parameter in known.items()
            if name in given and (values := parameter.read(given[name]))
        }
        return cls(tuple(sorted(found.items())))

    def __bool__(self) -> bool:
        return bool(self.pairs)

    def __getitem__(self, name: str) -> str:
        """Return `get(name)`, as templates ask for it: `{{ here.query.q }}`."""
        return self.get(name)

    def get(self, name: str, default: str = "") -> str:
        """Return the value of a parameter that has one at most."""
        values = self.all(name)
        return values[0] if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter, in canonical order."""
        return next((values for known, values in self.pairs if known == name), ())

    def having(self, **values: str | Iterable[str]) -> Query:
        """Return a copy with some parameters set; empty ones are removed."""
        given = {
            name: (value,) if isinstance(value, str) and value else tuple(value)
            for name, value in values.items()
        }
        kept = {**dict(self.pairs), **given}
        return Query(tuple(sorted((name, value) for name, value in kept.items() if value)))

    def without(self, *names: str) -> Query:
        """Return a copy that lacks some parameters."""
        return Query(tuple(pair for pair in self.pairs if pair[0] not in names))

    def only(self, *names: str) -> Query:
        """Return a copy that has no parameters but these."""
        return Query(tuple(pair for pair in self.pairs if pair[0] in names))

    def __str__(self) -> str:
        """Return it as it stands in an address, with its question mark; empty for none."""
        return f"?{urlencode(self.pairs, doseq=True)}" if self.pairs else ""


NOTHING = Query()
