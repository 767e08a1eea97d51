from datetime import UTC, date, datetime, time
from itertools import pairwise
from types import MappingProxyType

import pytest
from bs4 import BeautifulSoup
from django.http import Http404
from django.utils import translation

from finding.query import NOTHING, Query
from forum.programme import Gone, Moved, NotInProgramme
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from forum.values import History, Tombstone
from multilingual.text import Text
from sessions import views
from sessions.values import Attachment, Recording
from sessions.views import Choice, Player
from speakers.values import Link, Picture, Rendition
from tests.builders import (
    a_programme,
    a_session,
    a_speaker,
    a_stage,
    a_stream,
    a_topic,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
    in_english,
)

VIDEO, OTHER_VIDEO = "aqz-KE-bpKQ", "dQw4w9WgXcQ"
WATCH = "https://www.youtube.com/watch?v="
EMBED = "https://www.youtube-nocookie.com/embed/"

LINE, OTHER_LINE = a_track(1), a_track(2, colour="#a8500c")
MAIN, SECOND = a_stage("main", position=1), a_stage("second", position=2)
OPENING = a_session("opening", number=1, stage=MAIN.guid)
TWINS = a_session("twins", number=2, stage=MAIN.guid, track=LINE.guid, starts_at=at(11, 30))
GREEN = a_session("green", number=3, stage=SECOND.guid, track=OTHER_LINE.guid, starts_at=at(11, 30))
LATE = a_session("late", number=4, stage=SECOND.guid, starts_at=at(12))
NEXT_DAY = a_session("next", number=5, stage=MAIN.guid, starts_at=at(10, day=26))
SOMEDAY = a_session("someday", number=6, stage=MAIN.guid, starts_at=None)
SESSIONS = (OPENING, TWINS, GREEN, LATE, NEXT_DAY, SOMEDAY)
FORUM = a_programme(SESSIONS, tracks=[LINE, OTHER_LINE], stages=[MAIN, SECOND])

MORNING = at(9)


def here_at(programme, now=MORNING, language="en", name="programme", query=None, **path):
    release = LiveRelease(7, "sha", at(0, day=1), programme)
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    return Here(
        site,
        release,
        language,
        name,
        {"language": language, "edition": "2021", **path},
        query=query or NOTHING,
        now=now,
    )


def page_of(view, programme=FORUM, now=MORNING, language="en", query=None, name="", **path):
    """Return the page as a visitor's browser reads it."""
    with translation.override(language):
        known = view.query(programme) if hasattr(view, "query") else {}
        given = {name: [v] if isinstance(v, str) else v for name, v in (query or {}).items()}
        here = here_at(
            programme, now, language, name or view.__name__, Query.read(given, known), **path
        )
        response = view(here, **path)
        response.context_data["here"] = here
        return BeautifulSoup(response.render().content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def all_words(page, selector):
    return [words(element) for element in page.select(selector)]


# The programme


def test_the_programme_lists_each_session_once_under_its_day_and_time():
    page = page_of(views.programme)

    assert all_words(page, ".programme-day > h2") == [
        "Day 1 Tuesday, 25 May",
        "Day 2 Wednesday, 26 May",
    ]
    assert all_words(page, ".moment-time") == ["10:00", "11:30 2 at once", "12:00", "10:00"]
    assert all_words(page, ".session-title") == [
        "Session opening",
        "Session twins",
        "Session green",
        "Session late",
        "Session next",
        "Session someday",
    ]


def test_sessions_that_begin_together_share_a_moment_and_what_is_still_on_is_named():
    page = page_of(views.programme)

    shapes = [moment["class"][1] for moment in page.select(".moment")]
    assert shapes == ["is-single", "is-fork", "is-single", "is-single"]
    assert all_words(page, ".meanwhile a") == [
        "1 Session twins until 12:30",
        "2 Session green until 12:30",
    ]


def test_many_sessions_at_once_are_a_hub_and_what_is_still_on_is_not_listed_any_more():
    stages = [a_stage(number, position=number) for number in range(1, 6)]
    together = [a_session(number, stage=stages[number - 1].guid) for number in range(1, 6)]
    after = a_session(9, stage=stages[0].guid, starts_at=at(10, 30))

    page = page_of(views.programme, a_programme([*together, after], stages=stages))

    assert [moment["class"][1] for moment in page.select(".moment")] == ["is-hub", "is-single"]
    assert page.select(".meanwhile") == []


def test_a_cancelled_session_stays_in_the_programme_and_is_not_still_on():
    cancelled = a_session(1, state="cancelled", duration_minutes=120)

    page = page_of(views.programme, a_programme([cancelled, a_session(2, starts_at=at(11))]))

    assert all_words(page, ".session-state") == ["Cancelled", "Upcoming"]
    assert page.select(".meanwhile") == []


def test_a_delayed_session_shows_the_old_time_struck_through_beside_the_new_one():
    delayed = a_session(starts_at=at(10, 30), delayed_from=at(10))

    page = page_of(views.programme, a_programme([delayed]))

    assert words(page.select_one(".session-when")) == "Announced for: 10:00 10:30 – 11:30"
    assert words(page.select_one(".session-when s time")) == "10:00"
    assert words(page.select_one(".session-state")) == "Delayed"


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (at(8), None),
        (at(9, 50), "10:00"),
        (at(10, 30), "10:00"),
        (at(11, 5), "11:30"),
        (at(12, 15), "11:30"),
        (at(12, 45), "12:00"),
        (at(22), "10:00"),
        (at(23, day=27), None),
    ],
)
def test_the_train_stands_before_what_is_on_or_comes_next(now, before):
    page = page_of(views.programme, now=now)

    found = [words(mark.find_next("h3").find("time")) for mark in page.select("#now")]
    assert found == ([before] if before else [])


