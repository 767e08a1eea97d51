"""Takes a foreign schedule file into an edition's draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum.conflicts import ALL, CONFLICT, Finding
from forum.coverage import EDITION
from forum.differences import CREATED
from forum.formats import readers
from forum.formats.reading import NotASchedule, Note, Reading, Request, bytes_of
from forum.intake import Intake, IntakeRefused, Thing, name_of, reason_of, take
from forum.models import Edition
from forum.programme import COLLECTIONS, Programme
from forum.releases import draft
from forum.resolving import resolved
from forum.wording import Wording
from multilingual.characters import on_one_line

EXAMPLES = 3
CONFLICTS_SHOWN = 20
SHOWN_CHARACTERS = 60


class Command(BaseCommand):
    help = (
        "Takes a schedule file, or a sheet of sessions or speakers, into an edition's draft. "
        "Nothing is published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="such as a schedule.xml, a sessions.csv, a workbook")
        parser.add_argument("--edition", required=True, metavar="SLUG", help="such as 2021")
        parser.add_argument("--create", action="store_true", help="make the edition if need be")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument(
            "--theirs",
            action="store_true",
            help="take the file's word where the draft was edited and the file says something else",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove what earlier imports brought and the file no longer holds",
        )
        parser.add_argument(
            "--language",
            default=settings.LANGUAGES[0][0],
            help="the language that the file's words are in (default: %(default)s)",
        )
        parser.add_argument(
            "--zone",
            default="",
            metavar="NAME",
            help="time zone such as Europe/Brussels, where the file names none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, slug = Path(options["file"]), options["edition"]
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None and not options["create"]:
            known = ", ".join(Edition.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no edition {slug!r}; there are: {known}. "
                "To make it from the file, type the same again with --create."
            )
        reading = self._reading(path, edition, options)
        try:
            intake = take(
                reading.programme,
                reading.coverage,
                edition=edition,
                create=options["create"],
                dry_run=options["dry_run"],
                theirs=ALL if options["theirs"] else (),
                remove=ALL if options["remove"] else (),
                reason=reason_of(path.name),
            )
        except IntakeRefused as error:
            raise CommandError("\n".join([f"{path.name}: {error}", *_ways_out(error)])) from error
        for line in report(reading, intake):
            self.stdout.write(line)

    def _reading(self, path: Path, edition: Edition | None, options: dict[str, Any]) -> Reading:
        try:
            data = bytes_of(path)
        except FileNotFoundError as error:
            raise CommandError(f"{path}: there is no such file.") from error
        except IsADirectoryError as error:
            raise CommandError(f"{path}: this is a folder. Name a file in it.") from error
        except OSError as error:
            raise CommandError(f"{path}: cannot be read: {error.strerror}.") from error
        except NotASchedule as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        try:
            request = Request(
                file_name=path.name,
                languages=tuple(code for code, _name in settings.LANGUAGES),
                language=options["language"],
                edition_slug=options["edition"],
                zone_name=options["zone"],
                fallback_zone=edition.time_zone if edition else "",
                fallback_dates=(edition.first_date, edition.last_date) if edition else None,
            )
            reading = readers.read(data, request)
            return resolved(reading, draft(edition) if edition else None, file=path.name)
        except NotASchedule as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error


def report(reading: Reading, intake: Intake) -> Iterator[str]:
    """Yield the lines that tell an organiser what was taken, guessed and left out."""
    yield f"Edition {intake.edition_slug}" + (", dry run" if intake.is_dry_run else "")
    yield f"  {'':<15}{'created':>9}{'updated':>9}{'unchanged':>11}"
    created = Counter(thing.kind for thing in intake.created)
    updated = Counter(thing.kind for thing in intake.updated)
    for kind in (EDITION, *COLLECTIONS):
        numbers = created[kind], updated[kind], intake.unchanged.get(kind, 0)
        if any(numbers):
            yield f"  {kind:<15}{numbers[0]:>9}{numbers[1]:>9}{numbers[2]:>11}"
    if intake.updated:
        yield "Updated:"
        yield from _by_kind(intake.updated)
    if intake.removed:
        yield "Removed, the file no longer holds them:"
        yield from _by_kind(intake.removed)
    if intake.not_in_file:
        yield "Not in the file, left as they are:"
        yield from _by_kind(intake.not_in_file)
    yield from _findings(intake)
    if reading.guesses:
        yield "Guessed:"
        yield from _grouped(reading.guesses)
    if reading.skipped:
        yield "Left out:"
        yield from _grouped(reading.skipped)
    if intake.remarks:
        yield "Decided:"
        yield from (f"  {remark.kind}: {remark.words}" for remark in intake.remarks)
    if intake.is_dry_run:
        yield "Nothing was written: this was a dry run."
    elif intake.changed_nothing:
        yield "Nothing changed: the draft holds all of it already."
    else:
        yield "The draft was changed. The public sees it once it is published."


def _ways_out(error: IntakeRefused) -> Iterator[str]:
    """Yield what may help where the draft's own words stand in the way."""
    if error.intake and any(found.state == CONFLICT for found in error.intake.findings):
        yield from _findings(error.intake)


