"""schema.org as JSON-LD: what search engines read of the forum, its sessions, people and videos.

Every function takes values of a programme and gives what JSON can hold. A thing has one `@id` in
all languages, under all of its addresses and in all releases: it is made of its guid.

Source: https://schema.org and https://developers.google.com/search/docs/appearance/structured-data
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from forum.formats.writing import Publication
from forum.programme import Programme
from forum.values import Edition
from multilingual.characters import on_one_line
from multilingual.display import shown
from multilingual.markdown import to_plain
from multilingual.text import Text, shortened
from sessions import youtube
from sessions.states import state_of
from sessions.times import local
from sessions.values import Session, Stage, Stream, Track
from speakers.values import Link, Speaker

Node = dict[str, Any]

CONTEXT = "https://schema.org"
LISTED_AT_MOST = 50
"""So many things of a list are named; the list says how many there are."""

ABOUT_AT_MOST = 300
"""So many characters tell what a thing is about; its page has the rest."""

_MARKDOWN_AT_MOST = 4000


@dataclass(frozen=True)
class Step:
    """A step on the way from the home page to a page: its name and full address."""

    name: str
    address: str


Trail = Sequence[Step]
"""The way to a page, the page itself last."""


def home(programme: Programme, publication: Publication, trail: Trail, image: str) -> Node:
    """Return the forum as an event with its sessions, who holds it, and the site."""
    writer = _Writer(programme, publication)
    edition = programme.edition
    sessions = programme.sessions_in_order[:LISTED_AT_MOST]
    event = {
        **writer.edition(),
        "alternateName": on_one_line(edition.acronym),
        "description": writer.words(edition.tagline) or writer.about(edition.description),
        "image": image,
        "inLanguage": list(edition.languages),
        "organizer": writer.organiser_reference(),
        "subEvent": [writer.session_reference(session) for session in sessions],
    }
    return writer.graph(event, writer.organiser(), writer.website(), _trail(trail))


def session(
    programme: Programme, session: Session, publication: Publication, trail: Trail, image: str
) -> Node:
    """Return a session as an event, and the videos of it that can be watched at the moment."""
    writer = _Writer(programme, publication)
    track: Track | None = programme.get("tracks", session.track)
    topics = [programme.get("topics", guid) for guid in session.topics]
    videos = list(writer.videos(session, image))
    event = {
        **writer.session_reference(session),
        **writer.state(session),
        "description": writer.about_session(session),
        "image": image,
        "endDate": writer.instant(session.ends_at),
        "duration": _duration(session),
        "inLanguage": list(session.languages),
        "about": writer.words(track.name) if track else "",
        "keywords": [writer.words(topic.name) for topic in topics if topic],
        "location": writer.place(session),
        "performer": [
            writer.person(speaker)
            for appearance in programme.appearances_by_session.get(session.guid, ())
            if (speaker := programme.get("speakers", appearance.speaker))
        ],
        "organizer": writer.organiser_reference(),
        "superEvent": writer.edition(),
        "recordedIn": [{"@id": video["@id"]} for video in videos],
    }
    return writer.graph(event, *videos, _trail(trail))


def speaker(programme: Programme, speaker: Speaker, publication: Publication, trail: Trail) -> Node:
    """Return a person with the sessions they take part in."""
    writer = _Writer(programme, publication)
    sessions = programme.sessions_by_speaker.get(speaker.guid, ())
    change = programme.history.changes.get(speaker.guid)
    person = {
        **writer.person(speaker),
        "description": writer.about(speaker.biography),
        "sameAs": _web_links(speaker.links),
        "performerIn": [writer.session_reference(item) for item in sessions[:LISTED_AT_MOST]],
    }
    page = writer.page("ProfilePage", trail, mainEntity=person)
    page["dateModified"] = writer.instant(change.last_at) if change else ""
    return writer.graph(page, _trail(trail))


def sessions(
    programme: Programme, listed: Sequence[Session], publication: Publication, trail: Trail
) -> Node:
    """Return a page that lists sessions, by names and addresses alone."""
    writer = _Writer(programme, publication)
    items = [
        (writer.words(item.title), publication.address("session", item.slug))
        for item in listed[:LISTED_AT_MOST]
    ]
    page = writer.page("CollectionPage", trail, mainEntity=_list(items, len(listed)))
    return writer.graph(page, _trail(trail))


def stage(
    programme: Programme, stage: Stage, publication: Publication, trail: Trail, image: str
) -> Node:
    """Return a page that lists a stage's sessions, and its broadcasts with a clip for each."""
    writer = _Writer(programme, publication)
    found = sessions(programme, programme.sessions_by_stage.get(stage.guid, ()), publication, trail)
    videos = writer.stage_videos(stage, image)
    found["@graph"] += [_kept(video) for video in videos]
    return found


