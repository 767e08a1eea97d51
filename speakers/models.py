"""The draft of the people on stage: speakers and their links."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from multilingual.display import shown
from multilingual.fields import FoldedField, MultilingualField
from speakers.fields import PictureField


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("Government")
    INTERNATIONAL = "international", _("International organisation")
    UNIVERSITY = "university", _("University")
    COMPANY = "company", _("Company")
    OTHER = "other", _("Other")


class Speaker(models.Model):
    """A person in one edition, with that year's position."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="speakers", verbose_name=_("edition")
    )
    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)
    person = models.UUIDField(
        _("person"),
        default=uuid.uuid4,
        db_index=True,
        help_text=_("The same human keeps this identity in every edition."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=150,
        help_text=_("The last part of the page's address, in Latin letters: anna-petrova."),
    )
    name = MultilingualField(pgettext_lazy("person", "name"))
    name_folded = FoldedField(of="name")
    position = MultilingualField(_("position"), blank=True)
    organisation = MultilingualField(_("organisation"), blank=True)
    organisation_folded = FoldedField(of="organisation")
    organisation_kind = models.CharField(
        _("kind of organisation"),
        max_length=20,
        choices=OrganisationKind,
        default=OrganisationKind.OTHER,
    )
    country = CountryField(_("country"), blank=True)
    biography = MultilingualField(
        _("biography"), blank=True, lines=6, help_text=_("Markdown. Shown on the speaker's page.")
    )
    photo = PictureField(_("photo"))
    photo_alt = MultilingualField(
        _("alternative text"),
        blank=True,
        help_text=_("What the photo shows, for those who do not see it."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ("name_folded", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="speaker_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="speaker_slug_once",
                violation_error_message=_("Another speaker of this edition has this address."),
            ),
            models.UniqueConstraint(
                fields=("edition", "person"),
                name="speaker_person_once",
                violation_error_message=_("This person is already a speaker of this edition."),
            ),
            models.CheckConstraint(
                condition=models.Q(organisation_kind__in=OrganisationKind.values),
                name="speaker_organisation_kind_known",
            ),
        )

    def __str__(self) -> str:
        return shown(self.name).words


class SpeakerLink(models.Model):
    """A page of the speaker elsewhere."""

    speaker = models.ForeignKey(
        Speaker, models.CASCADE, related_name="links", verbose_name=_("speaker")
    )
    url = models.URLField(_("link"), max_length=500)
    title = MultilingualField(_("title"), blank=True)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.url

    def clean(self) -> None:
        if self.url and not self.url.startswith(("http://", "https://")):
            raise ValidationError({"url": _("Expected an address that starts with https://.")})
