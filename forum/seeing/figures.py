"""What is counted: by this process, and by all processes of one server, however often replaced.

A process counts in its own memory. Once a second it adds what is new to totals that all
processes forked from one share: an unnamed file, made before the first fork, that ends with the
last of them. What a process added stays when it is gone, hence totals never go back.
"""

from __future__ import annotations

import fcntl
import json
import os
import struct
import tempfile
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VARIABLE = "FORUM_FIGURES"
"""The variable that names the shared file to children: descriptor, device and inode."""

HALF = 256 * 1024
_HEADER = struct.Struct("<QII")

from_store: defaultdict[str, int] = defaultdict(int)
"""Answers that the page store gave, by status line. The one thing counted on their way."""

other_answers: defaultdict[tuple[str, str], int] = defaultdict(int)
"""All other answers, by how they came about and by status line."""


@dataclass
class Sum:
    """What all processes counted, by the name of each sample, and how each that lives is doing.

    `began_at` (seconds since 1970) is when counting began.
    """

    began_at: float
    totals: dict[str, float] = field(default_factory=dict)
    processes: dict[int, dict[str, Any]] = field(default_factory=dict)


class Ledger:
    """Adds what this process counted to what others did.

    Without a descriptor there are no others. Two copies take turns in the file, each with its
    number and checksum: a process that is killed while it writes leaves the other one whole.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self.descriptor = descriptor
        self._added: dict[str, float] = {}
        self._alone = Sum(time.time())
        self._lock = threading.Lock()

    def add(self, counted: Mapping[str, float], state: Mapping[str, Any]) -> Sum:
        """Add this process's figures and return the sum of all.

        Args:
            counted: all that this process counted since it began, by the name of each sample.
            state: how this process is doing now; takes the place of what it said before.

        Raises:
            OSError: if the shared file cannot be written.
            ValueError: if the figures are more than it holds.
        """
        with self._lock:
            if self.descriptor is None:
                found = self._with(self._alone, counted, state)
            else:
                # A lock of the process, which goes with it: closing is nobody's duty.
                fcntl.lockf(self.descriptor, fcntl.LOCK_EX)
                try:
                    number, before = self._read(self.descriptor)
                    found = self._with(before, counted, state)
                    self._write(self.descriptor, number + 1, found)
                finally:
                    fcntl.lockf(self.descriptor, fcntl.LOCK_UN)
            self._added = dict(counted)
            return found

    def _with(self, before: Sum, counted: Mapping[str, float], state: Mapping[str, Any]) -> Sum:
        for name, value in counted.items():
            more = value - self._added.get(name, 0)
            before.totals[name] = before.totals.get(name, 0) + more
        own = os.getpid()
        before.processes = {pid: its for pid, its in before.processes.items() if _is_alive(pid)}
        before.processes[own] = dict(state)
        return before

    def _read(self, descriptor: int) -> tuple[int, Sum]:
        newest, found = 0, Sum(self._alone.began_at)
        for place in (0, HALF):
            header = os.pread(descriptor, _HEADER.size, place)
            if len(header) < _HEADER.size:
                continue
            number, length, checksum = _HEADER.unpack(header)
            if number <= newest or length > HALF:
                continue
            data = os.pread(descriptor, length, place + _HEADER.size)
            if zlib.crc32(data) == checksum:
                kept = json.loads(data)
                processes = {int(pid): its for pid, its in kept["processes"].items()}
                newest, found = number, Sum(kept["began_at"], kept["totals"], processes)
        return newest, found

    def _write(self, descriptor: int, number: int, given: Sum) -> None:
        data = json.dumps(
            {
                "began_at": given.began_at,
                "totals": given.totals,
                "processes": given.processes,
            }
        ).encode()
        if _HEADER.size + len(data) > HALF:
            raise ValueError(f"Figures of {len(data)} bytes, but there is room for {HALF}.")
        head = _HEADER.pack(number, len(data), zlib.crc32(data))
        os.pwrite(descriptor, head + data, HALF * (number % 2))


def share() -> None:
    """Make the file that this process and all it forks or becomes add their figures to."""
    if inherited() is not None:
        return
    folder = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryFile(dir=folder) as file:
        # Its room is taken now, so that a full disk is no concern later.
        file.write(bytes(2 * HALF))
        file.flush()
        descriptor = os.dup(file.fileno())
    # A server that starts its successor in its own place hands the totals on.
    os.set_inheritable(descriptor, True)
    os.environ[VARIABLE] = _name_of(descriptor)


def inherited() -> int | None:
    """Return the descriptor of the shared file, or None where there is none.

    A program that was started, not forked, has the variable without the file: its descriptor of
    that number is something else, or nothing.
    """
    number = os.environ.get(VARIABLE, "").partition(":")[0]
    if not number.isdigit():
        return None
    try:
        is_it = _name_of(int(number)) == os.environ[VARIABLE]
    except OSError:
        return None
    return int(number) if is_it else None


def _name_of(descriptor: int) -> str:
    stat = os.fstat(descriptor)
    return f"{descriptor}:{stat.st_dev}:{stat.st_ino}"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        # Another user's process has the number of one that is gone.
        return False
    return True
