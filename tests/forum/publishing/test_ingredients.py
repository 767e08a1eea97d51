"""forum/publishing/static_site/ingredients.py: whether a file would come out as it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from forum import clock
from forum.programme import COLLECTIONS, Programme
from forum.public_history import carried_forward
from forum.publishing import current
from forum.publishing.site import LiveRelease, Site
from forum.publishing.static_site.addresses import Wanted, of_edition
from forum.publishing.static_site.asking import Asker, Base, standing_at
from forum.publishing.static_site.ingredients import Ingredients
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link, Picture
from tests.builders import (
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

HERE = Base("http://127.0.0.1:8000")
SINCE = at(5, day=20)
PHOTO = Picture("c" * 64 + ".webp", 40, 40)


def a_programme() -> Programme:
    """Return a programme of two days whose things are all about each other."""
    tracks, stages = (a_track(1), a_track(2)), (a_stage(1), a_stage(2))
    topics, people = (a_topic(1), a_topic(2)), tuple(a_speaker(n) for n in (1, 2, 3, 4))
    places = [(1, at(9), 0, 0), (2, at(9), 1, 1), (3, at(10), 0, 1), (4, at(9, day=26), 1, 0)]
    sessions = tuple(
        a_session(
            number,
            starts_at=starts_at,
            track=tracks[track].guid,
            stage=stages[stage].guid,
            topics=(topics[0].guid,),
        )
        for number, starts_at, track, stage in places
    )
    streams = (
        a_stream(1, stage=stages[0].guid, day=date(2021, 5, 25), starts_at=at(8)),
        a_stream(2, session=sessions[1].guid),
    )
    pairs = [(0, 0), (0, 1), (1, 1), (3, 2)]
    programme = Programme(
        edition=an_edition(is_current=True),
        tracks=tracks,
        topics=topics,
        stages=stages,
        speakers=people,
        sessions=sessions,
        appearances=tuple(an_appearance(sessions[s], people[p]) for s, p in pairs),
        streams=streams,
        pages=(a_page(1, in_menu=True), a_page(2)),
        partners=(a_partner(1),),
        announcements=(an_announcement(1, starts_at=at(8), urgent=True),),
    )
    return programme.replace(history=carried_forward(None, programme, release=1, at=at(6, day=20)))


class Released:
    """A release at one moment, with what its files are made of: path → name."""

    def __init__(self, programme: Programme, now: datetime) -> None:
        self.now = now
        release = LiveRelease(1, "0" * 64, SINCE, programme, SINCE)
        slug = programme.edition.slug
        self.site = Site({slug: release}, HERE.origin, "build")
        ingredients = Ingredients(release, now, ("frame",))
        addresses = of_edition(self.site, slug, Wanted(cards=False, every_file=True), ingredients)
        self.made_of = {
            one.path: one.made_of
            for one in addresses
            if one.made_of and one.path.startswith("/en/")
        }
        self._said: dict[str, bytes] = {}

    def said(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return what stands at these paths."""
        with clock.standing(self.now), standing_at(HERE), current.pinned(self.site):
            asker = Asker(HERE)
            new = [path for path in paths if path not in self._said]
            self._said |= {path: asker.ask(path).body for path in new}
        return {path: self._said[path] for path in paths}


def missed(before: Released, now: Released) -> list[str]:
    """Return the paths at which something else stands, though of the same name."""
    same = sorted(path for path, _name in before.made_of.items() & now.made_of.items())
    was, is_now = before.said(same), now.said(same)
    return [path for path in same if was[path] != is_now[path]]


def after(before: Programme, **changes: Any) -> Programme:
    """Return the programme with these changes published."""
    changed = before.replace(**changes)
    return changed.replace(history=carried_forward(before, changed, release=2, at=at(7, day=21)))


OTHERS: dict[str, Any] = {
    "kind": "panel",
    "role": "moderator",
    "state": "cancelled",
    "country": "FI",
    "time_zone": "Asia/Tokyo",
    "colour": "#aa0000",
    "video": "abcdefghijk",
    "language": "ru",
    "organisation_kind": "university",
    "email": "other@example.org",
    "contact_email": "other@example.org",
    "slug": "other",
    "day_break": time(5),
    "recording": Recording("https://www.youtube.com/watch?v=abcdefghijk", "CC BY 4.0"),
    "attachments": (Attachment(url="https://example.org/slides.pdf"),),
    "languages": ("ru",),
    "topics": (),
    "links": (Link("https://example.org/link"),),
    "track": a_track(2).guid,
    "stage": a_stage(2).guid,
    "speaker": a_speaker(3).guid,
    "person": a_speaker(9).guid,
}


