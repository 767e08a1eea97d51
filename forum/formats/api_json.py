"""The programme as JSON for other programs: one function a resource, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.encoding import iri_to_uri

from forum import values
from forum.formats.api_shapes import (
    Attachment,
    Day,
    Edition,
    Link,
    Picture,
    Prose,
    Reference,
    Session,
    SessionReference,
    Speaker,
    Stage,
    Stream,
    Topic,
    Track,
    TrackReference,
    Words,
)
from forum.formats.writing import Publication
from forum.programme import Programme
from forum.values import Change
from multilingual.characters import on_one_line, writable
from multilingual.markdown import to_html
from multilingual.text import Text
from sessions import values as programme_values
from sessions import youtube
from sessions.entries import recording_address, videos
from sessions.listing import in_order, kind_word, was
from sessions.templatetags.programme import role_word
from sessions.times import Day as ProgrammeDay
from sessions.times import local
from sessions.values import taking_place
from speakers import values as people
from speakers.countries import country_name

# Resources


def session(
    programme: Programme,
    item: programme_values.Session,
    publication: Publication,
    files: Mapping[str, str],
) -> Session:
    """Return a session; `files` are full addresses by name, here and below."""
    address, language, zone = publication.address, publication.language, programme.zone
    page = address("session", item.slug)
    day = programme.day_of.get(item.guid)
    track = programme.get("tracks", item.track)
    stage = programme.get("stages", item.stage)
    topics = (programme.get("topics", guid) for guid in item.topics)
    appearances = programme.appearances_by_session.get(item.guid, ())
    change = _change(programme, item.guid, publication)
    recorded = recording_address(item)
    return {
        "guid": item.guid,
        "number": item.number,
        "slug": item.slug,
        "code": on_one_line(item.code) or None,
        "url": address("api-session", item.guid),
        "page": page,
        "title": words(item.title, language),
        "subtitle": _some_words(item.subtitle, language),
        "abstract": prose(item.abstract, language),
        "description": prose(item.description, language),
        "kind": item.kind,
        "kind_name": _kind_name(item, language),
        "state": item.state,
        "languages": list(item.languages),
        "day": day.isoformat() if day else None,
        "starts_at": _instant(item.starts_at, programme),
        "ends_at": _instant(item.ends_at, programme),
        "duration_minutes": item.duration_minutes,
        "delayed_from": _instant(was(item), programme),
        "track": track_reference(track, publication) if track else None,
        "stage": reference("stage", stage, publication) if stage else None,
        "topics": [reference("topic", topic, publication) for topic in topics if topic],
        "speakers": [
            {
                "role": part.role,
                "role_name": role_word(part.role),
                "title": _some_words(part.title, language),
                "speaker": reference("speaker", speaker, publication),
            }
            for part in in_order(appearances)
            if (speaker := programme.get("speakers", part.speaker))
        ],
        "streams": [
            {"url": video.address, "language": video.language or None}
            for video in videos(programme, item, page)
        ],
        "recording": {"url": iri_to_uri(recorded), "licence": on_one_line(item.recording.licence)}
        if recorded
        else None,
        "recording_opted_out": item.recording.opted_out,
        "poster": picture(item.poster, item.poster_alt, publication),
        "links": links(item.links, language),
        "attachments": attachments(item.attachments, publication),
        "feedback_url": web_address(item.feedback_url),
        "origin_url": web_address(item.origin_url),
        "files": dict(files),
        "changed_at": instant(change.last_at, zone),
        "changes": change.count,
    }


def speaker(
    programme: Programme, item: people.Speaker, publication: Publication, files: Mapping[str, str]
) -> Speaker:
    """Return a speaker with their sessions, in order of time."""
    address, language = publication.address, publication.language
    change = _change(programme, item.guid, publication)
    country = item.country.upper()
    return {
        "guid": item.guid,
        "person": item.person,
        "slug": item.slug,
        "url": address("api-speaker", item.guid),
        "page": address("speaker", item.slug),
        "name": words(item.name, language),
        "position": _some_words(item.position, language),
        "organisation": _some_words(item.organisation, language),
        "organisation_kind": item.organisation_kind,
        "country": {"code": country, "name": country_name(country) or country} if country else None,
        "biography": prose(item.biography, language),
        "photo": picture(item.photo, item.photo_alt, publication),
        "links": links(item.links, language),
        "sessions": [
            {
                "role": part.role,
                "role_name": role_word(part.role),
                "title": _some_words(part.title, language),
                "session": session_reference(programme, found, publication),
            }
            for found in programme.sessions_by_speaker.get(item.guid, ())
            for part in programme.appearances_by_session[found.guid]
            if part.speaker == item.guid
        ],
        "files": dict(files),
        "changed_at": instant(change.last_at, programme.zone),
        "changes": change.count,
    }


def track(
    programme: Programme,
    item: programme_values.Track,
    publication: Publication,
    files: Mapping[str, str],
) -> Track:
    """Return a track."""
    address, language = publication.address, publication.language
    change = _change(programme, item.guid, publication)
    return {
        "guid": item.guid,
        "slug": item.slug,
        "number": item.number,
        "url": address("api-track", item.guid),
        "page": address("track", item.slug),
        "name": words(item.name, language),
        "description": prose(item.description, language),
        "colour": item.colour,
        "session_count": _count(programme.sessions_by_track.get(item.guid, ())),
        "sessions_url": _sessions(publication, track=str(item.number)),
        "files": dict(files),
        "changed_at": instant(change.last_at, programme.zone),
        "changes": change.count,
    }


def stage(
    programme: Programme,
    item: programme_values.Stage,
    publication: Publication,
    files: Mapping[str, str],
) -> Stage:
    """Return a stage with its broadcasts of whole days."""
    address, language = publication.address, publication.language
    change = _change(programme, item.guid, publication)
    own = (stream for stream in programme.streams if stream.stage == item.guid)
    return {
        "guid": item.guid,
        "slug": item.slug,
        "url": address("api-stage", item.guid),
        "page": address("stage", item.slug),
        "name": words(item.name, language),
        "description": prose(item.description, language),
        "session_count": _count(programme.sessions_by_stage.get(item.guid, ())),
        "sessions_url": _sessions(publication, stage=item.slug),
        "broadcasts": [
            {
                "url": found["url"],
                "language": found["language"],
                "day": stream.day.isoformat() if stream.day else None,
            }
            for stream in sorted(own, key=lambda item: (item.day or date.min, item.language))
            if (found := stream_of(stream))
        ],
        "files": dict(files),
        "changed_at": instant(change.last_at, programme.zone),
        "changes": change.count,
    }


def topic(
    programme: Programme,
    item: programme_values.Topic,
    publication: Publication,
    files: Mapping[str, str],
) -> Topic:
    """Return a topic; it has no files."""
    change = _change(programme, item.guid, publication)
    sessions = [found for found in programme.sessions if item.guid in found.topics]
    return {
        **reference("topic", item, publication),
        "session_count": _count(sessions),
        "sessions_url": _sessions(publication, topic=item.slug),
        "changed_at": instant(change.last_at, programme.zone),
        "changes": change.count,
    }


def day(
    programme: Programme, item: ProgrammeDay, publication: Publication, files: Mapping[str, str]
) -> Day:
    """Return a programme day."""
    return {
        "date": item.date.isoformat(),
        "index": item.index,
        "starts_at": instant(item.starts_at, programme.zone),
        "ends_at": instant(item.ends_at, programme.zone),
        "url": publication.address("api-day", item.date),
        "page": publication.address("day", item.date),
        "session_count": _count(programme.sessions_by_day.get(item.date, ())),
        "sessions_url": _sessions(publication, day=item.date.isoformat()),
        "files": dict(files),
    }


def edition(
    programme: Programme, item: values.Edition, publication: Publication, files: Mapping[str, str]
) -> Edition:
    """Return the edition's facts and the numbers of what it holds."""
    language = publication.language
    change = _change(programme, item.guid, publication)
    return {
        "guid": item.guid,
        "slug": item.slug,
        "url": publication.address("api-edition"),
        "page": publication.address("home"),
        "name": words(item.name, language),
        "acronym": on_one_line(item.acronym),
        "tagline": _some_words(item.tagline, language),
        "description": prose(item.description, language),
        "first_date": item.first_date.isoformat(),
        "last_date": item.last_date.isoformat(),
        "time_zone": item.time_zone,
        "day_break": f"{item.day_break:%H:%M}",
        "languages": list(item.languages),
        "organiser": {
            "name": words(item.organiser, language),
            "url": web_address(item.organiser_url),
        }
        if item.organiser
        else None,
        "logo": picture(item.logo, item.logo_alt, publication),
        "youtube_url": web_address(item.youtube_url),
        "register_url": web_address(item.register_url),
        "contact_url": web_address(item.contact_url),
        "contact_email": on_one_line(item.contact_email) or None,
        "website_url": web_address(item.website_url),
        "links": links(item.links, language),
        "counts": {
            "sessions": _count(programme.sessions),
            "speakers": len(programme.speakers),
            "countries": len(programme.countries),
            "days": len(programme.days),
            "viewers": item.viewers,
        },
        "files": dict(files),
        "changed_at": instant(change.last_at, programme.zone),
        "changes": change.count,
    }


