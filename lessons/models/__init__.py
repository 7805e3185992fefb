from lessons.models.assessment import PLACES, Assessment, place_in_words
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
from lessons.models.lesson import NEEDED_TO_PUBLISH, REVISED, TEXT_FIELDS, Lesson, LessonFinding, LessonRegion
from lessons.models.notice import Notice
from lessons.models.photo import Photo
from lessons.models.relation import LessonRelation
from lessons.models.revision import Revision
from lessons.models.states import ENDED, TRANSITIONS, UNPUBLISHED, State
from lessons.models.stewardship import AccountOfSteward, RoleOfSteward
from lessons.models.translation import Translation
from lessons.models.verification import Verification

__all__ = [
    "ENDED",
    "NEEDED_TO_PUBLISH",
    "PLACES",
    "REVISED",
    "TEXT_FIELDS",
    "TRANSITIONS",
    "UNPUBLISHED",
    "AccountOfSteward",
    "Application",
    "Assessment",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonRegion",
    "LessonRelation",
    "Notice",
    "Photo",
    "Revision",
    "RoleOfSteward",
    "State",
    "Translation",
    "Verification",
    "place_in_words",
]
