"""Requirements are pinned, all of them."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
# A marker says for which Pythons; without one it is for all.
PIN = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*(; python_version < \"3\.\d+\")?")
FILES = ("requirements.txt", "requirements-dev.txt")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(*names: str) -> dict[str, str]:
    found = (Requirement(line) for name in names for line in lines(name) if "==" in line)
    return {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement in found
        if requirement.marker is None or requirement.marker.evaluate()
    }


@pytest.mark.parametrize("name", FILES)
def test_each_line_is_one_exact_version(name):
    others = [line for line in lines(name) if not PIN.fullmatch(line)]

    assert others == (["-r requirements.txt"] if name == "requirements-dev.txt" else [])


@pytest.mark.parametrize("names", [FILES[:1], FILES])
def test_whatever_a_package_brings_along_is_pinned_too(names):
    pinned = pins(*names)

    brought = {
        canonicalize_name(requirement.name)
        for package in pinned
        for requirement in map(Requirement, metadata.requires(package) or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }

    assert brought - set(pinned) == set()


def test_what_is_pinned_is_what_is_installed():
    pinned = pins(*FILES)

    installed = {package: metadata.version(package) for package in pinned}

    assert installed == pinned
