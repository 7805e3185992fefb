from lessons.models.assessment import PLACES, Assessment, place_in_words
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
from lessons.models.imports import LessonImport
from lessons.models.lesson import NEEDED_TO_PUBLISH, TEXT_FIELDS, Lesson, LessonFinding, LessonRegion
from lessons.models.photo import Photo
from lessons.models.stewardship import AccountOfSteward, RoleOfSteward

__all__ = [
    "NEEDED_TO_PUBLISH",
    "PLACES",
    "TEXT_FIELDS",
    "AccountOfSteward",
    "Application",
    "Assessment",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonImport",
    "LessonRegion",
    "Photo",
    "RoleOfSteward",
    "place_in_words",
]
