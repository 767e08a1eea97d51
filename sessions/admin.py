"""The admin of the programme: sessions, who appears in them, tracks, topics, stages, streams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from multilingual.admin import TranslationFilter
from multilingual.forms import USUAL_LANGUAGES, LanguageCodesField, language_name
from multilingual.owned import OfEdition, OwnedAdmin, OwnedForm, OwnedFormSet, column
from sessions.files import Document, NotADocument, checked
from sessions.models import (
    Appearance,
    Attachment,
    Session,
    SessionLink,
    Stage,
    Stream,
    Topic,
    Track,
)
from sessions.youtube import read_link, watch_url
from speakers.admin import StoresPictures


class TrackForm(OwnedForm):
    class Meta:
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "number" in self.fields:
            self.fields["number"].required = False
        # A length is forgotten easily, and visitors would read no end; 0 has to be meant.
        if self.instance.pk is None:
            self.initial["duration_minutes"] = USUAL_MINUTES


@admin.register(Track)
class TrackAdmin(OwnedAdmin):
    form = TrackForm
    list_display = ("bullet", "name", "slug", "edition", "translations")
    list_display_links = ("bullet", "name")
    search_fields = ("name_folded", "slug", "=number")
    fieldsets = (
        (None, {"fields": ("edition", "name", "description", ("number", "colour"))}),
        (_("Address"), {"fields": ("slug",), "classes": ("collapse",)}),
    )

    @admin.display(description=_("number"), ordering="number")
    def bullet(self, row: Track) -> SafeString:
        # An attribute of SVG and not a style, which the content security policy forbids.
        return format_html(
            '<svg class="bullet" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">'
            '<circle cx="6" cy="6" r="6" fill="{}"/></svg> {}',
            row.colour,
            row.number,
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.number is None:
            highest = obj.edition.tracks.order_by("number").last()
            obj.number = highest.number + 1 if highest else 1
        super().save_model(request, obj, form, change)


@admin.register(Topic)
class TopicAdmin(OwnedAdmin):
    list_display = ("name", "slug", "edition", "translations")
    search_fields = ("name_folded", "slug")
    ordering = ("name_folded",)
    fieldsets = (
        (None, {"fields": ("edition", "name")}),
        (_("Address"), {"fields": ("slug",), "classes": ("collapse",)}),
    )


@admin.register(Stage)
class StageAdmin(OwnedAdmin):
    list_display = ("name", "position", "slug", "edition", "translations")
    search_fields = ("name_folded", "slug")
    ordering = ("position", "pk")
    fieldsets = (
        (None, {"fields": ("edition", "name", "description", "position")}),
        (_("Address"), {"fields": ("slug",), "classes": ("collapse",)}),
    )


class StreamForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Interpretation language"),
        help_text=Stream._meta.get_field("language").help_text,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "language" in self.fields:
            codes = [self.instance.language] if self.instance.language else []
            self.fields["language"].choices = [  # type: ignore[attr-defined]
                ("", _("floor")),
                *(
                    (code, capfirst(language_name(code)))
                    for code in dict.fromkeys([*codes, *USUAL_LANGUAGES])
                ),
            ]


class OwnedStreamForm(StreamForm, OwnedForm):
    """A stream as a thing of its own."""


@admin.register(Stream)
class StreamAdmin(OwnedAdmin):
    form = OwnedStreamForm
    list_display = ("__str__", "day", "stage", "session", "spoken", "watch", "edition")
    list_filter = ("edition", "day", "language")
    list_select_related = ("edition", "stage", "session")
    search_fields = ("video", "stage__name_folded", "session__title_folded")
    autocomplete_fields = ("stage", "session")
    fieldsets = (
        (None, {"fields": ("edition", "video", "language", "starts_at")}),
        (
            _("What it carries"),
            {
                "fields": (("stage", "day"), "session"),
                "description": _(
                    "A stage for a whole day, or one session. A session's own stream comes "
                    "before the one of its stage."
                ),
            },
        ),
    )

    @admin.display(description=_("language"), ordering="language")
    def spoken(self, row: Stream) -> str:
        return language_name(row.language) if row.language else str(_("floor"))

    @admin.display(description=_("video"))
    def watch(self, row: Stream) -> SafeString:
        return format_html(
            '<a href="{}" rel="noreferrer">{}</a>', watch_url(read_link(row.video)), row.video
        )


class AppearanceInline(OfEdition, admin.TabularInline):
    model = Appearance
    formset = OwnedFormSet
    extra = 0
    fields = ("speaker", "role", "order", "title")
    autocomplete_fields = ("speaker",)


class SessionLinkInline(OfEdition, admin.TabularInline):
    model = SessionLink
    extra = 0
    fields = ("url", "title", "kind", "position")


class AttachmentForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, picture, office document or text. A new file replaces the one before."),
    )
    document: Document | None = None

    def clean(self) -> dict[str, Any]:
        super().clean()
        upload, url = self.cleaned_data.get("upload"), self.cleaned_data.get("url")
        if "upload" in self.errors or "url" in self.errors:
            return self.cleaned_data
        if bool(url) == bool(upload or (self.instance.file and "url" not in self.changed_data)):
            self.add_error("url", _("Give either a file or a link."))
        elif upload:
            try:
                self.document = checked(upload, upload.name)
            except NotADocument as error:
                self.add_error("upload", str(error))
            else:
                self.instance.file = self.document.name
                self.instance.size_bytes = len(self.document.content)
        elif url:
            self.instance.file, self.instance.size_bytes = "", 0
        return self.cleaned_data

    def save(self, commit: bool = True) -> Any:
        # Only now is it known that the whole page is valid.
        if self.document:
            self.document.store()
        return super().save(commit)


class AttachmentInline(OfEdition, admin.TabularInline):
    model = Attachment
    form = AttachmentForm
    extra = 0
    fields = ("stored", "upload", "url", "title", "position")
    readonly_fields = ("stored",)

    @admin.display(description=_("stored"))
    def stored(self, row: Attachment) -> SafeString | str:
        if not row.file:
            return "–"
        return format_html(
            '<a href="{}">{} kB {}</a>',
            default_storage.url(row.file),
            (row.size_bytes + 1023) // 1024,
            row.file.rpartition(".")[2],
        )


class OwnStreamFormSet(OwnedFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Any:
        form.instance.edition_id = self.instance.edition_id
        return super().save_new(form, commit)


class OwnStreamInline(OfEdition, admin.TabularInline):
    model = Stream
    form = StreamForm
    formset = OwnStreamFormSet
    extra = 0
    fields = ("video", "language", "starts_at")
    verbose_name = _("own stream")
    verbose_name_plural = _("own streams, instead of the stage's")


USUAL_MINUTES = 60


class SessionForm(OwnedForm):
    address_of = "title"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "number" in self.fields:
            self.fields["number"].required = False
        # A length is forgotten easily, and visitors would read no end; 0 has to be meant.
        if self.instance.pk is None:
            self.initial["duration_minutes"] = USUAL_MINUTES

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        number = cleaned.get("number")
        edition = cleaned.get("edition") or getattr(self.instance, "edition", None)
        if edition is None or not number or "number" not in self.changed_data:
            return cleaned
        if number <= edition.last_session_number:
            message = _("Numbers up to {last} were given already. Leave it empty for the next.")
            self.add_error("number", message.format(last=edition.last_session_number))
        return cleaned


@admin.register(Session)
class SessionAdmin(StoresPictures, OwnedAdmin):
    form = SessionForm
    list_display = (
        "number",
        "title",
        "starts",
        "stage",
        "track",
        "state",
        "translations",
    )
    list_display_links = ("number", "title")
    list_filter = ("edition", TranslationFilter, "state", "kind", "track", "stage")
    list_select_related = ("edition", "stage", "track")
    search_fields = (
        "title_folded",
        "slug",
        "=number",
        "code",
        "appearances__speaker__name_folded",
    )
    ordering = ("starts_at", "number")
    autocomplete_fields = ("topics", "track", "stage")
    inlines = (AppearanceInline, OwnStreamInline, SessionLinkInline, AttachmentInline)
    fieldsets = (
        (None, {"fields": ("edition", "title", "subtitle", "abstract")}),
        (
            _("When and where"),
            {
                "fields": (
                    "starts_at",
                    "duration_minutes",
                    "stage",
                    ("state", "delayed_from"),
                ),
            },
        ),
        (_("What"), {"fields": ("kind", "track", "topics", "languages")}),
        (_("Description"), {"fields": ("description",)}),
        (
            _("Recording"),
            {
                "fields": ("recording_url", "recording_licence", "recording_opted_out"),
                "classes": ("collapse",),
            },
        ),
        (_("Poster"), {"fields": ("poster", "poster_alt"), "classes": ("collapse",)}),
        (
            _("Address, number and other systems"),
            {
                "fields": ("slug", "number", "kind_name", "code", "feedback_url", "origin_url"),
                "classes": ("collapse",),
            },
        ),
    )

    starts = column("starts_at", _("start"))

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "languages":
            options["form_class"] = LanguageCodesField
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "number":
            field.help_text = _("{help} Empty: the next free one.").format(help=field.help_text)
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.number is None:
            obj.number = obj.edition.next_session_number()
        super().save_model(request, obj, form, change)
        _remember(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        _remember(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.select_related("edition"):
            _remember(row)
        super().delete_queryset(request, queryset)


def _remember(row: Session) -> None:
    """Keep a session's number from being given again when the session is gone."""
    edition = row.edition
    if row.number > edition.last_session_number:
        edition.last_session_number = row.number
        type(edition).objects.filter(pk=edition.pk, last_session_number__lt=row.number).update(
            last_session_number=row.number
        )
