"""Words in several languages in a row: stored, found, and kept with their state."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from forum.models import Page
from multilingual.fields import FoldedField, MultilingualField
from multilingual.forms import Edit
from multilingual.text import Text
from tests.rows import a_page_row, an_edition_row


@pytest.mark.django_db
def test_text_comes_back_from_the_database_with_its_state():
    text = Text({"en": "Opening", "ru": "Открытие"}, original="ru", outdated=["en"])
    row = a_page_row(an_edition_row(), title=text)

    again = Page.objects.get(pk=row.pk)

    assert again.title == text
    assert again.body == Text()


@pytest.mark.django_db
def test_letters_are_stored_as_letters():
    a_page_row(an_edition_row(), title=Text({"ru": "Ёлка"}))

    with connection.cursor() as cursor:
        cursor.execute("SELECT title, title_folded FROM forum_page")
        title, title_folded = cursor.fetchone()

    assert "Ёлка" in str(title)
    assert title_folded == "елка"


@pytest.mark.django_db
def test_folded_column_follows_the_text_and_starts_with_the_original():
    row = a_page_row(an_edition_row(), title=Text({"en": "AIR", "ru": "ВОЗДУХ"}, original="ru"))

    assert row.title_folded == "воздух air"


@pytest.mark.django_db
def test_folded_column_is_cut_to_its_length():
    row = a_page_row(an_edition_row(), title=Text({"en": "long " * 200}))

    assert len(row.title_folded) == 400


def test_required_text_may_not_be_empty():
    field = MultilingualField()

    with pytest.raises(ValidationError):
        field.clean(Text(), None)


def test_optional_text_may_be_empty():
    assert MultilingualField(blank=True).clean({}, None) == Text()


@pytest.mark.parametrize("value", [{"en": 1}, 7, ["en"]])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(ValidationError):
        MultilingualField().to_python(value)


def test_edit_in_a_form_keeps_the_state_of_translations():
    page = Page(title=Text({"en": "Opening", "ru": "Открытие"}))
    field = Page._meta.get_field("title")

    field.save_form_data(page, Edit({"en": "Grand opening", "ru": "Открытие"}))

    assert page.title.outdated == {"ru"}


def test_migrations_know_nothing_of_what_the_fields_imply():
    multilingual = MultilingualField("title", lines=4, blank=True).deconstruct()
    folded = FoldedField(of="title").deconstruct()

    assert multilingual[2:] == ([], {"verbose_name": "title", "blank": True, "default": Text})
    assert folded[2:] == ([], {"of": "title"})
