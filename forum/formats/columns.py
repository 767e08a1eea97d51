"""What the columns of a sheet mean: headings in the languages of the site, and what people write.

A heading may name the language of its words, `Title (en)`, `Название на русском`; the time zone of
its times, `Start (Europe/Moscow)`; and which part of a long text it holds, `Description (en, 2)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from zoneinfo import available_timezones

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from forum.formats.cells import words_of
from forum.formats.foreign_words import one_line, spoken_languages
from forum.formats.rows import Row, Sheet
from multilingual.text import folded

SESSIONS, SPEAKERS = "sessions", "speakers"

HEADINGS: Mapping[str, Mapping[str, Promise]] = {
    SESSIONS: {
        "number": pgettext_lazy("column", "Number"),
        "title": pgettext_lazy("column", "Title"),
        "subtitle": pgettext_lazy("column", "Subtitle"),
        "abstract": pgettext_lazy("column", "Abstract"),
        "description": pgettext_lazy("column", "Description"),
        "kind": pgettext_lazy("column", "Kind"),
        "kind_name": pgettext_lazy("column", "Own word for the kind"),
        "track": pgettext_lazy("column", "Track"),
        "stage": pgettext_lazy("column", "Stage"),
        "date": pgettext_lazy("column", "Date"),
        "start": pgettext_lazy("column", "Start"),
        "duration": pgettext_lazy("column", "Duration, minutes"),
        "state": pgettext_lazy("column", "State"),
        "languages": pgettext_lazy("column", "Spoken languages"),
        "topics": pgettext_lazy("column", "Topics"),
        "speakers": pgettext_lazy("column", "Speakers"),
        "stream": pgettext_lazy("column", "Stream on YouTube"),
        "recording": pgettext_lazy("column", "Recording"),
        "licence": pgettext_lazy("column", "Licence of the recording"),
        "opted_out": pgettext_lazy("column", "Not to be recorded"),
        "feedback": pgettext_lazy("column", "Feedback form"),
        "links": pgettext_lazy("column", "Links"),
        "code": pgettext_lazy("column", "Code"),
        "guid": pgettext_lazy("column", "guid"),
    },
    SPEAKERS: {
        "name": pgettext_lazy("column", "Name"),
        "position": pgettext_lazy("column", "Position"),
        "organisation": pgettext_lazy("column", "Organisation"),
        "organisation_kind": pgettext_lazy("column", "Kind of organisation"),
        "country": pgettext_lazy("column", "Country"),
        "biography": pgettext_lazy("column", "Biography"),
        "links": pgettext_lazy("column", "Links"),
        "guid": pgettext_lazy("column", "guid"),
    },
}
"""kind of sheet → field → its heading, in the order in which the columns are written."""

SHEET_NAMES: Mapping[str, Promise] = {
    SESSIONS: pgettext_lazy("name of a sheet", "Sessions"),
    SPEAKERS: pgettext_lazy("name of a sheet", "Speakers"),
}

REQUIRED = {SESSIONS: "title", SPEAKERS: "name"}

IN_LANGUAGES: Mapping[str, frozenset[str]] = {
    SESSIONS: frozenset(
        {
            "title", "subtitle", "abstract", "description", "kind_name", "track", "stage",
            "topics", "speakers", "links",
        }
    ),
    SPEAKERS: frozenset({"name", "position", "organisation", "biography", "links"}),
}  # fmt: skip
"""The fields whose columns hold words in one language."""

SEVERAL = frozenset(("links", "link", "speakers", "moderators", "topics", "stream", "ignored"))
"""The fields that several columns may have."""

# What other people call the same, folded, without punctuation; `|` stands between.
_OTHERS: Mapping[str, Mapping[str, str]] = {
    SESSIONS: {
        "number": "no|nr|num|n|session number|session no|номер|п п|номер сессии|номер доклада",
        "id": "id|session id|event id|talk id|proposal id|ид|ид сессии",
        "code": "session code|submission code|talk code|код сессии",
        "title": "session|session title|talk|talk title|proposal title|event|event title|"
        "event name|name|headline|titel|название|название сессии|название доклада|тема|"
        "тема доклада|тема сессии|доклад|сессия|заголовок|мероприятие|наименование",
        "subtitle": "sub title|untertitel|подзаголовок",
        "abstract": "summary|short description|session summary|аннотация|краткое описание|анонс|"
        "session abstract",
        "description": "desc|details|about|session desc|session description|long description|"
        "talk description|beschreibung|описание|полное описание|описание сессии|содержание",
        "kind": "type|session type|submission type|format|session format|event type|talk type|"
        "тип|вид|формат|тип сессии|вид сессии",
        "kind_name": "kind name|type name",
        "track": "stream name|theme|category|трек|направление|поток|секция|тематика",
        "stage": "room|venue|hall|location|place|room name|where|ort|raum|сцена|зал|площадка|"
        "место|место проведения|аудитория|локация",
        "date": "day|session date|start date|date start|datum|tag|дата|день|дата начала|"
        "дата проведения|starts|starts at|start at|scheduled at",
        "start": "start time|time|begin|begins|from|session start time|session start|event start|"
        "uhrzeit|zeit|beginn|время|начало|время начала|с",
        "end_date": "end date|date end|дата окончания|ends at|end at",
        "end": "end|end time|ends|to|until|finish|session end time|session end|event end|ende|"
        "конец|окончание|время окончания|по|до",
        "duration": "duration|length|minutes|duration minutes|duration min|session total time|"
        "dauer|длительность|продолжительность|минут|длительность мин|хронометраж",
        "state": "status|state|session status|статус|состояние",
        "languages": "language|languages|session language|spoken language|sprache|язык|языки|"
        "язык выступления|язык доклада",
        "topics": "topic|tags|tag|keywords|subjects|темы|теги|тэги|ключевые слова",
        "speakers": "speaker|speaker name|speaker names|speakers names|presenter|presenters|"
        "person|persons|people|panelists|panellists|vortragende|vortragender|referent|referenten|"
        "спикер|спикеры|докладчик|докладчики|участник|участники|выступающий|выступающие|эксперты",
        "moderators": "moderator|moderators|chair|chairs|session chair|moderation|модератор|"
        "модераторы|ведущий|ведущие",
        "stream": "stream|youtube|youtube url|youtube link|livestream|live stream|broadcast|"
        "трансляция|ссылка на трансляцию|эфир",
        "recording": "video|video url|video youtube|video ccc|recording url|recording link|запись|"
        "видео|видеозапись|ссылка на запись",
        "licence": "license|licence|recording license|лицензия",
        "opted_out": "opt out|optout|do not record|без записи",
        "feedback": "feedback|feedback url|отзывы|обратная связь",
        "links": "link|urls|resources|ссылки|ссылка|материалы",
        "slug": "slug",
        "address": "url|website url|page|page url|website",
        "guid": "uuid|uid|session guid",
        "ignored": "video preview image|avatar|picture|photo|image|speaker image|speaker desc|"
        "is fave|user id|map link|latlon|source|фото|may record",
    },
    SPEAKERS: {
        "id": "id|speaker id|code|speaker code|ид",
        "name": "full name|fullname|speaker|speaker name|display name|person|имя|фио|ф и о|"
        "имя и фамилия|фамилия и имя|фамилия имя|фамилия имя отчество|спикер|докладчик|участник|"
        "эксперт",
        "first_name": "first name|given name|firstname|vorname",
        "last_name": "last name|surname|family name|lastname|nachname|фамилия",
        "position": "job title|job|title|role|tagline|tag line|your job title|occupation|speaker "
        "title|должность|позиция|регалии",
        "organisation": "organization|company|affiliation|employer|institution|your company|"
        "organisation name|company name|организация|компания|место работы|работодатель",
        "organisation_kind": "type of organisation|organisation type|organization type|kind|"
        "тип организации|вид организации",
        "country": "country code|nation|land|страна",
        "biography": "bio|about|description|speaker bio|speaker desc|биография|био|о себе|"
        "о спикере|описание",
        "links": "link|urls|website|homepage|web|site|url|ссылки|ссылка|сайт",
        "link": "x|x user url|twitter|twitter url|linkedin|linkedin url|linkedin user url|github|"
        "github url|github user url|gitx|facebook|fb url|facebook url|instagram|mastodon|"
        "mastodon url|telegram|vk|youtube|bluesky|blog",
        "slug": "slug",
        "guid": "uuid|uid|speaker guid",
        "ignored": "picture|photo|avatar|image|speaker image|proposal titles|sessions|talks|"
        "speaker session|submissions|фото|фотография|доклады|сессии",
    },
}

_OTHER_SHEETS = {
    SESSIONS: "programme|program|schedule|agenda|talks|events|программа|расписание|доклады|сессии",
    SPEAKERS: "people|persons|presenters|спикеры|докладчики|участники|эксперты",
}

_LANGUAGE_WORDS = {
    "на русском языке": "ru", "на русском": "ru", "по русски": "ru", "русский": "ru",
    "русское": "ru", "русская": "ru", "рус": "ru", "rus": "ru", "in russian": "ru",
    "на английском языке": "en", "на английском": "en", "по английски": "en", "английский": "en",
    "английское": "en", "английская": "en", "англ": "en", "eng": "en", "in english": "en",
}  # fmt: skip

_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]\s*\Z")
_PUNCTUATION = re.compile(r"[\s_\-–—./:*,'’\"!?&+()\[\]{}]+")
_LOOKED_AT = 20


@dataclass(frozen=True)
class Heading:
    """What a column means. `field` is empty if that is unknown.

    `language` is that of its words, or empty; `is_foreign` if it is none of the site's.
    """

    field: str
    language: str = ""
    is_foreign: bool = False
    zone: str = ""
    part: int = 1


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its place from 0, its heading as it stands there, and the meaning."""

    position: int
    words: str
    heading: Heading

    @property
    def field(self) -> str:
        return self.heading.field


