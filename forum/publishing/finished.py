"""Finished answers: everything about them is worked out once, and a request only picks.

An answer is kept in each coding that pays; what is asked of it (which coding, is it known
already, its head only) is decided here alone, for stored and for fresh answers alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from forum.publishing import compression
from forum.publishing.framing import SECURITY
from forum.publishing.machines import ORIGINS

Headers = list[tuple[str, str]]

_KEPT_BY_304 = (
    "Cache-Control", "Content-Location", "ETag", "Expires", "Last-Modified", "Vary",
    ORIGINS, SECURITY,
)  # fmt: skip
"""RFC 9110, 15.4.5; what a script of another site needs to read a 304 at all; and the policy, as
browsers put the one that comes with a 304 in the place of the one they kept."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What is sent: a status such as "200 OK", headers, and the body, empty for HEAD and 304."""

    status: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Variant:
    """An answer in one coding, with a strong ETag of its own."""

    etag: str
    found: Picked
    head: Picked
    known: Picked


class Asked(NamedTuple):
    """What a request asks of an answer; header values as they came, empty where there are none.

    A tuple, since one is made for each request.
    """

    is_head: bool = False
    accept_encoding: str = ""
    if_none_match: str = ""
    if_modified_since: str = ""
    if_match: str = ""
    if_unmodified_since: str = ""


class Finished:
    """An answer in the codings that it is asked for in, each made once.

    Whoever asks waits for no other coding than their own, and nothing is kept that nobody takes.
    The plain bytes are unpacked where anybody still wants them.
    """

    __slots__ = ("_own", "_tag", "_variants", "codings", "last_modified", "size", "status")

    def __init__(
        self,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        *,
        etag: str = "",
        accept_encoding: str = "",
    ) -> None:
        """Take a whole answer in plain bytes.

        Args:
            headers: without Content-Length; what is of one coding alone is added here.
            etag: of what is known by its name; else it is made of the bytes.
            accept_encoding: of whoever is given it first.
        """
        self.status = status
        self._own = [pair for pair in headers if pair[0] not in ("ETag", "Content-Length")]
        dates = [value for name, value in self._own if name == "Last-Modified"]
        self.last_modified = seconds_of(dates[0]) if dates else None
        self._tag = etag.strip('"') or hashlib.sha256(body).hexdigest()[:32]
        self._variants: dict[str, Variant] = {}
        self.codings: tuple[str, ...] = ()
        self.size = 2000 + len(body)
        if compression.pays(_media_type(self._own), body):
            self.codings = compression.CODINGS
            self._own = _varying(self._own)
            first = compression.coding_for(accept_encoding) or compression.CODINGS[0]
            packed = compression.compressed(body, first)
            self._variants[first] = self._variant(first, packed)
            # Reckoned as if in all codings, which differ little: those made later add nothing.
            self.size = 2000 + len(packed) * (len(self.codings) + 1)
        else:
            self._variants[""] = self._variant("", body)

    @property
    def body(self) -> bytes:
        """The plain bytes."""
        coding, variant = next(iter(self._variants.items()))
        return compression.unpacked(variant.found.body, coding)

    def packed(self, coding: str) -> bytes:
        """The bytes in one of its codings."""
        return (self._variants.get(coding) or self._made(coding)).found.body

    def etag(self, coding: str = "") -> str:
        """Return the ETag in a coding, or in plain bytes."""
        return f'"{self._tag}-{coding}"' if coding else f'"{self._tag}"'

    @property
    def etags(self) -> tuple[str, ...]:
        """The ETag of each variant, that of the plain bytes last."""
        return (*map(self.etag, self.codings), self.etag())

    def picked(self, asked: Asked) -> Picked:
        """Return what to send.

        Source: RFC 9110, 12.5.3 (codings), 13.2.2 (If-None-Match is weighed first, and alone).
        """
        coding = compression.coding_for(asked.accept_encoding) if self.codings else ""
        variant = self._variants.get(coding) or self._made(coding)
        if self.status == 200:
            if asked.if_match or asked.if_unmodified_since:
                refused = self._refused(asked, variant)
                if refused:
                    return refused
            if asked.if_none_match:
                if variant.etag == asked.if_none_match or self._is_known(asked, variant):
                    return variant.known
            # RFC 9110, 13.1.3 takes a later date as well. But where the database was restored to
            # an older state, or a clock set back, what the visitor has is later, and wrong.
            elif self.last_modified is not None and self.last_modified == seconds_of(
                asked.if_modified_since
            ):
                return variant.known
        if asked.is_head:
            return variant.head
        return variant.found

    def _made(self, coding: str) -> Variant:
        """Return the answer in a coding that nobody took before."""
        if not coding:
            # They weigh as much as all others together, and are asked for seldom: not kept.
            return self._variant("", self.body)
        # Two threads may make it at once, and make the same.
        variant = self._variant(coding, compression.compressed(self.body, coding))
        self._variants[coding] = variant
        return variant

    def _variant(self, coding: str, body: bytes) -> Variant:
        etag = self.etag(coding)
        headers = [*self._own, ("ETag", etag)]
        if coding:
            headers.append(("Content-Encoding", coding))
        known = [pair for pair in headers if pair[0] in _KEPT_BY_304]
        headers.append(("Content-Length", str(len(body))))
        line = status_line(self.status)
        return Variant(
            etag,
            found=Picked(line, headers, body),
            head=Picked(line, headers, b""),
            known=Picked(status_line(304), known, b""),
        )

    def _is_known(self, asked: Asked, variant: Variant) -> bool:
        given = etags_in(asked.if_none_match)
        # RFC 9110, 13.1.2: compared weakly, since proxies weaken what they pack anew.
        return given == ("*",) or variant.etag in {tag.removeprefix("W/") for tag in given}

    def _refused(self, asked: Asked, variant: Variant) -> Picked | None:
        """Return 412 where a precondition fails: RFC 9110, 13.1.1 and 13.1.4."""
        failed = False
        if asked.if_match:
            given = etags_in(asked.if_match)
            failed = given != ("*",) and variant.etag not in given
        elif self.last_modified is not None:
            since = seconds_of(asked.if_unmodified_since)
            failed = since is not None and self.last_modified > since
        return Picked(status_line(412), [("Content-Length", "0")], b"") if failed else None


