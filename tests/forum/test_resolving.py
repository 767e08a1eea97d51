"""forum/resolving.py: what a file names is found in the draft, and unchanged words stay."""

from __future__ import annotations

import dataclasses

import pytest

from forum.conflicts import ALL, planned
from forum.formats import records_json, sheets, xlsx_writing
from forum.formats.reading import Reading
from forum.formats.rows import Column, RowsRefused, Table
from forum.programme import Programme
from forum.resolving import resolved
from multilingual.text import Text
from sessions.values import Recording
from speakers.values import Link
from tests.builders import (
    a_guid,
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_appearance,
    at,
    in_english,
)
from tests.forum.formats.test_sheets import a_request


def read(*lines: str) -> Reading:
    return sheets.read("\n".join(lines).encode(), a_request())


def after(programme: Programme, reading: Reading) -> Programme:
    found = resolved(reading, programme)
    return planned(programme, found.programme, found.coverage, {}, theirs=ALL).after


def problems(programme: Programme, reading: Reading) -> list[tuple[str, str]]:
    with pytest.raises(RowsRefused) as refused:
        resolved(reading, programme)
    return [(note.place, note.message) for note in refused.value.problems]


def test_without_a_draft_a_reading_stays_as_it_is():
    reading = read("Number,Title", "1,A")

    assert resolved(reading, None) is reading


# Sessions


@pytest.mark.parametrize(
    "row",
    [
        f"{a_guid('session 1')},,,Other,2021-05-25,12:00",
        ",1,,Session 1,2021-05-25,12:00",
        ",1,,Other,2021-05-25,10:00",
        ",,ABC123,Other,2021-05-25,12:00",
        ",,,SESSION 1,2021-05-25,10:00",
        ",,,Session 1,2021-05-25,12:00",
    ],
)
def test_session_is_known_by_guid_number_code_or_title(row: str) -> None:
    session = a_session(1, code="ABC123", abstract=in_english("Kept"))

    found = after(a_programme([session]), read("guid,Number,Code,Title,Date,Start", row))

    (one,) = found.sessions
    assert (one.guid, one.number, one.abstract) == (session.guid, 1, in_english("Kept"))
    assert one.starts_at == at(12) if "12:00" in row else at(10)


def test_number_of_quite_another_session_overwrites_nothing():
    programme = a_programme([a_session(1)])

    found = problems(programme, read("Number,Title,Date,Start", "1,Other,2021-05-25,12:00"))

    assert found == [
        (
            "row 2",
            "number 1 is another session in the draft, of another title and start: “Session 1”. "
            "Leave the number empty for a new session, or keep the column guid.",
        )
    ]


def test_session_of_an_equal_title_at_another_time_is_the_same_only_if_it_is_the_only_one():
    one, two = a_session(1, title=in_english("Lunch")), a_session(2, title=in_english("Lunch"))
    programme = a_programme([one, dataclasses.replace(two, starts_at=at(12))])

    found = after(programme, read("Title,Date,Start", "Lunch,2021-05-25,14:00"))

    assert len(found.sessions) == 3
    assert after(programme, read("Title,Date,Start", "Lunch,2021-05-25,12:00")) == programme


def test_two_rows_are_never_the_same_session():
    programme = a_programme([a_session(1, code="ABC123")])

    found = after(programme, read("Code,Title,Date,Start", "ABC123,A,2021-05-25,9:00",
                                  ",Session 1,2021-05-25,10:00"))  # fmt: skip

    assert [str(one.title) for one in found.sessions] == ["A", "Session 1"]
    assert found.sessions[0].guid == a_guid("session 1")


def test_a_sheet_without_guids_imported_again_changes_nothing():
    lines = ("No,Title,Date,Start,Room,Track,Tags,Speakers,Moderator",
             '1,A,2021-05-25,10:00,Hall,Cities,"Trams, Trains","Anna, Boris",Vera',
             "2,B,2021-05-25,11:00,Hall,,Trams,Anna,")  # fmt: skip
    programme = after(a_programme(), read(*lines))

    assert after(programme, read(*lines)) == programme
    assert [len(kind) for kind in (programme.sessions, programme.speakers, programme.topics)] == [
        2, 3, 2,
    ]  # fmt: skip


# What sessions name


def test_what_is_mentioned_is_found_by_any_of_its_names_and_stays_as_it_is():
    track = a_track(name=Text({"en": "Cities", "ru": "Города"}))
    stage, topic = a_stage(name=Text({"ru": "Зал"})), a_topic(name=Text({"ru": "Трамваи"}))
    anna = a_speaker(name=Text({"en": "Anna", "ru": "Анна"}), biography=in_english("Kept"))
    programme = a_programme(tracks=(track,), stages=(stage,), topics=(topic,), speakers=(anna,))

    reading = read(
        "Title,Date,Start,Track,Stage,Topics,Speakers",
        "A,2021-05-25,10:00,ГОРОДА,зал,трамваи,анна",
    )
    found = after(programme, reading)

    (session,) = found.sessions
    assert (session.track, session.stage, session.topics) == (
        track.guid, stage.guid, (topic.guid,),
    )  # fmt: skip
    assert [one.speaker for one in found.appearances] == [anna.guid]
    for kind in ("tracks", "stages", "topics", "speakers"):
        assert getattr(found, kind) == getattr(programme, kind)


