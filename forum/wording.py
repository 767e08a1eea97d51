"""Differences and problems in words that an editor understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from django.core.exceptions import FieldDoesNotExist
from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from forum import models as whole
from forum.differences import CHANGED, CREATED, Difference
from forum.programme import COLLECTIONS, Programme
from forum.rules import REFERENCES, Problem
from multilingual.forms import language_name
from multilingual.text import Text
from sessions import models as sessions
from sessions.values import Attachment, Recording
from sessions.youtube import address_in
from speakers import models as speakers
from speakers.countries import country_name
from speakers.values import Link, Picture

MODELS: Mapping[str, type[Model]] = {
    "edition": whole.Edition,
    "tracks": sessions.Track,
    "topics": sessions.Topic,
    "stages": sessions.Stage,
    "speakers": speakers.Speaker,
    "sessions": sessions.Session,
    "appearances": sessions.Appearance,
    "streams": sessions.Stream,
    "pages": whole.Page,
    "partners": whole.Partner,
    "announcements": whole.Announcement,
}
"""The model whose names for kinds and fields the editor knows from the forms."""

ORDER = (
    "edition",
    "sessions",
    "speakers",
    "tracks",
    "stages",
    "topics",
    "streams",
    "announcements",
    "pages",
    "partners",
)
"""Groups in the order an editor thinks of them; who appears in a session stands with it."""

LONG = 80
"""From how many characters on two versions of a text are shown as one, with its changed words."""

_MOST_TOKENS = 4000
_KEPT_AROUND = 8


@dataclass(frozen=True)
class Piece:
    """A run of words that is the `same`, was taken out (`del`) or put in (`ins`)."""

    action: str
    words: str


@dataclass(frozen=True)
class Line:
    """One difference: what it is about, and both sides, or the pieces of a long text.

    `language` is the code of the words' language, empty where they are not content.
    `picture_before` and `picture_after` are addresses.
    """

    difference: Difference
    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()
    language: str = ""
    picture_before: str = ""
    picture_after: str = ""

    @property
    def token(self) -> str:
        return self.difference.token


@dataclass(frozen=True)
class Thing:
    """A thing with its differences. `action` is that of the thing as a whole."""

    kind: str
    guid: str
    title: str
    action: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """All things of a kind that differ. `hidden` of them are left out, `count` is of all lines."""

    kind: str
    name: str
    things: tuple[Thing, ...]
    count: int
    hidden: int = 0


class Wording:
    """Puts differences between two programmes into words; `before` is None before the first."""

    def __init__(self, before: Programme | None, after: Programme) -> None:
        self.before = before
        self.after = after

    def groups(
        self, found: Iterable[Difference], most: Mapping[str, int] | None = None
    ) -> tuple[Group, ...]:
        """Return differences by kind and thing, in the language that is active.

        `most` says of how many things of a kind at most there are words.
        """
        things: dict[tuple[str, str], list[Difference]] = {}
        for difference in found:
            things.setdefault(self.owner(difference), []).append(difference)
        by_kind: dict[str, list[tuple[str, list[Difference]]]] = {}
        for (kind, guid), own in things.items():
            by_kind.setdefault(kind, []).append((guid, own))
        return tuple(
            self._group(kind, by_kind[kind], (most or {}).get(kind, len(by_kind[kind])))
            for kind in ORDER
            if kind in by_kind
        )

    def _group(self, kind: str, things: list[tuple[str, list[Difference]]], most: int) -> Group:
        return Group(
            kind,
            capfirst(str(MODELS[kind]._meta.verbose_name_plural)),
            tuple(self._thing(kind, guid, own) for guid, own in things[:most]),
            count=sum(len(own) for _guid, own in things),
            hidden=max(0, len(things) - most),
        )

    def owner(self, difference: Difference) -> tuple[str, str]:
        """Return (kind, guid) of the thing that an editor edits to make a difference.

        Who appears in a session, and a session's own streams, are edited with the session.
        """
        if difference.kind in ("appearances", "streams"):
            item = self._item(difference.kind, difference.guid)
            if item is not None and item.session:
                return "sessions", item.session
        return difference.kind, difference.guid

    def title(self, kind: str, guid: str) -> str:
        """Return a thing by kind and name, such as: Session “Opening”."""
        kind_name = capfirst(MODELS[kind]._meta.verbose_name)
        item = self._item(kind, guid)
        name = self._name(kind, item) if item is not None else ""
        return _("{kind} “{name}”").format(kind=kind_name, name=name) if name else str(kind_name)

    def problem(self, problem: Problem) -> str:
        """Return a problem with the thing and field that it is about."""
        return _("{thing}, {field}: {message}").format(
            thing=self.title(problem.kind, problem.guid),
            field=self.field(problem.kind, problem.field),
            message=problem.message,
        )

    def field(self, kind: str, field: str) -> str:
        """Return the name by which the forms call a field."""
        names: Mapping[tuple[str, str], Callable[[], str]] = {
            ("sessions", "links"): lambda: str(sessions.SessionLink._meta.verbose_name_plural),
            ("speakers", "links"): lambda: str(speakers.SpeakerLink._meta.verbose_name_plural),
            ("edition", "links"): lambda: str(whole.EditionLink._meta.verbose_name_plural),
            ("sessions", "attachments"): lambda: str(sessions.Attachment._meta.verbose_name_plural),
            ("sessions", "recording"): lambda: _("recording"),
        }
        if (kind, field) in names:
            return names[kind, field]()
        # A part of a recording is a column of its own: recording.url, recording_url.
        column = field.replace(".", "_")
        try:
            return str(MODELS[kind]._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return field

    # One thing

    def _thing(self, kind: str, guid: str, own: list[Difference]) -> Thing:
        whole_thing = next(
            (d for d in own if (d.kind, d.guid) == (kind, guid) and not d.field), None
        )
        return Thing(
            kind,
            guid,
            self.title(kind, guid),
            whole_thing.action if whole_thing else CHANGED,
            tuple(self.line(difference) for difference in own),
        )

    def line(self, difference: Difference) -> Line:
        """Return one difference in words."""
        owner_kind, _guid = self.owner(difference)
        prefix = ""
        if owner_kind != difference.kind:
            item = self._item(difference.kind, difference.guid)
            prefix = self._name(difference.kind, item)
        if difference.action != CHANGED:
            return self._whole_line(difference, prefix)
        label = self.field(difference.kind, difference.field)
        if prefix:
            label = _("{thing}, {field}").format(thing=prefix, field=label)
        before, after = self.sides(difference)
        if difference.language == "original":
            label = _("original language ({field})").format(field=label)
            return Line(difference, label, before, after)
        if difference.language:
            label = _("{field} ({language})").format(
                field=label, language=language_name(difference.language)
            )
            if min(len(difference.before), len(difference.after)) >= LONG:
                pieces = word_by_word(difference.before, difference.after)
                return Line(difference, label, pieces=pieces, language=difference.language)
            return Line(difference, label, before, after, language=difference.language)
        return Line(
            difference,
            label,
            before,
            after,
            picture_before=_picture_address(difference.before),
            picture_after=_picture_address(difference.after),
        )

    def _whole_line(self, difference: Difference, prefix: str) -> Line:
        is_new = difference.action == CREATED
        kind_name = str(MODELS[difference.kind]._meta.verbose_name)
        if prefix:
            label = _("{kind} added") if is_new else _("{kind} removed")
        else:
            label = _("new") if is_new else _("removed")
        item = difference.after if is_new else difference.before
        words = ", ".join(filter(None, [prefix, *self._facts(difference.kind, item)]))
        label = label.format(kind=kind_name)
        return Line(difference, label, *(("", words) if is_new else (words, "")))

    def _facts(self, kind: str, item: Any) -> Iterable[str]:
        """Yield what makes an editor recognise a thing that comes or goes."""
        match kind:
            case "sessions":
                yield self._instant(item.starts_at) if item.starts_at else _("time open")
                yield self._reference("stages", item.stage)
            case "speakers":
                yield shown(item.position)
                yield shown(item.organisation)
                yield country_name(item.country)
            case "appearances":
                yield self._choice("appearances", "role", item.role)
            case "streams":
                yield language_name(item.language) if item.language else ""
                yield address_in(item.video)
            case "announcements":
                yield self._instant(item.starts_at)
            case "edition":
                yield f"{_day(item.first_date)} – {_day(item.last_date)}"
            case "pages" | "tracks" | "topics" | "stages":
                yield item.slug

    # Values

    def sides(self, difference: Difference) -> tuple[str, str]:
        """Return both values of a changed field in words, however long; empty for none."""
        before, after = difference.before, difference.after
        if difference.language == "original":
            return (
                language_name(before) if before else "",
                language_name(after) if after else "",
            )
        if difference.language:
            return before, after
        if isinstance(before, datetime) and isinstance(after, datetime):
            was, now = before.astimezone(self._zone), after.astimezone(self._zone)
            if was.date() == now.date():
                return date_format(was, "H:i"), date_format(now, "H:i")
        value = self._value
        return (
            value(difference.kind, difference.field, before),
            value(difference.kind, difference.field, after),
        )

    def _value(self, kind: str, field: str, value: Any) -> str:
        """Return one value in words; empty for none."""
        if value is None or value in ("", ()):
            return ""
        if (kind, field) in REFERENCES:
            guids = value if isinstance(value, tuple) else (value,)
            return ", ".join(self._reference(REFERENCES[kind, field], guid) for guid in guids)
        if field == "languages":
            return ", ".join(language_name(code) for code in value)
        if (kind, field) == ("streams", "language"):
            return language_name(value)
        if (kind, field) == ("streams", "video"):
            return address_in(value)
        if field == "country":
            return country_name(value) or str(value)
        if field == "duration_minutes":
            return _("{minutes} min").format(minutes=value)
        match value:
            case bool():
                return pgettext("value", "yes") if value else pgettext("value", "no")
            case datetime():
                return self._instant(value)
            case date():
                return _day(value)
            case time():
                return value.strftime("%H:%M")
            case Picture():
                return _("{width} × {height} pixels, in sight: {x} %, {y} %").format(
                    width=value.width, height=value.height, x=value.focus_x, y=value.focus_y
                )
            case Recording():
                parts = [value.url, value.licence, _("not recorded") if value.opted_out else ""]
                return ", ".join(filter(None, parts))
            case tuple():
                return "\n".join(_listed(item) for item in value)
        return self._choice(kind, field, value)

    def _choice(self, kind: str, field: str, value: Any) -> str:
        try:
            choices = dict(MODELS[kind]._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
        except (FieldDoesNotExist, AttributeError):
            choices = {}
        return str(choices.get(value, value))

    def _reference(self, kind: str, guid: str) -> str:
        item = self._item(kind, guid) if guid else None
        return self._name(kind, item) if item is not None else ""

    def _name(self, kind: str, item: Any) -> str:
        match kind:
            case "sessions" | "pages" | "announcements":
                return shown(item.title)
            case "appearances":
                return self._reference("speakers", item.speaker)
            case "streams":
                if item.session:
                    place = self._reference("sessions", item.session)
                else:
                    place = ", ".join(
                        filter(None, [self._reference("stages", item.stage), _day(item.day)])
                    )
                return place or item.video
            case "edition":
                return shown(item.name)
        return shown(item.name)

    def _item(self, kind: str, guid: str) -> Any:
        if kind == "edition":
            return self.after.edition
        for programme in (self.after, self.before):
            found = programme.get(kind, guid) if programme and kind in COLLECTIONS else None
            if found is not None:
                return found
        return None

    @property
    def _zone(self) -> Any:
        try:
            return self.after.zone
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    def _instant(self, at: datetime) -> str:
        return date_format(at.astimezone(self._zone), pgettext("date and time", "j E, H:i"))


def shown(text: Text) -> str:
    """Return a text as the editor reads it, in the language that is active."""
    return text.in_language(get_language() or "en").words


def word_by_word(before: str, after: str) -> tuple[Piece, ...]:
    """Return two versions of a text as one; long unchanged runs are shortened to an ellipsis."""
    old, new = _tokens(before), _tokens(after)
    if max(len(old), len(new)) > _MOST_TOKENS:
        # Comparing takes time in the square of the length; nobody reads so long a text here.
        return (Piece("del", before), Piece("ins", after))
    found: list[Piece] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (action, start, end, new_start, new_end) in enumerate(steps):
        if action == "equal":
            words = _shortened(old[start:end], number == 0, number == len(steps) - 1)
            found.append(Piece("same", words))
            continue
        if end > start:
            found.append(Piece("del", "".join(old[start:end])))
        if new_end > new_start:
            found.append(Piece("ins", "".join(new[new_start:new_end])))
    return tuple(found)


def _tokens(words: str) -> list[str]:
    return re.findall(r"\w+\s*|[^\w\s]\s*|\s+", words)


def _shortened(tokens: list[str], is_first: bool, is_last: bool) -> str:
    head = [] if is_first else tokens[:_KEPT_AROUND]
    tail = [] if is_last else tokens[-_KEPT_AROUND:]
    if len(tokens) <= len(head) + len(tail) + _KEPT_AROUND:
        return "".join(tokens)
    return "".join([*head, "… ", *tail])


def _listed(item: Any) -> str:
    match item:
        case Link():
            return ": ".join(filter(None, [shown(item.title), item.url]))
        case Attachment():
            return ": ".join(filter(None, [shown(item.title), item.url or item.file]))
    return str(item)


def _day(day: date | None) -> str:
    return date_format(day, pgettext("date", "j E")) if day else ""


def _picture_address(value: Any) -> str:
    return default_storage.url(value.renditions[0].file) if isinstance(value, Picture) else ""
