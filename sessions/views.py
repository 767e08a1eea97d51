"""The programme's public pages: all days, one day, session, track, stage, live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.safestring import SafeString

from finding.facets import tokens
from finding.query import Parameter
from multilingual.templatetags.multilingual import summary, words
from multilingual.text import shortened
from sessions import choice, embedding, finder, youtube, zones
from sessions.around import around
from sessions.choice import as_choice, chosen_numbers
from sessions.clashes import clashes
from sessions.grid import Grid, Place, grid
from sessions.listing import (
    Instant,
    Listed,
    Listing,
    highlighted,
    in_order,
    track_class,
    visible_state,
)
from sessions.times import zone_label
from sessions.values import Appearance, Session, Stage, Stream, Track, taking_place
from speakers.countries import country_name
from speakers.values import Speaker

FORK_AT_MOST = 3
"""So many sessions that begin together are drawn as a fork of the line; more as a hub."""
MEANWHILE_AT_MOST = 3
"""So many sessions that are still on are named beside those that begin."""
EMPTY_DAYS_AT_MOST = 7
COLUMNS_IN_WINDOW = 5
SESSIONS_WITH_FACES = 40
TRACKS_AT_A_GLANCE = 12
OVERLAPS_NAMED = 3
ABOUT_AT_MOST = 200
SHOWN_FIELDS = frozenset({"title", "people"})
"""What of a session stands in a list; found anywhere else, it was found inside."""


@dataclass(frozen=True)
class DaySwitch:
    """A switch between days; `index` counts from 1."""

    index: int
    date: date
    sessions: int
    address: str
    is_here: bool


@dataclass(frozen=True)
class Moment:
    """All sessions that begin at one time, and what is still on then.

    `shape` is `single`, `fork` or `hub`; `row` is its row in the grid; `now_row`, where the train
    stands before it, is that of the present.
    """

    starts: Instant | None
    row: int
    sessions: tuple[Listed, ...]
    meanwhile: tuple[Listed, ...]
    now_row: int

    @property
    def is_full_hour(self) -> bool:
        return bool(self.starts and not self.starts.at.minute)

    @property
    def shape(self) -> str:
        count = len(self.sessions)
        return "single" if count == 1 else "fork" if count <= FORK_AT_MOST else "hub"


@dataclass(frozen=True)
class StageHead:
    """The head of a stage's columns in the grid."""

    name: str
    address: str
    column: int
    columns: int


@dataclass(frozen=True)
class DayProgramme:
    """A day as the programme prints it, as timeline and as grid."""

    index: int
    date: date
    sessions: int
    moments: tuple[Moment, ...]
    heads: tuple[StageHead, ...]
    columns: int
    rows: int
    scale_starts_at: datetime | None

    @property
    def is_wide(self) -> bool:
        """Whether the grid has more columns than a window shows."""
        return self.columns > COLUMNS_IN_WINDOW

    @property
    def has_faces(self) -> bool:
        """Whether the day is short enough to show people's faces."""
        return self.sessions <= SESSIONS_WITH_FACES


@dataclass(frozen=True)
class Choice:
    """One of several videos of the same session: the floor, or an interpreter's language."""

    language: str
    watch: str
    embed: str


@dataclass(frozen=True)
class Player:
    """A video that is loaded on click. `embed` is empty where there can be no player."""

    watch: str
    embed: str
    choices: tuple[Choice, ...] = ()
    is_recording: bool = False


@dataclass(frozen=True)
class Part:
    """A person's part in a session, for the session's own page."""

    speaker: Speaker
    appearance: Appearance


@dataclass(frozen=True)
class Saved:
    """A session of somebody's choice, some chosen ones that overlap it, and how many more do."""

    listed: Listed
    overlaps: tuple[Listed, ...]
    more: int


@dataclass(frozen=True)
class ZonePlace:
    """A place in the list of time zones; `address` is the programme by its clocks."""

    zone: str
    city: str
    country: str
    offset: str
    address: str


@dataclass(frozen=True)
class StageNow:
    """A stage with what is on and what is next there; at `address` the live page shows it."""

    stage: Stage
    now: tuple[Listed, ...]
    next: Listed | None
    player: Player | None
    address: str


def programme(here: Any) -> SimpleTemplateResponse:
    """Show all days, as timeline or grid, or what a search finds in them."""
    return _programme(here, None)


def day(here: Any, day: date) -> SimpleTemplateResponse:
    """Show one day, as timeline or grid, or what a search finds in it."""
    if day not in here.programme.sessions_by_day:
        raise Http404(f"{day} is no day of {here.edition.slug}.")
    return _programme(here, day)


