"""The admin's pages on which editors publish, look at releases, and roll back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forum import clock
from forum.admin_pages import gone, page, problems_in_words, with_addresses
from forum.differences import companions, differences
from forum.exports import FILES, answer
from forum.formats import document
from forum.models import Edition, Release
from forum.publishing.current import live_release
from forum.releases import (
    ChangedMeanwhile,
    CompanionsMissing,
    PublishRefused,
    draft_upon,
    latest,
    public_programme,
    public_release,
    publish,
    replaced_by,
    roll_back,
)
from forum.rules import Problem, problems
from forum.wording import Wording
from multilingual.admin import WordsAdmin
from multilingual.forms import Edit, MultilingualFormField
from multilingual.owned import on_clock
from multilingual.text import EMPTY, Text
from sessions.rules import check_year


class ReleaseForm(forms.Form):
    """What goes with every release: a note for the organisers, a line for the public."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=gettext_lazy("For the organisers only."),
    )
    public_line = MultilingualFormField(
        label=gettext_lazy("Public line"),
        required=False,
        help_text=gettext_lazy(
            "Stands in the public list of changes. Empty: only what moved stands there."
        ),
    )

    @property
    def words(self) -> Text:
        edit: Edit = self.cleaned_data["public_line"]
        return edit.applied_to(EMPTY)


class PublishForm(ReleaseForm):
    live_from = forms.SplitDateTimeField(
        label=gettext_lazy("Live from"),
        required=False,
        widget=AdminSplitDateTime,
        validators=[check_year],
    )

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["live_from"].help_text = _("Empty: at once. Time zone: {zone}.").format(
            zone=edition.time_zone
        )


def publish_page(request: HttpRequest, model_admin: Any, edition: Edition) -> HttpResponseBase:
    """Show what publishing would change, each with a tick, and publish what is ticked."""
    if not request.user.has_perm("forum.add_release"):
        raise PermissionDenied
    with timezone.override(edition.zone):
        page = _PublishPage(request, model_admin, edition)
        response = page.submitted() if request.method == "POST" else page.opened()
        if isinstance(response, TemplateResponse):
            response.render()
    return response


class _PublishPage:
    def __init__(self, request: HttpRequest, model_admin: Any, edition: Edition) -> None:
        self.request = request
        self.model_admin = model_admin
        self.edition = edition
        self.look()

    def look(self) -> None:
        """Read what differs now."""
        self.base = public_programme(self.edition)
        self.wanted = draft_upon(self.edition, self.base)
        self.available = differences(self.base, self.wanted)
        self.wording = Wording(self.base, self.wanted)

    def opened(self) -> TemplateResponse:
        only = set(self.request.GET.getlist("only"))
        chosen = [
            difference
            for difference in self.available
            if not only or self.wording.owner(difference)[1] in only
        ]
        needed = companions(self.base, self.available, chosen)
        return self.listed(
            PublishForm(edition=self.edition),
            chosen={difference.token for difference in (*chosen, *needed)},
            along={difference.token for difference in needed},
            only=only,
        )

    def submitted(self) -> HttpResponseBase:
        form = PublishForm(self.request.POST, edition=self.edition)
        chosen = set(self.request.POST.getlist("chosen"))
        if not form.is_valid():
            return self.listed(form, chosen)
        if not chosen:
            messages.error(self.request, _("Nothing is ticked. Tick what shall be published."))
            return self.listed(form, chosen)
        try:
            release = publish(
                self.edition,
                note=form.cleaned_data["note"],
                public_line=form.words,
                author=self.request.user,
                chosen=chosen,
                live_from=form.cleaned_data["live_from"],
            )
        except PublishRefused as refusal:
            return self.refused(form, chosen, refusal)
        _tell(self.request, release)
        return HttpResponseRedirect(_release_address(release))

    def refused(
        self, form: PublishForm, chosen: set[str], refusal: PublishRefused
    ) -> TemplateResponse:
        self.look()
        messages.error(self.request, str(refusal))
        along: set[str] = set()
        conflicts: set[str] = set()
        if isinstance(refusal, CompanionsMissing):
            along = {difference.token for difference in refusal.companions}
        if isinstance(refusal, ChangedMeanwhile):
            keys = set(refusal.keys)
            # They moved on: the editor looks at them and ticks them anew.
            conflicts = {d.token for d in self.available if d.key in keys}
        return self.listed(form, chosen | along, along, conflicts, found=refusal.problems)

    def listed(
        self,
        form: PublishForm,
        chosen: set[str],
        along: Iterable[str] = (),
        conflicts: Iterable[str] = (),
        only: Iterable[str] = (),
        found: Iterable[Problem] = (),
    ) -> TemplateResponse:
        groups = self.wording.groups(self.available)
        last = latest(self.edition)
        of_draft = problems(self.wanted)
        others = [problem for problem in found if problem not in of_draft]
        context = {
            "title": _("Publish {edition}").format(edition=self.edition.slug),
            "edition": self.edition,
            "original": self.edition,
            "opts": Edition._meta,
            "form": form,
            "groups": with_addresses(groups, self.edition),
            "count": len(self.available),
            "chosen": chosen,
            "along": set(along),
            "conflicts": set(conflicts),
            "is_narrowed": bool(only),
            "problems": problems_in_words([*of_draft, *others], self.wording, self.edition),
            "latest": last,
            "latest_since": on_clock(last.live_from, self.edition.zone) if last else "",
            "is_waiting": bool(last and last.live_from > clock.now()),
            "media": self.model_admin.media + form.media,
        }
        return page(self.request, self.model_admin, "admin/forum/edition/publish.html", context)


