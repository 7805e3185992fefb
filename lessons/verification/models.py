"""Somebody is asked by mail whether a lesson they answer for is still true."""

from typing import Self

from django.db import models
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson, State
from networks.models import User


class ReviewAskQuerySet(models.QuerySet["ReviewAsk"]):
    def open(self) -> Self:
        """Return those not answered, to the present, active steward, on lessons that are still due as they were."""
        due = {"lesson__state": State.PUBLISHED, "due_on": F("lesson__review_on"), "due_on__lte": localdate()}
        due |= {"lesson__taken_down_at": None, "lesson__network__closed_on": None}
        return self.filter(answered_at=None, person=F("lesson__steward"), person__is_active=True, **due)


class ReviewAsk(models.Model):
    """An ask is made each time a lesson falls due, to each person who answers for it then. It is answered once."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="asks", verbose_name=_("lesson"))
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="review_asks", verbose_name=_("person"))
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(_("asked"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = ReviewAskQuerySet.as_manager()

    class Meta:
        verbose_name = _("question whether it is still true")
        verbose_name_plural = _("questions whether it is still true")
        constraints = [
            models.UniqueConstraint(fields=["person", "lesson", "due_on"], name="reviewask_once"),
        ]

    class Privacy:
        shown = {"person": _("When you were asked whether a lesson is still true")}
        deleted_with = {"person"}

    def __str__(self) -> str:
        return f"{self.lesson} · {self.due_on}"
