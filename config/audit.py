"""Who did what to what, and when: the history tables of all apps, read as one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import ForeignKey, QuerySet
from django.utils.text import capfirst
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from networks.models import User

PER_PAGE = 50
KINDS = {"insert": _("added"), "update": _("changed"), "delete": _("removed")}
LONGEST = 120
NOT_SHOWN = {"search", "content", "small", "large"}


@dataclass(frozen=True)
class Asked:
    """What the log is narrowed to; empty narrows nothing."""

    person: int | None = None
    table: str = ""
    kind: str = ""
    since: Any = None
    until: Any = None
    before: datetime | None = None  # where the page before ended


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    kind: str
    table: str
    name: str
    changes: list[tuple[str, str, str]]  # field, before, after


def tables() -> dict[str, Any]:
    """The history tables, by the name of the model they follow."""
    found = [model for model in apps.get_models() if issubclass(model, Event) and model._meta.managed]
    return {_name_of(model): model for model in found if not model._meta.proxy}


def _name_of(model: Any) -> str:
    return str(model.pgh_tracked_model._meta.model_name)


def label_of(name: str) -> str:
    return capfirst(str(tables()[name].pgh_tracked_model._meta.verbose_name))


def _rows(model: Any, asked: Asked) -> "QuerySet[Any]":
    rows: QuerySet[Any] = model.objects.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")
    if asked.person:
        rows = rows.filter(pgh_context__metadata__user=asked.person)
    if asked.kind:
        rows = rows.filter(pgh_label=asked.kind)
    if asked.since:
        rows = rows.filter(pgh_created_at__gte=make_aware(datetime.combine(asked.since, time.min)))
    if asked.until:
        rows = rows.filter(pgh_created_at__lt=make_aware(datetime.combine(asked.until, time.min)) + timedelta(days=1))
    return rows.filter(pgh_created_at__lt=asked.before) if asked.before else rows


def _merged(asked: Asked, take: Callable[["QuerySet[Any]"], Iterator[Any]]) -> Iterator[Any]:
    chosen = [model for name, model in tables().items() if asked.table in {"", name}]
    return merge(*(take(_rows(model, asked)) for model in chosen), key=lambda row: row.pgh_created_at, reverse=True)


def page_of(asked: Asked) -> tuple[list[Entry], datetime | None]:
    """The newest entries, and from where the next page goes on, if there is one."""
    found = list(islice(_merged(asked, lambda rows: iter(rows[: PER_PAGE + 1])), PER_PAGE + 1))
    shown = found[:PER_PAGE]
    return list(_entries(shown)), shown[-1].pgh_created_at if len(found) > PER_PAGE else None


def _entries(events: list[Any]) -> Iterator[Entry]:
    people = _people(events)
    before = _before(events)
    names = _names(events)
    for event in events:
        yield Entry(
            at=event.pgh_created_at,
            who=_who(event, people),
            kind=str(KINDS.get(event.pgh_label, event.pgh_label)),
            table=capfirst(str(event.pgh_tracked_model._meta.verbose_name)),
            name=names.get((type(event), _row_of(event)), f"#{_row_of(event)}"),
            changes=_changes(event, before.get((type(event), event.pgh_id))),
        )


def _person_of(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context_id else {}
    return metadata.get("user")


def _people(events: list[Any]) -> dict[int, User]:
    return User.objects.in_bulk({pk for event in events if (pk := _person_of(event))})


def _who(event: Any, people: dict[int, User]) -> str:
    """Empty for what no person did in a request: tasks, commands, migrations."""
    pk = _person_of(event)
    return "" if pk is None else str(people.get(pk, f"#{pk}"))


def _key_of(model: Any) -> str:
    """Which column names the row it is of: tables of many-to-many have no reference, and rights alone no id."""
    return "pgh_obj_id" if "pgh_obj" in {field.name for field in model._meta.concrete_fields} else "id"


def _row_of(event: Any) -> int:
    key: int = getattr(event, _key_of(type(event)))
    return key


def _by_table(events: list[Any]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = {}
    for event in events:
        found.setdefault(type(event), set()).add(_row_of(event))
    return found


def _before(events: list[Any]) -> dict[tuple[Any, int], Any]:
    """The version before each, in one query a table."""
    found: dict[tuple[Any, int], Any] = {}
    for model, keys in _by_table(events).items():
        last: dict[int, Any] = {}
        for row in model.objects.filter(**{f"{_key_of(model)}__in": keys}).order_by("pgh_id"):
            found[model, row.pgh_id] = last.get(_row_of(row))
            last[_row_of(row)] = row
    return found


def _names(events: list[Any]) -> dict[tuple[Any, int], str]:
    """What each row is called now, as long as it is there."""
    found: dict[tuple[Any, int], str] = {}
    for model, keys in _by_table(events).items():
        tracked: type[models.Model] = model.pgh_tracked_model
        refers = [field.name for field in tracked._meta.concrete_fields if isinstance(field, ForeignKey)]
        rows = tracked._base_manager.select_related(*refers) if refers else tracked._base_manager.all()
        found |= {(model, row.pk): str(row) for row in rows.filter(pk__in=keys)}
    return found


def _changes(event: Any, before: Any) -> list[tuple[str, str, str]]:
    """Of a change, what is another than before; of what was added, what it says."""
    if event.pgh_label == "delete":
        return []
    told = []
    for field in _told(event):
        old, new = getattr(before, field.attname, None), getattr(event, field.attname)
        if old != new and (before is not None or new not in ("", None, [], False)):
            told.append((capfirst(str(field.verbose_name)), _text(old), _text(new)))
    return told


def _told(event: Any) -> Iterator[Any]:
    for field in event._meta.concrete_fields:
        internal = field.name.startswith("pgh_") or field.name in {"id", "created_at", "updated_at", "version"}
        if not internal and field.name not in NOT_SHOWN and not isinstance(field, models.BinaryField):
            yield field


def _text(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def lines_of(asked: Asked) -> Iterator[list[Any]]:
    """All of it, row by row, for a file: when, who, what, which table, which row, and what it said then."""
    people = {user.pk: user for user in User.objects.all()}
    for event in _merged(asked, lambda rows: rows.iterator(chunk_size=500)):
        said = {field.name: getattr(event, field.attname) for field in _told(event)}
        yield [
            event.pgh_created_at.isoformat(),
            _who(event, people),
            event.pgh_label,
            event.pgh_tracked_model._meta.label,
            _row_of(event),
            json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False),
        ]
