"""Files on their way into the draft: kept from the preview until they are applied, then logged."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from forum import clock
from forum.conflicts import Chosen, Every, ThingKey
from forum.coverage import Coverage
from forum.formats import document
from forum.formats.readers import reader_of
from forum.formats.reading import Note, Reading, Request
from forum.intake import Intake, reason_of, take
from forum.models import Edition, Import
from forum.releases import draft
from forum.resolving import resolved
from forum.snapshots import in_one_snapshot
from multilingual.characters import on_one_line

PENDING_FOR = timedelta(days=1)
"""How long a file waits for being applied."""

_NAME_CHARACTERS = 200


class NotWaiting(LookupError):
    """The file does not wait any more: cancelled, too old, or applied already (`applied`)."""

    def __init__(self, applied: Import | None = None) -> None:
        super().__init__(_("This import does not wait any more."))
        self.applied = applied


def received(
    edition: Edition, data: bytes, *, file_name: str, language: str, zone_name: str, author: Any
) -> Import:
    """Read a file and keep it until it is applied; what is too old by now is forgotten.

    Args:
        language, zone_name: what is taken where the file says nothing.

    Raises:
        NotASchedule: with the place and the reason; nothing is kept.
    """
    row = Import(
        edition=edition,
        created_at=clock.now(),
        author=author,
        file_name=on_one_line(file_name)[:_NAME_CHARACTERS],
    )
    _read(row, data, language, zone_name)
    row.file_compressed = zlib.compress(data, 6)
    Import.objects.waiting().filter(created_at__lt=clock.now() - PENDING_FOR).delete()
    row.save()
    return row


def read_again(row: Import, *, language: str, zone_name: str) -> None:
    """Read a file that waits once more, with another language or zone where it says nothing.

    Raises:
        NotASchedule: with the place and the reason; what was read before stays.
    """
    _read(row, zlib.decompress(row.file_compressed or b""), language, zone_name)
    # Who applied it meanwhile took what had been read before.
    fields = {
        name: getattr(row, name)
        for name in ("format_name", "language", "zone_name", "reading_compressed")
    }
    Import.objects.waiting().filter(pk=row.pk).update(**fields)


def _read(row: Import, data: bytes, language: str, zone_name: str) -> None:
    edition = row.edition
    request = Request(
        file_name=row.file_name,
        languages=tuple(code for code, _name in settings.LANGUAGES),
        language=language,
        edition_slug=edition.slug,
        zone_name=zone_name,
        fallback_zone=edition.time_zone,
        fallback_dates=(edition.first_date, edition.last_date),
    )
    reader = reader_of(data, row.file_name)
    reading = resolved(reader.read(data, request), draft(edition), file=row.file_name)
    row.format_name = reader.label
    row.language, row.zone_name = language, zone_name
    row.reading_compressed = zlib.compress(_written(reading), 6)


# Reading a large file takes longer than all else, so it is kept as it was understood as well.


def _written(reading: Reading) -> bytes:
    return json.dumps(
        {
            "programme": document.write(reading.programme).decode(),
            "coverage": list(reading.coverage),
            "guesses": _plain(reading.guesses),
            "skipped": _plain(reading.skipped),
        }
    ).encode()


def _plain(notes: Iterable[Note]) -> list[tuple[str, str, str]]:
    return [(note.place, note.message, note.given) for note in notes]


def reading_of(row: Import) -> Reading:
    """Return a file that waits, as it was understood."""
    found = json.loads(zlib.decompress(row.reading_compressed or b""))
    return Reading(
        document.read(found["programme"].encode()),
        Coverage(frozenset((kind, field, language) for kind, field, language in found["coverage"])),
        tuple(Note(*note) for note in found["guesses"]),
        tuple(Note(*note) for note in found["skipped"]),
    )


def foreseen(row: Import, reading: Reading) -> Intake:
    """Return what applying would do, with the draft's word in all conflicts.

    Raises:
        IntakeRefused: with every problem.
    """
    return take(reading.programme, reading.coverage, edition=row.edition, dry_run=True)


def applied(
    edition: Edition,
    key: int,
    *,
    seen: str,
    author: Any,
    theirs: Chosen = (),
    mine: Chosen = (),
    remove: Collection[ThingKey] | Every = (),
) -> tuple[Import, Reading, Intake]:
    """Take a file that waits into the draft, once; its bytes are forgotten and a line is kept.

    Args:
        key: the primary key of the Import.
        seen: the fingerprint of what was shown.
        author: who does it.
        theirs, mine, remove: what was chosen, see `forum.conflicts.planned`.

    Raises:
        NotWaiting: if it was applied, cancelled or forgotten meanwhile.
        DraftChanged: if something else would happen than what was shown.
        IntakeRefused: with every problem.
    """

    def work() -> tuple[Import, Reading, Intake]:
        # The edition first, as erasing a person locks it before it looks for imports.
        Edition.objects.select_for_update().get(pk=edition.pk)
        row = Import.objects.select_for_update().filter(edition=edition, pk=key).first()
        if row is None or not row.is_waiting:
            raise NotWaiting(row)
        reading = reading_of(row)
        intake = take(
            reading.programme,
            reading.coverage,
            edition=edition,
            theirs=theirs,
            mine=mine,
            remove=remove,
            expected=seen,
            author=author,
            reason=reason_of(row.file_name),
        )
        row.applied_at = clock.now()
        row.applied_by = author
        row.counts = counts_of(intake)
        row.file_compressed = row.reading_compressed = None
        row.save()
        return row, reading, intake

    return in_one_snapshot(work)


def counts_of(intake: Intake) -> dict[str, list[int]]:
    """Return kind → how many things were created, changed and removed."""
    found: dict[str, list[int]] = {}
    for place, things in enumerate((intake.created, intake.updated, intake.removed)):
        for thing in things:
            found.setdefault(thing.kind, [0, 0, 0])[place] += 1
    return found