def speakers(programme: Programme, publication: Publication, trail: Trail) -> Node:
    """Return the page that lists all speakers, by names and addresses alone."""
    writer = _Writer(programme, publication)
    items = [
        (writer.words(item.name), publication.address("speaker", item.slug))
        for item in programme.speakers_in_order(publication.language)[:LISTED_AT_MOST]
    ]
    page = writer.page("CollectionPage", trail, mainEntity=_list(items, len(programme.speakers)))
    return writer.graph(page, _trail(trail))


def editions(
    programme: Programme,
    all_editions: Sequence[tuple[Edition, str]],
    publication: Publication,
    trail: Trail,
) -> Node:
    """Return the page that lists editions with their addresses. `programme` is the current one."""
    writer = _Writer(programme, publication)
    items = [(writer.words(edition.name), address) for edition, address in all_editions]
    page = writer.page("CollectionPage", trail, mainEntity=_list(items, len(items)))
    return writer.graph(page, _trail(trail))


def page(programme: Programme, publication: Publication, trail: Trail) -> Node:
    """Return any other page."""
    writer = _Writer(programme, publication)
    return writer.graph(writer.page("WebPage", trail), _trail(trail))


class _Writer:
    """Writes things of one programme for one page."""

    def __init__(self, programme: Programme, publication: Publication) -> None:
        self.programme = programme
        self.publication = publication
        home = publication.address("home")
        parts = urlsplit(home)
        below = f"/{publication.language}/{programme.edition.slug}/"
        # The site may stand below a path of its host.
        self.root = home.rpartition(below)[0] or f"{parts.scheme}://{parts.netloc}"

    def identity(self, guid: str) -> str:
        return f"{self.root}/#{guid}"

    def graph(self, *nodes: Node) -> Node:
        return {"@context": CONTEXT, "@graph": [found for node in nodes if (found := _kept(node))]}

    # Words and times

    def words(self, text: Text) -> str:
        return on_one_line(shown(text).words)

    def about(self, text: Text) -> str:
        """Return the bare words of a text in Markdown, as many as a description has."""
        plain = to_plain(shown(text).words[:_MARKDOWN_AT_MOST])
        return shortened(on_one_line(plain), ABOUT_AT_MOST)

    def about_session(self, session: Session) -> str:
        texts = (session.abstract, session.description, session.subtitle)
        return next(filter(None, map(self.about, texts)), "") or self.words(session.title)

    def instant(self, at: datetime | None) -> str:
        return local(at, self.programme.zone).isoformat(timespec="seconds") if at else ""

    # The forum and the site

    def edition(self) -> Node:
        """Return the edition as far as every event of it names it."""
        edition = self.programme.edition
        return {
            "@type": "Event",
            "@id": self.identity(edition.guid),
            "name": self.words(edition.name) or edition.slug,
            "url": self.publication.address("home"),
            "startDate": self.instant(self.programme.begins_at) or edition.first_date.isoformat(),
            "endDate": self.instant(self.programme.ends_at) or edition.last_date.isoformat(),
            "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
            "eventStatus": f"{CONTEXT}/EventScheduled",
            "location": self.online(self.publication.address("live")),
        }

    def online(self, address: str) -> Node:
        return {"@type": "VirtualLocation", "url": address}

    def organiser_reference(self) -> Node:
        edition = self.programme.edition
        name = self.words(edition.organiser)
        if not name:
            return {}
        return {
            "@type": "Organization",
            "@id": self.identity(f"{edition.guid}-organiser"),
            "name": name,
            "url": _web(edition.organiser_url),
        }

    def organiser(self) -> Node:
        edition = self.programme.edition
        found = self.organiser_reference()
        if not found:
            return {}
        return {
            **found,
            "logo": self.publication.media(edition.logo.file) if edition.logo else "",
            "email": on_one_line(edition.contact_email),
            "sameAs": [*_web_links(edition.links), *_some(_web(edition.youtube_url))],
        }

    def website(self) -> Node:
        return {
            "@type": "WebSite",
            "@id": f"{self.root}/#website",
            "url": f"{self.root}/",
            "name": self.words(self.programme.edition.name) or self.programme.edition.slug,
            "inLanguage": self.publication.language,
            "publisher": {"@id": organiser["@id"]}
            if (organiser := self.organiser_reference())
            else {},
        }

    def page(self, type_: str, trail: Trail, **given: Any) -> Node:
        return {
            "@type": type_,
            "@id": f"{trail[-1].address}#page",
            "url": trail[-1].address,
            "name": trail[-1].name,
            "inLanguage": self.publication.language,
            "isPartOf": {"@id": f"{self.root}/#website"},
            "breadcrumb": {"@id": _trail_identity(trail)},
            **given,
        }

    # Sessions

    def session_reference(self, session: Session) -> Node:
        """Return a session as far as others name it; a search engine wants when and where too."""
        address = self.publication.address("session", session.slug)
        return {
            "@type": "Event",
            "@id": self.identity(session.guid),
            "name": self.words(session.title) or f"№ {session.number}",
            "url": address,
            "startDate": self.instant(session.starts_at),
            "location": self.online(address),
        }

    def place(self, session: Session) -> Node:
        stage: Stage | None = self.programme.get("stages", session.stage)
        online = self.online(self.publication.address("session", session.slug))
        return {**online, "name": self.words(stage.name)} if stage else online

    def state(self, session: Session) -> Node:
        """Return whether a session takes place, and when it was to begin before it was moved."""
        before = self._before(session)
        if session.is_cancelled:
            status = "EventCancelled"
        elif before and session.starts_at:
            status = "EventRescheduled"
        elif before:
            status = "EventPostponed"
        else:
            status = "EventScheduled"
        return {
            "eventAttendanceMode": f"{CONTEXT}/OnlineEventAttendanceMode",
            "eventStatus": f"{CONTEXT}/{status}",
            "previousStartDate": self.instant(before),
        }

    def _before(self, session: Session) -> datetime | None:
        """Return the start that the public was told before the present one."""
        if session.delayed_from and session.delayed_from != session.starts_at:
            return session.delayed_from
        moves = [
            line
            for line in self.programme.history.news
            if line.kind == "moved" and line.guid == session.guid
        ]
        latest = max(moves, key=lambda line: (line.release, line.at), default=None)
        if latest is None or not latest.before:
            return None
        before = datetime.fromisoformat(latest.before)
        return before if before != session.starts_at else None

    # People

    def person(self, speaker: Speaker) -> Node:
        organisation = self.words(speaker.organisation)
        return {
            "@type": "Person",
            # The same human in every year.
            "@id": self.identity(speaker.person),
            "name": self.words(speaker.name) or speaker.slug,
            "url": self.publication.address("speaker", speaker.slug),
            "jobTitle": self.words(speaker.position),
            "affiliation": {"@type": "Organization", "name": organisation} if organisation else {},
            "image": self.publication.media(speaker.photo.file) if speaker.photo else "",
        }

    # Videos

    def videos(self, session: Session, image: str) -> Iterator[Node]:
        """Yield what of a session can be watched at the moment: live, in clips, or recorded."""
        state = state_of(session, self.publication.moment)
        if state == "recorded" and (recording := self._recording(session, image)):
            yield recording
        elif state == "live":
            for stream in self.programme.streams_of(session):
                yield from self._live(session, stream, image)
        elif state in ("ended", "recorded") and not session.recording.opted_out:
            for stream in self.programme.streams_of(session):
                if stream.session:
                    yield from self._own(session, stream, image)
                else:
                    yield from self._broadcast(stream, [session], image)

    def stage_videos(self, stage: Stage, image: str) -> Iterator[Node]:
        """Yield the broadcasts of a stage with a clip for each session that has ended."""
        carried: dict[str, list[Session]] = {}
        for session in self.programme.sessions_by_stage.get(stage.guid, ()):
            is_over = state_of(session, self.publication.moment) in ("ended", "recorded")
            if is_over and not session.recording.opted_out:
                for stream in self.programme.streams_of(session):
                    carried.setdefault(stream.guid, []).append(session)
        for guid, sessions in carried.items():
            carrier: Stream = self.programme.get("streams", guid)
            if not carrier.session:
                yield from self._broadcast(carrier, sessions[:LISTED_AT_MOST], image)

    def _recording(self, session: Session, image: str) -> Node:
        address = _web(session.recording.url)
        if not address:
            return {}
        video = youtube.video_in(address)
        return {
            **self._video(f"{session.guid}-recording", session, image),
            "uploadDate": self.instant(session.ends_at),
            "url": youtube.watch_url(video) if video else address,
            "embedUrl": youtube.embed_url(video) if video else "",
            "license": _web(session.recording.licence),
        }

    def _live(self, session: Session, stream: Stream, image: str) -> Iterator[Node]:
        for own in self._own(session, stream, image):
            yield {
                **own,
                "publication": {
                    "@type": "BroadcastEvent",
                    "name": own["name"],
                    "isLiveBroadcast": True,
                    "startDate": self.instant(session.starts_at),
                    "endDate": self.instant(session.ends_at),
                },
            }

    def _own(self, session: Session, stream: Stream, image: str) -> Iterator[Node]:
        """Yield a stream as the video of a session, if it is one."""
        if video := youtube.video_in(stream.video):
            yield {
                **self._video(f"{session.guid}-{stream.guid}", session, image),
                **_addresses(video),
                "uploadDate": self.instant(session.starts_at),
                "inLanguage": stream.language,
            }

    def _video(self, identity: str, session: Session, image: str) -> Node:
        return {
            "@type": "VideoObject",
            "@id": self.identity(identity),
            "name": self.words(session.title) or f"№ {session.number}",
            "description": self.about_session(session),
            "thumbnailUrl": image,
        }

    def _broadcast(self, stream: Stream, sessions: Sequence[Session], image: str) -> Iterator[Node]:
        """Yield a stage's broadcast with the moments at which its sessions begin and end."""
        video = youtube.video_in(stream.video)
        if video is None:
            return
        stage: Stage | None = self.programme.get("stages", stream.stage)
        day = stream.day.isoformat() if stream.day else ""
        parts = (self.words(self.programme.edition.name), self.words(stage.name) if stage else "")
        name = ", ".join(_some(*parts, day))
        yield {
            "@type": "VideoObject",
            "@id": self.identity(stream.guid),
            "name": name,
            "description": ", ".join(_some(*(self.words(item.title) for item in sessions))),
            "thumbnailUrl": image,
            **_addresses(video),
            "uploadDate": self.instant(stream.starts_at or sessions[0].starts_at),
            "inLanguage": stream.language,
            "hasPart": [clip for item in sessions if (clip := self._clip(stream, video, item))],
        }

    def _clip(self, stream: Stream, video: youtube.Video, session: Session) -> Node:
        if not (stream.starts_at and session.starts_at and video.video_id):
            return {}
        start = youtube.moment(session.starts_at, stream.starts_at)
        return {
            "@type": "Clip",
            "name": self.words(session.title) or f"№ {session.number}",
            "startOffset": start,
            "endOffset": start + session.duration_minutes * 60,
            "url": youtube.watch_url(video, start),
        }


