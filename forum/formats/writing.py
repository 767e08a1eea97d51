"""What every writer of a file is told besides the programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from forum.phases import BEGINNING


@dataclass(frozen=True)
class Publication:
    """Where a file is published, in which language, and from which release. No clock is in it.

    `address` gives the full address of a page by the name of its view and what stands in its
    path, such as `address("session", "opening")`; `media` that of a file of ours by its name.
    `source` is the full address of the file itself. `since` is when the release became public,
    aware; `moment` the last instant at which the file changed by itself.
    """

    language: str
    address: Callable[..., str]
    media: Callable[[str], str]
    source: str
    release: int
    since: datetime
    moment: datetime = BEGINNING
