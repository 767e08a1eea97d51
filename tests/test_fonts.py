"""The fonts: each cut holds what base.css looks for in it, made of what came with the font."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.fonts import CUTS, signs

BASE = (Path(settings.ROOT) / "static" / "css" / "base.css").read_text()
FACE = re.compile(r'url\("../fonts/([a-z-]+)\.woff2"\)[^}]*?unicode-range:([^;]*);', re.DOTALL)


def looked_for() -> dict[str, set[int]]:
    """Return the code points that base.css looks for in each file."""
    found = {}
    for name, ranges in FACE.findall(BASE):
        found[name] = set()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
            found[name] |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_has_just_what_is_looked_for_in_it(name):
    assert looked_for()[name] == signs(name)


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_is_made_of_the_font_that_came(name):
    source, choose = CUTS[name]

    assert signs(name) == choose(signs(source))


def test_every_sign_of_the_font_is_looked_for_somewhere():
    known = set().union(*(signs(source) for source, _choose in CUTS.values()))

    # Marks that combine with letters are looked for with their letters.
    assert known - set().union(*looked_for().values()) <= {0, 0xD, *range(0x300, 0x370)}


def test_no_sign_is_looked_for_in_two_files():
    found = [sign for signs_of_file in looked_for().values() for sign in signs_of_file]

    assert len(found) == len(set(found))
