"""The whole's own public pages: home, news, changes, content pages, the archive of editions."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from forum import taking_along
from forum.countdown import countdown, dates, in_words
from forum.programme import Gone, Moved, NotInProgramme, Programme
from forum.publishing import offline
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease
from forum.values import Edition, News, Partner
from multilingual.templatetags.multilingual import plain, summary, words
from multilingual.text import EMPTY, Text, shortened
from sessions import finder
from sessions.listing import Listed, Listing, visible_state
from sessions.states import state_of
from sessions.times import local
from sessions.values import Session, Track, taking_place
from speakers.values import Speaker

FACES = 12
LIVE_AT_ONCE = 4
NEXT = 3
NEWS_AT_HOME = 3
RECORDINGS_AT_HOME = 4
STATIONS_DRAWN = 16
NEW_SESSIONS_LISTED = 20
ABOUT_AT_MOST = 200

STATEMENTS = {"privacy": "forum/privacy.html", "accessibility": "forum/accessibility.html"}
"""Pages that every forum has: slug → template, for where the editors wrote none themselves."""

# The first two count as one: a host is seen as much as a keynote.
_FIRST_SEEN = ("keynote", "host", "moderator", "speaker", "panellist")


@dataclass(frozen=True)
class Figures:
    """The numbers of an edition, counted from its programme; `viewers` is "" where unknown."""

    sessions: int
    speakers: int
    countries: int
    days: int
    viewers_count: int
    viewers: str


@dataclass(frozen=True)
class Line:
    """A track as a metro line. `stations` are the states of its sessions, none if too many."""

    track: Track
    sessions: int
    is_live: bool
    stations: tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """A speaker with the track of the session they were chosen for, if it has one."""

    speaker: Speaker
    track: Track | None


@dataclass(frozen=True)
class EditionEntry:
    """An edition in the archive."""

    edition: Edition
    address: str
    dates: str
    figures: Figures
    recordings: int
    is_current: bool


@dataclass(frozen=True)
class PublicChange:
    """One thing that changed about a session, ready to be worded.

    `before` and `after` are local times, for a move; `after` is also when a new session begins.
    `minutes` are the old and the new length; `old` and `new` name stages; `people` are those who
    joined a session, or left it.
    """

    kind: str
    before: datetime | None = None
    after: datetime | None = None
    minutes: tuple[int, int] = (0, 0)
    old: Text = EMPTY
    new: Text = EMPTY
    people: tuple[Text, ...] = ()
    has_joined: bool = False

    @property
    def is_same_day(self) -> bool:
        return bool(self.before and self.after and self.before.date() == self.after.date())

    @property
    def names(self) -> SafeString:
        """The people's names in the active language, as HTML."""
        return format_html_join(", ", "{}", ((words(name),) for name in self.people))


@dataclass(frozen=True)
class SessionChanges:
    """A session under its title of that time; `address` is empty where it has no page any more."""

    title: Text
    address: str
    changes: tuple[PublicChange, ...]


@dataclass(frozen=True)
class ReleaseChanges:
    """What the public was told with one release; `at` is local.

    Where more than NEW_SESSIONS_LISTED sessions are new at once, `new_sessions` counts them and
    they are not listed.
    """

    number: int
    at: datetime
    is_first: bool
    lines: tuple[Text, ...]
    sessions: tuple[SessionChanges, ...]
    new_sessions: int = 0


def home(here: Here) -> SimpleTemplateResponse:
    """Show an edition at a glance; the front door shows the current one."""
    programme, edition = here.programme, here.edition
    moment = here.moment(programme.sessions)
    count = countdown(programme, moment)
    states = [
        (session, visible_state(session, moment))
        for session in taking_place(programme.sessions_in_order)
    ]
    live = [session for session, state in states if state == "live"]
    following = [session for session, state in states if state in ("soon", "upcoming", "delayed")]
    recorded = [s for s, state in states if state == "recorded"]
    listing = Listing(here, moment)

    def listed(sessions: Iterable[Session]) -> list[Listed]:
        return [listing.listed(session, people=False) for session in sessions]

    when = dates(edition.first_date, edition.last_date)
    return SimpleTemplateResponse(
        "forum/home.html",
        {
            "edition": edition,
            "moment": moment,
            "count": count,
            "countdown": in_words(count, edition.first_date, edition.last_date),
            "dates": when,
            "about": _about(edition, when),
            "can_register": bool(edition.register_url) and not count.is_over,
            "live": listed(live[:LIVE_AT_ONCE]),
            "live_count": len(live),
            "next": listed(following[:NEXT]),
            "recordings": listed(recorded[:RECORDINGS_AT_HOME]) if count.is_over else [],
            "recordings_count": len(recorded),
            "figures": figures(programme),
            "lines": lines(programme, moment),
            "faces": faces(programme),
            "news": [item for item in here.announcements() if not item.urgent][:NEWS_AT_HOME],
            "partners": partners_by_kind(programme.partners),
        },
    )


