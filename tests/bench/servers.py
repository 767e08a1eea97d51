"""The servers that are measured, each a process group on a free port, and wrk, which asks them."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving.servers import PROGRAMS, ROOT

NGINX = shutil.which("nginx", path=PROGRAMS)
WRK = shutil.which("wrk")

_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Asked:
    """What wrk saw: answers a second, how long the slow ones took, and what went wrong.

    `p50` and `p99` are in milliseconds. `errors` counts answers of 400 and more, and connections
    that failed or took longer than two seconds.
    """

    per_second: float
    p50: float
    p99: float
    errors: int


def inherited() -> dict[str, str]:
    """Return this process's environment, for another one."""
    return {**os.environ}


@contextmanager
def running(
    command: Sequence[str], port: int, environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is done with; what it says goes to `log`.

    Raises:
        RuntimeError: if it does not listen, with the end of what it said.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _await(process, port, log)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} does not listen:\n{log.read_text()[-2000:]}")


def gunicorn(application: str) -> list[str]:
    """Return the command of a gunicorn as the forum has it, around any application."""
    return [sys.executable, "-m", "gunicorn", application]


def answer(
    port: int, path: str, headers: Mapping[str, str] | None = None
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Ask a server once; return status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": "127.0.0.1", **(headers or {})})
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


def wrk(
    port: int,
    path: str,
    *,
    connections: int,
    seconds: int,
    headers: Mapping[str, str] | None = None,
    script: Path | None = None,
) -> Asked:
    """Ask a server as fast as it answers.

    Raises:
        RuntimeError: if wrk is missing or fails.
    """
    if WRK is None:
        raise RuntimeError("There is no wrk. Install it, as root: apt-get install wrk")
    command = [WRK, "--latency", "-t1", f"-c{connections}", f"-d{seconds}s"]
    if script:
        command += ["-s", str(script)]
    for name, value in {"Host": "127.0.0.1", **(headers or {})}.items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{port}{path}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return read(done.stdout + done.stderr)


def read(said: str) -> Asked:
    """Read what wrk says at the end."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise RuntimeError(f"wrk says nothing of requests a second:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    failed = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    errors = int(refused[1]) if refused else 0
    errors += sum(map(int, failed.groups())) if failed else 0
    return Asked(float(rate[1]), _milliseconds(said, "50%"), _milliseconds(said, "99%"), errors)


def _milliseconds(said: str, share: str) -> float:
    found = re.search(rf"^\s+{share}\s+([\d.]+)(us|ms|s|m)$", said, re.MULTILINE)
    if found is None:
        return 0.0
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[found[2]]


def resident_megabytes(pid: int) -> list[float]:
    """Return what each child of a process has in memory, the largest first."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (OSError, ValueError):
            continue
        if said["PPid"].strip() == str(pid):
            found.append(int(said["VmRSS"].split()[0]) / 1000)
    return sorted(found, reverse=True)
