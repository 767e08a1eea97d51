"""Prints times, dates and the words for kinds and roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.safestring import SafeString, mark_safe

from multilingual.display import shown
from sessions import listing, rows, zones
from sessions.dates import clock, day_date, full_date, iso, short_date, weekday
from sessions.models import Role
from speakers.pictures import initials
from speakers.values import Link

register = template.Library()


for _date in (iso, clock, day_date, short_date, weekday, full_date):
    register.filter(_date)


# What stands in lists: `{% rows items level=3 %}`, `{% row item %}`, `{% when item %}`.
for _print in (rows.rows, rows.row, rows.brief, rows.meanwhile, rows.when):
    register.simple_tag(_print)


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
def own_parts(context: template.Context, parts: Iterable[Any], moment: datetime) -> SafeString:
    """Print what a person takes part in: `{% own_parts parts moment %}`.

    `parts` are `speakers.views.Part`s.
    """
    one_listing = listing.Listing(context["here"], moment)
    return mark_safe(
        "\n".join(
            rows.part(one_listing.listed(part.session, people=False), part.role, part.title)
            for part in parts
        )
    )


@register.simple_tag(takes_context=True)
def people(context: template.Context, parts: Iterable[Any]) -> SafeString:
    """Print the people of a session's page: `{% people parts %}` of `sessions.views.Part`."""
    here = context["here"]
    return mark_safe(
        "\n".join(rows.person(part, here.address("speaker", part.speaker.slug)) for part in parts)
    )


@register.simple_tag
def briefs(items: Iterable[listing.Listed]) -> SafeString:
    """Print items of a list that are ways to sessions' pages."""
    return mark_safe("\n".join(f"<li>{rows.brief(item)}</li>" for item in items))


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
        "here": here,
        "day": day,
        "zone": here.zone.key,
        "forum_zone": forum,
        "forum_words": zones.words_for(here, here.edition.zone, day),
        "forum_address": here.own_address() + str(here.query.without("tz")),
        "choose_address": here.address("time-zones"),
    }


register.filter(initials)


@register.filter
def webcal(address: str) -> str:
    """Return the full address by which a device subscribes to a calendar instead of saving it."""
    return f"webcal:{address.partition(':')[2]}"
