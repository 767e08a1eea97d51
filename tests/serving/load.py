"""Visitors, many at once: each asks again as soon as it has its answer. Errors are counted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, IncompleteRead, RemoteDisconnected
from types import TracebackType

from tests.serving.servers import AS_PROXY, Answer

Check = Callable[[str, Answer], str]
"""Path and answer → what is wrong with it, in words; empty where nothing is."""


@dataclass
class Load:
    """Asks for paths, one after another, from `visitors` threads, until it is left.

    `wrong` counts what must not be: answers other than 200, connections that broke, and what
    `check` says. A visitor keeps its connection, as browsers do. Where that one turns out closed
    before any of an answer came, they ask again on another (RFC 9110, 9.2.2); `again` counts it.
    `cut` counts answers of which a part was sent when whoever sent it was killed.
    """

    port: int
    paths: Sequence[str]
    visitors: int = 8
    check: Check = lambda path, answer: ""
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    again: int = 0
    cut: int = 0

    def __enter__(self) -> Load:
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=self._visit, args=(number,)) for number in range(self.visitors)
        ]
        self._begun = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()
        self._lasted = time.monotonic() - self._begun

    def _visit(self, number: int) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        turn = number
        while not self._end.is_set():
            path = self.paths[turn % len(self.paths)]
            turn += self.visitors
            begun = time.perf_counter()
            try:
                answer = self._answer(connection, path)
            except IncompleteRead:
                self.cut += 1
                connection.close()
                continue
            except (OSError, HTTPException) as problem:
                self.wrong[f"{type(problem).__name__}: {problem}"] += 1
                connection.close()
                continue
            self.seconds.append(time.perf_counter() - begun)
            said = self.check(path, answer) if answer.status == 200 else str(answer.status)
            if said:
                self.wrong[said] += 1
        connection.close()

    def _answer(self, connection: HTTPConnection, path: str) -> Answer:
        was_open = connection.sock is not None
        try:
            connection.request("GET", path, headers=AS_PROXY)
            response = connection.getresponse()
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()
            if not was_open:
                raise
            self.again += 1
            connection.request("GET", path, headers=AS_PROXY)
            response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        figures = [f"{len(ordered)} answers in {self._lasted:.1f} s"]
        if ordered:
            for name, share in (("p50", 0.5), ("p99", 0.99)):
                figures.append(f"{name} {ordered[int(len(ordered) * share)] * 1000:.1f} ms")
        return ", ".join(
            [
                *figures,
                f"asked again: {self.again}, cut: {self.cut}",
                f"wrong: {dict(self.wrong) or 'none'}",
            ]
        )