def test_a_day_has_a_page_of_its_own():
    page = page_of(views.day, day=date(2021, 5, 26))

    assert all_words(page, ".session-title") == ["Session next"]
    assert [words(link.strong) for link in page.select(".day-switch[aria-current=page]")] == [
        "26 May"
    ]
    assert page.title.string == "Wednesday, 26 May · Programme · Smart Cities"


def test_a_day_that_is_none_of_the_edition_is_not_there():
    with pytest.raises(Http404):
        views.day(here_at(FORUM), date(2021, 5, 27))


def test_the_days_of_the_edition_are_switches_with_their_sessions_counted():
    page = page_of(views.programme)

    assert all_words(page, ".day-switch") == [
        "All days",
        "Tuesday 25 May 4 sessions",
        "Wednesday 26 May 1 session",
    ]


def test_an_edition_of_many_days_shows_those_with_sessions():
    edition = an_edition(last_date=date(2021, 6, 25))

    page = page_of(views.programme, FORUM.replace(edition=edition))

    assert len(page.select(".programme-day")) == 2
    assert len(page.select(".day-switch")) == 3


@pytest.mark.parametrize(
    ("query", "timeline", "grid"),
    [
        ({}, "print, (max-width: 74.99rem)", "screen and (min-width: 75rem)"),
        ({"view": "timeline"}, "all", None),
        ({"view": "grid"}, "print", "screen"),
    ],
)
def test_one_markup_is_a_timeline_or_a_grid_by_its_stylesheets(query, timeline, grid):
    page = page_of(views.programme, query=query)

    media = {
        link["href"].rpartition("/")[2]: link.get("media", "all")
        for link in page.select("link[rel=stylesheet]")
    }
    assert (media.get("timeline.css"), media.get("grid.css")) == (timeline, grid)


def test_the_chosen_view_stays_when_the_day_changes():
    page = page_of(views.programme, query={"view": "grid"})

    assert [link["href"] for link in page.select(".day-switch")] == [
        "/en/2021/programme/?view=grid",
        "/en/2021/programme/2021-05-25/?view=grid",
        "/en/2021/programme/2021-05-26/?view=grid",
    ]


def test_every_session_with_a_time_has_a_place_in_the_grid_under_its_stages_head():
    page = page_of(views.programme)

    day = page.select_one("#day-2021-05-25")
    heads = {words(head): head["class"] for head in day.select(".stage-heads > li")}
    places = {
        words(item.select_one(".session-title")): item["class"][-4:]
        for item in day.select(".session")
    }
    assert heads == {"Stage main": ["c2", "w1"], "Stage second": ["c3", "w2"]}
    assert places == {
        "Session opening": ["c2", "w1", "r2", "n12"],
        "Session twins": ["c2", "w1", "r20", "n12"],
        "Session green": ["c3", "w1", "r20", "n12"],
        "Session late": ["c4", "w1", "r26", "n12"],
    }


def test_sessions_whose_time_is_to_be_announced_stand_at_the_end_of_the_whole_programme():
    page = page_of(views.programme)

    assert all_words(page, "#untimed h2, #untimed .session-title") == [
        "Times to be announced",
        "Session someday",
    ]
    assert page_of(views.day, day=date(2021, 5, 25)).select("#untimed") == []


