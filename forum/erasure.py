"""Erasing a person on request: the one exception to "nothing is lost" (data protection)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.text import capfirst
from slugify import slugify

from forum import clock
from forum.formats import document
from forum.models import Baseline, Edition, Import, Release
from forum.programme import Programme
from forum.publishing import kept_cards, kept_releases
from forum.wording import Wording
from multilingual.text import Text, folded
from sessions.models import Appearance, Attachment
from speakers.fields import PictureField
from speakers.models import Speaker
from speakers.values import Picture

OWN_APPS = ("forum", "programme", "speakers")

_FILE = re.compile(rb"[0-9a-f]{64}\.[a-z0-9]{2,5}")


class UnknownPerson(LookupError):
    """No speaker of any edition or release is this person."""


@dataclass(frozen=True)
class Person:
    """All that is known of a person: names as written anywhere, guids, row keys and files."""

    guid: str
    names: frozenset[str]
    speakers: frozenset[str]
    appearances: frozenset[str]
    row_keys: frozenset[int]
    files: frozenset[str]

    @cached_property
    def _name(self) -> re.Pattern[str]:
        forms = {form for name in self.names for form in (folded(name), slugify(name)) if form}
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(forms)))})(?!\w)")

    def is_named_in(self, words: str) -> bool:
        """Say whether a name, or the address made of it, stands in a text as whole words.

        Case, ё and white space make no difference.
        """
        return bool(self.names and self._name.search(folded(words)))


@dataclass(frozen=True)
class Mention:
    """A place where the name still stands: what it is, which field, and how often."""

    place: str
    field: str
    count: int


@dataclass(frozen=True)
class Erased:
    """What was removed, and where the name still stands in words that people wrote.

    `removed`: what → how many. `releases`: the releases that were rewritten, as they call
    themselves.
    """

    removed: Mapping[str, int]
    releases: tuple[str, ...]
    mentions: tuple[Mention, ...]


def find(person: str) -> Person:
    """Return what is known of a person in draft, releases and history.

    Raises:
        UnknownPerson: if there is none; the message says what a given speaker's person is.
    """
    try:
        guid = str(UUID(person))
    except ValueError as error:
        raise UnknownPerson(
            f"{person!r} is no guid. Expected one such as 3f0e6f0a-5f5e-4c0e-9d57-0b6f2c1f8a11; "
            "it stands in the speaker's form as “person”."
        ) from error
    names: set[str] = set()
    speakers: set[str] = set()
    appearances: set[str] = set()
    files: set[str] = set()
    row_keys, of_others = _row_keys(guid)
    for table in (Speaker.objects, Speaker.history):
        for row in table.filter(Q(person=guid) | Q(id__in=row_keys)):
            if row.id in row_keys:
                speakers.add(str(row.guid))
            names.update(row.name.words.values())
            files.update(_files_of(row.photo))
    other_rows = Speaker.objects.filter(id__in=of_others)
    others = {
        str(own)
        for table in (Speaker.objects, Speaker.history)
        for own in table.filter(id__in=of_others).values_list("guid", flat=True)
    }
    for release in Release.objects.iterator(chunk_size=1):
        programme = document.read(release.document)
        own = {s.guid for s in programme.speakers if s.person == guid or s.guid in speakers}
        for speaker in programme.speakers:
            if speaker.guid in own:
                names.update(speaker.name.words.values())
                files.update(_files_of(speaker.photo))
        speakers |= own - others
        appearances.update(a.guid for a in programme.appearances if a.speaker in own)
    if not names:
        owner = Speaker.objects.filter(guid=guid).first()
        hint = f" It is the guid of a speaker whose person is {owner.person}." if owner else ""
        raise UnknownPerson(f"There is no person {guid} in any draft, release or history.{hint}")
    # Whoever has the row now may have borne this guid by mistake: their name is not erased.
    names.difference_update(*(row.name.words.values() for row in other_rows))
    return Person(
        guid,
        frozenset(names),
        frozenset(speakers),
        frozenset(appearances),
        frozenset(row_keys),
        frozenset(files),
    )


def _row_keys(guid: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the keys of a person's rows, and of rows that were theirs and are another's now.

    A row keeps one human when somebody corrects its `person`, so all of its history is theirs.
    """
    current = dict(Speaker.objects.values_list("id", "person"))
    was = set(Speaker.history.filter(person=guid).values_list("id", flat=True))
    was |= {key for key, person in current.items() if str(person) == guid}
    in_order = Speaker.history.filter(id__in=was).order_by("history_date", "history_id")
    owner = {**dict(in_order.values_list("id", "person")), **current}
    own = frozenset(key for key in was if str(owner[key]) == guid)
    return own, frozenset(was) - own


