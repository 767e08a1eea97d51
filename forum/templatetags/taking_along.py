"""Prints how to take along what a page is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template

from forum import taking_along
from sessions.templatetags.programme import calendar_links
from sessions.values import Session

register = template.Library()


@register.inclusion_tag("forum/_take_along.html", takes_context=True)
def take_along(context: template.Context, session: Session | None = None) -> dict[str, Any]:
    """Print the ways: `{% take_along %}`, or `{% take_along session %}` for one with a time.

    Calendars on the web keep a single session, and follow what has several.
    """
    taken = taking_along.of_page(context["here"])
    if session:
        links = calendar_links(context, session)
        taken = replace(taken, google=links["google"], outlook=links["outlook"])
    return {"here": context["here"], "taken": taken}
