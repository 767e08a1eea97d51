import re
from datetime import date, datetime
from types import MappingProxyType

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from forum import views
from forum.countdown import Countdown
from forum.programme import NotInProgramme
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from forum.values import History, News
from forum.views import Face, Line, PublicChange, SessionChanges
from multilingual.text import EMPTY
from sessions.values import Recording
from speakers.values import Picture
from tests.builders import (
    MOSCOW,
    a_page,
    a_partner,
    a_programme,
    a_session,
    a_speaker,
    a_track,
    an_announcement,
    an_appearance,
    an_edition,
    at,
    in_english,
)

PHOTO = Picture("0.webp", 400, 400)
NOON_BEFORE = at(12, day=24)


def here_at(programme, now=NOON_BEFORE, *others, name="home"):
    releases = {
        each.edition.slug: LiveRelease(1, f"sha-{each.edition.slug}", at(0, day=1), each)
        for each in (programme, *others)
    }
    return Here(
        Site(MappingProxyType(releases), "https://forum.example", "build"),
        releases[programme.edition.slug],
        "en",
        name,
        {"language": "en", "edition": programme.edition.slug},
        now=now,
    )


TRACKS = (a_track(1), a_track(2), a_track(3))
OPENING = a_session("opening", number=1, track=TRACKS[0].guid)
COFFEE = a_session("coffee", number=2, starts_at=at(11), kind="break", track=TRACKS[0].guid)
TWINS = a_session("twins", number=3, starts_at=at(12), track=TRACKS[0].guid)
GARDENS = a_session("gardens", number=4, starts_at=at(12), track=TRACKS[1].guid)
WITHDRAWN = a_session("withdrawn", number=5, starts_at=at(12), state="cancelled")
BICYCLES = a_session("bicycles", number=6, starts_at=at(10, day=26), track=TRACKS[1].guid)
SOMEDAY = a_session("someday", number=7, starts_at=None)
SESSIONS = (OPENING, COFFEE, TWINS, GARDENS, WITHDRAWN, BICYCLES, SOMEDAY)


def guids(listed):
    return [item.guid for item in listed]


def home_at(now, sessions=SESSIONS, **given):
    return views.home(here_at(a_programme(sessions, **given), now)).context_data


def test_home_shows_what_is_live_and_what_comes_next():
    context = home_at(at(12, 30))

    assert guids(context["live"]) == [TWINS.guid, GARDENS.guid]
    assert context["live_count"] == 2
    assert guids(context["next"]) == [BICYCLES.guid]
    assert context["count"] == Countdown("live")


@pytest.mark.parametrize(
    ("now", "live", "following"),
    [
        (at(12, day=24), [], [OPENING, TWINS, GARDENS]),
        (at(9, 50), [], [OPENING, TWINS, GARDENS]),
        (at(10), [OPENING], [TWINS, GARDENS, BICYCLES]),
        (at(11, 15), [], [TWINS, GARDENS, BICYCLES]),
        (at(23), [], [BICYCLES]),
        (at(11, day=26), [], []),
    ],
)
def test_neither_breaks_nor_cancelled_sessions_are_announced_at_home(now, live, following):
    context = home_at(now)

    assert guids(context["live"]) == guids(live)
    assert guids(context["next"]) == guids(following)


def test_a_delayed_session_is_still_announced_at_home():
    late = a_session(starts_at=at(11), delayed_from=at(10))

    context = home_at(at(10, 30), [late])

    assert [(item.guid, item.state) for item in context["next"]] == [(late.guid, "delayed")]


def test_with_very_many_stages_home_shows_some_of_what_is_live_and_says_how_many_there_are():
    sessions = [a_session(number) for number in range(1, 31)]

    context = home_at(at(10, 30), sessions)

    assert guids(context["live"]) == guids(sessions[:4])
    assert context["live_count"] == 30


