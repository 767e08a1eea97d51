"""Rest of the garbage collector, while much is made of which nothing is garbage."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_resting = 0
_was_enabled = True


@contextmanager
def no_collecting() -> Iterator[None]:
    """Let the garbage collector rest within the block, in all threads.

    It looks at everything there is, again and again, while tens of thousands of values are made,
    and every visitor waits for it. Blocks may be within others, and in several threads.
    """
    global _resting, _was_enabled
    with _lock:
        if not _resting:
            _was_enabled = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting and _was_enabled:
                gc.enable()
