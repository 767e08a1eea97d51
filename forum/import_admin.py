"""The admin's pages on which organisers choose a file, look at what it would do, and apply it."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from forum.admin_pages import page, problems_in_words, with_addresses
from forum.conflicts import ALL, CONFLICT, KEPT, Chosen, Every, Finding
from forum.coverage import EDITION
from forum.differences import CREATED, REMOVED, Difference, differences
from forum.formats.readers import READERS
from forum.formats.reading import MAX_BYTES, NotASchedule, Note, Reading
from forum.imports import NotWaiting, applied, foreseen, read_again, reading_of, received
from forum.intake import DraftChanged, Intake, IntakeRefused
from forum.merging import Key
from forum.models import Edition, Import
from forum.rules import Problem
from forum.uploads import was_too_large
from forum.wording import MODELS, ORDER, Group, Line, Piece, Thing, Wording
from multilingual.forms import language_name
from multilingual.owned import on_clock

_TEMPLATE = "admin:forum_edition_template"

MOST_THINGS = 40
"""Of how many things of a kind a list says everything; the rest is counted, one click away."""

MOST_CONFLICTS = 200
MOST_PROBLEMS = 50
MOST_NOTES = 20
MOST_CHARACTERS = 240
MOST_PIECES = 40

KINDS = (*ORDER[:3], "appearances", *ORDER[3:])
"""Every kind that a report counts, in the order an editor thinks of them."""


def may_import(request: HttpRequest) -> bool:
    """Say whether this user may change what an import changes: the edition and its sessions."""
    return request.user.has_perm("forum.change_edition") and request.user.has_perm(
        "programme.change_session"
    )


def import_address(edition: Edition) -> str:
    return reverse("admin:forum_edition_import", args=(edition.pk,))


def preview_address(row: Import) -> str:
    return reverse("admin:forum_edition_import_preview", args=(row.edition_id, row.pk))


def _log_address(row: Import) -> str:
    return reverse("admin:forum_import_change", args=(row.pk,))


class OptionsForm(forms.Form):
    """What is taken where a file says nothing."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the words"))
    zone_name = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = [code for code, _name in settings.LANGUAGES]
        languages = [(code, capfirst(language_name(code))) for code in codes]
        self._offer("language", languages, _("Taken where the file does not say."))
        zones = [(name, name) for name in sorted(available_timezones())]
        own = _("that of the edition: {zone}").format(zone=edition.time_zone)
        help_text = _("Taken where the file names none.")
        self._offer("zone_name", [("", own), *zones], help_text)
        self.initial.setdefault("language", codes[0])

    def _offer(self, name: str, choices: list[tuple[str, str]], help_text: str) -> None:
        field: Any = self.fields[name]
        field.choices, field.help_text = choices, help_text


