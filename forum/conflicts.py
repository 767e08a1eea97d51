"""What a source says, what the draft holds and what earlier imports brought: who is heard."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from forum.coverage import EDITION, Coverage, fields_of, titled_lists
from forum.differences import CHANGED, CREATED, Difference, differences
from forum.formats.codec import encode
from forum.merging import (
    NEVER_TAKEN,
    ORIGINAL,
    Key,
    Remark,
    address_of,
    heard,
    is_whole,
    merged,
)
from forum.programme import COLLECTIONS, Programme
from forum.rules import REFERENCES, references
from multilingual.text import EMPTY, Text

KEPT, CONFLICT = "kept", "conflict"
"""Edited here while the file says what it always said; edited here, and the file says else."""

OWNED = ("appearances", "streams")
"""The collections whose things are nothing without the things that they refer to."""

ThingKey = tuple[str, str]


@dataclass(frozen=True)
class Every:
    """All findings in some states, and some more by their keys, as a choice."""

    states: tuple[str, ...]
    keys: frozenset[Key] = frozenset()


ALL = Every((CONFLICT,))
EVERYTHING = Every((CONFLICT, KEPT))

Chosen = Collection[Key] | Every


@dataclass(frozen=True)
class Known:
    """What is remembered of a thing that imports spoke of: hashes of values, never values.

    `digests`: field and language → hash of what was taken, empty for nothing. `brought` says that
    an import made the thing, `declined` that it was deleted here and is not to come back.
    """

    digests: Mapping[str, str] = field(default_factory=dict)
    brought: bool = False
    declined: bool = False


NOTHING = Known()


@dataclass(frozen=True)
class Finding:
    """A value, or a thing deleted here, on which draft and file differ and the draft was edited.

    The difference leads from the draft to the file. `takes_theirs` says what was chosen.
    """

    difference: Difference
    state: str
    takes_theirs: bool = False

    @property
    def key(self) -> Key:
        return self.difference.key


@dataclass(frozen=True)
class Plan:
    """What taking a source in does.

    `guids` names what the source spoke of, by collection. `deleted` are things of the source that
    were deleted here; they belong to its words without being in `after`. `removable` are the
    things that earlier imports brought and this source no longer names, `removed` those that go,
    `going_along` what would go if all of them were removed.
    """

    before: Programme | None
    after: Programme
    guids: Mapping[str, frozenset[str]]
    remarks: tuple[Remark, ...] = ()
    findings: tuple[Finding, ...] = ()
    deleted: tuple[tuple[str, Any], ...] = ()
    removable: tuple[ThingKey, ...] = ()
    going_along: frozenset[ThingKey] = frozenset()
    removed: tuple[ThingKey, ...] = ()
    learn: Callable[[], Mapping[ThingKey, Known | None]] = dict

    @cached_property
    def learned(self) -> Mapping[ThingKey, Known | None]:
        """What is to be remembered anew, None for what is to be forgotten. Takes a while."""
        return self.learn()

    @cached_property
    def said(self) -> Programme:
        """The programme with everything that is spoken of, to look up what things are called."""
        deleted: dict[str, list[Any]] = {}
        for kind, item in self.deleted:
            if self.after.get(kind, item.guid) is None:
                deleted.setdefault(kind, []).append(item)
        return self.after.replace(
            **{kind: (*getattr(self.after, kind), *items) for kind, items in deleted.items()}
        )

    @cached_property
    def fingerprint(self) -> str:
        """A word for forms that is the same as long as all of this is."""
        tokens = [
            *(difference.token for difference in differences(self.before, self.after)),
            *(f"{found.state} {found.difference.token}" for found in self.findings),
            *(f"removable {' '.join(key)}" for key in self.removable),
            *(f"along {' '.join(key)}" for key in self.going_along),
        ]
        # The order of things says nothing: it follows from values that others edit.
        return hashlib.sha256("\n".join(sorted(tokens)).encode()).hexdigest()[:32]


def planned(
    before: Programme | None,
    source: Programme,
    coverage: Coverage,
    known: Mapping[ThingKey, Known],
    *,
    theirs: Chosen = (),
    mine: Chosen = (),
    remove: Collection[ThingKey] | Every = (),
    last_number: int = 0,
    number_owners: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> Plan:
    """Weigh a source against the draft, value by value.

    A value is taken if the draft still holds what an import brought, or holds nothing and never
    held anything, or if the thing is new. Edited here, it stays: silently while the source says
    what it said before, as a conflict otherwise, also where nothing is remembered. A thing that
    an import spoke of and that was deleted here does not come back by itself.

    Args:
        known: what is remembered of things, by kind and guid.
        theirs: keys of findings in which the source is heard.
        mine: keys of findings in which the draft's word is final: they are conflicts again only
            when the source says something new.
        remove: what to remove of the things that imports brought and the source no longer names.
            What belongs to it goes along. What something that stays refers to stays.
        last_number: the highest session number ever given.
        number_owners: session number → guids of all sessions that ever had it.
    """
    if before is None:
        outcome = merged(None, source, coverage)
        learn = partial(_learned, {}, None, source, outcome.programme, coverage)
        return Plan(None, outcome.programme, outcome.guids, outcome.remarks, learn=learn)
    listened = heard(before, source, coverage)
    weighing = _Weighing(before, listened.programme, coverage, known, theirs)
    outcome = merged(
        before,
        weighing.source,
        coverage,
        last_number=last_number,
        number_owners=number_owners,
        keeping=[found.key for found in weighing.findings if not found.takes_theirs],
    )
    guids = {
        kind: frozenset(item.guid for item in getattr(listened.programme, kind))
        for kind in COLLECTIONS
    }
    after, remarks = outcome.programme, [*listened.remarks, *outcome.remarks]
    removable = _removable(before, guids, coverage, known)
    going = _going(after, removable, removable, guids, known)
    picked = [key for key in removable if isinstance(remove, Every) or key in remove]
    removed = _going(after, picked, removable, guids, known)
    if stay := set(picked) - removed:
        words = _("{name} stays, something else still refers to it")
        remarks += [
            Remark(kind, words.format(name=_name(after, kind, guid)))
            for kind, guid in picked
            if (kind, guid) in stay
        ]
    if removed:
        after = _without(after, removed)
    settled = {found.key for found in weighing.findings if _is_chosen(found, mine)}
    learn = partial(
        _learned,
        known,
        before,
        listened.programme,
        after,
        coverage,
        gone=weighing.gone,
        removed=removed,
        settled=settled,
    )
    return Plan(
        before,
        after,
        guids,
        tuple(remarks),
        tuple(weighing.findings),
        tuple(own for own in listened.programme if (own[0], own[1].guid) in weighing.deleted),
        tuple(removable),
        frozenset(going),
        tuple(key for kind in COLLECTIONS for key in sorted(removed) if key[0] == kind),
        learn,
    )


def _is_chosen(found: Finding, chosen: Chosen) -> bool:
    if isinstance(chosen, Every):
        return found.state in chosen.states or found.key in chosen.keys
    return found.key in chosen


# What a source speaks of, kind by kind


@dataclass(frozen=True)
class _Spoken:
    """The covered fields of a kind, with their languages where they have words."""

    plain: tuple[str, ...]
    words: tuple[tuple[str, frozenset[str]], ...]
    lists: tuple[tuple[str, frozenset[str]], ...]


def _spoken(coverage: Coverage, kind: str) -> _Spoken:
    lists = titled_lists(kind)
    left = NEVER_TAKEN if kind == EDITION else ()
    known = {name: is_words for name, is_words in fields_of(kind).items() if name not in left}
    return _Spoken(
        tuple(
            name
            for name, is_words in known.items()
            if not is_words and name not in lists and coverage.covers(kind, name)
        ),
        tuple(
            (name, languages)
            for name, is_words in known.items()
            if is_words and (languages := coverage.languages(kind, name))
        ),
        tuple(
            (name, coverage.languages(kind, name))
            for name in known
            if name in lists and coverage.covers(kind, name)
        ),
    )


def _parts_of(value: tuple[Any, ...], languages: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield (language, value) of what a list of links or attachments consists of."""
    yield "", tuple(dataclasses.replace(part, title=EMPTY) for part in value)
    for language in sorted(languages):
        yield (
            language,
            tuple(
                (*address_of(part), words) for part in value if (words := part.title.get(language))
            ),
        )


