"""A reading meets the draft: what it names is found there, and what it says alike stays as it is.

Files name things by number, code, name or title; the draft knows them by guid. And a file gives
words back cleaned, so that a title with a stray control character would look as if it had changed.
Values only, no rows. It stands between reading a file and taking it in.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from forum.coverage import Coverage
from forum.formats.foreign_words import (
    MAX_LINE,
    markdown,
    one_line,
    spoken_languages,
    web_address,
)
from forum.formats.reading import Named, Note, Reading
from forum.formats.rows import RowsRefused
from forum.programme import Programme
from multilingual.characters import writable
from multilingual.text import Text, folded
from sessions.times import local
from sessions.values import Appearance, Session, Stream
from sessions.youtube import canonical, video_in
from speakers.values import Link

Clean = Callable[[str], str]

_THINGS = ("tracks", "topics", "stages", "speakers", "sessions")


def resolved(reading: Reading, draft: Programme | None, *, file: str = "") -> Reading:
    """Return the reading in the draft's own guids, and in its own words where they say the same.

    Raises:
        RowsRefused: if something could be several things of the draft, or a number is that of
            another session, each with its place.
    """
    if draft is None:
        return reading
    found = _Finding(reading, draft)
    guids = found.guids()
    if found.problems:
        raise RowsRefused(found.problems, file=file)
    moved = _moved(reading, guids, draft)
    return _settled(moved, draft)


# Who is who


class _Finding:
    """Looks up in the draft what a reading names."""

    def __init__(self, reading: Reading, draft: Programme) -> None:
        self.reading, self.draft = reading, draft
        self.problems: list[Note] = []
        self.names: dict[str, dict[str, set[str]]] = {}
        for kind in _THINGS:
            by_name: dict[str, set[str]] = defaultdict(set)
            for item in getattr(draft, kind):
                text = item.title if kind == "sessions" else item.name
                for words in text.words.values():
                    by_name[folded(one_line(words))].add(item.guid)
            self.names[kind] = by_name

    def guids(self) -> Mapping[tuple[str, str], str]:
        """Return (kind, guid in the reading) → guid in the draft, of what is found there."""
        found: dict[tuple[str, str], str] = {}
        for named in self.reading.named:
            if named.guid in self.draft.by_guid[named.kind]:
                found[named.kind, named.guid] = named.guid
            elif named.kind != "sessions":
                guid = self._by_name(named)
                if guid:
                    found[named.kind, named.guid] = guid
        found.update({("sessions", own): guid for own, guid in self._sessions().items()})
        self._check_doubled(found)
        return found

    def _by_name(self, named: Named) -> str:
        guids = {
            guid
            for field, words in named.by
            if field == "name"
            for guid in self.names[named.kind].get(words, ())
        }
        if len(guids) > 1:
            message = (
                "the name of several in the draft; put the guid of one behind it in square "
                "brackets, or into the column guid"
            )
            self.problems.append(Note(named.place, message, named.by[0][1]))
        return next(iter(guids)) if len(guids) == 1 else ""

    def _sessions(self) -> Mapping[str, str]:
        """Return guid in the reading → guid in the draft; surer ways to find a session go first."""
        waiting = [
            named
            for named in self.reading.named
            if named.kind == "sessions" and named.guid not in self.draft.by_guid["sessions"]
        ]
        taken = {session.guid for session in self.reading.programme.sessions}
        found: dict[str, str] = {}
        for way in (self._by_number, self._by_code, self._by_title_and_start, self._by_title):
            for named in waiting:
                guid = way(named) if named.guid not in found else ""
                if guid and guid not in taken:
                    found[named.guid] = guid
                    taken.add(guid)
        return found

    def _by_number(self, named: Named) -> str:
        words = dict(named.by).get("number", "")
        number = int(words) if words else 0
        there = next((one for one in self.draft.sessions if one.number == number), None)
        if there is None:
            return ""
        own = self.reading.programme.get("sessions", named.guid)
        if self._is_like(own, there):
            return there.guid
        message = (
            f"number {number} is another session in the draft, of another title and start: "
            f"“{there.title}”. Leave the number empty for a new session, or keep the column guid."
        )
        self.problems.append(Note(named.place, message, str(own.title)))
        return ""

    def _is_like(self, own: Session, there: Session) -> bool:
        titles = {folded(one_line(words)) for words in there.title.words.values()}
        has_title = any(folded(one_line(words)) in titles for words in own.title.words.values())
        return has_title or (own.starts_at is not None and own.starts_at == there.starts_at)

    def _by_code(self, named: Named) -> str:
        code = dict(named.by).get("code", "")
        guids = [one.guid for one in self.draft.sessions if code and one.code == code]
        return guids[0] if len(guids) == 1 else ""

    def _by_title_and_start(self, named: Named) -> str:
        own = self.reading.programme.get("sessions", named.guid)
        guids = [
            guid
            for guid in self._of_title(named)
            if self.draft.get("sessions", guid).starts_at == own.starts_at
        ]
        return guids[0] if len(guids) == 1 else ""

    def _by_title(self, named: Named) -> str:
        guids = self._of_title(named)
        return next(iter(guids)) if len(guids) == 1 else ""

    def _of_title(self, named: Named) -> set[str]:
        return self.names["sessions"].get(dict(named.by).get("title", ""), set())

    def _check_doubled(self, found: Mapping[tuple[str, str], str]) -> None:
        """Note what two rows call the same; that several cells do is normal."""
        rows = [named for named in self.reading.named if not named.is_mention]
        owned: dict[tuple[str, str], str] = {}
        for kind in ("speakers", "sessions"):
            named_guids = {named.guid for named in rows if named.kind == kind}
            for item in getattr(self.reading.programme, kind):
                if item.guid not in named_guids:
                    owned[kind, item.guid] = "another row"
        for named in rows:
            guid = found.get((named.kind, named.guid))
            if guid is None:
                continue
            if (named.kind, guid) in owned and guid != named.guid:
                message = f"is the same in the draft as {owned[named.kind, guid]}"
                self.problems.append(Note(named.place, message))
            owned[named.kind, guid] = named.place


def _moved(reading: Reading, guids: Mapping[tuple[str, str], str], draft: Programme) -> Reading:
    """Return the reading with the draft's guids, without what it mentions and the draft has."""
    programme = reading.programme
    mentioned = {
        (named.kind, named.guid)
        for named in reading.named
        if named.is_mention and (named.kind, named.guid) in guids
    }

    def now(kind: str, guid: str) -> str:
        return guids.get((kind, guid), guid)

    changes: dict[str, tuple[Any, ...]] = {
        kind: tuple(
            dataclasses.replace(item, guid=now(kind, item.guid))
            for item in getattr(programme, kind)
            if (kind, item.guid) not in mentioned
        )
        for kind in _THINGS
    }
    changes["sessions"] = tuple(
        dataclasses.replace(
            session,
            track=now("tracks", session.track),
            stage=now("stages", session.stage),
            topics=tuple(now("topics", topic) for topic in session.topics),
        )
        for session in changes["sessions"]
    )
    changes["speakers"] = tuple(
        dataclasses.replace(speaker, person=now("speakers", speaker.person))
        for speaker in changes["speakers"]
    )
    changes["appearances"] = tuple(
        dataclasses.replace(
            one, session=now("sessions", one.session), speaker=now("speakers", one.speaker)
        )
        for one in programme.appearances
    )
    changes["streams"] = tuple(
        dataclasses.replace(stream, session=now("sessions", stream.session))
        for stream in programme.streams
    )
    unsaid = frozenset(
        (kind, now(kind, guid), field, language) for kind, guid, field, language in reading.unsaid
    )
    return dataclasses.replace(
        reading, programme=programme.replace(**changes), named=(), unsaid=unsaid
    )


