"""The admin of speakers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from multilingual.admin import TranslationFilter
from multilingual.owned import OfEdition, OwnedAdmin
from speakers.models import Speaker, SpeakerLink
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


class SpeakerLinkInline(OfEdition, admin.TabularInline):
    model = SpeakerLink
    extra = 0
    fields = ("url", "title", "kind", "position")


@admin.register(Speaker)
class SpeakerAdmin(OwnedAdmin):
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
