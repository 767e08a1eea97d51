"""What must be true of a session beyond one table: one rule for forms, intake and publishing."""

from __future__ import annotations

import contextlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sessions.times import local, programme_day

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that make sense; beyond them a zone cannot even be worked out."""


def check_year(at: datetime) -> None:
    """Refuse a time of a senseless year; for model and form fields.

    Raises:
        ValidationError: if it is one.
    """
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValidationError(
            _("Expected a year from {first} to {last}, got {given}.").format(
                first=FIRST_YEAR, last=LAST_YEAR, given=at.year
            )
        )


LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Bounds:
    """The edition's dates, zone and day break, as the rules need them."""

    first_date: date
    last_date: date
    zone: ZoneInfo
    day_break: time


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field, in words for the editor (translated when printed)."""

    field: str
    message: str


def session_problems(
    *,
    bounds: Bounds,
    starts_at: datetime | None,
    duration_minutes: int,
    number: int,
    track: str,
    stage: str,
    topics: Iterable[str],
    tracks: Container[str],
    stages: Container[str],
    all_topics: Container[str],
) -> list[Problem]:
    """Return what is wrong with a session within its edition.

    `track`, `stage` and `topics` are identities, empty for none; `tracks`, `stages` and
    `all_topics` hold those of the same edition.
    """
    found = []
    if starts_at is not None and not _is_within(starts_at, bounds):
        found.append(
            Problem(
                "starts_at",
                _(
                    "{start} is outside the edition's days, {first} to {last} "
                    "(a day breaks at {day_break}, {zone})."
                ).format(
                    start=_shown(starts_at, bounds.zone),
                    first=date_format(bounds.first_date, "j E Y"),
                    last=date_format(bounds.last_date, "j E Y"),
                    day_break=bounds.day_break.strftime("%H:%M"),
                    zone=bounds.zone.key,
                ),
            )
        )
    if not 0 <= duration_minutes <= LONGEST_MINUTES:
        found.append(
            Problem(
                "duration_minutes",
                _("Expected 0 to {most} minutes, got {given}.").format(
                    most=LONGEST_MINUTES, given=duration_minutes
                ),
            )
        )
    if number < 1:
        found.append(Problem("number", _("A session's number is positive.")))
    if track and track not in tracks:
        found.append(Problem("track", _("This track belongs to another edition.")))
    if stage and stage not in stages:
        found.append(Problem("stage", _("This stage belongs to another edition.")))
    if any(topic not in all_topics for topic in topics):
        found.append(Problem("topics", _("A topic belongs to another edition.")))
    return found


def _is_within(starts_at: datetime, bounds: Bounds) -> bool:
    # A year before the first or after the last cannot be converted, and is outside in any zone.
    if not bounds.first_date.year - 1 <= starts_at.year <= bounds.last_date.year + 1:
        return False
    day = programme_day(starts_at, bounds.zone, bounds.day_break)
    return bounds.first_date <= day <= bounds.last_date


def _shown(at: datetime, zone: ZoneInfo) -> str:
    with contextlib.suppress(ValueError, OverflowError):
        at = local(at, zone)
    return date_format(at, "j E Y, H:i")


def stream_problems(
    *,
    bounds: Bounds,
    day: date | None,
    stage: str,
    session: str,
    stages: Container[str],
    sessions: Container[str],
) -> list[Problem]:
    """Return what is wrong with a stream: it carries a stage for a day, or one session."""
    found = []
    if bool(stage) == bool(session):
        found.append(Problem("stage", _("Name either a stage and a day, or one session.")))
    if stage and stage not in stages:
        found.append(Problem("stage", _("This stage belongs to another edition.")))
    if session and session not in sessions:
        found.append(Problem("session", _("This session belongs to another edition.")))
    if stage and day is None:
        found.append(Problem("day", _("Which day does this broadcast of the stage carry?")))
    if day is not None and not bounds.first_date <= day <= bounds.last_date:
        found.append(
            Problem(
                "day",
                _("{day} is not a day of the edition, {first} to {last}.").format(
                    day=date_format(day, "j E Y"),
                    first=date_format(bounds.first_date, "j E Y"),
                    last=date_format(bounds.last_date, "j E Y"),
                ),
            )
        )
    return found


def bounds_of(edition: object) -> Bounds:
    """Return the bounds of an edition, row or value alike."""
    return Bounds(
        edition.first_date,  # type: ignore[attr-defined]
        edition.last_date,  # type: ignore[attr-defined]
        ZoneInfo(edition.time_zone),  # type: ignore[attr-defined]
        edition.day_break,  # type: ignore[attr-defined]
    )
