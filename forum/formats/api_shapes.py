"""The shapes of what the API answers, as types with what JSON Schema says of them besides.

What `forum.formats.api_json` returns is held against them by the type checker, and
`forum.formats.openapi` describes the very same types to those who read the answers.
"""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from django.utils.translation import gettext_lazy as _

from sessions.values import KINDS, ROLES, STATES
from speakers.values import ORGANISATION_KINDS

VISIBLE_STATES = (
    "unscheduled",
    "upcoming",
    "soon",
    "delayed",
    "live",
    "ended",
    "recorded",
    "cancelled",
)
"""The states that `sessions.listing.visible_state` gives."""


class Schema:
    """What JSON Schema says of a value besides its type."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords


Uri = Annotated[str, Schema(format="uri")]
Guid = Annotated[str, Schema(format="uuid")]
Date = Annotated[str, Schema(format="date")]
Instant = Annotated[str, Schema(format="date-time")]
Url = Annotated[str, Schema(format="uri", description=_("The address of this object in the API."))]
Page = Annotated[str, Schema(format="uri", description=_("The address of its page."))]
Files = Annotated[
    dict[str, Uri],
    Schema(description=_("Files of the same: the name of a file and its address.")),
]
ChangedAt = Annotated[
    str, Schema(format="date-time", description=_("When it last changed in public."))
]
Changes = Annotated[
    int,
    Schema(
        minimum=0,
        description=_("How often it changed in public since it was published first."),
    ),
]
Language = Annotated[
    str,
    Schema(
        description=_(
            "The language of these words: that of the address, or the one that stands in for it."
        )
    ),
]


class Words(TypedDict):
    """Words on one line."""

    text: str
    language: Language


class Prose(TypedDict):
    """A longer text."""

    markdown: Annotated[str, Schema(description=_("As it was written, in Markdown."))]
    html: Annotated[
        str, Schema(description=_("The same as safe HTML, with headings from the third level on."))
    ]
    language: Language


class Rendition(TypedDict):
    """A picture in one width."""

    url: Uri
    width: int
    height: int


class Picture(TypedDict):
    """A picture in our own storage."""

    url: Annotated[str, Schema(format="uri", description=_("The largest one there is."))]
    width: int
    height: int
    focus_x: Annotated[
        int,
        Schema(
            minimum=0,
            maximum=100,
            description=_("Per cent from the left of what must stay visible when cropped."),
        ),
    ]
    focus_y: Annotated[
        int,
        Schema(
            minimum=0,
            maximum=100,
            description=_("Per cent from the top of what must stay visible when cropped."),
        ),
    ]
    description: Words | None
    renditions: Annotated[
        list[Rendition], Schema(description=_("All widths there are, in rising order."))
    ]


class Link(TypedDict):
    """An address elsewhere."""

    url: Uri
    title: Words | None
    kind: Annotated[str, Schema(description=_("Such as website, slides or video; may be empty."))]


class Attachment(TypedDict):
    """A document of a session."""

    url: Uri
    title: Words | None
    size_bytes: int | None


class Reference(TypedDict):
    """Something else by its name, with the way to it."""

    guid: Guid
    slug: str
    url: Url
    page: Page
    name: Words


class TrackReference(Reference):
    """A track by its name."""

    number: int
    colour: Annotated[str, Schema(pattern="^#[0-9a-fA-F]{6}$")]


class SessionReference(TypedDict):
    """A session by its title."""

    guid: Guid
    slug: str
    url: Url
    page: Page
    title: Words
    starts_at: Instant | None
    ends_at: Instant | None


class Part(TypedDict):
    """A person's part in a session, as the session tells it."""

    role: Annotated[str, Schema(enum=list(ROLES))]
    role_name: str
    title: Annotated[Words | None, Schema(description=_("The title of this person's own part."))]
    speaker: Reference


class Appearance(TypedDict):
    """A person's part in a session, as the person tells it."""

    role: Annotated[str, Schema(enum=list(ROLES))]
    role_name: str
    title: Annotated[Words | None, Schema(description=_("The title of this person's own part."))]
    session: SessionReference