# The same in other words


def _line(words: str) -> str:
    line = one_line(writable(words))
    return line if len(line) <= MAX_LINE else line[:MAX_LINE].rstrip()


def _text(words: str) -> str:
    return markdown(writable(words)) if one_line(words) else ""


_LINES = ("name", "title", "subtitle", "kind_name", "position", "organisation")


def _settled(reading: Reading, draft: Programme) -> Reading:
    """Return the reading in the draft's words wherever a file would give these back so."""
    programme, coverage = reading.programme, reading.coverage
    unsaid: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for kind, guid, field, language in reading.unsaid:
        unsaid[kind, guid].add((field, language))

    def kept(kind: str, item: Any) -> Any:
        there = draft.get(kind, item.guid)
        if there is None:
            return item
        return _kept(kind, there, item, coverage, unsaid[kind, item.guid], draft)

    return dataclasses.replace(
        reading,
        programme=programme.replace(
            speakers=tuple(kept("speakers", item) for item in programme.speakers),
            sessions=tuple(kept("sessions", item) for item in programme.sessions),
            appearances=tuple(_appearances(programme, draft)),
            streams=tuple(_streams(programme.streams, draft)),
        ),
        unsaid=frozenset(),
    )


def _kept(
    kind: str,
    old: Any,
    new: Any,
    coverage: Coverage,
    unsaid: set[tuple[str, str]],
    draft: Programme,
) -> Any:
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(new):
        name = field.name
        before, after = getattr(old, name), getattr(new, name)
        if isinstance(after, Text):
            clean = _line if name in _LINES else _text
            without = {language for own, language in unsaid if own == name}
            languages = coverage.languages(kind, name)
            changes[name] = _words(before, after, languages, without, clean)
        elif (name, "") in unsaid or _is_same(name, before, after, draft):
            changes[name] = before
    if "links" not in changes and (links := getattr(new, "links", ())):
        changes["links"] = _links(old.links, links)
    if kind == "sessions":
        changes["recording"] = _recording(old, new, unsaid)
        if new.recording.opted_out:
            changes["links"] = _with_videos(old.links, changes.get("links", new.links))
    return dataclasses.replace(new, **changes)


