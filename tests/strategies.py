"""Hypothesis strategies: whole programmes, with every kind of thing and sound references."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from forum.programme import Programme
from forum.values import Announcement, Edition, Page, Partner
from multilingual.text import Text
from sessions.times import at_local
from sessions.values import (
    KINDS,
    ROLES,
    STATES,
    Appearance,
    Attachment,
    Recording,
    Session,
    Stage,
    Stream,
    Topic,
    Track,
)
from speakers.values import ORGANISATION_KINDS, Link, Picture, Rendition, Speaker

# PostgreSQL's text cannot hold NUL, and UTF-8 cannot hold surrogates.
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
some_words = words.filter(lambda value: bool(value.strip()))
guids = st.uuids(version=4).map(str)
colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
hashes = st.from_regex(r"[0-9a-f]{64}\.webp", fullmatch=True)
addresses = st.sampled_from(["https://example.org/a", "https://example.org/б?c=d", ""])
positions = st.integers(0, 5)


@st.composite
def texts(draw: Any, required: bool = False) -> Text:
    found = {"en": draw(words), "ru": draw(words)}
    if required:
        language = draw(st.sampled_from(["en", "ru"]))
        found[language] = "A" + found[language]
    return Text(found, original=draw(st.sampled_from(["en", "ru"])))


links = st.builds(Link, url=st.just("https://example.org/"), title=texts(), kind=words)
pictures = st.builds(
    Picture,
    file=hashes,
    width=st.integers(1, 960),
    height=st.integers(1, 960),
    renditions=st.lists(
        st.builds(Rendition, hashes, st.integers(1, 960), st.integers(1, 960)), max_size=2
    ).map(tuple),
    focus_x=st.integers(0, 100),
    focus_y=st.integers(0, 100),
)
editions = st.builds(
    Edition,
    guid=guids,
    slug=st.just("2021"),
    name=texts(required=True),
    first_date=st.just(date(2021, 5, 25)),
    last_date=st.just(date(2021, 5, 27)),
    acronym=st.sampled_from(["", "scm2021"]),
    description=texts(),
    time_zone=st.sampled_from(["Europe/Moscow", "Asia/Kolkata", "America/St_Johns", "UTC"]),
    day_break=st.sampled_from([time(0), time(4), time(9, 30)]),
    languages=st.sampled_from([(), ("en",), ("en", "ru")]),
    is_current=st.booleans(),
    organiser=texts(),
    logo=st.none() | pictures,
    viewers=st.none() | st.integers(0, 200_000),
    links=st.lists(links, max_size=2).map(tuple),
)


def _slugged(items: list[Any], name: str) -> tuple[Any, ...]:
    return tuple(
        dataclasses.replace(item, slug=f"{name}-{index}") for index, item in enumerate(items)
    )


def _some(strategy: Any, most: int = 3) -> Any:
    return st.lists(strategy, max_size=most, unique_by=lambda item: item.guid)


@st.composite
def programmes(draw: Any, edition: Edition | None = None) -> Programme:
    """Return a sound programme: every rule of `forum.rules` holds."""
    edition = edition or draw(editions)
    tracks = _slugged(
        draw(
            _some(
                st.builds(
                    Track,
                    guid=guids,
                    slug=st.just(""),
                    number=st.just(1),
                    name=texts(True),
                    colour=colours,
                )
            )
        ),
        "track",
    )
    tracks = tuple(dataclasses.replace(t, number=index + 1) for index, t in enumerate(tracks))
    topics = _slugged(draw(_some(st.builds(Topic, guids, st.just(""), texts(True)))), "topic")
    stages = _slugged(
        draw(_some(st.builds(Stage, guids, st.just(""), texts(True), texts(), positions))), "stage"
    )
    speakers = _slugged(
        draw(
            _some(
                st.builds(
                    Speaker,
                    guid=guids,
                    person=guids,
                    slug=st.just(""),
                    name=texts(True),
                    position=texts(),
                    organisation=texts(),
                    organisation_kind=st.sampled_from(ORGANISATION_KINDS),
                    country=st.sampled_from(["", "RU", "FI"]),
                    biography=texts(),
                    photo=st.none() | pictures,
                    photo_alt=texts(),
                    links=st.lists(links, max_size=1).map(tuple),
                )
            )
        ),
        "speaker",
    )
    speakers = tuple({s.person: s for s in speakers}.values())
    begin = at_local(edition.first_date, edition.day_break, edition.zone)
    starts = st.none() | st.integers(0, 48 * 12 - 1).map(lambda n: begin + timedelta(minutes=5 * n))
    reference = lambda items: st.sampled_from(["", *(item.guid for item in items)])  # noqa: E731
    sessions = _slugged(
        draw(
            _some(
                st.builds(
                    Session,
                    guid=guids,
                    number=st.just(1),
                    slug=st.just(""),
                    title=texts(True),
                    subtitle=texts(),
                    abstract=texts(),
                    kind=st.sampled_from(KINDS),
                    kind_name=texts(),
                    languages=st.sampled_from([(), ("en",), ("ru", "en")]),
                    topics=st.just(tuple(sorted(topic.guid for topic in topics))),
                    track=reference(tracks),
                    stage=reference(stages),
                    starts_at=starts,
                    duration_minutes=st.integers(0, 600),
                    delayed_from=starts,
                    state=st.sampled_from(STATES),
                    code=st.sampled_from(["", "ABC123"]),
                    poster=st.none() | pictures,
                    links=st.lists(links, max_size=2).map(tuple),
                    attachments=st.lists(
                        st.builds(Attachment, title=texts(), url=st.just("https://example.org/x")),
                        max_size=1,
                    ).map(tuple),
                    recording=st.builds(Recording, addresses, words, st.booleans()),
                    origin_url=addresses,
                ),
                4,
            )
        ),
        "session",
    )
    sessions = tuple(dataclasses.replace(s, number=index + 1) for index, s in enumerate(sessions))
    pairs = [(session.guid, speaker.guid) for session in sessions for speaker in speakers]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []
    appearances = tuple(
        Appearance(
            draw(guids),
            session,
            speaker,
            draw(st.sampled_from(ROLES)),
            draw(positions),
            draw(texts()),
        )
        for session, speaker in chosen
    )
    streams = tuple(
        Stream(
            draw(guids),
            "aqz-KE-bpKQ",
            stage.guid,
            edition.first_date,
            "",
            draw(st.sampled_from(["", "ru"])),
            draw(starts),
        )
        for stage in stages[:1]
    )
    pages = _slugged(
        draw(
            _some(
                st.builds(Page, guids, st.just(""), texts(True), texts(), positions, st.booleans()),
                2,
            )
        ),
        "page",
    )
    partners = tuple(
        draw(_some(st.builds(Partner, guids, texts(True), logo=st.none() | pictures), 2))
    )
    announcements = tuple(
        draw(
            _some(
                st.builds(
                    Announcement,
                    guid=guids,
                    title=texts(True),
                    starts_at=st.just(datetime(2021, 5, 1, 9, tzinfo=UTC)),
                    body=texts(),
                    ends_at=st.none() | st.just(datetime(2021, 6, 1, tzinfo=UTC)),
                    urgent=st.booleans(),
                ),
                2,
            )
        )
    )
    return Programme(
        edition,
        tracks,
        topics,
        stages,
        speakers,
        sessions,
        appearances,
        streams,
        pages,
        partners,
        announcements,
    )
