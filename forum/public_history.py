"""What the public has seen: carried forward from release to release, never rewritten."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from forum.differences import CREATED, REMOVED, Difference, differences
from forum.programme import ADDRESSED, Programme
from forum.values import Change, History, News, Tombstone
from multilingual.text import EMPTY, Text
from sessions.values import Session


def carried_forward(
    before: Programme | None,
    after: Programme,
    found: Sequence[Difference] | None = None,
    *,
    release: int,
    at: datetime,
    public_line: Text = EMPTY,
) -> History:
    """Return the history that belongs to `after` when it follows `before` in public.

    Counts rise whatever the direction: going back to older content is a change as well, so that
    calendars see a higher SEQUENCE and old addresses of both directions still redirect.

    Args:
        found: the differences between the two, for a caller that knows them already.
    """
    past = before.history if before else History()
    if found is None:
        found = differences(before, after)
    return History(
        changes=_changes(past, before, after, found, at),
        former_slugs=_former_slugs(past, before),
        numbers={
            **{str(session.number): session.guid for session in after.sessions},
            **past.numbers,
        },
        removed=_removed(past, found, after, at),
        news=(*past.news, *_news(before, after, found, release, at, public_line)),
    )


def _changes(
    past: History,
    before: Programme | None,
    after: Programme,
    found: Iterable[Difference],
    at: datetime,
) -> dict[str, Change]:
    changes = dict(past.changes)
    touched = {guid for difference in found for guid in _touched(before, after, difference)}
    if before:
        touched |= {
            session.guid
            for session in after.sessions
            if (was := before.get("sessions", session.guid))
            and _around(before, was) != _around(after, session)
        }
    for guid in sorted(touched):
        known = changes.get(guid)
        # The first time in public is no change yet: iCalendar's SEQUENCE begins with 0.
        changes[guid] = Change(known.count + 1 if known else 0, at)
    return changes


def _touched(before: Programme | None, after: Programme, difference: Difference) -> Iterator[str]:
    """Yield the guids of what changes for the public by a difference.

    A session changes with who appears in it.
    """
    yield difference.guid
    if difference.kind == "appearances":
        for programme in (before, after):
            item = programme and programme.get(difference.kind, difference.guid)
            if item:
                yield item.session


def _around(programme: Programme, session: Session) -> tuple[Any, ...]:
    """Return what calendars and pages say of a session that stands in other things."""
    stage = programme.get("stages", session.stage)
    return (stage.name if stage else EMPTY, _broadcasts(programme, session))


def _broadcasts(programme: Programme, session: Session) -> tuple[tuple[str, str], ...]:
    return tuple((stream.language, stream.video) for stream in programme.streams_of(session))


def _former_slugs(past: History, before: Programme | None) -> dict[str, str]:
    """Every address that was ever public; who stands there now is asked first."""
    former = dict(past.former_slugs)
    if before:
        for kind in ADDRESSED:
            for item in getattr(before, kind):
                former[f"{kind}/{item.slug}"] = item.guid
    return former


def _removed(
    past: History, found: Iterable[Difference], after: Programme, at: datetime
) -> dict[str, Tombstone]:
    removed = {
        guid: stone for guid, stone in past.removed.items() if guid not in after.by_guid["sessions"]
    }
    for difference in found:
        if difference.kind == "sessions" and difference.action == REMOVED:
            removed[difference.guid] = Tombstone(difference.before, at)
    return removed


def _news(
    before: Programme | None,
    after: Programme,
    found: Iterable[Difference],
    release: int,
    at: datetime,
    public_line: Text,
) -> Iterator[News]:
    """Yield the lines that matter to the public; the first release is one line, not hundreds."""
    if before is None or public_line:
        yield News(release, at, "release", title=public_line)
    if before is None:
        return
    lines = [news for difference in found for news in _news_of(before, after, difference)]
    for news in (*lines, *_stream_news(before, after)):
        yield dataclasses.replace(news, release=release, at=at)


def _news_of(before: Programme, after: Programme, difference: Difference) -> Iterator[News]:
    match difference.kind:
        case "sessions":
            yield from _session_news(before, after, difference)
        case "appearances" if difference.action in (CREATED, REMOVED):
            is_new = difference.action == CREATED
            appearance = difference.after if is_new else difference.before
            # Who comes or goes with a whole session is told by the line about the session.
            session = after.get("sessions", appearance.session)
            if session and before.get("sessions", appearance.session):
                speaker = (after if is_new else before).get("speakers", appearance.speaker)
                word = "added" if is_new else "removed"
                names = (speaker.name,) if speaker else ()
                yield _line("speaker", session, after=word, names=names)


def _stream_news(before: Programme, after: Programme) -> Iterator[News]:
    for session in after.sessions_in_order:
        was = before.get("sessions", session.guid)
        if was is None or _broadcasts(before, was) == _broadcasts(after, session):
            continue
        # Another stage or day brings another stream: the line about the move tells enough.
        is_moved = was.stage != session.stage or was.starts_at != session.starts_at
        if not is_moved:
            yield _line("stream", session)


def _session_news(before: Programme, after: Programme, difference: Difference) -> Iterator[News]:
    if difference.action == CREATED:
        yield _line("new", difference.after, after=_instant(difference.after.starts_at))
        return
    if difference.action == REMOVED:
        yield _line("removed", difference.before)
        return
    session = after.get("sessions", difference.guid)
    match difference.field:
        case "starts_at":
            was, now = _instant(difference.before), _instant(difference.after)
            yield _line("moved", session, before=was, after=now)
        case "duration_minutes":
            minutes = str(difference.before), str(difference.after)
            yield _line("duration", session, before=minutes[0], after=minutes[1])
        case "state" if difference.after == "cancelled":
            yield _line("cancelled", session)
        case "state" if difference.before == "cancelled":
            yield _line("restored", session)
        case "stage":
            names = tuple(
                stage.name if stage else EMPTY
                for stage in (
                    before.get("stages", difference.before),
                    after.get("stages", difference.after),
                )
            )
            yield _line(
                "stage", session, before=difference.before, after=difference.after, names=names
            )


def _line(kind: str, session: Session, **rest: Any) -> News:
    # Release and time are filled in by the caller, the same for every line of a release.
    return News(0, datetime.min, kind, session.guid, session.title, **rest)


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""