def _findings(intake: Intake) -> Iterator[str]:
    """Yield the conflicts with both values, and what else was edited here, shortly."""
    conflicts = [found for found in intake.findings if found.state == CONFLICT]
    if conflicts:
        if any(found.takes_theirs for found in conflicts):
            yield f"Edited here and in the file, the file's word was taken: {len(conflicts)}"
        else:
            yield f"Edited here and in the file, left as they are here: {len(conflicts)}"
        for found in conflicts[:CONFLICTS_SHOWN]:
            yield from _conflict(found, intake.plan.said)
        yield from _more(len(conflicts), CONFLICTS_SHOWN, "  ")
        if not any(found.takes_theirs for found in conflicts):
            yield "  --theirs takes the file's word in all of them"
    kept = [found for found in intake.findings if found not in conflicts]
    if kept:
        yield f"Edited here, unchanged in the file, left as they are: {len(kept)}"
        for found in kept[:EXAMPLES]:
            yield f"  {_place(found, intake.plan.said)}"
        yield from _more(len(kept), EXAMPLES, "  ")


def _conflict(found: Finding, programme: Programme) -> Iterator[str]:
    yield f"  {_place(found, programme)}"
    if found.difference.action == CREATED:
        yield "    here: deleted"
        return
    for side, words in zip(
        ("here", "file"), Wording(None, programme).sides(found.difference), strict=True
    ):
        yield f"    {side}: {_short(words) or 'nothing'}"


def _place(found: Finding, programme: Programme) -> str:
    difference = found.difference
    kind, guid = difference.kind, difference.guid
    item = programme.edition if kind == EDITION else programme.get(kind, guid)
    language = f" ({difference.language})" if difference.language else ""
    field = f", {difference.field}{language}" if difference.field else ""
    return f"{kind}, {_short(name_of(kind, item, programme))}{field}"


def _short(words: str) -> str:
    line = on_one_line(words)
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[:SHOWN_CHARACTERS]}…"


def _by_kind(things: Iterable[Thing]) -> Iterator[str]:
    groups: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.kind].append(thing)
    for kind, group in groups.items():
        yield f"  {kind}: {len(group)}"
        for thing in group[:EXAMPLES]:
            fields = f": {', '.join(thing.fields)}" if thing.fields else ""
            yield f"    {thing.name}{fields}"
        yield from _more(len(group))


def _grouped(notes: Iterable[Note]) -> Iterator[str]:
    groups: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        groups[note.message].append(note)
    for message, group in groups.items():
        times = f" ({len(group)} times)" if len(group) > 1 else ""
        yield f"  {message}{times}"
        for note in group[:EXAMPLES]:
            yield f"    {': '.join(filter(None, (note.place, note.given)))}"
        yield from _more(len(group))


def _more(count: int, shown: int = EXAMPLES, indent: str = "    ") -> Iterator[str]:
    if count > shown:
        yield f"{indent}and {count - shown} more"
