"""forum/formats/schedule_xml_writing.py: schedule.xml, held to the rules and read back."""

from __future__ import annotations

import dataclasses
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.formats import schedule_xml
from forum.formats.foreign_words import without_controls
from forum.formats.frab import line, markdown
from forum.formats.reading import Request
from forum.formats.schedule_xml_writing import write
from forum.formats.terms import is_stream, unmarked
from forum.programme import Programme
from multilingual.text import Text
from sessions.values import Attachment, Recording
from speakers.values import Link, Picture
from tests.builders import (
    FIRST_DAY,
    a_programme,
    a_publication,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_track,
    an_appearance,
    an_edition,
    at,
    in_english,
)
from tests.forum.formats.frab_rules import faults_of_xml
from tests.forum.formats.hostile import a_hostile_programme
from tests.hostile import hostile_programme
from tests.strategies import programmes

SOURCE = "https://forum.example/en/2021/schedule.xml"


def written(programme: Programme, **changes) -> bytes:
    return write(programme, a_publication(**{"source": SOURCE, **changes}))


def event_of(session, **changes) -> Element:
    event = fromstring(written(a_programme([session], **changes))).find("day/room/event")
    assert event is not None
    return event


def read(data: bytes, language: str = "en") -> Programme:
    return schedule_xml.read(data, Request(language=language, edition_slug="2021")).programme


# The whole file


def test_a_whole_file():
    stage, track, speaker = a_stage("main"), a_track(colour="#157347"), a_speaker("ann")
    poster = Picture("poster.webp", 10, 10)
    session = a_session(
        7,
        slug="opening",
        code="ABC123",
        subtitle=in_english("A *beginning*"),
        abstract=in_english("Short *words* & more."),
        description=in_english("Long words."),
        kind="panel",
        languages=("ru", "en"),
        stage=stage.guid,
        track=track.guid,
        poster=poster,
        links=(Link("https://example.org/a?b=1&c=2", in_english("Notes"), "website"),),
        attachments=(Attachment(in_english("Slides"), file="slides.pdf"),),
        recording=Recording("https://v.example/1", "CC BY 4.0"),
        feedback_url="https://example.org/feedback",
        origin_url="https://example.org/origin",
    )
    programme = a_programme(
        [session],
        edition=an_edition(acronym="scm2021", website_url="https://example.org/"),
        stages=[stage],
        tracks=[track],
        speakers=[speaker],
        appearances=[an_appearance(session, speaker)],
        streams=[a_stream(stage=stage.guid, day=FIRST_DAY, starts_at=at(9))],
    )

    number = fromstring(written(programme)).find("day/room/event/persons/person").get("id")
    assert (
        written(programme).decode()
        == f"""\
<?xml version='1.0' encoding='utf-8'?>
<schedule>
 <generator name="forum" system="forum.example" version="1" />
 <url>https://forum.example/en/2021/schedule.xml</url>
 <version>1</version>
 <conference>
  <title>Smart Cities</title>
  <acronym>scm2021</acronym>
  <start>2021-05-25</start>
  <end>2021-05-26</end>
  <days>2</days>
  <timeslot_duration>00:05</timeslot_duration>
  <base_url>https://forum.example/en/2021/home</base_url>
  <time_zone_name>Europe/Moscow</time_zone_name>
  <color primary="#157347" />
  <url>https://example.org/</url>
  <track name="Track 1" slug="track-1" color="#157347" />
 </conference>
 <day index="1" date="2021-05-25" start="2021-05-25T04:00:00+03:00" end="2021-05-26T04:00:00+03:00">
  <room name="Stage main" guid="{stage.guid}">
   <event guid="{session.guid}" id="7" code="ABC123">
    <room>Stage main</room>
    <title>Session 7</title>
    <subtitle>A *beginning*</subtitle>
    <type>panel</type>
    <date>2021-05-25T10:00:00+03:00</date>
    <start>10:00</start>
    <duration>01:00</duration>
    <abstract>Short *words* &amp; more.</abstract>
    <slug>scm2021-7-opening</slug>
    <track>Track 1</track>
    <logo>https://forum.example/media/poster.webp</logo>
    <persons>
     <person id="{number}" guid="{speaker.guid}">Speaker ann</person>
    </persons>
    <language>ru, en</language>
    <description>Long words.</description>
    <recording>
     <license>CC BY 4.0</license>
     <optout>false</optout>
     <url>https://v.example/1</url>
    </recording>
    <links>
     <link href="https://example.org/a?b=1&amp;c=2" type="web">Notes</link>
     <link href="https://www.youtube.com/watch?v=aqz-KE-bpKQ&amp;t=3600s#stream" type="media">\
Watch</link>
    </links>
    <attachments>
     <attachment href="https://forum.example/media/slides.pdf">Slides</attachment>
    </attachments>
    <url>https://forum.example/en/2021/session/opening</url>
    <feedback_url>https://example.org/feedback</feedback_url>
    <origin_url>https://example.org/origin</origin_url>
   </event>
  </room>
 </day>
 <day index="2" date="2021-05-26" start="2021-05-26T04:00:00+03:00" \
end="2021-05-27T04:00:00+03:00" />
</schedule>
"""
    )
    assert faults_of_xml(written(programme)) == []


