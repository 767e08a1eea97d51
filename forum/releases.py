"""Releases: rows become a Programme; it is compared, checked, published, and rolled back."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import clock
from forum.collecting import no_collecting
from forum.differences import UNITS, Difference, applied, companions, differences, key_of
from forum.formats import document
from forum.models import Announcement, Edition, Page, Partner, Release
from forum.programme import Programme
from forum.public_history import carried_forward
from forum.rules import Problem, problems
from forum.snapshots import in_one_snapshot
from forum.values import Announcement as AnnouncementValue
from forum.values import Edition as EditionValue
from forum.values import History
from forum.values import Page as PageValue
from forum.values import Partner as PartnerValue
from multilingual.text import EMPTY, Text
from sessions import models as rows
from sessions import values
from speakers import models as people
from speakers.values import Link, Speaker


class PublishRefused(ValueError):
    """Nothing was published. `problems` say why, thing by thing."""

    def __init__(self, message: str, found: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(found)


class NothingToPublish(PublishRefused):
    """The draft and the current release are the same."""


class ChangedMeanwhile(PublishRefused):
    """Someone else published or edited the same field; `keys` name what."""

    def __init__(self, keys: Iterable[tuple[str, ...]]) -> None:
        super().__init__(
            _(
                "What you chose was edited or published by someone else meanwhile. "
                "Look at the list again."
            )
        )
        self.keys = tuple(keys)


class CompanionsMissing(PublishRefused):
    """What was chosen needs more to come along: `companions`."""

    def __init__(self, needed: Iterable[Difference]) -> None:
        super().__init__(_("What you chose needs more changes to come along. They are ticked now."))
        self.companions = tuple(needed)


# Rows to values


def draft(edition: Edition) -> Programme:
    """Return the programme as the rows have it now, with the public history so far."""
    return draft_upon(edition, public_programme(edition))


@no_collecting()
def draft_upon(edition: Edition, base: Programme | None) -> Programme:
    """Return the same for a caller that has read what the public sees already: `base`."""
    tracks, stages, topics = edition.tracks.all(), edition.stages.all(), edition.topics.all()
    speakers = edition.speakers.values_list(*_OF_SPEAKERS, named=True)
    sessions = edition.sessions.values_list(*_OF_SESSIONS, named=True)
    guid_of = {
        kind: _Guids(found.model, {row.pk: _guid(row.guid) for row in found})
        for kind, found in (
            *(("tracks", tracks), ("stages", stages), ("topics", topics)),
            *(("speakers", speakers), ("sessions", sessions)),
        )
    }
    # Asked for at once and by hand: a prefetch makes three querysets for every single session.
    # And as columns, of which a programme needs two thirds: rows cost as much again to make.
    topics_of = _by_owner(
        (session, guid_of["topics"][topic])
        for session, topic in rows.Session.topics.through.objects.filter(
            session__edition=edition
        ).values_list("session_id", "topic_id")
    )
    links = _parts(
        rows.SessionLink.objects.filter(session__edition=edition), "session_id", *_OF_LINKS
    )
    attachments = _parts(
        rows.Attachment.objects.filter(session__edition=edition),
        *("session_id", "title", "file", "url", "size_bytes"),
    )
    own_links = _parts(
        people.SpeakerLink.objects.filter(speaker__edition=edition), "speaker_id", *_OF_LINKS
    )
    return Programme(
        edition=_edition(edition),
        tracks=tuple(_track(row) for row in tracks),
        topics=tuple(values.Topic(_guid(row.guid), row.slug, _text(row.name)) for row in topics),
        stages=tuple(
            values.Stage(
                _guid(row.guid), row.slug, _text(row.name), _text(row.description), row.position
            )
            for row in stages
        ),
        speakers=tuple(_speaker(row, own_links[row.pk]) for row in speakers),
        sessions=tuple(
            _session(
                row,
                guid_of["tracks"],
                guid_of["stages"],
                topics=topics_of[row.pk],
                links=links[row.pk],
                attachments=attachments[row.pk],
            )
            for row in sessions
        ),
        appearances=tuple(
            values.Appearance(
                _guid(guid),
                guid_of["sessions"][session],
                guid_of["speakers"][speaker],
                *(role, order, _text(title)),
            )
            for guid, session, speaker, role, order, title in rows.Appearance.objects.filter(
                session__edition=edition
            ).values_list("guid", "session_id", "speaker_id", "role", "order", "title")
        ),
        streams=tuple(
            _stream(row) for row in edition.streams.select_related("stage", "session").all()
        ),
        pages=tuple(
            PageValue(
                _guid(row.guid),
                row.slug,
                _text(row.title),
                _text(row.body),
                row.position,
                row.in_menu,
            )
            for row in Page.objects.filter(edition=edition)
        ),
        partners=tuple(
            PartnerValue(
                _guid(row.guid),
                _text(row.name),
                row.kind,
                row.url,
                row.logo,
                _text(row.logo_alt),
                row.position,
            )
            for row in Partner.objects.filter(edition=edition)
        ),
        announcements=tuple(
            AnnouncementValue(
                _guid(row.guid),
                _text(row.title),
                row.starts_at,
                _text(row.body),
                row.ends_at,
                row.urgent,
                row.url,
            )
            for row in Announcement.objects.filter(edition=edition)
        ),
        history=base.history if base else History(),
    )


class _Guids(dict[int, str]):
    """The guids of an edition's rows, by key.

    One of another edition is asked for by itself, and so is one that was made meanwhile: the rules
    say of it that it is not in the programme.
    """

    def __init__(self, model: Any, known: Mapping[int, str]) -> None:
        super().__init__(known)
        self._model = model

    def __missing__(self, key: int) -> str:
        self[key] = _guid(self._model.objects.values_list("guid", flat=True).get(pk=key))
        return self[key]


_OF_LINKS = ("url", "title", "kind")

_OF_SPEAKERS = (
    *("pk", "guid", "person", "slug", "name", "position", "organisation", "organisation_kind"),
    *("country", "biography", "photo", "photo_alt"),
)

_OF_SESSIONS = (
    *("pk", "guid", "number", "slug", "title", "subtitle", "abstract", "description", "kind"),
    *("kind_name", "languages", "track_id", "stage_id", "starts_at", "duration_minutes"),
    *("delayed_from", "state", "code", "poster", "poster_alt", "recording_url"),
    *("recording_licence", "recording_opted_out", "feedback_url", "origin_url"),
)


def _guid(value: UUID) -> str:
    return str(value)


def _text(value: Text) -> Text:
    return value.published()


def _links(found: Iterable[Any]) -> tuple[Link, ...]:
    return tuple(Link(row.url, _text(row.title), row.kind) for row in found)


def _by_owner(pairs: Iterable[tuple[int, Any]]) -> Mapping[int, list[Any]]:
    """Return owner's key → what is theirs, in order; an empty list for all others."""
    found: dict[int, list[Any]] = defaultdict(list)
    for owner, part in pairs:
        found[owner].append(part)
    return found