class UploadForm(OptionsForm):
    file = forms.FileField(label=gettext_lazy("File"))

    field_order = ("file", "language", "zone_name")

    def __init__(self, *args: Any, is_too_large: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_too_large = is_too_large
        endings = sorted({ending for reader in READERS for ending in reader.endings})
        self.fields["file"].widget.attrs["accept"] = ",".join(endings)
        self.fields["file"].help_text = _("At most {size}. The format is recognised.").format(
            size=filesizeformat(MAX_BYTES)
        )
        self.fields["file"].error_messages = {
            **self.fields["file"].error_messages,
            "required": self._too_large if is_too_large else _("Choose a file."),
            "empty": _("The file is empty."),
        }

    @property
    def _too_large(self) -> str:
        return _("The file is larger than {size}.").format(size=filesizeformat(MAX_BYTES))


# Choosing a file


def import_page(request: HttpRequest, model_admin: Any, edition: Edition) -> HttpResponseBase:
    """Ask for a file, read it, and lead to the preview of what it would do."""
    if not may_import(request):
        raise PermissionDenied
    form = UploadForm(edition=edition)
    if request.method == "POST":
        form = UploadForm(
            request.POST, request.FILES, edition=edition, is_too_large=was_too_large(request)
        )
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                row = received(
                    edition,
                    upload.read(),
                    file_name=upload.name,
                    language=form.cleaned_data["language"],
                    zone_name=form.cleaned_data["zone_name"],
                    author=request.user,
                )
            except NotASchedule as error:
                form.add_error("file", [_shortened(line) for line in str(error).splitlines()])
            else:
                return HttpResponseRedirect(preview_address(row))
    waiting = edition.imports.waiting().defer("file_compressed", "reading_compressed")
    context = {
        **_frame(edition),
        "title": _("Import into {edition}").format(edition=edition.slug),
        "form": form,
        "templates": [
            (code, get_language_info(code)["name_local"], reverse(_TEMPLATE, args=(code,)))
            for code, _name in settings.LANGUAGES
        ],
        "formats": [(reader.label, ", ".join(reader.endings)) for reader in READERS],
        "waiting": [
            (row, preview_address(row), on_clock(row.created_at, edition.zone))
            for row in waiting.select_related("author")
        ],
        "media": model_admin.media + form.media,
    }
    return page(request, model_admin, "admin/forum/edition/import.html", context)


def _frame(edition: Edition) -> dict[str, Any]:
    return {"edition": edition, "original": edition, "opts": Edition._meta}


# Looking at it, and applying it


def preview_page(
    request: HttpRequest, model_admin: Any, edition: Edition, key: int
) -> HttpResponseBase:
    """Show what a file would do to the draft, with a choice for each conflict, and do it."""
    if not may_import(request):
        raise PermissionDenied
    with timezone.override(edition.zone):
        response = _Preview(request, model_admin, edition, key).response()
        if isinstance(response, TemplateResponse):
            response.render()
    return response


class _Preview:
    def __init__(self, request: HttpRequest, model_admin: Any, edition: Edition, key: int) -> None:
        self.request, self.model_admin = request, model_admin
        self.edition, self.key = edition, key

    def response(self) -> HttpResponseBase:
        post = self.request.POST if self.request.method == "POST" else {}
        if "_cancel" in post:
            Import.objects.waiting().filter(edition=self.edition, pk=self.key).delete()
            messages.info(self.request, _("The import was cancelled, nothing was changed."))
            return HttpResponseRedirect(import_address(self.edition))
        if "_apply" in post:
            return self.applied(_Choices.of(self.request))
        row = self.row()
        if row is None or not row.is_waiting:
            return self.gone(row)
        if "_read" in post:
            return self.read_again(row)
        return self.shown(row)

    def row(self) -> Import | None:
        rows = Import.objects.filter(edition=self.edition, pk=self.key)
        return rows.select_related("author", "edition").first()

    def gone(self, row: Import | None) -> HttpResponseBase:
        """Lead away from a file that does not wait any more, and say what became of it."""
        if row is None:
            messages.warning(
                self.request,
                _("This file is no longer kept: it was cancelled, or is too old. Choose it again."),
            )
            return HttpResponseRedirect(import_address(self.edition))
        messages.info(self.request, _("This import was applied already; it was done once."))
        return HttpResponseRedirect(_log_address(row))

    def read_again(self, row: Import) -> HttpResponseBase:
        form = OptionsForm(self.request.POST, edition=self.edition)
        if not form.is_valid():
            return self.shown(row, options=form)
        try:
            read_again(row, **form.cleaned_data)
        except NotASchedule as error:
            messages.error(self.request, _shortened(str(error)))
            return self.shown(row, options=form)
        return HttpResponseRedirect(preview_address(row))

    def applied(self, choices: _Choices) -> HttpResponseBase:
        try:
            row, reading, intake = applied(
                self.edition,
                self.key,
                seen=choices.seen,
                author=self.request.user,
                theirs=choices.theirs,
                mine=choices.mine,
                remove=choices.remove,
            )
        except NotWaiting as error:
            return self.gone(error.applied)
        except (DraftChanged, IntakeRefused) as error:
            found = self.row()
            if found is None or not found.is_waiting:
                return self.gone(found)
            if isinstance(error, IntakeRefused):
                return self.shown(found, choices, refusal=error)
            messages.warning(
                self.request,
                _(
                    "Nothing was changed yet: the draft was edited meanwhile, and this file would "
                    "do something else now. Look at it again."
                ),
            )
            return self.shown(found, choices)
        # The edition itself may be another by now: its name, its zone.
        self.edition.refresh_from_db()
        context = {
            **_frame(self.edition),
            **_Report(self.edition, reading, intake).context(),
            "title": _("Imported into {edition}").format(edition=self.edition.slug),
            "row": row,
            "is_done": True,
            "may_publish": self.request.user.has_perm("forum.add_release"),
            "media": self.model_admin.media,
        }
        return self._page(context)

    def shown(
        self,
        row: Import,
        choices: _Choices | None = None,
        options: OptionsForm | None = None,
        refusal: IntakeRefused | None = None,
    ) -> HttpResponseBase:
        choices = choices or _Choices()
        reading = reading_of(row)
        try:
            intake = foreseen(row, reading)
        except IntakeRefused as error:
            refusal = refusal or error
            if error.intake is None:
                raise
            intake = error.intake
        problems = refusal.problems if refusal else ()
        report = _Report(
            self.edition, reading, intake, choices, whole=self.request.GET.get("whole", "")
        )
        initial = {"language": row.language, "zone_name": row.zone_name}
        context = {
            **_frame(self.edition),
            **report.context(),
            "title": _("Import of {file}").format(file=row.file_name),
            "row": row,
            "uploaded": on_clock(row.created_at, self.edition.zone),
            "problems": report.problems(problems[:MOST_PROBLEMS]),
            "problems_hidden": max(0, len(problems) - MOST_PROBLEMS),
            "fingerprint": intake.plan.fingerprint,
            "choices": choices,
            "options": options or OptionsForm(initial=initial, edition=self.edition),
            "may_apply": report.has_choice or not (problems or intake.changed_nothing),
            "media": self.model_admin.media,
        }
        return self._page(context)

    def _page(self, context: dict[str, Any]) -> TemplateResponse:
        template = "admin/forum/edition/import_preview.html"
        return page(self.request, self.model_admin, template, context)


@dataclasses.dataclass(frozen=True)
class _Choices:
    """What was chosen on the page: whose word counts in each conflict, and what is removed."""

    by_key: Mapping[Key, str] = dataclasses.field(default_factory=dict)
    all_theirs: bool = False
    removed: frozenset[tuple[str, str]] = frozenset()
    all_removed: bool = False
    seen: str = "nothing"

    @classmethod
    def of(cls, request: HttpRequest) -> _Choices:
        by_key: dict[Key, str] = {}
        for name in request.POST:
            prefix, *parts = name.split("|")
            if prefix == "choice" and len(parts) == 4:
                kind, guid, field, language = parts
                by_key[kind, guid, field, language] = request.POST[name]
        removed = (value.partition("|") for value in request.POST.getlist("remove"))
        return cls(
            by_key,
            "all_theirs" in request.POST,
            frozenset((kind, guid) for kind, _bar, guid in removed),
            "all_removed" in request.POST,
            # Whoever sends no fingerprint has seen nothing.
            request.POST.get("seen") or "nothing",
        )

    @property
    def theirs(self) -> Chosen:
        keys = frozenset(key for key, side in self.by_key.items() if side == "theirs")
        return Every(ALL.states if self.all_theirs else (), keys)

    @property
    def mine(self) -> Collection[Key]:
        return frozenset(key for key, side in self.by_key.items() if side == "mine")

    @property
    def remove(self) -> Collection[tuple[str, str]] | Every:
        return ALL if self.all_removed else self.removed


# Putting it into words


@dataclasses.dataclass(frozen=True)
class _Choice:
    """A conflict in a form: its line, the name of its two buttons, and which one is pressed."""

    line: Line
    name: str
    is_theirs: bool
    is_deleted: bool


class _Report:
    """What an import does, did, or asks, in words that are never endless."""

    def __init__(
        self,
        edition: Edition,
        reading: Reading,
        intake: Intake,
        choices: _Choices = _Choices(),
        whole: str = "",
    ) -> None:
        self.edition, self.reading, self.intake = edition, reading, intake
        self.choices = choices
        plan = intake.plan
        self.wording = Wording(plan.before, plan.said)
        self.most = {kind: MOST_THINGS for kind in ORDER if kind != whole}
        self.conflicts = [found for found in intake.findings if found.state == CONFLICT]
        self.kept = [found for found in intake.findings if found.state == KEPT]
        # What goes along with something that is asked about is not asked about itself.
        asked = set(plan.removable)
        self.removable = [
            Difference(kind, guid, REMOVED, before=item)
            for kind, guid in plan.removable
            if (item := plan.after.get(kind, guid)) is not None
            and not (kind in ("appearances", "streams") and asked & set(self._owners(kind, item)))
        ]

    @staticmethod
    def _owners(kind: str, item: Any) -> Iterator[tuple[str, str]]:
        yield "sessions", item.session
        yield ("speakers", item.speaker) if kind == "appearances" else ("stages", item.stage)

    @property
    def has_choice(self) -> bool:
        return bool(self.intake.findings or self.removable)

    def context(self) -> dict[str, Any]:
        plan = self.intake.plan
        changes = differences(plan.before, plan.after)
        taken = [found for found in self.conflicts if found.takes_theirs]
        return {
            "counts": self._counts(),
            "groups": self._groups(changes),
            "changed_nothing": self.intake.changed_nothing,
            "conflicts": self._choices(self.conflicts),
            "conflicts_count": len(self.conflicts),
            "conflicts_hidden": max(0, len(self.conflicts) - MOST_CONFLICTS),
            "conflicts_taken": len(taken),
            "kept": self._choices(self.kept),
            "kept_count": len(self.kept),
            "kept_hidden": max(0, len(self.kept) - MOST_CONFLICTS),
            "removable": self._groups(self.removable, MOST_CONFLICTS),
            "removable_count": len(self.removable),
            "left": self._left(),
            "guesses": _grouped(self.reading.guesses),
            "guesses_count": len(self.reading.guesses),
            "skipped": _grouped(self.reading.skipped),
            "skipped_count": len(self.reading.skipped),
            "remarks": self._remarks(),
            "remarks_count": len(self.intake.remarks),
        }

    def problems(self, found: Iterable[Any]) -> list[dict[str, str]]:
        problems = [Problem(own.kind, own.guid, own.field, own.reason) for own in found]
        return problems_in_words(problems, self.wording, self.edition)

    def _counts(self) -> list[tuple[str, int, int, int, int, int]]:
        """Return (kind, created, changed, removed, left alone, conflicts) where any is."""
        intake = self.intake
        counted = [
            Counter(thing.kind for thing in things)
            for things in (intake.created, intake.updated, intake.removed)
        ]
        conflicts = Counter(found.difference.kind for found in self.conflicts)
        rows = [
            (
                _kind_name(kind),
                *(counts[kind] for counts in counted),
                intake.unchanged.get(kind, 0),
                conflicts[kind],
            )
            for kind in KINDS
        ]
        return [row for row in rows if any(row[1:])]  # type: ignore[misc]

    def _groups(self, found: Iterable[Difference], most: int | None = None) -> list[dict[str, Any]]:
        bounds = self.most if most is None else dict.fromkeys(ORDER, most)
        return with_addresses(
            [_short_group(group) for group in self.wording.groups(found, bounds)], self.edition
        )

    def _choices(self, found: list[Finding]) -> list[dict[str, Any]]:
        """Return groups of findings, each line with its choice."""
        shown = found[:MOST_CONFLICTS]
        groups = self._groups([own.difference for own in shown], MOST_CONFLICTS)
        for group in groups:
            for entry in group["things"]:
                entry["choices"] = [self._choice(line) for line in entry["thing"].lines]
        return groups

    def _choice(self, line: Line) -> _Choice:
        key = line.difference.key
        return _Choice(
            line,
            "|".join(("choice", *key)),
            self.choices.by_key.get(key) == "theirs",
            line.difference.action == CREATED,
        )

    def _left(self) -> list[tuple[str, list[str], int]]:
        """Return (kind, names, how many more) of what the file does not name and nobody asks."""
        asked = set(self.intake.plan.removable)
        names: dict[str, list[str]] = defaultdict(list)
        for thing in self.intake.not_in_file:
            if (thing.kind, thing.guid) not in asked:
                names[thing.kind].append(_shortened(thing.name))
        return [
            (_kind_name(kind), names[kind][:MOST_NOTES], max(0, len(names[kind]) - MOST_NOTES))
            for kind in KINDS
            if kind in names
        ]

    def _remarks(self) -> list[tuple[str, list[str], int]]:
        words: dict[str, list[str]] = defaultdict(list)
        for remark in self.intake.remarks:
            words[remark.kind].append(_shortened(remark.words))
        return [
            (_kind_name(kind), own[:MOST_NOTES], max(0, len(own) - MOST_NOTES))
            for kind, own in words.items()
        ]


def _kind_name(kind: str) -> str:
    name = MODELS[kind]._meta
    return capfirst(str(name.verbose_name if kind == EDITION else name.verbose_name_plural))


def _grouped(notes: Iterable[Note]) -> list[tuple[str, list[Note], int, int]]:
    """Return (message, cases, how many more, how many in all), equal messages together."""
    groups: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        groups[note.message].append(note)
    return [
        (
            _shortened(message),
            [
                dataclasses.replace(
                    note, place=_shortened(note.place), given=_shortened(note.given)
                )
                for note in own[:MOST_NOTES]
            ],
            max(0, len(own) - MOST_NOTES),
            len(own),
        )
        for message, own in groups.items()
    ]


def _shortened(words: str, most: int = MOST_CHARACTERS) -> str:
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def _short_group(group: Group) -> Group:
    return dataclasses.replace(group, things=tuple(_short_thing(own) for own in group.things))


def _short_thing(thing: Thing) -> Thing:
    lines = tuple(
        dataclasses.replace(
            line,
            before=_shortened(line.before),
            after=_shortened(line.after),
            pieces=_short_pieces(line.pieces),
        )
        for line in thing.lines
    )
    return dataclasses.replace(thing, title=_shortened(thing.title), lines=lines)


def _short_pieces(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    found = [dataclasses.replace(own, words=_shortened(own.words)) for own in pieces[:MOST_PIECES]]
    return (*found, Piece("same", "…")) if len(pieces) > MOST_PIECES else tuple(found)


# The log


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    """Imports are looked at; nobody adds, edits or deletes a line of the log by hand."""

    list_display = ("uploaded", "edition", "author", "file_name", "format_name", "did", "state")
    list_filter = ("edition",)
    list_select_related = ("edition", "author", "applied_by")
    search_fields = ("file_name",)
    ordering = ("-created_at", "-pk")
    fields = (
        "edition",
        "file_name",
        "format_name",
        "uploaded",
        "author",
        "state",
        "applied_by",
        "did_in_full",
        "words_in",
        "zone_name",
    )
    readonly_fields = ("uploaded", "state", "did_in_full", "words_in")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the log go only with its edition."""
        match = request.resolver_match
        is_with_edition = bool(match and (match.url_name or "").startswith("forum_edition_"))
        return is_with_edition and request.user.has_perm("forum.delete_edition")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or may_import(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return super().get_queryset(request).defer("file_compressed", "reading_compressed")

    @admin.display(description=gettext_lazy("uploaded"), ordering="created_at")
    def uploaded(self, row: Import) -> str:
        return on_clock(row.created_at, row.edition.zone)

    @admin.display(description=pgettext_lazy("import", "state"), ordering="applied_at")
    def state(self, row: Import) -> SafeString | str:
        if row.applied_at is not None:
            when = on_clock(row.applied_at, row.edition.zone)
            return _("applied {time}").format(time=when)
        words = _("waits: look at it")
        return format_html('<a href="{}">{}</a>', preview_address(row), words)

    @admin.display(description=gettext_lazy("created / changed / removed"))
    def did(self, row: Import) -> str:
        if row.is_waiting:
            return "–"
        return " / ".join(str(sum(own)) for own in zip(*row.counts.values(), strict=True)) or "0"

    @admin.display(description=gettext_lazy("created / changed / removed"))
    def did_in_full(self, row: Import) -> str:
        return (
            "\n".join(
                f"{_kind_name(kind)}: {' / '.join(map(str, row.counts[kind]))}"
                for kind in KINDS
                if kind in row.counts
            )
            or "–"
        )

    @admin.display(description=gettext_lazy("language of the words"))
    def words_in(self, row: Import) -> str:
        return language_name(row.language)