programme.query = day.query = finder.parameters  # type: ignore[attr-defined]


def _programme(here: Any, only: date | None) -> SimpleTemplateResponse:
    by_day = here.programme.sessions_by_day
    in_scope = by_day[only] if only else here.programme.sessions_in_order
    moment = here.moment(in_scope)
    names = finder.names_of(here.programme)
    listing = Listing(here, moment, tokens(names))

    words_sought = here.query.get("q")
    hits = here.release.search_index.search(words_sought) if words_sought else None
    sought = _sought(here, hits, in_scope) if hits is not None else in_scope
    shown = finder.chosen(here, sought)
    shown_guids = {session.guid for session in shown}
    chosen_days = {
        day: tuple(session for session in sessions if session.guid in shown_guids)
        for day, sessions in sorted(({only: by_day[only]} if only else by_day).items())
    }

    switches = _day_switches(here, only)
    is_filtered = len(shown) < len(in_scope)
    shown_days = {
        switch.date for switch in switches if not is_filtered or chosen_days.get(switch.date)
    }
    now_at = _place_of_now(shown, moment)
    facets = finder.facets(here, names, in_scope, sought)
    return SimpleTemplateResponse(
        "sessions/programme.html",
        {
            "day": next((item for item in switches if item.date == only), None),
            "all_address": here.path_of("programme") + str(here.query),
            "switches": switches,
            "days": [
                _day_programme(listing, day, sessions, now_at)
                for day, sessions in chosen_days.items()
                if day in shown_days
            ]
            if hits is None
            else [],
            "untimed": [listing.listed(session) for session in shown if not session.starts_at]
            if hits is None
            else [],
            "results": _results(listing, words_sought, hits, shown) if hits is not None else None,
            "elsewhere": len(hits) - len(sought) if hits is not None and only else 0,
            "facets": facets,
            "filters": [option for facet in facets for option in facet.chosen],
            "clear_address": here.own_address() + str(here.query.only("tz", "view")),
            "without_words": here.own_address() + str(here.query.without("q")),
            "shown": len(shown),
            "in_scope": len(in_scope),
            "has_many_tracks": len(here.programme.tracks) > TRACKS_AT_A_GLANCE,
            "view": here.query.get("view"),
            "timeline_address": here.own_address() + str(here.query.having(view="timeline")),
            "grid_address": here.own_address() + str(here.query.having(view="grid")),
            "own_address": here.own_address(),
            "has_sessions": bool(here.programme.sessions),
            "counts": {
                "days": 1 if only else len(switches),
                "sessions": len(taking_place(in_scope)),
                "tracks": len(here.programme.tracks),
                "stages": len(here.programme.stages),
            },
        },
    )


def embed(here: Any) -> SimpleTemplateResponse:
    """Show all days or one within another site: without what is around, and without script."""
    found = embedding.excerpt(here)
    moment = here.moment(found.sessions)
    listing = Listing(here, moment)
    now_at = _place_of_now(found.sessions, moment)
    return SimpleTemplateResponse(
        "sessions/embed.html",
        {
            "days": [
                _day_programme(listing, day, sessions, now_at) for day, sessions in found.days
            ],
            "untimed": [listing.listed(session) for session in found.untimed],
            "address": found.address,
            "canonical": here.site.url + found.page,
            "is_grid": here.query.get("view") == "grid",
            "theme": here.query.get("theme"),
        },
    )


embed.query = embedding.page_parameters  # type: ignore[attr-defined]


def embed_data(here: Any) -> HttpResponse:
    """Give the same as data, for the element that embed.js makes in pages of other sites."""
    return HttpResponse(embedding.write(here), content_type="application/json")


embed_data.query = embedding.parameters  # type: ignore[attr-defined]


def _sought(here: Any, hits: Sequence[Any], in_scope: Iterable[Session]) -> list[Session]:
    """Return the sessions that a search found, the best first."""
    by_number = {session.number: session for session in in_scope}
    return [by_number[hit.number] for hit in hits if hit.number in by_number]


def _results(
    listing: Listing, words_sought: str, hits: Sequence[Any], shown: Iterable[Session]
) -> list[Listed]:
    index = listing.here.release.search_index

    def mark(text: str) -> SafeString:
        return highlighted(text, index.marks(text, words_sought))

    is_inside = {hit.number: SHOWN_FIELDS.isdisjoint(hit.fields) for hit in hits}
    return [listing.found(session, mark, is_inside[session.number]) for session in shown]


