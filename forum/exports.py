"""Files of the programme for calendars, schedule apps and other programs.

One rule for their addresses: the name of a file stands below the page that shows the same. The
whole programme is below an edition's home, `…/schedule.ics`; what a day, track, stage, speaker,
session or somebody's choice has is below its page, `…/tracks/cities/schedule.ics`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum import clock
from forum.formats import (
    icalendar,
    programme_json,
    schedule2_json,
    schedule_json,
    schedule_xml_writing,
    sheets,
)
from forum.formats.writing import Publication
from forum.phases import kept_until
from forum.programme import Gone, NotInProgramme, Programme
from forum.publishing.here import Here
from forum.publishing.machines import open_to_all, saved_as
from forum.publishing.public import public
from forum.publishing.site import LiveRelease, Site
from multilingual.display import shown
from multilingual.text import Words
from sessions import converters  # noqa: F401 - registers the date of a day
from sessions.choice import PARAMETER, as_choice, chosen_numbers
from sessions.times import programme_day
from sessions.values import Session

MOST_PARTS = 8
"""So many parts of a release's programme are kept, with what formats work out of them."""


@dataclass(frozen=True)
class Part:
    """What a file is written of: a programme with the sessions of one page alone.

    `name` is what readers call it; `plain` the same in ASCII letters, digits and hyphens, for the
    names of files; `query` that of the file's address, with its question mark. `removed` is the
    guid of a session that was removed and that the part is about alone, else empty.
    """

    programme: Programme
    name: Words
    plain: str
    query: str = ""
    removed: str = ""


# Parts, each for one kind of page


def whole(here: Here) -> Part:
    """Return all of the programme."""
    return Part(here.programme, shown(here.edition.name), here.edition.slug)


def of_day(here: Here, day: date) -> Part:
    """Return the sessions of a programme day.

    Raises:
        NotInProgramme: if it is none of the edition's.
    """
    programme = here.programme
    if day not in programme.sessions_by_day:
        raise NotInProgramme(f"{day} is no day of {here.edition.slug!r}.")
    day_break = here.edition.day_break

    def is_of_day(session: Session) -> bool:
        at = session.starts_at
        return at is not None and programme_day(at, programme.zone, day_break) == day

    name = Words(date_format(day, "DATE_FORMAT"), here.language, False)
    return _part(here, is_of_day, name, day.isoformat(), "day")


def of_track(here: Here, slug: str) -> Part:
    """Return the sessions of a track."""
    track = here.programme.at_slug("tracks", slug)
    return _part(here, lambda item: item.track == track.guid, shown(track.name), slug, "track")


def of_stage(here: Here, slug: str) -> Part:
    """Return the sessions of a stage."""
    stage = here.programme.at_slug("stages", slug)
    return _part(here, lambda item: item.stage == stage.guid, shown(stage.name), slug, "stage")


def of_speaker(here: Here, slug: str) -> Part:
    """Return the sessions that a person appears in."""
    speaker = here.programme.at_slug("speakers", slug)
    own = {item.guid for item in here.programme.sessions_by_speaker.get(speaker.guid, ())}
    programme = _kept(here.release, ("speaker", slug), lambda: here.programme.only(own))
    return _named(here, programme, shown(speaker.name), slug)


def of_session(here: Here, slug: str) -> Part:
    """Return one session.

    A session that was removed still has its files for as long as calendars tell of it: one that
    was kept from here is told that it is cancelled. Then it is gone.
    """
    found: Session
    removed = ""
    try:
        found = here.programme.at_slug("sessions", slug)
    except Gone as gone:
        stone = here.programme.history.removed.get(gone.guid)
        if stone is None or not stone.session.starts_at:
            raise
        until = kept_until(stone)
        if here.moment_among([until]) >= until:
            raise
        found, removed = stone.session, gone.guid
    programme = _kept(
        here.release, ("session", found.guid), lambda: here.programme.only({found.guid})
    )
    plain = f"{here.edition.slug}-{found.slug}"
    return Part(programme, shown(found.title), plain, removed=removed)


def of_choice(here: Here) -> Part:
    """Return the sessions whose numbers are asked for, `?s=3.17.41`; the unknown are left out."""
    numbers = chosen_numbers(here.query.get("s", ""))
    known = here.programme.by_number
    guids = {known[number] for number in numbers if number in known}
    edition = shown(here.edition.name)
    return Part(
        here.programme.only(guids),
        Words(_("My programme: {forum}").format(forum=edition.words), here.language, False),
        f"{here.edition.slug}-my-programme",
        f"?s={as_choice(numbers)}" if numbers else "",
    )


of_choice.query = lambda programme: {"s": PARAMETER}  # type: ignore[attr-defined]


def _part(here: Here, keep: Callable[[Session], bool], name: Words, plain: str, kind: str) -> Part:
    programme = _kept(here.release, (kind, plain), lambda: here.programme.narrowed(keep))
    return _named(here, programme, name, plain)


def _named(here: Here, programme: Programme, name: Words, plain: str) -> Part:
    edition = shown(here.edition.name).words
    whole_name = Words(f"{name.words} · {edition}", name.language, name.is_fallback)
    return Part(programme, whole_name, f"{here.edition.slug}-{plain}")


