"""This module says who sees which version of a lesson, and what changed between two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst

from lessons.record.models import VERSIONED_FIELDS, Lesson, Revision
from lessons.texts.diff import Piece, by_words
from networks.record.permissions import Visitor


@dataclass(frozen=True)
class Change:
    name: str
    label: str
    pieces: list[Piece]


def as_of(lesson: Lesson, number: int) -> dict[str, Any]:
    """Return what it said in that version, by field. Raise Revision.DoesNotExist if there is none of that number."""
    texts: dict[str, Any] = lesson.revisions.get(number=number).texts
    return texts


def contents_of(lesson: Any) -> dict[str, Any]:
    """Return what a lesson, or a row of its history, says: as a version keeps it."""
    values = {name: getattr(lesson, name) for name in VERSIONED_FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Return the fields that differ, each with its words compared."""
    pairs = (
        (name, value_in_words(name, before.get(name)), value_in_words(name, after.get(name)))
        for name in VERSIONED_FIELDS
    )
    return [Change(name, field_label(name), by_words(one, other)) for name, one, other in pairs if one != other]


def field_label(name: str) -> str:
    return capfirst(str(Lesson._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def value_in_words(name: str, value: Any) -> str:
    """Return the value as a reader sees it."""
    if name == "happened_on":
        day = parse_date(value) if isinstance(value, str) else value
        return date_format(day) if day else ""
    choices = dict(Lesson._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))


def versions_for(user: Visitor, lesson: Lesson) -> QuerySet[Revision]:
    """Return the versions that reach `user`, the newest first. Whoever may change the lesson sees all.

    What was taken out before it reached more people, or before its source was hidden, stays out.
    """
    return lesson.revisions.said_to(user).select_related("by", "texts_audience").order_by("-number")


def visible_versions(versions: Iterable[Revision], lesson: Lesson) -> list[Revision]:
    """Return the versions without what their reader may not know.

    The reason of a change is left out where it was told to others. Its writer is left out there, and where the reader
    may not know who the lesson comes from: see `hide_source`.
    """
    listed = list(versions)
    for version in listed:
        if not version.tells_why:
            version.note, version.by = "", None
        elif lesson.network_id and lesson.author_id is None:
            version.by = None
    return listed
