"""Admins see how the last run of each scheduled task went."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class TaskRun(models.Model):
    """Notes the last run of one scheduled task: when it ended, how long it took, and the kind of error it failed by."""

    task = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=now)
    seconds = models.FloatField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")

    def __str__(self) -> str:
        return self.task
