"""Searches as a Spanish reader expects: without accents, in any number, forgiving a slip of the finger."""

import re
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    F,
    FloatField,
    Func,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest
from django.utils.timezone import localdate

from base.words import folded
from lessons.files.models import Attachment
from lessons.record.models import TEXT_FIELDS, Lesson, LessonQuerySet, State
from lessons.record.models.audience import everyone
from lessons.search.counts import Counts, counts_of
from lessons.translations.models import Translation
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

# Words that no index has are looked for in the texts of so many, the newest.
CANDIDATES = 1_000
MOST_FILLER = 4  # words that no index has: each reads all texts of the candidates
MOST_DOCUMENTS = 5_000
# At most this many similar titles are worth showing.
SIMILAR = 40


def _folded(text: F | Value) -> Any:
    return Func(text, function="memoria_fold", output_field=TextField())


# A statement that is planned for any words would call the function anew for each row.
_ONCE = "(SELECT %(function)s(%(expressions)s))"


class Words(SearchQuery):
    """Asks for words, cleaned and stemmed as texts of that language are: see lessons/migrations/_search.py."""

    template = _ONCE

    def __init__(self, words: str, language: str) -> None:
        super().__init__(words)
        self.function = "memoria_query"
        self.set_source_expressions([Value(language), Value(words)])


class LessonsSay(SearchQuery):
    """Asks for words in the vectors of lessons and translations, each stemmed as its language is, in one condition."""

    template = _ONCE

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.function = "memoria_asks_lessons"
        self.set_source_expressions([Value(words)])


def _says(words: str) -> Q:
    """Match documents that have all the words. All texts but English ones are folded and stemmed as Spanish."""
    return ~Q(language="en") & Q(search=Words(words, "es")) | Q(language="en", search=Words(words, "en"))


def keys_saying(words: str, reader: Visitor) -> str:
    """Return the keys of all lessons that say the words: themselves, or in a translation or document of the reader's.

    They are an array as PostgreSQL writes it, to be asked for with `pk__any`: of thousands, Python makes no numbers.
    Whether the reader may read the lesson is not asked here. Asked before all else, and once: so PostgreSQL goes by its
    indexes, and knows how many they are when it plans what comes next.
    """
    ((keys,),) = _keys_saying(reader, words=words)
    return str(keys)


def _ask_keys_saying(reader: Visitor, words: str) -> tuple[str, list[Any]]:
    translated = Translation.objects.shown().said_to(reader).filter(search=LessonsSay(words))
    documents = Attachment.objects.there().said_to(reader).filter(_says(words)).order_by("-pk")[:MOST_DOCUMENTS]
    others = translated.order_by().values("lesson").union(documents.values("lesson"))
    sql, parameters = others.query.sql_with_params()
    return f"SELECT ARRAY(SELECT memoria_lessons_saying(%s) UNION {sql})::text", [words, *parameters]


_keys_saying = PreparedSQL(_ask_keys_saying, everyone)


def speaking_of(lessons: LessonQuerySet, words: str, reader: Visitor, keys: str | None = None) -> LessonQuerySet:
    """Return those of `lessons` that speak of all the `words`, in no order.

    `keys` is what `keys_saying` answered, for a caller that asks more than once.
    """
    return lessons.filter(pk__any=keys_saying(words, reader) if keys is None else keys)


def matching(lessons: LessonQuerySet, words: str, reader: Visitor) -> LessonQuerySet:
    """Return those that speak of all the `words`, best first; if none does, those with a similar title.

    A lesson whose review is overdue counts half.
    """
    best = ranked(counts_of({"all": speaking_of(lessons, words, reader)}, best_of=words), words, reader)
    return in_order(lessons, best) if best else instead_of(lessons, words)


def in_order(lessons: LessonQuerySet, keys: list[int]) -> LessonQuerySet:
    """Return those of `lessons` that have these keys, in the order of the keys."""
    place = Func(Value(keys, ArrayField(BigIntegerField())), F("pk"), function="array_position")
    return lessons.filter(pk__any=keys).order_by(place)


def ranked(counts: Counts, words: str, reader: Visitor) -> list[int]:
    """Return the keys of the lessons that `counts_of` found worth ranking, best first.

    Whether they may be read was asked there.
    """
    best_first: list[int] = []
    for keys in counts["best"]:
        ((best_first,),) = _ranked(reader, keys=keys, words=words, today=localdate())
    return best_first


def _ask_ranked(reader: Visitor, keys: str, words: str, today: date) -> tuple[str, tuple[Any, ...]]:
    english = When(language="en", then=SearchRank(F("search"), Words(words, "en")))
    of_each = Case(english, default=SearchRank(F("search"), Words(words, "es")))
    translated = Translation.objects.shown().said_to(reader).filter(lesson=OuterRef("pk")).order_by().values("lesson")
    rank = Greatest(of_each, Subquery(translated.annotate(best=Max(of_each)).values("best")))
    lessons = Lesson.objects.filter(pk__any=keys)
    best_first = lessons.order_by((rank * _trust(today)).desc(), "-published_at", "-pk")
    sql, parameters = best_first.values_list("pk").query.sql_with_params()
    return f"SELECT ARRAY({sql})", parameters


_ranked = PreparedSQL(_ask_ranked, everyone)


def instead_of(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Return what stands in where nothing says the words: those with words that no index has, or a similar title."""
    filler = _of_filler(lessons, words)
    return filler if filler.exists() else similar(lessons, words)


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


def _trust(today: date) -> Case:
    overdue = When(state=State.PUBLISHED, review_on__lte=Cast(Value(today), DateField()), then=Value(0.5))
    return Case(overdue, default=Value(1.0), output_field=FloatField())


def similar(lessons: LessonQuerySet, words: str) -> LessonQuerySet:
    """Return lessons whose title has a stretch that looks like `words`: for a typing error."""
    wanted = _folded(Value(words))
    close = lessons.alias(folded=_folded(F("title"))).filter(folded__trigram_word_similar=wanted)
    rank = TrigramWordSimilarity(wanted, "folded") * _trust(localdate())
    return close.annotate(rank=rank).order_by("-rank", "-pk")[:SIMILAR]
