"""What of a programme can be found."""

from __future__ import annotations

from finding.index import Document, Index
from forum.publishing import search_index
from forum.sample import sample
from multilingual.text import Text
from sessions.values import Topic
from tests.builders import (
    a_guid,
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_track,
    an_appearance,
    at,
)


def test_a_session_is_found_by_all_that_is_said_of_it_in_all_languages():
    track = a_track(1, name=Text({"en": "Life", "ru": "Жизнь"}))
    stage = a_stage(1, name=Text({"en": "Main stage"}))
    topic = Topic(a_guid("topic"), "trams", Text({"en": "Trams", "ru": "Трамваи"}))
    speaker = a_speaker(
        1,
        name=Text({"en": "Anna Petrova", "ru": "Анна Петрова"}),
        organisation=Text({"en": "Tram Works"}),
    )
    session = a_session(
        7,
        title=Text({"en": "Opening", "ru": "Открытие"}),
        subtitle=Text({"en": "A beginning"}),
        abstract=Text({"en": "See [the map](https://maps.example/a?b=c) &amp; www.maps.example"}),
        description=Text({"ru": "Подробно"}),
        track=track.guid,
        stage=stage.guid,
        topics=(topic.guid,),
    )
    appearance = an_appearance(session, speaker, title=Text({"en": "Her own talk"}))
    programme = a_programme(
        tracks=(track,),
        stages=(stage,),
        topics=(topic,),
        speakers=(speaker,),
        sessions=(session,),
        appearances=(appearance,),
    )

    found = list(search_index.documents(programme))

    assert found == [
        Document(
            7,
            {
                "title": ["Opening", "Открытие"],
                "people": ["Anna Petrova", "Анна Петрова", "Tram Works"],
                "subtitle": ["A beginning", "Her own talk"],
                "topics": ["Life", "Жизнь", "Main stage", "Trams", "Трамваи"],
                "abstract": ["See [the map]( ) &  ", "Подробно"],
            },
        )
    ]


def test_breaks_and_cancelled_sessions_are_found_in_the_order_of_the_programme():
    sessions = (
        a_session(1, starts_at=at(12), kind="break"),
        a_session(2, starts_at=None),
        a_session(3, starts_at=at(10), state="cancelled"),
    )

    found = search_index.documents(a_programme(sessions=sessions))

    assert [document.number for document in found] == [3, 1, 2]


def test_the_bytes_are_the_index_of_these_documents():
    programme = sample()

    index = Index.read(search_index.write(programme))

    assert search_index.write(programme) == search_index.write(sample())
    assert {hit.number for hit in index.search("city")} <= {s.number for s in programme.sessions}
