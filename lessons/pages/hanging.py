"""What hangs on a lesson is read in the statement that fetches it: its page asks for nothing that there is not."""

from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from base.reading.kept_lists import KeptLists
from lessons.conversation.models import Comment
from lessons.files.models import Attachment
from lessons.frame.models import Finding
from lessons.library.models import LibraryEntry
from lessons.record.models import STRENGTH, Lesson, LessonFinding, put_departments_on
from lessons.translations.actions import shown_translations
from networks.models import User
from networks.record.permissions import Visitor


class Hanging(TypedDict):
    """What there is, whomever it reaches, but files and comments: of those, how many reach the reader.

    `regions` are keys, `stances` of findings with their stance.
    """

    regions: list[int]
    stances: list[tuple[int, str]]
    voices: int
    mentions: bool
    links: bool
    verifications: bool
    apart: bool
    files: int
    comments: int


def hanging_for(reader: Visitor) -> dict[str, Any]:
    """Return what to annotate a lesson with: what hangs on it, and what of that reaches the reader."""
    reached = F("audience_id") if isinstance(reader, User) else Value(None, BigIntegerField())
    return {
        "hanging": Func(F("pk"), reached, function="memoria_hangs_on", output_field=JSONField()),
        "shown_translations": shown_translations(reader),
        "told_of": _told_of(),
        "file_count": _count(Attachment.objects.there().said_to(reader)),
        "comment_count": _count(Comment.objects.standing().said_to(reader)),
    }


def _told_of() -> Case:
    """Return what the library knows of a lesson, as its page tells it; of any other, ask nothing."""
    entry = LibraryEntry.objects.filter(lesson=OuterRef("pk"))
    told = entry.values(told=JSONObject(organisations="organisations", note="note"))
    return Case(When(from_source="", then=Value(None)), default=Subquery(told), output_field=JSONField())


def _count(rows: QuerySet[Any]) -> Func:
    keys = ArraySubquery(rows.filter(lesson=OuterRef("pk")).order_by().values("pk"))
    return Func(keys, function="cardinality", output_field=IntegerField())


def hanging_on(lesson: Any, reader: Visitor) -> Hanging:
    """Return what hangs on a lesson that was fetched with `hanging_for`, and put its departments on it.

    Another lesson, as one that was just spoken of, is asked anew, for its strength too.
    """
    if not hasattr(lesson, "hanging"):
        asked = hanging_for(reader)
        now = Lesson.objects.annotate(**asked).values(*STRENGTH, *asked).get(pk=lesson.pk)
        for name, value in now.items():
            setattr(lesson, name, value)
    hanging: Hanging = lesson.hanging | {"files": lesson.file_count, "comments": lesson.comment_count}
    lesson.region_keys = hanging["regions"]
    put_departments_on([lesson])
    return hanging


def stances_of(lesson: Lesson, hanging: Hanging, lists: KeptLists) -> list[LessonFinding]:
    """Return its stances, each with its finding, in the order of the frame."""
    stance_of = dict(hanging["stances"])
    findings = lists.with_keys(Finding, stance_of) if stance_of else []
    return [LessonFinding(lesson=lesson, finding=finding, stance=stance_of[finding.pk]) for finding in findings]
