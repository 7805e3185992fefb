from lessons.models.assessment import Assessment
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
from lessons.models.lesson import NEEDED_TO_PUBLISH, TEXT_FIELDS, Lesson, LessonFinding, LessonRegion
from lessons.models.photo import Photo

__all__ = [
    "NEEDED_TO_PUBLISH",
    "TEXT_FIELDS",
    "Application",
    "Assessment",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonRegion",
    "Photo",
]
