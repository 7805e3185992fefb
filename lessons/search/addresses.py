"""The address of a list says how it is narrowed: as feeds, files and whoever keeps a list write it, and in words."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.formats import date_format

from base.lines import quoted
from base.reading.kept_lists import KeptLists
from lessons.record.models import Lesson
from lessons.search.facets import FIRST_STATE, MORE, ROWS
from lessons.search.filters import LessonFilter


def query_of(chosen: LessonFilter, *, but: Collection[str] = ()) -> QueryDict:
    """Return what a filter asks for, `but` for some fields, in one form for all that ask the same.

    It is without the page, and without what changes nothing; of an invalid filter, empty.
    """
    query, typed = QueryDict(mutable=True), chosen.data
    for name, field in chosen.form.fields.items() if chosen.is_valid() and isinstance(typed, QueryDict) else ():
        is_list = getattr(field.widget, "allow_multiple_selected", False)
        values = {*typed.getlist(name)} if is_list else {_as_sent(chosen.form.cleaned_data[name], typed.get(name, ""))}
        sent = sorted({value.strip() for value in values} - {""})
        if sent and name not in but and (name, sent) != ("state", [FIRST_STATE]):
            query.setlist(name, sent)
    return query


def _as_sent(cleaned: Any, typed: str) -> str:
    """Return a day as every language reads it, and all else as it came."""
    return cleaned.isoformat() if isinstance(cleaned, date) else typed


class Wording:
    """Says in words what query strings ask for. It asks for nothing but the lists that each process keeps."""

    def __init__(self) -> None:
        nobody = AnonymousUser()
        self._fields = LessonFilter(QueryDict(), queryset=Lesson.objects.none(), reader=nobody).form.fields
        self._lists = KeptLists()
        self._choices: dict[str, dict[str, str] | None] = {}

    def of(self, query: QueryDict) -> list[str]:
        """Return what each value is called; "" for what is not there any more."""
        return [self._word(name, value) for name, values in query.lists() for value in values]

    def _word(self, name: str, value: str) -> str:
        if name not in self._fields:
            return ""
        field = self._fields[name]
        if name not in self._choices:
            self._choices[name] = _choices(name, field, self._lists)
        known = self._choices[name]
        if known is not None:
            word = known.get(value, "")
            return f"{field.label}: {word}" if word and name in MORE else word
        if name == "q":
            return quoted(value)
        return f"{field.label}: {date_format(field.clean(value)) if isinstance(field, forms.DateField) else value}"


def _choices(name: str, field: forms.Field, lists: KeptLists) -> dict[str, str] | None:
    """Return what the field offers, with its words; None if it takes what is typed."""
    if name in ROWS:
        table, key = ROWS[name]
        return {str(getattr(row, key)): str(row) for row in lists.of(table)}
    return {str(value): str(label) for value, label in field.choices} if hasattr(field, "choices") else None
