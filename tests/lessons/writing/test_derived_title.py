"""A lesson to which nobody gave a title: its words propose one, and its author says yes before others read it."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from lessons.models import Lesson
from tests.support.cast import Cast
from tests.support.factories import LessonFactory
from tests.support.htmx import soup
from tests.support.lessons import ESSENTIAL, said, typed, words

STORY, LEARNED = "El 3 de marzo llegó la nueva ministra. Nadie la conocía.", "Quien llega escucha primero. Luego no."
ASKS = "Lo tomamos de lo que escribiste"


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return cast.client("secretariat")


@pytest.fixture
def written(cast: Cast, secretary: Client) -> dict[str, Any]:
    """As a browser sends it that kept the draft as soon as the story was there, when the rest is written too."""
    key = str(uuid4())
    secretary.post("/lecciones/borrador/", {**typed(cast, key=key, title="", insight="", what_happened=STORY)})
    assert Lesson.objects.get().title == "El 3 de marzo llegó la nueva ministra"
    return typed(cast, key=key, title="", what_happened=STORY, insight=LEARNED, untouched="title")


def proposed(page: HttpResponse) -> dict[str, Any]:
    asked = soup(page).find(attrs={"name": "asked_title"})
    title = soup(page).select_one(".ask-title .has-error [name=title]")
    assert (asked["value"], ASKS in said(page)) == (title["value"], True)
    return {"title": title["value"], "asked_title": asked["value"]}


@pytest.mark.parametrize("then", ["publish", "hand_in"])
def test_story_becomes_no_title_without_a_word(secretary, written, then):
    answer = secretary.post("/lecciones/nueva/", written | {"then": then})
    assert answer.status_code == 422
    assert proposed(answer)["title"] == "Quien llega escucha primero"
    assert Lesson.objects.get().state == "draft"


def test_a_derived_title_is_not_asked_about_before_what_was_learned_is_told(secretary, written):
    answer = secretary.post("/lecciones/nueva/", written | {"then": "publish", "insight": ""})
    assert answer.status_code == 422
    assert ASKS not in soup(answer).select_one(".ask-title .errorlist").get_text()


def test_a_title_taken_from_the_story_is_asked_about_anew_when_more_is_told(secretary, written):
    shown = {"title": "El 3 de marzo llegó la nueva ministra"}
    sent = written | {"then": "publish"} | shown | {"asked_title": shown["title"]}
    answer = secretary.post("/lecciones/nueva/", sent)
    assert (answer.status_code, proposed(answer)["title"]) == (422, "Quien llega escucha primero")
    assert not Lesson.objects.get().is_published
    assert secretary.post("/lecciones/nueva/", sent | proposed(answer) | shown).status_code == 302
    assert Lesson.objects.get().title == shown["title"]


def test_yes_to_the_proposal_publishes_it(secretary, written):
    sent = written | {"then": "publish"}
    answer = secretary.post("/lecciones/nueva/", sent | proposed(secretary.post("/lecciones/nueva/", sent)))
    lesson = Lesson.objects.get()
    assert (answer.status_code, lesson.is_published, lesson.title) == (302, True, "Quien llega escucha primero")


def test_another_title_publishes_it(secretary, written):
    sent = written | {"then": "publish"}
    again = proposed(secretary.post("/lecciones/nueva/", sent)) | {"title": "Visitar pronto"}
    assert secretary.post("/lecciones/nueva/", sent | again).status_code == 302
    assert Lesson.objects.get().title == "Visitar pronto"


def test_title_of_the_drafts_own_words_is_asked_about_though_it_stands_in_the_form(cast, secretary):
    story = STORY.split(".")[0]
    answer = secretary.post("/lecciones/nueva/", typed(cast, title=story, what_happened=STORY, then="publish"))
    assert proposed(answer)["title"] == ESSENTIAL["insight"].removesuffix(".")
    assert not Lesson.objects.exists()


def test_title_that_somebody_wrote_is_not_asked_about(cast, secretary):
    assert secretary.post("/lecciones/nueva/", typed(cast, then="publish")).status_code == 302


def test_draft_that_is_kept_without_one_follows_what_was_learned(secretary, written):
    assert secretary.post("/lecciones/borrador/", written).status_code == 200
    assert Lesson.objects.get().title == "Quien llega escucha primero"


def test_form_of_such_a_draft_shows_the_proposal_and_its_yes_counts(cast, secretary, written):
    secretary.post("/lecciones/borrador/", written)
    address = f"/lecciones/{Lesson.objects.get().pk}/editar/"
    page = secretary.get(address)
    title, asked = (soup(page).find(attrs={"name": name})["value"] for name in ("title", "asked_title"))
    assert (title, ASKS in said(page)) == ("Quien llega escucha primero", True)
    sent = written | {"title": title, "asked_title": asked, "then": "publish"}
    assert secretary.post(address, sent).status_code == 302
    assert Lesson.objects.get().is_published


def test_page_of_such_a_draft_says_so_where_it_is_published(cast, secretary):
    learned = {"insight": LEARNED, "network": cast.network, "author": cast.user("secretariat")}
    derived, named = (LessonFactory(title=t, **learned) for t in ("Quien llega escucha primero", "Visitar pronto"))
    pages = [said(secretary.get(lesson.get_absolute_url())) for lesson in (derived, named)]
    assert ["es una frase que tomamos" in page for page in pages] == [True, False]


def test_published_one_whose_title_is_its_own_sentence_is_edited_without_a_question(cast, secretary):
    texts = {"title": "Quien llega", "insight": "Quien llega."}
    lesson = LessonFactory(**texts, network=cast.network, author=cast.user("secretariat"), published=True)
    sent = typed(cast, **texts, then="save")
    assert secretary.post(f"/lecciones/{lesson.pk}/editar/", sent).status_code == 302
    assert words(lesson)["what_happened"] == ESSENTIAL["what_happened"]
