"""How many lessons each choice of a filter would leave is counted in one statement, whatever was chosen and typed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from lessons.counts.reading import counts_within, of_kind
from lessons.record.models import LessonQuerySet
from networks.record.permissions import Visitor

FACETS = ("network", "finding", "region", "sector", "result")
# Ranking reads the words of each lesson: ranked are those whose title has the words and the newest, so many of each.
CANDIDATES = 400
# All that is counted of a lesson is in its facets, and these in an index. A draft has none until it is published.
_FACETS = """CASE WHEN lessons_lesson.published_at IS NOT NULL THEN lessons_lesson.facets ELSE ARRAY(
        SELECT 'network:' || lessons_lesson.network_id
        UNION ALL SELECT 'sector:' || lessons_lesson.sector_id
        UNION ALL SELECT 'result:' || lessons_lesson.result
        UNION ALL SELECT 'region:' || r.region_id FROM lessons_lesson_regions r WHERE r.lesson_id = lessons_lesson.id
        UNION ALL SELECT 'finding:' || f.finding_id FROM lessons_lessonfinding f WHERE f.lesson_id = lessons_lesson.id
    ) END"""
_COUNTED = f"""SELECT '{{found}}', '', count(*) FROM {{found}}
    UNION ALL SELECT '{{found}}', each, count(*) FROM {{found}} CROSS JOIN LATERAL unnest(facets) AS each GROUP BY each
        HAVING split_part(each, ':', 1) IN {FACETS}"""  # noqa: S608 -- our own names
_STANDING = "ORDER BY standing DESC, published_at DESC NULLS FIRST, id DESC LIMIT %s"
_BEST = f"""SELECT 'best', array_agg(id)::text, count(*) FROM (
        (SELECT id FROM {{found}} WHERE id IN (
            SELECT id FROM lessons_lesson WHERE memoria_title_vector(language, title) @@ memoria_asks_lessons(%s)
        ) {_STANDING})
        UNION (SELECT id FROM {{found}} {_STANDING})
    ) AS candidates"""  # noqa: S608 -- the words are a parameter
Counts = dict[str, dict[str, int]]


def counts_of(found: Mapping[str, LessonQuerySet], *, best_of: str = "") -> Counts:
    """Count for "all", and for each facet, the lessons found for it: facet → key or value → how many.

    Those found for several facets are the same object, and are looked for once. `best_of` are the words typed: then
    "best" has one key, the array of the lessons worth ranking, as PostgreSQL writes it; none if there are no such.
    """
    names = {id(lessons): f"found_{place}" for place, lessons in enumerate(found.values())}
    counted = _counted({names[id(lessons)]: lessons for lessons in found.values()}, names[id(found["all"])], best_of)
    counts: Counts = defaultdict(dict, best=counted["best"])
    for facet, lessons in found.items():
        its = counted[names[id(lessons)]]
        if facet != "all":
            counts[facet] = of_kind(its, facet)
        elif its:
            counts["all"] = {"": its[""]}
    return counts


def _counted(tables: Mapping[str, LessonQuerySet], every: str, best_of: str) -> Counts:
    """Map each name to facets of its lessons, and how many have each; the best are among those of the name `every`."""
    given: list[str] = []
    parameters: list[Any] = []
    asked: list[str] = []
    best: list[str] = []
    for name, lessons in tables.items():
        try:
            sql, values = _columns(lessons)
        except EmptyResultSet:
            continue
        given.append(f"{name} (id, published_at, standing, facets) AS MATERIALIZED ({sql})")
        parameters += values
        asked.append(_COUNTED.format(found=name))
        if best_of and name == every:
            best.append(_BEST.format(found=name))
    counted: Counts = defaultdict(dict)
    if asked:
        parameters += [best_of, CANDIDATES, CANDIDATES] * len(best)
        # It begins as what reads alone, for pghistory: that tells PostgreSQL before all else who writes.
        sql = f"SELECT * FROM (WITH {', '.join(given)} {' UNION ALL '.join(asked + best)}) AS counted"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            for table, facet, many in cursor.fetchall():
                if many:
                    counted[table][facet] = many
    return counted


def kept_counts(reader: Visitor, only: str, *, state: str) -> Counts:
    """Return the same counts of all lessons in a state that the reader may read, narrowed by `only` one facet or ""."""
    kept = counts_within(reader, {"", only}, state=state)
    counts: Counts = defaultdict(dict)
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


def _columns(lessons: LessonQuerySet) -> tuple[str, tuple[Any, ...]]:
    facets = RawSQL(_FACETS, [], output_field=ArrayField(TextField()))  # noqa: S611 -- without parameters
    rows = lessons.order_by().annotate(its_facets=facets).values_list("pk", "published_at", "standing", "its_facets")
    sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)
