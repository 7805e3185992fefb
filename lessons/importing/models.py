"""Files of lessons on their way into a network."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.importing.models import FileImportQuerySet, UndoableImport
from lessons.record.models import Lesson
from networks.models import Network
from networks.record.permissions import Permission, Visitor, networks_where


class LessonImportQuerySet(FileImportQuerySet["LessonImport"]):
    def seen_by(self, user: Visitor) -> Self:
        """Those of the networks that they run: a secretariat is more than one person."""
        return self.filter(network__in=networks_where(user, Permission.RUN))

    def light(self) -> Self:
        return super().light().select_related("network", "by")

    def forget_faulty(self) -> int:
        """With those of them that the page shows."""
        old = self.with_old_faults()
        for pk, found in list(old.values_list("pk", "found")):
            self.filter(pk=pk).update(found=found | {"faulty": 0, "first_faulty": []})
        return old.update(faulty=[])


class LessonImport(UndoableImport):
    """`by` sent the file; after the yes, whoever said it: they are the author, and answer for what comes in."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    publishes = models.BooleanField(default=False)
    whole = models.BooleanField(default=False)  # all rows or none
    visibility = models.CharField(max_length=20, choices=Lesson.Visibility, default=Lesson.Visibility.OWN_NETWORK)
    lessons = models.ManyToManyField(Lesson, related_name="+")

    objects = LessonImportQuerySet.as_manager()

    class Privacy:
        shown = {"by": _("Files of lessons you imported"), "undone_by": _("Lesson imports you undid")}
        named_only = {"by", "undone_by"}

    def get_absolute_url(self) -> str:
        return reverse("lessons:import", args=[self.network.slug, self.pk])