# Pieces


def words(text: Text, language: str) -> Words:
    """Return words on one line, honestly marked."""
    found = text.in_language(language)
    return {"text": on_one_line(found.words), "language": found.language}


def prose(text: Text, language: str) -> Prose | None:
    """Return a longer text, or None where there is nothing to read."""
    found = text.in_language(language)
    markdown = writable(found.words).strip()
    if not markdown:
        return None
    return {"markdown": markdown, "html": to_html(markdown), "language": found.language}


def instant(at: datetime, zone: Any) -> str:
    """Return an instant with the zone's offset, to the second: RFC 3339, 5.6.

    Offsets of long ago that have seconds cannot be written so: then in UTC.
    """
    here = local(at, zone).replace(microsecond=0)
    offset = here.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1):
        here = here.astimezone(UTC)
    return here.isoformat()


def web_address(address: str) -> str | None:
    """Return an address of the web as a URI, or None for any other, which might run scripts."""
    found = on_one_line(address)
    try:
        parts = urlsplit(found)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return iri_to_uri(found)


def picture(item: people.Picture | None, alt: Text, publication: Publication) -> Picture | None:
    """Return a picture with every width of it."""
    if item is None:
        return None
    return {
        "url": publication.media(item.file),
        "width": item.width,
        "height": item.height,
        "focus_x": item.focus_x,
        "focus_y": item.focus_y,
        "description": _some_words(alt, publication.language),
        "renditions": [
            {
                "url": publication.media(rendition.file),
                "width": rendition.width,
                "height": rendition.height,
            }
            for rendition in item.renditions
        ],
    }


