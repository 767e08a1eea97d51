"""Prints times, dates and the words for kinds and roles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

from multilingual.display import shown
from sessions import entries, listing, zones
from sessions.models import Role
from sessions.times import local
from sessions.values import Session
from speakers.values import Link

register = template.Library()


def _in_zone(value: datetime | date, zone: ZoneInfo | None) -> datetime | date:
    return local(value, zone) if zone and isinstance(value, datetime) else value


@register.filter
def iso(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print for `datetime=`: a date, or a time to the minute with its offset."""
    if not isinstance(value, datetime):
        return value.isoformat() if value else ""
    return _in_zone(value, zone).isoformat(timespec="minutes")  # type: ignore[call-arg]


@register.filter
def clock(value: datetime | None, zone: ZoneInfo | None = None) -> str:
    """Print the time of day, 10:30, in a zone or in the value's own."""
    return f"{_in_zone(value, zone):%H:%M}" if value else ""


@register.filter
def day_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a day of the week with its date: Tuesday, 25 May."""
    # Translators: a date format of Django with the day of the week, such as “Tuesday, 25 May”.
    pattern = pgettext("date format", "l, j E")
    return date_format(_in_zone(value, zone), pattern) if value else ""


@register.filter
def short_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a date without its year: 25 May."""
    # Translators: a date format of Django without the year, such as “25 May”.
    pattern = pgettext("date format", "j E")
    return date_format(_in_zone(value, zone), pattern) if value else ""


@register.filter
def weekday(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print the day of the week alone: Tuesday."""
    return date_format(_in_zone(value, zone), "l") if value else ""


@register.filter
def full_date(value: datetime | date | None, zone: ZoneInfo | None = None) -> str:
    """Print a date with its year: 25 May 2021."""
    # Translators: a date format of Django with the year, such as “25 May 2021”.
    pattern = pgettext("date format", "j E Y")
    return date_format(_in_zone(value, zone), pattern) if value else ""


@register.filter
def kind_word(session: Session) -> str:
    """Print the word for a session's kind."""
    return listing.kind_word(session)


@register.filter
def role_word(role: str) -> str:
    """Print the word for a role."""
    return str(Role(role).label)


@register.filter
def state_word(state: str) -> str:
    """Print the word for a state, as `sessions.listing.visible_state` names it."""
    return listing.state_words()[state]


@register.filter
def link_name(link: Link) -> str:
    """Print a link's title, or the host it leads to."""
    return shown(link.title).words or urlsplit(link.url).netloc.removeprefix("www.") or link.url


@register.simple_tag(takes_context=True)
def listed(
    context: template.Context, session: Session, moment: datetime, people: bool = False
) -> listing.Listed:
    """Return a session as lists print it: `{% listed session moment as item %}`."""
    return listing.Listing(context["here"], moment).listed(session, people=people)


@register.inclusion_tag("sessions/_zone_words.html", takes_context=True)
def zone_words(context: template.Context, day: date | None = None) -> dict[str, Any]:
    """Print whose clocks the page's times are, in a sentence: `{% zone_words %}`."""
    here = context["here"]
    return {
        "zone_words": zones.words_for(here, here.zone, day),
        "is_forum": here.zone.key == here.edition.time_zone,
    }


@register.inclusion_tag("sessions/_zone.html", takes_context=True)
def zone_line(context: template.Context, day: date | None = None) -> dict[str, Any]:
    """Print whose clocks the page's times are, and the ways to others: `{% zone_line %}`."""
    here = context["here"]
    forum = here.edition.time_zone
    return {
        **zone_words(context, day),
        "zone": here.zone.key,
        "forum_zone": forum,
        "forum_words": zones.words_for(here, here.edition.zone, day),
        "forum_address": here.own_address() + str(here.query.without("tz")),
        "choose_address": here.address("time-zones"),
    }


@register.filter
def initials(name: str) -> str:
    """Print the initials of a name."""
    return listing.initials(name)


@register.simple_tag(takes_context=True)
def calendar_links(context: template.Context, session: Session) -> dict[str, str]:
    """Return where to keep a session that has a time: `google` and `outlook`, on the web."""
    here = context["here"]

    def full(name: str, *args: str) -> str:
        return str(here.site.url + here.address(name, *args))

    entry = entries.entry(here.programme, session, full)
    return {"google": entries.google_link(entry), "outlook": entries.outlook_link(entry)}


@register.filter
def webcal(address: str) -> str:
    """Return the full address by which a device subscribes to a calendar instead of saving it."""
    return f"webcal:{address.partition(':')[2]}"
