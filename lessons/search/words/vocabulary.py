"""The words in use tell a slip of the finger from a word that is merely rare: nobody used it, and one like it is used.

A reader is told words of the audiences that they are in alone, so that no correction tells what others wrote.
"""

import re
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import now

from base.words import folded
from lessons.record.models.audience import everyone, reaches_person
from lessons.search.models import UsedWord
from lessons.search.words.asked import Asked, Term, read
from networks.models import User
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

SHORTEST = 5  # letters: shorter words look like too many others
MOST_WORDS = 8
CANDIDATES = 12
ALIKE = 0.75  # of difflib: one letter of four
# Longer than the time between two runs of the task, so that nothing is left out; each night all are counted anew.
NEW = timedelta(minutes=30)

_NEAREST = """SELECT typed, each.word FROM unnest(%s::text[]) AS typed
    CROSS JOIN LATERAL (
        SELECT word FROM ({used}) AS used GROUP BY word
            ORDER BY similarity(word, typed) DESC, sum(lessons) DESC LIMIT {most}
    ) AS each"""
_COUNTED = """INSERT INTO lessons_usedword (audience_id, word, lessons)
    SELECT audience_id, word, count(*) FROM lessons_lesson CROSS JOIN LATERAL (
        SELECT DISTINCT word FROM regexp_split_to_table(memoria_plain(concat_ws(
            ' ', title, what_happened, insight, recommendation, context, applies_when, does_not_apply_when
        )), ' ') AS word WHERE word ~ '^[[:alpha:]]{{{shortest},40}}$'
    ) AS each
    WHERE state = 'published' AND taken_down_at IS NULL {only}
    GROUP BY audience_id, word ON CONFLICT (audience_id, word) DO NOTHING"""


def with_words_in_use(asked: Asked, unsaid: list[Term], reader: Visitor) -> tuple[Asked, list[tuple[str, str]]]:
    """Return what is asked with the nearest word in use for each of these terms, and which those are.

    Nothing that the reader may read says one of the terms: whether others' lessons do, nobody is told.
    """
    plain = [term.words for term in unsaid if not (term.is_phrase or term.others or term.held or term.facets)]
    typed = [word for words in plain for word in words.split()]
    unknown = [*dict.fromkeys(word for word in typed if len(word) >= SHORTEST and word.isalpha())][:MOST_WORDS]
    nearest: dict[str, list[str]] = {}
    for word, in_use in _nearest(reader, words=[folded(word) for word in unknown]) if unknown else ():
        nearest.setdefault(word, []).append(in_use)
    corrected = []
    words = asked.words
    for word in unknown:
        used = nearest.get(folded(word), [])
        alike = get_close_matches(folded(word), used, n=1, cutoff=ALIKE)
        if alike and folded(word) not in used:  # said, where something else that is asked left it out
            corrected.append((word, alike[0]))
            words = re.sub(rf"\b{re.escape(word)}\b", alike[0], words)
    return (read(words), corrected) if corrected else (asked, [])


def _ask_nearest(reader: Visitor, words: Any) -> tuple[str, list[Any]]:
    reads_all = isinstance(reader, User) and reader.is_admin
    used = UsedWord.objects.all() if reads_all else UsedWord.objects.filter(reaches_person(reader))
    used = used.extra(where=["lessons_usedword.word %% typed"])
    sql, parameters = used.values("word", "lessons").query.sql_with_params()
    return _NEAREST.format(used=sql, most=CANDIDATES), [words, *parameters]


_nearest = PreparedSQL(_ask_nearest, everyone)


def add_words() -> None:
    """Note the words of lessons that were written of late; those of others stay as they were counted.

    Where none were counted yet, as after an update, all are.
    """
    only = "AND updated_at > %s" if UsedWord.objects.exists() else ""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(shortest=SHORTEST, only=only), [now() - NEW] if only else [])


@transaction.atomic
def recount_words() -> None:
    """Count the words of all lessons in force anew: what was withdrawn is forgotten."""
    UsedWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(shortest=SHORTEST, only=""))
