"""The one clock. Everything that asks for "now" asks here, so that a rehearsal can set it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    """Return the present, aware and in UTC; under REHEARSAL_START, as if started at that time."""
    start: datetime | None = settings.REHEARSAL_START
    present = datetime.now(UTC)
    # Each request asks; the rehearsal's sum is left out where there is none.
    return present + (start - settings.REHEARSED_SINCE) if start else present


def latest() -> datetime:
    """Return the later of the present and the rehearsed time.

    Releases are asked for at this time: one made today is to be seen in a rehearsal of last year,
    and one that waits for next week in a rehearsal of next week.
    """
    return max(now(), datetime.now(UTC))
