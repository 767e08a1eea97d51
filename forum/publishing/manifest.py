"""The web app manifest: lets a visitor put the site among the programs of their device."""

from __future__ import annotations

import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language_bidi

from forum.publishing.here import Here
from multilingual.templatetags.multilingual import plain

SHORT_NAME_LENGTH = 12
"""As many signs have room below an icon."""

ICONS = (
    ("img/icon.svg", "any", "image/svg+xml", "any"),
    ("img/icon-192.png", "192x192", "image/png", "any"),
    ("img/icon-512.png", "512x512", "image/png", "any"),
    ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
"""File, sizes, type and purpose of each icon."""

COLOUR = "#ffffff"
"""The head's colour in the light theme: the colour of the window and of the waiting page."""


def manifest(here: Here) -> HttpResponse:
    """Describe the site as an app that opens at the front door in this language.

    Source: W3C, Web Application Manifest.
    """
    name = plain(here.edition.name)
    front = reverse("front", args=(here.language,))
    written = {
        "id": front,
        "name": name,
        "short_name": short_name(name),
        "description": plain(here.edition.tagline),
        "lang": here.language,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": front,
        # The other languages, and whatever else stands here, open in the same window.
        "scope": reverse("choose-language"),
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": COLOUR,
        "icons": [
            {
                "src": staticfiles_storage.url(file),
                "sizes": sizes,
                "type": kind,
                "purpose": purpose,
            }
            for file, sizes, kind, purpose in ICONS
        ],
    }
    return HttpResponse(
        json.dumps({key: value for key, value in written.items() if value}, ensure_ascii=False),
        content_type="application/manifest+json; charset=utf-8",
    )


def short_name(name: str) -> str:
    """Return as many whole words of a name as fit below an icon.

    The first word stands even where it is too long: a device cuts it as it sees fit.
    """
    short, *others = name.split() or [""]
    for word in others:
        if len(f"{short} {word}") > SHORT_NAME_LENGTH:
            break
        short = f"{short} {word}"
    return short
