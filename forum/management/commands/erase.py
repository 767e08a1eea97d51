"""Erases a person on request, from draft, releases, history and media."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from forum.erasure import UnknownPerson, erase, find

_SINGULAR = {
    "appearances": "appearance",
    "speakers": "speaker",
    "history entries of appearances": "history entry of appearances",
    "history entries of speakers": "history entry of speakers",
    "entries of the admin's log": "entry of the admin's log",
    "files": "file",
}


def counted(count: int, plural: str) -> str:
    """Return a count in words: `1 history entry of speakers`, `2 speakers`."""
    return f"{count} {_SINGULAR.get(plural, plural) if count == 1 else plural}"


class Command(BaseCommand):
    help = "Erase a person on request, from draft, releases, history and media."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--person", required=True, metavar="GUID", help="The speaker's “person” in the admin."
        )
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, person: str, yes: bool, **options: Any) -> None:
        try:
            found = find(person)
        except UnknownPerson as problem:
            raise CommandError(str(problem)) from problem
        names = ", ".join(sorted(found.names)) or "(without a name)"
        if not yes and not self.is_sure(names):
            raise CommandError("Nothing was erased.")
        try:
            erased = erase(found)
        except UnknownPerson as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Erased: {names}")
        for what, count in erased.removed.items():
            self.stdout.write(f"  {counted(count, what)}")
        if erased.releases:
            self.stdout.write(f"  rewritten: {', '.join(erased.releases)}")
        if erased.mentions:
            self.stdout.write("The name still stands in words that people wrote; look at them:")
            for mention in erased.mentions:
                self.stdout.write(f"  {mention.place}: {mention.field} ({mention.count})")
        self.stdout.write(
            "Inflected or shortened names, backups, exports and copies of calendars elsewhere "
            "are not looked at."
        )

    def is_sure(self, names: str) -> bool:
        self.stdout.write(f"This erases for good, also from past releases: {names}")
        try:
            return input("Type yes to go on: ").strip().lower() == "yes"
        except EOFError:
            return False
