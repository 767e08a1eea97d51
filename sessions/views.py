"""The programme's public pages: all days, one day, session, track, stage, live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import Http404
from django.template.response import SimpleTemplateResponse

from multilingual.templatetags.multilingual import summary, words
from sessions import youtube
from sessions.clashes import overlap
from sessions.grid import Grid, Place, grid
from sessions.listing import Listed, Listing, in_order, track_class, visible_state, was
from sessions.times import local, zone_label
from sessions.values import Appearance, Session, Stage, Stream, Track, taking_place
from speakers.values import Speaker

VIEWS = ("timeline", "grid")
FORK_AT_MOST = 3
"""So many sessions that begin together are drawn as a fork of the line; more as a hub."""
MEANWHILE_AT_MOST = 3
"""So many sessions that are still on are named beside those that begin."""
PARALLEL_AT_MOST = 8
EMPTY_DAYS_AT_MOST = 7
COLUMNS_IN_WINDOW = 5
SESSIONS_WITH_FACES = 40
TRACKS_AT_A_GLANCE = 12


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

    `shape` is `single`, `fork` or `hub`; `row` is its row in the grid; `is_now` marks the place
    of the train.
    """

    starts_at: datetime
    row: int
    sessions: tuple[Listed, ...]
    meanwhile: tuple[Listed, ...]
    is_now: bool

    @property
    def is_full_hour(self) -> bool:
        return not self.starts_at.minute

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
class StageNow:
    """A stage with what is on and what is next there."""

    stage: Stage
    now: tuple[Listed, ...]
    next: Listed | None
    player: Player | None


def programme(here: Any) -> SimpleTemplateResponse:
    """Show all days, as timeline or grid."""
    return _programme(here, None)


def day(here: Any, day: date) -> SimpleTemplateResponse:
    """Show one day, as timeline or grid."""
    if day not in here.programme.sessions_by_day:
        raise Http404(f"{day} is no day of {here.edition.slug}.")
    return _programme(here, day)


programme.query = day.query = {"view": VIEWS}  # type: ignore[attr-defined]


def _programme(here: Any, only: date | None) -> SimpleTemplateResponse:
    by_day = here.programme.sessions_by_day
    chosen = {only: by_day[only]} if only else dict(sorted(by_day.items()))
    in_it = [session for sessions in chosen.values() for session in sessions]
    moment = here.moment(in_it)
    listing = Listing(here, moment)
    now_at = _place_of_now(in_it, moment)
    view = here.query.get("view", "")
    suffix = f"?view={view}" if view else ""
    switches = _day_switches(here, only, suffix)
    shown_days = {switch.date for switch in switches} if not only else {only}
    return SimpleTemplateResponse(
        "sessions/programme.html",
        {
            "day": next((item for item in switches if item.date == only), None),
            "all_address": here.address("programme") + suffix,
            "switches": switches,
            "days": [
                _day_programme(listing, day, sessions, now_at)
                for day, sessions in chosen.items()
                if day in shown_days
            ],
            "untimed": [listing.listed(session) for session in here.programme.untimed]
            if not only
            else [],
            "tracks": _lines(here),
            "has_many_tracks": len(here.programme.tracks) > TRACKS_AT_A_GLANCE,
            "zone": _zone(here, chosen),
            "view": view,
            "own_address": here.own_address(),
            "has_sessions": bool(here.programme.sessions),
            "counts": {
                "days": 1 if only else len(switches),
                "sessions": len(taking_place(in_it if only else here.programme.sessions)),
                "tracks": len(here.programme.tracks),
                "stages": len(here.programme.stages),
            },
        },
    )


def _day_switches(here: Any, only: date | None, suffix: str) -> list[DaySwitch]:
    by_day = here.programme.sessions_by_day
    is_long = len(by_day) > EMPTY_DAYS_AT_MOST
    return [
        DaySwitch(
            (day - here.edition.first_date).days + 1,
            day,
            len(taking_place(sessions)),
            here.address("day", day) + suffix,
            day == only,
        )
        for day, sessions in sorted(by_day.items())
        if sessions or not is_long or day == only
    ]


def _day_programme(
    listing: Listing, day: date, sessions: Sequence[Session], now_at: datetime | None
) -> DayProgramme:
    here = listing.here
    drawn = grid(sessions, here.programme.stages, listing.zone)
    index = (day - here.edition.first_date).days + 1
    if drawn is None:
        return DayProgramme(index, day, 0, (), (), 0, 0)
    return DayProgramme(
        index,
        day,
        len(taking_place(sessions)),
        tuple(_moments(listing, sessions, drawn, now_at)),
        tuple(_heads(here, drawn)),
        drawn.columns,
        drawn.rows,
    )