def erase(person: Person) -> Erased:
    """Remove a person from draft, releases, history, the admin's log and media.

    All in one transaction; files that nobody else uses are deleted when it is committed, and
    so are all drawn cards and what this node kept of releases.

    Raises:
        UnknownPerson: if somebody else erased them meanwhile.
    """
    removed: Counter[str] = Counter()
    with transaction.atomic():
        # Nobody publishes meanwhile: publishing locks its edition as well.
        list(Edition.objects.select_for_update())
        # Somebody may have published or renamed between the question and the answer to it.
        person = find(person.guid)
        _decline(person)
        for label, found in (
            ("appearances", Appearance.objects.filter(speaker__person=person.guid)),
            ("speakers", Speaker.objects.filter(person=person.guid)),
        ):
            removed[label] = found.count()
            found.delete()
        # Deleting writes history, so history is erased after it.
        for label, found in (
            (
                "history entries of appearances",
                Appearance.history.filter(speaker_id__in=person.row_keys),
            ),
            (
                "history entries of speakers",
                Speaker.history.filter(Q(person=person.guid) | Q(id__in=person.row_keys)),
            ),
        ):
            removed[label] = found.count()
            found.delete()
        removed["entries of the admin's log"] = _erase_log(person)
        # Any of these files may name the person, in whatever format; they can be uploaded again.
        removed["files of imports that wait"] = Import.objects.waiting().count()
        Import.objects.waiting().delete()
        rewritten, still_used = _rewrite_releases(person)
        unused = person.files - still_used - _files_of_rows()
        removed["files"] = len(unused)
        mentions = _mentions(person)
        transaction.on_commit(lambda: _delete_files(unused))
        transaction.on_commit(kept_cards.forget)
        transaction.on_commit(kept_releases.forget)
    return Erased({what: count for what, count in removed.items() if count}, rewritten, mentions)


def _decline(person: Person) -> None:
    """Forget what imports brought of a person, save that they are not to bring it again."""
    appearances = {
        str(guid)
        for table in (Appearance.objects, Appearance.history)
        for guid in table.filter(speaker_id__in=person.row_keys).values_list("guid", flat=True)
    }
    for kind, guids in (
        ("speakers", person.speakers),
        ("appearances", person.appearances | appearances),
    ):
        found = Baseline.objects.filter(kind=kind, guid__in=guids)
        found.update(digests={}, brought=False, declined=True)


def without(programme: Programme, person: Person) -> Programme:
    """Return a programme in which a person never was: not on stage, not in public history."""
    speakers = person.speakers | {s.guid for s in programme.speakers if s.person == person.guid}
    theirs = {a.guid for a in programme.appearances if a.speaker in speakers}
    gone = speakers | person.appearances | theirs
    history = programme.history
    return programme.replace(
        speakers=tuple(s for s in programme.speakers if s.guid not in speakers),
        appearances=tuple(a for a in programme.appearances if a.guid not in gone),
        history=dataclasses.replace(
            history,
            changes={guid: own for guid, own in history.changes.items() if guid not in gone},
            # A speaker's address is made of the name.
            former_slugs={
                address: guid
                for address, guid in history.former_slugs.items()
                if guid not in speakers
            },
            news=tuple(
                line
                for line in history.news
                if not any(person.names & set(name.words.values()) for name in line.names)
            ),
        ),
    )


