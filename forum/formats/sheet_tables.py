"""The programme as tables: a row for each session, a row for each speaker."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import pgettext

from forum.formats.cells import Item, listed
from forum.formats.columns import HEADINGS, IN_LANGUAGES, SESSIONS, SHEET_NAMES, SPEAKERS
from forum.formats.country_names import country_name
from forum.formats.foreign_words import one_line
from forum.formats.rows import Cell, Column, Table
from forum.formats.writing import Publication
from forum.labels import labels
from forum.programme import Programme
from multilingual.characters import writable
from multilingual.text import Text, folded
from sessions.times import local
from sessions.values import Session
from sessions.youtube import address_in
from speakers.values import Link

PART = 16_000
"""Characters of a long text that stand in one cell of a workbook; Excel takes 32,767 at most."""

WIDTHS = {
    "number": 8, "title": 44, "subtitle": 32, "abstract": 60, "description": 60, "date": 12,
    "start": 8, "duration": 10, "speakers": 40, "name": 30, "position": 36, "biography": 60,
    "organisation": 30, "guid": 38, "links": 40, "stream": 36, "recording": 36,
}  # fmt: skip
_OTHER_WIDTH = 18
_UNEVEN = re.compile("[ \t\n]{2,}|[\t\n]")

Cells = Callable[[Any], Cell]


def sessions_table(programme: Programme, publication: Publication, *, cut: bool = False) -> Table:
    """Return the sessions in order, with words in each language and one language for names.

    Args:
        cut: lay texts beyond what a cell of a workbook holds into several columns.
    """
    with translation.override(publication.language):
        return SessionsTable(programme, publication.language, cut).table(
            programme.sessions_in_order
        )


def speakers_table(programme: Programme, publication: Publication, *, cut: bool = False) -> Table:
    """Return the speakers in the order of the publication's language; see `sessions_table`."""
    language = publication.language
    with translation.override(language):
        return SpeakersTable(programme, language, cut).table(programme.speakers_in_order(language))


def name_in(text: Text, language: str) -> str:
    """Return a name on one line in a language, else in the one that stands in for it."""
    own = one_line(text.get(language))
    if own:
        return own
    return next(filter(None, map(one_line, (str(text), *text.words.values()))), "")


def line_of(words: str) -> str:
    """Return words on one line, as they are otherwise: with their spaces that do not break."""
    written = writable(words)
    return (_UNEVEN.sub(" ", written) if _UNEVEN.search(written) else written).strip(" ")


def _title(words: str) -> str:
    """Return a link's title in quotes, if another address could be seen in it."""
    if words.startswith('"') or "://" in words:
        return '"' + words.replace('"', '""') + '"'
    return words


def example_of(kind: str) -> str:
    """Return the title or name of the template's example row, in the active language."""
    if kind == SESSIONS:
        return pgettext("example row", "Example: write over this row or leave it")
    return pgettext("example row", "Example: write over this person or leave it")