def test_home_is_the_same_between_two_boundaries():
    early = home_at(at(12), tracks=TRACKS)
    late = home_at(at(12, 59), tracks=TRACKS)

    assert early == late


@pytest.mark.parametrize(
    ("url", "now", "can_register"),
    [
        ("https://forum.example/register", at(12, day=24), True),
        ("https://forum.example/register", at(12), True),
        ("https://forum.example/register", at(11, day=26), False),
        ("", at(12, day=24), False),
    ],
)
def test_registering_is_offered_until_the_forum_is_over(url, now, can_register):
    context = home_at(now, edition=an_edition(register_url=url))

    assert context["can_register"] is can_register


def test_recordings_are_offered_once_the_forum_is_over():
    seen = a_session(1, recording=Recording("https://youtu.be/aqz-KE-bpKQ"))
    kept = a_session(2, starts_at=at(11), recording=Recording("https://v.example/", opted_out=True))
    last = a_session(3, starts_at=at(10, day=26))

    during = home_at(at(12), [seen, kept, last])
    after = home_at(at(11, day=26), [seen, kept, last])

    assert during["recordings"] == []
    assert guids(after["recordings"]) == [seen.guid]
    assert after["recordings_count"] == 1


def test_urgent_announcements_are_not_repeated_among_the_news_at_home():
    urgent = an_announcement("urgent", urgent=True)
    plain = [an_announcement(number, starts_at=at(number)) for number in range(1, 5)]

    context = home_at(at(12), announcements=(urgent, *plain))

    assert context["news"] == plain[:0:-1]


def test_figures_are_counted_from_the_programme():
    speakers = (a_speaker(1, country="RU"), a_speaker(2, country="RU"), a_speaker(3))
    programme = a_programme(SESSIONS, edition=an_edition(viewers=193_000), speakers=speakers)

    with translation.override("en"):
        found = views.figures(programme)

    assert found == views.Figures(
        sessions=5, speakers=3, countries=1, days=2, viewers_count=193_000, viewers="193,000"
    )


def test_unknown_viewers_are_not_told():
    found = views.figures(a_programme())

    assert (found.viewers, found.viewers_count) == ("", 0)


def test_lines_have_a_station_for_each_session_of_their_track():
    programme = a_programme(SESSIONS, tracks=TRACKS)

    found = views.lines(programme, at(12, 30))

    assert found == [
        Line(TRACKS[0], sessions=2, is_live=True, stations=("ended", "live")),
        Line(TRACKS[1], sessions=2, is_live=True, stations=("live", "upcoming")),
    ]


def test_a_line_with_very_many_stations_is_not_drawn():
    sessions = [a_session(number, track=TRACKS[0].guid) for number in range(1, 18)]

    found = views.lines(a_programme(sessions, tracks=TRACKS), NOON_BEFORE)

    assert found == [Line(TRACKS[0], sessions=17, is_live=False, stations=())]


def test_keynotes_and_hosts_are_shown_before_photos_and_photos_before_order():
    host, keynote, pictured = a_speaker(1), a_speaker(2), a_speaker(3, photo=PHOTO)
    early, late, panellist = a_speaker(4), a_speaker(5), a_speaker(6, photo=PHOTO)
    unplaced = a_speaker(7, photo=PHOTO)
    appearances = (
        an_appearance(OPENING, early),
        an_appearance(OPENING, host, role="host", order=1),
        an_appearance(OPENING, panellist, role="panellist"),
        an_appearance(TWINS, late),
        an_appearance(TWINS, pictured),
        an_appearance(OPENING, keynote, role="panellist"),
        an_appearance(BICYCLES, keynote, role="keynote"),
        an_appearance(BICYCLES, early),
        an_appearance(WITHDRAWN, unplaced, role="keynote"),
    )
    programme = a_programme(
        SESSIONS,
        tracks=TRACKS,
        speakers=(host, keynote, pictured, early, late, panellist, unplaced),
        appearances=appearances,
    )

    found = views.faces(programme)

    assert found == [
        Face(host, TRACKS[0]),
        Face(keynote, TRACKS[1]),
        Face(pictured, TRACKS[0]),
        Face(early, TRACKS[0]),
        Face(late, TRACKS[0]),
        Face(panellist, TRACKS[0]),
    ]


