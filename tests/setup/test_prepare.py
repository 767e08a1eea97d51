"""What ./run does in the database and with static files before it serves."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders

from forum.management.commands.prepare import Command, static_fingerprint


@pytest.mark.django_db
def test_login_is_created_once_and_told_once():
    User = get_user_model()

    first = Command(stdout=StringIO()).login()
    second = Command(stdout=StringIO()).login()

    name, password = first.split(" (")[0].split(", password ")
    user = User.objects.get()
    assert name == "admin"
    assert user.check_password(password)
    assert user.is_superuser and user.is_staff
    assert second == "admin (a new password: ./run manage changepassword admin)"


@pytest.mark.django_db
def test_own_administrator_is_enough():
    get_user_model().objects.create_superuser("olga", password="x")

    told = Command(stdout=StringIO()).login()

    assert told == "olga (a new password: ./run manage changepassword olga)"
    assert get_user_model().objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_said_of_migrations_where_none_is_left():
    stdout = StringIO()

    Command(stdout=stdout).migrate()

    assert stdout.getvalue() == ""


@pytest.fixture
def style(tmp_path: Path, settings) -> Path:
    """A single static file, to be collected with hashed names below `tmp_path`."""
    settings.VAR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    finders.get_finder.cache_clear()
    style = tmp_path / "static" / "style.css"
    style.parent.mkdir()
    style.write_text("a { color: red }")
    yield style
    finders.get_finder.cache_clear()


def collected(settings) -> list[str]:
    return sorted(path.name for path in settings.STATIC_ROOT.glob("style.*.css"))


def test_static_files_are_collected_once(style, settings):
    stdout = StringIO()

    Command(stdout=stdout).collect_static()
    Command(stdout=stdout).collect_static()

    assert stdout.getvalue() == "Collecting and compressing static files …\n"
    assert len(collected(settings)) == 1


def test_changed_static_file_is_collected_again(style, settings):
    Command(stdout=StringIO()).collect_static()
    style.write_text("a { color: green }")

    Command(stdout=StringIO()).collect_static()

    assert len(collected(settings)) == 2


def test_emptied_folder_is_filled_again(style, settings):
    Command(stdout=StringIO()).collect_static()
    for path in settings.STATIC_ROOT.iterdir():
        path.unlink()

    Command(stdout=StringIO()).collect_static()

    assert len(collected(settings)) == 1


def test_fingerprint_depends_on_the_place_to_collect_in(style, settings, tmp_path):
    before = static_fingerprint()
    settings.STATIC_ROOT = tmp_path / "elsewhere"

    after = static_fingerprint()

    assert before != after
