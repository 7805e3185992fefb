"""The vectors of the lessons, which a worker keeps."""

from datetime import timedelta
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from base.models.leases import Claimable, ClaimableQuerySet
from lessons.meaning.embedding import VERSION
from lessons.meaning.vectors import DIMENSIONS
from lessons.record.models import Lesson

_ADD = """INSERT INTO lessons_lessonmeaning (lesson_id, wording, version)
    SELECT l.id, 0, 0 FROM lessons_lesson l
    WHERE l.published_at IS NOT NULL AND NOT EXISTS (SELECT FROM lessons_lessonmeaning m WHERE m.lesson_id = l.id)
    ON CONFLICT DO NOTHING"""


class BitsField(models.Field[Any, Any]):
    """Holds as many bits as a vector has numbers; in Python they are a string of 0 and 1."""

    def db_type(self, connection: Any) -> str:
        return f"bit({DIMENSIONS})"


class LessonMeaningQuerySet(ClaimableQuerySet["LessonMeaning"]):
    def add_missing(self) -> None:
        """Make a row for each lesson that was published since. A draft has none: nobody may find it."""
        with connection.cursor() as cursor:
            cursor.execute(_ADD)

    def due(self) -> Self:
        """Return those whose lesson has other words now, or whose vector is not of this version."""
        is_old = ~Q(wording=F("lesson__wording")) | ~Q(version=VERSION)
        return self.unheld().filter(is_old)


class LessonMeaning(Claimable):
    """Where a published lesson lies among the others. It is found by the bits, and compared by the vector."""

    lease = timedelta(minutes=10)

    lesson = models.OneToOneField(
        Lesson, primary_key=True, on_delete=models.CASCADE, related_name="meaning", verbose_name=_("lesson")
    )
    bits = BitsField(_("signs of the vector"), null=True)
    vector = models.BinaryField(_("vector"), null=True)
    wording = models.PositiveIntegerField(_("of which wording"), default=0)
    version = models.PositiveSmallIntegerField(_("of which model"), default=0)

    objects = LessonMeaningQuerySet.as_manager()

    class Meta:
        verbose_name = _("meaning of a lesson")
        verbose_name_plural = _("meanings of lessons")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(bits=None, vector=None) | Q(bits__isnull=False, vector__isnull=False),
                name="lessonmeaning_bits_and_vector_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id}: {self.wording}"
