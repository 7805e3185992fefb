"""A person is shown all that is stored about them: each table that refers to people is asked, as far as
`registry.py` says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import ForeignKey
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from pghistory.models import Event

from config.privacy.own_words import OwnWords
from config.privacy.registry import privacy_of, shown
from lessons.models import Audience, Lesson
from networks.models import User

MOST_SHOWN = 20
EMPTY: tuple[Any, ...] = ("", None, [], {}, False)
NOT_SAID = (models.BinaryField,)


@dataclass(frozen=True)
class Group:
    """Holds rows of one table that refer to the person in one way; each row by the names of its fields."""

    name: str
    title: str
    rows: list[dict[str, Any]]
    model: type[models.Model]

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        """Return the first rows, for reading: each with what has a name that people know; the rest is for the file."""
        named = _labels(self.model)
        return [
            [(named[name], _in_words(value)) for name, value in row.items() if name in named and value not in EMPTY]
            for row in map(self._with_choices, self.rows[:MOST_SHOWN])
        ]

    @property
    def in_file(self) -> list[dict[str, Any]]:
        """Return all rows, with the names that people know; what has none, or shares one, goes by its column's."""
        return [self._headed(self._with_choices(row)) for row in self.rows]

    def _headed(self, row: dict[str, Any]) -> dict[str, Any]:
        named, headed = _labels(self.model), {}
        for name, value in row.items():
            label = named.get(name, name)
            headed[name if label in headed else label] = value
        return headed

    def _with_choices(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the row with each choice as it is called."""
        columns = {each.name: dict(each.flatchoices) for each in self.model._meta.concrete_fields if each.choices}
        return row | {name: str(columns[name].get(row[name], row[name])) for name in columns if row.get(name)}

    @property
    def more(self) -> int:
        return max(len(self.rows) - MOST_SHOWN, 0)


def own_data(user: User) -> list[Group]:
    own = OwnWords(user)
    groups = [Group("account", gettext("Your account"), [_said(user, own)], User)]
    for name, field in shown():
        privacy = privacy_of(field.model)
        rows = field.model._base_manager.filter(**{field.name: user}).select_related(*_related(field.model))
        named_only = field.name in privacy.named_only
        told = [_named(row, own) if named_only else _said(row, own) for row in rows.order_by("pk")]
        groups.append(Group(name, str(privacy.shown[field.name]), told, field.model))
    return [group for group in groups if group.rows]


def _labels(model: type[models.Model]) -> dict[str, str]:
    """Return the names of the columns that were given one to be read, by column."""
    columns = {field.name: field.verbose_name for field in model._meta.concrete_fields if field.name != "id"}
    # A name that nobody gave is the column's own, as it stands: what was given is there to be translated.
    labels = {name: capfirst(str(given)) for name, given in columns.items() if isinstance(given, Promise)}
    moments = {"at", "created_at", "pgh_created_at", "action_time"} & set(columns)
    return labels | dict.fromkeys(moments, gettext("When"))


def _in_words(value: Any) -> str:
    if value is True:
        return gettext("yes")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _related(kind: type[models.Model]) -> list[str]:
    return [each.name for each in kind._meta.concrete_fields if isinstance(each, ForeignKey) and _is_said(kind, each)]


def _named(row: models.Model, own: OwnWords) -> dict[str, Any]:
    return {"id": row.pk} | ({"title": row.title} if isinstance(row, Lesson) and own.may_read(row) else {})


def _said(row: models.Model, own: OwnWords) -> dict[str, Any]:
    """Return the row without secrets, other people, and what these said that does not reach the person."""
    if not own.may_read(row):
        return _named(row, own) | own.of(row)
    kind = row._meta.model
    fields = [field for field in row._meta.concrete_fields if _is_said(kind, field)]
    return {field.name: _value(row, field, own) for field in fields if not own.is_of_another(row, field.name)}


def _is_said(kind: type[models.Model], field: Any) -> bool:
    if field.name in privacy_of(kind).withheld or isinstance(field, (*NOT_SAID, models.GeneratedField)):
        return False
    refers_to_a_person = isinstance(field, ForeignKey) and field.related_model is User
    if getattr(field, "related_model", None) is Audience:  # of an unnamed lesson it tells the organisation
        return False
    is_internal = issubclass(kind, Event) and field.name.startswith("pgh_") and field.name != "pgh_created_at"
    return (not refers_to_a_person and not is_internal and kind is not LogEntry) or field.name in {"id", "action_time"}


def _value(row: models.Model, field: Any, own: OwnWords) -> Any:
    if isinstance(field, ForeignKey):
        related = getattr(row, field.name)
        if isinstance(related, Lesson) and not own.may_read(related):
            return f"#{related.pk}"
        return None if related is None else str(related)
    return getattr(row, field.attname)
