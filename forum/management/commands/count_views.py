"""Counts views of pages from the access logs of the web server in front."""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation

from forum.formats.csv_rows import guarded
from forum.programme import Gone, Moved, NotInProgramme, Programme
from forum.publishing import current
from forum.publishing.site import Site
from forum.seeing.views import BY, NO_VIEWS, Tally, lines_of
from multilingual.characters import on_one_line
from multilingual.display import shown
from multilingual.text import Text

NOTES = (
    "A page that stayed open and took over a new release was asked for and counted again.",
    "Pages shown from a browser's own store without a network are not in the log, nor is what a "
    "cache between visitors and this server gave out.",
    "Whether a video was played is not known: players load from YouTube.",
)
COLLECTIONS = {
    "session": "sessions",
    "speaker": "speakers",
    "track": "tracks",
    "stage": "stages",
    "page": "pages",
}


class Command(BaseCommand):
    help = (
        "Count views of pages from nginx's access logs: its JSON log of this forum, or the "
        "“combined” format; also packed with gzip."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("logs", nargs="+", metavar="LOG", help="A file; - is the input.")
        parser.add_argument("--by", choices=BY, default="page")
        parser.add_argument("--format", choices=("text", "csv", "json"), default="text")
        for name, words in (
            ("--since", "From which time on, such as 2021-05-25 or 2021-05-25T10:00"),
            ("--until", "Up to which time; a date is included"),
        ):
            parser.add_argument(
                name,
                metavar="ISO",
                help=f"{words}, in the current edition's time zone unless an offset is given.",
            )

    def handle(
        self,
        *args: Any,
        logs: list[str],
        by: str,
        format: str,
        since: str | None,
        until: str | None,
        **options: Any,
    ) -> None:
        site = self.site()
        zone = site.current.programme.zone if site.current else ZoneInfo("UTC")
        tally = Tally(by, zone)
        if since:
            tally.since = _instant("--since", since, zone).timestamp()
        if until:
            tally.until = _instant("--until", until, zone, is_end=True).timestamp()
        for name in logs:
            self.count(name, tally)
        rows = [_Row(key, views, counts, tally, site) for key, views, counts in tally.rows()]
        match format:
            case "json":
                self.write_json(tally, rows)
            case "csv":
                self.write_csv(tally, rows)
            case _:
                self.write_text(tally, rows)

    def site(self) -> Site:
        try:
            return current.refresh()
        except DatabaseError as error:
            self.stderr.write(f"The database does not answer, pages have no titles: {error}")
            return current.known()

    def count(self, name: str, tally: Tally) -> None:
        try:
            with _opened(name) as file:
                for line in lines_of(file):
                    tally.add(line)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.stderr.write(f"{name} is damaged, and was read up to there: {error}")
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror or error}.") from error

    def write_text(self, tally: Tally, rows: list[_Row]) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        peaks = tally.open_pages()
        headings = ["views", *languages, *(["open"] if tally.by == "hour" else [])]
        table = [headings, *([*map(_grouped, row.figures(peaks))] for row in rows)]
        total = [sum(row.counts.get(code, 0) for row in rows) for code in languages]
        table.append([*map(_grouped, [tally.total, *total])])
        widths = [
            max(len(line[i]) for line in table if i < len(line)) for i in range(len(headings))
        ]
        names = [tally.by, *(row.words() for row in rows), f"all ({tally.zone.key})"]
        for line, name in zip(table, names, strict=True):
            cells = [*line, *[""] * (len(headings) - len(line))]
            padded = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
            self.stdout.write(f"{padded}  {name}")
        if tally.others:
            self.stdout.write("\nNo views:")
            width = max(len(_grouped(count)) for count in tally.others.values())
            for what, words in NO_VIEWS.items():
                if count := tally.others[what]:
                    self.stdout.write(f"  {_grouped(count):>{width}}  {words}")
        if peaks:
            hour = max(peaks, key=lambda hour: peaks[hour])
            self.stdout.write(
                f"\nMost pages open at once: about {_grouped(peaks[hour])}, in the hour of {hour}."
            )
        self.stdout.write("")
        for note in NOTES:
            self.stdout.write(note)

    def write_csv(self, tally: Tally, rows: list[_Row]) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        peaks = tally.open_pages()
        writer = csv.writer(cast(IO[str], self.stdout), lineterminator="\n")
        is_page, is_hour = tally.by == "page", tally.by == "hour"
        writer.writerow(
            [
                *(tally.by, *(("kind", "title") if is_page else ())),
                *("views", *languages, *(("open_pages",) if is_hour else ())),
            ]
        )
        for row in rows:
            titles = (row.kind, guarded(row.title)) if is_page else ()
            writer.writerow([row.key, *titles, *row.figures(peaks)])

    def write_json(self, tally: Tally, rows: list[_Row]) -> None:
        found = {
            "by": tally.by,
            "time_zone": tally.zone.key,
            "views": tally.total,
            "rows": [row.as_json() for row in rows],
            "no_views": {what: tally.others[what] for what in NO_VIEWS},
            "open_pages": tally.open_pages(),
            "notes": NOTES,
        }
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))