def days_offered(programme: Any) -> list[date]:
    """Return the days that pages lead to: of a long edition, those without a session are none."""
    by_day = programme.sessions_by_day
    is_long = len(by_day) > EMPTY_DAYS_AT_MOST
    return [day for day, sessions in sorted(by_day.items()) if sessions or not is_long]


def _day_switches(here: Any, only: date | None) -> list[DaySwitch]:
    by_day = here.programme.sessions_by_day
    offered = {*days_offered(here.programme), only}
    return [
        DaySwitch(
            (day - here.edition.first_date).days + 1,
            day,
            len(taking_place(sessions)),
            here.path_of("day", day) + str(here.query),
            day == only,
        )
        for day, sessions in sorted(by_day.items())
        if day in offered
    ]


def _day_programme(
    listing: Listing, day: date, sessions: Sequence[Session], now_at: datetime | None
) -> DayProgramme:
    here = listing.here
    drawn = grid(sessions, here.programme.stages, listing.zone)
    index = (day - here.edition.first_date).days + 1
    if drawn is None:
        return DayProgramme(index, day, 0, (), (), 0, 0, None)
    return DayProgramme(
        index,
        day,
        len(taking_place(sessions)),
        tuple(_moments(listing, day, sessions, drawn, now_at)),
        tuple(_heads(here, drawn)),
        drawn.columns,
        drawn.rows,
        drawn.starts_at,
    )


def _moments(
    listing: Listing,
    day: date,
    sessions: Sequence[Session],
    drawn: Grid,
    now_at: datetime | None,
) -> Iterable[Moment]:
    running: list[Session] = []
    for starts_at, group in groupby(sessions, key=lambda session: session.starts_at):
        assert starts_at
        beginning = list(group)
        running = [item for item in running if item.ends_at and item.ends_at > starts_at]
        named = running if len(running) <= MEANWHILE_AT_MOST else []
        yield Moment(
            listing.instant(starts_at, day),
            drawn.row_of(starts_at),
            tuple(
                listing.listed(session, place=_classes(drawn.places[session.guid]))
                for session in beginning
            ),
            tuple(listing.listed(session, people=False) for session in named),
            drawn.row_of(max(listing.moment, starts_at)) if starts_at == now_at else 0,
        )
        running += [session for session in beginning if not session.is_cancelled]


def _place_of_now(sessions: Iterable[Session], moment: datetime) -> datetime | None:
    """Return the start before which the train stands: of what is live, else of what comes next.

    None before the first session soon begins, and after the last one has ended.
    """
    known = [session for session in sessions if session.starts_at and not session.is_cancelled]
    states = {session.guid: visible_state(session, moment) for session in known}
    for wanted in (("live",), ("soon",)):
        for session in known:
            if states[session.guid] in wanted:
                return session.starts_at
    has_begun = any(states[session.guid] in ("ended", "recorded") for session in known)
    coming = [session for session in known if states[session.guid] in ("upcoming", "delayed")]
    return coming[0].starts_at if has_begun and coming else None


def _classes(place: Place) -> str:
    return f"c{place.column} w{place.columns} r{place.row} n{place.rows}"


def _heads(here: Any, drawn: Grid) -> Iterable[StageHead]:
    for head in drawn.heads:
        stage: Stage | None = here.programme.get("stages", head.stage)
        yield StageHead(
            words(stage.name) if stage else "",
            here.address("stage", stage.slug) if stage else "",
            head.column,
            head.columns,
        )


def _lines(here: Any) -> list[dict[str, Any]]:
    by_track = here.programme.sessions_by_track
    return [
        {"track": track, "sessions": len(taking_place(by_track.get(track.guid, ())))}
        for track in here.programme.tracks
    ]