def test_an_empty_programme_says_what_to_do():
    page = page_of(views.programme, a_programme())

    assert words(page.select_one(".empty strong")) == "The programme is being made."
    assert page.select(".programme-tools") == []


def test_many_tracks_are_folded_away():
    tracks = [a_track(number) for number in range(1, 14)]

    sessions = [a_session(n, track=tracks[n - 1].guid) for n in range(1, 14)]
    page = page_of(views.programme, a_programme(sessions, tracks=tracks))

    assert len(page.select("details [data-facet=track] input")) == 13
    assert page.select(".lines") == []


def test_times_are_the_forums_own_and_the_page_says_so():
    page = page_of(views.programme)

    assert words(page.select_one(".zone > p")) == "Times are the forum's own: Moscow, UTC+3"
    assert page.select_one(".session-when time")["datetime"] == "2021-05-25T10:00+03:00"


def test_a_page_of_450_sessions_asks_for_no_more_than_it_prints():
    stages = [a_stage(number, position=number) for number in range(35)]
    sessions = [
        a_session(number, stage=stages[number % 35].guid, starts_at=at(9 + number // 35 % 12))
        for number in range(1, 451)
    ]

    page = page_of(views.day, a_programme(sessions, stages=stages), day=date(2021, 5, 25))

    assert len(page.select(".session")) == 450
    assert len(page.encode()) < 450 * 1200


# Around every page


def test_a_page_names_itself_in_every_language():
    page = page_of(views.programme, language="ru")

    assert (page.html["lang"], page.html["dir"]) == ("ru", "ltr")
    assert page.select_one("link[rel=canonical]")["href"] == (
        "https://forum.example/ru/2021/programme/"
    )
    assert {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate]")} == {
        "en": "https://forum.example/en/2021/programme/",
        "ru": "https://forum.example/ru/2021/programme/",
        "x-default": "https://forum.example/en/2021/programme/",
    }
    assert [link["href"] for link in page.select(".languages a")] == ["/en/2021/programme/"]


def test_the_language_changes_and_the_view_stays():
    page = page_of(views.programme, query={"view": "grid"})

    assert [link["href"] for link in page.select(".languages a")] == [
        "/ru/2021/programme/?view=grid"
    ]


@pytest.mark.parametrize(
    ("language", "files"),
    [("en", ["golos-basic.woff2"]), ("ru", ["golos-basic.woff2", "golos-russian.woff2"])],
)
def test_a_page_loads_the_type_of_its_own_script_first(language, files):
    page = page_of(views.programme, language=language)

    found = [link["href"].rpartition("/")[2] for link in page.select("link[rel=preload]")]
    assert found == files


def test_urgent_announcements_stand_on_every_page():
    programme = FORUM.replace(announcements=[an_announcement(1, urgent=True), an_announcement(2)])

    assert all_words(page_of(views.live, programme), ".notice h2") == ["Announcement 1"]


@pytest.mark.parametrize(
    ("view", "path", "current"),
    [
        (views.programme, {}, ("Programme", "page")),
        (views.session, {"slug": "session-twins"}, ("Programme", "true")),
        (views.live, {}, ("Live", "page")),
    ],
)
def test_the_menu_says_where_one_is(view, path, current):
    page = page_of(view, **path)

    found = [(words(link), link["aria-current"]) for link in page.select(".menu [aria-current]")]
    assert found == [current]


@pytest.mark.parametrize(
    ("view", "path"),
    [
        (views.programme, {}),
        (views.day, {"day": date(2021, 5, 25)}),
        (views.session, {"slug": "session-twins"}),
        (views.track, {"slug": "track-1"}),
        (views.stage, {"slug": "stage-main"}),
        (views.live, {}),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_headings_go_down_one_level_at_a_time(view, path, language):
    page = page_of(view, language=language, now=at(11, 45), **path)

    levels = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4, h5)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# A session


def test_a_session_tells_when_where_who_and_what():
    topic = a_topic(name=in_english("Green technologies"))
    speaker = a_speaker(
        1,
        name=in_english("Anna Petrova"),
        position=in_english("Head"),
        organisation=in_english("City"),
    )
    session = a_session(
        "whole",
        subtitle=in_english("A subtitle"),
        abstract=in_english("An *abstract*."),
        description=in_english("A description."),
        track=LINE.guid,
        stage=MAIN.guid,
        kind="panel",
        languages=("en", "ru"),
        topics=(topic.guid,),
        links=(Link("https://www.example.org/slides"),),
        attachments=(Attachment(in_english("Report"), "abc.pdf", "", 2048),),
        recording=Recording("https://video.example/1", "CC BY 4.0"),
    )
    programme = a_programme(
        [session],
        tracks=[LINE],
        stages=[MAIN],
        topics=[topic],
        speakers=[speaker],
        appearances=[
            an_appearance(session, speaker, role="moderator", title=in_english("Own part"))
        ],
    )

    page = page_of(views.session, programme, now=at(12), slug="session-whole")

    assert words(page.h1) == "Session whole"
    assert words(page.select_one(".page-head .lead")) == "A subtitle"
    assert words(page.select_one(".above")) == "1 Track 1 Panel Recording"
    assert words(page.select_one(".when-where")) == (
        "10:00 – 11:00 UTC+3 Tuesday, 25 May Stage main"
    )
    assert all_words(page, ".person") == ["AP Moderator Anna Petrova Head, City “Own part”"]
    assert all_words(page, ".prose") == ["An abstract .", "A description."]
    assert [(words(link), link["href"]) for link in page.select(".materials a")] == [
        ("Report", "/media/abc.pdf"),
        ("example.org", "https://www.example.org/slides"),
    ]
    facts = {words(row.dt): words(row.dd) for row in page.select(".facts > div")}
    assert {name: facts[name] for name in ("Spoken", "Topics", "Recording")} == {
        "Spoken": "English, Russian",
        "Topics": "Green technologies",
        "Recording": "Watch the recording Licence: CC BY 4.0",
    }
    assert page.select_one("meta[name=description]")["content"] == "An abstract."


def test_a_session_that_is_not_recorded_says_so():
    session = a_session(recording=Recording(opted_out=True, licence="CC0"))

    page = page_of(views.session, a_programme([session]), slug="session-1")

    facts = {words(row.dt): words(row.dd) for row in page.select(".facts > div")}
    assert facts["Recording"] == "Not recorded, at the speakers' wish"


def test_what_stands_in_from_another_language_is_marked_and_noted():
    session = a_session(
        title=Text({"en": "Opening", "ru": "Открытие"}), abstract=in_english("Only English.")
    )

    page = page_of(views.session, a_programme([session]), language="ru", slug="session-1")

    assert words(page.h1) == "Открытие"
    assert page.select_one(".prose > div")["lang"] == "en"
    assert len(page.select(".stands-in")) == 1


def test_a_page_shows_what_is_parallel_and_what_is_before_and_after_on_the_stage():
    page = page_of(views.session, slug="session-twins")

    assert all_words(page, ".around-stage .brief-title") == [
        "Session opening",
        "Session twins",
        "Session next",
    ]
    assert all_words(page, ".around-parallel .brief-title") == ["Session green", "Session late"]


def test_a_session_without_a_time_has_nothing_around_it():
    page = page_of(views.session, slug="session-someday")

    assert page.select(".around") == []
    assert words(page.select_one(".when-where")) == "Time to be announced Stage main"


def test_of_very_many_parallel_sessions_some_are_listed_and_the_others_counted():
    sessions = [a_session(number) for number in range(1, 13)]

    page = page_of(views.session, a_programme(sessions), slug="session-1")

    assert len(page.select(".is-parallel > li")) == 8
    link = page.select_one(".around-parallel > p > a")
    assert (words(link), link["href"]) == (
        "3 more in the day's programme",
        "/en/2021/programme/2021-05-25/",
    )


def test_the_address_can_be_copied_without_script_too():
    page = page_of(views.session, slug="session-twins")

    address = "https://forum.example/en/2021/sessions/session-twins/"
    link, button = page.select_one(".share-address"), page.select_one("[data-copy]")
    assert (link["href"], words(link)) == (address, address)
    assert (button["data-copy"], "with-script" in button["class"]) == (address, True)


# The video


def player_of(programme, now, slug="session-opening"):
    return views.session(here_at(programme, now), slug).context_data["player"]


STAGE_STREAM = a_stream(stage=MAIN.guid, day=date(2021, 5, 25), video=VIDEO, starts_at=at(9, 45))


def test_before_a_session_its_stages_stream_is_shown_from_the_beginning():
    found = player_of(FORUM.replace(streams=[STAGE_STREAM]), at(9))

    assert found == Player(f"{WATCH}{VIDEO}", f"{EMBED}{VIDEO}?autoplay=1&hl=en")


def test_once_a_session_has_begun_the_stream_opens_at_its_own_moment():
    found = player_of(FORUM.replace(streams=[STAGE_STREAM]), at(10, 30))

    assert found == Player(f"{WATCH}{VIDEO}&t=900s", f"{EMBED}{VIDEO}?start=900&autoplay=1&hl=en")


def test_a_stream_of_the_session_itself_opens_at_its_beginning():
    own = a_stream(session=OPENING.guid, video=VIDEO, starts_at=at(9, 45))

    found = player_of(FORUM.replace(streams=[own]), at(10, 30))

    assert found.watch == f"{WATCH}{VIDEO}"


def test_interpretations_are_choices_beside_the_floor():
    interpreted = a_stream(
        "en", stage=MAIN.guid, day=date(2021, 5, 25), video=OTHER_VIDEO, language="en"
    )

    found = player_of(FORUM.replace(streams=[interpreted, STAGE_STREAM]), at(9))

    assert found.watch == f"{WATCH}{VIDEO}"
    assert found.choices == (
        Choice("", f"{WATCH}{VIDEO}", f"{EMBED}{VIDEO}?autoplay=1&hl=en"),
        Choice("en", f"{WATCH}{OTHER_VIDEO}", f"{EMBED}{OTHER_VIDEO}?autoplay=1&hl=en"),
    )


@pytest.mark.parametrize(("now", "expected"), [(at(10, 30), VIDEO), (at(11), OTHER_VIDEO)])
def test_the_recording_takes_the_place_of_the_stream_when_the_session_is_over(now, expected):
    recorded = a_session(
        "opening", stage=MAIN.guid, recording=Recording(f"https://youtu.be/{OTHER_VIDEO}")
    )
    own = a_stream(session=recorded.guid, video=VIDEO)

    found = player_of(a_programme([recorded], stages=[MAIN], streams=[own]), now)

    assert (found.watch, found.is_recording) == (f"{WATCH}{expected}", now == at(11))


def test_a_cancelled_session_has_no_player():
    cancelled = a_session("opening", stage=MAIN.guid, state="cancelled")

    assert player_of(FORUM.replace(sessions=[cancelled], streams=[STAGE_STREAM]), at(9)) is None


def test_what_speakers_do_not_want_recorded_is_not_played_again():
    unwanted = Recording(f"https://youtu.be/{OTHER_VIDEO}", opted_out=True)
    session = a_session("opening", stage=MAIN.guid, recording=unwanted)
    programme = FORUM.replace(sessions=[session], streams=[STAGE_STREAM])

    found = [player_of(programme, now) for now in (at(10, 30), at(11))]

    assert [player and player.watch for player in found] == [f"{WATCH}{VIDEO}&t=900s", None]


def test_a_channel_that_has_no_player_is_a_plain_link():
    handle = a_stream(session=OPENING.guid, video="https://www.youtube.com/@forum/live")

    page = page_of(views.session, FORUM.replace(streams=[handle]), slug="session-opening")

    facade = page.select_one("a.facade")
    assert (facade["href"], facade.has_attr("data-player")) == (
        "https://www.youtube.com/@forum/live",
        False,
    )


def test_nothing_is_loaded_from_youtube_and_a_plain_link_stands_beside_the_poster():
    page = page_of(views.session, FORUM.replace(streams=[STAGE_STREAM]), slug="session-opening")

    assert page.select("iframe, [src*=youtu], link[href*=youtu]") == []
    assert page.select_one("a.facade")["data-player"].startswith(EMBED)
    assert page.select_one(".player-words p a")["href"] == f"{WATCH}{VIDEO}"


def test_an_uploaded_poster_has_its_size_and_words():
    poster = Picture("p.webp", 960, 540, (Rendition("s.webp", 480, 270),))
    session = a_session("opening", poster=poster, poster_alt=in_english("The hall"))
    programme = a_programme([session], streams=[a_stream(session=session.guid)])

    page = page_of(views.session, programme, slug="session-opening")

    image = page.select_one(".facade img")
    assert (image["src"], image["srcset"], image["width"], image["height"], image["alt"]) == (
        "/media/p.webp",
        "/media/s.webp 480w",
        "960",
        "540",
        "The hall",
    )


# Tracks, stages, live


def test_a_track_is_a_line_with_its_sessions():
    page = page_of(views.track, slug="track-1")

    assert words(page.h1) == "Track 1"
    assert all_words(page, ".session-title") == ["Session twins"]
    assert all_words(page, ".lines .chip") == ["2 Track 2 1"]


def test_a_stage_shows_its_sessions_by_day_and_the_untimed_last():
    page = page_of(views.stage, slug="stage-main")

    assert all_words(page, ".by-day > h2, .by-day .session-title") == [
        "Tuesday, 25 May",
        "Session opening",
        "Session twins",
        "Wednesday, 26 May",
        "Session next",
        "Times to be announced",
        "Session someday",
    ]


def test_a_stage_shows_its_stream_while_there_is_something_to_come_and_a_list_afterwards():
    programme = FORUM.replace(streams=[STAGE_STREAM])

    before = page_of(views.stage, programme, slug="stage-main")
    after = page_of(views.stage, programme, now=at(12, day=27), slug="stage-main")

    assert before.select_one(".facade")["href"] == f"{WATCH}{VIDEO}"
    assert [(words(link), link["href"]) for link in after.select(".stage-broadcasts a")] == [
        ("Tuesday, 25 May", f"{WATCH}{VIDEO}")
    ]


def test_live_shows_what_is_on_each_stage_and_what_is_next_there():
    page = page_of(views.live, now=at(11, 45))

    assert {
        words(stage.h2): all_words(stage, ".session-title") for stage in page.select(".on-stage")
    } == {
        "Stage main": ["Session twins", "Session next"],
        "Stage second": ["Session green", "Session late"],
    }
    assert words(page.select_one(".lead")) == "2 stages are on air right now."


def test_stages_that_are_on_air_come_first():
    page = page_of(views.live, now=at(12, 45))

    assert all_words(page, ".on-stage h2") == ["Stage second", "Stage main"]


def test_live_has_one_player_and_a_way_to_every_other_stage():
    second = a_stream("second", stage=SECOND.guid, day=date(2021, 5, 25), video=OTHER_VIDEO)

    page = page_of(views.live, FORUM.replace(streams=[STAGE_STREAM, second]), now=at(11, 45))

    assert [link["href"] for link in page.select(".facade")] == [f"{WATCH}{VIDEO}"]
    assert [link["href"] for link in page.select(".on-stage-head .button")] == [
        "/en/2021/live/?stage=stage-main#live-on",
        "/en/2021/live/?stage=stage-second#live-on",
    ]


def test_live_shows_the_stage_that_was_chosen_in_its_player():
    second = a_stream("second", stage=SECOND.guid, day=date(2021, 5, 25), video=OTHER_VIDEO)
    programme = FORUM.replace(streams=[STAGE_STREAM, second])

    page = page_of(views.live, programme, now=at(11, 45), query={"stage": "stage-second"})

    assert [link["href"] for link in page.select(".facade")] == [f"{WATCH}{OTHER_VIDEO}"]
    assert words(page.select_one("#live-on")) == "Stage second"
    assert words(page.select_one(".on-stage-head [aria-current]")) == "Watch : Stage second"


@pytest.mark.parametrize(
    ("now", "lead"),
    [
        (at(9, day=20), "The broadcast begins on 25 May 2021. First on each stage:"),
        (at(20), "Nothing is on at this moment. Next on each stage:"),
        (
            at(12, day=27),
            "The forum is over. What was recorded can be watched on the sessions' pages.",
        ),
    ],
)
def test_live_says_what_to_expect_when_nothing_is_on(now, lead):
    page = page_of(views.live, now=now)

    assert words(page.select_one(".lead")) == lead


def test_live_without_stages_is_not_an_empty_page():
    page = page_of(views.live, a_programme())

    assert words(page.select_one(".empty strong")) == "There are no stages yet."


# Addresses


@pytest.mark.parametrize(
    ("view", "kind"),
    [(views.session, "sessions"), (views.track, "tracks"), (views.stage, "stages")],
)
def test_what_moved_is_gone_or_never_was_is_told_apart(view, kind):
    item = getattr(FORUM, kind)[0]
    programme = FORUM.replace(
        history=History(
            former_slugs={f"{kind}/former": item.guid, f"{kind}/removed": "a-guid-of-the-past"}
        )
    )

    with pytest.raises(Moved) as moved:
        view(here_at(programme), "former")
    with pytest.raises(Gone):
        view(here_at(programme), "removed")
    with pytest.raises(NotInProgramme):
        view(here_at(programme), "never")

    assert moved.value.to == item.slug


def test_breaks_and_cancelled_sessions_are_shown_and_not_counted():
    programme = a_programme(
        [
            a_session(1, stage=MAIN.guid),
            a_session(2, stage=MAIN.guid, starts_at=at(12), kind="break"),
            a_session(3, stage=MAIN.guid, starts_at=at(14), state="cancelled"),
        ],
        stages=[MAIN],
    )

    page = page_of(views.programme, programme)

    assert len(page.select(".session-title")) == 3
    assert "1 session" in words(page.select_one(".lead"))
    assert "2 sessions" not in words(page)


def test_the_offset_is_that_of_the_sessions_own_moment():
    # Clocks went forward at 02:00 on 28 March 2021; the programme day had begun before.
    edition = an_edition(
        time_zone="Europe/Berlin",
        first_date=date(2021, 3, 27),
        last_date=date(2021, 3, 28),
        day_break=time(0),
    )
    before = a_session("before", starts_at=datetime(2021, 3, 27, 13, tzinfo=UTC))
    after = a_session("after", number=2, starts_at=datetime(2021, 3, 28, 12, tzinfo=UTC))
    programme = a_programme([before, after], edition=edition)

    found = {
        slug: "UTC+2" in str(page_of(views.session, programme, slug=slug))
        for slug in ("session-before", "session-after")
    }

    assert found == {"session-before": False, "session-after": True}
    assert "UTC+1 / UTC+2" in words(page_of(views.programme, programme))


# Filters


def test_a_programme_is_filtered_by_what_stands_in_the_address():
    page = page_of(views.programme, query={"track": ["2", "none"], "stage": "stage-second"})

    assert all_words(page, ".session-title") == ["Session green", "Session late"]
    assert all_words(page, ".programme-day > h2") == ["Day 1 Tuesday, 25 May"]
    assert all_words(page, ".stage-heads > li") == ["Stage second"]
    assert words(page.select_one("[data-found] > p")) == "Shown: 2 of 6"
    assert page.select_one("[data-nothing]").has_attr("hidden")
    assert page.select_one("[data-list]").has_attr("data-is-part")


def test_each_choice_says_how_many_it_would_show():
    page = page_of(views.programme, query={"stage": "stage-second"})

    assert {name: all_words(page, f"[data-facet={name}] label") for name in ("track", "stage")} == {
        "track": ["1 Track 1 0", "2 Track 2 1", "Outside the tracks 1"],
        "stage": ["Stage main 4", "Stage second 2"],
    }


def test_one_tap_leaves_only_one_choice_of_its_kind():
    page = page_of(views.programme, query={"track": "1", "stage": "stage-main", "view": "grid"})

    only = page.select_one("[data-facet=track] .option:nth-child(2) .only")
    assert only["href"] == "/en/2021/programme/?stage=stage-main&track=2&view=grid"


def test_filters_stay_when_the_day_the_view_and_the_language_change():
    page = page_of(views.day, query={"track": "2", "tz": "Asia/Tokyo"}, day=date(2021, 5, 25))

    query = "?track=2&tz=Asia%2FTokyo"
    assert [link["href"] for link in page.select(".day-switch")] == [
        f"/en/2021/programme/{query}",
        f"/en/2021/programme/2021-05-25/{query}",
        f"/en/2021/programme/2021-05-26/{query}",
    ]
    assert page.select_one(".languages a")["href"] == f"/ru/2021/programme/2021-05-25/{query}"
    assert page.select_one(".view.is-grid")["href"].endswith(f"{query}&view=grid")
    assert page.select_one("form input[type=hidden][name=tz]")["value"] == "Asia/Tokyo"


def test_what_fits_nothing_says_what_to_do():
    page = page_of(views.programme, query={"track": "2", "stage": "stage-main"})

    assert page.select(".session") == []
    assert not page.select_one("[data-nothing]").has_attr("hidden")
    assert page.select_one("[data-nothing] a")["href"] == "/en/2021/programme/"


def test_a_session_carries_the_short_names_of_what_it_can_be_filtered_by():
    page = page_of(views.programme)

    green = page.select("li.session")[2]
    tokens = {tick["data-token"]: tick["value"] for tick in page.select("input[data-token]")}
    known = [tokens[token] for token in green["data-is"].split() if token in tokens]
    assert known == ["2", "stage-second"]


# Time zones


def test_a_page_says_whose_clocks_its_times_are():
    page = page_of(views.programme, query={"tz": "Asia/Kolkata"}, language="ru")

    assert words(page.select_one(".zone > p")) == "Время: Калькутта, UTC+5:30"
    assert page.select_one("[data-zone-forum] a")["href"] == "/ru/2021/programme/"
    assert all_words(page, ".moment-time time")[:2] == ["12:30", "14:00"]
    links = [link["href"] for link in page.select(".session-title a")]
    assert links[0] == "/ru/2021/sessions/session-opening/?tz=Asia%2FKolkata"


def test_a_session_says_both_times():
    page = page_of(views.session, query={"tz": "America/New_York"}, slug="session-opening")

    assert words(page.select_one(".when-clock")) == "10:00 – 11:00 UTC+3"
    beside = page.select_one("[data-beside]")
    assert words(beside) == "New York, UTC−4: Tuesday, 25 May, 03:00–04:00"


def test_the_list_of_time_zones_leads_to_the_programme_by_their_clocks():
    page = page_of(views.time_zones, language="ru", name="time-zones")

    place = page.select_one("a[data-zone='Asia/Tokyo']")
    assert words(place) == "Токио Япония UTC+9"
    assert place["href"] == "/ru/2021/programme/?tz=Asia/Tokyo"
    assert page.select_one("a[data-zone='Europe/Moscow']")["href"] == "/ru/2021/programme/"
    assert len(page.select("a[data-zone]")) > 400


# My programme


def test_a_choice_is_shown_by_day_with_what_overlaps():
    page = page_of(views.my, query={"s": "5.2.4.99"})

    assert all_words(page, ".by-day > h2") == ["Tuesday, 25 May", "Wednesday, 26 May"]
    assert all_words(page, ".session-title") == ["Session twins", "Session late", "Session next"]
    assert all_words(page, ".session-overlaps") == [
        "Overlaps with: Session late ( 12:00 – 13:00 )",
        "Overlaps with: Session twins ( 11:30 – 12:30 )",
    ]
    assert words(page.select_one(".my-count-line")) == "3 sessions · 2 overlap with others"


def test_a_choice_goes_along_as_link_code_and_calendar():
    page = page_of(views.my, query={"s": "4,2"})

    address = "https://forum.example/en/2021/my/?s=2.4"
    assert page.select_one(".share-address")["href"] == address
    assert page.select_one(".qr-place svg title") is not None
    assert page.select_one(".ways .button")["href"] == (
        "webcal://forum.example/en/2021/my/schedule.ics?s=2.4"
    )


def test_a_choice_outlives_a_new_address_a_removal_and_a_cancellation():
    moved = a_session("renamed", number=1, starts_at=at(15), state="cancelled")
    gone = a_session("gone", number=2, title=in_english("Gone"))
    history = History(
        numbers={"1": moved.guid, "2": gone.guid},
        removed={gone.guid: Tombstone(gone, at(8))},
    )

    page = page_of(views.my, a_programme([moved], history=history), query={"s": "1.2"})

    assert all_words(page, ".session-title") == ["Session renamed"]
    assert all_words(page, ".session-state") == ["Cancelled"]
    assert all_words(page, ".removed li") == ["Gone Removed"]


def test_without_a_choice_my_programme_says_what_to_do():
    page = page_of(views.my)

    assert words(page.select_one("[data-my] strong")) == "Nothing is saved yet."
    assert page.select_one("[data-shared]").has_attr("hidden")


def test_a_choice_that_overlaps_in_many_ways_names_a_few():
    sessions = [a_session(n, stage=a_stage(n).guid) for n in range(1, 7)]

    page = page_of(views.my, a_programme(sessions), query={"s": "1.2.3.4.5.6"})

    first = page.select_one(".session-overlaps")
    assert len(first.select("a")) == 3
    assert words(first).endswith("and 2 more")


def test_a_search_in_a_day_leads_to_the_other_days_also_when_it_finds_nothing_there():
    page = page_of(views.day, query={"q": "next"}, day=date(2021, 5, 25))

    assert page.select(".results .session") == []
    assert not page.select_one("[data-results]").has_attr("hidden")
    assert page.select_one("[data-elsewhere] a")["href"] == "/en/2021/programme/?q=next"


def test_a_search_leaves_every_filter_in_its_place():
    page = page_of(views.programme, query={"q": "green"})

    assert all_words(page, "[data-facet=track] label") == [
        "1 Track 1 0",
        "2 Track 2 1",
        "Outside the tracks 0",
    ]
