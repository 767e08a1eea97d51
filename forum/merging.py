"""What a programme becomes when a source speaks of parts of it. Values only, no rows."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from forum.coverage import EDITION, Coverage, fields_of, titled_lists
from forum.programme import ADDRESSED, COLLECTIONS, Programme
from forum.values import Edition, History
from multilingual.text import Text, folded
from sessions.values import Session

Key = tuple[str, str, str, str]
"""(kind, guid, field, language) of one value, as coverage and `differences` name them. Links and
attachments are one value each, whatever the languages of their titles."""

ORIGINAL = "original"
"""Stands for a language in the key of the language that a text was translated from."""

NAMED = ("tracks", "stages", "topics")
"""The collections whose things many formats know by name alone."""

NUMBERED = ("tracks", "sessions")
"""The collections whose things have a number of their own."""

MAX_SLUG = 150

NEVER_TAKEN = ("slug", "is_current")
"""Fields of the edition that no source decides."""


class Remark(NamedTuple):
    """Something that had to be decided about a thing of a kind."""

    kind: str
    words: str


@dataclass(frozen=True)
class Merged:
    """A merged programme, and what had to be decided: numbers and addresses given anew.

    `guids` names the things that the source spoke of, by collection.
    """

    programme: Programme
    guids: Mapping[str, frozenset[str]]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What a source can say to a programme that is there, and what it was not listened to for."""

    programme: Programme
    remarks: tuple[Remark, ...] = ()


def heard(before: Programme | None, source: Programme, coverage: Coverage) -> Heard:
    """Return the source as it concerns what is there already.

    Appearances have the guid of the same pair of session and speaker. No opt-out from recording is
    undone. Where the source speaks one language only, words that merely repeat what the programme
    shows in the stead of a missing translation are none: whoever wrote the file out put them there.
    A track, stage or topic that is not known by its guid is the only one there of its name.
    """
    if before is None:
        return Heard(source)
    source = _known_by_name(before, source, coverage)
    remarks: list[Remark] = []
    languages = {language for _kind, _field, language in coverage.spoken_of if language}
    only = languages.pop() if len(languages) == 1 else ""
    collections: dict[str, tuple[Any, ...]] = {}
    for kind in COLLECTIONS:
        there = before.by_guid[kind]
        found = []
        for item in _identified(kind, getattr(source, kind), there):
            old = there.get(item.guid)
            if old is not None and kind == "sessions":
                item = _opted_out(old, item, coverage, remarks)
            if old is not None and only:
                item = _without_stand_ins(kind, old, item, only)
            found.append(_normal(kind, item))
        collections[kind] = tuple(found)
    edition = source.edition
    if only:
        edition = _without_stand_ins(EDITION, before.edition, edition, only)
    return Heard(source.replace(edition=edition, **collections), tuple(remarks))


def _known_by_name(before: Programme, source: Programme, coverage: Coverage) -> Programme:
    """Return the source with the guids of what is there under the same name, where it is unique.

    Many formats have no identity for a track or a room but its name. A source that speaks of our
    addresses knows our guids as well.
    """
    now: dict[str, dict[str, str]] = {kind: {} for kind in NAMED}
    for kind in NAMED:
        if coverage.covers(kind, "slug"):
            continue
        there = _by_name(item for item in getattr(before, kind))
        new = [item for item in getattr(source, kind) if item.guid not in before.by_guid[kind]]
        known = {item.guid for item in getattr(source, kind)}
        own = _by_name(new)
        now[kind] = {
            items[0].guid: there[name][0].guid
            for name, items in own.items()
            if len(items) == 1
            and len(there.get(name, ())) == 1
            and there[name][0].guid not in known
        }
    if not any(now.values()):
        return source
    changes: dict[str, tuple[Any, ...]] = {
        kind: tuple(
            dataclasses.replace(item, guid=now[kind].get(item.guid, item.guid))
            for item in getattr(source, kind)
        )
        for kind in NAMED
    }
    changes["sessions"] = tuple(
        dataclasses.replace(
            session,
            track=now["tracks"].get(session.track, session.track),
            stage=now["stages"].get(session.stage, session.stage),
            topics=tuple(now["topics"].get(topic, topic) for topic in session.topics),
        )
        for session in source.sessions
    )
    changes["streams"] = tuple(
        dataclasses.replace(stream, stage=now["stages"].get(stream.stage, stream.stage))
        for stream in source.streams
    )
    return source.replace(**changes)


