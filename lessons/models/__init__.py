from lessons.models.assessment import PLACES, Assessment, place_in_words
from lessons.models.collection import Collection, CollectionItem
from lessons.models.comment import Comment, CommentMention, CommentReport, TalkPreference
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
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
    "Collection",
    "CollectionItem",
    "Comment",
    "CommentMention",
    "CommentReport",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonRegion",
    "Photo",
    "RoleOfSteward",
    "TalkPreference",
    "place_in_words",
]
