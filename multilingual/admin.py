"""What the admin of anything written in several languages shares: search, and translation state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, URLField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from multilingual.fields import MultilingualField
from multilingual.forms import language_name
from multilingual.text import OUTDATED_KEY, folded


class AddressField(forms.URLField):
    """An address of the web: visitors' browsers open neither ftp:// nor anything else."""

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value and not value.startswith(("http://", "https://")):
            raise ValidationError(_("Expected an address that starts with https://."))


ADDRESSES: Any = {URLField: {"form_class": AddressField, "assume_scheme": "https"}}
"""How every form takes an address, and what one without a scheme means."""


def text_fields(model: type[Model]) -> list[MultilingualField]:
    """Return the fields of a model that hold words in several languages."""
    return [field for field in model._meta.fields if isinstance(field, MultilingualField)]


def missing(model: type[Model], languages: Iterable[str]) -> Q:
    """Return the condition that any text is written, but not in each of these languages."""
    found = Q()
    for field in text_fields(model):
        for code in languages:
            found |= ~Q(**{field.name: {}}) & ~Q(**{f"{field.name}__has_key": code})
    return found


def outdated(model: type[Model]) -> Q:
    """Return the condition that any translation is older than its original."""
    found = Q()
    for field in text_fields(model):
        found |= Q(**{f"{field.name}__has_key": OUTDATED_KEY})
    return found


class TranslationFilter(admin.SimpleListFilter):
    """Lists what is not translated, or not any more."""

    title = _("translation")
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        each = [
            (f"missing-{code}", _("missing in {language}").format(language=language_name(code)))
            for code, _name in settings.LANGUAGES
        ]
        return [
            ("missing", _("missing in any language")),
            *each,
            ("outdated", _("older than the original")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        codes = [code for code, _name in settings.LANGUAGES]
        chosen = self.value() or ""
        if chosen == "outdated":
            return queryset.filter(outdated(queryset.model))
        if chosen == "missing":
            return queryset.filter(missing(queryset.model, codes))
        language = chosen.removeprefix("missing-")
        if language in codes:
            return queryset.filter(missing(queryset.model, [language]))
        return queryset


def in_words(field: MultilingualField, model: type[Model]) -> Any:
    """Return a list column of a text, ordered by its folded column where there is one."""
    folded_name = f"{field.name}_folded"
    is_folded = any(other.name == folded_name for other in model._meta.fields)

    @admin.display(description=field.verbose_name, ordering=folded_name if is_folded else None)
    def words(row: Model) -> SafeString | str:
        shown = getattr(row, field.name).in_language(get_language() or "en")
        if not shown.is_fallback:
            return shown.words or "–"
        return format_html('<span lang="{}">{}</span>', shown.language, shown.words)

    words.__name__ = field.name
    return words


class WordsAdmin(admin.ModelAdmin):
    """An admin that searches folded words and shows the state of translations."""

    formfield_overrides = ADDRESSES

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, folded(search_term))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show texts in the reader's language, where Django would show their JSON."""
        fields = {field.name: field for field in text_fields(self.model)}
        return [
            in_words(fields[name], self.model) if name in fields else name
            for name in super().get_list_display(request)
        ]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        if self.list_display_links:
            by_name = dict(zip(self.list_display, list_display, strict=True))
            return [by_name[name] for name in self.list_display_links]
        return super().get_list_display_links(request, list_display)

    @admin.display(description=_("translations"))
    def translations(self, row: Model) -> SafeString | str:
        """Say which texts of a row are missing or outdated, language by language."""
        lines = []
        for code, _name in settings.LANGUAGES:
            lacking, late = [], []
            for field in text_fields(type(row)):
                text = getattr(row, field.name)
                if text and not text.get(code):
                    lacking.append(str(field.verbose_name))
                if code in text.outdated:
                    late.append(str(field.verbose_name))
            if lacking:
                lines.append(("is-missing", language_name(code), _("missing"), ", ".join(lacking)))
            if late:
                lines.append(("is-outdated", language_name(code), _("outdated"), ", ".join(late)))
        if not lines:
            return format_html('<span class="translations is-complete">{}</span>', _("complete"))
        return format_html_join("", '<span class="translations {}"><b>{}</b> {}: {}</span>', lines)
