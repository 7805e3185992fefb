"""Pages read how many lessons somebody may read that have what, in one statement however many there are."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.utils.timezone import localdate

from base.reading.prepared_statements import prepared_cursor, typed
from lessons.record.models.audience import everyone
from lessons.record.models.states import ENDED, State
from lessons.record.results import Tally
from networks.models import User
from networks.record import rights
from networks.record.permissions import GRANTED_TO, Permission, Visitor


class Numbers(NamedTuple):
    """Counts lessons; of what was told in a month, their confirmations and uses too."""

    lessons: int
    confirmations: int
    uses: int


Number = TypeVar("Number", int, Numbers)
Counts = dict[str, dict[str, Numbers]]  # within → value → how many have both

_READ = """
    SELECT within, value, sum(lessons)::bigint AS lessons, sum(confirmations)::bigint AS confirmations,
        sum(uses)::bigint AS uses
    FROM (
        SELECT k.within, k.value, k.lessons, k.confirmations, k.uses FROM lessons_keptcount k
        WHERE k.audience_id = {reached} AND k.state = %(state)s AND k.within {within}
        {beside}
    ) AS counted GROUP BY within, value HAVING sum(counted.lessons) > 0
"""
# What its author and who answers for it read whomever it reaches, while they write in its network.
_BESIDE = """
    UNION ALL
    SELECT c.within, c.value, 1, c.in_time * (l.confirming + cardinality(l.confirming_voices)), c.in_time * l.used
    FROM lessons_lesson l CROSS JOIN LATERAL memoria_counted_by(l.facets) AS c
    WHERE {theirs} AND l.published_at IS NOT NULL AND l.taken_down_at IS NULL AND l.state = %(state)s
        AND c.within {within}
"""
_THEIRS = """(l.author_id = %(person)s OR l.steward_id = %(person)s) AND l.network_id = ANY(%(writes)s)
        AND NOT l.audience_id = ANY(%(audiences)s)"""
# Beside a list in one state stands how many there are in the others. Those overdue are counted one by one, up to a
# number: each day there are others. The "+ 0" keeps PostgreSQL, which plans this once for any reader, from reading all
# that reaches an audience instead of the few that are due.
_IN_STATES = """
    {counted}
    UNION ALL
    SELECT 'state', state, sum(lessons)::bigint, 0, 0 FROM (
        SELECT k.state, k.lessons FROM lessons_keptcount k
        WHERE k.audience_id = {reached} AND k.state = ANY(%(states)s) AND k.within = '' AND k.value = %(only)s
        {beside}
    ) AS in_state GROUP BY state HAVING sum(lessons) > 0
    UNION ALL
    SELECT 'state', 'due', count(*), 0, 0 FROM (
        SELECT FROM lessons_lesson l LEFT JOIN networks_network n ON n.id = l.network_id
        WHERE l.state = 'published' AND l.taken_down_at IS NULL AND l.review_on <= %(today)s AND n.closed_on IS NULL
            {having} AND (l.audience_id + 0 = {reached} {or_theirs})
        LIMIT %(most)s
    ) AS due HAVING count(*) > 0
"""
_THEIRS_IN_STATES = """
        UNION ALL
        SELECT l.state, 1 FROM lessons_lesson l
        WHERE {theirs} AND l.published_at IS NOT NULL AND l.taken_down_at IS NULL AND l.state = ANY(%(states)s) {having}
"""
STUDY, LIBRARY = 0, -2  # in the place of a network's key
# The values are as "network:3/2026-11/worked", "study/2007/" or "library/2019-01/". Months are not read if there are
# years enough; study and library tell of years before this memory.
_TOLD = f"""
    SELECT CASE split_part(value, ':', 1) WHEN 'network' THEN split_part(split_part(value, '/', 1), ':', 2)::bigint
            ELSE CASE WHEN value LIKE 'study%%' THEN {STUDY} ELSE {LIBRARY} END END,
        split_part(value, '/', 2), split_part(value, '/', 3), lessons, confirmations, uses
    FROM (
        WITH in_years AS MATERIALIZED ({{in_years}}),
        span AS MATERIALIZED (
            SELECT max(year) - min(year) > %(years)s AS is_long FROM (
                SELECT split_part(value, '/', 2)::integer AS year FROM in_years WHERE value LIKE 'network%%'
            ) AS told
        )
        SELECT * FROM in_years WHERE (SELECT is_long FROM span)
        UNION ALL
        SELECT * FROM ({{in_months}}) AS in_months WHERE (SELECT is_long FROM span) IS NOT TRUE
    ) AS told
