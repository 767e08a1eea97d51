"""Prints what a page is made of, so that it can stay current."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def made_of(context: template.Context) -> SafeString:
    """Print what the page is made of as `data-` attributes, and where to ask for what is current.

    A page that says that nothing is here asks for nothing.
    """
    here = context["here"]
    given = dict(here.made_of())
    if here.is_found:
        given["status"] = reverse("status", args=(here.language, here.edition.slug))
    return format_html_join(" ", 'data-{}="{}"', given.items())


@register.simple_tag(takes_context=True)
def worker(context: template.Context) -> SafeString:
    """Print what a page tells the service worker: what to keep, always of the current edition.

    `data-worker` is empty where there is none, and nobody is told what to keep.
    """
    here = context["here"]
    if not settings.SERVICE_WORKER:
        return SafeString('data-worker=""')
    kept = here.site.current
    given = {
        "worker": reverse("service-worker"),
        "manifest": reverse("offline-manifest", args=(here.language, kept.programme.edition.slug)),
        "release": kept.identity,
    }
    return format_html_join(" ", 'data-{}="{}"', given.items())
