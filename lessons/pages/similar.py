"""What means nearly the same is shown beside what words found, and beside a lesson."""

from dataclasses import dataclass, field

from base.search_words import search_words
from lessons.experience.strength import cards_of
from lessons.meaning.asking import vector_of
from lessons.meaning.embedding import is_on
from lessons.meaning.nearest import lessons_like, near_question
from lessons.record.models import Lesson
from lessons.search.filters import LessonFilter
from networks.record.http import VisitorRequest
from networks.record.permissions import Visitor

# Words that find as many need no help.
ENOUGH_FOUND = 5
MOST_BESIDE, MOST_LIKE_IT = 5, 3


@dataclass(frozen=True)
class BesideFound:
    """Holds the lessons of similar meaning; `is_late`: no answer came in time, and the next who asks may see some."""

    lessons: list[Lesson] = field(default_factory=list)
    is_late: bool = False


def beside_found(request: VisitorRequest, chosen: LessonFilter, found: list[Lesson]) -> BesideFound:
    """Return what stands under the first page of a search by words alone that found little."""
    words = search_words(request.GET)
    is_plain = chosen.is_valid() and not chosen.is_narrowed and not {"page", "order"} & request.GET.keys()
    if not words or not is_plain or len(found) >= ENOUGH_FOUND or not is_on():
        return BesideFound()
    vector = vector_of(words, is_question=True)
    if vector is None:
        return BesideFound(is_late=True)
    shown = {lesson.pk for lesson in found}
    keys = [key for key in near_question(request.user, vector) if key not in shown]
    return BesideFound(cards_of(keys[:MOST_BESIDE]))


def like_it(lesson: Lesson, reader: Visitor, linked: list[Lesson]) -> list[Lesson]:
    """Return what the page of a lesson names as similar, without those that it shows as linked."""
    if not lesson.is_standing:
        return []
    shown = {other.pk for other in linked}
    found = lessons_like(lesson, reader, MOST_LIKE_IT + len(shown))
    return [other for other in found if other.pk not in shown][:MOST_LIKE_IT]
