"""Who may say that a lesson happened to them too."""

from django.core.exceptions import PermissionDenied

from lessons.record.models import Lesson
from lessons.record.permissions import get_lesson
from networks.record.permissions import Permission, Visitor, networks_where


def may_speak(user: Visitor, lesson: Lesson) -> bool:
    """Whether `user`, who can read `lesson`, may confirm it, differ, or say they used it: never its own author.

    A lesson that ended is confirmed and contested no more; that it was used all the same is still told.
    """
    if not lesson.is_standing or lesson.author_id == user.pk:
        return False
    return networks_where(user, Permission.WRITE).exists()


def get_lesson_to_speak_of(user: Visitor, pk: int, *, in_force: bool = True) -> Lesson:
    """Like `get_lesson`: 404 if they may not read it, 403 if they may not speak of it, or it is to be in force."""
    lesson = get_lesson(user, pk, Permission.READ)
    if not may_speak(user, lesson) or (in_force and not lesson.is_in_force):
        raise PermissionDenied
    return lesson
