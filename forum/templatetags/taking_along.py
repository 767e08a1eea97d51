"""Prints how to take along what a page is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template

from forum import taking_along
from sessions import entries
from sessions.values import Session

register = template.Library()


@register.inclusion_tag("forum/_take_along.html", takes_context=True)
def take_along(context: template.Context, session: Session | None = None) -> dict[str, Any]:
    """Print the ways: `{% take_along %}`, or `{% take_along session %}` for one with a time.

    Calendars on the web keep a single session, and follow what has several.
    """
    here = context["here"]
    taken = taking_along.of_page(here)
    if session:

        def full(name: str, *args: str) -> str:
            return str(here.site.url + here.address(name, *args))

        entry = entries.entry(here.programme, session, full)
        taken = replace(
            taken, google=entries.google_link(entry), outlook=entries.outlook_link(entry)
        )
    return {"here": here, "taken": taken}
