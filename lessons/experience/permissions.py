"""People who write in a network may say that a lesson of others happened to them too."""

from django.core.exceptions import PermissionDenied

from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson
from networks.record.permissions import Permission, Visitor, may_anywhere


def may_speak(user: Visitor, lesson: Lesson) -> bool:
    """Return whether `user`, who can read `lesson`, may confirm it, differ, or say they used it: never its own author.

    A lesson that ended can no longer be confirmed or contested; that it was used all the same can still be told.
    """
    if not lesson.is_standing or lesson.author_id == user.pk:
        return False
    return may_anywhere(user, Permission.WRITE)


def get_lesson_to_speak_of(user: Visitor, pk: int, *, in_force: bool = True) -> Lesson:
    """Return the lesson. Raise Http404 if they may not read it, PermissionDenied if they may not speak of it.

    With `in_force`, a lesson that ended is denied too.
    """
    lesson = get_lesson(user, pk, Permission.READ)
    if not may_speak(user, lesson) or (in_force and not lesson.is_in_force):
        raise PermissionDenied
    return lesson
