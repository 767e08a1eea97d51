"""The programme for other programs: JSON below an edition, its description and its manual.

One table, RESOURCES, says what there is. The addresses, what may be asked for, the description
in OpenAPI and the page for people are all made of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, is_valid_path, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finding.facets import matching
from finding.query import NOTHING
from finding.query import Parameter as Known
from forum import exports
from forum.formats import api_json, openapi
from forum.formats import api_shapes as shapes
from forum.formats.openapi import Operation, Parameter
from forum.formats.writing import Publication
from forum.phases import BEGINNING
from forum.programme import Gone, Moved, NotInProgramme, Programme
from forum.publishing.here import Here
from forum.publishing.machines import open_to_all
from forum.publishing.public import Refusals, not_found, permanently, public
from multilingual.display import shown
from sessions import facets as session_facets
from sessions.listing import visible_state
from sessions.values import KINDS, STATES, Session, Stage
from speakers import facets as speaker_facets
from speakers.values import ORGANISATION_KINDS

VERSION = "v1"
ROOT = f"api/{VERSION}/"
JSON = "application/json"

LIMITS = ("10", "20", "50", "100", "200", "500")
"""How many things of a list can be asked for at a time. A finite set, as all that is asked for:
what is answered can be kept."""

STEP = 10
"""A part of a list begins at a multiple of this: every one of LIMITS is one."""

VALUES_SHOWN = 8
"""So many values of a parameter are named to people."""

_WORD = re.compile(r"\w+")

Shape = dict[str, Any]
Answer = tuple[bytes, dict[str, Any]]
"""What stands under `data`, as JSON, and what is added to `meta`."""


@dataclass(frozen=True)
class Asked:
    """What may be asked of a list. `values` gives those that a programme knows; None: free words.

    `fixed` are the only values there ever are, whether or not a programme has such things.
    """

    name: str
    summary: str | Promise
    values: Callable[[Programme], Collection[str]] | None = None
    fixed: tuple[str, ...] = ()
    is_many: bool = True
    is_number: bool = False

    def known(self, programme: Programme) -> Known:
        """Return how it is read."""
        if self.fixed:
            return Known(self.fixed, is_many=self.is_many)
        return Known(self.values(programme) if self.values else None, is_many=self.is_many)

    def examples(self, here: Here) -> tuple[str, ...]:
        """Return values that lead to something, or may."""
        if self.fixed or self.values:
            return tuple(self.known(here.programme).values or ())
        titles = (shown(session.title).words for session in here.programme.sessions[:1])
        return tuple(max(_WORD.findall(title), key=len, default="") for title in titles)


@dataclass(frozen=True)
class Resource:
    """Something to be had at `path` below ROOT; its place there, if any, stands in braces.

    `answer` takes where we are and what stood in the place.
    """

    name: str
    path: str
    summary: str | Promise
    shape: type
    answer: Callable[..., Answer]
    is_list: bool = False
    asked: tuple[Asked, ...] = ()
    can_be_gone: bool = False

    @property
    def view_name(self) -> str:
        return f"api-{self.name}"

    @property
    def place(self) -> str:
        """The name of the place in the path, or an empty string."""
        found = re.search(r"\{(\w+)\}", self.path)
        return found[1] if found else ""

    def known(self, programme: Programme) -> Mapping[str, Known]:
        """Return what may be asked for, as `public` reads it."""
        return {item.name: item.known(programme) for item in self.asked}


@dataclass(frozen=True)
class Kind:
    """A kind of things: its collection, what writes one, and the page whose files it has."""

    collection: str
    write: Callable[..., Any]
    page: str = ""


KINDS_OF_THINGS: Mapping[str, Kind] = {
    "session": Kind("sessions", api_json.session, "session"),
    "speaker": Kind("speakers", api_json.speaker, "speaker"),
    "track": Kind("tracks", api_json.track, "track"),
    "stage": Kind("stages", api_json.stage, "stage"),
    "topic": Kind("topics", api_json.topic),
}


# Things and lists of them


def _one(kind: str) -> Callable[..., Answer]:
    def answer(here: Here, id: str) -> Answer:
        return _written(here, kind, _found(here, KINDS_OF_THINGS[kind].collection, id)), {}

    return answer


def _found(here: Here, collection: str, identity: str) -> Any:
    """Return what a guid or a slug names.

    Raises:
        Moved, Gone, NotInProgramme: as `Programme.at_slug` does.
    """
    found = here.programme.get(collection, identity)
    if found is not None:
        return found
    former = here.programme.history.former_slugs
    if any(guid == identity and key.startswith(f"{collection}/") for key, guid in former.items()):
        raise Gone(identity)
    return here.programme.at_slug(collection, identity)


def _all(kind: str, chosen: Callable[[Here], Sequence[Any]]) -> Callable[..., Answer]:
    def answer(here: Here) -> Answer:
        things = chosen(here)
        start = int(here.query.get("offset", "0"))
        limit = int(here.query.get("limit", "0"))
        part = things[start : start + limit] if limit else things[start:]
        publication = _publication(here)
        return _list(_written(here, kind, thing, publication) for thing in part), {
            "filters": {name: list(values) for name, values in here.query.pairs},
            "total": len(things),
            "count": len(part),
            "previous": _part(here, max(0, start - limit)) if limit and start else None,
            "next": _part(here, start + limit) if limit and start + limit < len(things) else None,
        }

    return answer


def _part(here: Here, start: int) -> str:
    return here.canonical() + str(here.query.having(offset=str(start) if start else ""))


def _list(things: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(things) + b"]"


def _written(here: Here, kind: str, item: Any, publication: Publication | None = None) -> bytes:
    """Return a thing as JSON, written once for each release and language."""
    publication = publication or _publication(here)
    key = (here.language, publication.address("api-index"), f"{kind}/{item.guid}")
    known = here.release.written.get(key)
    if known is None:
        of = KINDS_OF_THINGS[kind]
        files = _files(here, of.page, item.slug) if of.page else {}
        known = _json(of.write(here.programme, item, publication, files))
        here.release.written[key] = known
    return known


def _publication(here: Here) -> Publication:
    return Publication(
        language=here.language,
        # A list names the same stages, tracks and people again and again.
        address=cache(here.full_address),
        media=here.media_address,
        source=here.canonical(),
        release=here.release.number,
        since=here.release.live_from,
    )


def _files(here: Here, page: str, *place: Any) -> dict[str, str]:
    """Return name → full address of the files of a page; of the whole programme for ""."""
    views = _file_views(page)
    if not page:
        return {file: here.full_address(view) for file, view in views.items()}
    # As `forum.exports` says: what a page has stands below it.
    below = here.full_address(page, *place)
    return {file: f"{below}{file}" for file in views}


@cache
def _file_views(page: str) -> Mapping[str, str]:
    """Return name → view of the files of a page; of the whole programme for ""."""
    names = (str(pattern.name).rpartition("/") for pattern in exports.urlpatterns)
    return {
        **{file: exports.view_name(page, file) for of, _slash, file in names if of == page},
        **_MORE_FILES.get(page, {}),
    }


_MORE_FILES: Mapping[str, Mapping[str, str]] = {
    "": {
        "news.atom": "news-feed",
        "changes.atom": "changes-feed",
        "press-kit.zip": "press-kit",
    },
    "speaker": {"press-kit.zip": "speaker-press-kit"},
}
"""Page → name of a file beside it → its view, besides those of `exports`."""


def _json(value: Any) -> bytes:
    return _encoder.encode(value).encode()


# No shape holds itself: to look for that takes a tenth of the time.
_encoder = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str
)


# What may be asked of lists


def _chosen_sessions(here: Here) -> Sequence[Session]:
    programme = here.programme
    sessions: Sequence[Session] = programme.sessions_in_order
    if words := here.query.get("q"):
        by_number = {session.number: session for session in sessions}
        hits = here.release.search_index.search(words)
        sessions = [by_number[hit.number] for hit in hits if hit.number in by_number]
    facets = (*session_facets.FACETS, *_MORE_FACETS)
    wanted = {facet: values for facet in facets if (values := here.query.all(facet))}
    more = [facet for facet in _MORE_FACETS if facet in wanted]
    return matching(
        [
            (
                session,
                {
                    **programme.session_values[session.guid],
                    **{facet: _MORE_FACETS[facet](programme, session) for facet in more},
                },
            )
            for session in sessions
        ],
        wanted,
    )


def _days_of(programme: Programme, session: Session) -> tuple[str, ...]:
    day = programme.day_of.get(session.guid)
    return (day.isoformat(),) if day else ()


def _speakers_of(programme: Programme, session: Session) -> tuple[str, ...]:
    people = (
        programme.get("speakers", item.speaker)
        for item in programme.appearances_by_session.get(session.guid, ())
    )
    return tuple(person.slug for person in people if person)


_MORE_FACETS: Mapping[str, Callable[[Programme, Session], Collection[str]]] = {
    "day": _days_of,
    "speaker": _speakers_of,
    "state": lambda programme, session: (session.state,),
}
"""What sessions are filtered by here, and pages show otherwise."""


def _chosen_speakers(here: Here) -> Sequence[Any]:
    values = here.programme.speaker_values
    wanted = {facet: here.query.all(facet) for facet in speaker_facets.FACETS}
    in_order = here.programme.speakers_in_order(here.language)
    return matching([(speaker, values[speaker.guid]) for speaker in in_order], wanted)


def _of_sessions(facet: str) -> Callable[[Programme], Collection[str]]:
    return lambda programme: programme.known_values[facet]


def _of_speakers(facet: str) -> Callable[[Programme], Collection[str]]:
    return lambda programme: speaker_facets.known_values(programme)[facet]


def _parts_of(collection: str) -> tuple[Asked, Asked]:
    return (
        Asked(
            "limit",
            gettext_lazy("How many to answer at most; without it, all of them."),
            fixed=LIMITS,
            is_many=False,
            is_number=True,
        ),
        Asked(
            "offset",
            gettext_lazy("How many to pass over first: a multiple of ten."),
            lambda programme: [
                str(start) for start in range(STEP, len(getattr(programme, collection)), STEP)
            ],
            is_many=False,
            is_number=True,
        ),
    )


ASKED_OF_SESSIONS = (
    Asked("day", gettext_lazy("The programme day."), lambda p: [str(day.date) for day in p.days]),
    Asked(
        "track",
        gettext_lazy("The number of the track; “none” for sessions outside the tracks."),
        _of_sessions("track"),
    ),
    Asked("stage", gettext_lazy("The slug of the stage."), _of_sessions("stage")),
    Asked("kind", gettext_lazy("The kind of session."), fixed=KINDS),
    Asked("language", gettext_lazy("The language spoken."), _of_sessions("language")),
    Asked("topic", gettext_lazy("The slug of the topic."), _of_sessions("topic")),
    Asked(
        "country",
        gettext_lazy("The country that somebody on stage comes from, ISO 3166-1."),
        _of_sessions("country"),
    ),
    Asked(
        "speaker",
        gettext_lazy("The slug of somebody who takes part."),
        lambda programme: [speaker.slug for speaker in programme.speakers],
    ),
    Asked("state", gettext_lazy("Whether it takes place."), fixed=STATES),
    Asked(
        "recorded",
        gettext_lazy("1: only what has a recording."),
        fixed=(session_facets.RECORDED,),
    ),
    Asked("q", gettext_lazy("Words to search for; the best match comes first."), is_many=False),
    *_parts_of("sessions"),
)

ASKED_OF_SPEAKERS = (
    Asked(
        "country", gettext_lazy("The country they come from, ISO 3166-1."), _of_speakers("country")
    ),
    Asked(
        "organisation",
        gettext_lazy("The kind of their organisation."),
        fixed=ORGANISATION_KINDS,
    ),
    Asked("track", gettext_lazy("The number of a track they are on."), _of_speakers("track")),
    *_parts_of("speakers"),
)


# The other resources


def _index(here: Here) -> Answer:
    written: shapes.Index = {
        "name": api_json.words(here.edition.name, here.language),
        "version": VERSION,
        "documentation": here.full_address("api"),
        "openapi": here.full_address("api-openapi"),
        "resources": {
            resource.name: here.full_address(resource.view_name)
            for resource in RESOURCES
            if resource.path and not resource.place
        },
        "languages": {
            code: here.site.url + here.path_of("api-index", language=code)
            for code, _name in settings.LANGUAGES
        },
    }
    return _json(written), {}


def _edition(here: Here) -> Answer:
    written = api_json.edition(here.programme, here.edition, _publication(here), _files(here, ""))
    return _json(written), {}


def _day(here: Here, date: date) -> Answer:
    found = next((day for day in here.programme.days if day.date == date), None)
    if found is None:
        raise NotInProgramme(f"{date} is no day of {here.edition.slug!r}.")
    return _json(_day_as_json(here, found)), {}


def _days(here: Here) -> Answer:
    days = here.programme.days
    return _list(_json(_day_as_json(here, day)) for day in days), {
        "filters": {},
        "total": len(days),
        "count": len(days),
        "previous": None,
        "next": None,
    }


def _day_as_json(here: Here, day: Any) -> shapes.Day:
    # A day on which nothing begins has a page and no files of its own.
    files = _files(here, "day", day.date)
    return api_json.day(here.programme, day, _publication(here), files)


def _now(here: Here) -> Answer:
    """Answer what is on now and next: it changes where a session starts soon, starts or ends."""
    programme = here.programme
    moment = here.moment(programme.sessions)
    places: list[Stage | None] = [*programme.stages]
    if any(not session.stage for session in programme.sessions):
        places.append(None)
    next_at = here.next_moment()
    head: Shape = {
        "has_begun": moment >= programme.days[0].starts_at,
        "has_ended": moment >= programme.days[-1].ends_at,
        "changed_at": api_json.instant(moment, programme.zone) if moment > BEGINNING else None,
        "changes_at": api_json.instant(next_at, programme.zone) if next_at else None,
    }
    stages = _list(_stage_now(here, stage, moment) for stage in places)
    return _json(head)[:-1] + b',"stages":' + stages + b"}", {}


def _stage_now(here: Here, stage: Stage | None, moment: datetime) -> bytes:
    programme = here.programme
    there: Iterable[Session]
    if stage:
        there = programme.sessions_by_stage.get(stage.guid, ())
    else:
        there = (item for item in programme.sessions_in_order if not item.stage)
    states = [(session, visible_state(session, moment)) for session in there]
    now = [pair for pair in states if pair[1] == "live"]
    coming = [pair for pair in states if pair[1] in ("soon", "upcoming", "delayed")]
    streams = [
        found
        for session, _state in (*now, *coming)[:1]
        for stream in programme.streams_of(session)
        if (found := api_json.stream_of(stream))
    ]
    reference = api_json.reference("stage", stage, _publication(here)) if stage else None
    return b"".join(
        (
            b'{"stage":' + _json(reference),
            b',"now":' + _list(_on_stage(here, *pair) for pair in now),
            b',"next":' + (_on_stage(here, *coming[0]) if coming else b"null"),
            b',"streams":' + _json(streams) + b"}",
        )
    )


def _on_stage(here: Here, session: Session, state: str) -> bytes:
    return b'{"state":%s,"session":%s}' % (_json(state), _written(here, "session", session))


# The table


def _collection(
    kind: str,
    shape: type,
    summary: Promise,
    of_one: Promise,
    chosen: Callable[[Here], Sequence[Any]],
    asked: tuple[Asked, ...] = (),
) -> tuple[Resource, Resource]:
    name = KINDS_OF_THINGS[kind].collection
    return (
        Resource(name, f"{name}/", summary, shape, _all(kind, chosen), True, asked),
        Resource(kind, f"{name}/{{id}}/", of_one, shape, _one(kind), can_be_gone=True),
    )


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "index", "", gettext_lazy("The beginning: the ways to all others."), shapes.Index, _index
    ),
    Resource(
        "edition",
        "edition/",
        gettext_lazy("The facts of the edition: name, dates, organiser, numbers."),
        shapes.Edition,
        _edition,
    ),
    Resource(
        "now",
        "now/",
        gettext_lazy("What is on now and what comes next, stage by stage."),
        shapes.Now,
        _now,
    ),
    Resource("days", "days/", gettext_lazy("The days of the programme."), shapes.Day, _days, True),
    Resource("day", "days/{date}/", gettext_lazy("One day."), shapes.Day, _day),
    *_collection(
        "session",
        shapes.Session,
        gettext_lazy("The sessions in order of time, or those that the filters let through."),
        gettext_lazy("One session."),
        _chosen_sessions,
        ASKED_OF_SESSIONS,
    ),
    *_collection(
        "speaker",
        shapes.Speaker,
        gettext_lazy("The speakers by name, or those whom the filters let through."),
        gettext_lazy("One speaker."),
        _chosen_speakers,
        ASKED_OF_SPEAKERS,
    ),
    *_collection(
        "track",
        shapes.Track,
        gettext_lazy("The tracks by number."),
        gettext_lazy("One track."),
        lambda here: here.programme.tracks,
    ),
    *_collection(
        "stage",
        shapes.Stage,
        gettext_lazy("The stages in their order."),
        gettext_lazy("One stage."),
        lambda here: here.programme.stages,
    ),
    *_collection(
        "topic",
        shapes.Topic,
        gettext_lazy("The topics by name."),
        gettext_lazy("One topic."),
        lambda here: here.programme.topics,
    ),
)
"""Everything that can be had: addresses, description and manual are made of it."""

PLACES: Mapping[str, tuple[str, Promise]] = {
    "id": (
        "slug",
        gettext_lazy("The guid, which always stays the same, or the slug, which may change."),
    ),
    "date": ("date", gettext_lazy("A date, YYYY-MM-DD.")),
}
"""Name of a place in a path → Django's converter for it, and what stands there."""


