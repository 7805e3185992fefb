"""The address of a list says how it is narrowed: as feeds, files and whoever keeps a list write it."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from lessons.search.filters import LessonFilter

NAMED = ("network", "finding", "region", "sector")


def narrowing(asked: QueryDict, *, but: Collection[str] = ()) -> QueryDict:
    """Return the filters and the order that were asked for, `but` for some, sorted: nothing else of an address."""
    known = QueryDict(mutable=True)
    for name, values in sorted(asked.lists()):
        if name in LessonFilter.base_filters and name not in but and any(values):
            known.setlist(name, [value for value in values if value])
    return known


def names_of(chosen: LessonFilter) -> Iterator[str]:
    """Yield what a valid list is narrowed to: the words, then what is chosen, by its name."""
    values = chosen.form.cleaned_data
    if values["q"]:
        yield str(values["q"])
    for name in NAMED:
        value = values.get(name) or ()
        rows: Iterable[Any] = [value] if isinstance(value, Model) else value
        yield from map(str, rows)
