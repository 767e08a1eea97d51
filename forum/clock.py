"""The one clock. Everything that asks for "now" asks here, so that a rehearsal can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings

_standing: datetime | None = None


def now() -> datetime:
    """Return the present, aware and in UTC; under REHEARSAL_START, as if started at that time."""
    if _standing:
        return _standing
    start: datetime | None = settings.REHEARSAL_START
    present = datetime.now(UTC)
    # Each request asks; the rehearsal's sum is left out where there is none.
    return present + (start - settings.REHEARSED_SINCE) if start else present


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Let the clock stand at an instant (aware), so that all that the block makes is of it.

    For a process that serves nobody meanwhile: the clock is one for all its threads.
    """
    global _standing
    before, _standing = _standing, at
    try:
        yield
    finally:
        _standing = before


def latest() -> datetime:
    """Return the later of the present and the rehearsed time.

    Releases are asked for at this time: one made today is to be seen in a rehearsal of last year,
    and one that waits for next week in a rehearsal of next week.
    """
    return max(now(), datetime.now(UTC))
