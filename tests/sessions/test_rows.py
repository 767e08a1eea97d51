from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from finding import addresses
from multilingual.text import Text
from sessions import views
from sessions.listing import Instant, Listed, Person
from sessions.rows import brief, meanwhile, part, person, row, rows, when
from sessions.views import Part
from speakers.values import Picture
from tests.bench.programmes import large
from tests.builders import a_session, a_speaker, an_appearance, at
from tests.sessions.test_views import here_at

TEN = Instant("2021-05-25T10:00+03:00", "10:00", at(10))
ELEVEN = Instant("2021-05-25T11:00+03:00", "11:00", at(11))
OPENING = Listed(
    guid="guid",
    key=7,
    address="/en/2021/sessions/opening/",
    title="Opening",
    kind="Keynote",
    stage="Main stage",
    track="track-2",
    track_name="Transport",
    number="2",
    state="live",
    state_word="Live now",
    starts=TEN,
    ends=ELEVEN,
    was=None,
    people=(),
    languages=("en",),
    place="c2 w1 r3 n12",
    day=date(2021, 5, 25),
)
BREAK = replace(
    OPENING,
    **{"kind": "", "stage": "", "track": "", "track_name": "", "number": "", "place": ""},
    starts=None,
    ends=None,
)
HOSTILE = '"><script>alert(1)</script>'
NEUTRAL = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


def a_person(name="Ada", **given):
    known = {"initials": "A", "organisation": "City", "role": "speaker", "photo": None}
    return Person(Text({"en": name}), name, **{**known, "track": "track-2", **given})


def test_a_row_says_when_what_where_and_in_which_state():
    assert row(OPENING) == (
        '<li class="session track-2 is-live c2 w1 r3 n12" data-number="7">\n'
        '<span class="bullet" aria-hidden="true">2</span>\n'
        '<p class="session-when"><time datetime="2021-05-25T10:00+03:00">10:00</time>'
        '–<time datetime="2021-05-25T11:00+03:00">11:00</time></p>\n'
        '<h4 class="session-title"><a href="/en/2021/sessions/opening/">Opening</a></h4>\n'
        '<p class="session-about"><span>Keynote</span><span>Main stage</span>'
        '<span class="session-track">Transport</span></p>\n'
        '<p class="session-state"><span class="state state-live">Live now</span></p>\n'
        "</li>"
    )


def test_a_row_leaves_out_what_a_session_does_not_have():
    assert row(BREAK, level=3, shows_day=False) == (
        '<li class="session is-live" data-number="7">\n'
        '<span class="bullet is-star" aria-hidden="true"></span>\n'
        '<p class="session-when"></p>\n'
        '<h3 class="session-title"><a href="/en/2021/sessions/opening/">Opening</a></h3>\n'
        '<p class="session-about"></p>\n'
        '<p class="session-state"><span class="state state-live">Live now</span></p>\n'
        "</li>"
    )


@pytest.mark.parametrize(
    ("given", "options", "expected"),
    [
        ({"tokens": "a1 b2"}, {}, 'data-number="7" data-is="a1 b2">'),
        ({}, {"shows_day": True}, 'data-number="7" data-day="2021-05-25">'),
        ({}, {"shows_day": True}, '"session-when"><span class="session-day">25 May,</span> <time'),
        (
            {"was": TEN, "starts": ELEVEN, "ends": None},
            {},
            '<p class="session-when"><s><span class="unseen">Announced for:</span> '
            '<time datetime="2021-05-25T10:00+03:00">10:00</time></s> '
            '<time datetime="2021-05-25T11:00+03:00">11:00</time></p>',
        ),
        (
            {"people": (a_person("Ada"), a_person("Bo"))},
            {},
            '</p>\n<p class="session-names">Ada, Bo</p>\n<p class="session-state">',
        ),
        (
            {"people": (a_person(), a_person("Bo", initials="B", organisation=""))},
            {"faces": True},
            '<ul class="session-people">'
            '<li><span class="face" aria-hidden="true">A</span>'
            "<span>Ada<small> City</small></span></li>"
            '<li><span class="face" aria-hidden="true">B</span><span>Bo</span></li></ul>\n',
        ),
        (
            {"people": (a_person(photo=Picture("a.webp", 40, 40)),)},
            {"faces": True},
            '<li><span class="face" aria-hidden="true"><img src="/media/a.webp"',
        ),
        (
            {"is_found_inside": True},
            {},
            '</p>\n<p class="session-found">Found in its topics or description</p>\n<p',
        ),
        (
            {},
            {"overlaps": (OPENING, replace(OPENING, ends=None)), "overlaps_more": 2},
            '</p>\n<p class="session-overlaps"><strong>Overlaps with:</strong> '
            '<a href="/en/2021/sessions/opening/">Opening</a> '
            '(<time datetime="2021-05-25T10:00+03:00">10:00</time>'
            '–<time datetime="2021-05-25T11:00+03:00">11:00</time>), '
            '<a href="/en/2021/sessions/opening/">Opening</a> '
            '(<time datetime="2021-05-25T10:00+03:00">10:00</time>) and 2 more</p>\n<p',
        ),
    ],
)
def test_a_row_says_more_where_there_is_more(given, options, expected):
    found = row(replace(OPENING, **given), **options)

    assert expected in found
    assert expected not in row(OPENING)


def test_a_session_without_a_day_has_none_to_say():
    item = replace(OPENING, day=None)

    assert row(item, shows_day=True) == row(item)


