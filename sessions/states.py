"""What a visitor is told about a session at a moment: upcoming, live, over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sessions.values import Session

SOON = timedelta(minutes=15)
"""How long before its start a session "starts soon"."""

STATES = ("unscheduled", "upcoming", "soon", "live", "ended", "recorded", "cancelled")


def state_of(session: Session, moment: datetime) -> str:
    """Return one of STATES for a session at a moment (aware).

    A cancelled session stays cancelled whatever the time. A session of no length is never live.
    A recording that its speakers do not want is none.
    """
    if session.is_cancelled:
        return "cancelled"
    if session.starts_at is None or session.ends_at is None:
        return "unscheduled"
    if moment >= session.ends_at:
        return "recorded" if session.is_recorded else "ended"
    if moment >= session.starts_at:
        return "live"
    return "soon" if moment >= session.starts_at - SOON else "upcoming"
