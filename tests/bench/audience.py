"""The forum's whole audience at once: everybody's open page asks what is new, some read on.

nginx and the web stand as in production; a release is published every ten seconds. Beside the
load somebody reads page after page, and looks whether each is of one piece and new enough.
"""

from __future__ import annotations

import itertools
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import servers
from tests.bench.forums import filled
from tests.bench.kinds import addresses
from tests.bench.programmes import measured
from tests.bench.tables import Table
from tests.serving.servers import Node, Proxy, Publisher, ask

SECONDS = 60
POLLS_PER_SECOND = 6500
PAGES_PER_SECOND = 650
CONNECTIONS = 720
PUBLISHED_EVERY = 10.0
SIZES = (15, 900)

READ = ("home", "day", "session", "speakers", "speaker", "live", "programme")
"""What kinds of pages are read."""

_LINE = "Release of the bench"


@dataclass
class Reader:
    """Reads the home page of one proxy again and again, and notes what is wrong with it.

    `published` is when each line was published, by the clock of this process; `seen` when it was
    on the page first. A page is mixed if its header names another release than its words do.
    """

    port: int
    path: str
    published: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    mixed: int = 0

    def read(self) -> None:
        answer = ask(self.port, self.path, {"Host": "127.0.0.1", "X-Forwarded-Proto": "http"})
        now, words = time.monotonic(), answer.body.decode()
        number = int(str(answer.headers["Forum-Release"]).partition("/")[2].partition("-")[0])
        self.pages += 1
        lines = {line for line in [*self.numbers] if line in words}
        wanted = {line for line, released in self.numbers.items() if released == number}
        if answer.status != 200 or (wanted and lines != wanted):
            self.mixed += 1
        for line in lines:
            self.seen.setdefault(line, now)

    def delays(self) -> list[float]:
        """Return after how many seconds each release that was seen was seen first."""
        return [self.seen[line] - at for line, at in self.published.items() if line in self.seen]


def run() -> Iterator[str]:
    """Yield the table's lines."""
    yield (
        f"The audience: {POLLS_PER_SECOND} polls and {PAGES_PER_SECOND} pages a second for "
        f"{SECONDS} s, nginx in front, a release every {PUBLISHED_EVERY:g} s"
    )
    table = Table(
        "sessions", "req/s", "p50 ms", "p99 ms", "errors", "releases", "read", "mixed", "seen s"
    )
    for size in SIZES:
        table.add(f"{size}", *_measured(size))
    yield from table.lines()
    yield ""


def _measured(size: int) -> Iterator[float | str]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forum-bench-")))
        folder.chmod(0o755)
        forum = filled(folder, size)
        node = Node({**servers.inherited(), **forum.environment}, folder / "node.log")
        node.start()
        stack.callback(node.stop)
        proxy = Proxy(folder / "nginx", [node], **forum.environment)
        proxy.start()
        stack.callback(proxy.stop)
        publisher = Publisher({**servers.inherited(), **forum.environment})
        stack.callback(publisher.stop)
        paths = addresses(measured(size))
        reader = Reader(proxy.port, paths["home"])
        end = threading.Event()
        threads = [
            threading.Thread(target=_publish, args=(publisher, reader, end)),
            threading.Thread(target=_read, args=(reader, end)),
        ]
        script = folder / "audience.lua"
        script.write_text(_script([paths[kind] for kind in READ], paths["status"]))
        for path in paths.values():
            servers.answer(proxy.port, path)
        for thread in threads:
            thread.start()
        try:
            asked = servers.wrk(
                proxy.port,
                paths["status"],
                connections=CONNECTIONS,
                seconds=SECONDS,
                headers={"Accept-Encoding": "gzip, deflate, br"},
                script=script,
            )
        finally:
            end.set()
            for thread in threads:
                thread.join()
        yield from (asked.per_second, asked.p50, asked.p99, asked.errors)
        yield from (len(reader.published), reader.pages, reader.mixed)
        yield max(reader.delays(), default=0.0)


def _publish(publisher: Publisher, reader: Reader, end: threading.Event) -> None:
    for number in itertools.count(1):
        if end.wait(PUBLISHED_EVERY):
            return
        line = f"{_LINE} {number:04}."
        # Known before anybody can see it.
        reader.numbers[line] = -1
        reader.numbers[line] = publisher.publish(line)
        reader.published[line] = time.monotonic()


def _read(reader: Reader, end: threading.Event) -> None:
    while not end.wait(0.05):
        reader.read()


def _script(pages: list[str], status: str) -> str:
    """Return what tells wrk whom to ask for what, and how long each visitor waits in between."""
    rate = POLLS_PER_SECOND + PAGES_PER_SECOND
    pause = 1000 * CONNECTIONS / rate
    return f"""
        local pages = {{ {", ".join(json.dumps(path) for path in pages)} }}
        function request()
            if math.random({rate}) <= {PAGES_PER_SECOND} then
                return wrk.format("GET", pages[math.random(#pages)])
            end
            return wrk.format("GET", {json.dumps(status)})
        end
        function delay()
            return math.random(0, {2 * pause:.0f})
        end
    """
