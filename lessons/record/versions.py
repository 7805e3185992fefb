"""The versions of a lesson: what it said at each, who sees which, and what changed between two."""

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
    """What it said in that version, by field. Raises Revision.DoesNotExist if there is none of that number."""
    texts: dict[str, Any] = lesson.revisions.get(number=number).texts
    return texts


def contents_of(lesson: Any) -> dict[str, Any]:
    """What a lesson, or a row of its history, says: as a version keeps it."""
    values = {name: getattr(lesson, name) for name in VERSIONED_FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Of each field that differs, its words."""
    shown = (
        (name, value_in_words(name, before.get(name)), value_in_words(name, after.get(name)))
        for name in VERSIONED_FIELDS
    )
    return [Change(name, field_label(name), by_words(one, other)) for name, one, other in shown if one != other]


def field_label(name: str) -> str:
    return capfirst(str(Lesson._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def value_in_words(name: str, value: Any) -> str:
    """As a reader sees it."""
    if name == "happened_on":
        day = parse_date(value) if isinstance(value, str) else value
        return date_format(day) if day else ""
    choices = dict(Lesson._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))


def versions_for(user: Visitor, lesson: Lesson) -> QuerySet[Revision]:
    """The newest first. Who may change the lesson sees all; its other readers those that reached them.

    What was taken out before it reached more people, or before its source was hidden, stays out.
    """
    return lesson.revisions.said_to(user).select_related("by", "texts_audience").order_by("-number")


def visible_versions(versions: Iterable[Revision], lesson: Lesson) -> list[Revision]:
    """Each without why it was changed, where that was told to others; and without who wrote it, there and where the
    reader may not know who the lesson comes from: see `hide_source`."""
    listed = list(versions)
    for version in listed:
        if not version.tells_why:
            version.note, version.by = "", None
        elif lesson.network_id and lesson.author_id is None:
            version.by = None
    return listed
