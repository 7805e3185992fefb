"""Lessons name each other in their texts: `#123`, or the address of a lesson as a browser shows it."""

from collections.abc import Iterable

from lessons.record.models import STRENGTH, TEXT_FIELDS, Lesson
from lessons.relations.models import LessonMention
from lessons.texts.addresses import MENTION, Titles, number_in
from networks.record.permissions import Visitor

TEXTS = tuple(name for name in TEXT_FIELDS if name != "title")
MOST_SHOWN = 5


def numbers_in(lesson: Lesson) -> set[int]:
    numbers = {number_in(match) for name in TEXTS for match in MENTION.finditer(getattr(lesson, name))}
    return numbers - {0, lesson.pk}


def titles_for(lesson: Lesson, reader: Visitor) -> Titles:
    """Return the titles of the lessons that its texts name and the reader may read. Without names there is no query."""
    numbers = numbers_in(lesson)
    if not numbers:
        return {}
    readable = Lesson.objects.readable_by(reader).filter(pk__in=numbers).only("title")
    return {other.pk: (other.title, other.get_absolute_url()) for other in readable}


def update_mentions(lesson: Lesson) -> None:
    """Keep which lessons its texts name now, whoever may read those: readers' rights are asked when they are shown."""
    named = {*Lesson.objects.filter(pk__in=numbers_in(lesson)).values_list("pk", flat=True)}
    kept = {*lesson.mentions.values_list("mentioned", flat=True)}
    if kept - named:
        lesson.mentions.exclude(mentioned__in=named).delete()
    new: Iterable[LessonMention] = (LessonMention(lesson=lesson, mentioned_id=pk) for pk in named - kept)
    LessonMention.objects.bulk_create(new, ignore_conflicts=True)


def mentioned_in(lesson: Lesson, reader: Visitor) -> list[Lesson]:
    """Return the newest lessons that name this one, of those published that the reader may read."""
    readable = Lesson.objects.readable_by(reader).published().filter(mentions__mentioned=lesson)
    return list(readable.newest_first().only("title", "language", *STRENGTH)[:MOST_SHOWN])
