"""These queries return the lessons of a collection as one reader may see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from lessons.collections.models import Collection, CollectionItem
from lessons.experience.strength import for_cards
from lessons.record.models import Lesson, LessonQuerySet
from lessons.record.only_for import annotate_narrow_audience
from networks.record.permissions import Visitor

AT_ONCE = 10


@dataclass(frozen=True)
class Entry:
    """Describes one place of a collection.

    A lesson that the reader may not read leaves `lesson` and `note` empty, since the note could tell of it. A note
    that does not reach the reader is empty too, and `is_hidden`, which only those who keep the collection should see.
    `only_for` says who alone reads the note, if they are fewer than could.
    """

    pk: int
    lesson: Lesson | None
    note: str
    only_for: str = ""
    is_hidden: bool = False


def entries_of(collection: Collection, reader: Visitor) -> list[Entry]:
    """Return all places in their order; a lesson that the reader may not read leaves its entry empty."""
    items = _items(collection, reader)
    lessons = Lesson.objects.readable_by(reader).standing().filter(pk__in=[item.lesson_id for item in items])
    lesson_of = {lesson.pk: lesson for lesson in for_cards(lessons).shown_to(reader)}
    annotate_narrow_audience([item for item in items if _note(item)], collection.circles, "collection_audience")
    return [_entry(item, lesson_of.get(item.lesson_id)) for item in items]


def _entry(item: Any, lesson: Lesson | None) -> Entry:
    if not lesson:
        return Entry(item.pk, None, "")
    note = _note(item)
    return Entry(item.pk, lesson, note, getattr(item, "only_for", ""), is_hidden=bool(item.note and not note))


def lessons_wholly(collection: Collection, reader: Visitor) -> Iterator[tuple[Lesson, str]]:
    """Yield the lessons that the reader may read, in order, whole, each with its note; loads a few at a time."""
    items = _items(collection, reader)
    for start in range(0, len(items), AT_ONCE):
        some = items[start : start + AT_ONCE]
        readable = Lesson.objects.readable_by(reader).standing()
        lessons = _whole(readable.filter(pk__in=[item.lesson_id for item in some]))
        lesson_of = {lesson.pk: lesson for lesson in lessons.shown_to(reader)}
        yield from ((lesson_of[item.lesson_id], _note(item)) for item in some if item.lesson_id in lesson_of)


def _items(collection: Collection, reader: Visitor) -> list[Any]:
    reaching = CollectionItem.objects.said_to(reader).filter(pk=OuterRef("pk"))
    items = collection.items.select_related("collection_audience")
    return list(items.annotate(is_told=Exists(reaching)).order_by("position"))


def _note(item: Any) -> str:
    """Return the note if it reaches the reader: fewer may have read the lesson and collection when it was written."""
    return str(item.note) if item.is_told else ""


def _whole(lessons: LessonQuerySet) -> LessonQuerySet:
    related = lessons.select_related("network", "author", "organisation", "sector")
    return related.prefetch_related("regions").defer("search")


def readable(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.lesson]
