"""Links between lessons are made and ended here, and shown to those who may read both."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from base.models import refused_by
from lessons.record.models import LONG_TEXTS, Lesson, LessonQuerySet
from lessons.record.permissions import may
from lessons.relations.models import LessonRelation
from networks.models import User
from networks.record.permissions import Permission, Visitor

Kind = LessonRelation.Kind
# What another lesson is to the one on the page, in the order in which the page says it.
PART_OF, PARTS, RELATED = "part_of", "parts", "related"
SUPERSEDES, SUPERSEDED_BY = "supersedes", "superseded_by"
HEADINGS = {
    SUPERSEDED_BY: gettext_lazy("Superseded by"),
    SUPERSEDES: gettext_lazy("It supersedes"),
    PART_OF: gettext_lazy("It is part of"),
    PARTS: gettext_lazy("Its parts"),
    RELATED: gettext_lazy("Related"),
}
# The same headings, as they stand before the title of one lesson.
TIES = {
    SUPERSEDED_BY: gettext_lazy("Superseded by:"),
    SUPERSEDES: gettext_lazy("It supersedes:"),
    PART_OF: gettext_lazy("It is part of:"),
    PARTS: gettext_lazy("One of its parts:"),
    RELATED: gettext_lazy("Related:"),
}
SHOWN = 5  # on the lesson's own page
# What a person may say that another lesson is to this one.
CHOICES = {
    RELATED: gettext_lazy("It is related"),
    PART_OF: gettext_lazy("This lesson is part of it"),
    PARTS: gettext_lazy("It is part of this lesson"),
}
REFUSALS = {
    "lessonrelation_one_at_a_time": gettext_lazy(
        "They are already linked. To link them in another way, end that link first."
    ),
    "lessonrelation_between_two": gettext_lazy("This is the lesson itself. Choose another one."),
    "lessonrelation_no_circle": gettext_lazy("This lesson has that one among its parts: it cannot be part of it too."),
}


def may_link(user: Visitor, one: Lesson, other: Lesson) -> bool:
    """Return whether `user`, who can read both, may change one of them."""
    return may(user, Permission.WRITE, one) or may(user, Permission.WRITE, other)


@transaction.atomic
def link(lesson: Lesson, other: Lesson, what: str, *, by: User) -> LessonRelation:
    """Keep what `other` is to `lesson`: one of `CHOICES`. Raises ValidationError if that cannot be."""
    first, second = (other, lesson) if what == PARTS else (lesson, other)
    if what == RELATED:
        first, second = sorted((lesson, other), key=lambda row: row.pk)
    kind = Kind.RELATED if what == RELATED else Kind.PART_OF
    try:
        with transaction.atomic():
            return LessonRelation.objects.create(from_lesson=first, to_lesson=second, kind=kind, by=by)
    except IntegrityError as refusal:
        raise ValidationError(_refusal(refusal)) from refusal


def _refusal(error: IntegrityError) -> str:
    text = REFUSALS.get(refused_by(error))
    if text is None:
        raise error
    return str(text)


def end(relation: LessonRelation, *, by: User) -> bool:
    """End the link. Return False, and change nothing, if it was ended before."""
    return bool(LessonRelation.objects.open().filter(pk=relation.pk).update(ended_at=now(), ended_by=by))


def get_relation(user: User, lesson: Lesson, pk: int) -> LessonRelation:
    """Return a link of a lesson that `user` may read.

    Raises Http404 if they may not read the other one, PermissionDenied if they may change neither.
    """
    relation = LessonRelation.objects.of(lesson).filter(pk=pk).select_related("from_lesson", "to_lesson").first()
    both = [relation.from_lesson_id, relation.to_lesson_id] if relation else []
    ends = list(Lesson.objects.readable_by(user).filter(pk__in=both).select_related("network"))
    if relation is None or len(ends) < 2:
        raise Http404
    if not may_link(user, *ends):
        raise PermissionDenied
    return relation


def linked_to(lesson: Lesson, user: Visitor) -> LessonQuerySet:
    """Return the lessons that `user` may read and that have to do with this one; each says in `tie` what it is to it.

    `link` is the number of the relation that may be ended. Superseded ones have none.
    """
    links = LessonRelation.objects.open()
    ids = links.filter(from_lesson=lesson).order_by().values("to_lesson")
    ids = ids.union(
        links.filter(to_lesson=lesson).order_by().values("from_lesson"),
        Lesson.objects.filter(superseded_by=lesson).values("pk"),
        Lesson.objects.filter(pk=lesson.superseded_by_id or 0).values("pk"),
    )
    order = [When(tie=name, then=place) for place, name in enumerate(HEADINGS)]
    found = (
        Lesson.objects.readable_by(user)
        .standing()
        .filter(pk__in=ids)
        .select_related("network")
        .annotate(**_tie(lesson))
    )
    return found.order_by(Case(*order), F("published_at").desc(nulls_first=True), "-pk")


def first_linked(lesson: Lesson, user: Visitor) -> list[Lesson]:
    """Return as many as the page of the lesson shows; `tie_says` is what each is to it."""
    shown = list(linked_to(lesson, user).defer(*LONG_TEXTS)[:SHOWN])
    for other in shown:
        other.tie_says = TIES[other.tie]  # type: ignore[attr-defined]
    return shown


def _tie(lesson: Lesson) -> dict[str, Any]:
    links = LessonRelation.objects.open()
    there = links.filter(
        Q(from_lesson=lesson, to_lesson=OuterRef("pk")) | Q(to_lesson=lesson, from_lesson=OuterRef("pk"))
    )
    part = When(Exists(links.filter(from_lesson=lesson, to_lesson=OuterRef("pk"), kind=Kind.PART_OF)), Value(PART_OF))
    whole = When(Exists(links.filter(to_lesson=lesson, from_lesson=OuterRef("pk"), kind=Kind.PART_OF)), Value(PARTS))
    tie = Case(
        When(pk=lesson.superseded_by_id or 0, then=Value(SUPERSEDED_BY)),
        When(superseded_by=lesson, then=Value(SUPERSEDES)),
        part,
        whole,
        default=Value(RELATED),
    )
    return {"tie": tie, "link": Subquery(there.values("pk")[:1])}


@dataclass(frozen=True)
class Tied:
    """Holds all lessons that are one thing to a lesson."""

    name: str
    heading: str
    lessons: list[Lesson]


def grouped(lessons: "list[Lesson]") -> list[Tied]:
    """Group the lessons by what they are, in the order of `HEADINGS`; empty groups are left out."""
    groups = [
        Tied(name, str(heading), [lesson for lesson in lessons if lesson.tie == name])  # type: ignore[attr-defined]
        for name, heading in HEADINGS.items()
    ]
    return [group for group in groups if group.lessons]
