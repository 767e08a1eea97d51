from types import MappingProxyType

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from finding.query import NOTHING, Query
from forum.programme import Gone, Moved, NotInProgramme
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from forum.values import History
from multilingual.text import Text
from speakers import views
from speakers.values import Link, Picture, Rendition
from tests.builders import (
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_track,
    an_appearance,
    at,
    in_english,
)

PHOTO = Picture("p.webp", 480, 480, (Rendition("s.webp", 240, 240),), focus_x=33, focus_y=50)


def both(english, russian):
    return Text({"en": english, "ru": russian})


LINE, OTHER_LINE = a_track(1), a_track(2)
STAGE = a_stage("main")
TWINS = a_session("twins", number=1, track=LINE.guid, stage=STAGE.guid)
GREEN = a_session("green", number=2, track=OTHER_LINE.guid, starts_at=at(12), kind="panel")
YOLKIN = a_speaker("yolkin", name=both("Ivan Yolkin", "Ёлкин Иван"), country="RU")
ZHUKOVA = a_speaker("zhukova", name=both("anna Zhukova", "Жукова Анна"), country="RU")
CHEN = a_speaker(
    "chen",
    name=both("Li Chen", "Чэнь Ли"),
    position=both("Head", "Глава"),
    organisation=both("City", "Город"),
    organisation_kind="government",
    country="CN",
    biography=both("Knows *maps*.", "Знает карты."),
    links=(Link("https://www.example.org/chen"),),
)
FORUM = a_programme(
    [TWINS, GREEN],
    tracks=[LINE, OTHER_LINE],
    stages=[STAGE],
    speakers=[YOLKIN, ZHUKOVA, CHEN],
    appearances=[
        an_appearance(TWINS, CHEN, role="moderator"),
        an_appearance(GREEN, CHEN, title=both("Own part", "Своя часть")),
        an_appearance(GREEN, ZHUKOVA),
    ],
)

MORNING = at(9)


def here_at(programme, now=MORNING, language="en", name="speakers", query=NOTHING, **path):
    release = LiveRelease(7, "sha", at(0, day=1), programme)
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    place = {"language": language, "edition": "2021", **path}
    return Here(site, release, language, name, place, query=query, now=now)


def page_of(view, programme=FORUM, now=MORNING, language="en", query=None, **path):
    with translation.override(language):
        known = view.query(programme) if query else {}
        asked = Query.read(query or {}, known)
        here = here_at(programme, now, language, view.__name__, asked, **path)
        response = view(here, **path)
        response.context_data["here"] = here
        return BeautifulSoup(response.render().content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def all_words(page, selector):
    return [words(element) for element in page.select(selector)]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["anna Zhukova", "Ivan Yolkin", "Li Chen"]),
        ("ru", ["Ёлкин Иван", "Жукова Анна", "Чэнь Ли"]),
    ],
)
def test_the_wall_is_in_the_order_that_readers_of_the_language_expect(language, names):
    page = page_of(views.speakers, language=language)

    assert all_words(page, ".wall-name") == names


def test_the_wall_counts_speakers_and_countries():
    page = page_of(views.speakers)

    assert words(page.select_one(".lead")) == "3 speakers · 2 countries"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["China 1 only China", "Russia 2 only Russia"]),
        ("ru", ["Китай 1 только Китай", "Россия 2 только Россия"]),
    ],
)
def test_countries_are_named_in_the_pages_language_and_counted(language, expected):
    page = page_of(views.speakers, language=language)

    assert all_words(page, ".group-country .option") == expected


def test_speakers_are_filtered_by_country_organisation_and_track():
    page = page_of(views.speakers, query={"country": ["RU"], "track": ["2", "9"]})

    assert all_words(page, ".wall-name") == ["anna Zhukova"]
    assert words(page.select_one(".lead")) == "3 speakers · 2 countries"
    assert words(page.select_one("[data-found] > p")) == "Shown: 1 of 3"
    assert {
        name: all_words(page, f"[data-facet={name}] label")
        for name in ("country", "organisation", "track")
    } == {
        "country": ["China 1", "Russia 1"],
        "organisation": ["Government 0", "Other 1"],
        "track": ["1 Track 1 0", "2 Track 2 1"],
    }
    assert [tick["value"] for tick in page.select("input[checked]")] == ["2", "RU"]
    assert {link["href"] for link in page.select("[data-chosen] a, [data-clear]")} == {
        "/en/2021/speakers/?track=2",
        "/en/2021/speakers/?country=RU",
        "/en/2021/speakers/",
    }