def _parts(found: QuerySet[Any], owner: str, *names: str) -> Mapping[int, list[Any]]:
    """Return owner's key → its parts, in their order, each with these columns."""
    return _by_owner((row[0], row) for row in found.values_list(owner, *names, named=True))


def _edition(row: Edition) -> EditionValue:
    return EditionValue(
        guid=_guid(row.guid),
        slug=row.slug,
        name=_text(row.name),
        first_date=row.first_date,
        last_date=row.last_date,
        acronym=row.acronym,
        tagline=_text(row.tagline),
        description=_text(row.description),
        time_zone=row.time_zone,
        day_break=row.day_break,
        languages=tuple(row.languages),
        is_current=row.is_current,
        organiser=_text(row.organiser),
        organiser_url=row.organiser_url,
        logo=row.logo,
        logo_alt=_text(row.logo_alt),
        youtube_url=row.youtube_url,
        register_url=row.register_url,
        contact_url=row.contact_url,
        contact_email=row.contact_email,
        website_url=row.website_url,
        viewers=row.viewers,
        links=_links(row.links.all()),
    )


def _track(row: rows.Track) -> values.Track:
    return values.Track(
        _guid(row.guid), row.slug, row.number, _text(row.name), _text(row.description), row.colour
    )


def _speaker(row: Any, links: Iterable[Any]) -> Speaker:
    return Speaker(
        guid=_guid(row.guid),
        person=_guid(row.person),
        slug=row.slug,
        name=_text(row.name),
        position=_text(row.position),
        organisation=_text(row.organisation),
        organisation_kind=row.organisation_kind,
        country=row.country or "",
        biography=_text(row.biography),
        photo=row.photo,
        photo_alt=_text(row.photo_alt),
        links=_links(links),
    )


