"""Of a row in which others write too, one person is told all, if they may read it now; or else what they wrote
themselves. Who left a network takes their own words along, and none that were said there since."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model

from lessons.models import VERSIONED_FIELDS, Collection, Lesson, Revision
from networks.models import User

# Said beside a lesson to those whom it reached then, by whom the other column names.
SAID_BY = {"end_reason": "ended_by_id", "edit_note": "edited_by_id"}


@dataclass(frozen=True)
class OwnWords:
    user: User

    @cached_property
    def lessons(self) -> set[int]:
        """Return the keys of the lessons that the person may read now."""
        return {*Lesson.objects.readable_by(self.user).values_list("pk", flat=True)}

    @cached_property
    def _collections(self) -> set[int]:
        return {*Collection.objects.readable_by(self.user).values_list("pk", flat=True)}

    @cached_property
    def _last(self) -> dict[int, dict[str, Any]]:
        """Return the texts of the last version that they wrote of each lesson of theirs, by its key."""
        versions = Revision.objects.filter(by=self.user, lesson__author=self.user).order_by("lesson", "number")
        return dict(versions.values_list("lesson", "texts"))

    def may_read(self, row: Model) -> bool:
        if isinstance(row, Lesson):
            return row.pk in self.lessons
        return row.pk in self._collections if isinstance(row, Collection) else True

    def of(self, row: Model) -> dict[str, Any]:
        """Return what they wrote of a row that they may not read, by column; of a collection nobody can tell."""
        if not isinstance(row, Lesson) or row.author_id != self.user.pk:
            return {}
        if row.edited_by_id in {None, self.user.pk}:
            return {name: getattr(row, name) for name in VERSIONED_FIELDS}
        return self._last.get(row.pk, {})

    def is_of_another(self, row: Model, column: str) -> bool:
        return isinstance(row, Lesson) and column in SAID_BY and getattr(row, SAID_BY[column]) != self.user.pk
