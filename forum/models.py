"""The draft of the whole, and its releases: what the public sees."""

from __future__ import annotations

import uuid
import zlib
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from forum.rules import edition_problems
from multilingual.display import shown
from multilingual.fields import FoldedField, MultilingualField
from sessions.rules import check_year
from speakers.fields import PictureField


class EditionQuerySet(models.QuerySet["Edition"]):
    """Questions asked of the table of editions."""

    def current(self) -> EditionQuerySet:
        return self.filter(is_current=True)


class Edition(models.Model):
    """One year's forum."""

    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False, unique=True)
    slug = models.SlugField(
        _("address"),
        max_length=50,
        unique=True,
        help_text=_("Stands in every address of this edition, usually the year: 2021."),
    )
    name = MultilingualField(_("name"))
    name_folded = FoldedField(of="name")
    acronym = models.CharField(
        _("acronym"),
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9_-]+\Z", _("Expected Latin letters and digits, such as scm2021.")
            )
        ],
        help_text=_("Short name for schedule apps, such as scm2021."),
    )
    tagline = MultilingualField(
        _("tagline"), blank=True, help_text=_("One line below the name on the home page.")
    )
    description = MultilingualField(
        _("description"), blank=True, lines=6, help_text=_("Markdown. Shown on the home page.")
    )
    first_date = models.DateField(_("first day"))
    last_date = models.DateField(_("last day"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        default="Europe/Moscow",
        help_text=_("All times are shown in it unless a visitor chooses another."),
    )
    day_break = models.TimeField(
        _("day break"),
        default=time(4),
        help_text=_("What starts before it belongs to the evening before."),
    )
    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("Codes of the languages that this edition is held in, such as en, ru."),
    )
    is_current = models.BooleanField(
        _("current"), default=False, help_text=_("Its home page is the site's home page.")
    )
    organiser = MultilingualField(_("organiser"), blank=True)
    organiser_url = models.URLField(_("organiser's site"), max_length=500, blank=True)
    logo = PictureField(_("logo"))
    logo_alt = MultilingualField(_("alternative text"), blank=True)
    youtube_url = models.URLField(_("YouTube channel"), max_length=500, blank=True)
    register_url = models.URLField(_("registration"), max_length=500, blank=True)
    contact_url = models.URLField(_("contact page"), max_length=500, blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    website_url = models.URLField(_("official site"), max_length=500, blank=True)
    viewers = models.PositiveIntegerField(
        _("viewers"), null=True, blank=True, help_text=_("As counted afterwards.")
    )
    last_session_number = models.PositiveIntegerField(default=0, editable=False)
    last_published_at = models.DateTimeField(_("last published"), null=True, editable=False)
    history = HistoricalRecords()

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-first_date",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_date__gte=models.F("first_date")),
                name="edition_days_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.UniqueConstraint(
                fields=("is_current",),
                condition=models.Q(is_current=True),
                name="edition_current_once",
                violation_error_message=_("Another edition is the current one."),
            ),
        )

    def __str__(self) -> str:
        return f"{shown(self.name).words} ({self.slug})"

    def clean(self) -> None:
        if self.first_date and self.last_date:
            found = edition_problems(
                slug=self.slug,
                first_date=self.first_date,
                last_date=self.last_date,
                time_zone=self.time_zone,
            )
            if errors := dict(found):
                raise ValidationError(errors)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def next_session_number(self) -> int:
        """Take the next number for a session; it is saved and never given again.

        Call it within a transaction.
        """
        # Whoever adds a session at the same moment waits here for this number to be taken.
        known = Edition.objects.select_for_update().get(pk=self.pk).last_session_number
        highest = self.sessions.aggregate(highest=models.Max("number"))["highest"] or 0
        self.last_session_number = max(known, highest) + 1
        Edition.objects.filter(pk=self.pk).update(last_session_number=self.last_session_number)
        return self.last_session_number


class EditionLink(models.Model):
    """A social account or another address of the edition."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="links", verbose_name=_("edition")
    )
    url = models.URLField(_("link"), max_length=500)
    title = MultilingualField(_("title"), blank=True)
    kind = models.CharField(
        _("network"), max_length=30, blank=True, help_text=_("Such as telegram, vk, youtube.")
    )
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("social account")
        verbose_name_plural = _("social accounts")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.url


class Page(models.Model):
    """A content page."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="pages", verbose_name=_("edition")
    )
    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=150)
    title = MultilingualField(_("title"))
    title_folded = FoldedField(of="title")
    body = MultilingualField(_("text"), blank=True, lines=16, help_text=_("Markdown."))
    position = models.PositiveIntegerField(_("order"), default=0)
    in_menu = models.BooleanField(_("in the menu"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="page_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="page_slug_once",
                violation_error_message=_("Another page of this edition has this address."),
            ),
        )

    def __str__(self) -> str:
        return shown(self.title).words