def _moments(
    listing: Listing, sessions: Sequence[Session], drawn: Grid, now_at: datetime | None
) -> Iterable[Moment]:
    running: list[Session] = []
    for starts_at, group in groupby(sessions, key=lambda session: session.starts_at):
        assert starts_at
        beginning = list(group)
        running = [item for item in running if item.ends_at and item.ends_at > starts_at]
        named = running if len(running) <= MEANWHILE_AT_MOST else []
        yield Moment(
            local(starts_at, listing.zone),
            drawn.row_of(starts_at),
            tuple(
                listing.listed(session, place=_classes(drawn.places[session.guid]))
                for session in beginning
            ),
            tuple(listing.listed(session, people=False) for session in named),
            starts_at == now_at,
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


def _zone(here: Any, days: Iterable[date]) -> str:
    """Return the offset from UTC of the sessions on these days; both where clocks change."""
    zone = here.programme.zone
    starts = [
        session.starts_at
        for day in sorted(days)
        for session in here.programme.sessions_by_day.get(day, ())
    ]
    labels = [zone_label(zone, at) for at in starts or [here.programme.days[0].starts_at]]
    return " / ".join(dict.fromkeys(labels))


def session(here: Any, slug: str) -> SimpleTemplateResponse:
    """Show a session: when and where, the video, people, words, what is around it."""
    programme = here.programme
    found: Session = programme.at_slug("sessions", slug)
    parallel = [
        other
        for other in programme.sessions_by_day.get(programme.day_of.get(found.guid), ())
        if other.guid != found.guid and not other.is_cancelled and overlap(found, other)
    ]
    before, after = _neighbours(programme.sessions_by_stage.get(found.stage, ()), found)
    near = [item for item in (*parallel[:PARALLEL_AT_MOST], before, after) if item]
    moment = here.moment([found, *near])
    listing = Listing(here, moment)
    return SimpleTemplateResponse(
        "sessions/session.html",
        {
            "session": found,
            "shown": listing.listed(found),
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
            and not _youtube(found.recording.url),
            "parallel": [
                listing.listed(item, people=False) for item in parallel[:PARALLEL_AT_MOST]
            ],
            "parallel_more": max(0, len(parallel) - PARALLEL_AT_MOST),
            "before": before and listing.listed(before, people=False),
            "after": after and listing.listed(after, people=False),
            "zone": zone_label(programme.zone, found.starts_at) if found.starts_at else "",
            "was": was(found),
        },
    )


def _about(found: Session) -> str:
    """Return the plain words that search engines and link previews show."""
    for text in (found.abstract, found.description, found.subtitle):
        if text:
            about = summary(text)
            return about if len(about) <= 200 else about[:199].rsplit(" ", 1)[0] + "…"
    return ""


def _neighbours(
    on_stage: Sequence[Session], found: Session
) -> tuple[Session | None, Session | None]:
    """Return the sessions before and after one on its stage; none for one without a time."""
    timed = [session for session in on_stage if session.starts_at]
    if found not in timed:
        return None, None
    at = timed.index(found)
    return (timed[at - 1] if at else None, timed[at + 1] if at + 1 < len(timed) else None)


def _youtube(url: str) -> youtube.Video | None:
    try:
        return youtube.read_link(url)
    except youtube.NotAVideoLink:
        return None


def _player(here: Any, found: Session, moment: datetime) -> Player | None:
    """Return the video of a session: its recording, else its streams, at the session's moment."""
    state = visible_state(found, moment)
    # The broadcast of a stage would play again what its speakers do not want recorded.
    if state == "cancelled" or (state == "ended" and found.recording.opted_out):
        return None
    has_recording = found.recording.url and not found.recording.opted_out
    recording = _youtube(found.recording.url) if has_recording else None
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
        if (video := _youtube(stream.video))
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
            "zone": _zone(here, here.programme.sessions_by_day),
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
            "zone": _zone(here, programme.sessions_by_day),
            "now": _stage_now(here, found, Listing(here, moment)),
            "broadcasts": [
                {"day": stream.day, "language": stream.language, "watch": youtube.watch_url(video)}
                for stream in sorted(
                    programme.streams, key=lambda item: (item.day or date.min, item.language)
                )
                if stream.stage == found.guid and (video := _youtube(stream.video))
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
    first = next((item for item in (*on_air, *stages) if item.player), None)
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
            "zone": _zone(here, programme.sessions_by_day),
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
    )
