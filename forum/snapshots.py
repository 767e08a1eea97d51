"""One consistent look at the rows: what is read together was true together."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from django.db import OperationalError, connection, connections, transaction

Result = TypeVar("Result")

ATTEMPTS = 10

# PostgreSQL's appendix A: serialization_failure.
_SERIALIZATION_FAILURE = "40001"


PATIENCE_MILLISECONDS = 2000
SILENCE_MILLISECONDS = 5000


@contextmanager
def impatiently() -> Iterator[None]:
    """Let PostgreSQL give up a query within the block after PATIENCE_MILLISECONDS.

    A server that does not even say so is left after SILENCE_MILLISECONDS in the block.

    Raises:
        django.db.Error: if it did, or was.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with _leaving_silence(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MILLISECONDS}")
        yield


@contextmanager
def _leaving_silence() -> Iterator[None]:
    """Cut this thread's connection if the block lasts too long.

    libpq waits for an answer for as long as it takes: the time-outs of TCP tell a machine that is
    gone, not one that has accepted the question and says nothing.
    """
    # The wrapper of this thread, not the proxy that gives each thread its own.
    wrapper = connections[connection.alias]
    is_over = threading.Event()
    timer = threading.Timer(SILENCE_MILLISECONDS / 1000, _cut, (wrapper, is_over))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        is_over.set()
        timer.cancel()


def _cut(wrapper: Any, is_over: threading.Event) -> None:
    # Connecting has a time-out of its own.
    if wrapper.connection is None or is_over.is_set():
        return
    # A copy, so that closing it here does not close what the other thread uses.
    with suppress(OSError), socket.socket(fileno=os.dup(wrapper.connection.fileno())) as copy:
        copy.shutdown(socket.SHUT_RDWR)


def in_one_snapshot(work: Callable[[], Result]) -> Result:
    """Do work in one transaction that sees the rows as they were at one instant.

    SQLite's transactions always do, and begin with the write lock. PostgreSQL's see what others
    commit meanwhile, so that half of an edit could be read, unless they are REPEATABLE READ; such
    a one is refused where another has changed the same row, and is then done again. Within a
    transaction that is open already, the work is simply done.

    Source: PostgreSQL documentation, "Transaction Isolation", Repeatable Read.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                return work()
        except OperationalError as error:
            is_conflict = getattr(error.__cause__, "pgcode", "") == _SERIALIZATION_FAILURE
            if not is_conflict or attempt == ATTEMPTS:
                raise
    raise AssertionError("The last attempt returns or raises.")


@contextmanager
def reading() -> Iterator[None]:
    """Look at the rows within the block as they are at one instant, and hinder nobody.

    Unlike `in_one_snapshot`, nothing may be written: others write meanwhile, and are not seen.
    Within a transaction that is open already, this does nothing.

    Source: SQLite documentation, "Transactions", DEFERRED; PostgreSQL as above.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Django's own transactions would take the lock for writing.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
