"""Writes a file of an edition: of its draft, of the release that is public, or of a past one."""

from __future__ import annotations

import hashlib
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from forum import clock
from forum.exports import FILES, answer
from forum.formats import document
from forum.formats.document import NotADocument
from forum.models import Edition
from forum.publishing.current import live_release
from forum.publishing.site import LiveRelease
from forum.publishing.whole_files import write_whole
from forum.releases import draft, latest, public_release

DRAFT = "draft"


class Command(BaseCommand):
    help = "Write a file of an edition's programme, in any format that the site offers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", choices=tuple(FILES), metavar="FILE", help=", ".join(FILES))
        parser.add_argument("--edition", required=True, metavar="SLUG")
        parser.add_argument(
            "--release",
            default="",
            metavar="NUMBER",
            help=f"a release's number, or {DRAFT!r}; the public one by default",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGES[0][0],
            help="default: %(default)s",
        )
        parser.add_argument(
            "--output", metavar="PATH", help="where to write it; to the standard output by default"
        )

    def handle(
        self,
        *args: Any,
        file: str,
        edition: str,
        release: str,
        language: str,
        output: str | None,
        **options: Any,
    ) -> None:
        row = Edition.objects.filter(slug=edition).first()
        if row is None:
            known = ", ".join(Edition.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no edition {edition!r}. There are: {known or 'none'}.")
        found = _draft(row) if release == DRAFT else _released(row, release)
        body = answer(found, language, file).content
        if output is None:
            sys.stdout.buffer.write(body)
            return
        try:
            write_whole(Path(output), body)
        except OSError as error:
            raise CommandError(f"{output}: cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Wrote {len(body)} bytes to {output}.")


def _released(edition: Edition, number: str) -> LiveRelease:
    if not number:
        found = public_release(edition)
        if found is None:
            raise CommandError(f"Nothing of {edition.slug} is public yet. Try --release {DRAFT}.")
    else:
        found = edition.releases.filter(number=number).first() if number.isdecimal() else None
        if found is None:
            last = latest(edition)
            there = f"There are 1 to {last.number}" if last else "There are none"
            raise CommandError(f"{edition.slug} has no release {number!r}. {there}, and {DRAFT!r}.")
    try:
        return live_release(found)
    except NotADocument as error:
        raise CommandError(f"{found} cannot be read: {error}") from error


def _draft(edition: Edition) -> LiveRelease:
    """Return the draft as if it were the next release, made now."""
    last = latest(edition)
    programme = draft(edition)
    number = last.number + 1 if last else 1
    return LiveRelease(
        number, hashlib.sha256(document.write(programme)).hexdigest(), clock.now(), programme
    )
