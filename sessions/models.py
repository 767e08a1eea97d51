"""The draft of the programme: tracks, topics, stages, streams, sessions and who appears in them."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from multilingual.display import shown
from multilingual.fields import FoldedField, MultilingualField
from sessions.rules import LONGEST_MINUTES, bounds_of, check_year, session_problems, stream_problems
from sessions.youtube import NotAVideoLink, canonical, read_link
from speakers.fields import PictureField

SLUG_HELP = _("The last part of the page's address, in Latin letters: green-technologies.")


class Kind(models.TextChoices):
    PLENARY = "plenary", _("Plenary")
    KEYNOTE = "keynote", _("Keynote")
    TALK = "talk", _("Talk")
    PANEL = "panel", _("Panel")
    WORKSHOP = "workshop", _("Workshop")
    CEREMONY = "ceremony", _("Ceremony")
    BREAK = "break", _("Break")
    OTHER = "other", _("Other")


class State(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    TENTATIVE = "tentative", _("Tentative")
    CANCELLED = "cancelled", _("Cancelled")


class Role(models.TextChoices):
    MODERATOR = "moderator", _("Moderator")
    SPEAKER = "speaker", _("Speaker")
    KEYNOTE = "keynote", _("Keynote speaker")
    PANELLIST = "panellist", _("Panellist")
    HOST = "host", _("Host")


class EditionOwned(models.Model):
    """What belongs to one edition and keeps its identity across releases."""

    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Track(EditionOwned):
    """A thread of topics: a line on the map."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="tracks", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(
        _("number"),
        validators=[MinValueValidator(1)],
        help_text=_("Stands in the track's bullet everywhere, beside its colour."),
    )
    slug = models.SlugField(_("address"), max_length=150, help_text=SLUG_HELP)
    name = MultilingualField(_("name"))
    name_folded = FoldedField(of="name")
    description = MultilingualField(_("description"), blank=True, lines=3)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#14171c",
        validators=[RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Expected a colour such as #1456b8."))],
        help_text=_("Such as #1456b8. Readable text colours are worked out from it."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="track_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="track_slug_once",
                violation_error_message=_("Another track of this edition has this address."),
            ),
            models.UniqueConstraint(
                fields=("edition", "number"),
                name="track_number_once",
                violation_error_message=_("Another track of this edition has this number."),
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="track_number_positive"),
            models.CheckConstraint(
                condition=models.Q(colour__regex=r"^#[0-9a-f]{6}$"), name="track_colour_hex"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {shown(self.name).words}"


class Topic(EditionOwned):
    """A subject that sessions of any track share."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="topics", verbose_name=_("edition")
    )
    slug = models.SlugField(_("address"), max_length=150, help_text=SLUG_HELP)
    name = MultilingualField(_("name"))
    name_folded = FoldedField(of="name")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name_folded", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="topic_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="topic_slug_once",
                violation_error_message=_("Another topic of this edition has this address."),
            ),
        )

    def __str__(self) -> str:
        return shown(self.name).words


class Stage(EditionOwned):
    """Where sessions happen."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="stages", verbose_name=_("edition")
    )
    slug = models.SlugField(_("address"), max_length=150, help_text=SLUG_HELP)
    name = MultilingualField(_("name"))
    name_folded = FoldedField(of="name")
    description = MultilingualField(_("description"), blank=True, lines=3)
    position = models.PositiveIntegerField(
        _("order"), default=0, help_text=_("Stages stand in this order in the grid.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="stage_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="stage_slug_once",
                violation_error_message=_("Another stage of this edition has this address."),
            ),
        )

    def __str__(self) -> str:
        return shown(self.name).words


class Session(EditionOwned):
    """One programme item. Without a start, visitors read "time to be announced"."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="sessions", verbose_name=_("edition")
    )
    number = models.PositiveIntegerField(
        _("number"),
        validators=[MinValueValidator(1)],
        help_text=_("Given once and never again. Schedule apps know the session by it."),
    )
    slug = models.SlugField(_("address"), max_length=150, help_text=SLUG_HELP)
    title = MultilingualField(_("title"))
    title_folded = FoldedField(of="title")
    subtitle = MultilingualField(_("subtitle"), blank=True)
    abstract = MultilingualField(
        _("abstract"),
        blank=True,
        lines=4,
        help_text=_("Markdown. A short paragraph, also shown in lists and calendars."),
    )
    description = MultilingualField(_("description"), blank=True, lines=8, help_text=_("Markdown."))
    kind = models.CharField(
        pgettext_lazy("session", "kind"), max_length=20, choices=Kind, default=Kind.TALK
    )
    kind_name = MultilingualField(
        _("own word for the kind"),
        blank=True,
        help_text=_("Replaces the word for the kind, such as “Fireside chat”."),
    )
    languages = models.JSONField(
        _("spoken languages"),
        default=list,
        blank=True,
        help_text=_("Codes of the languages spoken on stage, such as en, ru."),
    )
    topics = models.ManyToManyField(
        Topic, related_name="sessions", blank=True, verbose_name=_("topics")
    )
    track = models.ForeignKey(
        Track,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("track"),
    )
    stage = models.ForeignKey(
        Stage,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("stage"),
    )
    starts_at = models.DateTimeField(
        _("start"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("In the edition's time zone. Empty: time to be announced."),
    )
    duration_minutes = models.PositiveIntegerField(
        _("minutes"), default=0, validators=[MaxValueValidator(LONGEST_MINUTES)]
    )
    delayed_from = models.DateTimeField(
        _("delayed from"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("The start announced before. Visitors see it struck through."),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.CONFIRMED)
    code = models.CharField(
        _("code"),
        max_length=6,
        blank=True,
        validators=[
            RegexValidator(r"\A[0-9A-Z]{6}\Z", _("Expected six Latin capitals and digits."))
        ],
        help_text=_("Six capitals and digits, given by another conference system."),
    )
    poster = PictureField(_("poster"))
    poster_alt = MultilingualField(_("alternative text"), blank=True)
    recording_url = models.URLField(
        _("recording"),
        max_length=500,
        blank=True,
        help_text=_("Where the recording can be watched, on YouTube or elsewhere."),
    )
    recording_licence = models.CharField(_("licence"), max_length=100, blank=True)
    recording_opted_out = models.BooleanField(
        _("not recorded"), default=False, help_text=_("The speakers do not want a recording.")
    )
    feedback_url = models.URLField(_("feedback"), max_length=500, blank=True)
    origin_url = models.URLField(
        _("page elsewhere"),
        max_length=500,
        blank=True,
        help_text=_("The session's page in the system that it was imported from."),
    )
    history = HistoricalRecords(m2m_fields=[topics])

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "number")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="session_guid_once"),
            models.UniqueConstraint(
                fields=("edition", "number"),
                name="session_number_once",
                violation_error_message=_("Another session of this edition has this number."),
            ),
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="session_slug_once",
                violation_error_message=_("Another session of this edition has this address."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="session_number_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(duration_minutes__range=(0, LONGEST_MINUTES)),
                name="session_duration_bounded",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="session_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="session_kind_known"
            ),
        )

    def __str__(self) -> str:
        return shown(self.title).words

    def clean(self) -> None:
        if not self.edition_id:
            return
        problems = session_problems(
            bounds=bounds_of(self.edition),
            starts_at=self.starts_at,
            duration_minutes=self.duration_minutes or 0,
            number=self.number or 1,
            track=_identity(self.track),
            stage=_identity(self.stage),
            topics=(),
            tracks=_identities(Track, self.edition_id),
            stages=_identities(Stage, self.edition_id),
            all_topics=(),
        )
        if problems:
            raise ValidationError({problem.field: problem.message for problem in problems})


class SessionLink(models.Model):
    """A page that belongs to a session."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="links", verbose_name=_("session")
    )
    url = models.URLField(_("link"), max_length=1000)
    title = MultilingualField(_("title"), blank=True)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.url


