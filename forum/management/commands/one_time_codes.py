"""Sets up, or removes, the one-time codes of somebody who logs in to the admin."""

from __future__ import annotations

import io
from argparse import ArgumentParser
from typing import Any

import segno
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

SPARE_CODES = 8


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
        picture = io.StringIO()
        segno.make(device.config_url).terminal(out=picture, compact=True)
        self.stdout.write("Scan this with an authenticator app, or enter the address by hand:\n")
        self.stdout.write(picture.getvalue())
        self.stdout.write(device.config_url)
        self.stdout.write("\nSpare codes, each for one login without the app:")
        self.stdout.write("  " + "  ".join(codes))
        self.stdout.write(f"\nFrom now on {username} is asked for a code. This is shown only now.")