class PartnerKind(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    PARTNER = "partner", _("Partner")
    MEDIA = "media", _("Media partner")
    SPONSOR = "sponsor", _("Sponsor")


class Partner(models.Model):
    """An organisation beside the forum."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="partners", verbose_name=_("edition")
    )
    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)
    name = MultilingualField(_("name"))
    name_folded = FoldedField(of="name")
    kind = models.CharField(
        _("kind"), max_length=20, choices=PartnerKind, default=PartnerKind.PARTNER
    )
    url = models.URLField(_("site"), max_length=500, blank=True)
    logo = PictureField(_("logo"))
    logo_alt = MultilingualField(_("alternative text"), blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="partner_guid_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=PartnerKind.values), name="partner_kind_known"
            ),
        )

    def __str__(self) -> str:
        return shown(self.name).words


class Announcement(models.Model):
    """News. Urgent ones stand on every page while they last."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="announcements", verbose_name=_("edition")
    )
    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)
    title = MultilingualField(_("title"))
    title_folded = FoldedField(of="title")
    body = MultilingualField(_("text"), blank=True, lines=6, help_text=_("Markdown."))
    url = models.URLField(_("link"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("from"), validators=[check_year])
    ends_at = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("Empty: it stays among the news."),
    )
    urgent = models.BooleanField(
        _("urgent"), default=False, help_text=_("Shown at the top of every page.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-starts_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="announcement_guid_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="announcement_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return shown(self.title).words


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Questions asked of the table of releases."""

    def current(self, at: datetime) -> ReleaseQuerySet:
        """The release of each edition that the public sees at a moment: one row an edition.

        The highest number whose time has come.
        """
        return self.filter(_has_come(at)).filter(~models.Exists(_newer(_has_come(at))))

    def foreseen(self, at: datetime) -> ReleaseQuerySet:
        """The current ones and those that wait for their time, unless a newer one comes first."""
        is_first = models.Q(live_from__lte=models.OuterRef("live_from"))
        return self.filter(~models.Exists(_newer(_has_come(at) | is_first)))


def _has_come(at: datetime) -> models.Q:
    # What was to be seen at once has come, even where a clock was set back since.
    return models.Q(live_from__lte=at) | models.Q(live_from=models.F("created_at"))


def _newer(condition: models.Q) -> models.QuerySet[Release]:
    return Release.objects.filter(
        condition, edition=models.OuterRef("edition"), number__gt=models.OuterRef("number")
    )


class Release(models.Model):
    """A numbered, frozen programme. Never edited, save for erasing a person on request."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="releases", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    created_at = models.DateTimeField(_("published"))
    live_from = models.DateTimeField(_("live from"))
    changed_at = models.DateTimeField(
        _("rewritten"), help_text=_("Later than the publishing only if a person was erased.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    slug = models.SlugField(_("address"), max_length=50)
    note = models.TextField(_("note"), blank=True, help_text=_("For the organisers only."))
    public_line = MultilingualField(
        _("public line"), blank=True, help_text=_("Stands in the public list of changes.")
    )
    document_compressed = models.BinaryField(_("document"))
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="release_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="release_number_positive"
            ),
        )

    def __str__(self) -> str:
        return _("Release {number} of {edition}").format(
            number=self.number, edition=self.edition.slug
        )

    @property
    def document(self) -> bytes:
        """The canonical JSON document, as it was written."""
        return zlib.decompress(self.document_compressed)

    @staticmethod
    def packed(document: bytes) -> bytes:
        """Return a document as it is stored."""
        # One level more takes half as long again, and saves a sixteenth.
        return zlib.compress(document, 5)


class Baseline(models.Model):
    """What imports brought of one thing, as hashes: none of its words is kept here."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="baselines", verbose_name=_("edition")
    )
    kind = models.CharField(max_length=20)
    guid = models.UUIDField()
    # `forum.conflicts.Known` says what these three mean.
    digests = models.JSONField(default=dict)
    brought = models.BooleanField(default=False)
    declined = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "kind", "guid"), name="baseline_once_for_each_thing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.guid}"


class ImportQuerySet(models.QuerySet["Import"]):
    """Questions asked of the table of imports."""

    def waiting(self) -> ImportQuerySet:
        """Those that were looked at and not applied yet: they hold a file."""
        return self.filter(applied_at=None)


class Import(models.Model):
    """A file that is looked at before it goes into the draft, and the line that stays of it."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="imports", verbose_name=_("edition")
    )
    created_at = models.DateTimeField(_("uploaded"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    format_name = models.CharField(_("format"), max_length=100)
    language = models.CharField(_("language"), max_length=20)
    zone_name = models.CharField(_("time zone"), max_length=50, blank=True)
    file_compressed = models.BinaryField(null=True)
    reading_compressed = models.BinaryField(null=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    # Kind → how many things were created, changed and removed.
    counts = models.JSONField(_("counts"), default=dict)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        return self.applied_at is None
