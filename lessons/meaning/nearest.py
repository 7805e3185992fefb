"""Which lessons lie nearest is asked of those alone that the reader may read: rights first, then nearness.

An index of neighbours would be asked the other way round, and leave those who may read little with nothing. All that
somebody may read is compared by bits, 20,000 of them in some milliseconds, and the best of these by their vectors.
"""

from typing import Any

from lessons.meaning.asking import vector_of
from lessons.meaning.embedding import is_on
from lessons.meaning.vectors import Least, bits_of, nearest
from lessons.record.models import Lesson
from lessons.record.models.audience import everyone
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

# Of so many, the nearest by their bits, the vectors are compared.
COMPARED = 100
# Below these nothing is said to be near: docs/adr/0039-meaning.md says how they were found.
TO_QUESTION, TO_DRAFT, TO_LESSON = Least(0.2, 0.15), Least(0.25, 0.25), Least(0.3, 0.3)
MOST_WORDS_OF_DRAFT = 60  # as many take the model 0.2 seconds

# What they are compared with is a query of its own: else it is made anew for each row.
_NEAREST = """SELECT m.lesson_id, m.vector FROM lessons_lessonmeaning m WHERE m.lesson_id IN ({readable})
    ORDER BY bit_count(m.bits # (SELECT %s::bit(384))) LIMIT {compared}"""
_LIKE = """SELECT m.lesson_id, m.vector, (SELECT vector FROM lessons_lessonmeaning WHERE lesson_id = %s)
    FROM lessons_lessonmeaning m WHERE m.lesson_id IN ({readable}) AND m.lesson_id <> %s
    ORDER BY bit_count(m.bits # (SELECT own.bits FROM lessons_lessonmeaning own WHERE own.lesson_id = %s))
    LIMIT {compared}"""


def near_question(reader: Visitor, vector: bytes) -> list[int]:
    """Return the keys of the lessons in force that `reader` may read and that mean nearly what is asked, nearest first.

    None are near nonsense. `vector` is that of the question: see `asking.vector_of`.
    """
    return _near(reader, vector, TO_QUESTION)


def nearest_to_draft(reader: Visitor, text: str, limit: int) -> list[int]:
    """Return the same for a lesson that is being written."""
    vector = vector_of(" ".join(text.split()[:MOST_WORDS_OF_DRAFT]), is_question=False)
    return [] if vector is None else _near(reader, vector, TO_DRAFT)[:limit]


def _near(reader: Visitor, vector: bytes, least: Least) -> list[int]:
    rows = _nearest(reader, bits=bits_of(vector))
    return nearest(vector, [(key, bytes(other)) for key, other in rows if other is not None], least)


def lessons_like(lesson: Lesson, reader: Visitor, limit: int) -> list[int]:
    """Return the keys of those in force that `reader` may read and that mean nearly what a stored lesson does, nearest
    first. Takes one statement; none while the comparison is off."""
    if not is_on() or not lesson.is_published:
        return []
    rows = [row for row in _like(reader, pk=lesson.pk) if row[1] is not None and row[2] is not None]
    if not rows:
        return []
    keys = nearest(bytes(rows[0][2]), [(key, bytes(vector)) for key, vector, _own in rows], TO_LESSON)
    return keys[:limit]


def _readable(reader: Visitor) -> tuple[str, tuple[Any, ...]]:
    return Lesson.objects.readable_by(reader).published().order_by().values_list("pk").query.sql_with_params()


def _ask_nearest(reader: Visitor, bits: str) -> tuple[str, list[Any]]:
    sql, parameters = _readable(reader)
    return _NEAREST.format(readable=sql, compared=COMPARED), [*parameters, bits]


def _ask_like(reader: Visitor, pk: int) -> tuple[str, list[Any]]:
    sql, parameters = _readable(reader)
    return _LIKE.format(readable=sql, compared=COMPARED), [pk, *parameters, pk, pk]


_nearest = PreparedSQL(_ask_nearest, everyone)
_like = PreparedSQL(_ask_like, everyone)
