"""What differs between two programmes, thing by thing, field by field, language by language."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from forum.formats.codec import encode
from forum.programme import COLLECTIONS, Programme
from forum.rules import REFERENCES, references
from forum.values import Edition
from multilingual.text import Text

CREATED, REMOVED, CHANGED = "created", "removed", "changed"


@dataclass(frozen=True)
class Difference:
    """One thing created or removed, or one field of it changed, in one language if it has words.

    `kind` is a collection of the programme or `edition`; `field` and `language` are empty where
    they do not apply. `before` and `after` are the values: whole things, fields, or words.
    """

    kind: str
    guid: str
    action: str
    field: str = ""
    language: str = ""
    before: Any = None
    after: Any = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is about, whatever the values: two differences with one key touch the same."""
        return self.kind, self.guid, self.field, self.language

    @property
    def token(self) -> str:
        """A word for forms that names the difference and its values."""
        values = repr((self.action, encode(self.before), encode(self.after)))
        digest = hashlib.sha256(values.encode()).hexdigest()[:16]
        return ".".join([*self.key, digest])


def key_of(token: str) -> tuple[str, ...]:
    """Return the key within a token."""
    return tuple(token.split(".")[:4])


def differences(before: Programme | None, after: Programme) -> tuple[Difference, ...]:
    """Return what leads from one programme to another, edition first, then in reading order.

    `before` is None where nothing was published yet: then everything is created.
    """
    found: list[Difference] = []
    if before is None:
        found.append(Difference("edition", after.edition.guid, CREATED, after=after.edition))
    else:
        found.extend(_fields("edition", before.edition, after.edition))
    for kind in COLLECTIONS:
        old = before.by_guid[kind] if before else {}
        new = after.by_guid[kind]
        for guid, item in new.items():
            if guid not in old:
                found.append(Difference(kind, guid, CREATED, after=item))
            # Most things are the very same: they were taken over from the release before.
            elif old[guid] is not item and old[guid] != item:
                found.extend(_fields(kind, old[guid], item))
        found.extend(
            Difference(kind, guid, REMOVED, before=item)
            for guid, item in old.items()
            if guid not in new
        )
    return tuple(found)


def _fields(kind: str, before: Any, after: Any) -> Iterator[Difference]:
    for name, is_text in _fields_of(after.__class__):
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if not is_text:
            yield Difference(kind, after.guid, CHANGED, name, "", old, new)
            continue
        reached = old
        for language in sorted({*old.words, *new.words}):
            if old.get(language) != new.get(language):
                reached = reached.with_words(language, new.get(language))
                yield Difference(
                    kind, after.guid, CHANGED, name, language, old.get(language), new.get(language)
                )
        if reached != new:
            yield Difference(
                kind, after.guid, CHANGED, name, "original", old.original, new.original
            )


@cache
def _fields_of(kind: type) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (field.name, field.type in ("Text", Text))
        for field in dataclasses.fields(kind)
        if field.name != "guid"
    )


def applied(base: Programme | None, draft: Programme, chosen: Iterable[Difference]) -> Programme:
    """Return `base` with the chosen differences towards `draft` applied.

    The result keeps the history of `base`, and may have broken references: check it whole.

    Raises:
        ValueError: if there is no base and the edition itself is not among the chosen.
    """
    by_kind: dict[str, list[Difference]] = {}
    for difference in chosen:
        by_kind.setdefault(difference.kind, []).append(difference)
    of_edition = by_kind.pop("edition", [])
    if base is None:
        if not any(difference.action == CREATED for difference in of_edition):
            raise ValueError("The first release needs the edition itself.")
        base = Programme(draft.edition)
    changes: dict[str, Any] = {}
    edition: Edition = base.edition
    for difference in of_edition:
        if difference.action == CHANGED:
            edition = _changed(edition, difference)
    changes["edition"] = edition
    for kind, own in by_kind.items():
        items = dict(base.by_guid[kind])
        for difference in own:
            match difference.action:
                case "created":
                    items[difference.guid] = difference.after
                case "removed":
                    items.pop(difference.guid, None)
                case _:
                    items[difference.guid] = _changed(items[difference.guid], difference)
        changes[kind] = tuple(items.values())
    return base.replace(**changes)


