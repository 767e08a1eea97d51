"""The admin of the whole: editions, publishing, releases, rolling back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from forum import clock
from forum.differences import differences
from forum.exports import FILES
from forum.formats import document, sheets
from forum.models import Announcement, Edition, Page, Partner, Release
from forum.publishing import current
from forum.releases import draft, pending, public_programme, publish
from multilingual.text import Text
from sessions.models import Session
from tests.builders import at
from tests.rows import (
    a_page_row,
    a_partner_row,
    a_session_row,
    a_speaker_row,
    a_stage_row,
    an_announcement_row,
    an_appearance_row,
    an_edition_row,
    an_editor,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return an_edition_row(is_current=True)


@pytest.fixture
def user():
    return an_editor()


@pytest.fixture
def editor(client, user):
    client.force_login(user)
    return client


def publish_address(edition: Edition) -> str:
    return f"/admin/forum/edition/{edition.pk}/publish/"


def lines(response: Any) -> list[tuple[str, str, str, str]]:
    """Return (thing, label, before, after) of every difference that a page lists."""
    return [
        (entry["thing"].title, line.label, line.before, line.after)
        for group in response.context["groups"]
        for entry in group["things"]
        for line in entry["thing"].lines
    ]


def ticked(response: Any) -> list[str]:
    """Return the labels of the ticked differences, as the page has them."""
    html = response.content.decode()
    tokens = re.findall(r'name="chosen"\s+value="([^"]+)"\s+checked', html)
    by_token = {
        line.token: f"{entry['thing'].title}: {line.label}"
        for group in response.context["groups"]
        for entry in group["things"]
        for line in entry["thing"].lines
    }
    return [by_token[token] for token in tokens]


def tokens(edition: Edition, *fields: str) -> list[str]:
    return [d.token for d in pending(edition) if not fields or d.field in fields]


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# The Publish page


def test_page_lists_what_publishing_would_change_in_words(editor, edition):
    session = a_session_row(edition, title=words("Opening", "Открытие"))
    publish(edition)
    session.starts_at = at(10, 30)
    session.title = words("Opening", "Начало")
    session.save()

    response = editor.get(publish_address(edition))

    assert lines(response) == [
        ("Session “Opening”", "title (Russian)", "Открытие", "Начало"),
        ("Session “Opening”", "start", "10:00", "10:30"),
    ]
    assert ticked(response) == [
        "Session “Opening”: title (Russian)",
        "Session “Opening”: start",
    ]
    link = reverse("admin:programme_session_change", args=(session.pk,))
    assert f'<a href="{link}">Session “Opening”</a>' in response.content.decode()


def test_all_that_is_ticked_is_published(editor, user, edition):
    a_session_row(edition)

    response = editor.post(
        publish_address(edition),
        {
            "chosen": tokens(edition),
            "note": "The first one",
            "public_line_en": "The programme is here",
            "public_line_ru": "Программа готова",
        },
        follow=True,
    )

    release = Release.objects.get()
    assert (release.number, release.note, release.author) == (1, "The first one", user)
    assert release.public_line == words("The programme is here", "Программа готова")
    assert pending(edition) == ()
    assert response.redirect_chain == [(f"/admin/forum/release/{release.pk}/change/", 302)]
    assert messages(response) == [
        'Release 1 is published. <a href="/en/2021/">Look at the site</a>'
    ]


def test_only_what_is_ticked_is_published(editor, edition):
    session = a_session_row(edition)
    publish(edition)
    session.starts_at = at(12)
    session.duration_minutes = 90
    session.save()

    editor.post(publish_address(edition), {"chosen": tokens(edition, "starts_at")})

    public = public_programme(edition).sessions[0]
    assert (public.starts_at, public.duration_minutes) == (at(12), 60)
    assert [d.field for d in pending(edition)] == ["duration_minutes"]


def test_time_of_going_live_is_entered_on_the_editions_clock(editor, edition):
    form = {"chosen": tokens(edition), "live_from_0": "2121-05-25", "live_from_1": "10:00"}

    editor.post(publish_address(edition), form)

    release = Release.objects.get()
    assert release.live_from.isoformat() == "2121-05-25T07:00:00+00:00"


def test_page_warns_of_a_release_that_still_waits(editor, edition):
    publish(edition, live_from=clock.now() + timedelta(days=1))
    a_session_row(edition)

    page = editor.get(publish_address(edition)).content.decode()

    assert "Release 1 is still waiting for its time." in page


def test_what_must_come_along_is_ticked_and_marked(editor, edition):
    publish(edition)
    session = a_session_row(edition, stage=a_stage_row(edition))
    token = next(d.token for d in pending(edition) if d.kind == "sessions")

    response = editor.post(publish_address(edition), {"chosen": [token], "note": "Kept"})

    assert Release.objects.count() == 1
    assert messages(response) == [
        "What you chose needs more changes to come along. They are ticked now."
    ]
    assert ticked(response) == [f"Session “{session}”: new", "Stage “Main stage”: new"]
    page = response.content.decode()
    assert page.count("must come along") == 1
    assert ">\nKept</textarea>" in page


def test_what_someone_else_edited_meanwhile_is_marked_and_not_ticked(editor, edition):
    session = a_session_row(edition)
    publish(edition)
    session.starts_at = at(11)
    session.save()
    seen = tokens(edition)
    session.starts_at = at(12)
    session.save()

    response = editor.post(publish_address(edition), {"chosen": seen})

    assert Release.objects.count() == 1
    assert "edited or published by someone else" in messages(response)[0]
    assert ticked(response) == []
    assert response.content.decode().count("changed meanwhile; look again") == 1
    assert lines(response) == [("Session “Session 1”", "start", "10:00", "12:00")]


def test_problems_are_listed_with_links_before_and_after_publishing(editor, edition):
    session = a_session_row(edition)
    Session.objects.filter(pk=session.pk).update(starts_at=at(10, day=30))
    link = reverse("admin:programme_session_change", args=(session.pk,))
    expected = (
        "Session “Session 1”, start: 30 May 2021, 10:00 is outside the edition&#x27;s days, "
        "25 May 2021 to 26 May 2021 (a day breaks at 04:00, Europe/Moscow)."
    )

    before = editor.get(publish_address(edition))
    after = editor.post(publish_address(edition), {"chosen": tokens(edition)})

    for response in (before, after):
        assert f'<a href="{link}">{expected}</a>' in response.content.decode()
        assert len(response.context["problems"]) == 1
    assert not Release.objects.exists()
    assert "Not published, there is 1 problem." in messages(after)[0]


def test_nothing_ticked_publishes_nothing(editor, edition):
    response = editor.post(publish_address(edition), {"note": "Oh"})

    assert messages(response) == ["Nothing is ticked. Tick what shall be published."]
    assert not Release.objects.exists()


def test_page_says_when_there_is_nothing_to_publish(editor, edition):
    publish(edition)

    response = editor.get(publish_address(edition))

    assert "there is nothing to publish" in response.content.decode()
    assert lines(response) == []


def test_removed_thing_is_public_until_its_removal_is_published(editor, edition):
    session = a_session_row(edition)
    publish(edition)
    delete = reverse("admin:programme_session_delete", args=(session.pk,))

    deleted = editor.post(delete, {"post": "yes"}, follow=True)
    before = public_programme(edition).sessions
    editor.post(publish_address(edition), {"chosen": tokens(edition)})

    assert "Visitors see it until you publish." in " ".join(messages(deleted))
    assert [item.guid for item in before] == [str(session.guid)]
    assert public_programme(edition).sessions == ()


def test_publishing_needs_its_permission(client, edition):
    user = an_editor()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__endswith="session"))
    client.force_login(user)
    session = a_session_row(edition)

    refused = client.get(publish_address(edition)).status_code
    form = client.get(reverse("admin:programme_session_change", args=(session.pk,)))
    user.user_permissions.add(Permission.objects.get(codename="add_release"))
    allowed = client.get(publish_address(edition)).status_code

    assert (refused, allowed) == (403, 200)
    assert 'name="_publish"' not in form.content.decode()


@pytest.mark.parametrize("page", ["edition/99/publish/", "release/99/roll-back/"])
def test_page_of_what_does_not_exist_leads_back_with_a_message(editor, page):
    response = editor.get(f"/admin/forum/{page}", follow=True)

    assert response.redirect_chain == [("/admin/", 302)]
    assert "doesn’t exist" in messages(response)[0]


# Save and publish


def a_session_form(session: Session, **given: Any) -> dict[str, Any]:
    inlines = ("appearances", "streams", "links", "attachments")
    return {
        "title_en": "Session 1",
        "kind": "talk",
        "state": "confirmed",
        "number": session.number,
        "slug": session.slug,
        "starts_at_0": "2021-05-25",
        "starts_at_1": "10:00",
        "duration_minutes": "60",
        **{f"{name}-TOTAL_FORMS": "0" for name in inlines},
        **{f"{name}-INITIAL_FORMS": "0" for name in inlines},
        **given,
    }


def test_save_and_publish_ticks_this_session_and_who_appears_in_it(editor, edition):
    session = a_session_row(edition)
    other = a_session_row(edition, 2)
    anna, ben = a_speaker_row(edition), a_speaker_row(edition, "Ben Okafor")
    gone = an_appearance_row(session, anna)
    publish(edition)
    gone.delete()
    other.duration_minutes = 5
    other.save()
    form = a_session_form(
        session,
        _publish="",
        duration_minutes="45",
        **{
            "appearances-TOTAL_FORMS": "1",
            "appearances-0-speaker": ben.pk,
            "appearances-0-role": "host",
            "appearances-0-order": "0",
        },
    )

    response = editor.post(
        reverse("admin:programme_session_change", args=(session.pk,)), form, follow=True
    )

    assert response.redirect_chain == [(f"{publish_address(edition)}?only={session.guid}", 302)]
    assert ticked(response) == [
        "Session “Session 1”: minutes",
        "Session “Session 1”: appearance added",
        "Session “Session 1”: appearance removed",
    ]
    assert ("Session “Session 2”", "minutes", "60 min", "5 min") in lines(response)


def test_save_and_publish_ticks_what_must_come_along(editor, edition):
    publish(edition)
    session = a_session_row(edition, stage=a_stage_row(edition))

    response = editor.get(publish_address(edition), {"only": str(session.guid)})

    assert ticked(response) == ["Session “Session 1”: new", "Stage “Main stage”: new"]


@pytest.mark.parametrize("make", [a_page_row, a_partner_row, an_announcement_row, a_stage_row])
def test_every_form_offers_to_save_and_publish_and_leads_to_the_publish_page(editor, edition, make):
    row = make(edition)
    options = row._meta

    page = editor.get(
        reverse(f"admin:{options.app_label}_{options.model_name}_change", args=(row.pk,))
    ).content.decode()

    assert 'name="_publish"' in page
    assert f'href="{publish_address(edition)}"' in page


# Editions


def test_edition_form_leads_to_the_publish_page(editor, edition):
    address = reverse("admin:forum_edition_change", args=(edition.pk,))

    assert f'href="{publish_address(edition)}"' in editor.get(address).content.decode()
    listed = editor.get(reverse("admin:forum_edition_changelist")).content.decode()
    assert f'href="{publish_address(edition)}"' in listed


def an_edition_form(**given: Any) -> dict[str, Any]:
    return {
        "name_en": "Smart Cities",
        "slug": "2022",
        "first_date": "2022-05-25",
        "last_date": "2022-05-26",
        "time_zone": "Europe/Moscow",
        "day_break": "04:00",
        "languages": ["en", "ru"],
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
        **given,
    }


def test_edition_is_added(editor):
    response = editor.post("/admin/forum/edition/add/", an_edition_form())

    assert response.status_code == 302
    assert Edition.objects.get().languages == ["en", "ru"]


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"slug": "editions"}, {"slug": ["This word is taken by the site itself."]}),
        ({"slug": ""}, {"slug": ["This field is required."]}),
        ({"last_date": "2022-05-24"}, {"last_date": ["The last day comes before the first."]}),
        ({"is_current": "on"}, {"is_current": ["Another edition is the current one."]}),
        ({"slug": "2021"}, {"slug": ["Edition with this Address already exists."]}),
    ],
)
def test_unsound_edition_is_refused_at_the_field(editor, edition, given, errors):
    response = editor.post("/admin/forum/edition/add/", an_edition_form(**given))

    assert response.context["adminform"].form.errors == errors
    assert Edition.objects.count() == 1


def test_edition_becomes_the_current_one(editor, edition):
    later = an_edition_row(slug="2022")

    editor.post(
        reverse("admin:forum_edition_changelist"),
        {"action": "make_current", "_selected_action": [later.pk]},
    )

    assert list(Edition.objects.current()) == [later]


def test_edition_that_was_public_is_not_deleted(editor, edition):
    publish(edition)

    response = editor.post(
        reverse("admin:forum_edition_delete", args=(edition.pk,)), {"post": "yes"}
    )

    assert response.status_code == 403
    assert Edition.objects.exists()


def test_edition_that_was_never_public_is_deleted(editor, edition):
    a_session_row(edition, stage=a_stage_row(edition))

    editor.post(reverse("admin:forum_edition_delete", args=(edition.pk,)), {"post": "yes"})

    assert not Edition.objects.exists()


@pytest.mark.parametrize("model", [Edition, Page, Partner, Announcement])
def test_every_page_of_every_kind_opens(editor, edition, model):
    for make in (a_page_row, a_partner_row, an_announcement_row):
        make(edition).save()
    edition.save()
    row = model.objects.get()
    root = reverse(f"admin:forum_{model._meta.model_name}_changelist")
    pages = ["", "add/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"]
    pages.append(f"{row.pk}/history/{row.history.first().pk}/")

    statuses = {page: editor.get(root + page).status_code for page in pages}

    assert statuses == dict.fromkeys(pages, 200)


def test_announcement_is_entered_on_the_editions_clock(editor, edition):
    editor.post(
        "/admin/forum/announcement/add/",
        {
            "edition": edition.pk,
            "title_en": "Hi",
            "starts_at_0": "2021-05-25",
            "starts_at_1": "8:00",
        },
    )

    assert Announcement.objects.get().starts_at == at(8)


# Releases


def test_releases_are_listed_and_show_what_they_changed(editor, edition):
    session = a_session_row(edition)
    publish(edition)
    session.starts_at = at(14)
    session.save()
    second = publish(edition, note="Later")

    listed = editor.get("/admin/forum/release/")
    response = editor.get(f"/admin/forum/release/{second.pk}/change/")

    page = listed.content.decode()
    assert "Later" in page and second.sha256[:12] in page
    assert [(row.number, bool(row.is_public)) for row in listed.context["cl"].result_list] == [
        (2, True),
        (1, False),
    ]
    assert lines(response) == [("Session “Session 1”", "start", "10:00", "14:00")]
    assert "Roll back to this" not in response.content.decode()


def test_every_file_of_a_past_release_can_be_had(editor, edition):
    session = a_session_row(edition)
    first = publish(edition)
    session.title = words("Renamed")
    session.save()
    publish(edition)
    current.refresh()

    page = editor.get(f"/admin/forum/release/{first.pk}/change/").content.decode()
    address = f"/admin/forum/release/{first.pk}/files/ru/schedule.ics"
    file = editor.get(address)

    assert all(f'/files/{code}/{name}"' in page for code in ("en", "ru") for name in FILES)
    assert f'href="{address}"' in page
    assert "SUMMARY;LANGUAGE=en:Session 1\r\n" in file.content.decode()
    assert file["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert editor.get(address.replace("ics", "exe")).status_code == 404
    assert editor.get(address.replace("/ru/", "/de/")).status_code == 404


def test_files_of_releases_are_for_those_who_may_see_releases(client, edition):
    release = publish(edition)
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))

    response = client.get(f"/admin/forum/release/{release.pk}/files/en/schedule.ics")

    assert response.status_code == 403


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_workbook_to_fill_in_can_be_had_in_each_language(editor, language):
    response = editor.get(f"/admin/forum/edition/template/{language}.xlsx")

    assert (response.status_code, response["Content-Type"]) == (200, sheets.XLSX_TYPE)
    assert response.content == sheets.template(language)
    assert 'filename="sessions-and-speakers.xlsx"' in response["Content-Disposition"]


def test_workbook_is_for_editors_and_in_languages_of_the_site(editor, client, edition):
    publish(edition)
    current.refresh()

    assert editor.get("/admin/forum/edition/template/de.xlsx").status_code == 404

    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    assert client.get("/admin/forum/edition/template/en.xlsx").status_code == 403
    client.logout()
    assert client.get("/admin/forum/edition/template/en.xlsx").status_code == 302


@pytest.mark.parametrize("page", ["add/", "{}/delete/"])
def test_releases_are_neither_added_nor_deleted_by_hand(editor, edition, page):
    release = publish(edition)

    response = editor.post(f"/admin/forum/release/{page.format(release.pk)}", {"post": "yes"})

    assert response.status_code == 403
    assert Release.objects.count() == 1


def test_release_is_not_edited(editor, edition):
    release = publish(edition)

    response = editor.post(f"/admin/forum/release/{release.pk}/change/", {"note": "Other"})

    release.refresh_from_db()
    assert (response.status_code, release.note) == (403, "")


def test_roll_back_shows_what_it_changes_and_does_it(editor, user, edition):
    session = a_session_row(edition)
    first = publish(edition)
    session.starts_at = at(14)
    session.save()
    publish(edition)
    address = f"/admin/forum/release/{first.pk}/roll-back/"

    asked = editor.get(address)
    done = editor.post(address, {"note": "A mistake"}, follow=True)

    third = Release.objects.get(number=3)
    content = document.read(third.document)
    assert lines(asked) == [("Session “Session 1”", "start", "14:00", "10:00")]
    assert differences(document.read(first.document), content) == ()
    assert (third.note, third.author) == ("A mistake", user)
    assert "The draft stays as it is" in " ".join(messages(done))
    assert draft(edition).sessions[0].starts_at == at(14)


def test_roll_back_to_what_is_public_changes_nothing(editor, edition):
    release = publish(edition)

    response = editor.post(f"/admin/forum/release/{release.pk}/roll-back/")

    assert messages(response) == ["This is what the public sees already."]
    assert Release.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_public_line_of_one_language_is_enough(editor, edition, language):
    editor.post(
        publish_address(edition), {"chosen": tokens(edition), f"public_line_{language}": "Hello"}
    )

    assert Release.objects.get().public_line == Text({language: "Hello"})


# Former versions


def a_viewer(client: Any, *permissions: str) -> None:
    user = an_editor()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


@pytest.mark.parametrize(
    ("make", "field"), [(a_page_row, "title"), (lambda edition: edition, "name")]
)
def test_who_may_only_view_reads_former_versions_and_writes_none(client, edition, make, field):
    row = make(edition)
    model = row._meta.model_name
    a_viewer(client, f"view_{model}")
    version = row.history.first().pk
    address = reverse(f"admin:forum_{model}_simple_history", args=(row.pk, version))

    page = client.get(address)
    sent = client.post(address, {**an_edition_form(), f"{field}_en": "Seized", "slug": "seized"})

    row.refresh_from_db()
    assert (page.status_code, sent.status_code) == (200, 403)
    assert f'name="{field}_en"' not in page.content.decode()
    assert row.slug != "seized" and row.history.count() == 1


@pytest.mark.parametrize(("permission", "status"), [("change_page", 403), ("add_page", 302)])
def test_what_was_deleted_is_brought_back_only_by_who_may_add_it(
    client, edition, permission, status
):
    row = a_page_row(edition)
    key = row.pk
    row.delete()
    a_viewer(client, "view_page", "change_page", permission)
    version = Page.history.latest().pk
    address = reverse("admin:forum_page_simple_history", args=(key, version))

    response = client.post(address, {"title_en": "About", "slug": "about", "position": "0"})

    assert response.status_code == status
    assert Page.objects.exists() == (status == 302)


def test_former_version_is_brought_back_by_who_may_change_it(editor, edition):
    row = a_page_row(edition)
    version = row.history.get().pk
    row.title = words("Other")
    row.save()
    address = reverse("admin:forum_page_simple_history", args=(row.pk, version))

    response = editor.post(address, {"title_en": "About", "slug": "about", "position": "0"})

    row.refresh_from_db()
    assert (response.status_code, row.title) == (302, words("About"))


# Addresses that nobody meant


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("edition/abc/change/", 302),
        (f"edition/{'9' * 30}/change/", 302),
        ("edition/abc/history/1/", 302),
        ("page/abc/change/", 302),
        (f"page/add/?edition={'9' * 30}", 200),
        (f"page/add/?edition={'9' * 5000}", 200),
    ],
)
def test_address_with_no_possible_key_is_answered(editor, edition, path, status):
    assert editor.get(f"/admin/forum/{path}").status_code == status


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("ftp://forum.example/", "Expected an address that starts with https://."),
        ("javascript:alert(1)", "Enter a valid URL."),
    ],
)
@pytest.mark.parametrize(
    ("kind", "field"),
    [("edition", "organiser_url"), ("partner", "url"), ("announcement", "url")],
)
def test_address_that_is_not_of_the_web_is_refused(editor, edition, kind, field, given, message):
    response = editor.post(f"/admin/forum/{kind}/add/", {field: given})

    assert response.context["adminform"].form.errors[field] == [message]
