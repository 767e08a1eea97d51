"""What ./run does before it serves: migrations, static files, the sample, a login.

One process does it all, and each step first asks whether it is needed, so that starting again
takes no time worth speaking of.
"""

from __future__ import annotations

import hashlib
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from forum.models import Edition

ADMIN = "admin"


class Command(BaseCommand):
    help = "Bring database, static files, sample and login up to date; say where the site is."
    # Serving runs into whatever the checks would find, and they take as long as all else here.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-static",
            action="store_true",
            help="Collect no static files; runserver finds them where they are.",
        )

    def handle(self, *args: Any, without_static: bool, **options: Any) -> None:
        self.migrate()
        if not without_static:
            self.collect_static()
        # Asked here first: loading the command loads the whole sample.
        if not Edition.objects.exists():
            call_command("sample", once=True, stdout=self.stdout, stderr=self.stderr)
        login = self.login()
        self.stdout.write(f"Site:   {settings.SITE_URL}/")
        self.stdout.write(f"Admin:  {settings.SITE_URL}{reverse('admin:index')}")
        self.stdout.write(f"Login:  {login}")

    def migrate(self) -> None:
        database = Path(str(connection.settings_dict["NAME"]))
        if connection.vendor == "sqlite" and database.is_absolute():
            database.parent.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self.stdout.write(f"Applying {len(plan)} migrations …")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        note = settings.VAR / "static-collected"
        fingerprint = static_fingerprint()
        is_there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
        if is_there and note.exists() and note.read_text() == fingerprint:
            return
        self.stdout.write("Collecting and compressing static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(fingerprint)

    def login(self) -> str:
        """Return what to tell about the login; create one if nobody may do everything."""
        users = get_user_model()._default_manager
        existing = users.filter(is_superuser=True).order_by("pk").first()
        if existing is not None:
            name = existing.get_username()
            return f"{name} (a new password: ./run manage changepassword {name})"
        password = secrets.token_hex(8)
        users.create_superuser(ADMIN, password=password)
        return f"{ADMIN}, password {password} (shown only now; write it down)"


def static_fingerprint() -> str:
    """Return a hash that changes when any static file, or the place to collect them, does."""
    lines = [str(settings.STATIC_ROOT)]
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            lines.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
