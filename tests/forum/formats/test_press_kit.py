"""forum/formats/press_kit.py: words and photos of speakers in one file, the same every time."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from forum.formats import press_kit
from multilingual.markdown import to_html
from multilingual.text import Text
from speakers.values import Link, Picture
from tests.builders import (
    a_page,
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.strategies import programmes

PHOTO = Picture("b.webp", 960, 1200)
FOLDER = "2021-speakers-press-kit"


def address(language, name, *rest):
    return "/".join((f"https://forum.example/{language}/2021", name, *map(str, rest)))


PUBLICATIONS = [
    a_publication(language=language, address=partial(address, language))
    for language in ("en", "ru")
]


def written(programme, photos=None, speakers=None, name=FOLDER, kept=None):
    pieces = press_kit.write(
        programme,
        PUBLICATIONS,
        (photos or {}).get,
        speakers=programme.speakers if speakers is None else speakers,
        name=name,
        kept=kept,
    )
    return b"".join(pieces)


def files(data):
    """Return path → content of a kit, without the folder that holds all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in archive.namelist()}


def text(data, path):
    return files(data)[path].decode()


def of_one(speaker, sessions=(), **given):
    appearances = tuple(an_appearance(session, speaker) for session in sessions)
    return a_programme(sessions, speakers=(speaker,), appearances=appearances, **given)


def test_each_speaker_has_a_folder_with_words_in_each_language_and_the_photo():
    anna = a_speaker("anna", slug="anna", photo=PHOTO)
    programme = a_programme(speakers=(a_speaker("bob", slug="bob"), anna))

    found = files(written(programme, {"b.webp": b"picture"}))

    assert list(found) == [
        "anna/anna.en.md",
        "anna/anna.en.txt",
        "anna/anna.ru.md",
        "anna/anna.ru.txt",
        "anna/anna.webp",
        "bob/bob.en.md",
        "bob/bob.en.txt",
        "bob/bob.ru.md",
        "bob/bob.ru.txt",
        "speakers.csv",
        "README.en.txt",
        "README.ru.txt",
    ]
    assert found["anna/anna.webp"] == b"picture"


SPEAKER = a_speaker(
    slug="anna",
    name=Text({"en": "Anna *Ivanova*", "ru": "Анна Иванова"}),
    position=Text({"en": "Mayor", "ru": "Мэр"}),
    organisation=Text({"en": "City", "ru": "Город"}),
    country="FI",
    biography=Text({"en": "Builds **roads**.\n\n- one\n- two"}),
    links=(Link("https://example.org/a", in_english("Site")), Link("javascript:alert(1)")),
)
SESSIONS = [
    a_session(1, title=Text({"en": "Opening [1]", "ru": "Открытие"}), starts_at=at(1, day=26)),
    a_session(2, state="cancelled"),
    a_session(3, starts_at=None),
]


def test_the_plain_words_of_a_speaker():
    programme = a_programme(
        SESSIONS,
        speakers=(SPEAKER,),
        appearances=(
            an_appearance(SESSIONS[0], SPEAKER, role="moderator"),
            *(an_appearance(session, SPEAKER) for session in SESSIONS[1:]),
        ),
    )

    assert (
        text(written(programme), "anna/anna.en.txt")
        == """\
Anna *Ivanova*
Mayor, City
Finland

Builds roads.
• one
• two

Sessions at the forum

Cancelled
Session 2
https://forum.example/en/2021/session/session-2

26 May 2021, 01:00–02:00 (UTC+3)
Opening [1] (Moderator)
https://forum.example/en/2021/session/session-1

Time to be announced
Session 3
https://forum.example/en/2021/session/session-3

Links

Site: https://example.org/a
https://forum.example/en/2021/speaker/anna
"""
    )


def test_the_markdown_of_a_speaker_says_what_stands_in():
    programme = of_one(SPEAKER, SESSIONS[:1])

    assert (
        text(written(programme), "anna/anna.ru.md")
        == """\
# Анна Иванова

Мэр, Город  
Финляндия

*Часть текста не переведена; язык: английский.*

Builds **roads**.

- one
- two

## Сессии на форуме

- 26 мая 2021, 01:00–02:00 (UTC+3): [Открытие](https://forum.example/ru/2021/session/session-1)

## Ссылки

- [Site](<https://example.org/a>)
- <https://forum.example/ru/2021/speaker/anna>
"""
    )