# Refusals


def _not_found(here: Here, place: str) -> HttpResponse:
    return _refused(
        404,
        "not_found",
        place,
        message=_("There is nothing at this address."),
        hint=_("Begin at the index of the API, or look into its documentation."),
        documentation=here.full_address("api"),
    )


def _gone(here: Here, gone: Gone, place: str) -> HttpResponse:
    stone = here.programme.history.removed.get(gone.guid)
    zone = here.programme.zone
    return _refused(
        410,
        "gone",
        place,
        message=_("This was public once and is not any more."),
        hint=_("Remove it on your side too. The list of what there is now is one level up."),
        documentation=here.full_address("api"),
        removed={
            "guid": gone.guid,
            "title": api_json.words(stone.session.title, here.language) if stone else None,
            "removed_at": api_json.instant(stone.removed_at, zone) if stone else None,
        },
    )


def _unavailable(language: str, place: str) -> HttpResponse:
    return _refused(
        503,
        "unavailable",
        place,
        message=_("There is no published programme to show at the moment."),
        hint=_("Ask again in a few minutes."),
    )


def _refused(
    status: int,
    code: str,
    place: str,
    *,
    message: str,
    hint: str,
    documentation: str | None = None,
    removed: shapes.Removed | None = None,
) -> HttpResponse:
    error: shapes.Error = {
        "status": status,
        "code": code,
        "message": message,
        "hint": hint,
        "place": place,
        "documentation": documentation,
        "removed": removed,
    }
    return _response(_json({"error": error}), status)