def _session(
    row: Any,
    tracks: Mapping[int, str],
    stages: Mapping[int, str],
    *,
    topics: Iterable[str],
    links: Iterable[Any],
    attachments: Iterable[Any],
) -> values.Session:
    return values.Session(
        guid=_guid(row.guid),
        number=row.number,
        slug=row.slug,
        title=_text(row.title),
        subtitle=_text(row.subtitle),
        abstract=_text(row.abstract),
        description=_text(row.description),
        kind=row.kind,
        kind_name=_text(row.kind_name),
        languages=tuple(row.languages),
        topics=tuple(sorted(topics)),
        track=tracks[row.track_id] if row.track_id else "",
        stage=stages[row.stage_id] if row.stage_id else "",
        starts_at=row.starts_at,
        duration_minutes=row.duration_minutes,
        delayed_from=row.delayed_from,
        state=row.state,
        code=row.code,
        poster=row.poster,
        poster_alt=_text(row.poster_alt),
        links=_links(links),
        attachments=tuple(
            values.Attachment(_text(own.title), own.file, own.url, own.size_bytes)
            for own in attachments
        ),
        recording=values.Recording(
            row.recording_url, row.recording_licence, row.recording_opted_out
        ),
        feedback_url=row.feedback_url,
        origin_url=row.origin_url,
    )


def _stream(row: rows.Stream) -> values.Stream:
    return values.Stream(
        guid=_guid(row.guid),
        video=row.video,
        stage=_guid(row.stage.guid) if row.stage else "",
        day=row.day,
        session=_guid(row.session.guid) if row.session else "",
        language=row.language,
        starts_at=row.starts_at,
    )


# Releases


def latest(edition: Edition) -> Release | None:
    """Return the release with the highest number, live already or not yet."""
    return edition.releases.order_by("-number").first()


def public_release(edition: Edition, at: datetime | None = None) -> Release | None:
    """Return the release that the public sees at a moment, now by default, or None before any."""
    return _public(edition, at).first()


def _public(edition: Edition, at: datetime | None) -> QuerySet[Release]:
    return Release.objects.current(at or clock.latest()).filter(edition=edition)


def public_programme(edition: Edition, at: datetime | None = None) -> Programme | None:
    """Return the programme that the public sees at a moment, now by default."""
    found = _public(edition, at)
    sha256 = found.values_list("sha256", flat=True).first()
    if sha256 is None:
        return None
    # A process that serves has it; whoever does not fetches it, by then it may be another one.
    held = document.held(sha256)
    release = None if held else found.first()
    return document.read_once(release.sha256, lambda: release.document) if release else held


def pending(edition: Edition) -> tuple[Difference, ...]:
    """Return what publishing everything would change."""
    base = public_programme(edition)
    return differences(base, draft_upon(edition, base))


def publish(
    edition: Edition,
    *,
    note: str = "",
    public_line: Text = EMPTY,
    author: Any = None,
    chosen: Iterable[str] | None = None,
    live_from: datetime | None = None,
    at: datetime | None = None,
) -> Release:
    """Publish all differences, or the chosen ones, as a new release.

    Args:
        chosen: tokens of differences (`Difference.token`); None publishes all.
        live_from: when the public shall see it; at once by default, and never in the past. It
            builds on the release that is public just then. One that waits for a later time is
            replaced by it, and what that one holds is a difference again.
        at: the time of publishing, the clock's by default.

    Raises:
        NothingToPublish: if nothing differs.
        ChangedMeanwhile: if a chosen difference is not what it was when it was chosen.
        CompanionsMissing: if the chosen ones need others to come along.
        PublishRefused: if the programme would be unsound, with every problem.
    """

    def work() -> Release:
        locked = _locked(edition)
        now = _not_before_others(locked, at or clock.latest())
        seen_from = max(live_from or now, now)
        base = public_programme(locked, seen_from)
        wanted = draft_upon(locked, base)
        available = differences(base, wanted)
        picked = available if chosen is None else _picked(available, chosen)
        if not picked:
            raise NothingToPublish(_("Nothing differs from the current release."))
        needed = companions(base, available, picked)
        if needed:
            raise CompanionsMissing(needed)
        candidate = applied(base, wanted, picked)
        found = problems(candidate)
        remedies = _remedies(found, available, picked)
        if remedies:
            raise CompanionsMissing(remedies)
        changed = differences(base, candidate)
        if not changed:
            raise NothingToPublish(_("Nothing differs from the current release."))
        return _released(
            *(locked, base, candidate, changed, found, note, public_line, author),
            at=now,
            live_from=seen_from,
        )

    return in_one_snapshot(work)


def replaced_by(release: Release) -> tuple[Release, ...]:
    """Return the releases that wait for a later time and will never be seen: this is newer."""
    return tuple(
        release.edition.releases.filter(
            number__lt=release.number, live_from__gt=release.live_from
        ).order_by("number")
    )


