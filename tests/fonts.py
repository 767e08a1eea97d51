"""The fonts' cuts: what a page needs first in small files, made of those that came with the font.

Run it after a new version of the font came in: `.venv/bin/python -m tests.fonts`. The files named
for scripts are the font's own; `golos-basic` and the others below are cut out of them, and
`static/css/base.css` says with `unicode-range` which signs are looked for where.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[1] / "static" / "fonts"

ENGLISH = {
    *range(0x20, 0x7F),
    *(ord(sign) for sign in "\u00a0«·»×\u2011–—‘’“”„…−\u202f"),
}
# The letters that most names of Western Europe are written with besides.
ACCENTS = {ord(letter) for letter in "ÁÅÇÉÍÖØÜßàáâãäåæçèéêëíîïñóôöøúüýı"}
RUSSIAN = {*range(0x410, 0x450), 0x401, 0x451, 0x2116}
# Those of Central Europe and Turkey.
NAMES = {ord(letter) for letter in "ĆČİŁŚŞŠŽąćčęěğłńőřśşšůűźżž"}

CUTS = {
    "golos-basic": ("golos-latin", lambda known: known & ENGLISH),
    "golos-accents": ("golos-latin", lambda known: known & ACCENTS),
    "golos-names": ("golos-latin-ext", lambda known: known & NAMES),
    "golos-russian": ("golos-cyrillic", lambda known: known & RUSSIAN),
}
FEATURES = {
    "golos-basic": ["kern", "tnum"],
    "golos-russian": ["kern"],
    # Their letters stand among those of another file, which kerning does not reach.
    "golos-accents": [],
    "golos-names": ["locl"],
}


def signs(name: str) -> set[int]:
    """Return the code points that a file of ours has."""
    return set(TTFont(FOLDER / f"{name}.woff2").getBestCmap())


def main() -> None:
    for name, (source, choose) in CUTS.items():
        font = TTFont(FOLDER / f"{source}.woff2", recalcTimestamp=False)
        options = subset.Options(layout_features=FEATURES[name], flavor="woff2", name_IDs=["*"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=choose(set(font.getBestCmap())))
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(FOLDER / f"{name}.woff2")


if __name__ == "__main__":
    main()
