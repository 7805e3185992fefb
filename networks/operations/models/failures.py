"""Admins see which background tasks went wrong."""

from datetime import timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=90)


class TaskFailureQuerySet(models.QuerySet["TaskFailure"]):
    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def note(self, task: str, error: str, place: str, *, detail: str, ids: list[int], tries_again: bool) -> None:
        """Count once more a failure that nobody has seen yet, or begin a new one."""
        failure, _is_new = self.get_or_create(task=task, error=error, place=place, seen_at=None)
        self.filter(pk=failure.pk).update(
            times=F("times") + 1, last_at=now(), detail=detail, ids=ids, tries_again=tries_again
        )

    def forget_old(self) -> int:
        return self.filter(last_at__lt=now() - KEPT).delete()[0]


class TaskFailure(models.Model):
    """A failure says in which way a background task failed, and how often.

    No text that an error brings is kept: it may name people. The way is told by the kind of the error, and by the place
    in our code.
    """

    task = models.CharField(max_length=200)
    error = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    ids = ArrayField(models.BigIntegerField(), default=list)  # what the last one was asked to work on
    times = models.PositiveIntegerField(default=0)
    tries_again = models.BooleanField(default=False)
    first_at = models.DateTimeField(default=now)
    last_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(null=True)

    objects = TaskFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed task")
        verbose_name_plural = _("failed tasks")
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "error", "place"], condition=Q(seen_at=None), name="taskfailure_unseen_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.error}"