def _values(spoken: _Spoken, item: Any, other: Any) -> Iterator[tuple[Key, str, Any, Any]]:
    """Yield (field and language of the key, name, value, other's value) of what is spoken of.

    The language that texts were translated from counts where the source knows all of their words.
    """
    for name in spoken.plain:
        get = attrgetter(name)
        yield ("", "", name, ""), name, get(item), get(other)
    for name, languages in spoken.words:
        text, other_text = getattr(item, name), getattr(other, name)
        for language in languages:
            key = "", "", name, language
            yield key, f"{name} {language}", text.get(language), other_text.get(language)
        if is_whole(text, other_text, languages):
            key = "", "", name, ORIGINAL
            yield key, f"{name} {ORIGINAL}", _original(text, other_text), other_text.original
    for name, languages in spoken.lists:
        parts = zip(
            _parts_of(getattr(item, name), languages),
            _parts_of(getattr(other, name), languages),
            strict=True,
        )
        for (language, value), (_language, other_value) in parts:
            key = "", "", name, ""
            yield key, f"{name} {language}".rstrip(), value, other_value


def _original(text: Text, other: Text) -> str:
    """Return a text's original where it can be that of another's words, or else the other's."""
    return text.original if other.get(text.original) else other.original


def digest(kind: str, guid: str, name: str, value: Any) -> str:
    """Return the hash of a value in its place, empty for nothing.

    Equal values of different things have different hashes, so that none tells of another.
    """
    if not value:
        return ""
    words = json.dumps([kind, guid, name, encode(value)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# Weighing


class _Weighing:
    """Finds where the draft was edited, and leaves the source with what can be taken."""

    def __init__(
        self,
        before: Programme,
        source: Programme,
        coverage: Coverage,
        known: Mapping[ThingKey, Known],
        theirs: Chosen,
    ) -> None:
        self.before, self.known, self.theirs = before, known, theirs
        self.findings: list[Finding] = []
        self.deleted: set[ThingKey] = set()
        self.restored: set[ThingKey] = set()
        self.gone: dict[ThingKey, Any] = {}
        self.source = self._without_deleted(source)
        spoken = _spoken(coverage, EDITION)
        self._weigh(EDITION, spoken, before.edition, source.edition, source.edition)
        for kind in COLLECTIONS:
            spoken = _spoken(coverage, kind)
            for item in getattr(self.source, kind):
                old = before.get(kind, item.guid)
                if old is not None and old != item:
                    self._weigh(kind, spoken, old, item, source.get(kind, item.guid))

    def _found(self, difference: Difference, state: str) -> Finding:
        found = Finding(difference, state)
        found = dataclasses.replace(found, takes_theirs=_is_chosen(found, self.theirs))
        self.findings.append(found)
        return found

    def _without_deleted(self, source: Programme) -> Programme:
        """Return the source without what was deleted here, and without references to it."""
        collections: dict[str, Any] = {}
        # What is referred to stands first, so that it is known by then what became of it.
        for kind in COLLECTIONS:
            items = []
            for item in getattr(source, kind):
                if self._is_deleted(kind, item):
                    self.gone[kind, item.guid] = item
                else:
                    items.append(self._without_references(kind, item))
            collections[kind] = tuple(items)
        return source.replace(**collections)

    def _is_deleted(self, kind: str, item: Any) -> bool:
        """Say whether a thing does not come (back), and ask about those that were deleted here."""
        key = kind, item.guid
        if self.before.get(*key) is not None:
            return False
        owners = (
            {(to_kind, guid) for _field, to_kind, guid in references(kind, item)}
            if kind in OWNED
            else set()
        )
        if key in self.known:
            self.deleted.add(key)
            if owners & self.deleted:
                # It went with what it belongs to, and comes back with it.
                return bool(owners & self.gone.keys())
            state = KEPT if self.known[key].declined else CONFLICT
            found = self._found(Difference(kind, item.guid, CREATED, after=item), state)
            if found.takes_theirs:
                self.restored.add(key)
            return not found.takes_theirs
        return bool(owners & self.gone.keys())

    def _without_references(self, kind: str, item: Any) -> Any:
        """Return an item that refers to nothing that stays deleted; what it had instead stays."""
        if not any((to, guid) in self.gone for _field, to, guid in references(kind, item)):
            return item
        old = self.before.get(kind, item.guid)
        changes: dict[str, Any] = {}
        for (own_kind, name), to_kind in REFERENCES.items():
            if own_kind != kind:
                continue
            value = getattr(item, name)
            if isinstance(value, tuple):
                changes[name] = tuple(guid for guid in value if (to_kind, guid) not in self.gone)
            elif (to_kind, value) in self.gone:
                changes[name] = getattr(old, name) if old is not None else ""
        return dataclasses.replace(item, **changes)

    def _weigh(self, kind: str, spoken: _Spoken, old: Any, new: Any, told: Any) -> None:
        """Weigh each value of a thing; `told` is `new` with its references to what is deleted."""
        known = self.known.get((kind, old.guid), NOTHING).digests
        states: dict[tuple[str, str], set[str]] = {}
        for (_kind, _guid, name, language), place, mine, theirs in _values(spoken, old, new):
            if mine == theirs:
                continue
            said = getattr(told, name) if (kind, name) in REFERENCES else theirs
            state = self._state(kind, old.guid, place, mine, said, known.get(place))
            if state == KEPT and self._is_back(kind, name, mine, theirs):
                state = ""
            states.setdefault((name, language), set()).add(state)
        for (name, language), found in states.items():
            if found == {""}:
                continue
            # A list is taken or left as a whole: whoever edited any of it is asked.
            state = KEPT if found == {KEPT} else CONFLICT
            self._found(
                Difference(
                    kind,
                    old.guid,
                    CHANGED,
                    name,
                    language,
                    _side(old, name, language),
                    _side(new, name, language),
                ),
                state,
            )

    @staticmethod
    def _state(kind: str, guid: str, place: str, mine: Any, theirs: Any, known: str | None) -> str:
        """Return whether a value is kept, or a conflict; empty if it is taken."""
        own = digest(kind, guid, place, mine)
        if known is None:
            # Nobody decides by hand what a text was translated from without meaning it.
            return "" if not own else KEPT if place.endswith(f" {ORIGINAL}") else CONFLICT
        if own == known:
            return ""
        return KEPT if digest(kind, guid, place, theirs) == known else CONFLICT

    def _is_back(self, kind: str, name: str, mine: Any, theirs: Any) -> bool:
        """Say whether all that a reference lacks are things that are restored right now."""
        to_kind = REFERENCES.get((kind, name))
        if to_kind is None:
            return False
        own, wished = ({guid for guid in _tuple(side) if guid} for side in (mine, theirs))
        return own <= wished and all((to_kind, guid) in self.restored for guid in wished - own)


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _side(item: Any, name: str, language: str) -> Any:
    value = attrgetter(name)(item)
    if not language:
        return value
    return value.original if language == ORIGINAL else value.get(language)


# What the source no longer names


def _removable(
    before: Programme,
    guids: Mapping[str, frozenset[str]],
    coverage: Coverage,
    known: Mapping[ThingKey, Known],
) -> list[ThingKey]:
    return [
        (kind, item.guid)
        for kind, item in before
        if coverage.covers_kind(kind)
        and item.guid not in guids[kind]
        and known.get((kind, item.guid), NOTHING).brought
    ]


def _going(
    after: Programme,
    picked: Iterable[ThingKey],
    removable: Iterable[ThingKey],
    guids: Mapping[str, frozenset[str]],
    known: Mapping[ThingKey, Known],
) -> set[ThingKey]:
    """Return what goes when some things are removed: with them what is theirs alone.

    All that is in a session goes along with it, an import's appearances with their speaker and
    its streams with their stage. What a thing that stays refers to stays.
    """
    going = set(picked)
    if not going:
        return going
    for kind in OWNED:
        for item in getattr(after, kind):
            if item.guid in guids[kind]:
                continue
            owners = {(to_kind, guid) for _field, to_kind, guid in references(kind, item)} & going
            is_imported = known.get((kind, item.guid), NOTHING).brought
            if owners and (is_imported or any(owner[0] == "sessions" for owner in owners)):
                going.add((kind, item.guid))
    referring = [
        ((kind, item.guid), [(to_kind, guid) for _field, to_kind, guid in references(kind, item)])
        for kind, item in after
    ]
    while True:
        held = {
            target
            for key, targets in referring
            if key not in going
            for target in targets
            if target in going
        }
        if not held:
            return going
        going -= held


def _without(programme: Programme, removed: Collection[ThingKey]) -> Programme:
    kinds = {kind for kind, _guid in removed}
    return programme.replace(
        **{
            kind: tuple(
                item for item in getattr(programme, kind) if (kind, item.guid) not in removed
            )
            for kind in kinds
        }
    )


def _name(programme: Programme, kind: str, guid: str) -> str:
    item = programme.get(kind, guid)
    return str(getattr(item, "title", None) or getattr(item, "name", None) or guid)


# What is remembered


def _learned(
    known: Mapping[ThingKey, Known],
    before: Programme | None,
    source: Programme,
    after: Programme,
    coverage: Coverage,
    *,
    gone: Collection[ThingKey] = (),
    removed: Collection[ThingKey] = (),
    settled: Collection[Key] = (),
) -> Mapping[ThingKey, Known | None]:
    """Return what is remembered of things after this source, as far as it is news.

    A value is remembered where draft and source agree by now, or where the draft's word is final;
    of what is new also what the source did not speak of: numbers, addresses, what was guessed.
    """
    found: dict[ThingKey, Known | None] = {}
    told: list[tuple[str, Any, Any]] = [(EDITION, source.edition, after.edition)]
    told += [
        (kind, item, result)
        for kind, item in source
        if (result := after.get(kind, item.guid)) is not None
    ]
    spoken = {kind: _spoken(coverage, kind) for kind in (EDITION, *COLLECTIONS)}
    for kind, item, result in told:
        key = kind, result.guid
        old = known.get(key, NOTHING)
        digests = dict(old.digests)
        for (_kind, _guid, name, language), place, mine, theirs in _values(
            spoken[kind], result, item
        ):
            if mine == theirs or (*key, name, language) in settled:
                digests[place] = digest(*key, place, theirs)
        is_new = before is None or (kind != EDITION and before.get(*key) is None)
        if is_new:
            for place in fields_of(kind):
                is_guessed = place not in digests and not fields_of(kind)[place]
                if is_guessed and (value := attrgetter(place)(result)):
                    digests[place] = digest(*key, place, value)
        now = Known(digests, brought=old.brought or is_new)
        if now != old or key not in known:
            found[key] = now
    for key in gone:
        if (*key, "", "") in settled:
            found[key] = dataclasses.replace(known[key], declined=True)
    found.update((key, None) for key in removed if key in known)
    return found