class Stream(TypedDict):
    """A broadcast."""

    url: Uri
    language: Annotated[
        str | None,
        Schema(description=_("The language an interpreter speaks; null for the floor.")),
    ]


class Broadcast(TypedDict):
    """A broadcast of a stage."""

    url: Uri
    language: Annotated[
        str | None,
        Schema(description=_("The language an interpreter speaks; null for the floor.")),
    ]
    day: Date | None


class Recording(TypedDict):
    """The video afterwards."""

    url: Uri
    licence: str


class Session(TypedDict):
    """One item of the programme."""

    guid: Annotated[
        str, Schema(format="uuid", description=_("Stays the same whatever else changes."))
    ]
    number: Annotated[
        int, Schema(minimum=1, description=_("Given once in this edition, and never again."))
    ]
    slug: str
    code: Annotated[
        str | None, Schema(description=_("The code that another system gave the session."))
    ]
    url: Url
    page: Page
    title: Words
    subtitle: Words | None
    abstract: Prose | None
    description: Prose | None
    kind: Annotated[str, Schema(enum=list(KINDS))]
    kind_name: Words | None
    state: Annotated[str, Schema(enum=list(STATES))]
    languages: list[str]
    day: Annotated[
        Date | None,
        Schema(description=_("The programme day: a night session belongs to the evening before.")),
    ]
    starts_at: Annotated[
        Instant | None, Schema(description=_("Null while the time is to be announced."))
    ]
    ends_at: Instant | None
    duration_minutes: Annotated[int, Schema(minimum=0)]
    delayed_from: Annotated[
        Instant | None, Schema(description=_("The start that was announced before a delay."))
    ]
    track: TrackReference | None
    stage: Reference | None
    topics: list[Reference]
    speakers: list[Part]
    streams: Annotated[
        list[Stream],
        Schema(
            description=_(
                "Where to watch it, from the session's own moment on where that is known. "
                "Where its speakers want no recording, the session's page."
            )
        ),
    ]
    recording: Recording | None
    recording_opted_out: Annotated[
        bool, Schema(description=_("Whether its speakers want no recording."))
    ]
    poster: Picture | None
    links: list[Link]
    attachments: list[Attachment]
    feedback_url: Uri | None
    origin_url: Annotated[Uri | None, Schema(description=_("Where the session was imported from."))]
    files: Files
    changed_at: ChangedAt
    changes: Changes


