"""forum/publishing/assets.py: what authors wrote for each other is not sent to visitors."""

import re


def test_styles_and_scripts_of_ours_are_collected_without_comments(collected):
    styles = [path.read_text() for path in (collected / "css").glob("*.css")]
    scripts = [path.read_text() for path in (collected / "js").glob("*.js")]

    assert len(styles) > 10 and len(scripts) > 5
    assert [text[:60] for text in styles if "/*" in text] == []
    assert [text[:60] for text in scripts if re.search(r"^\s*//", text, re.MULTILINE)] == []


def test_each_is_there_under_its_hash_and_compressed(collected):
    hashed = list((collected / "css").glob("tokens.*.css"))

    assert len(hashed) == 1
    assert hashed[0].with_name(hashed[0].name + ".br").exists()


def test_what_others_wrote_stays_as_it_came(collected):
    licence_stands = "BSD-3-Clause" in (collected / "js/vendor/snowball.js").read_text()

    assert licence_stands
