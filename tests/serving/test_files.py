"""Static and stored files: from disk by nginx, with the headers that the forum gives them."""

from __future__ import annotations

import hashlib
import json
from email.message import Message
from pathlib import Path

import pytest

from tests.serving.conftest import Forum
from tests.serving.servers import ask

pytestmark = pytest.mark.serving

OF_THE_SERVER = {
    *("Server", "Date", "Connection", "Accept-Ranges"),
    # WhiteNoise has one for all codings of a file; nginx, rightly, one for each.
    "ETag",
}


def own(headers: Message) -> dict[str, str]:
    """Return what headers say about a file, whoever sends it."""
    return {name: value for name, value in headers.items() if name not in OF_THE_SERVER}


def collected(forum: Forum, name: str) -> str:
    """Return the address of a static file as it was collected."""
    manifest = json.loads((Path(forum.environment["STATIC_ROOT"]) / "staticfiles.json").read_text())
    return f"/static/{manifest['paths'][name]}"


def stored(forum: Forum, content: bytes, ending: str) -> str:
    """Store a file as the forum does; return its address."""
    name = f"{hashlib.sha256(content).hexdigest()}.{ending}"
    folder = Path(forum.environment["MEDIA_ROOT"])
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return f"/media/{name}"


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
@pytest.mark.parametrize(
    "name",
    [
        *("css/base.css", "js/first-paint.js", "fonts/golos-basic.woff2", "img/icon.svg"),
        *("img/icon-maskable-512.png", "admin/css/vendor/select2/LICENSE-SELECT2.md"),
    ],
)
def test_static_file_has_the_headers_and_bytes_of_the_forum(forum: Forum, name: str, coding: str):
    path, headers = collected(forum, name), {"Accept-Encoding": coding}

    by_nginx = ask(forum.port, path, headers)

    by_the_forum = ask(forum.nodes[0].port, path, headers)
    assert (by_nginx.status, by_nginx.body) == (200, by_the_forum.body)
    assert own(by_nginx.headers) == own(by_the_forum.headers)
    assert by_nginx.headers["ETag"].startswith('"')
    assert forum.proxy.logged(path)[0]["upstream_status"] == ""


def test_static_file_under_its_own_name_is_kept_for_a_minute_only(forum: Forum):
    by_nginx, by_the_forum = (
        ask(port, "/static/css/base.css") for port in (forum.port, forum.nodes[0].port)
    )

    assert by_nginx.headers["Cache-Control"] == "max-age=60, public"
    assert own(by_nginx.headers) == own(by_the_forum.headers)


def test_each_coding_of_a_static_file_has_an_etag_that_is_answered_with_304(forum: Forum):
    path = collected(forum, "css/base.css")
    etags = []
    for coding in ("br", "gzip", "identity"):
        headers = {"Accept-Encoding": coding}
        etags.append(ask(forum.port, path, headers).headers["ETag"])

        known = ask(forum.port, path, {**headers, "If-None-Match": etags[-1]})

        assert (known.status, known.body) == (304, b"")
    assert len(set(etags)) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/static/css/no-such.css",
        "/static/css/base.css.br",
        "/static/css/",
        "/static/../manage.py",
        "/static/%2e%2e/db.sqlite3",
        "/static/..%2fdb.sqlite3",
    ],
)
def test_what_is_no_static_file_is_the_forums_to_refuse(forum: Forum, path: str):
    assert ask(forum.port, path).status == 404


@pytest.mark.parametrize("ending", ["webp", "avif", "png", "jpg", "pdf"])
def test_stored_file_that_is_shown_has_the_headers_of_the_forum(forum: Forum, ending: str):
    path = stored(forum, b"What is shown in place. " * 100, ending)

    by_nginx, by_the_forum = (ask(port, path) for port in (forum.port, forum.nodes[0].port))

    assert by_nginx.body == by_the_forum.body
    assert dict(by_nginx.headers.items())["ETag"] == by_the_forum.headers["ETag"]
    assert own(by_nginx.headers) == own(by_the_forum.headers)
    assert forum.proxy.logged(path)[0]["upstream_status"] == ""


@pytest.mark.parametrize(
    "ending", ["docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "md", "csv"]
)
def test_stored_file_that_is_saved_has_the_headers_of_the_forum(forum: Forum, ending: str):
    path = stored(forum, b"<script>alert(1)</script>", ending)

    by_nginx, by_the_forum = (ask(port, path) for port in (forum.port, forum.nodes[0].port))

    assert by_nginx.headers["Content-Disposition"].startswith("attachment; ")
    assert own(by_nginx.headers) == own(by_the_forum.headers)


@pytest.mark.parametrize(
    ("given", "status"),
    [("{}", 304), ("W/{}", 304), ('"other", {}', 304), ("*", 304), ('"other"', 200)],
)
def test_stored_file_that_is_known_is_not_sent_again(forum: Forum, given: str, status: int):
    path = stored(forum, b"Known.", "webp")
    etag = ask(forum.port, path).headers["ETag"]

    answers = [
        ask(port, path, {"If-None-Match": given.format(etag)})
        for port in (forum.port, forum.nodes[0].port)
    ]

    assert [answer.status for answer in answers] == [status, status]
    assert [answer.headers["ETag"] for answer in answers] == [etag, etag]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=-2", 206, b"89"),
        ("bytes=8-", 206, b"89"),
        ("bytes=10-", 416, None),
    ],
)
def test_stored_file_is_given_in_parts(forum: Forum, asked: str, status: int, part: bytes | None):
    path = stored(forum, b"0123456789", "pdf")

    answer = ask(forum.port, path, {"Range": asked})

    assert answer.status == status
    assert part is None or answer.body == part


def test_part_of_another_content_is_not_mixed_in(forum: Forum):
    path = stored(forum, b"0123456789", "pdf")
    etag = ask(forum.port, path).headers["ETag"]

    same = ask(forum.port, path, {"Range": "bytes=0-3", "If-Range": etag})
    other = ask(forum.port, path, {"Range": "bytes=0-3", "If-Range": '"other"'})

    assert (same.status, same.body) == (206, b"0123")
    assert (other.status, other.body) == (200, b"0123456789")


def test_stored_file_that_is_missing_is_the_forums_to_refuse(forum: Forum):
    path = f"/media/{'0' * 64}.webp"

    by_nginx, by_the_forum = (ask(port, path) for port in (forum.port, forum.nodes[0].port))

    assert (by_nginx.status, by_nginx.body) == (404, by_the_forum.body)


def test_what_is_made_with_a_release_comes_from_the_forum_and_its_names_are_cached_nowhere(
    forum: Forum,
):
    page = ask(forum.port, "/en/2021/programme/").body.decode()
    paths = {part.split('"')[0] for part in page.split('="') if part.startswith("/media/")}
    made = sorted(path for path in paths if path.endswith((".css", ".json")))

    for path in made:
        by_nginx, by_the_forum = (ask(port, path) for port in (forum.port, forum.nodes[0].port))
        assert (by_nginx.status, by_nginx.body) == (200, by_the_forum.body)
        assert own(by_nginx.headers) == own(by_the_forum.headers)
        assert forum.proxy.logged(path)[0]["cache"] == ""

    assert {path.rpartition(".")[2] for path in made} == {"css", "json"}
