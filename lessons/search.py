"""Search as a Spanish reader expects: without accents, in any number, forgiving a slip of the finger."""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest

from lessons.models.lesson import LessonQuerySet

# Ranking reads every match; among 20,000 that takes over a second. The newest thousand are ranked.
CANDIDATES = 1_000
SIMILAR = 0.5


def _query(words: str, config: str) -> SearchQuery:
    return SearchQuery(Func(Value(words), function="memoria_fold"), config=config, search_type="websearch")


def matching(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Those of `lessons` that speak of all the `words`, best first; if none, those with a similar title."""
    spanish, english = _query(words, "spanish"), _query(words, "english")
    hits = lessons.filter(Q(language="es", search=spanish) | Q(language="en", search=english))
    newest = list(hits.newest_first().values_list("pk", flat=True)[:CANDIDATES])
    if not newest:
        return similar(lessons, words)
    rank = Greatest(SearchRank(F("search"), spanish), SearchRank(F("search"), english))
    return lessons.filter(pk__in=newest).annotate(rank=rank).order_by("-rank", "-published_at", "-pk")


def similar(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Lessons whose title has a stretch that looks like `words`: for a typing error."""
    wanted: Any = Func(Value(words), function="memoria_fold")
    folded = Func(F("title"), function="memoria_fold")
    close = TrigramWordSimilarity(wanted, folded)
    return lessons.annotate(rank=close).filter(rank__gte=SIMILAR).order_by("-rank", "-pk")
