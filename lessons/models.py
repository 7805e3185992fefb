"""Collects the models of all features, for Django and for the apps above lessons. Nothing inside lessons imports it."""

from lessons.assessments.models import PLACES, Assessment, place_in_words
from lessons.changes.models import Change
from lessons.collections.models import Collection, CollectionItem
from lessons.conversation.models import Comment, CommentMention, CommentReport, TalkPreference
from lessons.counts.models import KeptCount
from lessons.experience.models import Application, Consideration, Corroboration
from lessons.exports.models import Export
from lessons.files.models import Attachment, Upload, UploadSlice
from lessons.frame.models import Finding
from lessons.importing.models import LessonImport
from lessons.library.models import LibraryEntry
from lessons.meaning.models import LessonMeaning
from lessons.notices.models import Notice
from lessons.printouts.models import Printout
from lessons.record.models import (
    ENDED,
    NEEDED_TO_PUBLISH,
    TEXT_FIELDS,
    TRANSITIONS,
    UNPUBLISHED,
    VERSIONED_FIELDS,
    AccountOfSteward,
    Addressed,
    Audience,
    Lesson,
    LessonFinding,
    LessonRegion,
    Photo,
    Revision,
    RoleOfSteward,
    Said,
    State,
    Verification,
)
from lessons.relations.models import LessonMention, LessonRelation
from lessons.review.models import ReviewNote
from lessons.saved_searches.models import SavedSearch
from lessons.search.models import SynonymGroup, UsedWord
from lessons.sources.models import SourceLink
from lessons.translations.models import Translation
from lessons.unanswered.models import SearcherMark, UnansweredSearch
from lessons.verification.models import ReviewAsk
from lessons.workshops.models import Workshop, WorkshopNote

__all__ = [
    "ENDED",
    "NEEDED_TO_PUBLISH",
    "PLACES",
    "TEXT_FIELDS",
    "TRANSITIONS",
    "UNPUBLISHED",
    "VERSIONED_FIELDS",
    "AccountOfSteward",
    "Addressed",
    "Application",
    "Assessment",
    "Attachment",
    "Audience",
    "Change",
    "Collection",
    "CollectionItem",
    "Comment",
    "CommentMention",
    "CommentReport",
    "Consideration",
    "Corroboration",
    "Export",
    "Finding",
    "KeptCount",
    "Lesson",
    "LessonFinding",
    "LessonImport",
    "LessonMeaning",
    "LessonMention",
    "LessonRegion",
    "LessonRelation",
    "LibraryEntry",
    "Notice",
    "Photo",
    "Printout",
    "ReviewAsk",
    "ReviewNote",
    "Revision",
    "RoleOfSteward",
    "Said",
    "SavedSearch",
    "SearcherMark",
    "SourceLink",
    "State",
    "SynonymGroup",
    "TalkPreference",
    "Translation",
    "UnansweredSearch",
    "Upload",
    "UploadSlice",
    "UsedWord",
    "Verification",
    "Workshop",
    "WorkshopNote",
    "place_in_words",
]