REFUSALS = Refusals(_not_found, _gone, _unavailable)


def is_of_api(request: HttpRequest) -> bool:
    """Say whether an address that nothing stands at would be one of the API."""
    return f"/{ROOT}" in request.path_info


@open_to_all
def nothing(request: HttpRequest) -> HttpResponseBase:
    """Answer what no pattern of the API matches; where only the last slash is missing, redirect."""
    if not request.path_info.endswith("/") and is_valid_path(f"{request.path_info}/"):
        return permanently(request.get_full_path(force_append_slash=True))
    return not_found(request, refusals=REFUSALS)


# Views


def _view(resource: Resource) -> Callable[..., HttpResponse]:
    def view(here: Here, **place: Any) -> HttpResponse:
        try:
            data, more = resource.answer(here, **place)
        except Moved as moved:
            return permanently(here.path_of(resource.view_name, moved.to))
        meta: Shape = {
            "url": here.canonical() + str(here.query),
            "language": here.language,
            "release": {
                "number": here.release.number,
                "identity": here.release.identity,
                "published_at": api_json.instant(here.release.since, here.programme.zone),
            },
            **more,
        }
        return _response(b'{"meta":' + _json(meta) + b',"data":' + data + b"}")

    if resource.asked:
        view.query = resource.known  # type: ignore[attr-defined]
    return view


