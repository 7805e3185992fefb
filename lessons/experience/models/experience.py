"""Others say of a lesson that it happened to them too, that it went differently, or that they used it."""

import uuid
from datetime import timedelta
from typing import Self

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from base.models import one_of
from lessons.record.models import (
    TEXT_LIMIT,
    Lesson,
    Said,
    SaidQuerySet,
    notes_whom_it_reaches,
)
from networks.models import Network, Organisation, Region, User

ASKED_AT_MOST = 3


class Experience(Said):
    """An experience is a person's word on a lesson, for the network in which they speak."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", verbose_name=_("network"))
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    text = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    @property
    def speaker(self) -> str:
        """Return who says it where people are not named: the organisation or, without one, “a voice of” the network."""
        if self.organisation is not None:
            return self.organisation.name
        return gettext("a voice of %(network)s") % {"network": self.network.name}


@pghistory.track()
class Corroboration(Experience):
    """A corroboration is another person's own experience of the same thing: one per person and lesson.

    Whoever differs says how.
    """

    class Stance(models.TextChoices):
        CONFIRMS = "confirms", _("It happened to us too")
        DIFFERS = "differs", _("It went differently for us")

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="corroborations", verbose_name=_("lesson")
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)
    context = models.TextField(_("context"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("departments"))

    objects = SaidQuerySet["Corroboration"].as_manager()

    class Meta(Experience.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "by"], name="corroboration_once_per_person"),
            one_of("stance", ["confirms", "differs"]),
            models.CheckConstraint(condition=~Q(stance="differs", text=""), name="corroboration_differing_says_how"),
        ]
        triggers = [notes_whom_it_reaches("stance", "text", "context")]

    class Privacy:
        shown = {"by": _("What you confirmed or saw differently")}

    def __str__(self) -> str:
        return f"{self.network}: {self.get_stance_display()}"


class ApplicationQuerySet(SaidQuerySet["Application"]):
    def standing(self) -> Self:
        """Return all uses but those that were taken back."""
        return self.filter(withdrawn_at=None)

    def to_ask(self) -> Self:
        """Return the uses whose result was too early to say, and whose day to be asked has come."""
        waits = self.standing().filter(result="too_early", ask_on__lte=localdate(), asked__lt=ASKED_AT_MOST)
        return waits.filter(lesson__taken_down_at=None)


@pghistory.track()
class Application(Experience):
    """An application says that a network used a lesson, and what came of it (`text`).

    It can be taken back; it is never deleted.
    """

    class Result(models.TextChoices):
        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked in part")
        FAILED = "failed", _("It did not work")
        TOO_EARLY = "too_early", _("Too early to say")

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="applications", verbose_name=_("lesson"))
    result = models.CharField(_("result"), max_length=10, choices=Result)
    used_on = models.DateField(_("when it was used"), null=True, blank=True, help_text="The first day of the month.")
    for_what = LineField(_("used for"), max_length=160, blank=True)
    adapted = models.TextField(_("what was adapted"), blank=True, validators=[MaxLengthValidator(TEXT_LIMIT)])
    told_at = models.DateTimeField(_("result told"), null=True, editable=False, help_text="If it came later.")
    ask_on = models.DateField(_("ask for the result from"), null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta(Experience.Meta):
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            one_of("result", ["worked", "partly", "failed", "too_early"]),
            models.CheckConstraint(
                # One day more is allowed: it is tomorrow already where some people are.
                condition=Q(used_on=None) | Q(used_on__day=1, used_on__lte=Now() + timedelta(days=1)),
                name="application_used_in_a_month_that_began",
            ),
            models.CheckConstraint(
                condition=Q(result="too_early", told_at=None) | Q(ask_on=None) & ~Q(result="too_early"),
                name="application_result_is_asked_or_told",
            ),
            models.CheckConstraint(condition=Q(asked__lte=ASKED_AT_MOST), name="application_asked_three_times_at_most"),
        ]
        triggers = [notes_whom_it_reaches("result", "text", "for_what", "used_on", "adapted")]
        indexes = [
            models.Index(
                F("ask_on"), condition=Q(ask_on__isnull=False, withdrawn_at=None), name="application_result_to_ask"
            )
        ]

    class Privacy:
        shown = {"by": _("Lessons you used")}

    def __str__(self) -> str:
        return f"{self.network}: {self.get_result_display()}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:told_use", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.result == self.Result.TOO_EARLY
