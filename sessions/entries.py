"""Sessions as calendars print them: plain values in the active language, without markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from multilingual.characters import on_one_line, writable
from multilingual.display import language_name
from multilingual.markdown import to_paragraphs
from multilingual.text import Text, Words
from sessions import youtube
from sessions.listing import in_order, kind_word
from sessions.models import Role
from sessions.times import in_utc
from sessions.values import Session, Stream

MOST_ABOUT = 3000
"""How many characters a calendar tells about a session; its page has the rest."""

MOST_ABOUT_IN_LINK = 400
"""The same in a link to a calendar on the web, which a browser must be able to send."""


@dataclass(frozen=True)
class Video:
    """Where a session is broadcast. `language` is empty for the floor, else an interpreter's."""

    address: str
    language: str = ""


@dataclass(frozen=True)
class Entry:
    """A session as a calendar prints it; words are on one line each, and never empty in `title`.

    `about` are the paragraphs of what it is about; `people` a line each; `page` its full address;
    `recording` that of its recording, or empty; `categories` its track and kind.
    """

    session: Session
    title: Words
    where: Words
    about: tuple[str, ...]
    people: tuple[str, ...]
    categories: tuple[str, ...]
    page: str
    videos: tuple[Video, ...]
    recording: str

    def details(self, most: int = MOST_ABOUT) -> str:
        """Return what there is to read: about it, its people, where to watch, its page.

        `most` bounds the characters about it; the addresses are always whole.
        """
        watch = "\n".join(self._ways())
        # The items of a list stand close together.
        about = "\n\n".join(self.about).replace("\n\n• ", "\n• ")
        parts = [_cut(about, most), "\n".join(self.people), watch]
        return "\n\n".join(part for part in parts if part)

    @cached_property
    def details_in_link(self) -> str:
        """The details as the last part of a link to a calendar on the web, quoted."""
        return quote_plus(self.details(MOST_ABOUT_IN_LINK))

    def _ways(self) -> Iterator[str]:
        for video in self.videos:
            if video.language:
                yield _("Watch ({language}): {address}").format(
                    language=language_name(video.language), address=video.address
                )
            else:
                yield _("Watch: {address}").format(address=video.address)
        if self.recording:
            yield _("Recording: {address}").format(address=self.recording)
        yield _("Session page: {address}").format(address=self.page)


def entry(programme: Any, session: Session, address: Callable[..., str]) -> Entry:
    """Return a session of a `Programme`, or one that was removed from it, as calendars print it.

    `address` gives the full address of a page by name and slug.
    """
    language = get_language() or "en"
    track = programme.get("tracks", session.track)
    stage = programme.get("stages", session.stage)
    page = address("session", session.slug)
    categories = (_line(track.name, language).words if track else "", _kind(session, language))
    return Entry(
        session,
        title=_title(session, language),
        where=_where(stage.name if stage else None, programme.edition.name, language),
        about=tuple(_about(session, language)),
        people=tuple(_people(programme, session, language)),
        categories=tuple(dict.fromkeys(word for word in categories if word)),
        page=page,
        videos=videos(programme, session, page),
        recording=recording_address(session),
    )


def google_link(entry: Entry) -> str:
    """Return the address at which Google Calendar offers to keep a session with a time."""
    starts_at, ends_at = _instants(entry.session)
    fields = urlencode(
        {
            "action": "TEMPLATE",
            "text": entry.title.words,
            "dates": f"{starts_at:%Y%m%dT%H%M%SZ}/{ends_at:%Y%m%dT%H%M%SZ}",
            "location": entry.where.words,
        }
    )
    details = entry.details_in_link
    return f"https://calendar.google.com/calendar/render?{fields}&details={details}"


def outlook_link(entry: Entry) -> str:
    """Return the address at which Outlook on the web offers to keep a session with a time."""
    starts_at, ends_at = _instants(entry.session)
    fields = urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": entry.title.words,
            "startdt": in_utc(starts_at),
            "enddt": in_utc(ends_at),
            "location": entry.where.words,
        }
    )
    body = entry.details_in_link
    return f"https://outlook.live.com/calendar/0/deeplink/compose?{fields}&body={body}"


def _instants(session: Session) -> tuple[datetime, datetime]:
    if not session.starts_at or not session.ends_at:
        raise ValueError(f"Expected a session with a time, {session.slug!r} has none.")
    return session.starts_at.astimezone(UTC), session.ends_at.astimezone(UTC)


def _line(text: Text, language: str) -> Words:
    found = text.in_language(language)
    return found._replace(words=on_one_line(found.words))


def _title(session: Session, language: str) -> Words:
    title = _line(session.title, language)
    # A title of nothing but control characters is still a session.
    return title if title.words else title._replace(words=f"№ {session.number}")


def _kind(session: Session, language: str) -> str:
    # The word for a page has an element around it where another language stands in.
    if session.kind_name:
        return _line(session.kind_name, language).words
    return on_one_line(kind_word(session))


def _where(stage: Text | None, edition: Text, language: str) -> Words:
    """Return the stage, else the edition's name: some calendars drop what is nowhere."""
    for text in (stage, edition):
        if text and (found := _line(text, language)).words:
            return found
    return Words(_("Online"), "", False)


def _about(session: Session, language: str) -> Iterator[str]:
    for text in (session.abstract, session.description, session.subtitle):
        found = text.in_language(language)
        paragraphs = [writable(words) for words in to_paragraphs(found.words)]
        if any(paragraphs):
            if found.is_fallback:
                yield _("This text is available in %(language)s only.") % {
                    "language": language_name(found.language)
                }
            yield from paragraphs
            return


def _people(programme: Any, session: Session, language: str) -> Iterator[str]:
    for appearance in in_order(programme.appearances_by_session.get(session.guid, ())):
        speaker = programme.get("speakers", appearance.speaker)
        if speaker is None:
            continue
        texts = (speaker.name, speaker.position, speaker.organisation)
        who = ", ".join(words for text in texts if (words := _line(text, language).words))
        if appearance.role == "speaker":
            yield who
        else:
            yield f"{Role(appearance.role).label}: {who}"


def videos(programme: Any, session: Session, page: str) -> tuple[Video, ...]:
    """Return the broadcasts of a session, each at its own moment where that is known.

    Whose speakers want no recording is watched on the session's page, which ends with it: what
    plays a broadcast afterwards is a recording.
    """
    if session.is_cancelled:
        return ()
    found = [video for stream in programme.streams_of(session) for video in _video(stream, session)]
    if found and session.recording.opted_out:
        return (Video(page),)
    return tuple(found)


def _video(stream: Stream, session: Session) -> Iterator[Video]:
    video = youtube.video_in(stream.video)
    if video is None:
        return
    at = None
    if stream.starts_at and session.starts_at and not stream.session:
        at = youtube.moment(session.starts_at, stream.starts_at)
    yield Video(youtube.watch_url(video, at), stream.language)


def recording_address(session: Session) -> str:
    """Return where a recording that its speakers want to be seen is, or an empty string."""
    is_web = session.recording.url.startswith(("http://", "https://"))
    return on_one_line(session.recording.url) if session.is_recorded and is_web else ""


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"