def _response(body: bytes, status: int = 200) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=JSON)
    # The pages that say the same are what search engines shall show.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def description(here: Here) -> HttpResponse:
    """Describe the API to programs, in OpenAPI."""
    return _response(openapi.write(api_of(here)))


def api_of(here: Here) -> openapi.Api:
    """Return what there is to be described, with examples from the programme."""
    return openapi.Api(
        title=_("Programme of {forum}").format(forum=shown(here.edition.name).words),
        version=VERSION.removeprefix("v"),
        summary=_(
            "Everything public about one edition of the forum, to read. No key is needed, and any "
            "site's script may ask."
        ),
        server=here.full_address("api-index").removesuffix("/"),
        documentation=here.full_address("api"),
        operations=tuple(_operation(here, resource) for resource in RESOURCES),
    )


def _operation(here: Here, resource: Resource) -> Operation:
    place = None
    if resource.place:
        example = _example_place(here, resource)
        words = str(PLACES[resource.place][1])
        place = Parameter(resource.place, words, example=str(example or ""))
    return Operation(
        resource.name,
        resource.path,
        str(resource.summary),
        resource.shape,
        resource.is_list,
        place,
        tuple(_parameter(here, item) for item in resource.asked),
        resource.can_be_gone,
    )


def _parameter(here: Here, asked: Asked) -> Parameter:
    return Parameter(
        asked.name,
        str(asked.summary),
        example=next(iter(asked.examples(here)), ""),
        values=asked.fixed,
        is_many=asked.is_many,
        is_number=asked.is_number,
    )


