"""Where the sessions of a day stand in the grid, stage × time: columns, lanes and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sessions.clashes import groups, lane_counts, lanes
from sessions.times import local
from sessions.values import Session, Stage

ROW_MINUTES = 5
LEAST_MINUTES = 25
"""As long as this every session is drawn, so that its title can be read."""

FIRST_COLUMN = 2
FIRST_ROW = 2
"""The first column holds the times, the first row the names of the stages."""


@dataclass(frozen=True)
class Place:
    """A place in the grid, lines counted from 1 as CSS does: from a column and row, and how far."""

    column: int
    columns: int
    row: int
    rows: int


@dataclass(frozen=True)
class Head:
    """A stage's head above its columns; `stage` is empty for sessions without one."""

    stage: str
    column: int
    columns: int


@dataclass(frozen=True)
class Grid:
    """A day as a grid. `places`: session guid → its place. `columns` are those of stages."""

    starts_at: datetime
    heads: tuple[Head, ...]
    places: Mapping[str, Place]
    columns: int
    rows: int

    def row_of(self, instant: datetime) -> int:
        """Return the row in which an instant lies; those of equal rows are equal."""
        minutes = int((instant - self.starts_at).total_seconds()) // 60
        return FIRST_ROW + minutes // ROW_MINUTES


def grid(sessions: Iterable[Session], stages: Sequence[Stage], zone: ZoneInfo) -> Grid | None:
    """Return the grid of a day's sessions, or None if none of them has a time.

    Only stages with sessions have columns, as many as sessions that overlap there; a session that
    overlaps none has the whole width of its stage. What belongs to no stage and has its time for
    itself, such as a common break, spans them all. The scale begins at a full hour in `zone`.
    """
    timed = [session for session in sessions if session.starts_at]
    if not timed:
        return None
    spanning = _spanning(timed)
    first = min(session.starts_at for session in timed if session.starts_at)
    here = local(first, zone)
    starts_at = first - timedelta(minutes=here.minute, seconds=here.second)

    lane_of = lanes(timed, LEAST_MINUTES)
    count_of = lane_counts(timed, LEAST_MINUTES)
    width_of: dict[str, int] = {}
    for session in timed:
        if session.guid in spanning:
            continue
        width_of[session.stage] = max(width_of.get(session.stage, 1), count_of[session.guid])

    heads = []
    column = FIRST_COLUMN
    known = [stage.guid for stage in stages if stage.guid in width_of]
    for stage in (*known, *(guid for guid in width_of if guid not in known)):
        heads.append(Head(stage, column, width_of[stage]))
        column += width_of[stage]
    column_of = {head.stage: head.column for head in heads}

    scale = Grid(starts_at, tuple(heads), {}, column - FIRST_COLUMN, 0)
    places = {}
    for session in timed:
        assert session.starts_at
        minutes = max(session.duration_minutes, LEAST_MINUTES)
        row = scale.row_of(session.starts_at)
        # Both ends are rounded the same way, so that neighbours never cover each other.
        end = scale.row_of(session.starts_at + timedelta(minutes=minutes))
        if session.guid in spanning:
            places[session.guid] = Place(FIRST_COLUMN, scale.columns, row, end - row)
            continue
        is_alone = count_of[session.guid] == 1
        places[session.guid] = Place(
            column_of[session.stage] + lane_of[session.guid],
            width_of[session.stage] if is_alone else 1,
            row,
            end - row,
        )
    rows = max(place.row + place.rows for place in places.values()) - FIRST_ROW
    return Grid(starts_at, tuple(heads), places, column - FIRST_COLUMN, rows)


def _spanning(timed: Sequence[Session]) -> set[str]:
    """Return the guids of the sessions without a stage that stand beside no other.

    None where there would be no stage to span.
    """
    alone = {run[0].guid for run in groups(timed, LEAST_MINUTES) if len(run) == 1}
    found = {session.guid for session in timed if not session.stage and session.guid in alone}
    return found if len(found) < len(timed) else set()
