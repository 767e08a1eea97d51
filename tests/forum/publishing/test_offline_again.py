"""forum/publishing/offline.py: a shelf after another release is made of what has changed alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from types import MappingProxyType

import pytest
from django.utils import translation

from forum.publishing import offline
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from tests.bench.programmes import large
from tests.builders import at, in_english

PROGRAMME = large(40, stages=4)


def released(programme):
    return LiveRelease(1, "sha", at(0, day=1), programme)


def shelf_of(release, former=None, language="en"):
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    with translation.override(language):
        return offline.shelf(Here(site, release, language), former)


def changed(programme, kind, index=0, **given):
    things = list(getattr(programme, kind))
    things[index] = replace(things[index], **given)
    return programme.replace(**{kind: tuple(things)})


SESSION = PROGRAMME.sessions[0]
SLUGS_OF_ITS_PEOPLE = {
    PROGRAMME.get("speakers", appearance.speaker).slug
    for appearance in PROGRAMME.appearances_by_session[SESSION.guid]
}
CHANGES = {
    "nothing": PROGRAMME,
    "a title": changed(PROGRAMME, "sessions", title=in_english("Another")),
    "a start": changed(PROGRAMME, "sessions", starts_at=SESSION.starts_at + timedelta(days=1)),
    "a slug": changed(PROGRAMME, "sessions", slug="another"),
    "a stage": changed(PROGRAMME, "stages", name=in_english("Another")),
    "a track": changed(PROGRAMME, "tracks", number=77),
    "a name": changed(PROGRAMME, "speakers", name=in_english("Another")),
    "a person's slug": changed(PROGRAMME, "speakers", slug="another"),
    "a biography": changed(PROGRAMME, "speakers", biography=in_english("Another")),
    "a role": changed(PROGRAMME, "appearances", role="moderator"),
    "nobody's session": PROGRAMME.replace(appearances=PROGRAMME.appearances[1:]),
    "a session less": PROGRAMME.replace(
        sessions=PROGRAMME.sessions[1:],
        appearances=tuple(a for a in PROGRAMME.appearances if a.session != SESSION.guid),
    ),
    "the zone": PROGRAMME.replace(edition=replace(PROGRAMME.edition, time_zone="Asia/Tokyo")),
    "the day break": PROGRAMME.replace(edition=replace(PROGRAMME.edition, day_break=time(10))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_what_it_would_be_if_nothing_had_been_kept(change):
    former = released(PROGRAMME)
    shelf_of(former)

    found = shelf_of(released(CHANGES[change]), former)

    assert found == shelf_of(released(CHANGES[change]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("nothing", set()),
        ("a biography", {PROGRAMME.speakers[0].slug}),
        # It stands in the entries of its people, too.
        ("a title", {SESSION.slug, *SLUGS_OF_ITS_PEOPLE}),
    ],
)
def test_what_did_not_change_is_not_rendered_again(monkeypatch, change, expected):
    former = released(PROGRAMME)
    shelf_of(former)
    rendered = set()
    template = offline.get_template

    class Counted:
        def __init__(self, name):
            self.template = template(name)

        def render(self, context):
            rendered.add((context.get("speaker") or context["session"]).slug)
            return self.template.render(context)

    monkeypatch.setattr(offline, "get_template", Counted)

    shelf_of(released(CHANGES[change]), former)

    assert rendered == expected


def test_another_language_or_a_release_without_a_shelf_has_nothing_to_take():
    former = released(PROGRAMME)
    shelf_of(former, language="ru")

    found = shelf_of(released(CHANGES["a title"]), former)

    assert found == shelf_of(released(CHANGES["a title"]))
