"""Searches as a reader would, without a page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from lessons.models import Lesson
from lessons.record.models import LessonQuerySet
from lessons.search.counts import counts_of
from lessons.search.words.matching import Search, matching
from networks.record.permissions import Visitor
from tests.support.factories import LessonFactory

VISITOR = AnonymousUser()


def found(words: str, reader: Visitor = VISITOR, lessons: LessonQuerySet | None = None) -> list[str]:
    """The titles, best first, of `lessons`, or of all that the reader may read."""
    among = Lesson.objects.readable_by(reader) if lessons is None else lessons
    return [lesson.title for lesson in matching(among, words, reader)]


def searched(words: str, reader: Visitor = VISITOR) -> Search:
    """The search, after it looked for more if it found little."""
    search, lessons = Search(words, reader), Lesson.objects.readable_by(reader)
    search.counted(lessons, lambda: counts_of({"all": search.found_in(lessons)}, best_of=words))
    return search


def corrected(words: str, reader: Visitor = VISITOR) -> list[tuple[str, str]]:
    return searched(words, reader).corrected


def public(title: str, **fields: Any) -> Lesson:
    lesson: Lesson = LessonFactory(title=title, visibility="public", published=True, **fields)
    return lesson
