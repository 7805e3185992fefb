"""While a lesson is written, those that say nearly the same are found, so that one confirms instead of repeating."""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q

from lessons.meaning.nearest import nearest_to_draft
from lessons.record.models import Lesson, LessonQuerySet
from networks.record.permissions import Visitor

SHOWN = 3
# Fewer words say nothing yet; more cost time and tell no more.
LEAST_WORDS, MOST_WORDS = 4, 24
LEAST_WORDS_OF_MEANING = 8
# A lesson must share this part of the typed words to be taken for the same.
SHARED = 0.34
# Ranking reads every match: only the newest of them are ranked.
CANDIDATES = 300


def lessons_sharing_words(lessons: LessonQuerySet, typed: str, language: str) -> list[Lesson]:
    """Return at most three of `lessons` that share many words with `typed`, best first; none for a mere phrase."""
    words = _stems(typed, language)
    if len(words) < LEAST_WORDS:
        return []
    config = "english" if language == "en" else "spanish"
    # Stems, as they stand in the index: quoted, since they are no words of that language any more.
    any_of = SearchQuery(" | ".join(f"'{word}'" for word in words), config="simple", search_type="raw")
    same_language = Q(language="en") if config == "english" else ~Q(language="en")
    newest = lessons.filter(same_language, search=any_of).newest_first().values("pk")[:CANDIDATES]
    ranked = lessons.filter(pk__in=newest).annotate(rank=SearchRank(F("search"), any_of)).order_by("-rank", "-pk")
    candidates = list(ranked.select_related("network").defer("search")[: SHOWN * 3])
    shared = _shared_by(candidates, words)
    enough = max(LEAST_WORDS - 1, round(len(words) * SHARED))
    alike = [lesson for lesson in candidates if shared.get(lesson.pk, 0) >= enough]
    return sorted(alike, key=lambda lesson: -shared[lesson.pk])[:SHOWN]


def also_of_similar_meaning(found: list[Lesson], lessons: LessonQuerySet, typed: str, reader: Visitor) -> list[Lesson]:
    """Add to what words found those of `lessons` that mean nearly what is typed, in whatever language; three in all."""
    if len(found) >= SHOWN or len(typed.split()) < LEAST_WORDS_OF_MEANING:
        return found
    known = {lesson.pk for lesson in found}
    keys = [key for key in nearest_to_draft(reader, typed, SHOWN * 2) if key not in known]
    rows = lessons.select_related("network").defer("search").in_bulk(keys) if keys else {}
    return [*found, *(rows[key] for key in keys if key in rows)][:SHOWN]


def _stems(typed: str, language: str) -> list[str]:
    """Return the longest stems: they tell most. They have only letters and digits, so that none is an operator."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(tsvector_to_array(memoria_words(%s, %s)))", [language, typed.replace("\0", "")])
        stems = {str(stem) for (stem,) in cursor.fetchall()}
    plain = [stem for stem in stems if len(stem) > 2 and re.fullmatch(r"\w+", stem)]
    return sorted(plain, key=lambda stem: (-len(stem), stem))[:MOST_WORDS]


def _shared_by(lessons: list[Lesson], words: list[str]) -> dict[int, int]:
    """Count for each lesson how many of the `words` it has."""
    counted: dict[int, int] = {}
    rows: Any = Lesson.objects.filter(pk__in=[lesson.pk for lesson in lessons])
    for pk, stems in rows.extra(select={"stems": "tsvector_to_array(search)"}).values_list("pk", "stems"):
        counted[pk] = len({*stems} & {*words})
    return counted
