"""The site: the current release of every edition, as one frozen value."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse

from finding.index import Index
from forum.programme import Programme
from forum.publishing import search_index, stylesheet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Made(NamedTuple):
    """Something made with a release; its name below /media/ is made of its content."""

    name: str
    content: bytes

    @classmethod
    def of(cls, content: bytes, ending: str) -> Made:
        return cls(f"{hashlib.sha256(content).hexdigest()}.{ending}", content)

    @property
    def url(self) -> str:
        return reverse("media", args=(self.name,))


@dataclass(frozen=True)
class LiveRelease:
    """A release that the public sees, read and indexed.

    `sha256` names its document; `changed_at` is when it was written, or when a person was erased.
    `shelves` keeps what `offline.shelf` made of it, by language.
    """

    number: int
    sha256: str
    live_from: datetime
    programme: Programme = field(repr=False)
    changed_at: datetime = EPOCH
    shelves: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def identity(self) -> str:
        """A short name, such as `2021/12-3f9a01c7`, that differs where anything in it differs.

        Edition and number alone would not do: erasing a person rewrites a release.
        """
        return f"{self.programme.edition.slug}/{self.number}-{self.sha256[:8]}"

    @property
    def since(self) -> datetime:
        """Since when it has been public as it is."""
        return max(self.live_from, self.changed_at)

    @cached_property
    def written(self) -> dict[tuple[str, str, str], bytes]:
        """Parts of answers that were written before, by what they are; they go with the release."""
        return {}

    @cached_property
    def known(self) -> dict[tuple[Any, ...], Any]:
        """What pages worked out of it before, by what it is; it goes with the release.

        Keys are few: no visitor may make up new ones.
        """
        return {}

    @cached_property
    def made(self) -> Mapping[str, bytes]:
        """What is made with the release beside its pages: name below /media/ → content."""
        return {
            self._stylesheet.name: self._stylesheet.content,
            self._index.name: self._index.content,
        }

    @cached_property
    def _stylesheet(self) -> Made:
        """The generated stylesheet: track colours and the grid's positions."""
        return Made.of(stylesheet.write(self.programme), "css")

    @property
    def stylesheet_url(self) -> str:
        return self._stylesheet.url

    @cached_property
    def _index(self) -> Made:
        return Made.of(search_index.write(self.programme), "json")

    @property
    def search_url(self) -> str:
        """Where browsers find the index that they search in."""
        return self._index.url

    @cached_property
    def search_index(self) -> Index:
        """The same index, to search in here."""
        return Index.read(self._index.content)


@dataclass(frozen=True)
class Site:
    """What every public response is a function of, besides its path and phase.

    `releases`: edition slug → its release. `former_slugs`: a slug that an edition had in an
    earlier release → the one it has now. `url` has no slash at its end. `build` names the code.
    """

    releases: Mapping[str, LiveRelease]
    url: str
    build: str
    former_slugs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> dict[tuple[Any, ...], str]:
        """Pieces of pages that are the same on many, as HTML; they go with the site.

        Keys are few: no visitor may make up new ones.
        """
        return {}

    @cached_property
    def current(self) -> LiveRelease | None:
        """The release at the front door: of the edition called current, else the latest one.

        Where several call themselves current, the one that said so last is.
        """
        in_order = sorted(
            self.releases.values(),
            key=lambda release: (
                release.programme.edition.is_current,
                release.since if release.programme.edition.is_current else EPOCH,
                release.programme.edition.first_date,
                release.programme.edition.slug,
            ),
        )
        return in_order[-1] if in_order else None

    @cached_property
    def editions(self) -> tuple[LiveRelease, ...]:
        """All editions, the latest first: the archive."""
        return tuple(
            sorted(
                self.releases.values(),
                key=lambda release: release.programme.edition.first_date,
                reverse=True,
            )
        )

    @cached_property
    def since(self) -> datetime:
        """When anything public was published last: menus and the archive name all editions."""
        return max((release.since for release in self.releases.values()), default=EPOCH)

    @cached_property
    def identity(self) -> str:
        """A short name that differs when anything public may differ."""
        parts = [self.url, self.build, *sorted(f"{k}:{r.sha256}" for k, r in self.releases.items())]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
