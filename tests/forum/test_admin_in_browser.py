"""An organiser's way through the admin in a browser: write, publish, move, publish, roll back."""

from __future__ import annotations

from typing import Any

import pytest

from forum.formats import document
from forum.models import Edition, Release
from forum.releases import publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at
from tests.forum.formats.frab import a_day, a_schedule, an_event
from tests.rows import a_session_row, a_speaker_row, a_stage_row, an_edition_row, an_editor, words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a good long password"


@pytest.fixture
def edition() -> Edition:
    return an_edition_row(is_current=True)


@pytest.fixture
def complaints(page: Any) -> list[str]:
    """What the browser complains of: errors of scripts, and what the security policy forbids."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type == "error" else None,
    )
    return found


@pytest.fixture
def admin(page: Any, live_server: Any, complaints: list[str]) -> Any:
    an_editor(password=PASSWORD)
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    # A missing icon of the site is not what these tests are about.
    complaints.clear()
    return page


def choose(page: Any, field: str, term: str) -> None:
    """Choose the first suggestion for a term, as one does with a mouse and a keyboard."""
    page.locator(f".field-{field} .select2-selection").first.click()
    page.keyboard.type(term)
    page.locator(".select2-results__option--highlighted").filter(has_text=term).wait_for()
    page.keyboard.press("Enter")


def public_start(number: int) -> Any:
    release = Release.objects.get(number=number)
    return document.read(release.document).sessions[0].starts_at


def test_session_is_written_published_moved_and_rolled_back(
    admin: Any, live_server: Any, edition: Edition, complaints: list[str]
) -> None:
    a_stage_row(edition)
    a_speaker_row(edition)
    publish(edition)

    admin.goto(f"{live_server.url}/admin/programme/session/add/")
    admin.fill("#id_title", "Opening")
    admin.fill("#id_title_ru", "Открытие")
    admin.fill("#id_starts_at_0", "2021-05-25")
    admin.fill("#id_starts_at_1", "10:00")
    admin.fill("#id_duration_minutes", "45")
    choose(admin, "stage", "Main")
    admin.locator("#appearances-group .add-row a").click()
    choose(admin, "speaker", "Anna")
    admin.click("[name=_publish]")
    admin.get_by_role("heading", name="Publish 2021").wait_for()
    admin.fill("[name=note]", "The opening")
    admin.click("text=Publish what is ticked")
    admin.get_by_text("Release 2 is published.").wait_for()

    session = Session.objects.get()
    assert session.title == words("Opening", "Открытие")
    assert session.appearances.get().speaker.name.get("en") == "Anna Petrova"
    assert public_start(2) == at(10)

    admin.goto(f"{live_server.url}/admin/programme/session/{session.pk}/change/")
    admin.fill("#id_starts_at_1", "11:30")
    admin.click("[name=_publish]")
    admin.get_by_text("11:30", exact=True).wait_for()
    admin.click("text=Publish what is ticked")
    admin.get_by_text("Release 3 is published.").wait_for()
    assert public_start(3) == at(11, 30)

    admin.goto(f"{live_server.url}/admin/forum/release/")
    admin.get_by_role("link", name="2", exact=True).click()
    admin.click("text=Roll back to this")
    admin.get_by_role("button", name="Roll back").click()
    admin.get_by_text("Release 4 is published.").wait_for()
    assert public_start(4) == at(10)
    assert Session.objects.get().starts_at == at(11, 30)
    assert complaints == []


def test_file_is_imported_looked_at_and_taken_where_that_is_chosen(
    admin: Any, live_server: Any, edition: Edition, complaints: list[str], tmp_path: Any
) -> None:
    def choose_file(title: str) -> None:
        path = tmp_path / "schedule.xml"
        path.write_bytes(a_schedule(a_day(an_event(1, title=title))))
        admin.goto(f"{live_server.url}/admin/forum/edition/{edition.pk}/change/")
        admin.click("text=Import…")
        admin.set_input_files("#id_file", path)
        admin.click("text=Look at it")
        admin.get_by_role("heading", name="Import of schedule.xml").wait_for()

    choose_file("Opening")
    admin.click("text=Apply to the draft")
    admin.get_by_role("heading", name="Imported into 2021").wait_for()
    Session.objects.update(title=words("Ours"))
    choose_file("Theirs")
    conflict = admin.get_by_role("group", name="title (English)")
    is_ours = conflict.get_by_label("draft").is_checked()
    conflict.get_by_label("Theirs").check()
    admin.click("text=Apply to the draft")
    admin.get_by_role("heading", name="Imported into 2021").wait_for()

    assert is_ours
    assert Session.objects.get().title == words("Theirs")
    assert complaints == []


def test_group_is_ticked_and_cleared_at_once(
    admin: Any, live_server: Any, edition: Edition, complaints: list[str]
) -> None:
    a_session_row(edition)
    a_stage_row(edition)
    admin.goto(f"{live_server.url}/admin/forum/edition/{edition.pk}/publish/")
    sessions = admin.locator(".differences").filter(has_text="Session 1")

    sessions.get_by_role("button", name="tick none").click()

    assert admin.locator("[name=chosen]:checked").count() == 2
    assert sessions.locator("[name=chosen]:checked").count() == 0
    sessions.get_by_role("button", name="tick all").click()
    assert admin.locator("[name=chosen]:checked").count() == 3
    assert complaints == []


def test_translation_is_called_still_right_when_its_original_was_only_mended(
    admin: Any, live_server: Any, edition: Edition, complaints: list[str]
) -> None:
    session = a_session_row(edition, title=words("Openning", "Открытие"))
    admin.goto(f"{live_server.url}/admin/programme/session/{session.pk}/change/")
    tick = admin.locator("[name=title_ru_confirmed]")
    assert not tick.is_visible()

    admin.fill("#id_title", "Opening")
    tick.check()
    admin.click("[name=_save]")
    admin.get_by_text("was changed successfully").wait_for()

    session.refresh_from_db()
    assert session.title == Text({"en": "Opening", "ru": "Открытие"})
    assert complaints == []


def test_other_edition_offers_its_own_stages(
    admin: Any, live_server: Any, edition: Edition, complaints: list[str]
) -> None:
    later = an_edition_row(slug="2022", time_zone="Asia/Tokyo", name=words("Later"))
    a_stage_row(edition, "Hall of 2021")
    a_stage_row(later, "Hall of 2022")
    admin.goto(f"{live_server.url}/admin/programme/session/add/")

    admin.select_option("#id_edition", str(later.pk))
    admin.wait_for_url("**/add/?edition=*")
    choose(admin, "stage", "Hall")

    chosen = admin.locator(".field-stage .select2-selection__rendered").first.inner_text()
    assert "Hall of 2022" in chosen
    assert "Time zone: Asia/Tokyo." in admin.locator(".field-starts_at").first.inner_text()
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_scrolls_sideways_or_breaks_the_security_policy(
    admin: Any,
    live_server: Any,
    edition: Edition,
    complaints: list[str],
    width: int,
    language: str,
) -> None:
    session = a_session_row(edition, stage=a_stage_row(edition))
    session.save()
    publish(edition)
    session.duration_minutes = 5
    session.save()
    admin.set_viewport_size({"width": width, "height": 800})
    admin.set_extra_http_headers({"Accept-Language": language})
    pages = [
        "",
        "programme/session/",
        f"programme/session/{session.pk}/change/",
        f"programme/session/{session.pk}/history/",
        f"programme/session/{session.pk}/delete/",
        "speakers/speaker/add/",
        f"forum/edition/{edition.pk}/change/",
        f"forum/edition/{edition.pk}/publish/",
        f"forum/release/{Release.objects.get().pk}/change/",
    ]

    too_wide = []
    for path in pages:
        admin.goto(f"{live_server.url}/admin/{path}")
        if admin.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(path)

    assert admin.locator("html").get_attribute("lang") == language
    assert too_wide == []
    assert complaints == []
