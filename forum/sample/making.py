"""Words in both languages and identities that never change: what the sample is made of."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from multilingual.text import Text
from sessions.times import at_local

ZONE = ZoneInfo("Europe/Moscow")

_NAMESPACE = uuid.UUID("5d0c6a0e-3b1f-4c53-9d0a-7b2a6f2f2021")


def guid(kind: str, key: str) -> str:
    """Return the identity of a thing of the sample: the same on every machine, for ever."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{key}"))


def both(english: str, russian: str) -> Text:
    """Return the same words in English and Russian.

    A Russian line never begins with a dash, so the space before one does not break.
    """
    return Text({"en": english, "ru": russian.replace(" — ", "\u00a0— ")})


def moscow(day: date, clock: str) -> datetime:
    """Return the instant, in UTC, at which clocks in Moscow show `clock`, such as "10:30"."""
    return at_local(day, time.fromisoformat(clock), ZONE)
