from lessons.models.finding import Finding
from lessons.models.lesson import NEEDED_TO_PUBLISH, TEXT_FIELDS, Lesson, LessonFinding, LessonRegion

__all__ = ["NEEDED_TO_PUBLISH", "TEXT_FIELDS", "Finding", "Lesson", "LessonFinding", "LessonRegion"]
