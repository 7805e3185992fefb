"""While somebody types, lessons, findings, networks and departments are suggested whose names begin so."""

import re
from typing import Any

from base.reading.kept_lists import KeptLists
from base.words import folded
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from lessons.record.models.audience import everyone
from lessons.search.asked import JOINING, key_of
from networks.models import Network, Region
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

SHORTEST = 3  # letters
MOST_LESSONS, MOST_OF_EACH = 5, 3
MOST_WORDS = 6
# So many titles that say it are looked at, and the strongest shown.
CANDIDATES = 200
# Words are letters and digits alone: none is an operator of regular expressions.
_TITLED = r"""SELECT titled.id, titled.title, titled.language
    FROM (SELECT ARRAY(SELECT '\m' || memoria_fold(word) FROM unnest(%s::text[]) AS word) AS patterns) AS asked
    CROSS JOIN LATERAL ({lessons} LIMIT {candidates}) AS titled
    ORDER BY titled.standing DESC, titled.id DESC LIMIT {most}"""


def suggested(words: str, reader: Visitor) -> list[tuple[int, str, str]]:
    """Return key, title and language of lessons of the reader's whose titles have all the words, the last one begun."""
    begun = [word for word in re.findall(r"\w+", folded(words)) if word not in JOINING][:MOST_WORDS]
    if not begun or max(map(len, begun)) < SHORTEST:
        return []
    rows: list[Any] = _titled(reader, words=[word for word in begun if len(word) >= SHORTEST])
    return rows


def _ask_titled(reader: Visitor, words: Any) -> tuple[str, list[Any]]:
    lessons: Any = Lesson.objects.readable_by(reader).published().order_by()
    lessons = lessons.extra(where=["memoria_fold(lessons_lesson.title) ~ ALL (asked.patterns)"])
    sql, parameters = lessons.values("id", "title", "language", "standing").query.sql_with_params()
    return _TITLED.format(lessons=sql, candidates=CANDIDATES, most=MOST_LESSONS), [words, *parameters]


_titled = PreparedSQL(_ask_titled, everyone)


def named(words: str) -> dict[str, list[Any]]:
    """Return the networks, findings and departments that are called so, in whole words or the last one begun."""
    begun = key_of(words).split()
    if not begun or (len(begun[-1]) < SHORTEST and not words.strip().isupper()):
        return {}
    lists = KeptLists()
    found: dict[str, list[Any]] = {
        "networks": [row for row in lists.of(Network) if _begins(begun, row.name, row.full_name, *row.former_names)],
        "findings": [row for row in lists.of(Finding) if _begins(begun, row.code, row.text_es, row.text_en)],
        "regions": [row for row in lists.of(Region) if _begins(begun, row.name)],
    }
    return {kind: rows[:MOST_OF_EACH] for kind, rows in found.items() if rows}


def _begins(begun: list[str], *names: str) -> bool:
    return any(all(any(word.startswith(each) for word in _words(name)) for each in begun) for name in names)


def _words(name: str) -> list[str]:
    return folded(name).split()
