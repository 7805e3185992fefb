"""Relations say what lessons are to each other. `Lesson.superseded_by` says that one takes another's place."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from base.models import both_or_neither, one_of
from lessons.record.models import Lesson
from networks.models import User

# Two who link crosswise at the same time wait for each other here; whoever comes second sees what the first did.
HAS_NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock('lessons_lessonrelation'::regclass::oid::bigint);
    IF EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.to_lesson_id
            UNION
            SELECT r.to_lesson_id FROM lessons_lessonrelation r JOIN above ON r.from_lesson_id = above.id
                WHERE r.kind = 'part_of' AND r.ended_at IS NULL
        )
        SELECT 1 FROM above WHERE id = NEW.from_lesson_id
    ) THEN
        RAISE EXCEPTION 'lesson % would be a part of itself', NEW.from_lesson_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lessonrelation_no_circle';
    END IF;
    RETURN NULL;
"""


class LessonRelationQuerySet(models.QuerySet["LessonRelation"]):
    def of(self, lesson: Lesson) -> Self:
        return self.filter(Q(from_lesson=lesson) | Q(to_lesson=lesson))

    def open(self) -> Self:
        return self.filter(ended_at=None)


@pghistory.track()
class LessonRelation(models.Model):
    """A relation links two lessons. It ends; it is never deleted.

    `PART_OF` goes from the part to the whole. `RELATED` has no direction: it is stored once, from the older lesson.
    """

    class Kind(models.TextChoices):
        RELATED = "related", _("related")
        PART_OF = "part_of", _("part of")

    from_lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="relations_from", verbose_name=_("lesson")
    )
    to_lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="relations_to", verbose_name=_("other lesson")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    ended_at = models.DateTimeField(_("end"), null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LessonRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation between lessons")
        verbose_name_plural = _("relations between lessons")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_lesson=F("to_lesson")), name="lessonrelation_between_two"),
            one_of("kind", ["related", "part_of"]),
            models.CheckConstraint(
                condition=~Q(kind="related") | Q(from_lesson__lt=F("to_lesson")),
                name="lessonrelation_related_in_one_order",
            ),
            models.CheckConstraint(
                condition=both_or_neither("ended_at", "ended_by"),
                name="lessonrelation_ended_at_and_by_together",
            ),
            # Two lessons have one relation at a time, from whichever side it was made.
            models.UniqueConstraint(
                Least("from_lesson", "to_lesson"),
                Greatest("from_lesson", "to_lesson"),
                condition=Q(ended_at=None),
                name="lessonrelation_one_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="has_no_circle",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.kind = 'part_of' AND NEW.ended_at IS NULL"),
                func=HAS_NO_CIRCLE,
            ),
            pgtrigger.ReadOnly(name="says_what_it_said", exclude=["ended_at", "ended_by"]),
            pgtrigger.Protect(
                name="ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    class Privacy:
        shown = {
            "by": _("Links between lessons that you made"),
            "ended_by": _("Links between lessons that you ended"),
        }

    def __str__(self) -> str:
        return f"{self.from_lesson} – {self.to_lesson} ({self.get_kind_display()})"
