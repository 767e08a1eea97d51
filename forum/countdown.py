"""The countdown: how far off the forum is, by whole days of its own calendar, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from forum.phases import COUNTDOWN_DAYS
from forum.programme import Programme
from sessions.states import state_of
from sessions.times import local
from sessions.values import taking_place

PHASES = ("announced", "ahead", "live", "pause", "over")


@dataclass(frozen=True)
class Countdown:
    """Where the forum stands at a moment.

    `phase` is one of PHASES: announced (too far off to count days), ahead, live (a session is on),
    pause (begun, nothing is on, more to come), over. `days` are the midnights at the forum until
    it begins or goes on; 0 means today, and says nothing in the other phases.
    """

    phase: str
    days: int = 0

    @property
    def is_over(self) -> bool:
        return self.phase == "over"


def countdown(programme: Programme, moment: dt.datetime) -> Countdown:
    """Return where the forum stands at a moment (aware).

    Days are counted by the calendar of the edition's zone, from midnight to midnight, as people
    say "tomorrow"; the day break plays no part in it. The forum is over when its last session has
    ended on its last date or later, at the latest when its last programme day ends.
    """
    edition = programme.edition
    today = local(moment, edition.zone).date()
    if today < edition.first_date:
        days = (edition.first_date - today).days
        return Countdown("ahead", days) if days <= COUNTDOWN_DAYS else Countdown("announced")

    timed = [session for session in taking_place(programme.sessions_in_order) if session.starts_at]
    states = [state_of(session, moment) for session in timed]
    if "live" in states:
        return Countdown("live")
    to_come = [s for s, state in zip(timed, states, strict=True) if state in ("upcoming", "soon")]
    has_begun = len(to_come) < len(timed)
    if to_come and has_begun:
        goes_on = local(to_come[0].starts_at or moment, edition.zone).date()
        return Countdown("pause", (goes_on - today).days)
    if to_come:
        return Countdown("ahead")
    if moment >= programme.days[-1].ends_at or (has_begun and today >= edition.last_date):
        return Countdown("over")
    return Countdown("pause", 1) if has_begun else Countdown("ahead")


def in_words(count: Countdown, first_date: dt.date, last_date: dt.date) -> str:
    """Return the countdown in the active language, or "" where there is nothing to count."""
    match count.phase, count.days:
        case "ahead", 0:
            return gettext("today")
        case "ahead", 1:
            return gettext("tomorrow")
        case "ahead", days:
            return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
        case "live", _:
            return gettext("live now")
        case "pause", 0:
            return gettext("goes on today")
        case "pause", 1:
            return gettext("goes on tomorrow")
        case "pause", days:
            return ngettext("goes on in %(days)d day", "goes on in %(days)d days", days) % {
                "days": days
            }
        case "over", _:
            return gettext("took place on %(dates)s") % {"dates": dates(first_date, last_date)}
        case _:
            return ""


def dates(first_date: dt.date, last_date: dt.date) -> str:
    """Return from when to when in the active language: "25–26 May 2021", "30 May – 2 June 2021"."""
    with_year = pgettext("date format", "j E Y")
    last = date_format(last_date, with_year)
    if first_date == last_date:
        return last
    if (first_date.year, first_date.month) == (last_date.year, last_date.month):
        # Translators: two dates within one month, such as “25–26 May 2021”.
        pattern = pgettext("dates", "%(first)s–%(last)s")
        first = date_format(first_date, pgettext("date format", "j"))
    else:
        # Translators: two dates in different months, such as “30 May – 2 June 2021”.
        pattern = pgettext("dates", "%(first)s – %(last)s")
        is_same_year = first_date.year == last_date.year
        first = date_format(
            first_date, pgettext("date format", "j E") if is_same_year else with_year
        )
    return pattern % {"first": first, "last": last}
