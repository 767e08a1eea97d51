"""Writes everything that is ours into one file: rows, releases, history, users and media."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management import BaseCommand, CommandError

from forum.backups import Summary, back_up


class Command(BaseCommand):
    help = (
        "Write everything into one file, while the site runs: rows, releases, history, users and "
        "media. It holds password hashes and keys of one-time codes: only its owner may read it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="Such as forum-2021-05-25.zip; - for standard output."
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            with ending_in_order(), to_be_whole(file) as stream:
                summary = back_up(stream)
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error}") from error
        tell(self, "Backed up", summary)
        for name in summary.damaged:
            self.stderr.write(
                f"Left out: the media file {name} is damaged, its content is not what it was."
            )


def tell(command: BaseCommand, done: str, summary: Summary) -> None:
    """Say what was done, beside the backup itself if that goes to standard output."""
    rows = sum(summary.rows.values())
    command.stderr.write(
        f"{done}: {rows} rows of {len(summary.rows)} tables, {summary.media} media files "
        f"({summary.media_bytes} bytes).",
        command.style.SUCCESS,
    )


@contextmanager
def to_be_whole(file: str) -> Iterator[IO[bytes]]:
    """Give a stream whose content is the file once the block has ended well, and not before."""
    if file == "-":
        if sys.stdout.isatty():
            raise CommandError("A backup is nothing to read. Name a file, or pipe it on.")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    # Such a file is for its owner alone from the beginning.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl+C does, so that nothing half is left."""

    def end(number: int, frame: Any) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