class _Table:
    """Columns, each with what stands in it."""

    kind: str

    def __init__(self, programme: Programme, language: str, cut: bool) -> None:
        self.programme, self.language, self.cut = programme, language, cut
        self.columns: list[tuple[Column, Cells]] = []

    @property
    def items(self) -> Sequence[Any]:
        return tuple(getattr(self.programme, self.kind))

    @cached_property
    def languages(self) -> list[str]:
        """Those that the edition is held in or that words occur in, the file's own one first."""
        stated = dict.fromkeys((self.language, *self.programme.edition.languages))
        occurring = {
            code
            for item in self.items
            for field in IN_LANGUAGES[self.kind]
            if isinstance(value := getattr(item, field, None), Text)
            for code, _words in value.pairs
        }
        # A set has no order of its own: equal programmes are to give equal bytes.
        return [*stated, *sorted(occurring - stated.keys())]

    def table(self, items: Iterable[Any]) -> Table:
        self.fill()
        return Table(
            str(SHEET_NAMES[self.kind]),
            tuple(column for column, _cells in self.columns),
            tuple(tuple(cells(item) for _column, cells in self.columns) for item in items),
        )

    def fill(self) -> None:
        raise NotImplementedError

    def add(self, field: str, cells: Cells, mark: str = "", choices: Sequence[str] = ()) -> None:
        heading = str(HEADINGS[self.kind][field])
        words = f"{heading} ({mark})" if mark else heading
        width = WIDTHS.get(field, _OTHER_WIDTH)
        self.columns.append((Column(words, width, tuple(choices)), cells))

    def add_words(self, field: str, clean: Callable[[str], str] = line_of) -> None:
        """Add a column for each language."""
        for code in self.languages:

            def words(item: Any, code: str = code) -> str:
                return clean(getattr(item, field).get(code))

            parts = self._parts(field, code, words) if self.cut else 1
            for number in range(parts):

                def part(item: Any, number: int = number, words: Cells = words) -> str:
                    return words(item)[number * PART : (number + 1) * PART]  # type: ignore[index]

                mark = f"{code}, {number + 1}" if number else code
                self.add(field, words if parts == 1 else part, mark)

    def _parts(self, field: str, code: str, words: Cells) -> int:
        """Return how many cells the longest of some words need."""
        # Cleaned, words never become longer, and hardly any are cleaned in vain.
        long = [item for item in self.items if len(getattr(item, field).get(code)) > PART]
        longest = max((len(str(words(item))) for item in long), default=0)
        return max(1, -(-longest // PART))

    def links(self, links: Iterable[Link]) -> str:
        """Return a line for each link: its address, then its title in the file's language."""
        return "\n".join(
            f"{link.url} {_title(line_of(link.title.get(self.language)))}".strip(" ")
            for link in links
        )

    def names(self, kind: str) -> dict[str, Item]:
        """Return guid → what a thing is called; those that share a name have their guid too."""
        things = getattr(self.programme, kind)
        owners = Counter(
            key
            for thing in things
            for key in {folded(one_line(words)) for _code, words in thing.name.pairs}
        )
        found = {}
        for thing in things:
            name = name_in(thing.name, self.language)
            is_shared = owners[folded(name)] > 1
            found[thing.guid] = Item(name, thing.guid if is_shared else "")
        return found


class SessionsTable(_Table):
    kind = SESSIONS

    def fill(self) -> None:
        programme, zone = self.programme, self.programme.zone
        tracks, stages = self.names("tracks"), self.names("stages")
        topics, speakers = self.names("topics"), self.names("speakers")
        kinds, states, roles = labels("kind"), labels("state"), labels("role")

        def of(found: dict[str, Item], guids: Iterable[str]) -> str:
            return listed(found[guid] for guid in guids if guid in found)

        def people(session: Session) -> str:
            appearances = programme.appearances_by_session.get(session.guid, ())
            return listed(
                Item(
                    speakers[one.speaker].name,
                    speakers[one.speaker].tag,
                    "" if one.role == "speaker" else roles[one.role],
                )
                for one in appearances
            )

        mark, language = programme.edition.time_zone, self.language
        self.add("number", lambda session: session.number)
        self.add_words("title")
        self.add_words("subtitle")
        self.add("kind", lambda session: kinds[session.kind], "", tuple(kinds.values()))
        self.add_words("kind_name")
        self.add("track", lambda session: of(tracks, [session.track]), language)
        self.add("stage", lambda session: of(stages, [session.stage]), language)
        self.add("date", lambda s: s.starts_at and local(s.starts_at, zone).date(), mark)
        self.add("start", lambda s: s.starts_at and _clock(local(s.starts_at, zone)), mark)
        self.add("duration", lambda session: session.duration_minutes)
        self.add("state", lambda session: states[session.state], "", tuple(states.values()))
        self.add("languages", lambda session: ", ".join(session.languages))
        self.add("topics", lambda session: of(topics, session.topics), language)
        self.add("speakers", people, language)
        self.add_words("abstract", writable)
        self.add_words("description", writable)
        self._add_streams()
        self.add("recording", lambda s: "" if s.recording.opted_out else s.recording.url)
        self.add("licence", lambda session: line_of(session.recording.licence))
        yes = pgettext("in a cell", "yes")
        self.add("opted_out", lambda s: yes if s.recording.opted_out else "", "", (yes,))
        self.add("feedback", lambda session: session.feedback_url)
        self.add("links", lambda session: self.links(_shown_links(session)), language)
        self.add("code", lambda session: session.code)
        self.add("guid", lambda session: session.guid)

    def _add_streams(self) -> None:
        """Add a column for the floor, and one for each language that is interpreted into."""
        own: dict[tuple[str, str], list[str]] = defaultdict(list)
        for stream in self.programme.streams:
            if stream.session:
                own[stream.session, stream.language].append(address_in(stream.video))
        for language in sorted({"", *(language for _session, language in own)}):

            def addresses(session: Session, language: str = language) -> str:
                return "\n".join(own.get((session.guid, language), ()))

            self.add("stream", addresses, language)


class SpeakersTable(_Table):
    kind = SPEAKERS

    def fill(self) -> None:
        language = self.language
        kinds = labels("organisation_kind")
        self.add_words("name")
        self.add_words("position")
        self.add_words("organisation")
        self.add(
            "organisation_kind",
            lambda speaker: kinds[speaker.organisation_kind],
            "",
            tuple(kinds.values()),
        )
        self.add("country", lambda speaker: country_name(speaker.country, language))
        self.add_words("biography", writable)
        self.add("links", lambda speaker: self.links(speaker.links), language)
        self.add("guid", lambda speaker: speaker.guid)


def _shown_links(session: Session) -> list[Link]:
    """Return the links save those to videos that speakers do not want to be seen in."""
    opted_out = session.recording.opted_out
    return [link for link in session.links if not (opted_out and link.kind == "video")]


def _clock(moment: Any) -> Any:
    return moment.time().replace(microsecond=0)
