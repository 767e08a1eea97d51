"""Sheets of sessions and of speakers, whatever the order of their columns, become a programme.

Every mistake is collected with its row and column. A blank cell clears a value, a missing column
leaves it as it is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from forum.coverage import Coverage, covering
from forum.formats import foreign_times as times
from forum.formats.cells import (
    Item,
    date_of,
    items_of,
    minutes_of,
    number_of,
    span_of,
    words_of,
    yes_or_no,
)
from forum.formats.columns import (
    HEADINGS,
    IN_LANGUAGES,
    REQUIRED,
    SESSIONS,
    SEVERAL,
    SPEAKERS,
    Column,
    Known,
    known,
    plain,
)
from forum.formats.country_names import country_code
from forum.formats.foreign_words import (
    MAX_LINE,
    Slugs,
    guid_or_none,
    kind_of,
    one_line,
    spoken_languages,
    state_of,
)
from forum.formats.outline import Event, Outline, Person, Said, first_of
from forum.formats.reading import Named, Note, Reading, Request
from forum.formats.rows import RowsRefused, Workbook
from forum.formats.sheet_rows import Cells, Dates, Findings, cell_of
from forum.formats.understanding import MAX_MINUTES, NAMESPACE, PALETTE, understood
from forum.labels import values_by_label
from multilingual.text import Text, folded
from sessions.values import Session, Stage, Stream, Topic, Track
from sessions.youtube import NotAVideoLink, canonical, read_link

_ROLES = {
    "chair": "moderator", "session chair": "moderator", "moderation": "moderator",
    "модерация": "moderator", "докладчик": "speaker", "спикер": "speaker",
    "докладчица": "speaker", "ведущая": "host", "keynote": "keynote", "panelist": "panellist",
    "участник дискуссии": "panellist", "участница дискуссии": "panellist",
}  # fmt: skip
_CODE = re.compile("[0-9A-Z]{6}")
# Field of a sheet → our field that it covers.
_COVERS: Mapping[str, Mapping[str, str]] = {
    SESSIONS: {
        "title": "title", "subtitle": "subtitle", "abstract": "abstract",
        "description": "description", "kind": "kind", "kind_name": "kind_name", "track": "track",
        "stage": "stage", "date": "starts_at", "start": "starts_at", "end": "duration_minutes",
        "end_date": "duration_minutes", "duration": "duration_minutes", "state": "state",
        "languages": "languages", "topics": "topics", "recording": "recording.url",
        "licence": "recording.licence", "opted_out": "recording.opted_out",
        "feedback": "feedback_url", "links": "links", "code": "code", "address": "origin_url",
    },
    SPEAKERS: {
        "name": "name", "first_name": "name", "last_name": "name", "position": "position",
        "organisation": "organisation", "organisation_kind": "organisation_kind",
        "country": "country", "biography": "biography", "links": "links",
    },
}  # fmt: skip


def read_sheets(workbook: Workbook, request: Request) -> Reading:
    """Return the programme of a workbook's sheets.

    Raises:
        RowsRefused: with every mistake, each with sheet, row and column.
        NotASchedule: if no sheet has a heading, or there are no dates at all.
    """
    return _Sheets(workbook, request).reading()


class _Sheets:
    """The sheets of one file on their way to a programme."""

    def __init__(self, workbook: Workbook, request: Request) -> None:
        self.workbook, self.request = workbook, request
        self.findings = Findings(request, Outline.of(request))
        self.outline, self.problems = self.findings.outline, self.findings.problems
        self.outline.guesses += workbook.guesses
        self.outline.skipped += workbook.skipped
        self.named: dict[tuple[str, str], Named] = {}
        self.unsaid: set[tuple[str, str, str, str]] = set()
        self.coverage = Coverage()
        self.rows_of: list[tuple[str, str, Coverage]] = []
        self.numbers: dict[int, str] = {}
        self.guids: dict[tuple[str, str], str] = {}
        self.declared: set[str] = set()
        self.people_by_name: dict[str, set[str]] = defaultdict(set)
        self.people_by_id: dict[str, str] = {}
        self.things: dict[str, dict[str, Said]] = defaultdict(dict)
        self.references: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        self.streams: list[Stream] = []

    def reading(self) -> Reading:
        sheets = [self._checked(sheet) for sheet in self._known_sheets()]
        if not self.problems:
            for sheet in sorted(sheets, key=lambda sheet: sheet.kind != SPEAKERS):
                read = self._sessions if sheet.kind == SESSIONS else self._speakers
                read(sheet)
        if self.problems:
            raise RowsRefused(self.problems, file=self.request.file_name)
        if not self.outline.events and not self.outline.persons:
            raise self.outline.refuse(
                "no rows below the heading.", sheets[0].sheet.place(sheets[0].heading_row)
            )
        if not self.outline.events and not self.request.fallback_dates:
            raise self.outline.refuse(
                "people alone, and no edition whose days are known. Make the edition first, or "
                "read its sessions."
            )
        if not self.outline.events:
            # Nothing here has a time whose zone could be in doubt.
            self.outline.zone_name = self.request.zone_name or self.request.fallback_zone
        self._note_unsaid()
        self.outline.coverage = self.coverage
        reading = understood(self.outline, self.request)
        return dataclasses.replace(
            reading,
            programme=reading.programme.replace(
                tracks=self._tracks(),
                stages=self._stages(),
                topics=self._topics(),
                streams=tuple(self.streams),
                sessions=tuple(map(self._referring, reading.programme.sessions)),
            ),
            named=tuple(self.named.values()),
            unsaid=frozenset(self.unsaid),
        )

    # Sheets and columns

    def _known_sheets(self) -> list[Known]:
        found = []
        for sheet in self.workbook.sheets:
            one = known(sheet, self.request.languages)
            if one:
                found.append(one)
            elif sheet.rows:
                self.outline.skip(
                    f"sheet {sheet.name}" if sheet.name else "",
                    "a sheet without a heading that is known",
                    " | ".join(words_of(cell) for cell in sheet.rows[0].cells),
                )
        if not found:
            expected = " or ".join(
                f"{HEADINGS[kind][REQUIRED[kind]]} with others such as "
                f"{', '.join(str(heading) for heading in list(HEADINGS[kind].values())[1:8])}"
                for kind in (SESSIONS, SPEAKERS)
            )
            raise self.outline.refuse(
                f"none of its first rows is a heading that is known. Expected {expected}.",
                "row 1",
            )
        return found

    def _checked(self, sheet: Known) -> Known:
        """Return a sheet with each meaning in one column, and note what is strange about them."""
        place = sheet.sheet.place(sheet.heading_row)
        required = REQUIRED[sheet.kind]
        if not sheet.has_required:
            own = str(HEADINGS[sheet.kind][required])
            message = f"no column for the {required}. Expected one such as {own} (en)."
            self.problems.append(Note(place, message))
        taken: dict[tuple[str, str, int], Column] = {}
        for column in sheet.columns:
            heading = column.heading
            key = column.field, heading.language, heading.part
            if not column.field:
                self._note_unknown(sheet, column)
            elif column.field in SEVERAL or key not in taken:
                taken.setdefault(key, column)
            elif plain(column.words) == plain(taken[key].words):
                own_place = sheet.sheet.place(sheet.heading_row, column.words)
                self.problems.append(Note(own_place, "two columns have this heading"))
            else:
                own_place = sheet.sheet.place(sheet.heading_row, column.words)
                message = "a column that means the same as an earlier one, which is taken"
                self.outline.skip(own_place, message, taken[key].words)
        columns = tuple(
            column
            for column in sheet.columns
            if column.field in SEVERAL or column in taken.values()
        )
        self._note_languages(sheet, columns)
        return dataclasses.replace(sheet, columns=columns)

    def _note_languages(self, sheet: Known, columns: tuple[Column, ...]) -> None:
        place = sheet.sheet.place(sheet.heading_row)
        foreign = [column.words for column in columns if column.heading.is_foreign]
        if foreign:
            message = "columns in a language that the site does not have"
            self.outline.skip(place, message, ", ".join(foreign))
        unmarked = [
            column.words
            for column in columns
            if column.field in IN_LANGUAGES[sheet.kind] and not column.heading.language
        ]
        if unmarked:
            message = f"columns that name no language, taken as {self.outline.language}"
            self.outline.guess(place, message, ", ".join(unmarked))

    def _note_unknown(self, sheet: Known, column: Column) -> None:
        given = [row for row in sheet.rows if cell_of(row, column) not in (None, "")]
        if given:
            place = sheet.sheet.place(sheet.heading_row, column.words or "without a heading")
            message = "a column that is unknown"
            self.outline.skip(place, message, f"{len(given)} {sheet.sheet.row_word}s")

    def _covered(self, sheet: Known) -> Coverage:
        """Return what a sheet speaks of."""
        found = Coverage()
        for column in sheet.columns:
            own = _COVERS[sheet.kind].get(column.field)
            if own and not column.heading.is_foreign:
                language = column.heading.language or self.outline.language
                found |= covering(sheet.kind, [own], [language])
        if sheet.kind != SESSIONS:
            return found
        if sheet.has("kind") and not sheet.has("kind_name"):
            cells = (cell_of(row, column) for column in sheet.of("kind") for row in sheet.rows)
            if any(_kind(words_of(cell))[1] for cell in cells):
                found |= covering(SESSIONS, ["kind_name"], [self.outline.language])
        if sheet.has("speakers", "moderators"):
            fields = ["session", "speaker", "order"]
            if sheet.has("moderators", "guid") or self._has_roles(sheet):
                fields.append("role")
            found |= covering("appearances", fields, [])
        if sheet.has("stream"):
            found |= covering("streams", ["video", "session", "language"], [])
        return found

    def _has_roles(self, sheet: Known) -> bool:
        cells = (cell_of(row, column) for column in sheet.of("speakers") for row in sheet.rows)
        return any(item.role for cell in cells for item in items_of(words_of(cell), _role_words()))

    def _note_unsaid(self) -> None:
        """Note for each row what other sheets of its kind have columns for, and its own has not."""
        for kind, guid, own in self.rows_of:
            for spoken, field, language in self.coverage.spoken_of - own.spoken_of:
                if spoken == kind:
                    self.unsaid.add((kind, guid, field, language))

    # Speakers

    def _speakers(self, sheet: Known) -> None:
        own = self._covered(sheet)
        self.coverage |= own
        for row in sheet.rows:
            cells = Cells(self.findings, sheet, row)
            if cells.is_empty or cells.is_example("name"):
                continue
            said = cells.said("name") or cells.full_name()
            if not said:
                cells.problem("name", "nobody without a name")
                continue
            name = one_line(first_of(said, self.outline.language))
            guid = cells.guid()
            identity = one_line(cells.words("id"))
            if not guid and identity:
                guid = self.derived("person", "id", identity)
            if not guid:
                guid = self.derived("person", "name", folded(name))
                if folded(name) in self.people_by_name:
                    message = "a name that an earlier row has; give both a guid"
                    cells.problem("name", message, name)
            self._take_guid(cells, SPEAKERS, guid)
            if identity:
                self.people_by_id[identity] = guid
            folded_names = {folded(one_line(words)) for words in said.values()}
            for folded_name in folded_names:
                self.people_by_name[folded_name].add(guid)
            if not cells.given("guid"):
                by = tuple(("name", folded_name) for folded_name in sorted(folded_names))
                self.named[SPEAKERS, guid] = Named(SPEAKERS, guid, cells.place, by)
            self.declared.add(guid)
            self.rows_of.append((SPEAKERS, guid, own))
            self.outline.persons.append(self._person(cells, guid, said))

    def _person(self, cells: Cells, guid: str, said: Said) -> Person:
        kind_words = one_line(cells.words("organisation_kind"))
        kind = values_by_label("organisation_kind").get(folded(kind_words), "")
        if kind_words and not kind:
            cells.problem("organisation_kind", _expected("organisation_kind"), kind_words)
        if not kind_words:
            self.unsaid.add((SPEAKERS, guid, "organisation_kind", ""))
        country_words = one_line(cells.words("country"))
        country = country_code(country_words)
        if country_words and not country:
            message = "no country that is known. Expected its name or its code of two letters."
            cells.problem("country", message, country_words)
        return Person(
            name=said,
            place=cells.place,
            guid=guid,
            slug=one_line(cells.words("slug")),
            position=cells.said("position"),
            organisation=cells.said("organisation"),
            organisation_kind=kind,
            biography=cells.said("biography"),
            country=country,
            links=[*cells.links("links"), *cells.own_links()],
        )

    # Sessions

    def _sessions(self, sheet: Known) -> None:
        own = self._covered(sheet)
        self.coverage |= own
        dates = Dates(self.findings, sheet)
        ids_are = self._meaning_of_ids(sheet)
        for row in sheet.rows:
            cells = Cells(self.findings, sheet, row)
            if cells.is_empty or cells.is_example("title"):
                continue
            title = cells.said("title")
            if not title:
                cells.problem("title", "no session without a title")
                continue
            event = Event(place=cells.place, title=title)
            self._when(event, cells, dates)
            guid = self._identity(event, cells, ids_are)
            event.guid = guid
            self._take_guid(cells, SESSIONS, guid)
            self.rows_of.append((SESSIONS, guid, own))
            self._facts(event, cells)
            self.references[guid] = self._names(cells)
            event.persons = [*self._people(cells)]
            self.streams += self._streams(cells, guid)
            self.outline.events.append(event)

    def _meaning_of_ids(self, sheet: Known) -> str:
        """Return what the ids of a sheet are: numbers, codes, or nothing of ours."""
        cells = [
            one_line(words_of(cell_of(row, one))) for one in sheet.of("id") for row in sheet.rows
        ]
        given = [words for words in cells if words]
        if not given or len(set(given)) < len(given):
            return ""
        if not sheet.has("number") and all(re.fullmatch("[1-9][0-9]{0,8}", one) for one in given):
            return "number"
        return "code" if not sheet.has("code") and all(map(_CODE.fullmatch, given)) else ""

    def _identity(self, event: Event, cells: Cells, ids_are: str) -> str:
        """Return the session's guid, else one made of its number, code, id, or title and start."""
        guid = cells.guid()
        identity = one_line(cells.words("id"))
        number = cells.number()
        if number is None and ids_are == "number":
            number = number_of(identity)
        if number is not None:
            event.number = str(number)
            if number in self.numbers:
                cells.problem("number", f"a number that {self.numbers[number]} has", str(number))
            self.numbers[number] = cells.place
        code = one_line(cells.words("code")) or (identity if ids_are == "code" else "")
        if code and not _CODE.fullmatch(code):
            cells.problem("code", "expected six Latin capitals and digits", code)
        event.code = code
        if guid:
            return guid
        title = folded(one_line(first_of(event.title, self.outline.language)))
        by = [("number", event.number), ("code", code), ("title", title)]
        by = [(field, words) for field, words in by if words]
        if event.number:
            guid = self.derived("number", event.number)
        elif code:
            guid = self.derived("code", code)
        elif identity:
            guid = self.derived("id", identity)
        else:
            guid = self.derived("title", title, event.date, event.start)
        self.named[SESSIONS, guid] = Named(SESSIONS, guid, cells.place, tuple(by))
        return guid

    def _when(self, event: Event, cells: Cells, dates: Dates) -> None:
        date, start, end = dates.date(cells), cells.time("start"), cells.time("end")
        if span := span_of(cells.value("start")):
            start, end = span[0], end or span[1]
        elif start is None and cells.given("start"):
            moment = date_of(cells.value("start"), self.request.languages)
            if isinstance(moment, dt.datetime):
                date = moment
            else:
                message = "no time that can be told. Expected one such as 10:00."
                cells.problem("start", message, cells.words("start"))
        if isinstance(date, dt.datetime) and (date.tzinfo or not start):
            event.date = date.isoformat()
        elif date:
            event.date = f"{date:%Y-%m-%d}"
            event.start = _clock_words(start) if start else ""
        elif start and not cells.has_problem:
            cells.problem("date" if cells.sheet.has("date") else "start", "a start without a date")
        self._how_long(event, cells, end)

    def _how_long(self, event: Event, cells: Cells, end: times.Clock | None) -> None:
        if cells.given("duration"):
            minutes = minutes_of(cells.value("duration"))
            if minutes is None or minutes > MAX_MINUTES:
                message = "no duration that can be told. Expected minutes such as 45, or 1:30."
                cells.problem("duration", message, cells.words("duration"))
            event.duration = str(minutes)
            return
        if end:
            event.end = _clock_words(end)
        elif cells.given("end"):
            moment = date_of(cells.value("end"), self.request.languages)
            if isinstance(moment, dt.datetime):
                event.end = moment.isoformat()
            else:
                message = "no time that can be told. Expected one such as 10:45."
                cells.problem("end", message, cells.words("end"))
        until = date_of(cells.value("end_date"), self.request.languages)
        if isinstance(until, dt.datetime):
            event.end = until.isoformat()
        elif isinstance(until, dt.date) and end and not end.days:
            event.end = dt.datetime.combine(until, end.time).isoformat()
        begins, ends = times.moment(f"{event.date} {event.start}".strip()), times.moment(event.end)
        if begins and ends and not begins.tzinfo and not ends.tzinfo and ends < begins:
            field = "end_date" if cells.given("end_date") else "end"
            cells.problem(field, "it ends before it begins", cells.words(field))
        if not event.end and cells.sheet.has("duration", "end", "end_date"):
            event.duration = "0"

    def _facts(self, event: Event, cells: Cells) -> None:
        guid = event.guid
        for field in ("subtitle", "abstract", "description"):
            setattr(event, field, cells.said(field))
        words = one_line(cells.words("kind"))
        event.type, event.type_name = _kind(words)[0], cells.said("kind_name")
        if not words:
            self.unsaid.add((SESSIONS, guid, "kind", ""))
            if not cells.sheet.has("kind_name"):
                self.unsaid.add((SESSIONS, guid, "kind_name", self.outline.language))
        words = one_line(cells.words("state"))
        event.state = values_by_label("state").get(folded(words), "") or state_of(words)
        if words and not event.state:
            cells.problem("state", _expected("state"), words)
        if not words:
            self.unsaid.add((SESSIONS, guid, "state", ""))
        event.languages = one_line(cells.words("languages"))
        _codes, unknown = spoken_languages(event.languages)
        if unknown:
            message = "a language that is unknown. Expected codes such as en, ru."
            cells.problem("languages", message, ", ".join(unknown))
        event.slug = one_line(cells.words("slug"))
        event.recording = cells.address("recording")
        event.feedback_url = cells.address("feedback")
        event.url = cells.address("address")
        event.licence = one_line(cells.words("licence"))
        opted_out = yes_or_no(cells.value("opted_out"))
        if opted_out is None:
            message = "neither yes nor no"
            cells.problem("opted_out", message, cells.words("opted_out"))
        if opted_out:
            event.opted_out = "yes"
            self.unsaid.add((SESSIONS, guid, "recording.url", ""))
        event.links = list(cells.links("links"))

    def _names(self, cells: Cells) -> tuple[str, str, tuple[str, ...]]:
        """Return the guids of what a session belongs to: its track, its stage, its topics."""
        track = self._thing("tracks", cells, "track", is_list=False)
        stage = self._thing("stages", cells, "stage", is_list=False)
        topics = self._thing("topics", cells, "topics")
        return next(iter(track), ""), next(iter(stage), ""), tuple(dict.fromkeys(topics))

    def _thing(self, kind: str, cells: Cells, field: str, *, is_list: bool = True) -> list[str]:
        """Return the guids of the things that are named in a cell; in several languages, of one."""
        found: list[str] = []
        for column in cells.columns(field):
            words = cells.words_in(column)
            items = items_of(words)
            if not is_list and len(items) > 1:
                items = [Item(one_line(words))]
            guids = [self._thing_of(kind, cells, column, item) for item in items]
            if found and guids and not is_list:
                # The same thing, called in another language.
                said = self.things[kind].pop(guids[0], {})
                self.named.pop((kind, guids[0]), None)
                self.things[kind][found[0]] = {**said, **self.things[kind][found[0]]}
            else:
                found += guids
        return found

    def _thing_of(self, kind: str, cells: Cells, column: Column, item: Item) -> str:
        guid = guid_or_none(item.tag)
        by = () if guid else (("name", folded(item.name)),)
        guid = guid or self.derived(kind, folded(item.name))
        language = column.heading.language or self.outline.language
        self.things[kind].setdefault(guid, {language: item.name[:MAX_LINE]})
        named = Named(kind, guid, cells.placed(column), by, is_mention=True)
        self.named.setdefault((kind, guid), named)
        return guid

    def _people(self, cells: Cells) -> Iterator[Person]:
        roles = _role_words()
        for field in ("speakers", "moderators"):
            for column in cells.columns(field):
                words, position = cells.words_in(column), ""
                if re.search(r" [0-9]{1,2}\Z", column.words) and ";" not in words:
                    # One of several columns for one person each: "Anna Berg, Mayor of Oslo".
                    words, _comma, position = one_line(words).partition(",")
                for item in items_of(words, roles):
                    role = roles.get(folded(item.role), "")
                    role = role or ("moderator" if field == "moderators" else "speaker")
                    guid = self._mentioned(cells, column, item, one_line(position))
                    yield Person(guid=guid, place=cells.place, role=role)

    def _mentioned(self, cells: Cells, column: Column, item: Item, position: str) -> str:
        """Return the guid of a person whom a session names: by guid, by id, or by name."""
        name, place = folded(item.name), cells.placed(column)
        by: tuple[tuple[str, str], ...] = ()
        guid = guid_or_none(item.tag) or self.people_by_id.get(item.name)
        same_name = self.people_by_name.get(name, set())
        if not guid and len(same_name) > 1:
            message = "the name of several people; put the guid of one behind it in square brackets"
            self.problems.append(Note(place, message, item.name))
        if not guid and same_name:
            guid = min(same_name)
        if not guid and cells.sheet.sheet.row_word != "row" and _CODE.fullmatch(item.name):
            # Records of other systems name people by their id alone.
            guid = self.derived("person", "id", item.name)
            message = "people named by an id alone, whom another file must tell of"
            self.outline.guess(place, message, item.name)
        if not guid:
            guid, by = self.derived("person", "name", name), (("name", name),)
        if guid not in self.declared:
            self.declared.add(guid)
            language = column.heading.language or self.outline.language
            person = Person({language: item.name}, cells.place, guid)
            person.position = {language: position}
            self.outline.persons.append(person)
            self.named[SPEAKERS, guid] = Named(SPEAKERS, guid, place, by, is_mention=True)
        return guid

    def _streams(self, cells: Cells, guid: str) -> Iterator[Stream]:
        counts = Counter[str]()
        for column in cells.columns("stream"):
            for word in re.split(r"[\s,;]+", one_line(cells.words_in(column).replace("\n", " "))):
                if not word:
                    continue
                try:
                    video = canonical(read_link(word))
                except NotAVideoLink as error:
                    self.problems.append(Note(cells.placed(column), str(error)))
                    continue
                language = column.heading.language
                name = f"stream {language} {counts[language]}"
                counts[language] += 1
                own = str(uuid.uuid5(uuid.UUID(guid), name))
                yield Stream(own, video, session=guid, language=language)

    # What sessions name

    def _tracks(self) -> tuple[Track, ...]:
        return tuple(
            Track(guid, slug, number, name, colour=PALETTE[(number - 1) % len(PALETTE)])
            for number, guid, slug, name in self._made("tracks", "track")
        )

    def _stages(self) -> tuple[Stage, ...]:
        return tuple(
            Stage(guid, slug, name, position=number - 1)
            for number, guid, slug, name in self._made("stages", "stage")
        )

    def _topics(self) -> tuple[Topic, ...]:
        made = self._made("topics", "topic")
        return tuple(Topic(guid, slug, name) for _number, guid, slug, name in made)

    def _made(self, kind: str, otherwise: str) -> Iterator[tuple[int, str, str, Text]]:
        slugs = Slugs()
        for number, (guid, said) in enumerate(self.things[kind].items(), 1):
            name = first_of(said, self.outline.language)
            slug = slugs.give(name, otherwise=f"{otherwise}-{number}")
            yield number, guid, slug, Text(dict(said))

    def _referring(self, session: Session) -> Session:
        track, stage, topics = self.references[session.guid]
        return dataclasses.replace(session, track=track, stage=stage, topics=topics)

    # Identities

    def derived(self, *parts: str) -> str:
        """Return a guid that stands for what the file names so, in this edition."""
        words = ("sheet", folded(self.request.edition_slug), *parts)
        return str(uuid.uuid5(NAMESPACE, "\n".join(words)))

    def _take_guid(self, cells: Cells, kind: str, guid: str) -> None:
        """Note a mistake if an earlier row has this identity."""
        other = self.guids.setdefault((kind, guid), cells.place)
        if other == cells.place:
            return
        given = next((one for one in ("guid", "number", "code", "id") if cells.given(one)), "")
        if given and given != "number":
            cells.problem(given, f"the same as in {other}", cells.words(given))
        elif kind == SESSIONS and not given:
            message = f"the same title and start as in {other}; give both a number"
            cells.problem("title", message)


def _clock_words(clock: times.Clock) -> str:
    hours = clock.time.hour + 24 * clock.days
    return f"{hours:02}:{clock.time.minute:02}:{clock.time.second:02}"


def _kind(words: str) -> tuple[str, str]:
    """Return the word of a kind as `understood` takes it, and what it says beyond our kinds."""
    value = values_by_label("kind").get(folded(one_line(words)), "")
    return (value, "") if value else (one_line(words), kind_of(one_line(words))[1])


def _expected(field: str) -> str:
    return f"a word that is unknown. Expected one of: {', '.join(sorted(values_by_label(field)))}."


@cache
def _role_words() -> Mapping[str, str]:
    return {**_ROLES, **values_by_label("role")}