def status_line(status: int) -> str:
    """Return a status as WSGI wants it: "404 Not Found"."""
    return f"{status} {HTTPStatus(status).phrase}"


@lru_cache(maxsize=1000)
def seconds_of(date: str) -> int | None:
    """Return the seconds since 1970 of a date in a header, None if it cannot be read.

    Source: RFC 9110, 5.6.7.
    """
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


@lru_cache(maxsize=1000)
def etags_in(header: str) -> tuple[str, ...]:
    """Return the entity tags of a header, or ("*",); what is none is left out.

    Source: RFC 9110, 8.8.3.
    """
    if header.strip() == "*":
        return ("*",)
    parts = (part.strip() for part in header.split(","))
    return tuple(
        part
        for part in parts
        if len(part.removeprefix("W/")) >= 2
        and part.endswith('"')
        and part.removeprefix("W/").startswith('"')
    )


def _media_type(headers: Headers) -> str:
    kinds = [value.partition(";")[0] for name, value in headers if name == "Content-Type"]
    return kinds[0] if kinds else ""


def _varying(headers: Headers) -> Headers:
    """Return the headers with Accept-Encoding among what they vary by."""
    others = [value for name, value in headers if name == "Vary"]
    if any("accept-encoding" in value.lower() for value in others):
        return headers
    rest = [pair for pair in headers if pair[0] != "Vary"]
    return [*rest, ("Vary", ", ".join([*others, "Accept-Encoding"]))]