def roll_back(
    edition: Edition,
    number: int,
    *,
    note: str = "",
    public_line: Text = EMPTY,
    author: Any = None,
    at: datetime | None = None,
) -> Release:
    """Publish the content of an older release as a new one, on top of the history so far.

    The draft stays as it is. Raises as `publish()` does, and Release.DoesNotExist.
    """

    def work() -> Release:
        locked = _locked(edition)
        now = _not_before_others(locked, at or clock.latest())
        base = public_programme(locked, now)
        older = document.read(locked.releases.get(number=number).document)
        changed = differences(base, older)
        if base is None or not changed:
            raise NothingToPublish(_("This is what the public sees already."))
        candidate = older.replace(history=base.history)
        found = problems(candidate)
        words = note or _("Back to release {number}").format(number=number)
        return _released(
            *(locked, base, candidate, changed, found, words, public_line, author),
            at=now,
            live_from=now,
        )

    return in_one_snapshot(work)


def _remedies(
    found: Iterable[Problem], available: tuple[Difference, ...], picked: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    """Return the unpicked differences that mend problems of time: the same field, or the days.

    Where the days of the edition move, the sessions on them must move along, and the other way
    round.
    """
    chosen = {difference.key for difference in picked}
    places = {(p.kind, p.guid, p.field) for p in found if p.field in ("starts_at", "day")}
    return tuple(
        difference
        for difference in available
        if difference.key not in chosen
        and places
        and (
            (difference.kind, difference.guid, difference.field) in places
            or UNITS.get((difference.kind, difference.field)) == "days"
        )
    )


def _locked(edition: Edition) -> Edition:
    # SQLite has no row locks and needs none: its transactions begin with the write lock.
    # On PostgreSQL the second of two waits here, and begins again once the first is through,
    # since the first has changed this row.
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(last_published_at=clock.now())
    return locked


def _not_before_others(edition: Edition, at: datetime) -> datetime:
    """Return the time of publishing, never before a release that was to be seen at once.

    Clocks of two machines differ; a release must build on the one before all the same.
    """
    at_once = edition.releases.filter(live_from=F("created_at")).order_by("-number")
    last = at_once.values_list("live_from", flat=True).first()
    return max(at, last) if last else at


def _picked(available: tuple[Difference, ...], chosen: Iterable[str]) -> tuple[Difference, ...]:
    tokens = set(chosen)
    known = {difference.token for difference in available}
    keys = {difference.key for difference in available}
    # A chosen difference that is gone altogether was published by someone else just so.
    stale = [key_of(token) for token in tokens - known if key_of(token) in keys]
    if stale:
        raise ChangedMeanwhile(stale)
    return tuple(difference for difference in available if difference.token in tokens)


@no_collecting()
def _released(
    edition: Edition,
    base: Programme | None,
    candidate: Programme,
    changed: tuple[Difference, ...],
    found: list[Problem],
    note: str,
    public_line: Text,
    author: Any,
    *,
    at: datetime,
    live_from: datetime,
) -> Release:
    last_number = edition.releases.aggregate(Max("number"))["number__max"] or 0
    number = last_number + 1
    found = [*found, *_slug_of_another(edition, candidate, live_from)]
    if found:
        raise PublishRefused(
            ngettext(
                "Not published, there is {count} problem. {first}",
                "Not published, there are {count} problems. The first: {first}",
                len(found),
            ).format(count=len(found), first=found[0].message),
            found,
        )
    history = carried_forward(
        base, candidate, changed, release=number, at=live_from, public_line=public_line
    )
    data = document.write(candidate.replace(history=history))
    return Release.objects.create(
        edition=edition,
        number=number,
        slug=candidate.edition.slug,
        created_at=at,
        live_from=live_from,
        changed_at=at,
        author=author,
        note=note,
        public_line=public_line,
        document_compressed=Release.packed(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _slug_of_another(
    edition: Edition, candidate: Programme, live_from: datetime
) -> Iterable[Problem]:
    others = Release.objects.exclude(edition=edition)
    public = others.current(live_from).filter(slug=candidate.edition.slug)
    waiting = others.filter(live_from__gt=live_from, slug=candidate.edition.slug)
    message = _("The edition “{name}” is or will be public at this address.")
    keys = {key for found in (public, waiting) for key in found.values_list("edition", flat=True)}
    for other in Edition.objects.filter(pk__in=keys).order_by("pk"):
        yield Problem("edition", str(edition.guid), "slug", message.format(name=other.name))
