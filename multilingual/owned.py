"""The admin of what belongs to an edition: its zone, its own things only, addresses, publishing."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    FieldDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper
from slugify import slugify

from multilingual.admin import ADDRESSES, TranslationFilter, WordsAdmin
from multilingual.forms import Edit
from multilingual.text import Text

LIMITED_TO = "of_edition"
"""The parameter that limits suggestions to an edition's things."""

ELSEWHERE = {
    "track": _("This track belongs to another edition."),
    "stage": _("This stage belongs to another edition."),
    "session": _("This session belongs to another edition."),
    "speaker": _("This speaker belongs to another edition."),
    "topics": _("A topic belongs to another edition."),
}
"""What is said at a field that names a thing of another edition."""


def is_owned(model: type[models.Model]) -> bool:
    """Say whether rows of a model belong to an edition."""
    try:
        model._meta.get_field("edition")
    except FieldDoesNotExist:
        return False
    return True


def as_key(words: str) -> int | None:
    """Return the key of a row that a request names, or None where it can be none."""
    # A database refuses numbers of more than 64 bits.
    return int(words) if words.isdecimal() and len(words) < 19 else None


def owned_elsewhere(form: forms.ModelForm, edition_id: Any) -> dict[str, Any]:
    """Return the message for each field of a cleaned form that names a thing of another edition."""
    found = {}
    for name, message in ELSEWHERE.items():
        value = form.cleaned_data.get(name)
        things = value if isinstance(value, QuerySet) else [value]
        if any(
            isinstance(thing, models.Model)
            and is_owned(type(thing))
            and thing.edition_id != edition_id  # type: ignore[attr-defined]
            for thing in things
        ):
            found[name] = message
    return found


def on_clock(at: datetime, zone: tzinfo) -> str:
    """Return an instant as the admin writes it, on the clocks of a zone."""
    return date_format(at.astimezone(zone), pgettext("date and time", "j E Y, H:i"))


class OwnedForm(forms.ModelForm):
    """Makes the address where none is typed, and keeps to the edition's own things."""

    address_of = "name"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("{help} Empty: it is made of the words.").format(
                help=self.fields["slug"].help_text
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        edition = self.cleaned_data.get("edition") or getattr(self.instance, "edition", None)
        if edition is None:
            return self.cleaned_data
        if "slug" in self.fields and "slug" not in self.errors and not self.cleaned_data["slug"]:
            self.cleaned_data["slug"] = self._free_slug(edition)
        for name, message in owned_elsewhere(self, edition.pk).items():
            # Where the model's own rule says so as well, the message would stand twice.
            if name == "topics":
                self.add_error(name, message)
        return self.cleaned_data

    def _free_slug(self, edition: Any) -> str:
        words = self.cleaned_data.get(self.address_of)
        text = words.applied_to(Text()) if isinstance(words, Edit) else Text()
        model = self._meta.model
        base = slugify(text.get("en") or str(text), max_length=100, word_boundary=True)
        base = base or str(model._meta.model_name)
        taken = set(
            model._default_manager.filter(edition=edition, slug__startswith=base)
            .exclude(pk=self.instance.pk)
            .values_list("slug", flat=True)
        )
        candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        return next(slug for slug in candidates if slug not in taken)

    def _get_validation_exclusions(self) -> set[str]:
        # The edition is not in the form of an existing thing, yet most constraints speak of it.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"edition"}

    def _update_errors(self, errors: ValidationError) -> None:
        # Django puts a constraint's own message above the form; it belongs at the field.
        field_of = {
            str(constraint.violation_error_message): name
            for constraint in self._meta.model._meta.constraints
            for name in getattr(constraint, "fields", ())
            if name != "edition" and name in self.fields
        }
        by_field: dict[str, list[ValidationError]] = {}
        for name, found in getattr(errors, "error_dict", {NON_FIELD_ERRORS: [errors]}).items():
            for error in found:
                place = field_of.get(str(error.message), name)
                by_field.setdefault(place, []).append(error)
        super()._update_errors(ValidationError(by_field))  # type: ignore[misc]


class OwnedFormSet(forms.BaseInlineFormSet):
    """Rows of an owned thing; on a new thing its models cannot yet ask which edition it has."""

    def clean(self) -> None:
        super().clean()
        edition_id = getattr(self.instance, "edition_id", None)
        for form in self.forms:
            if edition_id and hasattr(form, "cleaned_data"):
                for name, message in owned_elsewhere(form, edition_id).items():
                    if name not in form.errors:
                        form.add_error(name, message)


class _RelatedOfEdition(RelatedFieldWidgetWrapper):
    """Adds a related thing to the same edition."""

    def __init__(self, plain: RelatedFieldWidgetWrapper, edition_id: Any) -> None:
        super().__init__(
            plain.widget,
            plain.rel,
            plain.admin_site,
            can_add_related=plain.can_add_related,
            can_change_related=plain.can_change_related,
            can_delete_related=plain.can_delete_related,
            can_view_related=plain.can_view_related,
        )
        self.edition_id = edition_id

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["url_params"] += "&" + urlencode({"edition": self.edition_id})
        return context


class _SuggestOfEdition(AutocompleteSelect):
    edition_id: Any = None

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode({LIMITED_TO: self.edition_id})}"


