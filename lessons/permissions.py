"""The only way a view gets a lesson."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from lessons.models import Lesson
from networks.models import User
from networks.permissions import Permission, Visitor, can, networks_where


def may(user: Visitor, permission: Permission, lesson: Lesson) -> bool:
    """Whether `user`, who can read `lesson`, may do `permission` to it.

    Members change what they wrote themselves or answer for; all other texts are the secretariat's to change. So is
    publishing, unless the network lets its members publish what they wrote.
    """
    if permission is Permission.READ:
        return True
    if permission is Permission.WRITE and not _is_theirs(user, lesson):
        permission = Permission.PUBLISH
    elif permission is Permission.PUBLISH and lesson.author_id == user.pk and _lets_members_publish(lesson):
        permission = Permission.WRITE
    return can(user, permission, lesson.network)


def _is_theirs(user: Visitor, lesson: Lesson) -> bool:
    """Written by them; or answered for, unless they may not know who wrote it."""
    return lesson.author_id == user.pk or (lesson.steward_id == user.pk and not lesson.is_unnamed)


def _lets_members_publish(lesson: Lesson) -> bool:
    return lesson.network is not None and lesson.network.members_may_publish


def get_lesson(user: Visitor, pk: int, permission: Permission) -> Lesson:
    """Return the lesson if `user` may do `permission` to it.

    A lesson they may not read is a 404, so that its existence stays hidden;
    one they may read but not act on is a 403. It comes without its source where they may not know it.
    """
    readable = Lesson.objects.readable_by(user).select_related(
        "network", "author", "organisation", "sector", "published_by", "steward", "photo"
    )
    readable = readable.defer("photo__small", "photo__large")
    lesson = next(iter(readable.filter(pk=pk).shown_to(user)), None)
    if lesson is None:
        raise Http404
    if not may(user, permission, lesson):
        raise PermissionDenied
    return lesson


def may_speak(user: Visitor, lesson: Lesson) -> bool:
    """Whether `user`, who can read `lesson`, may confirm it, differ, or say they used it: never its own author.

    A lesson that ended is confirmed and contested no more; that it was used all the same is still told.
    """
    if not lesson.is_published or lesson.author_id == user.pk:
        return False
    return networks_where(user, Permission.WRITE).exists()


def get_lesson_to_speak_of(user: Visitor, pk: int, *, in_force: bool = True) -> Lesson:
    """Like `get_lesson`: 404 if they may not read it, 403 if they may not speak of it, or it is to be in force."""
    lesson = get_lesson(user, pk, Permission.READ)
    if not may_speak(user, lesson) or (in_force and not lesson.is_in_force):
        raise PermissionDenied
    return lesson


def get_own(user: User, key: str | None) -> Lesson | None:
    """The lesson that `user` wrote with the form of that key, if they may still change it."""
    try:
        lesson = Lesson.objects.select_related("network", "author").filter(key=UUID(key or ""), author=user).first()
    except ValueError:
        return None
    return lesson if lesson and may(user, Permission.WRITE, lesson) else None
