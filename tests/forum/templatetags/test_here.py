from types import MappingProxyType

import pytest
from django.template import Context, Template
from django.utils import translation

from finding.query import NOTHING
from forum.publishing.here import Here
from forum.publishing.site import LiveRelease, Site
from forum.templatetags import here as tags
from speakers.values import Picture, Rendition
from tests.builders import a_programme, at


def printed(source, query=None, **context):
    release = LiveRelease(1, "sha", at(0, day=1), a_programme())
    site = Site(MappingProxyType({"2021": release}), "https://forum.example", "build")
    place = {"language": "en", "edition": "2021"}
    here = Here(site, release, "en", "programme", place, query=NOTHING.having(**(query or {})))
    return Template("{% load here %}" + source).render(Context({"here": here, **context}))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% address 'speaker' 'anna' %}", "/en/2021/speakers/anna/"),
        ("{% address 'programme' language='ru' %}", "/ru/2021/programme/"),
        ("{% media 'abc.pdf' %}", "/media/abc.pdf"),
    ],
)
def test_addresses_are_of_this_edition_and_language(source, expected):
    assert printed(source) == expected


@pytest.mark.parametrize(
    ("query", "expected"), [({}, ""), ({"view": "grid", "q": "a b"}, "?q=a+b&amp;view=grid")]
)
def test_the_way_to_another_language_takes_the_query_along(query, expected):
    found = printed("{% own_languages %}", query)

    assert found == (
        f'<li><a class="tool" href="/ru/2021/programme/{expected}" hreflang="ru" lang="ru" '
        'data-query><span class="language-name">Русский</span>'
        '<span class="language-code" aria-hidden="true">RU</span></a></li>'
    )


def test_search_engines_know_a_page_by_its_address_in_each_language():
    found = printed("{% own_addresses %}", {"view": "grid"})

    assert found.splitlines() == [
        '<link rel="canonical" href="https://forum.example/en/2021/programme/">',
        '<link rel="alternate" hreflang="en" href="https://forum.example/en/2021/programme/">',
        '<link rel="alternate" hreflang="ru" href="https://forum.example/ru/2021/programme/">',
        '<link rel="alternate" hreflang="x-default" href="https://forum.example/en/2021/programme/">',
    ]


def test_a_time_zone_goes_along_wherever_links_lead():
    query = {"tz": "Asia/Tokyo", "view": "grid"}

    found = printed("{% address 'speaker' 'anna' %}", query)

    assert found == "/en/2021/speakers/anna/?tz=Asia%2FTokyo"


def test_a_picture_has_every_width_and_never_makes_the_page_jump():
    picture = Picture("l.webp", 960, 640, (Rendition("s.webp", 480, 320),), focus_x=14, focus_y=96)

    found = printed("{% picture picture alt='A \"hall\"' sizes='50vw' %}", picture=picture)

    assert found == (
        '<img src="/media/l.webp" srcset="/media/s.webp 480w" sizes="50vw" '
        'width="960" height="640" alt="A &quot;hall&quot;" class="focus-x-10 focus-y-100" '
        'loading="lazy" decoding="async"><span class="instead">A &quot;hall&quot;</span>'
    )


def test_initials_take_the_place_of_a_hidden_portrait_rather_than_its_words():
    photo = Picture("l.webp", 96, 96)

    found = printed("{% picture photo alt='Anna' instead='AL' eager=True %}", photo=photo)

    assert found == (
        '<img src="/media/l.webp" width="96" height="96" alt="Anna" '
        'class="focus-x-50 focus-y-50" decoding="async"><span class="instead">AL</span>'
    )


def test_a_picture_that_is_seen_at_once_does_not_wait():
    found = printed("{% picture picture eager=True %}", picture=Picture("l.webp", 96, 96))

    assert found == (
        '<img src="/media/l.webp" width="96" height="96" alt="" '
        'class="focus-x-50 focus-y-50" decoding="async">'
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", ("basic",)), ("ru", ("basic", "russian")), ("uk-ua", ("basic", "russian"))],
)
def test_cyrillic_pages_need_the_latin_figures_too(language, expected):
    assert tags.fonts(language) == expected


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [("en", "ru", "Russian"), ("ru", "en", "английский"), ("en", "tlh", "tlh")],
)
def test_languages_are_named_in_the_pages_language(language, code, expected):
    with translation.override(language):
        assert tags.language_name(code) == expected


class Counted:
    """Prints how often it was printed."""

    def __init__(self):
        self.times = 0

    def __str__(self):
        self.times += 1
        return f"<{self.times}>"


def a_site(programme=None, sha="sha"):
    release = LiveRelease(1, sha, at(0, day=1), programme or a_programme())
    return Site(MappingProxyType({"2021": release}), "https://forum.example", "build")


def same_on(site, counted, language="en", name="foot", **query):
    here = Here(site, site.releases["2021"], language, query=NOTHING.having(**query))
    template = Template(f'{{% load here %}}{{% same "{name}" %}}{{{{ counted }}}}{{% endsame %}}')
    return template.render(Context({"here": here, "counted": counted}))


def test_what_is_the_same_on_all_pages_is_rendered_once():
    site, counted = a_site(), Counted()

    found = [same_on(site, counted) for _page in range(3)]

    assert found == ["&lt;1&gt;"] * 3


def test_what_is_the_same_differs_by_name_language_and_site():
    site, counted = a_site(), Counted()

    found = [
        same_on(site, counted),
        same_on(site, counted, language="ru"),
        same_on(site, counted, name="head"),
        same_on(a_site(sha="other"), counted),
        same_on(site, counted),
    ]

    assert found == [f"&lt;{number}&gt;" for number in (1, 2, 3, 4, 1)]


def test_what_is_the_same_differs_by_what_it_is_given():
    site, counted = a_site(), Counted()

    found = []
    for mark in ("home", "news", "home"):
        here = Here(site, site.releases["2021"], "en", mark)
        template = Template("{% load here %}{% same 'menu' mark.0 %}{{ counted }}{% endsame %}")
        context = {"here": here, "mark": here.menu_mark, "counted": counted}
        found.append(template.render(Context(context)))

    assert found == ["&lt;1&gt;", "&lt;2&gt;", "&lt;1&gt;"]


def test_what_is_the_same_takes_a_time_zone_along_and_is_not_kept():
    site, counted = a_site(), Counted()

    found = [same_on(site, counted, tz="Asia/Tokyo") for _page in range(2)]

    assert found == ["&lt;1&gt;", "&lt;2&gt;"]
    assert site.pieces == {}


SAID = "{% load i18n here %}{% translate 'Speakers' %} & {% translate 'only' context 'filter' %}"


def test_words_that_are_always_the_same_are_looked_up_once_for_a_language(monkeypatch):
    asked = []
    template = Template(SAID + "{% translate title %}")
    render = tags.TranslateNode.render

    def counted(node, context):
        asked.append(str(node.filter_expression))
        return render(node, context)

    monkeypatch.setattr(tags.TranslateNode, "render", counted)
    found = []
    for language in ("en", "ru", "en", "ru"):
        with translation.override(language):
            found.append(template.render(Context({"title": "<b>"})))

    assert found == ["Speakers & only&lt;b&gt;", "Спикеры & только&lt;b&gt;"] * 2
    assert asked.count("'Speakers'") == 2
    assert asked.count("title") == 4
