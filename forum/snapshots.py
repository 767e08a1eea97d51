"""One consistent look at the rows: what is read together was true together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, transaction

Result = TypeVar("Result")

ATTEMPTS = 10

# PostgreSQL's appendix A: serialization_failure.
_SERIALIZATION_FAILURE = "40001"


PATIENCE_MILLISECONDS = 2000


@contextmanager
def impatiently() -> Iterator[None]:
    """Let PostgreSQL give up a query within the block after PATIENCE_MILLISECONDS.

    Raises:
        django.db.OperationalError: if it did.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MILLISECONDS}")
        yield


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
