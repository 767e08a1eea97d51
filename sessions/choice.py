"""A visitor's choice of sessions as addresses carry it: their numbers, `?s=3.17.41`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from finding.query import Parameter

MOST_CHOSEN = 500
"""How many sessions one choice may hold; an address has its limits."""

PARAMETER = Parameter(longest=10 * MOST_CHOSEN)
"""How pages and calendars read `?s=`."""

# A number that no session can have is not read as the beginning of one.
_NUMBER = re.compile(r"(?<![0-9])0*([1-9][0-9]{0,8})(?![0-9])")


def chosen_numbers(text: str) -> tuple[int, ...]:
    """Return the session numbers of a choice, ascending, each once, MOST_CHOSEN at most.

    Whatever is no number is passed over, so that a link that was cut or quoted still works.
    """
    found = {int(number) for number in _NUMBER.findall(text)}
    return tuple(sorted(found)[:MOST_CHOSEN])


def as_choice(numbers: Iterable[int]) -> str:
    """Return the canonical text of a choice: `chosen_numbers` gives the same numbers back."""
    return ".".join(str(number) for number in sorted(set(numbers))[:MOST_CHOSEN])
