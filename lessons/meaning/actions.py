"""A worker keeps the vectors of lessons, and answers questions that web processes put in the cache."""

import time
from typing import NamedTuple

from django.core.cache import cache

from lessons.meaning.embedding import VERSION, embedding
from lessons.meaning.models import LessonMeaning
from lessons.meaning.vectors import bits_of
from lessons.record.models import Lesson

# The task is asked for each minute.
SECONDS_AT_ONCE = 50
# A story comes before what was learned of it: tried, it finds more than the other way round. Of each text the
# beginning, so that one long text leaves room for the others.
IN_ORDER = ("title", "context", "what_happened", "insight", "recommendation", "applies_when", "does_not_apply_when")
MOST_SIGNS_OF_EACH = 600
DAY = 24 * 60 * 60


class Asked(NamedTuple):
    """What a web process wants the vector of. It is kept for a moment, and the vector for a day."""

    text: str
    is_question: bool


def keep_meanings(seconds: float = SECONDS_AT_ONCE) -> int:
    """Make the vectors that are missing or old, the newest lessons first; return how many were made in that time."""
    LessonMeaning.objects.add_missing()
    until, made = time.monotonic() + seconds, 0
    for pk in LessonMeaning.objects.due().order_by("-pk").values_list("pk", flat=True)[:1_000]:
        if time.monotonic() > until:
            break
        row = LessonMeaning.objects.claim(pk)
        if row is None:
            continue
        if not _keep(row):
            break
        made += 1
    return made


def _keep(row: LessonMeaning) -> bool:
    lesson = Lesson.objects.only(*IN_ORDER, "wording").get(pk=row.pk)
    vector = embedding.vector_of(text_of(lesson), is_question=False)
    held = LessonMeaning.objects.held(row)
    if vector is None:
        held.update(claimed_at=None)
        return False
    held.update(bits=bits_of(vector), vector=vector, wording=lesson.wording, version=VERSION, claimed_at=None)
    return True


def text_of(lesson: Lesson) -> str:
    texts = [getattr(lesson, name).strip()[:MOST_SIGNS_OF_EACH].rstrip(" .") for name in IN_ORDER]
    return ". ".join(filter(None, texts))


def answer(token: int) -> bool:
    """Put the vector of what was asked where the web process looks for it; return False if nobody waits any more."""
    asked = cache.get(asked_key(token))
    if asked is None:
        return False
    cache.delete(asked_key(token))
    text, is_question = asked
    vector = embedding.vector_of(text, is_question=is_question)
    if vector is not None:
        cache.set(answer_key(token), vector, DAY)
    return vector is not None


def asked_key(token: int) -> str:
    return f"meaning-asked:{token}"


def answer_key(token: int) -> str:
    return f"meaning:{VERSION}:{token}"