def other(kind: str, name: str, value: Any) -> Any:
    """Return another value that a field could have."""
    if kind == "partners" and name == "kind":
        return "media"
    if name in OTHERS:
        return OTHERS[name]
    match value:
        case Text():
            return Text({"en": "Other words", "ru": "Другие слова"})
        case bool():
            return not value
        case int():
            return value + 7
        case datetime():
            return value + timedelta(minutes=45)
        case date():
            return value + timedelta(days=1)
        case str() if name.endswith("url"):
            return "https://example.org/other"
        case str():
            return "Other"
    return {
        "photo": PHOTO,
        "logo": PHOTO,
        "poster": PHOTO,
        "starts_at": at(8, day=26),
        "ends_at": at(20),
        "delayed_from": at(8),
        "viewers": 193_000,
    }.get(name)


def changed(programme: Programme, kind: str) -> Iterator[tuple[str, Programme]]:
    """Yield every change that can be made to a thing of a kind, one field at a time."""
    if kind == "edition":
        own = programme.edition
        for field in dataclasses.fields(own):
            if field.name not in ("guid", "slug"):
                value = other(kind, field.name, getattr(own, field.name))
                yield (
                    field.name,
                    after(programme, edition=dataclasses.replace(own, **{field.name: value})),
                )
        return
    things = getattr(programme, kind)
    for place, thing in enumerate(things):
        for field in dataclasses.fields(thing):
            if field.name in ("guid", "session"):
                continue
            value = other(kind, field.name, getattr(thing, field.name))
            new = dataclasses.replace(thing, **{field.name: value})
            others = (*things[:place], *things[place + 1 :])
            yield f"{field.name} of {place}", after(programme, **{kind: (*others, new)})
    if kind in ("sessions", "appearances", "streams", "pages", "partners", "announcements"):
        kept = {kind: things[1:]}
        if kind == "sessions":
            gone = things[0].guid
            kept["appearances"] = tuple(a for a in programme.appearances if a.session != gone)
        yield "removed", after(programme, **kept)


@pytest.mark.parametrize("kind", ["edition", *COLLECTIONS])
def test_what_says_something_else_is_made_of_something_else(kind):
    programme = a_programme()
    before = Released(programme, at(9))
    wrong = {
        what: paths
        for what, new in changed(programme, kind)
        if (paths := missed(before, Released(new, at(9))))
    }
    assert wrong == {}


@pytest.mark.parametrize("minutes", [20, 45, 60, 24 * 60, 40 * 24 * 60])
def test_what_changes_by_itself_is_made_of_something_else(minutes):
    programme = a_programme()
    stays = programme.sessions[:3]
    without_last = after(programme, sessions=stays, appearances=programme.appearances[:3])
    before, now = (Released(without_last, at(8) + timedelta(minutes=past)) for past in (0, minutes))

    assert before.made_of.keys() == now.made_of.keys()
    assert missed(before, now) == []


def test_what_is_only_counted_is_part_of_what_a_page_is_made_of():
    sessions = [a_session(number) for number in range(1, 12)]
    programme = Programme(edition=an_edition(), sessions=tuple(sessions))
    cancelled = dataclasses.replace(sessions[-1], state="cancelled")

    before = Released(programme, at(8))
    new = Released(after(programme, sessions=(*sessions[:-1], cancelled)), at(8))

    page = "/en/2021/sessions/session-1/"
    assert before.said([page]) != new.said([page])
    assert missed(before, new) == []


def test_what_is_not_concerned_is_made_of_the_same():
    programme = a_programme()
    session = programme.get("sessions", a_session(4).guid)
    title = dataclasses.replace(session, title=Text({"en": "Another day"}))
    others = tuple(item for item in programme.sessions if item != session)

    before = Released(programme, at(9)).made_of
    now = Released(after(programme, sessions=(*others, title)), at(9)).made_of

    concerned = {path for path in before if before[path] != now[path]}
    assert {path.rpartition("/")[0] for path in concerned if "/api/" not in path} == {
        "/en/2021/sessions/session-4",
        "/en/2021/sessions/session-1",
        "/en/2021/speakers/speaker-3",
        "/en/2021/stages/stage-1",
        "/en/2021/tracks/track-2",
        "/en/2021/programme/2021-05-26",
    }
