"""A node in a process of its own, and databases that go away, fall silent and come back."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.processes import ROOT, script

ANSWER = """
import json, sys
from django.test import Client
client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1:8000")
print("ready", flush=True)
for line in sys.stdin:
    response = client.get(line.strip())
    told = {name: response.headers.get(name, "") for name in ("Forum-Release", "Retry-After")}
    body = response.content.decode() if "json" in response.headers["Content-Type"] else "{}"
    print(json.dumps({"status": response.status_code, **told, **json.loads(body)}), flush=True)
"""


class Node:
    """A process that serves the site, with a thread that watches the database."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            script(ANSWER),
            env={**environment, "RELEASE_POLL_SECONDS": "0.05", "LOG_LEVEL": "CRITICAL"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout and self.process.stdout.readline() == "ready\n"

    def __enter__(self) -> Node:
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.communicate()

    def get(self, path: str) -> dict[str, Any]:
        """Return what is answered: status, release, and what a JSON answer says."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def release(self) -> str:
        """Return the release served, such as "2021/2", or "" with another status than 200."""
        found = self.get("/en/2021/programme/")
        return str(found["Forum-Release"]).partition("-")[0] if found["status"] == 200 else ""

    def wait(self, ready: Callable[[], bool]) -> None:
        """Wait until something is so; a minute is longer than anything here takes."""
        until = time.monotonic() + 60
        while not ready():
            assert time.monotonic() < until, "It did not become so within a minute."
            time.sleep(0.05)


class Line:
    """A way to a database that can be cut, or fall silent: it takes everything, gives nothing.

    Without a database behind it, it is silent from the beginning.
    """

    def __init__(self, target: str = "") -> None:
        self.target = target
        self.is_silent = not target
        self._open: list[socket.socket] = []
        self._listener = self._listening(0)
        self.port = self._listener.getsockname()[1]

    def _listening(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(50)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                self._open.append(near)
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with suppress(OSError, ValueError):
            if self.is_silent:
                while near.recv(65536):
                    pass
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            self._open.append(far)
            other = {near: far, far: near}
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    content = ready.recv(65536)
                    if not content:
                        near.close()
                        far.close()
                        return
                    if not self.is_silent:
                        other[ready].sendall(content)

    def cut(self) -> None:
        """Refuse new connections and end those that are there."""
        # Closing alone does not wake the thread that waits for the next.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for own in self._open:
            with suppress(OSError):
                own.shutdown(socket.SHUT_RDWR)
            own.close()
        self._open.clear()

    def mend(self) -> None:
        self.is_silent = False
        self._listener = self._listening(self.port)


class Lossy:
    """A database that the test can take away and give back, of either engine."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment` is that of `tests.processes`; `self.environment` is for nodes."""
        url = environment["TEST_DATABASE_URL"]
        self.environment = dict(environment)
        self.line: Line | None = None
        if url.startswith("sqlite"):
            self.file = Path(url.removeprefix("sqlite:///"))
            return
        parts = urlsplit(url)
        folder = parse_qs(parts.query)["host"][0]
        self.line = Line(f"{folder}/.s.PGSQL.5432")
        name = parts.path.removeprefix("/")
        self.environment["TEST_DATABASE_URL"] = (
            f"postgres://postgres@127.0.0.1:{self.line.port}/{name}?sslmode=disable"
        )

    def lose(self) -> None:
        if self.line:
            self.line.cut()
            return
        for path in self.file.parent.glob(f"{self.file.name}*"):
            path.rename(path.with_name(f"lost-{path.name}"))

    def give_back(self) -> None:
        if self.line:
            self.line.mend()
            return
        for path in self.file.parent.glob(f"lost-{self.file.name}*"):
            path.rename(path.with_name(path.name.removeprefix("lost-")))

    def close(self) -> None:
        if self.line:
            with suppress(OSError):
                self.line.cut()
