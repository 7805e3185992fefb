"""How many lessons each choice of a filter would leave is counted in one statement, whatever was chosen and typed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from lessons.counts.reading import counts_within
from lessons.record.models import LessonQuerySet
from networks.record.permissions import Visitor

FACETS = ("network", "finding", "region", "sector", "result")
# Ranking reads the words of each lesson: ranked are those whose title has the words and the newest, so many of each.
CANDIDATES = 400
# What each counts by, from the rows that were found: their own columns, or the tables beside them. `all` is how many.
COUNTED = {
    "all": "SELECT 'all', '', count(*) FROM {found}",
    "network": "SELECT 'network', network::text, count(*) FROM {found} GROUP BY network",
    "sector": "SELECT 'sector', sector::text, count(*) FROM {found} GROUP BY sector",
    "result": "SELECT 'result', result, count(*) FROM {found} GROUP BY result",
    "region": """SELECT 'region', region_id::text, count(*) FROM {found}
        JOIN lessons_lesson_regions r ON r.lesson_id = {found}.id GROUP BY region_id""",
    "finding": """SELECT 'finding', finding_id::text, count(*) FROM {found}
        JOIN lessons_lessonfinding f ON f.lesson_id = {found}.id GROUP BY finding_id""",
}
_NEWEST = "ORDER BY published_at DESC NULLS FIRST, id DESC LIMIT %s"
_BEST = f"""SELECT 'best', id::text, 1 FROM (
        (SELECT id FROM {{found}} WHERE id IN (
            SELECT id FROM lessons_lesson WHERE memoria_title_vector(language, title) @@ memoria_asks_lessons(%s)
        ) {_NEWEST})
        UNION (SELECT id FROM {{found}} {_NEWEST})
    ) AS candidates"""  # noqa: S608 -- the words are a parameter
Counts = dict[str, dict[str, int]]


def counts_of(found: Mapping[str, LessonQuerySet], *, best_of: str = "") -> Counts:
    """Count for each name of `COUNTED` the lessons found for it: facet → key or value → how many.

    Those found for several facets are the same object, and are looked for once. `best_of` are the words typed: then
    the keys of "best" are the lessons worth ranking.
    """
    tables: dict[int, str] = {}
    given: list[str] = []
    parameters: list[Any] = []
    asked = []
    for facet, lessons in found.items():
        if id(lessons) not in tables:
            try:
                sql, values = _columns(lessons)
            except EmptyResultSet:
                continue
            tables[id(lessons)] = name = f"found_{len(tables)}"
            given.append(f"{name} (id, network, sector, result, published_at) AS MATERIALIZED ({sql})")
            parameters += values
        asked.append(COUNTED[facet].format(found=tables[id(lessons)]))
    if best_of and "all" in found and id(found["all"]) in tables:
        asked.append(_BEST.format(found=tables[id(found["all"])]))
        parameters += [best_of, CANDIDATES, CANDIDATES]
    counts: Counts = defaultdict(dict)
    if asked:
        with connection.cursor() as cursor:
            # It begins as what reads alone, for pghistory: that tells PostgreSQL before all else who writes.
            sql = f"SELECT * FROM (WITH {', '.join(given)} {' UNION ALL '.join(asked)}) AS counted"  # noqa: S608
            cursor.execute(sql, parameters)
            for facet, value, many in cursor.fetchall():
                counts[facet][value or ""] = many
    if not counts["all"].get(""):
        counts["all"] = {}
    return counts


def kept_counts(reader: Visitor, only: str, *, state: str) -> Counts:
    """Return the same counts of all lessons in a state that the reader may read, narrowed by `only` one facet or ""."""
    kept = counts_within(reader, {"", only}, state=state)
    counts: Counts = defaultdict(dict)
    if only in kept[""]:
        counts["all"][""] = kept[""][only].lessons
    for facet in FACETS:
        # Its own choice does not narrow it; of several findings, one more narrows further.
        is_own = only.startswith(f"{facet}:") and facet != "finding"
        for value, numbers in kept["" if is_own else only].items():
            kind, _, key = value.partition(":")
            if kind == facet:
                counts[facet][key] = numbers.lessons
    if only.startswith("finding:") and counts["all"]:
        counts["finding"][only.removeprefix("finding:")] = counts["all"][""]
    return counts


def _columns(lessons: LessonQuerySet) -> tuple[str, tuple[Any, ...]]:
    rows = lessons.order_by().values_list("pk", "network_id", "sector_id", "result", "published_at")
    sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)
