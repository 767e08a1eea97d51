"""Which sessions overlap: clashes to warn of, and lanes to draw parallel sessions in.

Works on any objects with the fields of `Timed`, rows as well as values. A session whose time is
to be announced overlaps nothing and appears in no result; what else is left out, cancelled
sessions or breaks, is the caller's choice. Results are in order of start, then end, then guid.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar


class Timed(Protocol):
    """What the rules look at. Guids are unique and can be sorted."""

    @property
    def guid(self) -> Any: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def duration_minutes(self) -> int: ...
    @property
    def stage(self) -> Any: ...


S = TypeVar("S", bound=Timed)
P = TypeVar("P", bound=Hashable)

_Span = tuple[datetime, datetime, S]


def overlap(a: Timed, b: Timed) -> bool:
    """Whether two sessions have time in common, wherever they happen.

    One that begins when the other ends does not overlap it. A session of zero minutes overlaps
    one that has begun before and ends after it; at the other's first or last moment it does not.
    """
    if a.starts_at is None or b.starts_at is None:
        return False
    if a.starts_at == b.starts_at:
        return min(a.duration_minutes, b.duration_minutes) > 0
    first, second = (a, b) if a.starts_at < b.starts_at else (b, a)
    assert first.starts_at and second.starts_at
    return first.starts_at + timedelta(minutes=first.duration_minutes) > second.starts_at


def meanwhile(session: S, others: Iterable[S]) -> Iterator[S]:
    """Yield what overlaps a session, wherever it happens, of others in order of their beginning."""
    begins = session.starts_at
    if begins is None:
        return
    ends = begins + timedelta(minutes=session.duration_minutes)
    for other in others:
        if other.starts_at is None:
            continue
        if other.starts_at > ends:
            return
        if other.guid != session.guid and overlap(session, other):
            yield other


def clashes(sessions: Iterable[S]) -> list[tuple[S, S]]:
    """Return each pair of sessions that overlap, wherever they happen, the earlier one first."""
    return [(a[2], b[2]) for a, b in sorted(_pairs(_spans(sessions)), key=_place)]


def stage_clashes(sessions: Iterable[S]) -> list[tuple[S, S]]:
    """Return each pair of sessions that overlap on one stage, the earlier one first.

    Sessions without a stage clash with none.
    """
    by_stage: dict[Hashable, list[_Span[S]]] = {}
    for span in _spans(sessions):
        if span[2].stage:
            by_stage.setdefault(span[2].stage, []).append(span)
    pairs = [pair for spans in by_stage.values() for pair in _pairs(spans)]
    return [(a[2], b[2]) for a, b in sorted(pairs, key=_place)]


def person_clashes(
    sessions: Iterable[S], people_of: Callable[[S], Iterable[P]]
) -> list[tuple[P, S, S]]:
    """Return each person with each pair of overlapping sessions they appear in.

    In order of the pairs; those of one pair in the order in which they first appear at all.

    Args:
        sessions: on any stages.
        people_of: the people of a session, in order; one who is named twice counts once.
    """
    by_person: dict[P, list[_Span[S]]] = {}
    for span in _spans(sessions):
        for person in dict.fromkeys(people_of(span[2])):
            by_person.setdefault(person, []).append(span)
    clashes = [(pair, person) for person, spans in by_person.items() for pair in _pairs(spans)]
    clashes.sort(key=lambda clash: _place(clash[0]))
    return [(person, a[2], b[2]) for (a, b), person in clashes]


def groups(sessions: Iterable[S], least_minutes: int = 0) -> list[list[S]]:
    """Return runs of sessions, in order: each overlaps another of its run, none one outside.

    A session that overlaps none is a run of its own.

    Args:
        least_minutes: how long a shorter session counts.
    """
    return [[session for _, _, session in run] for run in _runs(_spans(sessions, least_minutes))]


def lanes(sessions: Iterable[Timed], least_minutes: int = 1) -> dict[Any, int]:
    """Return guid → lane, from 0, so that no two sessions of a stage cover each other.

    The lanes of a run are as few as possible, and a session takes the lowest that is free.
    Sessions without a stage share a column of their own.

    Args:
        least_minutes: how long a shorter session is drawn. At least 1, so that a session of
            zero minutes does not lie upon one that begins with it.
    """
    return {guid: lane for guid, lane, _ in _drawn(sessions, least_minutes)}


def lane_counts(sessions: Iterable[Timed], least_minutes: int = 1) -> dict[Any, int]:
    """Return guid → how many lanes the run needs to which the session belongs, on its stage.

    Arguments as for `lanes`.
    """
    return {guid: count for guid, _, count in _drawn(sessions, least_minutes)}


def _drawn(sessions: Iterable[S], least_minutes: int) -> list[tuple[Any, int, int]]:
    """Return guid, lane, and number of lanes of the run, for each session that has a time."""
    by_stage: dict[Hashable, list[_Span[S]]] = {}
    for span in _spans(sessions, least_minutes):
        by_stage.setdefault(span[2].stage, []).append(span)

    drawn = []
    for spans in by_stage.values():
        for run in _runs(spans):
            lane_of: list[int] = []
            busy: list[tuple[datetime, int]] = []
            free: list[int] = []
            for start, end, _ in run:
                while busy and busy[0][0] <= start:
                    heapq.heappush(free, heapq.heappop(busy)[1])
                # Lanes 0 to n - 1 are either busy or free, so n is the next new one.
                lane = heapq.heappop(free) if free else len(busy)
                heapq.heappush(busy, (end, lane))
                lane_of.append(lane)
            count = max(lane_of) + 1
            drawn += [
                (session.guid, lane, count)
                for (_, _, session), lane in zip(run, lane_of, strict=True)
            ]
    return drawn


def _spans(sessions: Iterable[S], least_minutes: int = 0) -> list[_Span[S]]:
    """Return start, end and session of those that have a time, in order."""
    spans = [
        (
            session.starts_at,
            session.starts_at + timedelta(minutes=max(session.duration_minutes, least_minutes)),
            session,
        )
        for session in sessions
        if session.starts_at is not None
    ]
    return sorted(spans, key=_order)


def _order(span: _Span[S]) -> tuple[datetime, datetime, Any]:
    return span[0], span[1], span[2].guid


def _place(pair: tuple[_Span[S], _Span[S]]) -> tuple[Any, ...]:
    return _order(pair[0]) + _order(pair[1])


def _pairs(spans: Sequence[_Span[S]]) -> list[tuple[_Span[S], _Span[S]]]:
    """Return the overlapping pairs of spans that are in order.

    Takes time for sorting and for the pairs found, not for all that could be.
    """
    found = []
    open_spans: list[_Span[S]] = []
    for span in spans:
        # What begins together is in order of its end, so a session of zero minutes comes
        # before, and is closed again by, the one it only touches.
        open_spans = [other for other in open_spans if other[1] > span[0]]
        found += [(other, span) for other in open_spans]
        open_spans.append(span)
    return found


def _runs(spans: Iterable[_Span[S]]) -> list[list[_Span[S]]]:
    """Cut spans that are in order where one begins after, or when, all before have ended."""
    runs: list[list[_Span[S]]] = []
    run_end: datetime | None = None
    for span in spans:
        if run_end is None or span[0] >= run_end:
            runs.append([])
            run_end = span[1]
        runs[-1].append(span)
        run_end = max(run_end, span[1])
    return runs
