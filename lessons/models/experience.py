"""What others say of a lesson: it happened to us too, it went differently, we used it."""

import uuid

import pghistory
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lessons.models.lesson import TEXT_LIMIT, Lesson
from networks.models import Network, Organisation, User


class Experience(models.Model):
    """Someone's word on a lesson, for the network in which they speak."""

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


@pghistory.track()
class Corroboration(Experience):
    """Another one's own experience of the same thing: one per person and lesson. Who differs says how."""

    class Stance(models.TextChoices):
        CONFIRMS = "confirms", _("It happened to us too")
        DIFFERS = "differs", _("It went differently for us")

    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="corroborations", verbose_name=_("lesson")
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)

    class Meta(Experience.Meta):
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "by"], name="corroboration_once_per_person"),
            models.CheckConstraint(
                condition=Q(stance__in=["confirms", "differs"]), name="corroboration_stance_is_known"
            ),
            models.CheckConstraint(condition=~Q(stance="differs", text=""), name="corroboration_differing_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_stance_display()}"


@pghistory.track()
class Application(Experience):
    """That a network used a lesson, and what came of it."""

    class Result(models.TextChoices):
        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked in part")
        FAILED = "failed", _("It did not work")
        TOO_EARLY = "too_early", _("Too early to say")

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="applications", verbose_name=_("lesson"))
    result = models.CharField(_("result"), max_length=10, choices=Result)

    class Meta(Experience.Meta):
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["worked", "partly", "failed", "too_early"]),
                name="application_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_result_display()}"