home.query = finder.zone_parameter  # type: ignore[attr-defined]


def news(here: Here) -> SimpleTemplateResponse:
    """List the announcements of the moment, the latest first."""
    return SimpleTemplateResponse("forum/news.html", {"announcements": here.announcements()})


def changes(here: Here) -> SimpleTemplateResponse:
    """List what changed in public, release by release, the latest first."""
    return SimpleTemplateResponse("forum/changes.html", {"releases": release_changes(here)})


def formats(here: Here) -> SimpleTemplateResponse:
    """Show all ways to take the programme along, and to show it on other sites."""
    return SimpleTemplateResponse(
        "forum/formats.html",
        {
            "calendars": taking_along.calendars(here),
            "calendar": here.full_address(taking_along.CALENDAR),
            "calendar_code": taking_along.calendar_code(here),
            "apps": taking_along.apps(here),
            "schedule": taking_along.schedule_address(here),
            "files": taking_along.files(here),
            "frame_code": taking_along.frame_code(here),
            "element_code": taking_along.element_code(here),
            "filters": taking_along.filters(here),
        },
    )


def status(here: Here) -> HttpResponse:
    """Tell open pages what is current: of what release, build and moment a page would be made."""
    here.moment(here.programme.sessions)
    written = json.dumps(here.made_of(), separators=(",", ":"))
    return HttpResponse(written, content_type="application/json")


def offline_page(here: Here) -> SimpleTemplateResponse:
    """Say that a page is not kept: shown without a network, and around the kept pages' words."""
    days = [day for day, sessions in here.programme.sessions_by_day.items() if sessions]
    return SimpleTemplateResponse("forum/offline.html", {"days": sorted(days)})


def offline_manifest(here: Here) -> HttpResponse:
    """Tell the service worker what is to be kept."""
    return HttpResponse(offline.manifest(here), content_type="application/json")


def offline_bundle(here: Here) -> HttpResponse:
    """Give the service worker all sessions and speakers at once."""
    return HttpResponse(offline.bundle(here), content_type="application/json")


def offline_shard(here: Here, digest: str) -> HttpResponse:
    """Give the service worker some sessions or speakers, by their hash.

    Raises:
        forum.programme.NotInProgramme: if they are of another release.
    """
    shard = offline.shelf(here).shards.get(digest)
    if shard is None:
        raise NotInProgramme(f"No shard {digest!r} in {here.release.identity!r}.")
    return HttpResponse(shard, content_type="application/json")


def _about(edition: Edition, when: str) -> str:
    """Return the plain words that search engines and link previews show."""
    words = (when, plain(edition.tagline), summary(edition.description))
    about = " · ".join(filter(None, words))
    return shortened(about if about != when else f"{plain(edition.name)} · {when}", ABOUT_AT_MOST)


def page(here: Here, slug: str) -> SimpleTemplateResponse:
    """Show a content page, or a statement of ours where the editors have none (any more).

    Raises:
        forum.programme.Moved, Gone, NotInProgramme: if no such page stands here.
    """
    try:
        found = here.programme.at_slug("pages", slug)
    except (Gone, Moved, NotInProgramme):
        if slug not in STATEMENTS:
            raise
        return SimpleTemplateResponse(STATEMENTS[slug], {"edition": here.edition})
    return SimpleTemplateResponse("forum/page.html", {"page": found})


def editions(here: Here) -> SimpleTemplateResponse:
    """List all editions by year, the latest first."""
    entries = [edition_entry(here, release) for release in here.site.editions]
    years = [
        (year, tuple(items))
        for year, items in groupby(entries, key=lambda entry: entry.edition.first_date.year)
    ]
    return SimpleTemplateResponse("forum/editions.html", {"years": years})


def figures(programme: Programme) -> Figures:
    """Count what a programme holds. Breaks and cancelled sessions are no sessions to count."""
    viewers = programme.edition.viewers or 0
    return Figures(
        sessions=len(taking_place(programme.sessions_in_order)),
        speakers=len(programme.speakers),
        countries=len(programme.countries),
        days=len(programme.days),
        viewers_count=viewers,
        viewers=number_format(viewers, use_l10n=True, force_grouping=True) if viewers else "",
    )


