"""The interface's messages: extracts them from code and templates, and keeps the catalogues.

Run it after changing words: `.venv/bin/python -m tests.catalogues` adds what is new, drops what
is gone, and compiles. Then translate the entries it names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("forum", "sessions", "speakers", "multilingual", "templates")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def catalogue_path(language: str) -> Path:
    return ROOT / "forum" / "locale" / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """Return all messages of the code and the templates, untranslated."""
    catalogue = Catalog(project="forum", charset="utf-8")
    for path in _sources():
        source = path.read_text()
        if path.suffix == ".html":
            source = _as_python(source)
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}
        ):
            catalogue.add(
                message, locations=[(place, line)], auto_comments=comments, context=context
            )
    return catalogue


def kept(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def incomplete(catalogue: Catalog) -> Iterator[Message]:
    """Yield the entries without words, with some plural missing, or fuzzy."""
    for message in catalogue:
        if message.id == "":
            continue
        words = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        expected = catalogue.num_plurals if message.pluralizable else 1
        if message.fuzzy or len(words) != expected or not all(words):
            yield message


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html") and "migrations" not in path.parts:
                yield path


def _as_python(template: str) -> str:
    from django.utils.translation.template import templatize

    # Everything but the messages is blanked out; what is left needs no indentation.
    return "\n".join(line.strip() for line in templatize(template).splitlines())


def main() -> None:
    for language in ("en", "ru"):
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = kept(language) if path.exists() else _new(language)
        # Extracted anew for each language: a catalogue takes the very messages over.
        catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        if language == "en":
            _fill_in_english(catalogue)
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        for message in incomplete(catalogue):
            print(f"{language}: {message.id!r} at {message.locations[:1]}")


def _new(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="forum",
        version="1",
        header_comment=f"# The words of the forum's interface, {language}.",
        last_translator="",
        language_team="",
        msgid_bugs_address="",
        charset="utf-8",
        fuzzy=False,
    )


def _fill_in_english(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            message.string = message.id


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    main()
