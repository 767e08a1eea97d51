"""What is around a session: before and after it on its stage, and at the same time elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sessions.clashes import meanwhile
from sessions.values import Session

PARALLEL_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Around:
    """A session's neighbours. `parallel` are some that overlap it; `more` others do as well."""

    parallel: tuple[Session, ...]
    more: int
    before: Session | None
    after: Session | None

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All of them that are named."""
        return (*self.parallel, *(item for item in (self.before, self.after) if item))


def around(programme: Any, found: Session) -> Around:
    """Return what is around a session of a `Programme`; cancelled ones run parallel to nothing."""
    of_the_day = programme.sessions_by_day.get(programme.day_of.get(found.guid), ())
    # Half of a long day is over by then, and none of it is looked at twice.
    still_on = [other for other in of_the_day if other.ends_at >= found.starts_at]
    parallel = [other for other in meanwhile(found, still_on) if not other.is_cancelled]
    before, after = _neighbours(programme.sessions_by_stage.get(found.stage, ()), found)
    named = tuple(parallel[:PARALLEL_AT_MOST])
    return Around(named, len(parallel) - len(named), before, after)


def _neighbours(
    on_stage: Sequence[Session], found: Session
) -> tuple[Session | None, Session | None]:
    """Return the sessions before and after one on its stage; none for one without a time."""
    if not found.starts_at:
        return None, None
    timed = [session for session in on_stage if session.starts_at]
    at = next((at for at, session in enumerate(timed) if session.guid == found.guid), None)
    if at is None:
        return None, None
    return (timed[at - 1] if at else None, timed[at + 1] if at + 1 < len(timed) else None)
