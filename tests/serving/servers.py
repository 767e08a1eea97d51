"""The forum as it stands in production, on this machine: database, gunicorn, nginx in front."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, NamedTuple, Protocol

ROOT = Path(__file__).parents[2]
PROGRAMS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])

ADMIN = ("admin", "only for tests, and therefore no secret")

_PUBLISH = """
import sys
from forum.models import Edition
from forum.releases import publish
from multilingual.text import Text
print("ready", flush=True)
for line in sys.stdin:
    edition = Edition.objects.get(slug="2021")
    edition.tagline = Text({"en": line.strip(), "ru": line.strip()})
    edition.save()
    print(publish(edition).number, flush=True)
"""


AS_PROXY = {"Host": "forum.example", "X-Forwarded-Proto": "https", "Accept-Encoding": "identity"}
"""What a request brings along that came by https to the proxy in front."""


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
) -> Answer:
    """Ask once, on a connection of its own; `headers` come to those of AS_PROXY.

    Raises:
        OSError, http.client.HTTPException: if there is no whole answer.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {**AS_PROXY, **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def until(is_so: Callable[[], bool], what: str, seconds: float = 30.0) -> float:
    """Wait until something is so; return how many seconds that took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"Not within {seconds:g} s: {what}."
        time.sleep(0.02)
    return time.monotonic() - begun


class Node:
    """A gunicorn with its workers."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self.environment = {**environment, "PORT": str(self.port)}
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until(self.is_ready, f"the node at {self.port} is ready; see {self.log}", 60)

    def is_ready(self) -> bool:
        try:
            return ask(self.port, "/readyz").status == 200
        except (OSError, HTTPException):
            return False

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def reload(self) -> None:
        """Replace all workers, as after a change of code, and wait until the new ones answer."""
        assert self.process
        old = set(self.workers)
        self.process.send_signal(signal.SIGHUP)
        until(
            lambda: len(self.workers) == len(old) and not old.intersection(self.workers),
            "all workers are new ones",
            60,
        )
        until(self.is_ready, f"the node at {self.port} is ready again; see {self.log}", 60)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            workers = self.workers if how == signal.SIGKILL else []
            self.process.send_signal(how)
            for pid in workers:
                os.kill(pid, how)
            self.process.wait(timeout=40)
            self.process = None


class Upstream(Protocol):
    """Whatever listens on a port of this machine."""

    @property
    def port(self) -> int: ...


class Holding:
    """A web that holds what it is asked until `let_go()`, and then answers all with 200."""

    def __init__(self) -> None:
        self.held = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port: int = self._listener.getsockname()[1]
        self._accepted: list[socket.socket] = []
        self._listening = threading.Thread(target=self._accept)

    def __enter__(self) -> Holding:
        self._listening.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop_listening()
        for connection in self._accepted:
            connection.close()

    def stop_listening(self) -> None:
        """Refuse whoever comes now; those who are held go on waiting."""
        if self._listening.is_alive():
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listening.join()

    def let_go(self) -> None:
        """Answer all who are held."""
        for connection in self._accepted:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self._accepted.append(connection)
            connection.recv(8192)
            self.held += 1


class Proxy:
    """nginx with our configuration."""

    def __init__(self, folder: Path, nodes: Sequence[Upstream], **variables: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.access_log = folder / "access.log"
        self.error_log = folder / "error.log"
        self.variables = variables
        for name in ("cache", "run"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            # nginx's workers are of another user where it is started as root.
            (folder / name).chmod(0o777)
        self.environment = {
            "PATH": PROGRAMS,
            "WEB": " ".join(f"127.0.0.1:{node.port}" for node in nodes),
            "HTTP_PORT": f"127.0.0.1:{self.port}",
            "CACHE": str(folder / "cache"),
            "RUN": str(folder / "run"),
            "ACCESS_LOG": str(self.access_log),
            "ERROR_LOG": f"{self.error_log} alert",
            **variables,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        configuration = self.folder / "configuration"
        subprocess.run([ROOT / "nginx" / "render", configuration], env=self.environment, check=True)
        self.process = subprocess.Popen(
            [nginx_program(), "-c", configuration / "nginx.conf", "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self.is_listening, f"nginx listens at {self.port}; see {self.error_log}")

    def is_listening(self) -> bool:
        with socket.socket() as visitor:
            return visitor.connect_ex(("127.0.0.1", self.port)) == 0

    def reload(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def forget(self) -> None:
        """Stop, and start again with an empty cache and an empty log."""
        self.stop()
        for path in self.folder.glob("cache/*/*"):
            shutil.rmtree(path)
        self.access_log.unlink(missing_ok=True)
        self.start()

    def logged(self, path: str = "") -> list[dict[str, object]]:
        """Return the lines of the access log, or those of one path.

        nginx writes a line just after its answer: what was asked last is waited for.
        """
        size = -1
        while size != (size := self.access_log.stat().st_size):
            time.sleep(0.1)
        lines = [json.loads(line) for line in self.access_log.read_text().splitlines()]
        return [line for line in lines if not path or line["path"] == path]


class Publisher:
    """A process that publishes releases: each with a tagline of its own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{_PUBLISH}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._line() == "ready"

    def publish(self, tagline: str) -> int:
        """Publish a release with a tagline; return its number."""
        stdin: IO[str] | None = self.process.stdin
        assert stdin
        stdin.write(f"{tagline}\n")
        stdin.flush()
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def stop(self) -> None:
        self.process.communicate(timeout=20)


def nginx_program() -> str:
    """Return the program nginx.

    Raises:
        FileNotFoundError: if there is none.
    """
    found = shutil.which("nginx", path=PROGRAMS)
    if found is None:
        raise FileNotFoundError("There is no nginx. Install it, as root: apt-get install nginx")
    return found
