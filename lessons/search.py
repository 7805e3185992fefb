"""Search as a Spanish reader expects: without accents, in any number, forgiving a slip of the finger."""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import F, Func, Max, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Greatest

from lessons.models import Translation
from lessons.models.lesson import LessonQuerySet

# Ranking reads every match; among 20,000 that takes over a second. The newest thousand are ranked.
CANDIDATES = 1_000
# How many similar titles are worth showing.
SIMILAR = 40


def _folded(text: F | Value) -> Any:
    return Func(text, function="memoria_fold", output_field=TextField())


def _query(words: str, config: str) -> SearchQuery:
    function = "memoria_fold" if config == "spanish" else "unaccent"
    text = Func(Value(words), function=function, output_field=TextField())
    # A minus that negates nothing, also one that folding left alone: many of them overflow PostgreSQL's parser.
    clean = Func(text, Value(r"-+(?!\w)"), Value(" "), Value("g"), function="regexp_replace", output_field=TextField())
    return SearchQuery(clean, config=config, search_type="websearch")


def speaking_of(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Those of `lessons` that speak of all the `words`, in no order."""
    spanish, english = _query(words, "spanish"), _query(words, "english")
    # All but English ones are folded and stemmed as Spanish: see the SQL of migration 0001.
    says = ~Q(language="en") & Q(search=spanish) | Q(language="en", search=english)
    # Two questions, each of its own index: as one, they would read every lesson.
    own = lessons.model._default_manager.filter(says).order_by().values("pk")
    translated = Translation.objects.shown().filter(says).order_by().values("lesson")
    return lessons.filter(pk__in=own.union(translated))


def matching(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Those that speak of all the `words`, best first; if none, those with a similar title."""
    newest = list(speaking_of(lessons, words).newest_first().values_list("pk", flat=True)[:CANDIDATES])
    if not newest:
        return similar(lessons, words)
    spanish, english = _query(words, "spanish"), _query(words, "english")
    of_each = Greatest(SearchRank(F("search"), spanish), SearchRank(F("search"), english))
    translated = Translation.objects.shown().filter(lesson=OuterRef("pk")).order_by().values("lesson")
    rank = Greatest(of_each, Subquery(translated.annotate(best=Max(of_each)).values("best")))
    return lessons.filter(pk__in=newest).annotate(rank=rank).order_by("-rank", "-published_at", "-pk")


def similar(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Lessons whose title has a stretch that looks like `words`: for a typing error."""
    wanted = _folded(Value(words))
    close = lessons.alias(folded=_folded(F("title"))).filter(folded__trigram_word_similar=wanted)
    return close.annotate(rank=TrigramWordSimilarity(wanted, "folded")).order_by("-rank", "-pk")[:SIMILAR]
