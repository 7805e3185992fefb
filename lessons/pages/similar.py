"""What means nearly the same is shown beside a lesson."""

from lessons.experience.strength import cards_of
from lessons.meaning.nearest import lessons_like
from lessons.record.models import Lesson
from lessons.relations.actions import first_linked
from networks.record.permissions import Visitor

MOST = 3


def like_it(lesson: Lesson, reader: Visitor) -> list[Lesson]:
    """Return the nearest that `reader` may read, without those that its page shows as linked."""
    if not lesson.is_standing:
        return []
    shown = {other.pk for other in first_linked(lesson, reader)}
    near = lessons_like(lesson, reader, MOST + len(shown))
    return cards_of([key for key in near if key not in shown][:MOST])
