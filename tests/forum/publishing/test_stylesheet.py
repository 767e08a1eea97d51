import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings

from forum.publishing import stylesheet
from sessions.colours import DARK, LIGHT, contrast
from sessions.grid import grid
from tests.builders import a_programme, a_session, a_stage, a_track, at

CSS = Path(settings.ROOT) / "static" / "css"
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {
    theme: {
        name: values[index] for name, *values in TOKEN.findall((CSS / "tokens.css").read_text())
    }
    for index, theme in enumerate(("light", "dark"))
}
GROUNDS = ("paper", "card", "sunken")
WORDS_ON_GROUNDS = [
    (word, ground) for word in ("ink", "ink-soft", "live", "track-text") for ground in GROUNDS
]
WORDS = [
    *WORDS_ON_GROUNDS,
    ("paper", "ink"),
    ("on-live", "live-fill"),
    ("on-track", "track"),
    ("track-text", "track-tint"),
    ("ink-soft", "track-tint"),
    ("live", "track-tint"),
    ("ink", "live-tint"),
    ("live", "live-tint"),
]
SHAPES = [(shape, ground) for shape in ("control", "track", "live-fill") for ground in GROUNDS]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_every_text_has_a_contrast_of_four_and_a_half(theme, word, ground):
    tokens = TOKENS[theme]

    assert contrast(tokens[word], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_every_control_and_bullet_has_a_contrast_of_three(theme, shape, ground):
    tokens = TOKENS[theme]

    assert contrast(tokens[shape], tokens[ground]) >= 3


@pytest.mark.parametrize("scheme", ["white", "black", "blue"])
def test_the_two_colours_of_a_scheme_have_a_contrast_of_seven(scheme):
    tokens = dict(
        re.findall(r"--([a-z]+-(?:ink|paper)): (#[0-9a-f]{6});", (CSS / "tokens.css").read_text())
    )

    assert contrast(tokens[f"{scheme}-ink"], tokens[f"{scheme}-paper"]) >= 7


@pytest.mark.parametrize(("name", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_track_colours_are_derived_for_the_grounds_and_words_of_the_tokens(name, theme):
    tokens = TOKENS[name]

    assert theme.grounds == (tokens["card"], tokens["paper"], tokens["sunken"])
    assert theme.words == (tokens["ink"], tokens["ink-soft"], tokens["live"])


@pytest.mark.parametrize(
    "file", sorted(path for path in CSS.glob("*.css") if path.name != "tokens.css"), ids=str
)
def test_colours_are_named_in_the_tokens_alone(file):
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", file.read_text())

    assert found == []


SIDE = r"(?:left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"^\s*(?:(?:scroll-)?(?:margin|padding)-{SIDE}|border-{SIDE}[a-z-]*|inset-{SIDE}|{SIDE}"
    r"|(?:min-|max-)?(?:width|height)|float|clear"
    r"|text-align(?=: (?:left|right)))\b(?=.*;$)"
    r"|translateX|translate: [^0\s]",
    re.MULTILINE,
)
FOUR_SIDES = re.compile(
    r"^\s*(?:scroll-)?(?:margin|padding|inset|border-(?:width|style|color|radius)): (.*);$",
    re.MULTILINE,
)


def physical(css: str) -> list[str]:
    """Return what in a stylesheet would not change sides on a page that is read from the right."""
    found = [match.group().strip() for match in PHYSICAL.finditer(css)]
    for sides in FOUR_SIDES.findall(css):
        values = re.findall(r"[^\s(]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?", sides)
        if len(values) == 4 and values[1] != values[3]:
            found.append(sides)
    # What runs to the right must be mirrored for those who read to the left.
    for selector in re.findall(r"([^{}]*)\{[^{}]*\bto (?:left|right)\b[^{}]*\}", css):
        name = selector.strip().splitlines()[-1].strip()
        own = re.escape(name.partition("::")[0])
        if not re.search(rf"{own}[^{{}}]*:dir\(rtl\)", css):
            found.append(name)
    return found


@pytest.mark.parametrize("file", sorted(CSS.glob("*.css")), ids=str)
def test_directions_are_logical(file):
    assert physical(file.read_text()) == []


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1rem;",
        "scroll-padding-top: 1rem;",
        "border-top-left-radius: 1rem;",
        "padding: 0 1rem 0 calc(2rem + 1px);",
        "text-align: right;",
        "min-width: 10rem;",
        "left: 0;",
        "background: linear-gradient(to right, red, blue);",
        "transform: translateX(1rem);",
    ],
)
def test_a_physical_direction_is_found(rule):
    assert len(physical(f".a {{\n  {rule}\n}}\n")) == 1


@pytest.mark.parametrize("file", sorted(CSS.glob("*.css")), ids=str)
def test_every_rule_stands_in_a_layer(file):
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
    outside = re.findall(r"^(?!@layer|\}|\s|$).*", text, re.MULTILINE)

    assert outside == []


def test_a_track_gets_its_colours_in_both_themes():
    programme = a_programme(tracks=[a_track(2, colour="#1456b8")])

    written = stylesheet.write(programme).decode()

    assert written == (
        "@layer tokens {\n"
        ".track-2 { --track: light-dark(#1456b8, #356ec2); "
        "--on-track: light-dark(#ffffff, #ffffff); "
        "--track-text: light-dark(#1456b8, #6993d2); "
        "--track-tint: light-dark(#e5ecf7, #172a46) }\n"
        "}\n"
        "@layer components {\n"
        "}\n"
    )


def test_places_in_the_grid_are_classes_each_written_once():
    main, second = a_stage("main"), a_stage("second", position=1)
    programme = a_programme(
        [
            a_session(1, stage=main.guid, starts_at=at(10)),
            a_session(2, stage=second.guid, starts_at=at(10)),
            a_session(3, stage=main.guid, starts_at=at(11, 30)),
            a_session(4, starts_at=None),
        ],
        stages=[main, second],
    )

    written = stylesheet.write(programme).decode()

    assert written.partition("@layer components {\n")[2].splitlines() == [
        *(f".c{number} {{ --c: {number} }}" for number in (2, 3)),
        *(f".columns-{number} {{ --columns: {number} }}" for number in (1, 2)),
        *(f".n{number} {{ --n: {number} }}" for number in range(1, 31)),
        *(f".r{number} {{ --r: {number} }}" for number in range(2, 33)),
        *(f".rows-{number} {{ --rows: {number} }}" for number in range(1, 31)),
        *(f".w{number} {{ --w: {number} }}" for number in (1, 2)),
        "}",
    ]


def test_the_places_of_every_choice_of_sessions_are_known():
    stages = [a_stage(number, position=number) for number in range(4)]
    sessions = [
        a_session(n, stage=stages[n % 4].guid, starts_at=at(9 + n % 7, 5 * n), duration_minutes=n)
        for n in range(1, 12)
    ]
    programme = a_programme(sessions, stages=stages)
    known = set(re.findall(r"\.([a-z0-9-]+) \{", stylesheet.write(programme).decode()))

    for one, other in combinations(sessions, 2):
        drawn = grid([one, other], stages, programme.zone)
        wanted = {f"columns-{drawn.columns}", f"rows-{drawn.rows}"}
        wanted |= {f"c{head.column}" for head in drawn.heads}
        for place in drawn.places.values():
            wanted |= {f"c{place.column}", f"w{place.columns}", f"r{place.row}", f"n{place.rows}"}
        assert wanted <= known


def test_equal_programmes_have_equal_stylesheets():
    sessions = [a_session(number, starts_at=at(10, number)) for number in range(1, 9)]

    written = {stylesheet.write(a_programme(order)) for order in (sessions, sessions[::-1])}

    assert len(written) == 1