def _rewrite_releases(person: Person) -> tuple[tuple[str, ...], set[str]]:
    """Rewrite what names the person; return which releases, and the files that all still use."""
    rewritten: list[str] = []
    used: set[str] = set()
    for release in Release.objects.select_related("edition").order_by("number").iterator(1):
        before = document.read(release.document)
        after = without(before, person)
        data = release.document
        if after != before:
            data = document.write(after)
            Release.objects.filter(pk=release.pk).update(
                document_compressed=Release.packed(data),
                sha256=hashlib.sha256(data).hexdigest(),
                changed_at=clock.latest(),
            )
            rewritten.append(str(release))
        used.update(name.decode() for name in _FILE.findall(data))
    return tuple(rewritten), used


def _erase_log(person: Person) -> int:
    kind = ContentType.objects.get_for_model(Speaker)
    about = {str(key) for key in person.row_keys}
    keys = [
        entry.pk
        for entry in LogEntry.objects.iterator(1000)
        if (entry.content_type_id == kind.pk and entry.object_id in about)
        or person.is_named_in(entry.object_repr)
        or person.is_named_in(_readable(entry.change_message))
    ]
    LogEntry.objects.filter(pk__in=keys).delete()
    return len(keys)


def _readable(message: str) -> str:
    # The log keeps JSON with every letter beyond ASCII escaped.
    try:
        return json.dumps(json.loads(message), ensure_ascii=False)
    except ValueError:
        return message


def _own_models() -> Iterator[type[models.Model]]:
    """Yield every model of ours, and of the history of ours."""
    for label in OWN_APPS:
        yield from apps.get_app_config(label).get_models()


def _files_of(picture: Picture | None) -> set[str]:
    if picture is None:
        return set()
    return {picture.file, *(rendition.file for rendition in picture.renditions)}


def _files_of_rows() -> set[str]:
    found = set(Attachment.objects.exclude(file="").values_list("file", flat=True))
    for model in _own_models():
        for field in model._meta.fields:
            if isinstance(field, PictureField):
                rows = model._default_manager.exclude(**{field.name: None})
                for picture in rows.values_list(field.name, flat=True):
                    found |= _files_of(picture)
    return found


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _strings(value: Any) -> Iterator[str]:
    """Yield every string in a value, however deep it lies."""
    match value:
        case str():
            yield value
        case Text():
            yield from value.words.values()
        case Mapping():
            for key, held in value.items():
                yield from _strings(key)
                yield from _strings(held)
        case list() | tuple() | set() | frozenset():
            for held in value:
                yield from _strings(held)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from _strings(getattr(value, field.name))


def _fields_that_name(person: Person, item: Any) -> Iterator[str]:
    for field in dataclasses.fields(item):
        if any(map(person.is_named_in, _strings(getattr(item, field.name)))):
            yield field.name


def _mentions(person: Person) -> tuple[Mention, ...]:
    """Return where the name still stands, in rows, their history, and releases."""
    found: Counter[tuple[str, str]] = Counter()
    for model in _own_models():
        fields = {
            field.name: str(field.verbose_name)
            for field in model._meta.fields
            if isinstance(field, (models.CharField, models.TextField, models.JSONField))
            and not field.name.endswith("_folded")
        }
        for row in model._default_manager.only("pk", *fields).iterator(1000):
            for name, label in fields.items():
                if any(map(person.is_named_in, _strings(getattr(row, name)))):
                    place = f"{capfirst(model._meta.verbose_name)} {row.pk}"
                    found[place, label] += 1
    for release in Release.objects.select_related("edition").iterator(1):
        programme = document.read(release.document)
        wording = Wording(None, programme)
        for kind, item in (("edition", programme.edition), *programme):
            for name in _fields_that_name(person, item):
                place = f"{wording.title(kind, item.guid)}, in releases"
                found[place, wording.field(kind, name)] += 1
        for stone in programme.history.removed.values():
            for name in _fields_that_name(person, stone.session):
                place = f"Removed session “{stone.session.title}”, in releases"
                found[place, wording.field("sessions", name)] += 1
        for line in programme.history.news:
            for name in _fields_that_name(person, line):
                found["Public list of changes, in releases", name] += 1
        for address in programme.history.former_slugs:
            if person.is_named_in(address):
                found[f"Former address {address}, in releases", "address"] += 1
    return tuple(Mention(*place, count) for place, count in sorted(found.items()))