class Country(TypedDict):
    """A country."""

    code: Annotated[str, Schema(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")]
    name: str


class Speaker(TypedDict):
    """A person of this edition."""

    guid: Annotated[
        str, Schema(format="uuid", description=_("Stays the same whatever else changes."))
    ]
    person: Annotated[
        str, Schema(format="uuid", description=_("The same for the same human in every edition."))
    ]
    slug: str
    url: Url
    page: Page
    name: Words
    position: Words | None
    organisation: Words | None
    organisation_kind: Annotated[str, Schema(enum=list(ORGANISATION_KINDS))]
    country: Country | None
    biography: Prose | None
    photo: Picture | None
    links: list[Link]
    sessions: list[Appearance]
    files: Files
    changed_at: ChangedAt
    changes: Changes


class Track(TypedDict):
    """A thread of topics."""

    guid: Guid
    slug: str
    number: int
    url: Url
    page: Page
    name: Words
    description: Prose | None
    colour: Annotated[str, Schema(pattern="^#[0-9a-fA-F]{6}$")]
    session_count: int
    sessions_url: Uri
    files: Files
    changed_at: ChangedAt
    changes: Changes


class Stage(TypedDict):
    """Where sessions happen."""

    guid: Guid
    slug: str
    url: Url
    page: Page
    name: Words
    description: Prose | None
    session_count: int
    sessions_url: Uri
    broadcasts: list[Broadcast]
    files: Files
    changed_at: ChangedAt
    changes: Changes


class Topic(TypedDict):
    """A subject that sessions of any track share."""

    guid: Guid
    slug: str
    url: Url
    page: Page
    name: Words
    session_count: int
    sessions_url: Uri
    changed_at: ChangedAt
    changes: Changes


class Day(TypedDict):
    """A programme day, from one day break to the next."""

    date: Date
    index: Annotated[int, Schema(minimum=1)]
    starts_at: Instant
    ends_at: Instant
    url: Url
    page: Page
    session_count: int
    sessions_url: Uri
    files: Files


class Organiser(TypedDict):
    """Who makes the forum."""

    name: Words
    url: Uri | None


class Counts(TypedDict):
    """What the edition holds. Breaks and cancelled sessions are not counted."""

    sessions: int
    speakers: int
    countries: int
    days: int
    viewers: int | None


class Edition(TypedDict):
    """One year's forum."""

    guid: Guid
    slug: str
    url: Url
    page: Page
    name: Words
    acronym: str
    tagline: Words | None
    description: Prose | None
    first_date: Date
    last_date: Date
    time_zone: Annotated[
        str, Schema(description=_("The zone whose clocks all times follow, in IANA's words."))
    ]
    day_break: Annotated[
        str, Schema(pattern="^[0-2][0-9]:[0-5][0-9]$", description=_("When a new day begins."))
    ]
    languages: list[str]
    organiser: Organiser | None
    logo: Picture | None
    youtube_url: Uri | None
    register_url: Uri | None
    contact_url: Uri | None
    contact_email: str | None
    website_url: Uri | None
    links: list[Link]
    counts: Counts
    files: Files
    changed_at: ChangedAt
    changes: Changes


class OnStage(TypedDict):
    """A session in the state that visitors read."""

    state: Annotated[str, Schema(enum=list(VISIBLE_STATES))]
    session: Session


class StageNow(TypedDict):
    """A stage with what is on and what comes next."""

    stage: Annotated[
        Reference | None, Schema(description=_("Null for sessions that are on no stage."))
    ]
    now: list[OnStage]
    next: OnStage | None
    streams: Annotated[
        list[Stream], Schema(description=_("The broadcast of what is on, else of what comes next."))
    ]


class Now(TypedDict):
    """What is on now and next."""

    has_begun: bool
    has_ended: bool
    changed_at: Annotated[
        Instant | None, Schema(description=_("When this answer last changed by itself."))
    ]
    changes_at: Annotated[
        Instant | None,
        Schema(
            description=_(
                "When this answer changes next by itself: there is no need to ask before, "
                "but for a new release."
            )
        ),
    ]
    stages: list[StageNow]


class Index(TypedDict):
    """The beginning of all ways."""

    name: Words
    version: str
    documentation: Uri
    openapi: Uri
    resources: dict[str, Uri]
    languages: Annotated[
        dict[str, Uri],
        Schema(description=_("The same in each language: its code and the address.")),
    ]


class Release(TypedDict):
    """The numbered, frozen programme that an answer was made from."""

    number: int
    identity: Annotated[
        str, Schema(description=_("Differs where anything in the release differs."))
    ]
    published_at: Instant


class Meta(TypedDict):
    """What an answer is."""

    url: Annotated[
        str, Schema(format="uri", description=_("The address of this answer as it was understood."))
    ]
    language: str
    release: Release


class ListMeta(Meta):
    """What a list is, and which part of it this is."""

    filters: Annotated[
        dict[str, list[str]],
        Schema(description=_("The parameters as they were understood; unknown ones are left out.")),
    ]
    total: Annotated[int, Schema(minimum=0, description=_("How many match in all."))]
    count: Annotated[int, Schema(minimum=0, description=_("How many are in this answer."))]
    previous: Uri | None
    next: Uri | None


class Removed(TypedDict):
    """What stood at an address once."""

    guid: Guid
    title: Words | None
    removed_at: Instant | None


class Error(TypedDict):
    """Why there is no answer."""

    status: int
    code: Annotated[str, Schema(enum=["not_found", "gone", "unavailable"])]
    message: str
    hint: Annotated[str, Schema(description=_("What to do about it."))]
    place: Annotated[str, Schema(description=_("The path that was asked for."))]
    documentation: Uri | None
    removed: Removed | None
