"""A person's own lessons, which they wrote or answer for, are sorted by how far each has come."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from lessons.record.models import Lesson, LessonQuerySet, State
from networks.models import User

# Stages stand in the order in which a lesson goes through them; due ones, which wait for their steward, before ended
# ones.
STAGES = {
    "draft": _("Drafts"),
    "in_review": _("In review"),
    "published": _("Published ones"),
    "due": _("Verification overdue"),
    "ended": _("No longer in force"),
}
IN_THE_MENU = ("draft", "in_review", "published", "due")


def own_lessons(user: User) -> LessonQuerySet:
    """Return the lessons that `user` wrote or answers for, and may read.

    In a network that they left, those are only the ones that still reach them.
    """
    return Lesson.objects.readable_by(user).filter(Q(author=user) | Q(steward=user))


def at_stage(lessons: LessonQuerySet, stage: str) -> LessonQuerySet:
    """Return the lessons at that stage. A published lesson that is due is at two stages."""
    if stage == "draft":
        return lessons.filter(state=State.DRAFT)
    if stage == "in_review":
        return lessons.in_review()
    if stage == "due":
        return lessons.due_for_review()
    return lessons.ended() if stage == "ended" else lessons.published()


def how_many(lessons: LessonQuerySet) -> dict[str, int]:
    """Count the lessons at each stage. Takes one query."""
    keys = {stage: at_stage(lessons, stage).order_by().values("pk") for stage in STAGES}
    return lessons.order_by().aggregate(**{stage: Count("pk", filter=Q(pk__in=pks)) for stage, pks in keys.items()})
