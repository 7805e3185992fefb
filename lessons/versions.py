"""The versions of a lesson: what it said at each, who sees which, and what changed between two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst

from lessons.diff import Piece, by_words
from lessons.models import REVISED, Lesson, Revision
from lessons.permissions import may
from networks.permissions import Permission, Visitor


@dataclass(frozen=True)
class Change:
    name: str
    label: str
    pieces: list[Piece]


def as_of(lesson: Lesson, number: int) -> dict[str, Any]:
    """What it said in that version, by field. Raises Revision.DoesNotExist if there is none of that number."""
    texts: dict[str, Any] = lesson.revisions.get(number=number).texts
    return texts


def said_by(lesson: Any) -> dict[str, Any]:
    """What a lesson, or a row of its history, says: as a version keeps it."""
    values = {name: getattr(lesson, name) for name in REVISED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Of each field that differs, its words."""
    shown = ((name, in_words(name, before.get(name)), in_words(name, after.get(name))) for name in REVISED)
    return [Change(name, label_of(name), by_words(one, other)) for name, one, other in shown if one != other]


def label_of(name: str) -> str:
    return capfirst(str(Lesson._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def in_words(name: str, value: Any) -> str:
    """As a reader sees it."""
    if name == "happened_on":
        day = parse_date(value) if isinstance(value, str) else value
        return date_format(day) if day else ""
    choices = dict(Lesson._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))


def shown_to(user: Visitor, lesson: Lesson) -> QuerySet[Revision]:
    """The newest first. Who may change the lesson sees all; its other readers those that were published to them.

    That is: from the moment on since when it is read by whom it is read now, and names whom it names now. What was
    taken out before it reached more people, or before its source was hidden, stays out.
    """
    versions = lesson.revisions.select_related("by").order_by("-number")
    return versions if may(user, Permission.WRITE, lesson) else versions.filter(number__gte=_first_shown(lesson))


def _first_shown(lesson: Lesson) -> int:
    events = Lesson.pgh_event_model.objects.filter(pgh_obj=lesson.pk)  # type: ignore[attr-defined]
    as_now = Q(published_at__isnull=False, visibility=lesson.visibility, is_unnamed=lesson.is_unnamed)
    otherwise = events.exclude(as_now).aggregate(last=Max("pgh_id"))["last"] or 0
    first = events.filter(as_now, pgh_id__gt=otherwise).order_by("pgh_id").first()
    if first is not None:
        stood = lesson.revisions.filter(at__lte=first.pgh_created_at, texts=said_by(first))
        number = stood.aggregate(last=Max("number"))["last"]
        if number:
            return int(number)
    return lesson.revisions.aggregate(last=Max("number"))["last"] or 0


def without_people(versions: Iterable[Revision], lesson: Lesson) -> list[Revision]:
    """Each without who wrote it, where the reader may not know who the lesson comes from: see `hide_source`."""
    listed = list(versions)
    for version in listed if lesson.network_id and lesson.author_id is None else ():
        version.by = None
    return listed
