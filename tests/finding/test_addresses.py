from datetime import date

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from finding import addresses
from finding.addresses import path_to


@pytest.fixture
def asked(monkeypatch):
    """The arguments of every `reverse()`, from a moment at which none is known."""
    found = []

    def counted(name, args=(), kwargs=None):
        found.append((name, args, kwargs))
        return reverse(name, args=args, kwargs=kwargs)

    monkeypatch.setattr(addresses, "reverse", counted)
    for known in (addresses._around, addresses._whole):
        known.cache_clear()
    yield found
    for known in (addresses._around, addresses._whole):
        known.cache_clear()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("front", ("en",)),
        ("home", ("ru", "2021")),
        ("day", ("en", "2021", date(2021, 5, 25))),
        ("session", ("en", "2021", "opening_of-2021")),
        ("media", ("0a1b.webp",)),
        ("media", ("0a1b",)),
        ("media", ("a name (1)&?.webp",)),
        ("healthz", ()),
    ],
)
def test_a_path_is_what_the_patterns_say_however_often_it_is_asked_for(name, args):
    assert [path_to(name, *args) for _time in range(2)] == [reverse(name, args=args)] * 2


def test_a_path_by_names_is_what_the_patterns_say():
    place = {"language": "en", "edition": "2021", "slug": "opening"}

    assert [path_to("session", **place) for _time in range(2)] == ["/en/2021/sessions/opening/"] * 2


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("session", ("en", "2021", "not a slug")),
        ("session", ("en", "2021", "opening.html")),
        ("session", ("en", "2021")),
        ("front", ("xx",)),
        ("nowhere", ("en",)),
    ],
)
def test_what_has_no_path_is_refused_as_the_patterns_do(name, args):
    with pytest.raises(NoReverseMatch):
        path_to(name, *args)


def test_the_patterns_are_asked_once_for_all_things_in_one_place(asked):
    for number in range(100):
        assert path_to("session", "en", "2021", f"s-{number}") == f"/en/2021/sessions/s-{number}/"
    for day in (25, 26, 25):
        path_to("day", "en", "2021", date(2021, 5, day))

    assert len(asked) == 3


def test_the_patterns_are_asked_once_for_all_pages_that_know_their_own_place(asked):
    for number in range(100):
        place = {"language": "en", "edition": "2021", "slug": f"s-{number}"}
        assert path_to("session", **place) == f"/en/2021/sessions/s-{number}/"

    assert len(asked) == 1


def test_a_path_stands_below_where_the_site_stands():
    before = path_to("session", "en", "2021", "opening")
    set_script_prefix("/preview/")
    try:
        found = path_to("session", "en", "2021", "opening")
    finally:
        set_script_prefix("/")

    assert (before, found) == ("/en/2021/sessions/opening/", "/preview/en/2021/sessions/opening/")