@dataclass(frozen=True)
class Known:
    """A sheet of which it is known what it is about, and the rows below its heading."""

    sheet: Sheet
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading_row: int

    @cached_property
    def _by_field(self) -> Mapping[str, tuple[Column, ...]]:
        fields = {column.field for column in self.columns}
        return {
            field: tuple(column for column in self.columns if column.field == field)
            for field in fields
        }

    def of(self, field: str) -> tuple[Column, ...]:
        return self._by_field.get(field, ())

    @property
    def has_required(self) -> bool:
        return self.has(REQUIRED[self.kind]) or (self.has("first_name") and self.has("last_name"))

    def has(self, *fields: str) -> bool:
        return any(field in self._by_field for field in fields)


def plain(words: str) -> str:
    """Return a heading as it is compared: folded, without punctuation; `№` is `number`."""
    cleaned = one_line(words)[:200].replace("№", " number ").replace("#", " number ")
    return " ".join(_PUNCTUATION.sub(" ", folded(cleaned)).split())


@cache
def _ours(kind: str) -> Mapping[str, str]:
    """Return plain heading, in every language → field, as we write them."""
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for field, heading in HEADINGS[kind].items():
                found.setdefault(plain(str(heading)), field)
    return found


@cache
def _meanings(kind: str) -> Mapping[str, str]:
    """Return plain heading → field: ours in every language, then those of others."""
    found = dict(_ours(kind))
    for field in HEADINGS[kind]:
        found.setdefault(plain(field), field)
    for field, words in _OTHERS[kind].items():
        for other in words.split("|"):
            found.setdefault(plain(other), field)
    return found


