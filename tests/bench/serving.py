"""How fast kept answers are given, next to what could give the same bytes with less to do.

The forum's gunicorn, the same gunicorn around a bare function, and nginx with the same bytes in
files run side by side. They are asked in turn, round by round, so that whatever slows this machine
down slows all of them.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench import servers
from tests.bench.forums import Filled, filled
from tests.bench.kinds import addresses
from tests.bench.programmes import measured
from tests.bench.servers import Asked
from tests.bench.tables import Table
from tests.serving.servers import ROOT, Proxy, free_port

ROUNDS = 7
SECONDS = 1
CONNECTIONS = (1, 16, 64)
SIZES = (15, 900)
CODINGS = {"Accept-Encoding": "gzip, deflate, br"}

_OF_THE_SERVER = ("Server", "Date", "Connection")


@dataclass(frozen=True)
class Sides:
    """The ports of all, and the paths of what all of them know, by kind.

    `cached` and `cached_bare` are an nginx with our configuration in front of each gunicorn.
    """

    forum: int
    bare: int
    files: int | None
    cached: int | None
    cached_bare: int | None
    paths: Mapping[str, str]
    etags: Mapping[str, str]


def run() -> Iterator[str]:
    """Yield the tables' lines."""
    for size in SIZES:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forum-bench-")))
            sides = _started(stack, folder, filled(folder, size), size)
            yield f"A kept answer, {size} sessions: × the bare function, at 1, 16, 64 connections"
            yield from _ratios(sides).lines()
            yield ""
            yield f"Every kind, {size} sessions, at {CONNECTIONS[1]} connections"
            yield from _kinds(sides).lines()
            yield ""


def _started(stack: ExitStack, folder: Path, forum: Filled, size: int) -> Sides:
    """Start all that is compared, and let the forum make and keep each answer."""
    ports = [free_port() for _ in range(3)]
    environment = {**forum.environment, "PORT": str(ports[0])}
    command = servers.gunicorn("forum.wsgi")
    stack.enter_context(servers.running(command, ports[0], environment, folder / "forum.log"))
    paths = addresses(measured(size))
    recorded = {path: _recorded(ports[0], path) for path in paths.values()}
    (folder / "answers.json").write_text(json.dumps(recorded))
    environment = {
        **forum.environment,
        # gunicorn.conf.py makes the first pages of the forum, of which there is none here.
        "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
        "KEPT_ROOT": "",
        "PORT": str(ports[1]),
        "RECORDED_ANSWERS": str(folder / "answers.json"),
        "PYTHONPATH": str(ROOT),
    }
    command = servers.gunicorn("tests.bench.bare:application")
    stack.enter_context(servers.running(command, ports[1], environment, folder / "bare.log"))
    files = None
    if servers.NGINX:
        files = ports[2]
        command = _file_server(folder, ports[2], recorded)
        stack.enter_context(servers.running(command, files, {}, folder / "files.log"))
    etags = {path: dict(found["known"])["ETag"] for path, found in recorded.items()}
    cached = [_cache(stack, folder / f"nginx-{port}", port, forum) for port in ports[:2]]
    return Sides(ports[0], ports[1], files, *cached, paths, etags)


def _cache(stack: ExitStack, folder: Path, port: int, forum: Filled) -> int | None:
    """Start an nginx as it stands in front of the forum; return its port, None without nginx."""
    if not servers.NGINX:
        return None
    proxy = Proxy(folder, [_Upstream(port)], **forum.environment)
    proxy.start()
    stack.callback(proxy.stop)
    return proxy.port


@dataclass(frozen=True)
class _Upstream:
    port: int


def _recorded(port: int, path: str) -> dict[str, object]:
    """Ask until each worker has it, and return what it answers, to whoever knows it as well."""
    for _ in range(20):
        status, headers, body = servers.answer(port, path, CODINGS)
    etag = dict(headers).get("ETag")
    if etag is None:
        raise RuntimeError(f"{path} answers {status} without an ETag: {headers}")
    _status, known, _body = servers.answer(port, path, {**CODINGS, "If-None-Match": etag})
    return {
        "status": f"{status} {'OK' if status == 200 else 'Not Found'}",
        "headers": _own(headers),
        "body": body.decode("latin-1"),
        "known": _own(known),
    }


def _own(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in headers if pair[0] not in _OF_THE_SERVER]