def lines(programme: Programme, moment: datetime) -> list[Line]:
    """Return the tracks that have sessions, by number, as lines with a station a session."""
    by_track: dict[str, list[str]] = {}
    for session in taking_place(programme.sessions_in_order):
        by_track.setdefault(session.track, []).append(state_of(session, moment))
    return [
        Line(
            track,
            sessions=len(states),
            is_live="live" in states,
            stations=tuple(states) if len(states) <= STATIONS_DRAWN else (),
        )
        for track in programme.tracks
        if (states := by_track.get(track.guid, []))
    ]


def faces(programme: Programme) -> list[Face]:
    """Choose speakers for the home page: keynotes and hosts first, then who has a photo.

    Within these in the order in which they come on stage, so that the choice never flickers.
    """
    ranked: dict[str, tuple[tuple[int, bool, int, int, str], Face]] = {}
    for position, session in enumerate(taking_place(programme.sessions_in_order)):
        track = programme.get("tracks", session.track)
        for appearance in programme.appearances_by_session.get(session.guid, ()):
            speaker = programme.get("speakers", appearance.speaker)
            if speaker is None:
                continue
            role = max(0, _FIRST_SEEN.index(appearance.role) - 1)
            rank = (role, not speaker.photo, position, appearance.order, speaker.guid)
            if speaker.guid not in ranked or rank < ranked[speaker.guid][0]:
                ranked[speaker.guid] = rank, Face(speaker, track)
    in_order = sorted(ranked.values(), key=lambda item: item[0])
    return [face for _rank, face in in_order[:FACES]]


def partners_by_kind(partners: Iterable[Partner]) -> list[tuple[str, list[Partner]]]:
    """Return the partners by kind, organisers first, each kind in its own order."""
    found: dict[str, list[Partner]] = {}
    for partner in partners:
        found.setdefault(partner.kind, []).append(partner)
    order = ("organiser", "partner", "sponsor", "media")
    return sorted(found.items(), key=lambda item: order.index(item[0]))


def edition_entry(here: Here, release: LiveRelease) -> EditionEntry:
    programme = release.programme
    edition = programme.edition
    return EditionEntry(
        edition,
        address=reverse("home", args=(here.language, edition.slug)),
        dates=dates(edition.first_date, edition.last_date),
        figures=figures(programme),
        recordings=sum(
            1 for session in taking_place(programme.sessions_in_order) if session.is_recorded
        ),
        is_current=release is here.site.current,
    )


def release_changes(here: Here) -> list[ReleaseChanges]:
    """Group the public list of changes by release, the latest first."""
    in_order = sorted(here.programme.history.news, key=lambda entry: -entry.release)
    return [
        _of_release(here, number, tuple(entries))
        for number, entries in groupby(in_order, key=lambda entry: entry.release)
    ]


def _of_release(here: Here, number: int, entries: Sequence[News]) -> ReleaseChanges:
    new = sum(1 for entry in entries if entry.kind == "new")
    left_out = {"release", "new"} if new > NEW_SESSIONS_LISTED else {"release"}
    by_session: dict[str, list[News]] = {}
    for entry in entries:
        is_nameless = entry.kind == "speaker" and not entry.names
        if entry.kind not in left_out and not is_nameless:
            by_session.setdefault(entry.guid, []).append(entry)
    return ReleaseChanges(
        number,
        at=local(entries[0].at, here.edition.zone),
        # Only the first release is told of without a public line.
        is_first=any(entry.kind == "release" and not entry.title for entry in entries),
        lines=tuple(entry.title for entry in entries if entry.kind == "release" and entry.title),
        sessions=tuple(_of_session(here, guid, group) for guid, group in by_session.items()),
        new_sessions=new if "new" in left_out else 0,
    )


def _of_session(here: Here, guid: str, entries: Sequence[News]) -> SessionChanges:
    session = here.programme.get("sessions", guid)
    found: list[PublicChange] = []
    for entry in entries:
        change = _change(here, entry)
        before = found[-1] if found else None
        if before and before.people and change.people and before.has_joined == change.has_joined:
            found[-1] = dataclasses.replace(change, people=before.people + change.people)
        else:
            found.append(change)
    return SessionChanges(
        entries[0].title,
        here.address("session", session.slug) if session else "",
        tuple(found),
    )


def _change(here: Here, entry: News) -> PublicChange:
    match entry.kind:
        case "stage":
            old, new = entry.names
            return PublicChange("stage", old=old, new=new)
        case "duration":
            return PublicChange("duration", minutes=(int(entry.before), int(entry.after)))
        case "speaker":
            return PublicChange("speaker", people=entry.names, has_joined=entry.after == "added")
        case _:
            return PublicChange(
                entry.kind,
                before=_instant(here, entry.before),
                after=_instant(here, entry.after),
            )


def _instant(here: Here, iso: str) -> datetime | None:
    return local(datetime.fromisoformat(iso), here.edition.zone) if iso else None