def test_the_table_has_every_speaker_with_words_in_each_language_alone():
    other = a_speaker("bob", slug="bob", photo=PHOTO, name=in_english("=1+1"))
    data = written(a_programme(speakers=(other, SPEAKER)), {"b.webp": b"picture"})

    table = files(data)["speakers.csv"]
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))

    assert table.startswith(b"\xef\xbb\xbffolder,photo,name_en,")
    assert rows[0] == {
        "folder": "anna",
        "photo": "",
        "name_en": "Anna *Ivanova*",
        "position_en": "Mayor",
        "organisation_en": "City",
        "country_en": "Finland",
        "page_en": "https://forum.example/en/2021/speaker/anna",
        "name_ru": "Анна Иванова",
        "position_ru": "Мэр",
        "organisation_ru": "Город",
        "country_ru": "Финляндия",
        "page_ru": "https://forum.example/ru/2021/speaker/anna",
    }
    assert (rows[1]["photo"], rows[1]["name_en"], rows[1]["name_ru"]) == (
        "bob/bob.webp",
        "'=1+1",
        "",
    )


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@x"])
def test_no_cell_is_a_formula(words):
    data = written(of_one(a_speaker(slug="anna", organisation=in_english(words))))

    row = next(csv.DictReader(io.StringIO(files(data)["speakers.csv"].decode("utf-8-sig"))))

    assert row["organisation_en"] == f"'{words}"


def test_the_readme_says_what_is_missing_and_whom_to_ask():
    programme = a_programme(
        edition=an_edition(
            organiser=in_english("City of Moscow"),
            contact_email="press@example.org",
            website_url="https://example.org/",
        ),
        speakers=(
            a_speaker("anna", slug="anna", name=in_english("Anna"), photo=PHOTO),
            a_speaker("bob", slug="bob", name=in_english("Bob"), photo=Picture("c.webp", 1, 1)),
        ),
        pages=(a_page(slug="press"),),
    )

    data = written(programme, {"b.webp": b"picture"})
    readme = text(data, "README.en.txt")

    assert "bob/bob.webp" not in files(data)
    assert readme.startswith("Smart Cities: speakers, for the press\n")
    assert "From release 1 of the programme, 25 May 2021." in readme
    assert readme.endswith(
        """\
Contact

City of Moscow
press@example.org
https://example.org/
https://forum.example/en/2021/page/press

Photos that are missing here, for they could not be read

Bob
"""
    )
    assert "Фотографии, которых здесь нет" in text(data, "README.ru.txt")


def test_a_readme_of_a_whole_kit_speaks_of_nothing_missing():
    assert "missing" not in text(written(of_one(SPEAKER)), "README.en.txt")


HOSTILE = (
    "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y> "
    "![p](https://evil.example/p.png) \x07\u202e"
)


def test_hostile_words_are_words_for_every_program_that_reads_markdown():
    speaker = a_speaker(
        slug="anna", name=in_english(HOSTILE), biography=in_english(f"{HOSTILE}\n\n**bold**")
    )

    found = text(written(of_one(speaker)), "anna/anna.en.md")

    tokens = [
        token
        for block in MarkdownIt("commonmark", {"html": True}).parse(found)
        for token in (block, *(block.children or ()))
    ]
    hrefs = {str(token.attrGet("href")) for token in tokens if token.type == "link_open"}
    assert {token.type for token in tokens} & {"html_block", "html_inline", "image"} == set()
    assert hrefs == {"https://forum.example/en/2021/speaker/anna"}
    assert "<script>alert(1)</script> [x](javascript:alert(1))" in tokens[1].children[0].content
    assert "\x07" not in found
    assert "**bold**" in found


@pytest.mark.parametrize(
    "words",
    [
        "Two *words* and a [link](https://example.org/a_b).",
        "# Title\n\nOne.\n\n## Below\n\n1. a\n2. b\n\n> quoted\n\n`code` ~~gone~~",
        "1 < 2 & 3 > 2, [brackets] and * stars * _under_scores",
    ],
)
def test_markdown_means_the_same_as_before(words):
    found = text(
        written(of_one(a_speaker(slug="anna", biography=in_english(words)))), "anna/anna.en.md"
    )
    biography = found.partition("\n\n")[2].partition("\n\n## Links")[0]

    assert to_html(biography) == to_html(words)


