"""forum/settings.py: refuses to start unsafely, and is safe behind https."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def manage(*arguments, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "SECRET_KEY": "", "LOG_LEVEL": "ERROR", "DEBUG": "false", **environment},
        capture_output=True,
        text=True,
    )


LONG_KEY = "kZ3vN8qT1xW6yB4mR9sD2fG7hJ5lP0cVaEuIoQwXzYtKnMbLdpR8uS2v"


def test_it_refuses_to_start_without_a_secret_key():
    result = manage("check", SITE_URL="https://forum.example")

    assert result.returncode != 0
    assert "SECRET_KEY is not set." in result.stderr


@pytest.mark.parametrize(
    "url",
    [
        "http://forum.example",
        "forum.example",
        "ftp://127.0.0.1",
        "http://127.0.0.1.evil.example",
        "https://:443",
        "https://forum.example/path",
        "https://user:word@forum.example",
    ],
)
def test_an_address_that_cannot_be_the_sites_is_refused(url):
    result = manage("check", SECRET_KEY=LONG_KEY, SITE_URL=url)

    assert result.returncode != 0
    assert f"SITE_URL is '{url}'." in result.stderr


def test_a_log_format_that_there_is_not_is_refused():
    result = manage("check", SECRET_KEY=LONG_KEY, LOG_FORMAT="xml")

    assert result.returncode != 0
    assert "LOG_FORMAT is 'xml'. Expected one of: text, json." in result.stderr


def test_djangos_deployment_checks_find_nothing_behind_https(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        SECRET_KEY=LONG_KEY,
        SITE_URL="https://forum.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
    )

    assert (result.returncode, result.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    ), result.stderr


def shown(expression, **environment):
    result = manage(
        "shell",
        "--no-imports",
        "-c",
        f"from django.conf import settings; print({expression})",
        SECRET_KEY=LONG_KEY,
        **environment,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_https_turns_on_redirect_hsts_and_secure_cookies():
    expression = (
        "settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0, "
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.ALLOWED_HOSTS"
    )

    secure = shown(expression, SITE_URL="https://forum.example")
    local = shown(expression, SITE_URL="http://127.0.0.1:8000")

    assert secure == "True True True True ['forum.example']"
    assert local == "False False False False ['127.0.0.1', 'localhost', '[::1]']"


@pytest.mark.parametrize("url", ["sqlite:////tmp/x.sqlite3", "sqlite:////tmp/x.sqlite3?timeout=1"])
def test_sqlite_always_waits_and_writes_ahead(url):
    options = shown("settings.DATABASES['default']['OPTIONS']", DATABASE_URL=url)

    assert "'timeout': 20" in options
    assert "'transaction_mode': 'IMMEDIATE'" in options
    assert "journal_mode=WAL" in options