def _example_place(here: Here, resource: Resource) -> Any:
    """Return what may stand in a resource's place, or None where there is no such thing yet."""
    if resource.place == "date":
        return here.programme.days[0].date
    if resource.place == "id":
        things = getattr(here.programme, KINDS_OF_THINGS[resource.name].collection)
        return things[0].guid if things else None
    return None


def manual(here: Here) -> SimpleTemplateResponse:
    """Explain the API to people, with examples that work."""
    return SimpleTemplateResponse(
        "forum/api.html",
        {
            "root": here.full_address("api-index"),
            "resources": [_explained(here, resource) for resource in RESOURCES],
            "example": _example(here),
        },
    )


def _explained(here: Here, resource: Resource) -> dict[str, Any]:
    place = _example_place(here, resource)
    is_there = not resource.place or place is not None
    own = here.path_of(resource.view_name, *filter(None, [place])) if is_there else ""
    return {
        "name": resource.name,
        "path": resource.path,
        "summary": resource.summary,
        "example": own,
        "asked": [
            {
                "name": item.name,
                "summary": item.summary,
                "is_many": item.is_many,
                "values": values[:VALUES_SHOWN],
                "more": max(0, len(values) - VALUES_SHOWN),
                "example": own + str(NOTHING.having(**{item.name: values[0]})) if values else "",
            }
            for item in resource.asked
            for values in [item.examples(here)]
        ],
    }


def _example(here: Here) -> str:
    """Return a real answer, laid out to be read: the first track, or the edition."""
    name = "track" if here.programme.tracks else "edition"
    resource = next(item for item in RESOURCES if item.name == name)
    place = {"id": here.programme.tracks[0].guid} if resource.place else {}
    there = replace(
        here,
        view_name=resource.view_name,
        path={"language": here.language, "edition": here.edition.slug, **place},
    )
    answer = json.loads(_view(resource)(there, **place).content)
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _route(resource: Resource) -> str:
    """Return the path of a resource as Django writes it."""
    place = resource.place
    if not place:
        return resource.path
    return resource.path.replace(f"{{{place}}}", f"<{PLACES[place][0]}:{place}>")


urlpatterns: list[URLPattern] = [
    path("api/", public(manual), name="api"),
    path(f"{ROOT}openapi.json", open_to_all(public(description, REFUSALS)), name="api-openapi"),
    *(
        path(
            ROOT + _route(resource),
            open_to_all(public(_view(resource), REFUSALS)),
            name=resource.view_name,
        )
        for resource in RESOURCES
    ),
]
