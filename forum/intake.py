"""A Programme becomes rows: by guid, all or nothing, and nothing beyond its coverage."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from forum import models as forum_rows
from forum.conflicts import Chosen, Every, Finding, Known, Plan, ThingKey, planned
from forum.coverage import EDITION, Coverage
from forum.differences import CREATED, REMOVED, differences
from forum.merging import Remark
from forum.programme import COLLECTIONS, Programme
from forum.releases import draft
from forum.rules import REFERENCES, Problem, problems
from forum.snapshots import in_one_snapshot
from multilingual.fields import FoldedField
from multilingual.text import Text
from sessions import models as session_rows
from sessions.values import Recording
from sessions.youtube import NotAVideoLink, canonical, read_link
from speakers import models as speaker_rows

MODELS: Mapping[str, type[models.Model]] = {
    "tracks": session_rows.Track,
    "topics": session_rows.Topic,
    "stages": session_rows.Stage,
    "speakers": speaker_rows.Speaker,
    "sessions": session_rows.Session,
    "appearances": session_rows.Appearance,
    "streams": session_rows.Stream,
    "pages": forum_rows.Page,
    "partners": forum_rows.Partner,
    "announcements": forum_rows.Announcement,
}

PARTS: Mapping[str, Mapping[str, tuple[type[models.Model], str]]] = {
    EDITION: {"links": (forum_rows.EditionLink, "edition")},
    "speakers": {"links": (speaker_rows.SpeakerLink, "speaker")},
    "sessions": {
        "links": (session_rows.SessionLink, "session"),
        "attachments": (session_rows.Attachment, "session"),
    },
}
"""kind → field → the model of the list's parts, and their way to the whole."""

# Besides the guid these are unique, and a row's new value may be what another row gives up.
_UNIQUE = ("slug", "number", "person")

# Numbers up to the largest that a column holds, where rows wait while they exchange theirs.
_FREE_NUMBERS = 2_000_000_000

# Sessions first, since tracks and stages cannot go while a session stands on them.
_REMOVED_FIRST = ("appearances", "streams", "sessions")

_BATCH = 500

# A column of django-simple-history.
_REASON_CHARACTERS = 100