class _SuggestManyOfEdition(AutocompleteSelectMultiple):
    edition_id: Any = None

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode({LIMITED_TO: self.edition_id})}"


class OfEdition(admin.options.BaseModelAdmin):
    """Forms, whole or inline, that offer an edition's own things and speak of its time zone."""

    formfield_overrides = ADDRESSES

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        self._suggest_own(_SuggestOfEdition, db_field, request, options)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **options: Any) -> Any:
        self._suggest_own(_SuggestManyOfEdition, db_field, request, options)
        return super().formfield_for_manytomany(db_field, request, **options)

    def _suggest_own(self, widget: Any, db_field: Any, request: Any, options: Any) -> None:
        edition = getattr(request, "owning_edition", None)
        suggested = db_field.name in self.get_autocomplete_fields(request)
        if edition and suggested and is_owned(db_field.remote_field.model):
            options["widget"] = widget(db_field, self.admin_site)
            options["widget"].edition_id = edition.pk

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        edition = getattr(request, "owning_edition", None)
        if field is None or edition is None:
            return field
        if isinstance(field.widget, RelatedFieldWidgetWrapper) and is_owned(field.widget.rel.model):
            field.widget = _RelatedOfEdition(field.widget, edition.pk)
        if isinstance(db_field, models.DateTimeField):
            field.help_text = _("{help} Time zone: {zone}.").format(
                help=field.help_text, zone=edition.time_zone
            )
        return field


class _HistoryInWords(HistoricalRecordContextHelper):
    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        if isinstance(value, datetime):
            return on_clock(value, timezone.get_current_timezone())
        return super().prepare_delta_change_value(change, value)


