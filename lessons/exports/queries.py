"""Which lessons are taken along: those of the list under the same filters, asked anew part by part."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.http import QueryDict

from lessons.record.fields import LONG_TEXTS
from lessons.record.models import Lesson
from lessons.search.filters import LessonFilter
from lessons.translations.actions import in_language
from networks.record.permissions import Visitor

Made = TypeVar("Made")
IN_A_PART = 200
NOT_TAKEN = {*LONG_TEXTS} - {"sources"}


def filter_of(asked: QueryDict, reader: Visitor) -> LessonFilter:
    return LessonFilter(asked, queryset=Lesson.objects.readable_by(reader), reader=reader)


def keys_of(chosen: LessonFilter, most: int) -> list[int]:
    """Return the first keys in the order of the list; none for an invalid filter."""
    return chosen.keys(most) if chosen.is_valid() else []


def parts_of(keys: list[int], reader: Visitor, language: str, make: Callable[[Lesson], Made]) -> Iterator[list[Made]]:
    """Yield what is made of the lessons with these keys, in their order and in the words that the list shows.

    Each part is asked anew of what `reader` may read then. Who wrote a lesson is no part of it.
    """
    for start in range(0, len(keys), IN_A_PART):
        part = keys[start : start + IN_A_PART]
        shown = Lesson.objects.readable_by(reader).select_related("network").with_departments().defer(*NOT_TAKEN)
        rows = shown.in_bulk(part)
        yield [make(lesson) for lesson in in_language([rows[pk] for pk in part if pk in rows], language, reader)]


def may_still_read(keys: list[int], reader: Visitor) -> bool:
    """Return whether `reader` may still read all of them."""
    return Lesson.objects.readable_by(reader).filter(pk__any=keys).count() == len(keys)