def test_no_more_faces_than_fit_are_shown():
    speakers = [a_speaker(number) for number in range(30)]
    appearances = [
        an_appearance(SOMEDAY, speaker, order=order) for order, speaker in enumerate(speakers)
    ]
    programme = a_programme(SESSIONS, speakers=tuple(speakers), appearances=tuple(appearances))

    assert views.faces(programme) == [Face(speaker, None) for speaker in speakers[:12]]


def test_partners_stand_by_kind_with_organisers_first():
    media = a_partner("paper", kind="media")
    organiser = a_partner("city", kind="organiser", position=2)
    first, second = a_partner(1, position=0), a_partner(2, position=1)
    programme = a_programme(partners=(second, media, organiser, first))

    found = views.partners_by_kind(programme.partners)

    assert found == [("organiser", [organiser]), ("partner", [first, second]), ("media", [media])]


def test_news_are_the_announcements_of_the_moment_the_latest_first():
    old = an_announcement("old", starts_at=at(9, day=1))
    new = an_announcement("new", starts_at=at(9, day=24), ends_at=at(15, day=24))
    coming = an_announcement("coming", starts_at=at(14, day=24))
    programme = a_programme(announcements=(old, new, coming))

    noon = views.news(here_at(programme, at(12, day=24), name="news")).context_data
    evening = views.news(here_at(programme, at(15, day=24), name="news")).context_data

    assert noon == {"announcements": (new, old)}
    assert evening == {"announcements": (coming, old)}


THEN = in_english("As it was called")


def a_news(kind, session=OPENING, release=2, **given):
    return News(release, at(12, day=20), kind, session.guid, THEN, **given)


def changes_of(*entries):
    programme = a_programme(SESSIONS, history=History(news=entries))
    return views.changes(here_at(programme, name="changes")).context_data["releases"]


def of_opening(*changes):
    return (SessionChanges(THEN, "/en/2021/sessions/session-opening/", changes),)


@pytest.mark.parametrize("kind", ["new", "cancelled", "restored", "stream"])
def test_a_change_of_a_session_links_to_its_page(kind):
    (release,) = changes_of(a_news(kind))

    assert release.sessions == of_opening(PublicChange(kind))


def test_a_change_of_a_session_that_is_gone_has_no_link():
    (release,) = changes_of(a_news("removed", a_session("gone")))

    assert release.sessions == (SessionChanges(THEN, "", (PublicChange("removed"),)),)


@pytest.mark.parametrize(
    ("kind", "before", "after", "shown", "is_same_day"),
    [
        ("moved", "2021-05-25T07:00+00:00", "2021-05-25T08:00Z", ["25 10:00", "25 11:00"], True),
        ("moved", "2021-05-25T20:30+00:00", "2021-05-25T21:30Z", ["25 23:30", "26 00:30"], False),
        ("moved", "", "2021-05-25T08:00+00:00", ["", "25 11:00"], False),
        ("moved", "2021-05-25T07:00+00:00", "", ["25 10:00", ""], False),
        ("new", "", "2021-05-25T08:00+00:00", ["", "25 11:00"], False),
    ],
)
def test_changed_times_are_told_in_the_forums_own_zone(kind, before, after, shown, is_same_day):
    (release,) = changes_of(a_news(kind, before=before, after=after))

    (change,) = release.sessions[0].changes
    assert [f"{time:%d %H:%M}" if time else "" for time in (change.before, change.after)] == shown
    assert (change.kind, change.is_same_day) == (kind, is_same_day)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (in_english("Blue"), in_english("Green")),
        (EMPTY, in_english("Green")),
        (in_english("Blue"), EMPTY),
    ],
)
def test_a_change_of_stage_names_both(old, new):
    (release,) = changes_of(a_news("stage", before="b", after="g", names=(old, new)))

    assert release.sessions == of_opening(PublicChange("stage", old=old, new=new))


