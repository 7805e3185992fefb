"""Work outside the request that went wrong, for admins to see."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class TaskFailure(models.Model):
    """Without the error's text: it may name addresses. The log has the request id of the same moment."""

    task = models.CharField(max_length=120)
    at = models.DateTimeField(default=now, db_index=True)
    error = models.CharField(max_length=120)
    where = models.CharField(max_length=200, blank=True)  # the last line of ours that it passed
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("failed task")
        verbose_name_plural = _("failed tasks")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.task}: {self.error}"