@dataclass(frozen=True)
class Thing:
    """One thing in a report, with the fields that changed, such as `title (en)`."""

    kind: str
    guid: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intake:
    """What taking a programme in did, or on a dry run would do.

    `unchanged` counts by kind. `not_in_file` are things that are in the rows though the source
    speaks of their kind without naming them; they were left alone. `removable` are those of them
    that an earlier import brought. `remarks` are decisions. `plan` is what it was all made of.
    """

    edition_slug: str
    plan: Plan
    created: tuple[Thing, ...] = ()
    updated: tuple[Thing, ...] = ()
    removed: tuple[Thing, ...] = ()
    unchanged: Mapping[str, int] = field(default_factory=dict)
    not_in_file: tuple[Thing, ...] = ()
    removable: tuple[Thing, ...] = ()
    remarks: tuple[Remark, ...] = ()
    is_dry_run: bool = False

    @property
    def changed_nothing(self) -> bool:
        return not (self.created or self.updated or self.removed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Where draft and file differ and the draft was edited."""
        return self.plan.findings


@dataclass(frozen=True)
class Unsound:
    """Why a thing cannot be taken: its kind, guid and name, the field, and the reason."""

    kind: str
    guid: str
    name: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind}, {self.name or self.guid}, {self.field}: {self.reason}"


class IntakeRefused(ValueError):
    """Nothing was written. `problems` holds every reason; `intake` what it would have been."""

    def __init__(
        self, message: str, found: Iterable[Unsound] = (), intake: Intake | None = None
    ) -> None:
        self.message = message
        self.problems = tuple(found)
        self.intake = intake
        super().__init__("\n".join([message, *map(str, self.problems)]))


class DraftChanged(ValueError):
    """Something else would happen than what was shown; nothing was written."""


def take(
    programme: Programme,
    coverage: Coverage,
    *,
    edition: forum_rows.Edition | None = None,
    create: bool = False,
    dry_run: bool = False,
    theirs: Chosen = (),
    mine: Chosen = (),
    remove: Collection[ThingKey] | Every = (),
    expected: str = "",
    author: Any = None,
    reason: str = "",
) -> Intake:
    """Write a programme into an edition's rows, as far as its coverage goes.

    What changes is decided by `forum.conflicts.planned`: by guid, covered fields only, language by
    language, and nothing that was edited here meanwhile. A translation whose original changed
    becomes outdated, it is never emptied. Rows that hold all of it already are not written, nor is
    their history. A new edition becomes the current one if there is no other, or if the source
    covers that and none is.

    Args:
        edition: the edition to write into; the one with the programme's slug by default.
        create: make the edition if there is none.
        dry_run: look at everything, and write nothing.
        theirs, mine, remove: what was chosen, see `planned`.
        expected: the fingerprint of the plan without choices that was shown.
        author: the user whom the history names, whoever is logged in by default.
        reason: what the history says why.

    Raises:
        DraftChanged: if the plan is not the one that was expected; nothing was written.
        IntakeRefused: with every problem; nothing was written.
    """

    def work() -> Intake:
        row = _edition_row(programme, coverage, edition, create)
        before = draft(row) if row.pk else None
        known = remembered(row)
        plan_with = partial(
            planned,
            before,
            programme,
            coverage,
            known,
            last_number=row.last_session_number,
            number_owners=_number_owners(row),
        )
        if expected and plan_with().fingerprint != expected:
            raise DraftChanged(_("The draft changed meanwhile."))
        plan = plan_with(theirs=theirs, mine=mine, remove=remove)
        if before is None:
            current = dataclasses.replace(plan.after.edition, is_current=row.is_current)
            plan = dataclasses.replace(plan, after=plan.after.replace(edition=current))
        writing = _Writing(row, before, plan.after)
        intake = _report(writing, plan, coverage, dry_run)
        found = _problems(writing)
        if found:
            raise IntakeRefused(
                _("{edition}: {count} problems, nothing was changed.").format(
                    edition=row.slug, count=len(found)
                ),
                (_named(problem, plan.after) for problem in found),
                intake,
            )
        if not dry_run:
            writing.write(author, reason)
            _remember(row, plan.learned, known)
        return intake

    return in_one_snapshot(work)


def _problems(writing: _Writing) -> list[Problem]:
    known = set(problems(writing.before)) if writing.before else set()
    found = [problem for problem in problems(writing.after) if problem not in known]
    told = {(problem.kind, problem.guid, problem.field) for problem in found}
    found += [
        problem
        for problem in writing.problems()
        if (problem.kind, problem.guid, problem.field) not in told
    ]
    return found


def remembered(edition: forum_rows.Edition) -> dict[ThingKey, Known]:
    """Return what is remembered of the things that imports into an edition spoke of."""
    if edition.pk is None:
        return {}
    found = forum_rows.Baseline.objects.filter(edition=edition)
    return {
        (kind, str(guid)): Known(digests, brought, declined)
        for kind, guid, digests, brought, declined in found.values_list(
            "kind", "guid", "digests", "brought", "declined"
        )
    }


def _remember(
    edition: forum_rows.Edition,
    learned: Mapping[ThingKey, Known | None],
    known: Mapping[ThingKey, Known],
) -> None:
    rows = forum_rows.Baseline.objects.filter(edition=edition)
    own = {}
    if any(key in known for key in learned):
        own = {(row.kind, str(row.guid)): row for row in rows.defer("digests")}
    new, changed, forgotten = [], [], []
    for key, what in learned.items():
        row = own.get(key)
        if what is None:
            forgotten += [row.pk] if row else []
            continue
        kind, guid = key
        fields = {name: getattr(what, name) for name in ("digests", "brought", "declined")}
        if row is None:
            new.append(forum_rows.Baseline(edition=edition, kind=kind, guid=guid, **fields))
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        changed.append(row)
    rows.filter(pk__in=forgotten).delete()
    manager = forum_rows.Baseline.objects
    manager.bulk_update(changed, ["digests", "brought", "declined"], batch_size=_BATCH)
    manager.bulk_create(new, batch_size=_BATCH)


def _edition_row(
    programme: Programme,
    coverage: Coverage,
    edition: forum_rows.Edition | None,
    create: bool,
) -> forum_rows.Edition:
    """Return the edition's row, locked, or a new one that is not saved yet."""
    editions = forum_rows.Edition.objects
    slug = edition.slug if edition else programme.edition.slug
    # SQLite has no row locks and needs none: its transactions begin with the write lock.
    found = editions.select_for_update().filter(slug=slug).first()
    if found:
        return found
    if not create:
        known = ", ".join(editions.values_list("slug", flat=True)) or _("none")
        raise IntakeRefused(
            _("There is no edition “{slug}”. There are: {known}.").format(slug=slug, known=known)
        )
    wished = programme.edition.is_current if coverage.covers(EDITION, "is_current") else None
    is_current = (
        not editions.exists() if wished is None else wished and not editions.current().exists()
    )
    return forum_rows.Edition(
        slug=slug, guid=uuid.UUID(programme.edition.guid), is_current=is_current
    )


def _number_owners(row: forum_rows.Edition) -> Mapping[int, set[str]]:
    """Return session number → guids of the sessions that ever had it in this edition."""
    owners: dict[int, set[str]] = defaultdict(set)
    if row.pk:
        given = session_rows.Session.history.filter(edition_id=row.pk)
        for number, guid in given.values_list("number", "guid").distinct().order_by():
            owners[number].add(str(guid))
    return owners


def reason_of(file_name: str) -> str:
    """Return what the history says of changes that a file brought."""
    return _("Import of {file}").format(file=file_name)[:_REASON_CHARACTERS]


def name_of(kind: str, item: Any, programme: Programme) -> str:
    """Return what an editor calls a thing."""
    if kind == "appearances":
        session = programme.get("sessions", item.session)
        speaker = programme.get("speakers", item.speaker)
        return f"{speaker and speaker.name}, {session and session.title}"
    if kind == "streams":
        return str(item.video)
    return str(item.title if hasattr(item, "title") else item.name)


def _named(problem: Problem, programme: Programme) -> Unsound:
    item = (
        programme.edition if problem.kind == EDITION else programme.get(problem.kind, problem.guid)
    )
    name = name_of(problem.kind, item, programme) if item else ""
    return Unsound(problem.kind, problem.guid, name, problem.field, str(problem.message))


def _report(writing: _Writing, plan: Plan, coverage: Coverage, dry_run: bool) -> Intake:
    before, after = writing.before, writing.after
    touched = {(thing.kind, thing.guid) for thing in (*writing.created, *writing.updated)}
    unchanged = Counter(
        kind
        for kind, guids in plan.guids.items()
        for guid in guids
        if (kind, guid) not in touched and after.get(kind, guid) is not None
    )
    if not any(kind == EDITION for kind, _guid in touched):
        unchanged[EDITION] = 1
    left = [
        Thing(kind, item.guid, name_of(kind, item, after))
        for kind, item in before or ()
        if coverage.covers_kind(kind)
        and item.guid not in plan.guids[kind]
        and after.get(kind, item.guid) is not None
    ]
    removable = set(plan.removable)
    return Intake(
        edition_slug=writing.row.slug,
        plan=plan,
        created=tuple(writing.created),
        updated=tuple(writing.updated),
        removed=tuple(writing.removed),
        unchanged=dict(unchanged),
        not_in_file=tuple(left),
        removable=tuple(thing for thing in left if (thing.kind, thing.guid) in removable),
        remarks=plan.remarks,
        is_dry_run=dry_run,
    )


class _Writing:
    """The way from one programme to another, in rows."""

    def __init__(self, row: forum_rows.Edition, before: Programme | None, after: Programme) -> None:
        self.row, self.before, self.after = row, before, after
        self.created: list[Thing] = []
        self.updated: list[Thing] = []
        self.removed: list[Thing] = []
        self.new_items: dict[str, list[Any]] = defaultdict(list)
        self.changed: dict[tuple[str, str], set[str]] = {}
        self.new_rows: dict[str, dict[str, Any]] = {}
        self.old_rows: dict[str, dict[str, Any]] = {}
        self.parts: dict[tuple[str, str], dict[str, list[models.Model]]] = defaultdict(dict)
        shown: dict[tuple[str, str], list[str]] = defaultdict(list)
        for found in differences(before, after):
            if found.action == CREATED:
                self.new_items[found.kind].append(found.after)
                name = name_of(found.kind, found.after, after)
                self.created.append(Thing(found.kind, found.guid, name))
            elif found.action == REMOVED:
                assert before is not None
                name = name_of(found.kind, found.before, before)
                self.removed.append(Thing(found.kind, found.guid, name))
            else:
                self.changed.setdefault((found.kind, found.guid), set()).add(found.field)
                line = f"{found.field} ({found.language})" if found.language else found.field
                shown[found.kind, found.guid].append(line)
        for (kind, guid), lines in shown.items():
            item = after.edition if kind == EDITION else after.get(kind, guid)
            self.updated.append(Thing(kind, guid, name_of(kind, item, after), tuple(lines)))
        self._fill_edition()
        for kind in COLLECTIONS:
            self._fill_old(kind)
            self._fill_new(kind)

    # Filling rows, without saving them

    def _fill_edition(self) -> None:
        item = self.after.edition
        names = {field.name for field in dataclasses.fields(item)}
        fields = self.changed.get((EDITION, item.guid), set())
        if self.before is None:
            fields = names - {"guid", "slug"}
        _set(self.row, item, fields)
        self._fill_parts(EDITION, item, fields)

    def _fill_old(self, kind: str) -> None:
        self.old_rows[kind] = {}
        if not any(changed_kind == kind for changed_kind, _guid in self.changed):
            return
        for row in self._existing(kind):
            guid = str(row.guid)
            fields = self.changed.get((kind, guid))
            if fields:
                self.old_rows[kind][guid] = row
                item = self.after.get(kind, guid)
                _set(row, item, fields)
                self._fill_parts(kind, item, fields)

    def _fill_new(self, kind: str) -> None:
        self.new_rows[kind] = {}
        for item in self.new_items[kind]:
            row: Any = MODELS[kind](guid=uuid.UUID(item.guid))
            if kind != "appearances":
                row.edition = self.row
            fields = {field.name for field in dataclasses.fields(item)} - {"guid"}
            _set(row, item, fields)
            self._fill_parts(kind, item, fields)
            self.new_rows[kind][item.guid] = row

    def _fill_parts(self, kind: str, item: Any, fields: Iterable[str]) -> None:
        for name, (model, _way) in PARTS.get(kind, {}).items():
            if name in fields:
                self.parts[kind, name][item.guid] = [
                    model(**_plain(part), position=position)
                    for position, part in enumerate(getattr(item, name))
                ]

    def _existing(self, kind: str) -> models.QuerySet[Any]:
        way = "session__edition" if kind == "appearances" else "edition"
        return MODELS[kind]._default_manager.filter(**{way: self.row})

    # Checking them

    def problems(self) -> list[Problem]:
        """Return what columns and tables would not take, save what `forum.rules` looks at."""
        found = [*self._edition_problems(), *self._repeated_persons(), *self._other_rules()]
        for kind in COLLECTIONS:
            for guid, row in self.new_rows[kind].items():
                found += _messages(kind, guid, row, None)
            for guid, row in self.old_rows[kind].items():
                found += _messages(kind, guid, row, self.changed[kind, guid])
        for (kind, name), lists in self.parts.items():
            for guid, parts in lists.items():
                for part in parts:
                    found += _parts_problems(kind, guid, name, part)
        return found

    def _edition_problems(self) -> Iterator[Problem]:
        guid = self.after.edition.guid
        fields = self.changed.get((EDITION, guid))
        if self.before is None or fields:
            yield from _messages(EDITION, guid, self.row, fields)
            yield from _raised(EDITION, guid, self.row.clean)
        others = forum_rows.Edition.objects.exclude(pk=self.row.pk)
        other = others.filter(guid=self.row.guid).first() if self.before is None else None
        if other:
            message = _(
                "Edition “{slug}” has this identity already. "
                "To write into it, use --edition {slug}."
            )
            yield Problem(EDITION, guid, "guid", message.format(slug=other.slug))

    def _repeated_persons(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for speaker in self.after.speakers:
            if speaker.person in seen:
                message = _("This person is already a speaker of this edition.")
                yield Problem("speakers", speaker.guid, "person", message)
            seen.add(speaker.person)

    def _other_rules(self) -> Iterator[Problem]:
        for guid, row in self._rows("streams").items():
            try:
                row.video = canonical(read_link(row.video))
            except NotAVideoLink as error:
                yield Problem("streams", guid, "video", str(error))
        for guid, row in self._rows("announcements").items():
            if row.ends_at and row.ends_at <= row.starts_at:
                yield Problem("announcements", guid, "ends_at", _("It ends before it begins."))

    def _rows(self, kind: str) -> dict[str, Any]:
        return {**self.new_rows[kind], **self.old_rows[kind]}

    # Writing them

    def write(self, author: Any, reason: str) -> None:
        """Write all of it; `author` and `reason` go into the history."""
        self.author, self.reason = author, reason
        removed: dict[str, list[str]] = defaultdict(list)
        for thing in self.removed:
            removed[thing.kind].append(thing.guid)
        for kind in _REMOVED_FIRST:
            self._remove(kind, removed.pop(kind, []))
        for kind, guids in removed.items():
            self._give_up(kind, guids)
        self._write_edition()
        for kind in COLLECTIONS:
            if self.new_rows[kind] or self.old_rows[kind]:
                self._write(kind)
        for kind, guids in removed.items():
            self._remove(kind, guids)

    def _remove(self, kind: str, guids: Collection[str]) -> None:
        if not guids:
            return
        found = self._existing(kind).filter(guid__in=guids)
        keys = list(found.values_list("pk", flat=True))
        found.delete()
        told: dict[str, Any] = {"history_change_reason": self.reason}
        if self.author:
            told["history_user"] = self.author
        history = get_history_manager_for_model(MODELS[kind])
        history.filter(id__in=keys, history_type="-").update(**told)

    def _give_up(self, kind: str, guids: Collection[str]) -> None:
        """Let rows that go later than others come give up what those take over."""
        for name in _UNIQUE:
            taken = {
                getattr(item, name) for item in getattr(self.after, kind) if hasattr(item, name)
            }
            if not taken:
                continue
            rows = self._existing(kind).filter(guid__in=guids, **{f"{name}__in": taken})
            for position, key in enumerate(rows.values_list("pk", flat=True)):
                parked = _parked(name, position)
                MODELS[kind]._default_manager.filter(pk=key).update(**{name: parked})

    def _write_edition(self) -> None:
        numbers = [session.number for session in self.after.sessions]
        last_number = max([self.row.last_session_number, *numbers])
        guid = self.after.edition.guid
        if self.before is None:
            self.row.last_session_number = last_number
            self._sign(self.row)
            self.row.save(force_insert=True)
        else:
            if last_number != self.row.last_session_number:
                self.row.last_session_number = last_number
                same_row = forum_rows.Edition.objects.filter(pk=self.row.pk)
                same_row.update(last_session_number=last_number)
            if (EDITION, guid) in self.changed:
                self._sign(self.row)
                self.row.save()
        self._write_parts(EDITION, {guid: self.row})

    def _sign(self, row: Any) -> None:
        row._change_reason = self.reason
        if self.author:
            row._history_user = self.author

    def _write(self, kind: str) -> None:
        manager = MODELS[kind]._default_manager
        new, old = list(self.new_rows[kind].values()), list(self.old_rows[kind].values())
        self._refer(kind)
        moved = self._moved_appearances() if kind == "appearances" else []
        self._update(kind, [row for row in old if row not in moved])
        manager.bulk_create([*moved, *new], batch_size=_BATCH)
        self._write_parts(kind, self._rows(kind))
        if kind == "sessions":
            self._write_topics()
        history = get_history_manager_for_model(MODELS[kind])
        signed = {"default_user": self.author, "default_change_reason": self.reason}
        kept = history.bulk_history_create(new, batch_size=_BATCH, **signed)
        kept += history.bulk_history_create(old, batch_size=_BATCH, update=True, **signed)
        if kind == "sessions":
            _keep_topics(kept)

    def _refer(self, kind: str) -> None:
        """Give rows the keys of what they refer to, all of which is written by now."""
        for (own_kind, name), to_kind in REFERENCES.items():
            if own_kind != kind or name == "topics":
                continue
            keys = self._keys(to_kind)
            for guid, row in self._rows(kind).items():
                setattr(row, f"{name}_id", keys.get(getattr(self.after.get(kind, guid), name)))

    def _keys(self, kind: str) -> dict[str, int]:
        return {str(guid): key for guid, key in self._existing(kind).values_list("guid", "pk")}

    def _update(self, kind: str, rows: list[Any]) -> None:
        own = MODELS[kind]._meta.fields
        columns: set[str] = set()
        for row in rows:
            changed = _all_columns(self.changed[kind, str(row.guid)])
            for column in own:
                # bulk_update does not ask fields for what they fill in by themselves.
                if isinstance(column, FoldedField) and column.of in changed:
                    column.pre_save(row, add=False)
                    columns.add(column.name)
            columns |= changed & {column.name for column in own}
        self._park(kind, rows)
        if columns:
            MODELS[kind]._default_manager.bulk_update(rows, sorted(columns), batch_size=_BATCH)

    def _park(self, kind: str, rows: list[Any]) -> None:
        """Let rows that exchange unique values give up the old ones first."""
        manager = MODELS[kind]._default_manager
        for name in _UNIQUE:
            moving = [row for row in rows if name in self.changed[kind, str(row.guid)]]
            if len(moving) < 2:
                continue
            for position, row in enumerate(moving):
                manager.filter(pk=row.pk).update(**{name: _parked(name, position)})

    def _moved_appearances(self) -> list[Any]:
        """Delete the appearances that move to another session or speaker, and return them.

        A pair of session and speaker appears once, and others may take these places.
        """
        moved = [
            row
            for guid, row in self.old_rows["appearances"].items()
            if self.changed["appearances", guid] & {"session", "speaker"}
        ]
        keys = [row.pk for row in moved]
        session_rows.Appearance.objects.filter(pk__in=keys).delete()
        return moved

    def _write_parts(self, kind: str, rows: Mapping[str, Any]) -> None:
        for name, (model, way) in PARTS.get(kind, {}).items():
            lists = self.parts.get((kind, name), {})
            keys = [rows[guid].pk for guid in lists]
            if self.before is not None and keys:
                model._default_manager.filter(**{f"{way}_id__in": keys}).delete()
            parts = []
            for guid, own in lists.items():
                for part in own:
                    setattr(part, f"{way}_id", rows[guid].pk)
                    parts.append(part)
            model._default_manager.bulk_create(parts, batch_size=_BATCH)

    def _write_topics(self) -> None:
        through = session_rows.Session.topics.through
        changed = {
            guid: row
            for guid, row in self.old_rows["sessions"].items()
            if "topics" in self.changed["sessions", guid]
        }
        keys = [row.pk for row in changed.values()]
        through.objects.filter(session_id__in=keys).delete()
        topics = self._keys("topics")
        pairs = [
            through(session_id=row.pk, topic_id=topics[topic])
            for guid, row in {**self.new_rows["sessions"], **changed}.items()
            for topic in self.after.get("sessions", guid).topics
        ]
        through.objects.bulk_create(pairs, batch_size=_BATCH)


def _parked(name: str, position: int) -> Any:
    """Return what stands for a unique value while another takes it over."""
    return _FREE_NUMBERS + position if name == "number" else uuid.uuid4()


def _set(row: Any, item: Any, fields: Iterable[str]) -> None:
    """Set a row's own columns from a value, references and lists of parts apart."""
    own = {column.name: column for column in row._meta.fields}
    for name in fields:
        value = getattr(item, name)
        if isinstance(value, Recording):
            for part, words in vars(value).items():
                setattr(row, f"recording_{part}", words)
        elif name not in own or own[name].is_relation:
            continue
        elif isinstance(value, Text):
            setattr(row, name, value if row.pk is None else _revised(getattr(row, name), value))
        else:
            setattr(row, name, list(value) if isinstance(value, tuple) else value)


def _revised(old: Text, new: Text) -> Text:
    """Return the new words with the state of their translations."""
    revised = old.revised({language: new.get(language) for language in {*old.words, *new.words}})
    return Text(revised.pairs, original=new.original, outdated=revised.outdated)


def _all_columns(names: set[str]) -> set[str]:
    """Return the columns of a value's fields: a recording has three."""
    if "recording" not in names:
        return names
    parts = {f"recording_{part.name}" for part in dataclasses.fields(Recording)}
    return names - {"recording"} | parts


def _plain(part: Any) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}


def _messages(kind: str, guid: str, row: models.Model, fields: set[str] | None) -> list[Problem]:
    """Return what is wrong with a row's columns, those of some fields or all."""
    columns = None if fields is None else _all_columns(fields)
    excluded = [
        column.name
        for column in row._meta.fields
        if column.is_relation or (columns is not None and column.name not in columns)
    ]
    return _raised(kind, guid, lambda: row.clean_fields(exclude=excluded))


def _raised(kind: str, guid: str, check: Callable[[], None]) -> list[Problem]:
    try:
        check()
    except ValidationError as error:
        return [
            Problem(kind, guid, name, message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _parts_problems(kind: str, guid: str, name: str, part: Any) -> list[Problem]:
    found = _messages(kind, guid, part, None)
    if isinstance(part, session_rows.Attachment) and bool(part.file) == bool(part.url):
        found.append(Problem(kind, guid, name, _("Give either a file or a link.")))
    return [dataclasses.replace(problem, field=name) for problem in found]


def _keep_topics(kept: Iterable[Any]) -> None:
    """Write the topics of sessions beside their history, which bulk writing leaves out."""
    histories = {row.id: row for row in kept}
    model = session_rows.Session.history.model.topics.model
    through = session_rows.Session.topics.through
    model.objects.bulk_create(
        [
            model(
                history=histories[pair.session_id],
                **{
                    column.attname: getattr(pair, column.attname) for column in through._meta.fields
                },
            )
            for pair in through.objects.filter(session_id__in=list(histories))
        ],
        batch_size=_BATCH,
    )
