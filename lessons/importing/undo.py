"""An import taken back, as far as nobody has built on it."""

from collections.abc import Iterator
from typing import Any

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef
from pghistory.models import Event

from base.importing import steps
from base.importing.models import State
from lessons.importing.models import LessonImport
from lessons.record.models import Lesson, LessonFinding, LessonQuerySet

# Parts of a lesson that came in with it. All else that refers to it is somebody's word on it.
OWN: set[type[models.Model]] = {
    LessonFinding,
    Lesson.regions.through,
    Lesson.shared_with.through,
    LessonImport.lessons.through,
}


def undo(pk: int) -> None:
    """Remove what nobody changed or spoke of; leave the rest, and count it. Twice is once."""
    steps.undo(LessonImport.objects.filter(state=State.UNDOING).claim(pk), _take_back_lessons)


def _take_back_lessons(batch: LessonImport) -> int:
    with pghistory.context(user=batch.undone_by_id):
        return take_back(batch.lessons.all())


def take_back(lessons: LessonQuerySet) -> int:
    """Take these lessons out of the memory, as far as that may be; how many went.

    The one place that decides what becomes of a lesson whose import is taken back. A draft that is as it came, and of
    which nobody spoke, is removed. A published lesson is never deleted: it stays as it is. So does a draft on which
    somebody worked, handed over or not.
    """
    # Who writes to one meanwhile waits.
    held = Lesson.objects.filter(pk__in=lessons.values("pk")).order_by("pk").select_for_update()
    going = untouched(Lesson.objects.filter(pk__in=list(held.values_list("pk", flat=True))).drafts())
    pks = list(going.values_list("pk", flat=True))
    Lesson.objects.filter(pk__in=pks).delete()
    return len(pks)


def untouched(lessons: LessonQuerySet) -> LessonQuerySet:
    """Those that are as they came in: with no later version of any part, and nobody's word on them."""
    lessons = lessons.filter(wording=1)  # of a draft the history does not keep each word
    versions = Lesson.pgh_event_model.objects  # type: ignore[attr-defined]
    came = versions.filter(pgh_obj=OuterRef(OuterRef("pk")), pgh_label="insert").values("pgh_created_at")[:1]
    for model, column in _referring():
        rows = model._base_manager.filter(**{column: OuterRef("pk")})
        if issubclass(model, Event):
            rows = rows.filter(pgh_created_at__gt=models.Subquery(came))
        lessons = lessons.exclude(Exists(rows))
    return lessons


def _referring() -> Iterator[tuple[type[models.Model], str]]:
    """All columns of all tables that refer to a lesson, but those of its own parts; the history's too.

    Found by asking Django's models: what is added later to speak of a lesson counts by itself.
    """
    for relation in Lesson._meta.get_fields(include_hidden=True):
        column: Any = getattr(relation, "field", None)
        if isinstance(column, models.ForeignKey) and column.model not in OWN and not column.model._meta.proxy:
            yield column.model, column.name
