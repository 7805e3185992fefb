"""Every text a lesson ever had, once it had left its author's hands. Written by the database itself."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from lessons.models.lesson import Lesson
from lessons.models.states import State
from networks.models import User


class Revision(models.Model):
    """A version: `texts` has each of `REVISED`. The first is what its author handed in, word for word."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("lesson"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    texts = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    note = models.CharField(_("why"), max_length=300, blank=True)
    changes_meaning = models.BooleanField(_("it changes the meaning"), default=False)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["lesson", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "number"], name="revision_number_once_per_lesson"),
        ]
        triggers = [pgtrigger.ReadOnly(name="is_never_rewritten")]

    def __str__(self) -> str:
        return f"{self.lesson} · {self.number}"