def test_the_conference_is_found_in_the_first_kilobyte_however_long_the_address_is():
    programme = a_programme([a_session()])
    source = f"{SOURCE}?s={'.'.join(map(str, range(1, 400)))}"

    data = written(programme, source=source)

    assert faults_of_xml(data) == []
    assert fromstring(data).find("url") is None


def test_a_file_without_sessions_is_one_all_the_same():
    assert faults_of_xml(written(a_programme())) == []


# States, times and places that the format has no word for


def test_a_cancelled_session_says_so_to_people_and_to_programs():
    event = event_of(a_session(state="cancelled", recording=Recording("https://v.example/1")))

    title, url = event.findtext("title"), event.findtext("url")
    assert title == "Cancelled: Session 1"
    assert unmarked(title, url) == ("Session 1", True)
    assert event.find("recording/url") is None


def test_a_session_without_a_time_is_left_out():
    data = written(a_programme([a_session(1), a_session(2, starts_at=None)]))

    assert [event.get("id") for event in fromstring(data).iter("event")] == ["1"]


def test_a_session_without_a_stage_stands_in_a_room_without_a_name_and_is_read_without_one():
    stage = a_stage("main")
    programme = a_programme([a_session(1), a_session(2, stage=stage.guid)], stages=[stage])

    data = written(programme)

    rooms = [(room.get("name"), room.get("guid")) for room in fromstring(data).iter("room")]
    assert [room for room in rooms if room != (None, None)] == [
        ("Stage main", stage.guid),
        ("", None),
    ]
    assert [(item.number, item.stage) for item in read(data).sessions] == [
        (1, ""),
        (2, stage.guid),
    ]


def test_a_night_session_stands_in_the_day_before_with_its_own_date():
    session = a_session(starts_at=at(1, 30, day=26), duration_minutes=26 * 60)

    days = fromstring(written(a_programme([session]))).findall("day")

    event = days[0].find("room/event")
    assert [len(day) for day in days] == [1, 0]
    assert [event.findtext(tag) for tag in ("date", "start", "duration")] == [
        "2021-05-26T01:30:00+03:00",
        "01:30",
        "1:02:00",
    ]


def test_a_part_keeps_the_days_and_numbers_of_the_whole():
    whole = a_programme([a_session(1), a_session(2, starts_at=at(10, day=26))])

    part = fromstring(written(whole.narrowed(lambda session: session.number == 2)))

    found = [
        (day.get("index"), [e.get("id") for e in day.iter("event")]) for day in part.iter("day")
    ]
    assert found == [("1", []), ("2", ["2"])]


# Recordings and links


@pytest.mark.parametrize("opted_out", [False, True])
def test_whose_speakers_want_no_recording_has_no_way_to_a_video(opted_out):
    stage = a_stage()
    session = a_session(
        stage=stage.guid,
        links=(
            Link("https://youtu.be/aqz-KE-bpKQ"),
            Link("https://v.example/1"),
            Link("https://v.example/2", kind="video"),
            Link("https://example.org/notes"),
        ),
        recording=Recording("https://v.example/1", "CC0", opted_out),
    )

    event = event_of(session, stages=[stage], streams=[a_stream(stage=stage.guid, day=FIRST_DAY)])

    recording = {child.tag: child.text for child in event.find("recording")}
    links = [link.get("href") for link in event.iter("link")]
    if opted_out:
        assert recording == {"license": "CC0", "optout": "true"}
        assert links == ["https://example.org/notes"]
    else:
        assert recording == {"license": "CC0", "optout": "false", "url": "https://v.example/1"}
        assert len(links) == 5 and is_stream(links[-1])


