"""What is shown where nothing says the words: lessons with words that no index has, or with a similar title."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import F, Func, Q, TextField, Value

from base.words import folded
from lessons.record.models import TEXT_FIELDS, LessonQuerySet

# Words that no index has are looked for in the texts of so many, the newest.
CANDIDATES = 1_000
MOST_FILLER = 4  # words that no index has: each reads all texts of the candidates
# At most this many similar titles are worth showing.
SIMILAR = 40


def instead_of(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Return what stands in where nothing says the words: those with words that no index has, or a similar title."""
    filler = _of_filler(lessons, words)
    return filler if filler.exists() else with_similar_title(lessons, words)


def _of_filler(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Return those of the newest that have each of the `words`, if no index has one of them: para, entre, with."""
    if not _is_filler(words):
        return lessons.none()
    found = lessons.filter(pk__in=lessons.newest_first().values("pk")[:CANDIDATES])
    for word in [*dict.fromkeys(re.findall(r"\w+", folded(words)))][:MOST_FILLER]:
        found = found.filter(reduce(or_, (Q(**{f"{name}__unaccent__iregex": rf"\m{word}\M"}) for name in TEXT_FIELDS)))
    return found.newest_first()


def _is_filler(words: str) -> bool:
    sql = (
        "SELECT memoria_plain(%s) <> ' ' AND 0 IN (numnode(memoria_query('es', %s)), numnode(memoria_query('en', %s)))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [words] * 3)
        (is_filler,) = cursor.fetchone()
    return bool(is_filler)


def with_similar_title(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Return lessons whose title has a stretch that looks like `words`: for a typing error."""
    wanted = _folded(Value(words))
    close = lessons.alias(folded=_folded(F("title"))).filter(folded__trigram_word_similar=wanted)
    rank = TrigramWordSimilarity(wanted, "folded")
    return close.annotate(rank=rank).order_by("-rank", "-pk")[:SIMILAR]


def _folded(text: F | Value) -> Any:
    return Func(text, function="memoria_fold", output_field=TextField())
