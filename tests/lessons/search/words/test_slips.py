"""A word that nobody used gives way to the nearest one in use, which is kept by audience, and forgotten in time."""

from typing import Any

import pytest
from django.utils.timezone import now

from lessons.models import Lesson, SynonymGroup, UsedWord
from lessons.search.words import vocabulary
from tests.support.cast import Cast
from tests.support.factories import (
    LessonFactory,
    TranslationFactory,
)
from tests.support.htmx import soup
from tests.support.lessons import said, titles
from tests.support.search import corrected, found, public, searched

pytestmark = pytest.mark.django_db


class TestSlips:
    @pytest.fixture(autouse=True)
    def budget(self, db: None) -> None:
        public("La cuarta parte", insight="El presupuesto se gana en marzo.")
        vocabulary.recount_words()

    def test_gives_way_to_the_nearest_word_in_use_and_that_is_said(self):
        search = searched("presupuseto")
        assert search.corrected == [("presupuseto", "presupuesto")]
        assert search.found_in(Lesson.objects.all()).get().title == "La cuarta parte"
        assert found("presupuseto") == ["La cuarta parte"]

    @pytest.mark.parametrize("words", ["Presupuseto", "PRESUPUSETO", "el presupuseto de marzo", "presupuestp"])
    def test_in_any_case_and_among_others(self, words: str):
        assert found(words) == ["La cuarta parte"]

    def test_the_page_says_so(self, cast: Cast):
        page = cast.client("anonymous").get("/lecciones/", {"q": "presupuseto"})
        assert titles(page) == ["La cuarta parte"]
        assert "Ninguna lección dice «presupuseto»" in said(page)
        assert "presupuesto" in [strong.get_text() for strong in soup(page).select("p strong")]

    @pytest.mark.parametrize("words", ["presupuesto", "presupuestos", '"presupuseto"', "zzzzzzzz"])
    def test_a_word_that_is_said_a_phrase_and_one_like_no_other_stay(self, words: str):
        assert corrected(words) == []

    def test_one_that_only_a_translation_says_is_no_slip(self):
        TranslationFactory(lesson=public("Agua"), title="Presupuestal water")
        assert corrected("presupuestal") == []

    def test_it_is_not_forgiven_to_who_searches_for_what_was_typed(self, cast: Cast):
        SynonymGroup.objects.create(kind="near", terms=["kiwicha", "marzo"])
        client = cast.client("anonymous")
        for words in ("presupuseto", "kiwicha"):
            assert titles(client.get("/lecciones/", {"q": words})) == ["La cuarta parte"]
            page = client.get("/lecciones/", {"q": words, "literal": "1"})
            assert titles(page) == []
            assert "Ninguna lección dice «" not in said(page)
            search = page.context["filter"].search
            assert (search.literally, search.corrected, search.asked.also) == (True, [], [])

    def test_what_else_was_looked_for_can_be_switched_off_by_a_click_and_on_again(self, cast: Cast):
        SynonymGroup.objects.create(kind="near", terms=["kiwicha", "marzo"])
        client = cast.client("anonymous")
        public("Kiwicha")
        page = client.get("/lecciones/", {"q": "kiwicha"})
        [off] = soup(page).select('main a[href*="literal=1"]')
        assert "marzo" in off.parent.get_text()
        assert len(titles(page)) == 2
        literal = client.get("/lecciones/" + off["href"])
        assert titles(literal) == ["Kiwicha"]
        assert ("literal", "1") in literal.context["filter"].kept  # with the next words too, as the form sends it along
        [on] = [link for link in soup(literal).select("main p.meta a.tall") if "literal" not in link["href"]][:1]
        assert len(titles(client.get("/lecciones/" + on["href"]))) == 2


class TestWordsInUse:
    def words(self) -> set[str]:
        return {*UsedWord.objects.values_list("word", flat=True)}

    @pytest.mark.parametrize(
        "change",
        [
            {"visibility": "own_network"},
            {"taken_down_at": now(), "take_down_reason": "Está mal."},
            {"state": "archived", "ended_at": now(), "end_reason": "Ya no.", "review_on": None},
        ],
        ids=["narrowed", "taken down", "archived"],
    )
    def test_what_is_withdrawn_is_forgotten_when_they_are_counted_anew(self, cast: Cast, change: dict[str, Any]):
        by = {"taken_down_at": "taken_down_by", "ended_at": "ended_by"}
        people = {column: cast.user("admin") for at, column in by.items() if at in change}
        lesson = public("Con el quipucamayoc", network=cast.network)
        vocabulary.recount_words()
        assert corrected("quipucamayuc") == [("quipucamayuc", "quipucamayoc")]
        Lesson.objects.filter(pk=lesson.pk).update(**change, **people)
        vocabulary.recount_words()
        assert corrected("quipucamayuc") == []
        assert ("quipucamayoc" in self.words()) == ("visibility" in change)

    def test_those_of_a_new_lesson_are_noted_soon(self):
        vocabulary.recount_words()
        public("Con el quipucamayoc")
        assert corrected("quipucamayuc") == []
        vocabulary.add_words()
        assert corrected("quipucamayuc") == [("quipucamayuc", "quipucamayoc")]
        vocabulary.add_words()
        assert UsedWord.objects.filter(word="quipucamayoc").count() == 1

    def test_those_of_old_ones_wait_for_the_night(self):
        public("Otra cosa")
        vocabulary.recount_words()
        lesson = public("Con el quipucamayoc")
        Lesson.objects.filter(pk=lesson.pk).update(updated_at=now() - 2 * vocabulary.NEW)
        vocabulary.add_words()
        assert "quipucamayoc" not in self.words()
        vocabulary.recount_words()
        assert "quipucamayoc" in self.words()

    def test_those_of_old_ones_are_noted_at_once_where_none_are(self):
        lesson = public("Con el quipucamayoc")
        Lesson.objects.filter(pk=lesson.pk).update(updated_at=now() - 2 * vocabulary.NEW)
        vocabulary.add_words()
        assert "quipucamayoc" in self.words()

    def test_drafts_have_none(self):
        LessonFactory(title="Con el quipucamayoc")
        vocabulary.add_words(), vocabulary.recount_words()
        assert "quipucamayoc" not in self.words()

    def test_each_audience_has_its_own_with_how_many_lessons_say_it(self, cast: Cast):
        for visibility in ("public", "public", "own_network"):
            LessonFactory(
                title="Quipucamayoc quipucamayoc", network=cast.network, visibility=visibility, published=True
            )
        vocabulary.recount_words()
        said_by = UsedWord.objects.filter(word="quipucamayoc").values_list("audience__circles", "lessons")
        assert sorted(said_by) == [(["everyone"], 2), ([f"network:{cast.network.pk}"], 1)]