def test_a_way_to_a_session_is_short():
    assert brief(OPENING) == (
        '<a class="brief track-2" href="/en/2021/sessions/opening/" data-day="2021-05-25">'
        '<span class="bullet bullet-s" aria-hidden="true">2</span>'
        '<span class="brief-words"><span class="brief-title">Opening</span> '
        '<span class="brief-about"><time datetime="2021-05-25T10:00+03:00">10:00</time>'
        '–<time datetime="2021-05-25T11:00+03:00">11:00</time> · Main stage</span></span></a>'
    )


def test_what_is_still_on_says_until_when():
    assert meanwhile(OPENING) == (
        '<a class="track-2" href="/en/2021/sessions/opening/" data-number="7">'
        '<span class="bullet bullet-s" aria-hidden="true">2</span>'
        '<span class="meanwhile-title">Opening</span> '
        '<small>until <time datetime="2021-05-25T11:00+03:00">11:00</time></small></a>'
    )


def test_a_time_has_the_mark_of_another_date():
    mark = SafeString(' <small class="day-mark">+1 day</small>')
    night = replace(OPENING, starts=TEN._replace(mark=mark), ends=None)

    assert when(night) == (
        '<time datetime="2021-05-25T10:00+03:00">10:00</time>'
        ' <small class="day-mark">+1 day</small>'
    )


@pytest.mark.parametrize("faces", [False, True])
def test_no_word_of_a_session_becomes_markup(faces):
    words = dict.fromkeys(("title", "kind", "stage", "track_name", "state_word"), HOSTILE)
    person = a_person(HOSTILE, initials=HOSTILE, organisation=HOSTILE)
    item = replace(OPENING, **words, address=HOSTILE, tokens=HOSTILE, people=(person,))

    found = row(item, 4, faces, True, (item,)) + brief(item) + meanwhile(item)

    assert "<script>" not in found
    assert found.count(NEUTRAL) == (17 if faces else 15)


def test_what_stands_in_for_words_keeps_its_mark():
    marked = SafeString('<span lang="ru" dir="auto">Открытие</span>')

    assert f">{marked}</a></h4>" in row(replace(OPENING, title=marked))


def test_rows_are_in_the_language_of_the_page():
    with translation.override("ru"):
        found = rows([replace(OPENING, is_found_inside=True)], shows_day=True)

    assert "25 мая,</span>" in found
    assert "Found in" not in found


def test_a_longer_day_asks_for_no_more_addresses(monkeypatch):
    asked = []
    reverse = addresses.reverse

    def counted(name, **given):
        asked.append(name)
        return reverse(name, **given)

    monkeypatch.setattr(addresses, "reverse", counted)
    counts = []
    for sessions in (40, 120):
        programme = large(sessions, stages=8)
        for known in (addresses._around, addresses._whole):
            known.cache_clear()
        asked.clear()
        day = programme.days[0].date
        here = here_at(programme, name="day", edition="2021", day=day)
        views.day(here, day)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_part_says_the_day_the_role_and_the_own_title():
    assert part(OPENING, "moderator", Text({"en": "Why <we> are here"})) == (
        '<li class="session track-2 is-live" data-number="7" data-day="2021-05-25">\n'
        '<span class="bullet" aria-hidden="true">2</span>\n'
        '<p class="session-when"><span class="session-day">25 May,</span> '
        '<time datetime="2021-05-25T10:00+03:00">10:00</time>'
        '–<time datetime="2021-05-25T11:00+03:00">11:00</time></p>\n'
        '<h3 class="session-title"><a href="/en/2021/sessions/opening/">Opening</a></h3>\n'
        '<p class="session-part">Own contribution: “Why &lt;we&gt; are here”</p>\n'
        '<p class="session-about"><span><b>Moderator</b></span><span>Keynote</span>'
        '<span>Main stage</span><span class="session-track">Transport</span></p>\n'
        '<p class="session-state"><span class="state state-live">Live now</span></p>\n'
        "</li>"
    )


def test_a_part_in_what_has_no_time_yet_says_so():
    found = part(replace(BREAK, day=None), "speaker", Text())

    assert '<p class="session-when">Time to be announced</p>' in found
    assert "data-day" not in found and "session-part" not in found


def test_a_person_has_a_face_a_name_and_a_post():
    speaker = a_speaker("ada", name=Text({"en": "Ada Lovelace"}), organisation=Text({"en": "City"}))

    assert person(Part(speaker, an_appearance(a_session(), speaker)), "/en/2021/speakers/ada/") == (
        '<li class="person">\n<span class="face" aria-hidden="true">AL</span>\n<div>\n'
        '<h3 class="person-name"><a href="/en/2021/speakers/ada/">Ada Lovelace</a></h3>\n'
        '<p class="person-post">City</p>\n</div>\n</li>'
    )


def test_a_person_who_does_more_than_speak_has_a_role_and_a_title():
    speaker = a_speaker(
        "ada",
        name=Text({"en": "Ada"}),
        position=Text({"en": "Engineer"}),
        organisation=Text({"ru": "Город"}, original="ru"),
        photo=Picture("l.webp", 96, 96),
    )
    role = an_appearance(a_session(), speaker, role="moderator", title=Text({"en": HOSTILE}))

    found = person(Part(speaker, role), "/a/")

    assert '<span class="face" aria-hidden="true"><img src="/media/l.webp" width="96"' in found
    assert '<span class="instead">A</span>' in found
    assert '<p class="person-role">Moderator</p>' in found
    assert '<p class="person-post">Engineer, <span lang="ru" dir="auto">Город</span></p>' in found
    assert f'<p class="person-part">“{NEUTRAL}”</p>' in found
