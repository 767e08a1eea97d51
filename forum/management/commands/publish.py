"""Publishes everything in which an edition's draft differs from its current release."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand, CommandError

from forum.models import Edition
from forum.releases import (
    NothingToPublish,
    PublishRefused,
    draft,
    public_programme,
    publish,
    replaced_by,
)
from forum.wording import Wording


class Command(BaseCommand):
    help = "Publish everything in which an edition's draft differs from its current release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--edition", required=True, metavar="SLUG")
        parser.add_argument("--note", default="", help="For the organisers only.")
        parser.add_argument(
            "--live-from",
            metavar="ISO",
            help="When visitors shall see it, such as 2021-05-25T10:00, in the edition's time "
            "zone unless another offset is given; at once by default.",
        )

    def handle(
        self, *args: Any, edition: str, note: str, live_from: str | None, **options: Any
    ) -> None:
        row = Edition.objects.filter(slug=edition).first()
        if row is None:
            known = ", ".join(Edition.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no edition {edition!r}. There are: {known or 'none'}.")
        try:
            release = publish(row, note=note, live_from=_instant(live_from, row))
        except NothingToPublish:
            self.stdout.write(f"Nothing to publish: {edition} is public as it is in the draft.")
            return
        except PublishRefused as refusal:
            wording = Wording(public_programme(row), draft(row))
            lines = [f"  {wording.problem(problem)}" for problem in refusal.problems]
            raise CommandError("\n".join(["Not published:", *lines])) from refusal
        seen_from = release.live_from.astimezone(row.zone)
        self.stdout.write(
            f"Published release {release.number} of {edition}, "
            f"live from {seen_from:%Y-%m-%d %H:%M} ({row.time_zone})."
        )
        for waiting in replaced_by(release):
            self.stdout.write(
                f"Release {waiting.number}, which waited for its time, will not be seen: "
                "this one is newer."
            )


def _instant(words: str | None, edition: Edition) -> datetime | None:
    if words is None:
        return None
    try:
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise CommandError(
            f"--live-from {words!r} is no time. Expected one such as 2021-05-25T10:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=edition.zone)
