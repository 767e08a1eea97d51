"""Sets up, or removes, the one-time codes of somebody who logs in to the admin."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import product, zip_longest
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from forum.qr_codes import DARK, LIGHT, modules

SPARE_CODES = 8

BLOCKS = dict(zip(product(DARK + LIGHT, repeat=2), " ▄▀█", strict=True))
"""What a terminal shows of two modules, one above the other: most write in light on dark."""


class Command(BaseCommand):
    help = "Ask a user of the admin for one-time codes from now on, or no longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--remove", action="store_true", help="No longer ask for codes.")

    def handle(self, *args: Any, username: str, remove: bool, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        with transaction.atomic():
            for devices in (TOTPDevice.objects, StaticDevice.objects):
                devices.filter(user=user).delete()
            if remove:
                self.stdout.write(f"{username} logs in with the password alone.")
                return
            device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
            spare = StaticDevice.objects.create(user=user, name="spare", confirmed=True)
            codes = [StaticToken.random_token() for _ in range(SPARE_CODES)]
            for code in codes:
                spare.token_set.create(token=code)
        self.stdout.write("Scan this with an authenticator app, or enter the address by hand:\n")
        self.stdout.write("\n".join(_in_blocks(modules(device.config_url))) + "\n")
        self.stdout.write(device.config_url)
        self.stdout.write("\nSpare codes, each for one login without the app:")
        self.stdout.write("  " + "  ".join(codes))
        self.stdout.write(f"\nFrom now on {username} is asked for a code. This is shown only now.")


def _in_blocks(rows: Sequence[bytes]) -> Iterator[str]:
    """Yield the lines that show a code, each of two rows of modules."""
    below = LIGHT * len(rows)
    for pair in zip_longest(rows[::2], rows[1::2], fillvalue=below):
        yield "".join(BLOCKS[upper, lower] for upper, lower in zip(*pair, strict=True))
