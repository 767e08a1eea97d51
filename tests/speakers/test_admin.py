"""The admin of speakers: portraits, search, and the same person in several editions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from PIL import Image

from speakers.models import Speaker
from tests.rows import a_speaker_row, an_edition_row, an_editor, words

pytestmark = pytest.mark.django_db

ADD = "/admin/speakers/speaker/add/"


@pytest.fixture
def edition():
    return an_edition_row()


@pytest.fixture
def editor(client):
    client.force_login(an_editor())
    return client


def a_form(edition: Any, **given: Any) -> dict[str, Any]:
    return {
        "edition": edition.pk,
        "name_en": "Anna Petrova",
        "name_ru": "Анна Петрова",
        "organisation_kind": "university",
        "country": "RU",
        "person": "5f0c2ad5-53c5-4e3a-8e5f-0e1f8a9d1a01",
        "links-TOTAL_FORMS": "0",
        "links-INITIAL_FORMS": "0",
        **given,
    }


def a_photo(colour: str = "red") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (300, 400), colour).save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue())


def change(row: Any) -> str:
    return f"/admin/speakers/speaker/{row.pk}/change/"


def test_speaker_is_saved_with_a_portrait(editor, edition):
    response = editor.post(ADD, a_form(edition, photo=a_photo()))

    speaker = Speaker.objects.get()
    assert response.status_code == 302
    assert (speaker.slug, speaker.country.code) == ("anna-petrova", "RU")
    assert (speaker.photo.width, speaker.photo.height) == (300, 400)
    assert default_storage.exists(speaker.photo.file)


def test_portrait_is_seen_in_list_and_form(editor, edition):
    editor.post(ADD, a_form(edition, photo=a_photo()))
    speaker = Speaker.objects.get()
    small = default_storage.url(speaker.photo.renditions[0].file)

    assert f'src="{small}"' in editor.get("/admin/speakers/speaker/").content.decode()
    assert f'src="{small}"' in editor.get(change(speaker)).content.decode()


def test_point_in_sight_is_moved_without_a_new_upload(editor, edition):
    editor.post(ADD, a_form(edition, photo=a_photo()))
    speaker = Speaker.objects.get()
    file = speaker.photo.file

    editor.post(change(speaker), a_form(edition, photo_focus_x="30", photo_focus_y="20"))

    speaker.refresh_from_db()
    assert (speaker.photo.file, speaker.photo.focus_x, speaker.photo.focus_y) == (file, 30, 20)


@pytest.mark.parametrize("point", ["-1", "101", "left"])
def test_point_outside_the_picture_is_refused(editor, edition, point):
    response = editor.post(ADD, a_form(edition, photo=a_photo(), photo_focus_x=point))

    assert response.context["adminform"].form.errors == {
        "photo": ["The point of interest is given in per cent from 0 to 100."]
    }


def test_portrait_is_removed(editor, edition):
    editor.post(ADD, a_form(edition, photo=a_photo()))
    speaker = Speaker.objects.get()

    editor.post(change(speaker), a_form(edition, **{"photo-clear": "on"}))

    speaker.refresh_from_db()
    assert speaker.photo is None


def test_removing_and_uploading_at_once_is_refused(editor, edition):
    editor.post(ADD, a_form(edition, photo=a_photo()))
    speaker = Speaker.objects.get()

    response = editor.post(
        change(speaker), a_form(edition, photo=a_photo("blue"), **{"photo-clear": "on"})
    )

    assert list(response.context["adminform"].form.errors) == ["photo"]


def test_text_that_is_named_like_a_photo_is_refused_at_the_field(editor, edition):
    upload = SimpleUploadedFile("photo.jpg", b"no picture at all")

    response = editor.post(ADD, a_form(edition, photo=upload))

    assert response.context["adminform"].form.errors == {
        "photo": ["This is not a picture we can read. Expected JPEG, PNG, WebP, AVIF or GIF."]
    }
    assert not Speaker.objects.exists()


@pytest.mark.parametrize("term", ["петрова", "ПЕТРОВА", "Алёна", "алена", "PETROVA", "зелёный"])
def test_speakers_are_found_in_any_case_and_with_or_without_yo(editor, edition, term):
    found = a_speaker_row(
        edition,
        name=words("Alyona Petrova", "Алёна Петрова"),
        organisation=words("Green city", "Зеленый город"),
    )
    a_speaker_row(edition, "Ben Okafor")

    response = editor.get("/admin/speakers/speaker/", {"q": term})

    assert [row.pk for row in response.context["cl"].result_list] == [found.pk]


def test_same_person_is_not_a_speaker_twice(editor, edition):
    first = a_speaker_row(edition)

    response = editor.post(ADD, a_form(edition, person=str(first.person)))

    assert response.context["adminform"].form.errors == {
        "person": ["This person is already a speaker of this edition."]
    }


def test_form_leads_to_the_same_person_in_other_editions(editor, edition):
    later = an_edition_row(slug="2022", first_date=date(2022, 5, 25), last_date=date(2022, 5, 26))
    first = a_speaker_row(edition)
    second = a_speaker_row(later, person=first.person)

    page = editor.get(change(first)).content.decode()

    assert f'<a href="../../{second.pk}/change/">Smart Cities (2022)</a>' in page


@pytest.mark.parametrize("page", ["", "add/", "{}/change/", "{}/delete/", "{}/history/"])
def test_every_page_opens(editor, edition, page):
    row = a_speaker_row(edition)

    assert editor.get(f"/admin/speakers/speaker/{page.format(row.pk)}").status_code == 200


@pytest.mark.parametrize("language", ["en", "ru"])
def test_countries_stand_in_the_order_of_the_readers_language(editor, language):
    page = editor.get(ADD, HTTP_ACCEPT_LANGUAGE=language)

    form = page.context["adminform"].form
    with override(language):
        names = [str(name) for _code, name in form.fields["country"].choices][1:]
    first = {"en": "Afghanistan", "ru": "Австралия"}[language]
    last = {"en": "Zimbabwe", "ru": "Япония"}[language]
    assert (names[0], names[-1], len(names) > 200) == (first, last, True)


def test_portrait_of_a_refused_form_is_not_stored(editor, edition, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    link = {"links-TOTAL_FORMS": "1", "links-0-url": "ftp://forum.example/"}

    editor.post(ADD, a_form(edition, photo=a_photo(), **link))
    refused = list(tmp_path.iterdir())
    editor.post(ADD, a_form(edition, photo=a_photo()))

    assert refused == []
    assert len(list(tmp_path.iterdir())) == 3