def _changed(item: Any, difference: Difference) -> Any:
    if not difference.language:
        return dataclasses.replace(item, **{difference.field: difference.after})
    text: Text = getattr(item, difference.field)
    if difference.language == "original":
        text = Text(text.pairs, original=difference.after)
    else:
        text = text.with_words(difference.language, difference.after)
    return dataclasses.replace(item, **{difference.field: text})


def companions(
    base: Programme | None,
    available: Iterable[Difference],
    chosen: Iterable[Difference],
) -> tuple[Difference, ...]:
    """Return the differences that must come along with the chosen ones, in the order available.

    What a chosen thing newly refers to must be created with it; what still refers to a removed
    thing must be removed or changed with it; what another thing takes over must be given up; and
    some fields make sense together only (`UNITS`).
    """
    available = tuple(available)
    units: dict[tuple[str, str, str], list[Difference]] = {}
    for difference in available:
        if any(unit := _unit(difference)):
            units.setdefault(unit, []).append(difference)
    picked = {difference.key: difference for difference in chosen}
    created = {(d.kind, d.guid): d for d in available if d.action == CREATED}
    referring: dict[tuple[str, str], list[Difference]] = {}
    for difference in available:
        for target in _references(difference, REMOVED, difference.before):
            referring.setdefault(target, []).append(difference)
    # Whatever slug or number a chosen thing takes over must be given up in the same release.
    holders: dict[tuple[str, str, Any], list[Difference]] = {}
    for difference in available:
        for held in _uniques(difference, REMOVED, difference.before):
            holders.setdefault(held, []).append(difference)
    queue = list(picked.values())
    needed: dict[tuple[str, ...], Difference] = {}
    while queue:
        difference = queue.pop()
        wanted: list[Difference] = []
        for target in _references(difference, CREATED, difference.after):
            if target in created:
                wanted.append(created[target])
        if difference.action == REMOVED:
            wanted.extend(referring.get((difference.kind, difference.guid), ()))
        for taken in _uniques(difference, CREATED, difference.after):
            wanted.extend(holders.get(taken, ()))
        wanted.extend(units.get(_unit(difference), ()))
        if base is None and difference.kind != "edition":
            wanted.extend(d for d in available if d.kind == "edition")
        for other in wanted:
            if other.key not in picked:
                picked[other.key] = needed[other.key] = other
                queue.append(other)
    return tuple(difference for difference in available if difference.key in needed)


UNITS = {
    ("edition", "first_date"): "days",
    ("edition", "last_date"): "days",
    ("edition", "time_zone"): "days",
    ("edition", "day_break"): "days",
    ("streams", "stage"): "place",
    ("streams", "day"): "place",
    ("streams", "session"): "place",
}
"""(collection, field) → fields with one word here are published together."""


def _unit(difference: Difference) -> tuple[str, str, str]:
    """Return what a difference belongs to and cannot be torn from, or empty words."""
    if difference.action != CHANGED:
        return "", "", ""
    name = UNITS.get((difference.kind, difference.field), "")
    # A language that is emptied takes the words along that replace it.
    if not name and difference.language and not (difference.before and difference.after):
        name = difference.field
    return (difference.kind, difference.guid, name) if name else ("", "", "")


def _references(difference: Difference, whole: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield (collection, guid) of what one side of a difference refers to.

    `value` is that side, a whole thing where the action is `whole`: CREATED for what a thing
    newly refers to, REMOVED for what it stops referring to.
    """
    if difference.action == whole:
        for _field, kind, guid in references(difference.kind, value):
            yield kind, guid
    elif difference.action == CHANGED:
        yield from _guids_in(difference, value)


def _guids_in(difference: Difference, value: Any) -> Iterator[tuple[str, str]]:
    kind = REFERENCES.get((difference.kind, difference.field))
    if kind:
        for guid in value if isinstance(value, tuple) else (value,):
            if guid:
                yield kind, guid


def _uniques(difference: Difference, whole: str, value: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield (collection, field, value) of the unique values on one side of a difference.

    `value` and `whole` as in `_references`: what is taken with CREATED, given up with REMOVED.
    """
    if difference.action == whole and difference.kind == "appearances":
        yield difference.kind, "pair", (value.session, value.speaker)
    for field in ("slug", "number"):
        if difference.action == whole and hasattr(value, field):
            yield difference.kind, field, getattr(value, field)
        elif difference.action == CHANGED and difference.field == field:
            yield difference.kind, field, value
