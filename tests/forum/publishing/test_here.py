"""forum/publishing/here.py: what a view may know of time."""

from types import MappingProxyType

import pytest

from forum.phases import boundaries, following, moment
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from tests.builders import a_programme, a_session, an_announcement, at

SESSIONS = [a_session(n, starts_at=at(9 + n), duration_minutes=45) for n in range(1, 5)]
PROGRAMME = a_programme(
    SESSIONS, announcements=(an_announcement(starts_at=at(8, 1), ends_at=at(12, 5)),)
)
NOWS = sorted({*boundaries(PROGRAMME, SESSIONS)[-20:], at(1), at(11, 7), at(23, day=30)})


def a_place(now):
    release = LiveRelease(1, "sha", at(0, day=1), PROGRAMME)
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    return Here(site, release, "en", "page", {"language": "en", "slug": "about"}, now=now)


@pytest.mark.parametrize("now", NOWS)
@pytest.mark.parametrize("sessions", [PROGRAMME.sessions, SESSIONS[1:3], ()])
def test_the_moment_is_the_last_boundary_of_the_sessions_asked_about(now, sessions):
    here = a_place(now)

    assert here.moment(sessions) == moment(boundaries(PROGRAMME, sessions), now)


@pytest.mark.parametrize("now", NOWS)
def test_all_that_was_asked_about_gives_the_last_and_the_next_moment(now):
    here = a_place(now)
    here.moment(SESSIONS[:1])
    here.moment(SESSIONS[2:])
    here.moment_among([at(11, 8), at(11, 6)])

    asked = {*boundaries(PROGRAMME, (SESSIONS[0], *SESSIONS[2:])), at(11, 6), at(11, 8)}

    assert here.last_moment() == moment(tuple(sorted(asked)), now)
    assert here.next_moment() == following(tuple(sorted(asked)), now)


def test_only_the_forums_own_pages_are_marked_by_their_slug():
    page = a_place(at(1))
    session = a_place(at(1))
    session.view_name = "session"

    assert (page.menu_mark, session.menu_mark) == (("page", "about"), ("session", ""))
