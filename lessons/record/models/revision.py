"""Every text a lesson ever had, once it had left its author's hands. Written by the database itself."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, Window
from django.db.models.functions import Lead
from django.utils.translation import gettext_lazy as _

from lessons.record.models.audience import Audience, Said, notes_whom_it_reaches, reaches
from lessons.record.models.lesson import Lesson
from lessons.record.models.states import State
from networks.models import User
from networks.record.permissions import Visitor


class RevisionQuerySet(models.QuerySet["Revision"]):
    def said_to(self, user: Visitor) -> Self:
        """Those whose texts reach `user`, of lessons that they may read; with `tells_why`: whether the note does, and
        who wrote it; and with `before`: the number of the one before, of those that do."""
        told = Revision.objects.filter(reaches(user, writer="by", unless_unnamed=True), pk=models.OuterRef("pk"))
        shown = self.filter(reaches(user, writer="by", audience="texts_audience", unless_unnamed=True))
        before = Window(Lead("number"), partition_by="lesson", order_by=F("number").desc())
        return shown.annotate(tells_why=Exists(told), before=before)


class Revision(Said):
    """A version: `texts` has each of `VERSIONED_FIELDS`. The first is what its author handed in, word for word.

    `texts_audience` are all who read the lesson while it said this; `audience`, to whom who wrote it told why.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("lesson"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    texts = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    note = models.CharField(_("why"), max_length=300, blank=True)
    changes_meaning = models.BooleanField(_("it changes the meaning"), default=False)
    at = models.DateTimeField(_("when"))
    texts_audience = models.ForeignKey(Audience, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    # If asked for: see `said_to`.
    tells_why: bool
    before: int | None

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["lesson", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "number"], name="revision_number_once_per_lesson"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="is_never_rewritten", exclude=["audience", "texts_audience", "agreed_at"]),
            notes_whom_it_reaches(),
            pgtrigger.Trigger(
                name="reaches_with_its_texts",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        NEW.texts_audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);
                    ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN
                        NEW.texts_audience_id = public.memoria_wider(
                            OLD.texts_audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));
                    ELSIF pg_trigger_depth() = 1 THEN
                        NEW.texts_audience_id = OLD.texts_audience_id;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    class Privacy:
        shown = {"by": _("Versions you wrote")}
        named_only = {"by"}

    def __str__(self) -> str:
        return f"{self.lesson} · {self.number}"
