"""The admin of the programme: what an editor may save, and what stands at the field otherwise."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from multilingual.text import Text
from sessions.models import Appearance, Attachment, Session, Stage, Stream, Track
from tests.builders import at
from tests.rows import (
    a_session_row,
    a_speaker_row,
    a_stage_row,
    a_stream_row,
    a_topic_row,
    a_track_row,
    an_appearance_row,
    an_edition_row,
    an_editor,
    words,
)

pytestmark = pytest.mark.django_db

ADD = "/admin/programme/session/add/"
INLINES = ("appearances", "streams", "links", "attachments")


@pytest.fixture
def edition():
    return an_edition_row(is_current=True)


@pytest.fixture
def other_edition():
    return an_edition_row(slug="2022", first_date=date(2022, 5, 25), last_date=date(2022, 5, 26))


@pytest.fixture
def editor(client):
    client.force_login(an_editor())
    return client


def a_form(edition: Any, **given: Any) -> dict[str, Any]:
    return {
        "edition": edition.pk,
        "title_en": "Green technologies",
        "title_ru": "Зелёные технологии",
        "kind": "talk",
        "state": "confirmed",
        "starts_at_0": "2021-05-25",
        "starts_at_1": "10:00",
        "duration_minutes": "60",
        **{f"{name}-TOTAL_FORMS": "0" for name in INLINES},
        **{f"{name}-INITIAL_FORMS": "0" for name in INLINES},
        **given,
    }


def an_appearance(index: int = 0, **given: Any) -> dict[str, Any]:
    return {
        "appearances-TOTAL_FORMS": str(index + 1),
        f"appearances-{index}-role": "speaker",
        f"appearances-{index}-order": "0",
        **{f"appearances-{index}-{name}": value for name, value in given.items()},
    }


def address(row: Any) -> str:
    options = row._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=(row.pk,))


def errors_of(response: Any) -> dict[str, list[str]]:
    """Return what stands at each field of the main form."""
    assert response.status_code == 200, "The form was saved."
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def test_session_is_saved_with_address_number_and_time_of_the_edition(editor, edition):
    response = editor.post(ADD, a_form(edition))

    session = Session.objects.get()
    assert response.status_code == 302
    assert session.title == Text({"en": "Green technologies", "ru": "Зелёные технологии"})
    assert (session.slug, session.number) == ("green-technologies", 1)
    assert session.starts_at == at(10)
    assert session.history.get().history_user.username == "editor"


def test_address_is_transliterated_where_there_is_no_english(editor, edition):
    editor.post(ADD, a_form(edition, title_en=""))

    assert re.fullmatch(r"zel[a-z]+-tekhnologii", Session.objects.get().slug)


def test_second_session_of_the_same_words_has_another_address(editor, edition):
    for _ in range(3):
        editor.post(ADD, a_form(edition))

    assert list(Session.objects.order_by("number").values_list("slug", flat=True)) == [
        "green-technologies",
        "green-technologies-2",
        "green-technologies-3",
    ]


def test_number_of_a_deleted_session_is_not_given_again(editor, edition):
    row = a_session_row(edition, number=7)
    editor.post(address(row).replace("change", "delete"), {"post": "yes"})

    editor.post(ADD, a_form(edition))

    assert Session.objects.get().number == 8


def test_refused_form_takes_no_number(editor, edition):
    editor.post(ADD, a_form(edition, starts_at_0="2021-06-01"))

    edition.refresh_from_db()
    assert edition.last_session_number == 0


def test_taken_number_stands_at_the_field(editor, edition):
    a_session_row(edition, number=5)

    response = editor.post(ADD, a_form(edition, number="5"))

    assert errors_of(response) == {"number": ["Another session of this edition has this number."]}


def test_taken_address_stands_at_the_field_of_an_existing_session(editor, edition):
    a_session_row(edition, number=1)
    second = a_session_row(edition, number=2)

    response = editor.post(address(second), a_form(edition, number="2", slug="session-1"))

    assert errors_of(response) == {"slug": ["Another session of this edition has this address."]}


@pytest.mark.parametrize(
    ("day", "time", "shown"),
    [
        ("2021-05-24", "23:00", "24 May 2021, 23:00"),
        ("2021-05-25", "03:59", "25 May 2021, 03:59"),
        ("2021-05-27", "04:00", "27 May 2021, 04:00"),
    ],
)
def test_session_outside_the_editions_days_is_refused_at_its_start(
    editor, edition, day, time, shown
):
    response = editor.post(ADD, a_form(edition, starts_at_0=day, starts_at_1=time))

    assert errors_of(response) == {
        "starts_at": [
            f"{shown} is outside the edition's days, 25 May 2021 to 26 May 2021 "
            "(a day breaks at 04:00, Europe/Moscow)."
        ]
    }
    assert not Session.objects.exists()


def test_night_session_belongs_to_the_last_day(editor, edition):
    response = editor.post(ADD, a_form(edition, starts_at_0="2021-05-27", starts_at_1="03:59"))

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("field", "make", "message"),
    [
        ("stage", a_stage_row, "This stage belongs to another edition."),
        ("track", a_track_row, "This track belongs to another edition."),
        ("topics", a_topic_row, "A topic belongs to another edition."),
    ],
)
def test_things_of_another_edition_cannot_be_saved(
    editor, edition, other_edition, field, make, message
):
    foreign = make(other_edition)

    response = editor.post(ADD, a_form(edition, **{field: foreign.pk}))

    assert errors_of(response) == {field: [message]}
    assert not Session.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_speaker_of_another_edition_cannot_appear(editor, edition, other_edition, is_new):
    foreign = a_speaker_row(other_edition)
    where = ADD if is_new else address(a_session_row(edition, number=9))

    response = editor.post(where, a_form(edition, number="9", **an_appearance(speaker=foreign.pk)))

    formset = response.context["inline_admin_formsets"][0].formset
    assert formset.errors == [{"speaker": ["This speaker belongs to another edition."]}]
    assert not Appearance.objects.exists()


def test_session_is_saved_with_who_appears_in_it(editor, edition):
    speaker = a_speaker_row(edition)

    editor.post(ADD, a_form(edition, **an_appearance(speaker=speaker.pk, role="keynote")))

    appearance = Appearance.objects.get()
    assert (appearance.speaker, appearance.role) == (speaker, "keynote")


@pytest.mark.parametrize("is_new", [True, False])
def test_own_stream_is_saved_with_its_session(editor, edition, is_new):
    where = ADD if is_new else address(a_session_row(edition, number=9))
    stream = {
        "streams-TOTAL_FORMS": "1",
        "streams-0-video": "https://www.youtube.com/watch?v=aqz-KE-bpKQ&utm_source=x",
        "streams-0-language": "ru",
    }

    response = editor.post(where, a_form(edition, number="9", **stream))

    assert response.status_code == 302
    row = Stream.objects.get()
    assert (row.video, row.language, row.edition) == ("aqz-KE-bpKQ", "ru", edition)
    assert row.session == Session.objects.get()


def test_what_is_no_youtube_link_is_refused_at_its_field_with_an_example(editor, edition):
    stage = a_stage_row(edition)

    response = editor.post(
        "/admin/programme/stream/add/",
        {
            "edition": edition.pk,
            "video": "https://vimeo.com/1",
            "stage": stage.pk,
            "day": "2021-05-25",
        },
    )

    assert errors_of(response) == {
        "video": [
            "No YouTube video in “https://vimeo.com/1”. "
            "Expected a link such as https://youtu.be/aqz-KE-bpKQ."
        ]
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [({"day": "2021-05-27"}, "day"), ({"day": ""}, "day"), ({"stage": ""}, "stage")],
)
def test_stream_of_no_stage_and_day_is_refused(editor, edition, given, field):
    form = {
        "edition": edition.pk,
        "video": "https://youtu.be/aqz-KE-bpKQ",
        "stage": a_stage_row(edition).pk,
        "day": "2021-05-25",
        **given,
    }

    response = editor.post("/admin/programme/stream/add/", form)

    assert field in errors_of(response)
    assert not Stream.objects.exists()


def test_edition_of_a_session_cannot_be_changed(editor, edition):
    row = a_session_row(edition)
    of_the_same_days = an_edition_row(slug="2021-2")

    response = editor.post(address(row), a_form(of_the_same_days, number="1"))

    row.refresh_from_db()
    assert (response.status_code, row.edition) == (302, edition)


def test_times_are_shown_and_entered_on_the_editions_clock(editor):
    edition = an_edition_row(time_zone="Asia/Yekaterinburg")
    row = a_session_row(edition, starts_at=at(10))

    page = editor.get(address(row)).content.decode()
    editor.post(address(row), a_form(edition, number="1", starts_at_1="12:30"))

    row.refresh_from_db()
    assert 'value="12:00:00"' in page
    assert "Time zone: Asia/Yekaterinburg." in page
    assert row.starts_at == at(10, 30)


def test_new_session_is_offered_in_the_current_edition_or_the_one_asked_for(
    editor, edition, other_edition
):
    current = editor.get(ADD).context["adminform"].form
    asked = editor.get(f"{ADD}?edition={other_edition.pk}").context["adminform"].form

    assert current["edition"].value() == edition.pk
    assert asked["edition"].value() == other_edition.pk


def test_suggestions_are_limited_to_the_edition(editor, edition, other_edition):
    stage = a_stage_row(edition)
    a_stage_row(other_edition, "Main stage elsewhere")
    page = editor.get(address(a_session_row(edition))).content.decode()
    asked = re.search(r'data-ajax--url="([^"]*of_edition[^"]*)"', page)[1]

    response = editor.get(
        asked,
        {
            "term": "MAIN",
            "app_label": "programme",
            "model_name": "session",
            "field_name": "stage",
            **dict([asked.partition("?")[2].split("=")]),
        },
    )

    assert asked.endswith(f"?of_edition={edition.pk}")
    assert response.json()["results"] == [{"id": str(stage.pk), "text": "Main stage"}]


@pytest.mark.parametrize("term", ["ЗЕЛЕНЫЕ", "зелёные техн", "green", "Петрова", "=", "3"])
def test_sessions_are_found_in_any_case_and_with_or_without_yo(editor, edition, term):
    session = a_session_row(
        edition, number=3, title=words("Green technologies =", "Зелёные технологии")
    )
    speaker = a_speaker_row(edition, name=words("Anna Petrova", "Анна Петрова"))
    an_appearance_row(session, speaker)
    a_session_row(edition, number=4)

    response = editor.get("/admin/programme/session/", {"q": term})

    assert [row.pk for row in response.context["cl"].result_list] == [session.pk]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("missing", [2, 3]),
        ("missing-ru", [2]),
        ("missing-en", [3]),
        ("outdated", [4]),
        ("nonsense", [1, 2, 3, 4]),
    ],
)
def test_sessions_are_filtered_by_the_state_of_translations(editor, edition, chosen, found):
    a_session_row(edition, 1, title=words("One", "Один"))
    a_session_row(edition, 2, title=words("Two", "Два"), abstract=Text({"en": "Only English"}))
    a_session_row(edition, 3, title=Text({"ru": "Три"}))
    a_session_row(edition, 4, title=Text({"en": "Four", "ru": "Четыре"}, outdated=["ru"]))

    response = editor.get("/admin/programme/session/", {"translation": chosen})

    assert sorted(row.number for row in response.context["cl"].result_list) == found


def test_list_says_in_words_what_is_missing(editor, edition):
    a_session_row(edition, title=words("One"), abstract=words("Short", "Кратко"))

    page = editor.get("/admin/programme/session/").content.decode()

    assert "<b>Russian</b> missing: title</span>" in page
    assert "25 May 2021, 10:00" in page
    assert "{&quot;" not in page and '{"en"' not in page


def test_spoken_languages_are_ticked(editor, edition):
    editor.post(ADD, a_form(edition, languages=["en", "ru"], languages_others="kk"))

    assert Session.objects.get().languages == ["en", "ru", "kk"]


def attachments(**given: Any) -> dict[str, Any]:
    return {
        "attachments-TOTAL_FORMS": "1",
        "attachments-0-position": "0",
        **{f"attachments-0-{name}": value for name, value in given.items()},
    }


def test_uploaded_document_is_stored_under_its_hash(editor, edition):
    upload = SimpleUploadedFile("slides.pdf", b"%PDF-1.7 slides")

    editor.post(ADD, a_form(edition, **attachments(upload=upload, title_en="Slides")))

    row = Attachment.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}\.pdf", row.file)
    assert (row.size_bytes, row.url) == (15, "")


@pytest.mark.parametrize("filename", ["page.html", "drawing.svg", "slides.pdf"])
def test_hostile_upload_is_refused_at_its_field(editor, edition, filename):
    upload = SimpleUploadedFile(filename, b"<svg onload='alert(1)'/>")

    response = editor.post(ADD, a_form(edition, **attachments(upload=upload)))

    errors = response.context["inline_admin_formsets"][3].formset.errors
    assert list(errors[0]) == ["upload"]
    assert not Session.objects.exists()


def test_attachment_is_a_file_or_a_link_and_not_both(editor, edition):
    upload = SimpleUploadedFile("slides.pdf", b"%PDF-1.7 slides")

    both = editor.post(
        ADD, a_form(edition, **attachments(upload=upload, url="https://forum.example/slides"))
    )
    neither = editor.post(ADD, a_form(edition, **attachments(title_en="Slides")))

    for response in (both, neither):
        errors = response.context["inline_admin_formsets"][3].formset.errors
        assert errors == [{"url": ["Give either a file or a link."]}]


def test_file_is_replaced_by_a_link(editor, edition):
    session = a_session_row(edition)
    row = Attachment.objects.create(session=session, file="a" * 64 + ".pdf", size_bytes=5)

    response = editor.post(
        address(session),
        a_form(
            edition,
            number="1",
            **attachments(id=row.pk, session=session.pk, url="https://forum.example/slides"),
            **{"attachments-INITIAL_FORMS": "1"},
        ),
    )

    row.refresh_from_db()
    assert response.status_code == 302
    assert (row.file, row.size_bytes, row.url) == ("", 0, "https://forum.example/slides")


def test_track_takes_the_next_number(editor, edition):
    a_track_row(edition, 3)

    editor.post(
        "/admin/programme/track/add/",
        {"edition": edition.pk, "name_en": "Clean air", "colour": "#1456b8"},
    )

    track = Track.objects.get(slug="clean-air")
    assert track.number == 4


def test_stage_in_use_is_not_deleted(editor, edition):
    stage = a_stage_row(edition)
    a_session_row(edition, stage=stage)

    editor.post(address(stage).replace("change", "delete"), {"post": "yes"})

    assert Stage.objects.filter(pk=stage.pk).exists()


@pytest.mark.parametrize(
    "make", [a_track_row, a_topic_row, a_stage_row, a_session_row, a_stream_row]
)
def test_every_page_of_every_kind_opens(editor, edition, make):
    given = {"stage": a_stage_row(edition, "Hall"), "day": date(2021, 5, 25)}
    row = make(edition, **(given if make is a_stream_row else {}))
    row.save()
    root = address(row).rpartition(f"{row.pk}/change/")[0]
    pages = ["", "add/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"]
    pages.append(f"{row.pk}/history/{row.history.first().pk}/")

    statuses = {page: editor.get(root + page).status_code for page in pages}

    assert statuses == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("given", ["", "99999", "abc", "9" * 30])
@pytest.mark.parametrize("kind", ["session", "track", "topic", "stage", "stream"])
def test_thing_without_an_edition_is_refused_at_the_field(editor, edition, kind, given):
    form = a_form(edition, number="3", video="aqz-KE-bpKQ", day="2021-05-25")
    form["edition"] = given

    response = editor.post(f"/admin/programme/{kind}/add/", form)

    assert "edition" in errors_of(response)


def test_suggestions_for_an_impossible_edition_are_answered(editor, edition):
    response = editor.get(
        "/admin/autocomplete/",
        {
            "app_label": "programme",
            "model_name": "session",
            "field_name": "stage",
            "of_edition": "9" * 30,
        },
    )

    assert response.status_code == 200


def log_in_a_viewer(client: Any) -> None:
    user = an_editor()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)


@pytest.mark.parametrize("make", [a_track_row, a_topic_row, a_stage_row, a_stream_row])
def test_former_version_of_every_kind_opens_for_viewers_without_a_form(client, edition, make):
    given = {"session": a_session_row(edition)} if make is a_stream_row else {}
    row = make(edition, **given)
    log_in_a_viewer(client)

    page = client.get(address(row).replace("change", f"history/{row.history.get().pk}"))

    assert page.status_code == 200
    assert 'value="Revert"' not in page.content.decode()
    assert list(page.context["adminform"].form.fields) == []


def test_session_is_not_rewritten_by_who_may_only_view_it(client, edition):
    row = a_session_row(edition, stage=a_stage_row(edition))
    log_in_a_viewer(client)
    where = f"/admin/programme/session/{row.pk}/history/{row.history.get().pk}/"

    page = client.get(where)
    sent = client.post(where, a_form(edition, number="1", slug="seized"))

    row.refresh_from_db()
    assert (page.status_code, sent.status_code, row.slug) == (200, 403, "session-1")


@pytest.mark.parametrize("name", ["links", "attachments"])
def test_link_that_is_not_of_the_web_is_refused_in_a_row_of_the_form(editor, edition, name):
    rows = {f"{name}-TOTAL_FORMS": "1", f"{name}-0-url": "ftp://forum.example/x"}

    response = editor.post(ADD, a_form(edition, **rows))

    index = INLINES.index(name)
    errors = response.context["inline_admin_formsets"][index].formset.errors[0]
    assert errors["url"][0] == "Expected an address that starts with https://."
    assert not Session.objects.exists()


def test_attachment_of_a_refused_form_is_not_stored(editor, edition, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)

    def attached() -> dict[str, Any]:
        upload = SimpleUploadedFile("slides.pdf", b"%PDF-1.7 and so on")
        return {
            "attachments-TOTAL_FORMS": "1",
            "attachments-0-upload": upload,
            "attachments-0-position": "0",
        }

    editor.post(ADD, a_form(edition, starts_at_0="2021-06-01", **attached()))
    refused = list(tmp_path.iterdir())
    editor.post(ADD, a_form(edition, **attached()))

    assert refused == []
    assert [path.name for path in tmp_path.iterdir()] == [Attachment.objects.get().file]


def test_a_new_session_is_offered_the_usual_length(editor, edition):
    form = editor.get(ADD).context["adminform"].form

    assert form.initial["duration_minutes"] == 60
