"""A large list that somebody takes along: asked for, written by a worker, kept for a week."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.models import MadeFile, MadeFileQuerySet, one_of
from lessons.exports.formats import FORMATS
from networks.models import User


class ExportQuerySet(MadeFileQuerySet["Export"]):
    def of(self, user: User) -> Self:
        """Return those that this person asked for; nobody else sees them, admins neither."""
        return self.filter(by=user)

    def next_ones(self) -> list[int]:
        """Return the keys of those whose turn it is: the oldest, if none is being made."""
        if self.filter(state="making").exists():
            return []
        return list(self.due().order_by("asked_at", "pk").values_list("pk", flat=True)[:1])


class Export(MadeFile):
    """`query` is that of the list's page; `lessons` are the keys of those in the file."""

    folder = "exports"
    on_claim = {**MadeFile.on_claim, "done": 0}

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked for by"))
    form = models.CharField(_("kind of file"), max_length=4, choices=[(form, form) for form in FORMATS])
    query = models.TextField(_("filters"), blank=True)
    done = models.PositiveIntegerField(_("lessons done"), default=0)
    lessons: "ArrayField[Any, Any]" = ArrayField(models.IntegerField(), default=list, verbose_name=_("lessons"))

    objects = ExportQuerySet.as_manager()

    class Meta(MadeFile.Meta):
        verbose_name = _("list to take along")
        verbose_name_plural = _("lists to take along")
        constraints = [
            *MadeFile.Meta.constraints,
            one_of("form", list(FORMATS)),
            models.UniqueConstraint(F("state"), condition=Q(state="making"), name="export_one_at_a_time"),
        ]

    class Privacy:
        shown = {"by": _("Lists you take along")}
        withheld = {"content": "of the file, not of the person; long", "lessons": "keys of what is in the file"}
        deleted_with = {"by"}

    def __str__(self) -> str:
        return f"{FORMATS[self.form].label}: {self.query}" if self.query else str(FORMATS[self.form].label)

    def get_absolute_url(self) -> str:
        return reverse("lessons:export", args=[self.key])
