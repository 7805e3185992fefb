"""Views get lessons through these functions alone: they ask for the person's rights."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from lessons.record.models import Lesson, LessonQuerySet, Photo, Verification
from lessons.record.models.audience import everyone
from lessons.record.models.queries import without_sources
from networks.models import User
from networks.record.permissions import Permission, Visitor, can
from networks.record.prepared import Prepared

Annotated = Callable[[Visitor], dict[str, Any]]


def nothing(_reader: Visitor) -> dict[str, Any]:
    return {}


def may(user: Visitor, permission: Permission, lesson: Lesson) -> bool:
    """Return whether `user`, who can read `lesson`, may do `permission` to it.

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
    """Return whether they wrote it; or answer for it, unless they may not know who wrote it."""
    return lesson.author_id == user.pk or (lesson.steward_id == user.pk and not lesson.is_unnamed)


def is_author_or_steward(user: Visitor, lesson: Lesson) -> bool:
    """Return whether `user` wrote it or answers for it, and may still change it: to hand it in, or object."""
    return _is_theirs(user, lesson) and may(user, Permission.WRITE, lesson)


def _lets_members_publish(lesson: Lesson) -> bool:
    return lesson.network is not None and lesson.network.members_may_publish


def may_answer(user: Visitor, lesson: Lesson) -> bool:
    """Return whether `user`, who can read `lesson`, may say if it is true: who answers for it, or may change it."""
    return may(user, Permission.WRITE, lesson) or answers_for_unnamed(user, lesson)


def answers_for_unnamed(user: Visitor, lesson: Lesson) -> bool:
    """Return whether they answer for an unnamed lesson: if they may not know who wrote it, they may not change it."""
    return lesson.is_unnamed and isinstance(user, User) and user.kept_lessons.filter(pk=lesson.pk).exists()


def get_lesson(user: Visitor, pk: int, permission: Permission, annotated: Annotated = nothing) -> Lesson:
    """Return the lesson if `user` may do `permission` to it.

    A lesson they may not read is a 404, so that its existence stays hidden; one they may read but not act on is a 403.
    It comes without its source where they may not know it, and without what was said with it to others. `annotated`
    returns what the same statement asks for besides, for a reader.
    """
    lesson = next(iter(without_sources(_readable(annotated)(user, pk=pk), user)), None)
    if lesson is None:
        raise Http404
    _hide_what_stays_behind(lesson)
    if not may(user, permission, lesson):
        raise PermissionDenied
    return lesson


@cache
def _readable(annotated: Annotated) -> Prepared[Lesson]:
    def ask(reader: Visitor, pk: int) -> LessonQuerySet:
        readable = (
            Lesson.objects.readable_by(reader)
            .filter(pk=pk)
            .select_related("network", "author", "organisation", "sector", "published_by", "steward", "photo__audience")
        )
        readable = readable.defer("search", "photo__small", "photo__large")
        return readable.annotate(**_said_with_it_to(reader), **annotated(reader))

    return Prepared(ask, everyone)


def _said_with_it_to(user: Visitor) -> dict[str, Exists]:
    """Annotate whether its photograph, and who ended it and why, reach `user` too."""
    photos, verdicts = Photo.objects.said_to(user), Verification.objects.said_to(user)
    end = {"outcome": Verification.Outcome.NO_LONGER, "note": OuterRef("end_reason"), "by": OuterRef("ended_by")}
    return {
        "shows_photo": Exists(photos.filter(lesson=OuterRef("pk"))),
        "tells_end": Exists(verdicts.filter(lesson=OuterRef("pk"), **end)),
    }


def _hide_what_stays_behind(lesson: Any) -> None:
    if not lesson.shows_photo:
        lesson.hide_photo()
    if not lesson.tells_end:
        lesson.end_reason, lesson.ended_by = "", None


def get_published(user: Visitor, pk: int) -> Lesson:
    """Return the lesson as `get_lesson` does for reading; a draft, or a lesson taken down, is a 404.

    Nobody talks of such a lesson, collects it, or says that it is true.
    """
    lesson = get_lesson(user, pk, Permission.READ)
    if not lesson.is_standing:
        raise Http404
    return lesson


def get_own(user: User, key: str | None) -> Lesson | None:
    """Return the lesson that `user` wrote with the form of that key, if they may still change it."""
    try:
        own = Lesson.objects.filter(key=UUID(key or ""), author=user)
    except ValueError:
        return None
    lesson = own.select_related("network", "organisation", "author").first()
    return lesson if lesson and may(user, Permission.WRITE, lesson) else None
