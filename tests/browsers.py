"""Finds the browser to test with."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

PROGRAMS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")

WHAT_TO_TYPE = (
    "There is no browser to test with. Install one, as root: apt-get install chromium\n"
    "or for this project only: .venv/bin/python -m playwright install --with-deps chromium\n"
    "or name one that is there: CHROME=/path/to/chrome ./run test"
)


class NoBrowser(Exception):
    """No browser was found; the message says what to type."""


def browser_program() -> str | None:
    """Return the path of the browser, or None for the one that Playwright has downloaded.

    `$CHROME` comes first, then the system's own browsers.

    Raises:
        NoBrowser: if there is none, or `$CHROME` is no program.
    """
    named = os.environ.get("CHROME")
    if named:
        program = shutil.which(named)
        if program is None:
            raise NoBrowser(f"CHROME={named} is not a program.\n{WHAT_TO_TYPE}")
        return program
    for name in PROGRAMS:
        program = shutil.which(name)
        if program is not None:
            return program
    if not _playwright_has_one():
        raise NoBrowser(WHAT_TO_TYPE)
    return None


def _playwright_has_one() -> bool:
    # Playwright takes a second to start, hence only where it is needed.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    try:
        print(browser_program() or "Playwright's own Chromium")
    except NoBrowser as problem:
        sys.exit(print(problem) or 1)
