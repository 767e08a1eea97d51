"""Brings back what `backup` wrote, all or nothing."""

from __future__ import annotations

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import IO, Any

from django.core.management import BaseCommand, CommandError

from forum.backups import Backup, NotABackup, NotRestored, restore
from forum.management.commands.backup import tell


class Command(BaseCommand):
    help = (
        "Bring back what `backup` wrote, all or nothing, while the site runs. Everything is "
        "verified before anything changes. Whoever is logged in has to log in again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="- for standard input.")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Replace everything that the database holds; without, it must be empty.",
        )

    def handle(self, *args: Any, file: str, replace: bool, **options: Any) -> None:
        try:
            with ExitStack() as stack:
                summary = restore(Backup(stack.enter_context(opened(file))), replace=replace)
        except OSError as error:
            raise CommandError(f"{file} could not be restored: {error}") from error
        except (NotABackup, NotRestored) as refusal:
            raise CommandError(f"Nothing was changed. {refusal}") from refusal
        tell(self, "Restored", summary)


def opened(file: str) -> IO[bytes]:
    """Return a file that can be sought in: standard input is written to a file without a name."""
    if file != "-":
        return open(file, "rb")
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    shutil.copyfileobj(sys.stdin.buffer, spooled)
    return spooled
