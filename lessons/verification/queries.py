"""These queries tell a reader who said whether a lesson is still true, and what took its place."""

from django.db.models import Exists, OuterRef, QuerySet

from lessons.record.models import Lesson, LessonQuerySet, Verification
from lessons.search.words.matching import matching
from lessons.texts.addresses import number_alone
from networks.record.permissions import Visitor

MOST_FOUND = 10


def last_verified(lesson: Lesson, reader: Visitor) -> Verification | None:
    return verifications_of(lesson, reader).filter(outcome=Verification.Outcome.STILL_TRUE).first()


def verifications_of(lesson: Lesson, reader: Visitor) -> QuerySet[Verification]:
    """Return the newest first, with `tells_who`: whether the reader is told who said it, and their note.

    Everybody may know that it was said, and when. Whoever may not know who a lesson comes from is not told who
    verified it either.
    """
    reaching = Verification.objects.said_to(reader).filter(pk=OuterRef("pk"))
    return lesson.verifications.select_related("by").annotate(tells_who=Exists(reaching))


def successor_of(lesson: Lesson, reader: Visitor) -> Lesson | None:
    """Return what took its place, if the reader may read that."""
    if lesson.superseded_by_id is None:
        return None
    return Lesson.objects.readable_by(reader).filter(pk=lesson.superseded_by_id).first()


def possible_successors(lesson: Lesson, reader: Visitor) -> LessonQuerySet:
    return Lesson.objects.readable_by(reader).published().exclude(pk=lesson.pk)


def search_successors(lesson: Lesson, reader: Visitor, words: str) -> list[Lesson]:
    """Find a successor by its number or address, or by words: the best first."""
    others, number = possible_successors(lesson, reader).select_related("network"), number_alone(words)
    if not words:
        return []
    return list(others.filter(pk=number) if number else matching(others, words, reader)[:MOST_FOUND])
