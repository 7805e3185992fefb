"""That somebody looked whether a lesson is still true. It is not an edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.models import one_of
from lessons.record.models.audience import Said, SaidQuerySet, notes_whom_it_reaches
from lessons.record.models.lesson import Lesson
from networks.models import User


class Verification(Said):
    """What the responsible person, or the secretariat, said of a lesson on a day; `revision` is the text they meant."""

    class Outcome(models.TextChoices):
        STILL_TRUE = "still_true", _("Still true")
        NEEDS_CHANGE = "needs_change", _("It needs a change")
        NO_LONGER = "no_longer", _("No longer true")

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("lesson"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    outcome = models.CharField(_("answer"), max_length=12, choices=Outcome)
    note = models.CharField(_("note"), max_length=500, blank=True)
    revision = models.PositiveSmallIntegerField(_("version"))

    objects = SaidQuerySet["Verification"].as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-at", "-pk"]
        constraints = [
            one_of("outcome", ["still_true", "needs_change", "no_longer"]),
        ]
        triggers = [notes_whom_it_reaches("note")]

    class Privacy:
        shown = {"by": _("What you said about whether lessons are still true")}
        named_only = {"by"}

    def __str__(self) -> str:
        return f"{self.lesson}: {self.get_outcome_display()}"
