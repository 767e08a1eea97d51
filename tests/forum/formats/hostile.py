"""A programme of what no form lets through and machines may bring all the same.

Surrogates, ten megabytes, colours and codes that are none: `tests.hostile` has the rest.
"""

from __future__ import annotations

from forum.programme import Programme
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link
from tests.builders import (
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_track,
    an_appearance,
    an_edition,
)

WORDS = (
    "</title></event><script>alert(1)</script>",
    "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "\" onload='x' a=\"",
    "\u202eoverridden\u202d \u2066isolated \x00\x07\x1b\x7f\x85 controls \ud800 \ufffe\uffff",
    "=cmd|'/c calc'!A1",
    "line\r\nends\u2028of\u2029every\x0bkind",
    "A" * 10_000_000,
    "{title} %s %(x)s ${x}",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://example.org/",
    "data:text/html,<script>alert(1)</script>",
    "https://example.org/\"onload='x'<script>",
    "https://example.org/\ud800\u202e",
    "//evil.example/x",
    "file:///etc/passwd",
    "https://пример.рф/путь?q=знак#место",
    "",
)


def a_hostile_programme() -> Programme:
    """Return a programme in which each field holds each of these."""
    stages = [a_stage(n, name=_text(n), description=_text(n)) for n in range(len(WORDS))]
    tracks = [
        a_track(n + 1, name=_text(n), colour=colour)
        for n, colour in enumerate(("red;}", "#12345", '"><script>', "#1456B8"))
    ]
    speakers = [
        a_speaker(n, name=_text(n), biography=_text(n), links=_links(n)) for n in range(len(WORDS))
    ]
    sessions = [
        a_session(
            n + 1,
            title=_text(n),
            subtitle=_text(n),
            abstract=_text(n),
            description=_text(n),
            kind_name=_text(n),
            languages=("en\x00", '"><script>'),
            track=tracks[n % len(tracks)].guid,
            stage=stages[n % len(stages)].guid,
            state=("confirmed", "cancelled")[n % 2],
            code=WORDS[n % len(WORDS)],
            links=_links(n),
            attachments=tuple(Attachment(title=_text(n), url=url) for url in ADDRESSES),
            recording=Recording(ADDRESSES[n % len(ADDRESSES)], WORDS[n % len(WORDS)], n % 3 == 0),
            feedback_url=ADDRESSES[n % len(ADDRESSES)],
            origin_url=ADDRESSES[n % len(ADDRESSES)],
        )
        for n in range(len(ADDRESSES))
    ]
    return a_programme(
        sessions,
        edition=an_edition(
            name=_text(0),
            acronym='"><script>',
            description=_text(1),
            website_url="javascript:alert(1)",
        ),
        stages=stages,
        tracks=tracks,
        speakers=speakers,
        appearances=[
            an_appearance(session, speaker, order=order)
            for session in sessions
            for order, speaker in enumerate(speakers)
        ],
    )


def _text(number: int) -> Text:
    return Text({"en": WORDS[number % len(WORDS)], "ru": WORDS[(number + 1) % len(WORDS)]})


def _links(number: int) -> tuple[Link, ...]:
    return tuple(Link(url, _text(number), WORDS[2]) for url in ADDRESSES)