def session(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a session: when and where, the video, people, words, what is around it."""
    programme = here.programme
    found: Session = programme.at_slug("sessions", slug)
    near = around(programme, found)
    moment = here.moment([found, *near.sessions])
    listing = Listing(here, moment)
    shown = listing.listed(found)
    is_forum_time = here.zone == programme.zone
    return SimpleTemplateResponse(
        "sessions/session.html",
        {
            "session": found,
            "shown": shown,
            "about": _about(found),
            "day": programme.day_of.get(found.guid),
            "track": programme.get("tracks", found.track),
            "stage": programme.get("stages", found.stage),
            "topics": [programme.get("topics", guid) for guid in found.topics],
            "parts": [
                Part(programme.get("speakers", appearance.speaker), appearance)
                for appearance in in_order(programme.appearances_by_session.get(found.guid, ()))
            ],
            "player": _player(here, found, moment),
            "has_recording_elsewhere": bool(found.recording.url)
            and not youtube.video_in(found.recording.url),
            "parallel": [listing.listed(item, people=False) for item in near.parallel],
            "parallel_more": near.more,
            "before": near.before and listing.listed(near.before, people=False),
            "after": near.after and listing.listed(near.after, people=False),
            "forum_time": shown
            if is_forum_time
            else Listing(here, moment, zone=programme.zone).listed(found, people=False),
            "zone": zone_label(programme.zone, found.starts_at) if found.starts_at else "",
            "beside": "" if is_forum_time else zones.words_for(here, here.zone),
        },
    )


def _about(found: Session) -> str:
    """Return the plain words that search engines and link previews show."""
    for text in (found.abstract, found.description, found.subtitle):
        if text:
            return shortened(summary(text), ABOUT_AT_MOST)
    return ""


def _player(here: Any, found: Session, moment: datetime) -> Player | None:
    """Return the video of a session: its recording, else its streams, at the session's moment."""
    state = visible_state(found, moment)
    # The broadcast of a stage would play again what its speakers do not want recorded.
    if state == "cancelled" or (state == "ended" and found.recording.opted_out):
        return None
    has_recording = found.recording.url and not found.recording.opted_out
    recording = youtube.video_in(found.recording.url) if has_recording else None
    if recording and state in ("recorded", "unscheduled"):
        return Player(
            youtube.watch_url(recording),
            youtube.embed_url(recording, autoplay=True, language=here.language) or "",
            is_recording=True,
        )
    has_begun = bool(found.starts_at and found.starts_at <= moment)
    return _stream_player(here, here.programme.streams_of(found), found if has_begun else None)


def _stream_player(
    here: Any, streams: Sequence[Stream], begun: Session | None = None
) -> Player | None:
    """Return a player of streams, the first chosen, at the moment of a session that has begun."""
    choices = tuple(
        Choice(stream.language, youtube.watch_url(video, at), embed or "")
        for stream in streams
        if (video := youtube.video_in(stream.video))
        for at in [_second(stream, begun)]
        for embed in [youtube.embed_url(video, at, autoplay=True, language=here.language)]
    )
    if not choices:
        return None
    return Player(choices[0].watch, choices[0].embed, choices if len(choices) > 1 else ())


def _second(stream: Stream, begun: Session | None) -> int | None:
    """Return the second of a stage's stream at which a session begins; None for its own stream."""
    if not begun or not begun.starts_at or not stream.starts_at or stream.session:
        return None
    return youtube.moment(begun.starts_at, stream.starts_at)


def track(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a track: its line with all its stations."""
    found: Track = here.programme.at_slug("tracks", slug)
    sessions = here.programme.sessions_by_track.get(found.guid, ())
    moment = here.moment(sessions)
    return SimpleTemplateResponse(
        "sessions/track.html",
        {
            "track": found,
            "track_class": track_class(found),
            "sessions": len(taking_place(sessions)),
            "days": _by_day(here, sessions, moment),
            "others": [line for line in _lines(here) if line["track"].guid != found.guid],
        },
    )


def stage(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a stage: its stream of the day and all its sessions."""
    programme = here.programme
    found: Stage = programme.at_slug("stages", slug)
    sessions = programme.sessions_by_stage.get(found.guid, ())
    moment = here.moment(sessions)
    return SimpleTemplateResponse(
        "sessions/stage.html",
        {
            "stage": found,
            "sessions": len(taking_place(sessions)),
            "days": _by_day(here, sessions, moment),
            "now": _stage_now(here, found, Listing(here, moment)),
            "broadcasts": [
                {"day": stream.day, "language": stream.language, "watch": youtube.watch_url(video)}
                for stream in sorted(
                    programme.streams, key=lambda item: (item.day or date.min, item.language)
                )
                if stream.stage == found.guid and (video := youtube.video_in(stream.video))
            ],
            "others": [item for item in programme.stages if item.guid != found.guid],
        },
    )


def _by_day(
    here: Any, sessions: Sequence[Session], moment: datetime
) -> list[tuple[date | None, list[Listed]]]:
    """Return (day, its sessions), the untimed under None at the end."""
    listing = Listing(here, moment)
    return [
        (day, [listing.listed(session) for session in group])
        for day, group in groupby(sessions, key=lambda item: here.programme.day_of.get(item.guid))
    ]


def live(here: Any) -> SimpleTemplateResponse:
    """Show every stage with what is on there and what is next."""
    programme = here.programme
    moment = here.moment(programme.sessions)
    listing = Listing(here, moment)
    stages = [_stage_now(here, stage, listing) for stage in programme.stages]
    on_air = [item for item in stages if item.now]
    wanted = [item for item in stages if item.stage.slug == here.query.get("stage")]
    first = next((item for item in (*wanted, *on_air, *stages) if item.player), None)
    return SimpleTemplateResponse(
        "sessions/live.html",
        {
            "stages": sorted(stages, key=lambda item: not item.now),
            "on_air": len(on_air),
            "first": first,
            "has_ended": moment >= programme.days[-1].ends_at
            or (bool(programme.sessions) and not any(item.now or item.next for item in stages)),
            "has_begun": moment >= programme.days[0].starts_at,
            "recorded": sum(1 for item in programme.sessions if item.is_recorded),
            "first_date": here.edition.first_date,
        },
    )


def _stage_now(here: Any, found: Stage, listing: Listing) -> StageNow:
    programme = here.programme
    sessions = [
        session
        for session in programme.sessions_by_stage.get(found.guid, ())
        if session.starts_at and not session.is_cancelled
    ]
    states = {session.guid: visible_state(session, listing.moment) for session in sessions}
    now = [session for session in sessions if states[session.guid] == "live"]
    coming = [s for s in sessions if states[s.guid] in ("soon", "upcoming", "delayed")]
    on = (now or coming or [None])[0]
    player = None
    if on:
        player = _stream_player(here, programme.streams_of(on), None)
    return StageNow(
        found,
        tuple(listing.listed(session) for session in now),
        listing.listed(coming[0]) if coming else None,
        player,
        here.path_of("live") + str(here.query.only("tz").having(stage=found.slug)),
    )


def my(here: Any) -> SimpleTemplateResponse:
    """Show the sessions that somebody chose, in order of time, with what overlaps."""
    programme = here.programme
    numbers = chosen_numbers(here.query.get("s"))
    wanted = set(numbers)
    sessions = [item for item in programme.sessions_in_order if item.number in wanted]
    guids = (programme.by_number.get(number, "") for number in numbers)
    removed = [
        programme.history.removed[guid].session
        for guid in guids
        if guid in programme.history.removed and not programme.get("sessions", guid)
    ]
    moment = here.moment(sessions)
    listing = Listing(here, moment)
    shown = {item.guid: listing.listed(item) for item in sessions}
    overlaps: dict[str, list[Listed]] = {}
    for earlier, later in clashes(taking_place(sessions)):
        for one, other in ((earlier, later), (later, earlier)):
            overlaps.setdefault(one.guid, []).append(shown[other.guid])
    own = as_choice(numbers)
    calendar = f"{here.path_of('my/schedule.ics')}?s={own}"
    return SimpleTemplateResponse(
        "sessions/my.html",
        {
            "choice": own,
            "days": [
                (
                    day,
                    [_saved(shown[item.guid], overlaps.get(item.guid, ())) for item in group],
                )
                for day, group in groupby(
                    sessions, key=lambda item: programme.day_of.get(item.guid)
                )
            ],
            "sessions": len(sessions),
            "overlaps": len(overlaps),
            "removed": [item.title for item in removed],
            "address": f"{here.site.url}{here.own_address()}?s={own}",
            "calendar": calendar,
            "subscription": "webcal://" + (here.site.url + calendar).partition("://")[2],
        },
    )


def _saved(listed: Listed, overlaps: Sequence[Listed]) -> Saved:
    return Saved(listed, tuple(overlaps[:OVERLAPS_NAMED]), max(0, len(overlaps) - OVERLAPS_NAMED))


my.query = lambda programme: {  # type: ignore[attr-defined]
    **finder.zone_parameter(programme),
    "s": choice.PARAMETER,
}


def time_zones(here: Any) -> SimpleTemplateResponse:
    """List the places whose clocks the programme can be read by."""
    at = here.programme.days[0].starts_at
    own = here.edition.time_zone
    programme = here.path_of("programme")
    found = [
        ZonePlace(
            place.zone,
            place.city,
            country_name(place.country),
            place.offset,
            programme if place.zone == own else f"{programme}?tz={place.zone}",
        )
        for place in zones.places(here.language, at)
    ]
    return SimpleTemplateResponse(
        "sessions/time-zones.html", {"places": found, "own": zones.city(own, here.language)}
    )


for _view in (session, track, stage):
    _view.query = finder.zone_parameter  # type: ignore[attr-defined]

live.query = lambda programme: {  # type: ignore[attr-defined]
    **finder.zone_parameter(programme),
    "stage": Parameter([stage.slug for stage in programme.stages]),
}
