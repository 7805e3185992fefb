"""The lessons of a collection, as one reader may see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lessons.models import Collection, CollectionItem, Lesson
from lessons.models.lesson import LessonQuerySet
from networks.permissions import Visitor

AT_ONCE = 10


@dataclass(frozen=True)
class Entry:
    """One place of a collection. What the reader may not read has no `lesson`, and no `note`: that could tell of it.
    Nor has it one that was written when the lesson reached others."""

    pk: int
    lesson: Lesson | None
    note: str


def entries_of(collection: Collection, reader: Visitor) -> list[Entry]:
    """In their order, each that the reader may not read as an empty one."""
    items = list(collection.items.order_by("position"))
    lessons = Lesson.objects.readable_by(reader).filter(pk__in=[item.lesson_id for item in items])
    found = {lesson.pk: lesson for lesson in lessons.for_cards().shown_to(reader)}
    told = _notes_told(collection, reader)
    return [Entry(item.pk, found.get(item.lesson_id), _note(item, found, told)) for item in items]


def lessons_wholly(collection: Collection, reader: Visitor) -> Iterator[tuple[Lesson, str]]:
    """Those that the reader may read, in their order, with all their texts and the note of each; a few at a time."""
    items, told = list(collection.items.order_by("position")), _notes_told(collection, reader)
    for start in range(0, len(items), AT_ONCE):
        some = items[start : start + AT_ONCE]
        lessons = _whole(Lesson.objects.readable_by(reader).filter(pk__in=[item.lesson_id for item in some]))
        found = {lesson.pk: lesson for lesson in lessons.shown_to(reader)}
        yield from ((found[item.lesson_id], _note(item, found, told)) for item in some if item.lesson_id in found)


def _notes_told(collection: Collection, reader: Visitor) -> set[int]:
    """Items whose note reaches the reader, if they may read the lesson."""
    return {*collection.items.said_to(reader).values_list("pk", flat=True)}


def _note(item: CollectionItem, found: dict[int, Lesson], told: set[int]) -> str:
    return item.note if item.lesson_id in found and item.pk in told else ""


def _whole(lessons: LessonQuerySet) -> LessonQuerySet:
    related = lessons.select_related("network", "author", "organisation", "sector")
    return related.prefetch_related("regions").with_strength().defer("search")


def readable(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.lesson]
