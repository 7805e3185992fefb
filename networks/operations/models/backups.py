"""Admins and `/healthz` see which backups were made, tried and restored. A backup leaves these rows out."""

from django.db import models
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from base.models import one_of


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def newest(self) -> "dict[str, BackupRun]":
        """Return the last run of each kind, by its kind."""
        return {run.kind: run for run in self.order_by("kind", "-at", "-pk").distinct("kind")}


class BackupRun(models.Model):
    """Notes that a backup was made, tried in a drill, or restored here. A failed one leaves a `TaskFailure` instead."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("backup")
        DRILL = "drill", _("drill")
        RESTORE = "restore", _("restore")

    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField(default=now)
    of = models.DateTimeField(null=True, help_text="When the backup was made that was tried or restored.")
    place = models.CharField(max_length=200, blank=True, help_text="Its file; - for a stream.")
    size = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    encrypted = models.BooleanField(default=False)
    missing = models.PositiveIntegerField(default=0, help_text="Files that had a row, and were not on the disk.")

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "-at"], name="backuprun_newest")]
        constraints = [
            one_of("kind", ["backup", "drill", "restore"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {localtime(self.at):%Y-%m-%d %H:%M}"
