"""Of many kinds of lessons, the first of each is found in one statement, which reads an index until it has it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection

from lessons.record.models import LessonQuerySet

Name = TypeVar("Name")


def first_of_each(lessons: LessonQuerySet, kinds: Mapping[Name, Mapping[str, str]]) -> dict[Name, int]:
    """Map each name to the key of the first of `lessons` of its kind, if there is one.

    What a kind maps are strings that `lessons` filters by, each to what stands in its place.
    """
    if not kinds:
        return {}
    sql, marked = lessons.values("pk")[:1].query.sql_with_params()
    names, parts, parameters = [*kinds], [], []
    for place, kind in enumerate(kinds.values()):
        parts.append(f"(SELECT %s, found.* FROM ({sql}) AS found)")  # noqa: S608 -- what Django made
        put: Mapping[Any, str] = kind
        parameters += [place, *(put.get(each, each) if isinstance(each, str) else each for each in marked)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS first", parameters)  # noqa: S608
        return {names[place]: pk for place, pk in cursor.fetchall()}
