"""The house: a part never imports the whole, and formats know no database."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("multilingual", "finding", "speakers", "sessions", "forum")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("floor", FLOORS)
def test_a_part_imports_only_what_it_stands_on(floor):
    above = FLOORS[FLOORS.index(floor) + 1 :]

    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(floor)
        for name in imports_of(path)
        if name.split(".")[0] in above
    }

    assert wrong == set()


@pytest.mark.parametrize(
    "path",
    [
        "multilingual/characters.py",
        "multilingual/text.py",
        "finding/words.py",
        "finding/function_words.py",
        "finding/index.py",
        "speakers/values.py",
        "sessions/values.py",
        "sessions/times.py",
        "sessions/youtube.py",
        "sessions/choice.py",
        "sessions/clashes.py",
        "sessions/states.py",
        "sessions/facets.py",
        "speakers/facets.py",
        "finding/query.py",
        "finding/facets.py",
        "forum/values.py",
        "forum/programme.py",
        "forum/phases.py",
        "forum/formats/atom.py",
        "forum/formats/codec.py",
        "forum/formats/document.py",
    ],
)
def test_what_is_pure_knows_no_django(path):
    wrong = {name for name in imports_of(ROOT / path) if name.split(".")[0] == "django"}

    assert wrong == set()


def test_values_and_formats_import_no_models():
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in [
            *modules("forum/formats"),
            *(ROOT / "sessions" / f"{n}.py" for n in ("values", "rules")),
            *(ROOT / "forum" / f"{n}.py" for n in ("conflicts", "merging", "differences")),
        ]
        for name in imports_of(path)
        if "models" in name.split(".")
    }

    assert wrong == set()