def _kept(release: LiveRelease, key: tuple[str, str], made: Callable[[], Programme]) -> Programme:
    """Return a part of a release's programme; all files of a page in turn are of the same one."""
    parts: dict[tuple[str, str], Programme] = release.known.setdefault(("parts",), {})
    found = parts.pop(key, None) or made()
    parts[key] = found
    # Two threads may make one twice, and the oldest may be gone already: both are harmless.
    for old in [*parts][:-MOST_PARTS]:
        parts.pop(old, None)
    return found


# Files


@dataclass(frozen=True)
class File:
    """A kind of file: its media type, and what writes it.

    `tells_of_removed` says whether it has a word for sessions that were removed.
    """

    media_type: str
    write: Callable[[Here, Part, Publication], bytes]
    tells_of_removed: bool = False


def _calendar(here: Here, part: Part, publication: Publication) -> bytes:
    written = here.release.written
    return icalendar.write(part.programme, publication, name=part.name, written=written)


def _plain(
    write: Callable[[Programme, Publication], bytes],
) -> Callable[[Here, Part, Publication], bytes]:
    def written(here: Here, part: Part, publication: Publication) -> bytes:
        return write(part.programme, publication)

    return written


def _sheet(
    write: Callable[[Programme, Publication, str], bytes], form: str
) -> Callable[[Here, Part, Publication], bytes]:
    return _plain(lambda programme, publication: write(programme, publication, form))


def _document(here: Here, part: Part, publication: Publication) -> bytes:
    return programme_json.write(part.programme, here.announcements())


FILES: Mapping[str, File] = {
    "schedule.ics": File("text/calendar; charset=utf-8", _calendar, tells_of_removed=True),
    # RFC 7303, 9.1: nothing but programs reads it, so it is no text. Browsers save what has the
    # registered type, application/vnd.c3voc.schedule+xml, and show this one.
    "schedule.xml": File("application/xml; charset=utf-8", _plain(schedule_xml_writing.write)),
    # RFC 8259, 11: JSON is UTF-8, its media type has no charset.
    "schedule.json": File("application/json", _plain(schedule_json.write)),
    "schedule2.json": File("application/json", _plain(schedule2_json.write)),
    "sessions.csv": File(sheets.CSV_TYPE, _sheet(sheets.write_sessions, sheets.CSV)),
    "sessions.xlsx": File(sheets.XLSX_TYPE, _sheet(sheets.write_sessions, sheets.XLSX)),
    "speakers.csv": File(sheets.CSV_TYPE, _sheet(sheets.write_speakers, sheets.CSV)),
    "speakers.xlsx": File(sheets.XLSX_TYPE, _sheet(sheets.write_speakers, sheets.XLSX)),
    "programme.json": File("application/json", _document),
}
"""Name of a file below a page → what it is."""

PARTS: Mapping[str, tuple[str, Callable[..., Part]]] = {
    "": ("", whole),
    "day": ("programme/<date:day>/", of_day),
    "track": ("tracks/<slug:slug>/", of_track),
    "stage": ("stages/<slug:slug>/", of_stage),
    "speaker": ("speakers/<slug:slug>/", of_speaker),
    "session": ("sessions/<slug:slug>/", of_session),
    "my": ("my/", of_choice),
}
"""Name of a page's view → its path, and what its files are written of."""


def view_name(page: str, file: str) -> str:
    """Return the name of the view of a page's file: "schedule.ics", "track/schedule.ics"."""
    return f"{page}/{file}" if page else file


def _view(part_of: Callable[..., Part], name: str, file: File) -> Callable[..., HttpResponse]:
    stem, _dot, ending = name.partition(".")

    def view(here: Here, **place: Any) -> HttpResponse:
        part = part_of(here, **place)
        if part.removed and not file.tells_of_removed:
            raise Gone(part.removed)
        body = file.write(here, part, publication_of(here, part, file))
        response = HttpResponse(body, content_type=file.media_type)
        response.headers["Content-Disposition"] = saved_as(
            part.name.words, f".{ending}", f"{part.plain}-{stem}"
        )
        return response

    if hasattr(part_of, "query"):
        view.query = part_of.query  # type: ignore[attr-defined]
    return view


def answer(release: LiveRelease, language: str, name: str) -> HttpResponse:
    """Return a file of a whole release, also of a past one: no page of it need be public.

    Raises:
        KeyError: if there is no such file.
    """
    edition = release.programme.edition.slug
    site = Site({edition: release}, settings.SITE_URL, settings.BUILD)
    place = {"language": language, "edition": edition}
    with translation.override(language):
        here = Here(site, release, language, name, place, now=clock.now())
        return _view(whole, name, FILES[name])(here)


def publication_of(here: Here, part: Part, file: File) -> Publication:
    """Return where and as what a file is published."""
    removed = part.programme.history.removed
    stones = removed.values() if file.tells_of_removed else ()
    return Publication(
        language=here.language,
        address=here.full_address,
        media=here.media_address,
        source=here.canonical() + part.query,
        release=here.release.number,
        since=here.release.live_from,
        moment=here.moment_among([kept_until(stone) for stone in stones]),
    )


urlpatterns: list[URLPattern] = [
    path(
        f"{prefix}{name}",
        open_to_all(public(_view(part_of, name, file))),
        name=view_name(page, name),
    )
    for page, (prefix, part_of) in PARTS.items()
    for name, file in FILES.items()
]
