"""Which lessons are told to programs, since when they say what they say, and where they stay."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils.translation import override

from lessons.record.models import Lesson, LessonFinding, LessonQuerySet
from networks.mail.letters import absolute_url

MODIFIED = Greatest("updated_at", "published_at")


def public_lessons() -> LessonQuerySet:
    return Lesson.objects.readable_by(AnonymousUser())


def modified_at(lesson: Lesson) -> datetime:
    """Return when a published lesson was last written to: its draft was, before it was published."""
    return max(filter(None, [lesson.updated_at, lesson.published_at]))


def permanent_url(lesson: Lesson) -> str:
    """Return the address that stays the same in all languages."""
    with override(settings.LANGUAGE_CODE):
        return absolute_url(lesson.get_absolute_url())


def in_force(first: int, end: int) -> list[tuple[int, datetime]]:
    """Return the keys from `first` until before `end`, each with when it was modified."""
    lessons = public_lessons().published().filter(pk__gte=first, pk__lt=end)
    return list(lessons.order_by("pk").values_list("pk", MODIFIED))


def newest_key() -> int:
    found: int | None = public_lessons().published().aggregate(key=Max("pk"))["key"]
    return found or 0


def modified_by_network() -> dict[Any, datetime]:
    """Return for each network's short name when the last of its lessons in force was modified."""
    lessons = public_lessons().published().filter(network__isnull=False).order_by()
    return dict(lessons.values_list("network__slug").annotate(at=Max(MODIFIED)))


def modified_by_finding() -> dict[Any, datetime]:
    """Return the same for each finding's code."""
    speaking = LessonFinding.objects.filter(lesson__in=public_lessons().published()).order_by()
    at = Max(Greatest(F("lesson__updated_at"), F("lesson__published_at")))
    return dict(speaking.values_list("finding__code").annotate(at=at))
