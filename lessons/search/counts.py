"""How many lessons each choice of a filter would leave is counted in one statement, whatever was chosen and typed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, TextField
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from lessons.counts.reading import counts_in_states, of_kind
from lessons.record.models import LessonQuerySet
from networks.record.permissions import Visitor

# Counts are kept within each choice of these; what is narrowed by one of the others alone is counted when it is asked.
KEPT_WITHIN = ("network", "finding", "region", "sector", "result", "natural", "confirmed", "used")
FACETS = (*KEPT_WITHIN, "evidence", "year", "language", "source")
MOST_DUE = 10_000  # of those overdue each is counted
# Ranking reads the words of each lesson: of those whose title has the words, and of all, so many of the best standing.
CANDIDATES = 400
# All that is counted of a lesson is in its facets, and these in an index. A draft has none until it is published: of it
# a list counts this, told as the trigger of `lessons/counts/models.py` tells it of those that are published.
_FACETS = """CASE WHEN lessons_lesson.published_at IS NOT NULL THEN lessons_lesson.facets ELSE ARRAY(
        SELECT 'network:' || lessons_lesson.network_id
        UNION ALL SELECT 'sector:' || lessons_lesson.sector_id
        UNION ALL SELECT 'result:' || lessons_lesson.result
        UNION ALL SELECT 'region:' || r.region_id FROM lessons_lesson_regions r WHERE r.lesson_id = lessons_lesson.id
        UNION ALL SELECT 'finding:' || f.finding_id FROM lessons_lessonfinding f WHERE f.lesson_id = lessons_lesson.id
        UNION ALL SELECT DISTINCT 'natural:' || d.natural_region_id FROM lessons_lesson_regions r
            JOIN networks_region d ON d.id = r.region_id WHERE r.lesson_id = lessons_lesson.id
        UNION ALL SELECT 'evidence:' || lessons_lesson.evidence
        UNION ALL SELECT 'language:' || lessons_lesson.language
        UNION ALL SELECT 'year:' || to_char(lessons_lesson.happened_on, 'YYYY')
            WHERE lessons_lesson.happened_on IS NOT NULL
        UNION ALL SELECT 'source:no'
    ) END"""
_COUNTED = f"""SELECT '{{found}}', '', count(*) FROM {{found}}
    UNION ALL SELECT '{{found}}', 'due', count(*) FROM {{found}} WHERE is_due
    UNION ALL SELECT '{{found}}', each, count(*) FROM {{found}} CROSS JOIN LATERAL unnest(facets) AS each GROUP BY each
        HAVING split_part(each, ':', 1) IN {FACETS}"""  # noqa: S608 -- our own names
# Few ended: they are read in their index, and then it is asked which of them are among many keys.
_ENDED = """SELECT 'ended', state, count(*) FROM (WITH ended (id, state) AS MATERIALIZED ({rows})
        SELECT state FROM ended WHERE %s::text IS NULL OR id = ANY(%s::bigint[])
    ) AS ended GROUP BY state"""
_STANDING = "ORDER BY standing DESC, published_at DESC NULLS FIRST, id DESC LIMIT %s"
_BEST = f"""SELECT 'best', array_agg(id)::text, count(*) FROM (
        (SELECT id FROM {{found}} WHERE id IN (
            SELECT id FROM lessons_lesson WHERE memoria_title_vector(language, title) @@ memoria_asks_lessons(%s)
        ) {_STANDING})
        UNION (SELECT id FROM {{found}} {_STANDING})
    ) AS candidates"""  # noqa: S608 -- the words are a parameter
Counts = dict[str, dict[str, int]]


def counts_of(
    found: Mapping[str, LessonQuerySet],
    *,
    ended: LessonQuerySet | None = None,
    ended_among: str | None = None,
    best_of: str = "",
) -> Counts:
    """Count for "all", and for each facet, the lessons found for it: facet → key or value → how many.

    Those found for several facets are the same object, and are looked for once. Of those found "in force" and `ended`,
    "state" says how many are in each. `best_of` are the words typed: then "best" has one key, the array of the lessons
    worth ranking, as PostgreSQL writes it; none if there are no such.
    """
    names = {id(lessons): f"found_{place}" for place, lessons in enumerate(found.values())}
    asked = _Asked(best_of, names[id(found["all"])])
    for lessons in {id(lessons): lessons for lessons in found.values()}.values():
        asked.add(names[id(lessons)], lessons)
    if ended is not None:
        asked.add_ended(ended, ended_among)
    counted = asked.counted()
    counts: Counts = defaultdict(dict, best=counted["best"], state=dict(counted["ended"]))
    for facet, lessons in found.items():
        its = counted[names[id(lessons)]]
        if facet in FACETS:
            counts[facet] = of_kind(its, facet)
        elif its and facet == "all":
            counts["all"] = {"": its[""]}
        elif facet == "in force":
            counts["state"] |= {state: its[name] for name, state in (("", "published"), ("due", "due")) if name in its}
    return counts


class _Asked:
    """Holds what one statement asks: each table of it has the lessons found for something."""

    def __init__(self, best_of: str, every: str) -> None:
        """Take words, and the name of the table that has the best for them."""
        self.best_of, self.every = best_of, every
        self.tables: list[str] = []
        self.parts: list[str] = []
        self.parameters: tuple[list[Any], list[Any]] = ([], [])  # of the tables, and of the parts

    def add(self, name: str, lessons: LessonQuerySet) -> None:
        facets = RawSQL(_FACETS, [], output_field=ArrayField(TextField()))  # noqa: S611 -- without parameters
        # The state is not asked: no index tells it.
        is_due = ExpressionWrapper(Q(review_on__lte=localdate(), network__closed_on=None), BooleanField())
        rows = lessons.order_by().annotate(its_facets=facets, is_due=is_due)
        try:
            columns = ("pk", "published_at", "standing", "its_facets", "is_due")
            sql, values = rows.values_list(*columns).query.sql_with_params()
        except EmptyResultSet:
            return
        self.tables.append(f"{name} (id, published_at, standing, facets, is_due) AS MATERIALIZED ({sql})")
        self.parameters[0].extend(values)
        self.parts.append(_COUNTED.format(found=name))
        if self.best_of and name == self.every:
            self.parts.append(_BEST.format(found=name))
            self.parameters[1].extend([self.best_of, CANDIDATES, CANDIDATES])

    def add_ended(self, lessons: LessonQuerySet, among: str | None) -> None:
        try:
            sql, values = lessons.order_by().values("pk", "state").query.sql_with_params()
        except EmptyResultSet:
            return
        self.parts.append(_ENDED.format(rows=sql))
        self.parameters[1].extend([*values, among, among])

    def counted(self) -> Counts:
        """Map each name to facets of its lessons, and how many have each."""
        counted: Counts = defaultdict(dict)
        if self.tables:
            # It begins as what reads alone, for pghistory: that tells PostgreSQL before all else who writes.
            sql = f"SELECT * FROM (WITH {', '.join(self.tables)} {' UNION ALL '.join(self.parts)}) AS counted"  # noqa: S608
            with connection.cursor() as cursor:
                cursor.execute(sql, [*self.parameters[0], *self.parameters[1]])
                for table, facet, many in cursor.fetchall():
                    if many:
                        counted[table][facet] = many
        return counted


def kept_counts(reader: Visitor, only: str, *, state: str) -> Counts:
    """Return the same counts of all lessons in a state that the reader may read, narrowed by `only` one facet or ""."""
    kept = counts_in_states(reader, only, state=state, most_due=MOST_DUE)
    counts: Counts = defaultdict(dict)
    counts["state"] = {each: numbers.lessons for each, numbers in kept["state"].items()}
    if only in kept[""]:
        counts["all"][""] = kept[""][only].lessons
    for facet in FACETS:
        # Its own choice does not narrow it; of several findings, one more narrows further.
        is_own = only.startswith(f"{facet}:") and facet != "finding"
        its = of_kind(kept["" if is_own else only], facet)
        counts[facet] = {key: numbers.lessons for key, numbers in its.items()}
    if only.startswith("finding:") and counts["all"]:
        counts["finding"][only.removeprefix("finding:")] = counts["all"][""]
    return counts


def with_facets(lessons: LessonQuerySet, facets: list[str]) -> LessonQuerySet:
    """Return those of `lessons` that have all of `facets`. Only drafts have to say them first."""
    its: Any = RawSQL(_FACETS, [], output_field=ArrayField(TextField()))  # noqa: S611 -- without parameters
    wanted: dict[str, Any] = {"its_facets__contains": facets}
    return lessons.alias(its_facets=its).filter(**wanted)
