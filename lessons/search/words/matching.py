"""Searches as people ask: in any number, without accents, in other words, with a slip of the finger.

Found are the lessons that say all that is asked for, in the words typed or in synonyms of theirs. If those are too few,
a word that nobody used gives way to the nearest one in use; and after those that say all come those that say most, or
mean nearly the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    F,
    FloatField,
    Func,
    Max,
    OuterRef,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from lessons.meaning.asking import vector_of
from lessons.meaning.embedding import is_on
from lessons.meaning.nearest import near_question
from lessons.record.models import Lesson, LessonQuerySet, State
from lessons.record.models.audience import everyone
from lessons.search.counts import Counts, counts_of
from lessons.search.words.asked import Term, read
from lessons.search.words.sayings import keys_saying
from lessons.search.words.stand_ins import instead_of
from lessons.search.words.vocabulary import with_words_in_use
from lessons.search.words.widening import fused, has_parts, most_of
from lessons.translations.models import Translation
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

# With fewer than a reader sees at first, those that say most of what is asked for come after them.
ENOUGH = 5
MOST_ALIKE = 20


class Search:
    """Knows which lessons say what `reader` asks for. Nothing is asked of the database before it is needed."""

    def __init__(self, words: str, reader: Visitor, *, literally: bool = False) -> None:
        """Take the words as they were typed; `literally`, nothing else is looked for in their place."""
        self.reader = reader
        self.literally = literally
        self.asked = self._meant = read(words, literally=literally)
        self.corrected: list[tuple[str, str]] = []  # words that nobody used, and what was looked for instead
        self._most: list[int] = []
        self._many: dict[str, int] = {"{}": 0}  # how many of certain keys may be read: see `_many_of`
        self.many_say_all = 0  # of those ranked, which come first
        self.says_part = False  # whether others follow
        self.is_late = False  # whether nothing told in time what the words mean: the next who asks may find more

    @cached_property
    def _all(self) -> str:
        keys, are_many = keys_saying(self.asked, self.reader)
        if are_many:
            self.asked = self.asked.as_typed()
        return keys

    @property
    def keys(self) -> str:
        """Return the keys of all that was found, whoever may read it, as PostgreSQL writes an array."""
        if not self._most:
            return self._all
        return "{" + ",".join(filter(None, [self._all.strip("{}"), *map(str, self._most)])) + "}"

    def found_in(self, lessons: LessonQuerySet) -> LessonQuerySet:
        """Return those of `lessons` that were found, in no order."""
        return lessons.filter(pk__any=self.keys)

    def counted(self, lessons: LessonQuerySet, count: Callable[[], Counts], *, by_rank: bool = True) -> Counts:
        """Return what `count` counts once more was looked for, if fewer than `ENOUGH` of `lessons` say all.

        `lessons` are all that are asked about, and `count` may count those that a further choice leaves of what
        was found. In another order than `by_rank` a part is looked for only if nothing says all.
        """
        counts: Counts = defaultdict(dict)
        say_all = ""
        if self._all.count(",") >= ENOUGH - 1:  # else so few say it that whoever may read them finds too little
            counts, say_all = count(), self._all
            if counts["all"].get("", 0) >= ENOUGH or self._many_of(lessons) >= ENOUGH:
                return counts
        self._widen(lessons, by_rank=by_rank)
        return counts if self.keys in {say_all, "{}"} else count()

    def _widen(self, lessons: LessonQuerySet, *, by_rank: bool) -> None:
        if not by_rank and self._many_of(lessons):
            return
        if not self.literally:
            self.asked = self._meant.with_held()
        said, unsaid = most_of(self.asked, self.reader) if has_parts(self._meant) else ([], [*self.asked.terms])
        if unsaid and not self.literally and not self._many_of(lessons):
            said = self._correct(lessons, said, unsaid, by_rank=by_rank)
        if said or not self.corrected:
            self._most = fused(said, self._alike())
        self.says_part = bool(self._most)

    def _correct(self, lessons: LessonQuerySet, said: list[int], unsaid: list[Term], *, by_rank: bool) -> list[int]:
        """Look for the nearest words in use in place of those that nothing says; return what says most now."""
        asked, self.corrected = with_words_in_use(self._meant, unsaid, self.reader)
        if not self.corrected:
            return said
        self.asked = asked
        self._all = keys_saying(asked, self.reader)[0]
        if not has_parts(asked) or self._many_of(lessons) >= (ENOUGH if by_rank else 1):
            return []
        self.asked = asked.with_held()
        return most_of(self.asked, self.reader)[0]

    def _alike(self) -> list[int]:
        """Return the keys of lessons that mean nearly what is asked, nearest first."""
        if self.literally or not is_on():
            return []
        vector = vector_of(self.asked.words, is_question=True)
        self.is_late = vector is None
        return near_question(self.reader, vector)[:MOST_ALIKE] if vector else []

    def _many_of(self, lessons: LessonQuerySet) -> int:
        """Count those of `lessons` that say all, up to `ENOUGH`."""
        if self._all not in self._many:
            self._many[self._all] = lessons.filter(pk__any=self._all).order_by()[:ENOUGH].count()
        return self._many[self._all]

    def ranked(self, counts: Counts) -> list[int]:
        """Return the keys of the lessons that `counts_of` found worth ranking, best first.

        Whether they may be read was asked there.
        """
        best_first: list[int] = []
        for keys in counts["best"]:
            terms = self.asked.websearch or [self.asked.words]
            found = self._all if self._most else keys  # of thousands, none is looked up twice
            ((best_first,),) = _ranked(self.reader, keys=keys, found=found, terms=terms, today=localdate())
            self.many_say_all = len(best_first)
            if self._most:
                candidates = {int(key) for key in keys.strip("{}").split(",")}
                best_first = [*dict.fromkeys([*best_first, *(key for key in self._most if key in candidates)])]
            self.says_part = len(best_first) > self.many_say_all
        return best_first


# A statement that is planned for any words would call the function anew for each row.
_ONCE = "(SELECT %(function)s(%(expressions)s))"


class Terms(SearchQuery):
    """Asks for all of these terms in one text, stemmed as texts of that language are."""

    template = _ONCE

    def __init__(self, terms: list[str], language: str) -> None:
        super().__init__("")
        self.function = "memoria_query_of"
        self.set_source_expressions([Value(language), Value(terms, ArrayField(TextField()))])


def matching(lessons: LessonQuerySet, words: str, reader: Visitor) -> LessonQuerySet:
    """Return those that say what is asked, best first, then those that say most of it; if none does, what stands in.

    A lesson whose review is overdue counts half.
    """
    search = Search(words, reader)
    counts = search.counted(lessons, lambda: counts_of({"all": search.found_in(lessons)}, best_of=search.asked.words))
    best = search.ranked(counts)
    return in_order(lessons, best) if best else instead_of(lessons, words)


def in_order(lessons: LessonQuerySet, keys: Iterable[int]) -> LessonQuerySet:
    """Return those of `lessons` that have these keys, in the order of the keys."""
    keys = [*keys]
    place = Func(Value(keys, ArrayField(BigIntegerField())), F("pk"), function="array_position")
    return lessons.filter(pk__any=keys).order_by(place)


def _ask_ranked(reader: Visitor, keys: str, found: str, terms: list[str], today: date) -> tuple[str, tuple[Any, ...]]:
    """Rank by how often and how near the words are, the title first; then by what others and time say of a lesson."""
    english = When(language="en", then=SearchRank(F("search"), Terms(terms, "en")))
    of_each = Case(english, default=SearchRank(F("search"), Terms(terms, "es")))
    translated = Translation.objects.shown().said_to(reader).filter(lesson=OuterRef("pk")).order_by().values("lesson")
    text = Greatest(of_each, Subquery(translated.annotate(best=Max(of_each)).values("best")))
    lessons = Lesson.objects.filter(pk__any=keys).filter(pk__any=found)
    best_first = lessons.order_by((text * _standing() * trust(today)).desc(), "-published_at", "-pk")
    sql, parameters = best_first.values_list("pk").query.sql_with_params()
    return f"SELECT ARRAY({sql})", parameters


_ranked = PreparedSQL(_ask_ranked, everyone)


def _standing() -> Any:
    """Return 1 for a lesson that nobody has borne out, and up to 2."""
    return Value(1.0) + Cast(F("standing"), FloatField()) / Value(100.0)


def trust(today: date) -> Case:
    overdue = When(state=State.PUBLISHED, review_on__lte=Cast(Value(today), DateField()), then=Value(0.5))
    superseded = When(state=State.SUPERSEDED, then=Value(0.5))
    return Case(overdue, superseded, default=Value(1.0), output_field=FloatField())
