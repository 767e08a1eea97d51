"""What all tests share: the real schedules, the browser, and which tests need a database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.browsers import NoBrowser, browser_program

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

# Two cores with two browsers on them are sometimes slow, which proves nothing of a property.
hypothesis.settings.register_profile("forum", deadline=None)
hypothesis.settings.load_profile("forum")

NO_NGINX = (
    "nginx, envsubst or openssl is missing. Install: apt-get install nginx gettext-base openssl"
)

deselected: dict[str, int] = {}


def real_schedules_folder() -> Path | None:
    """Return the folder of real schedules that `FORUM_REAL_SCHEDULES` names, if it is there."""
    named = os.environ.get("FORUM_REAL_SCHEDULES")
    return Path(named) if named and Path(named).is_dir() else None


@pytest.fixture(scope="session")
def real_schedules() -> Path:
    """The folder of real schedules; only for tests marked `real`."""
    folder = real_schedules_folder()
    assert folder is not None, "Only a test marked `real` may ask for the real schedules."
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Tell Playwright which browser to start."""
    program = browser_program()
    if program is None:
        return browser_type_launch_args
    return browser_type_launch_args | {"executable_path": program}


@pytest.fixture(autouse=True)
def nothing_released(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every test begin with an empty site and no watching thread; it refreshes by itself."""
    from django.conf import settings

    from forum.publishing import current, pages
    from forum.publishing.kept_releases import Listing
    from forum.publishing.site import Site

    pages.store.clear()

    monkeypatch.setattr(current, "_site", Site({}, settings.SITE_URL, settings.BUILD))
    monkeypatch.setattr(current, "_by_edition", {})
    monkeypatch.setattr(current, "_listing", Listing())
    monkeypatch.setattr(current, "_waiting", {})
    monkeypatch.setattr(current, "_source", "")
    monkeypatch.setattr(current, "_is_lost", False)
    monkeypatch.setattr(current, "_is_watching", True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker("database")


# Last, so that what `-m` and `-k` leave out is not reported as missing.
@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def pytest_leave_out_what_cannot_run(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not os.environ.get("TEST_DATABASE_URL", "").startswith("postgres"):
        # Not left out for want of something: they belong to the other run.
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]
    if real_schedules_folder() is None:
        _deselect(config, items, "real")
    if not os.environ.get("VNU_JAR"):
        _deselect(config, items, "html")
    if not os.environ.get("FORUM_CLIENTS"):
        _deselect(config, items, "clients")
    if any(item.get_closest_marker("serving") for item in items):
        programs = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
        if not all(shutil.which(name, path=programs) for name in ("nginx", "envsubst", "openssl")):
            if os.environ.get("CI") == "true":
                pytest.exit(NO_NGINX, returncode=1)
            _deselect(config, items, "serving")
    if any(item.get_closest_marker("browser") for item in items):
        try:
            browser_program()
        except NoBrowser as problem:
            if os.environ.get("CI") == "true":
                pytest.exit(str(problem), returncode=1)
            _deselect(config, items, "browser")


def _deselect(config: pytest.Config, items: list[pytest.Item], marker: str) -> None:
    gone = [item for item in items if item.get_closest_marker(marker)]
    if gone:
        items[:] = [item for item in items if not item.get_closest_marker(marker)]
        config.hook.pytest_deselected(items=gone)
        deselected[marker] = len(gone)


def pytest_sessionfinish(session: pytest.Session) -> None:
    # Only the processes of pytest-xdist have this; their parent prints the summary.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["deselected"] = deselected


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    # Each process collects all tests, therefore their numbers are equal.
    deselected.update(getattr(node, "workeroutput", {}).get("deselected", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    why = {
        "real": "FORUM_REAL_SCHEDULES names no folder of real schedules",
        "html": "VNU_JAR names no checker; docs/checks.md says where it comes from",
        "clients": "FORUM_CLIENTS names no folder of clients; docs/checks.md says how to fill one",
        "serving": "nginx, envsubst or openssl is missing; ./run test serving says what to type",
        "browser": "there is no browser; ./run test browser says what to type",
    }
    for marker, count in deselected.items():
        terminalreporter.write_line(
            f"NOT RUN: {count} tests marked `{marker}`, because {why[marker]}.", red=True, bold=True
        )