def test_a_place_on_the_wall_carries_what_it_can_be_filtered_by():
    page = page_of(views.speakers)

    place = page.select(".wall-place")[2]
    ticks = {tick["data-token"]: tick["value"] for tick in page.select("input[data-token]")}
    assert [ticks[token] for token in place["data-is"].split()] == ["CN", "government", "1", "2"]
    assert place["class"] == ["wall-place", "track-1"]


def test_who_has_no_photo_has_initials_that_nobody_listens_to():
    page = page_of(views.speakers)

    portrait = page.select(".wall-place .portrait")[2]
    assert (portrait["aria-hidden"], words(portrait)) == ("true", "LC 1 2")


def test_a_photo_has_its_size_its_widths_and_its_focus():
    page = page_of(
        views.speaker, a_programme(speakers=[a_speaker(1, photo=PHOTO)]), slug="speaker-1"
    )

    image = page.select_one(".portrait img")
    assert {name: image[name] for name in ("src", "srcset", "width", "height", "alt", "class")} == {
        "src": "/media/p.webp",
        "srcset": "/media/s.webp 240w",
        "width": "480",
        "height": "480",
        "alt": "Speaker 1",
        "class": ["focus-x-30", "focus-y-50"],
    }


def test_a_wall_without_anybody_says_what_to_do():
    page = page_of(views.speakers, a_programme())

    assert words(page.select_one(".empty strong")) == "No speakers have been announced yet."


def test_a_speaker_is_shown_with_post_country_biography_and_links():
    page = page_of(views.speaker, slug="speaker-chen")

    assert words(page.h1) == "Li Chen"
    assert words(page.select_one(".speaker-post")) == "Head City"
    assert words(page.select_one(".speaker-country")) == "China"
    assert words(page.select_one(".prose")) == "Knows maps ."
    assert [link["href"] for link in page.select(".materials a")] == [
        "https://www.example.org/chen"
    ]
    assert page.select_one("meta[name=description]")["content"] == "Head, City · Knows maps."


def test_a_speaker_is_shown_with_sessions_roles_and_own_titles():
    page = page_of(views.speaker, now=at(10, 30), slug="speaker-chen")

    assert all_words(page, ".session") == [
        "1 25 May, 10:00 – 11:00 Session twins Moderator Talk Stage main Track 1 Live now",
        "2 25 May, 12:00 – 13:00 Session green Own contribution: “Own part” "
        "Speaker Panel Track 2 Upcoming",
    ]


def test_a_speakers_page_is_tinted_by_their_first_line():
    page = page_of(views.speaker, slug="speaker-chen")

    assert page.select_one("article")["class"] == ["speaker-page", "track-1"]


def test_a_speaker_without_a_session_has_an_honest_page():
    page = page_of(views.speaker, slug="speaker-yolkin")

    assert words(page.select_one(".speaker-sessions .empty")) == (
        "No session is announced for this speaker at present."
    )
    assert page.select(".speaker-about") == []


def test_a_biography_in_another_language_is_marked_and_noted():
    speaker = a_speaker(1, name=both("Anna", "Анна"), biography=in_english("Knows maps."))

    page = page_of(views.speaker, a_programme(speakers=[speaker]), language="ru", slug="speaker-1")

    assert page.select_one(".prose > div")["lang"] == "en"
    assert len(page.select(".stands-in")) == 1


def test_who_moved_is_gone_or_never_was_is_told_apart():
    programme = FORUM.replace(
        history=History(
            former_slugs={"speakers/former": CHEN.guid, "speakers/removed": "a-guid-of-the-past"}
        )
    )

    with pytest.raises(Moved) as moved:
        views.speaker(here_at(programme), "former")
    with pytest.raises(Gone):
        views.speaker(here_at(programme), "removed")
    with pytest.raises(NotInProgramme):
        views.speaker(here_at(programme), "never")

    assert moved.value.to == "speaker-chen"