def test_who_is_only_mentioned_keeps_what_the_sheet_of_speakers_tells_of_others():
    anna = a_speaker(name=in_english("Anna"), biography=in_english("Kept"))
    people = Table("Speakers", (Column("Name (en)"), Column("Biography (en)")), (("Boris", "B"),))
    columns = tuple(map(Column, ("Title (en)", "Date", "Speakers (en)")))
    talks = Table("Sessions", columns, (("A", "2021-05-25", "anna; Boris"),))

    reading = sheets.read(xlsx_writing.write([talks, people]), a_request())
    found = after(a_programme(speakers=(anna,)), reading)

    assert {str(one.name): str(one.biography) for one in found.speakers} == {
        "Anna": "Kept",
        "Boris": "B",
    }
    assert len(found.appearances) == 2


def test_name_of_several_things_is_refused_with_its_place():
    stages = a_stage(1, name=in_english("Hall")), a_stage(2, name=in_english("hall"))
    programme = a_programme(stages=stages)

    found = problems(programme, read("Title,Date,Stage", "A,2021-05-25,Hall"))
    told = after(programme, read("Title,Date,Stage", f"A,2021-05-25,Hall [{stages[1].guid}]"))

    assert [place for place, _message in found] == ["row 2, column Stage"]
    assert told.sessions[0].stage == stages[1].guid


def test_person_of_a_speakers_sheet_is_known_by_name():
    anna = a_speaker(name=in_english("Anna"), country="FI")
    programme = a_programme(speakers=(anna,))

    found = after(programme, read("Name,Position", "anna,Mayor"))

    assert found.speakers == (
        dataclasses.replace(anna, name=in_english("anna"), position=in_english("Mayor")),
    )


def test_people_named_by_an_id_alone_are_those_of_the_other_file_in_any_order():
    talks = b'{"A": {"title": "A", "start": "2021-05-25 10:00", "speakers": ["F3DC8A"]}}'
    people = b'{"F3DC8A": {"code": "F3DC8A", "name": "Anna", "biography": "Born."}}'
    first, second = (records_json.read(data, a_request()) for data in (talks, people))

    orders = [after(after(a_programme(), one), other)
              for one, other in ((first, second), (second, first))]  # fmt: skip

    for programme in orders:
        (speaker,), (appearance,) = programme.speakers, programme.appearances
        assert (str(speaker.name), appearance.speaker) == ("Anna", speaker.guid)


def test_people_who_are_named_no_more_stay_until_they_are_removed():
    session, anna = a_session(1), a_speaker(name=in_english("Anna"))
    programme = a_programme(
        [session], speakers=(anna,), appearances=(an_appearance(session, anna),)
    )

    assert after(programme, read("guid,Title,Speakers", f"{session.guid},Session 1,")) == programme


# The same in other words


def test_words_that_a_file_gives_back_cleaned_stay_as_they_are():
    session = a_session(
        1,
        title=Text({"en": " A\x01  B\u202e", "ru": "Б"}, original="ru"),
        abstract=in_english("Some <br> literal &amp; *marks*\x85end"),
        recording=Recording("https://example.org/v", " CC\tBY "),
        feedback_url="https://example.org/a b",
        links=(Link("https://example.org/x", Text({"en": "A\x01", "ru": "Б"}), "slides"),),
        starts_at=at(10).replace(microsecond=5),
        languages=("ru", "zh-hans"),
    )
    programme = a_programme([session])

    for form in (sheets.CSV, sheets.XLSX):
        data = sheets.write_sessions(programme, a_publication(), form)
        assert after(programme, sheets.read(data, a_request())) == programme


def test_changed_words_are_taken_and_the_rest_stays():
    link = Link("https://example.org/x", Text({"en": "A", "ru": "Б"}), "slides")
    session = a_session(1, title=Text({"en": "A\x01", "ru": "Б"}), links=(link,))
    programme = a_programme([session])
    data = sheets.write_sessions(programme, a_publication()).decode("utf-8-sig")

    changed = data.replace("Б", "В").replace(
        "https://example.org/x A", '"https://example.org/x C\nhttps://example.org/y New"'
    )
    (found,) = after(programme, sheets.read(changed.encode(), a_request())).sessions

    assert found.title == Text({"en": "A\x01", "ru": "В"})
    assert found.links == (
        dataclasses.replace(link, title=Text({"en": "C", "ru": "Б"})),
        Link("https://example.org/y", in_english("New")),
    )


def test_broadcasts_of_a_session_keep_their_identity():
    session = a_session(1)
    stream = a_stream(1, session=session.guid, starts_at=at(9))
    programme = a_programme([session], streams=(stream,))

    found = after(
        programme,
        read("guid,Title,Stream,Stream (ru)",
             f"{session.guid},Session 1,https://youtu.be/dQw4w9WgXcQ,https://youtu.be/aqz-KE-bpKQ"),
    )  # fmt: skip

    by_language = {one.language: one for one in found.streams}
    assert by_language[""] == dataclasses.replace(stream, video="dQw4w9WgXcQ")
    assert (by_language["ru"].video, by_language["ru"].session) == ("aqz-KE-bpKQ", session.guid)


def test_other_formats_pass_through():
    programme = a_programme([a_session(1)])
    reading = Reading(programme, read("Title,Date", "A,2021-05-25").coverage)

    assert resolved(reading, programme).programme == programme