def test_people_who_join_or_leave_a_session_are_named_together():
    anna, boris, clara = in_english("Anna"), in_english("Boris"), in_english("Clara")

    (release,) = changes_of(
        a_news("speaker", after="added", names=(anna,)),
        a_news("speaker", after="added", names=(boris,)),
        a_news("speaker", after="removed", names=(clara,)),
        a_news("speaker", after="added"),
    )

    assert release.sessions == of_opening(
        PublicChange("speaker", people=(anna, boris), has_joined=True),
        PublicChange("speaker", people=(clara,)),
    )
    assert release.sessions[0].changes[0].names == "Anna, Boris"


def test_names_are_safe_to_print():
    change = PublicChange("speaker", people=(in_english("<b>Anna</b>"),))

    assert change.names == "&lt;b&gt;Anna&lt;/b&gt;"


def test_changes_of_one_session_stand_under_it_in_the_order_they_came():
    (release,) = changes_of(
        a_news("cancelled"), a_news("stream", TWINS), a_news("stream"), a_news("new", COFFEE)
    )

    assert [(s.address, [c.kind for c in s.changes]) for s in release.sessions] == [
        ("/en/2021/sessions/session-opening/", ["cancelled", "stream"]),
        ("/en/2021/sessions/session-twins/", ["stream"]),
        ("/en/2021/sessions/session-coffee/", ["new"]),
    ]


def test_changes_stand_by_release_the_latest_first():
    first = News(1, at(12, day=20), "release")
    line = News(2, at(23, 30, day=20), "release", title=in_english("Second day complete"))

    found = changes_of(first, line, a_news("cancelled"), a_news("restored", release=3))

    assert [
        (r.number, f"{r.at:%d %H:%M}", r.is_first, r.lines, len(r.sessions)) for r in found
    ] == [
        (3, "20 12:00", False, (), 1),
        (2, "20 23:30", False, (in_english("Second day complete"),), 1),
        (1, "20 12:00", True, (), 0),
    ]


def test_very_many_new_sessions_are_counted_and_not_listed():
    (release,) = changes_of(*[a_news("new") for _ in range(21)], a_news("cancelled", TWINS))

    assert release.new_sessions == 21
    assert [s.changes for s in release.sessions] == [(PublicChange("cancelled"),)]


def test_without_changes_there_is_nothing_to_list():
    assert changes_of() == []


def test_a_content_page_is_shown():
    found = a_page(slug="my-district")

    response = views.page(here_at(a_programme(pages=(found,)), name="page"), "my-district")

    assert (response.template_name, response.context_data) == ("forum/page.html", {"page": found})


@pytest.mark.parametrize("slug", ["privacy", "accessibility"])
def test_statements_stand_in_until_the_editors_write_their_own(slug):
    own = a_page(slug=slug)

    built_in = views.page(here_at(a_programme(), name="page"), slug)
    written = views.page(here_at(a_programme(pages=(own,)), name="page"), slug)

    assert built_in.template_name == f"forum/{slug}.html"
    assert (written.template_name, written.context_data) == ("forum/page.html", {"page": own})


def test_a_page_that_never_was_is_not_found():
    with pytest.raises(NotInProgramme):
        views.page(here_at(a_programme(), name="page"), "nowhere")


@pytest.mark.parametrize("pages", [(), (a_page(slug="data"),)])
def test_our_own_statement_stands_in_for_one_that_editors_took_away(pages):
    history = History(former_slugs={"pages/privacy": a_page().guid})
    programme = a_programme(pages=pages, history=history)

    found = views.page(here_at(programme, name="page"), "privacy")

    assert found.template_name == "forum/privacy.html", "every page's foot leads there"