def _by_name(items: Iterable[Any]) -> Mapping[str, list[Any]]:
    """Return folded name, in any language → the things that have it."""
    found: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        for name in {folded(words) for words in item.name.words.values()}:
            found[name].append(item)
    return found


def merged(
    before: Programme | None,
    source: Programme,
    coverage: Coverage,
    *,
    last_number: int = 0,
    number_owners: Mapping[int, Collection[str]] = MappingProxyType({}),
    keeping: Collection[Key] = (),
) -> Merged:
    """Return the programme after a source was `heard`.

    What is new is taken as it is. Of what is there already only covered fields change, words
    language by language. Things are the same if their guid is; appearances also if session and
    speaker are. Nothing is removed. The edition keeps its slug, and whether it is the current one.

    Numbers and slugs that are not covered yield to those that are there: a new thing gets the
    next free one.

    Args:
        before: what there was, or None.
        last_number: the highest session number ever given.
        number_owners: session number → guids of all sessions that ever had it.
        keeping: values that stay as they are there, whatever the source says.
    """
    listened = heard(before, source, coverage)
    source, remarks = listened.programme, list(listened.remarks)
    kept: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for own_kind, guid, field, language in keeping:
        kept[own_kind, guid].add((field, language))
    guids: dict[str, frozenset[str]] = {}
    collections: dict[str, tuple[Any, ...]] = {}
    for kind in COLLECTIONS:
        there = dict(before.by_guid[kind]) if before else {}
        told = getattr(source, kind)
        guids[kind] = frozenset(item.guid for item in told)
        new = [item for item in told if item.guid not in there]
        for item in told:
            if item.guid in there:
                own = kept.get((kind, item.guid), set())
                there[item.guid] = _changed(kind, there[item.guid], item, coverage, own)
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
        own = kept.get((EDITION, before.edition.guid), set())
        edition = _changed_edition(before.edition, source.edition, coverage, own)
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


def _opted_out(old: Session, new: Session, coverage: Coverage, remarks: list[Remark]) -> Session:
    """Return what a source says of a session whose speakers may have opted out of recording.

    If they have, it brings no new link to a video, and they stay opted out.
    """
    if new.recording.opted_out or not old.recording.opted_out:
        return new
    if coverage.covers("sessions", "recording.opted_out"):
        words = _("{title} stays opted out of recording, the file says otherwise")
        remarks.append(Remark("sessions", words.format(title=old.title)))
    known = {link.url for link in old.links}
    return dataclasses.replace(
        new,
        links=tuple(link for link in new.links if link.kind != "video" or link.url in known),
        recording=dataclasses.replace(new.recording, opted_out=True),
    )


def _without_stand_ins(kind: str, old: Any, new: Any, language: str) -> Any:
    """Return an item without the words that only repeat what is shown for want of a translation."""
    changes: dict[str, Any] = {}
    for field, is_words in fields_of(kind).items():
        if is_words:
            before, after = getattr(old, field), getattr(new, field)
            if _stands_in(before, after, language):
                changes[field] = after.with_words(language, "")
        elif field in titled_lists(kind):
            parts = tuple(
                dataclasses.replace(part, title=part.title.with_words(language, ""))
                if was is not None and _stands_in(was.title, part.title, language)
                else part
                for was, part in _paired(getattr(old, field), getattr(new, field))
            )
            if parts != getattr(new, field):
                changes[field] = parts
    return dataclasses.replace(new, **changes) if changes else new


def _stands_in(old: Text, new: Text, language: str) -> bool:
    words = new.get(language)
    if not words or old.get(language):
        return False
    # Formats fold white space, so that only the words themselves can be compared.
    return old.in_language(language).words.split() == words.split()


