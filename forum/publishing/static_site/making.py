"""Makes the files of addresses, in as many processes as are wanted, beside those that stand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info

from forum.publishing import compression, current
from forum.publishing.static_site.addresses import PAGES, Address
from forum.publishing.static_site.asking import Answer, Asker, Base
from forum.publishing.static_site.links import links_in
from forum.publishing.static_site.naming import CODINGS, UnsafeName, candidates, file_of
from forum.publishing.static_site.record import Record, Written

MOST_HOPS = 3
CHUNK = 16
"""So many addresses are given to a process at a time."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an address. `staged` is where the file waits, empty where nothing changed.

    `problem` is set where nothing could be made, and `name` is empty where nothing is to be.
    """

    address: Address
    name: str = ""
    written: Written | None = None
    staged: str = ""
    links: frozenset[str] = frozenset()
    problem: str = ""


@dataclass
class Maker:
    """Asks for answers and puts what is new into `waiting`, packed, each under a name of its own.

    `folder` holds what the last export wrote, as `record` says; `modified` is for files that do
    not say themselves since when they are what they are, in seconds since 1970.
    """

    base: Base
    folder: Path
    waiting: Path
    record: Record
    modified: int

    def __post_init__(self) -> None:
        self._asker = Asker(self.base)

    def kept(self, address: Address) -> Made | None:
        """Return the file that stands, without its links, if it is made of the same."""
        below = self.base.below(address.path)
        for name in candidates(below) if address.made_of else ():
            known = self.record.files.get(name)
            is_same = known and known.made_of == address.made_of
            if is_same and self.record.is_intact(self.folder, name):
                return Made(address, name, known)
        return None

    def make(self, address: Address) -> Made:
        """Return what comes of an address.

        Raises:
            OSError: if a file cannot be written.
        """
        below = self.base.below(address.path)
        if address.is_immutable:
            name = file_of(below)
            if self.record.is_intact(self.folder, name):
                return Made(address, name, replace(self.record.files[name], group=address.group))
        try:
            answer = self._answer(address)
            if answer is None:
                return Made(address)
            name = address.file or file_of(below, answer.media_type)
        except (UnsafeName, Unanswered) as problem:
            return Made(address, problem=str(problem))
        sha256 = hashlib.sha256(answer.body).hexdigest()
        bodies = {"": answer.body}
        bodies |= {CODINGS[name]: body for name, body in answer.codings.items()}
        sizes = {ending: len(body) for ending, body in sorted(bodies.items())}
        written = Written(sha256, sizes, address.group, answer.media_type, address.made_of)
        links = links_in(answer.body, answer.media_type, address.path, self.base.origin)
        known = self.record.files.get(name)
        is_same = known is not None and known.sizes == sizes
        if is_same and self.record.is_intact(self.folder, name, sha256):
            return Made(address, name, written, links=frozenset(links))
        staged = hashlib.sha256(name.encode()).hexdigest()[:32]
        modified = answer.modified or self.modified
        for ending, body in bodies.items():
            place = self.waiting / (staged + ending)
            place.write_bytes(body)
            os.utime(place, (modified, modified))
        return Made(address, name, written, staged, frozenset(links))

    def _answer(self, address: Address) -> Answer | None:
        """Return what is to be written, None where nothing stands.

        Raises:
            Unanswered: if there should be something.
        """
        if address.path == f"{self.base.prefix}/":
            return _page("forum/front_doors.html", settings.LANGUAGES[0][0], _doors())
        answer = self._asker.ask(address.path)
        is_page = address.turn == PAGES
        if is_page and answer.status in (301, 302) and answer.location:
            language = address.path.removeprefix(self.base.prefix).split("/")[1]
            to = answer.location
            return _page("forum/moved.html", language, {"to": to, "full": self.base.origin + to})
        for _hop in range(MOST_HOPS):
            if answer.status not in (301, 302):
                break
            # Who follows a calendar goes on getting it where it was.
            answer = self._asker.ask(urlsplit(answer.location).path)
        is_said = address.file == "404.html" or address.file.endswith("/404.html")
        if answer.status == (404 if is_said else 200) or (is_page and answer.status == 410):
            return answer
        if address.may_be_missing and answer.status in (404, 410):
            return None
        raise Unanswered(f"{address.path}: answered {answer.status}.")


class Unanswered(LookupError):
    """The site has no answer where it should have one."""


def _doors() -> dict[str, object]:
    site = current.site()
    doors = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            info = get_language_info(code)
            doors.append((code, info["name_local"], info["bidi"], reverse("front", args=(code,))))
    return {"doors": doors, "edition": site.current.programme.edition if site.current else None}


def _page(template: str, language: str, context: Mapping[str, object]) -> Answer:
    with translation.override(language):
        body = render_to_string(template, {"language": language, **context}).encode()
    return Answer(200, "text/html", body, compression.in_all_codings(body))


_maker: Maker | None = None


def make_all(maker: Maker, addresses: Iterable[Address], jobs: int) -> Iterator[Made]:
    """Yield what comes of addresses, in any order; with more than one job, of other processes.

    Raises:
        OSError: if a file cannot be written.
    """
    global _maker
    _maker = maker
    # What takes longest is begun first: lists of everything stand near the root.
    in_order = sorted(addresses, key=lambda address: (address.path.count("/"), address.path))
    if jobs == 1:
        yield from _made(in_order)
        return
    # A process that is forked must not use the connection of its parent.
    connections.close_all()
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        singles = [[one] for one in in_order[: 40 * jobs]]
        rest = in_order[40 * jobs :]
        chunks = [*singles, *(rest[at : at + CHUNK] for at in range(0, len(rest), CHUNK))]
        try:
            for results in pool.map(_made, chunks):
                yield from results
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _made(addresses: Sequence[Address]) -> list[Made]:
    assert _maker
    return [_maker.make(address) for address in addresses]
