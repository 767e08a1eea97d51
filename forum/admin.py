"""The admin of the whole: editions, pages, partners, announcements."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from forum import clock
from forum.admin_pages import gone
from forum.formats import sheets
from forum.import_admin import ImportAdmin, import_address, import_page, may_import, preview_page
from forum.models import Announcement, Edition, EditionLink, Page, Partner
from forum.publishing.machines import saved_as
from forum.release_admin import ReleaseAdmin, publish_page
from multilingual.admin import TranslationFilter, WordsAdmin
from multilingual.forms import LanguageCodesField
from multilingual.owned import (
    HistoryAdmin,
    OfEdition,
    OwnedAdmin,
    OwnedForm,
    column,
    to_publish_page,
)
from speakers.admin import StoresPictures, thumbnail

__all__ = ("ImportAdmin", "ReleaseAdmin")


class EditionForm(OwnedForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=Edition._meta.get_field("time_zone").help_text,
        choices=[(name, name) for name in sorted(available_timezones())],
        initial=Edition._meta.get_field("time_zone").default,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            field = Edition._meta.get_field("slug")
            self.fields["slug"].required = True
            self.fields["slug"].help_text = field.help_text


class EditionLinkInline(OfEdition, admin.TabularInline):
    model = EditionLink
    extra = 0
    fields = ("url", "kind", "title", "position")


@admin.register(Edition)
class EditionAdmin(StoresPictures, WordsAdmin, HistoryAdmin):
    form = EditionForm
    list_display = (
        "name",
        "slug",
        "first_date",
        "last_date",
        "is_current",
        "translations",
        "publish_link",
    )
    list_filter = ("is_current", TranslationFilter)
    search_fields = ("name_folded", "slug", "acronym")
    actions = ("make_current",)
    inlines = (EditionLinkInline,)
    fieldsets = (
        (None, {"fields": ("name", "tagline", "description", "slug", "is_current")}),
        (
            _("When"),
            {
                "fields": (("first_date", "last_date"), ("time_zone", "day_break"), "languages"),
            },
        ),
        (_("Organiser"), {"fields": ("organiser", "organiser_url", "logo", "logo_alt")}),
        (
            _("Addresses"),
            {
                "fields": (
                    "register_url",
                    "contact_url",
                    "contact_email",
                    "website_url",
                    "youtube_url",
                )
            },
        ),
        (_("Afterwards and for programs"), {"fields": ("viewers", "acronym")}),
    )

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:edition_id>/publish/",
            self.admin_site.admin_view(self.publish_view),
            name="forum_edition_publish",
        )
        importing = path(
            "<int:edition_id>/import/",
            self.admin_site.admin_view(self.import_view),
            name="forum_edition_import",
        )
        preview = path(
            "<int:edition_id>/import/<int:import_id>/",
            self.admin_site.admin_view(self.import_view),
            name="forum_edition_import_preview",
        )
        template = path(
            "template/<str:language>.xlsx",
            self.admin_site.admin_view(self.template_view),
            name="forum_edition_template",
        )
        return [own, importing, preview, template, *super().get_urls()]

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = [*super().get_list_display(request)]
        return [*columns, "import_link"] if may_import(request) else columns

    def import_view(
        self, request: HttpRequest, edition_id: int, import_id: int | None = None
    ) -> HttpResponseBase:
        """Take a file into the draft; see `forum.import_admin`."""
        edition = Edition.objects.filter(pk=edition_id).first()
        if edition is None:
            return gone(self, request, edition_id)
        if import_id is None:
            return import_page(request, self, edition)
        return preview_page(request, self, edition, import_id)

    def template_view(self, request: HttpRequest, language: str) -> HttpResponse:
        """Return a workbook to fill in with sessions and speakers, headed in a language."""
        languages = tuple(dict(settings.LANGUAGES))
        if not may_import(request):
            raise PermissionDenied
        if language not in languages:
            raise Http404
        response = HttpResponse(sheets.template(language, languages), content_type=sheets.XLSX_TYPE)
        with translation.override(language):
            name = pgettext("name of a file", "Sessions and speakers")
        response.headers["Content-Disposition"] = saved_as(name, ".xlsx", "sessions-and-speakers")
        return response

    def publish_view(self, request: HttpRequest, edition_id: int) -> HttpResponseBase:
        """Show and publish what differs; see `forum.release_admin`."""
        edition = Edition.objects.filter(pk=edition_id).first()
        if edition is None:
            return gone(self, request, edition_id)
        return publish_page(request, self, edition)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "languages":
            options["form_class"] = LanguageCodesField
        return super().formfield_for_dbfield(db_field, request, **options)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse for an edition that was ever public: its addresses must go on answering."""
        if obj is not None and obj.releases.exists():
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        # An edition is deleted by itself, from its form, where it is seen what goes with it.
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=_("Make this edition the current one"), permissions=["change"])
    def make_current(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        chosen = queryset.first()
        if chosen is None or queryset.count() != 1:
            messages.error(request, _("Tick exactly one edition: only one can be current."))
            return
        with transaction.atomic():
            for other in Edition.objects.current().exclude(pk=chosen.pk):
                other.is_current = False
                other.save()
            chosen.is_current = True
            chosen.save()
        messages.success(
            request,
            _(
                "{edition} is the current edition in the draft. Publish it and the former one."
            ).format(edition=chosen),
        )

    @admin.display(description=_("to the public"))
    def publish_link(self, row: Edition) -> SafeString:
        address = reverse("admin:forum_edition_publish", args=(row.pk,))
        return format_html('<a href="{}">{}</a>', address, _("Publish…"))

    @admin.display(description=_("from a file"))
    def import_link(self, row: Edition) -> SafeString:
        return format_html('<a href="{}">{}</a>', import_address(row), _("Import…"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        edition = self.get_object(request, unquote(object_id)) if object_id else None
        if edition is not None and may_import(request):
            context["import_url"] = import_address(edition)
        if request.user.has_perm("forum.add_release"):
            context["show_save_and_publish"] = True
            if edition is not None:
                context["publish_url"] = reverse("admin:forum_edition_publish", args=(edition.pk,))
        return super().changeform_view(request, object_id, form_url, context)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        response = super().response_add(request, obj, post_url_continue)
        return to_publish_page(request, obj.pk, obj.guid) or response

    def response_change(self, request: Any, obj: Any) -> Any:
        response = super().response_change(request, obj)
        return to_publish_page(request, obj.pk, obj.guid) or response


@admin.register(Page)
class PageAdmin(OwnedAdmin):
    list_display = ("title", "slug", "in_menu", "position", "edition", "translations")
    list_filter = ("edition", TranslationFilter, "in_menu")
    search_fields = ("title_folded", "slug")
    ordering = ("position", "pk")
    fieldsets = (
        (None, {"fields": ("edition", "title", "body")}),
        (_("Where it stands"), {"fields": ("slug", ("in_menu", "position"))}),
    )

    class form(OwnedForm):
        address_of = "title"


@admin.register(Partner)
class PartnerAdmin(StoresPictures, OwnedAdmin):
    list_display = ("image", "name", "kind", "position", "edition", "translations")
    list_display_links = ("image", "name")
    list_filter = ("edition", TranslationFilter, "kind")
    search_fields = ("name_folded", "url")
    ordering = ("position", "pk")
    fieldsets = (
        (None, {"fields": ("edition", "name", ("kind", "position"), "url")}),
        (_("Logo"), {"fields": ("logo", "logo_alt")}),
    )

    @admin.display(description=_("logo"))
    def image(self, row: Partner) -> SafeString | str:
        return thumbnail(row.logo) or "–"


@admin.register(Announcement)
class AnnouncementAdmin(OwnedAdmin):
    list_display = ("title", "begins", "ends", "urgent", "edition", "translations")
    list_filter = ("edition", TranslationFilter, "urgent")
    search_fields = ("title_folded",)
    ordering = ("-starts_at",)
    fieldsets = (
        (None, {"fields": ("edition", "title", "body", "url")}),
        (_("How long and how loud"), {"fields": ("starts_at", "ends_at", "urgent")}),
    )

    begins = column("starts_at", _("from"))
    ends = column("ends_at", _("until"))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        now = clock.now().replace(second=0, microsecond=0)
        return {**super().get_changeform_initial_data(request), "starts_at": now}
