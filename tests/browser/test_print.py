"""The programme on paper: a sheet a day, without what only a screen can use."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from forum.publishing import current

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A4 = (595, 842)


def sheets(page: Any, address: str) -> list[str]:
    """Return the words of each printed page of A4."""
    page.goto(address)
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    for sheet in reader.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
    return [" ".join(sheet.extract_text().split()) for sheet in reader.pages]


@pytest.mark.parametrize("view", ["", "?view=grid", "?view=timeline"])
def test_each_day_of_the_sample_has_one_sheet(site, page, view):
    first, second = sheets(page, f"{site.url}/en/2021/programme/{view}")

    assert ("Tuesday, 25 May" in first, "Wednesday, 26 May" in first) == (True, False)
    assert ("Tuesday, 25 May" in second, "Wednesday, 26 May" in second) == (False, True)
    assert "UTC+3" in first


def test_a_sheet_has_the_times_titles_people_and_stages_of_its_day(site, page):
    programme = current.site().releases["2021"].programme
    day = programme.days[0]
    expected = [
        words
        for session in programme.sessions_by_day[day.date]
        for words in (
            session.title.get("en"),
            programme.get("stages", session.stage).name.get("en"),
            *(
                programme.get("speakers", appearance.speaker).name.get("en").split()[0]
                for appearance in programme.appearances_by_session[session.guid]
            ),
        )
    ]

    (sheet,) = sheets(page, f"{site.url}/en/2021/programme/{day.date}/")

    # A name whose letters come in two files of the font is read from paper with gaps.
    solid = "".join(sheet.split())
    assert [words for words in expected if "".join(words.split()) not in solid] == []
    assert "10:00–11:00" in sheet


def test_paper_has_no_chrome(site, page):
    page.emulate_media(media="print")
    page.goto(f"{site.url}/en/2021/programme/")

    seen = [
        selector
        for selector in ("header.site-head", "footer", ".notices", "button", "nav", ".state-live")
        if any(found.is_visible() for found in page.locator(selector).all())
    ]

    assert seen == []


def test_a_day_begins_on_a_new_sheet_and_no_session_is_torn(site, page):
    page.emulate_media(media="print")
    page.goto(f"{site.url}/ru/2021/programme/")

    breaks = page.locator(".programme-day").evaluate_all(
        "days => days.map(day => getComputedStyle(day).breakBefore)"
    )
    inside = page.locator(".session").evaluate_all(
        "all => [...new Set(all.map(one => getComputedStyle(one).breakInside))]"
    )

    assert breaks == ["auto", "page"]
    assert inside == ["avoid"]


def test_a_contrast_scheme_of_the_screen_wastes_no_ink(site, page):
    page.add_init_script("localStorage.setItem('theme', 'black')")
    page.emulate_media(media="print", color_scheme="dark")

    page.goto(f"{site.url}/en/2021/programme/")

    colours = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(20, 23, 28)", "rgb(255, 255, 255)"]


def test_session_and_speaker_pages_name_themselves_on_paper(site, page):
    programme = current.site().releases["2021"].programme
    session = next(s for s in programme.sessions_in_order if s.description)
    speaker = programme.speakers[0]

    on_session = " ".join(sheets(page, f"{site.url}/en/2021/sessions/{session.slug}/"))
    on_speaker = " ".join(sheets(page, f"{site.url}/en/2021/speakers/{speaker.slug}/"))

    address = f"{site.url}/en/2021/sessions/{session.slug}/"
    assert address in on_session
    assert "Watch" not in on_session
    assert speaker.name.get("en").split()[0] in on_speaker
