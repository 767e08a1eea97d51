"""gunicorn.conf.py: figures and lines of a real server, whose workers come and go."""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import exposition

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


class Server:
    """A server with two workers and no tables, which does for signs of life."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *options],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "tests.settings",
                    "TEST_DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
                    "PORT": "0",
                    "WEB_CONCURRENCY": "2",
                    "RELEASE_POLL_SECONDS": "0.05",
                    "FORUM_FIGURES": "",
                    **environment,
                },
                stdout=log,
                stderr=log,
            )
        self.port = int(self.wait_for(self.find_port))

    def find_port(self) -> str | None:
        found = re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", self.log.read_text())
        return found and found[1]

    def wait_for(self, question):
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            answer = question()
            if answer:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"{question} never came true:\n{self.log.read_text()}")

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def counted(self) -> tuple[float, set[int]]:
        """Return how many signs of life were given, and the workers that there are."""
        status, body = self.get("/metrics")
        assert status == 200
        _types, samples = exposition.read(body)
        given = samples.get(
            ("forum_requests_total", (("answered", "other"), ("status", "200"))), 0.0
        )
        return given, {
            int(dict(labels)["pid"])
            for name, labels in samples
            if name == "forum_worker_resident_bytes"
        }

    def both(self) -> set[int]:
        self.get("/healthz")
        _given, workers = self.counted()
        return workers if len(workers) == 2 else set()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        finally:
            self.process.kill()


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(*options, **environment):
        servers.append(Server(tmp_path, *options, **environment))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def test_figures_of_all_workers_never_go_back_however_they_are_replaced(serve):
    server = serve()
    workers = server.wait_for(server.both)
    for _ in range(20):
        server.get("/healthz")
    # Each tells what the others counted within a second.
    server.wait_for(lambda: server.counted()[0] > 20)
    given = [server.counted()[0]]

    for end in (signal.SIGKILL, signal.SIGTERM):
        gone = min(workers)
        os.kill(gone, end)
        workers = server.wait_for(
            lambda gone=gone: (now := server.both()) and gone not in now and now
        )
        given.append(server.counted()[0])
    before = workers
    server.process.send_signal(signal.SIGHUP)
    server.wait_for(lambda: (now := server.both()) and not now & before)
    given.append(server.counted()[0])

    assert given == sorted(given)
    assert given[0] > 20


def test_every_line_is_json_and_tells_nothing_about_who_asked(serve):
    server = serve("--access-logfile", "-", LOG_FORMAT="json", LOG_LEVEL="INFO")
    secrets = {"User-Agent": "Browser/7", "Cookie": "a=cookie-7", "Referer": "http://from-7/"}
    server.get("/healthz?q=query-7", **secrets, **{"X-Request-ID": "given-by-proxy"})
    server.get("/metrics", **secrets, **{"X-Forwarded-For": "192.0.2.7"})
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /x?q=query-7 HTTP/1.1\r\nBad header: cookie-7\r\n\r\n")
        connection.recv(1000)
    server.stop()

    text = server.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]

    assert not re.findall(r"query-7|cookie-7|Browser|from-7|192\.0\.2\.7", text)
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    [asked] = [line for line in lines if line.get("path") == "/healthz"]
    assert (asked["request_id"], asked["logger"], asked["status"]) == (
        "given-by-proxy",
        "gunicorn.access",
        200,
    )
    assert "Invalid request: Invalid HTTP header name" in {line["message"] for line in lines}


def test_access_is_not_logged_by_itself(serve):
    server = serve(LOG_FORMAT="text")
    server.get("/healthz")
    server.stop()

    assert "/healthz" not in server.log.read_text()
    assert re.search(r" INFO gunicorn\.error: Booting worker", server.log.read_text())


def test_without_room_for_shared_figures_the_site_is_served_all_the_same(monkeypatch):
    def full(*args, **options):
        raise OSError("No space left on device")

    said = []
    log = SimpleNamespace(warning=lambda words, error: said.append(words % error))
    monkeypatch.setenv("FORUM_FIGURES", "")
    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    runpy.run_path(str(ROOT / "gunicorn.conf.py"))["on_starting"](SimpleNamespace(log=log))

    assert said == ["Each worker tells its own figures alone: No space left on device"]
    assert os.environ["FORUM_FIGURES"] == ""
