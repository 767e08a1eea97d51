"""Places the events of an outline in time: the zone, the days, the day break, each start."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from forum.formats import foreign_times as times
from forum.formats.foreign_words import one_line
from forum.formats.outline import Event, Outline, first_of
from forum.formats.reading import Request
from forum.rules import LONGEST_DAYS
from forum.values import Edition
from sessions.times import at_local, latest_day_break, local, programme_day

STRAY_DAYS = 7

MOST_STRAYS = 10
"""One event in so many at most may have a mistaken date. More are another edition's."""

_LONGEST = dt.timedelta(days=LONGEST_DAYS)


@dataclass(frozen=True)
class Placed:
    """When an edition takes place. What the file does not say of zone and day break is guessed."""

    zone: ZoneInfo
    zone_is_stated: bool
    day_break: dt.time
    break_is_told: bool
    first_date: dt.date
    last_date: dt.date


def placed(outline: Outline, request: Request) -> Placed:
    """Give each event its start, in UTC; return when the edition takes place.

    Raises:
        NotASchedule: if nothing has a date, or the dates are those of several editions.
    """
    return _Placing(outline, request).placed()


def minutes_of(event: Event, zone: ZoneInfo) -> int | None:
    """Return how long an event takes, by its duration, else by its end; None if it says neither."""
    if one_line(event.duration):
        return times.minutes(one_line(event.duration))
    if not event.starts_at or not one_line(event.end):
        return None
    stated = times.moment(one_line(event.end))
    if stated:
        ends_at = aware(stated, zone)
    else:
        end = times.clock(one_line(event.end))
        if end is None:
            return None
        date = local(event.starts_at, zone).date() + dt.timedelta(days=end.days)
        ends_at = at_local(date, end.time, zone)
        if ends_at < event.starts_at:
            ends_at = at_local(date + dt.timedelta(days=1), end.time, zone)
    minutes = (ends_at - event.starts_at).total_seconds() / 60
    return int(-(-minutes // 1)) if minutes >= 0 else None


def aware(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return a moment in UTC; one without an offset is meant in the zone."""
    if moment.tzinfo:
        return moment.astimezone(dt.UTC)
    return at_local(moment.date(), moment.time(), zone)


class _Placing:
    def __init__(self, outline: Outline, request: Request) -> None:
        self.outline, self.request = outline, request
        self.events, self.days = outline.events, outline.days
        self.guess = outline.guess
        self.zone = ZoneInfo("UTC")

    def placed(self) -> Placed:
        self.zone, zone_is_stated = self._zone()
        self._date_days()
        day_break, break_is_told = self._place_events()
        self._set_strays_aside()
        first_date, last_date = self._dates(day_break)
        return Placed(self.zone, zone_is_stated, day_break, break_is_told, first_date, last_date)

    def _zone(self) -> tuple[ZoneInfo, bool]:
        """Return the zone, and whether the file or the caller stated it."""
        zone_name, fallback_zone = self.request.zone_name, self.request.fallback_zone
        named = one_line(self.outline.zone_name)
        if named in available_timezones():
            if zone_name and zone_name != named:
                self.guess("conference", "the file names a zone of its own, which wins", named)
            return ZoneInfo(named), True
        if named:
            self.guess("conference", "a time zone that is unknown", named)
        if zone_name:
            message = "the file names no time zone, the one given is taken"
            self.guess("conference", message, zone_name)
            return ZoneInfo(zone_name), True
        if fallback_zone:
            message = "the file names no time zone, the edition's own is taken"
            self.guess("conference", message, fallback_zone)
            return ZoneInfo(fallback_zone), False
        offsets = []
        for event in self.events:
            stated = times.moment(one_line(event.date)) or times.moment(one_line(event.start))
            if stated and stated.tzinfo:
                start = times.clock(one_line(event.start))
                offsets.append((stated, times.offset_of(stated, start)))
        guessed = times.zone_with(offsets)
        message = (
            "the file names no time zone, one with its offsets is taken; --zone names the right one"
            if guessed
            else "the file names no time zone and no offset, its times are taken as UTC; "
            "--zone names the right zone"
        )
        self.guess("conference", message, guessed or "UTC")
        return ZoneInfo(guessed or "UTC"), False

    def _date_days(self) -> None:
        """Give each day its local date: that of its start, else the one it states."""
        conference_start = times.date(one_line(self.outline.start))
        for position, day in enumerate(self.days, 1):
            stated = times.date(one_line(day.date))
            starts_at, ends_at = times.moment(one_line(day.start)), times.moment(one_line(day.end))
            day.starts_at = starts_at and aware(starts_at, self.zone)
            day.ends_at = ends_at and aware(ends_at, self.zone)
            if day.starts_at:
                day.on = local(day.starts_at, self.zone).date()
                if stated and stated != day.on:
                    message = "the day's date and its start in local time disagree, the start wins"
                    self.guess(day.place, message, f"{stated} and {day.start}")
            elif stated:
                day.on = stated
            elif conference_start:
                index = one_line(day.index)
                count = int(index) if re.fullmatch(r"[0-9]{1,3}", index) else position
                day.on = conference_start + dt.timedelta(days=max(count, 1) - 1)
                message = "a day without a date, counted from the start of the conference"
                self.guess(day.place, message, str(day.on))

    def _place_events(self) -> tuple[dt.time, bool]:
        """Give each event its start; return the day break, and whether the file tells it.

        It is the one stated that lists each event on the file's day, else the latest that does.
        """
        stated = list(self._stated_breaks())
        for day_break in stated:
            self._start_events(day_break)
            if not self._on_other_days(day_break):
                return day_break, True

        assumed = stated[0] if stated else Edition.day_break
        self._start_events(assumed)
        listed = [
            (local(event.starts_at, self.zone).replace(tzinfo=None), event.file_day)
            for event in self.events
            if event.starts_at and event.file_day
        ]
        if not listed and not self.days:
            return assumed, bool(stated)
        try:
            latest = latest_day_break(listed)
        except ValueError:
            for event in self._on_other_days(assumed):
                message = "its date is not of the day it stands in, the date wins"
                self.guess(event.place, message, first_of(event.title, self.outline.language))
            latest = None
        message = (
            "the stated day break would move events to other days than the file's"
            if stated
            else "the file states no day break"
        )
        if latest is not None:
            message += ", the latest that keeps each on its day is taken"
        found = assumed if latest is None else latest
        self.guess("conference", message, f"{found:%H:%M}")
        return found, bool(stated) or latest is not None

    def _stated_breaks(self) -> Iterator[dt.time]:
        """Yield the day breaks that the file states, the plainest statement first."""
        change = times.clock(one_line(self.outline.day_change))
        if change:
            yield change.time
        ends = Counter[dt.time]()
        for day in self.days:
            if day.starts_at and day.ends_at:
                end = local(day.ends_at, self.zone)
                # Many systems end a day a minute or a second before the next begins.
                if 59 in (end.minute, end.second):
                    end = (end + dt.timedelta(minutes=1)).replace(second=0)
                # The last day often ends in the evening, which says nothing about the night.
                if end.date() > local(day.starts_at, self.zone).date() and end.hour < 12:
                    ends[end.time()] += 1
        for end_time, _ in ends.most_common():
            yield end_time

    def _start_events(self, day_break: dt.time) -> None:
        for event in self.events:
            event.starts_at = self._start(event, day_break)

    def _start(self, event: Event, day_break: dt.time) -> dt.datetime | None:
        """Return when an event starts, in UTC; its own date wins over the day it stands in."""
        date_words, start_words = one_line(event.date), one_line(event.start)
        stated = times.moment(date_words) or times.moment(start_words)
        if stated:
            return aware(stated, self.zone)
        start = times.clock(start_words)
        own_date = times.date(date_words)
        date = own_date or event.file_day
        if start is None or date is None:
            return None
        days_late = start.days
        if not own_date and not days_late and start.time < day_break:
            days_late = 1
        return at_local(date + dt.timedelta(days=days_late), start.time, self.zone)

    def _set_strays_aside(self) -> None:
        """Let the few events be announced that lie further from the rest than an edition lasts."""
        dates = {
            event: event.starts_at.date() for event in self.events if event.starts_at is not None
        }
        if not dates:
            return
        middle = sorted(dates.values())[len(dates) // 2]
        strays = [event for event, date in dates.items() if abs(date - middle) >= _LONGEST]
        if len(strays) * MOST_STRAYS > len(dates):
            return
        for event in strays:
            message = "its date lies far from those of the others, its time is to be announced"
            self.guess(event.place, message, str(dates[event]))
            event.starts_at = None

    def _on_other_days(self, day_break: dt.time) -> list[Event]:
        return [
            event
            for event in self.events
            if event.starts_at
            and event.file_day
            and programme_day(event.starts_at, self.zone, day_break) != event.file_day
        ]

    def _dates(self, day_break: dt.time) -> tuple[dt.date, dt.date]:
        """Return first and last date: the conference's, widened to hold every event."""
        held = {
            programme_day(event.starts_at, self.zone, day_break): event
            for event in self.events
            if event.starts_at
        }
        listed = set(held) or {day.on for day in self.days if day.on}
        first = self._stated(self.outline.start, day_break)
        last = self._stated(self.outline.end, day_break, -dt.timedelta(minutes=1))
        if first and last and first > last:
            given = f"{first} to {last}"
            self.guess("conference", "it ends before it begins, its end is ignored", given)
            last = None
        stated = {date for date in (first, last) if date}
        if not stated and not listed and self.request.fallback_dates:
            return self.request.fallback_dates
        if not stated and not listed:
            if not self.events:
                raise self.outline.refuse(
                    "people and no event, so that it has no date. Read it into an edition.",
                    self.outline.persons[0].place,
                )
            raise self.outline.refuse(
                "no event has a date. Expected one such as 2021-05-25 in each event or its day.",
                self.events[0].place,
            )
        if stated and listed and _days_between(stated, listed) > STRAY_DAYS:
            message = "its dates lie far from all events, those of the events are taken"
            self.guess("conference", message, f"{min(stated)} to {max(stated)}")
            stated = set()
        dates = stated | listed
        if stated and (min(dates), max(dates)) != (min(stated), max(stated)):
            message = "its dates are widened to hold every event"
            self.guess("conference", message, f"{min(dates)} to {max(dates)}")
        if (max(dates) - min(dates)).days >= LONGEST_DAYS:
            outlier = held.get(min(dates)) or held.get(max(dates)) or self.events[0]
            title = first_of(outlier.title, self.outline.language)
            raise self.outline.refuse(
                f"from {min(dates)} to {max(dates)} are more than {LONGEST_DAYS} days. Expected "
                f"one edition; look at {title!r}.",
                outlier.place,
            )
        return min(dates), max(dates)

    def _stated(
        self, words: str, day_break: dt.time, nudge: dt.timedelta = dt.timedelta(0)
    ) -> dt.date | None:
        """Return the programme day of a conference's start or end; midnight stands for a date."""
        stated = times.moment(one_line(words))
        if stated is None or stated.time() == dt.time(0):
            return times.date(one_line(words))
        return programme_day(aware(stated, self.zone) + nudge, self.zone, day_break)


def _days_between(some: set[dt.date], others: set[dt.date]) -> int:
    """Return how many days lie between two spans of time, none if they meet."""
    return max((min(some) - max(others)).days, (min(others) - max(some)).days, 0)
