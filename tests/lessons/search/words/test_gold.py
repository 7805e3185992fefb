"""Questions as people ask them find, among the first five, the lessons of study and library that answer them.

`gold_first.json` is the first set; `gold.json` a second one, of which a quarter, `held_out`, was set aside before
anything was tuned. What `needs` meaning shares no word with its answers, in any language: it is not asked here.
"""

import json
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from lessons.models import Lesson
from lessons.search.words import vocabulary
from lessons.search.words.matching import matching
from tests.support.search.synonyms import as_they_come

HERE = Path(__file__).parent
FIRST_FIVE = 5
WANTED, WANTED_OF_A_KIND = 0.95, 0.85


def rows_of(name: str) -> list[dict[str, Any]]:
    rows = json.loads((HERE / name).read_text(encoding="utf-8"))
    return [row | {"expect": {*(row.get("expect") or row["expect_titles"])}} for row in rows]


FIRST = rows_of("gold_first.json")
BY_WORDS = [row for row in rows_of("gold.json") if row["needs"] != "meaning"]
SETS = {
    "the first": FIRST,
    "the second": [row for row in BY_WORDS if not row["held_out"]],
    "held out of the second": [row for row in BY_WORDS if row["held_out"]],
}
# Of the kinds of the second set, those that are a language; the others say how a question is typed.
LANGUAGES = ("es", "en", "mixed")


@pytest.fixture(scope="module")
def loaded(study: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    first_five.cache_clear()
    with django_db_blocker.unblock():
        as_they_come()
        call_command("load_library", stdout=StringIO())
        vocabulary.recount_words()
        yield


@pytest.fixture
def memory(loaded: None, db: None) -> None:
    """Study and library, with their words counted as each night; nobody changes it."""


@cache
def first_five(words: str) -> list[str]:
    """The titles that a visitor is shown first."""
    reader = AnonymousUser()
    in_force = Lesson.objects.readable_by(reader).filter(state="published")
    return [lesson.title for lesson in matching(in_force, words, reader)[:FIRST_FIVE]]


def recall_of(rows: list[dict[str, Any]]) -> tuple[float, str]:
    """How much of what is expected is found, each question counting the same, and what is missed."""
    recalls, missed = [], []
    for row in rows:
        lost = row["expect"] - {*first_five(row["q"])}
        recalls.append(1 - len(lost) / len(row["expect"]))
        missed += [f"  {row['q']!r} does not find {title!r}" for title in sorted(lost)]
    recall = sum(recalls) / len(rows)
    return recall, f"recall {recall:.3f} of {len(rows)} questions:\n" + "\n".join(missed)


def test_all_that_is_expected_is_there(memory: None) -> None:
    """Else a question would be lost for a title that somebody has since corrected."""
    titles = {*Lesson.objects.published().values_list("title", flat=True)}
    expected = {title for row in FIRST + rows_of("gold.json") for title in row["expect"]}
    assert sorted(expected - titles) == []
    assert (len(FIRST), len(rows_of("gold.json"))) == (56, 120)


@pytest.mark.parametrize("name", SETS)
def test_a_question_finds_its_lessons_among_the_first_five(memory: None, name: str) -> None:
    recall, told = recall_of(SETS[name])
    assert recall >= WANTED, told


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language(memory: None, language: str) -> None:
    recall, told = recall_of([row for row in BY_WORDS if row["kind"] == language])
    assert recall >= WANTED_OF_A_KIND, told


def test_words_of_nobody_find_nothing(memory: None) -> None:
    """So that the sets are not passed by what finds anything for everything."""
    assert [first_five(words) for words in ("xylophonquark", "zzyzx qwrtp", "blorptang vexatrune")] == [[], [], []]
