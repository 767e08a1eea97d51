"""`manage.py export_site`: from the database into a folder."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from forum.erasure import erase, find
from forum.publishing import current
from forum.releases import publish
from tests.rows import (
    a_session_row,
    a_speaker_row,
    an_appearance_row,
    an_edition_row,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition_row(is_current=True)
    session = a_session_row(edition, title=words("Opening", "Открытие"))
    an_appearance_row(session, a_speaker_row(edition, "Anna Petrova"))
    publish(edition)
    return edition


def export(folder, *options):
    """Return what the command says; one process, for the tests' database lives in this one."""
    out = StringIO()
    call_command("export_site", str(folder), "--jobs=1", "--without-cards", *options, stdout=out)
    return out.getvalue()


def test_command_says_what_it_did(edition, tmp_path):
    first = export(tmp_path)
    second = export(tmp_path)

    count = first.split()[0]
    assert int(count) > 100
    assert first.startswith(f"{count} files written, 0 unchanged, 0 deleted; ")
    assert second.startswith(f"0 files written, {count} unchanged, 0 deleted; 0 of ")


def test_public_release_is_written_and_not_the_draft(edition, tmp_path):
    edition.sessions.update(title=words("Not yet public"))

    export(tmp_path)

    pages = [path.read_text() for path in tmp_path.rglob("*.html")]
    assert any("Открытие" in page for page in pages)
    assert not any("Not yet public" in page for page in pages)


def test_edition_and_base_are_chosen(edition, tmp_path):
    other = an_edition_row(slug="2020")
    publish(other)

    export(tmp_path, "--edition=2020", "--base-url=https://archive.example/old")

    assert {path.name for path in (tmp_path / "en").iterdir() if path.is_dir()} == {
        *("2020", "editions"),
    }
    page = (tmp_path / "en/2020/index.html").read_text()
    assert '<link rel="canonical" href="https://archive.example/old/en/2020/">' in page
    assert current.known().url == "http://127.0.0.1:8000"


def test_unknown_edition_is_refused(edition, tmp_path):
    with pytest.raises(CommandError, match=r"Nothing of '2019' is public\. There are: 2021\."):
        export(tmp_path, "--edition=2019")


def test_nothing_released_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="Nothing is released yet"):
        export(tmp_path)


@pytest.mark.parametrize("options", [["--base-url=archive"], ["--jobs=0"], ["--jobs=many"]])
def test_options_that_make_no_sense_are_refused(edition, tmp_path, options):
    with pytest.raises(CommandError):
        export(tmp_path, *options)

    assert [*tmp_path.iterdir()] == []


def test_links_that_lead_nowhere_fail_the_command(edition, tmp_path, capsys):
    edition.pages.create(
        slug="about",
        title=words("About"),
        body=words("[here](http://127.0.0.1:8000/en/2021/pages/nothing/)"),
    )
    publish(edition)

    with pytest.raises(CommandError, match="1 links lead nowhere"):
        export(tmp_path)

    told = "/en/2021/pages/about/ leads to /en/2021/pages/nothing/, where nothing is.\n"
    assert capsys.readouterr().err == told
    assert (tmp_path / "en/2021/pages/about/index.html").is_file()


def test_erased_person_is_in_no_file_after_the_next_export(edition, tmp_path):
    export(tmp_path)
    speaker = edition.speakers.get()
    assert (tmp_path / "en/2021/speakers/anna-petrova/index.html").is_file()

    erase(find(str(speaker.person)))
    export(tmp_path)

    assert not [*tmp_path.rglob("*anna-petrova*")]
    plain = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".zip"]
    assert not [path for path in plain if b"Petrova" in path.read_bytes()]
