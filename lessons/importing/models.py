"""Files of lessons on their way into a network."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from base.models import one_of
from lessons.record.models import Lesson
from networks.importing.models import RECENT, FileImportQuerySet
from networks.models import FileImport, Network, User
from networks.record.permissions import Permission, Visitor, networks_where


class LessonImportQuerySet(FileImportQuerySet["LessonImport"]):
    def seen_by(self, user: Visitor) -> Self:
        """Those of the networks that they run: a secretariat is more than one person."""
        return self.filter(network__in=networks_where(user, Permission.RUN))

    def light(self) -> Self:
        """Without what may be as large as the file."""
        return self.select_related("network", "by").defer("content", "faulty")

    def forget_faulty(self) -> int:
        """With those of them that the page shows."""
        old = self.with_old_faults()
        for pk, found in list(old.values_list("pk", "found")):
            self.filter(pk=pk).update(found=found | {"faulty": 0, "first_faulty": []})
        return old.update(faulty=[])


class LessonImport(FileImport):
    """`by` sent the file; after the yes, whoever said it: they are the author, and answer for what comes in."""

    AT_WORK = ("reading", "writing", "undoing")

    class State(models.TextChoices):
        READING = "reading", _("being read")
        READ = "read", _("waiting for you to confirm it")
        WRITING = "writing", _("being written")
        WRITTEN = "written", _("saved")
        BROKEN = "broken", _("could not be read")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    publishes = models.BooleanField(default=False)
    whole = models.BooleanField(default=False)  # all rows or none
    visibility = models.CharField(max_length=20, choices=Lesson.Visibility, default=Lesson.Visibility.OWN_NETWORK)
    written_at = models.DateTimeField(null=True)
    lessons = models.ManyToManyField(Lesson, related_name="+")
    removed = models.PositiveIntegerField(default=0)  # when it was taken back
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LessonImportQuerySet.as_manager()

    class Meta(FileImport.Meta):
        abstract = False
        constraints = [
            one_of("state", ["reading", "read", "writing", "written", "broken", "undoing", "undone"]),
            models.CheckConstraint(condition=~Q(state="broken", trouble=""), name="lessonimport_broken_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["written", "undoing", "undone"], written_at__isnull=False)
                | Q(state__in=["reading", "read", "writing", "broken"], written_at=None),
                name="lessonimport_written_says_when",
            ),
        ]

    class Privacy:
        shown = {
            "by": _("Files of lessons you imported"),
            "undone_by": _("Lesson imports you undid"),
        }
        named_only = {"by", "undone_by"}

    def get_absolute_url(self) -> str:
        return reverse("lessons:import", args=[self.network.slug, self.pk])

    @property
    def may_be_undone(self) -> bool:
        written_of_late = self.written_at is not None and self.written_at > now() - RECENT
        return self.state == self.State.WRITTEN and self.written > 0 and written_of_late

    @property
    def left(self) -> int:
        """How many stay, after it was taken back."""
        return self.written - self.removed