def _words(
    old: Text, new: Text, languages: Iterable[str], unsaid: Iterable[str], clean: Clean
) -> Text:
    words = dict(new.words)
    for language in languages:
        before = old.get(language)
        if language in unsaid or clean(before) == new.get(language):
            words[language] = before
    return Text(words, original=old.original)


def _is_same(name: str, old: Any, new: Any, draft: Programme) -> bool:
    """Say whether a file gives the old value back as the new one."""
    match name:
        case "languages":
            return bool(spoken_languages(", ".join(old))[0] == new)
        case "starts_at" if old and new:
            here = local(old, draft.zone).replace(tzinfo=None, microsecond=0, fold=0)
            return here == local(new, draft.zone).replace(tzinfo=None, fold=0)
        case "feedback_url" | "origin_url":
            return web_address(old)[0] == new
        case "links":
            return [_of_link(link) for link in old] == [_of_link(link) for link in new]
    return bool(old == new)


def _of_link(link: Link) -> tuple[str, Mapping[str, str]]:
    return web_address(link.url)[0], {code: _line(words) for code, words in link.title.pairs}


def _links(old: tuple[Link, ...], new: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return the new links; those to an address that was there keep it as it was, and its kind."""
    there: dict[str, list[Link]] = defaultdict(list)
    for link in old:
        there[web_address(link.url)[0]].append(link)
    found = []
    for link in new:
        same = there[link.url].pop(0) if there[link.url] else None
        if same is None:
            found.append(link)
            continue
        languages = link.title.words or same.title.words
        title = _words(same.title, link.title, languages, (), _line)
        kind = link.kind if link.kind and link.kind != "video" else same.kind
        found.append(Link(same.url, title, kind))
    return tuple(found)


def _with_videos(old: tuple[Link, ...], new: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return the links with the videos that no file tells of, since people opted out."""
    if [link for link in old if link.kind != "video"] == list(new):
        return old
    return (*new, *(link for link in old if link.kind == "video"))


def _recording(old: Session, new: Session, unsaid: set[tuple[str, str]]) -> Any:
    before, after = old.recording, new.recording
    keeps_url = ("recording.url", "") in unsaid or web_address(before.url)[0] == after.url
    licence = _line(before.licence)
    return dataclasses.replace(
        after,
        url=before.url if keeps_url else after.url,
        licence=before.licence if licence == after.licence else after.licence,
    )


def _appearances(programme: Programme, draft: Programme) -> Iterable[Appearance]:
    """Yield who appears; where these are the draft's in its order, its own numbers of order."""
    for session in programme.sessions:
        own = programme.appearances_by_session.get(session.guid, ())
        there = draft.appearances_by_session.get(session.guid, ())
        if [one.speaker for one in own] == [one.speaker for one in there]:
            orders = [one.order for one in there]
            own = tuple(
                dataclasses.replace(one, order=order)
                for one, order in zip(own, orders, strict=True)
            )
        yield from own


def _streams(streams: Iterable[Stream], draft: Programme) -> Iterable[Stream]:
    """Yield the broadcasts; those that a session has already keep their guid."""
    there: dict[tuple[str, str], list[Stream]] = defaultdict(list)
    for stream in draft.streams:
        if stream.session:
            there[stream.session, stream.language].append(stream)
    counts = Counter[tuple[str, str]]()
    for stream in streams:
        key = stream.session, stream.language
        same = there[key][counts[key]] if counts[key] < len(there[key]) else None
        counts[key] += 1
        if same is None:
            yield stream
            continue
        video = same.video if _video(same.video) == stream.video else stream.video
        yield dataclasses.replace(stream, guid=same.guid, video=video)


def _video(words: str) -> str:
    video = video_in(words)
    return canonical(video) if video else words
