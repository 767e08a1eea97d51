"""./run manage count_views: views of pages, from the log of the web server in front."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from forum.models import Edition
from forum.publishing import current
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at
from tests.forum.released import release, released_edition
from tests.forum.seeing.test_views import as_json, combined

pytestmark = pytest.mark.django_db

LINES = [
    as_json("/en/2021/sessions/one/"),
    as_json("/ru/2021/sessions/one/"),
    as_json("/ru/2021/sessions/one/", status=304),
    combined("/ru/2021/"),
    as_json("/ru/2021/sessions/none/"),
    *[as_json("/ru/2021/status.json")] * 3000,
    "broken",
]


@pytest.fixture
def edition(settings):
    return released_edition(settings)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "access.log"
    path.write_text("\n".join(LINES) + "\n")
    return str(path)


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("count_views", *arguments, stdout=out)
    return out.getvalue()


def test_views_are_listed_with_titles_and_languages(edition, log):
    assert told(log) == (
        "views  en  ru  page\n"
        "    3   1   2  /2021/sessions/one/  One\n"
        "    1   0   1  /2021/  Smart Cities\n"
        "    1   0   1  /2021/sessions/none/\n"
        "    5   1   4  all (Europe/Moscow)\n"
        "\n"
        "No views:\n"
        "  3,000  questions of open pages whether there is news (status.json)\n"
        "      1  lines that could not be read\n"
        "\n"
        "Most pages open at once: about 1,500, in the hour of 2021-05-25T10:00+03:00.\n"
        "\n"
        "A page that stayed open and took over a new release was asked for and counted again.\n"
        "Pages shown from a browser's own store without a network are not in the log, nor is what "
        "a cache between visitors and this server gave out.\n"
        "Whether a video was played is not known: players load from YouTube.\n"
    )


def test_hours_show_how_many_pages_were_open(edition, log):
    lines = told(log, "--by", "hour").splitlines()

    assert lines[:3] == [
        "views  en  ru   open  hour",
        "    5   1   4  1,500  2021-05-25T10:00+03:00",
        "    5   1   4         all (Europe/Moscow)",
    ]


def test_views_as_csv(edition, log):
    Session.objects.filter(slug="one").update(title=Text({"en": '=HYPERLINK("x")'}))
    release(edition, at(8, 30))

    rows = list(csv.reader(io.StringIO(told(log, "--format", "csv"))))

    assert rows == [
        ["page", "kind", "title", "views", "en", "ru"],
        ["/2021/sessions/one/", "session", '\'=HYPERLINK("x")', "3", "1", "2"],
        ["/2021/", "home", "Smart Cities", "1", "0", "1"],
        ["/2021/sessions/none/", "session", "", "1", "0", "1"],
    ]


def test_views_as_json(edition, log):
    found = json.loads(told(log, "--format", "json", "--by", "kind"))

    assert found["rows"] == [
        {"kind": "session", "views": 4, "languages": {"en": 1, "ru": 3}},
        {"kind": "home", "views": 1, "languages": {"ru": 1}},
    ]
    assert (found["views"], found["time_zone"]) == (5, "Europe/Moscow")
    assert found["no_views"]["broken"] == 1
    assert found["open_pages"] == {"2021-05-25T10:00+03:00": 1500}


def test_titles_follow_what_moved_and_what_is_gone(edition, log):
    Session.objects.filter(slug="one").update(slug="first")
    release(edition, at(8, 30))
    moved = json.loads(told(log, "--format", "json"))
    Session.objects.filter(slug="first").delete()
    Edition.objects.update(slug="moscow")
    release(edition, at(8, 45))
    gone = json.loads(told(log, "--format", "json"))

    for found in (moved, gone):
        assert [row["title"] for row in found["rows"]] == ["One", "Smart Cities", ""]


@pytest.mark.parametrize(
    ("arguments", "views"),
    [
        (["--since", "2021-05-25"], 5),
        (["--since", "2021-05-25T10:00:05"], 5),
        (["--since", "2021-05-25T10:00:06"], 0),
        (["--since", "2021-05-25T07:00:06Z"], 0),
        (["--until", "2021-05-25"], 5),
        (["--until", "2021-05-24"], 0),
        (["--until", "2021-05-25T10:00:05"], 0),
        (["--until", "2021-05-25T10:00:06+03:00"], 5),
    ],
)
def test_a_time_is_on_the_editions_clock_and_a_last_day_is_included(edition, log, arguments, views):
    assert json.loads(told(log, "--format", "json", *arguments))["views"] == views


@pytest.mark.parametrize("name", ["--since", "--until"])
@pytest.mark.parametrize("words", ["yesterday", "2021-13-01", "9999-12-31x"])
def test_what_is_no_time_is_refused(log, name, words):
    with pytest.raises(CommandError, match="is no time"):
        told(log, name, words)


def test_packed_logs_the_input_and_several_at_once_are_read(edition, log, tmp_path, monkeypatch):
    packed = tmp_path / "access.log.1"
    packed.write_bytes(gzip.compress("\n".join(LINES).encode()))
    given = io.BufferedReader(io.BytesIO("\n".join(LINES).encode()))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given))

    found = json.loads(told(log, str(packed), "-", "--format", "json"))

    assert found["views"] == 15


def test_a_packed_log_that_ends_early_is_read_up_to_there(edition, tmp_path, capsys):
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress("\n".join(LINES[:5] * 9_000).encode())[:-40])

    found = json.loads(told(str(packed), "--format", "json"))

    assert 0 < found["views"] < 45_000
    assert f"{packed} is damaged, and was read up to there" in capsys.readouterr().err


def test_a_log_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.log cannot be read: No such file or directory"):
        told(str(tmp_path / "none.log"))


def test_without_a_database_views_are_counted_without_titles(log, monkeypatch, capsys):
    def lost():
        raise OperationalError("lost")

    monkeypatch.setattr(current, "refresh", lost)

    found = json.loads(told(log, "--format", "json"))

    assert (found["views"], found["time_zone"]) == (5, "UTC")
    assert {row["title"] for row in found["rows"]} == {""}
    assert "The database does not answer" in capsys.readouterr().err
