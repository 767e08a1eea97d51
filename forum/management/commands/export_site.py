"""Writes the released site as files that any file server can serve."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from forum import clock
from forum.publishing import current
from forum.publishing.static_site.addresses import Wanted
from forum.publishing.static_site.asking import Base, NotABase
from forum.publishing.static_site.export import CannotExport, export

BROKEN_NAMED = 20


def base(address: str) -> Base:
    """Return where the files will stand, as argparse wants it."""
    try:
        return Base.read(address)
    except NotABase as error:
        raise ArgumentTypeError(str(error)) from error


def at_least_one(words: str) -> int:
    """Return a number of processes, as argparse wants it."""
    if not words.isdecimal() or int(words) < 1:
        raise ArgumentTypeError(f"Expected a number from 1 on, got {words!r}.")
    return int(words)


class Command(BaseCommand):
    help = "Write the whole released site as files that any file server or CDN can serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="empty, or of an export")
        parser.add_argument(
            "--edition",
            action="append",
            default=[],
            metavar="SLUG",
            help="only this one; may be given several times; all by default",
        )
        parser.add_argument(
            "--base-url",
            type=base,
            default=settings.SITE_URL,
            metavar="URL",
            help="where the files will stand, such as https://archive.example/2021; "
            "default: %(default)s",
        )
        parser.add_argument(
            "--without-cards",
            action="store_true",
            help="leave out the pictures that other sites show beside links to pages",
        )
        parser.add_argument(
            "--every-file",
            action="store_true",
            help="of single sessions and speakers too, write the files that no page leads to",
        )
        parser.add_argument(
            "--jobs",
            type=at_least_one,
            default=len(os.sched_getaffinity(0)),
            metavar="N",
            help="so many processes; one for each processor by default",
        )

    def handle(
        self,
        *args: Any,
        folder: Path,
        edition: list[str],
        base_url: Base,
        without_cards: bool,
        every_file: bool,
        jobs: int,
        **options: Any,
    ) -> None:
        begun = time.monotonic()
        site = current.refresh()
        unknown = [slug for slug in edition if slug not in site.releases]
        if unknown:
            known = ", ".join(sorted(site.releases)) or "none"
            raise CommandError(f"Nothing of {unknown[0]!r} is public. There are: {known}.")
        releases = {
            slug: live for slug, live in site.releases.items() if slug in edition or not edition
        }
        former = {old: now for old, now in site.former_slugs.items() if now in releases}
        try:
            summary = export(
                folder,
                releases,
                former,
                base_url,
                wanted=Wanted(not without_cards, every_file),
                jobs=jobs,
                now=clock.now(),
            )
        except CannotExport as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{summary.written} files written, {summary.unchanged} unchanged, "
            f"{summary.deleted} deleted; {summary.bytes_written:,} of {summary.bytes_in_all:,} "
            f"bytes, in {time.monotonic() - begun:.1f} s."
        )
        if summary.broken:
            for path, source in [*summary.broken.items()][:BROKEN_NAMED]:
                self.stderr.write(f"{source} leads to {path}, where nothing is.")
            more = len(summary.broken) - BROKEN_NAMED
            raise CommandError(
                f"{len(summary.broken)} links lead nowhere"
                + (f", {more} of them not named here." if more > 0 else ".")
            )
