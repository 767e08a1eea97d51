"""Static files as they are in production: collected, hashed, compressed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the collected static files."""
    folder = tmp_path_factory.mktemp("static")
    staticfiles = {"BACKEND": "forum.publishing.assets.CollectedFiles"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": staticfiles}, STATIC_ROOT=folder
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder
