"""A workbook to fill in: both sheets with an example row each, and an explanation."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forum.formats.columns import HEADINGS, SESSIONS, SHEET_NAMES, SPEAKERS
from forum.formats.rows import Column, Table
from forum.formats.sheet_tables import SessionsTable, SpeakersTable, example_of
from forum.labels import labels
from forum.programme import Programme
from forum.values import Edition
from multilingual.text import EMPTY, Text
from sessions.values import Appearance, Session, Stage, Stream, Topic, Track
from speakers.values import Link, Speaker


def template_tables(languages: Sequence[str]) -> list[Table]:
    """Return empty tables of sessions and of speakers with an example each, and an explanation.

    Headings are in the active language; `languages` have columns of their own, the first also the
    names of what sessions refer to. Who reads the tables passes over the examples.
    """
    programme = _example(languages)
    sessions = SessionsTable(programme, languages[0], False).table(programme.sessions)
    speakers = SpeakersTable(programme, languages[0], False).table(programme.speakers)
    blank = [_without(sessions, "guid"), _without(speakers, "guid")]
    return [*blank, _explanation()]


def _example(languages: Sequence[str]) -> Programme:
    def in_each(words: Callable[[], str]) -> Text:
        found = {}
        for code in languages:
            with translation.override(code):
                found[code] = words()
        return Text(found, original=languages[0])

    at = dt.datetime(2030, 5, 25, 10, tzinfo=dt.UTC)
    zone = "UTC"
    edition = Edition(
        guid="", slug="", name=EMPTY, first_date=at.date(), last_date=at.date(), time_zone=zone,
        languages=tuple(languages),
    )  # fmt: skip
    anna = Speaker(
        guid="anna", person="anna", slug="anna",
        name=in_each(lambda: example_of(SPEAKERS)),
        position=in_each(lambda: pgettext("example row", "Mayor")),
        organisation=in_each(lambda: pgettext("example row", "City of Exampleton")),
        organisation_kind="government", country="FI",
        links=(Link("https://example.org/anna"),),
    )  # fmt: skip
    track = Track("t", "t", 1, in_each(lambda: pgettext("example row", "Mobility")))
    stage = Stage("s", "s", in_each(lambda: pgettext("example row", "Main stage")))
    topic = Topic("o", "o", in_each(lambda: pgettext("example row", "Trams")))
    session = Session(
        guid="example", number=1, slug="example",
        title=in_each(lambda: example_of(SESSIONS)),
        abstract=in_each(lambda: pgettext("example row", "What it is about, in a few sentences.")),
        languages=(languages[0],), topics=("o",), track="t", stage="s", starts_at=at,
        duration_minutes=45,
    )  # fmt: skip
    return Programme(
        edition,
        tracks=(track,),
        topics=(topic,),
        stages=(stage,),
        speakers=(anna,),
        sessions=(session,),
        appearances=(Appearance("a", "example", "anna", "moderator"),),
        streams=(Stream("v", "https://www.youtube.com/watch?v=aqz-KE-bpKQ", session="example"),),
    )


def _without(table: Table, field: str) -> Table:
    """Return a table without what stands in the columns of a field, and without a time zone.

    Whoever fills it in means the edition's own.
    """
    kind = SESSIONS if table.name == str(SHEET_NAMES[SESSIONS]) else SPEAKERS
    heading = str(HEADINGS[kind][field])
    columns = tuple(
        dataclasses.replace(column, heading=column.heading.removesuffix(" (UTC)"))
        for column in table.columns
    )
    rows = tuple(
        tuple(
            None if column.heading == heading else cell
            for column, cell in zip(columns, row, strict=True)
        )
        for row in table.rows
    )
    return Table(table.name, columns, rows)


def _explanation() -> Table:
    heading = pgettext("name of a sheet", "Explanation")
    lines = (
        _("One row is one session, on the other sheet one speaker. The order of columns is free."),
        _("A blank cell clears what the draft has there; a column that is deleted leaves it."),
        _("Dates such as 2021-05-25 or 25.05.2021; times such as 10:00, by the forum's clocks."),
        _("Several speakers are divided by semicolons, a role stands behind: Anna; Boris (host)."),
        _("People, tracks, stages and topics are found by their names; unknown ones are made."),
        _("What is there already is known by its guid, else its number, else title and start."),
        _("For new rows leave the guid empty. The example rows are passed over."),
        _("Nothing is published by an import: it changes the draft, after showing what changes."),
    )
    words = {
        _("Kinds of session"): labels("kind"),
        _("States"): labels("state"),
        _("Roles"): labels("role"),
        _("Kinds of organisation"): labels("organisation_kind"),
    }
    rows = [(line,) for line in lines]
    rows += [(f"{name}: {', '.join(found.values())}",) for name, found in words.items()]
    return Table(heading, (Column(heading, 110),), tuple(rows))
