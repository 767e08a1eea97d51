"""One address of every public kind of page and file."""

from __future__ import annotations

from collections.abc import Mapping

from forum.exports import FILES
from forum.programme import Programme

LANGUAGE = "en"


def addresses(programme: Programme) -> Mapping[str, str]:
    """Return the paths by what stands there, in one language."""
    edition = f"/{LANGUAGE}/{programme.edition.slug}/"
    session = programme.sessions_in_order[0]
    speaker = programme.speakers[0]
    first_day = min(day for day, found in programme.sessions_by_day.items() if found)
    pages = {
        "home": "",
        "programme": "programme/",
        "day": f"programme/{first_day}/",
        "one track of it": f"programme/{first_day}/?track={programme.tracks[0].slug}",
        "session": f"sessions/{session.slug}/",
        "speakers": "speakers/",
        "speaker": f"speakers/{speaker.slug}/",
        "track": f"tracks/{programme.tracks[0].slug}/",
        "stage": f"stages/{programme.stages[0].slug}/",
        "live": "live/",
        "my programme": "my/",
        "news": "news/",
        "changes": "changes/",
        "formats": "formats/",
        "content page": "pages/privacy/",
        "embedded": "embed/",
        "not found": "nothing/",
    }
    files = {
        "status": "status.json",
        "for offline": "offline.json",
        "embed.json": "embed.json",
        **{file: file for file in FILES},
        "API: sessions": "api/v1/sessions/",
        "API: now": "api/v1/now/",
        "news.atom": "news.atom",
        "changes.atom": "changes.atom",
    }
    whole = {
        "editions": f"/{LANGUAGE}/editions/",
        "sitemap": f"/sitemap.{programme.edition.slug}.{LANGUAGE}.1.xml",
        "embed.js": "/embed.js",
    }
    return {kind: edition + path for kind, path in {**pages, **files}.items()} | whole
