"""Where few lessons say all that is asked for, those that say most of it follow: rare words weigh more.

A lesson of the department or network that a word names says that word too.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lessons.record.models import Lesson
from lessons.record.models.audience import everyone
from lessons.search.words.asked import Asked, Term, is_telling
from lessons.search.words.sayings import MANY, others_saying
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

MOST = 60  # of those that say a part
CANDIDATES = 300  # of those that say enough, the ones whose words are read: how often they say it, and how near
# A lesson must say this part of what is asked for, each term weighed by how rare it is.
SHARE_SAID = 0.25
# Of a rank; the smaller, the more the first places count. From 2 to 30 the gold sets are answered alike.
FIRST = 10
# What one word of a phrase is worth, of the whole: a lesson that says “ciudadana” is not on “vigilancia ciudadana”.
SHARE_OF_WORDS = 0.6

# It begins as what reads alone, for pghistory: that tells PostgreSQL before all else who writes.
_RANKED = """SELECT * FROM (WITH parts AS MATERIALIZED (
    SELECT term, share, typed, without, string_to_array(facets, ' ') AS facets,
        coalesce(asked && without, asked) AS asked
    FROM unnest(%s::int[], %s::float[], %s::bool[], %s::text[], %s::text[]) AS part (term, share, typed, words, facets)
    CROSS JOIN LATERAL memoria_asks_lessons(words) AS asked
    CROSS JOIN memoria_asks_lessons(nullif(%s, '')) AS without
), said_as_typed AS MATERIALIZED (
    SELECT term, share, id, asked FROM parts CROSS JOIN LATERAL ({saying}) AS each WHERE typed
), said AS MATERIALIZED (
    TABLE said_as_typed
    UNION ALL
    SELECT term, share, id, asked FROM parts CROSS JOIN LATERAL ({saying}) AS each
        WHERE NOT typed AND (SELECT count(*) FROM said_as_typed AS other WHERE other.term = parts.term) < {many}
), readable AS MATERIALIZED ({readable}),
hits AS (
    SELECT term, id, least(1, sum(share)) AS share, min(standing) AS standing
    FROM said JOIN readable USING (id) GROUP BY term, id
), weights AS (
    SELECT term, ln(1 + (SELECT count(DISTINCT id) FROM hits) / sum(share)) AS weight FROM hits GROUP BY term
), sums AS MATERIALIZED (
    SELECT id, standing FROM (
        SELECT id, sum(weight * share) AS said, min(standing) AS standing
        FROM hits JOIN weights USING (term) GROUP BY id
    ) AS each WHERE said >= {share} * (SELECT sum(weight) FROM weights)
    ORDER BY said * (1 + standing / 100.0) DESC, id DESC LIMIT {candidates}
), ranks AS (
    SELECT term, id, sums.standing, least(1, sum(said.share)) AS share, max(ts_rank(search, said.asked)) AS rank
    FROM sums JOIN said USING (id) JOIN lessons_lesson USING (id) GROUP BY term, id, sums.standing
), tops AS (
    SELECT term, greatest(max(rank), 1e-9) AS top FROM ranks GROUP BY term
)
SELECT ARRAY(
    SELECT id FROM ranks JOIN weights USING (term) JOIN tops USING (term) GROUP BY id, ranks.standing
    ORDER BY sum(weight * share * (0.5 + 0.5 * rank / top)) * (1 + ranks.standing / 100.0) DESC, id DESC LIMIT {most}
), ARRAY(SELECT term FROM parts EXCEPT SELECT term FROM hits)) AS ranked"""

_OF_A_PART = """SELECT memoria_lessons_asked(asked) AS id
    UNION {others}
    UNION SELECT id FROM lessons_lesson WHERE state = 'published' AND taken_down_at IS NULL
        AND lessons_lesson.facets && parts.facets AND coalesce(search @@ without, true)"""


@dataclass(frozen=True)
class _Part:
    term: int
    share: float
    words: str
    facets: str = ""
    typed: bool = True  # else in other words, which are looked for where those that were typed find few


def has_parts(asked: Asked) -> bool:
    """Return whether a lesson can say a part of what is asked, or say it in another way than was looked for first."""
    several = len(asked.terms) > 1
    return any(several or term.held or term.facets or len(_words_of(term)) > 1 for term in asked.terms)


def most_of(asked: Asked, reader: Visitor) -> tuple[list[int], list[Term]]:
    """Return the keys of the published lessons that `reader` may read and that say most of what is asked, best first.

    Also returns the terms of which none of these says anything.
    """
    parts = [part for place, term in enumerate(asked.terms) for part in _parts(place, term)]
    if not parts:
        return [], []
    columns: dict[str, Any] = {
        "terms": [part.term for part in parts],
        "shares": [part.share for part in parts],
        "typed": [part.typed for part in parts],
        "words": [part.words for part in parts],
        "facets": [part.facets for part in parts],
        "without": " ".join(asked.without),
    }
    ((keys, unsaid),) = _most_of(reader, **columns)
    return list(keys), [asked.terms[place] for place in sorted(unsaid)]


def fused(said: list[int], alike: list[int]) -> list[int]:
    """Return the keys of both lists in one, by reciprocal rank: what stands high in either stands high."""
    score: dict[int, float] = defaultdict(float)
    for keys in (said, alike):
        for place, key in enumerate(keys):
            score[key] += 1 / (FIRST + place)
    return sorted(score, key=lambda key: -score[key])


def _parts(place: int, term: Term) -> list[_Part]:
    parts = [_Part(place, 1.0, term.as_typed, " ".join(term.facets))]
    if term.others:
        parts.append(_Part(place, 1.0, term.in_other_words, typed=False))
    words = _words_of(term)
    if len(words) > 1:
        parts += [_Part(place, SHARE_OF_WORDS / len(words), word) for word in words]
    return parts


def _words_of(term: Term) -> list[str]:
    """Return the words that a lesson may say alone; of a phrase none."""
    return [] if term.is_phrase else [word for word in term.words.split() if is_telling(word)]


def _ask_most_of(
    reader: Visitor, terms: Any, shares: Any, typed: Any, words: Any, facets: Any, without: Any
) -> tuple[str, list[Any]]:
    others_sql, of_others = others_saying(reader)
    readable: Any = Lesson.objects.readable_by(reader).filter(published_at__isnull=False).order_by()
    readable = readable.extra(where=["lessons_lesson.id IN (SELECT id FROM said)"])
    readable_sql, of_readable = readable.values("id", "standing").query.sql_with_params()
    bounds = {"share": SHARE_SAID, "candidates": CANDIDATES, "most": MOST, "many": MANY}
    sql = _RANKED.format(saying=_OF_A_PART.format(others=others_sql), readable=readable_sql, **bounds)
    return sql, [terms, shares, typed, words, facets, without, *of_others, *of_others, *of_readable]


_most_of = PreparedSQL(_ask_most_of, everyone)