def heading_of(words: str, kind: str, languages: Iterable[str]) -> Heading:
    """Return what a heading means in a sheet of a kind."""
    meanings, codes = _meanings(kind), tuple(languages)
    rest, language, zone, part = one_line(words)[:200], "", "", 1
    while plain(rest) not in meanings and (found := _BRACKETS.search(rest)):
        inner_language, inner_zone, inner_part = _in_brackets(found[1])
        language, zone = language or inner_language, zone or inner_zone
        part = inner_part or part
        rest = rest[: found.start()]
    field = meanings.get(plain(rest), "")
    if not field:
        for shorter, code in _without_language(plain(rest), codes):
            if shorter in meanings:
                field, language = meanings[shorter], language or code
                break
    is_foreign = bool(language) and language not in codes and field in IN_LANGUAGES[kind]
    return Heading(field, language, is_foreign, zone, part)


def _in_brackets(words: str) -> tuple[str, str, int]:
    """Return the language, zone and part that stand in brackets, as far as they do."""
    language, zone, part = "", "", 0
    for piece in words.split(","):
        piece = piece.strip()
        if piece in _zones():
            zone = piece
        elif re.fullmatch("[0-9]{1,2}", piece):
            part = int(piece)
        else:
            language = language or _language_of(piece)
    return language, zone, part


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _language_of(words: str) -> str:
    word = plain(words)
    if word in _LANGUAGE_WORDS:
        return _LANGUAGE_WORDS[word]
    codes, unknown = spoken_languages(words[:50])
    return codes[0] if len(codes) == 1 and not unknown else ""


