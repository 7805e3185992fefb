"""The lessons of a collection, as one reader may see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from lessons.collections.models import Collection, CollectionItem
from lessons.experience.strength import for_cards, with_strength
from lessons.record.models import Lesson, LessonQuerySet
from lessons.record.only_for import annotate_narrow_audience
from networks.record.permissions import Visitor

AT_ONCE = 10


@dataclass(frozen=True)
class Entry:
    """One place of a collection. What the reader may not read has no `lesson`, and no `note`: that could tell of it.
    Nor has it one that was written when lesson or collection reached others: then its note `is_hidden`, which is for
    who keeps the collection to know. `only_for` says who alone reads it, if they are fewer than might."""

    pk: int
    lesson: Lesson | None
    note: str
    only_for: str = ""
    is_hidden: bool = False


def entries_of(collection: Collection, reader: Visitor) -> list[Entry]:
    """In their order, each that the reader may not read as an empty one."""
    items = _items(collection, reader)
    lessons = Lesson.objects.readable_by(reader).standing().filter(pk__in=[item.lesson_id for item in items])
    found = {lesson.pk: lesson for lesson in for_cards(lessons).shown_to(reader)}
    annotate_narrow_audience([item for item in items if _note(item)], collection.circles, "collection_audience")
    return [_entry(item, found.get(item.lesson_id)) for item in items]


def _entry(item: Any, lesson: Lesson | None) -> Entry:
    if not lesson:
        return Entry(item.pk, None, "")
    note = _note(item)
    return Entry(item.pk, lesson, note, getattr(item, "only_for", ""), is_hidden=bool(item.note and not note))


def lessons_wholly(collection: Collection, reader: Visitor) -> Iterator[tuple[Lesson, str]]:
    """Those that the reader may read, in their order, with all their texts and the note of each; a few at a time."""
    items = _items(collection, reader)
    for start in range(0, len(items), AT_ONCE):
        some = items[start : start + AT_ONCE]
        readable = Lesson.objects.readable_by(reader).standing()
        lessons = _whole(readable.filter(pk__in=[item.lesson_id for item in some]))
        found = {lesson.pk: lesson for lesson in lessons.shown_to(reader)}
        yield from ((found[item.lesson_id], _note(item)) for item in some if item.lesson_id in found)


def _items(collection: Collection, reader: Visitor) -> list[Any]:
    told = CollectionItem.objects.said_to(reader).filter(pk=OuterRef("pk"))
    items = collection.items.select_related("collection_audience")
    return list(items.annotate(is_told=Exists(told)).order_by("position"))


def _note(item: Any) -> str:
    """It may have been said to a smaller circle than reads lesson and collection now."""
    return str(item.note) if item.is_told else ""


def _whole(lessons: LessonQuerySet) -> LessonQuerySet:
    related = lessons.select_related("network", "author", "organisation", "sector")
    return with_strength(related.prefetch_related("regions")).defer("search")


def readable(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.lesson]