def test_editions_stand_by_year_the_latest_first():
    this = a_programme(edition=an_edition(is_current=True))
    spring = a_programme(
        [a_session(recording=Recording("https://v.example/"))],
        edition=an_edition(slug="2020", first_date=date(2020, 4, 1), last_date=date(2020, 4, 3)),
    )
    autumn = a_programme(
        edition=an_edition(slug="autumn", first_date=date(2020, 10, 1), last_date=date(2020, 10, 1))
    )

    years = views.editions(here_at(this, NOON_BEFORE, spring, autumn)).context_data["years"]

    assert [
        (year, [(e.edition.slug, e.address, e.dates, e.recordings, e.is_current) for e in entries])
        for year, entries in years
    ] == [
        (2021, [("2021", "/en/2021/", "25–26 May 2021", 0, True)]),
        (
            2020,
            [
                ("autumn", "/en/autumn/", "1 October 2020", 0, False),
                ("2020", "/en/2020/", "1–3 April 2020", 1, False),
            ],
        ),
    ]


TUESDAY = datetime(2021, 5, 25, 10, tzinfo=MOSCOW)
WEDNESDAY = datetime(2021, 5, 26, 0, 30, tzinfo=MOSCOW)
BLUE, GREEN = in_english("Blue stage"), in_english("Green stage")
ANNA, BORIS = in_english("Anna"), in_english("Boris")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (PublicChange("new", after=TUESDAY), "New in the programme: 25 May at 10:00."),
        (PublicChange("new"), "New in the programme; the time is to be announced."),
        (PublicChange("removed"), "Removed from the programme."),
        (PublicChange("cancelled"), "Cancelled."),
        (PublicChange("restored"), "Takes place after all."),
        (PublicChange("stream"), "The link to the broadcast has changed."),
        (
            PublicChange("moved", before=TUESDAY, after=TUESDAY.replace(hour=11)),
            "Now at 11:00 instead of 10:00, on 25 May.",
        ),
        (
            PublicChange("moved", before=TUESDAY, after=WEDNESDAY),
            "Now on 26 May at 00:30 instead of 25 May at 10:00.",
        ),
        (PublicChange("moved", after=TUESDAY), "The time is known now: 25 May at 10:00."),
        (
            PublicChange("moved", before=TUESDAY),
            "No longer on 25 May at 10:00; the new time is to be announced.",
        ),
        (
            PublicChange("stage", old=BLUE, new=GREEN),
            "Another stage: Green stage, before: Blue stage.",
        ),
        (PublicChange("stage", new=GREEN), "The stage is known now: Green stage."),
        (
            PublicChange("stage", old=BLUE),
            "The stage is to be announced; it was: Blue stage.",
        ),
        (PublicChange("speaker", people=(ANNA,), has_joined=True), "New on stage: Anna."),
        (PublicChange("speaker", people=(ANNA,)), "Does not take part: Anna."),
        (PublicChange("speaker", people=(ANNA, BORIS)), "Do not take part: Anna, Boris."),
    ],
)
def test_a_change_is_told_in_a_whole_sentence(change, sentence):
    with translation.override("en"):
        html = render_to_string("forum/_change.html", {"change": change})

    assert " ".join(strip_tags(html).split()) == sentence


def test_the_page_for_our_own_faults_speaks_all_languages_without_any_context():
    html = render_to_string("500.html")

    assert re.findall(r"<h\d>(.*?)</h\d>", html) == [
        "Something went wrong here",
        "У нас что-то сломалось",
    ]


def test_nginx_s_own_page_needs_what_the_page_for_our_own_faults_needs(settings):
    ours = render_to_string("500.html")
    nginx_s = (settings.ROOT / "nginx" / "pages" / "unavailable.html").read_text()

    def needed(html: str) -> list[str]:
        return re.findall(r"<(?:link|meta) [^>]*>", html)

    assert needed(nginx_s) and sorted(needed(nginx_s)) == sorted(needed(ours))
