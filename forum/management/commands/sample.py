"""Load the sample forum into rows and publish it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from forum.conflicts import EVERYTHING
from forum.coverage import everything
from forum.intake import IntakeRefused, take
from forum.models import Edition
from forum.programme import Programme
from forum.releases import NothingToPublish, PublishRefused, publish
from forum.sample import sample


class Command(BaseCommand):
    help = (
        "Load a sample forum, with an invented programme, and publish it. Loading it again "
        "brings back what was changed in it; other editions stay as they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do nothing if there is any edition already."
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once and Edition.objects.exists():
            self.stdout.write("There is an edition already: the sample was not loaded.")
            return
        try:
            # Half a sample, loaded but not published, would look like somebody's draft.
            with transaction.atomic():
                self.load(sample())
        except (IntakeRefused, PublishRefused) as problem:
            raise CommandError(str(problem)) from problem

    def load(self, programme: Programme) -> None:
        slug, guid = programme.edition.slug, programme.edition.guid
        row = Edition.objects.filter(guid=guid).first()
        if row is None and Edition.objects.filter(slug=slug).exists():
            raise CommandError(
                f"The edition {slug} is not the sample, so the sample was not loaded into it. "
                "Give that edition another address first."
            )
        languages = [code for code, _ in settings.LANGUAGES]
        taken = take(programme, everything(languages), edition=row, create=True, theirs=EVERYTHING)
        self.stdout.write(
            f"Sample, edition {taken.edition_slug}: {len(taken.created)} created, "
            f"{len(taken.updated)} updated, {sum(taken.unchanged.values())} unchanged."
        )
        try:
            release = publish(Edition.objects.get(guid=guid), note="Sample")
        except NothingToPublish:
            self.stdout.write("Nothing to publish: the public sees it already.")
        else:
            self.stdout.write(f"Published as release {release.number}.")