@given(
    st.lists(
        st.sampled_from([*"aЯ \xa0\n1.)-+=:!\"'’#", "\n\n", "word", "1. a", " - "]), max_size=12
    )
)
def test_words_without_a_mark_are_written_as_if_they_were_taken_apart(pieces):
    words = f"A{''.join(pieces)}"
    # It is printed nowhere, and has all that stands with it taken apart.
    taken_apart = f"{words}\n\n[nowhere]: https://a.example\n"

    found = [
        text(written(of_one(a_speaker(slug="anna", biography=in_english(biography)))), path)
        for biography in (words, taken_apart)
        for path in ("anna/anna.en.md", "anna/anna.en.txt")
    ]

    assert found[:2] == found[2:]


@pytest.mark.parametrize(
    ("slug", "folder"),
    [("anna-ivanova", "anna-ivanova"), ("Anna_I", "anna_i"), ("con", "con_"), ("../x", "-x")],
)
def test_names_are_such_that_every_system_takes_them(slug, folder):
    found = files(written(of_one(a_speaker(slug=slug, photo=PHOTO)), {"b.webp": b"picture"}))

    assert [path for path in found if path.endswith(".webp")] == [f"{folder}/{folder}.webp"]


def test_every_entry_says_its_size_in_its_head_and_when_the_release_was_made():
    data = written(of_one(a_speaker(slug="anna", photo=PHOTO)), {"b.webp": b"picture"})

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()

    # Bit 3 stands for sizes that follow the content, which some programs cannot read.
    assert {entry.flag_bits & 0x08 for entry in entries} == {0}
    assert {entry.date_time for entry in entries} == {(2021, 5, 25, 5, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}


def test_nobody_is_in_an_empty_kit():
    assert list(files(written(a_programme()))) == ["speakers.csv", "README.en.txt", "README.ru.txt"]


@given(programmes(), st.binary(max_size=30))
@settings(max_examples=25)
def test_equal_programmes_give_equal_bytes(programme, photo):
    photos = {speaker.photo.file: photo for speaker in programme.speakers if speaker.photo}

    one, other = written(programme, photos), written(programme, photos)

    assert one == other
    assert sum(path.endswith(".webp") for path in files(one)) == len(
        [speaker for speaker in programme.speakers if speaker.photo]
    )


def test_one_speaker_at_a_time_is_in_memory():
    megabyte = 1024 * 1024
    speakers = tuple(a_speaker(n, photo=Picture(f"{n}.webp", 1, 1)) for n in range(40))
    programme = a_programme(speakers=speakers)
    pieces = press_kit.write(
        programme, PUBLICATIONS, lambda name: bytes(megabyte), speakers=speakers, name=FOLDER
    )
    next(pieces)
    tracemalloc.start()

    size = sum(len(piece) for piece in pieces)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 39 * megabyte
    assert peak < 6 * megabyte


def test_the_words_of_a_speaker_are_packed_once_for_all_kits_of_a_release(monkeypatch):
    anna = a_speaker("anna", slug="anna", photo=PHOTO, biography=in_english("Anna *builds*."))
    programme = a_programme(speakers=(a_speaker("bob", slug="bob"), anna))
    photos, kept = {"b.webp": b"picture"}, {}

    whole = written(programme, photos, kept=kept)
    monkeypatch.setattr(press_kit, "_profile", None)
    again = written(programme, photos, kept=kept)
    one = written(programme, photos, speakers=[anna], kept=kept)
    monkeypatch.undo()

    assert whole == again == written(programme, photos)
    assert one == written(programme, photos, speakers=[anna])
    assert files(one)["anna/anna.en.md"] == files(whole)["anna/anna.en.md"]


def test_what_was_packed_before_lies_as_if_it_had_been_packed_just_then():
    content = "слово ".encode() * 200
    archives = [press_kit._Archive("kit", PUBLICATIONS[0]) for _turn in range(2)]

    archives[0].add("a.txt", content)
    archives[1].add_packed("a.txt", press_kit._Packed.of(content))
    for archive in archives:
        archive.add("b.webp", b"picture", is_small=True)
        archive.close()

    assert archives[0].written() == archives[1].written()


def test_words_at_another_address_are_not_those_that_were_kept():
    programme = a_programme(speakers=(a_speaker("bob", slug="bob"),))
    kept = {}
    elsewhere = [
        a_publication(language="en", address=lambda *rest: "/".join(("https://b.example", *rest)))
    ]

    written(programme, kept=kept)
    moved = press_kit.write(
        programme, elsewhere, {}.get, speakers=programme.speakers, name=FOLDER, kept=kept
    )

    assert "https://b.example/speaker/bob" in text(b"".join(moved), "bob/bob.en.txt")
