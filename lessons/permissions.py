"""The only way a view gets a lesson."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from lessons.models import Lesson
from networks.permissions import Permission, Visitor, can


def may(user: Visitor, permission: Permission, lesson: Lesson) -> bool:
    """Whether `user`, who can read `lesson`, may do `permission` to it.

    Members change what they wrote themselves; all other texts are the secretariat's to change.
    """
    if permission is Permission.READ:
        return True
    if permission is Permission.WRITE and lesson.author_id != user.pk:
        permission = Permission.PUBLISH
    return can(user, permission, lesson.network)


def get_lesson(user: Visitor, pk: int, permission: Permission) -> Lesson:
    """Return the lesson if `user` may do `permission` to it.

    A lesson they may not read is a 404, so that its existence stays hidden;
    one they may read but not act on is a 403.
    """
    readable = Lesson.objects.readable_by(user).select_related(
        "network", "author", "organisation", "sector", "published_by"
    )
    lesson = get_object_or_404(readable, pk=pk)
    if not may(user, permission, lesson):
        raise PermissionDenied
    return lesson
