"""While somebody types, lessons, findings, networks and departments are suggested whose names begin so."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from base.reading.kept_lists import KeptLists
from base.words import folded
from lessons.frame.models import Finding
from lessons.record.models import Lesson
from lessons.record.models.audience import everyone
from lessons.search.words.asked import JOINING, key_of
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


@dataclass(frozen=True)
class Page:
    """A page that is called so: of a network, a finding, or the lessons of a department."""

    kind: str
    name: str
    address: str


def named(words: str) -> list[Page]:
    """Return the pages that are called so, in whole words or the last one begun; a few of each kind."""
    begun = key_of(words).split()
    if not begun or (len(begun[-1]) < SHORTEST and not words.strip().isupper()):
        return []
    lists = KeptLists()
    networks = [row for row in lists.of(Network) if _begins(begun, row.name, row.full_name, *row.former_names)]
    findings = [row for row in lists.of(Finding) if _begins(begun, row.code, row.text_es, row.text_en)]
    regions = [row for row in lists.of(Region) if _begins(begun, row.name)]
    of_region = reverse("lessons:lessons") + "?region="
    return [
        *(Page(_("Network"), row.name, row.get_absolute_url()) for row in networks[:MOST_OF_EACH]),
        *(
            Page(_("Finding"), f"{row.code}. {row.text}", reverse("lessons:finding", args=[row.code]))
            for row in findings[:MOST_OF_EACH]
        ),
        *(Page(_("Department"), row.name, of_region + row.slug) for row in regions[:MOST_OF_EACH]),
    ]


def _begins(begun: list[str], *names: str) -> bool:
    return any(all(any(word.startswith(each) for word in _words(name)) for each in begun) for name in names)


@lru_cache(maxsize=2_000)  # the names of lists that are kept
def _words(name: str) -> tuple[str, ...]:
    return tuple(folded(name).split())
