"""The admin of speakers."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from multilingual.admin import TranslationFilter
from multilingual.owned import OfEdition, OwnedAdmin
from multilingual.text import folded
from speakers.models import Speaker, SpeakerLink
from speakers.photos import PreparedPicture
from speakers.values import Picture


def thumbnail(picture: Picture | None) -> SafeString | str:
    """Return a stored picture in its smallest size, for lists; nothing where there is none."""
    if picture is None:
        return ""
    smallest = picture.renditions[0]
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">',
        default_storage.url(smallest.file),
        smallest.width,
        smallest.height,
    )


def _alphabetically(choice: tuple[str, Any]) -> str:
    # Taken apart, Å stands with A instead of after Z.
    return unicodedata.normalize("NFKD", folded(str(choice[1])))


class SpeakerLinkInline(OfEdition, admin.TabularInline):
    model = SpeakerLink
    extra = 0
    fields = ("url", "title", "kind", "position")


class StoresPictures(admin.ModelAdmin):
    """An admin whose uploads are stored when all of the form is valid, inlines included."""

    def save_model(self, request: Any, obj: Any, form: Any, change: Any) -> None:
        for name, value in form.cleaned_data.items():
            if isinstance(value, PreparedPicture):
                setattr(obj, name, value.stored())
        super().save_model(request, obj, form, change)


@admin.register(Speaker)
class SpeakerAdmin(StoresPictures, OwnedAdmin):
    list_display = (
        "face",
        "name",
        "position",
        "organisation",
        "country",
        "edition",
        "translations",
    )
    list_display_links = ("face", "name")
    list_filter = ("edition", TranslationFilter, "organisation_kind", "country")
    search_fields = ("name_folded", "organisation_folded", "slug", "=person")
    ordering = ("name_folded",)
    inlines = (SpeakerLinkInline,)
    readonly_fields = ("other_editions",)
    fieldsets = (
        (None, {"fields": ("edition", "name", "position", "organisation")}),
        (
            _("Where from"),
            {
                "fields": (("organisation_kind", "country"),),
                "description": _("Visitors filter speakers by both."),
            },
        ),
        (
            _("Portrait"),
            {
                "fields": ("photo", "photo_alt"),
                "description": _("Without a portrait visitors see the initials."),
            },
        ),
        (_("Biography"), {"fields": ("biography",)}),
        (
            _("Address and identity"),
            {"fields": ("slug", "person", "other_editions"), "classes": ("collapse",)},
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: Any, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if db_field.name == "country":
            blank, *named = field.choices
            field.choices = [blank, *sorted(named, key=_alphabetically)]
        return field

    @admin.display(description=_("photo"))
    def face(self, row: Speaker) -> SafeString | str:
        return thumbnail(row.photo) or "–"

    @admin.display(description=_("in other editions"))
    def other_editions(self, row: Speaker) -> SafeString | str:
        """List the rows of the same person in other editions."""
        others: Any = Speaker.objects.none()
        if row.pk:
            others = Speaker.objects.filter(person=row.person).exclude(pk=row.pk)
        return (
            format_html_join(
                ", ",
                '<a href="../../{}/change/">{}</a>',
                ((other.pk, other.edition) for other in others.select_related("edition")),
            )
            or "–"
        )