def test_every_interpretation_has_a_link_in_the_language_of_the_file():
    stage = a_stage()
    streams = [
        a_stream(1, stage=stage.guid, day=FIRST_DAY),
        a_stream(2, stage=stage.guid, day=FIRST_DAY, language="en", video="dQw4w9WgXcQ"),
    ]
    programme = a_programme([a_session(stage=stage.guid)], stages=[stage], streams=streams)

    event = fromstring(written(programme, language="ru")).find("day/room/event")

    assert [link.text for link in event.iter("link")] == ["Смотреть", "Смотреть (английский)"]


def test_a_link_without_a_title_is_named_by_its_address():
    event = event_of(a_session(links=(Link("https://example.org/a"),)))

    assert event.findtext("links/link") == "https://example.org/a"


# Hostile words


@pytest.mark.parametrize(
    "programme", [a_hostile_programme(), hostile_programme()], ids=["machines", "people"]
)
def test_hostile_words_are_words(programme):
    data = written(programme)

    assert faults_of_xml(data) == []
    assert {element.tag for element in fromstring(data).iter()} <= {
        "schedule", "generator", "url", "version", "conference", "title", "acronym", "start", "end",
        "days", "timeslot_duration", "base_url", "time_zone_name", "color", "track", "day", "room",
        "event", "subtitle", "type", "date", "duration", "abstract", "slug", "persons", "person",
        "language", "description", "recording", "license", "optout", "links", "link", "attachments",
        "attachment", "feedback_url", "origin_url",
    }  # fmt: skip
    assert len(read(data).sessions) == len(programme.sessions)


# Any programme


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(["en", "ru"]))
def test_any_programme_keeps_the_rules_and_gives_equal_bytes(programme, language):
    data = written(programme, language=language)

    assert faults_of_xml(data) == []
    assert written(dataclasses.replace(programme), language=language) == data


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(programmes(), st.sampled_from(["en", "ru"]))
@example(
    Programme(an_edition(), sessions=(a_session(abstract=Text({"ru": "0 "}), starts_at=at(9)),)),
    "en",
)
def test_any_programme_is_read_back_as_it_was(programme, language):
    timed = [session for session in programme.sessions if session.starts_at]
    data = written(programme, language=language)
    if not timed:
        assert fromstring(data).find("day/room/event") is None
        return

    found = read(data, language)

    def words(text: Text) -> str:
        with translation.override(language):
            return line(text)

    def texts(text: Text) -> Text:
        # The file says that its texts are Markdown: they are kept to the last space.
        return Text({language: without_controls(markdown(text.in_language(language).words))})

    def people(of: Programme, guid: str) -> list[tuple[str, str]]:
        return [
            (item.speaker, words(of.get("speakers", item.speaker).name))
            for item in of.appearances_by_session.get(guid, ())
        ]

    def expected(session):
        return {
            "guid": session.guid,
            "number": session.number,
            "title": (words(session.title), session.is_cancelled),
            "subtitle": words(session.subtitle),
            "abstract": texts(session.abstract),
            "starts_at": session.starts_at,
            "duration_minutes": session.duration_minutes,
            "kind": session.kind,
            "languages": session.languages,
            "stage": session.stage,
            "licence": line(session.recording.licence),
            "opted_out": session.recording.opted_out,
            "people": people(programme, session.guid),
        }

    def got(session):
        return {
            **{
                name: getattr(session, name) for name in expected(session) if hasattr(session, name)
            },
            "title": (str(session.title), session.is_cancelled),
            "subtitle": str(session.subtitle),
            "licence": session.recording.licence,
            "opted_out": session.recording.opted_out,
            "people": people(found, session.guid),
        }

    assert [got(session) for session in found.sessions] == [expected(item) for item in timed]
    edition = programme.edition
    assert (found.edition.first_date, found.edition.last_date, found.zone, found.days) == (
        edition.first_date,
        edition.last_date,
        programme.zone,
        programme.days,
    )


def test_markdown_is_read_back_letter_by_letter():
    words = "# One\n\n- *two*\n- [three](https://example.org/)\n\n    code & `<int>`\n\nEnd"
    session = a_session(abstract=in_english(words), description=in_english(words))

    (found,) = read(written(a_programme([session]))).sessions

    assert found.abstract == found.description == in_english(words)
