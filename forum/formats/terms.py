"""Our words and those of the frab family, both ways: one table for what writes and what reads.

`GENERATOR` names who wrote a file. In a file of ours a reader may rely on more than the format
says: texts are Markdown as they stand, a title that has the mark of a cancelled session is read
with `unmarked`, `is_stream` knows the links to broadcasts, a room of `NO_STAGE` is none, a track
of `NO_TRACK` is none, and an event's logo is the session's poster.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forum.formats.foreign_words import kind_of

GENERATOR = "forum"
GENERATOR_VERSION = "1"
"""It rises when what is written means something else than before."""

NO_STAGE = "00000000-0000-0000-0000-000000000000"
"""The room of sessions without a stage where a format demands one: RFC 9562, 5.9, the nil UUID."""

NO_TRACK = "no-track"
"""The track of sessions without one where a format demands its slug. No track of ours has it."""


@dataclass(frozen=True)
class Terms:
    """Pairs of our word and theirs. Of several pairs with one word the first says what it means."""

    pairs: tuple[tuple[str, str], ...]

    def theirs(self, word: str, otherwise: str = "") -> str:
        """Return their word for one of ours."""
        return next((their for our, their in self.pairs if our == word), otherwise)

    def ours(self, word: str, otherwise: str = "") -> str:
        """Return our word for one of theirs."""
        return next((our for our, their in self.pairs if their == word), otherwise)


KINDS = Terms(
    (
        ("talk", "TALK"),
        ("panel", "DISCUSSION"),
        ("workshop", "WORKSHOP"),
        ("break", "BREAK"),
        ("other", "OTHER"),
        ("keynote", "TALK"),
        ("plenary", "TALK"),
        ("ceremony", "OTHER"),
        ("talk", "LIGHTNING_TALK"),
        ("workshop", "HANDS-ON"),
        ("other", "MEETING"),
        ("other", "PERFORMANCE"),
        ("other", "CONCERT"),
        ("other", "GAME"),
        ("other", "META"),
    )
)
"""A session's kind and schedule2's type. The older formats have words, see `type_word`."""

STATES = Terms(
    (
        ("confirmed", "CONFIRMED"),
        ("tentative", "ACCEPTED"),
        ("cancelled", "CANCELED"),
        ("confirmed", "DELAYED"),
        ("tentative", "SUBMITTED"),
        ("tentative", "DRAFT"),
        ("cancelled", "WITHDRAWN"),
        ("cancelled", "REJECTED"),
        ("cancelled", "DELETED"),
    )
)
"""A session's state and schedule2's."""

DELAYED = "DELAYED"
"""schedule2's state of a confirmed session that begins at another time than was announced."""

ROLES = Terms(
    (
        ("speaker", "SPEAKER"),
        ("moderator", "MODERATOR"),
        ("panellist", "CONTRIBUTOR"),
        ("host", "HOST"),
        ("keynote", "SPEAKER"),
        ("speaker", "GUEST"),
    )
)
"""An appearance's role and schedule2's."""

LINKS = Terms(
    (
        ("website", "web"),
        ("slides", "slides"),
        ("paper", "paper"),
        ("blog", "blog"),
        ("article", "article"),
        ("video", "media"),
        ("related", "related"),
        ("activitypub", "activitypub"),
        ("web", "web"),
        ("media", "media"),
    )
)
"""A link's kind and the type that schedule.xml and .json have; schedule2 has it in capitals."""


def type_word(kind: str, name: str) -> str:
    """Return the `type` of the older formats for a kind and the name that an editor gave it.

    The name stands there where `kind_of` understands it as the same kind, else our own word, so
    that a kind is never lost for its name.
    """
    return name if name and kind_of(name) == (kind, name) else kind


def link_type(kind: str) -> str:
    """Return the type of a link, empty for one that says of itself no more than its address."""
    return LINKS.theirs(kind, "related") if kind else ""


# Marks: what older formats have no place for

_CANCELLED = "#cancelled"
_STREAM = "#stream"


def marked(title: str, url: str) -> tuple[str, str]:
    """Return title and address of a cancelled session, which the older formats have no word for.

    People read it in the title, in the active language. Programs know it by the end of the
    address alone: a title may begin with the same words and mean them.
    """
    return _("Cancelled: {title}").format(title=title), url + _CANCELLED


def unmarked(title: str, url: str) -> tuple[str, bool]:
    """Return a title without its mark, and whether the session of this address is cancelled.

    The title's mark is known in every language of the site; in words that are none it stays.
    """
    return (without_mark(title), True) if url.endswith(_CANCELLED) else (title, False)


def without_mark(title: str, first: str = "") -> str:
    """Return the title of a cancelled session without the words of `marked`.

    They are looked for in every language of the site, in the one of code `first` before others;
    a title that is nothing else stays.
    """
    codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != first)
    for code in codes:
        with translation.override(code):
            before, _braces, after = _("Cancelled: {title}").partition("{title}")
        rest = title.removeprefix(before).removesuffix(after)
        if rest and len(rest) == len(title) - len(before) - len(after):
            return rest
    return title


def stream_address(url: str) -> str:
    """Return the address of a broadcast, marked so that it is not read as a link of the editors."""
    return url + _STREAM


def is_stream(url: str) -> bool:
    """Say whether a link leads to the broadcast that a session is part of."""
    return url.endswith(_STREAM)
