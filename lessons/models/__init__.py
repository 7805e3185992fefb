from lessons.models.assessment import PLACES, Assessment, place_in_words
from lessons.models.attachment import Attachment
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
from lessons.models.lesson import NEEDED_TO_PUBLISH, TEXT_FIELDS, Lesson, LessonFinding, LessonRegion
from lessons.models.mention import LessonMention
from lessons.models.photo import Photo
from lessons.models.source_link import SourceLink
from lessons.models.stewardship import AccountOfSteward, RoleOfSteward
from lessons.models.upload import Upload, UploadSlice

__all__ = [
    "NEEDED_TO_PUBLISH",
    "PLACES",
    "TEXT_FIELDS",
    "AccountOfSteward",
    "Application",
    "Assessment",
    "Attachment",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonMention",
    "LessonRegion",
    "Photo",
    "RoleOfSteward",
    "SourceLink",
    "Upload",
    "UploadSlice",
    "place_in_words",
]
