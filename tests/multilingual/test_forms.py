"""The form field of words: a row per language, its state, and what an editor says of it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.utils.translation import override

from multilingual.forms import (
    Edit,
    LanguageCodesField,
    MultilingualFormField,
    language_name,
)
from multilingual.text import Text

BOTH = Text({"en": "Opening", "ru": "Открытие"}, outdated=["ru"])


class TitleForm(forms.Form):
    title = MultilingualFormField()


class TextForm(forms.Form):
    text = MultilingualFormField(required=False, lines=4)


class LanguagesForm(forms.Form):
    languages = LanguageCodesField(required=False)


def boxes(html: str) -> list[tuple[str, str]]:
    return re.findall(r'lang="(\w+)"\s+dir="(\w+)"', html)


def test_every_language_has_a_box_marked_with_it():
    html = str(TitleForm()["title"])

    assert boxes(html) == [("en", "auto"), ("ru", "auto")]
    assert re.findall(r'<label class="words-language" for="(\w+)"', html) == [
        "id_title",
        "id_title_ru",
    ]


def test_right_to_left_language_is_written_from_the_right(settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]

    assert boxes(str(TitleForm()["title"])) == [("en", "auto"), ("ar", "rtl")]


def test_no_style_and_no_script_stand_in_the_widget():
    html = str(TitleForm(initial={"title": BOTH})["title"])

    assert "style=" not in html and "<script" not in html and "onclick" not in html


def test_words_are_escaped():
    html = str(TextForm(initial={"text": Text({"en": '</textarea><b>"'})})["text"])

    assert "<b>" not in html


def test_outdated_translation_can_be_called_still_right():
    before = str(TitleForm(initial={"title": BOTH})["title"])
    form = TitleForm(
        {"title_en": "Opening", "title_ru": "Открытие", "title_ru_confirmed": "on"},
        initial={"title": BOTH},
    )

    assert "older than the original" in before and "still right" in before
    assert form.is_valid() and form.has_changed()
    assert form.cleaned_data["title"].applied_to(BOTH).outdated == frozenset()


def test_missing_translation_is_marked():
    html = str(TitleForm(initial={"title": Text({"ru": "Открытие"})})["title"])

    assert html.count("translation missing") == 1
    assert html.index('lang="en"') < html.index("translation missing") < html.index('lang="ru"')


def test_form_shown_again_keeps_what_was_typed_and_the_state():
    form = TitleForm(
        {"title_en": "Opening", "title_ru": "Начало", "title_ru_confirmed": "on"},
        initial={"title": BOTH},
    )

    html = str(form["title"])

    assert 'value="Начало"' in html
    assert "older than the original" in html
    assert re.search(r'name="title_ru_confirmed"\s+checked', html)


def test_one_language_is_enough():
    form = TitleForm({"title_en": "", "title_ru": "Открытие"})

    assert form.is_valid()
    assert form.cleaned_data["title"].applied_to(Text()) == Text({"ru": "Открытие"})


@pytest.mark.parametrize("data", [{}, {"title_en": " ", "title_ru": "\n"}])
def test_no_language_at_all_is_refused(data):
    form = TitleForm(data)

    assert form.errors == {"title": ["Write this in at least one language."]}


def test_untouched_words_have_not_changed():
    form = TitleForm({"title_en": "Opening", "title_ru": "Открытие"}, initial={"title": BOTH})

    assert form.is_valid() and not form.has_changed()


def test_lines_of_a_browser_are_lines_of_ours():
    form = TextForm({"text_en": "one\r\ntwo\r\n"})

    assert form.is_valid()
    assert form.cleaned_data["text"] == Edit({"en": "one\ntwo"})


def test_language_that_was_not_sent_stays():
    edit = Edit({"en": "Grand opening"})

    assert edit.applied_to(Text({"en": "Opening", "ru": "Открытие"})).get("ru") == "Открытие"


def test_languages_are_ticked_or_typed():
    form = LanguagesForm({"languages": ["ru", "en"], "languages_others": "kk, uz;ru"})

    assert form.is_valid()
    assert form.cleaned_data["languages"] == ["ru", "en", "kk", "uz"]


def test_stored_languages_stand_first_in_their_order():
    html = str(LanguagesForm(initial={"languages": ["ru", "kk", "en"]})["languages"])

    assert re.findall(r'value="(\w+)"\s+checked', html) == ["ru", "kk", "en"]


def test_saving_stored_languages_changes_nothing():
    form = LanguagesForm({"languages": ["ru", "kk"]}, initial={"languages": ["ru", "kk"]})

    assert form.is_valid() and not form.has_changed()


def test_what_is_no_language_code_is_refused():
    form = LanguagesForm({"languages_others": "kk, Russian!"})

    assert form.errors == {
        "languages": ["“Russian!” is no language code. Expected codes such as kk, uz."]
    }


@pytest.mark.parametrize(("code", "name"), [("ru", "русский"), ("kk", "казахский"), ("xx", "xx")])
def test_language_has_a_name_in_the_readers_language(code, name):
    with override("ru"):
        assert language_name(code).lower() == name


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("a\x00b", "English: this text holds a control character, at place 2."),
        ("\ud800", "English: this text holds a control character, at place 1."),
        ("a" * 501, "English: expected at most 500 characters, got 501."),
    ],
)
def test_words_that_cannot_be_kept_are_refused_with_language_and_place(words, message):
    field = MultilingualFormField()

    with pytest.raises(forms.ValidationError) as refused:
        field.clean(Edit({"en": words}))

    assert refused.value.messages == [message]


def test_lines_and_tabs_are_no_control_characters():
    field = MultilingualFormField(lines=3)

    assert field.clean(Edit({"en": "a\n\tb"})) == Edit({"en": "a\n\tb"})