class Attachment(models.Model):
    """A document of a session: a file in our storage, or an address elsewhere."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attachments", verbose_name=_("session")
    )
    title = MultilingualField(_("title"), blank=True)
    file = models.CharField(
        _("file"), max_length=80, blank=True, help_text=_("A PDF, picture or text document.")
    )
    size_bytes = models.PositiveIntegerField(_("bytes"), default=0, editable=False)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    position = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(file="") ^ models.Q(url=""),
                name="attachment_file_or_url",
                violation_error_message=_("Give either a file or a link."),
            ),
        )

    def __str__(self) -> str:
        return shown(self.title).words or self.file or self.url


class Stream(EditionOwned):
    """A YouTube broadcast of a stage for a day, or of one session."""

    edition = models.ForeignKey(
        "forum.Edition", models.CASCADE, related_name="streams", verbose_name=_("edition")
    )
    video = models.CharField(
        _("YouTube link"),
        max_length=200,
        help_text=_("Any form of link, such as https://youtu.be/aqz-KE-bpKQ."),
    )
    stage = models.ForeignKey(
        Stage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="streams",
        verbose_name=_("stage"),
    )
    day = models.DateField(_("day"), null=True, blank=True)
    session = models.ForeignKey(
        Session,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="streams",
        verbose_name=_("session"),
    )
    language = models.CharField(
        _("interpretation language"),
        max_length=10,
        blank=True,
        help_text=_("Empty for the floor, else the language that the interpreter speaks."),
    )
    starts_at = models.DateTimeField(
        _("real start"),
        null=True,
        blank=True,
        validators=[check_year],
        help_text=_("When the broadcast really began, so that links jump to the right moment."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        ordering = ("day", "stage__position", "language", "pk")
        constraints = (
            models.UniqueConstraint(fields=("edition", "guid"), name="stream_guid_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(stage__isnull=False, day__isnull=False, session__isnull=True)
                    | models.Q(stage__isnull=True, session__isnull=False)
                ),
                name="stream_of_stage_and_day_or_session",
                violation_error_message=_("Name either a stage and a day, or one session."),
            ),
        )

    def __str__(self) -> str:
        day = date_format(self.day, "j E") if self.day else ""
        place = f"{self.stage}, {day}" if self.stage else str(self.session)
        return f"{place} ({self.language})" if self.language else place

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        try:
            self.video = canonical(read_link(self.video)) if self.video else ""
        except NotAVideoLink:
            errors["video"] = _(
                "No YouTube video in “{given}”. "
                "Expected a link such as https://youtu.be/aqz-KE-bpKQ."
            ).format(given=self.video)
        if self.edition_id:
            problems = stream_problems(
                bounds=bounds_of(self.edition),
                day=self.day,
                stage=_identity(self.stage),
                session=_identity(self.session),
                stages=_identities(Stage, self.edition_id),
                sessions=_identities(Session, self.edition_id),
            )
            errors.update({problem.field: problem.message for problem in problems})
            if self._stands_beside_its_like():
                errors["starts_at"] = _(
                    "This stage has a broadcast in this language on this day. Give both their "
                    "real start: each carries the sessions that begin after it."
                )
        if errors:
            raise ValidationError(errors)

    def _stands_beside_its_like(self) -> bool:
        if not (self.stage_id and self.day):
            return False
        alike = Stream.objects.exclude(pk=self.pk).filter(
            stage=self.stage_id, day=self.day, language=self.language
        )
        starts = [*alike.values_list("starts_at", flat=True), self.starts_at]
        return len(starts) > 1 and (None in starts or len(set(starts)) < len(starts))


class Appearance(models.Model):
    """A person's role in a session."""

    guid = models.UUIDField(_("guid"), default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="appearances", verbose_name=_("session")
    )
    speaker = models.ForeignKey(
        "speakers.Speaker",
        models.CASCADE,
        related_name="appearances",
        verbose_name=_("speaker"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.SPEAKER)
    order = models.PositiveIntegerField(_("order"), default=0)
    title = MultilingualField(
        _("own contribution"), blank=True, help_text=_("The title of this person's part.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "guid"), name="appearance_guid_once"),
            models.UniqueConstraint(
                fields=("session", "speaker"),
                name="appearance_once_per_session",
                violation_error_message=_("This person already appears in this session."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="appearance_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.speaker} ({self.get_role_display()})"

    def clean(self) -> None:
        if not (self.session_id and self.speaker_id):
            return
        if self.session.edition_id != self.speaker.edition_id:
            raise ValidationError({"speaker": _("This speaker belongs to another edition.")})


def _identity(row: Any) -> str:
    return str(row.pk) if row else ""


def _identities(model: Any, edition_id: int) -> set[str]:
    keys = model.objects.filter(edition_id=edition_id).values_list("pk", flat=True)
    return {str(key) for key in keys}
