"""The audit log is one list of all that the history tables hold: who did what to what, and when.

pghistory's own `Events` computes the difference of every row before it sorts them: seven seconds for a hundred
thousand rows. Here the rows of a page are found first, by moment and number alone, and only they are read whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context, Event

from base.lines import one_line
from networks.models import User

# By what a row that something refers to is known: the words of a search are looked for in these.
NAMES = ("name", "full_name", "acronym", "title", "email", "code", "name_es")


class Kind(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


OPERATIONS = {"INSERT": Kind.ADDED, "UPDATE": Kind.CHANGED, "DELETE": Kind.REMOVED}


@cache
def histories() -> dict[str, type[Any]]:
    """Return the history of each model that has one, by the model's label."""
    found: list[type[Any]] = [each for each in apps.get_models() if issubclass(each, Event) and each.pgh_tracked_model]
    return {model.pgh_tracked_model._meta.label_lower: model for model in sorted(found, key=lambda m: m._meta.label)}


def kinds_of(events: type[Any]) -> dict[str, Kind]:
    """Return what happened, by the label that its trigger writes."""
    return {
        each.label: OPERATIONS.get(str(getattr(each, "operation", pgtrigger.Update)), Kind.CHANGED)
        for each in events.pgh_trackers
    }


class Found(NamedTuple):
    """Points to a row of a history: enough to order rows, to go on after it, and to fetch it."""

    at: datetime
    number: int  # of its history, in the order of `histories()`
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.number}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Found | None":
        """Return what `str` wrote, or None if the text is no such thing."""
        try:
            moment, number, pk = (int(part) for part in text.split("-"))
            return cls(EPOCH + timedelta(microseconds=moment), number, pk)
        except (ValueError, OverflowError):
            return None


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """Narrows the list. `person` are words of a name or address; `of` is one object: label and key."""

    words: str = ""
    person: str = ""
    by: User | None = None
    by_nobody: bool = False
    model: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    of: tuple[str, int] | None = None


def newest(asked: Asked, limit: int, *, after: Found | None = None) -> list[Found]:
    """Return up to `limit` of the rows asked for, the newest first; with `after`, those that follow it."""
    order = ["-pgh_created_at", "-number", "-pgh_id"]
    wanted = asked.of[0] if asked.of else asked.model
    branches = []
    for number, (label, events) in enumerate(histories().items()):
        if wanted in {"", label} and (rows := _rows(events, asked)) is not None:
            if after is not None:
                rows = rows.filter(_comes_after(number, after))
            rows = rows.annotate(number=Value(number, output_field=models.IntegerField()))
            branches.append(rows.order_by(*order).values_list("pgh_created_at", "number", "pgh_id")[:limit])
    if not branches:
        return []
    rows = branches[0]
    if len(branches) > 1:
        rows = rows.union(*branches[1:], all=True).order_by(*order)[:limit]
    return [Found(*row) for row in rows]


def _comes_after(number: int, last: Found) -> Q:
    earlier = Q(pgh_created_at__lt=last.at)
    if number < last.number:
        return earlier | Q(pgh_created_at=last.at)
    return earlier | Q(pgh_created_at=last.at, pgh_id__lt=last.pk) if number == last.number else earlier


def _rows(events: type[Any], asked: Asked) -> "QuerySet[Any] | None":
    """Return the rows of one history that are asked for; None if it cannot have any."""
    rows = events.objects.all()
    if asked.kind:
        labels = [label for label, kind in kinds_of(events).items() if kind == asked.kind]
        rows = rows.filter(pgh_label__in=labels)
    if asked.of:
        if not hasattr(events, "pgh_obj_id"):
            return None
        rows = rows.filter(pgh_obj_id=asked.of[1])
    if asked.since:
        rows = rows.filter(pgh_created_at__gte=midnight(asked.since))
    if asked.until:
        rows = rows.filter(pgh_created_at__lt=end_of(asked.until))
    for word in one_line(asked.words).split():
        rows = rows.filter(_names(events, word))
    return _by(rows, asked)


def midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the last moment of the day, not the next midnight: the last day that there is, 9999-12-31, has none."""
    return make_aware(datetime.combine(day, time.max))


def _by(rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
    if asked.by:
        rows = rows.filter(pgh_context__in=Context.objects.filter(metadata__user=asked.by.pk))
    if asked.person:
        people = list(User.objects.called(asked.person).values_list("pk", flat=True))
        rows = rows.filter(pgh_context__in=Context.objects.filter(metadata__user__in=people))
    if asked.by_nobody:
        rows = rows.filter(Q(pgh_context=None) | ~Q(pgh_context__in=Context.objects.filter(metadata__user__gt=0)))
    return rows


def _names(events: type[Any], word: str) -> Q:
    """Return the condition that the word stands in a name of the row, or of what the row refers to."""
    found = _has(events, word)
    for field in events._meta.fields:
        if isinstance(field, models.ForeignKey) and field.name != "pgh_context":
            related = field.related_model
            if (named := _has(related, word)) != Q(pk__in=[]):
                found |= Q(**{f"{field.name}__in": related._base_manager.filter(named).values("pk")})
    return found


def _has(model: type[models.Model], word: str) -> Q:
    columns = [field.name for field in model._meta.fields if field.name in NAMES]
    found = Q(pk__in=[])
    for column in columns:
        found |= Q(**{f"{column}__unaccent__icontains": word})
    return found


def read(found: Iterable[Found]) -> Iterator[tuple[Any, Any]]:
    """Yield each event with the version of the same object that came before it, or None; in the order given."""
    found = list(found)
    wanted, models_of = defaultdict(list), list(histories().values())
    for each in found:
        wanted[each.number].append(each.pk)
    rows = {number: _with_previous(models_of[number], pks) for number, pks in wanted.items()}
    for each in found:
        yield rows[each.number][each.pk]


def _with_previous(events: type[Any], pks: list[int]) -> dict[int, tuple[Any, Any]]:
    whole = events.objects.select_related("pgh_context").filter(pk__in=pks)
    if not hasattr(events, "pgh_obj_id"):
        return {event.pk: (event, None) for event in whole}
    before = events.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    last = before.order_by("-pgh_id").values("pgh_id")[:1]
    whole = whole.annotate(previous=Subquery(last))
    previous = events.objects.in_bulk([event.previous for event in whole if event.previous])
    return {event.pk: (event, previous.get(event.previous)) for event in whole}
