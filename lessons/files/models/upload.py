"""An upload is a file on its way in, in slices, over a line that may drop between any two of them."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson
from networks.models import User

VALID_FOR = timedelta(days=7)
LONGEST = timedelta(days=14)  # however slowly it comes
# A person's sixth upload takes the place of the one that they left alone longest.
MOST_AT_ONCE = 5


def in_a_week() -> datetime:
    return now() + VALID_FOR


class UploadQuerySet(models.QuerySet["Upload"]):
    def open(self) -> Self:
        return self.filter(expires_at__gt=now())

    def of(self, user: User, lesson: Lesson) -> Self:
        """Return the user's own uploads: nobody goes on with what somebody else began."""
        return self.open().filter(by=user, lesson=lesson)

    def forget_expired(self) -> int:
        return self.filter(expires_at__lte=now()).delete()[0]


class Upload(models.Model):
    """An upload tells how much of a file has come: `offset` bytes. Its slices stay in the database, one row each.

    So one statement counts each slice. `mark`, when the file was last changed, tells it from another of the same name
    and size.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    mark = models.CharField(max_length=40, blank=True)
    offset = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_a_week)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["by", "lesson", "name", "size", "mark"], name="upload_once_of_a_file"),
            models.CheckConstraint(condition=Q(offset__lte=F("size")), name="upload_no_larger_than_it_said"),
        ]

    class Privacy:
        shown = {"by": _("Files you started to send")}
        deleted_with = {"by"}

    def __str__(self) -> str:
        return self.name

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size

    @property
    def percent(self) -> int:
        return self.offset * 100 // max(self.size, 1)


class UploadSlice(models.Model):
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="slices")
    offset = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["offset"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="uploadslice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.offset}"