class HistoryAdmin(SimpleHistoryAdmin):
    """Shows former versions to who may view, and brings one back for who may write it."""

    object_history_list_template = "admin/object_history_list.html"

    def history_form_view(
        self, request: Any, object_id: Any, version_id: Any, extra_context: Any = None
    ) -> Any:
        key = as_key(unquote(object_id))
        if key is None or as_key(version_id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        # The library asks for the permission to view only, also of who sends the form.
        request.only_views_history = not self._may_bring_back(request, key)
        if request.method == "POST" and request.only_views_history:
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _may_bring_back(self, request: HttpRequest, key: Any) -> bool:
        row = self.model._default_manager.filter(pk=key).first()
        if row is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, row)

    def revert_disabled(self, request: Any, obj: Any = None) -> bool:
        if obj is not None and not self._may_bring_back(request, obj.pk):
            return True
        return super().revert_disabled(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if getattr(request, "only_views_history", False):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        return super().get_readonly_fields(request, obj)


class OwnedAdmin(OfEdition, WordsAdmin, HistoryAdmin):
    """The admin of things that belong to one edition, once and for all."""

    form = OwnedForm
    list_filter: ClassVar[tuple[Any, ...]] = ("edition", TranslationFilter)
    list_select_related: ClassVar[tuple[str, ...]] = ("edition",)
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    class Media:
        js = ("admin-forum/edition.js",)

    # The edition that a request is about

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        edition = self.edition_of(request, object_id)
        context = {**(extra_context or {}), **self.publishing_context(request, edition, object_id)}
        return self._on_clock_of(
            request, edition, super().changeform_view, object_id, form_url, context
        )

    def history_view(self, request: Any, object_id: Any, extra_context: Any = None) -> Any:
        edition = self.edition_of(request, object_id)
        return self._on_clock_of(request, edition, super().history_view, object_id, extra_context)

    def history_form_view(
        self, request: Any, object_id: Any, version_id: Any, extra_context: Any = None
    ) -> Any:
        edition = self.edition_of(request, object_id)
        view = super().history_form_view
        return self._on_clock_of(request, edition, view, object_id, version_id, extra_context)

    def _on_clock_of(self, request: Any, edition: Any, view: Any, *args: Any) -> HttpResponseBase:
        request.owning_edition = edition
        with timezone.override(edition.zone if edition else None):
            response: HttpResponseBase = view(request, *args)
            # Times are put into the form while it is printed, so that must happen in here.
            if isinstance(response, TemplateResponse):
                response.render()
        return response

    def edition_of(self, request: HttpRequest, object_id: str | None) -> Any:
        """Return the edition of a thing, or the one that a new thing would belong to."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is not None:
            return row.edition
        editions = self.model._meta.get_field("edition").remote_field.model.objects.all()
        given = request.POST.get("edition") or request.GET.get("edition") or ""
        chosen = editions.filter(pk=as_key(given)).first()
        return chosen or editions.order_by("-is_current", "-first_date").first()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        edition = getattr(request, "owning_edition", None)
        return {**super().get_changeform_initial_data(request), "edition": edition and edition.pk}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return [*own, "edition"] if obj is not None and "edition" not in own else own

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        edition_id = as_key(request.GET.get(LIMITED_TO, ""))
        if edition_id is not None:
            found = found.filter(edition_id=edition_id)
        return found, may_repeat

    def get_historical_record_context_helper(self, request: Any, historical_record: Any) -> Any:
        return _HistoryInWords(self.model, historical_record)

    # Publishing

    def publishing_context(
        self, request: HttpRequest, edition: Any, object_id: str | None
    ) -> dict[str, Any]:
        """Return what the buttons of a form need to lead to the edition's Publish page."""
        if edition is None or not request.user.has_perm("forum.add_release"):
            return {}
        address = reverse("admin:forum_edition_publish", args=(edition.pk,))
        return {"show_save_and_publish": True, "publish_url": address if object_id else ""}

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        response = super().response_add(request, obj, post_url_continue)
        return to_publish_page(request, obj.edition_id, obj.guid) or response

    def response_change(self, request: Any, obj: Any) -> Any:
        response = super().response_change(request, obj)
        return to_publish_page(request, obj.edition_id, obj.guid) or response

    def response_delete(self, request: Any, obj_display: str, obj_id: Any) -> Any:
        messages.info(
            request, _("It is removed from the draft. Visitors see it until you publish.")
        )
        return super().response_delete(request, obj_display, obj_id)


def column(name: str, label: Any) -> Any:
    """Return a list column that shows an instant on the edition's clock."""

    @admin.display(description=label, ordering=name)
    def shown(self: Any, row: Any) -> str:
        at = getattr(row, name)
        return on_clock(at, row.edition.zone) if at else "–"

    return shown


def to_publish_page(request: Any, edition_id: Any, guid: Any) -> HttpResponseRedirect | None:
    """Return the way to the Publish page with one thing ticked, if "Save and publish" was sent."""
    if "_publish" not in request.POST or not request.user.has_perm("forum.add_release"):
        return None
    address = reverse("admin:forum_edition_publish", args=(edition_id,))
    return HttpResponseRedirect(f"{address}?{urlencode({'only': guid})}")
