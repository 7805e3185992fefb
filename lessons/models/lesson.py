"""A lesson: one thing learned, whom it reaches, and the findings it speaks to."""

import uuid
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, Func, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lessons.models.finding import Finding
from networks.models import Membership, Network, Organisation, Region, Sector, User
from networks.permissions import Permission, Visitor, networks_where

TEXT_LIMIT = 6_000
TEXT_FIELDS = (
    "title",
    "what_happened",
    "insight",
    "recommendation",
    "context",
    "applies_when",
    "does_not_apply_when",
)
# What a lesson must say before others read it.
NEEDED_TO_PUBLISH = ("title", "what_happened", "insight", "recommendation")

LONG_TEXTS = ("what_happened", "context", "applies_when", "does_not_apply_when", "sources", "search")


class LessonQuerySet(models.QuerySet["Lesson"]):
    def readable_by(self, user: Visitor) -> Self:
        """Published lessons that reach `user`, and the drafts they wrote or may publish. Admins read all."""
        if isinstance(user, User) and user.is_admin and user.is_active:
            return self
        here = Q(network__in=networks_where(user, Permission.READ))
        reached = Q(visibility=Lesson.Visibility.PUBLIC) | here
        if isinstance(user, User):
            takes_part = Exists(Membership.objects.filter(user=user))
            reached |= Q(takes_part, visibility=Lesson.Visibility.ALL_NETWORKS)
        mine = Q(network__in=networks_where(user, Permission.WRITE), author_id=user.pk)
        may_publish = Q(network__in=networks_where(user, Permission.PUBLISH))
        return self.filter(Q(reached, published_at__isnull=False) | mine | may_publish)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def speaking_to(self, finding: Finding) -> Self:
        """With `stance`: whether each supports or contradicts the finding."""
        stance = LessonFinding.objects.filter(lesson=models.OuterRef("pk"), finding=finding).values("stance")
        return self.annotate(stance=models.Subquery(stance)).filter(stance__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")

    def for_cards(self) -> Self:
        """With what a list shows of each, and without the long texts it does not."""
        return self.select_related("network", "author").prefetch_related("regions").defer(*LONG_TEXTS)


@pghistory.track(exclude=["search"])
class Lesson(models.Model):
    """One thing a network learned. Draft until published; a publication is never undone.

    A lesson of the study has no network and no author: its `speaker` said it at the event.
    """

    class Visibility(models.TextChoices):
        # Two narrower levels belong between: own organisation, chosen networks.
        OWN_NETWORK = "own_network", _("Only my network")
        ALL_NETWORKS = "all_networks", _("All networks")
        PUBLIC = "public", _("Everyone, also without an account")

    class Result(models.TextChoices):
        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked in part")
        FAILED = "failed", _("It did not work")

    class Evidence(models.TextChoices):
        OWN_EXPERIENCE = "own_experience", _("Own experience")
        SEVERAL_CASES = "several_cases", _("Several cases")
        EVALUATION = "evaluation", _("Evaluation")
        RESEARCH = "research", _("Research")

    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Made with the form: sent twice, saved once.",
    )
    title = models.CharField(_("title"), max_length=160)
    what_happened = models.TextField(_("what happened"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    insight = models.TextField(_("what we learned"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    recommendation = models.TextField(
        _("what you would tell another network"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)]
    )
    context = models.TextField(_("context"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    applies_when = models.TextField(_("applies when"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    does_not_apply_when = models.TextField(
        _("does not apply when"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)]
    )
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    happened_on = models.DateField(_("when it happened"), null=True, blank=True)
    regions = models.ManyToManyField(Region, blank=True, related_name="lessons", verbose_name=_("departments"))
    sector = models.ForeignKey(
        Sector,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("sector"),
    )
    findings = models.ManyToManyField(
        Finding, through="LessonFinding", related_name="lessons", verbose_name=_("findings")
    )
    evidence = models.CharField(_("type of evidence"), max_length=20, choices=Evidence, default=Evidence.OWN_EXPERIENCE)
    sources = models.TextField(
        _("sources"),
        blank=True,
        validators=[MaxLengthValidator(TEXT_LIMIT)],
        help_text=_("One per line: a web address, a document, a person who was there."),
    )
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES, default="es")
    visibility = models.CharField(
        _("who may read it"), max_length=20, choices=Visibility, default=Visibility.OWN_NETWORK
    )

    network = models.ForeignKey(
        Network,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("network"),
    )
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("organisation"),
    )
    author = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lessons",
        verbose_name=_("author"),
    )
    speaker = models.CharField(
        _("said by"),
        max_length=200,
        blank=True,
        help_text=_("For a lesson of the study: who said it, and as what."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    search = models.GeneratedField(
        expression=Func(F("language"), *map(F, TEXT_FIELDS), function="memoria_lesson_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        indexes = [
            GinIndex(fields=["search"], name="lesson_search"),
            GinIndex(
                OpClass(Func(F("title"), function="memoria_fold"), name="gin_trgm_ops"),
                name="lesson_title_similar",
            ),
            models.Index(F("published_at").desc(), name="lesson_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=["own_network", "all_networks", "public"]), name="lesson_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", "worked", "partly", "failed"]), name="lesson_result_is_known"
            ),
            models.CheckConstraint(
                condition=Q(evidence__in=["own_experience", "several_cases", "evaluation", "research"]),
                name="lesson_evidence_is_known",
            ),
            models.CheckConstraint(condition=~Q(language=""), name="lesson_has_a_language"),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="lesson_has_a_title",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~(Q(what_happened="") | Q(insight="") | Q(recommendation="")),
                name="lesson_published_says_the_essential",
            ),
            models.CheckConstraint(
                condition=Q(network__isnull=False, author__isnull=False)
                | Q(network=None, author=None, visibility="public") & ~Q(speaker=""),
                name="lesson_of_a_network_or_of_the_study",
            ),
            models.CheckConstraint(
                # A lesson of the study was published by nobody here.
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False)
                | Q(published_at__isnull=False, network=None),
                name="lesson_published_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def missing(self) -> list[str]:
        """Names of the fields still empty that a published lesson needs."""
        return [name for name in NEEDED_TO_PUBLISH if not getattr(self, name).strip()]

    @property
    def in_other_language(self) -> bool:
        return self.language != (get_language() or "")[:2]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LessonFinding(models.Model):
    """That a lesson speaks to a finding of the frame, and whether it supports or contradicts it."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        CONTRADICTS = "contradicts", _("contradicts")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="stances")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="stances", verbose_name=_("finding"))
    stance = models.CharField(_("stance"), max_length=12, choices=Stance, default=Stance.SUPPORTS)

    class Meta:
        verbose_name = _("stance on a finding")
        verbose_name_plural = _("stances on findings")
        ordering = ["finding__position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "finding"], name="lessonfinding_one_stance"),
            models.CheckConstraint(
                condition=Q(stance__in=["supports", "contradicts"]), name="lessonfinding_stance_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding.code} {self.get_stance_display()}"


@pghistory.track(
    pghistory.InsertEvent("region.add"),
    pghistory.DeleteEvent("region.remove"),
    obj_field=None,
)
class LessonRegion(Lesson.regions.through):  # type: ignore[misc, name-defined]
    """The departments of a lesson, so that history has them too."""

    class Meta:
        proxy = True
