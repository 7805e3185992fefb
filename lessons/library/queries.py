"""Lessons from published sources that tell of a network, or that may be useful to it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q

from lessons.experience.strength import cards_of
from lessons.library.models import LibraryEntry
from lessons.record.models import Lesson, LessonQuerySet
from networks.models import Network
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

SHOWN = 6  # of each on a network's page


@dataclass(frozen=True)
class Written:
    """Holds the first lessons from sources that tell of a network, and of those that may be useful to it."""

    about: list[Lesson]
    useful: list[Lesson]


def library() -> LessonQuerySet:
    """Return the lessons of the library that are in force. Everybody may read them."""
    return Lesson.objects.filter(entry__isnull=False).published().standing()  # of their few entries, not of all lessons


def written_about(network: Network) -> Written:
    rows = _rows(AnonymousUser(), network=network.pk)
    keys = {is_about: [pk for pk, about in rows if about is is_about][:SHOWN] for is_about in (True, False)}
    cards = {lesson.pk: lesson for lesson in cards_of(keys[True] + keys[False])}
    return Written([cards[pk] for pk in keys[True]], [cards[pk] for pk in keys[False]])


def _ask_rows(_reader: Visitor, network: int) -> tuple[str, tuple[Any, ...]]:
    useful = LibraryEntry.useful_to.through.objects.filter(network=network).values("libraryentry")
    entries = LibraryEntry.objects.filter(Q(about=network) | Q(pk__in=useful), lesson__in=library())
    newest_first = entries.order_by(F("lesson__happened_on").desc(nulls_last=True), "pk")
    rows = newest_first.annotate(is_about=Q(about__isnull=False) & Q(about=network))
    return rows.values_list("pk", "is_about").query.sql_with_params()


_rows = PreparedSQL(_ask_rows)
