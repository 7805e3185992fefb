"""The lesson, its texts over time, and whom it reaches."""

from lessons.record.fields import LONG_TEXTS, NEEDED_TO_PUBLISH, TEXT_FIELDS, TEXT_LIMIT
from lessons.record.models.audience import (
    CIRCLES,
    EVERYONE,
    NETWORKS,
    Addressed,
    Audience,
    Said,
    SaidQuerySet,
    circles_of,
    circles_of_person,
    hold,
    notes_whom_it_reaches,
    reaches,
)
from lessons.record.models.history import LessonRegion, LessonSharing
from lessons.record.models.lesson import Lesson, LessonFinding
from lessons.record.models.origin import FromSource
from lessons.record.models.photo import Photo
from lessons.record.models.queries import LessonQuerySet, put_departments_on
from lessons.record.models.revision import Revision
from lessons.record.models.rules import NO_STEWARD, STRENGTH, VERSIONED_FIELDS
from lessons.record.models.states import ENDED, TRANSITIONS, UNPUBLISHED, State
from lessons.record.models.stewardship import AccountOfSteward, RoleOfSteward
from lessons.record.models.verification import Verification

__all__ = [
    "CIRCLES",
    "ENDED",
    "EVERYONE",
    "LONG_TEXTS",
    "NEEDED_TO_PUBLISH",
    "NETWORKS",
    "NO_STEWARD",
    "STRENGTH",
    "TEXT_FIELDS",
    "TEXT_LIMIT",
    "TRANSITIONS",
    "UNPUBLISHED",
    "VERSIONED_FIELDS",
    "AccountOfSteward",
    "Addressed",
    "Audience",
    "FromSource",
    "Lesson",
    "LessonFinding",
    "LessonQuerySet",
    "LessonRegion",
    "LessonSharing",
    "Photo",
    "Revision",
    "RoleOfSteward",
    "Said",
    "SaidQuerySet",
    "State",
    "Verification",
    "circles_of",
    "circles_of_person",
    "hold",
    "notes_whom_it_reaches",
    "put_departments_on",
    "reaches",
]
