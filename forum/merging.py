"""What a programme becomes when a source speaks of parts of it. Values only, no rows."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forum.coverage import EDITION, Coverage, fields_of, titled_lists
from forum.programme import ADDRESSED, COLLECTIONS, Programme
from forum.values import Edition, History
from multilingual.text import Text
from sessions.values import Session

NUMBERED = ("tracks", "sessions")
"""The collections whose things have a number of their own."""

MAX_SLUG = 150

_NEVER_TAKEN = ("slug", "is_current")


@dataclass(frozen=True)
class Merged:
    """A merged programme, and what had to be decided: numbers and addresses given anew.

    `guids` names the things that the source spoke of, by collection.
    """

    programme: Programme
    guids: Mapping[str, frozenset[str]]
    remarks: tuple[str, ...] = ()


def merged(
    before: Programme | None,
    source: Programme,
    coverage: Coverage,
    *,
    last_number: int = 0,
    number_owners: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> Merged:
    """Return the programme after a source was heard.

    What is new is taken as it is. Of what is there already only covered fields change, words
    language by language. Things are the same if their guid is; appearances also if session and
    speaker are. Nothing is removed, and no opt-out
    from recording is undone. The edition keeps its slug, and whether it is the current one.

    Numbers and slugs that are not covered yield to those that are there: a new thing gets the
    next free one.

    Args:
        before: what there was, or None.
        last_number: the highest session number ever given.
        number_owners: session number → guids of all sessions that ever had it.
    """
    remarks: list[str] = []
    guids: dict[str, frozenset[str]] = {}
    collections: dict[str, tuple[Any, ...]] = {}
    for kind in COLLECTIONS:
        there = dict(before.by_guid[kind]) if before else {}
        told = _identified(kind, getattr(source, kind), there)
        guids[kind] = frozenset(item.guid for item in told)
        new = [item for item in told if item.guid not in there]
        for item in told:
            if item.guid in there:
                if kind == "sessions":
                    item = _opted_out(there[item.guid], item, coverage, remarks)
                there[item.guid] = _changed(kind, there[item.guid], item, coverage)
        if kind in ADDRESSED and not coverage.covers(kind, "slug"):
            new = _addressed(kind, new, there.values(), remarks)
        if kind in NUMBERED and not coverage.covers(kind, "number"):
            is_sessions = kind == "sessions"
            new = _numbered(
                kind,
                new,
                there.values(),
                last_number if is_sessions else 0,
                number_owners if is_sessions else {},
                remarks,
            )
        collections[kind] = (*there.values(), *(_normal(kind, item) for item in new))
    if before is None:
        programme = source.replace(history=History(), **collections)
    else:
        edition = _changed_edition(before.edition, source.edition, coverage)
        programme = before.replace(edition=edition, **collections)
    return Merged(programme, guids, tuple(remarks))


def _identified(kind: str, items: Iterable[Any], there: Mapping[str, Any]) -> list[Any]:
    """Return the items, each appearance with the guid it has already."""
    if kind != "appearances":
        return list(items)
    pairs = {(item.session, item.speaker): guid for guid, item in there.items()}
    return [
        item
        if item.guid in there
        else dataclasses.replace(item, guid=pairs.get((item.session, item.speaker), item.guid))
        for item in items
    ]


def _opted_out(old: Session, new: Session, coverage: Coverage, remarks: list[str]) -> Session:
    """Return what a source says of a session whose speakers may have opted out of recording.

    If they have, it brings no new link to a video, and they stay opted out.
    """
    if new.recording.opted_out or not old.recording.opted_out:
        return new
    if coverage.covers("sessions", "recording.opted_out"):
        message = "stays opted out of recording, the file says otherwise"
        remarks.append(f"sessions: {old.title} {message}")
    known = {link.url for link in old.links}
    return dataclasses.replace(
        new,
        links=tuple(link for link in new.links if link.kind != "video" or link.url in known),
        recording=dataclasses.replace(new.recording, opted_out=True),
    )


def _changed_edition(old: Edition, new: Edition, coverage: Coverage) -> Edition:
    kept = {name: getattr(old, name) for name in _NEVER_TAKEN}
    changed: Edition = _changed(EDITION, old, new, coverage)
    return dataclasses.replace(changed, **kept)


def _changed(kind: str, old: Any, new: Any, coverage: Coverage) -> Any:
    changes: dict[str, Any] = {}
    recording: dict[str, Any] = {}
    for field, is_words in fields_of(kind).items():
        name, _, part = field.partition(".")
        if is_words:
            languages = coverage.languages(kind, field)
            changes[name] = _text(getattr(old, name), getattr(new, name), languages, coverage)
        elif not coverage.covers(kind, field):
            continue
        elif part:
            recording[part] = getattr(getattr(new, name), part)
        elif name in titled_lists(kind):
            languages = coverage.languages(kind, field)
            changes[name] = _list(getattr(old, name), getattr(new, name), languages, coverage)
        else:
            changes[name] = getattr(new, name)
    if recording:
        changes["recording"] = dataclasses.replace(old.recording, **recording)
    return _normal(kind, dataclasses.replace(old, **changes))


def _normal(kind: str, item: Any) -> Any:
    """Return an item as rows give it back: topics have no order of their own."""
    if kind != "sessions":
        return item
    return dataclasses.replace(item, topics=tuple(sorted(set(item.topics))))


def _text(old: Text, new: Text, languages: Collection[str], coverage: Coverage) -> Text:
    """Return a text with the words of some languages replaced.

    Which of them is the original stays, unless a source knows that speaks of all there are.
    """
    words = {**old.words, **{language: new.get(language) for language in languages}}
    is_whole = set(languages) >= {*old.words, *new.words}
    is_told = not old or (is_whole and coverage.speaks_of_originals)
    return Text(words, original=new.original if is_told else old.original)


def _list(
    old: tuple[Any, ...],
    new: tuple[Any, ...],
    languages: Collection[str],
    coverage: Coverage,
) -> tuple[Any, ...]:
    """Return the new links or attachments; titles in other languages stay with the address."""
    titles: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for part in old:
        titles[_address(part)].append(part.title)
    found = []
    for part in new:
        waiting = titles[_address(part)]
        if waiting:
            title = _text(waiting.pop(0), part.title, languages, coverage)
            part = dataclasses.replace(part, title=title)
        found.append(part)
    return tuple(found)


def _address(part: Any) -> tuple[str, str]:
    return part.url, getattr(part, "file", "")


def _addressed(
    kind: str, new: Iterable[Any], there: Iterable[Any], remarks: list[str]
) -> list[Any]:
    taken = {item.slug for item in there}
    found = []
    for item in new:
        slug, number = item.slug, 2
        while slug in taken:
            ending = f"-{number}"
            slug, number = item.slug[: MAX_SLUG - len(ending)] + ending, number + 1
        if slug != item.slug:
            remarks.append(f"{kind}: address {item.slug!r} is taken, {slug!r} was given")
        taken.add(slug)
        found.append(dataclasses.replace(item, slug=slug))
    return found


def _numbered(
    kind: str,
    new: Iterable[Any],
    there: Iterable[Any],
    last: int,
    owners: Mapping[int, Collection[str]],
    remarks: list[str],
) -> list[Any]:
    items = list(new)
    taken = {item.number for item in there}
    highest = max((last, *taken, *(item.number for item in items)), default=0)
    found = []
    for item in items:
        number = item.number
        had_by_another = set(owners.get(number, ())) - {item.guid}
        if number in taken or had_by_another or number < 1:
            highest += 1
            number = highest
            remarks.append(f"{kind}: number {item.number} is taken, {number} was given")
        taken.add(number)
        found.append(dataclasses.replace(item, number=number))
    return found
