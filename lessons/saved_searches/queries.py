"""A saved search keeps the query string of a list of lessons, as `LessonFilter` reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from base.lines import quoted
from base.reading.kept_lists import KeptLists
from lessons.record.models import Lesson
from lessons.saved_searches.models import LONGEST_QUERY, SavedSearch
from lessons.search.facets import ROWS, STATES
from lessons.search.filters import LessonFilter
from networks.models import User

# A digest is composed within some seconds: so many searches of a person are asked, and each may put so many first.
MOST_IN_DIGEST, MOST_FOUND = 10, 5


def cleaned_query(asked: str, reader: User) -> str:
    """Return the query string in one form for all that ask the same: without the page, and what changes nothing.

    Raises ValidationError with the words of the filter if that does not accept it, or if it asks for nothing.
    """
    typed = QueryDict(asked)
    chosen = LessonFilter(typed, queryset=Lesson.objects.none(), reader=reader)
    if not chosen.is_valid():
        fields = chosen.form.fields
        raise ValidationError(
            [f"{fields[name].label}: {each}" for name in chosen.errors for each in chosen.errors[name]]
        )
    query = QueryDict(mutable=True)
    for name, field in chosen.form.fields.items():
        is_list = getattr(field.widget, "allow_multiple_selected", False)
        values = {*typed.getlist(name)} if is_list else {_as_sent(chosen.form.cleaned_data[name], typed.get(name, ""))}
        query.setlist(name, sorted({value.strip() for value in values} - {""}))
    if query.get("state") == next(iter(STATES)):  # which is shown if none is asked for
        del query["state"]
    if not {name for name in query if query[name]} - {"order"}:
        raise ValidationError(_("Search for something or choose a filter first: this is the list of all lessons."))
    if len(query.urlencode()) > LONGEST_QUERY:
        raise ValidationError(_("This search is too long to be saved."))
    return query.urlencode()


def _as_sent(cleaned: Any, typed: str) -> str:
    """Return a day as every language reads it, and all else as it came."""
    return cleaned.isoformat() if isinstance(cleaned, date) else typed


@dataclass(frozen=True)
class Asked:
    """Describes a saved search: what it asks for in words, and whether all of that still exists."""

    search: SavedSearch
    words: tuple[str, ...]
    is_whole: bool
    in_force: bool  # a digest tells of no others


def described(searches: Iterable[SavedSearch], reader: User) -> Iterator[Asked]:
    """Describe the searches. It asks for nothing but the lists that each process keeps."""
    form, lists = LessonFilter(QueryDict(), queryset=Lesson.objects.none(), reader=reader).form, KeptLists()
    choices = {name: _choices(name, field, lists) for name, field in form.fields.items()}
    for search in searches:
        query = QueryDict(search.query)
        words = [_word(name, value, form, choices) for name, values in query.lists() for value in values]
        is_whole = all(words)
        yield Asked(search, tuple(filter(None, words)), is_whole, "state" not in query)


def _choices(name: str, field: forms.Field, lists: KeptLists) -> dict[str, str] | None:
    """Return what the field offers, with its words; None if it takes what is typed."""
    if name in ROWS:
        table, key = ROWS[name]
        return {str(getattr(row, key)): str(row) for row in lists.of(table)}
    return {str(value): str(label) for value, label in field.choices} if hasattr(field, "choices") else None


def _word(name: str, value: str, form: forms.Form, choices: dict[str, dict[str, str] | None]) -> str:
    """Return what a value is called; empty if it is not there any more."""
    if name not in choices:
        return ""
    known = choices[name]
    if known is not None:
        return known.get(value, "")
    if name == "q":
        return quoted(value)
    field = form.fields[name]
    return f"{field.label}: {date_format(field.clean(value)) if isinstance(field, forms.DateField) else value}"


def found_in(new: Iterable[int], reader: User) -> dict[int, SavedSearch]:
    """Map the lessons among those with the keys `new` that a search of the reader's, for their digest, finds to it.

    A lesson goes to the first search that finds it. What the reader may not read now is not found.
    """
    left, found = set(new), dict[int, SavedSearch]()
    for search in SavedSearch.objects.of(reader).filter(in_digest=True)[:MOST_IN_DIGEST] if left else ():
        keys = _finds(search, reader, left)
        found |= dict.fromkeys(keys, search)
        left -= {*keys}
    return found


def _finds(search: SavedSearch, reader: User, among: set[int]) -> list[int]:
    """Return the keys of at most `MOST_FOUND`; none that only stand in for words that nobody said."""
    query = QueryDict(search.query)
    lessons = Lesson.objects.readable_by(reader).filter(pk__any=sorted(among))
    chosen = LessonFilter(query, queryset=lessons, reader=reader, widens=False)
    if query.keys() - chosen.filters.keys() or not chosen.is_valid() or ("q" in query and not chosen.total):
        return []
    return [*chosen.qs.values_list("pk", flat=True)[:MOST_FOUND]]
