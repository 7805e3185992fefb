"""A saved search keeps the query string of a list of lessons, as `LessonFilter` reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from lessons.record.models import Lesson
from lessons.saved_searches.models import LONGEST_QUERY, SavedSearch
from lessons.search.addresses import Wording, query_of
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
    query = query_of(chosen)
    if not query.keys() - {"order", "literal"}:
        raise ValidationError(_("Search for something or choose a filter first: this is the list of all lessons."))
    if len(query.urlencode()) > LONGEST_QUERY:
        raise ValidationError(_("This search is too long to be saved."))
    return query.urlencode()


@dataclass(frozen=True)
class Asked:
    """Describes a saved search: what it asks for in words, and whether all of that still exists."""

    search: SavedSearch
    words: tuple[str, ...]
    is_whole: bool
    in_force: bool  # a digest tells of no others


def described(searches: Iterable[SavedSearch]) -> Iterator[Asked]:
    wording = Wording()
    for search in searches:
        query = QueryDict(search.query)
        words = wording.of(query)
        yield Asked(search, tuple(filter(None, words)), all(words), "state" not in query)


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
    """Return the keys of at most `MOST_FOUND`; none that says only a part of what is asked."""
    query = QueryDict(search.query)
    lessons = Lesson.objects.readable_by(reader).filter(pk__any=sorted(among))
    chosen = LessonFilter(query, queryset=lessons, reader=reader, widens=False)
    if query.keys() - chosen.filters.keys() or not chosen.is_valid():
        return []
    return [*chosen.qs.values_list("pk", flat=True)[:MOST_FOUND]]
