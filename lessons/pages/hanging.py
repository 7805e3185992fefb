"""What hangs on a lesson is counted in the statement that fetches it: its page asks for nothing that there is not."""

from typing import Any, TypedDict

from django.db.models import F, Func, JSONField

from base.reading.kept_lists import KeptLists
from lessons.frame.models import Finding
from lessons.record.models import STRENGTH, Lesson, LessonFinding, put_departments_on


class Hanging(TypedDict):
    """How much there is of each, whomever it reaches; `regions` are keys, `stances` of findings with their stance."""

    regions: list[int]
    stances: list[tuple[int, str]]
    voices: int
    uses: int
    translations: int
    mentions: int
    links: int
    files: int
    comments: int
    verifications: int
    apart: bool


HANGING = {"hanging": Func(F("pk"), F("audience_id"), function="memoria_hangs_on", output_field=JSONField())}


def hanging_on(lesson: Any) -> Hanging:
    """Return what hangs on a lesson that was fetched with `HANGING`, and put its departments on it.

    Another lesson, as one that was just spoken of, is asked anew, for its strength too.
    """
    if not hasattr(lesson, "hanging"):
        now = Lesson.objects.annotate(**HANGING).values(*STRENGTH, "hanging").get(pk=lesson.pk)
        for name, value in now.items():
            setattr(lesson, name, value)
    hanging: Hanging = lesson.hanging
    lesson.region_keys = hanging["regions"]
    put_departments_on([lesson])
    return hanging


def stances_of(lesson: Lesson, hanging: Hanging, lists: KeptLists) -> list[LessonFinding]:
    """Return its stances, each with its finding, in the order of the frame."""
    stance_of = dict(hanging["stances"])
    findings = lists.with_keys(Finding, stance_of) if stance_of else []
    return [LessonFinding(lesson=lesson, finding=finding, stance=stance_of[finding.pk]) for finding in findings]
