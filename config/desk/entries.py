"""An entry tells an event of a history in the words of the reader: who, what, which, and what changed."""

import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from config.desk.audit import Found, Kind, kinds_of, read
from config.desk.words import field_name, model_name
from lessons.models import Application
from lessons.record.models import LessonRegion, LessonSharing
from networks.models import Membership, User

# Whatever is tracked one day: what has such a name is never shown.
SECRET = re.compile("password|token|secret|hash|recovery|otp")
NOISE = {"id", "key", "version", "created_at", "updated_at"}
MOST = 160  # characters of a text that changed
LEAD = 40  # of them before the first that differs


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: User | None
    who_name: str
    kind: Kind
    model: str
    label: str
    url: str
    of: str  # by which its own history is asked for; empty if it has none
    changes: list[Change]


def entries(found: Iterable[Found]) -> list[Entry]:
    """Return an entry for each event, with a few queries for each model among them, however many they are."""
    rows = list(read(found))
    known = _known(event for pair in rows for event in pair if event is not None)
    return [_entry(event, previous, known) for event, previous in rows]


Known = dict[type[models.Model], dict[Any, models.Model]]


def _known(events: Iterable[Any]) -> Known:
    """Return what the events refer to, as it is called now: by model, then by key."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for event in events:
        keys[User].add(_user_of(event))
        if event.pgh_tracked_model is User:
            keys[User].add(event.pgh_obj_id)
        for field in _fields(event):
            if isinstance(field, models.ForeignKey):
                keys[field.related_model].add(getattr(event, field.attname))
    return {model: model._base_manager.in_bulk(pks - {None}) for model, pks in keys.items()}


def _user_of(event: Any) -> int | None:
    pk = event.pgh_context.metadata.get("user") if event.pgh_context_id and event.pgh_context else None
    return pk if isinstance(pk, int) else None


def _fields(event: Any) -> "list[models.Field[Any, Any]]":
    """Return the fields of the tracked model that its history has."""
    kept = {field.name for field in event._meta.fields}
    return [field for field in event.pgh_tracked_model._meta.concrete_fields if field.name in kept]


def _entry(event: Any, previous: Any, known: Known) -> Entry:
    who = known[User].get(_user_of(event))
    model: type[models.Model] = event.pgh_tracked_model
    kind = kinds_of(event._meta.model).get(event.pgh_label, Kind.CHANGED)
    instance = _as_it_was(event, known)
    return Entry(
        at=event.pgh_created_at,
        who=who if isinstance(who, User) else None,
        who_name=_who(event, who),
        kind=kind,
        model=model_name(model),
        label=_label(instance),
        url=_url(instance),
        of=f"{model._meta.label_lower}:{event.pgh_obj_id}" if getattr(event, "pgh_obj_id", None) else "",
        changes=_changes(event, previous if kind is Kind.CHANGED else None, known),
    )


def _who(event: Any, who: models.Model | None) -> str:
    if who is not None:
        return str(who)
    # Whose account is gone is still somebody; a request without anybody comes from who had not signed in.
    if _user_of(event) is not None:
        return gettext("somebody who is gone")
    return gettext("somebody not signed in") if event.pgh_context_id else gettext("the system")


def _as_it_was(event: Any, known: Known) -> models.Model:
    """Return the object with what the event says of it. What it referred to and is gone stands there without a name."""
    model: type[models.Model] = event.pgh_tracked_model
    if model is User:
        return known[User].get(event.pgh_obj_id) or User(pk=event.pgh_obj_id)
    fields = _fields(event)
    instance = model(**{field.attname: getattr(event, field.attname) for field in fields})
    for field in fields:
        pk = getattr(event, field.attname)
        if isinstance(field, models.ForeignKey) and pk is not None:
            setattr(instance, field.name, known[field.related_model].get(pk) or field.related_model(pk=pk))
    return instance


def _label(instance: Any) -> str:
    if isinstance(instance, LessonRegion | LessonSharing):
        return f"{instance.lesson} · {instance.region if isinstance(instance, LessonRegion) else instance.network}"
    label = ""
    with suppress(Exception):  # it may ask for what no history holds: then its number has to do
        label = str(instance).strip()
    if getattr(instance, "lesson_id", None):
        label = f"{instance.lesson} · {label}"
    return label or f"#{instance.pk}"


def _url(instance: Any) -> str:
    """Return the address of its page, or of the first thing it belongs to; empty if there is none."""
    if isinstance(instance, User):
        return "" if instance.closed_at else reverse("desk_person", args=[instance.pk])
    if isinstance(instance, Membership) and instance.network.slug:
        return reverse("lessons:people", args=[instance.network.slug])
    related = (getattr(instance, name, None) for name in ("lesson", "organisation", "network"))
    if isinstance(instance, Application):  # its page is its user's alone
        instance = instance.lesson
    for each in (instance, *related):
        with suppress(Exception):  # no page, or none that can be named any more
            return str(each.get_absolute_url())
    return ""


def _changes(event: Any, previous: Any, known: Known) -> list[Change]:
    """Return the changes field by field; of a row that was added or removed, all that it said."""
    found = []
    for field in _fields(event):
        value = getattr(event, field.attname)
        old = getattr(previous, field.attname) if previous is not None else None
        if field.name in NOISE or value == old or (previous is None and value in (None, "", [])):
            continue
        if SECRET.search(field.name):
            found.append(Change(field_name(field), "•••" if old else "", "•••"))
        else:
            found.append(Change(field_name(field), *_around(_text(field, old, known), _text(field, value, known))))
    return found


def _text(field: Any, value: Any, known: Known) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, models.ForeignKey):
        return str(known.get(field.related_model, {}).get(value) or "") or f"#{value}"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _around(before: str, after: str) -> tuple[str, str]:
    """Cut both to begin shortly before the first character that differs, and to a length that can be looked at."""
    same = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    same = min(len(before), len(after)) if same is None else same
    start = max(same - LEAD, 0) if before and max(len(before), len(after)) > MOST else 0
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    part = text[start : start + MOST]
    return f"{'… ' if start and part else ''}{part}{' …' if start + MOST < len(text) else ''}"
