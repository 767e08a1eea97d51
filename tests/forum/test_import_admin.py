"""Importing in the admin: choose a file, look at what it would do, decide, apply."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import import_admin, uploads
from forum.formats.readers import READERS
from forum.imports import reading_of
from forum.models import Baseline, Edition, Import
from sessions.models import Appearance, Session, Stage
from speakers.models import Speaker
from tests.forum.formats.frab import a_day, a_schedule, an_event, tag
from tests.rows import a_session_row, a_speaker_row, an_edition_row, an_editor, words

pytestmark = pytest.mark.django_db

PERSONS = f"<persons>{tag('person', 'Anna Invented', id='1')}</persons>"
GUID = "00000000-0000-4000-8000-000000000001"
TITLE = f"choice|sessions|{GUID}|title|en"


@pytest.fixture
def edition() -> Edition:
    return an_edition_row(name=words("Invented Forum"), acronym="scm2021")


@pytest.fixture
def user() -> Any:
    return an_editor()


@pytest.fixture
def editor(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def a_file(*events: str, **conference: Any) -> bytes:
    return a_schedule(a_day(*events or (an_event(1, PERSONS),)), **conference)


def address(edition: Edition) -> str:
    return f"/admin/forum/edition/{edition.pk}/import/"


def send(client: Client, edition: Edition, data: bytes, name: str = "a.xml", **given: str) -> Any:
    file = io.BytesIO(data)
    file.name = name
    fields = {"file": file, "language": "en", "zone_name": "", **given}
    return client.post(address(edition), fields)


def previewed(client: Client, edition: Edition, data: bytes = b"", **given: Any) -> Any:
    """Send a file and look at what it would do."""
    response = send(client, edition, data or a_file(), **given)
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"])


def apply(client: Client, preview: Any, **chosen: Any) -> Any:
    seen = re.search(r'name="seen" value="(\w+)"', preview.content.decode())
    assert seen
    fields = {"_apply": "1", "seen": seen[1], **chosen}
    return client.post(preview.request["PATH_INFO"], fields)


def imported(client: Client, edition: Edition, data: bytes = b"", **chosen: Any) -> Any:
    return apply(client, previewed(client, edition, data), **chosen)


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def lines(groups: Any) -> list[tuple[str, str, str, str]]:
    """Return (thing, label, before, after) of every difference in groups."""
    return [
        (entry["thing"].title, line.label, line.before, line.after)
        for group in groups
        for entry in group["things"]
        for line in entry["thing"].lines
    ]


def counts(response: Any) -> dict[str, tuple[int, ...]]:
    """Return kind → created, changed, removed, left alone, conflicts."""
    return {kind: numbers for kind, *numbers in response.context["counts"]}


def choices(response: Any, name: str) -> list[tuple[str, bool]]:
    return [
        (choice.name, choice.is_theirs)
        for group in response.context[name]
        for entry in group["things"]
        for choice in entry["choices"]
    ]


# Choosing a file


def test_page_says_what_is_read_and_leads_to_the_log(editor, edition):
    response = editor.get(address(edition))

    html = response.content.decode()
    assert "frab or Pentabarf schedule.xml (.xml)" in html
    assert f"/admin/forum/import/?edition__id__exact={edition.pk}" in html
    (accepted,) = re.findall(r'accept="([^"]+)"', html)
    assert set(accepted.split(",")) == {end for reader in READERS for end in reader.endings}


def test_file_is_named_with_its_format_and_nothing_is_changed_yet(editor, edition):
    response = previewed(editor, edition)

    assert "frab or Pentabarf schedule.xml" in response.content.decode()
    assert response.context["title"] == "Import of a.xml"
    assert not Session.objects.exists()
    assert counts(response) == {
        "Edition": [0, 0, 0, 1, 0],
        "Sessions": [1, 0, 0, 0, 0],
        "Speakers": [1, 0, 0, 0, 0],
        "Appearances": [1, 0, 0, 0, 0],
        "Stages": [1, 0, 0, 0, 0],
    }


def test_a_file_that_waits_is_listed_until_it_is_cancelled(editor, edition):
    preview = previewed(editor, edition)

    listed = editor.get(address(edition)).context["waiting"]
    response = editor.post(preview.request["PATH_INFO"], {"_cancel": "1"}, follow=True)

    assert [link for _row, link, _time in listed] == [preview.request["PATH_INFO"]]
    assert messages(response) == ["The import was cancelled, nothing was changed."]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<schedule>\n<day", "a.xml, line 2: not XML, or damaged: unclosed token (column 1)."),
        (b"", "The file is empty."),
        (b"Hello", "of no format that is known"),
    ],
)
def test_bad_file_is_refused_with_the_place(editor, edition, data, expected):
    response = send(editor, edition, data)

    assert response.status_code == 200
    assert expected in response.context["form"].errors["file"][0]
    assert not Import.objects.exists()


def test_every_mistake_in_a_sheet_is_told_on_a_line_of_its_own(editor, edition):
    data = b"Title,Date,Start\nA,soon,10:00\nB,2021-05-25,later\n"

    response = send(editor, edition, data, "sessions.csv")

    assert response.context["form"].errors["file"] == [
        "sessions.csv: 2 problems, nothing was read.",
        "row 2, column Date: no date that can be told. Expected one such as 2021-05-25. "
        "Got 'soon'.",
        "row 3, column Start: no time that can be told. Expected one such as 10:00. Got 'later'.",
    ]


def test_a_workbook_to_fill_in_is_offered_in_each_language(editor, edition):
    page = editor.get(f"/admin/forum/edition/{edition.pk}/import/").content.decode()

    for code, name in (("en", "English"), ("ru", "Русский")):
        address = f"/admin/forum/edition/template/{code}.xlsx"
        assert f'<a href="{address}" hreflang="{code}" lang="{code}">{name}</a>' in page


def test_missing_file_is_asked_for(editor, edition):
    response = editor.post(address(edition), {"language": "en", "zone_name": ""})

    assert response.context["form"].errors == {"file": ["Choose a file."]}


def test_file_that_is_too_large_is_refused_by_its_size(editor, edition, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)

    response = send(editor, edition, b"x" * 2000)

    (message,) = response.context["form"].errors["file"]
    assert message.startswith("The file is larger than 64.0")
    assert not Import.objects.exists()


def test_language_and_zone_are_taken_where_the_file_names_none(editor, edition):
    data = a_file(time_zone_name=None)

    preview = previewed(editor, edition, data, language="ru", zone_name="Asia/Tokyo")
    read_again = editor.post(
        preview.request["PATH_INFO"],
        {"_read": "1", "language": "en", "zone_name": ""},
        follow=True,
    )

    assert [line[1:] for line in lines(preview.context["conflicts"])] == [
        ("time zone", "Europe/Moscow", "Asia/Tokyo")
    ]
    assert read_again.context["conflicts"] == []


def test_unknown_language_leaves_what_was_read(editor, edition):
    preview = previewed(editor, edition)

    response = editor.post(
        preview.request["PATH_INFO"], {"_read": "1", "language": "tlh", "zone_name": ""}
    )

    assert "language" in response.context["options"].errors
    assert counts(response) == counts(preview)


# Looking at it


def test_every_change_is_shown_before_and_after_in_words(editor, edition):
    imported(editor, edition)

    response = previewed(editor, edition, a_file(an_event(1, PERSONS, title="New", start="11:00")))

    assert lines(response.context["groups"]) == [
        ("Session “New”", "title (English)", "Session 1", "New"),
        ("Session “New”", "start", "10:00", "11:00"),
    ]


def test_long_texts_and_long_lists_are_cut_with_a_count(editor, edition, monkeypatch):
    monkeypatch.setattr(import_admin, "MOST_THINGS", 3)
    events = [an_event(n, title="long " * 90, abstract="?" * 5000) for n in range(1, 11)]

    preview = previewed(editor, edition, a_file(*events))
    whole = editor.get(preview.request["PATH_INFO"], {"whole": "sessions"})

    (sessions,) = [g for g in preview.context["groups"] if g["kind"] == "sessions"]
    assert (len(sessions["things"]), sessions["hidden"], sessions["count"]) == (3, 7, 10)
    assert '<a href="?whole=sessions">Show all</a>' in preview.content.decode()
    (sessions,) = [g for g in whole.context["groups"] if g["kind"] == "sessions"]
    assert (len(sessions["things"]), sessions["hidden"]) == (10, 0)
    assert len(preview.content) < 60_000


def test_guesses_and_what_was_left_out_are_grouped_with_their_places(editor, edition):
    events = [an_event(n, duration="?") for n in range(1, 31)]

    response = previewed(editor, edition, a_file(*events))

    by_message = {message: own for message, *own in response.context["guesses"]}
    notes, more, count = by_message["no duration that can be read, 0 minutes are taken"]
    assert (notes[0].place, notes[0].given) == ("line 4, event 1", "?")
    assert (len(notes), more, count) == (20, 10, 30)
    assert [message for message, *_rest in response.context["skipped"]] == [
        "<version> has no place here, releases are numbered"
    ]


def test_problems_without_a_choice_leave_nothing_to_apply(editor, edition):
    preview = previewed(editor, edition)
    (speaker,) = reading_of(Import.objects.get()).programme.speakers
    a_speaker_row(edition, "Aaron Same", person=speaker.person)

    response = editor.get(preview.request["PATH_INFO"])

    assert [problem["words"] for problem in response.context["problems"]] == [
        "Speaker “Anna Invented”, person: This person is already a speaker of this edition."
    ]
    assert 'name="_apply"' in preview.content.decode()
    assert 'name="_apply"' not in response.content.decode()


def test_problems_are_cut_with_a_count_of_all(editor, edition, monkeypatch):
    monkeypatch.setattr(import_admin, "MOST_PROBLEMS", 2)
    days = a_day(*(an_event(n) for n in range(1, 6)), date="2022-05-25", index="1")

    response = previewed(editor, edition, a_schedule(days, start="2022-05-25", end="2022-05-25"))

    html = " ".join(response.content.decode().split())
    assert "5 problems stand in the way" in html
    assert "and 3 more" in html


def test_hostile_names_stay_words(editor, edition):
    bad = '"><script>alert(1)</script>'
    events = [an_event(1, PERSONS.replace("Anna", "&lt;img src=x&gt;"), title=bad, duration=bad)]
    imported(editor, edition, a_file(an_event(1, PERSONS, title="Before")))
    Session.objects.update(title=words(bad + "here"))

    preview = previewed(editor, edition, a_file(*events), name=f"{bad}.xml")
    done = apply(editor, preview)
    log = editor.get("/admin/forum/import/")

    for response in (preview, done, log):
        html = response.content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert "script-src 'self'" in response["Content-Security-Policy"]


# Applying it


def test_it_is_applied_told_and_logged(editor, user, edition):
    response = imported(editor, edition)

    assert counts(response)["Sessions"] == [1, 0, 0, 0, 0]
    assert response.context["title"] == "Imported into 2021"
    assert f'href="/admin/forum/edition/{edition.pk}/publish/"' in response.content.decode()
    assert Session.objects.get().title == words("Session 1")
    assert Session.history.get().history_user == user
    row = Import.objects.get()
    assert (row.author, row.applied_by, row.counts["sessions"]) == (user, user, [1, 0, 0])
    assert row.file_compressed is None


def test_double_submit_does_it_once_and_says_so(editor, edition):
    preview = previewed(editor, edition)
    apply(editor, preview)

    response = apply(editor, preview)

    assert response["Location"] == f"/admin/forum/import/{Import.objects.get().pk}/change/"
    assert messages(editor.get(response["Location"])) == [
        "This import was applied already; it was done once."
    ]
    assert Session.history.count() == 1


@pytest.mark.parametrize("field", ["_apply", "_read", "_cancel", "nothing"])
def test_import_that_is_gone_leads_back(editor, edition, field):
    preview = previewed(editor, edition)
    Import.objects.all().delete()

    response = editor.post(preview.request["PATH_INFO"], {field: "1"})

    assert response["Location"] == address(edition)


def test_draft_that_changed_meanwhile_is_shown_anew_and_not_written(editor, edition):
    imported(editor, edition)
    preview = previewed(editor, edition, a_file(an_event(1, PERSONS, title="Theirs")))
    Session.objects.update(title=words("Ours"))

    response = apply(editor, preview, all_theirs="on")

    assert "the draft was edited meanwhile" in messages(response)[0]
    assert Session.objects.get().title == words("Ours")
    assert choices(response, "conflicts") == [(TITLE, False)]
    assert 'name="all_theirs" checked' in " ".join(response.content.decode().split())
    apply(editor, response, all_theirs="on")
    assert Session.objects.get().title == words("Theirs")


def test_change_elsewhere_in_the_draft_does_not_stop_it(editor, edition):
    preview = previewed(editor, edition)
    a_session_row(edition, 7)

    apply(editor, preview)

    assert Session.objects.count() == 2


def test_apply_without_having_seen_anything_shows_it_first(editor, edition):
    preview = previewed(editor, edition)

    response = editor.post(preview.request["PATH_INFO"], {"_apply": "1"})

    assert response.status_code == 200
    assert not Session.objects.exists()


# Deciding


@pytest.fixture
def conflict(editor, edition) -> Any:
    """A preview with a conflict about one title."""
    imported(editor, edition)
    Session.objects.update(title=words("Ours"))
    return previewed(editor, edition, a_file(an_event(1, PERSONS, title="Theirs")))


def test_conflict_shows_both_and_keeps_the_draft_by_default(editor, edition, conflict):
    assert lines(conflict.context["conflicts"]) == [
        ("Session “Ours”", "title (English)", "Ours", "Theirs")
    ]
    assert choices(conflict, "conflicts") == [(TITLE, False)]

    apply(editor, conflict)

    assert Session.objects.get().title == words("Ours")


@pytest.mark.parametrize("chosen", [{TITLE: "theirs"}, {"all_theirs": "on", TITLE: "mine"}])
def test_file_is_heard_where_that_is_chosen(editor, conflict, chosen):
    response = apply(editor, conflict, **chosen)

    assert Session.objects.get().title == words("Theirs")
    assert response.context["conflicts_taken"] == 1


def test_what_was_decided_for_the_draft_is_not_asked_again(editor, edition, conflict):
    apply(editor, conflict, **{TITLE: "mine"})

    again = previewed(editor, edition, a_file(an_event(1, PERSONS, title="Theirs")))

    assert again.context["conflicts"] == []
    assert choices(again, "kept") == [(TITLE, False)]
    apply(editor, again, **{TITLE: "theirs"})
    assert Session.objects.get().title == words("Theirs")


def test_deleted_session_can_be_restored(editor, edition):
    imported(editor, edition)
    Session.objects.all().delete()

    preview = previewed(editor, edition)
    (name,) = [name for name, _is_theirs in choices(preview, "conflicts")]
    apply(editor, preview)
    after_default = Session.objects.count()
    apply(editor, previewed(editor, edition), **{name: "theirs"})

    assert name == f"choice|sessions|{GUID}||"
    assert after_default == 0
    assert Appearance.objects.count() == 1


def test_what_the_file_dropped_is_listed_with_a_tick_and_removed(editor, edition):
    imported(editor, edition)
    by_hand = a_session_row(edition, 7)
    preview = previewed(editor, edition, a_file(an_event(2, PERSONS)))

    response = apply(editor, preview, remove=[f"sessions|{GUID}"])

    assert lines(preview.context["removable"]) == [
        ("Session “Session 1”", "removed", "25 May, 10:00, Main stage", "")
    ]
    assert preview.context["left"] == [("Sessions", ["Session 7"], 0)]
    assert counts(response)["Sessions"] == [1, 0, 1, 0, 0]
    assert set(Session.objects.values_list("number", flat=True)) == {2, by_hand.number}


def test_all_that_the_file_dropped_is_removed_at_once(editor, edition):
    imported(editor, edition)
    others = PERSONS.replace("Anna", "Boris").replace('id="1"', 'id="2"')
    source = a_schedule(a_day(an_event(2, others, room="Other"), room="Other"))

    response = imported(editor, edition, source, all_removed="on")

    assert {kind: own[:3] for kind, own in counts(response).items() if kind != "Edition"} == {
        "Sessions": [1, 0, 1],
        "Speakers": [1, 0, 1],
        "Appearances": [1, 0, 1],
        "Stages": [1, 0, 1],
    }
    assert Speaker.objects.get().name == words("Boris Invented")
    assert Stage.objects.get().name == words("Other")


def test_refused_it_says_what_stands_in_the_way_and_keeps_the_choices(editor, edition):
    imported(editor, edition)
    Edition.objects.update(last_date="2021-05-25")
    days = a_day(an_event(1, PERSONS, title="Later"), index="3", date="2021-05-27")
    preview = previewed(editor, edition, a_schedule(days, end="2021-05-27"))
    name = f"choice|edition|{edition.guid}|last_date|"

    refused = apply(editor, preview, **{name: "mine"})
    done = apply(editor, refused, **{name: "theirs"})

    assert len(preview.context["problems"]) == len(refused.context["problems"]) == 1
    assert choices(refused, "conflicts") == [(name, False)]
    assert counts(done)["Sessions"] == [0, 1, 0, 0, 0]


# Who may


def a_clerk(client: Client, *codenames: str) -> Client:
    user = an_editor(username="clerk")
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


@pytest.mark.parametrize("missing", ["change_edition", "change_session"])
def test_page_is_for_those_who_may_change_edition_and_sessions(client, edition, missing):
    needed = {"change_edition", "change_session", "view_edition"}
    clerk = a_clerk(client, *(needed - {missing}))
    row = Import.objects.create(edition=edition, created_at="2021-05-25T00:00Z", language="en")
    preview = reverse("admin:forum_edition_import_preview", args=(edition.pk, row.pk))

    assert clerk.get(address(edition)).status_code == 403
    assert send(clerk, edition, a_file()).status_code == 403
    assert clerk.get(preview).status_code == 403
    assert clerk.post(preview, {"_cancel": "1"}).status_code == 403
    assert "Import…" not in clerk.get("/admin/forum/edition/").content.decode()
    assert Import.objects.exists()


def test_who_may_imports_without_being_allowed_to_publish(client, edition):
    clerk = a_clerk(client, "change_edition", "change_session")

    response = imported(clerk, edition)

    assert Session.objects.exists()
    assert "/publish/" not in response.content.decode()
    assert clerk.get("/admin/forum/import/").status_code == 200


def test_visitor_is_asked_to_log_in(client, edition):
    assert client.get(address(edition))["Location"].startswith("/admin/login/")


def test_forged_form_is_refused(user, edition):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    assert send(client, edition, a_file()).status_code == 403


def test_buttons_stand_in_list_and_form(editor, edition):
    link = f'<a href="{address(edition)}">Import…</a>'

    assert link in editor.get("/admin/forum/edition/").content.decode()
    form = editor.get(f"/admin/forum/edition/{edition.pk}/change/").content.decode()
    assert link in form
    assert form.index("Import…") < form.index("Publish…")


def test_unknown_edition_leads_back_with_a_message(editor):
    assert editor.get("/admin/forum/edition/77/import/").status_code == 302
    assert editor.get("/admin/forum/edition/77/import/1/").status_code == 302


# The log


def test_log_says_who_when_and_how_much_and_holds_no_file(editor, edition):
    imported(editor, edition)
    previewed(editor, edition)

    with CaptureQueriesContext(connection) as queries:
        response = editor.get("/admin/forum/import/")
    done, waiting = Import.objects.order_by("pk")
    form = editor.get(f"/admin/forum/import/{done.pk}/change/")

    html = response.content.decode()
    assert "4 / 0 / 0" in html
    assert reverse("admin:forum_edition_import_preview", args=(edition.pk, waiting.pk)) in html
    assert not any("file_compressed" in query["sql"] for query in queries)
    assert "Sessions: 1 / 0 / 0" in form.content.decode()
    assert editor.post(f"/admin/forum/import/{done.pk}/delete/").status_code == 403
    assert editor.get("/admin/forum/import/add/").status_code == 403


def test_edition_that_was_never_public_is_deleted_with_its_imports(editor, edition):
    imported(editor, edition)

    response = editor.post(f"/admin/forum/edition/{edition.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not Edition.objects.exists()
    assert not Import.objects.exists()
    assert not Baseline.objects.exists()


def test_russian_page_speaks_russian(editor, edition):
    editor.cookies["django_language"] = "ru"

    html = previewed(editor, edition).content.decode()

    assert "Применить к черновику" in html
    assert "Пока ничего не изменено." in html


def test_large_programme_asks_few_questions_and_gives_a_small_page(editor, edition):
    events = [an_event(n, start=f"{8 + n % 12:02}:00") for n in range(1, 301)]
    preview = previewed(editor, edition, a_file(*events))

    with CaptureQueriesContext(connection) as queries:
        again = editor.get(preview.request["PATH_INFO"])

    assert len(queries) < 60
    assert len(again.content) < 100_000
