"""The sample: the real facts of the forum of 2021 with an invented programme, as a Programme."""

from __future__ import annotations

from forum.programme import Programme
from forum.sample.edition import EDITION, PARTNERS
from forum.sample.pages import ANNOUNCEMENTS, PAGES
from forum.sample.people import PEOPLE
from forum.sample.sessions import APPEARANCES, SESSIONS, STAGES, STREAMS, TOPICS, TRACKS


def sample() -> Programme:
    """Return the sample, the same value at every call, complete in English and Russian."""
    return Programme(
        edition=EDITION,
        tracks=TRACKS,
        topics=TOPICS,
        stages=STAGES,
        speakers=PEOPLE,
        sessions=SESSIONS,
        appearances=APPEARANCES,
        streams=STREAMS,
        pages=PAGES,
        partners=PARTNERS,
        announcements=ANNOUNCEMENTS,
    )