def _without_language(words: str, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield a plain heading without the language that stands before or behind it."""
    marks = {**{code: code for code in codes}, "english": "en", "russian": "ru", **_LANGUAGE_WORDS}
    for mark, code in marks.items():
        if words.endswith(f" {mark}"):
            yield words.removesuffix(f" {mark}"), code
        if words.startswith(f"{mark} "):
            yield words.removeprefix(f"{mark} "), code


# Sheets


def known(sheet: Sheet, languages: tuple[str, ...]) -> Known | None:
    """Return what a sheet is about, or None if no row of its first ones is a heading."""
    best: tuple[int, Known] | None = None
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        above = sheet.rows[index - 1] if index else None
        for kind in (SESSIONS, SPEAKERS):
            columns = tuple(_columns(row, above, kind, languages))
            fields = {column.field for column in columns} - {"", "ignored"}
            # "Name" is what we call a person's name; others may call a title so.
            ours = sum(plain(column.words) in _ours(kind) for column in columns)
            score = 2 * len(fields) + ours + _named_like(sheet.name, kind)
            if not _is_heading(kind, fields, len(columns)):
                continue
            if best is None or score > best[0]:
                best = score, Known(sheet, kind, columns, sheet.rows[index + 1 :], row.number)
    return best[1] if best else None


def _is_heading(kind: str, fields: set[str], width: int) -> bool:
    """Say whether a row with these fields is a heading, also one that lacks what is required."""
    has_required = REQUIRED[kind] in fields or {"first_name", "last_name"} <= fields
    return len(fields) >= (2 if has_required and width > 1 else 1 if has_required else 3)


def _named_like(name: str, kind: str) -> int:
    words = plain(name)
    own = {plain(kind), *_OTHER_SHEETS[kind].split("|")}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            own.add(plain(str(SHEET_NAMES[kind])))
    return 5 if words and words in own else 0


def _columns(
    row: Row, above: Row | None, kind: str, languages: tuple[str, ...]
) -> Iterator[Column]:
    """Yield the columns below a heading. One that is empty or a number may stand below a wider one.

    Workbooks often say "Speakers" once, above the columns 1, 2 and 3.
    """
    around, taken = "", False
    for position, cell in enumerate(row.cells):
        words = one_line(words_of(cell))
        if above and position < len(above.cells) and above.cells[position] is not None:
            around, taken = one_line(words_of(above.cells[position])), True
        heading = heading_of(words, kind, languages) if words else Heading("")
        if not heading.field and taken and re.fullmatch("[0-9]{1,2}", words):
            wider = heading_of(around, kind, languages)
            if wider.field in SEVERAL:
                words, heading = f"{around} {words}", wider
        yield Column(position, words, heading)