def _file_server(folder: Path, port: int, recorded: Mapping[str, dict[str, object]]) -> list[str]:
    """Write the bodies as files; return the command of an nginx that serves them as they are."""
    # Its workers are another user's.
    folder.chmod(0o755)
    names = {path: f"{number}.bin" for number, path in enumerate(recorded)}
    (folder / "files").mkdir()
    for path, name in names.items():
        body = str(recorded[path]["body"]).encode("latin-1")
        (folder / "files" / name).write_bytes(body)
    locations = "\n".join(
        f'location = "{path}" {{ try_files /{name} =404; }}'
        for path, name in names.items()
        if "?" not in path
    )
    configuration = folder / "files.conf"
    configuration.write_text(
        f"""
        daemon off;
        worker_processes 2;
        pid {folder}/files.pid;
        error_log {folder}/files-error.log;
        events {{ worker_connections 1024; }}
        http {{
            access_log off;
            sendfile on;
            open_file_cache max=1000;
            keepalive_requests 1000000;
            {" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in _TEMPORARY)}
            server {{ listen 127.0.0.1:{port}; root {folder}/files; {locations} }}
        }}
        """
    )
    return [str(servers.NGINX), "-c", str(configuration)]


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _ratios(sides: Sides) -> Table:
    table = Table("page", "by", *(f"{count} conn" for count in CONNECTIONS), "req/s", "bare req/s")
    for kind in ("programme", "status"):
        path = sides.paths[kind]
        known = {**CODINGS, "If-None-Match": sides.etags[path]}
        for name, headers in (("200", CODINGS), ("304", known)):
            pairs = [("gunicorn", sides.forum, sides.bare)]
            if sides.cached and sides.cached_bare:
                pairs.append(("nginx's cache", sides.cached, sides.cached_bare))
            for server, of_forum, of_bare in pairs:
                ratios, rates = [], []
                for connections in CONNECTIONS:
                    ours, bare = _in_turn([of_forum, of_bare], path, headers, connections)
                    ratios.append(statistics.median(divided(ours, bare)))
                    rates.append((_rate(ours), _rate(bare)))
                table.add(f"{kind} {name}", server, *ratios, *rates[1])
    return table


def _kinds(sides: Sides) -> Table:
    table = Table("page or file", "kB sent", "req/s", "× bare", "× nginx's file")
    for kind, path in sides.paths.items():
        has_file = sides.files is not None and "?" not in path and kind != "not found"
        ports = [sides.forum, sides.bare, *([sides.files] if has_file else [])]
        found = _in_turn(ports, path, CODINGS, CONNECTIONS[1], rounds=3)
        _status, headers, _body = servers.answer(sides.forum, path, CODINGS)
        size = int(dict(headers)["Content-Length"]) / 1000
        ratios = [statistics.median(divided(found[0], other)) for other in found[1:]]
        table.add(kind, size, _rate(found[0]), *ratios, *([] if has_file else ["–"]))
    return table


def _in_turn(
    ports: list[int],
    path: str,
    headers: Mapping[str, str],
    connections: int,
    *,
    rounds: int = ROUNDS,
    seconds: int = SECONDS,
) -> list[list[Asked]]:
    """Ask each server in each round; return what was seen, by server.

    Raises:
        RuntimeError: if any answer was an error: its speed would mean nothing.
    """
    found: list[list[Asked]] = [[] for _ in ports]
    for _ in range(rounds):
        for port, seen in zip(ports, found, strict=True):
            seen.append(
                servers.wrk(port, path, connections=connections, seconds=seconds, headers=headers)
            )
    errors = sum(one.errors for seen in found for one in seen)
    if errors and not path.endswith("nothing/"):
        raise RuntimeError(f"{path}: {errors} errors")
    return found


def divided(ours: Sequence[Asked], others: Sequence[Asked]) -> list[float]:
    """Return ours over theirs, by round.

    A round in which the others answered nothing, as happens on a machine that stands still, would
    only speak for us: it is left out.

    Raises:
        RuntimeError: if they never answered.
    """
    pairs = zip(ours, others, strict=True)
    found = [one.per_second / other.per_second for one, other in pairs if other.per_second]
    if not found:
        raise RuntimeError("What it is compared with answered nothing in any round.")
    return found


def _rate(seen: list[Asked]) -> float:
    return statistics.median(one.per_second for one in seen)
