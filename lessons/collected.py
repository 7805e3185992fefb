"""The lessons of a collection, as one reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from lessons.models import Collection, CollectionItem, Lesson
from lessons.models.lesson import LessonQuerySet
from networks.permissions import Visitor


@dataclass(frozen=True)
class Entry:
    """One place of a collection. What the reader may not read has no `lesson`, and no `note`: that could tell of it.
    Nor has it one that was written when the lesson reached others."""

    pk: int
    lesson: Lesson | None
    note: str


def entries_of(collection: Collection, reader: Visitor, *, wholly: bool = False) -> list[Entry]:
    """In their order, each that the reader may not read as an empty one. `wholly`: with all texts of each lesson."""
    told = CollectionItem.objects.said_to(reader).filter(pk=OuterRef("pk"))
    items: list[Any] = list(collection.items.annotate(is_told=Exists(told)).order_by("position"))
    lessons = Lesson.objects.readable_by(reader).filter(pk__in=[item.lesson_id for item in items])
    found = {lesson.pk: lesson for lesson in (_whole(lessons) if wholly else lessons.for_cards()).shown_to(reader)}
    shown = ((item, found.get(item.lesson_id)) for item in items)
    return [Entry(item.pk, lesson, item.note if lesson and item.is_told else "") for item, lesson in shown]


def _whole(lessons: LessonQuerySet) -> LessonQuerySet:
    related = lessons.select_related("network", "author", "organisation", "sector")
    return related.prefetch_related("regions").with_strength().defer("search")


def readable(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.lesson]
