from lessons.models.assessment import PLACES, Assessment, place_in_words
from lessons.models.attachment import Attachment
from lessons.models.audience import Addressed, Audience, Said
from lessons.models.collection import Collection, CollectionItem
from lessons.models.comment import Comment, CommentMention, CommentReport, TalkPreference
from lessons.models.consideration import Consideration
from lessons.models.experience import Application, Corroboration
from lessons.models.finding import Finding
from lessons.models.imports import LessonImport
from lessons.models.lesson import Lesson, LessonFinding, LessonRegion
from lessons.models.lesson_rules import NEEDED_TO_PUBLISH, REVISED, TEXT_FIELDS
from lessons.models.mention import LessonMention
from lessons.models.notice import Notice
from lessons.models.photo import Photo
from lessons.models.printout import Printout
from lessons.models.relation import LessonRelation
from lessons.models.review import ReviewNote
from lessons.models.review_ask import ReviewAsk
from lessons.models.revision import Revision
from lessons.models.source_link import SourceLink
from lessons.models.states import ENDED, TRANSITIONS, UNPUBLISHED, State
from lessons.models.stewardship import AccountOfSteward, RoleOfSteward
from lessons.models.translation import Translation
from lessons.models.upload import Upload, UploadSlice
from lessons.models.verification import Verification
from lessons.models.workshop import Workshop, WorkshopNote

__all__ = [
    "ENDED",
    "NEEDED_TO_PUBLISH",
    "PLACES",
    "REVISED",
    "TEXT_FIELDS",
    "TRANSITIONS",
    "UNPUBLISHED",
    "AccountOfSteward",
    "Addressed",
    "Application",
    "Assessment",
    "Attachment",
    "Audience",
    "Collection",
    "CollectionItem",
    "Comment",
    "CommentMention",
    "CommentReport",
    "Consideration",
    "Corroboration",
    "Finding",
    "Lesson",
    "LessonFinding",
    "LessonImport",
    "LessonMention",
    "LessonRegion",
    "LessonRelation",
    "Notice",
    "Photo",
    "Printout",
    "ReviewAsk",
    "ReviewNote",
    "Revision",
    "RoleOfSteward",
    "Said",
    "SourceLink",
    "State",
    "TalkPreference",
    "Translation",
    "Upload",
    "UploadSlice",
    "Verification",
    "Workshop",
    "WorkshopNote",
    "place_in_words",
]