class _Row:
    """What was counted together, and what it is called."""

    def __init__(
        self, key: str, views: int, counts: dict[str, int], tally: Tally, site: Site
    ) -> None:
        self.key, self.views, self.counts, self.by = key, views, counts, tally.by
        self.kind = tally.kinds.get(key, "")
        self.title = _title(site, self.kind, key) if self.kind else ""

    def words(self) -> str:
        return f"{self.key}  {self.title}".rstrip()

    def figures(self, peaks: dict[str, int]) -> list[int]:
        languages = [self.counts.get(code, 0) for code, _name in settings.LANGUAGES]
        return [self.views, *languages, *([peaks.get(self.key, 0)] if self.by == "hour" else [])]

    def as_json(self) -> dict[str, Any]:
        named = {"kind": self.kind, "title": self.title} if self.kind else {}
        return {self.by: self.key, **named, "views": self.views, "languages": self.counts}


def _title(site: Site, kind: str, address: str) -> str:
    """Return the title of a page, as the current releases have it; empty where they do not."""
    parts = address.strip("/").split("/")
    release = site.releases.get(site.former_slugs.get(parts[0], parts[0]))
    if release is None:
        return ""
    if kind == "home":
        found: Text = release.programme.edition.name
    elif kind in COLLECTIONS:
        found = _text_at(release.programme, COLLECTIONS[kind], parts[-1])
    else:
        return ""
    with translation.override(settings.LANGUAGES[0][0]):
        return on_one_line(shown(found).words)


def _text_at(programme: Programme, collection: str, slug: str) -> Text:
    try:
        item = programme.at_slug(collection, slug)
    except Moved as moved:
        item = programme.at_slug(collection, moved.to)
    except Gone as gone:
        tombstone = programme.history.removed.get(gone.guid)
        return tombstone.session.title if tombstone else Text({})
    except NotInProgramme:
        return Text({})
    title: Text = item.title if collection in ("sessions", "pages") else item.name
    return title


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """Open a log, packed or not; what is packed is told by its first bytes."""
    if name == "-":
        yield _unpacked(sys.stdin.buffer)
        return
    with open(name, "rb") as file:
        yield _unpacked(file)


def _unpacked(file: Any) -> BinaryIO:
    is_packed = file.peek(2)[:2] == b"\x1f\x8b"
    return cast(BinaryIO, gzip.GzipFile(fileobj=file) if is_packed else file)


def _instant(name: str, words: str, zone: ZoneInfo, is_end: bool = False) -> datetime:
    try:
        at = datetime.fromisoformat(words)
        if len(words) == 10:
            day = date.fromisoformat(words) + timedelta(days=is_end)
            at = datetime.combine(day, time())
    except (ValueError, OverflowError) as error:
        raise CommandError(
            f"{name} {words!r} is no time. Expected one such as 2021-05-25T10:00."
        ) from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _grouped(number: int) -> str:
    return f"{number:,}"