@admin.register(Release)
class ReleaseAdmin(WordsAdmin):
    """Releases are looked at and rolled back to; nobody adds, edits or deletes one by hand."""

    list_display = (
        "number",
        "edition",
        "published",
        "visible_from",
        "is_current",
        "author",
        "note",
        "size",
        "short_sha",
    )
    list_filter = ("edition",)
    list_select_related = ("edition", "author")
    search_fields = ("note", "sha256", "=number")
    ordering = ("-created_at", "-number")
    fields = (
        "edition",
        "number",
        "published",
        "visible_from",
        "is_current",
        "author",
        "note",
        "line",
        "size",
        "sha256",
    )
    change_form_template = "admin/forum/release/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(
            "forum.add_release"
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        found = super().get_queryset(request).defer("document_compressed")
        public = Release.objects.current(clock.now()).filter(pk=OuterRef("pk"))
        return found.annotate(size_bytes=Length(F("document_compressed")), is_public=Exists(public))

    def get_urls(self) -> list[Any]:
        own = path(
            "<int:release_id>/roll-back/",
            self.admin_site.admin_view(self.roll_back_view),
            name="forum_release_roll_back",
        )
        file = path(
            "<int:release_id>/files/<str:language>/<str:name>",
            self.admin_site.admin_view(self.file_view),
            name="forum_release_file",
        )
        return [own, file, *super().get_urls()]

    # Columns

    @admin.display(description=gettext_lazy("published"), ordering="created_at")
    def published(self, row: Release) -> str:
        return on_clock(row.created_at, row.edition.zone)

    @admin.display(description=gettext_lazy("live from"), ordering="live_from")
    def visible_from(self, row: Release) -> str:
        return on_clock(row.live_from, row.edition.zone)

    @admin.display(description=gettext_lazy("public now"), boolean=True)
    def is_current(self, row: Any) -> bool:
        return bool(row.is_public)

    @admin.display(description=gettext_lazy("public line"))
    def line(self, row: Release) -> str:
        return " / ".join(row.public_line.words.values()) or "–"

    @admin.display(description=gettext_lazy("size"), ordering="size_bytes")
    def size(self, row: Any) -> str:
        return str(filesizeformat(row.size_bytes))

    @admin.display(description="SHA-256")
    def short_sha(self, row: Release) -> SafeString:
        return format_html("<code>{}</code>", row.sha256[:12])

    # Pages

    def change_view(
        self, request: Any, object_id: Any, form_url: str = "", extra_context: Any = None
    ) -> Any:
        release = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if release is not None and self.has_view_permission(request, release):
            before = Release.objects.filter(
                edition=release.edition, number=release.number - 1
            ).first()
            was = document.read(before.document) if before else None
            now = document.read(release.document)
            found = differences(was, now)
            context |= {
                "groups": with_addresses(Wording(was, now).groups(found), release.edition),
                "count": len(found),
                "before": before,
                "can_roll_back": request.user.has_perm("forum.add_release")
                and public_release(release.edition) != release,
                "home": _home(release.edition),
                "files": [
                    (language, [(name, _file(release, language, name)) for name in FILES])
                    for language, _name in settings.LANGUAGES
                ],
            }
        return super().change_view(request, object_id, form_url, context)

    def file_view(
        self, request: HttpRequest, release_id: int, language: str, name: str
    ) -> HttpResponseBase:
        """Give a file of a release, of a past one as well."""
        release = Release.objects.filter(pk=release_id).select_related("edition").first()
        if release is None:
            return gone(self, request, release_id)
        if not self.has_view_permission(request, release):
            raise PermissionDenied
        if name not in FILES or language not in dict(settings.LANGUAGES):
            raise Http404(_("There is no file {name}.").format(name=name))
        found = answer(live_release(release), language, name)
        add_never_cache_headers(found)
        return found

    def roll_back_view(self, request: HttpRequest, release_id: int) -> HttpResponseBase:
        """Show what going back to a release would change in public, and do it."""
        release = Release.objects.filter(pk=release_id).select_related("edition").first()
        if release is None:
            return gone(self, request, release_id)
        if not request.user.has_perm("forum.add_release"):
            raise PermissionDenied
        edition = release.edition
        form = ReleaseForm(request.POST if request.method == "POST" else None)
        found: tuple[Problem, ...] = ()
        if request.method == "POST" and form.is_valid():
            try:
                new = roll_back(
                    edition,
                    release.number,
                    note=form.cleaned_data["note"],
                    public_line=form.words,
                    author=request.user,
                )
            except PublishRefused as refusal:
                messages.error(request, str(refusal))
                found = refusal.problems
            else:
                _tell(request, new)
                messages.info(
                    request,
                    _("The draft stays as it is: the Publish page lists how it differs."),
                )
                return HttpResponseRedirect(_release_address(new))
        base = public_programme(edition)
        older = document.read(release.document)
        wording = Wording(base, older)
        changes = differences(base, older)
        context = {
            "title": _("Roll back to release {number}").format(number=release.number),
            "original": release,
            "opts": Release._meta,
            "edition": edition,
            "form": form,
            "groups": with_addresses(wording.groups(changes), edition),
            "count": len(changes),
            "problems": problems_in_words(found, wording, edition),
            "media": self.media + form.media,
        }
        return page(request, self, "admin/forum/release/roll_back.html", context)


def _tell(request: HttpRequest, release: Release) -> None:
    messages.success(request, _success(release))
    for waiting in replaced_by(release):
        messages.warning(
            request,
            _(
                "Release {number}, which waited for {time}, will not be seen: this one is newer. "
                "What it held is listed on the Publish page again."
            ).format(number=waiting.number, time=on_clock(waiting.live_from, release.edition.zone)),
        )


def _success(release: Release) -> str:
    home = _home(release.edition)
    if release.live_from > clock.now():
        words = _("Release {number} is published. Visitors see it from {time} on.").format(
            number=release.number, time=on_clock(release.live_from, release.edition.zone)
        )
    else:
        words = _("Release {number} is published.").format(number=release.number)
    return format_html('{} <a href="{}">{}</a>', words, home, _("Look at the site"))


def _home(edition: Edition) -> str:
    return reverse("home", args=(get_language(), edition.slug))


def _file(release: Release, language: str, name: str) -> str:
    return reverse("admin:forum_release_file", args=(release.pk, language, name))


def _release_address(release: Release) -> str:
    return reverse("admin:forum_release_change", args=(release.pk,))
