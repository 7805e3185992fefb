"""A lesson's text can name another lesson."""

from django.db import models
from django.db.models import F, Q

from lessons.record.models import Lesson


class LessonMention(models.Model):
    """A mention is read from the text each time it is saved. It says nothing of who may read either lesson."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="mentions")
    mentioned = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="mentioned_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "mentioned"], name="lessonmention_once"),
            models.CheckConstraint(condition=~Q(lesson=F("mentioned")), name="lessonmention_of_another"),
        ]

    def __str__(self) -> str:
        return f"#{self.lesson_id} → #{self.mentioned_id}"