"""  # noqa: S608 -- our own numbers
# A secretariat reads what reaches one organisation of its network alone.
_OF_ORGANISATIONS = "SELECT a.id FROM lessons_audience a WHERE a.circles[1] LIKE ANY(%(of_organisations)s)"


def counts_within(reader: Visitor | None, facets: Iterable[str], *, state: str = "published") -> Counts:
    """Count the lessons in that state that `reader` may read and that have one of `facets`, or "" for all lessons.

    Facets are as in `Lesson.facets`; None reads everything. Lessons that an admin took down are in no count.
    """
    return _read(reader, "= ANY(%(within)s)", {"within": [*facets]}, state)


def counts_in_states(reader: Visitor | None, only: str, *, state: str, most_due: int) -> Counts:
    """Count as `counts_within` does, within "" and `only`; and within "state", the lessons in each that have `only`.

    "due" among these are those in force that wait for being verified: no more than `most_due`.
    """
    reach, having = _reach_of(reader), "AND l.facets @> ARRAY[%(only)s]" if only else ""
    counted, parameters = _statement(reader, "= ANY(%(within)s)", {"within": ["", only], "state": state})
    beside = _THEIRS_IN_STATES.format(theirs=_THEIRS, having=having) if reach.beside else ""
    or_theirs = f"OR {_THEIRS}" if reach.beside else ""
    sql = _IN_STATES.format(counted=counted, reached=reach.sql, beside=beside, having=having, or_theirs=or_theirs)
    states = [state.value for state in (State.PUBLISHED, *ENDED)]
    asked = {"states": states, "only": only, "today": localdate(), "most": typed(most_due)}
    return _rows(sql, parameters | asked)


def counts_within_each(reader: Visitor | None, kind: str, *, state: str = "published") -> Counts:
    """Count as `counts_within` does, within each facet of a kind, as "result:" or "fresh:"."""
    return _read(reader, "BETWEEN %(kind)s AND %(last)s", {"kind": kind, "last": f"{kind}\U0010ffff"}, state)


def of_kind(values: Mapping[str, Number], kind: str) -> dict[str, Number]:
    """Return the facets of one kind, as "region", by what follows it: a key, or a value."""
    return {facet.removeprefix(f"{kind}:"): many for facet, many in values.items() if facet.startswith(f"{kind}:")}


def keyed(values: Mapping[str, Numbers], kind: str) -> dict[int, int]:
    """Map the keys of one kind of facet to how many lessons have it."""
    return {int(key): numbers.lessons for key, numbers in of_kind(values, kind).items()}


def tally_of(values: Mapping[str, Numbers]) -> Tally:
    """Return the results of lessons that were counted within one facet."""
    return Tally.of((result, numbers.lessons) for result, numbers in of_kind(values, "result").items())


def tallies(reader: Visitor | None) -> dict[str, Tally]:
    """Map each facet, also "both:3,9" and "contradicts:3", to the results of the lessons in force that have it."""
    rows: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for result, values in counts_within_each(reader, "result:").items():
        for facet, numbers in values.items():
            rows[facet].append((result.removeprefix("result:"), numbers.lessons))
    return defaultdict(lambda: Tally.of([]), {facet: Tally.of(its) for facet, its in rows.items()})


class Told(NamedTuple):
    """Counts the lessons of a network, the study or the library with one result, told in a month or a year."""

    network: int  # its key, `STUDY` or `LIBRARY`
    result: str
    since: date  # the first day of the month or year
    until: date  # and its last, or today
    numbers: Numbers


def counts_told(reader: Visitor | None, *, months_of_years: int) -> tuple[list[Told], int]:
    """Count the lessons in force by when they were told: by month, and in a memory of more years than that by year."""
    in_years, parameters = _statement(reader, "= 'told in year'", {})
    in_months, _ = _statement(reader, "= 'told'", {})
    sql = _TOLD.format(in_years=in_years, in_months=in_months)
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, parameters | {"state": "published", "years": typed(months_of_years)})
        rows, today = cursor.fetchall(), localdate()
    told = [
        Told(network, result, *_span(period, today), Numbers(*numbers))
        for network, period, result, *numbers in rows
        if period
    ]
    return told, sum(many for _network, period, _result, many, *_numbers in rows if not period)


def _span(period: str, today: date) -> tuple[date, date]:
    year, month = int(period[:4]), int(period[5:] or 0)
    since, last = date(year, month or 1, 1), month or 12
    return since, max(since, min(date(year, last, monthrange(year, last)[1]), today))


def _read(reader: Visitor | None, condition: str, within: dict[str, Any], state: str) -> Counts:
    sql, parameters = _statement(reader, condition, within)
    return _rows(sql, parameters | {"state": state})


def _rows(sql: str, parameters: dict[str, Any]) -> Counts:
    counts: Counts = defaultdict(dict)
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, parameters)
        for facet, value, *numbers in cursor.fetchall():
            counts[facet][value] = Numbers(*numbers)
    return counts


def _statement(reader: Visitor | None, condition: str, within: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    reach = _reach_of(reader)
    sql = _READ.format(
        reached=reach.sql, within=condition, beside=reach.beside.format(theirs=_THEIRS, within=condition)
    )
    return sql, within | {name: typed(keys) for name, keys in reach.parameters.items()}


@dataclass(frozen=True)
class _Reach:
    """Says which audiences' counts are a reader's, and which lessons are to be counted beside these."""

    sql: str
    parameters: dict[str, Any]
    beside: str = ""


def _reach_of(reader: Visitor | None) -> _Reach:
    if reader is not None and not (isinstance(reader, User) and reader.is_active):
        return _Reach("%(audience)s", {"audience": everyone()})
    if reader is None or reader.is_admin:
        return _Reach("ANY(SELECT a.id FROM lessons_audience a)", {})
    its = rights.rights_of(reader) or rights.read(reader)
    publishes = its.networks(GRANTED_TO[Permission.PUBLISH], open_only=False)
    writes = [each for each in its.networks(GRANTED_TO[Permission.WRITE], open_only=False) if each not in publishes]
    parameters: dict[str, Any] = {"audiences": its.also["audiences"], "person": reader.pk, "writes": writes}
    sql = "ANY(%(audiences)s)"
    if publishes:
        parameters["of_organisations"] = [f"network:{each}/organisation:%" for each in publishes]
        sql = f"ANY(%(audiences)s || ARRAY({_OF_ORGANISATIONS}))"
    return _Reach(sql, parameters, _BESIDE if writes else "")
