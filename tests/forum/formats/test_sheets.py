"""forum/formats/sheets.py: sheets of sessions and speakers, written and read again."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import translation
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forum.conflicts import ALL, planned
from forum.formats import csv_rows, sheet_tables, sheets, xlsx_writing
from forum.formats.columns import HEADINGS, SESSIONS, SPEAKERS, heading_of
from forum.formats.reading import NotASchedule, Reading, Request
from forum.formats.rows import MOST_SHOWN, Column, RowsRefused, Table
from forum.programme import Programme
from forum.resolving import resolved
from multilingual.characters import writable
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link
from tests.builders import (
    MOSCOW,
    a_guid,
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    at,
    in_english,
)
from tests.strategies import programmes

FORMS = (sheets.CSV, sheets.XLSX)
DAYS = (dt.date(2021, 5, 25), dt.date(2021, 5, 26))


def a_request(**given: object) -> Request:
    return Request(
        **{
            "edition_slug": "2021",
            "fallback_zone": "Europe/Moscow",
            "fallback_dates": DAYS,
            **given,
        }  # type: ignore[arg-type]
    )


def of(programme: Programme) -> Request:
    edition = programme.edition
    days = edition.first_date, edition.last_date
    return a_request(fallback_zone=edition.time_zone, fallback_dates=days)


def a_csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def read(*lines: str, **given: object) -> Reading:
    return sheets.read(a_csv(*lines), a_request(**given))


def refusal(*lines: str, **given: object) -> list[tuple[str, str]]:
    """Return place and message of every problem for which a sheet is refused."""
    with pytest.raises(RowsRefused) as refused:
        read(*lines, **given)
    return [(note.place, note.message) for note in refused.value.problems]


def after(programme: Programme, reading: Reading) -> Programme:
    """Return what a programme becomes when a reading is taken in."""
    found = resolved(reading, programme)
    return planned(programme, found.programme, found.coverage, {}, theirs=ALL).after


def a_full_programme() -> Programme:
    """Return a programme with something in every column."""
    anna = a_speaker(
        "anna",
        name=Text({"en": "Anna Berg", "ru": "Анна Берг"}),
        position=Text({"en": "Mayor", "ru": "Мэр"}),
        organisation=in_english("City of Oslo"),
        organisation_kind="government",
        country="NO",
        biography=Text({"en": "Born in **Bergen**.\n\nLikes trams."}),
        links=(Link("https://example.org/anna", in_english("Home")),),
    )
    boris = a_speaker("boris", name=Text({"ru": "Борис, мл."}))
    other_anna = a_speaker("other", name=Text({"en": "anna berg"}), slug="anna-berg-2")
    track, stage = a_track(name=Text({"en": "Cities", "ru": "Города"})), a_stage()
    session = a_session(
        7,
        title=Text({"en": "=Opening", "ru": "Открытие"}),
        abstract=in_english("First; second"),
        kind="panel",
        languages=("ru", "en"),
        track=track.guid,
        stage=stage.guid,
        starts_at=at(1, 30, day=26),
        duration_minutes=95,
        code="ABC123",
        links=(
            Link("https://example.org/a", in_english("See https://example.org/b"), "slides"),
            Link("https://example.org/c"),
        ),
        recording=Recording("https://example.org/video", "CC BY 4.0"),
        feedback_url="https://example.org/feedback",
    )
    return a_programme(
        [session, a_session(8, starts_at=None, state="cancelled")],
        tracks=(track,),
        stages=(stage,),
        speakers=(anna, boris, other_anna),
        appearances=(
            an_appearance(session, boris, role="moderator", order=1),
            an_appearance(session, anna, order=4),
            an_appearance(session, other_anna, order=5),
        ),
        streams=(
            a_stream(1, session=session.guid),
            a_stream(
                2,
                session=session.guid,
                language="de",
                video="https://www.youtube.com/@channel/live",
            ),
        ),
    )


# What is written is read again


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [sheets.write_sessions, sheets.write_speakers])
@settings(max_examples=40)
@given(programme=programmes(), language=st.sampled_from(["en", "ru"]))
def test_a_sheet_imported_unchanged_changes_nothing(programme, language, write, form):
    is_sessions = write is sheets.write_sessions
    assume(programme.sessions if is_sessions else programme.speakers)
    data = write(programme, a_publication(language=language), form)

    reading = sheets.read(data, of(programme))

    assert after(programme, reading) == programme
    assert reading.skipped == ()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("form", FORMS)
def test_every_field_of_a_table_comes_back_into_an_empty_edition(form, language):
    programme = a_full_programme()
    publication = a_publication(language=language)

    people = sheets.read(sheets.write_speakers(programme, publication, form), of(programme))
    found = sheets.read(sheets.write_sessions(programme, publication, form), of(programme))

    empty = a_programme()
    taken = after(after(empty, people), found)
    (first, last), (old, _last) = taken.sessions, programme.sessions
    assert (first.guid, first.number, last.state) == (old.guid, 7, "cancelled")
    for field in ("title", "abstract", "kind", "languages", "starts_at", "duration_minutes"):
        assert getattr(first, field) == getattr(old, field)
    assert (first.recording, first.feedback_url, first.code) == (
        old.recording, old.feedback_url, old.code,
    )  # fmt: skip
    assert [link.url for link in first.links] == [link.url for link in old.links]
    assert {one.guid: one.country for one in taken.speakers} == {
        one.guid: one.country for one in programme.speakers
    }
    assert [(one.speaker, one.role) for one in taken.appearances] == [
        (one.speaker, one.role) for one in programme.appearances
    ]
    assert {(one.video, one.language) for one in taken.streams} == {
        (one.video, one.language) for one in programme.streams
    }


def test_headings_and_cells_are_what_an_editor_expects():
    programme = a_full_programme()

    data = sheets.write_sessions(programme, a_publication(language="ru"), sheets.XLSX)

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    row = dict(zip((c.value for c in sheet[1]), (c.value for c in sheet[2]), strict=True))
    other = a_guid("speaker other")
    assert list(row)[:5] == [
        "Номер", "Название (ru)", "Название (en)", "Подзаголовок (ru)", "Подзаголовок (en)",
    ]  # fmt: skip
    assert list(row)[-1] == "guid"
    assert row["Название (en)"] == "=Opening"
    assert row["Вид"] == "Панельная дискуссия"
    assert row["Дата (Europe/Moscow)"] == dt.datetime(2021, 5, 26)
    assert row["Начало (Europe/Moscow)"] == dt.time(1, 30)
    assert row["Длительность, минут"] == 95
    assert row["Трек (ru)"] == "Города"
    # A name with a comma in it stands in quotes; one that two people have is followed by a guid.
    assert row["Спикеры (ru)"] == (f'"Борис, мл." (Модератор); Анна Берг; anna berg [{other}]')
    assert row["Трансляция на YouTube (de)"] == "https://www.youtube.com/@channel/live"
    assert row["Запись"] == "https://example.org/video"


def test_texts_beyond_a_cell_are_laid_into_several_columns():
    text = Text({"en": "Wörter 🎤 " * 5_000})
    programme = a_programme([a_session(1, description=text)])

    data = sheets.write_sessions(programme, a_publication(), sheets.XLSX)

    heading = next(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert [one for one in heading if str(one).startswith("Description")] == [
        "Description (en)", "Description (en, 2)", "Description (en, 3)", "Description (ru)",
    ]  # fmt: skip
    assert after(programme, sheets.read(data, of(programme))) == programme


def test_recording_that_people_opted_out_of_is_neither_written_nor_cleared():
    hidden = Recording("https://example.org/secret", "", opted_out=True)
    video = Link("https://youtu.be/aqz-KE-bpKQ", kind="video")
    programme = a_programme([a_session(1, recording=hidden, links=(video,))])

    data = sheets.write_sessions(programme, a_publication())

    assert b"secret" not in data and b"aqz-KE-bpKQ" not in data
    assert after(programme, sheets.read(data, of(programme))) == programme


@pytest.mark.parametrize("form", FORMS)
def test_equal_programmes_give_equal_bytes(form):
    first = sheets.write_sessions(a_full_programme(), a_publication(), form)

    assert sheets.write_sessions(a_full_programme(), a_publication(), form) == first


def test_hostile_words_are_no_formula_and_no_control_characters():
    title = "=cmd|' /C calc'!A0\x01\x1b\u202e<script>alert(1)</script>"
    programme = a_programme([a_session(1, title=in_english(title))])

    csv = sheets.write_sessions(programme, a_publication()).decode("utf-8-sig")
    xlsx = sheets.write_sessions(programme, a_publication(), sheets.XLSX)

    assert "'=cmd|' /C calc'!A0" in csv and not set(csv) & {"\x01", "\x1b"}
    cell = openpyxl.load_workbook(io.BytesIO(xlsx)).active["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.startswith("=cmd|' /C calc'!A0") and "\x01" not in cell.value
    reading = sheets.read(xlsx, of(programme))
    assert str(reading.programme.sessions[0].title) == (
        "=cmd|' /C calc'!A0<script>alert(1)</script>"
    )


# Headings


@pytest.mark.parametrize(
    ("heading", "field", "language"),
    [
        ("Title", "title", ""),
        ("title (en)", "title", "en"),
        ("TITLE [RU]", "title", "ru"),
        ("Title EN", "title", "en"),
        ("title_ru", "title", "ru"),
        ("Title (English)", "title", "en"),
        ("Russian title", "title", "ru"),
        ("Название", "title", ""),
        ("Тема доклада", "title", ""),
        ("Название (рус.)", "title", "ru"),
        ("Название на английском", "title", "en"),
        ("Название доклада по-русски", "title", "ru"),
        ("Английское название", "title", "en"),
        ("Доклад", "title", ""),
        ("№", "number", ""),
        ("Spikers", "", ""),
        ("Speaker names", "speakers", ""),
        ("Start (Europe/Moscow)", "start", ""),
        ("Время начала", "start", ""),
        ("Duration (min)", "duration", ""),
        ("Stream on YouTube (de)", "stream", "de"),
        ("Title (de)", "title", "de"),
        ("", "", ""),
    ],
)
def test_headings_are_known_in_many_words(heading: str, field: str, language: str) -> None:
    found = heading_of(heading, SESSIONS, ("en", "ru"))

    assert (found.field, found.language) == (field, language)
    assert found.is_foreign == (heading == "Title (de)")


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", [SESSIONS, SPEAKERS])
def test_our_own_headings_mean_what_they_are_written_for(kind, language):
    with translation.override(language):
        headings = {field: str(heading) for field, heading in HEADINGS[kind].items()}

    found = {field: heading_of(words, kind, ("en", "ru")) for field, words in headings.items()}

    assert {field: heading.field for field, heading in found.items()} == {
        field: field for field in headings
    }


def test_order_of_columns_is_free_and_unknown_ones_are_noted():
    reading = read("Level,Speakers,Start,Title,Date", "easy,Anna,10:00,Opening,2021-05-25")

    (session,) = reading.programme.sessions
    assert (str(session.title), session.starts_at) == ("Opening", at(10))
    assert [(note.place, note.message) for note in reading.skipped] == [
        ("row 1, column Level", "a column that is unknown")
    ]


def test_heading_may_stand_below_a_title():
    reading = read(
        "Our forum,,", ",,", "Название;Дата;Начало".replace(";", ","), "A,25.05.2021,10.00"
    )

    assert [str(one.title) for one in reading.programme.sessions] == ["A"]


def test_names_of_one_column_each_stand_below_a_wider_heading():
    reading = read(
        ",,Speakers,,",
        "Title,Date,1,2,3",
        'A,2021-05-25,"Anna Berg, Mayor of Oslo",,Boris',
    )

    assert {str(one.name): str(one.position) for one in reading.programme.speakers} == {
        "Anna Berg": "Mayor of Oslo",
        "Boris": "",
    }


def test_words_without_a_language_are_of_the_files():
    reading = read("Title,Date,Start", "Открытие,25.05.2021,10:00", language="ru")

    assert reading.programme.sessions[0].title == Text({"ru": "Открытие"})
    assert reading.coverage.languages("sessions", "title") == {"ru"}


def test_two_columns_of_one_meaning_are_no_riddle():
    same = refusal("Title,Title,Date", "A,B,2021-05-25")
    other = read("Title,Talk,Date", "A,B,2021-05-25")

    assert same == [("row 1, column Title", "two columns have this heading")]
    assert [note.place for note in other.skipped] == ["row 1, column Talk"]
    assert str(other.programme.sessions[0].title) == "A"


def test_missing_title_is_named():
    assert refusal("Date,Start,Stage", "2021-05-25,10:00,A") == [
        ("row 1", "no column for the title. Expected one such as Title (en).")
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("a,b,c", "1,2,3"), "none of its first rows is a heading that is known."),
        (("Title,Date",), "no rows below the heading."),
    ],
)
def test_sheet_without_heading_or_rows_is_refused(lines: tuple[str, ...], reason: str) -> None:
    with pytest.raises(NotASchedule, match=reason):
        read(*lines)


def test_people_alone_need_an_edition_that_is_there():
    with pytest.raises(NotASchedule, match="people alone, and no edition whose days are known"):
        read("Name,Position", "Anna,Mayor", fallback_dates=None)


# Rows


def test_every_mistake_is_told_with_its_row_and_column():
    found = refusal(
        "Number,Title,Date,Start,Minutes,State,Languages,Stream,Recording,Code,guid",
        "x,A,soon,10:00,45,confirmed,en,,,,",
        "1,,2021-05-25,10:00,45,,,,,,",
        "2,B,2021-05-25,ten,long,maybe,xx,https://example.org,nowhere,abc,12",
        f"2,C,2021-05-25,10:00,45,,,,,,{a_guid(1)}",
        f"3,D,,10:00,45,,,,,,{a_guid(1)}",
        "4,E,2021-05-25,10:00,#VALUE,,,,,,",
    )

    assert [place for place, _message in found] == [
        "row 2, column Date",
        "row 2, column Number",
        "row 3, column Title",
        "row 4, column Start",
        "row 4, column Minutes",
        "row 4, column guid",
        "row 4, column Code",
        "row 4, column State",
        "row 4, column Languages",
        "row 4, column Recording",
        "row 4, column Stream",
        "row 5, column Number",
        "row 6, column Date",
        "row 6, column guid",
        "row 7, column Minutes",
    ]
    assert found[0][1] == "no date that can be told. Expected one such as 2021-05-25."
    assert found[2][1] == "no session without a title"
    assert found[11][1] == "a number that row 4 has"
    assert found[13][1] == "the same as in row 5"


def test_two_rows_of_one_identity_are_refused():
    titles = refusal("Title,Date,Start", "A,2021-05-25,10:00", "a,2021-05-25,10:00")
    codes = refusal("Code,Title,Date", "ABC123,A,2021-05-25", "ABC123,B,2021-05-25")
    ids = refusal("ID,Name", "x,Anna", "x,Boris")
    tables = [
        Table(name, (Column("Title"), Column("Date")), (("A", "2021-05-25"),)) for name in "12"
    ]

    assert titles == [
        ("row 3, column Title", "the same title and start as in row 2; give both a number")
    ]
    assert codes == [("row 3, column Code", "the same as in row 2")]
    assert ids == [("row 3, column ID", "the same as in row 2")]
    with pytest.raises(RowsRefused, match="sheet 2, row 2, column Title: the same title and start"):
        sheets.read(xlsx_writing.write(tables), a_request())


def test_session_does_not_end_before_it_begins():
    assert refusal("Title,Date,Start,End date", "A,2021-05-25,10:00,2021-05-24 11:00") == [
        ("row 2, column End date", "it ends before it begins")
    ]


def test_refusal_tells_the_first_mistakes_and_how_many_there_are():
    with pytest.raises(RowsRefused) as refused:
        read("Title,Date", *(f"Session {n},never" for n in range(30)), file_name="a.csv")

    lines = str(refused.value).splitlines()
    assert lines[0] == "a.csv: 30 problems, nothing was read."
    assert lines[1] == (
        "row 2, column Date: no date that can be told. Expected one such as 2021-05-25. "
        "Got 'never'."
    )
    assert lines[-1] == f"and {30 - MOST_SHOWN} more"
    assert len(refused.value.problems) == 30


def test_cell_of_a_broken_formula_has_no_value():
    book = openpyxl.Workbook()
    book.active.append(["Title", "Date"])
    book.active.append(["=A1", dt.date(2021, 5, 25)])
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(RowsRefused) as refused:
        sheets.read(out.getvalue(), a_request())

    assert (refused.value.problems[0].place, refused.value.problems[0].message) == (
        "sheet Sheet, row 2, column Title",
        "no value",
    )


@pytest.mark.parametrize(
    ("date", "others", "expected"),
    [
        ("05/06/2021", ["25/05/2021"], dt.date(2021, 6, 5)),
        ("05/06/2021", ["05/25/2021"], dt.date(2021, 5, 6)),
        ("05/06/2021", [], None),
        ("05/06/2021", ["25/05/2021", "05/25/2021"], None),
        ("25 мая", [], dt.date(2021, 5, 25)),
    ],
)
def test_ambiguous_dates_are_told_by_the_others_or_refused(date, others, expected):
    lines = ["Title,Date,Start", f"A,{date},10:00"]
    lines += [f"B{n},{other},10:00" for n, other in enumerate(others)]

    if expected is None:
        assert refusal(*lines)[0] == (
            "row 2, column Date",
            "may be 2021-06-05 or 2021-05-06. Write one of them.",
        )
        return
    reading = read(*lines)
    session = next(one for one in reading.programme.sessions if str(one.title) == "A")
    assert session.starts_at.astimezone(MOSCOW).date() == expected
    assert len([note for note in reading.guesses if note.place == "row 2"]) >= 1


def test_ambiguous_date_near_the_edition_is_taken():
    reading = read(
        "Title,Date,Start", "A,05/06/2021,10:00", fallback_dates=(dt.date(2021, 6, 5),) * 2
    )

    assert reading.programme.sessions[0].starts_at.month == 6


@pytest.mark.parametrize(
    ("heading", "cells", "minutes"),
    [
        ("Start,End", "10:00,11:30", 90),
        ("Start", "10:00–11:30", 90),
        ("Start,End", "23:30,00:15", 45),
        ("Start,Duration", "10:00,1:30", 90),
        ("Start,Duration", "10:00,", 0),
        ("Start,End date", "10:00,2021-05-25 11:00", 60),
    ],
)
def test_end_or_duration_say_how_long_it_takes(heading: str, cells: str, minutes: int) -> None:
    reading = read(f"Title,Date,{heading}", f"A,2021-05-25,{cells}")

    assert reading.programme.sessions[0].duration_minutes == minutes


def test_only_day_of_an_edition_needs_no_date():
    reading = read("Title,Start", "A,9:00 AM", fallback_dates=(DAYS[0], DAYS[0]))

    assert reading.programme.sessions[0].starts_at == at(9)
    assert refusal("Title,Start", "A,9:00 AM") == [
        ("row 2, column Start", "a start without a date")
    ]


def test_night_session_has_the_date_of_the_calendar():
    reading = read("Title,Date,Start", "A,2021-05-26,01:30")

    assert reading.programme.sessions[0].starts_at == at(1, 30, day=26)


def test_zone_of_a_heading_is_that_of_the_times():
    reading = read("Title,Date,Start (Europe/Berlin)", "A,2021-05-25,10:00")

    assert reading.programme.sessions[0].starts_at == at(11)
    assert not reading.coverage.covers("edition", "time_zone")


def test_two_sheets_of_one_workbook_belong_together():
    people = Table("Спикеры", tuple(map(Column, ("ФИО (ru)", "Name (en)", "Должность (ru)"))),
                   (("Анна Берг", "Anna Berg", "Мэр"),))  # fmt: skip
    opening = ("Открытие", dt.date(2021, 5, 25), dt.time(10), "anna berg (модератор)")
    columns = tuple(map(Column, ("Тема (ru)", "Дата", "Начало", "Спикеры")))
    talks = Table("Программа", columns, (opening,))
    notes = Table("Notes", (Column("Hello"),), (("World",),))

    reading = sheets.read(xlsx_writing.write([talks, notes, people]), a_request())

    (speaker,), (appearance,) = reading.programme.speakers, reading.programme.appearances
    assert speaker.name == Text({"ru": "Анна Берг", "en": "Anna Berg"})
    assert (appearance.speaker, appearance.role) == (speaker.guid, "moderator")
    assert [(note.place, note.message) for note in reading.skipped] == [
        ("sheet Notes", "a sheet without a heading that is known")
    ]


def test_name_of_two_people_is_refused_until_it_is_told_whose():
    first, second = a_guid("first"), a_guid("second")
    people = f"Name,guid\nAnna,{first}\nAnna,{second}\n"
    programme = after(a_programme(), sheets.read(people.encode(), a_request()))

    with pytest.raises(RowsRefused) as refused:
        after(programme, read("Title,Date,Speakers", "A,2021-05-25,Anna"))
    found = after(programme, read("Title,Date,Speakers", f"A,2021-05-25,Anna [{second}]"))

    assert [note.place for note in refused.value.problems] == ["row 2, column Speakers"]
    assert [one.speaker for one in found.appearances] == [second]
    assert refusal("Name,Position", "Anna,x", "Anna,y")[0] == (
        "row 3, column Name",
        "a name that an earlier row has; give both a guid",
    )


# What is spoken of


def test_blank_cell_clears_and_missing_column_leaves():
    session = a_session(
        1, abstract=Text({"en": "Old", "ru": "Старое"}), subtitle=in_english("Kept"), kind="panel"
    )
    programme = a_programme([session])

    reading = read("guid,Title (en),Abstract (en),Kind,State", f"{session.guid},Session 1,,,")

    (found,) = after(programme, reading).sessions
    assert found == a_session(
        1, abstract=Text({"ru": "Старое"}), subtitle=in_english("Kept"), kind="panel"
    )
    assert reading.coverage.languages("sessions", "abstract") == {"en"}
    assert not reading.coverage.covers("sessions", "starts_at")


def test_sheets_of_different_columns_speak_each_for_itself():
    first, second = a_session(1, code="AAAAAA"), a_session(2, code="BBBBBB")
    tables = [
        Table("A", tuple(map(Column, ("guid", "Title (en)", "Code"))),
              ((first.guid, "Session 1", "CCCCCC"),)),
        Table("B", tuple(map(Column, ("guid", "Title (en)", "Kind"))),
              ((second.guid, "Session 2", "Panel"),)),
    ]  # fmt: skip

    found = after(
        a_programme([first, second]), sheets.read(xlsx_writing.write(tables), a_request())
    )

    assert [(one.code, one.kind) for one in found.sessions] == [
        ("CCCCCC", "talk"),
        ("BBBBBB", "panel"),
    ]


def test_a_sheet_says_nothing_of_the_edition_or_of_what_it_only_mentions():
    reading = read("Title,Date,Start,Track,Speakers", "A,2021-05-25,10:00,Cities,Anna")

    kinds = {kind for kind, _field, _language in reading.coverage.spoken_of}
    assert kinds == {"sessions", "appearances"}


# The template


@pytest.mark.parametrize("language", ["en", "ru"])
def test_template_is_read_as_soon_as_something_is_written_below(language: str) -> None:
    data = sheets.template(language)
    book = openpyxl.load_workbook(io.BytesIO(data))
    with pytest.raises(NotASchedule, match="no rows below the heading"):
        sheets.read(data, a_request())

    sessions, speakers, explanation = book.worksheets
    heading = [cell.value for cell in sessions[1]]
    sessions.append([None] * len(heading))
    with translation.override(language):
        own = {field: str(words) for field, words in HEADINGS[SESSIONS].items()}
    for words, value in (
        (f"{own['title']} ({language})", "Opening"),
        (own["date"], dt.date(2021, 5, 25)),
        (own["start"], dt.time(10)),
        (f"{own['speakers']} ({language})", "Anna"),
    ):
        sessions.cell(3, heading.index(words) + 1, value)
    out = io.BytesIO()
    book.save(out)
    reading = sheets.read(out.getvalue(), a_request())

    assert [(str(one.title), one.starts_at) for one in reading.programme.sessions] == [
        ("Opening", at(10))
    ]
    assert [note.message for note in reading.skipped if "example" in note.message] == [
        "the example row of the template"
    ] * 2
    assert speakers.max_row == 2 and explanation.max_row > 8
    assert sheets.template(language) == data


def test_example_that_was_written_over_is_no_example():
    book = openpyxl.load_workbook(io.BytesIO(sheets.template("en")))
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]]
    for language in ("en", "ru"):
        sheet.cell(2, heading.index(f"Title ({language})") + 1, "Mine")
    out = io.BytesIO()
    book.save(out)

    reading = sheets.read(out.getvalue(), a_request(fallback_dates=None))

    assert [str(one.title) for one in reading.programme.sessions] == ["Mine"]


# Recognised


@pytest.mark.parametrize(
    ("data", "name", "is_sheet"),
    [
        (b"Title,Start\nA,10:00\n", "export", True),
        ("Имя;Должность\nАнна;Мэр\n".encode("cp1251"), "export", True),
        (b"a,b\n1,2\n", "table.csv", True),
        (b"a,b\n1,2\n", "export", False),
        (b"Name\nAnna\n", "notes.txt", False),
        (b"Dear Sir, the talk, about\nnothing", "letter.txt", False),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a.png", False),
        (b"", "", False),
        (xlsx_writing.write([Table("A", (Column("x"),), ())]), "x", True),
    ],
)
def test_a_sheet_is_recognised_by_its_heading(data: bytes, name: str, is_sheet: bool) -> None:
    assert sheets.recognises(data, name) is is_sheet


def test_long_text_is_recognised_by_its_beginning():
    data = a_csv("Title,Date", *("Открытие,2021-05-25" for _ in range(20_000)))

    assert sheets.recognises(data, "export")


def test_a_written_csv_is_one_table_for_any_program():
    data = sheets.write_speakers(a_full_programme(), a_publication())

    (sheet,) = csv_rows.read(data).sheets
    assert {len(row.cells) for row in sheet.rows} == {12}


def test_only_texts_that_may_be_too_long_are_measured(monkeypatch):
    """Words become no longer when they are cleaned; most sheets have none beyond a cell."""
    cleaned = []
    monkeypatch.setattr(
        sheet_tables, "writable", lambda words: cleaned.append(words) or writable(words)
    )
    long = "a" * (sheet_tables.PART - 1) + "\x00" * 9 + "b"
    programme = a_programme(
        [a_session(1, abstract=in_english("short")), a_session(2, abstract=in_english(long))]
    )

    table = sheet_tables.sessions_table(programme, a_publication(), cut=True)

    headings = [column.heading for column in table.columns]
    assert [words for words in headings if "Abstract" in words] == [
        "Abstract (en)",
        "Abstract (ru)",
    ]
    # Once to measure it, once to write it.
    assert (cleaned.count("short"), cleaned.count(long)) == (1, 2)


def test_languages_that_occur_stand_in_one_order_whatever_they_occur_in():
    text = Text({"fr": "Ville"}), Text({"de": "Stadt"})
    programme = a_programme([a_session(1, title=text[0], subtitle=text[1])])

    table = sheet_tables.sessions_table(programme, a_publication())

    titles = [column.heading for column in table.columns if column.heading.startswith("Title")]
    assert titles == ["Title (en)", "Title (ru)", "Title (de)", "Title (fr)"]