def _changed_edition(
    old: Edition, new: Edition, coverage: Coverage, kept: Collection[tuple[str, str]]
) -> Edition:
    untouched = {name: getattr(old, name) for name in NEVER_TAKEN}
    changed: Edition = _changed(EDITION, old, new, coverage, kept)
    return dataclasses.replace(changed, **untouched)


def _changed(
    kind: str, old: Any, new: Any, coverage: Coverage, kept: Collection[tuple[str, str]]
) -> Any:
    """Return the old thing with what is covered of the new one, save the (field, language) kept."""
    changes: dict[str, Any] = {}
    recording: dict[str, Any] = {}
    for field, is_words in fields_of(kind).items():
        name, _, part = field.partition(".")
        if is_words:
            stay = {language for own, language in kept if own == field}
            languages = coverage.languages(kind, field) - stay
            changes[name] = _text(
                getattr(old, name),
                getattr(new, name),
                languages,
                with_original=coverage.speaks_of_originals and ORIGINAL not in stay,
            )
        elif not coverage.covers(kind, field) or (field, "") in kept:
            continue
        elif part:
            recording[part] = getattr(getattr(new, name), part)
        elif name in titled_lists(kind):
            languages = coverage.languages(kind, field)
            changes[name] = _list(
                getattr(old, name),
                getattr(new, name),
                languages,
                with_originals=coverage.speaks_of_originals,
            )
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


def is_whole(old: Text, new: Text, languages: Collection[str]) -> bool:
    """Say whether these are all the languages that either text has words in."""
    return set(languages) >= {*old.words, *new.words}


def _text(old: Text, new: Text, languages: Collection[str], *, with_original: bool) -> Text:
    """Return a text with the words of some languages replaced.

    Which of them is the original stays, unless a source knows that speaks of all there are.
    """
    if old == new:
        return old
    words = {**old.words, **{language: new.get(language) for language in languages}}
    takes_original = not old or (with_original and is_whole(old, new, languages))
    return Text(words, original=new.original if takes_original else old.original)


def _list(
    old: tuple[Any, ...],
    new: tuple[Any, ...],
    languages: Collection[str],
    *,
    with_originals: bool,
) -> tuple[Any, ...]:
    """Return the new links or attachments; titles in other languages stay with the address."""
    found = []
    for was, part in _paired(old, new):
        if was is not None:
            title = _text(was.title, part.title, languages, with_original=with_originals)
            part = dataclasses.replace(part, title=title)
        found.append(part)
    return tuple(found)


def _paired(old: Iterable[Any], new: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Return each new link or attachment with the old one of its address, or None."""
    waiting: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for part in old:
        waiting[address_of(part)].append(part)
    return [(own.pop(0) if (own := waiting.get(address_of(part))) else None, part) for part in new]


def address_of(part: Any) -> tuple[str, str]:
    """Return by what a link or attachment is the same."""
    return part.url, getattr(part, "file", "")


def _addressed(
    kind: str, new: Iterable[Any], there: Iterable[Any], remarks: list[Remark]
) -> list[Any]:
    taken = {item.slug for item in there}
    found = []
    for item in new:
        slug, number = item.slug, 2
        while slug in taken:
            ending = f"-{number}"
            slug, number = item.slug[: MAX_SLUG - len(ending)] + ending, number + 1
        if slug != item.slug:
            words = _("address “{taken}” is taken, “{given}” was given")
            remarks.append(Remark(kind, words.format(taken=item.slug, given=slug)))
        taken.add(slug)
        found.append(dataclasses.replace(item, slug=slug))
    return found


def _numbered(
    kind: str,
    new: Iterable[Any],
    there: Iterable[Any],
    last: int,
    owners: Mapping[int, Collection[str]],
    remarks: list[Remark],
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
            words = _("number {taken} is taken, {given} was given")
            remarks.append(Remark(kind, words.format(taken=item.number, given=number)))
        taken.add(number)
        found.append(dataclasses.replace(item, number=number))
    return found