def links(items: tuple[people.Link, ...], language: str) -> list[Link]:
    """Return those links that lead to the web."""
    return [
        {"url": url, "title": _some_words(item.title, language), "kind": on_one_line(item.kind)}
        for item in items
        if (url := web_address(item.url))
    ]


def attachments(
    items: tuple[programme_values.Attachment, ...], publication: Publication
) -> list[Attachment]:
    """Return documents: files of ours, and addresses elsewhere."""
    return [
        {
            "url": url,
            "title": _some_words(item.title, publication.language),
            "size_bytes": item.size_bytes or None,
        }
        for item in items
        if (url := publication.media(item.file) if item.file else web_address(item.url))
    ]


def reference(kind: str, item: Any, publication: Publication) -> Reference:
    """Return a stage, topic or speaker by its name."""
    if kind == "topic":
        page = f"{publication.address('programme')}?{urlencode({'topic': item.slug})}"
    else:
        page = publication.address(kind, item.slug)
    return {
        "guid": item.guid,
        "slug": item.slug,
        "url": publication.address(f"api-{kind}", item.guid),
        "page": page,
        "name": words(item.name, publication.language),
    }


def track_reference(item: programme_values.Track, publication: Publication) -> TrackReference:
    """Return a track by its name, with the number and the colour it is known by."""
    return {
        **reference("track", item, publication),
        "number": item.number,
        "colour": item.colour,
    }


def session_reference(
    programme: Programme, item: programme_values.Session, publication: Publication
) -> SessionReference:
    """Return a session by its title."""
    return {
        "guid": item.guid,
        "slug": item.slug,
        "url": publication.address("api-session", item.guid),
        "page": publication.address("session", item.slug),
        "title": words(item.title, publication.language),
        "starts_at": _instant(item.starts_at, programme),
        "ends_at": _instant(item.ends_at, programme),
    }


def stream_of(stream: programme_values.Stream) -> Stream | None:
    """Return a broadcast from its beginning, or None where it is no link to a video."""
    video = youtube.video_in(stream.video)
    if video is None:
        return None
    return {"url": youtube.watch_url(video), "language": stream.language or None}


def _some_words(text: Text, language: str) -> Words | None:
    found = words(text, language)
    return found if found["text"] else None


def _kind_name(item: programme_values.Session, language: str) -> Words | None:
    if item.kind_name:
        return _some_words(item.kind_name, language)
    word = kind_word(item)
    return {"text": word, "language": language} if word else None


def _instant(at: datetime | None, programme: Programme) -> str | None:
    return instant(at, programme.zone) if at else None


def _change(programme: Programme, guid: str, publication: Publication) -> Change:
    return programme.history.changes.get(guid) or Change(0, publication.since)


def _count(sessions: Any) -> int:
    return len(taking_place(sessions))


def _sessions(publication: Publication, **chosen: str) -> str:
    return f"{publication.address('api-sessions')}?{urlencode(chosen)}"