def _kept(node: Node) -> Node:
    """Return a node without what is not known, and so for all nodes in it."""
    kept = {key: _known(value) for key, value in node.items()}
    return {key: value for key, value in kept.items() if value not in ("", None, [], {})}


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return _kept(value)
    return [_known(item) for item in value] if isinstance(value, list) else value


def _some(*words: str) -> list[str]:
    return [word for word in words if word]


def _web(address: str) -> str:
    """Return an address of the web, or nothing: others run scripts or lead nowhere."""
    line = on_one_line(address)
    return line if line.startswith(("http://", "https://")) and " " not in line else ""


def _web_links(links: Iterable[Link]) -> list[str]:
    return _some(*(_web(link.url) for link in links))


def _addresses(video: youtube.Video) -> Node:
    return {"url": youtube.watch_url(video), "embedUrl": youtube.embed_url(video)}


def _duration(session: Session) -> str:
    """Return a length as ISO 8601 has it."""
    return f"PT{session.duration_minutes}M" if session.duration_minutes else ""


def _trail_identity(trail: Trail) -> str:
    return f"{trail[-1].address}#trail"


def _trail(trail: Trail) -> Node:
    return {
        "@type": "BreadcrumbList",
        "@id": _trail_identity(trail),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step.name, "item": step.address}
            for position, step in enumerate(trail, 1)
        ],
    }


def _list(items: Iterable[tuple[str, str]], count: int) -> Node:
    return {
        "@type": "ItemList",
        "numberOfItems": count,
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "url": address}
            for position, (name, address) in enumerate(items, 1)
        ],
    }
