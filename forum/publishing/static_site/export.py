"""Writes the released site into a folder: only what changed, in an order that never misleads."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from django.conf import settings

from forum import clock
from forum.phases import boundaries, following, kept_until
from forum.publishing import current
from forum.publishing.site import LiveRelease, Site
from forum.publishing.static_site import addresses as found
from forum.publishing.static_site.addresses import COMMON, USUAL, Address, Wanted
from forum.publishing.static_site.asking import Base, standing_at
from forum.publishing.static_site.ingredients import Ingredients
from forum.publishing.static_site.links import links_in, may_lead
from forum.publishing.static_site.making import Made, Maker, make_all
from forum.publishing.static_site.naming import (
    CODINGS,
    NOT_OURS,
    UnsafeName,
    candidates,
    place_in,
)
from forum.publishing.static_site.record import Group, Record, Written

LOCK = f"{NOT_OURS}.lock"
WAITING = f"{NOT_OURS}.new"

OUTSIDE = ("/admin/",)
"""What pages may lead to though no file is there."""


class CannotExport(Exception):
    """The site cannot be exported into this folder, or not all of it; nothing was changed."""


@dataclass
class Summary:
    """What an export did. `broken`: path that leads nowhere → a path that leads there."""

    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    bytes_written: int = 0
    bytes_in_all: int = 0
    broken: dict[str, str] = field(default_factory=dict)


def export(
    folder: Path,
    releases: Mapping[str, LiveRelease],
    former_slugs: Mapping[str, str],
    base: Base,
    *,
    wanted: Wanted = USUAL,
    jobs: int = 1,
    now: datetime,
) -> Summary:
    """Write the site of these releases into a folder, as it is at one moment.

    Until everything is made, nothing that stands in the folder is touched. Then files appear in
    order: what pages load, data, pages; what is not wanted any more goes last. An export that was
    interrupted is completed by the next one.

    Args:
        folder: empty or not there at all, or what an export wrote before.
        former_slugs: as `Site` has them.
        now: aware; what changes by the clock is as at this moment.

    Raises:
        CannotExport: if something cannot be made or written, or another export is at it.
    """
    if not releases:
        raise CannotExport("Nothing is released yet.")
    site = Site(releases, base.origin, settings.BUILD, former_slugs)
    try:
        with _alone_in(folder), clock.standing(now), standing_at(base), current.pinned(site):
            return _Export(folder, site, base, wanted, jobs, now).run()
    except OSError as error:
        raise CannotExport(
            f"{error.filename or folder}: {error.strerror or error}. Run it again to complete it."
        ) from error
    except UnsafeName as error:
        raise CannotExport(str(error)) from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let no other export into the folder; it is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        try:
            # The lock goes with the process, however that ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotExport(f"Another export is writing into {folder}.") from error
        yield


class _Export:
    def __init__(
        self,
        folder: Path,
        site: Site,
        base: Base,
        wanted: Wanted,
        jobs: int,
        now: datetime,
    ) -> None:
        self.folder = folder
        self.waiting = folder / WAITING
        self.site = site
        self.base = base
        self.wanted = wanted
        self.jobs = jobs
        self.now = now
        self.before = self._read()

    def _read(self) -> Record:
        try:
            record = Record.read(self.folder)
        except (ValueError, TypeError, KeyError) as error:
            raise CannotExport(f"{self.folder}: its record is damaged ({error}).") from error
        if record is None:
            others = [one.name for one in self.folder.iterdir() if one.name not in (LOCK, WAITING)]
            if others:
                raise CannotExport(
                    f"{self.folder} is not empty, and no export wrote it: there is {others[0]!r}. "
                    "Name an empty folder."
                )
            return Record()
        return record

    def run(self) -> Summary:
        shutil.rmtree(self.waiting, ignore_errors=True)
        self.waiting.mkdir()
        try:
            record, made = self._make()
            return self._appear(record, made)
        finally:
            shutil.rmtree(self.waiting, ignore_errors=True)

    # Making

    def _make(self) -> tuple[Record, list[Made]]:
        common = list(found.of_site(self.site))
        frames = {slug: self._frame(slug, common) for slug in sorted(self.site.releases)}
        groups = {slug: self._group(slug, frame) for slug, frame in frames.items()}
        kept = {slug for slug, group in groups.items() if self._holds(slug, group)}
        wanted = [
            *common,
            *(
                address
                for slug in sorted(groups.keys() - kept)
                for address in found.of_edition(
                    self.site,
                    slug,
                    self.wanted,
                    Ingredients(self.site.releases[slug], self.now, frames[slug]),
                )
            ),
        ]
        files = {name: file for name, file in self.before.files.items() if file.group in kept}
        after = Record(files, {slug: self.before.groups[slug] for slug in kept})
        maker = Maker(self.base, self.folder, self.waiting, self.before, self._modified())
        as_before, to_make = [], []
        for address in {one.path: one for one in wanted}.values():
            one = maker.kept(address)
            if one and one.written:
                as_before.append(one)
                after.files[one.name] = one.written
            else:
                to_make.append(address)
        made = list(make_all(maker, to_make, self.jobs))
        problems = sorted(one.problem for one in made if one.problem)
        if problems:
            more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
            raise CannotExport("Cannot be made: " + " ".join(problems[:5]) + more)
        made = [one for one in made if one.written]
        for one in made:
            assert one.written
            after.files[one.name] = one.written
        for slug, links in self._links(made, as_before, after).items():
            if slug not in kept:
                group = groups.get(slug, Group())
                after.groups[slug] = replace(group, links=dict(sorted(links.items())))
        return after, made

    def _modified(self) -> int:
        return int(max(self.site.since, settings.BUILT_AT).timestamp())

    def _frame(self, slug: str, common: Iterable[Address]) -> tuple[object, ...]:
        """Return what all files of an edition are made of, whatever its release says."""
        return (
            *(self.base.origin, self.base.prefix, settings.BUILD, settings.BUILT_AT.isoformat()),
            self.site.releases[slug] is self.site.current,
            *(self.wanted.cards, self.wanted.every_file, settings.LANGUAGES),
            sorted(old for old, now in self.site.former_slugs.items() if now == slug),
            # The names of collected files change with their content.
            sorted(
                address.path for address in common if address.path.startswith(settings.STATIC_URL)
            ),
        )

    def _group(self, slug: str, frame: tuple[object, ...]) -> Group:
        """Return what the files of an edition are made of, all together."""
        release = self.site.releases[slug]
        programme = release.programme
        stones = programme.history.removed.values()
        instants = {*boundaries(programme, programme.sessions), *map(kept_until, stones)}
        until = following(tuple(sorted(instants)), self.now)
        parts = (
            *frame,
            *(release.number, release.sha256, release.live_from.isoformat()),
            release.since.isoformat(),
        )
        made_of = hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
        return Group(made_of, _iso(self.now), _iso(until) if until else "")

    def _holds(self, slug: str, group: Group) -> bool:
        """Say whether the files of an edition are as they would be made."""
        known = self.before.groups.get(slug)
        if known is None or not known.holds(group.made_of, _iso(self.now)):
            return False
        own = (name for name, file in self.before.files.items() if file.group == slug)
        return all(self.before.is_intact(self.folder, name) for name in own)

    # Appearing

    def _appear(self, after: Record, made: list[Made]) -> Summary:
        """Put what is new in its place and take away what is not wanted any more."""
        new = [one for one in made if one.staged]
        gone = sorted(self.before.files.keys() - after.files.keys())
        self._announce(new, gone, after)
        summary = Summary(unchanged=len(after.files) - len(new))
        for one in sorted(new, key=lambda one: (one.address.turn, one.name)):
            assert one.written
            place = place_in(self.folder, one.name)
            for ending, size in one.written.sizes.items():
                os.replace(self.waiting / (one.staged + ending), f"{place}{ending}")
                summary.bytes_written += size
            summary.written += 1
            for ending in CODINGS.values():
                if ending not in one.written.sizes:
                    Path(f"{place}{ending}").unlink(missing_ok=True)
        for name in gone:
            self._delete(name)
            summary.deleted += 1
        if new or gone or after.groups != self.before.groups:
            after.write(self.folder)
        summary.bytes_in_all = sum(sum(file.sizes.values()) for file in after.files.values())
        summary.broken = self._broken(after)
        return summary

    def _announce(self, new: list[Made], gone: list[str], after: Record) -> None:
        """Write down what is about to change, so that an interrupted run is completed."""
        if not (new or gone):
            return
        uncertain = {one.name for one in new} | {*gone}
        files = {**self.before.files, **{name: Written("", {}, "") for name in uncertain}}
        groups = {
            slug: Group(links={**group.links, **self.before.groups.get(slug, group).links})
            for slug, group in after.groups.items()
        }
        Record(files, groups).write(self.folder)

    def _delete(self, name: str) -> None:
        for ending in ("", *CODINGS.values()):
            (self.folder / (name + ending)).unlink(missing_ok=True)
        for above in (self.folder / name).parents:
            if above == self.folder:
                break
            try:
                above.rmdir()
            except OSError:
                break

    # Links

    def _links(
        self, made: Iterable[Made], as_before: Iterable[Made], after: Record
    ) -> dict[str, dict[str, str]]:
        """Return group → path → the first of the paths that lead there.

        What files that stay lead to was found when they were made. Where nothing stands any more,
        they are asked again.
        """
        links: dict[str, dict[str, str]] = {slug: {} for slug in (COMMON, *self.site.releases)}
        for one in made:
            into = links[one.address.group]
            for link in one.links:
                into[link] = min(one.address.path, into.get(link, one.address.path))
        staying: dict[str, list[Made]] = {}
        for one in as_before:
            staying.setdefault(one.address.group, []).append(one)
        for slug, files in staying.items():
            into = links[slug]
            uncertain = set()
            for link, source in self.before.groups[slug].links.items():
                if self._is_there(link, after):
                    into.setdefault(link, source)
                elif link not in into:
                    uncertain.add(link)
            into |= self._leading_to(uncertain, files)
        return links

    def _leading_to(self, links: Set[str], files: Iterable[Made]) -> dict[str, str]:
        """Return which of these links stand in these files → the path of the first with it."""
        found: dict[str, str] = {}
        forms = {form.encode(): link for link in links for form in (link, escape(link))}
        for one in files if links else ():
            assert one.written
            if not may_lead(one.written.media_type):
                continue
            body = (self.folder / one.name).read_bytes()
            named = {link for form, link in forms.items() if form in body} - found.keys()
            if named:
                path, media_type = one.address.path, one.written.media_type
                leads_to = links_in(body, media_type, path, self.base.origin)
                found |= dict.fromkeys(named & leads_to, path)
        return found

    def _broken(self, record: Record) -> dict[str, str]:
        broken: dict[str, str] = {}
        for group in record.groups.values():
            for path, source in group.links.items():
                if not self._is_there(path, record):
                    broken[path] = source
        return dict(sorted(broken.items()))

    def _is_there(self, path: str, record: Record) -> bool:
        below = self.base.below(path)
        if not below:
            # Another site at the same host: none of ours leads there.
            return False
        if below.startswith(OUTSIDE) or (not self.wanted.cards and _is_card(below)):
            return True
        return any(name in record.files for name in candidates(below))


def _is_card(path: str) -> bool:
    last = path.rpartition("/")[2]
    return last.startswith("card-") and last.endswith(".png")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
