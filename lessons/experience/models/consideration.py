"""A person notes what they read before they decided, so that a plan or a proposal can say what it considered."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from base.lines import LineField
from lessons.record.models import Lesson
from networks.models import User
from networks.record.permissions import Visitor


class ConsiderationQuerySet(models.QuerySet["Consideration"]):
    def readable_by(self, user: Visitor) -> Self:
        """Return the user's own considerations of lessons that they may still read."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(user=user, lesson__in=Lesson.objects.readable_by(user))


class Consideration(models.Model):
    """A consideration says that a person considered a lesson for a plan, a campaign … Nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="considerations", verbose_name=_("person"))
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, related_name="considerations", verbose_name=_("lesson")
    )
    for_what = LineField(_("used for"), max_length=160, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = ConsiderationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson considered")
        verbose_name_plural = _("lessons considered")
        ordering = ["for_what", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "lesson", "for_what"], name="consideration_once_for_each_thing")
        ]

    class Privacy:
        shown = {"user": _("Lessons you considered")}
        deleted_with = {"user"}

    def __str__(self) -> str:
        return f"{self.for_what}: {self.lesson}"
